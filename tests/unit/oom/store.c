/* SPDX-License-Identifier: ISC */
#include "oom/oom.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "certs.h"

#define KEY "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define SECRET "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

static char kept[2000];
static size_t kept_len;

static int
own_put(void *user, const void *key, size_t key_len, const void *value,
    size_t value_len, int64_t ttl_ms)
{
    (void)user;
    (void)key;
    (void)key_len;
    (void)ttl_ms;
    if (value_len > sizeof(kept))
        return 0;
    memcpy(kept, value, value_len);
    kept_len = value_len;
    return OTLS_CALLBACK_ACCEPT;
}

static int
own_get(void *user, const void *key, size_t key_len, void *buf, size_t cap,
    size_t *len)
{
    (void)user;
    (void)key;
    (void)key_len;
    if (kept_len == 0 || kept_len > cap)
        return 0;
    memcpy(buf, kept, kept_len);
    *len = kept_len;
    return OTLS_CALLBACK_ACCEPT;
}

static int
own_remove(void *user, const void *key, size_t key_len)
{
    (void)user;
    (void)key;
    (void)key_len;
    kept_len = 0;
    return OTLS_CALLBACK_ACCEPT;
}

static int
use(otls_handle store)
{
    static char buf[16384];
    int64_t n;
    size_t len;
    int rv;

    TRY(otls_store_put(store, "name", 4, "value", 5, 600000));
    TRY(otls_store_get(store, "name", 4, buf, sizeof(buf), &len));
    TRY(otls_store_take(store, "name", 4, buf, sizeof(buf), &len));
    TRY(otls_store_put(store, "name", 4, "value", 5, 600000));
    TRY(otls_store_remove(store, "name", 4));
    TRY(otls_store_counter(store, OTLS_STORE_HIT, &n));
    TRY(otls_store_warning(store, buf, sizeof(buf), &len));
out:
    return rv;
}

static int
store_memory(void)
{
    otls_handle store = 0;
    char secret[45], buf[4096];
    int64_t n;
    size_t len;
    int rv;

    TRY(otls_store_make_secret(secret, sizeof(secret), &len));
    TRY(otls_store_open("memory:", secret, len, &store));
    TRY(use(store));
    TRY(otls_store_count(store, &n));
    TRY(otls_store_scan(store, 0, &n, buf, sizeof(buf), &len));
    TRY(otls_store_purge(store));
    TRY(otls_store_pump(store));
    rv = otls_store_fd(store, &n);
    if (rv == OTLS_E_UNSUPPORTED)
        rv = OTLS_OK;
out:
    ck_assert_ok(otls_store_free(store));
    return rv;
}

static int
store_sqlite(void)
{
    otls_handle store = 0;
    char url[300], secret[256], buf[4096];
    int64_t n;
    size_t len;
    int rv;

    (void)snprintf(secret, sizeof(secret), "%s", support_path("secret"));
    support_write_file(secret, SECRET, strlen(SECRET));
    (void)snprintf(url, sizeof(url), "sqlite:%s?deadline_ms=60000",
        support_path("sessions.db"));
    TRY(otls_store_open_file(url, secret, &store));
    TRY(use(store));
    TRY(otls_store_scan(store, 0, &n, buf, sizeof(buf), &len));
out:
    ck_assert_ok(otls_store_free(store));
    return rv;
}

static int
store_registered(void)
{
    static int known;
    otls_handle store = 0;
    int rv;

    if (!known) {
        TRY(otls_store_register(
            "own", own_put, own_get, own_get, own_remove, NULL));
        known = 1;
    }
    TRY(otls_store_open("own:", SECRET, strlen(SECRET), &store));
    TRY(use(store));
out:
    ck_assert_ok(otls_store_free(store));
    return rv;
}

/* What a Sentinel and a node of a cluster say, who are one and the same. */
static char named[100], slots[100];

/* Enough of a Redis for a few connections: what was put is gone
 * at once. */
static void
answer(int fd, const char *data, size_t len)
{
    static const struct {
        const char *command, *answer;
    } known[] = {
        {"\r\nSET\r\n", "+OK\r\n"},
        {"\r\nGET\r\n", "$-1\r\n"},
        {"\r\nGETDEL\r\n", "$-1\r\n"},
        {"\r\nDEL\r\n", ":1\r\n"},
        {"\r\nAUTH\r\n", "+OK\r\n"},
        {"\r\nSELECT\r\n", "+OK\r\n"},
        {"\r\nSCAN\r\n", "*2\r\n$1\r\n0\r\n*1\r\n$65\r\np" KEY "\r\n"},
        {"\r\nPING\r\n", "+PONG\r\n"},
        {"\r\nROLE\r\n", "*1\r\n$6\r\nmaster\r\n"},
        {"\r\nSENTINEL\r\n", named},
        {"\r\nCLUSTER\r\n", slots},
        {"\r\nSTRLEN\r\n", ":70\r\n"},
        {"\r\nPTTL\r\n", ":1000\r\n"},
    };
    size_t at, i, n;

    for (at = 0; at < len; at++)
        for (i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
            n = strlen(known[i].command);
            if (n <= len - at && memcmp(data + at, known[i].command, n) == 0)
                (void)send(fd, known[i].answer, strlen(known[i].answer),
                    MSG_NOSIGNAL);
        }
}

#define PEERS 16

static void *
serve(void *arg)
{
    struct pollfd fds[PEERS + 1] = {{*(int *)arg, POLLIN, 0}};
    nfds_t count = 1, i;
    char data[8192];
    ssize_t n;

    while (poll(fds, count, -1) > 0 && (fds[0].revents & POLLHUP) == 0) {
        for (i = 1; i < count; i++) {
            if (fds[i].revents == 0)
                continue;
            n = recv(fds[i].fd, data, sizeof(data), 0);
            if (n > 0) {
                answer(fds[i].fd, data, (size_t)n);
                continue;
            }
            (void)close(fds[i].fd);
            fds[i--] = fds[--count];
        }
        if ((fds[0].revents & POLLIN) != 0 && count <= PEERS) {
            fds[count].fd = accept(fds[0].fd, NULL, NULL);
            fds[count].events = POLLIN;
            fds[count].revents = 0;
            if (fds[count].fd < 0)
                break;
            count++;
        }
    }
    while (--count > 0)
        (void)close(fds[count].fd);
    return NULL;
}

static int
listen_at(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    (void)unlink(path);
    ck_assert_uint_lt(strlen(path), sizeof(address.sun_path));
    memcpy(address.sun_path, path, strlen(path));
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(
        bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
    ck_assert_int_eq(listen(fd, 8), 0);
    return fd;
}

static int
listen_anywhere(int *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t len = sizeof(address);
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(bind(fd, (struct sockaddr *)&address, len), 0);
    ck_assert_int_eq(listen(fd, 8), 0);
    ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&address, &len), 0);
    *port = ntohs(address.sin_port);
    return fd;
}

static int
use_redis(const char *url)
{
    static char buf[16384];
    otls_handle store = 0;
    int64_t n;
    size_t len;
    int rv;

    rv = otls_store_open(url, SECRET, strlen(SECRET), &store);
    if (rv == OTLS_E_UNSUPPORTED) /* without hiredis */
        return OTLS_OK;
    TRY(rv);
    TRY(otls_store_put(store, "name", 4, "value", 5, 600000));
    rv = otls_store_get(store, "name", 4, buf, sizeof(buf), &len);
    if (rv != OTLS_E_STORE_MISS)
        goto out;
    rv = otls_store_take(store, "name", 4, buf, sizeof(buf), &len);
    if (rv != OTLS_E_STORE_MISS)
        goto out;
    TRY(otls_store_remove(store, "name", 4));
    TRY(otls_store_count(store, &n));
    TRY(otls_store_scan(store, 0, &n, buf, sizeof(buf), &len));
    TRY(otls_store_purge(store));
    TRY(otls_store_fd(store, &n));
    rv = otls_store_pump(store);
    if (rv == OTLS_E_WANT_READ)
        rv = OTLS_OK;
out:
    ck_assert_ok(otls_store_free(store));
    return rv;
}

static int
store_redis(void)
{
    pthread_t thread;
    char path[256], url[400];
    int listener, rv;

    (void)snprintf(path, sizeof(path), "%s", support_path("redis"));
    listener = listen_at(path);
    ck_assert_int_eq(pthread_create(&thread, NULL, serve, &listener), 0);
    (void)snprintf(url, sizeof(url),
        "redis+unix://user:word@%s?db=1&prefix=p&deadline_ms=60000", path);
    rv = use_redis(url);
    (void)shutdown(listener, SHUT_RDWR);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    (void)close(listener);
    return rv;
}

static int
use_many(const char *scheme, const char *tail)
{
    pthread_t thread;
    char url[400];
    int listener, port, rv;

    listener = listen_anywhere(&port);
    (void)snprintf(named, sizeof(named),
        "*2\r\n$9\r\n127.0.0.1\r\n$%d\r\n%d\r\n",
        snprintf(url, sizeof(url), "%d", port), port);
    (void)snprintf(slots, sizeof(slots),
        "*1\r\n*3\r\n:0\r\n:16383\r\n*2\r\n$9\r\n127.0.0.1\r\n"
        ":%d\r\n",
        port);
    ck_assert_int_eq(pthread_create(&thread, NULL, serve, &listener), 0);
    (void)snprintf(url, sizeof(url),
        "%s://:word@127.0.0.1:%d%s?prefix=p&deadline_ms=60000", scheme, port,
        tail);
    rv = use_redis(url);
    (void)shutdown(listener, SHUT_RDWR);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    (void)close(listener);
    return rv;
}

static int
store_redis_sentinel(void)
{
    return use_many("redis+sentinel", "/name/1");
}

static int
store_redis_cluster(void)
{
    return use_many("redis+cluster", "");
}

/* Nobody listens at port 1. */
static int
store_rediss(void)
{
    otls_handle store = 0;
    char url[400];
    int rv;

    certs_standard();
    (void)snprintf(url, sizeof(url), "rediss://127.0.0.1:1?ca=%s",
        certs_path("root.crt"));
    rv = otls_store_open(url, SECRET, strlen(SECRET), &store);
    if (rv == OTLS_E_UNSUPPORTED) /* without hiredis */
        return OTLS_OK;
    TRY(rv);
    rv = otls_store_put(store, "name", 4, "value", 5, 600000);
    if (rv == OTLS_E_STORE)
        rv = OTLS_OK;
out:
    ck_assert_ok(otls_store_free(store));
    return rv;
}

const struct oom_scenario oom_store[] = {
    {"store_memory", store_memory},
    {"store_sqlite", store_sqlite},
    {"store_redis", store_redis},
    {"store_redis_sentinel", store_redis_sentinel},
    {"store_redis_cluster", store_redis_cluster},
    {"store_rediss", store_rediss},
    {"store_registered", store_registered},
    {NULL, NULL},
};
