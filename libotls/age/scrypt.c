/* SPDX-License-Identifier: ISC */
#include "age/scrypt.h"

#include <stdio.h>
#include <string.h>

#include "age/base64.h"
#include "age/stanza.h"
#include "age/wrap.h"
#include "base/call.h"
#include "base/error.h"
#include "base/secret.h"
#include "crypto/kdf.h"
#include "crypto/rand.h"

#define LABEL "age-encryption.org/v1/scrypt"
#define LABEL_LEN (sizeof(LABEL) - 1)
#define SALT 16
#define SALT_CHARS 22
#define R 8
#define P 1

static uint64_t
memory_of(int work_factor)
{
    return otls__scrypt_memory(work_factor, R, P);
}

int
otls__age_scrypt_limits_set(
    struct otls__age_scrypt_limits *limits, int work_factor, int64_t memory)
{
    if (work_factor < 0 || work_factor > OTLS__AGE_SCRYPT_LIMIT_MAX)
        return otls__error(OTLS_E_INVALID,
            "the scrypt work factor %d is not allowed as a limit: 1 to %d, "
            "or 0 for %d",
            work_factor, OTLS__AGE_SCRYPT_LIMIT_MAX,
            OTLS__AGE_SCRYPT_WORK_MAX);
    if (memory < 0)
        return otls__error(OTLS_E_INVALID,
            "a limit of %lld bytes of memory is negative", (long long)memory);
    limits->work_factor =
        work_factor == 0 ? OTLS__AGE_SCRYPT_WORK_MAX : work_factor;
    limits->memory =
        memory == 0 ? memory_of(limits->work_factor) : (uint64_t)memory;
    return OTLS_OK;
}

static int
wrap_key(const void *passphrase, size_t len, const unsigned char salt[SALT],
    int work_factor, unsigned char key[OTLS__AGE_WRAP_KEY])
{
    unsigned char labelled[LABEL_LEN + SALT];

    memcpy(labelled, LABEL, LABEL_LEN);
    memcpy(labelled + LABEL_LEN, salt, SALT);
    return otls__scrypt(passphrase, len, labelled, sizeof(labelled),
        work_factor, R, P, memory_of(work_factor), key, OTLS__AGE_WRAP_KEY);
}

static int
recipient_text(
    const struct otls__age_recipient *r, void *buf, size_t cap, size_t *len)
{
    (void)r;
    (void)buf;
    (void)cap;
    (void)len;
    return otls__error(
        OTLS_E_UNSUPPORTED, "a passphrase has no text as a recipient");
}

static int
recipient_wrap(const struct otls__age_recipient *r,
    const unsigned char *file_key, struct otls__age_header *h)
{
    unsigned char salt[SALT], key[OTLS__AGE_WRAP_KEY];
    unsigned char body[OTLS__AGE_WRAPPED];
    char text[SALT_CHARS + 1], factor[12];
    const char *args[] = {"scrypt", text, factor, NULL};
    int rv;

    (void)snprintf(factor, sizeof(factor), "%d", r->work_factor);
    if ((rv = otls__rand_bytes(salt, sizeof(salt))) == OTLS_OK &&
        (rv = wrap_key(r->passphrase, r->passphrase_len, salt, r->work_factor,
             key)) == OTLS_OK &&
        (rv = otls__age_wrap(key, file_key, body)) == OTLS_OK) {
        text[otls__age_base64_encode(salt, sizeof(salt), text)] = '\0';
        rv = otls__age_stanza_write(h, args, body, sizeof(body));
    }
    otls__wipe(key, sizeof(key));
    return rv;
}

/* A decimal number without sign or leading zeros; what is too large for any
 * limit is 1000. 0 where it isn't such a number. */
static int
decimal(const char *text, size_t len)
{
    size_t i;
    int value = 0;

    if (len == 0 || text[0] == '0')
        return 0;
    for (i = 0; i < len; i++) {
        if (text[i] < '0' || text[i] > '9')
            return 0;
        value = value * 10 + (text[i] - '0');
        if (value > 1000)
            value = 1000;
    }
    return value;
}

static int
check_work(int factor, const struct otls__age_scrypt_limits *limits)
{
    if (factor > limits->work_factor)
        return otls__error(OTLS_E_AGE_WORK_FACTOR,
            "the file asks for the scrypt work factor %d%s, and the limit is "
            "%d: raise it for files that you trust",
            factor, factor == 1000 ? " or more" : "", limits->work_factor);
    if (memory_of(factor) > limits->memory)
        return otls__error(OTLS_E_AGE_WORK_FACTOR,
            "the file's scrypt work factor %d needs %llu bytes of memory, "
            "and the limit is %llu: raise it for files that you trust",
            factor, (unsigned long long)memory_of(factor),
            (unsigned long long)limits->memory);
    return OTLS_OK;
}

/* All that can be wrong is looked at before any work is done. */
static int
parse(const struct otls__age_header *h, const struct otls__age_stanza *s,
    unsigned char salt[SALT], int *factor,
    unsigned char body[OTLS__AGE_WRAPPED])
{
    const char *text = "";
    size_t len = 0;

    if (s->argc != 3 || !otls__age_stanza_arg_bytes(h, s, 1, salt, SALT))
        return otls__error(OTLS_E_AGE_HEADER,
            "a scrypt stanza must have two arguments: a salt of %d bytes in "
            "canonical base64 and a work factor",
            SALT);
    (void)otls__age_stanza_arg(h, s, 2, &text, &len);
    if ((*factor = decimal(text, len)) == 0)
        return otls__error(OTLS_E_AGE_HEADER,
            "the work factor of a scrypt stanza must be a decimal number "
            "without sign or leading zeros");
    if (!otls__age_stanza_body(h, s, body, OTLS__AGE_WRAPPED))
        return otls__error(OTLS_E_AGE_HEADER,
            "the body of a scrypt stanza must have %d bytes",
            OTLS__AGE_WRAPPED);
    return OTLS_OK;
}

static int
identity_unwrap(const struct otls__age_identity *i,
    const struct otls__age_header *h, const struct otls__age_stanza *s,
    const struct otls__age_scrypt_limits *limits, unsigned char *file_key)
{
    unsigned char salt[SALT], key[OTLS__AGE_WRAP_KEY];
    unsigned char body[OTLS__AGE_WRAPPED];
    const unsigned char *passphrase = i->secret;
    size_t n;
    int rv, paused, factor = 0;

    if ((rv = parse(h, s, salt, &factor, body)) != OTLS_OK ||
        (rv = check_work(factor, limits)) != OTLS_OK)
        return rv;
    for (n = 0; n < i->forms_count; passphrase += i->forms[n++]) {
        rv = wrap_key(passphrase, i->forms[n], salt, factor, key);
        if (rv == OTLS_OK)
            rv = otls__age_unwrap(key, body, file_key);
        otls__wipe(key, sizeof(key));
        if (rv != OTLS_E_AGE_NO_MATCH)
            break;
        /* each takes its time: fork() gets its chance in between */
        otls__call_pause();
        if ((paused = otls__call_resume()) != OTLS_OK)
            return paused;
    }
    return rv;
}

const struct otls__age_recipient_type otls__age_scrypt_recipient = {
    1, recipient_text, recipient_wrap};

const struct otls__age_identity_type otls__age_scrypt_identity = {
    "scrypt", identity_unwrap};
