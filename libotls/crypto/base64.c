/* SPDX-License-Identifier: ISC */
#include "crypto/base64.h"

#include <string.h>

#include <openssl/evp.h>

#include "base/secret.h"

#define READ_MAX 96

void
otls__base64_key_write(const unsigned char key[OTLS__BASE64_KEY],
    char text[OTLS__BASE64_KEY_TEXT])
{
    unsigned char encoded[OTLS__BASE64_KEY_TEXT + 1];

    (void)EVP_EncodeBlock(encoded, key, OTLS__BASE64_KEY);
    memcpy(text, encoded, OTLS__BASE64_KEY_TEXT);
    otls__wipe(encoded, sizeof(encoded));
}

/* OpenSSL's decoder passes over spaces and takes any last bits, so what it
 * read is written again and compared. */
int
otls__base64_read(
    const char *text, size_t len, unsigned char *out, size_t out_len)
{
    unsigned char decoded[READ_MAX], again[READ_MAX / 3 * 4 + 1];
    int good;

    if (out_len == 0 || out_len > READ_MAX || len != (out_len + 2) / 3 * 4)
        return 0;
    good = EVP_DecodeBlock(decoded, (const unsigned char *)text, (int)len) ==
           (int)(len / 4 * 3);
    memcpy(out, decoded, out_len);
    if (good) {
        (void)EVP_EncodeBlock(again, out, (int)out_len);
        good = otls__equal(again, text, len);
        otls__wipe(again, sizeof(again));
    }
    otls__wipe(decoded, sizeof(decoded));
    if (!good)
        otls__wipe(out, out_len);
    return good;
}

int
otls__base64_key_read(const char text[OTLS__BASE64_KEY_TEXT],
    unsigned char key[OTLS__BASE64_KEY])
{
    return otls__base64_read(
        text, OTLS__BASE64_KEY_TEXT, key, OTLS__BASE64_KEY);
}
