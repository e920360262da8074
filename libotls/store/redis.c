/* SPDX-License-Identifier: ISC */
#include "store/gate.h"

#ifndef HAVE_HIREDIS

int
otls__store_redis_open(struct otls__store *store,
    const struct otls__store_url *url, otls__store_make_tls *make_tls,
    const struct otls__store_backend **backend, void **state)
{
    (void)store;
    (void)url;
    (void)make_tls;
    (void)backend;
    (void)state;
    return otls__error(OTLS_E_UNSUPPORTED,
        "this build of the library has no Redis: configure it with "
        "libhiredis-dev installed");
}

#else

#include <stdio.h>
#include <string.h>

#include <otls/store.h>

#include "bio/wait.h"
#include "store/redis_run.h"

#define PREFIX "otls:"
#define NAME_MAX_LEN (64 + 2 * OTLS__STORE_KEY)
#define PROBE_MS 500

/* For servers that have no GETDEL. */
static const char take_script[] =
    "local v = redis.call('GET', KEYS[1]) "
    "if v then redis.call('DEL', KEYS[1]) end return v";

/* In letters, for people and access rules. */
static size_t
write_name(const struct otls__redis *r, const unsigned char *key,
    char name[NAME_MAX_LEN + 1])
{
    static const char digits[] = "0123456789abcdef";
    size_t n = strlen(r->prefix), i;

    memcpy(name, r->prefix, n);
    for (i = 0; i < OTLS__STORE_KEY; i++) {
        name[n++] = digits[key[i] >> 4];
        name[n++] = digits[key[i] & 15];
    }
    name[n] = '\0';
    return n;
}

int
otls__redis_run(struct otls__redis *r, struct otls__redis_node *node,
    const struct otls__redis_command *command, const char *key, size_t key_len,
    struct otls__redis_reply **reply)
{
    const struct otls__limit limit = otls__limit_begin(r->deadline_ms);
    struct otls__redis_ask ask;
    int rv;

    rv = otls__redis_ask_begin(&ask, r->route, node, command, key, key_len);
    if (rv != OTLS_OK ||
        (rv = otls__redis_ask_wait(&ask, &limit, reply)) != OTLS_OK)
        return rv;
    if (ask.verdict != OTLS_OK)
        otls__redis_reply_free(*reply);
    return ask.verdict;
}

int
otls__redis_surprised(void)
{
    return otls__error(OTLS_E_STORE,
        "what answers isn't Redis: its answer is of another kind");
}

static int
missed(void)
{
    return otls__error(OTLS_E_STORE_MISS, "the store has no such entry");
}

static size_t
write_ttl(int64_t ttl_ms, char text[24])
{
    /* Redis refuses what overflows when it adds the time of day */
    if (ttl_ms > INT64_MAX / 4)
        ttl_ms = INT64_MAX / 4;
    return (size_t)snprintf(text, 24, "%lld", (long long)ttl_ms);
}

/* By one thread at a time: a connection is made and a PING answered, in as
 * many calls as that takes. */
static int
go_on_probing(struct otls__redis *r)
{
    static const char *argv[] = {"PING"};
    static const size_t len[] = {4};
    static const struct otls__redis_command ping = {1, argv, len};
    struct otls__redis_reply *reply;
    int rv;

    if (r->probe->node != NULL && otls__limit_left_ms(&r->probe_limit) == 0)
        otls__redis_ask_give_up(r->probe);
    if (r->probe->node == NULL) {
        rv = otls__redis_ask_begin(r->probe, r->route, NULL, &ping, NULL, 0);
        if (rv != OTLS_OK)
            return rv;
        r->probe_limit = otls__limit_begin(PROBE_MS);
    }
    if ((rv = otls__redis_ask_answer(r->probe, &reply)) != OTLS_OK)
        return rv;
    otls__redis_reply_free(reply);
    return r->probe->verdict;
}

static int
probe(void *state)
{
    struct otls__redis *r = state;
    int busy, rv;

    (void)pthread_mutex_lock(&r->lock);
    busy = r->probing;
    r->probing = 1;
    (void)pthread_mutex_unlock(&r->lock);
    if (busy)
        return OTLS_E_WANT_STORE;
    rv = go_on_probing(r);
    atomic_store(&r->tending, rv == OTLS_E_WANT_STORE);
    (void)pthread_mutex_lock(&r->lock);
    r->probing = 0;
    (void)pthread_mutex_unlock(&r->lock);
    return rv;
}

/* What is put waits for nothing, so where something speaks against the node
 * the guides are asked in the course of several puts. */
static void
tend(struct otls__redis *r, const struct otls__redis_node *node)
{
    if (r->route->kind != NULL &&
        (otls__redis_node_is_doubtful(node) || atomic_load(&r->tending)))
        (void)probe(r);
}

static int
is_out(const struct otls__redis *r, struct otls__redis_node *node)
{
    int due;

    return otls__redis_route_is_cluster(r->route) &&
           !otls__redis_node_is_usable(node, &due);
}

static int
post(struct otls__redis *r, const struct otls__redis_command *command,
    const char *name, size_t len)
{
    struct otls__redis_node *const node =
        otls__redis_route_node(r->route, name, len);
    int rv;

    if (node == NULL)
        return otls__error(OTLS_E_STORE,
            "no master of Redis that has the key is known (yet)");
    tend(r, node);
    rv = is_out(r, node)
             ? otls__error(OTLS_E_LIMIT,
                   "%s has failed a few times in a row and isn't asked for a "
                   "moment",
                   otls__redis_node_server(node)->where)
             : otls__redis_node_post(node, command, r->deadline_ms);
    if (rv == OTLS_E_LIMIT)
        otls__store_happened(r->store, OTLS_STORE_DROPPED);
    else if (rv != OTLS_OK)
        (void)otls__redis_node_doubt(node, 1);
    otls__redis_node_unref(node);
    return rv;
}

static int
put(void *state, const unsigned char key[OTLS__STORE_KEY], const void *value,
    size_t len, int64_t ttl_ms)
{
    struct otls__redis *r = state;
    char name[NAME_MAX_LEN + 1], ttl[24];
    const char *argv[] = {"SET", name, value, "PX", ttl};
    const size_t lens[] = {
        3, write_name(r, key, name), len, 2, write_ttl(ttl_ms, ttl)};
    const struct otls__redis_command command = {5, argv, lens};

    return post(r, &command, name, lens[1]);
}

/* Whether there was none is worth waiting for. */
static int
put_new(void *state, const unsigned char key[OTLS__STORE_KEY],
    const void *value, size_t len, int64_t ttl_ms)
{
    struct otls__redis *r = state;
    char name[NAME_MAX_LEN + 1], ttl[24];
    const char *argv[] = {"SET", name, value, "PX", ttl, "NX"};
    const size_t lens[] = {
        3, write_name(r, key, name), len, 2, write_ttl(ttl_ms, ttl), 2};
    const struct otls__redis_command command = {6, argv, lens};
    struct otls__redis_reply *reply;
    int rv;

    rv = otls__redis_run(r, NULL, &command, name, lens[1], &reply);
    if (rv != OTLS_OK)
        return rv;
    if (reply->type == OTLS__REDIS_NIL)
        rv = otls__error(
            OTLS_E_STORE_MISS, "the store has such an entry already");
    else if (reply->type != OTLS__REDIS_STATUS)
        rv = otls__redis_surprised();
    otls__redis_reply_free(reply);
    return rv;
}

/* GET, GETDEL, or what does as GETDEL does. */
struct look_up {
    struct otls__redis_ask ask;
    struct otls__redis_command command;
    const char *argv[4];
    size_t len[4];
    int take;
    size_t name_len;
    char name[NAME_MAX_LEN + 1];
};

static void
set_command(struct otls__redis *r, struct look_up *l)
{
    const int script = l->take && atomic_load(&r->has_no_getdel);

    l->argv[0] = script ? "EVAL" : l->take ? "GETDEL" : "GET";
    l->len[0] = strlen(l->argv[0]);
    l->argv[1] = script ? take_script : l->name;
    l->len[1] = script ? sizeof(take_script) - 1 : l->name_len;
    l->argv[2] = "1";
    l->len[2] = 1;
    l->argv[3] = l->name;
    l->len[3] = l->name_len;
    l->command.argc = script ? 4 : 2;
    l->command.argv = l->argv;
    l->command.len = l->len;
}

static int
begin(struct otls__redis *r, struct look_up *l)
{
    set_command(r, l);
    return otls__redis_ask_begin(
        &l->ask, r->route, NULL, &l->command, l->name, l->name_len);
}

/* What failed because a part of a cluster isn't asked for a moment. */
static int
or_missed(struct otls__redis *r, const struct look_up *l, int rv)
{
    if (rv != OTLS_E_STORE || !l->ask.skipped)
        return rv;
    otls__store_note(r->store);
    otls__store_happened(r->store, OTLS_STORE_SKIPPED);
    return missed();
}

static int
look_up(void *state, const unsigned char key[OTLS__STORE_KEY], int take,
    void **ask)
{
    struct otls__redis *r = state;
    struct look_up *l = otls__calloc(1, sizeof(*l));
    int rv;

    if (l == NULL)
        return otls__error_memory();
    l->take = take;
    l->name_len = write_name(r, key, l->name);
    if ((rv = begin(r, l)) == OTLS_OK) {
        *ask = l;
        return rv;
    }
    rv = or_missed(r, l, rv);
    otls__free(l);
    return rv;
}

/* A part of a cluster that isn't there says nothing of the others. */
static int
is_not_served(const struct otls__redis_reply *reply)
{
    return reply->type == OTLS__REDIS_ERROR &&
           (strncmp(reply->text, "CLUSTERDOWN", 11) == 0 ||
               strncmp(reply->text, "TRYAGAIN", 8) == 0);
}

static int
read_value(struct otls__redis *r, int verdict,
    const struct otls__redis_reply *reply, void *value, size_t *len)
{
    if (verdict != OTLS_OK) {
        if (!is_not_served(reply))
            return verdict;
        otls__store_note(r->store);
        return missed();
    }
    if (reply->type == OTLS__REDIS_NIL)
        return missed();
    if (reply->type != OTLS__REDIS_BULK)
        return otls__redis_surprised();
    if (reply->len > *len)
        return missed();
    memcpy(value, reply->text, reply->len);
    *len = reply->len;
    return OTLS_OK;
}

static int
is_unknown_command(const struct otls__redis_reply *reply)
{
    static const char text[] = "ERR unknown command";

    return reply->type == OTLS__REDIS_ERROR &&
           reply->len >= sizeof(text) - 1 &&
           memcmp(reply->text, text, sizeof(text) - 1) == 0;
}

/* Once more, to a server that is older than GETDEL. */
static int
ask_again(struct otls__redis *r, struct look_up *l)
{
    int rv;

    atomic_store(&r->has_no_getdel, 1);
    rv = begin(r, l);
    return rv == OTLS_OK ? OTLS_E_WANT_STORE : rv;
}

static int
answer(void *state, void *ask, void *value, size_t *len)
{
    struct otls__redis *r = state;
    struct look_up *l = ask;
    struct otls__redis_reply *reply;
    int rv;

    if ((rv = otls__redis_ask_answer(&l->ask, &reply)) == OTLS_OK) {
        if (l->take && is_unknown_command(reply) && l->command.argc == 2)
            rv = ask_again(r, l);
        else
            rv = read_value(r, l->ask.verdict, reply, value, len);
        otls__redis_reply_free(reply);
    } else {
        rv = or_missed(r, l, rv);
    }
    if (rv != OTLS_E_WANT_STORE)
        otls__free(l);
    return rv;
}

static void
what_to_poll(void *state, void *ask, int *fd, short *events)
{
    (void)state;
    otls__redis_ask_poll(&((struct look_up *)ask)->ask, fd, events);
}

static void
cancel(void *state, void *ask)
{
    (void)state;
    otls__redis_ask_give_up(&((struct look_up *)ask)->ask);
    otls__free(ask);
}

static int
forget(void *state, const unsigned char key[OTLS__STORE_KEY])
{
    struct otls__redis *r = state;
    char name[NAME_MAX_LEN + 1];
    const char *argv[] = {"DEL", name};
    const size_t len[] = {3, write_name(r, key, name)};
    const struct otls__redis_command command = {2, argv, len};
    struct otls__redis_reply *reply;
    int rv;

    rv = otls__redis_run(r, NULL, &command, name, len[1], &reply);
    if (rv != OTLS_OK)
        return rv;
    if (reply->type != OTLS__REDIS_INTEGER)
        rv = otls__redis_surprised();
    else if (reply->integer == 0)
        rv = missed();
    otls__redis_reply_free(reply);
    return rv;
}

/* All of them; the first where something is outstanding is the one to wait
 * for. */
static int
pump(void *state)
{
    struct otls__redis *r = state;
    struct otls__redis_node *node;
    int i, rv, answer = OTLS_OK;

    for (i = 0; (node = otls__redis_route_master(r->route, i)) != NULL; i++) {
        tend(r, node);
        rv = otls__redis_node_pump(node);
        if (rv != OTLS_OK && rv != OTLS_E_WANT_READ && rv != OTLS_E_WANT_WRITE)
            (void)otls__redis_node_doubt(node, 1);
        otls__redis_node_unref(node);
        if (answer == OTLS_OK && rv != OTLS_OK) {
            answer = rv;
            atomic_store(&r->pumped, i);
        }
    }
    return answer;
}

static int
pump_fd(void *state)
{
    struct otls__redis *r = state;
    struct otls__redis_node *node =
        otls__redis_route_master(r->route, atomic_load(&r->pumped));
    int fd;

    if (node == NULL)
        return -1;
    fd = otls__redis_node_fd(node);
    otls__redis_node_unref(node);
    return fd;
}

static void
finish(void *state)
{
    struct otls__redis *r = state;

    if (r->probe != NULL && r->probe->node != NULL)
        otls__redis_ask_give_up(r->probe);
    otls__free(r->probe);
    otls__redis_route_free(r->route);
    if (r->has_tls)
        r->tls.free_user(r->tls.user);
    (void)pthread_mutex_destroy(&r->lock);
    otls__free(r->prefix);
    otls__free(r);
}

#define BACKEND(parts)                                                        \
    .put = put, .put_new = put_new, .remove = forget,                         \
    .count = otls__redis_count, .purge = otls__redis_purge,                   \
    .scan = otls__redis_scan, .close = finish, .ask = look_up,                \
    .answer = answer, .poll = what_to_poll, .cancel = cancel, .pump = pump,   \
    .fd = pump_fd, .probe = probe, .has_parts = (parts)

/* The nodes of a cluster have a breaker each. */
static const struct otls__store_backend backends[] = {
    {BACKEND(0)},
    {BACKEND(1)},
};

/* Once a guide, since one that stands still must not hide the others; whoever
 * opens a store can wait for that. */
static int
ask_the_way(struct otls__redis *r)
{
    static const char *argv[] = {"PING"};
    static const size_t len[] = {4};
    static const struct otls__redis_command ping = {1, argv, len};
    struct otls__redis_reply *reply;
    int i, rv = OTLS_E_STORE;

    for (i = 0; i < r->route->guide_count && rv != OTLS_OK; i++) {
        rv = otls__redis_run(r, NULL, &ping, NULL, 0, &reply);
        if (rv == OTLS_E_NO_MEMORY)
            return rv;
        if (rv == OTLS_OK)
            otls__redis_reply_free(reply);
        else
            otls__store_note(r->store);
    }
    return OTLS_OK;
}

/* Connections to all of them. That Redis isn't there is no error: it may
 * come. */
static int
connect_all(struct otls__redis *r)
{
    struct otls__redis_node *node;
    int i, rv = OTLS_OK;

    for (i = 0; rv != OTLS_E_NO_MEMORY &&
                (node = otls__redis_route_master(r->route, i)) != NULL;
         i++) {
        rv = otls__redis_node_connect(node);
        otls__redis_node_unref(node);
    }
    return rv == OTLS_E_NO_MEMORY ? otls__error_memory() : OTLS_OK;
}

static int
start(struct otls__redis *r, const struct otls__store_url *url,
    otls__store_make_tls *make_tls)
{
    int rv;

    r->deadline_ms = url->deadline_ms;
    r->prefix = otls__strdup(url->prefix == NULL ? PREFIX : url->prefix);
    r->probe = otls__calloc(1, sizeof(*r->probe));
    if (r->prefix == NULL || r->probe == NULL)
        return otls__error_memory();
    if (make_tls != NULL) {
        if ((rv = make_tls(url->ca, url->cert, url->key, &r->tls)) != OTLS_OK)
            return rv;
        r->has_tls = 1;
    }
    rv = otls__redis_route_open(
        r->store, url, r->has_tls ? &r->tls : NULL, &r->route);
    if (rv == OTLS_OK && r->route->kind != NULL)
        rv = ask_the_way(r);
    return rv == OTLS_OK ? connect_all(r) : rv;
}

int
otls__store_redis_open(struct otls__store *store,
    const struct otls__store_url *url, otls__store_make_tls *make_tls,
    const struct otls__store_backend **backend, void **state)
{
    struct otls__redis *r;
    int rv;

    if ((r = otls__calloc(1, sizeof(*r))) == NULL)
        return otls__error_memory();
    (void)pthread_mutex_init(&r->lock, NULL);
    r->store = store;
    if ((rv = start(r, url, make_tls)) != OTLS_OK) {
        finish(r);
        return rv;
    }
    *backend = &backends[otls__redis_route_is_cluster(r->route)];
    *state = r;
    return OTLS_OK;
}

#endif
