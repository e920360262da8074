/* SPDX-License-Identifier: ISC */
#ifndef OTLS_AGE_INSPECT_H
#define OTLS_AGE_INSPECT_H

#include <stddef.h>
#include <stdint.h>

#include "age/header.h"

struct otls__bio;

/* What can be known of a file without a key. It never changes. */
struct otls__age_inspection {
    struct otls__age_header header;
    int armored;
    /* -1 where not known */
    int64_t armor;
    int64_t overhead;
    int64_t payload;
};

int otls__age_inspection_read(
    struct otls__bio *bio, struct otls__age_inspection **inspection);
void otls__age_inspection_free(void *inspection);

/* Their twins in otls/age_header.h say what they answer. */
int otls__age_inspection_type(const struct otls__age_inspection *x,
    int64_t index, void *buf, size_t cap, size_t *len);
/* In inspect_json.c. */
int otls__age_inspection_json(
    const struct otls__age_inspection *x, void *buf, size_t cap, size_t *len);

#endif
