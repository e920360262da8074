/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "store/redis_link.h"

#define SHOWN 120

/* What operators meet, and what they can do about it. */
static const struct {
    const char *word;
    const char *advice;
} known[] = {
    {"CLUSTERDOWN", "the cluster is down: a part of its slots has no node"},
    {"LOADING", "Redis is still loading its data"},
    {"MASTERDOWN", "Redis is a replica whose primary is down"},
    {"MOVED", "Redis is a node of a cluster: use redis+cluster: for it"},
    {"NOAUTH", "Redis wants a password: put it into the store's URL"},
    {"NOPERM", "Redis doesn't let this user do that: the user needs GET, SET, "
               "GETDEL, DEL and PING on the store's keys, SCAN to count them, "
               "ROLE with Sentinels, CLUSTER SLOTS and ASKING in a cluster"},
    {"OOM", "Redis is full: give it more memory (maxmemory), or let it evict "
            "(maxmemory-policy volatile-ttl)"},
    {"READONLY", "Redis is a replica: give the address of the primary"},
    {"TRYAGAIN", "the cluster is moving this slot"},
    {"WRONGPASS", "Redis refuses the user or the password of the store's URL"},
};

static int
begins(const struct otls__redis_reply *reply, const char *word)
{
    const size_t n = strlen(word);

    return reply->type == OTLS__REDIS_ERROR && reply->len >= n &&
           memcmp(reply->text, word, n) == 0 &&
           (reply->len == n || reply->text[n] == ' ');
}

static const char *
advice(const struct otls__redis_reply *reply)
{
    size_t i;

    for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (begins(reply, known[i].word))
            return known[i].advice;
    return NULL;
}

int
otls__redis_is_elsewhere(const struct otls__redis_reply *reply)
{
    return begins(reply, "MOVED") || begins(reply, "READONLY");
}

/* As much as a message should have of what another host has sent. */
static void
show(const struct otls__redis_reply *reply, size_t most, char shown[SHOWN + 1])
{
    size_t i;

    for (i = 0; i < reply->len && i < most && i < SHOWN; i++)
        shown[i] = reply->text[i] >= ' ' && reply->text[i] <= '~'
                       ? reply->text[i]
                       : '?';
    shown[i] = '\0';
}

static int
judge(const struct otls__redis_reply *reply, const char *where, size_t most)
{
    char shown[SHOWN + 1];
    const char *words;

    if (reply->type != OTLS__REDIS_ERROR)
        return OTLS_OK;
    show(reply, most, shown);
    if ((words = advice(reply)) == NULL)
        words = "Redis refuses a command";
    return otls__error(OTLS_E_STORE, "%s: %s (%s)", where, words, shown);
}

int
otls__redis_judge(const struct otls__redis_reply *reply, const char *where)
{
    return judge(reply, where, SHOWN);
}

int
otls__redis_judge_hello(
    const struct otls__redis_reply *reply, const char *where)
{
    return judge(reply, where,
        reply->type == OTLS__REDIS_ERROR ? strcspn(reply->text, " ") : 0);
}

/* An array, of which the first is the role. */
int
otls__redis_judge_role(
    const struct otls__redis_reply *reply, const char *where)
{
    static const char master[] = "master";
    const struct otls__redis_reply *role;

    if (reply->type == OTLS__REDIS_ARRAY && reply->count > 0) {
        role = reply->element[0];
        if (role->type == OTLS__REDIS_BULK &&
            role->len == sizeof(master) - 1 &&
            memcmp(role->text, master, role->len) == 0)
            return OTLS_OK;
    }
    return otls__error(OTLS_E_STORE,
        "%s: Redis is no master (any more), though it was named as one",
        where);
}
