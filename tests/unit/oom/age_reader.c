/* SPDX-License-Identifier: ISC */
#include "oom/oom.h"

#include <string.h>

/* The plaintext of |cipher|, by path and by bio. */
static int
read_places(otls_handle decryptor, otls_handle cipher)
{
    char buf[16];
    otls_handle file = 0, bio = 0;
    int64_t size;
    size_t len;
    int rv;

    TRY(otls_age_decryptor_open(decryptor, oom_output_path, &file));
    TRY(otls_age_reader_size(file, &size));
    TRY(otls_age_reader_read_at(file, 1, buf, sizeof(buf), &len));
    ck_assert_uint_eq(len, 11);
    TRY(otls_age_decryptor_open_bio(decryptor, cipher, &bio));
    TRY(otls_age_reader_read_at(bio, 6, buf, 5, &len));
    ck_assert_mem_eq(buf, "world", 5);
out:
    ck_assert_ok(otls_age_reader_free(file));
    ck_assert_ok(otls_age_reader_free(bio));
    return rv;
}

static int
age_readers(void)
{
    otls_handle recipient = 0, encryptor = 0, decryptor = 0, cipher = 0;
    int rv;

    TRY(otls_age_recipient_parse(
        OOM_RECIPIENT, strlen(OOM_RECIPIENT), &recipient));
    TRY(otls_age_encryptor_new(&encryptor));
    TRY(otls_age_encryptor_add(encryptor, recipient));
    TRY(otls_age_encryptor_set_armor(encryptor, 1));
    TRY(otls_age_encryptor_file(encryptor, oom_input_path, oom_output_path));
    TRY(otls_bio_file_open(oom_output_path, "r", &cipher));
    TRY(otls_age_decryptor_new(&decryptor));
    TRY(otls_age_decryptor_add_file(decryptor, oom_key_path));
    TRY(read_places(decryptor, cipher));
out:
    ck_assert_ok(otls_age_recipient_free(recipient));
    ck_assert_ok(otls_age_encryptor_free(encryptor));
    ck_assert_ok(otls_age_decryptor_free(decryptor));
    ck_assert_ok(otls_bio_free(cipher));
    return rv;
}

const struct oom_scenario oom_age_reader[] = {
    {"age_readers", age_readers},
    {NULL, NULL},
};
