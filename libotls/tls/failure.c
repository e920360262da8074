/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "tls/inside.h"

/* OpenSSL gives a peer's alert as this and the alert's number. */
#define ALERT 1000

struct entry {
    int reason;
    int code;
};

static const struct entry alerts[] = {
    {SSL_AD_PROTOCOL_VERSION, OTLS_E_TLS_VERSION},
    {SSL_AD_INSUFFICIENT_SECURITY, OTLS_E_TLS_CIPHER},
    {SSL_AD_NO_APPLICATION_PROTOCOL, OTLS_E_TLS_ALPN},
    {SSL_AD_UNRECOGNIZED_NAME, OTLS_E_TLS_NAME},
};

static const struct entry reasons[] = {
    {SSL_R_UNSUPPORTED_PROTOCOL, OTLS_E_TLS_VERSION},
    {SSL_R_NO_PROTOCOLS_AVAILABLE, OTLS_E_TLS_VERSION},
    {SSL_R_INAPPROPRIATE_FALLBACK, OTLS_E_TLS_VERSION},
    {SSL_R_VERSION_TOO_LOW, OTLS_E_TLS_VERSION},
    {SSL_R_VERSION_TOO_HIGH, OTLS_E_TLS_VERSION},
    {SSL_R_WRONG_SSL_VERSION, OTLS_E_TLS_VERSION},
    {SSL_R_NO_SHARED_CIPHER, OTLS_E_TLS_CIPHER},
    {SSL_R_NO_CIPHERS_AVAILABLE, OTLS_E_TLS_CIPHER},
    {SSL_R_NO_SHARED_GROUPS, OTLS_E_TLS_CIPHER},
    {SSL_R_NO_SUITABLE_GROUPS, OTLS_E_TLS_CIPHER},
    {SSL_R_NO_SUITABLE_KEY_SHARE, OTLS_E_TLS_CIPHER},
    {SSL_R_NO_SHARED_SIGNATURE_ALGORITHMS, OTLS_E_TLS_CIPHER},
    {SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM, OTLS_E_TLS_CIPHER},
    {SSL_R_UNSUPPORTED_ELLIPTIC_CURVE, OTLS_E_TLS_CIPHER},
    {SSL_R_DH_KEY_TOO_SMALL, OTLS_E_TLS_CIPHER},
    {SSL_R_NO_APPLICATION_PROTOCOL, OTLS_E_TLS_ALPN},
    {SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE, OTLS_E_CERT_MISSING},
    {SSL_R_EE_KEY_TOO_SMALL, OTLS_E_CERT_WEAK},
    {SSL_R_CA_KEY_TOO_SMALL, OTLS_E_CERT_WEAK},
    {SSL_R_CA_MD_TOO_WEAK, OTLS_E_CERT_WEAK},
    {SSL_R_UNEXPECTED_EOF_WHILE_READING, OTLS_E_TLS_EOF},
    {SSL_R_HTTP_REQUEST, OTLS_E_TLS_NOT_TLS},
    {SSL_R_HTTPS_PROXY_REQUEST, OTLS_E_TLS_NOT_TLS},
    {SSL_R_PSK_IDENTITY_NOT_FOUND, OTLS_E_TLS_HANDSHAKE},
    {SSL_R_SSL_HANDSHAKE_FAILURE, OTLS_E_TLS_HANDSHAKE},
    {SSL_R_CALLBACK_FAILED, OTLS_E_TLS_HANDSHAKE},
    {SSL_R_INVALID_ALERT, OTLS_E_TLS_PROTOCOL},
};

static int
find(const struct entry *entries, size_t count, int reason, int otherwise)
{
    size_t i;

    for (i = 0; i < count; i++)
        if (entries[i].reason == reason)
            return entries[i].code;
    return otherwise;
}

/* "while the handshake was going on" matters: data can only be missing after
 * it. */
static const char *
during(const struct otls__connection *c)
{
    return atomic_load(&c->open) ? "" : " during the handshake";
}

static int
starts_like(const struct otls__connection *c, const char *text)
{
    const size_t len = strlen(text);

    return c->wire.first_len >= len && memcmp(c->wire.first, text, len) == 0;
}

/* Each of the records that may come first begins so. */
static int
sounds_like_tls(const struct otls__connection *c)
{
    const unsigned char *p = c->wire.first;

    return c->wire.first_len == 0 ||
           ((p[0] == SSL3_RT_HANDSHAKE || p[0] == SSL3_RT_ALERT) &&
               (c->wire.first_len < 2 || p[1] == SSL3_VERSION_MAJOR));
}

static int
fail_not_tls(struct otls__connection *c)
{
    static const char *const http[] = {
        "HTTP/", "GET ", "POST ", "HEAD ", "PUT ", "OPTIONS", "CONNECT"};
    size_t i;

    for (i = 0; i < sizeof(http) / sizeof(http[0]); i++)
        if (starts_like(c, http[i]))
            return otls__connection_fail(c, OTLS_E_TLS_NOT_TLS, 0,
                "%s speaks plain HTTP, not TLS", otls__connection_peer(c));
    return otls__connection_fail(c, OTLS_E_TLS_NOT_TLS, 0,
        "%s doesn't speak TLS: is it the right port?",
        otls__connection_peer(c));
}

/* A fatal alert, ours or the peer's, ends the session too. */
static void
spoil(struct otls__connection *c)
{
    if (atomic_load(&c->open))
        otls__resume_spoiled(c);
}

static int
fail_alert(struct otls__connection *c, int alert)
{
    const int code = find(
        alerts, sizeof(alerts) / sizeof(alerts[0]), alert, OTLS_E_TLS_ALERT);

    spoil(c);
    return otls__connection_fail(c, code, 0,
        "%s ended the connection%s with the alert %s (%d)",
        otls__connection_peer(c), during(c), SSL_alert_desc_string_long(alert),
        alert);
}

static int
fail_eof(struct otls__connection *c)
{
    if (!atomic_load(&c->open))
        return otls__connection_fail(c, OTLS_E_TLS_EOF, 0,
            "%s closed the connection during the handshake%s",
            otls__connection_peer(c),
            c->wire.first_len == 0 ? ", without a word" : "");
    return otls__connection_fail(c, OTLS_E_TLS_EOF, 0,
        "%s closed the connection without a close_notify: the data may be "
        "cut short",
        otls__connection_peer(c));
}

static int
fail_reason(struct otls__connection *c, int reason)
{
    const int otherwise =
        atomic_load(&c->open) ? OTLS_E_TLS_PROTOCOL : OTLS_E_TLS_HANDSHAKE;
    const int code =
        find(reasons, sizeof(reasons) / sizeof(reasons[0]), reason, otherwise);

    switch (code) {
    case OTLS_E_TLS_EOF:
        return fail_eof(c);
    case OTLS_E_TLS_NOT_TLS:
        return fail_not_tls(c);
    case OTLS_E_TLS_HANDSHAKE:
    case OTLS_E_TLS_PROTOCOL:
        spoil(c);
        (void)otls__connection_fail(c, code, 0, "%s: %s failed",
            otls__connection_peer(c),
            atomic_load(&c->open) ? "the connection" : "the handshake");
        return otls__error_openssl(code, "%s", c->why);
    default:
        (void)otls__connection_fail(c, code, 0, "%s: %s",
            otls__connection_peer(c), otls__error_text(code));
        return otls__error_openssl(code, "%s", c->why);
    }
}

static int
fail(struct otls__connection *c)
{
    const int reason = otls__openssl_reason();
    const int met = c->wire.failure;

    c->packed = otls__openssl_packed();
    if (reason == OTLS__REASON_MEMORY || met == OTLS_E_NO_MEMORY)
        return otls__connection_fail(
            c, OTLS_E_NO_MEMORY, 0, "memory could not be allocated");
    if (c->hooked != OTLS_OK) {
        c->failed = c->hooked;
        return otls__connection_failed(c);
    }
    if (reason == SSL_R_CERTIFICATE_VERIFY_FAILED)
        return otls__connection_fail_cert(c);
    if (c->wire.quiet > OTLS__WIRE_QUIET_MAX)
        return otls__connection_fail(c, OTLS_E_TLS_PROTOCOL, 0,
            "%s sent too much that is no data", otls__connection_peer(c));
    if (reason >= ALERT && reason < ALERT + 256)
        return fail_alert(c, reason - ALERT);
    /* OpenSSL's alert about it may have found the peer gone for good */
    if (c->wire.eof)
        return fail_eof(c);
    if (met != OTLS_OK && met != OTLS_E_WANT_READ && met != OTLS_E_WANT_WRITE)
        return otls__connection_fail(c, met, c->wire.number,
            "the connection to %s failed%s", otls__connection_peer(c),
            during(c));
    if (!atomic_load(&c->open) && !sounds_like_tls(c))
        return fail_not_tls(c);
    /* those above are OpenSSL's own failures */
    if (reason > 0 && reason < ALERT)
        return fail_reason(c, reason);
    (void)otls__connection_fail(c, OTLS_E_OPENSSL, 0,
        "OpenSSL failed on the connection to %s", otls__connection_peer(c));
    return otls__error_openssl(OTLS_E_OPENSSL, "%s", c->why);
}

/* What OpenSSL wants stays from the step before where one fails at its
 * beginning, so it counts only together with what our callbacks did. */
int
otls__connection_judge(struct otls__connection *c, int n)
{
    const int want = SSL_want(c->ssl);

    if (n > 0)
        return OTLS_OK;
    /* OpenSSL sees a pause, or nothing to read */
    if (c->psk.state == PSK_ASKED)
        return OTLS_E_WANT_PSK;
    if (c->wire.failure == OTLS_E_INTERRUPTED && want != SSL_NOTHING)
        return OTLS_E_INTERRUPTED;
    if (want == SSL_READING && c->wire.failure == OTLS_E_WANT_READ)
        return OTLS_E_WANT_READ;
    if (want == SSL_WRITING && c->wire.failure == OTLS_E_WANT_WRITE)
        return OTLS_E_WANT_WRITE;
    if (want == SSL_CLIENT_HELLO_CB && c->resume.state == RESUME_ASKED)
        return OTLS_E_WANT_STORE;
    if (want == SSL_CLIENT_HELLO_CB &&
        (c->name_state == NAME_ASKED || c->name_state == NAME_TABLE))
        return OTLS_E_WANT_NAME;
    if (want == SSL_RETRY_VERIFY && c->verify_state == VERIFY_ASKED)
        return OTLS_E_WANT_VERIFY;
    if (otls__openssl_reason() == OTLS__REASON_NONE &&
        (SSL_get_shutdown(c->ssl) & SSL_RECEIVED_SHUTDOWN) != 0)
        return OTLS__CLOSED;
    return fail(c);
}
