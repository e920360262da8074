/* SPDX-License-Identifier: ISC */
#include "age/recipient.h"

#include <string.h>

#include "age/bech32.h"
#include "age/normalise.h"
#include "age/scrypt.h"
#include "age/text.h"
#include "age/x25519.h"
#include "base/error.h"
#include "base/secret.h"

static int
refuse(const char *reason)
{
    return otls__error(
        OTLS_E_AGE_RECIPIENT, "the text is not an age recipient: %s", reason);
}

/* Texts of which the prefix alone says what is wrong. */
static int
check_prefix(const char *text, size_t len)
{
    if (otls__age_begins(text, len, "AGE-"))
        return refuse("it is an identity, which is secret; "
                      "otls_age_identity_recipient() gives its recipient");
    if (otls__age_begins(text, len, "ssh-"))
        return otls__error(OTLS_E_UNSUPPORTED,
            "SSH keys are not supported as age recipients");
    if (otls__age_begins(text, len, "age1pq1"))
        return otls__error(OTLS_E_UNSUPPORTED,
            "post-quantum age recipients (age1pq1...) are not supported");
    if (otls__age_begins(text, len, "age1tag1") ||
        otls__age_begins(text, len, "age1tagpq1"))
        return otls__error(OTLS_E_UNSUPPORTED,
            "tagged age recipients (age1tag1...) are not supported");
    return OTLS_OK;
}

int
otls__age_recipient_parse(
    const char *text, size_t len, struct otls__age_recipient **recipient)
{
    unsigned char point[32];
    size_t prefix_len, n;
    const char *reason;
    int rv;

    if ((rv = check_prefix(text, len)) != OTLS_OK)
        return rv;
    reason = otls__age_bech32_decode(
        text, len, &prefix_len, point, sizeof(point), &n);
    if (reason == NULL && prefix_len > 4 &&
        otls__age_begins(text, len, "age1"))
        return otls__error(
            OTLS_E_UNSUPPORTED, "age recipients of plugins are not supported");
    if (reason != NULL)
        return refuse(reason);
    if (prefix_len != 3 || !otls__age_begins(text, len, "age1"))
        return refuse("it does not begin with 'age1'");
    if (n != sizeof(point))
        return refuse("it is too short");
    return otls__age_recipient_x25519(point, recipient);
}

static struct otls__age_recipient *
recipient_new(const struct otls__age_recipient_type *type)
{
    struct otls__age_recipient *r = otls__calloc(1, sizeof(*r));

    if (r == NULL)
        return NULL;
    otls__ref_init(&r->ref);
    r->type = type;
    return r;
}

int
otls__age_recipient_x25519(
    const unsigned char point[32], struct otls__age_recipient **recipient)
{
    struct otls__age_recipient *r;

    if ((r = recipient_new(&otls__age_x25519_recipient)) == NULL)
        return otls__error_memory();
    memcpy(r->point, point, sizeof(r->point));
    *recipient = r;
    return OTLS_OK;
}

int
otls__age_recipient_passphrase(const void *passphrase, size_t len,
    int work_factor, struct otls__age_recipient **recipient)
{
    struct otls__age_recipient *r;

    if (len == 0)
        return otls__error(OTLS_E_INVALID,
            "the passphrase is empty: anybody could read the file");
    if (work_factor < 0 || work_factor > OTLS__AGE_SCRYPT_WORK_MAX)
        return otls__error(OTLS_E_INVALID,
            "the scrypt work factor %d is not allowed: 1 to %d, or 0 for %d",
            work_factor, OTLS__AGE_SCRYPT_WORK_MAX, OTLS__AGE_SCRYPT_WORK);
    if ((r = recipient_new(&otls__age_scrypt_recipient)) == NULL)
        return otls__error_memory();
    r->work_factor = work_factor == 0 ? OTLS__AGE_SCRYPT_WORK : work_factor;
    r->passphrase_len = len;
    if ((r->passphrase = otls__secret_copy(passphrase, len)) == NULL) {
        otls__age_recipient_unref(r);
        return otls__error_memory();
    }
    *recipient = r;
    return OTLS_OK;
}

int
otls__age_recipient_passphrase_normalised(const void *passphrase, size_t len,
    int work_factor, struct otls__age_recipient **recipient)
{
    void *composed;
    size_t n;
    int rv;

    rv = otls__age_normalise(passphrase, len, 0, &composed, &n);
    if (rv != OTLS_OK)
        return rv;
    rv = otls__age_recipient_passphrase(composed, n, work_factor, recipient);
    otls__secret_free(composed);
    return rv;
}

void
otls__age_recipient_unref(void *recipient)
{
    struct otls__age_recipient *r = recipient;

    if (r == NULL || !otls__ref_drop(&r->ref))
        return;
    otls__secret_free(r->passphrase);
    otls__free(r);
}

/* Passphrases are not compared: the same object is the same passphrase. */
int
otls__age_recipient_equal(
    const struct otls__age_recipient *a, const struct otls__age_recipient *b)
{
    return a == b || (a->type == b->type && a->passphrase == NULL &&
                         memcmp(a->point, b->point, sizeof(a->point)) == 0);
}
