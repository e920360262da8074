/* SPDX-License-Identifier: ISC */
#ifndef OTLS_AGE_STREAM_H
#define OTLS_AGE_STREAM_H

#include <stddef.h>
#include <stdint.h>

#include "age/header.h"
#include "crypto/aead.h"

#define OTLS__AGE_NONCE 16
#define OTLS__AGE_CHUNK ((size_t)65536)
#define OTLS__AGE_TAG ((size_t)16)
#define OTLS__AGE_SEALED (OTLS__AGE_CHUNK + OTLS__AGE_TAG)

/*
 * The payload: chunks of 64 KiB, each sealed by itself under its number and
 * whether it is the last. A stream keeps no place, so that chunks can be
 * opened in any order.
 */
struct otls__age_stream {
    struct otls__aead *aead;
    unsigned char key[OTLS__AEAD_KEY];
};

int otls__age_stream_init(struct otls__age_stream *s,
    const unsigned char file_key[OTLS__AGE_FILE_KEY],
    const unsigned char nonce[OTLS__AGE_NONCE]);

/* Another of the same payload, for another thread. */
int otls__age_stream_copy(
    struct otls__age_stream *to, const struct otls__age_stream *from);

/* |rv| is how the use of the stream ended. */
void otls__age_stream_end(struct otls__age_stream *s, int rv);

/* |len| bytes become |len| + 16. */
int otls__age_stream_seal(struct otls__age_stream *s, uint64_t index, int last,
    const void *in, size_t len, void *out);

/*
 * |len| bytes, all that the input has where they are fewer than a full
 * chunk, become |len| - 16; |last| says whether they were the last chunk. A
 * full chunk is one in the middle unless it only opens as the last.
 * OTLS_E_AGE_PAYLOAD, and |out| wiped, where it opens as neither.
 */
int otls__age_stream_open(struct otls__age_stream *s, uint64_t index,
    const void *in, size_t len, void *out, int *last);

/* The failure of an input that goes on after its last chunk. */
int otls__age_stream_goes_on(void);

#endif
