/* SPDX-License-Identifier: ISC */
#include "store/redis_server.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/un.h>

#include "base/error.h"
#include "base/limit.h"
#include "base/mem.h"
#include "base/secret.h"
#include "bio/resolve.h"

#define PORT 6379
#define RESOLVE_MS 10000

static int
malformed(void)
{
    return otls__error(OTLS_E_INVALID,
        "the URL of a Redis store is redis://host:port/db, "
        "redis+unix:///path, redis+sentinel://host:port,host:port/name or "
        "redis+cluster://host:port,host:port, with user:password@ before the "
        "host or the path");
}

/* One part of the URL, of which the escapes are resolved. */
static int
part(const char *text, size_t len, int secret, char **copy)
{
    char *s = secret ? otls__secret_new(len + 1) : otls__malloc(len + 1);

    if (s == NULL)
        return otls__error_memory();
    memcpy(s, text, len);
    s[len] = '\0';
    if (otls__store_url_unescape(s)) {
        *copy = s;
        return OTLS_OK;
    }
    if (secret)
        otls__secret_free(s);
    else
        otls__free(s);
    return otls__error(OTLS_E_INVALID,
        "the URL of the Redis store has a malformed %%-escape");
}

static int
parse_user(struct otls__redis_server *s, const char *text, size_t len)
{
    const char *colon = memchr(text, ':', len);
    int rv;

    if (colon == NULL)
        return otls__error(OTLS_E_INVALID,
            "what stands before the '@' of a Redis store's URL is "
            "user:password or :password");
    if (colon > text &&
        (rv = part(text, (size_t)(colon - text), 0, &s->user)) != OTLS_OK)
        return rv;
    colon++;
    return part(colon, len - (size_t)(colon - text), 1, &s->password);
}

static int
parse_number(const char *text, size_t len, int64_t most, int64_t *number)
{
    size_t i;

    *number = 0;
    for (i = 0; i < len; i++) {
        if (text[i] < '0' || text[i] > '9' || *number > most)
            return malformed();
        *number = *number * 10 + (text[i] - '0');
    }
    return len == 0 || *number > most ? malformed() : OTLS_OK;
}

/* host, host:port or [address]:port. */
static int
parse_host(struct otls__redis_server *s, const char *text, size_t len)
{
    const char *end = text + len, *colon;
    int64_t port = s->port;
    int rv;

    if (len > 0 && text[0] == '[') {
        text++;
        if ((colon = memchr(text, ']', (size_t)(end - text))) == NULL)
            return malformed();
        rv = part(text, (size_t)(colon - text), 0, &s->host);
        colon++;
    } else {
        if ((colon = memchr(text, ':', len)) == NULL)
            colon = end;
        rv = part(text, (size_t)(colon - text), 0, &s->host);
    }
    if (rv != OTLS_OK)
        return rv;
    if (s->host[0] == '\0' || (colon < end && *colon != ':'))
        return malformed();
    if (colon < end && (rv = parse_number(colon + 1, (size_t)(end - colon) - 1,
                            65535, &port)) != OTLS_OK)
        return rv;
    if ((s->port = (int)port) == 0)
        return malformed();
    return OTLS_OK;
}

static int
set_path(struct otls__redis_server *s, const char *text)
{
    struct sockaddr_un *const un = (struct sockaddr_un *)&s->address[0];
    int rv;

    if ((rv = part(text, strlen(text), 0, &s->where)) != OTLS_OK)
        return rv;
    if (strlen(s->where) >= sizeof(un->sun_path))
        return otls__error(OTLS_E_INVALID,
            "the path of a socket has no more than %zu bytes",
            sizeof(un->sun_path) - 1);
    un->sun_family = AF_UNIX;
    memcpy(un->sun_path, s->where, strlen(s->where) + 1);
    s->len[0] = sizeof(*un);
    s->count = 1;
    return OTLS_OK;
}

static int
set_where(struct otls__redis_server *s)
{
    const size_t size = strlen(s->host) + 9;

    if ((s->where = otls__malloc(size)) == NULL)
        return otls__error_memory();
    (void)snprintf(s->where, size,
        strchr(s->host, ':') == NULL ? "%s:%d" : "[%s]:%d", s->host, s->port);
    return OTLS_OK;
}

/* The last '@' before the path: what stands before it is a secret, which a
 * host isn't. */
static const char *
find_at(const char *text)
{
    const char *p = text + strcspn(text, "/");

    while (p > text)
        if (*--p == '@')
            return p;
    return NULL;
}

/* Up to the host, which |*rest| then is. */
static int
parse_asker(const struct otls__store_url *url, struct otls__redis_server *s,
    const char **rest)
{
    const char *text = url->raw, *at;
    int rv;

    if (strncmp(text, "//", 2) != 0)
        return malformed();
    text += 2;
    *rest = text;
    if ((at = find_at(text)) == NULL)
        return OTLS_OK;
    *rest = at + 1;
    rv = parse_user(s, text, (size_t)(at - text));
    return rv;
}

static int
parse_db(struct otls__redis_server *s, const char *text)
{
    if (text[0] == '\0' || text[1] == '\0')
        return OTLS_OK;
    return parse_number(
        text + 1, strlen(text + 1), OTLS__REDIS_DBS_MAX, &s->db);
}

static int
parse(const struct otls__store_url *url, struct otls__redis_server *s)
{
    const char *text;
    size_t len;
    int rv;

    if ((rv = parse_asker(url, s, &text)) != OTLS_OK)
        return rv;
    if (strcasecmp(url->scheme, "redis+unix") == 0)
        return text[0] == '/' ? set_path(s, text) : malformed();
    len = strcspn(text, "/");
    if ((rv = parse_host(s, text, len)) != OTLS_OK ||
        (rv = parse_db(s, text + len)) != OTLS_OK)
        return rv;
    return set_where(s);
}

int
otls__redis_server_parse(
    const struct otls__store_url *url, struct otls__redis_server *server)
{
    int rv;

    memset(server, 0, sizeof(*server));
    server->db = url->db;
    server->port = PORT;
    if ((rv = parse(url, server)) != OTLS_OK)
        otls__redis_server_end(server);
    return rv;
}

int
otls__redis_server_parse_many(const struct otls__store_url *url,
    struct otls__redis_server *server, const char **hosts, size_t *len,
    char **name)
{
    const char *text, *end;
    int rv;

    memset(server, 0, sizeof(*server));
    *name = NULL;
    server->db = url->db;
    if ((rv = parse_asker(url, server, hosts)) != OTLS_OK)
        goto out;
    *len = strcspn(*hosts, "/");
    text = *hosts + *len;
    if (text[0] == '\0' || text[1] == '\0')
        goto out;
    text++;
    end = text + strcspn(text, "/");
    if ((rv = part(text, (size_t)(end - text), 0, name)) == OTLS_OK)
        rv = parse_db(server, end);
out:
    if (rv != OTLS_OK) {
        otls__redis_server_end(server);
        otls__free(*name);
        *name = NULL;
    }
    return rv;
}

static void
share(const struct otls__redis_server *base, struct otls__redis_server *server)
{
    memset(server, 0, sizeof(*server));
    server->shares = 1;
    server->user = base->user;
    server->password = base->password;
    server->db = base->db;
    server->tls = base->tls;
    server->needs_master = base->needs_master;
}

int
otls__redis_server_parse_host(const struct otls__redis_server *base,
    const char *text, size_t len, int port, struct otls__redis_server *server)
{
    int rv;

    share(base, server);
    server->port = port;
    if ((rv = parse_host(server, text, len)) != OTLS_OK ||
        (rv = set_where(server)) != OTLS_OK)
        otls__redis_server_end(server);
    return rv;
}

/* A name would have to be looked up, which nobody waits for here. */
static int
set_address(struct otls__redis_server *s)
{
    struct sockaddr_in *const in = (struct sockaddr_in *)&s->address[0];
    struct sockaddr_in6 *const in6 = (struct sockaddr_in6 *)&s->address[0];

    s->count = 1;
    if (inet_pton(AF_INET, s->host, &in->sin_addr) == 1) {
        in->sin_family = AF_INET;
        in->sin_port = htons((uint16_t)s->port);
        s->len[0] = sizeof(*in);
        return 1;
    }
    if (inet_pton(AF_INET6, s->host, &in6->sin6_addr) != 1)
        return 0;
    in6->sin6_family = AF_INET6;
    in6->sin6_port = htons((uint16_t)s->port);
    s->len[0] = sizeof(*in6);
    return 1;
}

static int
set_host(struct otls__redis_server *s, const struct otls__redis_server *from,
    const char *address, size_t len)
{
    char own[INET6_ADDRSTRLEN] = "";

    if (len == 0) {
        if (getnameinfo((const struct sockaddr *)&from->address[0],
                from->len[0], own, sizeof(own), NULL, 0, NI_NUMERICHOST) != 0)
            return otls__error(OTLS_E_STORE,
                "%s: Redis names a node by no address", from->where);
        address = own;
        len = strlen(own);
    }
    if ((s->host = otls__malloc(len + 1)) == NULL)
        return otls__error_memory();
    memcpy(s->host, address, len);
    s->host[len] = '\0';
    if (memchr(s->host, '\0', len) == NULL && set_address(s))
        return OTLS_OK;
    return otls__error(OTLS_E_STORE,
        "%s: Redis announces the name of a node, where its address is needed",
        from->where);
}

int
otls__redis_server_told(const struct otls__redis_server *base,
    const struct otls__redis_server *from, const char *address, size_t len,
    int64_t port, struct otls__redis_server *server)
{
    int rv;

    share(base, server);
    if (len > INET6_ADDRSTRLEN || port < 1 || port > 65535)
        return otls__error(OTLS_E_STORE,
            "%s: Redis announces a node without an address and a port",
            from->where);
    server->port = (int)port;
    if ((rv = set_host(server, from, address, len)) != OTLS_OK ||
        (rv = set_where(server)) != OTLS_OK)
        otls__redis_server_end(server);
    return rv;
}

int
otls__redis_server_is(const struct otls__redis_server *server,
    const struct otls__redis_server *other)
{
    size_t i;

    for (i = 0; i < server->count; i++)
        if (server->len[i] == other->len[0] &&
            memcmp(&server->address[i], &other->address[0], other->len[0]) ==
                0)
            return 1;
    return 0;
}

int
otls__redis_server_resolve(struct otls__redis_server *s)
{
    const struct otls__limit limit = otls__limit_begin(RESOLVE_MS);
    struct addrinfo *addresses, *a;
    int rv;

    if (s->host == NULL)
        return OTLS_OK;
    if ((rv = otls__resolve(s->host, s->port, &limit, &addresses)) != OTLS_OK)
        return rv;
    s->count = 0;
    for (a = addresses; a != NULL && s->count < OTLS__REDIS_ADDRESSES;
         a = a->ai_next) {
        memcpy(&s->address[s->count], a->ai_addr, a->ai_addrlen);
        s->len[s->count++] = a->ai_addrlen;
    }
    freeaddrinfo(addresses);
    return OTLS_OK;
}

void
otls__redis_server_end(struct otls__redis_server *s)
{
    if (!s->shares) {
        otls__secret_free(s->password);
        otls__free(s->user);
    }
    otls__free(s->host);
    otls__free(s->where);
    memset(s, 0, sizeof(*s));
}
