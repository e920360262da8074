/* SPDX-License-Identifier: ISC */

/*
 * What a context costs, beside what OpenSSL's SSL_CTX costs with the same in
 * it: the system's trust, and a client's certificate whose key is encrypted.
 * The first pays for all; the others share with it.
 */
#include <otls.h>

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "bench.h"
#include "base/handle.h"
#include "tls/context.h"

#define CONTEXTS 1000
#define PLAIN 50
#define PASSPHRASE "open sesame"

static char path[] = "/tmp/otls-bench-XXXXXX";

static double
heap_kib(void)
{
    return (double)mallinfo2().uordblks / 1024;
}

/* A certificate that signed itself, and its key as openssl(1) encrypts it. */
static void
write_credential(void)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *cert = X509_new();
    X509_NAME *name = X509_get_subject_name(cert);
    FILE *f = fdopen(mkstemp(path), "w");

    must(f != NULL, path);
    (void)X509_set_version(cert, X509_VERSION_3);
    (void)ASN1_INTEGER_set(X509_get_serialNumber(cert), 1);
    (void)X509_NAME_add_entry_by_txt(
        name, "CN", MBSTRING_ASC, (const unsigned char *)"bench", -1, -1, 0);
    (void)X509_set_issuer_name(cert, name);
    (void)X509_gmtime_adj(X509_getm_notBefore(cert), -60);
    (void)X509_gmtime_adj(X509_getm_notAfter(cert), 3600);
    (void)X509_set_pubkey(cert, key);
    must(X509_sign(cert, key, EVP_sha256()) > 0, "sign");
    must(PEM_write_X509(f, cert) == 1, "write");
    must(PEM_write_PKCS8PrivateKey(f, key, EVP_aes_256_cbc(), PASSPHRASE,
             (int)strlen(PASSPHRASE), NULL, NULL) == 1,
        "write");
    (void)fclose(f);
    X509_free(cert);
    EVP_PKEY_free(key);
}

/* As a program does that has a function for it; frozen, as if a connection had
 * been made. |size| 0: the same each time. */
static otls_handle
make_context(int size)
{
    otls_handle context, trust, credential;
    struct otls__frozen *frozen;
    void *object;

    must(otls_context_new(OTLS_ROLE_CLIENT, &context) == OTLS_OK, "new");
    must(otls_trust_system(&trust) == OTLS_OK, "trust");
    must(otls_credential_load_file(path, NULL, PASSPHRASE, strlen(PASSPHRASE),
             &credential) == OTLS_OK,
        "credential");
    must(otls_context_set_trust(context, trust) == OTLS_OK, "set_trust");
    must(otls_context_set_credential(context, credential) == OTLS_OK, "set");
    must(otls_context_set_record_size(context, size) == OTLS_OK, "size");
    must(otls__handle_get(context, OTLS_KIND_CONTEXT, &object) == OTLS_OK,
        "get");
    must(otls__context_freeze(object, &frozen) == OTLS_OK, "freeze");
    otls__frozen_unref(frozen);
    otls__handle_put(context);
    (void)otls_trust_free(trust);
    (void)otls_credential_free(credential);
    return context;
}

static int
say(char *buf, int size, int writing, void *user)
{
    (void)writing;
    (void)user;
    return snprintf(buf, (size_t)size, "%s", PASSPHRASE);
}

static SSL_CTX *
make_plain(void)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());

    SSL_CTX_set_default_passwd_cb(ctx, say);
    must(SSL_CTX_set_default_verify_paths(ctx) == 1, "paths");
    must(SSL_CTX_use_certificate_chain_file(ctx, path) == 1, "chain");
    must(SSL_CTX_use_PrivateKey_file(ctx, path, SSL_FILETYPE_PEM) == 1, "key");
    return ctx;
}

static void
bench_plain(void)
{
    SSL_CTX *list[PLAIN];
    double from, kib;
    int i;

    SSL_CTX_free(make_plain());
    kib = heap_kib();
    from = cpu_us();
    for (i = 0; i < PLAIN; i++)
        list[i] = make_plain();
    printf("OpenSSL, each SSL_CTX on its own:  %9.1f us %9.2f KiB a context\n",
        (cpu_us() - from) / PLAIN, (heap_kib() - kib) / PLAIN);
    for (i = 0; i < PLAIN; i++)
        SSL_CTX_free(list[i]);
}

static void
bench_contexts(const char *what, int first_size)
{
    static otls_handle list[CONTEXTS];
    double from, kib = heap_kib();
    int i;

    from = cpu_us();
    for (i = 0; i < CONTEXTS; i++)
        list[i] = make_context(first_size == 0 ? 0 : first_size + i);
    printf("libotls, %-25s %9.1f us %9.2f KiB a context, %.2f MiB in all\n",
        what, (cpu_us() - from) / CONTEXTS, (heap_kib() - kib) / CONTEXTS,
        (heap_kib() - kib) / 1024);
    for (i = 0; i < CONTEXTS; i++)
        (void)otls_context_free(list[i]);
}

int
main(void)
{
    double from;
    otls_handle first;

    write_credential();
    from = cpu_us();
    first = make_context(0);
    printf("libotls, the first of all:         %9.1f us\n", cpu_us() - from);
    bench_contexts("each like the first:", 0);
    bench_contexts("each unlike the others:", 600);
    bench_plain();
    (void)otls_context_free(first);
    (void)unlink(path);
    return 0;
}
