/* SPDX-License-Identifier: ISC */
#include "oom/oom.h"

#include <stdio.h>
#include <string.h>

/* A job for one recipient, and one of the key file. */
static int
make_jobs(otls_handle *encryptor, otls_handle *decryptor)
{
    otls_handle recipient = 0;
    int rv;

    TRY(otls_age_recipient_parse(
        OOM_RECIPIENT, strlen(OOM_RECIPIENT), &recipient));
    TRY(otls_age_encryptor_new(encryptor));
    TRY(otls_age_encryptor_add(*encryptor, recipient));
    TRY(otls_age_encryptor_set_armor(*encryptor, 1));
    TRY(otls_age_decryptor_new(decryptor));
    TRY(otls_age_decryptor_add_file(*decryptor, oom_key_path));
out:
    ck_assert_ok(otls_age_recipient_free(recipient));
    return rv;
}

static int
age_rewraps(void)
{
    otls_handle encryptor = 0, decryptor = 0, in = 0, out = 0, none = 0;
    char made[300];
    int rv;

    (void)snprintf(made, sizeof(made), "%s.made", oom_output_path);
    TRY(make_jobs(&encryptor, &decryptor));
    TRY(otls_age_encryptor_file(encryptor, oom_input_path, oom_output_path));
    TRY(otls_age_rewrap_file(decryptor, encryptor, oom_output_path, made));
    TRY(otls_age_rewrap_fresh_file(decryptor, encryptor, made, made));
    TRY(otls_age_decryptor_verify_file(decryptor, made));
    TRY(otls_bio_file_open(made, "r", &in));
    TRY(otls_bio_memory_new(&out));
    TRY(otls_age_rewrap_stream(decryptor, encryptor, in, out));
    TRY(otls_bio_null_new(&none));
    TRY(otls_age_rewrap_fresh_stream(decryptor, encryptor, out, none));
out:
    ck_assert_ok(otls_age_encryptor_free(encryptor));
    ck_assert_ok(otls_age_decryptor_free(decryptor));
    ck_assert_ok(otls_bio_free(in));
    ck_assert_ok(otls_bio_free(out));
    ck_assert_ok(otls_bio_free(none));
    return rv;
}

/* The header of |whole|, and what comes behind it in |rest|. */
static int
split(otls_handle whole, char *header, size_t cap, size_t *len)
{
    otls_handle read = 0;
    int rv;

    TRY(otls_age_header_read(whole, &read));
    TRY(otls_age_header_export(read, header, cap, len));
    TRY(otls_bio_seek(whole, (int64_t)*len));
out:
    ck_assert_ok(otls_age_header_free(read));
    return rv;
}

static int
age_detached(void)
{
    otls_handle encryptor = 0, decryptor = 0, in = 0, whole = 0;
    char header[500];
    size_t len;
    int rv;

    TRY(make_jobs(&encryptor, &decryptor));
    TRY(otls_age_encryptor_set_armor(encryptor, 0));
    TRY(otls_bio_memory_from("plaintext", 9, &in));
    TRY(otls_bio_memory_new(&whole));
    TRY(otls_age_encryptor_stream(encryptor, in, whole));
    TRY(split(whole, header, sizeof(header), &len));
    TRY(otls_age_decryptor_set_header(decryptor, header, len));
    TRY(otls_age_decryptor_verify_stream(decryptor, whole));
    TRY(otls_age_decryptor_set_header(decryptor, NULL, 0));
out:
    ck_assert_ok(otls_age_encryptor_free(encryptor));
    ck_assert_ok(otls_age_decryptor_free(decryptor));
    ck_assert_ok(otls_bio_free(in));
    ck_assert_ok(otls_bio_free(whole));
    return rv;
}

static int
age_locked_identities(void)
{
    otls_handle recipient = 0, encryptor = 0, decryptor = 0;
    int rv;

    TRY(otls_age_recipient_passphrase("secret", 6, 1, &recipient));
    TRY(otls_age_encryptor_new(&encryptor));
    TRY(otls_age_encryptor_add(encryptor, recipient));
    TRY(otls_age_encryptor_file(encryptor, oom_key_path, oom_output_path));
    TRY(otls_age_decryptor_new(&decryptor));
    TRY(otls_age_decryptor_add_file_passphrase(
        decryptor, oom_output_path, "secret", 6));
out:
    ck_assert_ok(otls_age_recipient_free(recipient));
    ck_assert_ok(otls_age_encryptor_free(encryptor));
    ck_assert_ok(otls_age_decryptor_free(decryptor));
    return rv;
}

const struct oom_scenario oom_age_rewrap[] = {
    {"age_locked_identities", age_locked_identities},
    {"age_rewraps", age_rewraps},
    {"age_detached", age_detached},
    {NULL, NULL},
};
