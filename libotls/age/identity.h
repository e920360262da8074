/* SPDX-License-Identifier: ISC */
#ifndef OTLS_AGE_IDENTITY_H
#define OTLS_AGE_IDENTITY_H

#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"

struct otls__age_header;
struct otls__age_identity;
struct otls__age_recipient;
struct otls__age_stanza;

/* The most that a file may ask of scrypt. */
struct otls__age_scrypt_limits {
    int work_factor;
    uint64_t memory;
};

/*
 * What a kind of identity can do. |unwrap| is asked about stanzas of its
 * |stanza| type only: OTLS_OK and the file key, OTLS_E_AGE_NO_MATCH (without
 * a message), or what ends the whole decryption.
 */
struct otls__age_identity_type {
    const char *stanza;
    int (*unwrap)(const struct otls__age_identity *identity,
        const struct otls__age_header *h, const struct otls__age_stanza *s,
        const struct otls__age_scrypt_limits *limits, unsigned char *file_key);
};

/* NFC, NFD, and as it was given. */
#define OTLS__AGE_FORMS 3

/* Never changes once it is made. */
struct otls__age_identity {
    struct otls__ref ref;
    const struct otls__age_identity_type *type;
    unsigned char *secret;
    size_t secret_len;
    /* of a passphrase: the forms to try, one behind the other in |secret| */
    size_t forms[OTLS__AGE_FORMS];
    size_t forms_count;
    unsigned char point[32];
};

/* Each gives the caller one reference. */
int otls__age_identity_generate(struct otls__age_identity **identity);
int otls__age_identity_parse(
    const char *text, size_t len, struct otls__age_identity **identity);
int otls__age_identity_passphrase(
    const void *passphrase, size_t len, struct otls__age_identity **identity);
int otls__age_identity_passphrase_normalised(
    const void *passphrase, size_t len, struct otls__age_identity **identity);
int otls__age_identity_recipient(const struct otls__age_identity *identity,
    struct otls__age_recipient **recipient);

void otls__age_identity_unref(void *identity);

int otls__age_identity_export_secret(const struct otls__age_identity *identity,
    void *buf, size_t cap, size_t *len);

#endif
