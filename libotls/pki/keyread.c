/* SPDX-License-Identifier: ISC */
#include "pki/keyread.h"

#include <string.h>

#include <openssl/bio.h>
#include <openssl/pem.h>

#include "base/error.h"
#include "pki/passphrase.h"
#include "pki/source.h"

#define DASHES "-----"
#define BEGIN "-----BEGIN "
#define PRIVATE_KEY "PRIVATE KEY-----"
#define PROC_TYPE "Proc-Type: 4,ENCRYPTED"

struct slice {
    const unsigned char *p;
    size_t len;
};

static const unsigned char *
find(const struct slice *in, const char *text)
{
    return memmem(in->p, in->len, text, strlen(text));
}

/* Whether |s|, which begins where something in PEM does, is a private key;
 * |len| is that of its first line. */
static int
is_private_key(const struct slice *s, size_t len)
{
    const size_t tail = strlen(PRIVATE_KEY);

    while (len > 0 && (s->p[len - 1] == '\r' || s->p[len - 1] == ' '))
        len--;
    return len >= strlen(BEGIN) + tail &&
           memcmp(s->p + len - tail, PRIVATE_KEY, tail) == 0;
}

/* The first private key, from its first line to the end of its last. */
static int
find_block(const struct otls__source *source, struct slice *block)
{
    struct slice rest = {source->data, source->len}, body;
    const unsigned char *p, *end;
    size_t line;

    while ((p = find(&rest, BEGIN)) != NULL) {
        rest.len -= (size_t)(p - rest.p);
        rest.p = p;
        end = memchr(p, '\n', rest.len);
        line = end == NULL ? rest.len : (size_t)(end - p);
        if ((p == source->data || p[-1] == '\n') &&
            is_private_key(&rest, line)) {
            body.p = p + line;
            body.len = rest.len - line;
            *block = rest;
            if ((end = find(&body, "\n-----END ")) != NULL &&
                (end = memchr(end + 1, '\n',
                     (size_t)(rest.p + rest.len - end - 1))) != NULL)
                block->len = (size_t)(end - p) + 1;
            return 1;
        }
        rest.p += strlen(BEGIN);
        rest.len -= strlen(BEGIN);
    }
    return 0;
}

static int
give_passphrase(char *buf, int size, int writing, void *user)
{
    const struct otls__passphrase *p = user;

    (void)writing;
    if (p->bytes == NULL || p->len > (size_t)size)
        return -1;
    if (p->len > 0)
        memcpy(buf, p->bytes, p->len);
    return (int)p->len;
}

static int
refuse(const struct otls__source *source, int encrypted)
{
    return encrypted
               ? otls__error_openssl(OTLS_E_KEY_PASSPHRASE,
                     "%s: the passphrase doesn't open the private key",
                     source->name)
               : otls__error_openssl(OTLS_E_KEY_FORMAT,
                     "%s: the private key is damaged, or of a kind that "
                     "OpenSSL doesn't know",
                     source->name);
}

static int
read_pem(const struct otls__source *source, const struct slice *block,
    struct otls__passphrase *passphrase, EVP_PKEY **key, int *encrypted)
{
    const struct slice first = {
        block->p, block->len < 256 ? block->len : 256};
    BIO *bio;
    int rv;

    *encrypted = find(&first, BEGIN "ENCRYPTED ") == first.p ||
                 find(&first, PROC_TYPE) != NULL;
    if (*encrypted &&
        (rv = otls__passphrase_need(passphrase, source->name)) != OTLS_OK)
        return rv;
    if ((bio = BIO_new_mem_buf(block->p, (int)block->len)) == NULL)
        return otls__error_memory();
    /* OpenSSL tries this and that, and leaves what failed in its queue */
    otls__openssl_begin();
    *key = PEM_read_bio_PrivateKey(bio, NULL, give_passphrase, passphrase);
    rv = *key == NULL ? refuse(source, *encrypted) : OTLS_OK;
    otls__openssl_end();
    BIO_free(bio);
    return rv;
}

/* PKCS#8 encrypted begins with the algorithm, a sequence; any other private
 * key with a version, an integer. */
static int
is_encrypted_der(const struct otls__source *source)
{
    const unsigned char *p = source->data;
    X509_SIG *sig;

    otls__openssl_begin();
    sig = d2i_X509_SIG(NULL, &p, (long)source->len);
    otls__openssl_end();
    X509_SIG_free(sig);
    return sig != NULL;
}

static int
read_der(const struct otls__source *source,
    struct otls__passphrase *passphrase, EVP_PKEY **key, int *encrypted)
{
    const unsigned char *p = source->data;
    BIO *bio = NULL;
    int rv;

    *encrypted = is_encrypted_der(source);
    if (*encrypted &&
        (rv = otls__passphrase_need(passphrase, source->name)) != OTLS_OK)
        return rv;
    if ((bio = BIO_new_mem_buf(source->data, (int)source->len)) == NULL)
        return otls__error_memory();
    otls__openssl_begin();
    *key = *encrypted ? d2i_PKCS8PrivateKey_bio(
                            bio, NULL, give_passphrase, passphrase)
                      : d2i_AutoPrivateKey(NULL, &p, (long)source->len);
    rv = *key == NULL ? refuse(source, *encrypted) : OTLS_OK;
    otls__openssl_end();
    BIO_free(bio);
    return rv;
}

int
otls__keyread(const struct otls__source *source,
    struct otls__passphrase *passphrase, EVP_PKEY **key, int *encrypted)
{
    struct slice block;

    *key = NULL;
    *encrypted = 0;
    if (find_block(source, &block))
        return read_pem(source, &block, passphrase, key, encrypted);
    if (source->len > 0 && source->data[0] == 0x30)
        return read_der(source, passphrase, key, encrypted);
    return otls__error(OTLS_E_KEY_FORMAT,
        "%s holds no private key: give one in PEM, \"-----BEGIN PRIVATE "
        "KEY-----\", or in DER",
        source->name);
}
