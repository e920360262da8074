/* SPDX-License-Identifier: ISC */
#include "crypto/base64.h"

#include <string.h>

#include <openssl/evp.h>

#include "base/secret.h"

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
otls__base64_key_read(const char text[OTLS__BASE64_KEY_TEXT],
    unsigned char key[OTLS__BASE64_KEY])
{
    unsigned char decoded[OTLS__BASE64_KEY + 1];
    char again[OTLS__BASE64_KEY_TEXT];
    int good;

    good = EVP_DecodeBlock(decoded, (const unsigned char *)text,
               OTLS__BASE64_KEY_TEXT) == (int)sizeof(decoded);
    memcpy(key, decoded, OTLS__BASE64_KEY);
    if (good) {
        otls__base64_key_write(key, again);
        good = otls__equal(again, text, sizeof(again));
        otls__wipe(again, sizeof(again));
    }
    otls__wipe(decoded, sizeof(decoded));
    if (!good)
        otls__wipe(key, OTLS__BASE64_KEY);
    return good;
}
