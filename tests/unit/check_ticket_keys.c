/* SPDX-License-Identifier: ISC */

/*
 * Hosts are contexts with ticket keys of their own; the time is the test's.
 */
#include "tls/ticket_part.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <otls/context.h>

#include "base/call.h"
#include "store/store.h"
#include "support.h"
#include "tls.h"

#define SECRET "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
#define OTHER "//////////////////////////////////////////8="
#define NAME "localhost"
#define ROTATION 3600
#define BEGIN ((int64_t)480000 * ROTATION)

static _Atomic int64_t now;

static int64_t
clock_of_test(void)
{
    return now;
}

static struct otls__context *
host(struct otls__ticket_keys *keys)
{
    struct otls__context *c = tls_server("server");

    ck_assert_ok(otls__context_set_ticket_keys(c, keys));
    return c;
}

static struct otls__context *
client_of(int version)
{
    struct otls__context *c = tls_client();

    ck_assert_ok(otls__context_set_versions(c, version, version));
    return c;
}

static struct otls__ticket_keys *
at_test_time(struct otls__ticket_keys *keys)
{
    keys->clock = clock_of_test;
    keys->due = 0;
    otls__ticket_keys_refresh(keys);
    return keys;
}

static struct otls__ticket_keys *
derived(const char *secret)
{
    struct otls__ticket_keys *keys;

    ck_assert_ok(
        otls__ticket_keys_derived(secret, strlen(secret), ROTATION, &keys));
    return at_test_time(keys);
}

static struct otls__store *
open_store(const char *url)
{
    struct otls__store *store;

    ck_assert_ok(otls__store_open(url, SECRET, strlen(SECRET), &store));
    return store;
}

static struct otls__ticket_keys *
stored(struct otls__store *store)
{
    struct otls__ticket_keys *keys;

    ck_assert_ok(otls__ticket_keys_stored(store, ROTATION, &keys));
    return at_test_time(keys);
}

static int64_t
counter(struct otls__ticket_keys *keys, int which)
{
    int64_t value;

    ck_assert_ok(otls__ticket_keys_counter(keys, which, &value));
    return value;
}

/* What came of a ticket of |from| at |to|, |later| seconds later. */
struct outcome {
    int resumed;
    int fresh; /* the second handshake gave a ticket, too */
};

static struct outcome
carry(struct otls__ticket_keys *from, struct otls__ticket_keys *to,
    int64_t later, int version)
{
    struct otls__context *first = host(from), *second = host(to);
    struct otls__context *client = client_of(version);
    SSL_SESSION *session = NULL;
    struct outcome outcome;
    int64_t sealed;
    int resumed;

    ck_assert(tls_connect(client, first, NAME, &session, &resumed));
    ck_assert(!resumed);
    ck_assert_ptr_nonnull(session);
    now += later;
    sealed = counter(to, OTLS_TICKET_KEYS_SEALED);
    ck_assert(tls_connect(client, second, NAME, &session, &outcome.resumed));
    outcome.fresh = counter(to, OTLS_TICKET_KEYS_SEALED) > sealed;
    SSL_SESSION_free(session);
    otls__context_unref(client);
    otls__context_unref(first);
    otls__context_unref(second);
    return outcome;
}

static const int versions[] = {OTLS_TLS_1_2, OTLS_TLS_1_3};

START_TEST(hosts_with_one_secret_resume_each_others_sessions)
{
    struct otls__ticket_keys *a = derived(SECRET), *b = derived(SECRET);

    ck_assert(carry(a, b, 0, versions[_i]).resumed);
    ck_assert(carry(b, a, 0, versions[_i]).resumed);
    ck_assert_int_gt(counter(a, OTLS_TICKET_KEYS_SEALED), 0);
    ck_assert_int_eq(counter(a, OTLS_TICKET_KEYS_OPENED), 1);
    ck_assert_int_eq(counter(a, OTLS_TICKET_KEYS_UNKNOWN), 0);
    otls__ticket_keys_unref(a);
    otls__ticket_keys_unref(b);
}
END_TEST

START_TEST(another_secret_gives_a_full_handshake)
{
    struct otls__ticket_keys *a = derived(SECRET), *b = derived(OTHER);

    ck_assert(!carry(a, b, 0, versions[_i]).resumed);
    ck_assert_int_eq(counter(b, OTLS_TICKET_KEYS_UNKNOWN), 1);
    ck_assert_int_eq(counter(b, OTLS_TICKET_KEYS_OPENED), 0);
    otls__ticket_keys_unref(a);
    otls__ticket_keys_unref(b);
}
END_TEST

START_TEST(another_rotation_gives_a_full_handshake)
{
    struct otls__ticket_keys *a = derived(SECRET), *b;

    ck_assert_ok(otls__ticket_keys_derived(SECRET, strlen(SECRET), 60, &b));
    at_test_time(b);
    ck_assert(!carry(a, b, 0, versions[_i]).resumed);
    otls__ticket_keys_unref(a);
    otls__ticket_keys_unref(b);
}
END_TEST

START_TEST(an_old_secret_opens_and_the_first_seals)
{
    struct otls__ticket_keys *old = derived(SECRET);
    struct otls__ticket_keys *both = derived(OTHER "\n" SECRET "\n");
    struct otls__ticket_keys *new = derived(OTHER);
    struct outcome outcome = carry(old, both, 0, versions[_i]);

    ck_assert(outcome.resumed && outcome.fresh);
    ck_assert_int_eq(counter(both, OTLS_TICKET_KEYS_RENEWED), 1);
    ck_assert(carry(both, new, 0, versions[_i]).resumed);
    ck_assert(!carry(both, old, 0, versions[_i]).resumed);
    otls__ticket_keys_unref(old);
    otls__ticket_keys_unref(both);
    otls__ticket_keys_unref(new);
}
END_TEST

START_TEST(the_last_key_opens_and_what_it_sealed_is_renewed)
{
    struct otls__ticket_keys *keys = derived(SECRET);
    struct outcome outcome;

    now = BEGIN + ROTATION - 1;
    outcome = carry(keys, keys, 1, versions[_i]);
    ck_assert(outcome.resumed && outcome.fresh);
    ck_assert_int_eq(counter(keys, OTLS_TICKET_KEYS_RENEWED), 1);
    otls__ticket_keys_unref(keys);
}
END_TEST

START_TEST(a_key_of_two_windows_ago_opens_nothing)
{
    struct otls__ticket_keys *keys = derived(SECRET);

    ck_assert(!carry(keys, keys, 2 * ROTATION, versions[_i]).resumed);
    ck_assert_int_eq(counter(keys, OTLS_TICKET_KEYS_UNKNOWN), 1);
    otls__ticket_keys_unref(keys);
}
END_TEST

START_TEST(a_clock_that_is_behind_opens_the_next_key)
{
    struct otls__ticket_keys *keys = derived(SECRET);

    now = BEGIN + ROTATION;
    ck_assert(carry(keys, keys, -1, versions[_i]).resumed);
    ck_assert_int_eq(counter(keys, OTLS_TICKET_KEYS_OPENED), 1);
    otls__ticket_keys_unref(keys);
}
END_TEST

/* A client of TLS 1.3 that gets no other ticket stops resuming; with TLS 1.2
 * the one that it has remains good. */
START_TEST(the_present_keys_ticket_is_renewed_with_tls_1_3_alone)
{
    struct otls__ticket_keys *keys = derived(SECRET);
    struct outcome outcome = carry(keys, keys, 1, versions[_i]);

    ck_assert(outcome.resumed);
    ck_assert_int_eq(outcome.fresh, versions[_i] == OTLS_TLS_1_3);
    ck_assert_int_eq(counter(keys, OTLS_TICKET_KEYS_RENEWED), 0);
    otls__ticket_keys_unref(keys);
}
END_TEST

/* The session id context is what keeps them apart. */
START_TEST(a_stricter_host_with_the_same_keys_asks_for_a_certificate)
{
    struct otls__ticket_keys *keys = derived(SECRET);
    struct otls__context *lax = host(keys), *strict = host(keys);
    struct otls__context *client = client_of(versions[_i]);
    struct otls__trust *trust = tls_trust("root.crt");
    SSL_SESSION *session = NULL;

    otls__context_set_trust(strict, trust);
    ck_assert_ok(otls__context_set_verify(strict, OTLS_VERIFY_REQUIRED));
    ck_assert(tls_connect(client, lax, NAME, &session, NULL));
    ck_assert(!tls_connect(client, strict, NAME, &session, NULL));
    SSL_SESSION_free(session);
    otls__trust_unref(trust);
    otls__context_unref(client);
    otls__context_unref(lax);
    otls__context_unref(strict);
    otls__ticket_keys_unref(keys);
}
END_TEST

START_TEST(hosts_with_one_store_resume_each_others_sessions)
{
    struct otls__store *store = open_store("memory:");
    struct otls__ticket_keys *a = stored(store), *b = stored(store);

    ck_assert(carry(a, b, 0, versions[_i]).resumed);
    ck_assert(carry(b, a, 0, versions[_i]).resumed);
    otls__ticket_keys_unref(a);
    otls__ticket_keys_unref(b);
    otls__store_unref(store);
}
END_TEST

START_TEST(a_stored_key_is_known_everywhere_before_it_seals)
{
    struct otls__store *store = open_store("memory:");
    struct otls__ticket_keys *a = stored(store), *b = stored(store);

    /* the store has gone by the time that the next window begins */
    ck_assert_ok(otls__store_purge(store));
    b->due = INT64_MAX;
    now = BEGIN + ROTATION;
    ck_assert(carry(a, b, 0, versions[_i]).resumed);
    ck_assert_int_eq(counter(b, OTLS_TICKET_KEYS_OPENED), 1);
    otls__ticket_keys_unref(a);
    otls__ticket_keys_unref(b);
    otls__store_unref(store);
}
END_TEST

START_TEST(a_stored_key_outlives_its_host_and_its_window)
{
    struct otls__store *store = open_store("memory:");
    struct otls__ticket_keys *a = stored(store), *b;
    struct otls__context *first = host(a), *second;
    struct otls__context *client = client_of(versions[_i]);
    SSL_SESSION *session = NULL;
    int resumed;

    ck_assert(tls_connect(client, first, NAME, &session, NULL));
    otls__context_unref(first);
    otls__ticket_keys_unref(a);
    now = BEGIN + ROTATION;
    b = stored(store);
    second = host(b);
    ck_assert(tls_connect(client, second, NAME, &session, &resumed));
    ck_assert(resumed);
    ck_assert_int_eq(counter(b, OTLS_TICKET_KEYS_RENEWED), 1);
    SSL_SESSION_free(session);
    otls__context_unref(client);
    otls__context_unref(second);
    otls__ticket_keys_unref(b);
    otls__store_unref(store);
}
END_TEST

START_TEST(what_a_store_forgets_is_put_back_and_agreed_on)
{
    struct otls__store *store = open_store("memory:");
    struct otls__ticket_keys *a = stored(store), *b, *c;
    int64_t entries;

    ck_assert_ok(otls__store_purge(store));
    b = stored(store);
    ck_assert(!carry(a, b, 0, versions[_i]).resumed);
    now += 61;
    ck_assert(carry(a, b, 0, versions[_i]).resumed);
    ck_assert_ok(otls__store_purge(store));
    now += 61;
    otls__ticket_keys_refresh(b);
    ck_assert_ok(otls__store_count(store, &entries));
    ck_assert_int_eq(entries, 2);
    c = stored(store);
    ck_assert(carry(a, c, 0, versions[_i]).resumed);
    otls__ticket_keys_unref(a);
    otls__ticket_keys_unref(b);
    otls__ticket_keys_unref(c);
    otls__store_unref(store);
}
END_TEST

/* TLS 1.2 answers with an empty ticket, 1.3 with none. */
START_TEST(without_a_store_handshakes_are_full_and_none_fails)
{
    struct otls__store *store =
        open_store("sqlite:/nonexistent/directory/keys.db");
    struct otls__ticket_keys *keys = stored(store), *good = derived(SECRET);
    struct otls__context *server = host(keys), *other = host(good);
    struct otls__context *client = client_of(versions[_i]);
    SSL_SESSION *session = NULL;
    char warning[512] = "";
    int resumed;
    size_t len;

    ck_assert(tls_connect(client, server, NAME, &session, NULL));
    ck_assert(session == NULL || !SSL_SESSION_has_ticket(session));
    ck_assert_int_gt(counter(keys, OTLS_TICKET_KEYS_MISSING), 0);
    ck_assert_int_eq(counter(keys, OTLS_TICKET_KEYS_SEALED), 0);
    ck_assert_ok(
        otls__ticket_keys_warning(keys, warning, sizeof(warning), &len));
    ck_assert_ptr_nonnull(strstr(warning, "/nonexistent/directory/keys.db"));
    ck_assert(tls_connect(client, other, NAME, &session, NULL));
    ck_assert(SSL_SESSION_has_ticket(session));
    ck_assert(tls_connect(client, server, NAME, &session, &resumed));
    ck_assert(!resumed);
    SSL_SESSION_free(session);
    otls__context_unref(client);
    otls__context_unref(server);
    otls__context_unref(other);
    otls__ticket_keys_unref(keys);
    otls__ticket_keys_unref(good);
    otls__store_unref(store);
}
END_TEST

START_TEST(a_key_that_is_held_seals_though_the_store_fails)
{
    char url[300];
    struct otls__ticket_keys *keys;
    struct otls__store *store;

    (void)snprintf(url, sizeof(url), "sqlite:%s", support_path("k.db"));
    store = open_store(url);
    keys = stored(store);
    ck_assert_int_eq(unlink(support_path("k.db")), 0);
    ck_assert_int_eq(symlink("/nowhere", support_path("k.db")), 0);
    now = BEGIN + ROTATION;
    ck_assert(carry(keys, keys, 0, versions[_i]).resumed);
    ck_assert_int_eq(unlink(support_path("k.db")), 0);
    otls__ticket_keys_unref(keys);
    otls__store_unref(store);
}
END_TEST

/* files */

static void
write_keys(const char *name, const char *letters, size_t size)
{
    unsigned char bytes[20 * OTLS__TICKET_KEY];
    const size_t count = strlen(letters);
    size_t i;

    for (i = 0; i < count; i++)
        memset(bytes + i * size, letters[i] | 0x80, size);
    support_write_file(support_path(name), bytes, count * size);
}

static struct otls__ticket_keys *
file(const char *name)
{
    struct otls__ticket_keys *keys;

    ck_assert_ok(otls__ticket_keys_file(support_path(name), &keys));
    return at_test_time(keys);
}

static const size_t sizes[] = {OTLS__TICKET_KEY, OTLS__TICKET_OLD};

START_TEST(the_first_key_of_a_file_seals_and_all_open)
{
    const size_t size = sizes[_i / 2];
    struct otls__ticket_keys *a, *ab, *ba;
    const int version = versions[_i % 2];
    struct outcome outcome;

    write_keys("a", "a", size);
    write_keys("ab", "ab", size);
    write_keys("ba", "ba", size);
    a = file("a");
    ab = file("ab");
    ba = file("ba");
    outcome = carry(a, ba, 0, version);
    ck_assert(outcome.resumed && outcome.fresh);
    ck_assert(carry(ba, ab, 0, version).resumed);
    ck_assert(carry(ab, a, 0, version).resumed);
    ck_assert(!carry(ba, a, 0, version).resumed);
    otls__ticket_keys_unref(a);
    otls__ticket_keys_unref(ab);
    otls__ticket_keys_unref(ba);
}
END_TEST

START_TEST(a_file_that_changes_is_read_again)
{
    struct otls__ticket_keys *keys, *old, *new;
    const int version = versions[_i];

    write_keys("keys", "a", OTLS__TICKET_KEY);
    keys = file("keys");
    old = file("keys");
    old->due = INT64_MAX;
    write_keys("keys", "ba", OTLS__TICKET_KEY);
    now += 2;
    ck_assert(carry(old, keys, 0, version).resumed);
    new = file("keys");
    ck_assert(carry(keys, new, 0, version).resumed);
    ck_assert(!carry(keys, old, 0, version).resumed);
    otls__ticket_keys_unref(keys);
    otls__ticket_keys_unref(old);
    otls__ticket_keys_unref(new);
}
END_TEST

START_TEST(a_file_that_is_spoilt_leaves_the_earlier_keys)
{
    struct otls__ticket_keys *keys;
    char warning[512] = "";
    size_t len;

    write_keys("keys", "a", OTLS__TICKET_KEY);
    keys = file("keys");
    write_keys("keys", "b", 79);
    now += 2;
    ck_assert(carry(keys, keys, 0, versions[_i]).resumed);
    ck_assert_ok(
        otls__ticket_keys_warning(keys, warning, sizeof(warning), &len));
    ck_assert_ptr_nonnull(strstr(warning, "has no ticket keys"));
    ck_assert_int_eq(unlink(support_path("keys")), 0);
    now += 2;
    ck_assert(carry(keys, keys, 0, versions[_i]).resumed);
    otls__ticket_keys_unref(keys);
}
END_TEST

/* 'a' | 0x80 and its like in base64, as "base64 -w0" writes it */
static void
add_line(char *text, int letter, size_t size)
{
    unsigned char bytes[OTLS__TICKET_KEY], encoded[200];

    memset(bytes, letter | 0x80, size);
    (void)EVP_EncodeBlock(encoded, bytes, (int)size);
    (void)strcat(strcat(text, (const char *)encoded), "\n");
}

START_TEST(the_last_line_but_one_seals)
{
    const size_t size = sizes[_i / 2];
    struct otls__ticket_keys *lines, *b, *c;
    const int version = versions[_i % 2];
    char text[1000] = "";

    add_line(text, 'a', size);
    add_line(text, 'b', size);
    add_line(text, 'c', size);
    support_write_file(support_path("lines"), text, strlen(text));
    write_keys("b", "b", size);
    write_keys("c", "c", size);
    lines = file("lines");
    b = file("b");
    c = file("c");
    ck_assert(carry(lines, b, 0, version).resumed);
    ck_assert(!carry(lines, c, 0, version).resumed);
    ck_assert(carry(c, lines, 0, version).resumed);
    ck_assert_int_eq(counter(lines, OTLS_TICKET_KEYS_RENEWED), 0);
    otls__ticket_keys_unref(lines);
    otls__ticket_keys_unref(b);
    otls__ticket_keys_unref(c);
}
END_TEST

START_TEST(a_file_without_keys_is_refused)
{
    static const char *const texts[] = {"", "\n", "AAAA\n", SECRET "\n"};
    struct otls__ticket_keys *keys;
    size_t i;

    for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        support_write_file(support_path("bad"), texts[i], strlen(texts[i]));
        ck_assert_otls(otls__ticket_keys_file(support_path("bad"), &keys),
            OTLS_E_KEY_FORMAT);
        support_assert_message("openssl rand 80");
    }
    write_keys("bad", "a", 81);
    ck_assert_otls(
        otls__ticket_keys_file(support_path("bad"), &keys), OTLS_E_KEY_FORMAT);
    write_keys("bad", "abcdefghijklmnopq", OTLS__TICKET_KEY);
    ck_assert_otls(
        otls__ticket_keys_file(support_path("bad"), &keys), OTLS_E_LIMIT);
    ck_assert_otls(
        otls__ticket_keys_file(support_path("none"), &keys), OTLS_E_NOT_FOUND);
}
END_TEST

START_TEST(openssls_own_keys_are_laid_out_as_a_files)
{
    unsigned char bytes[OTLS__TICKET_KEY];
    struct otls__ticket_keys *keys;
    struct otls__context *plain = tls_server("server"), *other;
    struct otls__context *client = client_of(versions[_i]);
    struct otls__frozen *f = tls_freeze(plain);
    SSL_SESSION *session = NULL;
    int resumed;

    ck_assert_int_eq(
        SSL_CTX_get_tlsext_ticket_keys(f->ctx, bytes, sizeof(bytes)), 1);
    support_write_file(support_path("own"), bytes, sizeof(bytes));
    keys = file("own");
    other = host(keys);
    ck_assert(tls_connect(client, plain, NAME, &session, NULL));
    ck_assert(tls_connect(client, other, NAME, &session, &resumed));
    ck_assert(resumed);
    ck_assert(tls_connect(client, plain, NAME, &session, &resumed));
    ck_assert(resumed);
    SSL_SESSION_free(session);
    otls__frozen_unref(f);
    otls__context_unref(client);
    otls__context_unref(plain);
    otls__context_unref(other);
    otls__ticket_keys_unref(keys);
}
END_TEST

/* threads */

#define THREADS 3
#define VISITS 15

static void *
come_back(void *server)
{
    struct otls__context *client = client_of(OTLS_TLS_1_3);
    SSL_SESSION *session = NULL;
    int i, resumed;

    for (i = 0; i < VISITS; i++) {
        ck_assert(tls_connect(client, server, NAME, &session, &resumed));
        ck_assert_ptr_nonnull(session);
        now += ROTATION / 20;
    }
    SSL_SESSION_free(session);
    otls__context_unref(client);
    return NULL;
}

START_TEST(handshakes_go_on_while_keys_rotate)
{
    struct otls__ticket_keys *keys = derived(SECRET);
    struct otls__context *server = host(keys);
    pthread_t threads[THREADS];
    int i;

    for (i = 0; i < THREADS; i++)
        ck_assert_int_eq(
            pthread_create(&threads[i], NULL, come_back, server), 0);
    for (i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
    ck_assert_int_eq(counter(keys, OTLS_TICKET_KEYS_MISSING), 0);
    ck_assert_int_gt(counter(keys, OTLS_TICKET_KEYS_RENEWED), 0);
    ck_assert(carry(keys, keys, 0, OTLS_TLS_1_3).resumed);
    otls__context_unref(server);
    otls__ticket_keys_unref(keys);
}
END_TEST

static pthread_barrier_t start;

/* A database leaves time between looking and putting. */
static void *
make_first(void *url)
{
    struct otls__store *const store = open_store(url);
    struct otls__ticket_keys *keys;

    (void)pthread_barrier_wait(&start);
    keys = stored(store);
    otls__store_unref(store);
    return keys;
}

/* Who was a moment later has the other's key, and not one of his own. */
START_TEST(hosts_that_make_the_first_key_at_once_agree)
{
    struct otls__ticket_keys *keys[2];
    char url[300], name[30];
    pthread_t threads[2];
    int i, k;

    ck_assert_int_eq(pthread_barrier_init(&start, NULL, 2), 0);
    for (i = 0; i < 40; i++) {
        (void)snprintf(name, sizeof(name), "first%d.db", i);
        (void)snprintf(url, sizeof(url), "sqlite:%s?deadline_ms=10000",
            support_path(name));
        for (k = 0; k < 2; k++)
            ck_assert_int_eq(
                pthread_create(&threads[k], NULL, make_first, url), 0);
        for (k = 0; k < 2; k++)
            ck_assert_int_eq(pthread_join(threads[k], (void **)&keys[k]), 0);
        ck_assert(carry(keys[0], keys[1], 0, OTLS_TLS_1_3).resumed);
        ck_assert(carry(keys[1], keys[0], 0, OTLS_TLS_1_3).resumed);
        for (k = 0; k < 2; k++)
            otls__ticket_keys_unref(keys[k]);
    }
    (void)pthread_barrier_destroy(&start);
}
END_TEST

START_TEST(clients_seal_no_tickets)
{
    struct otls__ticket_keys *keys = derived(SECRET);
    struct otls__context *client = tls_client();

    ck_assert_otls(
        otls__context_set_ticket_keys(client, keys), OTLS_E_INVALID);
    otls__context_unref(client);
    otls__ticket_keys_unref(keys);
}
END_TEST

static void
begin(void)
{
    now = BEGIN + 10;
}

Suite *
check_suite(void)
{
    Suite *s = suite_create("ticket_keys");
    TCase *c = tcase_create("ticket_keys");

    tcase_add_checked_fixture(c, begin, NULL);
#define BOTH(test) tcase_add_loop_test(c, test, 0, 2)
    BOTH(hosts_with_one_secret_resume_each_others_sessions);
    BOTH(another_secret_gives_a_full_handshake);
    BOTH(another_rotation_gives_a_full_handshake);
    BOTH(an_old_secret_opens_and_the_first_seals);
    BOTH(the_last_key_opens_and_what_it_sealed_is_renewed);
    BOTH(a_key_of_two_windows_ago_opens_nothing);
    BOTH(a_clock_that_is_behind_opens_the_next_key);
    BOTH(the_present_keys_ticket_is_renewed_with_tls_1_3_alone);
    BOTH(a_stricter_host_with_the_same_keys_asks_for_a_certificate);
    BOTH(hosts_with_one_store_resume_each_others_sessions);
    BOTH(a_stored_key_is_known_everywhere_before_it_seals);
    BOTH(a_stored_key_outlives_its_host_and_its_window);
    BOTH(what_a_store_forgets_is_put_back_and_agreed_on);
    BOTH(without_a_store_handshakes_are_full_and_none_fails);
    BOTH(a_key_that_is_held_seals_though_the_store_fails);
    BOTH(a_file_that_changes_is_read_again);
    BOTH(a_file_that_is_spoilt_leaves_the_earlier_keys);
    BOTH(openssls_own_keys_are_laid_out_as_a_files);
    tcase_add_loop_test(c, the_first_key_of_a_file_seals_and_all_open, 0, 4);
    tcase_add_loop_test(c, the_last_line_but_one_seals, 0, 4);
    tcase_add_test(c, a_file_without_keys_is_refused);
    tcase_add_test(c, handshakes_go_on_while_keys_rotate);
    tcase_add_test(c, hosts_that_make_the_first_key_at_once_agree);
    tcase_add_test(c, clients_seal_no_tickets);
    suite_add_tcase(s, c);
    return s;
}
