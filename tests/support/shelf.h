/* SPDX-License-Identifier: ISC */
#ifndef OTLS_TESTS_SHELF_H
#define OTLS_TESTS_SHELF_H

#include <stdint.h>

#include "support.h"

/*
 * A store of the test's own, of the scheme "shelf", with one secret: what it
 * keeps can be counted and spoiled. Threads may use it at once.
 */
#define SHELF_ENTRIES 64
#define SHELF_VALUE 16384

struct shelf_entry {
    int used;
    unsigned char key[32];
    unsigned char value[SHELF_VALUE];
    size_t len;
    int64_t ttl_ms;
};

struct shelf {
    struct shelf_entry entries[SHELF_ENTRIES];
    int count;
    int puts, gets, takes, removes;
    int keep;     /* a take doesn't remove */
    int fail;     /* nothing succeeds */
    int nonsense; /* what is found is no such thing */
};

extern struct shelf shelf;

/* A handle; the first empties the shelf, too. */
void shelf_open(otls_handle *store);
/* The same with another secret than all others. */
void shelf_open_other(otls_handle *store);

#endif
