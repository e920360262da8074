/* SPDX-License-Identifier: ISC */
#include "store/registry.h"

#include <pthread.h>
#include <string.h>
#include <strings.h>

#include <otls/types.h>

#include "base/call.h"
#include "base/error.h"

#define SCHEMES_MAX 32

struct scheme {
    char name[OTLS__STORE_SCHEME_MAX + 1];
    struct otls__store_functions functions;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct scheme schemes[SCHEMES_MAX];
static int count;

static struct scheme *
find(const char *name)
{
    int i;

    for (i = 0; i < count; i++)
        if (strcasecmp(schemes[i].name, name) == 0)
            return &schemes[i];
    return NULL;
}

static int
is_ours(const char *name)
{
    static const char *const ours[] = {"memory", "sqlite", "pull", "redis",
        "rediss", "redis+unix", "redis+sentinel", "redis+cluster"};
    size_t i;

    for (i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
        if (strcasecmp(name, ours[i]) == 0)
            return 1;
    return 0;
}

static int
add(const char *name, const struct otls__store_functions *functions)
{
    struct scheme *s;

    if (find(name) != NULL)
        return otls__error(OTLS_E_INVALID,
            "the scheme %s is registered already: it stays until the process "
            "ends",
            name);
    if (count == SCHEMES_MAX)
        return otls__error(OTLS_E_LIMIT,
            "no more than %d schemes can be registered", SCHEMES_MAX);
    s = &schemes[count++];
    memcpy(s->name, name, strlen(name) + 1);
    s->functions = *functions;
    return OTLS_OK;
}

int
otls__store_register(
    const char *scheme, const struct otls__store_functions *functions)
{
    int rv;

    if (!otls__store_scheme_is_valid(scheme, strlen(scheme)))
        return otls__error(OTLS_E_INVALID,
            "a scheme is a letter, then letters, digits, '+', '-' and '.', "
            "%d characters at most",
            OTLS__STORE_SCHEME_MAX);
    if (is_ours(scheme))
        return otls__error(OTLS_E_INVALID,
            "the scheme %s is one of the library's own", scheme);
    (void)pthread_mutex_lock(&lock);
    rv = add(scheme, functions);
    (void)pthread_mutex_unlock(&lock);
    return rv;
}

/* The program's code runs outside the library, as a thread that it paused:
 * it may call the library, block, and fork. */
static int
answered(int answer)
{
    int rv;

    if ((rv = otls__call_resume()) != OTLS_OK)
        return rv;
    if (answer == OTLS_CALLBACK_ACCEPT)
        return OTLS_OK;
    return otls__error(OTLS_E_STORE_MISS, "the store has no such entry");
}

static int
put(void *state, const unsigned char key[OTLS__STORE_KEY], const void *value,
    size_t len, int64_t ttl_ms)
{
    const struct otls__store_functions *f = state;
    int answer, rv;

    otls__call_pause();
    answer = f->put(f->user, key, OTLS__STORE_KEY, value, len, ttl_ms);
    if ((rv = answered(answer)) == OTLS_E_STORE_MISS)
        return otls__error(OTLS_E_STORE, "the program's store kept nothing");
    return rv;
}

static int
get(void *state, const unsigned char key[OTLS__STORE_KEY], int take,
    void *value, size_t *len)
{
    const struct otls__store_functions *f = state;
    const size_t room = *len;
    size_t n = 0;
    int answer, rv;

    otls__call_pause();
    answer = (take ? f->take : f->get)(
        f->user, key, OTLS__STORE_KEY, value, room, &n);
    if ((rv = answered(answer)) != OTLS_OK)
        return rv;
    if (n > room)
        return otls__error(OTLS_E_STORE,
            "the program's store answers with %zu bytes where there is room "
            "for %zu",
            n, room);
    *len = n;
    return OTLS_OK;
}

static int
forget(void *state, const unsigned char key[OTLS__STORE_KEY])
{
    const struct otls__store_functions *f = state;
    int answer;

    otls__call_pause();
    answer = f->remove(f->user, key, OTLS__STORE_KEY);
    return answered(answer);
}

static void
finish(void *state)
{
    (void)state;
}

static const struct otls__store_backend registered = {
    .put = put,
    .get = get,
    .remove = forget,
    .close = finish,
};

int
otls__store_registered_open(const struct otls__store_url *url,
    const struct otls__store_backend **backend, void **state)
{
    struct scheme *s;

    (void)pthread_mutex_lock(&lock);
    s = find(url->scheme);
    (void)pthread_mutex_unlock(&lock);
    if (s == NULL)
        return otls__error(OTLS_E_UNSUPPORTED,
            "there is no store of the scheme %s: it may be memory, sqlite, "
            "redis, "
            "rediss, redis+unix, or one that the program has registered",
            url->scheme);
    *backend = &registered;
    *state = &s->functions;
    return OTLS_OK;
}
