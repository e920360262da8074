/* SPDX-License-Identifier: ISC */
#ifndef OTLS_AGE_TRANSFER_H
#define OTLS_AGE_TRANSFER_H

#include <stddef.h>

struct otls__age_decryptor;
struct otls__age_encryptor;

/* A sealer or an opener whose bytes the caller carries, with a lock around
 * each call. Functions answer as their twins in otls/age_transfer.h do. */
struct otls__age_transfer;

int otls__age_transfer_encrypt(
    struct otls__age_encryptor *e, struct otls__age_transfer **transfer);
int otls__age_transfer_decrypt(
    struct otls__age_decryptor *d, struct otls__age_transfer **transfer);
void otls__age_transfer_free(void *transfer);

int otls__age_transfer_push(
    struct otls__age_transfer *t, const void *data, size_t len, size_t *taken);
int otls__age_transfer_finish(struct otls__age_transfer *t);
int otls__age_transfer_pull(
    struct otls__age_transfer *t, void *buf, size_t cap, size_t *len);
int otls__age_transfer_done(struct otls__age_transfer *t);

#endif
