/* SPDX-License-Identifier: ISC */
/* Made by scripts/otlsapi from the headers. */

/*
 * The languages' own files define these typemaps before they include this
 * one; here the headers' arguments are given to them.
 *
 *     int (out)                               a code; negative: raise
 *     int ANSWER (out)                        the same, positive: an answer
 *     (const void *BYTES, size_t BYTES_LEN)   bytes in
 *     (const void *BYTES_OR_NULL, size_t BYTES_LEN), const char *TEXT_OR_NULL
 *                                             where None or nil is NULL
 *     (void *OUT, size_t OUT_CAP, size_t *OUT_LEN)   at most OUT_CAP bytes out
 *     (void *FILL, size_t FILL_LEN)           a buffer to be filled whole
 *     otls_handle *OUT, int64_t *OUT, size_t *OUT    a number out
 *     (int (*CALLBACK)(...), void *USER)      by the types of its arguments
 *     int, int64_t, size_t, otls_handle, const char *    as they are
 */

%apply (const void *BYTES, size_t BYTES_LEN) {
    (const void *cert, size_t cert_len),
    (const void *data, size_t data_len),
    (const void *key, size_t key_len),
    (const void *passphrase, size_t passphrase_len),
    (const void *seed, size_t seed_len),
    (const void *text, size_t text_len)
};

%apply (int (*CALLBACK)(void *, int64_t, int64_t), void *USER) {
    (int (*callback)(void *user, int64_t done, int64_t total), void *user)
};

%apply (void *FILL, size_t FILL_LEN) {
    (void *buf, size_t len)
};

%apply (void *OUT, size_t OUT_CAP, size_t *OUT_LEN) {
    (void *buf, size_t cap, size_t *len)
};

%apply int64_t *OUT {
    int64_t *abi,
    int64_t *armor_bytes,
    int64_t *bytes,
    int64_t *certs,
    int64_t *code,
    int64_t *count,
    int64_t *crls,
    int64_t *fd,
    int64_t *header_bytes,
    int64_t *number,
    int64_t *offset,
    int64_t *overhead_bytes,
    int64_t *packed,
    int64_t *payload_bytes,
    int64_t *size,
    int64_t *value
};

%apply otls_handle *OUT {
    otls_handle *a,
    otls_handle *b,
    otls_handle *bio,
    otls_handle *cert,
    otls_handle *credential,
    otls_handle *decryptor,
    otls_handle *encryptor,
    otls_handle *generator,
    otls_handle *header,
    otls_handle *identity,
    otls_handle *key,
    otls_handle *list,
    otls_handle *reader,
    otls_handle *recipient,
    otls_handle *transfer,
    otls_handle *trust
};

%apply size_t *OUT {
    size_t *taken,
    size_t *written
};

%apply int ANSWER {
    int otls_age_header_is_armored,
    int otls_age_transfer_done,
    int otls_bio_eof,
    int otls_handle_kind,
    int otls_rand_status
};

/* made with the interpreter locked */
/* touches the thread's own error */
%feature("nothread") otls_error_clear;
/* reads the thread's own error */
%feature("nothread") otls_error_code;
/* reads the thread's own error */
%feature("nothread") otls_error_errno;
/* copies the thread's own error */
%feature("nothread") otls_error_message;
/* searches a table in memory */
%feature("nothread") otls_error_name;
/* reads the thread's own error */
%feature("nothread") otls_error_openssl;
/* copies the thread's own error */
%feature("nothread") otls_error_reason;
/* searches a table in memory */
%feature("nothread") otls_error_text;
/* reads the handle table without a lock */
%feature("nothread") otls_handle_kind;
/* searches a table in memory */
%feature("nothread") otls_handle_kind_name;
/* stores a constant */
%feature("nothread") otls_library_abi;
/* searches a table in memory */
%feature("nothread") otls_library_constant;
/* copies a constant */
%feature("nothread") otls_library_openssl_version;
/* copies a constant */
%feature("nothread") otls_library_version;

%constant int OTLS_OK = OTLS_OK;
%constant int OTLS_CALLBACK_ACCEPT = OTLS_CALLBACK_ACCEPT;
%constant int OTLS_ABI = OTLS_ABI;
%constant int OTLS_AGE_ARMOR_AUTO = OTLS_AGE_ARMOR_AUTO;
%constant int OTLS_AGE_ARMOR_NO = OTLS_AGE_ARMOR_NO;
%constant int OTLS_AGE_ARMOR_YES = OTLS_AGE_ARMOR_YES;
%constant int OTLS_E_INVALID = OTLS_E_INVALID;
%constant int OTLS_E_NULL = OTLS_E_NULL;
%constant int OTLS_E_TOO_SMALL = OTLS_E_TOO_SMALL;
%constant int OTLS_E_NO_MEMORY = OTLS_E_NO_MEMORY;
%constant int OTLS_E_UNSUPPORTED = OTLS_E_UNSUPPORTED;
%constant int OTLS_E_LIMIT = OTLS_E_LIMIT;
%constant int OTLS_E_CANCELLED = OTLS_E_CANCELLED;
%constant int OTLS_E_OPENSSL = OTLS_E_OPENSSL;
%constant int OTLS_E_SHUTDOWN = OTLS_E_SHUTDOWN;
%constant int OTLS_E_FORKED = OTLS_E_FORKED;
%constant int OTLS_E_INTERNAL = OTLS_E_INTERNAL;
%constant int OTLS_E_HANDLE_NONE = OTLS_E_HANDLE_NONE;
%constant int OTLS_E_HANDLE_KIND = OTLS_E_HANDLE_KIND;
%constant int OTLS_E_HANDLE_STALE = OTLS_E_HANDLE_STALE;
%constant int OTLS_E_HANDLE_TRUNCATED = OTLS_E_HANDLE_TRUNCATED;
%constant int OTLS_E_HANDLE_UNKNOWN = OTLS_E_HANDLE_UNKNOWN;
%constant int OTLS_E_HANDLE_LIMIT = OTLS_E_HANDLE_LIMIT;
%constant int OTLS_E_WANT_READ = OTLS_E_WANT_READ;
%constant int OTLS_E_WANT_WRITE = OTLS_E_WANT_WRITE;
%constant int OTLS_E_TIMEOUT = OTLS_E_TIMEOUT;
%constant int OTLS_E_INTERRUPTED = OTLS_E_INTERRUPTED;
%constant int OTLS_E_IO = OTLS_E_IO;
%constant int OTLS_E_NOT_FOUND = OTLS_E_NOT_FOUND;
%constant int OTLS_E_PERMISSION = OTLS_E_PERMISSION;
%constant int OTLS_E_CLOSED = OTLS_E_CLOSED;
%constant int OTLS_E_SAME_FILE = OTLS_E_SAME_FILE;
%constant int OTLS_E_WANT_PASSPHRASE = OTLS_E_WANT_PASSPHRASE;
%constant int OTLS_E_WANT_NAME = OTLS_E_WANT_NAME;
%constant int OTLS_E_WANT_VERIFY = OTLS_E_WANT_VERIFY;
%constant int OTLS_E_WANT_PSK = OTLS_E_WANT_PSK;
%constant int OTLS_E_RANDOM = OTLS_E_RANDOM;
%constant int OTLS_E_AUTH = OTLS_E_AUTH;
%constant int OTLS_E_AGE_HEADER = OTLS_E_AGE_HEADER;
%constant int OTLS_E_AGE_NO_MATCH = OTLS_E_AGE_NO_MATCH;
%constant int OTLS_E_AGE_MAC = OTLS_E_AGE_MAC;
%constant int OTLS_E_AGE_PAYLOAD = OTLS_E_AGE_PAYLOAD;
%constant int OTLS_E_AGE_ARMOR = OTLS_E_AGE_ARMOR;
%constant int OTLS_E_AGE_WORK_FACTOR = OTLS_E_AGE_WORK_FACTOR;
%constant int OTLS_E_AGE_IDENTITY = OTLS_E_AGE_IDENTITY;
%constant int OTLS_E_AGE_RECIPIENT = OTLS_E_AGE_RECIPIENT;
%constant int OTLS_E_AGE_MIXED = OTLS_E_AGE_MIXED;
%constant int OTLS_E_TLS_HANDSHAKE = OTLS_E_TLS_HANDSHAKE;
%constant int OTLS_E_TLS_ALERT = OTLS_E_TLS_ALERT;
%constant int OTLS_E_TLS_NOT_TLS = OTLS_E_TLS_NOT_TLS;
%constant int OTLS_E_TLS_EOF = OTLS_E_TLS_EOF;
%constant int OTLS_E_TLS_PROTOCOL = OTLS_E_TLS_PROTOCOL;
%constant int OTLS_E_TLS_VERSION = OTLS_E_TLS_VERSION;
%constant int OTLS_E_TLS_CIPHER = OTLS_E_TLS_CIPHER;
%constant int OTLS_E_TLS_ALPN = OTLS_E_TLS_ALPN;
%constant int OTLS_E_TLS_NAME = OTLS_E_TLS_NAME;
%constant int OTLS_E_TLS_STATE = OTLS_E_TLS_STATE;
%constant int OTLS_E_HOST_NOT_FOUND = OTLS_E_HOST_NOT_FOUND;
%constant int OTLS_E_CERT_FORMAT = OTLS_E_CERT_FORMAT;
%constant int OTLS_E_CERT_UNTRUSTED = OTLS_E_CERT_UNTRUSTED;
%constant int OTLS_E_CERT_EXPIRED = OTLS_E_CERT_EXPIRED;
%constant int OTLS_E_CERT_NOT_YET_VALID = OTLS_E_CERT_NOT_YET_VALID;
%constant int OTLS_E_CERT_HOST = OTLS_E_CERT_HOST;
%constant int OTLS_E_CERT_REVOKED = OTLS_E_CERT_REVOKED;
%constant int OTLS_E_CERT_WEAK = OTLS_E_CERT_WEAK;
%constant int OTLS_E_CERT_CRL = OTLS_E_CERT_CRL;
%constant int OTLS_E_CERT_MISSING = OTLS_E_CERT_MISSING;
%constant int OTLS_E_CERT_INVALID = OTLS_E_CERT_INVALID;
%constant int OTLS_E_KEY_FORMAT = OTLS_E_KEY_FORMAT;
%constant int OTLS_E_KEY_PASSPHRASE = OTLS_E_KEY_PASSPHRASE;
%constant int OTLS_E_KEY_MISMATCH = OTLS_E_KEY_MISMATCH;
%constant int OTLS_E_KEY_WEAK = OTLS_E_KEY_WEAK;
%constant int OTLS_E_SIGNATURE = OTLS_E_SIGNATURE;
%constant int OTLS_KIND_BIO = OTLS_KIND_BIO;
%constant int OTLS_KIND_RAND_INSECURE = OTLS_KIND_RAND_INSECURE;
%constant int OTLS_KIND_AGE_IDENTITY = OTLS_KIND_AGE_IDENTITY;
%constant int OTLS_KIND_AGE_RECIPIENT = OTLS_KIND_AGE_RECIPIENT;
%constant int OTLS_KIND_AGE_ENCRYPTOR = OTLS_KIND_AGE_ENCRYPTOR;
%constant int OTLS_KIND_AGE_DECRYPTOR = OTLS_KIND_AGE_DECRYPTOR;
%constant int OTLS_KIND_AGE_TRANSFER = OTLS_KIND_AGE_TRANSFER;
%constant int OTLS_KIND_AGE_HEADER = OTLS_KIND_AGE_HEADER;
%constant int OTLS_KIND_AGE_READER = OTLS_KIND_AGE_READER;
%constant int OTLS_KIND_KEY = OTLS_KIND_KEY;
%constant int OTLS_KIND_CERT = OTLS_KIND_CERT;
%constant int OTLS_KIND_CERT_LIST = OTLS_KIND_CERT_LIST;
%constant int OTLS_KIND_CERT_REQUEST = OTLS_KIND_CERT_REQUEST;
%constant int OTLS_KIND_TRUST = OTLS_KIND_TRUST;
%constant int OTLS_KIND_CREDENTIAL = OTLS_KIND_CREDENTIAL;
%constant int OTLS_KIND_CONTEXT = OTLS_KIND_CONTEXT;
%constant int OTLS_KIND_CONNECTION = OTLS_KIND_CONNECTION;
%constant int OTLS_KIND_SESSION = OTLS_KIND_SESSION;

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
int otls_credential_cert(otls_handle credential, otls_handle *cert);
int otls_credential_chain(otls_handle credential, otls_handle *list);
int otls_credential_forget(otls_handle credential);
int otls_credential_forget_all(void);
int otls_credential_free(otls_handle credential);
int otls_credential_key(otls_handle credential, otls_handle *key);
%apply (const void *BYTES_OR_NULL, size_t BYTES_LEN) { (const void *key, size_t key_len) };
int otls_credential_load_bytes(
    const void *cert,
    size_t cert_len,
    const void *key,
    size_t key_len,
    const void *passphrase,
    size_t passphrase_len,
    otls_handle *credential);
%apply (const void *BYTES, size_t BYTES_LEN) { (const void *key, size_t key_len) };
%apply (const void *BYTES_OR_NULL, size_t BYTES_LEN) { (const void *passphrase, size_t passphrase_len) };
int otls_credential_load_file(
    const char *cert_path,
    const char *key_path,
    const void *passphrase,
    size_t passphrase_len,
    otls_handle *credential);
%apply (const void *BYTES, size_t BYTES_LEN) { (const void *passphrase, size_t passphrase_len) };
int otls_credential_load_pkcs12_bytes(
    const void *data,
    size_t data_len,
    const void *passphrase,
    size_t passphrase_len,
    otls_handle *credential);
%apply (const void *BYTES_OR_NULL, size_t BYTES_LEN) { (const void *passphrase, size_t passphrase_len) };
int otls_credential_load_pkcs12_file(
    const char *path,
    const void *passphrase,
    size_t passphrase_len,
    otls_handle *credential);
%apply (const void *BYTES, size_t BYTES_LEN) { (const void *passphrase, size_t passphrase_len) };
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
int otls_library_abi(int64_t *abi);
int otls_library_constant(const char *name, int64_t *value);
int otls_library_openssl_version(void *buf, size_t cap, size_t *len);
int otls_library_version(void *buf, size_t cap, size_t *len);
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
