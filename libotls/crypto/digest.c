/* SPDX-License-Identifier: ISC */
#include "crypto/digest.h"

#include <strings.h>

#include "base/error.h"
#include "base/secret.h"

struct digest {
    const char *names[3];
    const EVP_MD *(*find)(void);
    int strong;
};

static const struct digest digests[] = {
    {{"SHA-256", "SHA256", "SHA2-256"}, EVP_sha256, 1},
    {{"SHA-384", "SHA384", "SHA2-384"}, EVP_sha384, 1},
    {{"SHA-512", "SHA512", "SHA2-512"}, EVP_sha512, 1},
    {{"SHA3-256", NULL, NULL}, EVP_sha3_256, 1},
    {{"SHA3-384", NULL, NULL}, EVP_sha3_384, 1},
    {{"SHA3-512", NULL, NULL}, EVP_sha3_512, 1},
    {{"SHA-1", "SHA1", NULL}, EVP_sha1, 0},
    {{"MD5", NULL, NULL}, EVP_md5, 0},
};
#define DIGESTS (sizeof(digests) / sizeof(digests[0]))

const EVP_MD *
otls__digest_find(const char *name)
{
    size_t i, j;

    for (i = 0; i < DIGESTS; i++)
        for (j = 0; j < 3 && digests[i].names[j] != NULL; j++)
            if (strcasecmp(name, digests[i].names[j]) == 0)
                return digests[i].find();
    return NULL;
}

int
otls__digest_is_strong(const EVP_MD *digest)
{
    size_t i;

    for (i = 0; i < DIGESTS; i++)
        if (digests[i].find() == digest)
            return digests[i].strong;
    return 0;
}

int
otls__digest(const char *name, const void *data, size_t len,
    unsigned char out[OTLS__DIGEST_MAX], size_t *out_len)
{
    const EVP_MD *digest = otls__digest_find(name);
    unsigned n = 0;

    if (digest == NULL)
        return otls__error(OTLS_E_INVALID,
            "there is no digest %.32s: SHA-256 is one that fits", name);
    if (EVP_Digest(
            len == 0 ? (const void *)"" : data, len, out, &n, digest, NULL) ==
        1) {
        *out_len = n;
        return OTLS_OK;
    }
    otls__wipe(out, OTLS__DIGEST_MAX);
    return otls__error_openssl(
        OTLS_E_OPENSSL, "OpenSSL could not compute %.32s", name);
}
