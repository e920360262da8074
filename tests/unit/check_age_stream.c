/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "age/stream.h"
#include "support.h"

static const unsigned char file_key[OTLS__AGE_FILE_KEY] = "0123456789abcde";
static const unsigned char nonce[OTLS__AGE_NONCE] = "fedcba987654321";

static unsigned char plain[OTLS__AGE_CHUNK], back[OTLS__AGE_CHUNK];
static unsigned char sealed[OTLS__AGE_SEALED];
static struct otls__age_stream stream;

static void
setup(void)
{
    size_t i;

    for (i = 0; i < sizeof(plain); i++)
        plain[i] = (unsigned char)(i * 31 >> 3);
    ck_assert_ok(otls__age_stream_init(&stream, file_key, nonce));
}

static void
teardown(void)
{
    otls__age_stream_end(&stream, OTLS_OK);
}

START_TEST(stream_opens_what_it_sealed)
{
    static const size_t sizes[] = {0, 1, 15, 16, 17, 65535, 65536};
    size_t i;
    int last;

    for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        ck_assert_ok(
            otls__age_stream_seal(&stream, 0, 1, plain, sizes[i], sealed));
        ck_assert_ok(otls__age_stream_open(
            &stream, 0, sealed, sizes[i] + OTLS__AGE_TAG, back, &last));
        ck_assert_int_eq(last, 1);
        ck_assert_mem_eq(back, plain, sizes[i]);
    }
}
END_TEST

START_TEST(stream_full_chunk_is_last_only_where_sealed_so)
{
    int last;

    ck_assert_ok(
        otls__age_stream_seal(&stream, 7, 0, plain, OTLS__AGE_CHUNK, sealed));
    ck_assert_ok(otls__age_stream_open(
        &stream, 7, sealed, OTLS__AGE_SEALED, back, &last));
    ck_assert_int_eq(last, 0);
    ck_assert_ok(
        otls__age_stream_seal(&stream, 7, 1, plain, OTLS__AGE_CHUNK, sealed));
    ck_assert_ok(otls__age_stream_open(
        &stream, 7, sealed, OTLS__AGE_SEALED, back, &last));
    ck_assert_int_eq(last, 1);
}
END_TEST

/* A short chunk is the end of the input: one from the middle means that the
 * rest was cut off. */
START_TEST(stream_refuses_a_short_chunk_that_is_not_last)
{
    int last;

    ck_assert_ok(otls__age_stream_seal(&stream, 0, 0, plain, 100, sealed));
    ck_assert_otls(otls__age_stream_open(&stream, 0, sealed, 116, back, &last),
        OTLS_E_AGE_PAYLOAD);
}
END_TEST

START_TEST(stream_binds_a_chunk_to_its_place)
{
    static const uint64_t places[] = {0, 1, 255, 256, 65535, 65536,
        UINT64_C(1) << 32, UINT64_C(1) << 56, UINT64_MAX - 1};
    const size_t n = sizeof(places) / sizeof(places[0]);
    size_t i, j;
    int last, rv;

    for (i = 0; i < n; i++)
        for (j = 0; j < n; j++) {
            ck_assert_ok(otls__age_stream_seal(
                &stream, places[i], 1, plain, 100, sealed));
            rv = otls__age_stream_open(
                &stream, places[j], sealed, 116, back, &last);
            ck_assert_int_eq(rv, i == j ? OTLS_OK : OTLS_E_AGE_PAYLOAD);
        }
}
END_TEST

START_TEST(stream_refuses_missing_cut_and_empty_last_chunks)
{
    int last;

    ck_assert_otls(otls__age_stream_open(&stream, 0, sealed, 0, back, &last),
        OTLS_E_AGE_PAYLOAD);
    ck_assert_otls(otls__age_stream_open(&stream, 0, sealed, 15, back, &last),
        OTLS_E_AGE_PAYLOAD);
    ck_assert_ok(otls__age_stream_seal(&stream, 1, 1, plain, 0, sealed));
    ck_assert_otls(otls__age_stream_open(&stream, 1, sealed, 16, back, &last),
        OTLS_E_AGE_PAYLOAD);
    support_assert_message("empty");
}
END_TEST

START_TEST(stream_wipes_what_did_not_verify)
{
    static const unsigned char zero[100];
    int last;

    ck_assert_ok(otls__age_stream_seal(&stream, 0, 1, plain, 100, sealed));
    sealed[115] ^= 1;
    memset(back, 0x5a, sizeof(back));
    ck_assert_otls(otls__age_stream_open(&stream, 0, sealed, 116, back, &last),
        OTLS_E_AGE_PAYLOAD);
    ck_assert_mem_eq(back, zero, 100);
}
END_TEST

START_TEST(stream_has_no_chunk_after_the_last_number)
{
    int last;

    ck_assert_otls(
        otls__age_stream_seal(&stream, UINT64_MAX, 1, plain, 1, sealed),
        OTLS_E_LIMIT);
    ck_assert_otls(
        otls__age_stream_open(&stream, UINT64_MAX, sealed, 17, back, &last),
        OTLS_E_AGE_PAYLOAD);
}
END_TEST

START_TEST(stream_key_depends_on_file_key_and_nonce)
{
    unsigned char other[16];
    struct otls__age_stream s;
    int last;

    ck_assert_ok(otls__age_stream_seal(&stream, 0, 1, plain, 100, sealed));
    memcpy(other, file_key, 16);
    other[0] ^= 1;
    ck_assert_ok(otls__age_stream_init(&s, other, nonce));
    ck_assert_otls(otls__age_stream_open(&s, 0, sealed, 116, back, &last),
        OTLS_E_AGE_PAYLOAD);
    otls__age_stream_end(&s, OTLS_OK);
    memcpy(other, nonce, 16);
    other[15] ^= 1;
    ck_assert_ok(otls__age_stream_init(&s, file_key, other));
    ck_assert_otls(otls__age_stream_open(&s, 0, sealed, 116, back, &last),
        OTLS_E_AGE_PAYLOAD);
    otls__age_stream_end(&s, OTLS_OK);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("age_stream");
    TCase *tcase = tcase_create("stream");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, stream_opens_what_it_sealed);
    tcase_add_test(tcase, stream_full_chunk_is_last_only_where_sealed_so);
    tcase_add_test(tcase, stream_refuses_a_short_chunk_that_is_not_last);
    tcase_add_test(tcase, stream_binds_a_chunk_to_its_place);
    tcase_add_test(tcase, stream_refuses_missing_cut_and_empty_last_chunks);
    tcase_add_test(tcase, stream_wipes_what_did_not_verify);
    tcase_add_test(tcase, stream_has_no_chunk_after_the_last_number);
    tcase_add_test(tcase, stream_key_depends_on_file_key_and_nonce);
    suite_add_tcase(suite, tcase);
    return suite;
}
