/* SPDX-License-Identifier: ISC */
#ifndef OTLS_PKI_REQUEST_PART_H
#define OTLS_PKI_REQUEST_PART_H

#include <pthread.h>

#include <openssl/x509v3.h>

#include "base/mem.h"
#include "pki/request.h"

/* What the files of pki/request*.c share. The lock is held through each
 * function of pki/request.h. */
struct otls__request {
    struct otls__ref ref;
    pthread_mutex_t lock;
    X509_NAME *subject;
    GENERAL_NAMES *sans;
    int ca;
    int path_length; /* -1: as long as it likes */
    int purposes;    /* OTLS_CERT_REQUEST_* */
    int64_t not_before_s, not_after_s; /* both 0: not said */
    X509_REQ *signed_one;              /* or NULL */
};

/*
 * The extensions that the request and the certificate have in common, for
 * |pkey|, whose certificate it is to be. The caller frees them.
 */
int otls__request_extensions(const struct otls__request *r, EVP_PKEY *pkey,
    int path_length, STACK_OF(X509_EXTENSION) * *extensions);

#endif
