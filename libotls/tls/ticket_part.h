/* SPDX-License-Identifier: ISC */
#ifndef OTLS_TLS_TICKET_PART_H
#define OTLS_TLS_TICKET_PART_H

#include <pthread.h>
#include <stdatomic.h>

#include <otls/ticket_keys.h>

#include "base/error.h"
#include "base/mem.h"
#include "tls/ticket_keys.h"

/* What ticket keys are made of, for the files that are about them. */

#define OTLS__TICKET_NAME 16
#define OTLS__TICKET_KEY 80 /* name, HMAC key, AES-256 key */
#define OTLS__TICKET_OLD 48 /* name, AES-128 key, HMAC key */
#define OTLS__TICKET_MAX 16 /* keys in a set */

struct otls__ticket_key {
    unsigned char name[OTLS__TICKET_NAME];
    unsigned char mac[32];
    unsigned char cipher[32];
    size_t mac_len;
    size_t cipher_len; /* 32, or 16: AES-128 */
    int renew;         /* what it sealed is better sealed anew */
};

struct otls__ticket_set {
    int count;
    int seal; /* which one seals, or -1: none */
    struct otls__ticket_key keys[OTLS__TICKET_MAX];
};

/* Where the keys come from. */
struct otls__ticket_source {
    /*
     * Fills |set|, which is empty, with the keys of |now|, in seconds, stores
     * in |due| when to come again, and 1 in |ready|; leaves |ready| 0 where
     * the last set still holds. What it answers is a warning; with |ready| the
     * set counts even so.
     */
    int (*refresh)(void *state, int64_t now, struct otls__ticket_set *set,
        int64_t *due, int *ready);
    void (*close)(void *state);
};

struct otls__ticket_keys {
    struct otls__ref ref;
    atomic_int retired;
    pthread_mutex_t lock;         /* never held through anything that waits */
    struct otls__ticket_set *set; /* secret memory */
    int64_t (*clock)(void); /* seconds since 1970; tests have their own */
    int64_t since, due;     /* when it was asked, when again */
    unsigned busy; /* 1 + the generation of the process that is asking */
    const struct otls__ticket_source *source;
    void *state;
    _Atomic int64_t counters[OTLS_TICKET_KEYS_MISSING + 1];
    char warning[OTLS__MESSAGE_SIZE];
};

/* |state| becomes the new one's, or is closed. Where the first refresh leaves
 * no set, that is the failure. */
int otls__ticket_keys_new(const struct otls__ticket_source *source,
    void *state, struct otls__ticket_keys **keys);

/* From 60 seconds to 7 days; 0 becomes 12 hours. */
int otls__ticket_rotation(int64_t *rotation_s);

/* Adds a key of OTLS__TICKET_KEY bytes, or OTLS__TICKET_OLD; 0 where there is
 * no room. */
int otls__ticket_set_add(struct otls__ticket_set *set,
    const unsigned char *bytes, size_t len, int renew);

/* A copy of the one that seals, or that has |name|; 0 where there is none.
 * The caller wipes it. */
int otls__ticket_keys_seal(
    struct otls__ticket_keys *keys, struct otls__ticket_key *key);
int otls__ticket_keys_find(struct otls__ticket_keys *keys,
    const unsigned char name[OTLS__TICKET_NAME], struct otls__ticket_key *key);
void otls__ticket_keys_count(struct otls__ticket_keys *keys, int counter);

#endif
