/* SPDX-License-Identifier: ISC */
#ifndef OTLS_AGE_DECRYPT_H
#define OTLS_AGE_DECRYPT_H

#include <pthread.h>

#include "age/identity.h"
#include "age/list.h"
#include "age/progress.h"
#include "age/reader.h"
#include "age/stream.h"

struct otls__bio;

/* A job. Its fields are guarded by the lock; a run takes a copy. */
struct otls__age_decryptor {
    pthread_mutex_t lock;
    struct otls__age_list identities;
    struct otls__age_scrypt_limits limits;
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
int otls__age_decryptor_set_scrypt_limits(
    struct otls__age_decryptor *d, int work_factor, int64_t memory);
void otls__age_decryptor_on_progress(
    struct otls__age_decryptor *d, otls__age_callback *callback, void *user);

/* One run: begin reads the header and finds the key, so that nothing needs
 * to be written before; payload does the rest. End follows either answer. */
struct otls__age_decryption {
    struct otls__age_reader reader;
    struct otls__age_stream stream;
    struct otls__age_progress progress;
};

int otls__age_decryption_begin(struct otls__age_decryption *x,
    struct otls__age_decryptor *d, struct otls__bio *input);
int otls__age_decryption_payload(
    struct otls__age_decryption *x, struct otls__bio *output);
void otls__age_decryption_end(struct otls__age_decryption *x, int rv);

/* From one bio to another, until the end of the input; flushed. */
int otls__age_decryptor_stream(struct otls__age_decryptor *d,
    struct otls__bio *input, struct otls__bio *output);

#endif
