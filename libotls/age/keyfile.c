/* SPDX-License-Identifier: ISC */
#include "age/keyfile.h"

#include <stdio.h>
#include <string.h>

#include <otls/age_decryptor.h>

#include "age/identity.h"
#include "age/list.h"
#include "age/opener.h"
#include "age/recipient.h"
#include "age/text.h"
#include "base/call.h"
#include "base/error.h"
#include "base/secret.h"
#include "bio/bio.h"

/* At least as much as may stand before armor, and its first line. */
#define PIECE ((size_t)4096)

struct kind {
    int code;
    const char *noun;
    int (*parse)(const char *text, size_t len, void **item);
    void (*unref)(void *item);
};

struct keyfile {
    const struct kind *kind;
    const char *path;
    struct otls__age_list *list;
    struct otls__age_identity *key; /* what opens it, or NULL */
    const struct otls__age_scrypt_limits *limits;
    struct otls__bio *bio;
    char *buf; /* secret memory for the longest line */
    size_t have;
    size_t lines;
    size_t bytes;
};

static int
parse_identity(const char *text, size_t len, void **item)
{
    struct otls__age_identity *identity;
    const int rv = otls__age_identity_parse(text, len, &identity);

    if (rv == OTLS_OK)
        *item = identity;
    return rv;
}

static int
parse_recipient(const char *text, size_t len, void **item)
{
    struct otls__age_recipient *recipient;
    const int rv = otls__age_recipient_parse(text, len, &recipient);

    if (rv == OTLS_OK)
        *item = recipient;
    return rv;
}

static const struct kind identities = {
    OTLS_E_AGE_IDENTITY, "identity", parse_identity, otls__age_identity_unref};
static const struct kind recipients = {OTLS_E_AGE_RECIPIENT, "recipient",
    parse_recipient, otls__age_recipient_unref};

/* Puts the place before the message of an error. */
static int
at_line(const struct keyfile *f, int rv)
{
    const struct otls__error_state *state = otls__call_error_state();
    char message[OTLS__MESSAGE_SIZE];

    if (state == NULL || rv == OTLS_E_NO_MEMORY)
        return rv;
    (void)snprintf(message, sizeof(message), "%s", state->message);
    return otls__error(rv, "%.256s, line %zu: %s", f->path, f->lines, message);
}

static int
take_line(struct keyfile *f, const char *text, size_t len)
{
    void *item;
    int rv;

    f->lines++;
    if (len > 0 && text[len - 1] == '\r')
        len--;
    if (len == 0 || text[0] == '#')
        return OTLS_OK;
    if ((rv = f->kind->parse(text, len, &item)) != OTLS_OK)
        return at_line(f, rv);
    if ((rv = otls__age_list_add(f->list, item)) != OTLS_OK)
        f->kind->unref(item);
    return rv;
}

/* Takes the whole lines that are there; the rest moves to the beginning. */
static int
take_lines(struct keyfile *f)
{
    size_t pos = 0;
    char *end;
    int rv = OTLS_OK;

    while (rv == OTLS_OK &&
           (end = memchr(f->buf + pos, '\n', f->have - pos)) != NULL) {
        rv = take_line(f, f->buf + pos, (size_t)(end - f->buf) - pos);
        pos = (size_t)(end - f->buf) + 1;
    }
    f->have -= pos;
    memmove(f->buf, f->buf + pos, f->have);
    if (rv == OTLS_OK && f->have == OTLS__AGE_KEYFILE_LINE_MAX)
        rv = otls__error(f->kind->code,
            "%.256s, line %zu: it is longer than any %s", f->path,
            f->lines + 1, f->kind->noun);
    return rv;
}

static int
take_text(struct keyfile *f, const void *text, size_t len)
{
    const char *p = text;
    size_t n;
    int rv = OTLS_OK;

    for (; rv == OTLS_OK && len > 0; p += n, len -= n) {
        n = OTLS__AGE_KEYFILE_LINE_MAX - f->have;
        if (n > len)
            n = len;
        memcpy(f->buf + f->have, p, n);
        f->have += n;
        rv = take_lines(f);
    }
    return rv;
}

/* Reads on; nothing at the end. */
static int
read_some(struct keyfile *f, void *buf, size_t cap, size_t *len)
{
    int rv;

    do
        rv = otls__bio_read(f->bio, buf, cap, len);
    while (rv == OTLS_E_INTERRUPTED);
    if (rv == OTLS_OK && (f->bytes += *len) > OTLS__AGE_KEYFILE_MAX)
        rv = otls__error(OTLS_E_LIMIT,
            "%.256s has more than %zu bytes: it is no %s file", f->path,
            OTLS__AGE_KEYFILE_MAX, f->kind->noun);
    return rv;
}

static int
read_plain(struct keyfile *f, const void *head, size_t len)
{
    int rv;

    rv = take_text(f, head, len);
    while (rv == OTLS_OK && len > 0) {
        rv = read_some(
            f, f->buf + f->have, OTLS__AGE_KEYFILE_LINE_MAX - f->have, &len);
        f->have += len;
        if (rv == OTLS_OK)
            rv = take_lines(f);
    }
    return rv;
}

/* Puts the path before the message of an error of the encryption. */
static int
in_file(const struct keyfile *f, int rv)
{
    const struct otls__error_state *state = otls__call_error_state();
    char message[OTLS__MESSAGE_SIZE];

    if (state == NULL || rv == OTLS_OK || rv == OTLS_E_NO_MEMORY ||
        rv == OTLS_E_SHUTDOWN)
        return rv;
    (void)snprintf(message, sizeof(message), "%s", state->message);
    return otls__error(rv, "%.256s: %s", f->path, message);
}

/* |told| is what came of feeding: it comes after what is ready. */
static int
drain(struct keyfile *f, struct otls__age_opener *o, int told)
{
    const void *plain;
    size_t len;
    int rv = in_file(f, told);

    while (rv == OTLS_OK && (len = otls__age_opener_ready(o, &plain)) > 0) {
        rv = take_text(f, plain, len);
        otls__age_opener_consume(o, len);
    }
    return rv;
}

static int
read_encrypted(struct keyfile *f, struct otls__age_opener *o,
    unsigned char *piece, size_t len)
{
    size_t pos, used;
    int rv = OTLS_OK;

    while (rv == OTLS_OK && len > 0) {
        for (pos = 0; rv == OTLS_OK && pos < len; pos += used)
            rv = drain(
                f, o, otls__age_opener_feed(o, piece + pos, len - pos, &used));
        if (rv == OTLS_OK)
            rv = read_some(f, piece, PIECE, &len);
    }
    return rv == OTLS_OK ? drain(f, o, otls__age_opener_finish(o)) : rv;
}

static int
unlock(struct keyfile *f, unsigned char *piece, size_t len)
{
    struct otls__age_list keys = {NULL, 0, 0};
    struct otls__age_opener o;
    int rv;

    if (f->key == NULL)
        return otls__error(OTLS_E_WANT_PASSPHRASE,
            "%.256s is encrypted: add it by "
            "otls_age_decryptor_add_file_passphrase() with its passphrase",
            f->path);
    if ((rv = otls__age_list_add(&keys, f->key)) != OTLS_OK)
        return rv;
    otls__ref_take(&f->key->ref);
    otls__age_opener_begin(&o, &keys, f->limits, OTLS_AGE_ARMOR_AUTO);
    rv = read_encrypted(f, &o, piece, len);
    otls__age_opener_end(&o, rv);
    return rv;
}

/* 1 where a file of identities begins like an age file, armored or not. */
static int
is_encrypted(const char *text, size_t len)
{
    size_t space = 0;

    if (otls__age_begins(text, len, "age-encryption.org/"))
        return 1;
    while (space < len && strchr(" \t\n\v\f\r", text[space]) != NULL &&
           text[space] != '\0')
        space++;
    return otls__age_begins(text + space, len - space, OTLS__AGE_ARMOR_BEGIN);
}

static int
read_all(struct keyfile *f)
{
    /* as far as armor may begin; it may hold a secret itself */
    unsigned char piece[PIECE];
    size_t len;
    int rv;

    rv = otls__bio_read_full(f->bio, piece, sizeof(piece), &len, NULL, NULL);
    f->bytes = len;
    if (rv == OTLS_OK && f->kind == &identities &&
        is_encrypted((char *)piece, len))
        rv = unlock(f, piece, len);
    else if (rv == OTLS_OK)
        rv = read_plain(f, piece, len);
    if (rv == OTLS_OK && f->have > 0)
        rv = take_line(f, f->buf, f->have);
    otls__wipe(piece, sizeof(piece));
    return rv;
}

static int
read_file(struct keyfile *f, const char *path, struct otls__age_list *list)
{
    const size_t before = list->count;
    int rv;

    f->path = path;
    f->list = list;
    f->lines = f->bytes = f->have = 0;
    if ((rv = otls__bio_file_open(path, "r", &f->bio)) != OTLS_OK)
        return rv;
    if ((f->buf = otls__secret_new(OTLS__AGE_KEYFILE_LINE_MAX)) == NULL)
        rv = otls__error_memory();
    else
        rv = read_all(f);
    if (rv == OTLS_OK && list->count == before)
        rv = otls__error(f->kind->code, "%.256s holds no %s: write one a line",
            path, f->kind->noun);
    otls__secret_free(f->buf);
    otls__bio_unref(f->bio);
    return rv;
}

int
otls__age_keyfile_identities(const char *path, struct otls__age_identity *key,
    const struct otls__age_scrypt_limits *limits, struct otls__age_list *list)
{
    struct keyfile f = {.kind = &identities, .key = key, .limits = limits};

    return read_file(&f, path, list);
}

int
otls__age_keyfile_recipients(const char *path, struct otls__age_list *list)
{
    struct keyfile f = {.kind = &recipients};

    return read_file(&f, path, list);
}
