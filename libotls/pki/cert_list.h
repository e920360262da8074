/* SPDX-License-Identifier: ISC */
#ifndef OTLS_PKI_CERT_LIST_H
#define OTLS_PKI_CERT_LIST_H

#include <stddef.h>
#include <stdint.h>

#include <openssl/x509.h>

struct otls__cert;

/*
 * Certificates in an order. Several threads may read one list and add to it
 * at once: who needs its certificates for a while takes a copy of the stack.
 *
 * What otls/cert_list.h says of a function isn't said again here. Each that
 * makes a list gives the caller one reference.
 */
struct otls__cert_list;

int otls__cert_list_new(struct otls__cert_list **list);

/* Takes its own references to what is in |stack|; NULL is an empty one. */
int otls__cert_list_wrap(
    const STACK_OF(X509) *stack, struct otls__cert_list **list);

/* The caller frees the copy with sk_X509_pop_free(stack, X509_free). */
int otls__cert_list_stack(
    struct otls__cert_list *list, STACK_OF(X509) **stack);

void otls__cert_list_ref(void *list);
/* NULL is fine. */
void otls__cert_list_unref(void *list);

int otls__cert_list_load_file(
    const char *path, struct otls__cert_list **list);
int otls__cert_list_load_bytes(
    const void *data, size_t len, struct otls__cert_list **list);

int otls__cert_list_add(
    struct otls__cert_list *list, const struct otls__cert *cert);
size_t otls__cert_list_count(struct otls__cert_list *list);
int otls__cert_list_at(
    struct otls__cert_list *list, int64_t index, struct otls__cert **cert);

int otls__cert_list_pem(
    struct otls__cert_list *list, void *buf, size_t cap, size_t *len);

#endif
