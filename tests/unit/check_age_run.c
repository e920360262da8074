/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "age/decrypt.h"
#include "age/encrypt.h"
#include "age/file.h"
#include "age/identity.h"
#include "age/recipient.h"
#include "base/mem.h"
#include "bio/bio.h"
#include "support.h"

/* Allocations to let through before they all fail; negative: for ever. */
static long left;

static int
fail_later(void)
{
    if (left < 0)
        return 1;
    return left == 0 ? 0 : left-- > 0;
}

static struct otls__age_identity *identity;
static struct otls__age_recipient *recipient;
static struct otls__age_encryptor *encryptor;
static struct otls__age_decryptor *decryptor;

static void
setup(void)
{
    left = -1;
    ck_assert_ok(otls__age_identity_generate(&identity));
    ck_assert_ok(otls__age_identity_recipient(identity, &recipient));
    ck_assert_ok(otls__age_encryptor_new(&encryptor));
    ck_assert_ok(otls__age_encryptor_add(encryptor, recipient));
    ck_assert_ok(otls__age_decryptor_new(&decryptor));
    ck_assert_ok(otls__age_decryptor_add(decryptor, identity));
}

static void
teardown(void)
{
    otls__mem_hook = NULL;
    otls__age_identity_unref(identity);
    otls__age_recipient_unref(recipient);
    otls__age_encryptor_free(encryptor);
    otls__age_decryptor_free(decryptor);
}

/* Runs |operation| with one more allocation allowed each time until it
 * succeeds; answers how many it took. */
static long
until_it_succeeds(int (*operation)(void))
{
    long n;
    int rv;

    for (n = 0;; n++) {
        left = n;
        otls__mem_hook = fail_later;
        rv = operation();
        otls__mem_hook = NULL;
        if (rv == OTLS_OK)
            return n;
        ck_assert_otls(rv, OTLS_E_NO_MEMORY);
        ck_assert_int_lt(n, 1000);
    }
}

static int
make_everything(void)
{
    static const char text[] =
        "AGE-SECRET-KEY-1XMWWC06LY3EE5RYTXM9MFLAZ2U56JJJ36S0MYPDRWSVLUL66MV"
        "4QX3S7F6";
    struct otls__age_identity *i = NULL, *j = NULL, *p = NULL;
    struct otls__age_recipient *r = NULL, *q = NULL;
    struct otls__age_encryptor *e = NULL;
    struct otls__age_decryptor *d = NULL;
    int rv;

    if ((rv = otls__age_identity_generate(&i)) == OTLS_OK &&
        (rv = otls__age_identity_parse(text, strlen(text), &j)) == OTLS_OK &&
        (rv = otls__age_identity_passphrase("p", 1, &p)) == OTLS_OK &&
        (rv = otls__age_identity_recipient(i, &r)) == OTLS_OK &&
        (rv = otls__age_recipient_passphrase("p", 1, 1, &q)) == OTLS_OK &&
        (rv = otls__age_encryptor_new(&e)) == OTLS_OK &&
        (rv = otls__age_encryptor_add(e, r)) == OTLS_OK &&
        (rv = otls__age_decryptor_new(&d)) == OTLS_OK &&
        (rv = otls__age_decryptor_add(d, i)) == OTLS_OK)
        rv = otls__age_decryptor_add(d, p);
    otls__age_identity_unref(i);
    otls__age_identity_unref(j);
    otls__age_identity_unref(p);
    otls__age_recipient_unref(r);
    otls__age_recipient_unref(q);
    if (e != NULL)
        otls__age_encryptor_free(e);
    if (d != NULL)
        otls__age_decryptor_free(d);
    return rv;
}

START_TEST(objects_survive_each_failing_allocation)
{
    ck_assert_int_gt(until_it_succeeds(make_everything), 8);
}
END_TEST

static int
encrypt_file(void)
{
    return otls__age_encryptor_file(
        encryptor, support_path("plain"), support_path("age"));
}

static int
decrypt_file(void)
{
    return otls__age_decryptor_file(
        decryptor, support_path("age"), support_path("back"));
}

/* While memory fails nothing appears; then both files are right. */
START_TEST(files_survive_each_failing_allocation)
{
    static unsigned char data[200000];
    unsigned char *back;
    size_t i, len;

    for (i = 0; i < sizeof(data); i++)
        data[i] = (unsigned char)(i >> 4);
    support_write_file(support_path("plain"), data, sizeof(data));
    ck_assert_int_gt(until_it_succeeds(encrypt_file), 5);
    ck_assert_int_gt(until_it_succeeds(decrypt_file), 5);
    back = support_read_file(support_path("back"), &len);
    ck_assert_uint_eq(len, sizeof(data));
    ck_assert_mem_eq(back, data, len);
    free(back);
}
END_TEST

START_TEST(file_that_failed_for_memory_is_not_there)
{
    struct stat st;

    support_write_file(support_path("plain"), "x", 1);
    ck_assert_ok(encrypt_file());
    (void)unlink(support_path("back"));
    left = 3;
    otls__mem_hook = fail_later;
    ck_assert_otls(decrypt_file(), OTLS_E_NO_MEMORY);
    otls__mem_hook = NULL;
    ck_assert_int_ne(stat(support_path("back"), &st), 0);
}
END_TEST

static int
read_keyfiles(void)
{
    struct otls__age_encryptor *e = NULL;
    struct otls__age_decryptor *d = NULL;
    int rv;

    if ((rv = otls__age_encryptor_new(&e)) == OTLS_OK &&
        (rv = otls__age_decryptor_new(&d)) == OTLS_OK &&
        (rv = otls__age_encryptor_add_file(e, support_path("rec"))) == OTLS_OK)
        rv = otls__age_decryptor_add_file(d, support_path("id"));
    if (rv != OTLS_OK && e != NULL)
        ck_assert(rv == OTLS_E_NO_MEMORY);
    if (d != NULL) {
        ck_assert_uint_eq(d->identities.count, rv == OTLS_OK ? 6 : 0);
        otls__age_decryptor_free(d);
    }
    if (e != NULL)
        otls__age_encryptor_free(e);
    return rv;
}

START_TEST(keyfiles_survive_each_failing_allocation)
{
    char text[80], rec[80], all[600] = "";
    size_t len, i;

    ck_assert_ok(
        otls__age_identity_export_secret(identity, text, sizeof(text), &len));
    ck_assert_ok(recipient->type->text(recipient, rec, sizeof(rec), &len));
    support_write_file(support_path("rec"), rec, len);
    for (i = 0; i < 6; i++) {
        strcat(all, text);
        strcat(all, "\n");
    }
    support_write_file(support_path("id"), all, strlen(all));
    ck_assert_int_gt(until_it_succeeds(read_keyfiles), 10);
}
END_TEST

/* The lists keep what they hold alive. */
START_TEST(jobs_keep_their_keys_alive)
{
    struct otls__bio *in, *mid, *out;
    unsigned char byte;
    size_t len;

    otls__age_identity_unref(identity);
    otls__age_recipient_unref(recipient);
    identity = NULL;
    recipient = NULL;
    ck_assert_ok(otls__bio_memory_from("x", 1, &in));
    ck_assert_ok(otls__bio_memory_new(&mid));
    ck_assert_ok(otls__bio_memory_new(&out));
    ck_assert_ok(otls__age_encryptor_stream(encryptor, in, mid));
    ck_assert_ok(otls__age_decryptor_stream(decryptor, mid, out));
    ck_assert_ok(otls__bio_read(out, &byte, 1, &len));
    ck_assert_uint_eq(byte, 'x');
    otls__bio_unref(in);
    otls__bio_unref(mid);
    otls__bio_unref(out);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("age_run");
    TCase *tcase = tcase_create("run");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, objects_survive_each_failing_allocation);
    tcase_add_test(tcase, files_survive_each_failing_allocation);
    tcase_add_test(tcase, file_that_failed_for_memory_is_not_there);
    tcase_add_test(tcase, keyfiles_survive_each_failing_allocation);
    tcase_add_test(tcase, jobs_keep_their_keys_alive);
    suite_add_tcase(suite, tcase);
    return suite;
}
