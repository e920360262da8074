/* SPDX-License-Identifier: ISC */
#include "age/header.h"

#include <string.h>

#include "age/armor.h"
#include "age/base64.h"
#include "age/stanza.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/secret.h"
#include "crypto/hmac.h"
#include "crypto/kdf.h"

#define FAMILY "age-encryption.org/"
#define LINE_V1 FAMILY "v1"
/* of the first line, as much as tells what the file is */
#define FIRST_LINE_MAX 128

#define MAC_CHARS 43

enum { AT_VERSION, AT_FIRST_STANZA, AT_STANZA, AT_BODY, COMPLETE };

void
otls__age_header_init(struct otls__age_header *h)
{
    memset(h, 0, sizeof(*h));
    h->state = AT_VERSION;
}

void
otls__age_header_end(struct otls__age_header *h)
{
    otls__free(h->raw);
    otls__free(h->stanzas);
    otls__age_header_init(h);
}

int
otls__age_header_append(
    struct otls__age_header *h, const void *data, size_t len)
{
    size_t cap = h->cap == 0 ? 512 : h->cap;
    char *raw;

    if (len > OTLS__AGE_HEADER_MAX - h->len)
        return otls__error(OTLS_E_LIMIT,
            "the age header would have more than %zu bytes: use fewer "
            "recipients",
            OTLS__AGE_HEADER_MAX);
    while (cap < h->len + len)
        cap *= 2;
    if (cap > h->cap) {
        if ((raw = otls__realloc(h->raw, cap)) == NULL)
            return otls__error_memory();
        h->raw = raw;
        h->cap = cap;
    }
    if (len > 0)
        memcpy(h->raw + h->len, data, len);
    h->len += len;
    return OTLS_OK;
}

static int
malformed(const struct otls__age_header *h, const char *reason)
{
    return otls__error(OTLS_E_AGE_HEADER, "line %zu of the age header: %s",
        h->lines + 1, reason);
}

/* Whether the line is, or may become, one that begins with |text|. */
static int
may_begin(const char *line, size_t len, const char *text)
{
    const size_t n = strlen(text);

    return len > 0 && memcmp(line, text, len < n ? len : n) == 0;
}

/* A first line that isn't the right one. */
static int
other_version(const char *line, size_t len)
{
    const size_t family = strlen(FAMILY);
    size_t n = 0;

    if (len >= strlen(OTLS__AGE_ARMOR_BEGIN) &&
        may_begin(line, len, OTLS__AGE_ARMOR_BEGIN))
        return otls__error(OTLS_E_AGE_HEADER,
            "the input is an armored age file, and only a binary one was to "
            "be taken: allow armor");
    if (len <= family || !may_begin(line, len, FAMILY))
        return otls__error(OTLS_E_AGE_HEADER,
            "the input is not an age file: it does not begin with '%s'",
            LINE_V1);
    line += family;
    while (n < len - family && n < 32 && line[n] > 0x20 && line[n] < 0x7f)
        n++;
    if (n == strlen("v1") && memcmp(line, "v1", n) == 0)
        return otls__error(OTLS_E_AGE_HEADER,
            "line 1 of the age header: '%s' must be followed by a line feed "
            "and nothing else",
            LINE_V1);
    return otls__error(OTLS_E_AGE_HEADER,
        "the age file has the version '%.*s', and only 'v1' can be read",
        (int)n, line);
}

static int
version_line(struct otls__age_header *h, const char *line, size_t len)
{
    if (len != strlen(LINE_V1) || memcmp(line, LINE_V1, len) != 0)
        return other_version(line, len);
    h->state = AT_FIRST_STANZA;
    return OTLS_OK;
}

static int
mac_line(struct otls__age_header *h, const char *line, size_t len)
{
    size_t n;

    if (len != 4 + MAC_CHARS || line[3] != ' ' ||
        !otls__age_base64_decode(
            line + 4, MAC_CHARS, h->mac, sizeof(h->mac), &n))
        return malformed(h,
            "the header must end with '--- ' and 43 characters of canonical "
            "base64");
    h->mac_at = h->line + 3;
    h->state = COMPLETE;
    return OTLS_OK;
}

static int
stanza_line(struct otls__age_header *h, size_t len)
{
    const size_t cap = h->stanzas_cap == 0 ? 4 : h->stanzas_cap * 2;
    struct otls__age_stanza *stanzas;
    const char *reason;

    if (h->count == h->stanzas_cap) {
        stanzas = otls__realloc(h->stanzas, cap * sizeof(*stanzas));
        if (stanzas == NULL)
            return otls__error_memory();
        h->stanzas = stanzas;
        h->stanzas_cap = cap;
    }
    reason = otls__age_stanza_begin(&h->stanzas[h->count], h, len);
    if (reason != NULL)
        return malformed(h, reason);
    h->count++;
    h->state = AT_BODY;
    return OTLS_OK;
}

static int
body_line(struct otls__age_header *h, size_t len)
{
    const char *reason;
    int last = 0;

    reason =
        otls__age_stanza_body_line(&h->stanzas[h->count - 1], h, len, &last);
    if (reason != NULL)
        return malformed(h, reason);
    if (last)
        h->state = AT_STANZA;
    return OTLS_OK;
}

/* The line that |raw| ends with, its LF included. */
static int
take_line(struct otls__age_header *h)
{
    const char *line = h->raw + h->line;
    const size_t len = h->len - h->line - 1;
    int rv;

    if (h->state == AT_VERSION)
        rv = version_line(h, line, len);
    else if (h->state == AT_BODY)
        rv = body_line(h, len);
    else if (h->state == AT_STANZA && len >= 3 && memcmp(line, "---", 3) == 0)
        rv = mac_line(h, line, len);
    else
        rv = stanza_line(h, len);
    h->line = h->len;
    h->lines++;
    return rv;
}

/* Whether an unfinished line can still become one that is allowed. */
static int
check_line(const struct otls__age_header *h)
{
    const char *line = h->raw + h->line;
    const size_t len = h->len - h->line;

    if (h->state == AT_VERSION &&
        (len > FIRST_LINE_MAX ||
            (!may_begin(line, len, FAMILY) &&
                !may_begin(line, len, OTLS__AGE_ARMOR_BEGIN))))
        return other_version(line, len);
    if (len > OTLS__AGE_LINE_MAX)
        return malformed(h, "it is longer than 65536 characters");
    return OTLS_OK;
}

int
otls__age_header_feed(
    struct otls__age_header *h, const void *data, size_t len, size_t *used)
{
    const char *p = data, *end;
    size_t n, room;
    int rv = OTLS_OK;

    *used = 0;
    while (rv == OTLS_OK && *used < len && h->state != COMPLETE) {
        room = h->state == AT_VERSION ? FIRST_LINE_MAX : OTLS__AGE_LINE_MAX;
        room += 1 - (h->len - h->line);
        n = len - *used < room ? len - *used : room;
        end = memchr(p + *used, '\n', n);
        if (end != NULL)
            n = (size_t)(end - (p + *used)) + 1;
        if (n > OTLS__AGE_HEADER_MAX - h->len)
            return otls__error(OTLS_E_AGE_HEADER,
                "the age header has more than %zu bytes",
                OTLS__AGE_HEADER_MAX);
        if ((rv = otls__age_header_append(h, p + *used, n)) != OTLS_OK)
            return rv;
        *used += n;
        rv = end != NULL ? take_line(h) : check_line(h);
    }
    return rv;
}

int
otls__age_header_complete(const struct otls__age_header *h)
{
    return h->state == COMPLETE;
}

int
otls__age_header_truncated(const struct otls__age_header *h)
{
    if (h->len == 0)
        return otls__error(
            OTLS_E_AGE_HEADER, "the input is empty: it is not an age file");
    if (h->state == AT_VERSION && !may_begin(h->raw, h->len, LINE_V1))
        return other_version(h->raw, h->len);
    return malformed(h, "the input ends inside the header");
}

static int
compute_mac(const struct otls__age_header *h,
    const unsigned char file_key[OTLS__AGE_FILE_KEY],
    unsigned char mac[OTLS__AGE_MAC])
{
    unsigned char key[32];
    int rv;

    rv = otls__hkdf_sha256(
        file_key, OTLS__AGE_FILE_KEY, NULL, 0, "header", 6, key, sizeof(key));
    if (rv == OTLS_OK)
        rv = otls__hmac_sha256(key, sizeof(key), h->raw, h->mac_at, mac);
    otls__wipe(key, sizeof(key));
    return rv;
}

int
otls__age_header_verify(const struct otls__age_header *h,
    const unsigned char file_key[OTLS__AGE_FILE_KEY])
{
    unsigned char mac[OTLS__AGE_MAC];
    int rv;

    if ((rv = compute_mac(h, file_key, mac)) != OTLS_OK)
        return rv;
    if (!otls__equal(mac, h->mac, sizeof(mac)))
        rv = otls__error(OTLS_E_AGE_MAC,
            "the age header has been altered: its MAC does not match");
    /* the right MAC of a wrong header is what a forger wants to know */
    otls__wipe(mac, sizeof(mac));
    return rv;
}

int
otls__age_header_begin(struct otls__age_header *h)
{
    return otls__age_header_append(h, LINE_V1 "\n", strlen(LINE_V1) + 1);
}

int
otls__age_header_seal(struct otls__age_header *h,
    const unsigned char file_key[OTLS__AGE_FILE_KEY])
{
    char text[MAC_CHARS + 2];
    int rv;

    if ((rv = otls__age_header_append(h, "---", 3)) != OTLS_OK)
        return rv;
    h->mac_at = h->len;
    if ((rv = compute_mac(h, file_key, h->mac)) != OTLS_OK)
        return rv;
    text[0] = ' ';
    (void)otls__age_base64_encode(h->mac, sizeof(h->mac), text + 1);
    text[MAC_CHARS + 1] = '\n';
    return otls__age_header_append(h, text, sizeof(text));
}
