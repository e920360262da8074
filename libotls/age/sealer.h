/* SPDX-License-Identifier: ISC */
#ifndef OTLS_AGE_SEALER_H
#define OTLS_AGE_SEALER_H

#include <stddef.h>
#include <stdint.h>

#include "age/armor.h"
#include "age/header.h"
#include "age/list.h"
#include "age/stream.h"

/*
 * Encryption, fed with bytes: what goes in is plaintext, what comes out is
 * the file. It holds at most two chunks of the one and one of the other.
 * After a failure it can only be ended.
 */
struct otls__age_sealer {
    struct otls__age_header header;
    struct otls__age_stream stream;
    struct otls__age_armor armor;
    int armored;
    int finished;
    int state;
    uint64_t index;
    unsigned char *buf; /* what follows stands in it */
    unsigned char *plain, *next, *sealed;
    char *text;
    size_t plain_len, next_len;
    size_t touched; /* of |buf|: what may hold plaintext */
    const void *from; /* to be armored */
    size_t from_len;
    const void *out;
    size_t out_len;
};

/* |s| can be ended whatever the answer is. */
int otls__age_sealer_begin(struct otls__age_sealer *s,
    const struct otls__age_list *recipients, int armored);
/* |rv| is how its use ended. */
void otls__age_sealer_end(struct otls__age_sealer *s, int rv);

/* Takes as many bytes as there is room for. */
int otls__age_sealer_feed(
    struct otls__age_sealer *s, const void *data, size_t len, size_t *used);
/* The same with no copy: where to put how many at most, then how many there
 * are. No room means that something is ready. */
size_t otls__age_sealer_room(struct otls__age_sealer *s, void **room);
int otls__age_sealer_commit(struct otls__age_sealer *s, size_t len);
/* There is no more. */
int otls__age_sealer_finish(struct otls__age_sealer *s);

/* In place of feed and finish: chunks that were sealed elsewhere with a copy
 * of |stream|, in their order, once nothing is ready. The bytes must stay
 * until nothing is ready again. */
int otls__age_sealer_pass(
    struct otls__age_sealer *s, const void *sealed, size_t len, int last);
/* The same where the whole payload was, and written too, with what the armor
 * had left over: only the end of armor is missing. */
int otls__age_sealer_passed(struct otls__age_sealer *s);

/* What came out, and that so much of it is dealt with. All of it after
 * finish, where none is ready any more. */
size_t otls__age_sealer_ready(
    const struct otls__age_sealer *s, const void **out);
int otls__age_sealer_consume(struct otls__age_sealer *s, size_t len);

#endif
