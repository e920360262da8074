/* SPDX-License-Identifier: ISC */
#ifndef OTLS_STORE_REDIS_SERVER_H
#define OTLS_STORE_REDIS_SERVER_H

#include <sys/socket.h>

#include "store/tls.h"
#include "store/url.h"

/*
 * Where a Redis is and who asks it, as the URL says:
 *
 *     redis://[user:password@]host[:port][/db]
 *     rediss:// the same, over TLS
 *     redis+unix://[user:password@]/path
 *     redis+sentinel://[user:password@]host[:port],host[:port]/name[/db]
 *     redis+cluster://[user:password@]host[:port],host[:port]
 *
 * A name is looked up once, when the store is opened, which may wait as the
 * system's resolver does: what is called during handshakes never does.
 */
#define OTLS__REDIS_ADDRESSES 16
#define OTLS__REDIS_DBS_MAX 65535

struct otls__redis_server {
    char *where; /* for messages: host:port or the path */
    char *host;
    int port;
    char *user;     /* NULL for Redis' default user */
    char *password; /* secret memory, NULL where there is none */
    int64_t db;
    int shares;       /* user and password, with another that has them */
    int needs_master; /* what is none is no use */
    const struct otls__store_tls *tls; /* NULL where there is none */
    size_t count;
    struct sockaddr_storage address[OTLS__REDIS_ADDRESSES];
    socklen_t len[OTLS__REDIS_ADDRESSES];
};

int otls__redis_server_parse(
    const struct otls__store_url *url, struct otls__redis_server *server);
/* The same for a URL with several hosts, to be read one by one: |server| is
 * who asks, |*hosts| and |*len| are the list, |*name| is what stands behind
 * it, or NULL, and is freed by the caller. */
int otls__redis_server_parse_many(const struct otls__store_url *url,
    struct otls__redis_server *server, const char **hosts, size_t *len,
    char **name);
/* One of the list, host or host:port, which |base| asks; |port| is the usual
 * one. */
int otls__redis_server_parse_host(const struct otls__redis_server *base,
    const char *text, size_t len, int port, struct otls__redis_server *server);
/* What |from| says is an address and a port, which |base| asks; no address is
 * its own. OTLS_E_STORE where it is another thing. */
int otls__redis_server_told(const struct otls__redis_server *base,
    const struct otls__redis_server *from, const char *address, size_t len,
    int64_t port, struct otls__redis_server *server);
/* Whether both are the same place. */
int otls__redis_server_is(const struct otls__redis_server *server,
    const struct otls__redis_server *other);

int otls__redis_server_resolve(struct otls__redis_server *server);
void otls__redis_server_end(struct otls__redis_server *server);

#endif
