/* SPDX-License-Identifier: ISC */
#include "store/keys.h"

#include <string.h>

#include "base/error.h"
#include "base/secret.h"
#include "crypto/base64.h"
#include "crypto/hmac.h"
#include "crypto/kdf.h"
#include "crypto/rand.h"
#include "crypto/xaes.h"

#define FORMAT 1
#define ID 4
#define EXPIRY 8
#define HEADER (1 + ID + OTLS__XAES_NONCE)

struct secret {
    unsigned char id[ID];
    unsigned char index[32];
    unsigned char seal[OTLS__XAES_KEY];
    unsigned char other[32];
    unsigned char mark[32];
};

struct otls__store_keys {
    int count;
    struct secret secrets[OTLS__STORE_SECRETS];
};

static int
derive(const unsigned char *secret, const char *what, void *out, size_t len)
{
    return otls__hkdf_sha256(
        secret, OTLS__BASE64_KEY, NULL, 0, what, strlen(what), out, len);
}

static int
add(struct otls__store_keys *keys, const unsigned char *secret)
{
    struct secret *s;
    int rv;

    if (keys->count == OTLS__STORE_SECRETS)
        return otls__error(OTLS_E_STORE_SECRET,
            "there are more than %d store secrets: leave out the oldest",
            OTLS__STORE_SECRETS);
    s = &keys->secrets[keys->count];
    if ((rv = derive(secret, "libotls store id", s->id, ID)) != OTLS_OK ||
        (rv = derive(secret, "libotls store index", s->index,
             sizeof(s->index))) != OTLS_OK ||
        (rv = derive(secret, "libotls store seal", s->seal,
             sizeof(s->seal))) != OTLS_OK ||
        (rv = derive(secret, "libotls store other", s->other,
             sizeof(s->other))) != OTLS_OK ||
        (rv = derive(secret, "libotls store mark", s->mark,
             sizeof(s->mark))) != OTLS_OK)
        return rv;
    keys->count++;
    return OTLS_OK;
}

static int
add_line(struct otls__store_keys *keys, const char *line, size_t len, int n)
{
    unsigned char secret[OTLS__BASE64_KEY];
    int rv;

    if (len > 0 && line[len - 1] == '\r')
        len--;
    if (len == 0 || line[0] == '#')
        return OTLS_OK;
    if (len != OTLS__BASE64_KEY_TEXT || !otls__base64_key_read(line, secret))
        return otls__error(OTLS_E_STORE_SECRET,
            "line %d is not a store secret, 32 bytes in base64: make one "
            "with \"otls keygen --store-secret\"",
            n);
    rv = add(keys, secret);
    otls__wipe(secret, sizeof(secret));
    return rv;
}

static int
add_lines(struct otls__store_keys *keys, const char *text, size_t len)
{
    const char *end;
    size_t line;
    int n, rv;

    for (n = 1; len > 0; n++) {
        end = memchr(text, '\n', len);
        line = end == NULL ? len : (size_t)(end - text);
        if ((rv = add_line(keys, text, line, n)) != OTLS_OK)
            return rv;
        line += end != NULL;
        text += line;
        len -= line;
    }
    if (keys->count == 0)
        return otls__error(OTLS_E_STORE_SECRET,
            "there is no store secret: make one with \"otls keygen "
            "--store-secret\"");
    return OTLS_OK;
}

int
otls__store_keys_parse(
    const char *text, size_t len, struct otls__store_keys **keys)
{
    struct otls__store_keys *k = otls__secret_new(sizeof(*k));
    int rv;

    if (k == NULL)
        return otls__error_memory();
    if ((rv = add_lines(k, text, len)) == OTLS_OK)
        *keys = k;
    else
        otls__secret_free(k);
    return rv;
}

int
otls__store_keys_make(char text[OTLS__BASE64_KEY_TEXT + 1])
{
    unsigned char secret[OTLS__BASE64_KEY];
    int rv;

    if ((rv = otls__rand_private_bytes(secret, sizeof(secret))) == OTLS_OK) {
        otls__base64_key_write(secret, text);
        text[OTLS__BASE64_KEY_TEXT] = '\0';
    }
    otls__wipe(secret, sizeof(secret));
    return rv;
}

int
otls__store_keys_random(struct otls__store_keys **keys)
{
    struct otls__store_keys *k = otls__secret_new(sizeof(*k));
    unsigned char secret[OTLS__BASE64_KEY];
    int rv;

    if (k == NULL)
        return otls__error_memory();
    if ((rv = otls__rand_private_bytes(secret, sizeof(secret))) == OTLS_OK &&
        (rv = add(k, secret)) == OTLS_OK)
        *keys = k;
    else
        otls__secret_free(k);
    otls__wipe(secret, sizeof(secret));
    return rv;
}

void
otls__store_keys_free(struct otls__store_keys *keys)
{
    otls__secret_free(keys);
}

int
otls__store_keys_count(const struct otls__store_keys *keys)
{
    return keys->count;
}

int
otls__store_keys_derive(const struct otls__store_keys *keys, int which,
    const void *info, size_t info_len, void *out, size_t len)
{
    const struct secret *s = &keys->secrets[which];

    return otls__hkdf_sha256(
        s->other, sizeof(s->other), NULL, 0, info, info_len, out, len);
}

int
otls__store_keys_locate(const struct otls__store_keys *keys, int which,
    const void *name, size_t name_len, unsigned char key[OTLS__STORE_KEY])
{
    const struct secret *s = &keys->secrets[which];

    return otls__hmac_sha256(s->index, sizeof(s->index), name, name_len, key);
}

int
otls__store_keys_mark(const struct otls__store_keys *keys, int which,
    const void *data, size_t len, unsigned char mark[32])
{
    const struct secret *s = &keys->secrets[which];

    return otls__hmac_sha256(s->mark, sizeof(s->mark), data, len, mark);
}

static void
put_number(unsigned char *out, int64_t number)
{
    int i;

    for (i = 0; i < EXPIRY; i++)
        out[i] = (unsigned char)((uint64_t)number >> (8 * (EXPIRY - 1 - i)));
}

static int64_t
get_number(const unsigned char *in)
{
    uint64_t number = 0;
    int i;

    for (i = 0; i < EXPIRY; i++)
        number = number << 8 | in[i];
    return (int64_t)number;
}

int
otls__store_keys_seal(const struct otls__store_keys *keys,
    const unsigned char key[OTLS__STORE_KEY], int64_t expires_ms,
    const void *data, size_t len, void *sealed)
{
    const struct secret *s = &keys->secrets[0];
    unsigned char *const out = sealed;
    int rv;

    out[0] = FORMAT;
    memcpy(out + 1, s->id, ID);
    if ((rv = otls__rand_bytes(out + 1 + ID, OTLS__XAES_NONCE)) != OTLS_OK)
        return rv;
    put_number(out + HEADER, expires_ms);
    if (len > 0)
        memcpy(out + HEADER + EXPIRY, data, len);
    return otls__xaes_seal(s->seal, out + 1 + ID, key, OTLS__STORE_KEY,
        out + HEADER, EXPIRY + len, out + HEADER);
}

static int
damaged(void)
{
    return otls__error(OTLS_E_AUTH,
        "what the store holds there was made with another secret, or has "
        "been altered");
}

int
otls__store_keys_open(const struct otls__store_keys *keys, int which,
    const unsigned char key[OTLS__STORE_KEY], int64_t now_ms,
    const void *sealed, size_t len, void *data, size_t *data_len)
{
    const struct secret *s = &keys->secrets[which];
    const unsigned char *const in = sealed;
    unsigned char *const out = data;
    int rv;

    if (len < OTLS__STORE_OVERHEAD || in[0] != FORMAT ||
        memcmp(in + 1, s->id, ID) != 0)
        return damaged();
    rv = otls__xaes_open(s->seal, in + 1 + ID, key, OTLS__STORE_KEY,
        in + HEADER, len - HEADER, out);
    if (rv == OTLS_E_AUTH)
        return damaged();
    if (rv != OTLS_OK)
        return rv;
    *data_len = len - OTLS__STORE_OVERHEAD;
    if (get_number(out) <= now_ms) {
        otls__wipe(out, EXPIRY + *data_len);
        return otls__error(OTLS_E_AUTH, "what the store holds has expired");
    }
    memmove(out, out + EXPIRY, *data_len);
    otls__wipe(out + *data_len, EXPIRY);
    return OTLS_OK;
}
