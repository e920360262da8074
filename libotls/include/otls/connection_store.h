/* SPDX-License-Identifier: ISC */
#ifndef OTLS_CONNECTION_STORE_H
#define OTLS_CONNECTION_STORE_H

/**
 * @file
 *
 * A handshake that waits for a store.
 *
 * Where `otls_context_set_store` has given a server a store, its handshake may
 * have to look up the session that a client wants to resume; a client's looks
 * for one to resume before it says anything, at four places at most. A
 * connection that may wait does so within the handshake, for the store's
 * deadline at most, whichever number of look-ups it makes. One
 * that never waits answers OTLS_E_WANT_STORE: `otls_connection_store_poll`
 * says what an event loop has to wait for before it goes on with
 * `otls_connection_handshake`, and meanwhile it may serve other connections.
 *
 * A store of "pull:" is the program's own. Then every handshake answers
 * OTLS_E_WANT_STORE, `otls_connection_store_wanted` says which entry it needs,
 * and after `otls_connection_store_reply` the handshake goes on. What is to be
 * written is fetched with `otls_store_next_write`. No code of the program runs
 * within a call of the library.
 */

#include <otls/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @macro
 *
 * Wait until the descriptor can be read.
 *
 * @since 0.1
 */
#define OTLS_CONNECTION_STORE_READABLE 1

/**
 * @macro
 *
 * Wait until the descriptor can be written.
 *
 * @since 0.1
 */
#define OTLS_CONNECTION_STORE_WRITABLE 2

/**
 * @macro
 *
 * The entry is looked up, and stays in the store.
 *
 * @since 0.1
 */
#define OTLS_CONNECTION_STORE_GET 1

/**
 * @macro
 *
 * The entry is taken out of the store, in one step, so that of all who ask
 * for it at once one alone gets it.
 *
 * @since 0.1
 */
#define OTLS_CONNECTION_STORE_TAKE 2

/**
 * @function
 *
 * `otls_connection_store_poll` stores what the handshake of |connection| waits
 * for after OTLS_E_WANT_STORE: in |events| OTLS_CONNECTION_STORE_READABLE,
 * OTLS_CONNECTION_STORE_WRITABLE, both or 0, on the descriptor |fd|, which is
 * -1 where there is none; and in |wait_ms| how many milliseconds are left
 * until the store's deadline, after which the handshake goes on without an
 * answer. Go on with the handshake at whichever comes first. The descriptor is
 * the store's and may differ from step to step.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection.
 * OTLS_E_NULL
 *     |fd|, |events| or |wait_ms| is NULL.
 * OTLS_E_TLS_STATE
 *     the handshake doesn't wait for a store.
 * OTLS_E_FORKED
 *     another thread was using |connection| when the process forked.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls
 * @since 0.1
 */
OTLS_API int otls_connection_store_poll(otls_handle connection, int64_t *fd,
    int64_t *events, int64_t *wait_ms);

/**
 * @function
 *
 * `otls_connection_store_wanted` stores in |buf|, which has room for |cap|
 * bytes, the key of 32 bytes that the handshake of |connection| wants the
 * entry of, from a store of "pull:", and its length in |len|; and in
 * |operation| OTLS_CONNECTION_STORE_GET or OTLS_CONNECTION_STORE_TAKE.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection.
 * OTLS_E_NULL
 *     |operation| or |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is too small; |len| says what is needed.
 * OTLS_E_TLS_STATE
 *     the handshake doesn't wait for such a store.
 * OTLS_E_FORKED
 *     another thread was using |connection| when the process forked.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls
 * @since 0.1
 */
OTLS_API int otls_connection_store_wanted(otls_handle connection,
    int64_t *operation, void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_connection_store_reply` answers the handshake of |connection| with the
 * |value_len| bytes at |value|, as `otls_store_next_write` gave them;
 * |value| may be NULL where there is no such entry. Where it is no genuine
 * one, or too large, there is none. An answer after the store's deadline
 * counts as well, unless the handshake has gone on without it.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |connection| names no connection.
 * OTLS_E_NULL
 *     |value| is NULL and |value_len| is not 0.
 * OTLS_E_TLS_STATE
 *     the handshake doesn't wait for such a store, or has its answer.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_FORKED
 *     another thread was using |connection| when the process forked.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls
 * @since 0.1
 */
OTLS_API int otls_connection_store_reply(
    otls_handle connection, const void *value, size_t value_len);

#ifdef __cplusplus
}
#endif

#endif
