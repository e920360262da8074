/* SPDX-License-Identifier: ISC */
#ifndef OTLS_STORE_TLS_H
#define OTLS_STORE_TLS_H

#include <stddef.h>

/*
 * TLS for stores, which the border lends them, since this room knows nothing
 * of it. A link is the client's end of a connection over a connected socket:
 * none of its calls waits (OTLS_E_WANT_READ, OTLS_E_WANT_WRITE), and free
 * sends nothing and leaves the descriptor open.
 */
struct otls__store_tls {
    void *user;
    int (*connect)(void *user, int fd, const char *host, void **link);
    int (*handshake)(void *link);
    int (*read)(void *link, void *buf, size_t cap, size_t *len);
    int (*write)(void *link, const void *data, size_t len, size_t *written);
    void (*free)(void *link);
    void (*free_user)(void *user);
};

/* Fills |tls| for a URL with these parameters, each of which may be NULL:
 * |ca| has the authorities, in place of the system's, |cert| and |key| say
 * who the client is. */
typedef int otls__store_make_tls(const char *ca, const char *cert,
    const char *key, struct otls__store_tls *tls);

#endif
