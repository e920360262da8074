/* SPDX-License-Identifier: ISC */
#include "oom/oom.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "certs.h"

struct two {
    otls_handle client_context, server_context;
    otls_handle client, server;
    int fds[2];
};

static int
make_contexts(struct two *t, int version)
{
    char cert[256], key[256];
    otls_handle trust = 0, credential = 0;
    int rv;

    (void)snprintf(cert, sizeof(cert), "%s", certs_path("server.pem"));
    (void)snprintf(key, sizeof(key), "%s", certs_path("server.key"));
    TRY(otls_credential_load_file(cert, key, NULL, 0, &credential));
    TRY(otls_trust_load_file(certs_path("root.crt"), &trust));
    TRY(otls_context_new(OTLS_ROLE_CLIENT, &t->client_context));
    TRY(otls_context_set_trust(t->client_context, trust));
    TRY(otls_context_set_versions(t->client_context, version, version));
    TRY(otls_context_set_keylog(t->client_context, 1));
    TRY(otls_context_set_ask_verify(t->client_context, 1));
    TRY(otls_context_new(OTLS_ROLE_SERVER, &t->server_context));
    TRY(otls_context_set_credential(t->server_context, credential));
    TRY(otls_context_set_versions(t->server_context, version, version));
    TRY(otls_context_set_ask_name(t->server_context, 1));
out:
    ck_assert_ok(otls_credential_free(credential));
    ck_assert_ok(otls_trust_free(trust));
    return rv;
}

static int
over_bios(struct two *t)
{
    otls_handle a = 0, b = 0;
    int rv;

    TRY(otls_bio_pair_new(20000, &a, &b));
    TRY(otls_connection_new_bio(t->client_context, a, a, &t->client));
    TRY(otls_connection_new_bio(t->server_context, b, b, &t->server));
out:
    ck_assert_ok(otls_bio_free(a));
    ck_assert_ok(otls_bio_free(b));
    return rv;
}

static int
over_sockets(struct two *t)
{
    int rv;

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, t->fds) != 0)
        return OTLS_E_IO;
    TRY(otls_connection_new_socket(
        t->client_context, t->fds[0], 1, &t->client));
    t->fds[0] = -1;
    TRY(otls_connection_new_socket(
        t->server_context, t->fds[1], 1, &t->server));
    t->fds[1] = -1;
out:
    return rv;
}

/* A store of the program's own, which remembers one entry. */
static unsigned char entry[2000];
static size_t entry_len;

static int
reply_from(otls_handle connection)
{
    unsigned char key[32];
    int64_t operation, fd, events, wait_ms;
    size_t len;
    int rv;

    TRY(otls_connection_store_poll(connection, &fd, &events, &wait_ms));
    TRY(otls_connection_store_wanted(
        connection, &operation, key, sizeof(key), &len));
    if (entry_len > 32 && memcmp(entry, key, 32) == 0)
        rv = otls_connection_store_reply(
            connection, entry + 32, entry_len - 32);
    else
        rv = otls_connection_store_reply(connection, NULL, 0);
out:
    return rv;
}

static int
fetch(otls_handle store)
{
    int64_t ttl_ms;
    size_t len;
    int rv;

    do {
        TRY(otls_store_next_write(store, &ttl_ms, entry, sizeof(entry), &len));
        if (len > 0)
            entry_len = len;
    } while (len > 0);
out:
    return rv;
}

/* What each end answers to what the other one waits for. */
static int
advance(struct two *t, int client)
{
    char name[300];
    size_t len;
    int64_t verdict;
    int rv;

    rv = otls_connection_handshake(client ? t->client : t->server);
    if (rv == OTLS_E_WANT_NAME) {
        TRY(otls_connection_wanted_name(t->server, name, sizeof(name), &len));
        ck_assert_str_eq(name, "localhost");
        TRY(otls_connection_reply_name(t->server, 0));
        return OTLS_E_WANT_READ;
    }
    if (rv == OTLS_E_WANT_VERIFY) {
        TRY(otls_connection_info_verify_error(
            t->client, &verdict, name, sizeof(name), &len));
        TRY(otls_connection_reply_verify(t->client, verdict == 0));
        return OTLS_E_WANT_READ;
    }
    if (rv == OTLS_E_WANT_STORE) {
        TRY(reply_from(client ? t->client : t->server));
        return OTLS_E_WANT_READ;
    }
out:
    return rv;
}

static int
shake(struct two *t)
{
    int client = OTLS_E_WANT_READ, server = OTLS_E_WANT_READ, i;

    for (i = 0; i < 20; i++) {
        if (client == OTLS_E_WANT_READ)
            client = advance(t, 1);
        if (client < 0 && client != OTLS_E_WANT_READ)
            return client;
        if (server == OTLS_E_WANT_READ)
            server = advance(t, 0);
        if (server < 0 && server != OTLS_E_WANT_READ)
            return server;
        if (client == OTLS_OK && server == OTLS_OK)
            return OTLS_OK;
    }
    return OTLS_E_INTERNAL;
}

static int
ask_about(struct two *t)
{
    char buf[600];
    otls_handle cert = 0, sent = 0, chain = 0;
    const otls_handle c = t->client;
    int64_t n;
    size_t len;
    int rv;

    TRY(otls_connection_info_version(c, &n));
    TRY(otls_connection_info_version_name(c, buf, sizeof(buf), &len));
    TRY(otls_connection_info_cipher(c, buf, sizeof(buf), &len));
    TRY(otls_connection_info_cipher_bits(c, &n));
    TRY(otls_connection_info_group(c, buf, sizeof(buf), &len));
    TRY(otls_connection_info_alpn(c, buf, sizeof(buf), &len));
    TRY(otls_connection_info_servername(c, buf, sizeof(buf), &len));
    TRY(otls_connection_info_is_resumed(c));
    TRY(otls_connection_info_resumed_by(c));
    TRY(otls_connection_info_is_server(c));
    TRY(otls_connection_info_explain(c, buf, sizeof(buf), &len));
    TRY(otls_connection_info_shared_ciphers(
        t->server, buf, sizeof(buf), &len));
    TRY(otls_connection_info_ocsp_response(c, buf, sizeof(buf), &len));
    TRY(otls_connection_info_next_keylog(c, buf, sizeof(buf), &len));
    TRY(otls_connection_info_exporter(
        c, "EXPERIMENTAL", NULL, 0, 0, buf, 32, &len));
    TRY(otls_connection_info_channel_binding(
        c, "tls-server-end-point", buf, sizeof(buf), &len));
    TRY(otls_connection_info_peer_cert(c, &cert));
    TRY(otls_connection_info_peer_certs(c, &sent));
    TRY(otls_connection_info_verified_chain(c, &chain));
out:
    ck_assert_ok(otls_handle_free(cert));
    ck_assert_ok(otls_handle_free(sent));
    ck_assert_ok(otls_handle_free(chain));
    return rv;
}

static int
ask_session(otls_handle connection)
{
    static const char secret[] =
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    char buf[5000];
    otls_handle session = 0, again = 0;
    int64_t n;
    size_t len;
    int rv;

    TRY(otls_connection_session(connection, &session));
    TRY(otls_session_export(
        session, secret, sizeof(secret) - 1, buf, sizeof(buf), &len));
    TRY(otls_session_import(buf, len, secret, sizeof(secret) - 1, &again));
    TRY(otls_session_id(session, buf, sizeof(buf), &len));
    TRY(otls_session_created_s(session, &n));
    TRY(otls_session_lifetime_s(session, &n));
    TRY(otls_session_has_ticket(session));
    TRY(otls_session_ticket_lifetime_s(session, &n));
    TRY(otls_session_is_resumable(session));
    TRY(otls_session_version(session, &n));
    TRY(otls_session_servername(session, buf, sizeof(buf), &len));
    TRY(otls_session_equal(session, session));
out:
    ck_assert_ok(otls_session_free(again));
    ck_assert_ok(otls_session_free(session));
    return rv;
}

static int
talk(struct two *t)
{
    char buf[100];
    int64_t n;
    size_t len;
    int rv;

    TRY(otls_connection_write(t->client, "hello", 5, &len));
    TRY(otls_connection_read(t->server, buf, sizeof(buf), &len));
    TRY(otls_connection_pending(t->server, &n));
    TRY(otls_connection_send_file(t->server, oom_input_path, 0, -1, &n));
    TRY(otls_connection_read(t->client, buf, sizeof(buf), &len));
    TRY(otls_connection_shutdown_write(t->client));
    TRY(otls_connection_shutdown(t->server));
    TRY(otls_connection_shutdown(t->client));
out:
    return rv;
}

/* What fails in making contexts is the business of other scenarios: these are
 * made once, before anything fails, and stay until the process ends. */
static struct two kept;

static int
run(int version, int sockets)
{
    struct two t;
    int rv;

    if (kept.client_context == 0) {
        certs_standard();
        ck_assert_ok(make_contexts(&kept, version));
    }
    t = (struct two){kept.client_context, kept.server_context, 0, 0, {-1, -1}};
    TRY(sockets ? over_sockets(&t) : over_bios(&t));
    TRY(otls_connection_set_servername(t.client, "localhost"));
    TRY(otls_connection_set_port(t.client, 443));
    TRY(otls_connection_set_session(t.client, 0));
    TRY(otls_connection_set_timeout_ms(t.client, 0));
    TRY(otls_connection_set_timeout_ms(t.server, 0));
    TRY(shake(&t));
    TRY(ask_about(&t));
    TRY(talk(&t));
    TRY(ask_session(t.client));
out:
    ck_assert_ok(otls_connection_free(t.client));
    ck_assert_ok(otls_connection_free(t.server));
    if (t.fds[0] >= 0)
        (void)close(t.fds[0]);
    if (t.fds[1] >= 0)
        (void)close(t.fds[1]);
    return rv;
}

/* Calls that find nothing to do, and a connect that is refused. */
static int
refusals(void)
{
    struct two t = {0, 0, 0, 0, {-1, -1}};
    otls_handle reached = 0;
    int64_t n;
    int rv;

    certs_standard();
    TRY(make_contexts(&t, OTLS_TLS_1_3));
    TRY(over_bios(&t));
    rv = otls_connection_connect(
        t.client_context, "127.0.0.1", 1, 60000, &reached);
    if (rv != OTLS_E_IO)
        goto out;
    rv = otls_connection_fd(t.client, &n);
    ck_assert_int_eq(rv, OTLS_E_UNSUPPORTED);
    rv = otls_connection_send_fd(t.client, -1, 0, -1, &n);
    ck_assert_int_eq(rv, OTLS_E_INVALID);
    rv = otls_connection_key_update(t.client, 1);
    ck_assert_int_eq(rv, OTLS_E_TLS_STATE);
    rv = otls_connection_request_certificate(t.server);
    ck_assert_int_eq(rv, OTLS_E_TLS_STATE);
    rv = otls_connection_refuse_name(t.server);
    ck_assert_int_eq(rv, OTLS_E_TLS_STATE);
    rv = OTLS_OK;
out:
    ck_assert_ok(otls_connection_free(reached));
    ck_assert_ok(otls_connection_free(t.client));
    ck_assert_ok(otls_connection_free(t.server));
    ck_assert_ok(otls_context_free(t.client_context));
    ck_assert_ok(otls_context_free(t.server_context));
    return rv;
}

/* One step of an end that may have to be answered. */
static int
step_psk(otls_handle c, int *done, const char *identity)
{
    char asked[300];
    size_t len;
    int rv = OTLS_OK;

    if (*done)
        return OTLS_OK;
    rv = otls_connection_handshake(c);
    if (rv == OTLS_E_WANT_PSK) {
        TRY(otls_connection_wanted_psk(c, asked, sizeof(asked), &len));
        TRY(otls_connection_reply_psk(c, identity, "0123456789abcdef", 16));
    } else if (rv == OTLS_OK)
        *done = 1;
    else if (rv == OTLS_E_WANT_READ || rv == OTLS_E_WANT_WRITE)
        rv = OTLS_OK;
out:
    return rv;
}

static int
run_psk(int version)
{
    struct two t = {0, 0, 0, 0, {-1, -1}};
    int i, client = 0, server = 0, rv;

    certs_standard();
    TRY(make_contexts(&t, version));
    TRY(otls_context_set_ask_name(t.server_context, 0));
    TRY(otls_context_set_credential(t.server_context, 0));
    TRY(otls_context_set_ask_psk(t.client_context, 1, NULL));
    TRY(otls_context_set_ask_psk(t.server_context, 1, "hint"));
    TRY(over_bios(&t));
    TRY(otls_connection_set_servername(t.client, "localhost"));
    for (i = 0; i < 20 && !(client && server); i++) {
        TRY(step_psk(t.client, &client, "me"));
        TRY(step_psk(t.server, &server, NULL));
    }
    rv = otls_connection_refuse_psk(t.server);
    if (rv == OTLS_E_TLS_STATE)
        rv = client && server ? OTLS_OK : OTLS_E_TLS_HANDSHAKE;
out:
    ck_assert_ok(otls_connection_free(t.client));
    ck_assert_ok(otls_connection_free(t.server));
    ck_assert_ok(otls_context_free(t.client_context));
    ck_assert_ok(otls_context_free(t.server_context));
    return rv;
}

/* A session that goes through a store; what there is no memory to keep doesn't
 * resume. */
static int
visit(struct two *t, otls_handle *session, otls_handle pulled)
{
    char text[10];
    size_t len;
    int rv;

    t->client = t->server = 0;
    TRY(over_bios(t));
    TRY(otls_connection_set_servername(t->client, "localhost"));
    TRY(otls_connection_set_session(t->client, *session));
    TRY(shake(t));
    if (pulled != 0)
        TRY(fetch(pulled));
    TRY(otls_connection_write(t->server, "x", 1, &len));
    TRY(otls_connection_read(t->client, text, sizeof(text), &len));
    ck_assert_ok(otls_session_free(*session));
    *session = 0;
    TRY(otls_connection_session(t->client, session));
out:
    ck_assert_ok(otls_connection_free(t->client));
    ck_assert_ok(otls_connection_free(t->server));
    return rv;
}

static int
run_stored(int version, const char *secret)
{
    struct two t = {0, 0, 0, 0, {-1, -1}};
    otls_handle store = 0, session = 0;
    int rv;

    certs_standard();
    TRY(make_contexts(&t, version));
    TRY(otls_store_open(secret == NULL ? "memory:" : "pull:", secret,
        secret == NULL ? 0 : strlen(secret), &store));
    TRY(otls_context_set_store(t.server_context, store));
    TRY(otls_context_set_resumption(t.server_context, OTLS_RESUMPTION_STORE));
    TRY(visit(&t, &session, secret == NULL ? 0 : store));
    TRY(visit(&t, &session, secret == NULL ? 0 : store));
out:
    ck_assert_ok(otls_session_free(session));
    ck_assert_ok(otls_store_free(store));
    ck_assert_ok(otls_context_free(t.client_context));
    ck_assert_ok(otls_context_free(t.server_context));
    return rv;
}

/* The same at the other end, which needs no session from its program. */
static int
visit_again(struct two *t, otls_handle pulled, int *by)
{
    char text[300];
    size_t len;
    int rv;

    t->client = t->server = 0;
    TRY(over_bios(t));
    TRY(otls_connection_set_servername(t->client, "localhost"));
    TRY(shake(t));
    TRY(otls_connection_write(t->server, "x", 1, &len));
    TRY(otls_connection_read(t->client, text, sizeof(text), &len));
    TRY(otls_connection_info_explain(t->client, text, sizeof(text), &len));
    TRY(*by = otls_connection_info_resumed_by(t->client));
    if (pulled != 0)
        TRY(fetch(pulled));
out:
    ck_assert_ok(otls_connection_free(t->client));
    ck_assert_ok(otls_connection_free(t->server));
    return rv;
}

static int
run_client(int version, const char *secret)
{
    static int runs;
    struct two t = {0, 0, 0, 0, {-1, -1}};
    otls_handle store = 0;
    int rv, by = 0;

    certs_standard();
    TRY(make_contexts(&t, version));
    TRY(otls_store_open(secret == NULL ? "memory:" : "pull:", secret,
        secret == NULL ? 0 : strlen(secret), &store));
    TRY(otls_context_set_ask_verify(t.client_context, 0));
    TRY(otls_context_set_store(t.client_context, store));
    TRY(visit_again(&t, secret == NULL ? 0 : store, &by));
    TRY(visit_again(&t, secret == NULL ? 0 : store, &by));
    /* the first run is one in which nothing fails */
    if (runs++ == 0)
        ck_assert_int_eq(by, OTLS_RESUMED_STORE);
out:
    ck_assert_ok(otls_store_free(store));
    ck_assert_ok(otls_context_free(t.client_context));
    ck_assert_ok(otls_context_free(t.server_context));
    return rv;
}

static int
older_client(void)
{
    return run_client(OTLS_TLS_1_2, NULL);
}

static int
newest_client(void)
{
    return run_client(OTLS_TLS_1_3, NULL);
}

static int
pulled_client(void)
{
    return run_client(
        OTLS_TLS_1_3, "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
}

static int
older_stored(void)
{
    return run_stored(OTLS_TLS_1_2, NULL);
}

static int
newest_stored(void)
{
    return run_stored(OTLS_TLS_1_3, NULL);
}

static int
newest_pulled(void)
{
    return run_stored(
        OTLS_TLS_1_3, "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
}

static int
older_by_key(void)
{
    return run_psk(OTLS_TLS_1_2);
}

static int
newest_by_key(void)
{
    return run_psk(OTLS_TLS_1_3);
}

static int
older_over_bios(void)
{
    return run(OTLS_TLS_1_2, 0);
}

static int
newest_over_sockets(void)
{
    return run(OTLS_TLS_1_3, 1);
}

const struct oom_scenario oom_connection[] = {
    {"connection_1_2_bios", older_over_bios},
    {"connection_1_3_sockets", newest_over_sockets},
    {"connection_psk_1_2", older_by_key},
    {"connection_psk_1_3", newest_by_key},
    {"connection_refusals", refusals},
    {"connection_pulled_1_3", newest_pulled},
    {"connection_client_1_2", older_client},
    {"connection_client_1_3", newest_client},
    {"connection_client_pulled", pulled_client},
    {"connection_stored_1_2", older_stored},
    {"connection_stored_1_3", newest_stored},
    {NULL, NULL},
};
