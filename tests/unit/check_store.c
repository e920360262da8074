/* SPDX-License-Identifier: ISC */
#include "store/store.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <otls/store.h>

#include "base/limit.h"
#include "support.h"

#define SECRET "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
#define MINUTE_MS 60000
#define RACERS 8

static pid_t server; /* a Redis, for as long as a test */

/* Whether there is one. */
static int
start_redis(void)
{
    char path[256];
    int status;

    (void)snprintf(path, sizeof(path), "%s", support_path("redis.sock"));
    ck_assert_int_ge(server = fork(), 0);
    if (server == 0) {
        /* also when the test fails */
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        (void)dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO);
        (void)execlp("redis-server", "redis-server", "--port", "0", "--save",
            "", "--dir", support_tmpdir(), "--unixsocket", path, (char *)NULL);
        _exit(127);
    }
    while (access(path, F_OK) != 0)
        if (waitpid(server, &status, WNOHANG) != 0)
            return server = 0;
    return 1;
}

static void
stop_redis(void)
{
    if (server != 0) {
        (void)kill(server, SIGKILL);
        (void)waitpid(server, NULL, 0);
        (void)unlink(support_path("redis.sock"));
    }
    server = 0;
}

static const char *
url(int which)
{
    static char text[300];

    if (which == 0)
        return "memory:";
    if (which == 2) {
        (void)snprintf(text, sizeof(text), "redis+unix://%s?deadline_ms=60000",
            support_path("redis.sock"));
        return text;
    }
    (void)snprintf(text, sizeof(text), "sqlite:%s?deadline_ms=60000",
        support_path("new.db"));
    return text;
}

/* NULL where this machine, or this build, has no Redis. */
static struct otls__store *
open_store(int which, const char *test)
{
    struct otls__store *store = NULL;
    int rv;

    if (which == 2 && !start_redis()) {
        support_skip(test, "there is no redis-server");
        return NULL;
    }
    rv = otls__store_open(url(which), SECRET, strlen(SECRET), &store);
    if (rv == OTLS_E_UNSUPPORTED)
        support_skip(test, "the build has no hiredis");
    else
        ck_assert_ok(rv);
    return store;
}

static int
put_new(struct otls__store *store, const char *value, int64_t ttl_ms)
{
    return otls__store_put_new(store, "name", 4, value, strlen(value), ttl_ms);
}

static void
assert_has(struct otls__store *store, const char *value)
{
    char buf[100];
    size_t len;

    ck_assert_ok(otls__store_get(store, "name", 4, 0, buf, sizeof(buf), &len));
    ck_assert_uint_eq(len, strlen(value));
    ck_assert_mem_eq(buf, value, len);
}

START_TEST(the_first_to_put_something_new_is_the_only_one)
{
    struct otls__store *store =
        open_store(_i, "the_first_to_put_something_new_is_the_only_one");

    if (store == NULL)
        return;
    ck_assert_ok(otls__store_purge(store));
    ck_assert(otls__store_has_put_new(store));
    ck_assert_ok(put_new(store, "first", MINUTE_MS));
    ck_assert_otls(put_new(store, "second", MINUTE_MS), OTLS_E_STORE_MISS);
    assert_has(store, "first");
    ck_assert_ok(otls__store_remove(store, "name", 4));
    ck_assert_ok(put_new(store, "third", MINUTE_MS));
    assert_has(store, "third");
    otls__store_unref(store);
}
END_TEST

START_TEST(what_has_expired_is_nothing)
{
    struct otls__store *store = open_store(_i, "what_has_expired_is_nothing");
    int64_t until;

    if (store == NULL)
        return;
    ck_assert_ok(otls__store_purge(store));
    ck_assert_ok(put_new(store, "old", 1));
    until = otls__now_ns() + 5 * OTLS__NS_PER_MS;
    while (otls__now_ns() < until)
        continue;
    ck_assert_ok(put_new(store, "new", MINUTE_MS));
    assert_has(store, "new");
    otls__store_unref(store);
}
END_TEST

START_TEST(of_many_processes_one_is_the_first)
{
    struct otls__store *store =
        open_store(_i, "of_many_processes_one_is_the_first");
    pid_t children[RACERS];
    int i, code, won = 0;

    if (store == NULL)
        return;
    ck_assert_ok(otls__store_purge(store));
    for (i = 0; i < RACERS; i++) {
        ck_assert_int_ge(children[i] = fork(), 0);
        if (children[i] == 0) {
            code = put_new(store, "mine", MINUTE_MS);
            _exit(code == OTLS_OK ? 1 : code == OTLS_E_STORE_MISS ? 0 : 2);
        }
    }
    for (i = 0; i < RACERS; i++) {
        code = support_wait(children[i]);
        ck_assert_int_le(code, 1);
        won += code;
    }
    ck_assert_int_eq(won, 1);
    otls__store_unref(store);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("store");
    TCase *c = tcase_create("put_new");

    tcase_add_checked_fixture(c, NULL, stop_redis);
    tcase_add_loop_test(
        c, the_first_to_put_something_new_is_the_only_one, 0, 3);
    tcase_add_loop_test(c, what_has_expired_is_nothing, 0, 3);
    tcase_add_loop_test(c, of_many_processes_one_is_the_first, 1, 3);
    suite_add_tcase(s, c);
    return s;
}
