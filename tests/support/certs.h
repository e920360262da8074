/* SPDX-License-Identifier: ISC */
#ifndef OTLS_TESTS_CERTS_H
#define OTLS_TESTS_CERTS_H

#include <stddef.h>

/*
 * Certificates and keys, made when a test needs them and never committed:
 * PEM files in support_tmpdir().
 *
 * Each certificate NAME has these files, of which certs_path() gives the
 * paths:
 *
 *     NAME.crt    the certificate alone
 *     NAME.pem    the certificate, and the intermediates above it
 *     NAME.key    its private key, PKCS#8
 *     NAME.enc    the same key, encrypted with CERTS_PASSPHRASE
 */
#define CERTS_PASSPHRASE "open sesame"

/* Parameters for Diffie-Hellman in PEM: RFC 7919's group of 2,048 bits. */
extern const char certs_dh[];

enum certs_key {
    CERTS_P256,
    CERTS_P384,
    CERTS_RSA_2048,
    CERTS_RSA_1024,
    CERTS_ED25519
};

struct certs_spec {
    const char *name;   /* of the files, and the common name */
    const char *issuer; /* another NAME; NULL: signed by its own key */
    const char *san;    /* as in "DNS:example.com,IP:127.0.0.1", or NULL */
    enum certs_key key;
    int ca;         /* 1: may sign certificates */
    int client;     /* 1: for clients, else for servers */
    int sha1;       /* 1: signed with SHA-1 */
    int from_days;  /* validity, counted from today */
    int until_days; /* 0: 30 */
    int until_s;    /* instead of days, where it isn't 0 */
};

/* Makes one; where its files are there already, nothing. */
void certs_make(const struct certs_spec *spec);

/*
 * Makes, unless they are there already:
 *
 *     root, inter      the authority, and the one below it that signed all
 *                      that follows; RSA and P-256
 *     server           P-256, for localhost, example.com, *.wild.example,
 *                      127.0.0.1 and ::1
 *     server-rsa, server-ed25519, server-p384
 *                      for the same names
 *     other            for other.example
 *     client, client-rsa
 *                      for a client
 *     expired, future, revoked
 *                      for the names of server
 *     weak-rsa         with a key of 1,024 bits
 *     weak-sha1        signed with SHA-1
 *     stranger-root, stranger
 *                      another authority, and a server of the same names
 *     stranger-client  a client of that authority
 *
 * and the CRLs root.crl, inter.crl, which revokes revoked, and all.crl with
 * both.
 */
void certs_standard(void);

/* The path of |file| ("server.pem"), in one of a few static buffers; fails
 * the test where there is no such file. */
const char *certs_path(const char *file);

/* A CRL of |issuer| that revokes the certificate |revoked| (NULL: none),
 * in |file|. */
void certs_make_crl(const char *file, const char *issuer, const char *revoked);

/* An OCSP response in DER which says that |name|, a certificate of |issuer|,
 * is good or revoked; freed by the caller with free(). */
unsigned char *certs_make_ocsp(
    const char *name, const char *issuer, int revoked, size_t *len);

#endif
