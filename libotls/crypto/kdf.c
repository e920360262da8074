/* SPDX-License-Identifier: ISC */
#include "crypto/kdf.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include "base/error.h"
#include "base/secret.h"

#define HKDF_OUT_MAX (255 * 32)
/* RFC 7914, 2: p <= (2^30 - 1) / r, since the hash has 32 bytes */
#define SCRYPT_RP_MAX (((uint64_t)1 << 30) - 1)

/* OpenSSL reads octet parameters only, though it asks for them writable, and
 * takes a NULL for a parameter that is missing. */
static OSSL_PARAM
octets(const char *name, const void *data, size_t len)
{
    union {
        const void *in;
        void *out;
    } bytes;

    bytes.in = len == 0 ? "" : data;
    return OSSL_PARAM_construct_octet_string(name, bytes.out, len);
}

static int
derive(const char *name, const OSSL_PARAM *params, void *out, size_t out_len)
{
    EVP_KDF *kdf = EVP_KDF_fetch(NULL, name, NULL);
    EVP_KDF_CTX *ctx = kdf == NULL ? NULL : EVP_KDF_CTX_new(kdf);
    int rv = OTLS_OK;

    if (ctx == NULL || EVP_KDF_derive(ctx, out, out_len, params) != 1) {
        otls__wipe(out, out_len);
        rv = otls__error_openssl(OTLS_E_OPENSSL,
            "OpenSSL could not derive a key with %s; check that its default "
            "provider is loaded",
            name);
    }
    EVP_KDF_CTX_free(ctx);
    EVP_KDF_free(kdf);
    return rv;
}

int
otls__hkdf_sha256(const void *key, size_t key_len, const void *salt,
    size_t salt_len, const void *info, size_t info_len, void *out,
    size_t out_len)
{
    char digest[] = "SHA256";
    OSSL_PARAM params[5];

    if (out_len < 1 || out_len > HKDF_OUT_MAX)
        return otls__error(OTLS_E_INVALID,
            "HKDF-SHA-256 gives 1 to %d bytes, not %zu", HKDF_OUT_MAX,
            out_len);
    if (info_len > OTLS__HKDF_INFO_MAX)
        return otls__error(OTLS_E_LIMIT,
            "HKDF's info has %zu bytes and OpenSSL takes at most %d: pass a "
            "digest of it",
            info_len, OTLS__HKDF_INFO_MAX);
    params[0] =
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0);
    params[1] = octets(OSSL_KDF_PARAM_KEY, key, key_len);
    params[2] = octets(OSSL_KDF_PARAM_SALT, salt, salt_len);
    params[3] = octets(OSSL_KDF_PARAM_INFO, info, info_len);
    params[4] = OSSL_PARAM_construct_end();
    return derive("HKDF", params, out, out_len);
}

uint64_t
otls__scrypt_memory(int log_n, unsigned r, unsigned p)
{
    uint64_t blocks, bytes;

    if (log_n < 1 || log_n > 63 || r < 1 || p < 1)
        return UINT64_MAX;
    blocks = ((uint64_t)1 << log_n) + p + 2;
    if (__builtin_mul_overflow(blocks, (uint64_t)r * 128, &bytes))
        return UINT64_MAX;
    return bytes;
}

static int
check_scrypt(int log_n, unsigned r, unsigned p, uint64_t max_memory)
{
    const uint64_t memory = otls__scrypt_memory(log_n, r, p);

    if (log_n < 1 || log_n > 63 || r < 1 || p < 1 ||
        (uint64_t)r * p > SCRYPT_RP_MAX || (uint64_t)log_n >= r * 16ull)
        return otls__error(OTLS_E_INVALID,
            "scrypt has no parameters N = 2^%d, r = %u, p = %u", log_n, r, p);
    if (memory > max_memory || memory > SIZE_MAX)
        return otls__error(OTLS_E_LIMIT,
            "scrypt with N = 2^%d, r = %u, p = %u needs %llu bytes of memory "
            "and %llu are allowed",
            log_n, r, p, (unsigned long long)memory,
            (unsigned long long)max_memory);
    return OTLS_OK;
}

int
otls__scrypt(const void *passphrase, size_t passphrase_len, const void *salt,
    size_t salt_len, int log_n, unsigned r, unsigned p, uint64_t max_memory,
    void *out, size_t out_len)
{
    uint64_t n;
    OSSL_PARAM params[7];
    int rv;

    if (out_len < 1)
        return otls__error(
            OTLS_E_INVALID, "scrypt gives at least 1 byte, not 0");
    if ((rv = check_scrypt(log_n, r, p, max_memory)) != OTLS_OK)
        return rv;
    n = (uint64_t)1 << log_n;
    params[0] = octets(OSSL_KDF_PARAM_PASSWORD, passphrase, passphrase_len);
    params[1] = octets(OSSL_KDF_PARAM_SALT, salt, salt_len);
    params[2] = OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_N, &n);
    params[3] = OSSL_PARAM_construct_uint(OSSL_KDF_PARAM_SCRYPT_R, &r);
    params[4] = OSSL_PARAM_construct_uint(OSSL_KDF_PARAM_SCRYPT_P, &p);
    params[5] =
        OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_MAXMEM, &max_memory);
    params[6] = OSSL_PARAM_construct_end();
    return derive("SCRYPT", params, out, out_len);
}
