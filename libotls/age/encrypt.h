/* SPDX-License-Identifier: ISC */
#ifndef OTLS_AGE_ENCRYPT_H
#define OTLS_AGE_ENCRYPT_H

#include <pthread.h>

#include "age/list.h"
#include "age/progress.h"

struct otls__age_recipient;
struct otls__age_sealer;
struct otls__bio;

/* A job. Its fields are guarded by the lock; a run takes a copy. */
struct otls__age_encryptor {
    pthread_mutex_t lock;
    struct otls__age_list recipients;
    int armor;
    int threads; /* as set: 0 for the processors */
    otls__age_callback *callback;
    void *user;
};

int otls__age_encryptor_new(struct otls__age_encryptor **encryptor);
void otls__age_encryptor_free(void *encryptor);

/* Takes a reference of its own. */
int otls__age_encryptor_add(
    struct otls__age_encryptor *e, struct otls__age_recipient *recipient);
/* All of the file's recipients or, on failure, none. */
int otls__age_encryptor_add_file(
    struct otls__age_encryptor *e, const char *path);
int otls__age_encryptor_set_armor(struct otls__age_encryptor *e, int armor);
int otls__age_encryptor_set_threads(
    struct otls__age_encryptor *e, int threads);
void otls__age_encryptor_on_progress(
    struct otls__age_encryptor *e, otls__age_callback *callback, void *user);

/* What a run works with: an empty list receives references, and needs ending
 * whatever the answer is. OTLS_E_INVALID without recipients. */
int otls__age_encryptor_means(struct otls__age_encryptor *e,
    struct otls__age_list *recipients, int *armor);

/* Begins to encrypt what |s| is then fed with; the caller ends it, where the
 * answer is OTLS_OK. */
int otls__age_encryptor_sealer(
    struct otls__age_encryptor *e, struct otls__age_sealer *s);

/* From one bio to another, until the end of the input; flushed. */
int otls__age_encryptor_stream(struct otls__age_encryptor *e,
    struct otls__bio *input, struct otls__bio *output);

#endif
