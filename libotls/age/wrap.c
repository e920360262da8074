/* SPDX-License-Identifier: ISC */
#include "age/wrap.h"

#include <otls/code.h>
#include <otls/types.h>

#include "age/header.h"
#include "age/list.h"
#include "age/recipient.h"
#include "crypto/aead.h"

/* one key, one message: so the nonce may be zero */
static const unsigned char nonce[OTLS__AEAD_NONCE];

int
otls__age_wrap(const unsigned char key[OTLS__AGE_WRAP_KEY],
    const unsigned char *file_key, unsigned char body[OTLS__AGE_WRAPPED])
{
    struct otls__aead *aead;
    int rv;

    if ((rv = otls__aead_new(key, &aead)) != OTLS_OK)
        return rv;
    rv = otls__aead_seal(aead, nonce, file_key, OTLS__AGE_FILE_KEY, body);
    otls__aead_free(aead);
    return rv;
}

int
otls__age_unwrap(const unsigned char key[OTLS__AGE_WRAP_KEY],
    const unsigned char body[OTLS__AGE_WRAPPED], unsigned char *file_key)
{
    struct otls__aead *aead;
    int rv;

    if ((rv = otls__aead_new(key, &aead)) != OTLS_OK)
        return rv;
    rv = otls__aead_open(aead, nonce, body, OTLS__AGE_WRAPPED, file_key);
    otls__aead_free(aead);
    return rv == OTLS_E_AUTH ? OTLS_E_AGE_NO_MATCH : rv;
}

int
otls__age_wrap_header(struct otls__age_header *h,
    const struct otls__age_list *recipients, const unsigned char *file_key)
{
    const struct otls__age_recipient *r;
    size_t i;
    int rv;

    rv = otls__age_header_begin(h);
    for (i = 0; rv == OTLS_OK && i < recipients->count; i++) {
        r = recipients->items[i];
        rv = r->type->wrap(r, file_key, h);
    }
    return rv == OTLS_OK ? otls__age_header_seal(h, file_key) : rv;
}
