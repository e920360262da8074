/* SPDX-License-Identifier: ISC */
#ifndef OTLS_AGE_RECIPIENT_H
#define OTLS_AGE_RECIPIENT_H

#include <stddef.h>

#include "base/mem.h"

struct otls__age_header;
struct otls__age_recipient;

/* What a kind of recipient can do. One that must be |alone| admits no other
 * recipient of the same file. */
struct otls__age_recipient_type {
    int alone;
    int (*text)(const struct otls__age_recipient *recipient, void *buf,
        size_t cap, size_t *len);
    int (*wrap)(const struct otls__age_recipient *recipient,
        const unsigned char *file_key, struct otls__age_header *h);
};

/* Never changes once it is made. */
struct otls__age_recipient {
    struct otls__ref ref;
    const struct otls__age_recipient_type *type;
    unsigned char point[32];
    void *passphrase;
    size_t passphrase_len;
    int work_factor;
};

/* Each gives the caller one reference. */
int otls__age_recipient_parse(
    const char *text, size_t len, struct otls__age_recipient **recipient);
int otls__age_recipient_passphrase(const void *passphrase, size_t len,
    int work_factor, struct otls__age_recipient **recipient);
int otls__age_recipient_passphrase_normalised(const void *passphrase,
    size_t len, int work_factor, struct otls__age_recipient **recipient);
int otls__age_recipient_x25519(
    const unsigned char point[32], struct otls__age_recipient **recipient);

void otls__age_recipient_unref(void *recipient);

int otls__age_recipient_equal(
    const struct otls__age_recipient *a, const struct otls__age_recipient *b);

#endif
