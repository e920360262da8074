/* SPDX-License-Identifier: ISC */
#include "store/redis_route.h"

#ifdef HAVE_HIREDIS

#include <string.h>
#include <strings.h>

#include "base/secret.h"
#include "store/gate.h"

#define PORT 6379
#define SENTINEL_PORT 26379

static struct otls__redis_node *
take(struct otls__redis_node *node)
{
    if (node != NULL)
        otls__redis_node_ref(node);
    return node;
}

/* Those in doubt are worth asking first: that clears it up. */
static int
anybody(const struct otls__redis_route *r)
{
    int i;

    for (i = 0; i < r->master_count; i++)
        if (otls__redis_node_is_doubtful(r->masters[i]))
            return i;
    return r->master_count > 0 ? r->guide % r->master_count : -1;
}

struct otls__redis_node *
otls__redis_route_node(
    struct otls__redis_route *r, const char *key, size_t len)
{
    struct otls__redis_node *node;
    int i;

    (void)pthread_mutex_lock(&r->lock);
    if (key == NULL)
        i = anybody(r);
    else if (r->kind == NULL)
        i = 0;
    else
        i = r->kind->find(r, key, len);
    node = i < 0 ? NULL : take(r->masters[i]);
    (void)pthread_mutex_unlock(&r->lock);
    return node;
}

struct otls__redis_node *
otls__redis_route_master(struct otls__redis_route *r, int which)
{
    struct otls__redis_node *node = NULL;

    (void)pthread_mutex_lock(&r->lock);
    if (which >= 0 && which < r->master_count)
        node = take(r->masters[which]);
    (void)pthread_mutex_unlock(&r->lock);
    return node;
}

int
otls__redis_route_is_cluster(const struct otls__redis_route *r)
{
    return r->kind == &otls__redis_cluster;
}

/* The nodes of a cluster know as much as those that the URL names. */
static int
count_guides(const struct otls__redis_route *r)
{
    return r->guide_count +
           (otls__redis_route_is_cluster(r) ? r->master_count : 0);
}

static struct otls__redis_node *
guide_at(const struct otls__redis_route *r, int i)
{
    return i < r->guide_count ? r->guides[i] : r->masters[i - r->guide_count];
}

struct otls__redis_node *
otls__redis_route_guide(struct otls__redis_route *r, int tries)
{
    struct otls__redis_node *node = NULL;
    int count;

    (void)pthread_mutex_lock(&r->lock);
    count = count_guides(r);
    if (tries < count)
        node = take(guide_at(r, (r->guide + tries) % count));
    (void)pthread_mutex_unlock(&r->lock);
    return node;
}

/* Its index, or -1 where it is none any more. */
static int
find_guide(
    const struct otls__redis_route *r, const struct otls__redis_node *guide)
{
    const int count = count_guides(r);
    int i;

    for (i = 0; i < count; i++)
        if (guide_at(r, i) == guide)
            return i;
    return -1;
}

void
otls__redis_route_guide_failed(
    struct otls__redis_route *r, const struct otls__redis_node *guide)
{
    int i;

    (void)pthread_mutex_lock(&r->lock);
    if ((i = find_guide(r, guide)) >= 0)
        r->guide = i + 1;
    (void)pthread_mutex_unlock(&r->lock);
}

static void
remember_guide(
    struct otls__redis_route *r, const struct otls__redis_node *guide)
{
    const int i = find_guide(r, guide);

    r->guide = i < 0 ? 0 : i;
}

int
otls__redis_route_learn(struct otls__redis_route *r,
    struct otls__redis_node *guide, const struct otls__redis_reply *reply)
{
    int rv;

    (void)pthread_mutex_lock(&r->lock);
    rv = otls__redis_judge(reply, otls__redis_node_server(guide)->where);
    if (rv == OTLS_OK && (rv = r->kind->learn(r, guide, reply)) == OTLS_OK)
        remember_guide(r, guide);
    (void)pthread_mutex_unlock(&r->lock);
    return rv;
}

int
otls__redis_route_redirect(struct otls__redis_route *r,
    struct otls__redis_node *from, const struct otls__redis_reply *reply,
    struct otls__redis_node **next)
{
    int i, way;

    if (r->kind == NULL || reply->type != OTLS__REDIS_ERROR)
        return 0;
    (void)pthread_mutex_lock(&r->lock);
    if ((way = r->kind->redirect(r, from, reply, &i)) != 0)
        *next = take(r->masters[i]);
    (void)pthread_mutex_unlock(&r->lock);
    return way;
}

int
otls__redis_route_master_at(
    struct otls__redis_route *r, struct otls__redis_server *server, int *which)
{
    int i, rv;

    for (i = 0; i < r->master_count; i++)
        if (otls__redis_server_is(
                otls__redis_node_server(r->masters[i]), server)) {
            otls__redis_server_end(server);
            *which = i;
            return OTLS_OK;
        }
    if (i == OTLS__REDIS_MASTERS) {
        otls__redis_server_end(server);
        return otls__error(OTLS_E_STORE,
            "the cluster has more than %d masters", OTLS__REDIS_MASTERS);
    }
    if ((rv = otls__redis_node_new(r->store, server, &r->masters[i])) ==
        OTLS_OK) {
        r->master_count++;
        *which = i;
    }
    return rv;
}

static int
open_one(struct otls__redis_route *r, const struct otls__store_url *url,
    const struct otls__store_tls *tls)
{
    struct otls__redis_server server;
    int rv;

    if ((rv = otls__redis_server_parse(url, &server)) != OTLS_OK)
        return rv;
    server.tls = tls;
    if ((rv = otls__redis_server_resolve(&server)) != OTLS_OK) {
        otls__redis_server_end(&server);
        return rv;
    }
    if ((rv = otls__redis_node_new(r->store, &server, &r->masters[0])) ==
        OTLS_OK)
        r->master_count = 1;
    return rv;
}

static int
add_guide(struct otls__redis_route *r, const char *text, size_t len)
{
    struct otls__redis_server server;
    int rv;

    if (r->guide_count == OTLS__REDIS_GUIDES)
        return otls__error(OTLS_E_INVALID,
            "the URL of a Redis store names %d hosts at most",
            OTLS__REDIS_GUIDES);
    rv = otls__redis_server_parse_host(&r->guide_base, text, len,
        otls__redis_route_is_cluster(r) ? PORT : SENTINEL_PORT, &server);
    if (rv != OTLS_OK)
        return rv;
    if ((rv = otls__redis_server_resolve(&server)) != OTLS_OK) {
        otls__redis_server_end(&server);
        return rv;
    }
    rv = otls__redis_node_new(r->store, &server, &r->guides[r->guide_count]);
    if (rv == OTLS_OK)
        r->guide_count++;
    return rv;
}

/* One whose name isn't known may be down; one will do. */
static int
add_guides(struct otls__redis_route *r, const char *hosts, size_t len)
{
    const char *const end = hosts + len;
    const char *comma;
    int rv, unknown = OTLS_OK;

    for (;; hosts = comma + 1) {
        if ((comma = memchr(hosts, ',', (size_t)(end - hosts))) == NULL)
            comma = end;
        rv = add_guide(r, hosts, (size_t)(comma - hosts));
        if (rv == OTLS_E_HOST_NOT_FOUND || rv == OTLS_E_TIMEOUT)
            unknown = rv;
        else if (rv != OTLS_OK)
            return rv;
        if (comma == end)
            return r->guide_count > 0 ? OTLS_OK : unknown;
    }
}

static void
set_question(struct otls__redis_route *r, int argc, const char *one,
    const char *two, const char *three)
{
    int i;

    r->words[0] = one;
    r->words[1] = two;
    r->words[2] = three;
    for (i = 0; i < argc; i++)
        r->words_len[i] = strlen(r->words[i]);
    r->question.argc = argc;
    r->question.argv = r->words;
    r->question.len = r->words_len;
}

/* Sentinels have a password of their own. */
static int
set_guide_password(struct otls__redis_route *r, const char *password)
{
    const size_t size = password == NULL ? 0 : strlen(password) + 1;

    if (size == 0)
        return OTLS_OK;
    if ((r->guide_base.password = otls__secret_new(size)) == NULL)
        return otls__error_memory();
    memcpy(r->guide_base.password, password, size);
    return OTLS_OK;
}

static int
prepare_sentinel(
    struct otls__redis_route *r, const struct otls__store_url *url)
{
    if (r->name == NULL)
        return otls__error(OTLS_E_INVALID,
            "the URL of a Redis store with Sentinels ends with the name of "
            "the master: redis+sentinel://host:port,host:port/name");
    r->base.needs_master = 1;
    r->guide_base.tls = r->base.tls;
    set_question(r, 3, "SENTINEL", "get-master-addr-by-name", r->name);
    return set_guide_password(r, url->sentinel_password);
}

static int
prepare_cluster(struct otls__redis_route *r)
{
    if (r->name != NULL || r->base.db != 0)
        return otls__error(OTLS_E_INVALID,
            "the URL of a Redis cluster is redis+cluster://host:port,"
            "host:port: it has one database, and no name");
    r->guide_base = r->base;
    r->guide_base.shares = 1;
    set_question(r, 2, "CLUSTER", "SLOTS", NULL);
    return OTLS_OK;
}

static int
open_many(struct otls__redis_route *r, const struct otls__store_url *url,
    const struct otls__store_tls *tls)
{
    const char *hosts;
    size_t len;
    int rv;

    if ((rv = otls__redis_server_parse_many(
             url, &r->base, &hosts, &len, &r->name)) != OTLS_OK)
        return rv;
    r->base.tls = tls;
    rv = otls__redis_route_is_cluster(r) ? prepare_cluster(r)
                                         : prepare_sentinel(r, url);
    return rv == OTLS_OK ? add_guides(r, hosts, len) : rv;
}

int
otls__redis_route_open(struct otls__store *store,
    const struct otls__store_url *url, const struct otls__store_tls *tls,
    struct otls__redis_route **route)
{
    struct otls__redis_route *r = otls__calloc(1, sizeof(*r));
    int rv;

    if (r == NULL)
        return otls__error_memory();
    (void)pthread_mutex_init(&r->lock, NULL);
    r->store = store;
    if (strcasecmp(url->scheme, "redis+sentinel") == 0)
        r->kind = &otls__redis_sentinel;
    else if (strcasecmp(url->scheme, "redis+cluster") == 0)
        r->kind = &otls__redis_cluster;
    rv = r->kind == NULL ? open_one(r, url, tls) : open_many(r, url, tls);
    if (rv == OTLS_OK)
        *route = r;
    else
        otls__redis_route_free(r);
    return rv;
}

void
otls__redis_route_free(struct otls__redis_route *r)
{
    int i;

    if (r == NULL)
        return;
    for (i = 0; i < r->guide_count; i++)
        otls__redis_node_unref(r->guides[i]);
    for (i = 0; i < r->master_count; i++)
        otls__redis_node_unref(r->masters[i]);
    otls__redis_server_end(&r->guide_base);
    otls__redis_server_end(&r->base);
    otls__free(r->name);
    (void)pthread_mutex_destroy(&r->lock);
    otls__free(r);
}

#endif
