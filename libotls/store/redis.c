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

#include "base/call.h"
#include "base/limit.h"
#include "bio/wait.h"
#include "store/redis_link.h"

/* Each look-up has a connection to itself while it lasts, so that its
 * descriptor tells of nothing else. Puts go by the first. */
#define LINKS 64
#define PREFIX "otls:"
#define NAME_MAX_LEN (64 + 2 * OTLS__STORE_KEY)
#define REPLY_MAX ((size_t)4 << 20)
#define BATCH 256
#define BATCH_TEXT "256"
#define PROBE_MS 500

/* For servers that have no GETDEL. */
static const char take_script[] =
    "local v = redis.call('GET', KEYS[1]) "
    "if v then redis.call('DEL', KEYS[1]) end return v";

struct redis {
    struct otls__store *store;
    struct otls__redis_server server;
    struct otls__store_tls tls;
    int64_t deadline_ms;
    char *prefix;
    atomic_int has_no_getdel;
    pthread_mutex_t lock; /* of what follows */
    struct otls__redis_link *link[LINKS];
    unsigned owner[LINKS]; /* a number of its own, 0 for none */
    unsigned owners;
    unsigned generation; /* of the process */
    int probing;
    struct ask *probe;
};

/* A command whose answer is outstanding. */
struct ask {
    struct redis *redis;
    int link;
    unsigned owner;
    int take;
    unsigned ticket;
    struct otls__limit limit; /* of a probe */
    size_t name_len;
    char name[NAME_MAX_LEN + 1];
};

static void
lost(void *user, int count, const char *why)
{
    const struct redis *const r = user;

    for (; count > 0; count--)
        otls__store_happened(r->store, OTLS_STORE_DROPPED);
    if (why != NULL)
        otls__store_warn(r->store, why);
}

/* In letters, for people and access rules. */
static size_t
write_name(const struct redis *r, const unsigned char *key,
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

static int
make_link(struct redis *r, int i)
{
    const struct otls__redis_events events = {lost, r};

    if (r->link[i] != NULL)
        return OTLS_OK;
    return otls__redis_link_new(&r->server, &events, REPLY_MAX, &r->link[i]);
}

/* What owned one when the process forked isn't there in the child. */
static void
notice_fork(struct redis *r)
{
    const unsigned now = otls__fork_generation();

    if (r->generation != now)
        memset(r->owner, 0, sizeof(r->owner));
    r->generation = now;
}

static int
own_a_link(struct redis *r, struct ask *a)
{
    int i, rv;

    (void)pthread_mutex_lock(&r->lock);
    notice_fork(r);
    for (i = 0; i < LINKS && r->owner[i] != 0; i++)
        ;
    if (i == LINKS)
        rv = otls__error(OTLS_E_STORE, "%d look-ups wait for %s already",
            LINKS, r->server.where);
    else if ((rv = make_link(r, i)) == OTLS_OK) {
        r->owners += r->owners + 1 == 0 ? 2 : 1;
        a->owner = r->owner[i] = r->owners;
        a->link = i;
    }
    (void)pthread_mutex_unlock(&r->lock);
    return rv;
}

static void
end(struct ask *a)
{
    struct redis *const r = a->redis;

    (void)pthread_mutex_lock(&r->lock);
    notice_fork(r);
    if (r->owner[a->link] == a->owner)
        r->owner[a->link] = 0;
    (void)pthread_mutex_unlock(&r->lock);
    otls__free(a);
}

static int
begin(struct redis *r, const struct otls__redis_command *command,
    struct ask **ask)
{
    struct ask *a = otls__calloc(1, sizeof(*a));
    int rv;

    if (a == NULL)
        return otls__error_memory();
    a->redis = r;
    if ((rv = own_a_link(r, a)) != OTLS_OK) {
        otls__free(a);
        return rv;
    }
    rv = otls__redis_link_ask(r->link[a->link], command, &a->ticket);
    if (rv == OTLS_OK)
        *ask = a;
    else
        end(a);
    return rv;
}

static void
give_up(struct ask *a)
{
    otls__redis_link_give_up(a->redis->link[a->link], a->ticket);
    end(a);
}

/* Waits for the answer to |a|, which is over then. */
static int
wait_for(struct ask *a, const struct otls__limit *limit,
    struct otls__redis_reply **reply)
{
    struct otls__redis_link *const link = a->redis->link[a->link];
    short events;
    int fd, rv;

    while ((rv = otls__redis_link_answer(link, a->ticket, reply)) ==
               OTLS_E_WANT_STORE &&
           otls__limit_left_ms(limit) > 0) {
        otls__redis_link_poll(link, &fd, &events);
        rv = otls__wait(fd, events, limit);
        if (rv != OTLS_OK && rv != OTLS_E_TIMEOUT && rv != OTLS_E_INTERRUPTED)
            break;
    }
    if (rv == OTLS_E_WANT_STORE)
        rv = otls__error(OTLS_E_TIMEOUT, "%s had no answer within %lld ms",
            a->redis->server.where, (long long)limit->timeout_ms);
    if (rv == OTLS_OK)
        end(a);
    else
        give_up(a);
    return rv;
}

/* A command and its answer, which isn't an error. */
static int
run(struct redis *r, int argc, const char **argv, const size_t *len,
    struct otls__redis_reply **reply)
{
    const struct otls__redis_command command = {argc, argv, len};
    const struct otls__limit limit = otls__limit_begin(r->deadline_ms);
    struct ask *a;
    int rv;

    if ((rv = begin(r, &command, &a)) != OTLS_OK ||
        (rv = wait_for(a, &limit, reply)) != OTLS_OK)
        return rv;
    rv = otls__redis_judge(*reply, r->server.where);
    if (rv != OTLS_OK)
        otls__redis_reply_free(*reply);
    return rv;
}

static int
surprised(const struct redis *r)
{
    return otls__error(OTLS_E_STORE,
        "%s: what answers isn't Redis: its answer is of another kind",
        r->server.where);
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

static int
put(void *state, const unsigned char key[OTLS__STORE_KEY], const void *value,
    size_t len, int64_t ttl_ms)
{
    struct redis *r = state;
    char name[NAME_MAX_LEN + 1], ttl[24];
    const char *argv[] = {"SET", name, value, "PX", ttl};
    const size_t lens[] = {
        3, write_name(r, key, name), len, 2, write_ttl(ttl_ms, ttl)};
    const struct otls__redis_command command = {5, argv, lens};
    int rv;

    rv = otls__redis_link_post(r->link[0], &command, r->deadline_ms);
    if (rv == OTLS_E_LIMIT)
        otls__store_happened(r->store, OTLS_STORE_DROPPED);
    return rv;
}

/* Whether there was none is worth waiting for. */
static int
put_new(void *state, const unsigned char key[OTLS__STORE_KEY],
    const void *value, size_t len, int64_t ttl_ms)
{
    struct redis *r = state;
    char name[NAME_MAX_LEN + 1], ttl[24];
    const char *argv[] = {"SET", name, value, "PX", ttl, "NX"};
    const size_t lens[] = {
        3, write_name(r, key, name), len, 2, write_ttl(ttl_ms, ttl), 2};
    struct otls__redis_reply *reply;
    int rv;

    if ((rv = run(r, 6, argv, lens, &reply)) != OTLS_OK)
        return rv;
    if (reply->type == OTLS__REDIS_NIL)
        rv = otls__error(
            OTLS_E_STORE_MISS, "the store has such an entry already");
    else if (reply->type != OTLS__REDIS_STATUS)
        rv = surprised(r);
    otls__redis_reply_free(reply);
    return rv;
}

/* GET, GETDEL, or what does as GETDEL does. */
struct look_up_command {
    struct otls__redis_command command;
    const char *argv[4];
    size_t len[4];
};

static const struct otls__redis_command *
make_look_up(struct redis *r, int take, const char *name, size_t name_len,
    struct look_up_command *c)
{
    const int script = take && atomic_load(&r->has_no_getdel);

    c->argv[0] = script ? "EVAL" : take ? "GETDEL" : "GET";
    c->len[0] = strlen(c->argv[0]);
    c->argv[1] = script ? take_script : name;
    c->len[1] = script ? sizeof(take_script) - 1 : name_len;
    c->argv[2] = "1";
    c->len[2] = 1;
    c->argv[3] = name;
    c->len[3] = name_len;
    c->command.argc = script ? 4 : 2;
    c->command.argv = c->argv;
    c->command.len = c->len;
    return &c->command;
}

static int
look_up(void *state, const unsigned char key[OTLS__STORE_KEY], int take,
    void **ask)
{
    struct redis *r = state;
    struct look_up_command c;
    char name[NAME_MAX_LEN + 1];
    const size_t n = write_name(r, key, name);
    struct ask *a;
    int rv;

    if ((rv = begin(r, make_look_up(r, take, name, n, &c), &a)) != OTLS_OK)
        return rv;
    a->take = take;
    a->name_len = n;
    memcpy(a->name, name, n + 1);
    *ask = a;
    return rv;
}

static int
read_value(struct redis *r, const struct otls__redis_reply *reply, void *value,
    size_t *len)
{
    int rv;

    if ((rv = otls__redis_judge(reply, r->server.where)) != OTLS_OK)
        return rv;
    if (reply->type == OTLS__REDIS_NIL)
        return missed();
    if (reply->type != OTLS__REDIS_BULK)
        return surprised(r);
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
ask_again(struct redis *r, struct ask *a)
{
    struct look_up_command c;
    int rv;

    atomic_store(&r->has_no_getdel, 1);
    rv = otls__redis_link_ask(r->link[a->link],
        make_look_up(r, 1, a->name, a->name_len, &c), &a->ticket);
    return rv == OTLS_OK ? OTLS_E_WANT_STORE : rv;
}

static int
answer(void *state, void *ask, void *value, size_t *len)
{
    struct redis *r = state;
    struct ask *a = ask;
    struct otls__redis_reply *reply;
    int rv;

    rv = otls__redis_link_answer(r->link[a->link], a->ticket, &reply);
    if (rv == OTLS_OK) {
        if (a->take && is_unknown_command(reply) &&
            !atomic_load(&r->has_no_getdel))
            rv = ask_again(r, a);
        else
            rv = read_value(r, reply, value, len);
        otls__redis_reply_free(reply);
    }
    if (rv != OTLS_E_WANT_STORE)
        end(a);
    return rv;
}

static void
what_to_poll(void *state, void *ask, int *fd, short *events)
{
    const struct redis *r = state;
    const struct ask *a = ask;

    otls__redis_link_poll(r->link[a->link], fd, events);
}

static void
cancel(void *state, void *ask)
{
    (void)state;
    give_up(ask);
}

static int
forget(void *state, const unsigned char key[OTLS__STORE_KEY])
{
    struct redis *r = state;
    char name[NAME_MAX_LEN + 1];
    const char *argv[] = {"DEL", name};
    const size_t len[] = {3, write_name(r, key, name)};
    struct otls__redis_reply *reply;
    int rv;

    if ((rv = run(r, 2, argv, len, &reply)) != OTLS_OK)
        return rv;
    if (reply->type != OTLS__REDIS_INTEGER)
        rv = surprised(r);
    else if (reply->integer == 0)
        rv = missed();
    otls__redis_reply_free(reply);
    return rv;
}

/* Part of the keys that begin with the prefix: |cursor| is "0" at the
 * beginning, and again at the end. */
static int
scan(struct redis *r, char cursor[24], struct otls__redis_reply **reply)
{
    char pattern[80];
    const char *argv[] = {
        "SCAN", cursor, "MATCH", pattern, "COUNT", BATCH_TEXT};
    const size_t len[] = {4, strlen(cursor), 5,
        (size_t)snprintf(pattern, sizeof(pattern), "%s*", r->prefix), 5, 3};
    const struct otls__redis_reply *next;
    size_t i;
    int rv;

    if ((rv = run(r, 6, argv, len, reply)) != OTLS_OK)
        return rv;
    if ((*reply)->type != OTLS__REDIS_ARRAY || (*reply)->count != 2)
        goto surprise;
    next = (*reply)->element[0];
    if (next->type != OTLS__REDIS_BULK || next->len > 20 ||
        (*reply)->element[1]->type != OTLS__REDIS_ARRAY)
        goto surprise;
    for (i = 0; i < (*reply)->element[1]->count; i++)
        if ((*reply)->element[1]->element[i]->type != OTLS__REDIS_BULK)
            goto surprise;
    memcpy(cursor, next->text, next->len + 1);
    return OTLS_OK;
surprise:
    otls__redis_reply_free(*reply);
    return surprised(r);
}

static int
delete_all(struct redis *r, const struct otls__redis_reply *keys)
{
    const char **argv = otls__calloc(keys->count + 1, sizeof(*argv));
    size_t *len = otls__calloc(keys->count + 1, sizeof(*len)), i;
    struct otls__redis_reply *reply;
    int rv;

    if (argv == NULL || len == NULL) {
        rv = otls__error_memory();
        goto out;
    }
    argv[0] = "DEL";
    len[0] = 3;
    for (i = 0; i < keys->count; i++) {
        argv[i + 1] = keys->element[i]->text;
        len[i + 1] = keys->element[i]->len;
    }
    rv = run(r, (int)keys->count + 1, argv, len, &reply);
    if (rv == OTLS_OK)
        otls__redis_reply_free(reply);
out:
    otls__free(argv);
    otls__free(len);
    return rv;
}

/* Each step has the deadline to itself, since there may be millions. */
static int
visit(struct redis *r, int64_t *count, int purge)
{
    char cursor[24] = "0";
    struct otls__redis_reply *reply;
    int rv;

    *count = 0;
    do {
        if ((rv = scan(r, cursor, &reply)) != OTLS_OK)
            return rv;
        *count += (int64_t)reply->element[1]->count;
        if (purge && reply->element[1]->count > 0)
            rv = delete_all(r, reply->element[1]);
        otls__redis_reply_free(reply);
    } while (rv == OTLS_OK && strcmp(cursor, "0") != 0);
    return rv;
}

static int
count_all(void *state, int64_t *count)
{
    return visit(state, count, 0);
}

static int
purge(void *state)
{
    int64_t n;

    return visit(state, &n, 1);
}

static int
pump(void *state)
{
    return otls__redis_link_pump(((struct redis *)state)->link[0]);
}

static int
pump_fd(void *state)
{
    short events;
    int fd;

    otls__redis_link_poll(((struct redis *)state)->link[0], &fd, &events);
    return fd;
}

/* By one thread at a time: a connection is made and a PING answered, in as
 * many calls as that takes. */
static int
go_on_probing(struct redis *r)
{
    static const char *argv[] = {"PING"};
    static const size_t len[] = {4};
    static const struct otls__redis_command ping = {1, argv, len};
    struct otls__redis_reply *reply;
    int rv;

    if (r->probe != NULL && otls__limit_left_ms(&r->probe->limit) == 0) {
        give_up(r->probe);
        r->probe = NULL;
    }
    if (r->probe == NULL) {
        if ((rv = begin(r, &ping, &r->probe)) != OTLS_OK)
            return rv;
        r->probe->limit = otls__limit_begin(PROBE_MS);
    }
    rv = otls__redis_link_answer(
        r->link[r->probe->link], r->probe->ticket, &reply);
    if (rv == OTLS_E_WANT_STORE)
        return rv;
    end(r->probe);
    r->probe = NULL;
    if (rv == OTLS_OK) {
        rv = otls__redis_judge(reply, r->server.where);
        otls__redis_reply_free(reply);
    }
    return rv;
}

static int
probe(void *state)
{
    struct redis *r = state;
    int busy, rv;

    (void)pthread_mutex_lock(&r->lock);
    busy = r->probing;
    r->probing = 1;
    (void)pthread_mutex_unlock(&r->lock);
    if (busy)
        return OTLS_E_WANT_STORE;
    rv = go_on_probing(r);
    (void)pthread_mutex_lock(&r->lock);
    r->probing = 0;
    (void)pthread_mutex_unlock(&r->lock);
    return rv;
}

static void
finish(void *state)
{
    struct redis *r = state;
    int i;

    otls__free(r->probe);
    for (i = 0; i < LINKS; i++)
        otls__redis_link_free(r->link[i]);
    if (r->server.tls != NULL)
        r->tls.free_user(r->tls.user);
    otls__redis_server_end(&r->server);
    (void)pthread_mutex_destroy(&r->lock);
    otls__free(r->prefix);
    otls__free(r);
}

static const struct otls__store_backend backend_redis = {
    .put = put,
    .put_new = put_new,
    .remove = forget,
    .count = count_all,
    .purge = purge,
    .close = finish,
    .ask = look_up,
    .answer = answer,
    .poll = what_to_poll,
    .cancel = cancel,
    .pump = pump,
    .fd = pump_fd,
    .probe = probe,
};

/* That Redis isn't there is no error: it may come. */
int
otls__store_redis_open(struct otls__store *store,
    const struct otls__store_url *url, otls__store_make_tls *make_tls,
    const struct otls__store_backend **backend, void **state)
{
    struct redis *r;
    int rv;

    if ((r = otls__calloc(1, sizeof(*r))) == NULL)
        return otls__error_memory();
    (void)pthread_mutex_init(&r->lock, NULL);
    r->store = store;
    r->generation = otls__fork_generation();
    r->deadline_ms = url->deadline_ms;
    r->prefix = otls__strdup(url->prefix == NULL ? PREFIX : url->prefix);
    rv = r->prefix == NULL ? otls__error_memory()
                           : otls__redis_server_parse(url, &r->server);
    if (rv == OTLS_OK && make_tls != NULL) {
        rv = make_tls(url->ca, url->cert, url->key, &r->tls);
        r->server.tls = rv == OTLS_OK ? &r->tls : NULL;
    }
    if (rv == OTLS_OK)
        rv = otls__redis_server_resolve(&r->server);
    if (rv == OTLS_OK)
        rv = make_link(r, 0);
    if (rv != OTLS_OK) {
        finish(r);
        return rv;
    }
    if (otls__redis_link_connect(r->link[0]) == OTLS_E_NO_MEMORY) {
        finish(r);
        return otls__error_memory();
    }
    *backend = &backend_redis;
    *state = r;
    return OTLS_OK;
}

#endif
