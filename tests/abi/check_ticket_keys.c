/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "support.h"

#define SECRET "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

static otls_handle
make(void)
{
    otls_handle keys = 0;

    ck_assert_ok(otls_ticket_keys_derived(SECRET, strlen(SECRET), 0, &keys));
    return keys;
}

START_TEST(keys_have_handles_of_their_kind)
{
    otls_handle keys = make(), server, client;

    ck_assert_int_eq(otls_handle_kind(keys), OTLS_KIND_TICKET_KEYS);
    ck_assert_ok(otls_context_new(OTLS_ROLE_SERVER, &server));
    ck_assert_ok(otls_context_new(OTLS_ROLE_CLIENT, &client));
    ck_assert_otls(
        otls_context_set_ticket_keys(server, server), OTLS_E_HANDLE_KIND);
    ck_assert_otls(
        otls_context_set_ticket_keys(keys, keys), OTLS_E_HANDLE_KIND);
    ck_assert_otls(otls_context_set_ticket_keys(client, keys), OTLS_E_INVALID);
    support_assert_message("servers");
    ck_assert_ok(otls_context_set_ticket_keys(server, keys));
    ck_assert_ok(otls_ticket_keys_free(keys));
    ck_assert_otls(otls_ticket_keys_free(keys), OTLS_E_HANDLE_STALE);
    ck_assert_otls(otls_ticket_keys_free(server), OTLS_E_HANDLE_KIND);
    ck_assert_ok(otls_ticket_keys_free(0));
    ck_assert_ok(otls_context_set_ticket_keys(server, 0));
    ck_assert_ok(otls_context_free(server));
    ck_assert_ok(otls_context_free(client));
}
END_TEST

START_TEST(a_rotation_is_checked)
{
    static const int64_t wrong[] = {-1, 1, 59, 604801, INT64_MAX, INT64_MIN};
    static const int64_t right[] = {0, 60, 604800};
    otls_handle keys = 0;
    size_t i;

    for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        ck_assert_otls(
            otls_ticket_keys_derived(SECRET, strlen(SECRET), wrong[i], &keys),
            OTLS_E_INVALID);
        support_assert_message("0 has them change every 12 hours");
    }
    for (i = 0; i < sizeof(right) / sizeof(right[0]); i++) {
        ck_assert_ok(
            otls_ticket_keys_derived(SECRET, strlen(SECRET), right[i], &keys));
        ck_assert_ok(otls_ticket_keys_free(keys));
    }
}
END_TEST

START_TEST(a_secret_is_checked)
{
    otls_handle keys = 7;

    ck_assert_otls(
        otls_ticket_keys_derived("", 0, 0, &keys), OTLS_E_STORE_SECRET);
    ck_assert_otls(otls_ticket_keys_derived("my secret", 9, 0, &keys),
        OTLS_E_STORE_SECRET);
    ck_assert_otls(otls_ticket_keys_derived(NULL, 0, 0, &keys), OTLS_E_NULL);
    ck_assert_otls(otls_ticket_keys_derived(SECRET, strlen(SECRET), 0, NULL),
        OTLS_E_NULL);
    ck_assert_int_eq(keys, 7);
    support_write_file(
        support_path("secret"), SECRET "\n", strlen(SECRET) + 1);
    ck_assert_ok(
        otls_ticket_keys_derived_file(support_path("secret"), 0, &keys));
    ck_assert_ok(otls_ticket_keys_free(keys));
    ck_assert_otls(
        otls_ticket_keys_derived_file(support_path("none"), 0, &keys),
        OTLS_E_NOT_FOUND);
    ck_assert_otls(otls_ticket_keys_derived_file(NULL, 0, &keys), OTLS_E_NULL);
}
END_TEST

START_TEST(a_store_must_tell_who_was_first)
{
    otls_handle store, keys = 0;

    ck_assert_ok(otls_store_open("memory:", NULL, 0, &store));
    ck_assert_ok(otls_ticket_keys_stored(store, 0, &keys));
    ck_assert_ok(otls_store_free(store));
    ck_assert_otls(
        otls_ticket_keys_stored(keys, 0, &store), OTLS_E_HANDLE_KIND);
    ck_assert_ok(otls_ticket_keys_free(keys));
}
END_TEST

START_TEST(what_is_asked_is_checked)
{
    otls_handle keys = make();
    char buf[8] = "x";
    int64_t value = 7;
    size_t len = 7;

    ck_assert_otls(otls_ticket_keys_counter(keys, 0, &value), OTLS_E_INVALID);
    ck_assert_otls(
        otls_ticket_keys_counter(keys, OTLS_TICKET_KEYS_MISSING + 1, &value),
        OTLS_E_INVALID);
    ck_assert_otls(
        otls_ticket_keys_counter(keys, OTLS_TICKET_KEYS_SEALED, NULL),
        OTLS_E_NULL);
    ck_assert_int_eq(value, 7);
    ck_assert_ok(
        otls_ticket_keys_counter(keys, OTLS_TICKET_KEYS_SEALED, &value));
    ck_assert_int_eq(value, 0);
    ck_assert_ok(otls_ticket_keys_warning(keys, buf, sizeof(buf), &len));
    ck_assert_uint_eq(len, 0);
    ck_assert_otls(
        otls_ticket_keys_warning(keys, buf, sizeof(buf), NULL), OTLS_E_NULL);
    ck_assert_ok(otls_ticket_keys_free(keys));
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("ticket_keys");
    TCase *c = tcase_create("ticket_keys");

    tcase_add_test(c, keys_have_handles_of_their_kind);
    tcase_add_test(c, a_rotation_is_checked);
    tcase_add_test(c, a_secret_is_checked);
    tcase_add_test(c, a_store_must_tell_who_was_first);
    tcase_add_test(c, what_is_asked_is_checked);
    suite_add_tcase(s, c);
    return s;
}
