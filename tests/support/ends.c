/* SPDX-License-Identifier: ISC */
#include "ends.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "certs.h"

void
ends_trust(otls_handle context, const char *file)
{
    otls_handle trust;

    ck_assert_ok(otls_trust_load_file(certs_path(file), &trust));
    ck_assert_ok(otls_context_set_trust(context, trust));
    ck_assert_ok(otls_trust_free(trust));
}

void
ends_use(otls_handle context, const char *name)
{
    char cert[100], key[100];
    otls_handle credential;

    (void)snprintf(cert, sizeof(cert), "%s.pem", name);
    (void)snprintf(key, sizeof(key), "%s.key", name);
    ck_assert_ok(otls_credential_load_file(
        certs_path(cert), certs_path(key), NULL, 0, &credential));
    ck_assert_ok(otls_context_set_credential(context, credential));
    ck_assert_ok(otls_credential_free(credential));
}

void
ends_contexts(struct ends *e, int way, const char *name)
{
    const int version = (way & ENDS_1_2) != 0 ? OTLS_TLS_1_2 : OTLS_TLS_1_3;

    certs_standard();
    memset(e, 0, sizeof(*e));
    e->way = way;
    ck_assert_ok(otls_context_new(OTLS_ROLE_CLIENT, &e->client_context));
    ck_assert_ok(otls_context_new(OTLS_ROLE_SERVER, &e->server_context));
    ck_assert_ok(
        otls_context_set_versions(e->client_context, version, version));
    ck_assert_ok(
        otls_context_set_versions(e->server_context, version, version));
    ends_trust(e->client_context, "root.crt");
    ends_use(e->server_context, name);
}

void
ends_connect(struct ends *e)
{
    otls_handle a, b;

    e->fds[0] = e->fds[1] = -1;
    if ((e->way & ENDS_BIOS) != 0) {
        ck_assert_ok(otls_bio_pair_new(20000, &a, &b));
        ck_assert_ok(
            otls_connection_new_bio(e->client_context, a, a, &e->client));
        ck_assert_ok(
            otls_connection_new_bio(e->server_context, b, b, &e->server));
        ck_assert_ok(otls_bio_free(a));
        ck_assert_ok(otls_bio_free(b));
    } else {
        ck_assert_int_eq(
            socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, e->fds), 0);
        ck_assert_ok(otls_connection_new_socket(
            e->client_context, e->fds[0], 1, &e->client));
        ck_assert_ok(otls_connection_new_socket(
            e->server_context, e->fds[1], 1, &e->server));
    }
    ck_assert_ok(otls_connection_set_servername(e->client, "localhost"));
    ck_assert_ok(otls_connection_set_timeout_ms(e->client, 0));
    ck_assert_ok(otls_connection_set_timeout_ms(e->server, 0));
}

void
ends_open(struct ends *e, int way)
{
    ends_contexts(e, way, "server");
    ends_connect(e);
}

void
ends_disconnect(struct ends *e)
{
    ck_assert_ok(otls_connection_free(e->client));
    ck_assert_ok(otls_connection_free(e->server));
    e->client = e->server = 0;
}

void
ends_close(struct ends *e)
{
    ends_disconnect(e);
    ck_assert_ok(otls_context_free(e->client_context));
    ck_assert_ok(otls_context_free(e->server_context));
}

int
ends_is_want(int rv)
{
    return rv == OTLS_E_WANT_READ || rv == OTLS_E_WANT_WRITE;
}

void
ends_shake(struct ends *e, int *client, int *server)
{
    int i;

    *client = *server = OTLS_E_WANT_READ;
    for (i = 0; i < 50; i++) {
        if (ends_is_want(*client))
            *client = otls_connection_handshake(e->client);
        if (ends_is_want(*server))
            *server = otls_connection_handshake(e->server);
        if (!ends_is_want(*client) && !ends_is_want(*server))
            return;
    }
}

void
ends_shake_well(struct ends *e)
{
    int client, server;

    ends_shake(e, &client, &server);
    ck_assert_ok(client);
    ck_assert_ok(server);
}

void
ends_say(otls_handle from, otls_handle to, const char *text)
{
    char buf[200];
    size_t n;

    ck_assert_ok(otls_connection_write(from, text, strlen(text), &n));
    ck_assert_uint_eq(n, strlen(text));
    ck_assert_ok(otls_connection_read(to, buf, sizeof(buf), &n));
    ck_assert_uint_eq(n, strlen(text));
    ck_assert_mem_eq(buf, text, n);
}
