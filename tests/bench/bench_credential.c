/* SPDX-License-Identifier: ISC */

/*
 * What the parts of a context cost: the first time, when files are parsed and
 * the key is decrypted, and again, when they come out of the caches. The
 * aim of both together, again, is well below 50 microseconds.
 */
#include <otls.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include "bench.h"

/* Many short rounds, so that the best one was left alone by the others. */
#define ROUNDS 400
#define LOADS 50
#define PASSPHRASE "open sesame"
#define KEY_ROUNDS 100000 /* of PBKDF2 */

static char chain[64], key[64];

static int
write_cert(EVP_PKEY *pkey)
{
    X509 *x = X509_new();
    FILE *f = fopen(chain, "w");
    int ok;

    ok = x != NULL && f != NULL && X509_set_version(x, X509_VERSION_3) &&
         ASN1_INTEGER_set(X509_get_serialNumber(x), 1) &&
         X509_gmtime_adj(X509_getm_notBefore(x), 0) != NULL &&
         X509_gmtime_adj(X509_getm_notAfter(x), 86400) != NULL &&
         X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN",
             MBSTRING_ASC, (const unsigned char *)"bench", -1, -1, 0) &&
         X509_set_issuer_name(x, X509_get_subject_name(x)) &&
         X509_set_pubkey(x, pkey) && X509_sign(x, pkey, EVP_sha256()) > 0 &&
         PEM_write_X509(f, x);
    if (f != NULL)
        ok = fclose(f) == 0 && ok;
    X509_free(x);
    return ok;
}

static int
write_key(EVP_PKEY *pkey)
{
    PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(pkey);
    X509_SIG *sig = PKCS8_encrypt(-1, EVP_aes_256_cbc(), PASSPHRASE,
        (int)strlen(PASSPHRASE), NULL, 0, KEY_ROUNDS, info);
    FILE *f = fopen(key, "w");
    int ok = sig != NULL && f != NULL && PEM_write_PKCS8(f, sig);

    if (f != NULL)
        ok = fclose(f) == 0 && ok;
    X509_SIG_free(sig);
    PKCS8_PRIV_KEY_INFO_free(info);
    return ok;
}

static int
load_trust(otls_handle *trust)
{
    return otls_trust_system(trust);
}

static int
load_credential(otls_handle *credential)
{
    return otls_credential_load_file(
        chain, key, PASSPHRASE, strlen(PASSPHRASE), credential);
}

/* Microseconds a load and free, the first of all and the best of rounds of
 * LOADS; 0 where it fails. */
static int
measure(const char *what, int (*load)(otls_handle *))
{
    double from, first, again, best = 1e12;
    otls_handle h;
    int round, i;

    from = now_us();
    if (load(&h) != OTLS_OK || otls_handle_free(h) != OTLS_OK)
        return 0;
    first = now_us() - from;
    for (round = 0; round < ROUNDS; round++) {
        from = now_us();
        for (i = 0; i < LOADS; i++)
            if (load(&h) != OTLS_OK || otls_handle_free(h) != OTLS_OK)
                return 0;
        again = (now_us() - from) / LOADS;
        best = again < best ? again : best;
    }
    printf("%-28s %10.1f %10.2f\n", what, first, best);
    return 1;
}

int
main(void)
{
    char directory[] = "/tmp/otls-bench-XXXXXX", message[600] = "";
    EVP_PKEY *pkey = EVP_EC_gen("P-256");
    size_t len;
    int ok;

    if (pkey == NULL || mkdtemp(directory) == NULL)
        return 1;
    (void)snprintf(chain, sizeof(chain), "%s/chain.pem", directory);
    (void)snprintf(key, sizeof(key), "%s/key.pem", directory);
    ok = write_cert(pkey) && write_key(pkey);
    printf("microseconds                      first      again\n");
    ok = ok && measure("system trust", load_trust) &&
         measure("encrypted key, just written", load_credential);
    /* files that were written a moment ago are read each time */
    (void)sleep(5);
    ok = ok && otls_credential_forget_all() == OTLS_OK &&
         measure("encrypted key, settled", load_credential);
    if (!ok && otls_error_message(message, sizeof(message), &len) == OTLS_OK)
        fprintf(stderr, "failed: %s\n", message);
    (void)unlink(chain);
    (void)unlink(key);
    (void)rmdir(directory);
    EVP_PKEY_free(pkey);
    return ok ? 0 : 1;
}
