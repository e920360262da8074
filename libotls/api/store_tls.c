/* SPDX-License-Identifier: ISC */
#include "api/store_tls.h"

#include <otls/context.h>

#include "base/error.h"
#include "pki/credential.h"
#include "pki/passphrase.h"
#include "pki/trust.h"
#include "tls/connection.h"
#include "tls/context.h"

static int
over_socket(void *user, int fd, const char *host, void **link)
{
    struct otls__connection *c;
    int rv;

    if ((rv = otls__connection_new_socket(user, fd, &c)) != OTLS_OK)
        return rv;
    if ((rv = otls__connection_set_servername(c, host)) == OTLS_OK)
        rv = otls__connection_set_timeout_ms(c, 0);
    if (rv == OTLS_OK)
        *link = c;
    else
        otls__connection_free(c);
    return rv;
}

static int
shake(void *link)
{
    return otls__connection_handshake(link);
}

static int
read_some(void *link, void *buf, size_t cap, size_t *len)
{
    return otls__connection_read(link, buf, cap, len);
}

static int
write_some(void *link, const void *data, size_t len, size_t *written)
{
    return otls__connection_write(link, data, len, written);
}

static int
set_trust(struct otls__context *context, const char *path)
{
    struct otls__trust *trust = NULL;
    int rv;

    if (path == NULL)
        return OTLS_OK;
    if ((rv = otls__trust_load_file(path, &trust)) == OTLS_OK)
        otls__context_set_trust(context, trust);
    otls__trust_unref(trust);
    return rv;
}

static int
set_credential(
    struct otls__context *context, const char *cert, const char *key)
{
    struct otls__passphrase none = {NULL, 0, NULL, NULL, NULL};
    struct otls__credential *credential = NULL;
    int rv;

    if (cert == NULL && key != NULL)
        return otls__error(OTLS_E_INVALID,
            "the URL of the store has a key and no cert for it");
    if (cert == NULL)
        return OTLS_OK;
    rv = otls__credential_load_file(cert, key, &none, &credential);
    if (rv == OTLS_OK)
        otls__context_set_credential(context, credential);
    otls__credential_unref(credential);
    otls__passphrase_end(&none);
    return rv;
}

/* Later connections find it frozen, and read nothing from disk. */
static int
freeze(struct otls__context *context)
{
    struct otls__frozen *frozen;
    int rv;

    if ((rv = otls__context_freeze(context, &frozen)) == OTLS_OK)
        otls__frozen_unref(frozen);
    return rv;
}

int
otls__store_over_tls(const char *ca, const char *cert, const char *key,
    struct otls__store_tls *tls)
{
    struct otls__context *context;
    int rv;

    if ((rv = otls__context_new(OTLS_ROLE_CLIENT, &context)) != OTLS_OK)
        return rv;
    if ((rv = set_trust(context, ca)) != OTLS_OK ||
        (rv = set_credential(context, cert, key)) != OTLS_OK ||
        (rv = freeze(context)) != OTLS_OK) {
        otls__context_unref(context);
        return rv;
    }
    tls->user = context;
    tls->connect = over_socket;
    tls->handshake = shake;
    tls->read = read_some;
    tls->write = write_some;
    tls->free = otls__connection_free;
    tls->free_user = otls__context_unref;
    return OTLS_OK;
}
