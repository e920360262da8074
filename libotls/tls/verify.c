/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <time.h>

#include <openssl/x509.h>

#include <otls/context.h>

#include "pki/verdict.h"
#include "tls/hooks.h"
#include "tls/inside.h"

static X509 *
hold(X509 *cert)
{
    return cert != NULL && X509_up_ref(cert) == 1 ? cert : NULL;
}

/* What was found is asked for later, when OpenSSL has let go of it. */
static void
remember(struct otls__connection *c, X509_STORE_CTX *found, int verified)
{
    STACK_OF(X509) *const sent = X509_STORE_CTX_get0_untrusted(found);

    X509_free(c->leaf);
    X509_free(c->culprit);
    sk_X509_pop_free(c->sent, X509_free);
    sk_X509_pop_free(c->chain, X509_free);
    c->verdict = X509_STORE_CTX_get_error(found);
    c->leaf = hold(X509_STORE_CTX_get0_cert(found));
    c->culprit = hold(X509_STORE_CTX_get_current_cert(found));
    c->sent = sent == NULL ? NULL : X509_chain_up_ref(sent);
    c->chain = verified ? X509_STORE_CTX_get1_chain(found) : NULL;
}

static int
conclude(X509_STORE_CTX *found, int accepted)
{
    X509_STORE_CTX_set_error(
        found, accepted ? X509_V_OK : X509_V_ERR_APPLICATION_VERIFICATION);
    return accepted;
}

/* A server can't suspend here: its callback runs inside OpenSSL. */
static int
ask_now(struct otls__connection *c, const struct otls__spec_callback *callback,
    X509_STORE_CTX *found)
{
    int accepted;

    if (otls__connection_callback(c, callback, &accepted) != OTLS_OK)
        accepted = 0;
    c->verify_state = accepted ? VERIFY_ACCEPTED : VERIFY_REFUSED;
    return conclude(found, accepted);
}

int
otls__hook_verify(X509_STORE_CTX *found, void *user)
{
    SSL *ssl = X509_STORE_CTX_get_ex_data(
        found, SSL_get_ex_data_X509_STORE_CTX_idx());
    struct otls__connection *c = ssl == NULL ? NULL : SSL_get_app_data(ssl);
    const struct otls__spec *spec;
    int verified;

    (void)user;
    if (c == NULL)
        return X509_verify_cert(found);
    if (c->verify_state == VERIFY_ACCEPTED ||
        (c->verify_state == VERIFY_REFUSED && !c->server))
        return conclude(found, c->verify_state == VERIFY_ACCEPTED);
    verified = X509_verify_cert(found) == 1;
    if (!verified && X509_STORE_CTX_get_error(found) == X509_V_OK)
        X509_STORE_CTX_set_error(found, X509_V_ERR_UNSPECIFIED);
    remember(c, found, verified);
    if (c->leaf == NULL || c->verdict == X509_V_ERR_OUT_OF_MEM)
        return 0;
    spec = otls__connection_spec(c);
    if (spec == NULL || (!spec->ask_verify && spec->on_verify.call == NULL))
        return verified;
    if (c->server)
        return spec->on_verify.call == NULL
                   ? verified
                   : ask_now(c, &spec->on_verify, found);
    c->verify_state = VERIFY_ASKED;
    return SSL_set_retry_verify(ssl);
}

static int
set(struct otls__connection *c, int accept)
{
    if (c->verify_state != VERIFY_ASKED)
        return otls__error(
            OTLS_E_TLS_STATE, "nobody waits for a verdict on a certificate");
    c->verify_state = accept ? VERIFY_ACCEPTED : VERIFY_REFUSED;
    return OTLS_OK;
}

int
otls__connection_reply_verify(struct otls__connection *c, int accept)
{
    int rv;

    if (accept != 0 && accept != 1)
        return otls__error(OTLS_E_INVALID,
            "accept is %d: pass 1 to accept the certificate, 0 to refuse it",
            accept);
    if ((rv = otls__connection_look(c)) != OTLS_OK)
        return rv;
    return otls__connection_leave(c, set(c, accept));
}

static int
ask(struct otls__connection *c, const struct otls__spec_callback *callback)
{
    int accepted, rv;

    c->unlocked = 1;
    rv = otls__connection_callback(c, callback, &accepted);
    c->unlocked = 0;
    if (rv != OTLS_OK || (rv = otls__connection_look(c)) != OTLS_OK)
        return rv;
    if (c->verify_state == VERIFY_ASKED || !accepted)
        c->verify_state = accepted ? VERIFY_ACCEPTED : VERIFY_REFUSED;
    return otls__connection_leave(c, OTLS__AGAIN);
}

int
otls__connection_find_verdict(struct otls__connection *c)
{
    const struct otls__spec *spec = otls__connection_spec(c);

    if (c->verify_state != VERIFY_ASKED)
        return OTLS__AGAIN;
    if (spec != NULL && spec->on_verify.call != NULL)
        return ask(c, &spec->on_verify);
    return otls__error(OTLS_E_WANT_VERIFY,
        "the certificate of %s waits for otls_connection_reply_verify",
        otls__connection_peer(c));
}

/* The day that an expired or early certificate is about. */
static const char *
day(const struct otls__connection *c, int code, char *text, size_t size)
{
    const ASN1_TIME *when = NULL;
    struct tm tm;

    if (c->culprit != NULL && code == OTLS_E_CERT_EXPIRED)
        when = X509_get0_notAfter(c->culprit);
    else if (c->culprit != NULL && code == OTLS_E_CERT_NOT_YET_VALID)
        when = X509_get0_notBefore(c->culprit);
    if (when == NULL || ASN1_TIME_to_tm(when, &tm) != 1)
        return "";
    (void)snprintf(text, size, " (%s %04d-%02d-%02d)",
        code == OTLS_E_CERT_EXPIRED ? "on" : "before", tm.tm_year + 1900,
        tm.tm_mon + 1, tm.tm_mday);
    return text;
}

int
otls__connection_fail_cert(struct otls__connection *c)
{
    const int code = otls__verdict_code(c->verdict);
    char text[64];

    if (c->verify_state == VERIFY_REFUSED)
        return otls__connection_fail(c, OTLS_E_CERT_INVALID, 0,
            "%s: the program refused the certificate",
            otls__connection_peer(c));
    if (c->verdict == X509_V_ERR_OUT_OF_MEM)
        return otls__connection_fail(
            c, OTLS_E_NO_MEMORY, 0, "memory could not be allocated");
    return otls__connection_fail(c,
        code == OTLS_OK ? OTLS_E_CERT_INVALID : code, 0, "%s: %s%s",
        otls__connection_peer(c), otls__verdict_text(c->verdict),
        day(c, code, text, sizeof(text)));
}
