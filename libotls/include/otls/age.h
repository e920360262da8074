/* SPDX-License-Identifier: ISC */
#ifndef OTLS_AGE_H
#define OTLS_AGE_H

#include <otls/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* identities: what decrypts */
OTLS_API int otls_age_identity_generate(otls_handle *identity);
OTLS_API int otls_age_identity_parse(
    const void *text, size_t text_len, otls_handle *identity);
OTLS_API int otls_age_identity_passphrase(
    const void *passphrase, size_t passphrase_len, otls_handle *identity);
OTLS_API int otls_age_identity_export_secret(
    otls_handle identity, void *buf, size_t cap, size_t *len);
OTLS_API int otls_age_identity_recipient(
    otls_handle identity, otls_handle *recipient);
OTLS_API int otls_age_identity_free(otls_handle identity);

/* recipients: what encrypts */
OTLS_API int otls_age_recipient_parse(
    const void *text, size_t text_len, otls_handle *recipient);
OTLS_API int otls_age_recipient_passphrase(const void *passphrase,
    size_t passphrase_len, int work_factor, otls_handle *recipient);
OTLS_API int otls_age_recipient_text(
    otls_handle recipient, void *buf, size_t cap, size_t *len);
OTLS_API int otls_age_recipient_free(otls_handle recipient);

/* a job: who can read, how; used for any number of files */
OTLS_API int otls_age_encryptor_new(otls_handle *encryptor);
OTLS_API int otls_age_encryptor_add(
    otls_handle encryptor, otls_handle recipient);
OTLS_API int otls_age_encryptor_add_file(
    otls_handle encryptor, const char *path);
OTLS_API int otls_age_encryptor_on_progress(otls_handle encryptor,
    int (*callback)(void *user, int64_t done, int64_t total), void *user);
OTLS_API int otls_age_encryptor_file(
    otls_handle encryptor, const char *input, const char *output);
OTLS_API int otls_age_encryptor_stream(
    otls_handle encryptor, otls_handle input, otls_handle output);
OTLS_API int otls_age_encryptor_free(otls_handle encryptor);

OTLS_API int otls_age_decryptor_new(otls_handle *decryptor);
OTLS_API int otls_age_decryptor_add(
    otls_handle decryptor, otls_handle identity);
OTLS_API int otls_age_decryptor_add_file(
    otls_handle decryptor, const char *path);
OTLS_API int otls_age_decryptor_set_scrypt_limits(
    otls_handle decryptor, int work_factor, int64_t memory_bytes);
OTLS_API int otls_age_decryptor_on_progress(otls_handle decryptor,
    int (*callback)(void *user, int64_t done, int64_t total), void *user);
OTLS_API int otls_age_decryptor_file(
    otls_handle decryptor, const char *input, const char *output);
OTLS_API int otls_age_decryptor_stream(
    otls_handle decryptor, otls_handle input, otls_handle output);
OTLS_API int otls_age_decryptor_free(otls_handle decryptor);

#ifdef __cplusplus
}
#endif

#endif
