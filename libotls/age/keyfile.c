/* SPDX-License-Identifier: ISC */
#include "age/keyfile.h"

#include <stdio.h>
#include <string.h>

#include "age/identity.h"
#include "age/list.h"
#include "age/recipient.h"
#include "base/call.h"
#include "base/error.h"
#include "base/secret.h"
#include "bio/bio.h"

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

/* Takes the whole lines among the |*len| characters; the rest moves to the
 * beginning. */
static int
take_lines(struct keyfile *f, char *buf, size_t *len)
{
    size_t pos = 0;
    char *end;
    int rv = OTLS_OK;

    while (
        rv == OTLS_OK && (end = memchr(buf + pos, '\n', *len - pos)) != NULL) {
        rv = take_line(f, buf + pos, (size_t)(end - buf) - pos);
        pos = (size_t)(end - buf) + 1;
    }
    *len -= pos;
    memmove(buf, buf + pos, *len);
    return rv;
}

static int
read_lines(struct keyfile *f, struct otls__bio *bio, char *buf)
{
    size_t have = 0, len;
    int rv;

    for (;;) {
        rv = otls__bio_read(
            bio, buf + have, OTLS__AGE_KEYFILE_LINE_MAX - have, &len);
        if (rv == OTLS_E_INTERRUPTED)
            continue;
        if (rv != OTLS_OK)
            return rv;
        if (len == 0)
            return have == 0 ? OTLS_OK : take_line(f, buf, have);
        have += len;
        if ((f->bytes += len) > OTLS__AGE_KEYFILE_MAX)
            return otls__error(OTLS_E_LIMIT,
                "%.256s has more than %zu bytes: it is no %s file", f->path,
                OTLS__AGE_KEYFILE_MAX, f->kind->noun);
        if ((rv = take_lines(f, buf, &have)) != OTLS_OK)
            return rv;
        if (have == OTLS__AGE_KEYFILE_LINE_MAX)
            return otls__error(f->kind->code,
                "%.256s, line %zu: it is longer than any %s", f->path,
                f->lines + 1, f->kind->noun);
    }
}

static int
read_file(
    const struct kind *kind, const char *path, struct otls__age_list *list)
{
    struct keyfile f = {kind, path, list, 0, 0};
    const size_t before = list->count;
    struct otls__bio *bio = NULL;
    char *buf = NULL;
    int rv;

    if ((rv = otls__bio_file_open(path, "r", &bio)) != OTLS_OK)
        return rv;
    if ((buf = otls__secret_new(OTLS__AGE_KEYFILE_LINE_MAX)) == NULL)
        rv = otls__error_memory();
    else
        rv = read_lines(&f, bio, buf);
    if (rv == OTLS_OK && list->count == before)
        rv = otls__error(kind->code, "%.256s holds no %s: write one a line",
            path, kind->noun);
    otls__secret_free(buf);
    otls__bio_unref(bio);
    return rv;
}

int
otls__age_keyfile_identities(const char *path, struct otls__age_list *list)
{
    return read_file(&identities, path, list);
}

int
otls__age_keyfile_recipients(const char *path, struct otls__age_list *list)
{
    return read_file(&recipients, path, list);
}
