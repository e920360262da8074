/* SPDX-License-Identifier: ISC */
#include "age/identity.h"

#include <string.h>

#include "age/armor.h"
#include "age/bech32.h"
#include "age/normalise.h"
#include "age/recipient.h"
#include "age/scrypt.h"
#include "age/text.h"
#include "age/x25519.h"
#include "base/error.h"
#include "base/secret.h"
#include "crypto/exchange.h"
#include "crypto/rand.h"

#define PREFIX "AGE-SECRET-KEY-"
#define SECRET 32
/* the text and its NUL */
#define TEXT 75

static int
refuse(const char *reason)
{
    return otls__error(
        OTLS_E_AGE_IDENTITY, "the text is not an age identity: %s", reason);
}

static int
identity_new(const struct otls__age_identity_type *type, size_t secret_len,
    struct otls__age_identity **identity)
{
    struct otls__age_identity *i = otls__calloc(1, sizeof(*i));

    if (i == NULL)
        return otls__error_memory();
    otls__ref_init(&i->ref);
    i->type = type;
    i->secret_len = secret_len;
    if ((i->secret = otls__secret_new(secret_len)) == NULL) {
        otls__free(i);
        return otls__error_memory();
    }
    *identity = i;
    return OTLS_OK;
}

void
otls__age_identity_unref(void *identity)
{
    struct otls__age_identity *i = identity;

    if (i == NULL || !otls__ref_drop(&i->ref))
        return;
    otls__secret_free(i->secret);
    otls__free(i);
}

/* Gives |i| away where its public point can be had, else frees it. */
static int
finish(
    struct otls__age_identity *i, int rv, struct otls__age_identity **identity)
{
    if (rv == OTLS_OK)
        rv = otls__x25519_public(i->secret, i->point);
    if (rv == OTLS_OK)
        *identity = i;
    else
        otls__age_identity_unref(i);
    return rv;
}

int
otls__age_identity_generate(struct otls__age_identity **identity)
{
    struct otls__age_identity *i;
    int rv;

    rv = identity_new(&otls__age_x25519_identity, SECRET, &i);
    if (rv != OTLS_OK)
        return rv;
    return finish(i, otls__rand_private_bytes(i->secret, SECRET), identity);
}

/* Texts of which the beginning alone says what is wrong. */
static int
check_prefix(const char *text, size_t len)
{
    if (otls__age_begins(text, len, "age1"))
        return refuse("it is a recipient, which only encrypts");
    if (otls__age_begins(text, len, "AGE-SECRET-KEY-PQ-1"))
        return otls__error(OTLS_E_UNSUPPORTED,
            "post-quantum age identities are not supported");
    if (otls__age_begins(text, len, "AGE-PLUGIN-"))
        return otls__error(
            OTLS_E_UNSUPPORTED, "age identities of plugins are not supported");
    if (otls__age_begins(text, len, OTLS__AGE_ARMOR_BEGIN) ||
        otls__age_begins(text, len, "age-encryption.org/"))
        return otls__error(OTLS_E_UNSUPPORTED,
            "the text is an encrypted file: write it to one, and add that by "
            "otls_age_decryptor_add_file_passphrase()");
    if (otls__age_begins(text, len, "-----BEGIN"))
        return otls__error(OTLS_E_UNSUPPORTED,
            "SSH keys are not supported as age identities");
    return OTLS_OK;
}

int
otls__age_identity_parse(
    const char *text, size_t len, struct otls__age_identity **identity)
{
    struct otls__age_identity *i;
    const char *reason;
    size_t prefix_len, n;
    int rv;

    if ((rv = check_prefix(text, len)) != OTLS_OK)
        return rv;
    rv = identity_new(&otls__age_x25519_identity, SECRET, &i);
    if (rv != OTLS_OK)
        return rv;
    reason =
        otls__age_bech32_decode(text, len, &prefix_len, i->secret, SECRET, &n);
    if (reason != NULL)
        rv = refuse(reason);
    else if (prefix_len != strlen(PREFIX) ||
             !otls__age_begins(text, len, PREFIX))
        rv = refuse("it does not begin with '" PREFIX "1'");
    else if (n != SECRET)
        rv = refuse("it is too short");
    return finish(i, rv, identity);
}

/* A text, borrowed. */
struct form {
    const void *text;
    size_t len;
};

static int
from_forms(const struct form *forms, size_t count,
    struct otls__age_identity **identity)
{
    struct otls__age_identity *i;
    size_t n, len = 0;
    int rv;

    for (n = 0; n < count; n++)
        len += forms[n].len;
    if ((rv = identity_new(&otls__age_scrypt_identity, len, &i)) != OTLS_OK)
        return rv;
    for (len = n = 0; n < count; n++) {
        if (forms[n].len > 0)
            memcpy(i->secret + len, forms[n].text, forms[n].len);
        i->forms[n] = forms[n].len;
        len += forms[n].len;
    }
    i->forms_count = count;
    *identity = i;
    return OTLS_OK;
}

int
otls__age_identity_passphrase(
    const void *passphrase, size_t len, struct otls__age_identity **identity)
{
    const struct form form = {passphrase, len};

    return from_forms(&form, 1, identity);
}

static void
add_form(struct form *forms, size_t *count, const void *text, size_t len)
{
    size_t i;

    for (i = 0; i < *count; i++)
        if (forms[i].len == len && otls__equal(forms[i].text, text, len))
            return;
    forms[*count].text = text;
    forms[(*count)++].len = len;
}

/* What is no UTF-8 has one form, itself. */
int
otls__age_identity_passphrase_normalised(
    const void *passphrase, size_t len, struct otls__age_identity **identity)
{
    struct form forms[OTLS__AGE_FORMS];
    void *composed = NULL, *decomposed = NULL;
    size_t count = 0, n;
    int rv;

    rv = otls__age_normalise(passphrase, len, 0, &composed, &n);
    if (rv == OTLS_OK) {
        add_form(forms, &count, composed, n);
        rv = otls__age_normalise(passphrase, len, 1, &decomposed, &n);
    }
    if (rv == OTLS_OK)
        add_form(forms, &count, decomposed, n);
    if (rv == OTLS_OK || rv == OTLS_E_INVALID) {
        add_form(forms, &count, passphrase, len);
        rv = from_forms(forms, count, identity);
    }
    otls__secret_free(composed);
    otls__secret_free(decomposed);
    return rv;
}

int
otls__age_identity_recipient(const struct otls__age_identity *identity,
    struct otls__age_recipient **recipient)
{
    if (identity->type != &otls__age_x25519_identity)
        return otls__error(OTLS_E_UNSUPPORTED,
            "a passphrase has no public recipient: use "
            "otls_age_recipient_passphrase()");
    return otls__age_recipient_x25519(identity->point, recipient);
}

int
otls__age_identity_export_secret(const struct otls__age_identity *identity,
    void *buf, size_t cap, size_t *len)
{
    char text[TEXT];
    int rv;

    if (identity->type != &otls__age_x25519_identity)
        return otls__error(
            OTLS_E_UNSUPPORTED, "a passphrase cannot be read back");
    (void)otls__age_bech32_encode(
        PREFIX, identity->secret, identity->secret_len, text);
    rv = otls__copy_text(text, buf, cap, len);
    otls__wipe(text, sizeof(text));
    return rv;
}
