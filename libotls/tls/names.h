/* SPDX-License-Identifier: ISC */
#ifndef OTLS_TLS_NAMES_H
#define OTLS_TLS_NAMES_H

#include <stddef.h>
#include <stdint.h>

struct otls__context;

/*
 * A server's table of names: patterns, each with the context whose
 * credential and policy answer for it. A pattern is a host name, or "*." and
 * a host name, which stands for one label more. Sorted; no lock of its own.
 *
 * The table of a context has references to the others. An image of it, in a
 * specification that is frozen or about to be, has their serial numbers
 * alone, by which two tables can be told apart.
 */
struct otls__name {
    char *pattern; /* in lower case */
    uint64_t serial;
    struct otls__context *context; /* NULL in an image */
};

struct otls__names {
    struct otls__name *item;
    size_t count;
};

/* The pattern in lower case, in |out| of OTLS__NAME_SIZE bytes, or
 * OTLS_E_INVALID with a message that says what is wrong with it. */
#define OTLS__NAME_SIZE 256
int otls__name_pattern(const char *pattern, char *out);

/* The entry of a pattern in lower case, or NULL. */
struct otls__name *otls__names_find(
    const struct otls__names *names, const char *pattern);
/* The entry that answers for a server name as a client sent it: the exact one,
 * else the wildcard; or NULL. */
struct otls__name *otls__names_match(
    const struct otls__names *names, const char *name, size_t len);

/* Adds an entry, or answers NULL where memory has run out; the caller fills
 * in all but the pattern. It must not be there yet. */
struct otls__name *otls__names_add(
    struct otls__names *names, const char *pattern);
/* Takes an entry out; its context is the caller's to let go of. */
void otls__names_remove(struct otls__names *names, struct otls__name *name);

int otls__names_image(struct otls__names *to, const struct otls__names *from);
int otls__names_equal(
    const struct otls__names *a, const struct otls__names *b);
/* Frees the table and no context. */
void otls__names_clear(struct otls__names *names);

#endif
