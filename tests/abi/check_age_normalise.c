/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "support.h"

/* One passphrase as three keyboards give it: e with an acute accent, and the
 * sign for Angstrom. */
static const char composed[] = "caf\303\251 \303\205";
static const char decomposed[] = "cafe\314\201 A\314\212";
static const char neither[] = "cafe\314\201 \342\204\253";
static const char *const forms[] = {composed, decomposed, neither};

static int
have_normalisation(const char *test)
{
    otls_handle identity;
    int rv = otls_age_identity_passphrase_normalised("x", 1, &identity);

    if (rv == OTLS_E_UNSUPPORTED) {
        support_assert_message("utf8proc");
        support_skip(test, "libotls was built without utf8proc");
        return 0;
    }
    ck_assert_ok(rv);
    ck_assert_ok(otls_age_identity_free(identity));
    return 1;
}

/* Encrypts for |recipient| and decrypts with |identity|; frees both. */
static int
meet(otls_handle recipient, otls_handle identity)
{
    otls_handle encryptor, decryptor, in, cipher, out;
    int rv;

    ck_assert_ok(otls_age_encryptor_new(&encryptor));
    ck_assert_ok(otls_age_encryptor_add(encryptor, recipient));
    ck_assert_ok(otls_age_decryptor_new(&decryptor));
    ck_assert_ok(otls_age_decryptor_add(decryptor, identity));
    ck_assert_ok(otls_bio_memory_from("x", 1, &in));
    ck_assert_ok(otls_bio_memory_new(&cipher));
    ck_assert_ok(otls_bio_memory_new(&out));
    ck_assert_ok(otls_age_encryptor_stream(encryptor, in, cipher));
    rv = otls_age_decryptor_stream(decryptor, cipher, out);
    ck_assert_ok(otls_age_encryptor_free(encryptor));
    ck_assert_ok(otls_age_decryptor_free(decryptor));
    ck_assert_ok(otls_bio_free(in));
    ck_assert_ok(otls_bio_free(cipher));
    ck_assert_ok(otls_bio_free(out));
    ck_assert_ok(otls_age_identity_free(identity));
    ck_assert_ok(otls_age_recipient_free(recipient));
    return rv;
}

static otls_handle
identity(const char *text, int normalised)
{
    otls_handle made;

    ck_assert_ok(
        normalised ? otls_age_identity_passphrase_normalised(
                         text, strlen(text), &made)
                   : otls_age_identity_passphrase(text, strlen(text), &made));
    return made;
}

static otls_handle
recipient(const char *text, int normalised)
{
    otls_handle made;

    ck_assert_ok(normalised ? otls_age_recipient_passphrase_normalised(
                                  text, strlen(text), 1, &made)
                            : otls_age_recipient_passphrase(
                                  text, strlen(text), 1, &made));
    return made;
}

START_TEST(normalised_recipient_is_nfc)
{
    size_t i;

    if (!have_normalisation("normalised_recipient_is_nfc"))
        return;
    for (i = 0; i < 3; i++)
        ck_assert_ok(meet(recipient(forms[i], 1), identity(composed, 0)));
    ck_assert_otls(meet(recipient(decomposed, 1), identity(decomposed, 0)),
        OTLS_E_AGE_NO_MATCH);
}
END_TEST

START_TEST(normalised_identity_tries_nfc_nfd_and_what_was_given)
{
    size_t i;

    if (!have_normalisation(
            "normalised_identity_tries_nfc_nfd_and_what_was_given"))
        return;
    for (i = 0; i < 3; i++) {
        ck_assert_ok(meet(recipient(composed, 0), identity(forms[i], 1)));
        ck_assert_ok(meet(recipient(decomposed, 0), identity(forms[i], 1)));
        ck_assert_ok(meet(recipient(forms[i], 0), identity(forms[i], 1)));
    }
    ck_assert_otls(meet(recipient(neither, 0), identity(composed, 1)),
        OTLS_E_AGE_NO_MATCH);
    ck_assert_otls(meet(recipient("cafe", 0), identity(composed, 1)),
        OTLS_E_AGE_NO_MATCH);
    support_assert_message("the passphrase is wrong");
}
END_TEST

START_TEST(passphrases_are_bytes_unless_it_is_asked_for)
{
    ck_assert_otls(meet(recipient(composed, 0), identity(decomposed, 0)),
        OTLS_E_AGE_NO_MATCH);
    ck_assert_ok(meet(recipient(neither, 0), identity(neither, 0)));
}
END_TEST

START_TEST(normalised_passphrases_that_are_no_utf8)
{
    static const char wrong[] = "caf\351";
    otls_handle made = 0;

    if (!have_normalisation("normalised_passphrases_that_are_no_utf8"))
        return;
    ck_assert_otls(otls_age_recipient_passphrase_normalised(
                       wrong, strlen(wrong), 1, &made),
        OTLS_E_INVALID);
    support_assert_message("UTF-8");
    ck_assert_ok(meet(recipient(wrong, 0), identity(wrong, 1)));
}
END_TEST

START_TEST(normalised_passphrases_check_their_arguments)
{
    const size_t much = ((size_t)1 << 20) + 1;
    char *text = calloc(1, much);
    otls_handle made = 0;

    ck_assert_ptr_nonnull(text);
    ck_assert_otls(
        otls_age_identity_passphrase_normalised(NULL, 1, &made), OTLS_E_NULL);
    ck_assert_otls(
        otls_age_identity_passphrase_normalised("x", 1, NULL), OTLS_E_NULL);
    ck_assert_otls(otls_age_recipient_passphrase_normalised(NULL, 1, 1, &made),
        OTLS_E_NULL);
    ck_assert_otls(otls_age_recipient_passphrase_normalised("x", 1, 1, NULL),
        OTLS_E_NULL);
    if (have_normalisation("normalised_passphrases_check_their_arguments")) {
        ck_assert_otls(
            otls_age_identity_passphrase_normalised(text, much, &made),
            OTLS_E_LIMIT);
        ck_assert_otls(
            otls_age_recipient_passphrase_normalised("", 0, 1, &made),
            OTLS_E_INVALID);
        ck_assert_otls(
            otls_age_recipient_passphrase_normalised("x", 1, 23, &made),
            OTLS_E_INVALID);
        ck_assert_ok(meet(recipient("x", 0), identity("x", 1)));
        /* a NUL is a character */
        ck_assert_ok(otls_age_identity_passphrase_normalised(text, 3, &made));
        ck_assert_ok(otls_age_identity_free(made));
    }
    free(text);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("age normalise");
    TCase *c = tcase_create("age normalise");

    tcase_add_test(c, normalised_recipient_is_nfc);
    tcase_add_test(c, normalised_identity_tries_nfc_nfd_and_what_was_given);
    tcase_add_test(c, passphrases_are_bytes_unless_it_is_asked_for);
    tcase_add_test(c, normalised_passphrases_that_are_no_utf8);
    tcase_add_test(c, normalised_passphrases_check_their_arguments);
    suite_add_tcase(s, c);
    return s;
}
