/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "support.h"

/* Files of identities that are encrypted themselves. */

#define IDENTITY                                                              \
    "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4"   \
    "EGAEX"
#define RECIPIENT                                                             \
    "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"

static otls_handle lock, decryptor;

static void
setup(void)
{
    otls_handle recipient;

    ck_assert_ok(otls_age_recipient_passphrase("secret", 6, 4, &recipient));
    ck_assert_ok(otls_age_encryptor_new(&lock));
    ck_assert_ok(otls_age_encryptor_add(lock, recipient));
    ck_assert_ok(otls_age_recipient_free(recipient));
    ck_assert_ok(otls_age_decryptor_new(&decryptor));
}

static void
teardown(void)
{
    int64_t count;

    ck_assert_ok(otls_age_encryptor_free(lock));
    ck_assert_ok(otls_age_decryptor_free(decryptor));
    ck_assert_ok(otls_handle_count(0, &count));
    ck_assert_int_eq(count, 0);
}

static const char *
locked(const void *text, size_t len)
{
    const char *plain = support_path("key.txt"), *path;

    support_write_file(plain, text, len);
    path = support_path("key.age");
    ck_assert_ok(otls_age_encryptor_file(lock, plain, path));
    return path;
}

static int
unlock(const char *path, const char *passphrase)
{
    return otls_age_decryptor_add_file_passphrase(
        decryptor, path, passphrase, strlen(passphrase));
}

/* 1 where the decryptor opens what is encrypted for RECIPIENT. */
static int
has_identity(void)
{
    otls_handle recipient, encryptor, in, cipher, out;
    int rv;

    ck_assert_ok(
        otls_age_recipient_parse(RECIPIENT, strlen(RECIPIENT), &recipient));
    ck_assert_ok(otls_age_encryptor_new(&encryptor));
    ck_assert_ok(otls_age_encryptor_add(encryptor, recipient));
    ck_assert_ok(otls_bio_memory_from("x", 1, &in));
    ck_assert_ok(otls_bio_memory_new(&cipher));
    ck_assert_ok(otls_bio_memory_new(&out));
    ck_assert_ok(otls_age_encryptor_stream(encryptor, in, cipher));
    rv = otls_age_decryptor_stream(decryptor, cipher, out);
    ck_assert_ok(otls_age_recipient_free(recipient));
    ck_assert_ok(otls_age_encryptor_free(encryptor));
    ck_assert_ok(otls_bio_free(in));
    ck_assert_ok(otls_bio_free(cipher));
    ck_assert_ok(otls_bio_free(out));
    return rv == OTLS_OK;
}

/* The argument says whether it is armored. */
START_TEST(keyfile_that_is_encrypted_asks_for_its_passphrase)
{
    const char *path;

    ck_assert_ok(otls_age_encryptor_set_armor(lock, _i));
    path = locked("# mine\n" IDENTITY "\n", strlen("# mine\n" IDENTITY "\n"));
    ck_assert_otls(
        otls_age_decryptor_add_file(decryptor, path), OTLS_E_WANT_PASSPHRASE);
    support_assert_message("key.age");
    support_assert_message("otls_age_decryptor_add_file_passphrase");
    ck_assert(!has_identity());
    ck_assert_otls(unlock(path, "Secret"), OTLS_E_AGE_NO_MATCH);
    support_assert_message("key.age: the passphrase is wrong");
    ck_assert_otls(unlock(path, ""), OTLS_E_AGE_NO_MATCH);
    ck_assert(!has_identity());
    ck_assert_ok(unlock(path, "secret"));
    ck_assert(has_identity());
}
END_TEST

START_TEST(keyfile_that_is_encrypted_may_begin_with_white_space)
{
    const char *path;
    unsigned char *data, *more;
    size_t len;

    ck_assert_ok(otls_age_encryptor_set_armor(lock, 1));
    path = locked(IDENTITY, strlen(IDENTITY));
    data = support_read_file(path, &len);
    more = malloc(len + 3);
    ck_assert_ptr_nonnull(more);
    memcpy(more, "\n \n", 3);
    memcpy(more + 3, data, len);
    support_write_file(path, more, len + 3);
    ck_assert_otls(
        otls_age_decryptor_add_file(decryptor, path), OTLS_E_WANT_PASSPHRASE);
    ck_assert_ok(unlock(path, "secret"));
    ck_assert(has_identity());
    free(data);
    free(more);
}
END_TEST

START_TEST(keyfile_that_is_not_encrypted_needs_no_passphrase)
{
    const char *path = support_path("plain.txt");

    support_write_file(path, IDENTITY "\n", strlen(IDENTITY) + 1);
    ck_assert_ok(unlock(path, "whatever"));
    ck_assert(has_identity());
}
END_TEST

START_TEST(keyfile_that_is_encrypted_is_taken_whole_or_not_at_all)
{
    static const char good[] = IDENTITY "\n" IDENTITY "\n";
    static const char bad[] = IDENTITY "\n\n" IDENTITY "x\n";
    const char *path = locked(bad, sizeof(bad) - 1);
    unsigned char *data;
    size_t len, i;
    int rv;

    ck_assert_otls(unlock(path, "secret"), OTLS_E_AGE_IDENTITY);
    support_assert_message("key.age, line 3: ");
    ck_assert(!has_identity());
    path = locked("# none\n", 7);
    ck_assert_otls(unlock(path, "secret"), OTLS_E_AGE_IDENTITY);
    support_assert_message("holds no identity");
    path = locked(good, sizeof(good) - 1);
    data = support_read_file(path, &len);
    for (i = 0; i < len; i++) {
        data[i] ^= 1;
        support_write_file(path, data, len);
        rv = unlock(path, "secret");
        ck_assert_msg(rv < 0, "byte %zu altered: %d", i, rv);
        data[i] ^= 1;
        support_write_file(path, data, i);
        rv = unlock(path, "secret");
        ck_assert_msg(rv < 0, "cut at byte %zu: %d", i, rv);
    }
    ck_assert(!has_identity());
    support_write_file(path, data, len);
    ck_assert_ok(unlock(path, "secret"));
    ck_assert(has_identity());
    free(data);
}
END_TEST

START_TEST(keyfile_that_is_encrypted_stays_within_its_limits)
{
    const size_t much = ((size_t)16 << 20) + 1, line = (1 << 16) + 1;
    char *text = malloc(much);
    const char *path;

    ck_assert_ptr_nonnull(text);
    path = locked(IDENTITY, strlen(IDENTITY));
    ck_assert_ok(otls_age_decryptor_set_scrypt_limits(decryptor, 3, 0));
    ck_assert_otls(unlock(path, "secret"), OTLS_E_AGE_WORK_FACTOR);
    ck_assert_ok(otls_age_decryptor_set_scrypt_limits(decryptor, 0, 4096));
    ck_assert_otls(unlock(path, "secret"), OTLS_E_AGE_WORK_FACTOR);
    ck_assert_ok(otls_age_decryptor_set_scrypt_limits(decryptor, 0, 0));
    memset(text, 'x', line);
    path = locked(text, line);
    ck_assert_otls(unlock(path, "secret"), OTLS_E_AGE_IDENTITY);
    support_assert_message("longer");
    memset(text, '\n', much);
    path = locked(text, much);
    ck_assert_otls(unlock(path, "secret"), OTLS_E_LIMIT);
    free(text);
}
END_TEST

START_TEST(keyfile_encrypted_to_recipients_or_twice_is_refused)
{
    otls_handle recipient, encryptor;
    const char *path, *inner;
    unsigned char *data;
    size_t len;

    ck_assert_ok(
        otls_age_recipient_parse(RECIPIENT, strlen(RECIPIENT), &recipient));
    ck_assert_ok(otls_age_encryptor_new(&encryptor));
    ck_assert_ok(otls_age_encryptor_add(encryptor, recipient));
    inner = locked(IDENTITY, strlen(IDENTITY));
    path = support_path("other.age");
    ck_assert_ok(otls_age_encryptor_file(encryptor, inner, path));
    ck_assert_otls(unlock(path, "secret"), OTLS_E_AGE_NO_MATCH);
    support_assert_message("other.age: the file is encrypted to recipients");
    data = support_read_file(inner, &len);
    path = locked(data, len);
    ck_assert_otls(unlock(path, "secret"), OTLS_E_UNSUPPORTED);
    ck_assert_otls(
        otls_age_encryptor_add_file(encryptor, path), OTLS_E_AGE_RECIPIENT);
    ck_assert_ok(otls_age_recipient_free(recipient));
    ck_assert_ok(otls_age_encryptor_free(encryptor));
    free(data);
}
END_TEST

START_TEST(keyfile_checks_its_arguments)
{
    ck_assert_otls(
        otls_age_decryptor_add_file_passphrase(decryptor, NULL, "secret", 6),
        OTLS_E_NULL);
    ck_assert_otls(
        otls_age_decryptor_add_file_passphrase(decryptor, "x", NULL, 1),
        OTLS_E_NULL);
    ck_assert_otls(
        otls_age_decryptor_add_file_passphrase(lock, "x", "secret", 6),
        OTLS_E_HANDLE_KIND);
    ck_assert_otls(unlock(support_path("no"), "secret"), OTLS_E_NOT_FOUND);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("age keyfile");
    TCase *c = tcase_create("age keyfile");

    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_loop_test(
        c, keyfile_that_is_encrypted_asks_for_its_passphrase, 0, 2);
    tcase_add_test(c, keyfile_that_is_encrypted_may_begin_with_white_space);
    tcase_add_test(c, keyfile_that_is_not_encrypted_needs_no_passphrase);
    tcase_add_test(c, keyfile_that_is_encrypted_is_taken_whole_or_not_at_all);
    tcase_add_test(c, keyfile_that_is_encrypted_stays_within_its_limits);
    tcase_add_test(c, keyfile_encrypted_to_recipients_or_twice_is_refused);
    tcase_add_test(c, keyfile_checks_its_arguments);
    suite_add_tcase(s, c);
    return s;
}
