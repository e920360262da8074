/* SPDX-License-Identifier: ISC */
#ifndef OTLS_PKI_CERT_H
#define OTLS_PKI_CERT_H

#include <stddef.h>
#include <stdint.h>

#include <openssl/x509.h>

struct otls__key;

/*
 * A certificate: immutable, and shared by whoever has a reference. What
 * otls/cert.h says of a function isn't said again here. Each that makes one
 * gives the caller one reference.
 */
struct otls__cert;

/* Takes its own reference to |x509|, which nobody may change any more. */
int otls__cert_wrap(X509 *x509, struct otls__cert **cert);

/* Borrowed, for as long as the certificate lives. */
X509 *otls__cert_x509(const struct otls__cert *cert);

void otls__cert_ref(void *cert);
/* NULL is fine. */
void otls__cert_unref(void *cert);

int otls__cert_load_file(const char *path, struct otls__cert **cert);
int otls__cert_load_bytes(
    const void *data, size_t len, struct otls__cert **cert);

int otls__cert_pem(
    const struct otls__cert *cert, void *buf, size_t cap, size_t *len);
int otls__cert_der(
    const struct otls__cert *cert, void *buf, size_t cap, size_t *len);
int otls__cert_text(
    const struct otls__cert *cert, void *buf, size_t cap, size_t *len);
int otls__cert_equal(const struct otls__cert *a, const struct otls__cert *b);

int otls__cert_version(const struct otls__cert *cert, int64_t *version);
/* |after| 0: not before; 1: not after. */
int otls__cert_time_s(
    const struct otls__cert *cert, int after, int64_t *seconds);
int otls__cert_serial(
    const struct otls__cert *cert, void *buf, size_t cap, size_t *len);
int otls__cert_fingerprint(const struct otls__cert *cert, const char *digest,
    void *buf, size_t cap, size_t *len);
int otls__cert_signature_algorithm(
    const struct otls__cert *cert, void *buf, size_t cap, size_t *len);
int otls__cert_public_key(
    const struct otls__cert *cert, struct otls__key **key);
int otls__cert_is_issued_by(
    const struct otls__cert *cert, const struct otls__cert *issuer);

/* -1 where the certificate doesn't say. */
int64_t otls__cert_key_usage(const struct otls__cert *cert);
int otls__cert_extended_key_usage(
    const struct otls__cert *cert, void *buf, size_t cap, size_t *len);
/* OpenSSL's answer, which knows more kinds of authority. */
int otls__cert_check_ca(const struct otls__cert *cert);
int otls__cert_is_ca(const struct otls__cert *cert);
int64_t otls__cert_path_length(const struct otls__cert *cert);
/* |authority| 1: the issuer's. */
int otls__cert_key_id(const struct otls__cert *cert, int authority, void *buf,
    size_t cap, size_t *len);

/* |kind| is an OTLS_CERT_URI_*. */
int otls__cert_uri_count(
    const struct otls__cert *cert, int kind, int64_t *count);
int otls__cert_uri(const struct otls__cert *cert, int kind, int64_t index,
    void *buf, size_t cap, size_t *len);

/* |of| is an OTLS_CERT_NAME_*. */
int otls__cert_name_text(const struct otls__cert *cert, int64_t of, void *buf,
    size_t cap, size_t *len);
int otls__cert_name_fields(
    const struct otls__cert *cert, int64_t of, int64_t *count);
int otls__cert_name_field(const struct otls__cert *cert, int64_t of,
    int64_t index, int64_t *rdn, void *buf, size_t cap, size_t *len);
int otls__cert_name_value(const struct otls__cert *cert, int64_t of,
    int64_t index, void *buf, size_t cap, size_t *len);

int otls__cert_san_count(const struct otls__cert *cert, int64_t *count);
int otls__cert_san(const struct otls__cert *cert, int64_t index,
    int64_t *type, void *buf, size_t cap, size_t *len);

int otls__cert_matches_host(const struct otls__cert *cert, const char *name);
int otls__cert_matches_ip(const struct otls__cert *cert, const char *text);

#endif
