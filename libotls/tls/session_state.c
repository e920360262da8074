/* SPDX-License-Identifier: ISC */
#include <string.h>
#include <time.h>

#include <openssl/x509.h>

#include <otls/context.h>

#include "base/secret.h"
#include "tls/frozen.h"
#include "tls/resume.h"

/* With each session goes a note: this byte, and since when in seconds no
 * certificate was verified, in big-endian order. */
#define FORMAT 1
#define NOTE 9

/* Servers whose clocks differ by no more share sessions. */
#define CLOCKS_S 3600

static int
read_note(SSL_SESSION *session, int64_t *since_s)
{
    const unsigned char *p;
    uint64_t n = 0;
    void *data;
    size_t len, i;

    if (SSL_SESSION_get0_ticket_appdata(session, &data, &len) != 1 ||
        len != NOTE)
        return 0;
    p = data;
    if (p[0] != FORMAT)
        return 0;
    for (i = 1; i < NOTE; i++)
        n = n << 8 | p[i];
    *since_s = (int64_t)n;
    return 1;
}

static int
write_note(SSL_SESSION *session, int64_t since_s)
{
    unsigned char note[NOTE] = {FORMAT};
    int i;

    for (i = 1; i < NOTE; i++)
        note[i] = (unsigned char)((uint64_t)since_s >> 8 * (NOTE - 1 - i));
    return SSL_SESSION_set1_ticket_appdata(session, note, sizeof(note)) == 1;
}

static int64_t
least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* How long the client's certificate is still valid. */
static int64_t
cert_left_s(const X509 *cert, time_t now)
{
    int days, seconds;
    ASN1_TIME *t;
    int64_t left = 0;

    if ((t = ASN1_TIME_set(NULL, now)) != NULL &&
        ASN1_TIME_diff(&days, &seconds, t, X509_get0_notAfter(cert)) == 1)
        left = (int64_t)days * 86400 + seconds;
    ASN1_TIME_free(t);
    return left;
}

int64_t
otls__session_left_s(const struct otls__frozen *f, SSL_SESSION *session)
{
    const X509 *const cert = SSL_SESSION_get0_peer(session);
    const time_t now = time(NULL);
    int64_t left, since;

    if (!read_note(session, &since) || since > now + CLOCKS_S)
        return 0;
    left = least(since + f->spec.session_life_s - now,
        (int64_t)SSL_SESSION_get_time(session) +
            SSL_SESSION_get_timeout(session) - now);
    if (cert != NULL)
        left = least(left, cert_left_s(cert, now));
    return left > 0 ? left : 0;
}

int
otls__session_stamp(const struct otls__frozen *f, SSL_SESSION *session)
{
    const int64_t created = SSL_SESSION_get_time(session);
    int64_t lasts, since;

    if (!read_note(session, &since) && !write_note(session, created))
        return 0;
    /* a renewed one of TLS 1.2 began some time ago */
    lasts = otls__session_left_s(f, session) + time(NULL) - created;
    if (lasts < SSL_SESSION_get_timeout(session))
        (void)SSL_SESSION_set_timeout(session, lasts > 0 ? lasts : 0);
    return 1;
}

int
otls__session_is_stamped(SSL_SESSION *session)
{
    int64_t since;

    return read_note(session, &since);
}

static int
needs_peer(const struct otls__frozen *f, const SSL_SESSION *session)
{
    /* with TLS 1.3 such a policy asks after the handshake */
    return f->spec.verify == OTLS_VERIFY_REQUIRED &&
           !(f->spec.post_handshake_auth &&
               SSL_SESSION_get_protocol_version(session) == TLS1_3_VERSION);
}

const char *
otls__session_objection(
    const struct otls__frozen *f, SSL *ssl, SSL_SESSION *session)
{
    const SSL_CIPHER *const cipher = SSL_SESSION_get0_cipher(session);
    const unsigned char *policy;
    unsigned len;

    policy = SSL_SESSION_get0_id_context(session, &len);
    if (len != sizeof(f->session_id_context) ||
        memcmp(policy, f->session_id_context, len) != 0)
        return "it was made under another policy";
    if (otls__session_left_s(f, session) == 0)
        return "it has expired";
    if (needs_peer(f, session) && SSL_SESSION_get0_peer(session) == NULL)
        return "it was made without a client's certificate";
    if (cipher == NULL || sk_SSL_CIPHER_find(SSL_get_ciphers(ssl), cipher) < 0)
        return "its cipher is not allowed any more";
    return NULL;
}

unsigned char *
otls__session_pack(SSL_SESSION *session, size_t *len)
{
    const int n = i2d_SSL_SESSION(session, NULL);
    unsigned char *der, *end;

    if (n <= 0 || (der = otls__secret_new((size_t)n)) == NULL)
        return NULL;
    end = der;
    if (i2d_SSL_SESSION(session, &end) != n) {
        otls__secret_free(der);
        return NULL;
    }
    *len = (size_t)n;
    return der;
}

SSL_SESSION *
otls__session_unpack(const unsigned char *data, size_t len)
{
    const unsigned char *end = data;
    SSL_SESSION *session = NULL;

    if (len <= INT32_MAX)
        session = d2i_SSL_SESSION(NULL, &end, (long)len);
    if (session != NULL && end != data + len) {
        SSL_SESSION_free(session);
        session = NULL;
    }
    return session;
}
