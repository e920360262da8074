/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "base/mem.h"
#include "base/secret.h"
#include "tls/hooks.h"
#include "tls/inside.h"
#include "tls/openssl.h"

/* They are kept until the program takes them, and those that come when so
 * many wait are not. */
#define MESSAGES_MAX 256

struct otls__message {
    struct otls__message *next;
    int outgoing;
    int version;
    int type;
    size_t len;
    unsigned char data[];
};

static void
drop_first(struct otls__connection *c)
{
    struct otls__message *m = c->messages;

    c->messages = m->next;
    if (c->messages == NULL)
        c->messages_end = &c->messages;
    c->messages_count--;
    otls__wipe(m->data, m->len);
    otls__free(m);
}

void
otls__messages_clear(struct otls__connection *c)
{
    while (c->messages != NULL)
        drop_first(c);
}

void
otls__hook_message(int outgoing, int version, int type, const void *data,
    size_t len, SSL *ssl, void *user)
{
    struct otls__connection *c = SSL_get_app_data(ssl);
    struct otls__message *m;

    (void)user;
    if (c == NULL || c->messages_count == MESSAGES_MAX ||
        (m = otls__calloc(1, sizeof(*m) + len)) == NULL)
        return;
    m->outgoing = outgoing;
    m->version = version;
    m->type = type;
    m->len = len;
    if (len > 0)
        memcpy(m->data, data, len);
    *c->messages_end = m;
    c->messages_end = &m->next;
    c->messages_count++;
}

int
otls__connection_next_message(struct otls__connection *c, int64_t *outgoing,
    int64_t *version, int64_t *type, void *buf, size_t cap, size_t *len)
{
    const struct otls__message *m;
    int rv;

    if ((rv = otls__connection_look(c)) != OTLS_OK)
        return rv;
    m = c->messages;
    *outgoing = m == NULL ? 0 : m->outgoing;
    *version = m == NULL ? 0 : m->version;
    *type = m == NULL ? -1 : m->type;
    rv = otls__copy_bytes(
        m == NULL ? NULL : m->data, m == NULL ? 0 : m->len, buf, cap, len);
    if (m != NULL && rv == OTLS_OK && cap > 0)
        drop_first(c);
    return otls__connection_leave(c, rv);
}
