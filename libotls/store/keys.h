/* SPDX-License-Identifier: ISC */
#ifndef OTLS_STORE_KEYS_H
#define OTLS_STORE_KEYS_H

#include <stddef.h>
#include <stdint.h>

/*
 * The secrets of a store, and what is derived of them. The first seals, all
 * of them open. What a store gets to see is a key and a sealed value:
 *
 *     key    HMAC-SHA-256(index key, name)
 *     value  format (1) || secret's id (4) || nonce (24) ||
 *            XAES-256-GCM(seal key, expiry in ms (8) || data), over the key
 *
 * so it learns neither names nor data, and a value that was moved to another
 * key, changed, or kept beyond its time is a miss.
 */
#define OTLS__STORE_KEY 32
#define OTLS__STORE_SECRETS 4
#define OTLS__STORE_OVERHEAD 53 /* what sealing adds */

struct otls__store_keys;

/* |text| has a secret of 32 bytes a line, in base64; empty lines and those
 * that begin with '#' don't count. */
int otls__store_keys_parse(
    const char *text, size_t len, struct otls__store_keys **keys);

/* A new secret as such text, 44 characters and a NUL. */
int otls__store_keys_make(char text[45]);

/* One that dies with the process. */
int otls__store_keys_random(struct otls__store_keys **keys);

void otls__store_keys_free(struct otls__store_keys *keys);

int otls__store_keys_count(const struct otls__store_keys *keys);

/* Bytes for another use of the secret |which|, the same for the same |info|;
 * with them nobody finds what seals in a store. */
int otls__store_keys_derive(const struct otls__store_keys *keys, int which,
    const void *info, size_t info_len, void *out, size_t len);

/* Where |name| is kept by the secret |which|, counted from 0. */
int otls__store_keys_locate(const struct otls__store_keys *keys, int which,
    const void *name, size_t name_len, unsigned char key[OTLS__STORE_KEY]);

/* What shows that |data| comes from who has the secret |which|. */
int otls__store_keys_mark(const struct otls__store_keys *keys, int which,
    const void *data, size_t len, unsigned char mark[32]);

/* Writes |len| + OTLS__STORE_OVERHEAD bytes. */
int otls__store_keys_seal(const struct otls__store_keys *keys,
    const unsigned char key[OTLS__STORE_KEY], int64_t expires_ms,
    const void *data, size_t len, void *sealed);

/* |data| has room for |len| bytes, and receives |*data_len| of them. What
 * can't be opened, or has expired at |now_ms|, is OTLS_E_AUTH. */
int otls__store_keys_open(const struct otls__store_keys *keys, int which,
    const unsigned char key[OTLS__STORE_KEY], int64_t now_ms,
    const void *sealed, size_t len, void *data, size_t *data_len);

#endif
