/* SPDX-License-Identifier: ISC */

/*
 * What stores cost: sealing and opening an entry, and look-ups in each kind
 * of store; a Redis beside a GET by hiredis alone, which neither seals nor
 * has a deadline, in turns over the same kind of socket.
 */
#include <otls.h>

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifdef HAVE_HIREDIS
#include <hiredis/hiredis.h>
#endif

#include "bench.h"
#include "base/error.h"
#include "store/keys.h"

#define ROUNDS 9
#define VALUE 300 /* bytes; a session without certificates has some 170 */
#define ENTRIES 10000
#define THREADS 2

static char directory[] = "/tmp/bench-store-XXXXXX";
static char secret[45];

static void
bench_envelope(void)
{
    unsigned char data[VALUE] = {1}, key[OTLS__STORE_KEY],
                  sealed[VALUE + OTLS__STORE_OVERHEAD];
    struct otls__store_keys *keys;
    double took[ROUNDS], began;
    const int count = 20000;
    size_t n;
    int round, i;

    MUST(otls__store_keys_parse(secret, strlen(secret), &keys));
    for (round = 0; round < ROUNDS; round++) {
        began = now_us();
        for (i = 0; i < count; i++) {
            MUST(otls__store_keys_locate(keys, 0, &i, sizeof(i), key));
            MUST(otls__store_keys_seal(
                keys, key, INT64_MAX, data, VALUE, sealed));
            MUST(otls__store_keys_open(
                keys, 0, key, 0, sealed, sizeof(sealed), data, &n));
        }
        took[round] = (now_us() - began) / count;
    }
    printf("envelope: key, seal and open, %d bytes  %6.2f us (goal 5)\n",
        VALUE, median(took, ROUNDS));
    otls__store_keys_free(keys);
}

static otls_handle
fill(const char *url)
{
    const char *with = strcmp(url, "memory:") == 0 ? NULL : secret;
    char value[VALUE] = {1};
    otls_handle store;
    int i;

    MUST(otls_store_open(url, with, with ? strlen(with) : 0, &store));
    for (i = 0; i < ENTRIES; i++)
        MUST(otls_store_put(store, &i, sizeof(i), value, VALUE, 3600000));
    return store;
}

/* Microseconds a get, and that each is a hit. */
static double
gets(otls_handle store, int count)
{
    const double began = now_us();
    char value[VALUE];
    size_t n;
    int i, name;

    for (i = 0; i < count; i++) {
        name = i * 7 % ENTRIES;
        MUST(otls_store_get(
            store, &name, sizeof(name), value, sizeof(value), &n));
    }
    return (now_us() - began) / count;
}

static otls_handle shared;

static void *
get_many(void *count)
{
    (void)gets(shared, *(int *)count);
    return NULL;
}

static void
bench_memory(void)
{
    pthread_t threads[THREADS];
    double rate[ROUNDS], began;
    int count = 200000, round, i;

    shared = fill("memory:");
    for (round = 0; round < ROUNDS; round++) {
        began = now_us();
        for (i = 0; i < THREADS; i++)
            must(pthread_create(&threads[i], NULL, get_many, &count) == 0,
                "thread");
        for (i = 0; i < THREADS; i++)
            (void)pthread_join(threads[i], NULL);
        rate[round] = (double)count * THREADS / (now_us() - began);
    }
    printf("memory: gets by %d threads             %6.2f million a second "
           "(goal 1)\n",
        THREADS, median(rate, ROUNDS));
    MUST(otls_store_free(shared));
}

static void
bench_sqlite(void)
{
    char url[128];
    double took[ROUNDS];
    otls_handle store;
    int round;

    (void)snprintf(url, sizeof(url), "sqlite:%s/db", directory);
    store = fill(url);
    for (round = 0; round < ROUNDS; round++)
        took[round] = gets(store, 5000);
    printf("sqlite: get                           %6.2f us (goal 20)\n",
        median(took, ROUNDS));
    MUST(otls_store_free(store));
}

#ifdef HAVE_HIREDIS
static pid_t
start_redis(const char *path)
{
    pid_t pid;

    (void)fflush(stdout);
    pid = fork();

    must(pid >= 0, "fork");
    if (pid != 0)
        return pid;
    if (freopen("/dev/null", "w", stdout) == NULL)
        _exit(127);
    execlp("redis-server", "redis-server", "--port", "0", "--unixsocket", path,
        "--save", "", (char *)NULL);
    _exit(127);
}

/* NULL where the server has ended. */
static redisContext *
bare_connect(const char *path, pid_t pid)
{
    redisContext *c;

    for (;;) {
        if ((c = redisConnectUnix(path)) != NULL && c->err == 0)
            return c;
        redisFree(c);
        if (waitpid(pid, NULL, WNOHANG) != 0)
            return NULL;
        (void)usleep(10000);
    }
}

static double
bare_gets(redisContext *c, int count)
{
    const double began = now_us();
    char key[80];
    redisReply *reply;
    int i;

    for (i = 0; i < count; i++) {
        (void)snprintf(key, sizeof(key), "otls:%064d", i * 7 % ENTRIES);
        reply = redisCommand(c, "GET %s", key);
        must(reply != NULL && reply->type == REDIS_REPLY_STRING, "GET");
        freeReplyObject(reply);
    }
    return (now_us() - began) / count;
}

static void
bare_fill(redisContext *c)
{
    char value[VALUE + OTLS__STORE_OVERHEAD] = {1}, key[80];
    int i;

    for (i = 0; i < ENTRIES; i++) {
        (void)snprintf(key, sizeof(key), "otls:%064d", i);
        freeReplyObject(redisCommand(
            c, "SET %s %b PX 3600000", key, value, sizeof(value)));
    }
}

static void
bench_redis(void)
{
    char path[96], url[128];
    double mine[ROUNDS], theirs[ROUNDS], ratio[ROUNDS];
    redisContext *c;
    otls_handle store;
    pid_t pid;
    int round;

    (void)snprintf(path, sizeof(path), "%s/redis", directory);
    (void)snprintf(url, sizeof(url), "redis+unix://%s", path);
    pid = start_redis(path);
    if ((c = bare_connect(path, pid)) == NULL) {
        printf("redis: there is no redis-server\n");
        return;
    }
    store = fill(url);
    bare_fill(c);
    for (round = 0; round < ROUNDS; round++) {
        mine[round] = gets(store, 5000);
        theirs[round] = bare_gets(c, 5000);
        ratio[round] = mine[round] / theirs[round];
    }
    printf("redis: get                            %6.2f us, hiredis alone "
           "%6.2f us, %.2f times (goal 1.3)\n",
        median(mine, ROUNDS), median(theirs, ROUNDS), median(ratio, ROUNDS));
    redisFree(c);
    MUST(otls_store_free(store));
    (void)kill(pid, SIGTERM);
    (void)waitpid(pid, NULL, 0);
    (void)unlink(path);
}
#endif

int
main(void)
{
    char command[128];
    size_t n;

    must(mkdtemp(directory) != NULL, "mkdtemp");
    MUST(otls_store_make_secret(secret, sizeof(secret), &n));
    bench_envelope();
    bench_memory();
    bench_sqlite();
#ifdef HAVE_HIREDIS
    bench_redis();
#endif
    (void)snprintf(command, sizeof(command), "rm -rf '%s'", directory);
    return system(command) == 0 ? 0 : 1;
}
