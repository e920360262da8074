/* SPDX-License-Identifier: ISC */
#include "tls/build.h"

#include <string.h>

#include <openssl/x509v3.h>

#include <otls/context.h>

#include "base/error.h"
#include "pki/credential.h"
#include "pki/trust.h"
#include "tls/dh.h"
#include "tls/hooks.h"
#include "tls/policy.h"
#include "tls/ticket_keys.h"

/* More names of authorities would fill several records of a handshake, and
 * none at all means any. */
#define MAX_AUTHORITIES 100

static int
refused(const char *what)
{
    return otls__error_openssl(
        OTLS_E_OPENSSL, "OpenSSL refused the context's %s", what);
}

static int
is_client(const struct otls__spec *spec)
{
    return spec->role == OTLS_ROLE_CLIENT;
}

int
otls__build_verify_mode(const struct otls__spec *spec)
{
    int mode = SSL_VERIFY_NONE;

    if (is_client(spec))
        /* with SSL_VERIFY_NONE, OpenSSL passes over what a callback says */
        return spec->verify != OTLS_VERIFY_NONE || spec->ask_verify ||
                       spec->on_verify.call != NULL
                   ? SSL_VERIFY_PEER
                   : SSL_VERIFY_NONE;
    if (spec->verify != OTLS_VERIFY_NONE)
        mode |= SSL_VERIFY_PEER;
    if (spec->verify == OTLS_VERIFY_REQUIRED)
        mode |= SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
    if (spec->verify != OTLS_VERIFY_NONE && spec->post_handshake_auth)
        mode |= SSL_VERIFY_POST_HANDSHAKE;
    return mode;
}

int
otls__build_wants_trust(const struct otls__spec *spec)
{
    return otls__build_verify_mode(spec) != SSL_VERIFY_NONE;
}

unsigned long
otls__build_verify_flags(const struct otls__spec *spec)
{
    unsigned long flags = X509_V_FLAG_TRUSTED_FIRST;

    if (spec->x509_flags >= 0)
        return (unsigned long)spec->x509_flags;
    if ((spec->verify_flags & OTLS_VERIFY_FLAG_CRL_LEAF) != 0 ||
        (spec->trust != NULL && otls__trust_has_crls(spec->trust)))
        flags |= X509_V_FLAG_CRL_CHECK;
    if ((spec->verify_flags & OTLS_VERIFY_FLAG_CRL_CHAIN) != 0)
        flags |= X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL;
    if ((spec->verify_flags & OTLS_VERIFY_FLAG_STRICT) != 0)
        flags |= X509_V_FLAG_X509_STRICT;
    if ((spec->verify_flags & OTLS_VERIFY_FLAG_PARTIAL_CHAIN) != 0)
        flags |= X509_V_FLAG_PARTIAL_CHAIN;
    return flags;
}

static void
set_options(SSL_CTX *ctx, const struct otls__spec *spec)
{
    if (spec->options >= 0) {
        (void)SSL_CTX_clear_options(ctx, SSL_CTX_get_options(ctx));
        (void)SSL_CTX_set_options(
            ctx, (uint64_t)spec->options | SSL_OP_NO_RENEGOTIATION);
        return;
    }
    (void)SSL_CTX_clear_options(
        ctx, SSL_OP_IGNORE_UNEXPECTED_EOF | SSL_OP_LEGACY_SERVER_CONNECT |
                 SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION);
    (void)SSL_CTX_set_options(
        ctx, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
                 SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
}

static int
set_protocol(SSL_CTX *ctx, const struct otls__spec *spec)
{
    SSL_CTX_set_security_level(ctx, spec->security_level);
    if (SSL_CTX_set_min_proto_version(ctx, spec->min_version) != 1 ||
        SSL_CTX_set_max_proto_version(ctx, spec->max_version) != 1)
        return refused("versions");
    set_options(ctx, spec);
    /* the chain is what the credential has, not what can be found; a write
     * may be partial, and be made again from another place */
    (void)SSL_CTX_set_mode(
        ctx, (spec->auto_chain ? 0 : SSL_MODE_NO_AUTO_CHAIN) |
                 SSL_MODE_ENABLE_PARTIAL_WRITE |
                 SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    if (spec->record_size != 0 &&
        SSL_CTX_set_max_send_fragment(ctx, spec->record_size) != 1)
        return refused("record size");
    return OTLS_OK;
}

const char *
otls__build_ciphers(const struct otls__spec *spec)
{
    if (spec->ciphers != NULL)
        return spec->ciphers;
    return spec->ask_psk ? OTLS__CIPHERS_PSK : OTLS__CIPHERS;
}

static int
set_algorithms(SSL_CTX *ctx, const struct otls__spec *spec)
{
    if (SSL_CTX_set_cipher_list(ctx, otls__build_ciphers(spec)) != 1)
        return refused("ciphers");
    if (spec->ciphersuites != NULL &&
        SSL_CTX_set_ciphersuites(ctx, spec->ciphersuites) != 1)
        return refused("cipher suites");
    /* "@SECLEVEL=" in the text has its place in the specification */
    SSL_CTX_set_security_level(ctx, spec->security_level);
    if (spec->groups != NULL &&
        SSL_CTX_set1_groups_list(ctx, spec->groups) != 1)
        return refused("groups");
    if (spec->signature_algorithms != NULL &&
        SSL_CTX_set1_sigalgs_list(ctx, spec->signature_algorithms) != 1)
        return refused("signature algorithms");
    return OTLS_OK;
}

/* OpenSSL can report success with a part missing, when memory runs out: count
 * what is there. */
static int
count_ciphers(SSL_CTX *ctx, const struct otls__spec *spec)
{
    const STACK_OF(SSL_CIPHER) *list = SSL_CTX_get_ciphers(ctx);
    int i, older = 0, newest = 0;

    for (i = 0; i < sk_SSL_CIPHER_num(list); i++)
        if (strcmp(SSL_CIPHER_get_version(sk_SSL_CIPHER_value(list, i)),
                "TLSv1.3") == 0)
            newest++;
        else
            older++;
    if ((older == 0 && spec->min_version < OTLS_TLS_1_3) ||
        (newest == 0 &&
            (spec->max_version == 0 || spec->max_version == OTLS_TLS_1_3)))
        return otls__error(OTLS_E_OPENSSL,
            "OpenSSL has no cipher suite for a version that the context "
            "allows");
    return OTLS_OK;
}

static int
set_authorities(SSL_CTX *ctx, const struct otls__spec *spec)
{
    const STACK_OF(X509_NAME) *names = otls__trust_names(spec->trust);
    const int count = sk_X509_NAME_num(names);
    STACK_OF(X509_NAME) * copy;

    if (is_client(spec) || count <= 0 || count > MAX_AUTHORITIES)
        return OTLS_OK;
    copy = SSL_dup_CA_list(names);
    if (copy == NULL || sk_X509_NAME_num(copy) != count) {
        sk_X509_NAME_pop_free(copy, X509_NAME_free);
        return refused("authorities");
    }
    SSL_CTX_set_client_CA_list(ctx, copy);
    return OTLS_OK;
}

static int
set_verification(SSL_CTX *ctx, const struct otls__spec *spec)
{
    X509_VERIFY_PARAM *param = SSL_CTX_get0_param(ctx);

    SSL_CTX_set_verify(ctx, otls__build_verify_mode(spec), NULL);
    SSL_CTX_set_cert_verify_callback(ctx, otls__hook_verify, NULL);
    if (spec->verify_depth >= 0)
        SSL_CTX_set_verify_depth(ctx, spec->verify_depth);
    if (X509_VERIFY_PARAM_set_flags(param, otls__build_verify_flags(spec)) !=
        1)
        return refused("verification");
    X509_VERIFY_PARAM_set_hostflags(param,
        spec->host_flags >= 0 ? (unsigned)spec->host_flags
                              : X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS |
                                    X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
    if (spec->trust == NULL)
        return OTLS_OK;
    SSL_CTX_set1_cert_store(ctx, otls__trust_store(spec->trust));
    if (SSL_CTX_get_cert_store(ctx) != otls__trust_store(spec->trust))
        return refused("trust");
    return otls__build_wants_trust(spec) ? set_authorities(ctx, spec)
                                         : OTLS_OK;
}

static int
use_credential(SSL_CTX *ctx, struct otls__credential *c)
{
    STACK_OF(X509) *chain = otls__credential_stack(c), *got = NULL;

    return SSL_CTX_use_cert_and_key(ctx, otls__credential_x509(c),
               otls__credential_evp(c), sk_X509_num(chain) > 0 ? chain : NULL,
               1) == 1 &&
           SSL_CTX_check_private_key(ctx) == 1 &&
           SSL_CTX_get0_certificate(ctx) == otls__credential_x509(c) &&
           SSL_CTX_get0_chain_certs(ctx, &got) == 1 &&
           (got == NULL ? 0 : sk_X509_num(got)) == sk_X509_num(chain);
}

/* Tried twice, since OpenSSL doesn't always say that memory ran out. */
static int
add_credential(
    SSL_CTX *ctx, struct otls__credential *c, const struct otls__spec *spec)
{
    int weak;

    if (use_credential(ctx, c) || use_credential(ctx, c))
        return OTLS_OK;
    SSL_CTX_set_security_level(ctx, 0);
    weak = use_credential(ctx, c);
    SSL_CTX_set_security_level(ctx, spec->security_level);
    if (weak)
        return otls__error(OTLS_E_CERT_WEAK,
            "the credential's key, or a signature in its chain, is too weak "
            "for security level %d",
            spec->security_level);
    return refused("credential");
}

static int
set_credentials(SSL_CTX *ctx, const struct otls__spec *spec)
{
    size_t i;
    int rv;

    for (i = 0; i < spec->credentials.count; i++)
        if ((rv = add_credential(ctx, spec->credentials.item[i], spec)) !=
            OTLS_OK)
            return rv;
    return OTLS_OK;
}

/* A ticket resumes whatever the cache's mode is: only without tickets is off
 * off. */
static int
set_resumption(SSL_CTX *ctx, const struct otls__spec *spec)
{
    const int off = spec->resumption == OTLS_RESUMPTION_OFF;
    const int stored = spec->resumption == OTLS_RESUMPTION_STORE ||
                       spec->resumption == OTLS_RESUMPTION_BOTH;

    if (stored && spec->store == NULL)
        return otls__error(OTLS_E_INVALID,
            "the context resumes by a store and has none: call "
            "otls_context_set_store first");
    if (off || spec->resumption == OTLS_RESUMPTION_STORE)
        (void)SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
    if (is_client(spec)) {
        (void)SSL_CTX_set_session_cache_mode(
            ctx, off ? SSL_SESS_CACHE_OFF
                     : SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
        if (!off)
            SSL_CTX_sess_set_new_cb(ctx, otls__hook_new_session);
        return OTLS_OK;
    }
    /* with a store OpenSSL gives out ids and asks our callbacks, which stay
     * with the first SSL_CTX */
    (void)SSL_CTX_set_session_cache_mode(
        ctx, (stored ? SSL_SESS_CACHE_SERVER : SSL_SESS_CACHE_OFF) |
                 SSL_SESS_CACHE_NO_INTERNAL | SSL_SESS_CACHE_NO_AUTO_CLEAR);
    SSL_CTX_sess_set_get_cb(ctx, otls__hook_get_session);
    if (SSL_CTX_set_generate_session_id(ctx, otls__hook_session_id) != 1 ||
        SSL_CTX_set_session_ticket_cb(
            ctx, otls__hook_make_ticket, otls__hook_open_ticket, NULL) != 1)
        return refused("resumption");
    if (SSL_CTX_set_num_tickets(ctx, off ? 0 : (size_t)spec->tickets) != 1)
        return refused("number of tickets");
    return OTLS_OK;
}

static int
set_client(SSL_CTX *ctx, const struct otls__spec *spec)
{
    SSL_CTX_set_post_handshake_auth(ctx, spec->post_handshake_auth);
    if (spec->alpn.len > 0 && SSL_CTX_set_alpn_protos(ctx, spec->alpn.data,
                                  (unsigned)spec->alpn.len) != 0)
        return refused("application protocols");
    if (spec->ocsp_stapling) {
        if (SSL_CTX_set_tlsext_status_type(ctx, TLSEXT_STATUSTYPE_ocsp) != 1 ||
            SSL_CTX_set_tlsext_status_cb(ctx, otls__hook_ocsp) != 1)
            return refused("OCSP stapling");
    }
    return OTLS_OK;
}

static int
set_server(struct otls__frozen *f)
{
    SSL_CTX *ctx = f->ctx;
    int rv;

    SSL_CTX_set_client_hello_cb(ctx, otls__hook_client_hello, NULL);
    SSL_CTX_set_alpn_select_cb(ctx, otls__hook_alpn, NULL);
    if ((rv = otls__dh_apply(ctx, f->spec.dh.data, f->spec.dh.len)) != OTLS_OK)
        return rv;
    if (SSL_CTX_set_tlsext_status_cb(ctx, otls__hook_ocsp) != 1)
        return refused("OCSP stapling");
    if (f->spec.psk_hint != NULL &&
        SSL_CTX_use_psk_identity_hint(ctx, f->spec.psk_hint) != 1)
        return refused("hint for pre-shared keys");
    if (f->spec.ticket_keys != NULL &&
        (rv = otls__ticket_keys_install(ctx)) != OTLS_OK)
        return rv;
    if ((rv = otls__policy_digest(&f->spec, f->session_id_context)) != OTLS_OK)
        return rv;
    if (SSL_CTX_set_session_id_context(
            ctx, f->session_id_context, sizeof(f->session_id_context)) != 1)
        return refused("session id context");
    return OTLS_OK;
}

int
otls__build(struct otls__frozen *f)
{
    const struct otls__spec *spec = &f->spec;
    int rv;

    f->ctx = SSL_CTX_new(
        is_client(spec) ? TLS_client_method() : TLS_server_method());
    if (f->ctx == NULL)
        return otls__error_openssl(
            OTLS_E_OPENSSL, "OpenSSL could not make an SSL_CTX");
    if ((rv = otls__policy_mark(f)) != OTLS_OK ||
        (rv = set_protocol(f->ctx, spec)) != OTLS_OK ||
        (rv = set_algorithms(f->ctx, spec)) != OTLS_OK ||
        (rv = count_ciphers(f->ctx, spec)) != OTLS_OK ||
        (rv = set_verification(f->ctx, spec)) != OTLS_OK ||
        (rv = set_credentials(f->ctx, spec)) != OTLS_OK ||
        (rv = set_resumption(f->ctx, spec)) != OTLS_OK)
        return rv;
    if (spec->keylog || spec->keylog_path != NULL)
        SSL_CTX_set_keylog_callback(f->ctx, otls__hook_keylog);
    return is_client(spec) ? set_client(f->ctx, spec) : set_server(f);
}
