/* SPDX-License-Identifier: ISC */
#include "store/redis_route.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bio/resolve.h"
#include "store/store.h"
#include "support.h"

#define SECRET "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
#define LINKS 64

#ifdef HAVE_HIREDIS

static int
listen_at(int *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t len = sizeof(address);
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(bind(fd, (struct sockaddr *)&address, len), 0);
    ck_assert_int_eq(listen(fd, 2 * LINKS), 0);
    ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&address, &len), 0);
    *port = ntohs(address.sin_port);
    return fd;
}

static struct otls__store *
open_at(const char *host, int port)
{
    struct otls__store *store;
    char url[100];

    (void)snprintf(
        url, sizeof(url), "redis://%s:%d?deadline_ms=60000", host, port);
    ck_assert_ok(otls__store_open(url, SECRET, strlen(SECRET), &store));
    return store;
}

START_TEST(slots_are_those_of_the_cluster_specification)
{
    static const struct {
        const char *key;
        int slot;
    } known[] = {
        {"123456789", 12739}, /* a CRC of 0x31c3 */
        {"foo", 12182},
        {"user1000", 3443},
        {"{user1000}.following", 3443},
        {"{user1000}.followers", 3443},
        {"foo{foo}{bar}", 12182},
        {"", 0},
    };
    size_t i;

    for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        ck_assert_int_eq(otls__redis_slot(known[i].key, strlen(known[i].key)),
            known[i].slot);
    /* a tag that is empty, or has no end, is none */
    ck_assert_int_ne(
        otls__redis_slot("foo{}{bar}", 10), otls__redis_slot("bar", 3));
    ck_assert_int_eq(
        otls__redis_slot("foo{{bar}}zap", 13), otls__redis_slot("{bar", 4));
}
END_TEST

/* Nobody answers at the first. */
static int
two_addresses(const char *host, const char *service,
    const struct addrinfo *hints, struct addrinfo **addresses)
{
    struct addrinfo *second;

    (void)host;
    if (getaddrinfo("127.0.0.2", service, hints, addresses) != 0 ||
        getaddrinfo("127.0.0.1", service, hints, &second) != 0)
        return EAI_FAIL;
    (*addresses)->ai_next = second;
    return 0;
}

static void *
answer_one(void *listener)
{
    char data[1000];
    const int fd = accept(*(int *)listener, NULL, NULL);

    while (recv(fd, data, sizeof(data), 0) > 0)
        (void)send(fd, "$-1\r\n", 5, MSG_NOSIGNAL);
    (void)close(fd);
    return NULL;
}

START_TEST(the_next_address_is_tried_where_one_refuses)
{
    struct otls__store *store;
    pthread_t thread;
    char value[10];
    size_t len;
    int port, listener = listen_at(&port);

    ck_assert_int_eq(pthread_create(&thread, NULL, answer_one, &listener), 0);
    otls__resolve_hook = two_addresses;
    store = open_at("two.example", port);
    ck_assert_otls(
        otls__store_get(store, "name", 4, 0, value, sizeof(value), &len),
        OTLS_E_STORE_MISS);
    otls__store_unref(store);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    (void)close(listener);
}
END_TEST

static int
begin(struct otls__store *store, struct otls__store_lookup **lookup)
{
    ck_assert_ok(otls__store_lookup_begin(store, "name", 4, 0, lookup));
    return otls__store_lookup_step(*lookup);
}

START_TEST(what_the_parent_waits_for_takes_nothing_from_the_child)
{
    static struct otls__store_lookup *lookups[LINKS], *more;
    int port, listener = listen_at(&port), i;
    struct otls__store *store = open_at("127.0.0.1", port);
    pid_t child;

    for (i = 0; i < LINKS; i++)
        ck_assert_int_eq(begin(store, &lookups[i]), OTLS_E_WANT_STORE);
    ck_assert_otls(begin(store, &more), OTLS_E_STORE);
    otls__store_lookup_free(more);
    ck_assert_int_ge(child = fork(), 0);
    if (child == 0) {
        if (begin(store, &more) != OTLS_E_WANT_STORE)
            _exit(1);
        /* what was outstanding is the parent's, and fails here */
        _exit(otls__store_lookup_step(lookups[0]) == OTLS_E_STORE ? 0 : 2);
    }
    ck_assert_int_eq(support_wait(child), 0);
    for (i = 0; i < LINKS; i++) {
        ck_assert_int_eq(
            otls__store_lookup_step(lookups[i]), OTLS_E_WANT_STORE);
        otls__store_lookup_free(lookups[i]);
    }
    otls__store_unref(store);
    (void)close(listener);
}
END_TEST

#endif

Suite *
check_suite(void)
{
    Suite *s = suite_create("redis");
    TCase *c = tcase_create("redis");

#ifdef HAVE_HIREDIS
    tcase_add_test(c, slots_are_those_of_the_cluster_specification);
    tcase_add_test(c, the_next_address_is_tried_where_one_refuses);
    tcase_add_test(c, what_the_parent_waits_for_takes_nothing_from_the_child);
#else
    support_skip("redis", "the build has no hiredis");
#endif
    suite_add_tcase(s, c);
    return s;
}
