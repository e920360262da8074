/* SPDX-License-Identifier: ISC */
#include "age/encrypt.h"

#include "age/keyfile.h"
#include "age/recipient.h"
#include "age/run.h"
#include "age/sealer.h"
#include "base/error.h"
#include "base/mem.h"

int
otls__age_encryptor_new(struct otls__age_encryptor **encryptor)
{
    struct otls__age_encryptor *e = otls__calloc(1, sizeof(*e));

    if (e == NULL)
        return otls__error_memory();
    if (pthread_mutex_init(&e->lock, NULL) != 0) {
        otls__free(e);
        return otls__error_memory();
    }
    *encryptor = e;
    return OTLS_OK;
}

void
otls__age_encryptor_free(void *encryptor)
{
    struct otls__age_encryptor *e = encryptor;

    otls__age_list_end(&e->recipients, otls__age_recipient_unref);
    (void)pthread_mutex_destroy(&e->lock);
    otls__free(e);
}

/* With the lock held and room made. */
static int
add(struct otls__age_encryptor *e, struct otls__age_recipient *recipient)
{
    struct otls__age_recipient *other;
    size_t i;

    for (i = 0; i < e->recipients.count; i++) {
        other = e->recipients.items[i];
        if (otls__age_recipient_equal(other, recipient))
            return OTLS_OK;
        if (other->type->alone || recipient->type->alone)
            return otls__error(OTLS_E_AGE_MIXED,
                "a passphrase must be a file's only recipient: use an "
                "encryptor for it alone");
    }
    otls__ref_take(&recipient->ref);
    e->recipients.items[e->recipients.count++] = recipient;
    return OTLS_OK;
}

int
otls__age_encryptor_add(
    struct otls__age_encryptor *e, struct otls__age_recipient *recipient)
{
    int rv;

    (void)pthread_mutex_lock(&e->lock);
    rv = otls__age_list_reserve(&e->recipients, 1);
    if (rv == OTLS_OK)
        rv = add(e, recipient);
    (void)pthread_mutex_unlock(&e->lock);
    return rv;
}

int
otls__age_encryptor_add_file(struct otls__age_encryptor *e, const char *path)
{
    struct otls__age_list list = {NULL, 0, 0};
    size_t i;
    int rv;

    if ((rv = otls__age_keyfile_recipients(path, &list)) == OTLS_OK) {
        (void)pthread_mutex_lock(&e->lock);
        rv = otls__age_list_reserve(&e->recipients, list.count);
        /* a passphrase is there or it isn't: only the first can be refused */
        for (i = 0; rv == OTLS_OK && i < list.count; i++)
            rv = add(e, list.items[i]);
        (void)pthread_mutex_unlock(&e->lock);
    }
    otls__age_list_end(&list, otls__age_recipient_unref);
    return rv;
}

int
otls__age_encryptor_set_armor(struct otls__age_encryptor *e, int armor)
{
    if (armor != 0 && armor != 1)
        return otls__error(
            OTLS_E_INVALID, "armor is %d and must be 0 or 1", armor);
    (void)pthread_mutex_lock(&e->lock);
    e->armor = armor;
    (void)pthread_mutex_unlock(&e->lock);
    return OTLS_OK;
}

int
otls__age_encryptor_set_threads(struct otls__age_encryptor *e, int threads)
{
    int rv;

    if ((rv = otls__age_threads_check(threads)) != OTLS_OK)
        return rv;
    (void)pthread_mutex_lock(&e->lock);
    e->threads = threads;
    (void)pthread_mutex_unlock(&e->lock);
    return OTLS_OK;
}

void
otls__age_encryptor_on_progress(
    struct otls__age_encryptor *e, otls__age_callback *callback, void *user)
{
    (void)pthread_mutex_lock(&e->lock);
    e->callback = callback;
    e->user = user;
    (void)pthread_mutex_unlock(&e->lock);
}

int
otls__age_encryptor_means(struct otls__age_encryptor *e,
    struct otls__age_list *recipients, int *armor)
{
    int rv;

    (void)pthread_mutex_lock(&e->lock);
    rv = otls__age_list_copy(recipients, &e->recipients);
    *armor = e->armor;
    (void)pthread_mutex_unlock(&e->lock);
    if (rv == OTLS_OK && recipients->count == 0)
        rv = otls__error(OTLS_E_INVALID,
            "the encryptor has no recipients: add one with "
            "otls_age_encryptor_add()");
    return rv;
}

int
otls__age_encryptor_sealer(
    struct otls__age_encryptor *e, struct otls__age_sealer *s)
{
    struct otls__age_list recipients = {NULL, 0, 0};
    int rv, armor;

    rv = otls__age_encryptor_means(e, &recipients, &armor);
    if (rv == OTLS_OK &&
        (rv = otls__age_sealer_begin(s, &recipients, armor)) != OTLS_OK)
        otls__age_sealer_end(s, rv);
    otls__age_list_end(&recipients, otls__age_recipient_unref);
    return rv;
}

int
otls__age_encryptor_stream(struct otls__age_encryptor *e,
    struct otls__bio *input, struct otls__bio *output)
{
    struct otls__age_sealer s;
    struct otls__age_run run;
    otls__age_callback *callback;
    void *user;
    int rv, threads;

    if ((rv = otls__age_encryptor_sealer(e, &s)) != OTLS_OK)
        return rv;
    (void)pthread_mutex_lock(&e->lock);
    callback = e->callback;
    user = e->user;
    threads = e->threads;
    (void)pthread_mutex_unlock(&e->lock);
    otls__age_run_begin(&run, input, output, threads, callback, user);
    rv = otls__age_run_seal(&run, &s);
    if (rv == OTLS_OK)
        rv = otls__age_run_end(&run);
    otls__age_sealer_end(&s, rv);
    return rv;
}
