/* SPDX-License-Identifier: ISC */
#include "oom/oom.h"

#include <stdio.h>
#include <string.h>

/* Left out where the library is built without what it takes. */
static int
age_normalised(void)
{
    static const char text[] = "caf\303\251";
    otls_handle identity = 0, recipient = 0;
    int rv;

    rv = otls_age_identity_passphrase_normalised(
        text, sizeof(text) - 1, &identity);
    if (rv == OTLS_E_UNSUPPORTED)
        return OTLS_OK;
    TRY(rv);
    TRY(otls_age_recipient_passphrase_normalised(
        text, sizeof(text) - 1, 1, &recipient));
out:
    ck_assert_ok(otls_age_identity_free(identity));
    ck_assert_ok(otls_age_recipient_free(recipient));
    return rv;
}

static int
age_texts(void)
{
    char buf[128];
    otls_handle fresh = 0, parsed = 0, recipient = 0, other = 0;
    otls_handle phrase = 0, locked = 0;
    size_t len;
    int rv;

    TRY(otls_age_identity_generate(&fresh));
    TRY(otls_age_identity_export_secret(fresh, buf, sizeof(buf), &len));
    TRY(otls_age_identity_parse(
        OOM_IDENTITY, strlen(OOM_IDENTITY), &parsed));
    TRY(otls_age_identity_recipient(parsed, &recipient));
    TRY(otls_age_recipient_text(recipient, buf, sizeof(buf), &len));
    TRY(otls_age_recipient_parse(
        OOM_RECIPIENT, strlen(OOM_RECIPIENT), &other));
    TRY(otls_age_identity_passphrase("secret", 6, &phrase));
    TRY(otls_age_recipient_passphrase("secret", 6, 1, &locked));
    TRY(age_normalised());
out:
    ck_assert_ok(otls_age_identity_free(fresh));
    ck_assert_ok(otls_age_identity_free(parsed));
    ck_assert_ok(otls_age_recipient_free(recipient));
    ck_assert_ok(otls_age_recipient_free(other));
    ck_assert_ok(otls_age_identity_free(phrase));
    ck_assert_ok(otls_age_recipient_free(locked));
    return rv;
}

static int
go_on(void *user, int64_t done, int64_t total)
{
    (void)user;
    (void)done;
    (void)total;
    return OTLS_CALLBACK_ACCEPT;
}

/* What decrypts |cipher| with a passphrase. */
static int
open_locked(otls_handle cipher, otls_handle plain)
{
    otls_handle identity = 0, decryptor = 0;
    int rv;

    TRY(otls_age_identity_passphrase("secret", 6, &identity));
    TRY(otls_age_decryptor_new(&decryptor));
    TRY(otls_age_decryptor_add(decryptor, identity));
    TRY(otls_age_decryptor_set_scrypt_limits(decryptor, 10, 1 << 20));
    TRY(otls_age_decryptor_on_progress(decryptor, go_on, NULL));
    TRY(otls_age_decryptor_stream(decryptor, cipher, plain));
out:
    ck_assert_ok(otls_age_identity_free(identity));
    ck_assert_ok(otls_age_decryptor_free(decryptor));
    return rv;
}

static int
age_streams(void)
{
    otls_handle recipient = 0, encryptor = 0, in = 0, cipher = 0, out = 0;
    int rv;

    TRY(otls_age_recipient_passphrase("secret", 6, 2, &recipient));
    TRY(otls_age_encryptor_new(&encryptor));
    TRY(otls_age_encryptor_add(encryptor, recipient));
    TRY(otls_age_encryptor_on_progress(encryptor, go_on, NULL));
    TRY(otls_bio_memory_from("plaintext", 9, &in));
    TRY(otls_bio_memory_new(&cipher));
    TRY(otls_bio_memory_new(&out));
    TRY(otls_age_encryptor_stream(encryptor, in, cipher));
    TRY(open_locked(cipher, out));
out:
    ck_assert_ok(otls_age_recipient_free(recipient));
    ck_assert_ok(otls_age_encryptor_free(encryptor));
    ck_assert_ok(otls_bio_free(in));
    ck_assert_ok(otls_bio_free(cipher));
    ck_assert_ok(otls_bio_free(out));
    return rv;
}

static int
age_files(void)
{
    otls_handle encryptor = 0, decryptor = 0;
    char cipher_path[300], recipients_path[300];
    int rv;

    (void)snprintf(cipher_path, sizeof(cipher_path), "%s.age", oom_output_path);
    (void)snprintf(
        recipients_path, sizeof(recipients_path), "%s.pub", oom_key_path);
    TRY(otls_age_encryptor_new(&encryptor));
    TRY(otls_age_encryptor_add_file(encryptor, recipients_path));
    TRY(otls_age_encryptor_file(encryptor, oom_input_path, cipher_path));
    TRY(otls_age_decryptor_new(&decryptor));
    TRY(otls_age_decryptor_add_file(decryptor, oom_key_path));
    TRY(otls_age_decryptor_file(decryptor, cipher_path, oom_output_path));
out:
    ck_assert_ok(otls_age_encryptor_free(encryptor));
    ck_assert_ok(otls_age_decryptor_free(decryptor));
    return rv;
}

/* Moves what |in| gives through |transfer|; what came out is in |out|. */
static int
carry(otls_handle transfer, const char *in, size_t in_len, char *out,
    size_t cap, size_t *out_len)
{
    size_t pos = 0, n;
    int rv;

    *out_len = 0;
    while (pos < in_len) {
        TRY(otls_age_transfer_push(transfer, in + pos, in_len - pos, &n));
        pos += n;
    }
    TRY(otls_age_transfer_finish(transfer));
    while ((rv = otls_age_transfer_done(transfer)) == 0) {
        TRY(otls_age_transfer_pull(
            transfer, out + *out_len, cap - *out_len, &n));
        *out_len += n;
    }
out:
    return rv;
}

static int
age_headers(const char *text, size_t len)
{
    char buf[600];
    otls_handle bio = 0, header = 0;
    int64_t n;
    size_t size;
    int rv;

    TRY(otls_bio_memory_from(text, len, &bio));
    TRY(otls_age_header_read(bio, &header));
    TRY(otls_age_header_stanzas(header, &n));
    TRY(otls_age_header_stanza_type(header, 0, buf, sizeof(buf), &size));
    TRY(otls_age_header_is_armored(header));
    TRY(otls_age_header_sizes(header, &n, &n, &n, &n));
    TRY(otls_age_header_json(header, buf, sizeof(buf), &size));
out:
    ck_assert_ok(otls_bio_free(bio));
    ck_assert_ok(otls_age_header_free(header));
    return rv;
}

static int
age_transfers(void)
{
    char cipher[1000], plain[100];
    otls_handle recipient = 0, identity = 0, encryptor = 0, decryptor = 0;
    otls_handle there = 0, back = 0;
    size_t len, plain_len;
    int rv;

    TRY(otls_age_recipient_parse(
        OOM_RECIPIENT, strlen(OOM_RECIPIENT), &recipient));
    TRY(otls_age_identity_parse(
        OOM_IDENTITY, strlen(OOM_IDENTITY), &identity));
    TRY(otls_age_encryptor_new(&encryptor));
    TRY(otls_age_encryptor_add(encryptor, recipient));
    TRY(otls_age_encryptor_set_armor(encryptor, 1));
    TRY(otls_age_encryptor_set_threads(encryptor, 2));
    TRY(otls_age_encryptor_begin(encryptor, &there));
    TRY(carry(there, "plaintext", 9, cipher, sizeof(cipher), &len));
    TRY(age_headers(cipher, len));
    TRY(otls_age_decryptor_new(&decryptor));
    TRY(otls_age_decryptor_add(decryptor, identity));
    TRY(otls_age_decryptor_set_armor(decryptor, OTLS_AGE_ARMOR_YES));
    TRY(otls_age_decryptor_set_threads(decryptor, 2));
    TRY(otls_age_decryptor_begin(decryptor, &back));
    TRY(carry(back, cipher, len, plain, sizeof(plain), &plain_len));
    ck_assert_uint_eq(plain_len, 9);
    ck_assert_mem_eq(plain, "plaintext", 9);
out:
    ck_assert_ok(otls_age_recipient_free(recipient));
    ck_assert_ok(otls_age_identity_free(identity));
    ck_assert_ok(otls_age_encryptor_free(encryptor));
    ck_assert_ok(otls_age_decryptor_free(decryptor));
    ck_assert_ok(otls_age_transfer_free(there));
    ck_assert_ok(otls_age_transfer_free(back));
    return rv;
}

const struct oom_scenario oom_age[] = {
    {"age_texts", age_texts},
    {"age_streams", age_streams},
    {"age_files", age_files},
    {"age_transfers", age_transfers},
    {NULL, NULL},
};
