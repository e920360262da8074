/* SPDX-License-Identifier: ISC */
#ifndef OTLS_AGE_OPENER_H
#define OTLS_AGE_OPENER_H

#include <stddef.h>
#include <stdint.h>

#include "age/armor.h"
#include "age/header.h"
#include "age/identity.h"
#include "age/list.h"
#include "age/stream.h"

/*
 * Decryption, fed with bytes: what goes in is the file, what comes out is
 * plaintext that was proven. It holds at most one chunk of the one and two of
 * the other. After a failure, what was ready before can still be had, and
 * nothing else.
 */
struct otls__age_opener {
    struct otls__age_list identities;
    struct otls__age_scrypt_limits limits;
    struct otls__age_unarmor unarmor;
    struct otls__age_header header;
    struct otls__age_stream stream;
    unsigned char file_key[OTLS__AGE_FILE_KEY];
    int state;
    size_t payload; /* where the first chunk begins, once there is one */
    uint64_t index;
    unsigned char *buf; /* what follows stands in it */
    unsigned char *sealed, *plain;
    size_t sealed_len;
    size_t out, out_end;
    size_t touched; /* of |plain| */
    size_t bytes_pos, bytes_len;
    unsigned char bytes[64 * OTLS__AGE_UNARMOR_ROOM];
};

/* Takes over the identities. */
void otls__age_opener_begin(struct otls__age_opener *o,
    struct otls__age_list *identities,
    const struct otls__age_scrypt_limits *limits, int armor);
/* The whole header, where it isn't in what is fed; it is looked at when the
 * first of that comes. */
int otls__age_opener_header(
    struct otls__age_opener *o, const void *data, size_t len);
/* |rv| is how its use ended. */
void otls__age_opener_end(struct otls__age_opener *o, int rv);

/* Takes as many bytes as there is room for. */
int otls__age_opener_feed(
    struct otls__age_opener *o, const void *data, size_t len, size_t *used);
/* Within the payload of a binary file, the same with no copy: where to put
 * how many at most, then how many there are. Elsewhere there is no room. */
size_t otls__age_opener_room(struct otls__age_opener *o, void **room);
int otls__age_opener_commit(struct otls__age_opener *o, size_t len);
/* There is no more: an error where the file isn't whole. */
int otls__age_opener_finish(struct otls__age_opener *o);

/* 1 once the header was read and a key found. */
int otls__age_opener_in_payload(const struct otls__age_opener *o);

/* What came out, and that so much of it is dealt with. */
size_t otls__age_opener_ready(
    const struct otls__age_opener *o, const void **out);
void otls__age_opener_consume(struct otls__age_opener *o, size_t len);

#endif
