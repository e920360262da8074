/* SPDX-License-Identifier: ISC */
#include "store/redis_node.h"

#ifdef HAVE_HIREDIS

#include <string.h>

#include <otls/store.h>

#include "base/call.h"
#include "base/limit.h"
#include "store/gate.h"

#define LINKS 64
#define REPLY_MAX ((size_t)4 << 20)
#define FAILURES_MAX 3
#define PING_MS 500

struct otls__redis_node {
    struct otls__ref ref;
    struct otls__store *store;
    struct otls__redis_server server;
    atomic_int doubtful;
    atomic_int failures;       /* in a row */
    pthread_mutex_t ping_lock; /* of what asks whether it is back */
    int pinging;
    struct otls__redis_turn ping;
    struct otls__limit ping_limit;
    pthread_mutex_t lock; /* of what follows */
    struct otls__redis_link *link[LINKS];
    unsigned owner[LINKS]; /* a number of its own, 0 for none */
    unsigned owners;
    unsigned generation; /* of the process */
};

static void
lost(void *user, int count, const char *why)
{
    const struct otls__redis_node *const n = user;

    for (; count > 0; count--)
        otls__store_happened(n->store, OTLS_STORE_DROPPED);
    if (why != NULL)
        otls__store_warn(n->store, why);
}

static void
elsewhere(void *user)
{
    (void)otls__redis_node_doubt(user, 1);
}

static int
make_link(struct otls__redis_node *n, int i)
{
    const struct otls__redis_events events = {lost, elsewhere, n};

    if (n->link[i] != NULL)
        return OTLS_OK;
    return otls__redis_link_new(&n->server, &events, REPLY_MAX, &n->link[i]);
}

int
otls__redis_node_new(struct otls__store *store,
    struct otls__redis_server *server, struct otls__redis_node **node)
{
    struct otls__redis_node *n = otls__calloc(1, sizeof(*n));
    int rv;

    if (n == NULL) {
        otls__redis_server_end(server);
        return otls__error_memory();
    }
    otls__ref_init(&n->ref);
    (void)pthread_mutex_init(&n->lock, NULL);
    (void)pthread_mutex_init(&n->ping_lock, NULL);
    n->store = store;
    n->server = *server;
    n->generation = otls__fork_generation();
    if ((rv = make_link(n, 0)) == OTLS_OK)
        *node = n;
    else
        otls__redis_node_unref(n);
    return rv;
}

void
otls__redis_node_ref(struct otls__redis_node *n)
{
    otls__ref_take(&n->ref);
}

void
otls__redis_node_unref(struct otls__redis_node *n)
{
    int i;

    if (n == NULL || !otls__ref_drop(&n->ref))
        return;
    for (i = 0; i < LINKS; i++)
        otls__redis_link_free(n->link[i]);
    otls__redis_server_end(&n->server);
    (void)pthread_mutex_destroy(&n->ping_lock);
    (void)pthread_mutex_destroy(&n->lock);
    otls__free(n);
}

const struct otls__redis_server *
otls__redis_node_server(const struct otls__redis_node *n)
{
    return &n->server;
}

int
otls__redis_node_doubt(struct otls__redis_node *n, int doubtful)
{
    return atomic_exchange(&n->doubtful, doubtful);
}

int
otls__redis_node_is_doubtful(const struct otls__redis_node *n)
{
    return atomic_load(&n->doubtful);
}

int
otls__redis_node_connect(struct otls__redis_node *n)
{
    return otls__redis_link_connect(n->link[0]);
}

/* What |rv| says of the node. */
static int
count(struct otls__redis_node *n, int rv)
{
    if (rv == OTLS_OK)
        atomic_store(&n->failures, 0);
    else if (rv == OTLS_E_STORE || rv == OTLS_E_TIMEOUT)
        (void)atomic_fetch_add(&n->failures, 1);
    return rv;
}

/* What is only on its way says nothing good. */
static int
count_failure(struct otls__redis_node *n, int rv)
{
    return rv == OTLS_OK ? rv : count(n, rv);
}

int
otls__redis_node_post(struct otls__redis_node *n,
    const struct otls__redis_command *command, int64_t patience_ms)
{
    return count_failure(
        n, otls__redis_link_post(n->link[0], command, patience_ms));
}

int
otls__redis_node_pump(struct otls__redis_node *n)
{
    return count_failure(n, otls__redis_link_pump(n->link[0]));
}

int
otls__redis_node_fd(struct otls__redis_node *n)
{
    short events;
    int fd;

    otls__redis_link_poll(n->link[0], &fd, &events);
    return fd;
}

/* What owned one when the process forked isn't there in the child. */
static void
notice_fork(struct otls__redis_node *n)
{
    const unsigned now = otls__fork_generation();

    if (n->generation != now)
        memset(n->owner, 0, sizeof(n->owner));
    n->generation = now;
}

static int
own_a_link(struct otls__redis_node *n, struct otls__redis_turn *turn)
{
    int i, rv;

    (void)pthread_mutex_lock(&n->lock);
    notice_fork(n);
    for (i = 0; i < LINKS && n->owner[i] != 0; i++)
        ;
    if (i == LINKS)
        rv = otls__error(OTLS_E_STORE, "%d look-ups wait for %s already",
            LINKS, n->server.where);
    else if ((rv = make_link(n, i)) == OTLS_OK) {
        n->owners += n->owners + 1 == 0 ? 2 : 1;
        turn->owner = n->owner[i] = n->owners;
        turn->link = i;
    }
    (void)pthread_mutex_unlock(&n->lock);
    return rv;
}

void
otls__redis_node_end(
    struct otls__redis_node *n, const struct otls__redis_turn *turn)
{
    (void)pthread_mutex_lock(&n->lock);
    notice_fork(n);
    if (n->owner[turn->link] == turn->owner)
        n->owner[turn->link] = 0;
    (void)pthread_mutex_unlock(&n->lock);
}

int
otls__redis_node_ask(struct otls__redis_node *n,
    const struct otls__redis_command *command, int asking,
    struct otls__redis_turn *turn)
{
    int rv;

    if ((rv = own_a_link(n, turn)) != OTLS_OK)
        return rv;
    rv = otls__redis_link_ask(
        n->link[turn->link], command, asking, &turn->ticket);
    if (rv != OTLS_OK)
        otls__redis_node_end(n, turn);
    return count_failure(n, rv);
}

int
otls__redis_node_answer(struct otls__redis_node *n,
    const struct otls__redis_turn *turn, struct otls__redis_reply **reply)
{
    return count(
        n, otls__redis_link_answer(n->link[turn->link], turn->ticket, reply));
}

void
otls__redis_node_poll(struct otls__redis_node *n,
    const struct otls__redis_turn *turn, int *fd, short *events)
{
    otls__redis_link_poll(n->link[turn->link], fd, events);
}

void
otls__redis_node_give_up(
    struct otls__redis_node *n, const struct otls__redis_turn *turn)
{
    otls__redis_link_give_up(n->link[turn->link], turn->ticket);
    otls__redis_node_end(n, turn);
    (void)count(n, OTLS_E_TIMEOUT);
}

static void
begin_ping(struct otls__redis_node *n)
{
    static const char *argv[] = {"PING"};
    static const size_t len[] = {4};
    static const struct otls__redis_command ping = {1, argv, len};

    n->ping_limit = otls__limit_begin(PING_MS);
    n->pinging = otls__redis_node_ask(n, &ping, 0, &n->ping) == OTLS_OK;
}

/* With the lock. Whether one was begun. */
static int
go_on_pinging(struct otls__redis_node *n)
{
    const int is_over = otls__limit_left_ms(&n->ping_limit) == 0;
    struct otls__redis_reply *reply;
    int rv;

    if (n->pinging) {
        rv = otls__redis_node_answer(n, &n->ping, &reply);
        if (rv == OTLS_E_WANT_STORE && !is_over)
            return 0;
        n->pinging = 0;
        if (rv == OTLS_OK)
            otls__redis_reply_free(reply);
        if (rv == OTLS_E_WANT_STORE)
            otls__redis_node_give_up(n, &n->ping);
        else
            otls__redis_node_end(n, &n->ping);
    }
    if (!is_over || atomic_load(&n->failures) < FAILURES_MAX)
        return 0;
    begin_ping(n);
    return 1;
}

int
otls__redis_node_is_usable(struct otls__redis_node *n, int *due)
{
    *due = 0;
    if (atomic_load(&n->failures) < FAILURES_MAX)
        return 1;
    if (pthread_mutex_trylock(&n->ping_lock) == 0) {
        *due = go_on_pinging(n);
        (void)pthread_mutex_unlock(&n->ping_lock);
    }
    return atomic_load(&n->failures) < FAILURES_MAX;
}

#endif
