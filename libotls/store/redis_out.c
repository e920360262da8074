/* SPDX-License-Identifier: ISC */
#include "store/redis_out.h"

#ifdef HAVE_HIREDIS

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/secret.h"

#define FIRST_CAP 4096

size_t
otls__redis_out_left(const struct otls__redis_out *o)
{
    return o->len - o->pos;
}

void
otls__redis_out_empty(struct otls__redis_out *o)
{
    if (o->data != NULL)
        otls__wipe(o->data, o->cap);
    otls__free(o->data);
    memset(o, 0, sizeof(*o));
}

void
otls__redis_out_sent(struct otls__redis_out *o, size_t n)
{
    o->pos += n;
    if (o->pos < o->len)
        return;
    if (o->len > 0)
        otls__wipe(o->data, o->len);
    o->pos = o->len = 0;
}

static int
make_room(struct otls__redis_out *o, size_t more)
{
    const size_t left = otls__redis_out_left(o);
    size_t cap = FIRST_CAP;
    char *data;

    if (o->cap - o->len >= more)
        return OTLS_OK;
    while (cap < left + more)
        cap *= 2;
    if ((data = otls__malloc(cap)) == NULL)
        return otls__error_memory();
    if (left > 0)
        memcpy(data, o->data + o->pos, left);
    otls__redis_out_empty(o);
    o->data = data;
    o->len = left;
    o->cap = cap;
    return OTLS_OK;
}

int
otls__redis_out_add(
    struct otls__redis_out *o, const struct otls__redis_command *command)
{
    char *text;
    size_t len;
    int rv;

    if ((rv = otls__redis_format(command, &text, &len)) != OTLS_OK)
        return rv;
    if ((rv = make_room(o, len)) == OTLS_OK) {
        memcpy(o->data + o->len, text, len);
        o->len += len;
    }
    otls__redis_format_free(text, len);
    return rv;
}

static int
add_words(struct otls__redis_out *o, int argc, const char **argv, int *count)
{
    size_t len[3];
    const struct otls__redis_command command = {argc, argv, len};
    int i, rv;

    for (i = 0; i < argc; i++)
        len[i] = strlen(argv[i]);
    if ((rv = otls__redis_out_add(o, &command)) == OTLS_OK)
        ++*count;
    return rv;
}

int
otls__redis_out_add_hello(
    struct otls__redis_out *o, const struct otls__redis_server *s, int *count)
{
    const char *auth[] = {"AUTH", s->user, s->password};
    const char *alone[] = {"AUTH", s->password};
    const char *role[] = {"ROLE"};
    char number[24];
    const char *database[] = {"SELECT", number};
    int rv = OTLS_OK;

    *count = 0;
    if (s->password != NULL)
        rv = s->user == NULL ? add_words(o, 2, alone, count)
                             : add_words(o, 3, auth, count);
    (void)snprintf(number, sizeof(number), "%lld", (long long)s->db);
    if (rv == OTLS_OK && s->db > 0)
        rv = add_words(o, 2, database, count);
    if (rv == OTLS_OK && s->needs_master)
        rv = add_words(o, 1, role, count);
    return rv;
}

#endif
