/* SPDX-License-Identifier: ISC */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support.h"

#define SECRET "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
#define OTHER "//////////////////////////////////////////8="
#define DAY_MS ((int64_t)24 * 3600 * 1000)
#define ROOM 16384

static otls_handle
open_by(const char *url, const char *secret)
{
    otls_handle store = 0;

    ck_assert_ok(otls_store_open(
        url, secret, secret == NULL ? 0 : strlen(secret), &store));
    return store;
}

/* One a test, which a child of the test has as well. */
static const char *
db_path(void)
{
    static char path[256];

    if (path[0] == '\0')
        (void)snprintf(
            path, sizeof(path), "%s/s%d.db", support_tmpdir(), (int)getpid());
    return path;
}

static const char *
sqlite_url(const char *parameters)
{
    static char url[400];

    (void)snprintf(url, sizeof(url), "sqlite:%s%s", db_path(), parameters);
    return url;
}

static int
put(otls_handle store, const char *name, const char *value)
{
    return otls_store_put(
        store, name, strlen(name), value, strlen(value), DAY_MS);
}

static void
assert_has(otls_handle store, const char *name, const char *value)
{
    char buf[ROOM];
    size_t len = 0;

    ck_assert_ok(
        otls_store_get(store, name, strlen(name), buf, sizeof(buf), &len));
    ck_assert_uint_eq(len, strlen(value));
    ck_assert_mem_eq(buf, value, len);
}

static int
look(otls_handle store, const char *name)
{
    char buf[ROOM];
    size_t len;

    return otls_store_get(store, name, strlen(name), buf, sizeof(buf), &len);
}

static int
take(otls_handle store, const char *name)
{
    char buf[ROOM];
    size_t len;

    return otls_store_take(store, name, strlen(name), buf, sizeof(buf), &len);
}

static int64_t
counter(otls_handle store, int which)
{
    int64_t n = -1;

    ck_assert_ok(otls_store_counter(store, which, &n));
    return n;
}

/* A store of the test's own: a few entries in an array. */
static struct {
    unsigned char key[32], value[400];
    size_t len;
    int used;
} own[8];
static int own_answer = OTLS_CALLBACK_ACCEPT;

static int
own_put(void *user, const void *key, size_t key_len, const void *value,
    size_t value_len, int64_t ttl_ms)
{
    int i;

    ck_assert_ptr_eq(user, own);
    ck_assert_uint_eq(key_len, 32);
    ck_assert_int_gt(ttl_ms, 0);
    for (i = 0; i < 8 && own[i].used && memcmp(own[i].key, key, 32) != 0; i++)
        ;
    if (i == 8 || value_len > sizeof(own[i].value))
        return 0;
    memcpy(own[i].key, key, 32);
    memcpy(own[i].value, value, value_len);
    own[i].len = value_len;
    own[i].used = 1;
    return own_answer;
}

static int
own_find(const void *key)
{
    int i;

    for (i = 0; i < 8; i++)
        if (own[i].used && memcmp(own[i].key, key, 32) == 0)
            return i;
    return -1;
}

static int
own_get(void *user, const void *key, size_t key_len, void *buf, size_t cap,
    size_t *len)
{
    const int i = own_find(key);

    (void)user;
    (void)key_len;
    if (i < 0 || own[i].len > cap)
        return 0;
    memcpy(buf, own[i].value, own[i].len);
    *len = own[i].len;
    return own_answer;
}

static int
own_take(void *user, const void *key, size_t key_len, void *buf, size_t cap,
    size_t *len)
{
    const int i = own_find(key);
    const int answer = own_get(user, key, key_len, buf, cap, len);

    if (i >= 0)
        own[i].used = 0;
    return answer;
}

static int
own_remove(void *user, const void *key, size_t key_len)
{
    const int i = own_find(key);

    (void)user;
    (void)key_len;
    if (i >= 0)
        own[i].used = 0;
    return i >= 0 ? OTLS_CALLBACK_ACCEPT : 0;
}

static void
register_own(void)
{
    ck_assert_ok(otls_store_register(
        "own", own_put, own_get, own_take, own_remove, own));
}

/* |_i| says which of the stores. */
static otls_handle
open_one(int which)
{
    if (which == 0)
        return open_by("memory:", NULL);
    if (which == 1)
        return open_by(sqlite_url(""), SECRET);
    register_own();
    return open_by("own:here", SECRET);
}

START_TEST(each_store_keeps_gives_takes_and_removes)
{
    otls_handle store = open_one(_i);

    ck_assert_otls(look(store, "a"), OTLS_E_STORE_MISS);
    ck_assert_ok(put(store, "a", "one"));
    ck_assert_ok(put(store, "b", ""));
    assert_has(store, "a", "one");
    assert_has(store, "b", "");
    ck_assert_ok(put(store, "a", "two"));
    assert_has(store, "a", "two");
    ck_assert_ok(take(store, "a"));
    ck_assert_otls(take(store, "a"), OTLS_E_STORE_MISS);
    ck_assert_otls(look(store, "a"), OTLS_E_STORE_MISS);
    ck_assert_ok(otls_store_remove(store, "b", 1));
    ck_assert_otls(otls_store_remove(store, "b", 1), OTLS_E_STORE_MISS);
    ck_assert_int_eq(counter(store, OTLS_STORE_PUT), 3);
    ck_assert_int_eq(counter(store, OTLS_STORE_HIT), 4);
    ck_assert_int_eq(counter(store, OTLS_STORE_MISS), 3);
    ck_assert_ok(otls_store_free(store));
}
END_TEST

START_TEST(an_entry_whose_time_is_over_is_a_miss)
{
    otls_handle store = open_one(_i);
    int rv;

    ck_assert_ok(otls_store_put(store, "a", 1, "x", 1, 1));
    while ((rv = look(store, "a")) == OTLS_OK)
        ;
    ck_assert_otls(rv, OTLS_E_STORE_MISS);
    ck_assert_otls(take(store, "a"), OTLS_E_STORE_MISS);
    ck_assert_otls(otls_store_put(store, "a", 1, "x", 1, 0), OTLS_E_INVALID);
    ck_assert_ok(otls_store_put(store, "a", 1, "x", 1, INT64_MAX));
    assert_has(store, "a", "x");
    ck_assert_ok(otls_store_free(store));
}
END_TEST

START_TEST(what_is_too_large_is_refused_and_counted)
{
    char big[ROOM - 53 + 1];
    otls_handle store = open_by("memory:", NULL);

    memset(big, 'x', sizeof(big));
    ck_assert_ok(otls_store_put(store, "a", 1, big, sizeof(big) - 1, DAY_MS));
    ck_assert_otls(
        otls_store_put(store, "a", 1, big, sizeof(big), DAY_MS), OTLS_E_LIMIT);
    ck_assert_int_eq(counter(store, OTLS_STORE_OVERSIZE), 1);
    ck_assert_ok(otls_store_free(store));
}
END_TEST

START_TEST(taking_needs_room_for_any_entry_so_that_none_is_lost)
{
    otls_handle store = open_by("memory:", NULL);
    char buf[ROOM];
    size_t len = 0;

    ck_assert_ok(put(store, "a", "one"));
    ck_assert_ok(otls_store_take(store, "a", 1, NULL, 0, &len));
    ck_assert_uint_eq(len, ROOM);
    ck_assert_otls(
        otls_store_take(store, "a", 1, buf, ROOM - 1, &len), OTLS_E_TOO_SMALL);
    ck_assert_ok(otls_store_take(store, "a", 1, buf, ROOM, &len));
    ck_assert_uint_eq(len, 3);
    ck_assert_ok(otls_store_free(store));
}
END_TEST

START_TEST(the_memory_store_stays_within_its_entries)
{
    otls_handle store = open_by("memory:?max_entries=160", NULL);
    char name[20];
    int64_t n = 0;
    int i;

    for (i = 0; i < 1000; i++) {
        (void)snprintf(name, sizeof(name), "%d", i);
        ck_assert_ok(put(store, name, "x"));
    }
    ck_assert_ok(otls_store_count(store, &n));
    ck_assert_int_le(n, 160);
    ck_assert_int_gt(n, 100);
    ck_assert_ok(look(store, "999"));
    ck_assert_ok(otls_store_purge(store));
    ck_assert_ok(otls_store_count(store, &n));
    ck_assert_int_eq(n, 0);
    ck_assert_ok(otls_store_free(store));
}
END_TEST

START_TEST(the_memory_store_stays_within_its_bytes)
{
    otls_handle store = open_by("memory:?max_bytes=1000000", NULL);
    char big[4000], name[20];
    int64_t n = 0;
    int i;

    memset(big, 'x', sizeof(big));
    for (i = 0; i < 1000; i++) {
        (void)snprintf(name, sizeof(name), "%d", i);
        ck_assert_ok(otls_store_put(
            store, name, strlen(name), big, sizeof(big), DAY_MS));
    }
    ck_assert_ok(otls_store_count(store, &n));
    ck_assert_int_le(n, 1000000 / 4000);
    ck_assert_int_gt(n, 100);
    ck_assert_ok(otls_store_free(store));
}
END_TEST

START_TEST(the_sqlite_store_stays_within_its_entries)
{
    otls_handle store = open_by(sqlite_url("?max_entries=100"), SECRET);
    char name[20];
    int64_t n = 0;
    int i;

    for (i = 0; i < 1000; i++) {
        (void)snprintf(name, sizeof(name), "%d", i);
        ck_assert_ok(put(store, name, "x"));
    }
    ck_assert_ok(otls_store_count(store, &n));
    ck_assert_int_le(n, 100 + 64);
    ck_assert_ok(otls_store_free(store));
}
END_TEST

START_TEST(a_database_outlives_its_process_and_is_shared)
{
    otls_handle store;
    struct stat status;
    pid_t pid;

    (void)db_path();
    ck_assert_int_ge(pid = fork(), 0);
    if (pid == 0) {
        otls_handle mine = 0;

        if (otls_store_open(sqlite_url(""), SECRET, strlen(SECRET), &mine) !=
                OTLS_OK ||
            put(mine, "a", "one") != OTLS_OK)
            _exit(1);
        _exit(0); /* no tidy end */
    }
    ck_assert_int_eq(support_wait(pid), 0);
    store = open_by(sqlite_url(""), SECRET);
    assert_has(store, "a", "one");
    ck_assert_int_eq(stat(db_path(), &status), 0);
    ck_assert_uint_eq(status.st_mode & 0777, 0600);
    ck_assert_ok(otls_store_free(store));
}
END_TEST

START_TEST(a_child_goes_on_with_its_parent_s_store)
{
    otls_handle store = open_one(_i);
    pid_t pid;

    ck_assert_ok(put(store, "a", "one"));
    ck_assert_int_ge(pid = fork(), 0);
    if (pid == 0)
        _exit(look(store, "a") == OTLS_OK && put(store, "b", "two") == OTLS_OK
                  ? 0
                  : 1);
    ck_assert_int_eq(support_wait(pid), 0);
    assert_has(store, "a", "one");
    ck_assert_int_eq(look(store, "b"), _i == 1 ? OTLS_OK : OTLS_E_STORE_MISS);
    ck_assert_ok(otls_store_free(store));
}
END_TEST

struct taker {
    pthread_t thread;
    otls_handle store;
    int got;
};

static void *
take_all(void *user)
{
    struct taker *t = user;
    char name[20];
    int i;

    for (i = 0; i < 100; i++) {
        (void)snprintf(name, sizeof(name), "%d", i);
        t->got += take(t->store, name) == OTLS_OK;
    }
    return NULL;
}

/* How often this process has it open. */
static int
count_open(const char *path)
{
    char link[64], target[300];
    ssize_t n;
    int fd, count = 0;

    for (fd = 0; fd < 256; fd++) {
        (void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
        n = readlink(link, target, sizeof(target) - 1);
        if (n > 0 && (size_t)n == strlen(path) &&
            memcmp(target, path, (size_t)n) == 0)
            count++;
    }
    return count;
}

START_TEST(a_child_opens_the_database_anew_and_leaves_the_inherited_alone)
{
    otls_handle store = open_by(sqlite_url(""), SECRET);
    pid_t child;

    ck_assert_ok(put(store, "a", "one"));
    ck_assert_int_eq(count_open(db_path()), 1);
    if ((child = fork()) == 0)
        _exit(look(store, "a") != OTLS_OK ? 1 : count_open(db_path()) != 2);
    ck_assert_int_eq(support_wait(child), 0);
    ck_assert_int_eq(count_open(db_path()), 1);
    assert_has(store, "a", "one");
    ck_assert_ok(otls_store_free(store));
}
END_TEST

START_TEST(of_many_who_take_at_once_one_gets_it)
{
    otls_handle store = open_one(_i);
    struct taker takers[4];
    char name[20];
    int i, got = 0;

    for (i = 0; i < 100; i++) {
        (void)snprintf(name, sizeof(name), "%d", i);
        ck_assert_ok(put(store, name, "x"));
    }
    for (i = 0; i < 4; i++) {
        takers[i] = (struct taker){0, store, 0};
        ck_assert_int_eq(
            pthread_create(&takers[i].thread, NULL, take_all, &takers[i]), 0);
    }
    for (i = 0; i < 4; i++) {
        ck_assert_int_eq(pthread_join(takers[i].thread, NULL), 0);
        got += takers[i].got;
    }
    ck_assert_int_eq(got, 100);
    ck_assert_ok(otls_store_free(store));
}
END_TEST

START_TEST(nothing_that_was_kept_can_be_read_without_the_secret)
{
    otls_handle store = open_by(sqlite_url(""), SECRET), other;
    unsigned char *bytes;
    size_t len;

    ck_assert_ok(put(store, "the-name-of-it", "the-value-of-it"));
    other = open_by(sqlite_url(""), OTHER);
    ck_assert_otls(look(other, "the-name-of-it"), OTLS_E_STORE_MISS);
    ck_assert_ok(otls_store_free(store));
    ck_assert_ok(otls_store_free(other));
    bytes = support_read_file(db_path(), &len);
    ck_assert_ptr_null(memmem(bytes, len, "the-name", 8));
    ck_assert_ptr_null(memmem(bytes, len, "the-value", 9));
    free(bytes);
}
END_TEST

START_TEST(a_renewed_secret_opens_what_the_old_one_sealed)
{
    otls_handle store = open_by(sqlite_url(""), SECRET);

    ck_assert_ok(put(store, "a", "one"));
    ck_assert_ok(otls_store_free(store));
    store = open_by(sqlite_url(""), "# renewed\n" OTHER "\r\n\n" SECRET "\n");
    assert_has(store, "a", "one");
    ck_assert_ok(put(store, "b", "two"));
    ck_assert_ok(otls_store_free(store));
    store = open_by(sqlite_url(""), OTHER);
    ck_assert_otls(look(store, "a"), OTLS_E_STORE_MISS);
    assert_has(store, "b", "two");
    ck_assert_ok(otls_store_free(store));
}
END_TEST

/* The program's own store plays the attacker, who has all of it. */
START_TEST(an_altered_moved_or_stale_entry_is_a_miss_and_counted)
{
    otls_handle store;
    unsigned char value[400];
    size_t i, len;

    register_own();
    store = open_by("own:", SECRET);
    ck_assert_ok(put(store, "a", "one"));
    ck_assert_ok(put(store, "b", "two"));
    memcpy(value, own[0].value, sizeof(value));
    len = own[0].len;
    for (i = 0; i < len; i++) {
        own[0].value[i] ^= 1;
        ck_assert_otls(look(store, "a"), OTLS_E_STORE_MISS);
        own[0].value[i] ^= 1;
    }
    for (i = 0; i < len; i++) {
        own[0].len = i;
        ck_assert_otls(look(store, "a"), OTLS_E_STORE_MISS);
    }
    own[0].len = len;
    memcpy(own[0].value, own[1].value, len);
    ck_assert_otls(look(store, "a"), OTLS_E_STORE_MISS);
    ck_assert_int_eq(counter(store, OTLS_STORE_DAMAGED), 2 * (int)len + 1);
    memcpy(own[0].value, value, len);
    assert_has(store, "a", "one");
    ck_assert_ok(otls_store_free(store));
}
END_TEST

START_TEST(anything_but_the_one_answer_is_a_miss_or_a_failure)
{
    static const int answers[] = {0, 1, -1, OTLS_CALLBACK_ACCEPT + 1};
    otls_handle store;
    size_t i;

    register_own();
    store = open_by("own:", SECRET);
    ck_assert_ok(put(store, "a", "one"));
    for (i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
        own_answer = answers[i];
        ck_assert_otls(look(store, "a"), OTLS_E_STORE_MISS);
        ck_assert_otls(put(store, "b", "two"), OTLS_E_STORE);
    }
    own_answer = OTLS_CALLBACK_ACCEPT;
    assert_has(store, "a", "one");
    ck_assert_ok(otls_store_free(store));
}
END_TEST

/* The file is no database: calls fail, and once it is away they don't. */
START_TEST(a_corrupt_database_fails_with_a_warning_and_is_got_over)
{
    static const char text[] =
        "this is no database, but long enough to look like a file of some "
        "kind, which SQLite reads the first hundred bytes of";
    otls_handle store;
    char warning[600];
    size_t len;
    int i, rv = OTLS_E_STORE;

    support_write_file(db_path(), text, sizeof(text));
    store = open_by(sqlite_url(""), SECRET);
    for (i = 0; i < 10; i++) {
        ck_assert_otls(put(store, "a", "one"), OTLS_E_STORE);
        ck_assert_otls(look(store, "a"), OTLS_E_STORE);
    }
    ck_assert_ok(otls_store_warning(store, warning, sizeof(warning), &len));
    ck_assert_ptr_nonnull(strstr(warning, ".db: "));
    ck_assert_int_gt(counter(store, OTLS_STORE_SKIPPED), 10);
    ck_assert_int_eq(unlink(db_path()), 0);
    while (rv == OTLS_E_STORE) /* until the breaker lets one through */
        rv = put(store, "a", "one");
    ck_assert_ok(rv);
    assert_has(store, "a", "one");
    ck_assert_ok(otls_store_free(store));
}
END_TEST

START_TEST(a_database_that_was_deleted_is_made_again)
{
    otls_handle store = open_by(sqlite_url(""), SECRET);
    int rv = OTLS_OK;

    ck_assert_ok(put(store, "a", "one"));
    ck_assert_int_eq(unlink(db_path()), 0);
    while (rv == OTLS_OK) /* looked at once a second */
        rv = look(store, "a");
    ck_assert_otls(rv, OTLS_E_STORE_MISS);
    ck_assert_ok(put(store, "a", "one"));
    ck_assert_int_eq(access(db_path(), F_OK), 0);
    ck_assert_ok(otls_store_free(store));
}
END_TEST

START_TEST(a_link_in_the_place_of_a_database_is_not_followed)
{
    otls_handle store;

    support_write_file(support_path("elsewhere"), "", 0);
    ck_assert_int_eq(symlink(support_path("elsewhere"), db_path()), 0);
    store = open_by(sqlite_url(""), SECRET);
    ck_assert_otls(put(store, "a", "one"), OTLS_E_STORE);
    ck_assert_ok(otls_store_free(store));
}
END_TEST

START_TEST(malformed_urls_are_refused)
{
    static const char *const wrong[] = {"", "memory", ":",
        "1x:", "x y:", "memory:somewhere", "sqlite:", "sqlite:relative.db",
        "memory:?", "memory:?nonsense=1", "memory:?max_entries",
        "memory:?max_entries=", "memory:?max_entries=0",
        "memory:?max_entries=-1", "memory:?max_entries=1x",
        "memory:?max_entries=99999999999999999999", "memory:?deadline_ms=0",
        "memory:?deadline_ms=%3", "memory:?deadline_ms=%00", "sqlite:/%zz",
        "memory:?max_value=10", "memory:?max_entries=1&"};
    otls_handle store = 0;
    size_t i;

    for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        const int rv =
            otls_store_open(wrong[i], SECRET, strlen(SECRET), &store);

        ck_assert_msg(rv == OTLS_E_INVALID, "%s: %d", wrong[i], rv);
    }
    ck_assert_otls(otls_store_open("nosuch:x", SECRET, strlen(SECRET), &store),
        OTLS_E_UNSUPPORTED);
    ck_assert_ok(otls_store_open(
        "memory:?max_entries=%310", SECRET, strlen(SECRET), &store));
    ck_assert_ok(otls_store_free(store));
}
END_TEST

START_TEST(secrets_are_asked_for_and_checked)
{
    static const char *const wrong[] = {"", "\n", "# nothing\n", "nonsense",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", SECRET " ",
        SECRET "\nnonsense\n",
        SECRET "\n" OTHER "\n" SECRET "\n" OTHER "\n" SECRET "\n"};
    otls_handle store = 0;
    size_t i;

    ck_assert_otls(
        otls_store_open(sqlite_url(""), NULL, 0, &store), OTLS_E_STORE_SECRET);
    for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        ck_assert_otls(
            otls_store_open("memory:", wrong[i], strlen(wrong[i]), &store),
            OTLS_E_STORE_SECRET);
    support_write_file(support_path("secret"), OTHER "\n", 45);
    ck_assert_ok(
        otls_store_open_file(sqlite_url(""), support_path("secret"), &store));
    ck_assert_ok(put(store, "a", "one"));
    ck_assert_ok(otls_store_free(store));
    store = open_by(sqlite_url(""), OTHER);
    assert_has(store, "a", "one");
    ck_assert_ok(otls_store_free(store));
    ck_assert_otls(
        otls_store_open_file("memory:", support_path("nowhere"), &store),
        OTLS_E_NOT_FOUND);
}
END_TEST

START_TEST(a_secret_that_was_made_opens_a_store_and_is_made_once)
{
    char one[45], two[45];
    otls_handle store = 0;
    size_t len = 0;

    ck_assert_ok(otls_store_make_secret(one, sizeof(one), &len));
    ck_assert_uint_eq(len, 44);
    ck_assert_ok(otls_store_make_secret(two, sizeof(two), &len));
    ck_assert_str_ne(one, two);
    ck_assert_otls(otls_store_make_secret(two, 44, &len), OTLS_E_TOO_SMALL);
    ck_assert_ok(otls_store_open("memory:", one, 44, &store));
    ck_assert_ok(otls_store_free(store));
}
END_TEST

START_TEST(schemes_are_registered_once_and_not_over_our_own)
{
    register_own();
    ck_assert_otls(otls_store_register(
                       "OWN", own_put, own_get, own_take, own_remove, NULL),
        OTLS_E_INVALID);
    ck_assert_otls(otls_store_register(
                       "sqlite", own_put, own_get, own_take, own_remove, NULL),
        OTLS_E_INVALID);
    ck_assert_otls(otls_store_register(
                       "no way", own_put, own_get, own_take, own_remove, NULL),
        OTLS_E_INVALID);
    ck_assert_otls(otls_store_register(
                       "other", own_put, NULL, own_take, own_remove, NULL),
        OTLS_E_NULL);
}
END_TEST

START_TEST(names_and_counters_are_checked)
{
    otls_handle store = open_by("memory:", NULL);
    char name[1025];
    int64_t n;
    size_t len;

    memset(name, 'n', sizeof(name));
    ck_assert_otls(
        otls_store_put(store, name, 1025, "x", 1, 1), OTLS_E_INVALID);
    ck_assert_otls(otls_store_put(store, "", 0, "x", 1, 1), OTLS_E_INVALID);
    ck_assert_ok(otls_store_put(store, name, 1024, "x", 1, DAY_MS));
    ck_assert_otls(
        otls_store_get(store, "", 0, name, 1, &len), OTLS_E_INVALID);
    ck_assert_otls(otls_store_counter(store, 0, &n), OTLS_E_INVALID);
    ck_assert_otls(otls_store_counter(store, 10, &n), OTLS_E_INVALID);
    ck_assert_ok(otls_store_free(store));
    ck_assert_ok(otls_store_free(0));
    ck_assert_otls(otls_store_purge(store), OTLS_E_HANDLE_STALE);
}
END_TEST

START_TEST(a_store_that_never_waits_has_nothing_to_pump_or_poll)
{
    otls_handle store = open_one(_i);
    int64_t fd = 7;

    ck_assert_ok(put(store, "a", "one"));
    ck_assert_ok(otls_store_pump(store));
    ck_assert_otls(otls_store_fd(store, &fd), OTLS_E_UNSUPPORTED);
    ck_assert_otls(otls_store_fd(store, NULL), OTLS_E_NULL);
    ck_assert_int_eq(fd, 7);
    ck_assert_ok(otls_store_free(store));
    ck_assert_otls(otls_store_pump(store), OTLS_E_HANDLE_STALE);
}
END_TEST

#define RECORD 48
#define LISTED 100

static int64_t
number_at(const unsigned char *in)
{
    uint64_t number = 0;
    int i;

    for (i = 0; i < 8; i++)
        number = number << 8 | in[i];
    return (int64_t)number;
}

/* Every entry, by steps that have room for |room|; how many there were. */
static size_t
list_all(otls_handle store, size_t room, unsigned char *all, size_t most)
{
    unsigned char buf[LISTED * RECORD];
    int64_t cursor = 0;
    size_t len, count = 0;

    do {
        len = 0;
        ck_assert_ok(otls_store_scan(
            store, cursor, &cursor, buf, room * RECORD + 1, &len));
        ck_assert_uint_le(len, room * RECORD);
        ck_assert_uint_eq(len % RECORD, 0);
        ck_assert_uint_le(count + len / RECORD, most);
        memcpy(all + count * RECORD, buf, len);
        count += len / RECORD;
    } while (cursor != 0);
    return count;
}

START_TEST(each_entry_is_listed_once_with_its_size_and_time)
{
    static unsigned char all[LISTED * RECORD];
    otls_handle store = open_one(_i);
    size_t count, i, j;
    char name[20];

    for (i = 0; i < LISTED; i++) {
        (void)snprintf(name, sizeof(name), "n%zu", i);
        ck_assert_ok(put(store, name, "12345"));
    }
    for (count = 3; count <= LISTED; count += LISTED - 3) {
        ck_assert_uint_eq(list_all(store, count, all, LISTED), LISTED);
        for (i = 0; i < LISTED; i++) {
            ck_assert_int_eq(number_at(all + i * RECORD + 32), 5 + 53);
            ck_assert_int_gt(number_at(all + i * RECORD + 40), DAY_MS / 2);
            ck_assert_int_le(number_at(all + i * RECORD + 40), DAY_MS);
            for (j = 0; j < i; j++)
                ck_assert_mem_ne(all + i * RECORD, all + j * RECORD, 32);
        }
    }
    ck_assert_ok(otls_store_purge(store));
    ck_assert_uint_eq(list_all(store, 3, all, LISTED), 0);
    ck_assert_ok(otls_store_free(store));
}
END_TEST

START_TEST(listing_needs_room_and_says_how_much)
{
    otls_handle store = open_one(_i);
    unsigned char buf[2 * RECORD];
    int64_t next = 7;
    size_t len = 0;

    ck_assert_ok(put(store, "a", "one"));
    ck_assert_ok(otls_store_scan(store, 0, &next, NULL, 0, &len));
    ck_assert_uint_eq(len, RECORD);
    ck_assert_int_eq(next, 0);
    ck_assert_otls(otls_store_scan(store, 0, &next, buf, RECORD - 1, &len),
        OTLS_E_TOO_SMALL);
    ck_assert_otls(otls_store_scan(store, -1, &next, buf, sizeof(buf), &len),
        OTLS_E_INVALID);
    ck_assert_otls(
        otls_store_scan(store, 0, NULL, buf, sizeof(buf), &len), OTLS_E_NULL);
    ck_assert_otls(
        otls_store_scan(store, 0, &next, buf, sizeof(buf), NULL), OTLS_E_NULL);
    ck_assert_otls(
        otls_store_scan(store, 0, &next, NULL, RECORD, &len), OTLS_E_NULL);
    ck_assert_ok(
        otls_store_scan(store, INT64_MAX, &next, buf, sizeof(buf), &len));
    ck_assert_ok(otls_store_scan(store, 0, &next, buf, sizeof(buf), &len));
    ck_assert_uint_eq(len, RECORD);
    ck_assert_ok(otls_store_free(store));
}
END_TEST

START_TEST(a_store_of_the_program_s_own_is_not_listed)
{
    otls_handle store = open_one(2);
    int64_t next;
    size_t len;

    ck_assert_otls(
        otls_store_scan(store, 0, &next, NULL, 0, &len), OTLS_E_UNSUPPORTED);
    ck_assert_ok(otls_store_free(store));
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("store");
    TCase *each = tcase_create("each store");
    TCase *one = tcase_create("one store");

    tcase_add_loop_test(each, each_store_keeps_gives_takes_and_removes, 0, 3);
    tcase_add_loop_test(each, an_entry_whose_time_is_over_is_a_miss, 0, 3);
    tcase_add_loop_test(each, a_child_goes_on_with_its_parent_s_store, 0, 2);
    tcase_add_loop_test(each, of_many_who_take_at_once_one_gets_it, 0, 2);
    tcase_add_loop_test(
        each, a_store_that_never_waits_has_nothing_to_pump_or_poll, 0, 3);
    tcase_add_loop_test(
        each, each_entry_is_listed_once_with_its_size_and_time, 0, 2);
    tcase_add_loop_test(each, listing_needs_room_and_says_how_much, 0, 2);
    tcase_add_test(one, a_store_of_the_program_s_own_is_not_listed);
    tcase_add_test(
        one, a_child_opens_the_database_anew_and_leaves_the_inherited_alone);
    tcase_add_test(one, what_is_too_large_is_refused_and_counted);
    tcase_add_test(one, taking_needs_room_for_any_entry_so_that_none_is_lost);
    tcase_add_test(one, the_memory_store_stays_within_its_entries);
    tcase_add_test(one, the_memory_store_stays_within_its_bytes);
    tcase_add_test(one, the_sqlite_store_stays_within_its_entries);
    tcase_add_test(one, a_database_outlives_its_process_and_is_shared);
    tcase_add_test(one, nothing_that_was_kept_can_be_read_without_the_secret);
    tcase_add_test(one, a_renewed_secret_opens_what_the_old_one_sealed);
    tcase_add_test(one, an_altered_moved_or_stale_entry_is_a_miss_and_counted);
    tcase_add_test(one, anything_but_the_one_answer_is_a_miss_or_a_failure);
    tcase_add_test(
        one, a_corrupt_database_fails_with_a_warning_and_is_got_over);
    tcase_add_test(one, a_database_that_was_deleted_is_made_again);
    tcase_add_test(one, a_link_in_the_place_of_a_database_is_not_followed);
    tcase_add_test(one, malformed_urls_are_refused);
    tcase_add_test(one, secrets_are_asked_for_and_checked);
    tcase_add_test(one, a_secret_that_was_made_opens_a_store_and_is_made_once);
    tcase_add_test(one, schemes_are_registered_once_and_not_over_our_own);
    tcase_add_test(one, names_and_counters_are_checked);
    suite_add_tcase(s, each);
    suite_add_tcase(s, one);
    return s;
}
