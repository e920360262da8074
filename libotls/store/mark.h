/* SPDX-License-Identifier: ISC */
#ifndef OTLS_STORE_MARK_H
#define OTLS_STORE_MARK_H

#include <stddef.h>

#include "store/store.h"

/*
 * Ids that are known again: half of one is random, half a tag over that and
 * the scope that it is for, under a key of the store's secret. Who has the
 * secret, on whatever host, tells them from all others without asking the
 * store.
 */
#define OTLS__STORE_MARKED 32
#define OTLS__STORE_SCOPE_MAX 64

int otls__store_mark(const struct otls__store *store, const void *scope,
    size_t scope_len, unsigned char id[OTLS__STORE_MARKED]);

/* By which of the secrets |id| was made for that scope, or -1. */
int otls__store_marked(const struct otls__store *store, const void *scope,
    size_t scope_len, const unsigned char id[OTLS__STORE_MARKED]);

#endif
