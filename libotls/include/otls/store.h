/* SPDX-License-Identifier: ISC */
#ifndef OTLS_STORE_H
#define OTLS_STORE_H

#include <otls/types.h>

/**
 * @file
 *
 * A store keeps entries, a name and a value each, for a while: in the memory
 * of a process, in an SQLite database that processes share, in a Redis that
 * hosts share, or wherever a program keeps them by functions of its own. It
 * may forget an entry at any time.
 *
 * What holds the entries learns nothing of them. Names become HMACs, values
 * are sealed with XAES-256-GCM for their name and their time, under keys that
 * are derived of a secret: whoever can read or write the database can neither
 * read an entry, nor make one, nor put one in the place of another. What they
 * can do is to take entries away and to bring back old ones that haven't
 * expired; otls_store_take() makes nobody find an entry twice as long as that
 * isn't done.
 *
 * URLs:
 *
 * - ``memory:`` at most 20,000 entries in 64 MiB
 * - ``sqlite:/path`` a database, made with mode 0600 where there is none; at
 *   most about 200,000 entries in 256 MiB
 * - ``redis://[user:password@]host[:port][/db]`` a Redis server, or what
 *   speaks its protocol, version 2.6 or later; percent-escapes stand for
 *   characters such as ``@`` and ``/`` in a password
 * - ``rediss://[user:password@]host[:port][/db]`` the same over TLS, where the
 *   server's certificate and name are checked
 * - ``redis+unix://[user:password@]/path`` the same by a socket of this host
 * - ``redis+sentinel://[user:password@]host[:port],host[:port]/name[/db]`` the
 *   master of that name, which Sentinels at these hosts know; their port is
 *   26379, and user and password are the master's
 * - ``redis+cluster://[user:password@]host[:port],host[:port]`` a cluster, of
 *   which these hosts are some
 * - the scheme of ``otls_store_register``
 * - ``pull:`` a store that the program has itself, for the sessions of
 *   servers, where none of its code is called: what is to be written is
 *   fetched with `otls_store_next_write`, and look-ups are answered as
 *   otls/connection_store.h says
 *
 * with parameters such as ``?deadline_ms=50&max_entries=1000``:
 *
 * - ``deadline_ms`` for one call: 50
 * - ``max_entries`` and ``max_bytes`` for all entries of ``memory:`` and
 *   ``sqlite:``: what is too much makes older ones go; a Redis has settings of
 *   its own (``maxmemory``, ``maxmemory-policy volatile-ttl``)
 * - ``max_value`` for one entry as it is sealed, which takes 53 bytes: 16384
 * - ``prefix`` and ``db`` for Redis alone: what its keys begin with,
 *   ``otls:``, and the number of the database
 * - ``ca``, ``cert`` and ``key`` for ``rediss:``, files with PEM: the
 *   authorities to trust in place of the system's, and the certificate that
 *   the client shows, with its key where that is in another file
 * - ``tls=yes`` for ``redis+sentinel:`` and ``redis+cluster:``, which then
 *   have those three as well; nodes are known by their addresses, which must
 *   stand in their certificates
 * - ``sentinel_password`` for ``redis+sentinel:``, where Sentinels have one
 *
 * A look-up in a Redis has the deadline for everything, connecting included.
 * A put is sent without waiting, and its answer read later: up to a megabyte
 * may wait to be sent, then puts are refused and counted (OTLS_STORE_DROPPED),
 * as are those that Redis refuses or that get lost with a connection. Once
 * Redis has failed three times in a row nothing waits for it any more, until
 * it has answered again. In a cluster each node is a Redis of its own in this,
 * and look-ups of one that isn't asked are misses.
 *
 * What Sentinels and clusters say is a node must be an address: names are
 * looked up when the store is opened, and those in its URL alone.
 */

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @macro
 *
 * Look-ups that found something.
 *
 * @since 0.1
 */
#define OTLS_STORE_HIT 1

/**
 * @macro
 *
 * Look-ups that found nothing.
 *
 * @since 0.1
 */
#define OTLS_STORE_MISS 2

/**
 * @macro
 *
 * Entries that were put.
 *
 * @since 0.1
 */
#define OTLS_STORE_PUT 3

/**
 * @macro
 *
 * Calls that were given up at their deadline.
 *
 * @since 0.1
 */
#define OTLS_STORE_TIMEOUT 4

/**
 * @macro
 *
 * Calls that failed otherwise.
 *
 * @since 0.1
 */
#define OTLS_STORE_FAILED 5

/**
 * @macro
 *
 * Entries that were too large to put.
 *
 * @since 0.1
 */
#define OTLS_STORE_OVERSIZE 6

/**
 * @macro
 *
 * Look-ups that found what this secret hasn't sealed, has expired, or was
 * altered.
 *
 * @since 0.1
 */
#define OTLS_STORE_DAMAGED 7

/**
 * @macro
 *
 * Calls that were answered without asking a store that had failed.
 *
 * @since 0.1
 */
#define OTLS_STORE_SKIPPED 8

/**
 * @macro
 *
 * Entries that were put and got lost before the store had them: no more could
 * wait to be sent, or the connection ended.
 *
 * @since 0.1
 */
#define OTLS_STORE_DROPPED 9

/**
 * @function
 *
 * `otls_store_open` opens the store at |url| and stores its handle in |store|;
 * the caller frees it with `otls_store_free`. |secret|, with |secret_len|
 * bytes, is text: a line has 32 random bytes in base64, as "otls keygen
 * --store-secret" makes it. The first seals, and up to four open, so that
 * secrets can be renewed. |secret| may be NULL for memory:, which makes one of
 * its own.
 *
 * A database that is locked or damaged, or a Redis that isn't there, is no
 * error here, since it may be mended: calls fail then, and
 * `otls_store_warning` says why. The name of a Redis' host is looked up now,
 * which may take up to 10 seconds, and never again: nothing that is called
 * later waits for the system's resolver.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |url| or |store| is NULL, or |secret| is NULL and |secret_len| is not 0.
 * OTLS_E_INVALID
 *     the URL is malformed, or has a parameter that there isn't.
 * OTLS_E_UNSUPPORTED
 *     this build has no such store, and nobody registered the scheme.
 * OTLS_E_STORE_SECRET
 *     there is no secret, or one that is none.
 * OTLS_E_NOT_FOUND
 *     there is no such file as ca, cert or key.
 * OTLS_E_PERMISSION
 *     the system refused access to it.
 * OTLS_E_CERT_FORMAT, OTLS_E_KEY_FORMAT, OTLS_E_KEY_MISMATCH
 *     it isn't what it should be.
 * OTLS_E_WANT_PASSPHRASE
 *     the key is encrypted.
 * OTLS_E_HOST_NOT_FOUND
 *     the host has no address.
 * OTLS_E_TIMEOUT
 *     the system's resolver doesn't answer.
 * OTLS_E_INTERRUPTED
 *     a signal arrived before it did.
 * OTLS_E_LIMIT
 *     too many look-ups wait for it.
 * OTLS_E_RANDOM
 *     there are no random bytes.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 * OTLS_E_HANDLE_LIMIT
 *     no more handles can be issued.
 *
 * Source: libotls, C2SP XAES-256-GCM, RFC 5869
 * @since 0.1
 */
OTLS_API int otls_store_open(const char *url, const void *secret,
    size_t secret_len, otls_handle *store);

/**
 * @function
 *
 * `otls_store_make_secret` stores a new secret for stores in |buf|, which has
 * room for |cap| bytes, 44 characters of base64, and its length in |len|. Keep
 * it as you would a private key, on every host that shares the store.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is too small; |len| says what is needed.
 * OTLS_E_RANDOM
 *     there are no random bytes.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: RFC 4648, section 4
 * @since 0.1
 */
OTLS_API int otls_store_make_secret(void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_store_open_file` does with the secrets in the file |path| what
 * `otls_store_open` does with those in memory, for the store at |url|, and
 * stores its handle in |store|.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |url|, |path| or |store| is NULL.
 * OTLS_E_INVALID
 *     the URL is malformed, or has a parameter that there isn't.
 * OTLS_E_UNSUPPORTED
 *     this build has no such store, and nobody registered the scheme.
 * OTLS_E_STORE_SECRET
 *     there is no secret, or one that is none.
 * OTLS_E_NOT_FOUND
 *     there is no such file.
 * OTLS_E_PERMISSION
 *     the system refused access to it.
 * OTLS_E_LIMIT
 *     it is larger than 64 KiB, or too many look-ups wait for the resolver.
 * OTLS_E_HOST_NOT_FOUND
 *     the host has no address.
 * OTLS_E_TIMEOUT
 *     the system's resolver doesn't answer.
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
 * Source: libotls
 * @since 0.1
 */
OTLS_API int otls_store_open_file(
    const char *url, const char *path, otls_handle *store);

/**
 * @function
 *
 * `otls_store_register` makes |scheme| one of a store's URL, for stores that
 * the program has itself. |put|, |get|, |take| and |remove| are called with
 * |user| and a key of 32 bytes, from any thread and several at once, with
 * nothing of the library held; they answer OTLS_CALLBACK_ACCEPT for what was
 * kept, found or removed, and anything else for what wasn't. |take| gets and
 * removes an entry so that nobody gets it twice. A scheme stays registered
 * until the process ends.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |scheme| or a function is NULL.
 * OTLS_E_INVALID
 *     |scheme| is no scheme, one of the library's own, or registered already.
 * OTLS_E_LIMIT
 *     there are 32 already.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls
 * @since 0.1
 */
OTLS_API int otls_store_register(const char *scheme,
    int (*put)(void *user, const void *key, size_t key_len, const void *value,
        size_t value_len, int64_t ttl_ms),
    int (*get)(void *user, const void *key, size_t key_len, void *buf,
        size_t cap, size_t *len),
    int (*take)(void *user, const void *key, size_t key_len, void *buf,
        size_t cap, size_t *len),
    int (*remove)(void *user, const void *key, size_t key_len), void *user);

/**
 * @function
 *
 * `otls_store_put` keeps the |value_len| bytes at |value| in |store| by the
 * |name_len| bytes at |name|, from 1 to 1024, for |ttl_ms| milliseconds, in
 * place of what there was.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |store| names no store.
 * OTLS_E_NULL
 *     |name| is NULL, or |value| is NULL and |value_len| is not 0.
 * OTLS_E_INVALID
 *     |name| has no byte or too many, or |ttl_ms| is less than 1.
 * OTLS_E_LIMIT
 *     the value is larger than the store's max_value, too much waits to be
 *     sent, or the part of a cluster that would have it has failed a few times
 *     in a row and isn't asked for a moment.
 * OTLS_E_STORE
 *     the store failed, or has failed a few times in a row and isn't asked for
 *     a moment.
 * OTLS_E_TIMEOUT
 *     the store had no answer within its deadline.
 * OTLS_E_RANDOM
 *     there are no random bytes.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls
 * @since 0.1
 */
OTLS_API int otls_store_put(otls_handle store, const void *name,
    size_t name_len, const void *value, size_t value_len, int64_t ttl_ms);

/**
 * @function
 *
 * `otls_store_get` stores in |buf|, which has room for |cap| bytes, what
 * |store| keeps by the |name_len| bytes at |name|, and its length in |len|.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |store| names no store.
 * OTLS_E_NULL
 *     |name| or |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_INVALID
 *     |name| has no byte or too many.
 * OTLS_E_TOO_SMALL
 *     |cap| is too small; |len| says what is needed.
 * OTLS_E_STORE_MISS
 *     there is no such entry, or none that is genuine.
 * OTLS_E_STORE
 *     the store failed, or has failed a few times in a row and isn't asked for
 *     a moment.
 * OTLS_E_TIMEOUT
 *     the store had no answer within its deadline.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls
 * @since 0.1
 */
OTLS_API int otls_store_get(otls_handle store, const void *name,
    size_t name_len, void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_store_take` does as `otls_store_get` does and takes the entry by
 * |name|, |name_len| bytes, out of |store|: of all who ask at once, on any
 * host, one gets it. |buf| has room for |cap| bytes, which must be the store's
 * max_value or more, so that nothing is lost; |len| receives the length. Where
 * |cap| is 0 it receives max_value, and nothing is taken.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |store| names no store.
 * OTLS_E_NULL
 *     |name| or |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_INVALID
 *     |name| has no byte or too many.
 * OTLS_E_TOO_SMALL
 *     |cap| is not 0 and less than the store's max_value, which |len|
 *     receives; nothing was taken.
 * OTLS_E_STORE_MISS
 *     there is no such entry, or none that is genuine.
 * OTLS_E_STORE
 *     the store failed, or has failed a few times in a row and isn't asked for
 *     a moment.
 * OTLS_E_TIMEOUT
 *     the store had no answer within its deadline.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls
 * @since 0.1
 */
OTLS_API int otls_store_take(otls_handle store, const void *name,
    size_t name_len, void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_store_remove` removes the entry by the |name_len| bytes at |name| from
 * |store|.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |store| names no store.
 * OTLS_E_NULL
 *     |name| is NULL.
 * OTLS_E_INVALID
 *     |name| has no byte or too many.
 * OTLS_E_STORE_MISS
 *     there is no such entry.
 * OTLS_E_STORE
 *     the store failed, or has failed a few times in a row and isn't asked for
 *     a moment.
 * OTLS_E_TIMEOUT
 *     the store had no answer within its deadline.
 * OTLS_E_OPENSSL
 *     OpenSSL failed; its reason is kept beside the message.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls
 * @since 0.1
 */
OTLS_API int otls_store_remove(
    otls_handle store, const void *name, size_t name_len);

/**
 * @function
 *
 * `otls_store_count` stores in |count| how many entries |store| has, those
 * included that are sealed with another secret, and perhaps some that have
 * expired.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |store| names no store.
 * OTLS_E_NULL
 *     |count| is NULL.
 * OTLS_E_UNSUPPORTED
 *     the store can't count.
 * OTLS_E_STORE
 *     the store failed, or has failed a few times in a row and isn't asked for
 *     a moment.
 * OTLS_E_TIMEOUT
 *     the store had no answer within its deadline.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls
 * @since 0.1
 */
OTLS_API int otls_store_count(otls_handle store, int64_t *count);

/**
 * @function
 *
 * `otls_store_purge` removes every entry from |store|, whoever put it there.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |store| names no store.
 * OTLS_E_UNSUPPORTED
 *     the store can't do that.
 * OTLS_E_STORE
 *     the store failed, or has failed a few times in a row and isn't asked for
 *     a moment.
 * OTLS_E_TIMEOUT
 *     the store had no answer within its deadline.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls
 * @since 0.1
 */
OTLS_API int otls_store_purge(otls_handle store);

/**
 * @function
 *
 * `otls_store_scan` lists what |store| has, without a secret's help: in |buf|,
 * which has room for |cap| bytes, some of the entries, 48 bytes each, and how
 * many bytes that is in |len|, which may be 0. An entry is its key, 32 bytes;
 * the size of its value as it is sealed; and for how many milliseconds it is
 * still kept, 0 where it has expired and -1 where it is kept for ever; these
 * are numbers of 8 bytes with the highest first. Begin with 0 as |cursor|, and
 * go on with what |next| receives, until that is 0. What is put or removed
 * meanwhile may be there or not, and an entry may come twice.
 *
 * How many come at once is the store's to say: give room for 64 KiB, or more
 * where that is too small. Where |cap| is 0 and something comes nothing is
 * listed, |next| receives |cursor|, and |len| says what is needed.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |store| names no store.
 * OTLS_E_NULL
 *     |next| or |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_INVALID
 *     |cursor| is negative.
 * OTLS_E_TOO_SMALL
 *     |cap| is too small for what comes at once; |len| says what is needed.
 * OTLS_E_UNSUPPORTED
 *     the store can't list.
 * OTLS_E_STORE
 *     the store failed, or has failed a few times in a row and isn't asked for
 *     a moment.
 * OTLS_E_TIMEOUT
 *     the store had no answer within its deadline.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls
 * @since 0.1
 */
OTLS_API int otls_store_scan(otls_handle store, int64_t cursor, int64_t *next,
    void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_store_pump` goes on with what |store| does beside its calls, and never
 * waits: entries that were put are written, and the answers to them are read.
 * Every call on the store does that as well, so it is for programs that make
 * none for a while: an event loop calls it when `otls_store_fd` is ready.
 *
 * Threads: any.
 *
 * Returns OTLS_OK where nothing is outstanding, or:
 *
 * OTLS_E_HANDLE_*
 *     |store| names no store.
 * OTLS_E_WANT_READ
 *     something is outstanding: pump again when `otls_store_fd` can be read.
 * OTLS_E_WANT_WRITE
 *     something is outstanding: pump again when `otls_store_fd` can be
 *     written.
 * OTLS_E_STORE
 *     what was outstanding is lost.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls
 * @since 0.1
 */
OTLS_API int otls_store_pump(otls_handle store);

/**
 * @function
 *
 * `otls_store_fd` stores in |fd| the descriptor that `otls_store_pump` of
 * |store| waits for, or -1 where it waits for none. It is the store's: don't
 * read, write or close it, and ask again after each pump, which may have
 * opened another.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |store| names no store.
 * OTLS_E_NULL
 *     |fd| is NULL.
 * OTLS_E_UNSUPPORTED
 *     the store never has anything outstanding: it is in this process, in a
 *     file, or the program's own.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls
 * @since 0.1
 */
OTLS_API int otls_store_fd(otls_handle store, int64_t *fd);

/**
 * @function
 *
 * `otls_store_counter` stores in |value| how often something has happened in
 * |store| since it was opened: |counter| is one of OTLS_STORE_HIT to
 * OTLS_STORE_DROPPED.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |store| names no store.
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
OTLS_API int otls_store_counter(
    otls_handle store, int counter, int64_t *value);

/**
 * @function
 *
 * `otls_store_warning` stores in |buf|, which has room for |cap| bytes, the
 * message of the last failure of |store|, in whichever thread it was, and its
 * length in |len|. It is empty where nothing has failed.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |store| names no store.
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
OTLS_API int otls_store_warning(
    otls_handle store, void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_store_next_write` fetches the oldest of what is to be written to
 * |store|, one of "pull:": in |buf|, which has room for |cap| bytes, a key of
 * 32 bytes and after it the value, and in |len| how many bytes there are, 0
 * where nothing is to be written. |ttl_ms| receives for how long the entry is
 * kept, in milliseconds, or 0 where it is to be removed, and then there is no
 * value. Fetch until there is nothing after a handshake and after reading, in
 * whatever thread; of more than 256 that nobody fetched the oldest are
 * dropped. Where |cap| is 0 nothing is fetched.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |store| names no store.
 * OTLS_E_NULL
 *     |ttl_ms| or |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_UNSUPPORTED
 *     |store| is not one of "pull:".
 * OTLS_E_TOO_SMALL
 *     |cap| is too small; |len| says what is needed.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls
 * @since 0.1
 */
OTLS_API int otls_store_next_write(
    otls_handle store, int64_t *ttl_ms, void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_store_free` frees the handle |store|; 0 is fine. What uses the store
 * keeps it. What was put and is on its way is waited for, no longer than the
 * deadline.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |store| is neither 0 nor a store.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls
 * @since 0.1
 */
OTLS_API int otls_store_free(otls_handle store);

#ifdef __cplusplus
}
#endif

#endif
