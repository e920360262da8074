-- SPDX-License-Identifier: ISC
-- Made by scripts/otlsapi from the headers.
--- libotls for the ffi of LuaJIT, where a call costs a few nanoseconds.
--
-- Nothing is checked here and nothing frees itself: `otls` and its parts
-- are for programs, this is for those who need the speed.
--
--     local ffi = require "ffi"
--     local otls = require "otls.cdef"
--     ffi.cdef(otls.cdef)
--     local C = ffi.load("libotls.so.0")
--     local value = ffi.new("int64_t[1]")
--     assert(C.otls_rand_uniform(6, value) == otls.constants.OTLS_OK)
--
-- @module otls.cdef

local cdef = {}

--- The declarations, for ffi.cdef.
cdef.cdef = [[
typedef int64_t otls_handle;
int otls_age_decryptor_add(otls_handle decryptor, otls_handle identity);
int otls_age_decryptor_add_file(otls_handle decryptor, const char *path);
int otls_age_decryptor_add_file_passphrase(
    otls_handle decryptor,
    const char *path,
    const void *passphrase,
    size_t passphrase_len);
int otls_age_decryptor_begin(otls_handle decryptor, otls_handle *transfer);
int otls_age_decryptor_file(
    otls_handle decryptor,
    const char *input,
    const char *output);
int otls_age_decryptor_free(otls_handle decryptor);
int otls_age_decryptor_new(otls_handle *decryptor);
int otls_age_decryptor_on_progress(
    otls_handle decryptor,
    int (*callback)(void *user, int64_t done, int64_t total),
    void *user);
int otls_age_decryptor_open(
    otls_handle decryptor,
    const char *path,
    otls_handle *reader);
int otls_age_decryptor_open_bio(
    otls_handle decryptor,
    otls_handle input,
    otls_handle *reader);
int otls_age_decryptor_set_armor(otls_handle decryptor, int mode);
int otls_age_decryptor_set_header(
    otls_handle decryptor,
    const void *data,
    size_t data_len);
int otls_age_decryptor_set_scrypt_limits(
    otls_handle decryptor,
    int work_factor,
    int64_t memory_bytes);
int otls_age_decryptor_set_threads(otls_handle decryptor, int threads);
int otls_age_decryptor_stream(
    otls_handle decryptor,
    otls_handle input,
    otls_handle output);
int otls_age_decryptor_verify_file(otls_handle decryptor, const char *input);
int otls_age_decryptor_verify_stream(otls_handle decryptor, otls_handle input);
int otls_age_encryptor_add(otls_handle encryptor, otls_handle recipient);
int otls_age_encryptor_add_file(otls_handle encryptor, const char *path);
int otls_age_encryptor_begin(otls_handle encryptor, otls_handle *transfer);
int otls_age_encryptor_file(
    otls_handle encryptor,
    const char *input,
    const char *output);
int otls_age_encryptor_free(otls_handle encryptor);
int otls_age_encryptor_new(otls_handle *encryptor);
int otls_age_encryptor_on_progress(
    otls_handle encryptor,
    int (*callback)(void *user, int64_t done, int64_t total),
    void *user);
int otls_age_encryptor_set_armor(otls_handle encryptor, int armor);
int otls_age_encryptor_set_threads(otls_handle encryptor, int threads);
int otls_age_encryptor_stream(
    otls_handle encryptor,
    otls_handle input,
    otls_handle output);
int otls_age_header_export(
    otls_handle header,
    void *buf,
    size_t cap,
    size_t *len);
int otls_age_header_free(otls_handle header);
int otls_age_header_is_armored(otls_handle header);
int otls_age_header_json(
    otls_handle header,
    void *buf,
    size_t cap,
    size_t *len);
int otls_age_header_read(otls_handle input, otls_handle *header);
int otls_age_header_sizes(
    otls_handle header,
    int64_t *header_bytes,
    int64_t *armor_bytes,
    int64_t *overhead_bytes,
    int64_t *payload_bytes);
int otls_age_header_stanza_type(
    otls_handle header,
    int64_t index,
    void *buf,
    size_t cap,
    size_t *len);
int otls_age_header_stanzas(otls_handle header, int64_t *count);
int otls_age_identity_export_secret(
    otls_handle identity,
    void *buf,
    size_t cap,
    size_t *len);
int otls_age_identity_free(otls_handle identity);
int otls_age_identity_generate(otls_handle *identity);
int otls_age_identity_parse(
    const void *text,
    size_t text_len,
    otls_handle *identity);
int otls_age_identity_passphrase(
    const void *passphrase,
    size_t passphrase_len,
    otls_handle *identity);
int otls_age_identity_passphrase_normalised(
    const void *passphrase,
    size_t passphrase_len,
    otls_handle *identity);
int otls_age_identity_recipient(otls_handle identity, otls_handle *recipient);
int otls_age_reader_free(otls_handle reader);
int otls_age_reader_read_at(
    otls_handle reader,
    int64_t offset,
    void *buf,
    size_t cap,
    size_t *len);
int otls_age_reader_size(otls_handle reader, int64_t *size);
int otls_age_recipient_free(otls_handle recipient);
int otls_age_recipient_parse(
    const void *text,
    size_t text_len,
    otls_handle *recipient);
int otls_age_recipient_passphrase(
    const void *passphrase,
    size_t passphrase_len,
    int work_factor,
    otls_handle *recipient);
int otls_age_recipient_passphrase_normalised(
    const void *passphrase,
    size_t passphrase_len,
    int work_factor,
    otls_handle *recipient);
int otls_age_recipient_text(
    otls_handle recipient,
    void *buf,
    size_t cap,
    size_t *len);
int otls_age_rewrap_file(
    otls_handle decryptor,
    otls_handle encryptor,
    const char *input,
    const char *output);
int otls_age_rewrap_fresh_file(
    otls_handle decryptor,
    otls_handle encryptor,
    const char *input,
    const char *output);
int otls_age_rewrap_fresh_stream(
    otls_handle decryptor,
    otls_handle encryptor,
    otls_handle input,
    otls_handle output);
int otls_age_rewrap_stream(
    otls_handle decryptor,
    otls_handle encryptor,
    otls_handle input,
    otls_handle output);
int otls_age_transfer_done(otls_handle transfer);
int otls_age_transfer_finish(otls_handle transfer);
int otls_age_transfer_free(otls_handle transfer);
int otls_age_transfer_pull(
    otls_handle transfer,
    void *buf,
    size_t cap,
    size_t *len);
int otls_age_transfer_push(
    otls_handle transfer,
    const void *data,
    size_t data_len,
    size_t *taken);
int otls_bio_atomic_commit(otls_handle bio);
int otls_bio_atomic_open(const char *path, otls_handle *bio);
int otls_bio_eof(otls_handle bio);
int otls_bio_fd(otls_handle bio, int64_t *fd);
int otls_bio_fd_new(int fd, int close_fd, otls_handle *bio);
int otls_bio_file_open(const char *path, const char *mode, otls_handle *bio);
int otls_bio_flush(otls_handle bio);
int otls_bio_free(otls_handle bio);
int otls_bio_gets(otls_handle bio, void *buf, size_t cap, size_t *len);
int otls_bio_memory_from(const void *data, size_t data_len, otls_handle *bio);
int otls_bio_memory_new(otls_handle *bio);
int otls_bio_null_new(otls_handle *bio);
int otls_bio_pair_new(size_t capacity, otls_handle *a, otls_handle *b);
int otls_bio_pending(otls_handle bio, int64_t *bytes);
int otls_bio_puts(otls_handle bio, const char *text, size_t *written);
int otls_bio_queue_new(otls_handle *bio);
int otls_bio_read(otls_handle bio, void *buf, size_t cap, size_t *len);
int otls_bio_reset(otls_handle bio);
int otls_bio_seek(otls_handle bio, int64_t offset);
int otls_bio_set_timeout_ms(otls_handle bio, int64_t timeout_ms);
int otls_bio_shutdown_write(otls_handle bio);
int otls_bio_socket_new(int fd, int close_fd, otls_handle *bio);
int otls_bio_tell(otls_handle bio, int64_t *offset);
int otls_bio_write(
    otls_handle bio,
    const void *data,
    size_t data_len,
    size_t *written);
int otls_cert_authority_key_id(
    otls_handle cert,
    void *buf,
    size_t cap,
    size_t *len);
int otls_cert_der(otls_handle cert, void *buf, size_t cap, size_t *len);
int otls_cert_equal(otls_handle a, otls_handle b);
int otls_cert_extended_key_usage(
    otls_handle cert,
    void *buf,
    size_t cap,
    size_t *len);
int otls_cert_fingerprint(
    otls_handle cert,
    const char *digest /* or NULL */,
    void *buf,
    size_t cap,
    size_t *len);
int otls_cert_free(otls_handle cert);
int otls_cert_is_ca(otls_handle cert);
int otls_cert_is_issued_by(otls_handle cert, otls_handle issuer);
int otls_cert_issuer(otls_handle cert, void *buf, size_t cap, size_t *len);
int otls_cert_key_usage(otls_handle cert, int64_t *bits);
int otls_cert_list_add(otls_handle list, otls_handle cert);
int otls_cert_list_at(otls_handle list, int64_t index, otls_handle *cert);
int otls_cert_list_count(otls_handle list, int64_t *count);
int otls_cert_list_free(otls_handle list);
int otls_cert_list_load_bytes(
    const void *data,
    size_t data_len,
    otls_handle *list);
int otls_cert_list_load_file(const char *path, otls_handle *list);
int otls_cert_list_new(otls_handle *list);
int otls_cert_list_pem(otls_handle list, void *buf, size_t cap, size_t *len);
int otls_cert_load_bytes(const void *data, size_t data_len, otls_handle *cert);
int otls_cert_load_file(const char *path, otls_handle *cert);
int otls_cert_matches_host(otls_handle cert, const char *name);
int otls_cert_matches_ip(otls_handle cert, const char *address);
int otls_cert_name_field(
    otls_handle cert,
    int64_t of,
    int64_t index,
    int64_t *rdn,
    void *buf,
    size_t cap,
    size_t *len);
int otls_cert_name_fields(otls_handle cert, int64_t of, int64_t *count);
int otls_cert_name_value(
    otls_handle cert,
    int64_t of,
    int64_t index,
    void *buf,
    size_t cap,
    size_t *len);
int otls_cert_not_after_s(otls_handle cert, int64_t *seconds);
int otls_cert_not_before_s(otls_handle cert, int64_t *seconds);
int otls_cert_path_length(otls_handle cert, int64_t *length);
int otls_cert_pem(otls_handle cert, void *buf, size_t cap, size_t *len);
int otls_cert_public_key(otls_handle cert, otls_handle *key);
int otls_cert_request_add_san(otls_handle request, int type, const char *text);
int otls_cert_request_der(
    otls_handle request,
    void *buf,
    size_t cap,
    size_t *len);
int otls_cert_request_free(otls_handle request);
int otls_cert_request_issue(
    otls_handle request,
    otls_handle ca_cert,
    otls_handle ca_key,
    otls_handle *cert);
int otls_cert_request_load_bytes(
    const void *data,
    size_t data_len,
    otls_handle *request);
int otls_cert_request_load_file(const char *path, otls_handle *request);
int otls_cert_request_new(otls_handle *request);
int otls_cert_request_pem(
    otls_handle request,
    void *buf,
    size_t cap,
    size_t *len);
int otls_cert_request_public_key(otls_handle request, otls_handle *key);
int otls_cert_request_san(
    otls_handle request,
    int64_t index,
    int64_t *type,
    void *buf,
    size_t cap,
    size_t *len);
int otls_cert_request_san_count(otls_handle request, int64_t *count);
int otls_cert_request_self_sign(
    otls_handle request,
    otls_handle key,
    otls_handle *cert);
int otls_cert_request_set_ca(otls_handle request, int path_length);
int otls_cert_request_set_purposes(otls_handle request, int purposes);
int otls_cert_request_set_subject(otls_handle request, const char *text);
int otls_cert_request_set_validity_s(
    otls_handle request,
    int64_t not_before_s,
    int64_t not_after_s);
int otls_cert_request_sign(otls_handle request, otls_handle key);
int otls_cert_request_subject(
    otls_handle request,
    void *buf,
    size_t cap,
    size_t *len);
int otls_cert_san(
    otls_handle cert,
    int64_t index,
    int64_t *type,
    void *buf,
    size_t cap,
    size_t *len);
int otls_cert_san_count(otls_handle cert, int64_t *count);
int otls_cert_serial(otls_handle cert, void *buf, size_t cap, size_t *len);
int otls_cert_signature_algorithm(
    otls_handle cert,
    void *buf,
    size_t cap,
    size_t *len);
int otls_cert_subject(otls_handle cert, void *buf, size_t cap, size_t *len);
int otls_cert_subject_key_id(
    otls_handle cert,
    void *buf,
    size_t cap,
    size_t *len);
int otls_cert_text(otls_handle cert, void *buf, size_t cap, size_t *len);
int otls_cert_uri(
    otls_handle cert,
    int kind,
    int64_t index,
    void *buf,
    size_t cap,
    size_t *len);
int otls_cert_uri_count(otls_handle cert, int kind, int64_t *count);
int otls_cert_version(otls_handle cert, int64_t *version);
int otls_connection_connect(
    otls_handle context,
    const char *host,
    int port,
    int64_t timeout_ms,
    otls_handle *connection);
int otls_connection_fd(otls_handle connection, int64_t *fd);
int otls_connection_free(otls_handle connection);
int otls_connection_handshake(otls_handle connection);
int otls_connection_info_alpn(
    otls_handle connection,
    void *buf,
    size_t cap,
    size_t *len);
int otls_connection_info_channel_binding(
    otls_handle connection,
    const char *type,
    void *buf,
    size_t cap,
    size_t *len);
int otls_connection_info_cipher(
    otls_handle connection,
    void *buf,
    size_t cap,
    size_t *len);
int otls_connection_info_cipher_bits(otls_handle connection, int64_t *bits);
int otls_connection_info_explain(
    otls_handle connection,
    void *buf,
    size_t cap,
    size_t *len);
int otls_connection_info_exporter(
    otls_handle connection,
    const char *label,
    const void *context,
    size_t context_len,
    int has_context,
    void *buf,
    size_t cap,
    size_t *len);
int otls_connection_info_group(
    otls_handle connection,
    void *buf,
    size_t cap,
    size_t *len);
int otls_connection_info_is_resumed(otls_handle connection);
int otls_connection_info_is_server(otls_handle connection);
int otls_connection_info_next_keylog(
    otls_handle connection,
    void *buf,
    size_t cap,
    size_t *len);
int otls_connection_info_ocsp_response(
    otls_handle connection,
    void *buf,
    size_t cap,
    size_t *len);
int otls_connection_info_peer_cert(otls_handle connection, otls_handle *cert);
int otls_connection_info_peer_certs(otls_handle connection, otls_handle *list);
int otls_connection_info_resumed_by(otls_handle connection);
int otls_connection_info_servername(
    otls_handle connection,
    void *buf,
    size_t cap,
    size_t *len);
int otls_connection_info_shared_ciphers(
    otls_handle connection,
    void *buf,
    size_t cap,
    size_t *len);
int otls_connection_info_verified_chain(
    otls_handle connection,
    otls_handle *list);
int otls_connection_info_verify_error(
    otls_handle connection,
    int64_t *verdict,
    void *buf,
    size_t cap,
    size_t *len);
int otls_connection_info_version(otls_handle connection, int64_t *version);
int otls_connection_info_version_name(
    otls_handle connection,
    void *buf,
    size_t cap,
    size_t *len);
int otls_connection_key_update(otls_handle connection, int ask_peer);
int otls_connection_new_bio(
    otls_handle context,
    otls_handle incoming,
    otls_handle outgoing,
    otls_handle *connection);
int otls_connection_new_socket(
    otls_handle context,
    int fd,
    int close_fd,
    otls_handle *connection);
int otls_connection_pending(otls_handle connection, int64_t *bytes);
int otls_connection_read(
    otls_handle connection,
    void *buf,
    size_t cap,
    size_t *len);
int otls_connection_refuse_name(otls_handle connection);
int otls_connection_refuse_psk(otls_handle connection);
int otls_connection_reply_name(otls_handle connection, otls_handle context /* or 0 */);
int otls_connection_reply_psk(
    otls_handle connection,
    const char *identity /* or NULL */,
    const void *key,
    size_t key_len);
int otls_connection_reply_verify(otls_handle connection, int accept);
int otls_connection_request_certificate(otls_handle connection);
int otls_connection_send_fd(
    otls_handle connection,
    int fd,
    int64_t offset,
    int64_t length,
    int64_t *sent);
int otls_connection_send_file(
    otls_handle connection,
    const char *path,
    int64_t offset,
    int64_t length,
    int64_t *sent);
int otls_connection_session(otls_handle connection, otls_handle *session);
int otls_connection_set_port(otls_handle connection, int port);
int otls_connection_set_servername(otls_handle connection, const char *name);
int otls_connection_set_session(otls_handle connection, otls_handle session /* or 0 */);
int otls_connection_set_timeout_ms(otls_handle connection, int64_t timeout_ms);
int otls_connection_shutdown(otls_handle connection);
int otls_connection_shutdown_write(otls_handle connection);
int otls_connection_store_poll(
    otls_handle connection,
    int64_t *fd,
    int64_t *events,
    int64_t *wait_ms);
int otls_connection_store_reply(
    otls_handle connection,
    const void *value,
    size_t value_len /* or NULL */);
int otls_connection_store_wanted(
    otls_handle connection,
    int64_t *operation,
    void *buf,
    size_t cap,
    size_t *len);
int otls_connection_wanted_name(
    otls_handle connection,
    void *buf,
    size_t cap,
    size_t *len);
int otls_connection_wanted_psk(
    otls_handle connection,
    void *buf,
    size_t cap,
    size_t *len);
int otls_connection_write(
    otls_handle connection,
    const void *data,
    size_t data_len,
    size_t *written);
int otls_context_add_credential(otls_handle context, otls_handle credential);
int otls_context_add_name(
    otls_handle context,
    const char *pattern,
    otls_handle other /* or 0 */);
int otls_context_ciphers(
    otls_handle context,
    void *buf,
    size_t cap,
    size_t *len);
int otls_context_copy(otls_handle context, otls_handle *copy);
int otls_context_counter(otls_handle context, int counter, int64_t *value);
int otls_context_free(otls_handle context);
int otls_context_insecure_set_hostname_check(otls_handle context, int on);
int otls_context_insecure_set_verify_none(otls_handle context);
int otls_context_new(int role, otls_handle *context);
int otls_context_set_alpn(
    otls_handle context,
    const void *data,
    size_t data_len);
int otls_context_set_ask_name(otls_handle context, int on);
int otls_context_set_ask_psk(otls_handle context, int on, const char *hint /* or NULL */);
int otls_context_set_ask_verify(otls_handle context, int on);
int otls_context_set_ciphers(otls_handle context, const char *ciphers /* or NULL */);
int otls_context_set_ciphersuites(
    otls_handle context,
    const char *ciphersuites /* or NULL */);
int otls_context_set_credential(otls_handle context, otls_handle credential /* or 0 */);
int otls_context_set_groups(otls_handle context, const char *groups /* or NULL */);
int otls_context_set_keylog(otls_handle context, int on);
int otls_context_set_keylog_file(otls_handle context, const char *path /* or NULL */);
int otls_context_set_ocsp_stapling(otls_handle context, int on);
int otls_context_set_post_handshake_auth(otls_handle context, int on);
int otls_context_set_record_size(otls_handle context, int bytes);
int otls_context_set_resumption(otls_handle context, int mode);
int otls_context_set_security_level(otls_handle context, int level);
int otls_context_set_session_life_s(otls_handle context, int64_t seconds);
int otls_context_set_signature_algorithms(
    otls_handle context,
    const char *algorithms /* or NULL */);
int otls_context_set_store(otls_handle context, otls_handle store /* or 0 */);
int otls_context_set_ticket_keys(otls_handle context, otls_handle keys /* or 0 */);
int otls_context_set_tickets(otls_handle context, int count);
int otls_context_set_trust(otls_handle context, otls_handle trust /* or 0 */);
int otls_context_set_verify(otls_handle context, int mode);
int otls_context_set_verify_depth(otls_handle context, int depth);
int otls_context_set_verify_flags(otls_handle context, int64_t flags);
int otls_context_set_versions(otls_handle context, int min, int max);
int otls_credential_cert(otls_handle credential, otls_handle *cert);
int otls_credential_chain(otls_handle credential, otls_handle *list);
int otls_credential_forget(otls_handle credential);
int otls_credential_forget_all(void);
int otls_credential_free(otls_handle credential);
int otls_credential_key(otls_handle credential, otls_handle *key);
int otls_credential_load_bytes(
    const void *cert,
    size_t cert_len,
    const void *key,
    size_t key_len /* or NULL */,
    const void *passphrase,
    size_t passphrase_len /* or NULL */,
    otls_handle *credential);
int otls_credential_load_file(
    const char *cert_path,
    const char *key_path /* or NULL */,
    const void *passphrase,
    size_t passphrase_len /* or NULL */,
    otls_handle *credential);
int otls_credential_load_pkcs12_bytes(
    const void *data,
    size_t data_len,
    const void *passphrase,
    size_t passphrase_len /* or NULL */,
    otls_handle *credential);
int otls_credential_load_pkcs12_file(
    const char *path,
    const void *passphrase,
    size_t passphrase_len /* or NULL */,
    otls_handle *credential);
int otls_credential_new(
    otls_handle list,
    otls_handle key,
    otls_handle *credential);
int otls_credential_with_ocsp(
    otls_handle base,
    const void *data,
    size_t data_len,
    otls_handle *credential);
int otls_error_clear(void);
int otls_error_code(int64_t *code);
int otls_error_errno(int64_t *number);
int otls_error_message(void *buf, size_t cap, size_t *len);
int otls_error_name(int code, void *buf, size_t cap, size_t *len);
int otls_error_openssl(int64_t *packed);
int otls_error_reason(void *buf, size_t cap, size_t *len);
int otls_error_text(int code, void *buf, size_t cap, size_t *len);
int otls_handle_count(int kind, int64_t *count);
int otls_handle_free(otls_handle handle);
int otls_handle_kind(otls_handle handle);
int otls_handle_kind_name(int kind, void *buf, size_t cap, size_t *len);
int otls_key_algorithm(otls_handle key, void *buf, size_t cap, size_t *len);
int otls_key_bits(otls_handle key, int64_t *bits);
int otls_key_equal(otls_handle a, otls_handle b);
int otls_key_export_secret_der(
    otls_handle key,
    const void *passphrase,
    size_t passphrase_len /* or NULL */,
    void *buf,
    size_t cap,
    size_t *len);
int otls_key_export_secret_pem(
    otls_handle key,
    const void *passphrase,
    size_t passphrase_len /* or NULL */,
    void *buf,
    size_t cap,
    size_t *len);
int otls_key_free(otls_handle key);
int otls_key_generate(int algorithm, int bits, otls_handle *key);
int otls_key_is_private(otls_handle key);
int otls_key_load_bytes(
    const void *data,
    size_t data_len,
    const void *passphrase,
    size_t passphrase_len /* or NULL */,
    otls_handle *key);
int otls_key_load_file(
    const char *path,
    const void *passphrase,
    size_t passphrase_len /* or NULL */,
    otls_handle *key);
int otls_key_public(otls_handle key, otls_handle *public_key);
int otls_key_public_der(otls_handle key, void *buf, size_t cap, size_t *len);
int otls_key_public_pem(otls_handle key, void *buf, size_t cap, size_t *len);
int otls_key_sign(
    otls_handle key,
    const char *digest /* or NULL */,
    const void *data,
    size_t data_len,
    void *buf,
    size_t cap,
    size_t *len);
int otls_key_verify(
    otls_handle key,
    const char *digest /* or NULL */,
    const void *data,
    size_t data_len,
    const void *signature,
    size_t signature_len);
int otls_library_abi(int64_t *abi);
int otls_library_constant(const char *name, int64_t *value);
int otls_library_openssl_version(void *buf, size_t cap, size_t *len);
int otls_library_version(void *buf, size_t cap, size_t *len);
int otls_openssl_check_ca(otls_handle cert);
int otls_openssl_ciphers(
    otls_handle context,
    void *buf,
    size_t cap,
    size_t *len);
int otls_openssl_constant(const char *name, int64_t *value);
int otls_openssl_default_path(int which, void *buf, size_t cap, size_t *len);
int otls_openssl_finished(
    otls_handle connection,
    int peer,
    void *buf,
    size_t cap,
    size_t *len);
int otls_openssl_insecure_set_host_flags(otls_handle context, int64_t flags);
int otls_openssl_insecure_set_options(otls_handle context, int64_t options);
int otls_openssl_insecure_set_verify_flags(otls_handle context, int64_t flags);
int otls_openssl_next_message(
    otls_handle connection,
    int64_t *outgoing,
    int64_t *version,
    int64_t *type,
    void *buf,
    size_t cap,
    size_t *len);
int otls_openssl_nid(const char *text, int names, int64_t *nid);
int otls_openssl_number(int64_t *number);
int otls_openssl_object(int nid, void *buf, size_t cap, size_t *len);
int otls_openssl_reason(int64_t packed, void *buf, size_t cap, size_t *len);
int otls_openssl_refuse_name(otls_handle connection, int alert);
int otls_openssl_session(otls_handle connection, otls_handle *session);
int otls_openssl_set_alpn_fallback(otls_handle context, int on);
int otls_openssl_set_auto_chain(otls_handle context, int on);
int otls_openssl_set_dh(
    otls_handle context,
    const void *data,
    size_t data_len);
int otls_openssl_set_messages(otls_handle context, int on);
int otls_openssl_verify_words(
    int64_t verdict,
    void *buf,
    size_t cap,
    size_t *len);
int otls_rand_add(const void *data, size_t data_len);
int otls_rand_bytes(void *buf, size_t len);
int otls_rand_insecure_bytes(otls_handle generator, void *buf, size_t len);
int otls_rand_insecure_free(otls_handle generator);
int otls_rand_insecure_new(
    const void *seed,
    size_t seed_len,
    otls_handle *generator);
int otls_rand_insecure_uniform(
    otls_handle generator,
    int64_t n,
    int64_t *value);
int otls_rand_private_bytes(void *buf, size_t len);
int otls_rand_status(void);
int otls_rand_uniform(int64_t n, int64_t *value);
int otls_session_created_s(otls_handle session, int64_t *seconds);
int otls_session_equal(otls_handle session, otls_handle other);
int otls_session_export(
    otls_handle session,
    const void *secret,
    size_t secret_len,
    void *buf,
    size_t cap,
    size_t *len);
int otls_session_free(otls_handle session);
int otls_session_has_ticket(otls_handle session);
int otls_session_id(otls_handle session, void *buf, size_t cap, size_t *len);
int otls_session_import(
    const void *data,
    size_t data_len,
    const void *secret,
    size_t secret_len,
    otls_handle *session);
int otls_session_is_resumable(otls_handle session);
int otls_session_lifetime_s(otls_handle session, int64_t *seconds);
int otls_session_servername(
    otls_handle session,
    void *buf,
    size_t cap,
    size_t *len);
int otls_session_ticket_lifetime_s(otls_handle session, int64_t *seconds);
int otls_session_version(otls_handle session, int64_t *version);
int otls_store_count(otls_handle store, int64_t *count);
int otls_store_counter(otls_handle store, int counter, int64_t *value);
int otls_store_fd(otls_handle store, int64_t *fd);
int otls_store_free(otls_handle store);
int otls_store_get(
    otls_handle store,
    const void *name,
    size_t name_len,
    void *buf,
    size_t cap,
    size_t *len);
int otls_store_make_secret(void *buf, size_t cap, size_t *len);
int otls_store_next_write(
    otls_handle store,
    int64_t *ttl_ms,
    void *buf,
    size_t cap,
    size_t *len);
int otls_store_open(
    const char *url,
    const void *secret,
    size_t secret_len /* or NULL */,
    otls_handle *store);
int otls_store_open_file(
    const char *url,
    const char *path,
    otls_handle *store);
int otls_store_pump(otls_handle store);
int otls_store_purge(otls_handle store);
int otls_store_put(
    otls_handle store,
    const void *name,
    size_t name_len,
    const void *value,
    size_t value_len,
    int64_t ttl_ms);
int otls_store_remove(otls_handle store, const void *name, size_t name_len);
int otls_store_scan(
    otls_handle store,
    int64_t cursor,
    int64_t *next,
    void *buf,
    size_t cap,
    size_t *len);
int otls_store_take(
    otls_handle store,
    const void *name,
    size_t name_len,
    void *buf,
    size_t cap,
    size_t *len);
int otls_store_warning(otls_handle store, void *buf, size_t cap, size_t *len);
int otls_ticket_keys_counter(otls_handle keys, int counter, int64_t *value);
int otls_ticket_keys_derived(
    const void *secret,
    size_t secret_len,
    int64_t rotation_s,
    otls_handle *keys);
int otls_ticket_keys_derived_file(
    const char *path,
    int64_t rotation_s,
    otls_handle *keys);
int otls_ticket_keys_file(const char *path, otls_handle *keys);
int otls_ticket_keys_free(otls_handle keys);
int otls_ticket_keys_stored(
    otls_handle store,
    int64_t rotation_s,
    otls_handle *keys);
int otls_ticket_keys_warning(
    otls_handle keys,
    void *buf,
    size_t cap,
    size_t *len);
int otls_trust_certs(otls_handle trust, otls_handle *list);
int otls_trust_combine(otls_handle a, otls_handle b, otls_handle *trust);
int otls_trust_count(otls_handle trust, int64_t *certs);
int otls_trust_crl_count(otls_handle trust, int64_t *crls);
int otls_trust_empty(otls_handle *trust);
int otls_trust_free(otls_handle trust);
int otls_trust_from_list(otls_handle list, otls_handle *trust);
int otls_trust_load_bytes(
    const void *data,
    size_t data_len,
    otls_handle *trust);
int otls_trust_load_directory(const char *path, otls_handle *trust);
int otls_trust_load_file(const char *path, otls_handle *trust);
int otls_trust_system(otls_handle *trust);
int otls_trust_with_crls_bytes(
    otls_handle base,
    const void *data,
    size_t data_len,
    otls_handle *trust);
int otls_trust_with_crls_file(
    otls_handle base,
    const char *path,
    otls_handle *trust);
]]

--- The constants, by name.
cdef.constants = {
  OTLS_OK = 0,
  OTLS_CALLBACK_ACCEPT = 1331983443,
  OTLS_ABI = 0,
  OTLS_KEY_RSA = 1,
  OTLS_KEY_EC_P256 = 2,
  OTLS_KEY_EC_P384 = 3,
  OTLS_KEY_EC_P521 = 4,
  OTLS_KEY_ED25519 = 5,
  OTLS_KEY_X25519 = 6,
  OTLS_CERT_NAME_SUBJECT = 0,
  OTLS_CERT_NAME_ISSUER = 1,
  OTLS_CERT_NAME_SAN = 2,
  OTLS_CERT_SAN_DNS = 1,
  OTLS_CERT_SAN_IP = 2,
  OTLS_CERT_SAN_EMAIL = 3,
  OTLS_CERT_SAN_URI = 4,
  OTLS_CERT_SAN_DIRNAME = 5,
  OTLS_CERT_SAN_RID = 6,
  OTLS_CERT_SAN_OTHER = 7,
  OTLS_CERT_USAGE_DIGITAL_SIGNATURE = 1,
  OTLS_CERT_USAGE_NON_REPUDIATION = 2,
  OTLS_CERT_USAGE_KEY_ENCIPHERMENT = 4,
  OTLS_CERT_USAGE_DATA_ENCIPHERMENT = 8,
  OTLS_CERT_USAGE_KEY_AGREEMENT = 16,
  OTLS_CERT_USAGE_CERT_SIGN = 32,
  OTLS_CERT_USAGE_CRL_SIGN = 64,
  OTLS_CERT_USAGE_ENCIPHER_ONLY = 128,
  OTLS_CERT_USAGE_DECIPHER_ONLY = 256,
  OTLS_CERT_URI_OCSP = 1,
  OTLS_CERT_URI_CA_ISSUERS = 2,
  OTLS_CERT_URI_CRL = 3,
  OTLS_CERT_REQUEST_SERVER = 1,
  OTLS_CERT_REQUEST_CLIENT = 2,
  OTLS_AGE_ARMOR_AUTO = 0,
  OTLS_AGE_ARMOR_NO = 1,
  OTLS_AGE_ARMOR_YES = 2,
  OTLS_ROLE_CLIENT = 1,
  OTLS_ROLE_SERVER = 2,
  OTLS_TLS_1_0 = 769,
  OTLS_TLS_1_1 = 770,
  OTLS_TLS_1_2 = 771,
  OTLS_TLS_1_3 = 772,
  OTLS_VERIFY_NONE = 0,
  OTLS_VERIFY_OPTIONAL = 1,
  OTLS_VERIFY_REQUIRED = 2,
  OTLS_VERIFY_FLAG_CRL_LEAF = 1,
  OTLS_VERIFY_FLAG_CRL_CHAIN = 2,
  OTLS_VERIFY_FLAG_STRICT = 4,
  OTLS_VERIFY_FLAG_PARTIAL_CHAIN = 8,
  OTLS_RESUMPTION_OFF = 0,
  OTLS_RESUMPTION_TICKETS = 1,
  OTLS_RESUMPTION_STORE = 2,
  OTLS_RESUMPTION_BOTH = 3,
  OTLS_COUNTER_CONNECT = 1,
  OTLS_COUNTER_CONNECT_GOOD = 2,
  OTLS_COUNTER_ACCEPT = 3,
  OTLS_COUNTER_ACCEPT_GOOD = 4,
  OTLS_COUNTER_RESUMED = 5,
  OTLS_COUNTER_MISSED = 6,
  OTLS_COUNTER_CAPPED = 7,
  OTLS_STORE_HIT = 1,
  OTLS_STORE_MISS = 2,
  OTLS_STORE_PUT = 3,
  OTLS_STORE_TIMEOUT = 4,
  OTLS_STORE_FAILED = 5,
  OTLS_STORE_OVERSIZE = 6,
  OTLS_STORE_DAMAGED = 7,
  OTLS_STORE_SKIPPED = 8,
  OTLS_STORE_DROPPED = 9,
  OTLS_TICKET_KEYS_SEALED = 1,
  OTLS_TICKET_KEYS_OPENED = 2,
  OTLS_TICKET_KEYS_RENEWED = 3,
  OTLS_TICKET_KEYS_UNKNOWN = 4,
  OTLS_TICKET_KEYS_MISSING = 5,
  OTLS_RESUMED_NOT = 0,
  OTLS_RESUMED_TICKET = 1,
  OTLS_RESUMED_STORE = 2,
  OTLS_RESUMED_SESSION = 3,
  OTLS_CONNECTION_STORE_READABLE = 1,
  OTLS_CONNECTION_STORE_WRITABLE = 2,
  OTLS_CONNECTION_STORE_GET = 1,
  OTLS_CONNECTION_STORE_TAKE = 2,
  OTLS_OPENSSL_PATH_FILE_VARIABLE = 1,
  OTLS_OPENSSL_PATH_FILE = 2,
  OTLS_OPENSSL_PATH_DIRECTORY_VARIABLE = 3,
  OTLS_OPENSSL_PATH_DIRECTORY = 4,
  OTLS_E_INVALID = -1,
  OTLS_E_NULL = -2,
  OTLS_E_TOO_SMALL = -3,
  OTLS_E_NO_MEMORY = -4,
  OTLS_E_UNSUPPORTED = -5,
  OTLS_E_LIMIT = -6,
  OTLS_E_CANCELLED = -7,
  OTLS_E_OPENSSL = -8,
  OTLS_E_SHUTDOWN = -9,
  OTLS_E_FORKED = -10,
  OTLS_E_INTERNAL = -11,
  OTLS_E_HANDLE_NONE = -20,
  OTLS_E_HANDLE_KIND = -21,
  OTLS_E_HANDLE_STALE = -22,
  OTLS_E_HANDLE_TRUNCATED = -23,
  OTLS_E_HANDLE_UNKNOWN = -24,
  OTLS_E_HANDLE_LIMIT = -25,
  OTLS_E_WANT_READ = -40,
  OTLS_E_WANT_WRITE = -41,
  OTLS_E_TIMEOUT = -42,
  OTLS_E_INTERRUPTED = -43,
  OTLS_E_IO = -44,
  OTLS_E_NOT_FOUND = -45,
  OTLS_E_PERMISSION = -46,
  OTLS_E_CLOSED = -47,
  OTLS_E_SAME_FILE = -48,
  OTLS_E_WANT_PASSPHRASE = -53,
  OTLS_E_WANT_NAME = -54,
  OTLS_E_WANT_VERIFY = -55,
  OTLS_E_WANT_PSK = -56,
  OTLS_E_WANT_STORE = -57,
  OTLS_E_RANDOM = -60,
  OTLS_E_AUTH = -61,
  OTLS_E_AGE_HEADER = -80,
  OTLS_E_AGE_NO_MATCH = -81,
  OTLS_E_AGE_MAC = -82,
  OTLS_E_AGE_PAYLOAD = -83,
  OTLS_E_AGE_ARMOR = -84,
  OTLS_E_AGE_WORK_FACTOR = -85,
  OTLS_E_AGE_IDENTITY = -86,
  OTLS_E_AGE_RECIPIENT = -87,
  OTLS_E_AGE_MIXED = -88,
  OTLS_E_TLS_HANDSHAKE = -100,
  OTLS_E_TLS_ALERT = -101,
  OTLS_E_TLS_NOT_TLS = -102,
  OTLS_E_TLS_EOF = -103,
  OTLS_E_TLS_PROTOCOL = -104,
  OTLS_E_TLS_VERSION = -105,
  OTLS_E_TLS_CIPHER = -106,
  OTLS_E_TLS_ALPN = -107,
  OTLS_E_TLS_NAME = -108,
  OTLS_E_TLS_STATE = -109,
  OTLS_E_HOST_NOT_FOUND = -110,
  OTLS_E_CERT_FORMAT = -120,
  OTLS_E_CERT_UNTRUSTED = -121,
  OTLS_E_CERT_EXPIRED = -122,
  OTLS_E_CERT_NOT_YET_VALID = -123,
  OTLS_E_CERT_HOST = -124,
  OTLS_E_CERT_REVOKED = -125,
  OTLS_E_CERT_WEAK = -126,
  OTLS_E_CERT_CRL = -127,
  OTLS_E_CERT_MISSING = -128,
  OTLS_E_CERT_INVALID = -129,
  OTLS_E_KEY_FORMAT = -130,
  OTLS_E_KEY_PASSPHRASE = -131,
  OTLS_E_KEY_MISMATCH = -132,
  OTLS_E_KEY_WEAK = -133,
  OTLS_E_SIGNATURE = -134,
  OTLS_E_STORE = -140,
  OTLS_E_STORE_MISS = -141,
  OTLS_E_STORE_SECRET = -142,
  OTLS_KIND_BIO = 1,
  OTLS_KIND_RAND_INSECURE = 2,
  OTLS_KIND_AGE_IDENTITY = 3,
  OTLS_KIND_AGE_RECIPIENT = 4,
  OTLS_KIND_AGE_ENCRYPTOR = 5,
  OTLS_KIND_AGE_DECRYPTOR = 6,
  OTLS_KIND_AGE_TRANSFER = 7,
  OTLS_KIND_AGE_HEADER = 8,
  OTLS_KIND_AGE_READER = 30,
  OTLS_KIND_KEY = 9,
  OTLS_KIND_CERT = 10,
  OTLS_KIND_CERT_LIST = 11,
  OTLS_KIND_CERT_REQUEST = 12,
  OTLS_KIND_TRUST = 13,
  OTLS_KIND_CREDENTIAL = 14,
  OTLS_KIND_CONTEXT = 15,
  OTLS_KIND_CONNECTION = 16,
  OTLS_KIND_SESSION = 17,
  OTLS_KIND_STORE = 18,
  OTLS_KIND_TICKET_KEYS = 19,
}

return cdef
