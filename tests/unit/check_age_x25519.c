/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include "age/header.h"
#include "age/stanza.h"
#include "age/x25519.h"
#include "support.h"

/* 9, the base point, as a share */
#define SHARE "CQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define BODY "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"

static int
unwrap(const char *args, const char *body)
{
    struct otls__age_identity *identity;
    unsigned char file_key[OTLS__AGE_FILE_KEY];
    struct otls__age_header h;
    char text[500];
    size_t used;
    int rv;

    (void)snprintf(text, sizeof(text), "age-encryption.org/v1\n-> %s\n%s%s",
        args, body, "--- " BODY);
    otls__age_header_init(&h);
    ck_assert_ok(otls__age_header_feed(&h, text, strlen(text), &used));
    ck_assert_ok(otls__age_identity_generate(&identity));
    rv = identity->type->unwrap(identity, &h, &h.stanzas[0], NULL, file_key);
    otls__age_identity_unref(identity);
    otls__age_header_end(&h);
    return rv;
}

START_TEST(x25519_wraps_for_its_identity_only)
{
    static const unsigned char file_key[] = "0123456789abcdef";
    struct otls__age_identity *identity, *other;
    struct otls__age_recipient *recipient;
    unsigned char out[OTLS__AGE_FILE_KEY];
    struct otls__age_header w, r;
    size_t used;

    ck_assert_ok(otls__age_identity_generate(&identity));
    ck_assert_ok(otls__age_identity_generate(&other));
    ck_assert_ok(otls__age_identity_recipient(identity, &recipient));
    otls__age_header_init(&w);
    otls__age_header_init(&r);
    ck_assert_ok(otls__age_header_begin(&w));
    ck_assert_ok(recipient->type->wrap(recipient, file_key, &w));
    ck_assert_ok(otls__age_header_seal(&w, file_key));
    ck_assert_ok(otls__age_header_feed(&r, w.raw, w.len, &used));
    ck_assert_ok(
        identity->type->unwrap(identity, &r, &r.stanzas[0], NULL, out));
    ck_assert_mem_eq(out, file_key, sizeof(out));
    ck_assert_int_eq(other->type->unwrap(other, &r, &r.stanzas[0], NULL, out),
        OTLS_E_AGE_NO_MATCH);
    otls__age_header_end(&w);
    otls__age_header_end(&r);
    otls__age_recipient_unref(recipient);
    otls__age_identity_unref(identity);
    otls__age_identity_unref(other);
}
END_TEST

START_TEST(x25519_refuses_a_malformed_stanza)
{
    static const char *const args[] = {"X25519", "X25519 " SHARE " x",
        "X25519 " SHARE "A", "X25519 " SHARE "AAA", "X25519 " SHARE "=",
        "X25519 AAAA", "X25519 CQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB"};
    static const char *const bodies[] = {"\n", "AAAA\n",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"};
    size_t i;

    ck_assert_int_eq(unwrap("X25519 " SHARE, BODY), OTLS_E_AGE_NO_MATCH);
    for (i = 0; i < sizeof(args) / sizeof(args[0]); i++)
        ck_assert_otls(unwrap(args[i], BODY), OTLS_E_AGE_HEADER);
    for (i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++)
        ck_assert_otls(unwrap("X25519 " SHARE, bodies[i]), OTLS_E_AGE_HEADER);
}
END_TEST

START_TEST(x25519_refuses_shares_of_low_order)
{
    /* RFC 7748's field: 0, 1 and p, which is 0 again */
    static const char *const args[] = {
        "X25519 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "X25519 AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "X25519 7f///////////////////////////////////////38"};
    size_t i;

    for (i = 0; i < sizeof(args) / sizeof(args[0]); i++) {
        ck_assert_otls(unwrap(args[i], BODY), OTLS_E_AGE_HEADER);
        support_assert_message("low order");
    }
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("age_x25519");
    TCase *tcase = tcase_create("x25519");

    tcase_add_test(tcase, x25519_wraps_for_its_identity_only);
    tcase_add_test(tcase, x25519_refuses_a_malformed_stanza);
    tcase_add_test(tcase, x25519_refuses_shares_of_low_order);
    suite_add_tcase(suite, tcase);
    return suite;
}
