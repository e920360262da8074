/* SPDX-License-Identifier: ISC */
#ifndef OTLS_TICKET_KEYS_H
#define OTLS_TICKET_KEYS_H

#include <otls/types.h>

/**
 * @file
 *
 * What servers seal tickets with, where a ticket of one server is to be good
 * for another one, or for the same after a restart.
 *
 * With tickets a server keeps nothing: the client has its session, sealed by
 * a key that servers alone have. OpenSSL makes such a key for each process and
 * each context, and never another one. Ticket keys as they are made here are
 * shared, and change every 12 hours or as often as they are told to: what the
 * last key sealed still opens, and is sealed anew by the present one, and so
 * is what the next one sealed, where a host's clock is ahead.
 *
 * Whoever gets hold of a key can read each connection of TLS 1.2 that began
 * with a ticket of its time, or was resumed with one, and join in one that
 * resumes. (With TLS 1.3 they can't read what they recorded.) Three ways to
 * have keys:
 *
 * - ``otls_ticket_keys_derived`` computes each key from a secret and the
 *   time. Nothing is stored, and hosts agree without talking to each other;
 *   whoever has the secret has all keys, the past ones too.
 * - ``otls_ticket_keys_stored`` makes keys at random, and keeps them in a
 *   store for as long as they are needed.
 * - ``otls_ticket_keys_file`` reads the keys that somebody else makes and
 *   distributes, in the files of nginx or HAProxy.
 *
 * Where there is no key for want of a store, servers give no tickets and
 * accept none; handshakes are full ones then, and none fails.
 */

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @macro
 *
 * Tickets that were sealed.
 *
 * @since 0.1
 */
#define OTLS_TICKET_KEYS_SEALED 1

/**
 * @macro
 *
 * Tickets of clients that named the present key or the next one.
 *
 * @since 0.1
 */
#define OTLS_TICKET_KEYS_OPENED 2

/**
 * @macro
 *
 * Tickets of clients that named an older key, and so got a fresh one.
 *
 * @since 0.1
 */
#define OTLS_TICKET_KEYS_RENEWED 3

/**
 * @macro
 *
 * Tickets of clients that named no key of these.
 *
 * @since 0.1
 */
#define OTLS_TICKET_KEYS_UNKNOWN 4

/**
 * @macro
 *
 * Tickets that were not given, since there was no key.
 *
 * @since 0.1
 */
#define OTLS_TICKET_KEYS_MISSING 5

/**
 * @function
 *
 * `otls_ticket_keys_derived` makes keys of |secret|, which has |secret_len|
 * bytes of text: a line has 32 random bytes in base64, as "otls keygen
 * --store-secret" makes it. It stores their handle in |keys|; the caller frees
 * it with `otls_ticket_keys_free`. A key is derived of a secret and of a
 * window of |rotation_s| seconds, from 60 to 604800, or 0 for 12 hours,
 * counted since 1970: hosts whose clocks agree to within that have the same
 * ones. The first of up to four secrets seals, and all of them open, so that
 * secrets can be renewed.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |secret| or |keys| is NULL.
 * OTLS_E_INVALID
 *     |rotation_s| is out of range.
 * OTLS_E_STORE_SECRET
 *     there is no secret, or one that is none.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 * OTLS_E_HANDLE_LIMIT
 *     no more handles can be issued.
 *
 * Source: RFC 5077, section 4; RFC 5869
 * @since 0.1
 */
OTLS_API int otls_ticket_keys_derived(const void *secret, size_t secret_len,
    int64_t rotation_s, otls_handle *keys);

/**
 * @function
 *
 * `otls_ticket_keys_derived_file` does with the secrets in the file |path|
 * what `otls_ticket_keys_derived` does with those in memory: keys of windows
 * of |rotation_s| seconds, whose handle it stores in |keys|.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |path| or |keys| is NULL.
 * OTLS_E_INVALID
 *     |rotation_s| is out of range.
 * OTLS_E_STORE_SECRET
 *     there is no secret, or one that is none.
 * OTLS_E_NOT_FOUND
 *     there is no such file.
 * OTLS_E_PERMISSION
 *     the system refused access to it.
 * OTLS_E_LIMIT
 *     it is larger than 64 KiB.
 * OTLS_E_IO
 *     it could not be read.
 * OTLS_E_INTERRUPTED
 *     a signal arrived first.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 * OTLS_E_HANDLE_LIMIT
 *     no more handles can be issued.
 *
 * Source: RFC 5077, section 4; RFC 5869
 * @since 0.1
 */
OTLS_API int otls_ticket_keys_derived_file(
    const char *path, int64_t rotation_s, otls_handle *keys);

/**
 * @function
 *
 * `otls_ticket_keys_stored` makes random keys that are kept in |store|, and
 * stores their handle in |keys|; the caller frees it with
 * `otls_ticket_keys_free`. Each window of |rotation_s| seconds, from 60 to
 * 604800, or 0 for 12 hours, has a key of its own, of the host that was the
 * first to need one. It is in the store one window before it seals, and
 * stays for one window after. Every host asks the store once a minute, when it
 * makes a connection, and goes on with what it has where the store fails: a
 * window whose key nobody could get is one without tickets.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |store| names no store.
 * OTLS_E_NULL
 *     |keys| is NULL.
 * OTLS_E_INVALID
 *     |rotation_s| is out of range.
 * OTLS_E_UNSUPPORTED
 *     the store can't tell who was the first to put something.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 * OTLS_E_HANDLE_LIMIT
 *     no more handles can be issued.
 *
 * Source: RFC 5077, section 4
 * @since 0.1
 */
OTLS_API int otls_ticket_keys_stored(
    otls_handle store, int64_t rotation_s, otls_handle *keys);

/**
 * @function
 *
 * `otls_ticket_keys_file` reads keys from the file |path| and stores their
 * handle in |keys|; the caller frees it with `otls_ticket_keys_free`. The file
 * has from 1 to 16 keys:
 *
 * - of 80 bytes, one after the other, as nginx has them: 16 of the name, 32
 *   for HMAC-SHA-256, 32 for AES-256. The first seals, all open. "openssl rand
 *   80" makes one.
 * - of 48 bytes, as nginx had them: 16 of the name, 16 for AES-128, 16 for
 *   HMAC-SHA-256.
 * - of either length in base64, one a line, as HAProxy has them: the last but
 *   one seals, all open.
 *
 * Such keys change when the file does, which is looked at once a second, when
 * a connection is made. Put another file in its place by renaming it. Where it
 * can't be read or is none any more, the earlier keys stay, and
 * `otls_ticket_keys_warning` says why.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |path| or |keys| is NULL.
 * OTLS_E_KEY_FORMAT
 *     what is in the file are no ticket keys.
 * OTLS_E_LIMIT
 *     there are more than 16.
 * OTLS_E_NOT_FOUND
 *     there is no such file.
 * OTLS_E_PERMISSION
 *     the system refused access to it.
 * OTLS_E_IO
 *     it could not be read.
 * OTLS_E_INTERRUPTED
 *     a signal arrived first.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 * OTLS_E_HANDLE_LIMIT
 *     no more handles can be issued.
 *
 * Source: nginx ssl_session_ticket_key, HAProxy tls-ticket-keys
 * @since 0.1
 */
OTLS_API int otls_ticket_keys_file(const char *path, otls_handle *keys);

/**
 * @function
 *
 * `otls_ticket_keys_counter` stores in |value| how often something has
 * happened with |keys|, in all contexts that use them: |counter| is one of
 * OTLS_TICKET_KEYS_SEALED to OTLS_TICKET_KEYS_MISSING.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |keys| names no ticket keys.
 * OTLS_E_NULL
 *     |value| is NULL.
 * OTLS_E_INVALID
 *     there is no such counter.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls
 * @since 0.1
 */
OTLS_API int otls_ticket_keys_counter(
    otls_handle keys, int counter, int64_t *value);

/**
 * @function
 *
 * `otls_ticket_keys_warning` stores in |buf|, which has room for |cap| bytes,
 * why |keys| could not be renewed the last time that this went wrong, and the
 * length in |len|. It is empty where nothing has gone wrong.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |keys| names no ticket keys.
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is too small; |len| says what is needed.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls
 * @since 0.1
 */
OTLS_API int otls_ticket_keys_warning(
    otls_handle keys, void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_ticket_keys_free` frees the handle |keys|; 0 is fine. Contexts that
 * use the keys keep them.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |keys| is neither 0 nor ticket keys.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls
 * @since 0.1
 */
OTLS_API int otls_ticket_keys_free(otls_handle keys);

#ifdef __cplusplus
}
#endif

#endif
