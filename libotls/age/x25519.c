/* SPDX-License-Identifier: ISC */
#include "age/x25519.h"

#include <string.h>

#include "age/base64.h"
#include "age/bech32.h"
#include "age/stanza.h"
#include "age/wrap.h"
#include "base/error.h"
#include "base/secret.h"
#include "crypto/exchange.h"
#include "crypto/kdf.h"
#include "crypto/rand.h"

#define INFO "age-encryption.org/v1/X25519"
#define SHARE_CHARS 43
#define TEXT 63

/* The key that wraps the file key, from the secret of one of both public
 * values. */
static int
wrap_key(const unsigned char secret[32], int is_share,
    const unsigned char share[32], const unsigned char recipient[32],
    unsigned char key[OTLS__AGE_WRAP_KEY])
{
    const unsigned char *const own = is_share ? share : recipient;
    const unsigned char *const peer = is_share ? recipient : share;
    unsigned char shared[32], salt[64];
    int rv;

    memcpy(salt, share, 32);
    memcpy(salt + 32, recipient, 32);
    if ((rv = otls__x25519(secret, own, peer, shared)) == OTLS_OK)
        rv = otls__hkdf_sha256(shared, sizeof(shared), salt, sizeof(salt),
            INFO, strlen(INFO), key, OTLS__AGE_WRAP_KEY);
    otls__wipe(shared, sizeof(shared));
    return rv;
}

static int
recipient_text(
    const struct otls__age_recipient *r, void *buf, size_t cap, size_t *len)
{
    char text[TEXT];

    (void)otls__age_bech32_encode("age", r->point, sizeof(r->point), text);
    return otls__copy_text(text, buf, cap, len);
}

static int
recipient_wrap(const struct otls__age_recipient *r,
    const unsigned char *file_key, struct otls__age_header *h)
{
    unsigned char secret[32], share[32], key[OTLS__AGE_WRAP_KEY];
    unsigned char body[OTLS__AGE_WRAPPED];
    char text[SHARE_CHARS + 1];
    const char *args[] = {"X25519", text, NULL};
    int rv;

    if ((rv = otls__rand_private_bytes(secret, sizeof(secret))) == OTLS_OK &&
        (rv = otls__x25519_public(secret, share)) == OTLS_OK &&
        (rv = wrap_key(secret, 1, share, r->point, key)) == OTLS_OK &&
        (rv = otls__age_wrap(key, file_key, body)) == OTLS_OK) {
        text[otls__age_base64_encode(share, sizeof(share), text)] = '\0';
        rv = otls__age_stanza_write(h, args, body, sizeof(body));
    }
    otls__wipe(secret, sizeof(secret));
    otls__wipe(key, sizeof(key));
    if (rv == OTLS_E_AUTH)
        return otls__error(OTLS_E_AGE_RECIPIENT,
            "a recipient is a point of low order: nobody holds its identity");
    return rv;
}

static int
identity_unwrap(const struct otls__age_identity *i,
    const struct otls__age_header *h, const struct otls__age_stanza *s,
    const struct otls__age_scrypt_limits *limits, unsigned char *file_key)
{
    unsigned char share[32], key[OTLS__AGE_WRAP_KEY];
    unsigned char body[OTLS__AGE_WRAPPED];
    int rv;

    (void)limits;
    if (s->argc != 2 ||
        !otls__age_stanza_arg_bytes(h, s, 1, share, sizeof(share)))
        return otls__error(OTLS_E_AGE_HEADER,
            "an X25519 stanza must have one argument, 32 bytes in canonical "
            "base64");
    if (!otls__age_stanza_body(h, s, body, sizeof(body)))
        return otls__error(OTLS_E_AGE_HEADER,
            "the body of an X25519 stanza must have %d bytes",
            OTLS__AGE_WRAPPED);
    rv = wrap_key(i->secret, 0, share, i->point, key);
    if (rv == OTLS_E_AUTH)
        rv = otls__error(OTLS_E_AGE_HEADER,
            "an X25519 stanza has a share of low order: it was made to "
            "match every identity");
    else if (rv == OTLS_OK)
        rv = otls__age_unwrap(key, body, file_key);
    otls__wipe(key, sizeof(key));
    return rv;
}

const struct otls__age_recipient_type otls__age_x25519_recipient = {
    0, recipient_text, recipient_wrap};

const struct otls__age_identity_type otls__age_x25519_identity = {
    "X25519", identity_unwrap};
