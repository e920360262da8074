/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "age/header.h"
#include "age/stanza.h"
#include "base/mem.h"
#include "support.h"

#define V1 "age-encryption.org/v1\n"
#define MAC "--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"
#define LINE64                                                                \
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"

static const unsigned char file_key[OTLS__AGE_FILE_KEY] = "0123456789abcde";

/* Feeds |len| bytes, |step| at a time, then the end of the input. */
static int
feed(struct otls__age_header *h, const char *text, size_t len, size_t step,
    size_t *used)
{
    size_t n, at;
    int rv;

    *used = 0;
    otls__age_header_init(h);
    for (at = 0; at < len && !otls__age_header_complete(h); at += n) {
        n = len - at < step ? len - at : step;
        rv = otls__age_header_feed(h, text + at, n, &n);
        *used += n;
        if (rv != OTLS_OK)
            return rv;
    }
    return otls__age_header_complete(h) ? OTLS_OK
                                        : otls__age_header_truncated(h);
}

static int
outcome(const char *text, size_t step)
{
    struct otls__age_header h;
    size_t used;
    int rv = feed(&h, text, strlen(text), step, &used);

    otls__age_header_end(&h);
    return rv;
}

START_TEST(header_gives_stanzas_arguments_and_bodies)
{
    static const char text[] = V1 "-> one a bc\n" LINE64 "Zm9v\n"
                                  "-> two\n\n" MAC "payload";
    struct otls__age_header h;
    unsigned char body[51], foo[3];
    const char *arg;
    size_t used, len, step;

    for (step = 1; step < sizeof(text); step++) {
        ck_assert_ok(feed(&h, text, sizeof(text) - 1, step, &used));
        ck_assert_uint_eq(used, sizeof(text) - 1 - strlen("payload"));
        ck_assert_uint_eq(h.count, 2);
        ck_assert_uint_eq(h.stanzas[0].argc, 3);
        ck_assert(otls__age_stanza_is(&h, &h.stanzas[0], "one"));
        ck_assert(!otls__age_stanza_is(&h, &h.stanzas[0], "One"));
        ck_assert(!otls__age_stanza_is(&h, &h.stanzas[0], "on"));
        ck_assert(otls__age_stanza_is(&h, &h.stanzas[1], "two"));
        ck_assert(otls__age_stanza_arg(&h, &h.stanzas[0], 2, &arg, &len));
        ck_assert_uint_eq(len, 2);
        ck_assert_mem_eq(arg, "bc", 2);
        ck_assert(!otls__age_stanza_arg(&h, &h.stanzas[0], 3, &arg, &len));
        ck_assert(otls__age_stanza_body(&h, &h.stanzas[0], body, 51));
        ck_assert_mem_eq(body + 48, "foo", 3);
        ck_assert(!otls__age_stanza_body(&h, &h.stanzas[0], body, 50));
        ck_assert(otls__age_stanza_body(&h, &h.stanzas[1], foo, 0));
        ck_assert(!otls__age_stanza_body(&h, &h.stanzas[1], foo, 3));
        otls__age_header_end(&h);
    }
}
END_TEST

START_TEST(header_refuses_what_breaks_the_grammar)
{
    static const char *const texts[] = {
        "",
        "age-encryption.org/v1",
        "age-encryption.org/v1\r\n-> a\n\n" MAC,
        "age-encryption.org/v1 \n-> a\n\n" MAC,
        "age-encryption.org/v2\n-> a\n\n" MAC,
        V1,
        V1 MAC,
        V1 "\n" MAC,
        V1 "->\n\n" MAC,
        V1 "-> \n\n" MAC,
        V1 "->  a\n\n" MAC,
        V1 "-> a \n\n" MAC,
        V1 "-> a  b\n\n" MAC,
        V1 "->a\n\n" MAC,
        V1 "> a\n\n" MAC,
        V1 "-> a\x7f\n\n" MAC,
        V1 "-> a\xc3\xa9\n\n" MAC,
        V1 "-> a\tb\n\n" MAC,
        V1 "-> a\r\n\n" MAC,
        V1 "-> a\n" MAC,
        V1 "-> a\n\r\n" MAC,
        V1 "-> a\nZg==\n" MAC,
        V1 "-> a\nZh\n" MAC,
        V1 "-> a\n" LINE64 MAC,
        V1 "-> a\nA" LINE64 "\n" MAC,
        V1 "-> a\nZm9v\nZm9v\n" MAC,
        V1 "-> a\n\n---\n",
        V1 "-> a\n\n--- \n",
        V1 "-> a\n\n---AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
        V1 "-> a\n\n---  AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
        V1 "-> a\n\n--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
        V1 "-> a\n\n--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB\n",
        V1 "-> a\n\n--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA \n",
        V1 "-> a\n\n--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n",
        V1 "-> a\n\n--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "PK\x03\x04",
    };
    size_t i;

    for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        ck_assert_otls(outcome(texts[i], 1), OTLS_E_AGE_HEADER);
        ck_assert_otls(outcome(texts[i], 4096), OTLS_E_AGE_HEADER);
    }
    ck_assert_ok(outcome(V1 "-> a\n\n" MAC, 1));
}
END_TEST

START_TEST(header_says_what_the_file_is)
{
    ck_assert_otls(
        outcome("age-encryption.org/v9\nx", 4096), OTLS_E_AGE_HEADER);
    support_assert_message("'v9'");
    ck_assert_otls(outcome("hello, world", 4096), OTLS_E_AGE_HEADER);
    support_assert_message("not an age file");
    ck_assert_otls(outcome("", 4096), OTLS_E_AGE_HEADER);
    support_assert_message("empty");
    ck_assert_otls(
        outcome("-----BEGIN AGE ENCRYPTED FILE-----\n", 1), OTLS_E_AGE_HEADER);
    support_assert_message("allow armor");
    ck_assert_otls(outcome(V1 "-> a\n\nbad\n", 4096), OTLS_E_AGE_HEADER);
    support_assert_message("line 4");
    ck_assert_otls(outcome(V1 "-> a\n", 4096), OTLS_E_AGE_HEADER);
    support_assert_message("ends inside");
}
END_TEST

/* What can't be an age file is known by its first bytes, not after a line's
 * or a header's limit. */
START_TEST(header_refuses_garbage_at_once)
{
    struct otls__age_header h;
    size_t used;

    otls__age_header_init(&h);
    ck_assert_otls(
        otls__age_header_feed(&h, "\x7f", 1, &used), OTLS_E_AGE_HEADER);
    otls__age_header_end(&h);
}
END_TEST

static int
with_filler(size_t line, size_t total)
{
    struct otls__age_header h;
    char *text = malloc(total + 200);
    size_t n, len = strlen(V1), used;
    int rv;

    ck_assert_ptr_nonnull(text);
    memcpy(text, V1, len);
    while (len + line + 2 <= total) {
        memcpy(text + len, "-> ", 3);
        memset(text + len + 3, 'a', line - 3);
        memcpy(text + len + line, "\n\n", 2);
        len += line + 2;
    }
    n = strlen(MAC);
    memcpy(text + len, MAC, n);
    rv = feed(&h, text, len + n, 4096, &used);
    otls__age_header_end(&h);
    free(text);
    return rv;
}

START_TEST(header_has_limits)
{
    const size_t mib = (size_t)1 << 20;

    ck_assert_ok(with_filler(65536, 65536 + 100));
    ck_assert_otls(with_filler(65537, 65537 + 100), OTLS_E_AGE_HEADER);
    support_assert_message("line 2");
    ck_assert_ok(with_filler(1000, mib - 1100));
    ck_assert_otls(with_filler(1000, mib + 1100), OTLS_E_AGE_HEADER);
    support_assert_message("1048576");
    ck_assert_ok(with_filler(4, mib - 1100));
}
END_TEST

START_TEST(header_written_is_read_and_its_mac_matches)
{
    static const char *const args[] = {"type", "arg", NULL};
    unsigned char body[200], back[200], other[OTLS__AGE_FILE_KEY];
    struct otls__age_header w, r;
    size_t i, used;

    for (i = 0; i < sizeof(body); i++)
        body[i] = (unsigned char)i;
    for (i = 0; i <= sizeof(body); i++) {
        otls__age_header_init(&w);
        ck_assert_ok(otls__age_header_begin(&w));
        ck_assert_ok(otls__age_stanza_write(&w, args, body, i));
        ck_assert_ok(otls__age_header_seal(&w, file_key));
        ck_assert_ok(feed(&r, w.raw, w.len, 4096, &used));
        ck_assert_uint_eq(used, w.len);
        ck_assert(otls__age_stanza_body(&r, &r.stanzas[0], back, i));
        ck_assert_mem_eq(back, body, i);
        ck_assert_ok(otls__age_header_verify(&r, file_key));
        memcpy(other, file_key, sizeof(other));
        other[15] ^= 1;
        ck_assert_otls(otls__age_header_verify(&r, other), OTLS_E_AGE_MAC);
        otls__age_header_end(&w);
        otls__age_header_end(&r);
    }
}
END_TEST

START_TEST(header_mac_is_over_every_byte)
{
    static const char *const args[] = {"type", "arg", NULL};
    struct otls__age_header w, r;
    size_t i, used;

    otls__age_header_init(&w);
    ck_assert_ok(otls__age_header_begin(&w));
    ck_assert_ok(otls__age_stanza_write(&w, args, "body", 4));
    ck_assert_ok(otls__age_header_seal(&w, file_key));
    for (i = 0; i < w.len; i++) {
        w.raw[i] ^= 1;
        if (feed(&r, w.raw, w.len, 4096, &used) == OTLS_OK)
            ck_assert_otls(
                otls__age_header_verify(&r, file_key), OTLS_E_AGE_MAC);
        w.raw[i] ^= 1;
        otls__age_header_end(&r);
    }
    otls__age_header_end(&w);
}
END_TEST

START_TEST(header_written_too_large_is_a_limit)
{
    static const char *const args[] = {"type", NULL};
    unsigned char body[3000] = {0};
    struct otls__age_header w;
    int rv;

    otls__age_header_init(&w);
    do
        rv = otls__age_stanza_write(&w, args, body, sizeof(body));
    while (rv == OTLS_OK);
    ck_assert_otls(rv, OTLS_E_LIMIT);
    ck_assert_uint_le(w.len, OTLS__AGE_HEADER_MAX);
    otls__age_header_end(&w);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("age_header");
    TCase *tcase = tcase_create("header");

    tcase_add_test(tcase, header_gives_stanzas_arguments_and_bodies);
    tcase_add_test(tcase, header_refuses_what_breaks_the_grammar);
    tcase_add_test(tcase, header_says_what_the_file_is);
    tcase_add_test(tcase, header_refuses_garbage_at_once);
    tcase_add_test(tcase, header_has_limits);
    tcase_add_test(tcase, header_written_is_read_and_its_mac_matches);
    tcase_add_test(tcase, header_mac_is_over_every_byte);
    tcase_add_test(tcase, header_written_too_large_is_a_limit);
    suite_add_tcase(suite, tcase);
    return suite;
}
