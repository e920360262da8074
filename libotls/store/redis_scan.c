/* SPDX-License-Identifier: ISC */
#include "store/redis_run.h"

#ifdef HAVE_HIREDIS

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/gate.h"

#define BATCH_TEXT "256"
#define CURSOR_SIZE 24
/* A cursor for all masters has the one's number in its last byte, and is
 * exact in a double. */
#define CURSOR_MAX (INT64_C(1) << 45)

/* Part of the keys of |node| that begin with the prefix: |cursor| is "0" at
 * the beginning, and again at the end. */
static int
scan_node(struct otls__redis *r, struct otls__redis_node *node,
    char cursor[CURSOR_SIZE], struct otls__redis_reply **reply)
{
    char pattern[80];
    const char *argv[] = {
        "SCAN", cursor, "MATCH", pattern, "COUNT", BATCH_TEXT};
    const size_t len[] = {4, strlen(cursor), 5,
        (size_t)snprintf(pattern, sizeof(pattern), "%s*", r->prefix), 5, 3};
    const struct otls__redis_command command = {6, argv, len};
    const struct otls__redis_reply *next;
    size_t i;
    int rv;

    if ((rv = otls__redis_run(r, node, &command, NULL, 0, reply)) != OTLS_OK)
        return rv;
    if ((*reply)->type != OTLS__REDIS_ARRAY || (*reply)->count != 2)
        goto surprise;
    next = (*reply)->element[0];
    if (next->type != OTLS__REDIS_BULK || next->len == 0 || next->len > 20 ||
        strspn(next->text, "0123456789") != next->len ||
        (*reply)->element[1]->type != OTLS__REDIS_ARRAY)
        goto surprise;
    for (i = 0; i < (*reply)->element[1]->count; i++)
        if ((*reply)->element[1]->element[i]->type != OTLS__REDIS_BULK)
            goto surprise;
    memcpy(cursor, next->text, next->len + 1);
    return OTLS_OK;
surprise:
    otls__redis_reply_free(*reply);
    return otls__redis_surprised();
}

static int
run_and_forget(struct otls__redis *r, struct otls__redis_node *node,
    const struct otls__redis_command *command, const char *key, size_t key_len)
{
    struct otls__redis_reply *reply;
    int rv;

    rv = otls__redis_run(r, node, command, key, key_len, &reply);
    if (rv == OTLS_OK)
        otls__redis_reply_free(reply);
    return rv;
}

/* In a cluster a command may only have keys of one slot. */
static int
delete_each(struct otls__redis *r, const struct otls__redis_reply *keys)
{
    const char *argv[] = {"DEL", NULL};
    size_t len[] = {3, 0};
    const struct otls__redis_command command = {2, argv, len};
    size_t i;
    int rv = OTLS_OK;

    for (i = 0; rv == OTLS_OK && i < keys->count; i++) {
        argv[1] = keys->element[i]->text;
        len[1] = keys->element[i]->len;
        rv = run_and_forget(r, NULL, &command, argv[1], len[1]);
    }
    return rv;
}

static int
delete_all(struct otls__redis *r, struct otls__redis_node *node,
    const struct otls__redis_reply *keys)
{
    const char **argv = otls__calloc(keys->count + 1, sizeof(*argv));
    size_t *len = otls__calloc(keys->count + 1, sizeof(*len)), i;
    const struct otls__redis_command command = {
        (int)keys->count + 1, argv, len};
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
    rv = run_and_forget(r, node, &command, NULL, 0);
out:
    otls__free(argv);
    otls__free(len);
    return rv;
}

/* Each step has the deadline to itself, since there may be millions. */
static int
visit(struct otls__redis *r, struct otls__redis_node *node, int64_t *count,
    int purge)
{
    char cursor[CURSOR_SIZE] = "0";
    struct otls__redis_reply *reply;
    const struct otls__redis_reply *keys;
    int rv;

    do {
        if ((rv = scan_node(r, node, cursor, &reply)) != OTLS_OK)
            return rv;
        keys = reply->element[1];
        *count += (int64_t)keys->count;
        if (purge && keys->count > 0)
            rv = otls__redis_route_is_cluster(r->route)
                     ? delete_each(r, keys)
                     : delete_all(r, node, keys);
        otls__redis_reply_free(reply);
    } while (rv == OTLS_OK && strcmp(cursor, "0") != 0);
    return rv;
}

/* So that it is known who has the keys. */
static int
find_masters(struct otls__redis *r)
{
    static const char *argv[] = {"PING"};
    static const size_t len[] = {4};
    static const struct otls__redis_command ping = {1, argv, len};

    return r->route->kind == NULL ? OTLS_OK
                                  : run_and_forget(r, NULL, &ping, NULL, 0);
}

static int
visit_all(struct otls__redis *r, int64_t *count, int purge)
{
    struct otls__redis_node *node;
    int i, rv;

    *count = 0;
    if ((rv = find_masters(r)) != OTLS_OK)
        return rv;
    for (i = 0; rv == OTLS_OK &&
                (node = otls__redis_route_master(r->route, i)) != NULL;
         i++) {
        rv = visit(r, node, count, purge);
        otls__redis_node_unref(node);
    }
    return rv;
}

int
otls__redis_count(void *state, int64_t *count)
{
    return visit_all(state, count, 0);
}

int
otls__redis_purge(void *state)
{
    int64_t n;

    return visit_all(state, &n, 1);
}

static int
digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Whether a key of the prefix is one of a store's. */
static int
read_key(const struct otls__redis *r, const struct otls__redis_reply *name,
    unsigned char key[OTLS__STORE_KEY])
{
    const size_t n = strlen(r->prefix);
    const char *p = name->text + n;
    size_t i;

    if (name->len != n + 2 * OTLS__STORE_KEY ||
        memcmp(name->text, r->prefix, n) != 0)
        return 0;
    for (i = 0; i < OTLS__STORE_KEY; i++, p += 2) {
        if (digit(p[0]) < 0 || digit(p[1]) < 0)
            return 0;
        key[i] = (unsigned char)(digit(p[0]) << 4 | digit(p[1]));
    }
    return 1;
}

static int
ask_number(struct otls__redis *r, struct otls__redis_node *node,
    const char *verb, const struct otls__redis_reply *name, int64_t *number)
{
    const char *argv[] = {verb, name->text};
    const size_t len[] = {strlen(verb), name->len};
    const struct otls__redis_command command = {2, argv, len};
    struct otls__redis_reply *reply;
    int rv;

    rv = otls__redis_run(r, node, &command, NULL, 0, &reply);
    if (rv != OTLS_OK)
        return rv;
    *number = reply->integer;
    if (reply->type != OTLS__REDIS_INTEGER)
        rv = otls__redis_surprised();
    otls__redis_reply_free(reply);
    return rv;
}

/* What is gone by now, or isn't of a store, is left out. */
static int
list(struct otls__redis *r, struct otls__redis_node *node,
    const struct otls__redis_reply *names, struct otls__store_entry *entries,
    size_t *count)
{
    struct otls__store_entry e;
    size_t i, n = 0;
    int rv = OTLS_OK;

    for (i = 0; rv == OTLS_OK && i < names->count; i++) {
        if (!read_key(r, names->element[i], e.key))
            continue;
        rv = ask_number(r, node, "STRLEN", names->element[i], &e.size);
        if (rv == OTLS_OK)
            rv = ask_number(r, node, "PTTL", names->element[i], &e.ttl_ms);
        if (rv == OTLS_OK && e.size > 0 && e.ttl_ms >= -1)
            entries[n++] = e;
    }
    *count = n;
    return rv;
}

static int
scan_at(struct otls__redis *r, struct otls__redis_node *node, int64_t *cursor,
    struct otls__store_entry *entries, size_t *count)
{
    char text[CURSOR_SIZE];
    struct otls__redis_reply *reply;
    const struct otls__redis_reply *names;
    int rv;

    (void)snprintf(text, sizeof(text), "%lld", (long long)*cursor);
    if ((rv = scan_node(r, node, text, &reply)) != OTLS_OK)
        return rv;
    names = reply->element[1];
    if (names->count > *count) {
        rv = otls__error(OTLS_E_TOO_SMALL,
            "there is room for %zu entries, and there are %zu", *count,
            names->count);
        *count = names->count;
    } else if ((*cursor = strtoll(text, NULL, 10)) >= CURSOR_MAX) {
        rv = otls__redis_surprised();
    } else {
        rv = list(r, node, names, entries, count);
    }
    otls__redis_reply_free(reply);
    return rv;
}

int
otls__redis_scan(void *state, int64_t *cursor,
    struct otls__store_entry *entries, size_t *count)
{
    struct otls__redis *r = state;
    struct otls__redis_node *node;
    int which = (int)(*cursor & 0xff), rv;
    int64_t at = *cursor >> 8;

    if (*cursor == 0 && (rv = find_masters(r)) != OTLS_OK)
        return rv;
    if ((node = otls__redis_route_master(r->route, which)) == NULL) {
        *cursor = 0;
        *count = 0;
        return OTLS_OK;
    }
    rv = scan_at(r, node, &at, entries, count);
    otls__redis_node_unref(node);
    if (rv != OTLS_OK)
        return rv;
    if (at == 0 &&
        (node = otls__redis_route_master(r->route, ++which)) == NULL)
        which = 0;
    else if (at == 0)
        otls__redis_node_unref(node);
    *cursor = at << 8 | which;
    return OTLS_OK;
}

#endif
