/* SPDX-License-Identifier: ISC */
#ifndef OTLS_PKI_REQUEST_H
#define OTLS_PKI_REQUEST_H

#include <stddef.h>
#include <stdint.h>

struct otls__cert;
struct otls__key;

/*
 * What a certificate should say: filled in, then signed as a request, or made
 * a certificate of. What otls/cert_request.h says of a function isn't said
 * again here. Threads may share one.
 */
struct otls__request;

int otls__request_new(struct otls__request **request);
int otls__request_load_file(const char *path, struct otls__request **request);
int otls__request_load_bytes(
    const void *data, size_t len, struct otls__request **request);
void otls__request_ref(void *request);
/* NULL is fine. */
void otls__request_unref(void *request);

int otls__request_set_subject(struct otls__request *request, const char *text);
int otls__request_add_san(
    struct otls__request *request, int type, const char *text);
int otls__request_set_ca(struct otls__request *request, int path_length);
int otls__request_set_purposes(struct otls__request *request, int purposes);
int otls__request_set_validity_s(
    struct otls__request *request, int64_t not_before_s, int64_t not_after_s);

int otls__request_subject(
    struct otls__request *request, void *buf, size_t cap, size_t *len);
int otls__request_san_count(struct otls__request *request, int64_t *count);
int otls__request_san(struct otls__request *request, int64_t index,
    int64_t *type, void *buf, size_t cap, size_t *len);
int otls__request_public_key(
    struct otls__request *request, struct otls__key **key);
int otls__request_pem(
    struct otls__request *request, void *buf, size_t cap, size_t *len);
int otls__request_der(
    struct otls__request *request, void *buf, size_t cap, size_t *len);

int otls__request_sign(
    struct otls__request *request, const struct otls__key *key);
int otls__request_self_sign(struct otls__request *request,
    const struct otls__key *key, struct otls__cert **cert);
int otls__request_issue(struct otls__request *request,
    const struct otls__cert *ca_cert, const struct otls__key *ca_key,
    struct otls__cert **cert);

#endif
