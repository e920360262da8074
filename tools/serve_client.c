/* SPDX-License-Identifier: ISC */
#include "serve_client.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http_file.h"
#include "http_response.h"
#include "serve_log.h"
#include "serve_page.h"

/* How much one client may do before the others have their turn. */
#define STEPS 16
#define LINGER_BYTES (256 * 1024)

struct client *
client_new(const struct client_site *site, int fd)
{
    struct client *c = calloc(1, sizeof(*c));
    int on = 1;

    if (c == NULL) {
        (void)close(fd);
        return NULL;
    }
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    c->fd = fd;
    c->store_fd = -1;
    if (otls_connection_new_socket(site->context, fd, 1, &c->connection) !=
        OTLS_OK) {
        (void)close(fd);
        free(c);
        return NULL;
    }
    (void)otls_connection_set_timeout_ms(c->connection, 0);
    return c;
}

static void
end_exchange(struct client *c)
{
    if (c->exchange != NULL && c->exchange->file >= 0)
        (void)close(c->exchange->file);
    free(c->exchange);
    c->exchange = NULL;
}

void
client_free(struct client *c)
{
    timer_clear(&c->timer);
    end_exchange(c);
    (void)otls_connection_free(c->connection);
    free(c);
}

static enum client_answer
move(struct client *c, enum client_state state)
{
    c->state = state;
    c->progress = 1;
    return CLIENT_AGAIN;
}

/* What to wait for, where that is what |rv| says. */
static enum client_answer
wait_or_go(int rv)
{
    if (rv == OTLS_E_WANT_READ)
        return CLIENT_WAIT_READ;
    if (rv == OTLS_E_WANT_WRITE)
        return CLIENT_WAIT_WRITE;
    if (rv == OTLS_E_WANT_STORE)
        return CLIENT_WAIT_STORE;
    return rv == OTLS_E_INTERRUPTED ? CLIENT_AGAIN : CLIENT_GONE;
}

static enum client_answer
linger(struct client *c)
{
    if (shutdown(c->fd, SHUT_WR) != 0)
        return CLIENT_GONE;
    return move(c, CLIENT_LINGER);
}

static enum client_answer
do_handshake(struct client *c)
{
    enum client_answer answer;
    int rv;

    rv = otls_connection_handshake(c->connection);
    if (rv == OTLS_OK)
        return move(c, CLIENT_IDLE);
    answer = wait_or_go(rv);
    if (answer != CLIENT_GONE)
        return answer;
    serve_log_failure(c->fd, rv);
    /* the alert that says why must arrive */
    return linger(c);
}

/* Reads into |buf|; answers CLIENT_AGAIN where something came. */
static enum client_answer
receive(struct client *c, char *buf, size_t cap, size_t *len)
{
    int rv;

    *len = 0;
    rv = otls_connection_read(c->connection, buf, cap, len);
    if (rv != OTLS_OK)
        return wait_or_go(rv);
    if (*len > 0)
        return CLIENT_AGAIN;
    c->peer_closed = 1;
    return move(c, CLIENT_CLOSING);
}

static enum client_answer
begin_request(struct client *c)
{
    http_request_begin(&c->exchange->request);
    return move(c, CLIENT_REQUEST);
}

static enum client_answer
do_idle(struct client *c, const struct client_site *site)
{
    char first[sizeof(c->exchange->in)];
    enum client_answer answer;
    size_t len;

    answer = receive(c, first, sizeof(first), &len);
    if (answer == CLIENT_WAIT_READ && site->stopping && !c->owed)
        return move(c, CLIENT_CLOSING);
    if (answer != CLIENT_AGAIN || len == 0)
        return answer;
    c->exchange = malloc(sizeof(*c->exchange));
    if (c->exchange == NULL)
        return CLIENT_GONE;
    memcpy(c->exchange->in, first, len);
    c->exchange->in_at = 0;
    c->exchange->in_len = len;
    c->exchange->file = -1;
    return begin_request(c);
}

static void
write_head(struct client *c, const struct http_response *response)
{
    struct exchange *e = c->exchange;

    e->out_at = 0;
    e->out_len = http_response_head(e->out, response);
    e->left = 0;
}

static void
write_text(struct client *c, struct http_response *response, const char *text)
{
    size_t len = strlen(text);

    response->length = (int64_t)len;
    write_head(c, response);
    if (c->exchange->request.head)
        return;
    memcpy(c->exchange->out + c->exchange->out_len, text, len);
    c->exchange->out_len += len;
}

static enum client_answer
refuse(struct client *c, int status, int keep_alive)
{
    struct http_response response = {.status = status,
        .type = "text/plain; charset=utf-8",
        .keep_alive = keep_alive};
    char text[128];

    c->last = !keep_alive;
    (void)strcpy(text, http_response_status(status));
    (void)strcat(text, "\n");
    write_text(c, &response, text);
    return move(c, CLIENT_RESPONSE);
}

static enum client_answer
send_page(struct client *c, const struct client_site *site, const char *type,
    void (*make)(
        otls_handle connection, otls_handle store, char *buf, size_t cap))
{
    struct http_response response = {
        .status = 200, .type = type, .keep_alive = !c->last, .fresh = 1};
    char page[SERVE_PAGE_ROOM];

    make(c->connection, site->store, page, sizeof(page));
    write_text(c, &response, page);
    return move(c, CLIENT_RESPONSE);
}

static enum client_answer
send_file(struct client *c, const struct client_site *site)
{
    struct exchange *e = c->exchange;
    struct http_response response = {.status = 200,
        .type = http_response_type(e->request.path),
        .keep_alive = !c->last};
    int status = 404;

    if (site->root >= 0)
        status = http_file_open(
            site->root, e->request.path, &e->file, &response.length);
    if (status != 200)
        return refuse(c, status, !c->last);
    write_head(c, &response);
    e->left = e->request.head ? 0 : response.length;
    return move(c, CLIENT_RESPONSE);
}

static enum client_answer
respond(struct client *c, const struct client_site *site)
{
    const struct http_request *request = &c->exchange->request;

    c->owed = 0;
    c->last = !request->keep_alive || site->retired || site->stopping;
    if (strcmp(request->path, "/") == 0)
        return send_page(c, site, "text/html; charset=utf-8", serve_page_html);
    if (strcmp(request->path, "/status.json") == 0)
        return send_page(c, site, "application/json", serve_page_json);
    return send_file(c, site);
}

static enum client_answer
do_request(struct client *c, const struct client_site *site)
{
    struct exchange *e = c->exchange;
    enum client_answer answer;
    size_t used;
    int status;

    if (e->in_at == e->in_len) {
        e->in_at = 0;
        answer = receive(c, e->in, sizeof(e->in), &e->in_len);
        if (answer != CLIENT_AGAIN || e->in_len == 0)
            return answer;
    }
    status = http_request_take(
        &e->request, e->in + e->in_at, e->in_len - e->in_at, &used);
    e->in_at += used;
    if (status == HTTP_COMPLETE)
        return respond(c, site);
    return status == HTTP_MORE ? CLIENT_AGAIN : refuse(c, status, 0);
}

/* The next piece of the file; one that became shorter can't be helped, and
 * ends the connection without a farewell, so that the client knows. */
static enum client_answer
fill(struct exchange *e)
{
    size_t want = sizeof(e->out);
    ssize_t n;

    if (e->left < (int64_t)want)
        want = (size_t)e->left;
    do
        n = read(e->file, e->out, want);
    while (n < 0 && errno == EINTR);
    if (n <= 0)
        return CLIENT_GONE;
    e->out_at = 0;
    e->out_len = (size_t)n;
    e->left -= n;
    return CLIENT_AGAIN;
}

static enum client_answer
end_response(struct client *c)
{
    struct exchange *e = c->exchange;

    if (c->last || e->in_at == e->in_len) {
        end_exchange(c);
        return move(c, c->last ? CLIENT_CLOSING : CLIENT_IDLE);
    }
    if (e->file >= 0)
        (void)close(e->file);
    e->file = -1;
    return begin_request(c);
}

static enum client_answer
do_response(struct client *c)
{
    struct exchange *e = c->exchange;
    size_t n = 0;
    int rv;

    if (e->out_at < e->out_len) {
        rv = otls_connection_write(
            c->connection, e->out + e->out_at, e->out_len - e->out_at, &n);
        if (rv != OTLS_OK)
            return wait_or_go(rv);
        e->out_at += n;
        return CLIENT_AGAIN;
    }
    /* a client that takes what it is sent gets more time */
    c->progress = 1;
    return e->left > 0 ? fill(e) : end_response(c);
}

static enum client_answer
do_closing(struct client *c)
{
    int rv;

    rv = otls_connection_shutdown_write(c->connection);
    if (rv != OTLS_OK)
        return wait_or_go(rv);
    return c->peer_closed ? CLIENT_GONE : linger(c);
}

static enum client_answer
do_linger(struct client *c)
{
    char lost[4096];
    ssize_t n;

    n = recv(c->fd, lost, sizeof(lost), MSG_DONTWAIT);
    if (n < 0 && errno == EINTR)
        return CLIENT_AGAIN;
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
        return CLIENT_WAIT_READ;
    if (n <= 0 || (c->lingered += n) > LINGER_BYTES)
        return CLIENT_GONE;
    return CLIENT_AGAIN;
}

static enum client_answer
step(struct client *c, const struct client_site *site)
{
    switch (c->state) {
    case CLIENT_HANDSHAKE:
        return do_handshake(c);
    case CLIENT_IDLE:
        return do_idle(c, site);
    case CLIENT_REQUEST:
        return do_request(c, site);
    case CLIENT_RESPONSE:
        return do_response(c);
    case CLIENT_CLOSING:
        return do_closing(c);
    case CLIENT_LINGER:
        return do_linger(c);
    case CLIENT_STATES:
        break;
    }
    return CLIENT_GONE;
}

enum client_answer
client_step(struct client *c, const struct client_site *site)
{
    enum client_answer answer = CLIENT_AGAIN;
    int i;

    for (i = 0; i < STEPS && answer == CLIENT_AGAIN; i++)
        answer = step(c, site);
    return answer;
}

enum client_answer
client_expire(struct client *c)
{
    if (c->state == CLIENT_IDLE)
        return move(c, CLIENT_CLOSING);
    if (c->state == CLIENT_REQUEST)
        return refuse(c, 408, 0);
    return CLIENT_GONE;
}
