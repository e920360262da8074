# SPDX-License-Identifier: ISC
# Made by scripts/otlsapi from the headers.
"""What libotls exports, as data: nothing is computed when it is imported.

FUNCTIONS  name -> (types, argument names, indices of the outs, since);
           every function returns int. A letter a type:

           i int          q int64_t       z size_t      h otls_handle
           I int *        Q int64_t *     Z size_t *    H otls_handle *
           s const char * p const void *  b void *      c callback
           S, P: the same as s and p, and None is NULL

QUESTIONS  the functions whose positive result is an answer
CANCELLABLE  those that may call a callback: they can end by OTLS_E_CANCELLED
CALLBACKS  name -> {index: types}; a callback returns int as well
CONSTANTS  name -> value
ERRORS     code -> (name, the built-in exception it also is or None, text)
KINDS      number -> (name, text)
"""

ABI = 0

FUNCTIONS = {
    "otls_age_decryptor_add": (
        "hh", ("decryptor", "identity"),
        (), "0.1"),
    "otls_age_decryptor_add_file": (
        "hs", ("decryptor", "path"),
        (), "0.1"),
    "otls_age_decryptor_add_file_passphrase": (
        "hspz", ("decryptor", "path", "passphrase", "passphrase_len"),
        (), "0.1"),
    "otls_age_decryptor_begin": (
        "hH", ("decryptor", "transfer"),
        (1,), "0.1"),
    "otls_age_decryptor_file": (
        "hss", ("decryptor", "input", "output"),
        (), "0.1"),
    "otls_age_decryptor_free": (
        "h", ("decryptor",),
        (), "0.1"),
    "otls_age_decryptor_new": (
        "H", ("decryptor",),
        (0,), "0.1"),
    "otls_age_decryptor_on_progress": (
        "hcb", ("decryptor", "callback", "user"),
        (), "0.1"),
    "otls_age_decryptor_open": (
        "hsH", ("decryptor", "path", "reader"),
        (2,), "0.1"),
    "otls_age_decryptor_open_bio": (
        "hhH", ("decryptor", "input", "reader"),
        (2,), "0.1"),
    "otls_age_decryptor_set_armor": (
        "hi", ("decryptor", "mode"),
        (), "0.1"),
    "otls_age_decryptor_set_header": (
        "hpz", ("decryptor", "data", "data_len"),
        (), "0.1"),
    "otls_age_decryptor_set_scrypt_limits": (
        "hiq", ("decryptor", "work_factor", "memory_bytes"),
        (), "0.1"),
    "otls_age_decryptor_set_threads": (
        "hi", ("decryptor", "threads"),
        (), "0.1"),
    "otls_age_decryptor_stream": (
        "hhh", ("decryptor", "input", "output"),
        (), "0.1"),
    "otls_age_decryptor_verify_file": (
        "hs", ("decryptor", "input"),
        (), "0.1"),
    "otls_age_decryptor_verify_stream": (
        "hh", ("decryptor", "input"),
        (), "0.1"),
    "otls_age_encryptor_add": (
        "hh", ("encryptor", "recipient"),
        (), "0.1"),
    "otls_age_encryptor_add_file": (
        "hs", ("encryptor", "path"),
        (), "0.1"),
    "otls_age_encryptor_begin": (
        "hH", ("encryptor", "transfer"),
        (1,), "0.1"),
    "otls_age_encryptor_file": (
        "hss", ("encryptor", "input", "output"),
        (), "0.1"),
    "otls_age_encryptor_free": (
        "h", ("encryptor",),
        (), "0.1"),
    "otls_age_encryptor_new": (
        "H", ("encryptor",),
        (0,), "0.1"),
    "otls_age_encryptor_on_progress": (
        "hcb", ("encryptor", "callback", "user"),
        (), "0.1"),
    "otls_age_encryptor_set_armor": (
        "hi", ("encryptor", "armor"),
        (), "0.1"),
    "otls_age_encryptor_set_threads": (
        "hi", ("encryptor", "threads"),
        (), "0.1"),
    "otls_age_encryptor_stream": (
        "hhh", ("encryptor", "input", "output"),
        (), "0.1"),
    "otls_age_header_export": (
        "hbzZ", ("header", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_age_header_free": (
        "h", ("header",),
        (), "0.1"),
    "otls_age_header_is_armored": (
        "h", ("header",),
        (), "0.1"),
    "otls_age_header_json": (
        "hbzZ", ("header", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_age_header_read": (
        "hH", ("input", "header"),
        (1,), "0.1"),
    "otls_age_header_sizes": (
        "hQQQQ", ("header", "header_bytes", "armor_bytes", "overhead_bytes", "payload_bytes"),
        (1, 2, 3, 4), "0.1"),
    "otls_age_header_stanza_type": (
        "hqbzZ", ("header", "index", "buf", "cap", "len"),
        (4,), "0.1"),
    "otls_age_header_stanzas": (
        "hQ", ("header", "count"),
        (1,), "0.1"),
    "otls_age_identity_export_secret": (
        "hbzZ", ("identity", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_age_identity_free": (
        "h", ("identity",),
        (), "0.1"),
    "otls_age_identity_generate": (
        "H", ("identity",),
        (0,), "0.1"),
    "otls_age_identity_parse": (
        "pzH", ("text", "text_len", "identity"),
        (2,), "0.1"),
    "otls_age_identity_passphrase": (
        "pzH", ("passphrase", "passphrase_len", "identity"),
        (2,), "0.1"),
    "otls_age_identity_passphrase_normalised": (
        "pzH", ("passphrase", "passphrase_len", "identity"),
        (2,), "0.1"),
    "otls_age_identity_recipient": (
        "hH", ("identity", "recipient"),
        (1,), "0.1"),
    "otls_age_reader_free": (
        "h", ("reader",),
        (), "0.1"),
    "otls_age_reader_read_at": (
        "hqbzZ", ("reader", "offset", "buf", "cap", "len"),
        (4,), "0.1"),
    "otls_age_reader_size": (
        "hQ", ("reader", "size"),
        (1,), "0.1"),
    "otls_age_recipient_free": (
        "h", ("recipient",),
        (), "0.1"),
    "otls_age_recipient_parse": (
        "pzH", ("text", "text_len", "recipient"),
        (2,), "0.1"),
    "otls_age_recipient_passphrase": (
        "pziH", ("passphrase", "passphrase_len", "work_factor", "recipient"),
        (3,), "0.1"),
    "otls_age_recipient_passphrase_normalised": (
        "pziH", ("passphrase", "passphrase_len", "work_factor", "recipient"),
        (3,), "0.1"),
    "otls_age_recipient_text": (
        "hbzZ", ("recipient", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_age_rewrap_file": (
        "hhss", ("decryptor", "encryptor", "input", "output"),
        (), "0.1"),
    "otls_age_rewrap_fresh_file": (
        "hhss", ("decryptor", "encryptor", "input", "output"),
        (), "0.1"),
    "otls_age_rewrap_fresh_stream": (
        "hhhh", ("decryptor", "encryptor", "input", "output"),
        (), "0.1"),
    "otls_age_rewrap_stream": (
        "hhhh", ("decryptor", "encryptor", "input", "output"),
        (), "0.1"),
    "otls_age_transfer_done": (
        "h", ("transfer",),
        (), "0.1"),
    "otls_age_transfer_finish": (
        "h", ("transfer",),
        (), "0.1"),
    "otls_age_transfer_free": (
        "h", ("transfer",),
        (), "0.1"),
    "otls_age_transfer_pull": (
        "hbzZ", ("transfer", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_age_transfer_push": (
        "hpzZ", ("transfer", "data", "data_len", "taken"),
        (3,), "0.1"),
    "otls_bio_atomic_commit": (
        "h", ("bio",),
        (), "0.1"),
    "otls_bio_atomic_open": (
        "sH", ("path", "bio"),
        (1,), "0.1"),
    "otls_bio_eof": (
        "h", ("bio",),
        (), "0.1"),
    "otls_bio_fd": (
        "hQ", ("bio", "fd"),
        (1,), "0.1"),
    "otls_bio_fd_new": (
        "iiH", ("fd", "close_fd", "bio"),
        (2,), "0.1"),
    "otls_bio_file_open": (
        "ssH", ("path", "mode", "bio"),
        (2,), "0.1"),
    "otls_bio_flush": (
        "h", ("bio",),
        (), "0.1"),
    "otls_bio_free": (
        "h", ("bio",),
        (), "0.1"),
    "otls_bio_gets": (
        "hbzZ", ("bio", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_bio_memory_from": (
        "pzH", ("data", "data_len", "bio"),
        (2,), "0.1"),
    "otls_bio_memory_new": (
        "H", ("bio",),
        (0,), "0.1"),
    "otls_bio_null_new": (
        "H", ("bio",),
        (0,), "0.1"),
    "otls_bio_pair_new": (
        "zHH", ("capacity", "a", "b"),
        (1, 2), "0.1"),
    "otls_bio_pending": (
        "hQ", ("bio", "bytes"),
        (1,), "0.1"),
    "otls_bio_puts": (
        "hsZ", ("bio", "text", "written"),
        (2,), "0.1"),
    "otls_bio_queue_new": (
        "H", ("bio",),
        (0,), "0.1"),
    "otls_bio_read": (
        "hbzZ", ("bio", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_bio_reset": (
        "h", ("bio",),
        (), "0.1"),
    "otls_bio_seek": (
        "hq", ("bio", "offset"),
        (), "0.1"),
    "otls_bio_set_timeout_ms": (
        "hq", ("bio", "timeout_ms"),
        (), "0.1"),
    "otls_bio_shutdown_write": (
        "h", ("bio",),
        (), "0.1"),
    "otls_bio_socket_new": (
        "iiH", ("fd", "close_fd", "bio"),
        (2,), "0.1"),
    "otls_bio_tell": (
        "hQ", ("bio", "offset"),
        (1,), "0.1"),
    "otls_bio_write": (
        "hpzZ", ("bio", "data", "data_len", "written"),
        (3,), "0.1"),
    "otls_cert_authority_key_id": (
        "hbzZ", ("cert", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_cert_der": (
        "hbzZ", ("cert", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_cert_equal": (
        "hh", ("a", "b"),
        (), "0.1"),
    "otls_cert_extended_key_usage": (
        "hbzZ", ("cert", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_cert_fingerprint": (
        "hSbzZ", ("cert", "digest", "buf", "cap", "len"),
        (4,), "0.1"),
    "otls_cert_free": (
        "h", ("cert",),
        (), "0.1"),
    "otls_cert_is_ca": (
        "h", ("cert",),
        (), "0.1"),
    "otls_cert_is_issued_by": (
        "hh", ("cert", "issuer"),
        (), "0.1"),
    "otls_cert_issuer": (
        "hbzZ", ("cert", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_cert_key_usage": (
        "hQ", ("cert", "bits"),
        (1,), "0.1"),
    "otls_cert_list_add": (
        "hh", ("list", "cert"),
        (), "0.1"),
    "otls_cert_list_at": (
        "hqH", ("list", "index", "cert"),
        (2,), "0.1"),
    "otls_cert_list_count": (
        "hQ", ("list", "count"),
        (1,), "0.1"),
    "otls_cert_list_free": (
        "h", ("list",),
        (), "0.1"),
    "otls_cert_list_load_bytes": (
        "pzH", ("data", "data_len", "list"),
        (2,), "0.1"),
    "otls_cert_list_load_file": (
        "sH", ("path", "list"),
        (1,), "0.1"),
    "otls_cert_list_new": (
        "H", ("list",),
        (0,), "0.1"),
    "otls_cert_list_pem": (
        "hbzZ", ("list", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_cert_load_bytes": (
        "pzH", ("data", "data_len", "cert"),
        (2,), "0.1"),
    "otls_cert_load_file": (
        "sH", ("path", "cert"),
        (1,), "0.1"),
    "otls_cert_matches_host": (
        "hs", ("cert", "name"),
        (), "0.1"),
    "otls_cert_matches_ip": (
        "hs", ("cert", "address"),
        (), "0.1"),
    "otls_cert_name_field": (
        "hqqQbzZ", ("cert", "of", "index", "rdn", "buf", "cap", "len"),
        (3, 6), "0.1"),
    "otls_cert_name_fields": (
        "hqQ", ("cert", "of", "count"),
        (2,), "0.1"),
    "otls_cert_name_value": (
        "hqqbzZ", ("cert", "of", "index", "buf", "cap", "len"),
        (5,), "0.1"),
    "otls_cert_not_after_s": (
        "hQ", ("cert", "seconds"),
        (1,), "0.1"),
    "otls_cert_not_before_s": (
        "hQ", ("cert", "seconds"),
        (1,), "0.1"),
    "otls_cert_path_length": (
        "hQ", ("cert", "length"),
        (1,), "0.1"),
    "otls_cert_pem": (
        "hbzZ", ("cert", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_cert_public_key": (
        "hH", ("cert", "key"),
        (1,), "0.1"),
    "otls_cert_request_add_san": (
        "his", ("request", "type", "text"),
        (), "0.1"),
    "otls_cert_request_der": (
        "hbzZ", ("request", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_cert_request_free": (
        "h", ("request",),
        (), "0.1"),
    "otls_cert_request_issue": (
        "hhhH", ("request", "ca_cert", "ca_key", "cert"),
        (3,), "0.1"),
    "otls_cert_request_load_bytes": (
        "pzH", ("data", "data_len", "request"),
        (2,), "0.1"),
    "otls_cert_request_load_file": (
        "sH", ("path", "request"),
        (1,), "0.1"),
    "otls_cert_request_new": (
        "H", ("request",),
        (0,), "0.1"),
    "otls_cert_request_pem": (
        "hbzZ", ("request", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_cert_request_public_key": (
        "hH", ("request", "key"),
        (1,), "0.1"),
    "otls_cert_request_san": (
        "hqQbzZ", ("request", "index", "type", "buf", "cap", "len"),
        (2, 5), "0.1"),
    "otls_cert_request_san_count": (
        "hQ", ("request", "count"),
        (1,), "0.1"),
    "otls_cert_request_self_sign": (
        "hhH", ("request", "key", "cert"),
        (2,), "0.1"),
    "otls_cert_request_set_ca": (
        "hi", ("request", "path_length"),
        (), "0.1"),
    "otls_cert_request_set_purposes": (
        "hi", ("request", "purposes"),
        (), "0.1"),
    "otls_cert_request_set_subject": (
        "hs", ("request", "text"),
        (), "0.1"),
    "otls_cert_request_set_validity_s": (
        "hqq", ("request", "not_before_s", "not_after_s"),
        (), "0.1"),
    "otls_cert_request_sign": (
        "hh", ("request", "key"),
        (), "0.1"),
    "otls_cert_request_subject": (
        "hbzZ", ("request", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_cert_san": (
        "hqQbzZ", ("cert", "index", "type", "buf", "cap", "len"),
        (2, 5), "0.1"),
    "otls_cert_san_count": (
        "hQ", ("cert", "count"),
        (1,), "0.1"),
    "otls_cert_serial": (
        "hbzZ", ("cert", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_cert_signature_algorithm": (
        "hbzZ", ("cert", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_cert_subject": (
        "hbzZ", ("cert", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_cert_subject_key_id": (
        "hbzZ", ("cert", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_cert_text": (
        "hbzZ", ("cert", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_cert_uri": (
        "hiqbzZ", ("cert", "kind", "index", "buf", "cap", "len"),
        (5,), "0.1"),
    "otls_cert_uri_count": (
        "hiQ", ("cert", "kind", "count"),
        (2,), "0.1"),
    "otls_cert_version": (
        "hQ", ("cert", "version"),
        (1,), "0.1"),
    "otls_connection_connect": (
        "hsiqH", ("context", "host", "port", "timeout_ms", "connection"),
        (4,), "0.1"),
    "otls_connection_fd": (
        "hQ", ("connection", "fd"),
        (1,), "0.1"),
    "otls_connection_free": (
        "h", ("connection",),
        (), "0.1"),
    "otls_connection_handshake": (
        "h", ("connection",),
        (), "0.1"),
    "otls_connection_info_alpn": (
        "hbzZ", ("connection", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_connection_info_channel_binding": (
        "hsbzZ", ("connection", "type", "buf", "cap", "len"),
        (4,), "0.1"),
    "otls_connection_info_cipher": (
        "hbzZ", ("connection", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_connection_info_cipher_bits": (
        "hQ", ("connection", "bits"),
        (1,), "0.1"),
    "otls_connection_info_explain": (
        "hbzZ", ("connection", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_connection_info_exporter": (
        "hspzibzZ", ("connection", "label", "context", "context_len", "has_context", "buf", "cap", "len"),
        (7,), "0.1"),
    "otls_connection_info_group": (
        "hbzZ", ("connection", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_connection_info_is_resumed": (
        "h", ("connection",),
        (), "0.1"),
    "otls_connection_info_is_server": (
        "h", ("connection",),
        (), "0.1"),
    "otls_connection_info_next_keylog": (
        "hbzZ", ("connection", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_connection_info_ocsp_response": (
        "hbzZ", ("connection", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_connection_info_peer_cert": (
        "hH", ("connection", "cert"),
        (1,), "0.1"),
    "otls_connection_info_peer_certs": (
        "hH", ("connection", "list"),
        (1,), "0.1"),
    "otls_connection_info_resumed_by": (
        "h", ("connection",),
        (), "0.1"),
    "otls_connection_info_servername": (
        "hbzZ", ("connection", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_connection_info_shared_ciphers": (
        "hbzZ", ("connection", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_connection_info_verified_chain": (
        "hH", ("connection", "list"),
        (1,), "0.1"),
    "otls_connection_info_verify_error": (
        "hQbzZ", ("connection", "verdict", "buf", "cap", "len"),
        (1, 4), "0.1"),
    "otls_connection_info_version": (
        "hQ", ("connection", "version"),
        (1,), "0.1"),
    "otls_connection_info_version_name": (
        "hbzZ", ("connection", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_connection_key_update": (
        "hi", ("connection", "ask_peer"),
        (), "0.1"),
    "otls_connection_new_bio": (
        "hhhH", ("context", "incoming", "outgoing", "connection"),
        (3,), "0.1"),
    "otls_connection_new_socket": (
        "hiiH", ("context", "fd", "close_fd", "connection"),
        (3,), "0.1"),
    "otls_connection_pending": (
        "hQ", ("connection", "bytes"),
        (1,), "0.1"),
    "otls_connection_read": (
        "hbzZ", ("connection", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_connection_refuse_name": (
        "h", ("connection",),
        (), "0.1"),
    "otls_connection_refuse_psk": (
        "h", ("connection",),
        (), "0.1"),
    "otls_connection_reply_name": (
        "hh", ("connection", "context"),
        (), "0.1"),
    "otls_connection_reply_psk": (
        "hSpz", ("connection", "identity", "key", "key_len"),
        (), "0.1"),
    "otls_connection_reply_verify": (
        "hi", ("connection", "accept"),
        (), "0.1"),
    "otls_connection_request_certificate": (
        "h", ("connection",),
        (), "0.1"),
    "otls_connection_send_fd": (
        "hiqqQ", ("connection", "fd", "offset", "length", "sent"),
        (4,), "0.1"),
    "otls_connection_send_file": (
        "hsqqQ", ("connection", "path", "offset", "length", "sent"),
        (4,), "0.1"),
    "otls_connection_session": (
        "hH", ("connection", "session"),
        (1,), "0.1"),
    "otls_connection_set_port": (
        "hi", ("connection", "port"),
        (), "0.1"),
    "otls_connection_set_servername": (
        "hs", ("connection", "name"),
        (), "0.1"),
    "otls_connection_set_session": (
        "hh", ("connection", "session"),
        (), "0.1"),
    "otls_connection_set_timeout_ms": (
        "hq", ("connection", "timeout_ms"),
        (), "0.1"),
    "otls_connection_shutdown": (
        "h", ("connection",),
        (), "0.1"),
    "otls_connection_shutdown_write": (
        "h", ("connection",),
        (), "0.1"),
    "otls_connection_store_poll": (
        "hQQQ", ("connection", "fd", "events", "wait_ms"),
        (1, 2, 3), "0.1"),
    "otls_connection_store_reply": (
        "hPz", ("connection", "value", "value_len"),
        (), "0.1"),
    "otls_connection_store_wanted": (
        "hQbzZ", ("connection", "operation", "buf", "cap", "len"),
        (1, 4), "0.1"),
    "otls_connection_wanted_name": (
        "hbzZ", ("connection", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_connection_wanted_psk": (
        "hbzZ", ("connection", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_connection_write": (
        "hpzZ", ("connection", "data", "data_len", "written"),
        (3,), "0.1"),
    "otls_context_add_credential": (
        "hh", ("context", "credential"),
        (), "0.1"),
    "otls_context_add_name": (
        "hsh", ("context", "pattern", "other"),
        (), "0.1"),
    "otls_context_ciphers": (
        "hbzZ", ("context", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_context_copy": (
        "hH", ("context", "copy"),
        (1,), "0.1"),
    "otls_context_counter": (
        "hiQ", ("context", "counter", "value"),
        (2,), "0.1"),
    "otls_context_free": (
        "h", ("context",),
        (), "0.1"),
    "otls_context_insecure_set_hostname_check": (
        "hi", ("context", "on"),
        (), "0.1"),
    "otls_context_insecure_set_verify_none": (
        "h", ("context",),
        (), "0.1"),
    "otls_context_new": (
        "iH", ("role", "context"),
        (1,), "0.1"),
    "otls_context_set_alpn": (
        "hpz", ("context", "data", "data_len"),
        (), "0.1"),
    "otls_context_set_ask_name": (
        "hi", ("context", "on"),
        (), "0.1"),
    "otls_context_set_ask_psk": (
        "hiS", ("context", "on", "hint"),
        (), "0.1"),
    "otls_context_set_ask_verify": (
        "hi", ("context", "on"),
        (), "0.1"),
    "otls_context_set_ciphers": (
        "hS", ("context", "ciphers"),
        (), "0.1"),
    "otls_context_set_ciphersuites": (
        "hS", ("context", "ciphersuites"),
        (), "0.1"),
    "otls_context_set_credential": (
        "hh", ("context", "credential"),
        (), "0.1"),
    "otls_context_set_groups": (
        "hS", ("context", "groups"),
        (), "0.1"),
    "otls_context_set_keylog": (
        "hi", ("context", "on"),
        (), "0.1"),
    "otls_context_set_keylog_file": (
        "hS", ("context", "path"),
        (), "0.1"),
    "otls_context_set_ocsp_stapling": (
        "hi", ("context", "on"),
        (), "0.1"),
    "otls_context_set_post_handshake_auth": (
        "hi", ("context", "on"),
        (), "0.1"),
    "otls_context_set_record_size": (
        "hi", ("context", "bytes"),
        (), "0.1"),
    "otls_context_set_resumption": (
        "hi", ("context", "mode"),
        (), "0.1"),
    "otls_context_set_security_level": (
        "hi", ("context", "level"),
        (), "0.1"),
    "otls_context_set_session_life_s": (
        "hq", ("context", "seconds"),
        (), "0.1"),
    "otls_context_set_signature_algorithms": (
        "hS", ("context", "algorithms"),
        (), "0.1"),
    "otls_context_set_store": (
        "hh", ("context", "store"),
        (), "0.1"),
    "otls_context_set_ticket_keys": (
        "hh", ("context", "keys"),
        (), "0.1"),
    "otls_context_set_tickets": (
        "hi", ("context", "count"),
        (), "0.1"),
    "otls_context_set_trust": (
        "hh", ("context", "trust"),
        (), "0.1"),
    "otls_context_set_verify": (
        "hi", ("context", "mode"),
        (), "0.1"),
    "otls_context_set_verify_depth": (
        "hi", ("context", "depth"),
        (), "0.1"),
    "otls_context_set_verify_flags": (
        "hq", ("context", "flags"),
        (), "0.1"),
    "otls_context_set_versions": (
        "hii", ("context", "min", "max"),
        (), "0.1"),
    "otls_credential_cert": (
        "hH", ("credential", "cert"),
        (1,), "0.1"),
    "otls_credential_chain": (
        "hH", ("credential", "list"),
        (1,), "0.1"),
    "otls_credential_forget": (
        "h", ("credential",),
        (), "0.1"),
    "otls_credential_forget_all": (
        "", (),
        (), "0.1"),
    "otls_credential_free": (
        "h", ("credential",),
        (), "0.1"),
    "otls_credential_key": (
        "hH", ("credential", "key"),
        (1,), "0.1"),
    "otls_credential_load_bytes": (
        "pzPzPzH", ("cert", "cert_len", "key", "key_len", "passphrase", "passphrase_len", "credential"),
        (6,), "0.1"),
    "otls_credential_load_file": (
        "sSPzH", ("cert_path", "key_path", "passphrase", "passphrase_len", "credential"),
        (4,), "0.1"),
    "otls_credential_load_pkcs12_bytes": (
        "pzPzH", ("data", "data_len", "passphrase", "passphrase_len", "credential"),
        (4,), "0.1"),
    "otls_credential_load_pkcs12_file": (
        "sPzH", ("path", "passphrase", "passphrase_len", "credential"),
        (3,), "0.1"),
    "otls_credential_new": (
        "hhH", ("list", "key", "credential"),
        (2,), "0.1"),
    "otls_credential_with_ocsp": (
        "hpzH", ("base", "data", "data_len", "credential"),
        (3,), "0.1"),
    "otls_error_clear": (
        "", (),
        (), "0.1"),
    "otls_error_code": (
        "Q", ("code",),
        (0,), "0.1"),
    "otls_error_errno": (
        "Q", ("number",),
        (0,), "0.1"),
    "otls_error_message": (
        "bzZ", ("buf", "cap", "len"),
        (2,), "0.1"),
    "otls_error_name": (
        "ibzZ", ("code", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_error_openssl": (
        "Q", ("packed",),
        (0,), "0.1"),
    "otls_error_reason": (
        "bzZ", ("buf", "cap", "len"),
        (2,), "0.1"),
    "otls_error_text": (
        "ibzZ", ("code", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_handle_count": (
        "iQ", ("kind", "count"),
        (1,), "0.1"),
    "otls_handle_free": (
        "h", ("handle",),
        (), "0.1"),
    "otls_handle_kind": (
        "h", ("handle",),
        (), "0.1"),
    "otls_handle_kind_name": (
        "ibzZ", ("kind", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_key_algorithm": (
        "hbzZ", ("key", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_key_bits": (
        "hQ", ("key", "bits"),
        (1,), "0.1"),
    "otls_key_equal": (
        "hh", ("a", "b"),
        (), "0.1"),
    "otls_key_export_secret_der": (
        "hPzbzZ", ("key", "passphrase", "passphrase_len", "buf", "cap", "len"),
        (5,), "0.1"),
    "otls_key_export_secret_pem": (
        "hPzbzZ", ("key", "passphrase", "passphrase_len", "buf", "cap", "len"),
        (5,), "0.1"),
    "otls_key_free": (
        "h", ("key",),
        (), "0.1"),
    "otls_key_generate": (
        "iiH", ("algorithm", "bits", "key"),
        (2,), "0.1"),
    "otls_key_is_private": (
        "h", ("key",),
        (), "0.1"),
    "otls_key_load_bytes": (
        "pzPzH", ("data", "data_len", "passphrase", "passphrase_len", "key"),
        (4,), "0.1"),
    "otls_key_load_file": (
        "sPzH", ("path", "passphrase", "passphrase_len", "key"),
        (3,), "0.1"),
    "otls_key_public": (
        "hH", ("key", "public_key"),
        (1,), "0.1"),
    "otls_key_public_der": (
        "hbzZ", ("key", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_key_public_pem": (
        "hbzZ", ("key", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_key_sign": (
        "hSpzbzZ", ("key", "digest", "data", "data_len", "buf", "cap", "len"),
        (6,), "0.1"),
    "otls_key_verify": (
        "hSpzpz", ("key", "digest", "data", "data_len", "signature", "signature_len"),
        (), "0.1"),
    "otls_library_abi": (
        "Q", ("abi",),
        (0,), "0.1"),
    "otls_library_constant": (
        "sQ", ("name", "value"),
        (1,), "0.1"),
    "otls_library_openssl_version": (
        "bzZ", ("buf", "cap", "len"),
        (2,), "0.1"),
    "otls_library_version": (
        "bzZ", ("buf", "cap", "len"),
        (2,), "0.1"),
    "otls_openssl_check_ca": (
        "h", ("cert",),
        (), "0.1"),
    "otls_openssl_ciphers": (
        "hbzZ", ("context", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_openssl_constant": (
        "sQ", ("name", "value"),
        (1,), "0.1"),
    "otls_openssl_default_path": (
        "ibzZ", ("which", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_openssl_finished": (
        "hibzZ", ("connection", "peer", "buf", "cap", "len"),
        (4,), "0.1"),
    "otls_openssl_insecure_set_host_flags": (
        "hq", ("context", "flags"),
        (), "0.1"),
    "otls_openssl_insecure_set_options": (
        "hq", ("context", "options"),
        (), "0.1"),
    "otls_openssl_insecure_set_verify_flags": (
        "hq", ("context", "flags"),
        (), "0.1"),
    "otls_openssl_next_message": (
        "hQQQbzZ", ("connection", "outgoing", "version", "type", "buf", "cap", "len"),
        (1, 2, 3, 6), "0.1"),
    "otls_openssl_nid": (
        "siQ", ("text", "names", "nid"),
        (2,), "0.1"),
    "otls_openssl_number": (
        "Q", ("number",),
        (0,), "0.1"),
    "otls_openssl_object": (
        "ibzZ", ("nid", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_openssl_reason": (
        "qbzZ", ("packed", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_openssl_refuse_name": (
        "hi", ("connection", "alert"),
        (), "0.1"),
    "otls_openssl_session": (
        "hH", ("connection", "session"),
        (1,), "0.1"),
    "otls_openssl_set_alpn_fallback": (
        "hi", ("context", "on"),
        (), "0.1"),
    "otls_openssl_set_auto_chain": (
        "hi", ("context", "on"),
        (), "0.1"),
    "otls_openssl_set_dh": (
        "hpz", ("context", "data", "data_len"),
        (), "0.1"),
    "otls_openssl_set_messages": (
        "hi", ("context", "on"),
        (), "0.1"),
    "otls_openssl_verify_words": (
        "qbzZ", ("verdict", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_rand_add": (
        "pz", ("data", "data_len"),
        (), "0.1"),
    "otls_rand_bytes": (
        "bz", ("buf", "len"),
        (), "0.1"),
    "otls_rand_insecure_bytes": (
        "hbz", ("generator", "buf", "len"),
        (), "0.1"),
    "otls_rand_insecure_free": (
        "h", ("generator",),
        (), "0.1"),
    "otls_rand_insecure_new": (
        "pzH", ("seed", "seed_len", "generator"),
        (2,), "0.1"),
    "otls_rand_insecure_uniform": (
        "hqQ", ("generator", "n", "value"),
        (2,), "0.1"),
    "otls_rand_private_bytes": (
        "bz", ("buf", "len"),
        (), "0.1"),
    "otls_rand_status": (
        "", (),
        (), "0.1"),
    "otls_rand_uniform": (
        "qQ", ("n", "value"),
        (1,), "0.1"),
    "otls_session_created_s": (
        "hQ", ("session", "seconds"),
        (1,), "0.1"),
    "otls_session_equal": (
        "hh", ("session", "other"),
        (), "0.1"),
    "otls_session_export": (
        "hpzbzZ", ("session", "secret", "secret_len", "buf", "cap", "len"),
        (5,), "0.1"),
    "otls_session_free": (
        "h", ("session",),
        (), "0.1"),
    "otls_session_has_ticket": (
        "h", ("session",),
        (), "0.1"),
    "otls_session_id": (
        "hbzZ", ("session", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_session_import": (
        "pzpzH", ("data", "data_len", "secret", "secret_len", "session"),
        (4,), "0.1"),
    "otls_session_is_resumable": (
        "h", ("session",),
        (), "0.1"),
    "otls_session_lifetime_s": (
        "hQ", ("session", "seconds"),
        (1,), "0.1"),
    "otls_session_servername": (
        "hbzZ", ("session", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_session_ticket_lifetime_s": (
        "hQ", ("session", "seconds"),
        (1,), "0.1"),
    "otls_session_version": (
        "hQ", ("session", "version"),
        (1,), "0.1"),
    "otls_store_count": (
        "hQ", ("store", "count"),
        (1,), "0.1"),
    "otls_store_counter": (
        "hiQ", ("store", "counter", "value"),
        (2,), "0.1"),
    "otls_store_fd": (
        "hQ", ("store", "fd"),
        (1,), "0.1"),
    "otls_store_free": (
        "h", ("store",),
        (), "0.1"),
    "otls_store_get": (
        "hpzbzZ", ("store", "name", "name_len", "buf", "cap", "len"),
        (5,), "0.1"),
    "otls_store_make_secret": (
        "bzZ", ("buf", "cap", "len"),
        (2,), "0.1"),
    "otls_store_next_write": (
        "hQbzZ", ("store", "ttl_ms", "buf", "cap", "len"),
        (1, 4), "0.1"),
    "otls_store_open": (
        "sPzH", ("url", "secret", "secret_len", "store"),
        (3,), "0.1"),
    "otls_store_open_file": (
        "ssH", ("url", "path", "store"),
        (2,), "0.1"),
    "otls_store_pump": (
        "h", ("store",),
        (), "0.1"),
    "otls_store_purge": (
        "h", ("store",),
        (), "0.1"),
    "otls_store_put": (
        "hpzpzq", ("store", "name", "name_len", "value", "value_len", "ttl_ms"),
        (), "0.1"),
    "otls_store_remove": (
        "hpz", ("store", "name", "name_len"),
        (), "0.1"),
    "otls_store_scan": (
        "hqQbzZ", ("store", "cursor", "next", "buf", "cap", "len"),
        (2, 5), "0.1"),
    "otls_store_take": (
        "hpzbzZ", ("store", "name", "name_len", "buf", "cap", "len"),
        (5,), "0.1"),
    "otls_store_warning": (
        "hbzZ", ("store", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_ticket_keys_counter": (
        "hiQ", ("keys", "counter", "value"),
        (2,), "0.1"),
    "otls_ticket_keys_derived": (
        "pzqH", ("secret", "secret_len", "rotation_s", "keys"),
        (3,), "0.1"),
    "otls_ticket_keys_derived_file": (
        "sqH", ("path", "rotation_s", "keys"),
        (2,), "0.1"),
    "otls_ticket_keys_file": (
        "sH", ("path", "keys"),
        (1,), "0.1"),
    "otls_ticket_keys_free": (
        "h", ("keys",),
        (), "0.1"),
    "otls_ticket_keys_stored": (
        "hqH", ("store", "rotation_s", "keys"),
        (2,), "0.1"),
    "otls_ticket_keys_warning": (
        "hbzZ", ("keys", "buf", "cap", "len"),
        (3,), "0.1"),
    "otls_trust_certs": (
        "hH", ("trust", "list"),
        (1,), "0.1"),
    "otls_trust_combine": (
        "hhH", ("a", "b", "trust"),
        (2,), "0.1"),
    "otls_trust_count": (
        "hQ", ("trust", "certs"),
        (1,), "0.1"),
    "otls_trust_crl_count": (
        "hQ", ("trust", "crls"),
        (1,), "0.1"),
    "otls_trust_empty": (
        "H", ("trust",),
        (0,), "0.1"),
    "otls_trust_free": (
        "h", ("trust",),
        (), "0.1"),
    "otls_trust_from_list": (
        "hH", ("list", "trust"),
        (1,), "0.1"),
    "otls_trust_load_bytes": (
        "pzH", ("data", "data_len", "trust"),
        (2,), "0.1"),
    "otls_trust_load_directory": (
        "sH", ("path", "trust"),
        (1,), "0.1"),
    "otls_trust_load_file": (
        "sH", ("path", "trust"),
        (1,), "0.1"),
    "otls_trust_system": (
        "H", ("trust",),
        (0,), "0.1"),
    "otls_trust_with_crls_bytes": (
        "hpzH", ("base", "data", "data_len", "trust"),
        (3,), "0.1"),
    "otls_trust_with_crls_file": (
        "hsH", ("base", "path", "trust"),
        (2,), "0.1"),
}

QUESTIONS = {
    "otls_age_header_is_armored",
    "otls_age_transfer_done",
    "otls_bio_eof",
    "otls_cert_equal",
    "otls_cert_is_ca",
    "otls_cert_is_issued_by",
    "otls_cert_matches_host",
    "otls_cert_matches_ip",
    "otls_connection_info_is_resumed",
    "otls_connection_info_is_server",
    "otls_connection_info_resumed_by",
    "otls_handle_kind",
    "otls_key_equal",
    "otls_key_is_private",
    "otls_openssl_check_ca",
    "otls_rand_status",
    "otls_session_equal",
    "otls_session_has_ticket",
    "otls_session_is_resumable",
}

CANCELLABLE = {
    "otls_age_decryptor_file",
    "otls_age_decryptor_stream",
    "otls_age_decryptor_verify_file",
    "otls_age_decryptor_verify_stream",
    "otls_age_encryptor_file",
    "otls_age_encryptor_stream",
    "otls_age_rewrap_file",
    "otls_age_rewrap_fresh_file",
    "otls_age_rewrap_fresh_stream",
    "otls_age_rewrap_stream",
}

CALLBACKS = {
    "otls_age_decryptor_on_progress": {1: "bqq"},
    "otls_age_encryptor_on_progress": {1: "bqq"},
}

CONSTANTS = {
    "OTLS_OK": 0,
    "OTLS_CALLBACK_ACCEPT": 1331983443,
    "OTLS_ABI": 0,
    "OTLS_KEY_RSA": 1,
    "OTLS_KEY_EC_P256": 2,
    "OTLS_KEY_EC_P384": 3,
    "OTLS_KEY_EC_P521": 4,
    "OTLS_KEY_ED25519": 5,
    "OTLS_KEY_X25519": 6,
    "OTLS_CERT_NAME_SUBJECT": 0,
    "OTLS_CERT_NAME_ISSUER": 1,
    "OTLS_CERT_NAME_SAN": 2,
    "OTLS_CERT_SAN_DNS": 1,
    "OTLS_CERT_SAN_IP": 2,
    "OTLS_CERT_SAN_EMAIL": 3,
    "OTLS_CERT_SAN_URI": 4,
    "OTLS_CERT_SAN_DIRNAME": 5,
    "OTLS_CERT_SAN_RID": 6,
    "OTLS_CERT_SAN_OTHER": 7,
    "OTLS_CERT_USAGE_DIGITAL_SIGNATURE": 1,
    "OTLS_CERT_USAGE_NON_REPUDIATION": 2,
    "OTLS_CERT_USAGE_KEY_ENCIPHERMENT": 4,
    "OTLS_CERT_USAGE_DATA_ENCIPHERMENT": 8,
    "OTLS_CERT_USAGE_KEY_AGREEMENT": 16,
    "OTLS_CERT_USAGE_CERT_SIGN": 32,
    "OTLS_CERT_USAGE_CRL_SIGN": 64,
    "OTLS_CERT_USAGE_ENCIPHER_ONLY": 128,
    "OTLS_CERT_USAGE_DECIPHER_ONLY": 256,
    "OTLS_CERT_URI_OCSP": 1,
    "OTLS_CERT_URI_CA_ISSUERS": 2,
    "OTLS_CERT_URI_CRL": 3,
    "OTLS_CERT_REQUEST_SERVER": 1,
    "OTLS_CERT_REQUEST_CLIENT": 2,
    "OTLS_AGE_ARMOR_AUTO": 0,
    "OTLS_AGE_ARMOR_NO": 1,
    "OTLS_AGE_ARMOR_YES": 2,
    "OTLS_ROLE_CLIENT": 1,
    "OTLS_ROLE_SERVER": 2,
    "OTLS_TLS_1_0": 769,
    "OTLS_TLS_1_1": 770,
    "OTLS_TLS_1_2": 771,
    "OTLS_TLS_1_3": 772,
    "OTLS_VERIFY_NONE": 0,
    "OTLS_VERIFY_OPTIONAL": 1,
    "OTLS_VERIFY_REQUIRED": 2,
    "OTLS_VERIFY_FLAG_CRL_LEAF": 1,
    "OTLS_VERIFY_FLAG_CRL_CHAIN": 2,
    "OTLS_VERIFY_FLAG_STRICT": 4,
    "OTLS_VERIFY_FLAG_PARTIAL_CHAIN": 8,
    "OTLS_RESUMPTION_OFF": 0,
    "OTLS_RESUMPTION_TICKETS": 1,
    "OTLS_RESUMPTION_STORE": 2,
    "OTLS_RESUMPTION_BOTH": 3,
    "OTLS_COUNTER_CONNECT": 1,
    "OTLS_COUNTER_CONNECT_GOOD": 2,
    "OTLS_COUNTER_ACCEPT": 3,
    "OTLS_COUNTER_ACCEPT_GOOD": 4,
    "OTLS_COUNTER_RESUMED": 5,
    "OTLS_COUNTER_MISSED": 6,
    "OTLS_COUNTER_CAPPED": 7,
    "OTLS_STORE_HIT": 1,
    "OTLS_STORE_MISS": 2,
    "OTLS_STORE_PUT": 3,
    "OTLS_STORE_TIMEOUT": 4,
    "OTLS_STORE_FAILED": 5,
    "OTLS_STORE_OVERSIZE": 6,
    "OTLS_STORE_DAMAGED": 7,
    "OTLS_STORE_SKIPPED": 8,
    "OTLS_STORE_DROPPED": 9,
    "OTLS_TICKET_KEYS_SEALED": 1,
    "OTLS_TICKET_KEYS_OPENED": 2,
    "OTLS_TICKET_KEYS_RENEWED": 3,
    "OTLS_TICKET_KEYS_UNKNOWN": 4,
    "OTLS_TICKET_KEYS_MISSING": 5,
    "OTLS_RESUMED_NOT": 0,
    "OTLS_RESUMED_TICKET": 1,
    "OTLS_RESUMED_STORE": 2,
    "OTLS_RESUMED_SESSION": 3,
    "OTLS_CONNECTION_STORE_READABLE": 1,
    "OTLS_CONNECTION_STORE_WRITABLE": 2,
    "OTLS_CONNECTION_STORE_GET": 1,
    "OTLS_CONNECTION_STORE_TAKE": 2,
    "OTLS_OPENSSL_PATH_FILE_VARIABLE": 1,
    "OTLS_OPENSSL_PATH_FILE": 2,
    "OTLS_OPENSSL_PATH_DIRECTORY_VARIABLE": 3,
    "OTLS_OPENSSL_PATH_DIRECTORY": 4,
    "OTLS_E_INVALID": -1,
    "OTLS_E_NULL": -2,
    "OTLS_E_TOO_SMALL": -3,
    "OTLS_E_NO_MEMORY": -4,
    "OTLS_E_UNSUPPORTED": -5,
    "OTLS_E_LIMIT": -6,
    "OTLS_E_CANCELLED": -7,
    "OTLS_E_OPENSSL": -8,
    "OTLS_E_SHUTDOWN": -9,
    "OTLS_E_FORKED": -10,
    "OTLS_E_INTERNAL": -11,
    "OTLS_E_HANDLE_NONE": -20,
    "OTLS_E_HANDLE_KIND": -21,
    "OTLS_E_HANDLE_STALE": -22,
    "OTLS_E_HANDLE_TRUNCATED": -23,
    "OTLS_E_HANDLE_UNKNOWN": -24,
    "OTLS_E_HANDLE_LIMIT": -25,
    "OTLS_E_WANT_READ": -40,
    "OTLS_E_WANT_WRITE": -41,
    "OTLS_E_TIMEOUT": -42,
    "OTLS_E_INTERRUPTED": -43,
    "OTLS_E_IO": -44,
    "OTLS_E_NOT_FOUND": -45,
    "OTLS_E_PERMISSION": -46,
    "OTLS_E_CLOSED": -47,
    "OTLS_E_SAME_FILE": -48,
    "OTLS_E_WANT_PASSPHRASE": -53,
    "OTLS_E_WANT_NAME": -54,
    "OTLS_E_WANT_VERIFY": -55,
    "OTLS_E_WANT_PSK": -56,
    "OTLS_E_WANT_STORE": -57,
    "OTLS_E_RANDOM": -60,
    "OTLS_E_AUTH": -61,
    "OTLS_E_AGE_HEADER": -80,
    "OTLS_E_AGE_NO_MATCH": -81,
    "OTLS_E_AGE_MAC": -82,
    "OTLS_E_AGE_PAYLOAD": -83,
    "OTLS_E_AGE_ARMOR": -84,
    "OTLS_E_AGE_WORK_FACTOR": -85,
    "OTLS_E_AGE_IDENTITY": -86,
    "OTLS_E_AGE_RECIPIENT": -87,
    "OTLS_E_AGE_MIXED": -88,
    "OTLS_E_TLS_HANDSHAKE": -100,
    "OTLS_E_TLS_ALERT": -101,
    "OTLS_E_TLS_NOT_TLS": -102,
    "OTLS_E_TLS_EOF": -103,
    "OTLS_E_TLS_PROTOCOL": -104,
    "OTLS_E_TLS_VERSION": -105,
    "OTLS_E_TLS_CIPHER": -106,
    "OTLS_E_TLS_ALPN": -107,
    "OTLS_E_TLS_NAME": -108,
    "OTLS_E_TLS_STATE": -109,
    "OTLS_E_HOST_NOT_FOUND": -110,
    "OTLS_E_CERT_FORMAT": -120,
    "OTLS_E_CERT_UNTRUSTED": -121,
    "OTLS_E_CERT_EXPIRED": -122,
    "OTLS_E_CERT_NOT_YET_VALID": -123,
    "OTLS_E_CERT_HOST": -124,
    "OTLS_E_CERT_REVOKED": -125,
    "OTLS_E_CERT_WEAK": -126,
    "OTLS_E_CERT_CRL": -127,
    "OTLS_E_CERT_MISSING": -128,
    "OTLS_E_CERT_INVALID": -129,
    "OTLS_E_KEY_FORMAT": -130,
    "OTLS_E_KEY_PASSPHRASE": -131,
    "OTLS_E_KEY_MISMATCH": -132,
    "OTLS_E_KEY_WEAK": -133,
    "OTLS_E_SIGNATURE": -134,
    "OTLS_E_STORE": -140,
    "OTLS_E_STORE_MISS": -141,
    "OTLS_E_STORE_SECRET": -142,
    "OTLS_KIND_BIO": 1,
    "OTLS_KIND_RAND_INSECURE": 2,
    "OTLS_KIND_AGE_IDENTITY": 3,
    "OTLS_KIND_AGE_RECIPIENT": 4,
    "OTLS_KIND_AGE_ENCRYPTOR": 5,
    "OTLS_KIND_AGE_DECRYPTOR": 6,
    "OTLS_KIND_AGE_TRANSFER": 7,
    "OTLS_KIND_AGE_HEADER": 8,
    "OTLS_KIND_AGE_READER": 30,
    "OTLS_KIND_KEY": 9,
    "OTLS_KIND_CERT": 10,
    "OTLS_KIND_CERT_LIST": 11,
    "OTLS_KIND_CERT_REQUEST": 12,
    "OTLS_KIND_TRUST": 13,
    "OTLS_KIND_CREDENTIAL": 14,
    "OTLS_KIND_CONTEXT": 15,
    "OTLS_KIND_CONNECTION": 16,
    "OTLS_KIND_SESSION": 17,
    "OTLS_KIND_STORE": 18,
    "OTLS_KIND_TICKET_KEYS": 19,
}

ERRORS = {
    -1: (
        "INVALID", "ValueError",
        "an argument has a value that is not allowed"),
    -2: (
        "NULL", "ValueError",
        "a pointer that must not be NULL is NULL"),
    -3: (
        "TOO_SMALL", "BufferError",
        "the caller's buffer is too small for the answer"),
    -4: (
        "NO_MEMORY", "MemoryError",
        "memory could not be allocated"),
    -5: (
        "UNSUPPORTED", "NotImplementedError",
        "the object or this build of the library cannot do that"),
    -6: (
        "LIMIT", None,
        "a limit set by the library or the caller was reached"),
    -7: (
        "CANCELLED", None,
        "the caller's callback did not ask to go on"),
    -8: (
        "OPENSSL", None,
        "OpenSSL failed; its reason is kept beside the message"),
    -9: (
        "SHUTDOWN", None,
        "the process is exiting and the library has closed"),
    -10: (
        "FORKED", None,
        "the object was in use by another thread when the process forked"),
    -11: (
        "INTERNAL", None,
        "the library found itself in a state that it should not reach"),
    -20: (
        "HANDLE_NONE", "ValueError",
        "the handle is 0, which names no object"),
    -21: (
        "HANDLE_KIND", "TypeError",
        "the handle names an object of another kind"),
    -22: (
        "HANDLE_STALE", "ValueError",
        "the handle's object has been freed"),
    -23: (
        "HANDLE_TRUNCATED", "ValueError",
        "the handle was cut to 32 bits: declare argtypes, or pass a 64-bit integer"),
    -24: (
        "HANDLE_UNKNOWN", "ValueError",
        "no such handle was ever issued"),
    -25: (
        "HANDLE_LIMIT", None,
        "no more handles can be issued"),
    -40: (
        "WANT_READ", "BlockingIOError",
        "the operation must wait until bytes can be read"),
    -41: (
        "WANT_WRITE", "BlockingIOError",
        "the operation must wait until bytes can be written"),
    -42: (
        "TIMEOUT", "TimeoutError",
        "the deadline passed before the operation was done"),
    -43: (
        "INTERRUPTED", "InterruptedError",
        "a signal arrived before the operation was done"),
    -44: (
        "IO", "OSError",
        "the operating system could not read or write"),
    -45: (
        "NOT_FOUND", "FileNotFoundError",
        "there is no such file"),
    -46: (
        "PERMISSION", "PermissionError",
        "the operating system refused access"),
    -47: (
        "CLOSED", "BrokenPipeError",
        "the other end is closed"),
    -48: (
        "SAME_FILE", "OSError",
        "the input and the output are the same file"),
    -53: (
        "WANT_PASSPHRASE", None,
        "the input is encrypted: call again with its passphrase"),
    -54: (
        "WANT_NAME", None,
        "the handshake waits for an answer to the client's server name"),
    -55: (
        "WANT_VERIFY", None,
        "the handshake waits for a verdict on the peer's certificate"),
    -56: (
        "WANT_PSK", None,
        "the handshake waits for a pre-shared key"),
    -57: (
        "WANT_STORE", None,
        "the operation waits for the answer of a store"),
    -60: (
        "RANDOM", None,
        "the random generator could not be seeded"),
    -61: (
        "AUTH", None,
        "an authentication tag does not match"),
    -80: (
        "AGE_HEADER", "ValueError",
        "the age header is malformed"),
    -81: (
        "AGE_NO_MATCH", None,
        "no identity matches any of the file's recipients"),
    -82: (
        "AGE_MAC", None,
        "the age header has been altered: its MAC does not match"),
    -83: (
        "AGE_PAYLOAD", None,
        "the age payload has been altered or cut short"),
    -84: (
        "AGE_ARMOR", "ValueError",
        "the ASCII armor is malformed"),
    -85: (
        "AGE_WORK_FACTOR", None,
        "the file asks for more scrypt work than is allowed"),
    -86: (
        "AGE_IDENTITY", "ValueError",
        "the text is not an age identity"),
    -87: (
        "AGE_RECIPIENT", "ValueError",
        "the text is not an age recipient"),
    -88: (
        "AGE_MIXED", "ValueError",
        "a passphrase cannot be combined with other recipients"),
    -100: (
        "TLS_HANDSHAKE", "ConnectionError",
        "the TLS handshake failed"),
    -101: (
        "TLS_ALERT", "ConnectionError",
        "the peer ended the connection with a fatal alert"),
    -102: (
        "TLS_NOT_TLS", "ConnectionError",
        "the peer does not speak TLS"),
    -103: (
        "TLS_EOF", "ConnectionError",
        "the connection ended without a close_notify: data may be missing"),
    -104: (
        "TLS_PROTOCOL", "ConnectionError",
        "the peer broke the TLS protocol"),
    -105: (
        "TLS_VERSION", "ConnectionError",
        "the two ends have no TLS version in common"),
    -106: (
        "TLS_CIPHER", "ConnectionError",
        "the two ends have no cipher or group in common"),
    -107: (
        "TLS_ALPN", "ConnectionError",
        "the two ends have no application protocol in common"),
    -108: (
        "TLS_NAME", "ConnectionError",
        "the server name was refused or changed during the handshake"),
    -109: (
        "TLS_STATE", "ValueError",
        "the connection is not in a state that allows that"),
    -110: (
        "HOST_NOT_FOUND", "OSError",
        "the host name has no address"),
    -120: (
        "CERT_FORMAT", "ValueError",
        "the bytes are not a certificate"),
    -121: (
        "CERT_UNTRUSTED", None,
        "no trusted authority vouches for the certificate"),
    -122: (
        "CERT_EXPIRED", None,
        "the certificate has expired"),
    -123: (
        "CERT_NOT_YET_VALID", None,
        "the certificate is not valid yet"),
    -124: (
        "CERT_HOST", None,
        "the certificate is for another host"),
    -125: (
        "CERT_REVOKED", None,
        "the certificate has been revoked"),
    -126: (
        "CERT_WEAK", None,
        "the certificate's key or signature is too weak"),
    -127: (
        "CERT_CRL", None,
        "no valid revocation list says whether the certificate is revoked"),
    -128: (
        "CERT_MISSING", None,
        "the peer sent no certificate"),
    -129: (
        "CERT_INVALID", None,
        "the certificate or its chain is not acceptable"),
    -130: (
        "KEY_FORMAT", "ValueError",
        "the bytes are not a key"),
    -131: (
        "KEY_PASSPHRASE", "ValueError",
        "the passphrase does not open the key"),
    -132: (
        "KEY_MISMATCH", "ValueError",
        "the private key does not belong to the certificate"),
    -133: (
        "KEY_WEAK", "ValueError",
        "the key is too weak"),
    -134: (
        "SIGNATURE", None,
        "the signature does not match"),
    -140: (
        "STORE", None,
        "the store failed"),
    -141: (
        "STORE_MISS", "LookupError",
        "the store has no such entry"),
    -142: (
        "STORE_SECRET", "ValueError",
        "the text is not a store's secret"),
}

KINDS = {
    1: ("BIO", "bio"),
    2: ("RAND_INSECURE", "insecure random generator"),
    3: ("AGE_IDENTITY", "age identity"),
    4: ("AGE_RECIPIENT", "age recipient"),
    5: ("AGE_ENCRYPTOR", "age encryptor"),
    6: ("AGE_DECRYPTOR", "age decryptor"),
    7: ("AGE_TRANSFER", "age transfer"),
    8: ("AGE_HEADER", "age header"),
    30: ("AGE_READER", "age reader"),
    9: ("KEY", "key"),
    10: ("CERT", "certificate"),
    11: ("CERT_LIST", "certificate list"),
    12: ("CERT_REQUEST", "certificate request"),
    13: ("TRUST", "trust"),
    14: ("CREDENTIAL", "credential"),
    15: ("CONTEXT", "context"),
    16: ("CONNECTION", "connection"),
    17: ("SESSION", "session"),
    18: ("STORE", "store"),
    19: ("TICKET_KEYS", "ticket keys"),
}
