/* SPDX-License-Identifier: ISC */
#include "pki/key_sign.h"

#include <string.h>
#include <strings.h>

#include <openssl/rsa.h>

#include "base/error.h"
#include "base/mem.h"
#include "crypto/digest.h"
#include "pki/key.h"

#define PKCS1 "PKCS1-"

/* How a key signs: |digest| is NULL for one that brings its own. */
struct scheme {
    const EVP_MD *digest;
    int padding; /* 0 where there is none */
};

static int
has_own_digest(int id)
{
    return id == EVP_PKEY_ED25519 || id == EVP_PKEY_ED448;
}

static const char *
default_digest(EVP_PKEY *pkey)
{
    const int bits = EVP_PKEY_get_bits(pkey);

    if (EVP_PKEY_get_base_id(pkey) != EVP_PKEY_EC || bits <= 256)
        return "SHA-256";
    return bits <= 384 ? "SHA-384" : "SHA-512";
}

static int
choose_digest(
    EVP_PKEY *pkey, const char *name, int id, struct scheme *scheme)
{
    const size_t prefix = strlen(PKCS1);

    scheme->padding =
        id == EVP_PKEY_RSA || id == EVP_PKEY_RSA_PSS ? RSA_PKCS1_PSS_PADDING
                                                     : 0;
    if (name == NULL)
        name = default_digest(pkey);
    if (id == EVP_PKEY_RSA && strncasecmp(name, PKCS1, prefix) == 0) {
        scheme->padding = RSA_PKCS1_PADDING;
        name += prefix;
    }
    scheme->digest = otls__digest_find(name);
    if (scheme->digest == NULL || !otls__digest_is_strong(scheme->digest))
        return otls__error(OTLS_E_INVALID,
            "nothing is signed with the digest %.32s: SHA-256 is one that "
            "fits",
            name);
    return OTLS_OK;
}

static int
choose(
    const struct otls__key *key, const char *name, struct scheme *scheme)
{
    EVP_PKEY *pkey = otls__key_evp(key);
    const int id = EVP_PKEY_get_base_id(pkey);

    memset(scheme, 0, sizeof(*scheme));
    if (has_own_digest(id))
        return name == NULL
                   ? OTLS_OK
                   : otls__error(OTLS_E_INVALID,
                         "%s brings its own digest: pass NULL for it",
                         otls__key_algorithm(key));
    if (id != EVP_PKEY_RSA && id != EVP_PKEY_RSA_PSS && id != EVP_PKEY_EC &&
        id != EVP_PKEY_DSA)
        return otls__error(OTLS_E_INVALID, "%s keys can't sign",
            otls__key_algorithm(key));
    return choose_digest(pkey, name, id, scheme);
}

static int
pad(EVP_PKEY_CTX *ctx, const struct scheme *scheme, int salt)
{
    if (scheme->padding == 0)
        return 1;
    if (EVP_PKEY_CTX_set_rsa_padding(ctx, scheme->padding) <= 0)
        return 0;
    return scheme->padding != RSA_PKCS1_PSS_PADDING ||
           EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, salt) > 0;
}

static int
sign(EVP_MD_CTX *ctx, const struct otls__key *key,
    const struct scheme *scheme, const void *data, size_t data_len,
    unsigned char *out, size_t *n)
{
    const size_t most = *n;
    EVP_PKEY_CTX *pctx = NULL;

    /* without memory ECDSA may answer 1 and a length of -1 */
    if (EVP_DigestSignInit(
            ctx, &pctx, scheme->digest, NULL, otls__key_evp(key)) == 1 &&
        pad(pctx, scheme, RSA_PSS_SALTLEN_DIGEST) &&
        EVP_DigestSign(ctx, out, n, data, data_len) == 1 && *n <= most)
        return OTLS_OK;
    return otls__error_openssl(OTLS_E_OPENSSL,
        "OpenSSL could not sign with the %s key", otls__key_algorithm(key));
}

int
otls__key_sign(const struct otls__key *key, const char *digest,
    const void *data, size_t data_len, void *buf, size_t cap, size_t *len)
{
    size_t n = (size_t)EVP_PKEY_get_size(otls__key_evp(key));
    struct scheme scheme;
    unsigned char *out;
    EVP_MD_CTX *ctx;
    int rv;

    if ((rv = choose(key, digest, &scheme)) != OTLS_OK)
        return rv;
    if (!otls__key_is_private(key))
        return otls__error(
            OTLS_E_INVALID, "the key is public: only a private one signs");
    if (cap == 0)
        return otls__copy_bytes("", n, buf, cap, len);
    out = otls__malloc(n);
    ctx = EVP_MD_CTX_new();
    if (out == NULL || ctx == NULL)
        rv = otls__error_memory();
    else if ((rv = sign(ctx, key, &scheme,
                  data_len == 0 ? (const void *)"" : data, data_len, out,
                  &n)) == OTLS_OK)
        rv = otls__copy_bytes(out, n, buf, cap, len);
    EVP_MD_CTX_free(ctx);
    otls__free(out);
    return rv;
}

static int
verify_once(const struct otls__key *key, const char *digest, const void *data,
    size_t data_len, const void *signature, size_t signature_len)
{
    EVP_PKEY_CTX *pctx = NULL;
    struct scheme scheme;
    EVP_MD_CTX *ctx;
    int rv;

    if ((rv = choose(key, digest, &scheme)) != OTLS_OK)
        return rv;
    if ((ctx = EVP_MD_CTX_new()) == NULL)
        return otls__error_memory();
    if (EVP_DigestVerifyInit(
            ctx, &pctx, scheme.digest, NULL, otls__key_evp(key)) != 1 ||
        !pad(pctx, &scheme, RSA_PSS_SALTLEN_AUTO))
        rv = otls__error_openssl(OTLS_E_OPENSSL,
            "OpenSSL could not check with the %s key",
            otls__key_algorithm(key));
    else if (EVP_DigestVerify(ctx,
                 signature_len == 0 ? (const void *)"" : signature,
                 signature_len, data_len == 0 ? (const void *)"" : data,
                 data_len) != 1)
        rv = otls__error_openssl(OTLS_E_SIGNATURE,
            "the signature is not one of these %zu bytes by the %s key",
            data_len, otls__key_algorithm(key));
    EVP_MD_CTX_free(ctx);
    return rv;
}

int
otls__key_verify(const struct otls__key *key, const char *digest,
    const void *data, size_t data_len, const void *signature,
    size_t signature_len)
{
    const int rv = verify_once(
        key, digest, data, data_len, signature, signature_len);

    /* OpenSSL says no as well where memory was missing for a moment */
    if (rv != OTLS_E_SIGNATURE)
        return rv;
    return verify_once(key, digest, data, data_len, signature, signature_len);
}

int
otls__key_check_strength(EVP_PKEY *pkey)
{
    const int bits = EVP_PKEY_get_security_bits(pkey);

    /* as many as RSA with 2,048 bits has */
    if (bits >= 112)
        return OTLS_OK;
    return otls__error(OTLS_E_KEY_WEAK,
        "a key of %d bits is too weak for a certificate: RSA needs 2048",
        EVP_PKEY_get_bits(pkey));
}

int
otls__key_check_signer(const struct otls__key *key)
{
    struct scheme scheme;
    int rv;

    if ((rv = choose(key, NULL, &scheme)) != OTLS_OK)
        return rv;
    if (!otls__key_is_private(key))
        return otls__error(
            OTLS_E_INVALID, "the key is public: only a private one signs");
    return otls__key_check_strength(otls__key_evp(key));
}

static int
signed_well(const struct otls__key *key, int n)
{
    if (n > 0)
        return OTLS_OK;
    return otls__error_openssl(OTLS_E_OPENSSL,
        "OpenSSL could not sign with the %s key", otls__key_algorithm(key));
}

/* With PKCS#1 padding for RSA, which all software can check. */
int
otls__key_sign_cert(const struct otls__key *key, X509 *cert)
{
    struct scheme scheme;
    int rv;

    if ((rv = choose(key, NULL, &scheme)) != OTLS_OK)
        return rv;
    return signed_well(
        key, X509_sign(cert, otls__key_evp(key), scheme.digest));
}

int
otls__key_sign_request(const struct otls__key *key, X509_REQ *request)
{
    struct scheme scheme;
    int rv;

    if ((rv = choose(key, NULL, &scheme)) != OTLS_OK)
        return rv;
    return signed_well(
        key, X509_REQ_sign(request, otls__key_evp(key), scheme.digest));
}

/* By the digest, or what the algorithm brings; PSS says it in parameters,
 * which OpenSSL has checked. */
static int
is_signed_strongly(const X509_REQ *request)
{
    int digest = NID_undef;

    if (OBJ_find_sigid_algs(X509_REQ_get_signature_nid(request), &digest,
            NULL) != 1 ||
        digest == NID_undef)
        return 1;
    return digest != NID_md5 && digest != NID_sha1 && digest != NID_md4 &&
           digest != NID_md2 && digest != NID_md5_sha1;
}

int
otls__request_verify(X509_REQ *request)
{
    EVP_PKEY *pkey = X509_REQ_get0_pubkey(request);
    int n;

    if (pkey == NULL)
        return otls__error_openssl(
            OTLS_E_KEY_FORMAT, "OpenSSL doesn't know the request's key");
    if (!is_signed_strongly(request))
        return otls__error(OTLS_E_SIGNATURE,
            "the request is signed with %s, which is too weak",
            OBJ_nid2sn(X509_REQ_get_signature_nid(request)));
    /* OpenSSL says no as well where memory was missing for a moment */
    n = X509_REQ_verify(request, pkey);
    if (n != 1)
        n = X509_REQ_verify(request, pkey);
    if (n == 1)
        return OTLS_OK;
    return otls__error_openssl(OTLS_E_SIGNATURE,
        "the request isn't signed by the key that it is for");
}
