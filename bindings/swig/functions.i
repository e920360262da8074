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
 *     otls_handle HANDLE_OR_NONE              where Lua's nil is 0
 *     (void *OUT, size_t OUT_CAP, size_t *OUT_LEN)   at most OUT_CAP bytes out
 *     (void *FILL, size_t FILL_LEN)           a buffer to be filled whole
 *     otls_handle *OUT, int64_t *OUT, size_t *OUT    a number out
 *     (int (*CALLBACK)(...), void *USER)      by the types of its arguments
 *     int, int64_t, size_t, otls_handle, const char *    as they are
 */

%apply (const void *BYTES, size_t BYTES_LEN) {
    (const void *cert, size_t cert_len),
    (const void *context, size_t context_len),
    (const void *data, size_t data_len),
    (const void *key, size_t key_len),
    (const void *name, size_t name_len),
    (const void *passphrase, size_t passphrase_len),
    (const void *secret, size_t secret_len),
    (const void *seed, size_t seed_len),
    (const void *signature, size_t signature_len),
    (const void *text, size_t text_len),
    (const void *value, size_t value_len)
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
    int64_t *bits,
    int64_t *bytes,
    int64_t *certs,
    int64_t *code,
    int64_t *count,
    int64_t *crls,
    int64_t *events,
    int64_t *fd,
    int64_t *header_bytes,
    int64_t *length,
    int64_t *next,
    int64_t *nid,
    int64_t *number,
    int64_t *offset,
    int64_t *operation,
    int64_t *outgoing,
    int64_t *overhead_bytes,
    int64_t *packed,
    int64_t *payload_bytes,
    int64_t *rdn,
    int64_t *seconds,
    int64_t *sent,
    int64_t *size,
    int64_t *ttl_ms,
    int64_t *type,
    int64_t *value,
    int64_t *verdict,
    int64_t *version,
    int64_t *wait_ms
};

%apply otls_handle *OUT {
    otls_handle *a,
    otls_handle *b,
    otls_handle *bio,
    otls_handle *cert,
    otls_handle *connection,
    otls_handle *context,
    otls_handle *copy,
    otls_handle *credential,
    otls_handle *decryptor,
    otls_handle *encryptor,
    otls_handle *generator,
    otls_handle *header,
    otls_handle *identity,
    otls_handle *key,
    otls_handle *keys,
    otls_handle *list,
    otls_handle *public_key,
    otls_handle *reader,
    otls_handle *recipient,
    otls_handle *request,
    otls_handle *session,
    otls_handle *store,
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
    int otls_cert_equal,
    int otls_cert_is_ca,
    int otls_cert_is_issued_by,
    int otls_cert_matches_host,
    int otls_cert_matches_ip,
    int otls_connection_info_is_resumed,
    int otls_connection_info_is_server,
    int otls_connection_info_resumed_by,
    int otls_handle_kind,
    int otls_key_equal,
    int otls_key_is_private,
    int otls_openssl_check_ca,
    int otls_rand_status,
    int otls_session_equal,
    int otls_session_has_ticket,
    int otls_session_is_resumable
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
%constant int OTLS_KEY_RSA = OTLS_KEY_RSA;
%constant int OTLS_KEY_EC_P256 = OTLS_KEY_EC_P256;
%constant int OTLS_KEY_EC_P384 = OTLS_KEY_EC_P384;
%constant int OTLS_KEY_EC_P521 = OTLS_KEY_EC_P521;
%constant int OTLS_KEY_ED25519 = OTLS_KEY_ED25519;
%constant int OTLS_KEY_X25519 = OTLS_KEY_X25519;
%constant int OTLS_CERT_NAME_SUBJECT = OTLS_CERT_NAME_SUBJECT;
%constant int OTLS_CERT_NAME_ISSUER = OTLS_CERT_NAME_ISSUER;
%constant int OTLS_CERT_NAME_SAN = OTLS_CERT_NAME_SAN;
%constant int OTLS_CERT_SAN_DNS = OTLS_CERT_SAN_DNS;
%constant int OTLS_CERT_SAN_IP = OTLS_CERT_SAN_IP;
%constant int OTLS_CERT_SAN_EMAIL = OTLS_CERT_SAN_EMAIL;
%constant int OTLS_CERT_SAN_URI = OTLS_CERT_SAN_URI;
%constant int OTLS_CERT_SAN_DIRNAME = OTLS_CERT_SAN_DIRNAME;
%constant int OTLS_CERT_SAN_RID = OTLS_CERT_SAN_RID;
%constant int OTLS_CERT_SAN_OTHER = OTLS_CERT_SAN_OTHER;
%constant int OTLS_CERT_USAGE_DIGITAL_SIGNATURE = OTLS_CERT_USAGE_DIGITAL_SIGNATURE;
%constant int OTLS_CERT_USAGE_NON_REPUDIATION = OTLS_CERT_USAGE_NON_REPUDIATION;
%constant int OTLS_CERT_USAGE_KEY_ENCIPHERMENT = OTLS_CERT_USAGE_KEY_ENCIPHERMENT;
%constant int OTLS_CERT_USAGE_DATA_ENCIPHERMENT = OTLS_CERT_USAGE_DATA_ENCIPHERMENT;
%constant int OTLS_CERT_USAGE_KEY_AGREEMENT = OTLS_CERT_USAGE_KEY_AGREEMENT;
%constant int OTLS_CERT_USAGE_CERT_SIGN = OTLS_CERT_USAGE_CERT_SIGN;
%constant int OTLS_CERT_USAGE_CRL_SIGN = OTLS_CERT_USAGE_CRL_SIGN;
%constant int OTLS_CERT_USAGE_ENCIPHER_ONLY = OTLS_CERT_USAGE_ENCIPHER_ONLY;
%constant int OTLS_CERT_USAGE_DECIPHER_ONLY = OTLS_CERT_USAGE_DECIPHER_ONLY;
%constant int OTLS_CERT_URI_OCSP = OTLS_CERT_URI_OCSP;
%constant int OTLS_CERT_URI_CA_ISSUERS = OTLS_CERT_URI_CA_ISSUERS;
%constant int OTLS_CERT_URI_CRL = OTLS_CERT_URI_CRL;
%constant int OTLS_CERT_REQUEST_SERVER = OTLS_CERT_REQUEST_SERVER;
%constant int OTLS_CERT_REQUEST_CLIENT = OTLS_CERT_REQUEST_CLIENT;
%constant int OTLS_AGE_ARMOR_AUTO = OTLS_AGE_ARMOR_AUTO;
%constant int OTLS_AGE_ARMOR_NO = OTLS_AGE_ARMOR_NO;
%constant int OTLS_AGE_ARMOR_YES = OTLS_AGE_ARMOR_YES;
%constant int OTLS_ROLE_CLIENT = OTLS_ROLE_CLIENT;
%constant int OTLS_ROLE_SERVER = OTLS_ROLE_SERVER;
%constant int OTLS_TLS_1_0 = OTLS_TLS_1_0;
%constant int OTLS_TLS_1_1 = OTLS_TLS_1_1;
%constant int OTLS_TLS_1_2 = OTLS_TLS_1_2;
%constant int OTLS_TLS_1_3 = OTLS_TLS_1_3;
%constant int OTLS_VERIFY_NONE = OTLS_VERIFY_NONE;
%constant int OTLS_VERIFY_OPTIONAL = OTLS_VERIFY_OPTIONAL;
%constant int OTLS_VERIFY_REQUIRED = OTLS_VERIFY_REQUIRED;
%constant int OTLS_VERIFY_FLAG_CRL_LEAF = OTLS_VERIFY_FLAG_CRL_LEAF;
%constant int OTLS_VERIFY_FLAG_CRL_CHAIN = OTLS_VERIFY_FLAG_CRL_CHAIN;
%constant int OTLS_VERIFY_FLAG_STRICT = OTLS_VERIFY_FLAG_STRICT;
%constant int OTLS_VERIFY_FLAG_PARTIAL_CHAIN = OTLS_VERIFY_FLAG_PARTIAL_CHAIN;
%constant int OTLS_RESUMPTION_OFF = OTLS_RESUMPTION_OFF;
%constant int OTLS_RESUMPTION_TICKETS = OTLS_RESUMPTION_TICKETS;
%constant int OTLS_RESUMPTION_STORE = OTLS_RESUMPTION_STORE;
%constant int OTLS_RESUMPTION_BOTH = OTLS_RESUMPTION_BOTH;
%constant int OTLS_COUNTER_CONNECT = OTLS_COUNTER_CONNECT;
%constant int OTLS_COUNTER_CONNECT_GOOD = OTLS_COUNTER_CONNECT_GOOD;
%constant int OTLS_COUNTER_ACCEPT = OTLS_COUNTER_ACCEPT;
%constant int OTLS_COUNTER_ACCEPT_GOOD = OTLS_COUNTER_ACCEPT_GOOD;
%constant int OTLS_COUNTER_RESUMED = OTLS_COUNTER_RESUMED;
%constant int OTLS_COUNTER_MISSED = OTLS_COUNTER_MISSED;
%constant int OTLS_COUNTER_CAPPED = OTLS_COUNTER_CAPPED;
%constant int OTLS_STORE_HIT = OTLS_STORE_HIT;
%constant int OTLS_STORE_MISS = OTLS_STORE_MISS;
%constant int OTLS_STORE_PUT = OTLS_STORE_PUT;
%constant int OTLS_STORE_TIMEOUT = OTLS_STORE_TIMEOUT;
%constant int OTLS_STORE_FAILED = OTLS_STORE_FAILED;
%constant int OTLS_STORE_OVERSIZE = OTLS_STORE_OVERSIZE;
%constant int OTLS_STORE_DAMAGED = OTLS_STORE_DAMAGED;
%constant int OTLS_STORE_SKIPPED = OTLS_STORE_SKIPPED;
%constant int OTLS_STORE_DROPPED = OTLS_STORE_DROPPED;
%constant int OTLS_TICKET_KEYS_SEALED = OTLS_TICKET_KEYS_SEALED;
%constant int OTLS_TICKET_KEYS_OPENED = OTLS_TICKET_KEYS_OPENED;
%constant int OTLS_TICKET_KEYS_RENEWED = OTLS_TICKET_KEYS_RENEWED;
%constant int OTLS_TICKET_KEYS_UNKNOWN = OTLS_TICKET_KEYS_UNKNOWN;
%constant int OTLS_TICKET_KEYS_MISSING = OTLS_TICKET_KEYS_MISSING;
%constant int OTLS_RESUMED_NOT = OTLS_RESUMED_NOT;
%constant int OTLS_RESUMED_TICKET = OTLS_RESUMED_TICKET;
%constant int OTLS_RESUMED_STORE = OTLS_RESUMED_STORE;
%constant int OTLS_RESUMED_SESSION = OTLS_RESUMED_SESSION;
%constant int OTLS_CONNECTION_STORE_READABLE = OTLS_CONNECTION_STORE_READABLE;
%constant int OTLS_CONNECTION_STORE_WRITABLE = OTLS_CONNECTION_STORE_WRITABLE;
%constant int OTLS_CONNECTION_STORE_GET = OTLS_CONNECTION_STORE_GET;
%constant int OTLS_CONNECTION_STORE_TAKE = OTLS_CONNECTION_STORE_TAKE;
%constant int OTLS_OPENSSL_PATH_FILE_VARIABLE = OTLS_OPENSSL_PATH_FILE_VARIABLE;
%constant int OTLS_OPENSSL_PATH_FILE = OTLS_OPENSSL_PATH_FILE;
%constant int OTLS_OPENSSL_PATH_DIRECTORY_VARIABLE = OTLS_OPENSSL_PATH_DIRECTORY_VARIABLE;
%constant int OTLS_OPENSSL_PATH_DIRECTORY = OTLS_OPENSSL_PATH_DIRECTORY;
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
%constant int OTLS_E_WANT_STORE = OTLS_E_WANT_STORE;
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
%constant int OTLS_E_STORE = OTLS_E_STORE;
%constant int OTLS_E_STORE_MISS = OTLS_E_STORE_MISS;
%constant int OTLS_E_STORE_SECRET = OTLS_E_STORE_SECRET;
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
%constant int OTLS_KIND_STORE = OTLS_KIND_STORE;
%constant int OTLS_KIND_TICKET_KEYS = OTLS_KIND_TICKET_KEYS;

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
%apply const char *TEXT_OR_NULL { const char *digest };
int otls_cert_fingerprint(
    otls_handle cert,
    const char *digest,
    void *buf,
    size_t cap,
    size_t *len);
%clear const char *digest;
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
%apply otls_handle HANDLE_OR_NONE { otls_handle context };
int otls_connection_reply_name(otls_handle connection, otls_handle context);
%clear otls_handle context;
%apply const char *TEXT_OR_NULL { const char *identity };
int otls_connection_reply_psk(
    otls_handle connection,
    const char *identity,
    const void *key,
    size_t key_len);
%clear const char *identity;
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
%apply otls_handle HANDLE_OR_NONE { otls_handle session };
int otls_connection_set_session(otls_handle connection, otls_handle session);
%clear otls_handle session;
int otls_connection_set_timeout_ms(otls_handle connection, int64_t timeout_ms);
int otls_connection_shutdown(otls_handle connection);
int otls_connection_shutdown_write(otls_handle connection);
int otls_connection_store_poll(
    otls_handle connection,
    int64_t *fd,
    int64_t *events,
    int64_t *wait_ms);
%apply (const void *BYTES_OR_NULL, size_t BYTES_LEN) { (const void *value, size_t value_len) };
int otls_connection_store_reply(
    otls_handle connection,
    const void *value,
    size_t value_len);
%apply (const void *BYTES, size_t BYTES_LEN) { (const void *value, size_t value_len) };
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
%apply otls_handle HANDLE_OR_NONE { otls_handle other };
int otls_context_add_name(
    otls_handle context,
    const char *pattern,
    otls_handle other);
%clear otls_handle other;
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
%apply const char *TEXT_OR_NULL { const char *hint };
int otls_context_set_ask_psk(otls_handle context, int on, const char *hint);
%clear const char *hint;
int otls_context_set_ask_verify(otls_handle context, int on);
%apply const char *TEXT_OR_NULL { const char *ciphers };
int otls_context_set_ciphers(otls_handle context, const char *ciphers);
%clear const char *ciphers;
%apply const char *TEXT_OR_NULL { const char *ciphersuites };
int otls_context_set_ciphersuites(
    otls_handle context,
    const char *ciphersuites);
%clear const char *ciphersuites;
%apply otls_handle HANDLE_OR_NONE { otls_handle credential };
int otls_context_set_credential(otls_handle context, otls_handle credential);
%clear otls_handle credential;
%apply const char *TEXT_OR_NULL { const char *groups };
int otls_context_set_groups(otls_handle context, const char *groups);
%clear const char *groups;
int otls_context_set_keylog(otls_handle context, int on);
%apply const char *TEXT_OR_NULL { const char *path };
int otls_context_set_keylog_file(otls_handle context, const char *path);
%clear const char *path;
int otls_context_set_ocsp_stapling(otls_handle context, int on);
int otls_context_set_post_handshake_auth(otls_handle context, int on);
int otls_context_set_record_size(otls_handle context, int bytes);
int otls_context_set_resumption(otls_handle context, int mode);
int otls_context_set_security_level(otls_handle context, int level);
int otls_context_set_session_life_s(otls_handle context, int64_t seconds);
%apply const char *TEXT_OR_NULL { const char *algorithms };
int otls_context_set_signature_algorithms(
    otls_handle context,
    const char *algorithms);
%clear const char *algorithms;
%apply otls_handle HANDLE_OR_NONE { otls_handle store };
int otls_context_set_store(otls_handle context, otls_handle store);
%clear otls_handle store;
%apply otls_handle HANDLE_OR_NONE { otls_handle keys };
int otls_context_set_ticket_keys(otls_handle context, otls_handle keys);
%clear otls_handle keys;
int otls_context_set_tickets(otls_handle context, int count);
%apply otls_handle HANDLE_OR_NONE { otls_handle trust };
int otls_context_set_trust(otls_handle context, otls_handle trust);
%clear otls_handle trust;
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
%apply (const void *BYTES_OR_NULL, size_t BYTES_LEN) { (const void *key, size_t key_len) };
%apply (const void *BYTES_OR_NULL, size_t BYTES_LEN) { (const void *passphrase, size_t passphrase_len) };
int otls_credential_load_bytes(
    const void *cert,
    size_t cert_len,
    const void *key,
    size_t key_len,
    const void *passphrase,
    size_t passphrase_len,
    otls_handle *credential);
%apply (const void *BYTES, size_t BYTES_LEN) { (const void *key, size_t key_len) };
%apply (const void *BYTES, size_t BYTES_LEN) { (const void *passphrase, size_t passphrase_len) };
%apply const char *TEXT_OR_NULL { const char *key_path };
%apply (const void *BYTES_OR_NULL, size_t BYTES_LEN) { (const void *passphrase, size_t passphrase_len) };
int otls_credential_load_file(
    const char *cert_path,
    const char *key_path,
    const void *passphrase,
    size_t passphrase_len,
    otls_handle *credential);
%clear const char *key_path;
%apply (const void *BYTES, size_t BYTES_LEN) { (const void *passphrase, size_t passphrase_len) };
%apply (const void *BYTES_OR_NULL, size_t BYTES_LEN) { (const void *passphrase, size_t passphrase_len) };
int otls_credential_load_pkcs12_bytes(
    const void *data,
    size_t data_len,
    const void *passphrase,
    size_t passphrase_len,
    otls_handle *credential);
%apply (const void *BYTES, size_t BYTES_LEN) { (const void *passphrase, size_t passphrase_len) };
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
int otls_key_algorithm(otls_handle key, void *buf, size_t cap, size_t *len);
int otls_key_bits(otls_handle key, int64_t *bits);
int otls_key_equal(otls_handle a, otls_handle b);
%apply (const void *BYTES_OR_NULL, size_t BYTES_LEN) { (const void *passphrase, size_t passphrase_len) };
int otls_key_export_secret_der(
    otls_handle key,
    const void *passphrase,
    size_t passphrase_len,
    void *buf,
    size_t cap,
    size_t *len);
%apply (const void *BYTES, size_t BYTES_LEN) { (const void *passphrase, size_t passphrase_len) };
%apply (const void *BYTES_OR_NULL, size_t BYTES_LEN) { (const void *passphrase, size_t passphrase_len) };
int otls_key_export_secret_pem(
    otls_handle key,
    const void *passphrase,
    size_t passphrase_len,
    void *buf,
    size_t cap,
    size_t *len);
%apply (const void *BYTES, size_t BYTES_LEN) { (const void *passphrase, size_t passphrase_len) };
int otls_key_free(otls_handle key);
int otls_key_generate(int algorithm, int bits, otls_handle *key);
int otls_key_is_private(otls_handle key);
%apply (const void *BYTES_OR_NULL, size_t BYTES_LEN) { (const void *passphrase, size_t passphrase_len) };
int otls_key_load_bytes(
    const void *data,
    size_t data_len,
    const void *passphrase,
    size_t passphrase_len,
    otls_handle *key);
%apply (const void *BYTES, size_t BYTES_LEN) { (const void *passphrase, size_t passphrase_len) };
%apply (const void *BYTES_OR_NULL, size_t BYTES_LEN) { (const void *passphrase, size_t passphrase_len) };
int otls_key_load_file(
    const char *path,
    const void *passphrase,
    size_t passphrase_len,
    otls_handle *key);
%apply (const void *BYTES, size_t BYTES_LEN) { (const void *passphrase, size_t passphrase_len) };
int otls_key_public(otls_handle key, otls_handle *public_key);
int otls_key_public_der(otls_handle key, void *buf, size_t cap, size_t *len);
int otls_key_public_pem(otls_handle key, void *buf, size_t cap, size_t *len);
%apply const char *TEXT_OR_NULL { const char *digest };
int otls_key_sign(
    otls_handle key,
    const char *digest,
    const void *data,
    size_t data_len,
    void *buf,
    size_t cap,
    size_t *len);
%clear const char *digest;
%apply const char *TEXT_OR_NULL { const char *digest };
int otls_key_verify(
    otls_handle key,
    const char *digest,
    const void *data,
    size_t data_len,
    const void *signature,
    size_t signature_len);
%clear const char *digest;
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
%apply (const void *BYTES_OR_NULL, size_t BYTES_LEN) { (const void *secret, size_t secret_len) };
int otls_store_open(
    const char *url,
    const void *secret,
    size_t secret_len,
    otls_handle *store);
%apply (const void *BYTES, size_t BYTES_LEN) { (const void *secret, size_t secret_len) };
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
