/* SPDX-License-Identifier: ISC */
#ifndef OTLS_AGE_DECRYPT_H
#define OTLS_AGE_DECRYPT_H

#include <pthread.h>

#include "age/identity.h"
#include "age/list.h"
#include "age/progress.h"

struct otls__age_opener;
struct otls__bio;

/* A header that stands elsewhere than its file. It never changes. */
struct otls__age_detached {
    struct otls__ref ref;
    size_t len;
    char bytes[];
};

/* A job. Its fields are guarded by the lock; a run takes a copy. */
struct otls__age_decryptor {
    pthread_mutex_t lock;
    struct otls__age_list identities;
    struct otls__age_scrypt_limits limits;
    int armor; /* an OTLS_AGE_ARMOR_* */
    struct otls__age_detached *header;
    int threads; /* as set: 0 for the processors */
    otls__age_callback *callback;
    void *user;
};

int otls__age_decryptor_new(struct otls__age_decryptor **decryptor);
void otls__age_decryptor_free(void *decryptor);

/* Takes a reference of its own. */
int otls__age_decryptor_add(
    struct otls__age_decryptor *d, struct otls__age_identity *identity);
/* All of the file's identities or, on failure, none. */
int otls__age_decryptor_add_file(
    struct otls__age_decryptor *d, const char *path);
int otls__age_decryptor_add_file_passphrase(struct otls__age_decryptor *d,
    const char *path, const void *passphrase, size_t len);
int otls__age_decryptor_set_scrypt_limits(
    struct otls__age_decryptor *d, int work_factor, int64_t memory);
int otls__age_decryptor_set_armor(struct otls__age_decryptor *d, int mode);
/* NULL for |data| takes it away. */
int otls__age_decryptor_set_header(
    struct otls__age_decryptor *d, const void *data, size_t len);
int otls__age_decryptor_set_threads(
    struct otls__age_decryptor *d, int threads);
void otls__age_decryptor_on_progress(
    struct otls__age_decryptor *d, otls__age_callback *callback, void *user);

/* What a run works with: a copy, and references. */
struct otls__age_means {
    struct otls__age_list identities;
    struct otls__age_scrypt_limits limits;
    int armor;
    struct otls__age_detached *header; /* or NULL, and it is in the file */
    otls__age_callback *callback;
    void *user;
};

/* |m| needs ending whatever the answer is. OTLS_E_INVALID without
 * identities. */
int otls__age_decryptor_means(
    struct otls__age_decryptor *d, struct otls__age_means *m);
void otls__age_means_end(struct otls__age_means *m);

/* Begins to decrypt what |o| is then fed with; the caller ends it, where the
 * answer is OTLS_OK. */
int otls__age_decryptor_opener(
    struct otls__age_decryptor *d, struct otls__age_opener *o);

/* From one bio to another, until the end of the input; flushed. */
int otls__age_decryptor_stream(struct otls__age_decryptor *d,
    struct otls__bio *input, struct otls__bio *output);

#endif
