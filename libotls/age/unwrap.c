/* SPDX-License-Identifier: ISC */
#include "age/unwrap.h"

#include <stdio.h>
#include <string.h>

#include "age/identity.h"
#include "age/list.h"
#include "age/scrypt.h"
#include "age/stanza.h"
#include "base/call.h"
#include "base/error.h"

/* after so many stanzas tried, fork() gets its chance: some milliseconds */
#define TRIES 64

/* The kinds of stanza that the file has, each once, as far as they fit. */
static void
list_kinds(const struct otls__age_header *h, char *kinds, size_t cap)
{
    const char *text, *other;
    size_t i, j, len, other_len, n = 0;

    for (i = 0; i < h->count && n < 100; i++) {
        (void)otls__age_stanza_arg(h, &h->stanzas[i], 0, &text, &len);
        for (j = 0; j < i && j < 16; j++) {
            (void)otls__age_stanza_arg(
                h, &h->stanzas[j], 0, &other, &other_len);
            if (len == other_len && memcmp(text, other, len) == 0)
                break;
        }
        if (j == i)
            n += (size_t)snprintf(kinds + n, cap - n, "%s%.*s",
                n == 0 ? "" : ", ", len < 40 ? (int)len : 40, text);
        else if (j == 16)
            break;
    }
}

static int
no_match(
    const struct otls__age_header *h, const struct otls__age_list *identities)
{
    const struct otls__age_identity *id;
    size_t i, passphrases = 0;
    char kinds[200] = "";

    for (i = 0; i < identities->count; i++) {
        id = identities->items[i];
        passphrases += id->type == &otls__age_scrypt_identity;
    }
    if (otls__age_stanza_is(
            h, &h->stanzas[0], otls__age_scrypt_identity.stanza))
        return otls__error(OTLS_E_AGE_NO_MATCH, "%s",
            passphrases == 0 ? "the file is encrypted with a passphrase: give "
                               "that, no identity can decrypt it"
                             : "the passphrase is wrong");
    list_kinds(h, kinds, sizeof(kinds));
    if (passphrases == identities->count)
        return otls__error(OTLS_E_AGE_NO_MATCH,
            "the file is encrypted to recipients, not with a passphrase: give "
            "an identity of one of them; it has stanzas of the kinds: %s",
            kinds);
    return otls__error(OTLS_E_AGE_NO_MATCH,
        "the file is not for any of the %zu identities given; it has stanzas "
        "of the kinds: %s",
        identities->count, kinds);
}

/* A passphrase beside anything else would let whoever knows it alone pass
 * for someone who could write to the others. */
static int
check_alone(const struct otls__age_header *h)
{
    size_t i;

    for (i = 0; h->count > 1 && i < h->count; i++)
        if (otls__age_stanza_is(
                h, &h->stanzas[i], otls__age_scrypt_identity.stanza))
            return otls__error(OTLS_E_AGE_HEADER,
                "the age header has a scrypt stanza that is not alone");
    return OTLS_OK;
}

static int
breathe(size_t *tries)
{
    if (++*tries % TRIES != 0)
        return OTLS_OK;
    otls__call_pause();
    return otls__call_resume();
}

static int
find_key(const struct otls__age_header *h,
    const struct otls__age_list *identities,
    const struct otls__age_scrypt_limits *limits, unsigned char *file_key)
{
    const struct otls__age_identity *id;
    size_t i, j, tries = 0;
    int rv;

    if ((rv = check_alone(h)) != OTLS_OK)
        return rv;
    for (i = 0; i < identities->count; i++) {
        id = identities->items[i];
        for (j = 0; j < h->count; j++) {
            if (!otls__age_stanza_is(h, &h->stanzas[j], id->type->stanza))
                continue;
            rv = id->type->unwrap(id, h, &h->stanzas[j], limits, file_key);
            if (rv != OTLS_E_AGE_NO_MATCH || (rv = breathe(&tries)) != OTLS_OK)
                return rv;
        }
    }
    return no_match(h, identities);
}

int
otls__age_unwrap_header(const struct otls__age_header *h,
    const struct otls__age_list *identities,
    const struct otls__age_scrypt_limits *limits,
    unsigned char file_key[OTLS__AGE_FILE_KEY])
{
    int rv;

    if ((rv = find_key(h, identities, limits, file_key)) == OTLS_OK)
        rv = otls__age_header_verify(h, file_key);
    return rv;
}
