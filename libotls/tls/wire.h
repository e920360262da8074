/* SPDX-License-Identifier: ISC */
#ifndef OTLS_TLS_WIRE_H
#define OTLS_TLS_WIRE_H

#include <openssl/bio.h>

#include "bio/bio.h"
#include "tls/tap.h"

/*
 * What OpenSSL reads from and writes to: two bios of ours, which never wait,
 * with a buffer for what the outgoing one didn't take. So OpenSSL is never
 * stopped in the middle of a record: whoever writes sees to it that the buffer
 * is empty first, and that it is empty again before it says that all is done.
 *
 * Where the peer has closed its end, what is written from then on is dropped,
 * so that OpenSSL goes on and reads the alert that says why; |dead| has the
 * code that the write met.
 */
#define OTLS__WIRE_FIRST 8

/*
 * How much may be read of what isn't data for the caller, at a stretch:
 * handshakes with long chains have room, floods of alerts, empty records and
 * updates of keys end here.
 */
#define OTLS__WIRE_QUIET_MAX ((size_t)512 << 10)

struct otls__wire {
    struct otls__bio *in, *out;
    int in_fd, out_fd; /* -1 where there is none to wait for */
    int failure;       /* what the last read or write met, else OTLS_OK */
    int number;        /* its errno, else 0 */
    int dead;
    int eof;
    size_t quiet; /* bytes read since the last data, which sets it to 0 */
    unsigned char *pending;
    size_t pos, len, cap;
    /* what the peer sent first, to tell TLS from something else */
    unsigned char first[OTLS__WIRE_FIRST];
    size_t first_len;
    struct otls__tap *tap; /* or NULL; its own */
};

/* Takes references of its own to |in| and |out|, which may be the same, and
 * sets their time limits to 0. */
void otls__wire_init(
    struct otls__wire *wire, struct otls__bio *in, struct otls__bio *out);
void otls__wire_clear(struct otls__wire *wire);

/* Borrows |wire|. NULL when memory has run out. */
BIO *otls__wire_bio(struct otls__wire *wire);

/* Writes what is buffered: OTLS_OK once nothing is. */
int otls__wire_flush(struct otls__wire *wire);
size_t otls__wire_pending(const struct otls__wire *wire);

#endif
