/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "base/mem.h"
#include "base/secret.h"
#include "tls/hooks.h"
#include "tls/inside.h"

/* The lines are keys: they are wiped when they have been told. */
static void
line_free(struct otls__keylog_line *line)
{
    otls__wipe(line->text, strlen(line->text));
    otls__free(line);
}

static void
drop_first(struct otls__connection *c)
{
    struct otls__keylog_line *line = c->keylog;

    c->keylog = line->next;
    if (c->keylog == NULL)
        c->keylog_end = &c->keylog;
    c->keylog_count--;
    line_free(line);
}

void
otls__keylog_clear(struct otls__connection *c)
{
    while (c->keylog != NULL)
        drop_first(c);
}

/* What there is no memory for is not told. */
void
otls__hook_keylog(const SSL *ssl, const char *text)
{
    struct otls__connection *c = SSL_get_app_data(ssl);
    const size_t len = strlen(text) + 1;
    struct otls__keylog_line *line;

    if (c == NULL || (line = otls__calloc(1, sizeof(*line) + len)) == NULL)
        return;
    memcpy(line->text, text, len);
    *c->keylog_end = line;
    c->keylog_end = &line->next;
    if (++c->keylog_count > OTLS__KEYLOG_MAX)
        drop_first(c);
}

/* A file that can't be written to must not stop a connection. */
void
otls__keylog_file(struct otls__connection *c)
{
    const struct otls__spec *spec = otls__connection_spec(c);
    struct otls__keylog_line *line;

    if (c->keylog == NULL || spec == NULL)
        return;
    for (line = c->keylog; line != NULL; line = line->next) {
        if (!line->filed && spec->keylog_path != NULL)
            (void)otls__context_keylog(c->context, line->text);
        line->filed = 1;
    }
    if (!spec->keylog)
        otls__keylog_clear(c);
}

int
otls__connection_next_keylog(
    struct otls__connection *c, void *buf, size_t cap, size_t *len)
{
    int rv;

    if ((rv = otls__connection_look(c)) != OTLS_OK)
        return rv;
    if (c->keylog == NULL) {
        rv = otls__copy_text("", buf, cap, len);
    } else {
        rv = otls__copy_text(c->keylog->text, buf, cap, len);
        if (rv == OTLS_OK && cap > 0)
            drop_first(c);
    }
    return otls__connection_leave(c, rv);
}
