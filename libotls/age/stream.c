/* SPDX-License-Identifier: ISC */
#include "age/stream.h"

#include <string.h>

#include "base/error.h"
#include "base/secret.h"
#include "crypto/aead.h"
#include "crypto/kdf.h"

int
otls__age_stream_init(struct otls__age_stream *s,
    const unsigned char file_key[OTLS__AGE_FILE_KEY],
    const unsigned char nonce[OTLS__AGE_NONCE])
{
    int rv;

    s->aead = NULL;
    rv = otls__hkdf_sha256(file_key, OTLS__AGE_FILE_KEY, nonce,
        OTLS__AGE_NONCE, "payload", 7, s->key, sizeof(s->key));
    return rv == OTLS_OK ? otls__aead_new(s->key, &s->aead) : rv;
}

int
otls__age_stream_copy(
    struct otls__age_stream *to, const struct otls__age_stream *from)
{
    to->aead = NULL;
    memcpy(to->key, from->key, sizeof(to->key));
    return otls__aead_new(to->key, &to->aead);
}

void
otls__age_stream_end(struct otls__age_stream *s, int rv)
{
    /* OpenSSL may be gone already when the process is exiting */
    if (rv != OTLS_E_SHUTDOWN)
        otls__aead_free(s->aead);
    s->aead = NULL;
    otls__wipe(s->key, sizeof(s->key));
}

static void
chunk_nonce(unsigned char nonce[OTLS__AEAD_NONCE], uint64_t index, int last)
{
    size_t i;

    memset(nonce, 0, OTLS__AEAD_NONCE);
    for (i = 0; i < 8; i++)
        nonce[10 - i] = (unsigned char)(index >> 8 * i & 255);
    nonce[11] = last ? 1 : 0;
}

int
otls__age_stream_seal(struct otls__age_stream *s, uint64_t index, int last,
    const void *in, size_t len, void *out)
{
    unsigned char nonce[OTLS__AEAD_NONCE];

    if (index == UINT64_MAX)
        return otls__error(OTLS_E_LIMIT, "the payload is too long");
    chunk_nonce(nonce, index, last);
    return otls__aead_seal(s->aead, nonce, in, len, out);
}

static int
refuse(uint64_t index, const char *reason)
{
    return otls__error(OTLS_E_AGE_PAYLOAD, "chunk %llu of the age payload %s",
        (unsigned long long)index + 1, reason);
}

int
otls__age_stream_open(struct otls__age_stream *s, uint64_t index,
    const void *in, size_t len, void *out, int *last)
{
    unsigned char nonce[OTLS__AEAD_NONCE];
    int rv;

    *last = len < OTLS__AGE_SEALED;
    if (len == 0)
        return refuse(index, "is missing: the file was cut short");
    if (len < OTLS__AGE_TAG)
        return refuse(index, "is cut short");
    if (len == OTLS__AGE_TAG && index > 0)
        return refuse(index, "is the last and empty, which is not allowed");
    if (index == UINT64_MAX)
        return refuse(index, "has no number");
    chunk_nonce(nonce, index, *last);
    rv = otls__aead_open(s->aead, nonce, in, len, out);
    if (rv == OTLS_E_AUTH && !*last) {
        *last = 1;
        chunk_nonce(nonce, index, 1);
        rv = otls__aead_open(s->aead, nonce, in, len, out);
    }
    if (rv == OTLS_E_AUTH)
        return refuse(index, "has been altered, or the file was cut short");
    return rv;
}

int
otls__age_stream_goes_on(void)
{
    return otls__error(OTLS_E_AGE_PAYLOAD,
        "the input goes on after the last chunk of the age payload");
}
