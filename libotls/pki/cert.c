/* SPDX-License-Identifier: ISC */
#include "pki/cert.h"

#include "base/error.h"
#include "base/mem.h"
#include "pki/bundle.h"
#include "pki/source.h"

struct otls__cert {
    struct otls__ref ref;
    X509 *x509;
};

int
otls__cert_wrap(X509 *x509, struct otls__cert **cert)
{
    struct otls__cert *c = otls__malloc(sizeof(*c));

    if (c == NULL)
        return otls__error_memory();
    otls__ref_init(&c->ref);
    (void)X509_up_ref(x509);
    c->x509 = x509;
    *cert = c;
    return OTLS_OK;
}

X509 *
otls__cert_x509(const struct otls__cert *cert)
{
    return cert->x509;
}

void
otls__cert_ref(void *cert)
{
    otls__ref_take(&((struct otls__cert *)cert)->ref);
}

void
otls__cert_unref(void *cert)
{
    struct otls__cert *c = cert;

    if (c == NULL || !otls__ref_drop(&c->ref))
        return;
    X509_free(c->x509);
    otls__free(c);
}

static int
load(struct otls__source *source, struct otls__cert **cert)
{
    struct otls__bundle bundle = {NULL, NULL};
    int rv;

    if ((rv = otls__source_need(source)) == OTLS_OK &&
        (rv = otls__bundle_certs(&bundle, source)) == OTLS_OK)
        rv = otls__cert_wrap(sk_X509_value(bundle.certs, 0), cert);
    otls__bundle_end(&bundle);
    return rv;
}

int
otls__cert_load_file(const char *path, struct otls__cert **cert)
{
    struct otls__source source;
    int rv;

    if ((rv = otls__source_file(
             &source, path, OTLS__SOURCE_CREDENTIAL, 0)) == OTLS_OK)
        rv = load(&source, cert);
    otls__source_end(&source);
    return rv;
}

int
otls__cert_load_bytes(const void *data, size_t len, struct otls__cert **cert)
{
    struct otls__source source;
    int rv;

    if ((rv = otls__source_bytes(&source, "the data", data, len,
             OTLS__SOURCE_CREDENTIAL)) == OTLS_OK)
        rv = load(&source, cert);
    otls__source_end(&source);
    return rv;
}
