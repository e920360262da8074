/* SPDX-License-Identifier: ISC */
#include "pki/cert_list.h"

#include <inttypes.h>
#include <limits.h>
#include <pthread.h>

#include <openssl/pem.h>

#include "base/error.h"
#include "base/mem.h"
#include "pki/bundle.h"
#include "pki/cert.h"
#include "pki/source.h"
#include "pki/write.h"

/* More than any chain or bundle in use, and little enough memory. */
#define CERTS_MAX 100000

struct otls__cert_list {
    struct otls__ref ref;
    pthread_mutex_t lock;
    STACK_OF(X509) *stack;
};

/* An empty one for NULL. */
static STACK_OF(X509) *
copy_stack(const STACK_OF(X509) *stack)
{
    return stack == NULL ? sk_X509_new_null()
                         : X509_chain_up_ref((STACK_OF(X509) *)stack);
}

/* Takes |stack| over where it answers OTLS_OK. */
static int
make(STACK_OF(X509) *stack, struct otls__cert_list **list)
{
    struct otls__cert_list *l = otls__malloc(sizeof(*l));

    if (l == NULL)
        return otls__error_memory();
    otls__ref_init(&l->ref);
    (void)pthread_mutex_init(&l->lock, NULL);
    l->stack = stack;
    *list = l;
    return OTLS_OK;
}

int
otls__cert_list_wrap(
    const STACK_OF(X509) *stack, struct otls__cert_list **list)
{
    STACK_OF(X509) *copy = copy_stack(stack);
    int rv;

    if (copy == NULL)
        return otls__error_memory();
    if ((rv = make(copy, list)) != OTLS_OK)
        sk_X509_pop_free(copy, X509_free);
    return rv;
}

int
otls__cert_list_new(struct otls__cert_list **list)
{
    return otls__cert_list_wrap(NULL, list);
}

void
otls__cert_list_ref(void *list)
{
    otls__ref_take(&((struct otls__cert_list *)list)->ref);
}

void
otls__cert_list_unref(void *list)
{
    struct otls__cert_list *l = list;

    if (l == NULL || !otls__ref_drop(&l->ref))
        return;
    sk_X509_pop_free(l->stack, X509_free);
    (void)pthread_mutex_destroy(&l->lock);
    otls__free(l);
}

int
otls__cert_list_stack(struct otls__cert_list *list, STACK_OF(X509) **stack)
{
    (void)pthread_mutex_lock(&list->lock);
    *stack = copy_stack(list->stack);
    (void)pthread_mutex_unlock(&list->lock);
    return *stack == NULL ? otls__error_memory() : OTLS_OK;
}

static int
load(struct otls__source *source, struct otls__cert_list **list)
{
    struct otls__bundle bundle = {NULL, NULL};
    int rv;

    if ((rv = otls__source_need(source)) == OTLS_OK &&
        (rv = otls__bundle_certs(&bundle, source)) == OTLS_OK)
        rv = otls__cert_list_wrap(bundle.certs, list);
    otls__bundle_end(&bundle);
    return rv;
}

int
otls__cert_list_load_file(const char *path, struct otls__cert_list **list)
{
    struct otls__source source;
    int rv;

    if ((rv = otls__source_file(
             &source, path, OTLS__SOURCE_CREDENTIAL, 0)) == OTLS_OK)
        rv = load(&source, list);
    otls__source_end(&source);
    return rv;
}

int
otls__cert_list_load_bytes(
    const void *data, size_t len, struct otls__cert_list **list)
{
    struct otls__source source;
    int rv;

    if ((rv = otls__source_bytes(&source, "the data", data, len,
             OTLS__SOURCE_CREDENTIAL)) == OTLS_OK)
        rv = load(&source, list);
    otls__source_end(&source);
    return rv;
}

int
otls__cert_list_add(
    struct otls__cert_list *list, const struct otls__cert *cert)
{
    X509 *x509 = otls__cert_x509(cert);
    int rv = OTLS_OK;

    (void)X509_up_ref(x509);
    (void)pthread_mutex_lock(&list->lock);
    if (sk_X509_num(list->stack) >= CERTS_MAX)
        rv = otls__error(OTLS_E_LIMIT,
            "the list holds %d certificates, and that is the limit",
            CERTS_MAX);
    else if (sk_X509_push(list->stack, x509) <= 0)
        rv = otls__error_memory();
    (void)pthread_mutex_unlock(&list->lock);
    if (rv != OTLS_OK)
        X509_free(x509);
    return rv;
}

size_t
otls__cert_list_count(struct otls__cert_list *list)
{
    size_t count;

    (void)pthread_mutex_lock(&list->lock);
    count = (size_t)sk_X509_num(list->stack);
    (void)pthread_mutex_unlock(&list->lock);
    return count;
}

int
otls__cert_list_at(
    struct otls__cert_list *list, int64_t index, struct otls__cert **cert)
{
    X509 *x509 = NULL;
    int count, rv;

    (void)pthread_mutex_lock(&list->lock);
    count = sk_X509_num(list->stack);
    if (index >= 0 && index < count) {
        x509 = sk_X509_value(list->stack, (int)index);
        (void)X509_up_ref(x509);
    }
    (void)pthread_mutex_unlock(&list->lock);
    if (x509 == NULL)
        return otls__error(OTLS_E_INVALID,
            "the list has %d certificates and index is %" PRId64, count,
            index);
    rv = otls__cert_wrap(x509, cert);
    X509_free(x509);
    return rv;
}

static int
write_all(BIO *bio, const void *object)
{
    const STACK_OF(X509) *stack = object;
    int i;

    for (i = 0; i < sk_X509_num(stack); i++)
        if (PEM_write_bio_X509(bio, sk_X509_value(stack, i)) != 1)
            return 0;
    return 1;
}

int
otls__cert_list_pem(
    struct otls__cert_list *list, void *buf, size_t cap, size_t *len)
{
    STACK_OF(X509) *stack;
    int rv;

    if ((rv = otls__cert_list_stack(list, &stack)) != OTLS_OK)
        return rv;
    rv = otls__write_pem(
        write_all, stack, "the certificates", buf, cap, len);
    sk_X509_pop_free(stack, X509_free);
    return rv;
}
