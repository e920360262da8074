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
    const struct otls__store_tls *tls; /* NULL where there is none */
    size_t count;
    struct sockaddr_storage address[OTLS__REDIS_ADDRESSES];
    socklen_t len[OTLS__REDIS_ADDRESSES];
};

int otls__redis_server_parse(
    const struct otls__store_url *url, struct otls__redis_server *server);
int otls__redis_server_resolve(struct otls__redis_server *server);
void otls__redis_server_end(struct otls__redis_server *server);

#endif
