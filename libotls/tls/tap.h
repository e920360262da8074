/* SPDX-License-Identifier: ISC */
#ifndef OTLS_TLS_TAP_H
#define OTLS_TLS_TAP_H

#include <stddef.h>

#include "bio/bio.h"

/*
 * Where the peer's plaintext handshake is looked at, record by record, before
 * OpenSSL gets it. Whoever looks may hold a message back: OpenSSL sees a
 * network that has nothing more, stops where it may stop, and goes on when the
 * message is let go. That is how a handshake of TLS 1.2 waits for a pre-shared
 * key, for which OpenSSL has no pause of its own. It ends at the first record
 * that is no handshake, or where its looker says so.
 */

/* The names in handshake messages stand at the beginning of them. */
#define OTLS__TAP_KEPT 600
/* A header, and the most that a record may have. */
#define OTLS__TAP_RECORD (5 + 16384 + 2048)

#define OTLS__TAP_PASS 0
#define OTLS__TAP_HOLD 1
#define OTLS__TAP_END 2

/* A message of |type|, of whose body the first |kept| bytes are there. */
typedef int otls__tap_looker(
    void *user, int type, const unsigned char *body, size_t kept);

struct otls__tap {
    otls__tap_looker *look;
    void *user;
    int held;
    int ended;
    int ready; /* the record is whole, and OpenSSL may have it */
    size_t have, served;
    /* of the message that is being gathered */
    unsigned char head[4];
    size_t head_len, body_len, body_left;
    unsigned char body[OTLS__TAP_KEPT];
    unsigned char record[OTLS__TAP_RECORD];
};

/* NULL when memory has run out. */
struct otls__tap *otls__tap_new(otls__tap_looker *look, void *user);
/* NULL is fine. */
void otls__tap_free(struct otls__tap *tap);

/* 1 where it has ended, and nothing is left in it. */
int otls__tap_is_over(const struct otls__tap *tap);

/* otls__bio_read() from |in|, through the tap. */
int otls__tap_read(struct otls__tap *tap, struct otls__bio *in, void *buf,
    size_t cap, size_t *len);

#endif
