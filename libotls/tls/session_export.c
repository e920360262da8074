/* SPDX-License-Identifier: ISC */
#include <string.h>
#include <time.h>

#include "base/error.h"
#include "base/secret.h"
#include "store/keys.h"
#include "tls/session_part.h"

/*
 * format (1) || mode of verification (4) || trust (32) || name's length (2) ||
 * name || host's length (2) || host || the session in DER
 */
#define FORMAT 1
#define FIXED (1 + 4 + 32)
#define MAX_LEN ((size_t)1 << 20)

static const char label[] = "libotls client session 1";

static unsigned char *
put_text(unsigned char *out, const char *text)
{
    const size_t len = strlen(text);

    *out++ = (unsigned char)(len >> 8);
    *out++ = (unsigned char)len;
    memcpy(out, text, len);
    return out + len;
}

static void
put_facts(unsigned char *out, const struct otls__session *s)
{
    int i;

    *out++ = FORMAT;
    for (i = 24; i >= 0; i -= 8)
        *out++ = (unsigned char)((unsigned)s->verify >> i);
    memcpy(out, s->trust, sizeof(s->trust));
    (void)put_text(put_text(out + sizeof(s->trust), s->name), s->host);
}

unsigned char *
otls__session_write(const struct otls__session *session, size_t *len)
{
    const size_t head =
        FIXED + 4 + strlen(session->name) + strlen(session->host);
    unsigned char *data = NULL, *end;
    int der;

    otls__openssl_begin();
    der = i2d_SSL_SESSION(session->session, NULL);
    if (der > 0 && (data = otls__secret_new(head + (size_t)der)) != NULL) {
        put_facts(data, session);
        end = data + head;
        if (i2d_SSL_SESSION(session->session, &end) != der) {
            otls__secret_free(data);
            data = NULL;
        }
        *len = head + (size_t)der;
    }
    otls__openssl_end();
    return data;
}

static int
malformed(void)
{
    return otls__error(OTLS_E_INVALID, "the bytes are not a session");
}

static int
get_text(const unsigned char **data, size_t *len, char **text)
{
    size_t n;

    if (*len < 2 || *len - 2 < (n = (size_t)(*data)[0] << 8 | (*data)[1]) ||
        memchr(*data + 2, '\0', n) != NULL)
        return malformed();
    if ((*text = otls__calloc(1, n + 1)) == NULL)
        return otls__error_memory();
    memcpy(*text, *data + 2, n);
    *data += n + 2;
    *len -= n + 2;
    return OTLS_OK;
}

/* Tried twice, since OpenSSL doesn't always say that memory ran out. */
static int
get_session(const unsigned char *data, size_t len, SSL_SESSION **session)
{
    const unsigned char *end = data;

    otls__openssl_begin();
    if ((*session = d2i_SSL_SESSION(NULL, &end, (long)len)) == NULL) {
        end = data;
        *session = d2i_SSL_SESSION(NULL, &end, (long)len);
    }
    otls__openssl_end();
    if (*session == NULL && otls__openssl_memory_is_out())
        return otls__error_memory();
    return *session == NULL || end != data + len ? malformed() : OTLS_OK;
}

int
otls__session_read(
    const unsigned char *data, size_t len, struct otls__session **session)
{
    struct otls__session *s;
    unsigned verify = 0;
    int i, rv;

    if (len < FIXED || len > MAX_LEN || data[0] != FORMAT)
        return malformed();
    if ((s = otls__calloc(1, sizeof(*s))) == NULL)
        return otls__error_memory();
    otls__ref_init(&s->ref);
    for (i = 1; i < 5; i++)
        verify = verify << 8 | data[i];
    s->verify = (int)verify;
    memcpy(s->trust, data + 5, sizeof(s->trust));
    data += FIXED;
    len -= FIXED;
    if ((rv = get_text(&data, &len, &s->name)) == OTLS_OK &&
        (rv = get_text(&data, &len, &s->host)) == OTLS_OK &&
        (rv = get_session(data, len, &s->session)) == OTLS_OK)
        *session = s;
    else
        otls__session_unref(s);
    return rv;
}

int64_t
otls__session_until_s(const struct otls__session *session)
{
    return (int64_t)SSL_SESSION_get_time(session->session) +
           SSL_SESSION_get_timeout(session->session);
}

static int
seal(const struct otls__store_keys *keys, const struct otls__session *session,
    const unsigned char *data, size_t len, void *buf)
{
    unsigned char key[OTLS__STORE_KEY];
    int rv;

    if ((rv = otls__store_keys_locate(keys, 0, label, sizeof(label), key)) !=
        OTLS_OK)
        return rv;
    return otls__store_keys_seal(
        keys, key, otls__session_until_s(session) * 1000, data, len, buf);
}

int
otls__session_export(const struct otls__session *session, const char *secret,
    size_t secret_len, void *buf, size_t cap, size_t *len)
{
    struct otls__store_keys *keys;
    unsigned char *data;
    size_t n = 0;
    int rv;

    if ((rv = otls__store_keys_parse(secret, secret_len, &keys)) != OTLS_OK)
        return rv;
    if ((data = otls__session_write(session, &n)) == NULL)
        rv = otls__error_memory();
    else if ((*len = n + OTLS__STORE_OVERHEAD) <= cap)
        rv = seal(keys, session, data, n, buf);
    else if (cap > 0)
        rv = otls__error(OTLS_E_TOO_SMALL,
            "the session has %zu bytes: the buffer has room for %zu", *len,
            cap);
    otls__secret_free(data);
    otls__store_keys_free(keys);
    return rv;
}

/* By whichever of the secrets; the session itself says when it expires. */
static int
open_by_any(const struct otls__store_keys *keys, const void *sealed,
    size_t len, unsigned char *data, size_t *data_len)
{
    unsigned char key[OTLS__STORE_KEY];
    int i, rv = OTLS_E_AUTH;

    for (i = 0; rv == OTLS_E_AUTH && i < otls__store_keys_count(keys); i++) {
        rv = otls__store_keys_locate(keys, i, label, sizeof(label), key);
        if (rv == OTLS_OK)
            rv = otls__store_keys_open(
                keys, i, key, INT64_MIN, sealed, len, data, data_len);
    }
    if (rv != OTLS_E_AUTH)
        return rv;
    return otls__error(OTLS_E_AUTH,
        "the bytes are not a session that was exported with this secret, or "
        "have been altered or cut short");
}

static int
check_time(struct otls__session *session)
{
    if (otls__session_until_s(session) > time(NULL))
        return OTLS_OK;
    return otls__error(OTLS_E_AUTH,
        "the session has expired: connect without it to get another one");
}

int
otls__session_import(const void *data, size_t len, const char *secret,
    size_t secret_len, struct otls__session **session)
{
    struct otls__session *s = NULL;
    struct otls__store_keys *keys;
    unsigned char *opened;
    size_t n = 0;
    int rv;

    if ((rv = otls__store_keys_parse(secret, secret_len, &keys)) != OTLS_OK)
        return rv;
    if ((opened = otls__secret_new(len < MAX_LEN ? len + 1 : MAX_LEN + 1)) ==
        NULL)
        rv = otls__error_memory();
    else if ((rv = open_by_any(
                  keys, data, len < MAX_LEN ? len : 0, opened, &n)) == OTLS_OK)
        rv = otls__session_read(opened, n, &s);
    if (rv == OTLS_OK && (rv = check_time(s)) == OTLS_OK)
        *session = s;
    else
        otls__session_unref(s);
    otls__secret_free(opened);
    otls__store_keys_free(keys);
    return rv;
}
