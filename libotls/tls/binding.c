/* SPDX-License-Identifier: ISC */
#include <string.h>

#include <openssl/objects.h>
#include <openssl/x509.h>

#include "base/mem.h"
#include "crypto/digest.h"
#include "tls/inside.h"

#define BINDING_SIZE 32

static int
export_bytes(struct otls__connection *c, const char *label,
    const void *context, size_t context_len, int has_context, void *out,
    size_t size)
{
    int ok;

    if (!SSL_is_init_finished(c->ssl))
        return otls__error(
            OTLS_E_TLS_STATE, "there are no keys before the handshake");
    otls__openssl_begin();
    ok = SSL_export_keying_material(c->ssl, out, size, label, strlen(label),
        context, context_len, has_context);
    if (ok != 1)
        (void)otls__error_openssl(
            OTLS_E_OPENSSL, "OpenSSL exports no keys with that label");
    otls__openssl_end();
    return ok == 1 ? OTLS_OK : otls__error_last_code();
}

int
otls__connection_exporter(struct otls__connection *c, const char *label,
    const void *context, size_t context_len, int has_context, void *buf,
    size_t cap, size_t *len)
{
    int rv;

    if ((has_context != 0 && has_context != 1) ||
        (!has_context && context_len > 0) || context_len > 65535)
        return otls__error(OTLS_E_INVALID,
            "has_context is 1 with a context of at most 65,535 bytes, and 0 "
            "without one");
    if (cap == 0)
        return otls__error(
            OTLS_E_INVALID, "cap is 0: it says how much to export");
    if ((rv = otls__connection_look(c)) != OTLS_OK)
        return rv;
    rv = export_bytes(c, label, context, context_len, has_context, buf, cap);
    if (rv == OTLS_OK)
        *len = cap;
    return otls__connection_leave(c, rv);
}

/* The first Finished message of the latest handshake. Without the extended
 * master secret two connections can be made to have the same. */
static int
unique(struct otls__connection *c, void *buf, size_t cap, size_t *len)
{
    unsigned char finished[OTLS__DIGEST_MAX];
    const int resumed = SSL_session_reused(c->ssl) == 1;
    size_t n;

    if (SSL_version(c->ssl) >= TLS1_3_VERSION)
        return otls__error(
            OTLS_E_UNSUPPORTED, "TLS 1.3 has no tls-unique: use tls-exporter");
    if (SSL_get_extms_support(c->ssl) != 1)
        return otls__error(OTLS_E_UNSUPPORTED,
            "without the extended master secret tls-unique binds nothing");
    /* the client's is first, but the server's where it resumes */
    if (resumed == c->server)
        n = SSL_get_finished(c->ssl, finished, sizeof(finished));
    else
        n = SSL_get_peer_finished(c->ssl, finished, sizeof(finished));
    return otls__copy_bytes(finished, n, buf, cap, len);
}

/* The hash of the certificate's signature, but nothing weaker than SHA-256:
 * RFC 5929, section 4.1. */
static const char *
hash_of(const X509 *cert)
{
    int hash = NID_undef;

    if (X509_get_signature_info((X509 *)cert, &hash, NULL, NULL, NULL) != 1 ||
        hash == NID_undef)
        return NULL;
    if (hash == NID_md5 || hash == NID_sha1)
        hash = NID_sha256;
    return OBJ_nid2sn(hash);
}

static int
end_point(struct otls__connection *c, void *buf, size_t cap, size_t *len)
{
    const X509 *cert = c->server ? SSL_get_certificate(c->ssl)
                                 : SSL_get0_peer_certificate(c->ssl);
    const char *hash = cert == NULL ? NULL : hash_of(cert);
    unsigned char out[OTLS__DIGEST_MAX], *der = NULL;
    size_t n;
    int size, rv;

    if (cert == NULL)
        return otls__error(
            OTLS_E_CERT_MISSING, "the server has no certificate");
    if (hash == NULL)
        return otls__error(OTLS_E_UNSUPPORTED,
            "the certificate's signature has no hash of its own, and RFC 5929 "
            "defines no tls-server-end-point for it");
    if ((size = i2d_X509(cert, &der)) <= 0)
        return otls__error_memory();
    rv = otls__digest(hash, der, (size_t)size, out, &n);
    OPENSSL_free(der);
    if (rv != OTLS_OK)
        return rv;
    return otls__copy_bytes(out, n, buf, cap, len);
}

static int
exported(struct otls__connection *c, void *buf, size_t cap, size_t *len)
{
    unsigned char out[BINDING_SIZE];
    int rv;

    if (SSL_version(c->ssl) < TLS1_3_VERSION &&
        SSL_get_extms_support(c->ssl) != 1)
        return otls__error(OTLS_E_UNSUPPORTED,
            "without the extended master secret tls-exporter binds nothing");
    rv = export_bytes(
        c, "EXPORTER-Channel-Binding", "", 0, 1, out, sizeof(out));
    if (rv != OTLS_OK)
        return rv;
    return otls__copy_bytes(out, sizeof(out), buf, cap, len);
}

static int
binding(struct otls__connection *c, const char *type, void *buf, size_t cap,
    size_t *len)
{
    if (!SSL_is_init_finished(c->ssl))
        return otls__error(
            OTLS_E_TLS_STATE, "there is no answer before the handshake");
    if (strcmp(type, "tls-unique") == 0)
        return unique(c, buf, cap, len);
    if (strcmp(type, "tls-server-end-point") == 0)
        return end_point(c, buf, cap, len);
    if (strcmp(type, "tls-exporter") == 0)
        return exported(c, buf, cap, len);
    return otls__error(OTLS_E_INVALID,
        "the type of channel binding is none of tls-unique, "
        "tls-server-end-point and tls-exporter");
}

int
otls__connection_channel_binding(struct otls__connection *c, const char *type,
    void *buf, size_t cap, size_t *len)
{
    int rv;

    if ((rv = otls__connection_look(c)) != OTLS_OK)
        return rv;
    otls__openssl_begin();
    rv = binding(c, type, buf, cap, len);
    otls__openssl_end();
    return otls__connection_leave(c, rv);
}
