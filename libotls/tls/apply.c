/* SPDX-License-Identifier: ISC */
#include <pthread.h>
#include <string.h>

#include <otls/context.h>

#include "base/error.h"
#include "tls/build.h"
#include "tls/frozen.h"
#include "tls/policy.h"

/* OpenSSL's own order, for an SSL whose first SSL_CTX had another one; the
 * first is for versions that know it. */
#define GROUPS "X25519:P-256:X448:P-521:P-384"
#define NEWER_GROUPS "X25519MLKEM768:" GROUPS

#define RECORD_SIZE 16384

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int place = -1;

static void
find_place(void)
{
    place = SSL_CTX_get_ex_new_index(0, NULL, NULL, NULL, NULL);
}

int
otls__policy_mark(struct otls__frozen *frozen)
{
    (void)pthread_once(&once, find_place);
    if (place < 0 || SSL_CTX_set_ex_data(frozen->ctx, place, frozen) != 1)
        return otls__error_openssl(
            OTLS_E_OPENSSL, "OpenSSL could not remember a context");
    return OTLS_OK;
}

const struct otls__frozen *
otls__frozen_of(const SSL *ssl)
{
    return place < 0 ? NULL : SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), place);
}

static int
refused(const char *what)
{
    return otls__error_openssl(OTLS_E_OPENSSL,
        "OpenSSL refused the %s of the context for the server name", what);
}

static int
apply_verification(const struct otls__frozen *f, SSL *ssl)
{
    X509_VERIFY_PARAM *param = SSL_get0_param(ssl);
    X509_VERIFY_PARAM *wanted = SSL_CTX_get0_param(f->ctx);

    SSL_set_verify(ssl, SSL_CTX_get_verify_mode(f->ctx), NULL);
    SSL_set_security_level(ssl, f->spec.security_level);
    X509_VERIFY_PARAM_set_depth(param, X509_VERIFY_PARAM_get_depth(wanted));
    if (X509_VERIFY_PARAM_clear_flags(
            param, X509_VERIFY_PARAM_get_flags(param)) != 1 ||
        X509_VERIFY_PARAM_set_flags(
            param, X509_VERIFY_PARAM_get_flags(wanted)) != 1 ||
        SSL_set1_verify_cert_store(ssl, SSL_CTX_get_cert_store(f->ctx)) != 1)
        return refused("verification");
    if (SSL_set_session_id_context(
            ssl, f->session_id_context, sizeof(f->session_id_context)) != 1)
        return refused("session id context");
    return OTLS_OK;
}

static int
same_ciphers(const STACK_OF(SSL_CIPHER) * a, const STACK_OF(SSL_CIPHER) * b)
{
    int i;

    if (sk_SSL_CIPHER_num(a) != sk_SSL_CIPHER_num(b))
        return 0;
    for (i = 0; i < sk_SSL_CIPHER_num(a); i++)
        if (sk_SSL_CIPHER_value(a, i) != sk_SSL_CIPHER_value(b, i))
            return 0;
    return 1;
}

/* The names of those suites, the ones of TLS 1.3 or the others. */
static int
apply_ciphers(const struct otls__frozen *f, SSL *ssl)
{
    const char *const older = otls__build_ciphers(&f->spec);
    const char *const newest = f->spec.ciphersuites == NULL
                                   ? OSSL_default_ciphersuites()
                                   : f->spec.ciphersuites;

    if (same_ciphers(SSL_get_ciphers(ssl), SSL_CTX_get_ciphers(f->ctx)))
        return OTLS_OK;
    if (SSL_set_cipher_list(ssl, older) != 1 ||
        SSL_set_ciphersuites(ssl, newest) != 1)
        return refused("ciphers");
    SSL_set_security_level(ssl, f->spec.security_level);
    return OTLS_OK;
}

static int
same_text(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static int
apply_groups(
    const struct otls__frozen *f, const struct otls__frozen *before, SSL *ssl)
{
    const char *const groups = f->spec.groups;

    if (before != NULL && same_text(groups, before->spec.groups))
        return OTLS_OK;
    if (groups != NULL ? SSL_set1_groups_list(ssl, groups) != 1
                       : SSL_set1_groups_list(ssl, NEWER_GROUPS) != 1 &&
                             SSL_set1_groups_list(ssl, GROUPS) != 1)
        return refused("groups");
    return OTLS_OK;
}

static int
apply_protocol(const struct otls__frozen *f, SSL *ssl)
{
    const uint64_t options = SSL_CTX_get_options(f->ctx);
    const struct otls__spec *spec = &f->spec;

    if (SSL_set_min_proto_version(ssl, spec->min_version) != 1 ||
        SSL_set_max_proto_version(ssl, spec->max_version) != 1)
        return refused("versions");
    (void)SSL_clear_options(ssl, SSL_get_options(ssl) & ~options);
    (void)SSL_set_options(ssl, options);
    if (SSL_set_num_tickets(ssl, SSL_CTX_get_num_tickets(f->ctx)) != 1)
        return refused("number of tickets");
    if (SSL_set_max_send_fragment(ssl,
            spec->record_size == 0 ? RECORD_SIZE : spec->record_size) != 1)
        return refused("record size");
    if (SSL_use_psk_identity_hint(ssl, spec->psk_hint) != 1)
        return refused("hint for pre-shared keys");
    return OTLS_OK;
}

int
otls__frozen_apply(const struct otls__frozen *f, SSL *ssl)
{
    const struct otls__frozen *before = otls__frozen_of(ssl);
    int rv;

    if (f->spec.role != OTLS_ROLE_SERVER)
        return otls__error(OTLS_E_INVALID,
            "the context for the server name is a client's: make it for "
            "OTLS_ROLE_SERVER");
    if (before == f)
        return OTLS_OK;
    if (SSL_set_SSL_CTX(ssl, f->ctx) != f->ctx)
        return refused("credential");
    if ((rv = apply_verification(f, ssl)) != OTLS_OK ||
        (rv = apply_ciphers(f, ssl)) != OTLS_OK ||
        (rv = apply_groups(f, before, ssl)) != OTLS_OK)
        return rv;
    return apply_protocol(f, ssl);
}
