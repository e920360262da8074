/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include "support.h"
#include "tls/tap.h"

/* What the looker saw, as "type:length ". */
struct seen {
    char text[200];
    int hold;
};

static int
look(void *user, int type, const unsigned char *body, size_t kept)
{
    struct seen *s = user;
    char *end = s->text + strlen(s->text);

    (void)snprintf(
        end, 20, "%d:%zu%c ", type, kept, kept > 0 ? body[kept - 1] : '-');
    return type == s->hold ? OTLS__TAP_HOLD : OTLS__TAP_PASS;
}

/* Messages 2 ("abc"), 12 ("d"), 14 (""), in records cut as |cuts| says. */
static const unsigned char messages[] = "\x02\x00\x00\x03"
                                        "abc\x0c\x00\x00\x01"
                                        "d\x0e\x00\x00\x00";
#define MESSAGES (sizeof(messages) - 1)

static size_t
records(unsigned char *out, size_t size)
{
    size_t at, n, len = 0;

    for (at = 0; at < MESSAGES; at += n) {
        n = MESSAGES - at < size ? MESSAGES - at : size;
        memcpy(out + len, "\x16\x03\x03\x00", 4);
        out[len + 4] = (unsigned char)n;
        memcpy(out + len + 5, messages + at, n);
        len += 5 + n;
    }
    return len;
}

/* Reads on, as much as there is; answers how much that was. */
static size_t
read_all(struct otls__tap *tap, struct otls__bio *in, unsigned char *out,
    size_t piece)
{
    size_t len = 0, n;

    while (otls__tap_read(tap, in, out + len, piece, &n) == OTLS_OK && n > 0)
        len += n;
    return len;
}

START_TEST(messages_are_seen_however_they_are_cut)
{
    const size_t size = (size_t)_i + 1;
    unsigned char data[300], got[300];
    struct seen seen = {"", -1};
    struct otls__bio *a, *b;
    struct otls__tap *tap = otls__tap_new(look, &seen);
    size_t len = records(data, size), at, n, have = 0;

    ck_assert_ok(otls__bio_pair_new(1000, &a, &b));
    for (at = 0; at < len; at++) {
        ck_assert_ok(otls__bio_write(a, data + at, 1, &n));
        have += read_all(tap, b, got + have, 1 + at % 7);
    }
    ck_assert_uint_eq(have, len);
    ck_assert_mem_eq(got, data, len);
    ck_assert_str_eq(seen.text, "2:3c 12:1d 14:0- ");
    otls__tap_free(tap);
    otls__bio_unref(a);
    otls__bio_unref(b);
}
END_TEST

START_TEST(what_is_held_waits_with_all_of_its_record)
{
    const size_t size = (size_t)_i + 1;
    unsigned char data[300], got[300];
    struct seen seen = {"", 12};
    struct otls__bio *a, *b;
    struct otls__tap *tap = otls__tap_new(look, &seen);
    size_t len = records(data, size), have, n;

    ck_assert_ok(otls__bio_pair_new(1000, &a, &b));
    ck_assert_ok(otls__bio_write(a, data, len, &n));
    have = read_all(tap, b, got, 100);
    ck_assert_uint_lt(have, len);
    ck_assert_int_eq(tap->held, 1);
    /* the last byte of message 12 is not out */
    ck_assert_ptr_null(memchr(got, 'd', have));
    ck_assert_int_eq(
        otls__tap_read(tap, b, got + have, 100, &n), OTLS_E_WANT_READ);
    tap->held = 0;
    tap->ended = 1;
    have += read_all(tap, b, got + have, 100);
    ck_assert_uint_eq(have, len);
    ck_assert_mem_eq(got, data, len);
    ck_assert_int_eq(otls__tap_is_over(tap), 1);
    otls__tap_free(tap);
    otls__bio_unref(a);
    otls__bio_unref(b);
}
END_TEST

START_TEST(what_is_no_handshake_goes_through_untouched)
{
    static const char *const texts[] = {"\x17\x03\x03\x00\x02xy",
        "HTTP/1.1 400 Bad Request\r\n\r\n", "\x16\x03\x01\xff\xff more",
        "\x16\x03", "\x16\x03\x03\x00\x0a short"};
    const size_t len = _i == 0 || _i == 4 ? 7 : strlen(texts[_i]);
    struct seen seen = {"", -1};
    struct otls__bio *a, *b;
    struct otls__tap *tap = otls__tap_new(look, &seen);
    unsigned char got[100];
    size_t n;

    ck_assert_ok(otls__bio_pair_new(1000, &a, &b));
    ck_assert_ok(otls__bio_write(a, texts[_i], len, &n));
    ck_assert_ok(otls__bio_shutdown_write(a));
    ck_assert_uint_eq(read_all(tap, b, got, 3), len);
    ck_assert_mem_eq(got, texts[_i], len);
    ck_assert_str_eq(seen.text, "");
    otls__tap_free(tap);
    otls__bio_unref(a);
    otls__bio_unref(b);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("tap");
    TCase *c = tcase_create("tap");

    tcase_add_loop_test(
        c, messages_are_seen_however_they_are_cut, 0, (int)MESSAGES);
    tcase_add_loop_test(
        c, what_is_held_waits_with_all_of_its_record, 0, (int)MESSAGES);
    tcase_add_loop_test(c, what_is_no_handshake_goes_through_untouched, 0, 5);
    suite_add_tcase(s, c);
    return s;
}
