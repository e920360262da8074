/* SPDX-License-Identifier: ISC */
#include "tls.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/x509v3.h>

#include <otls/context.h>

#include "certs.h"
#include "store/store.h"
#include "support.h"
#include "tls/build.h"
#include "tls/ticket_keys.h"

static struct otls__context *
make(int role)
{
    struct otls__context *c;

    ck_assert_ok(otls__context_new(role, &c));
    return c;
}

START_TEST(client_and_server_meet_with_defaults)
{
    struct otls__context *client = tls_client(),
                         *server = tls_server("server");
    SSL_SESSION *session = NULL;
    int resumed;

    ck_assert(tls_connect(client, server, "example.com", &session, &resumed));
    ck_assert_int_eq(resumed, 0);
    ck_assert_ptr_nonnull(session);
    ck_assert(tls_connect(client, server, "example.com", &session, &resumed));
    ck_assert_int_eq(resumed, 1);
    SSL_SESSION_free(session);
    otls__context_unref(client);
    otls__context_unref(server);
}
END_TEST

static void
check_common_defaults(SSL_CTX *ctx)
{
    const uint64_t options = SSL_CTX_get_options(ctx);

    ck_assert_int_eq(SSL_CTX_get_min_proto_version(ctx), TLS1_2_VERSION);
    ck_assert_int_eq(SSL_CTX_get_max_proto_version(ctx), 0);
    ck_assert_int_eq(SSL_CTX_get_security_level(ctx), 2);
    ck_assert(options & SSL_OP_NO_COMPRESSION);
    ck_assert(options & SSL_OP_NO_RENEGOTIATION);
    ck_assert(!(options & SSL_OP_IGNORE_UNEXPECTED_EOF));
    ck_assert(!(options & SSL_OP_LEGACY_SERVER_CONNECT));
    ck_assert(!(options & SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION));
    ck_assert_uint_eq(SSL_CTX_get_max_early_data(ctx), 0);
    ck_assert_ptr_null(SSL_CTX_get_keylog_callback(ctx));
}

START_TEST(a_client_verifies_with_the_systems_trust_by_default)
{
    struct otls__context *client = make(OTLS_ROLE_CLIENT);
    struct otls__frozen *f = tls_freeze(client);
    X509_VERIFY_PARAM *param = SSL_CTX_get0_param(f->ctx);
    struct otls__trust *system;

    ck_assert_ok(otls__trust_system(&system));
    check_common_defaults(f->ctx);
    ck_assert_int_eq(SSL_CTX_get_verify_mode(f->ctx), SSL_VERIFY_PEER);
    ck_assert_int_eq(f->spec.hostname_check, 1);
    ck_assert_ptr_eq(
        SSL_CTX_get_cert_store(f->ctx), otls__trust_store(system));
    ck_assert_uint_eq(X509_VERIFY_PARAM_get_hostflags(param),
        X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS |
            X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
    ck_assert_int_eq(SSL_CTX_get_session_cache_mode(f->ctx),
        SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    otls__trust_unref(system);
    otls__frozen_unref(f);
    otls__context_unref(client);
}
END_TEST

START_TEST(a_server_asks_for_no_certificate_by_default)
{
    struct otls__context *server = tls_server("server");
    struct otls__frozen *f = tls_freeze(server);

    check_common_defaults(f->ctx);
    ck_assert_int_eq(SSL_CTX_get_verify_mode(f->ctx), SSL_VERIFY_NONE);
    ck_assert(SSL_CTX_get_options(f->ctx) & SSL_OP_CIPHER_SERVER_PREFERENCE);
    ck_assert_int_eq(SSL_CTX_get_session_cache_mode(f->ctx),
        SSL_SESS_CACHE_NO_INTERNAL | SSL_SESS_CACHE_NO_AUTO_CLEAR);
    ck_assert_uint_eq(SSL_CTX_get_num_tickets(f->ctx), 2);
    ck_assert_ptr_null(f->spec.trust);
    otls__frozen_unref(f);
    otls__context_unref(server);
}
END_TEST

START_TEST(a_client_refuses_strangers_other_hosts_and_the_untimely)
{
    static const char *const bad[] = {
        "stranger", "other", "expired", "future"};
    struct otls__context *client = tls_client(), *server;
    size_t i;

    for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        server = tls_server(bad[i]);
        ck_assert_msg(!tls_connect(client, server, "example.com", NULL, NULL),
            "%s", bad[i]);
        otls__context_unref(server);
    }
    ck_assert_ok(otls__context_insecure_set_verify_none(client));
    ck_assert_ok(otls__context_insecure_set_hostname_check(client, 0));
    server = tls_server("stranger");
    ck_assert(tls_connect(client, server, "example.com", NULL, NULL));
    otls__context_unref(server);
    otls__context_unref(client);
}
END_TEST

START_TEST(revocation_lists_in_the_trust_are_heeded_by_themselves)
{
    struct otls__context *client = tls_client();
    struct otls__context *server = tls_server("revoked");
    struct otls__context *good = tls_server("server");
    struct otls__trust *plain = tls_trust("root.crt"), *lists;

    ck_assert(tls_connect(client, server, "example.com", NULL, NULL));
    ck_assert_ok(
        otls__trust_with_crls_file(plain, certs_path("all.crl"), &lists));
    otls__context_set_trust(client, lists);
    ck_assert(!tls_connect(client, server, "example.com", NULL, NULL));
    ck_assert(tls_connect(client, good, "example.com", NULL, NULL));
    ck_assert_ok(
        otls__context_set_verify_flags(client, OTLS_VERIFY_FLAG_CRL_CHAIN));
    ck_assert(tls_connect(client, good, "example.com", NULL, NULL));
    otls__context_set_trust(client, plain);
    ck_assert(!tls_connect(client, good, "example.com", NULL, NULL));
    otls__trust_unref(plain);
    otls__trust_unref(lists);
    otls__context_unref(client);
    otls__context_unref(server);
    otls__context_unref(good);
}
END_TEST

START_TEST(contexts_that_say_the_same_share_and_setters_part_them)
{
    struct otls__context *a = tls_server("server"), *b = tls_server("server");
    struct otls__frozen *fa = tls_freeze(a), *fb = tls_freeze(b), *other;

    ck_assert_ptr_eq(fa, fb);
    ck_assert_ok(otls__context_set_tickets(b, 3));
    other = tls_freeze(b);
    ck_assert_ptr_ne(fa->ctx, other->ctx);
    ck_assert_uint_eq(SSL_CTX_get_num_tickets(fa->ctx), 2);
    ck_assert_uint_eq(SSL_CTX_get_num_tickets(other->ctx), 3);
    otls__frozen_unref(other);
    ck_assert_ok(otls__context_set_tickets(b, 2));
    other = tls_freeze(b);
    ck_assert_ptr_eq(other, fa);
    otls__frozen_unref(other);
    otls__frozen_unref(fa);
    otls__frozen_unref(fb);
    otls__context_unref(a);
    otls__context_unref(b);
}
END_TEST

START_TEST(a_context_per_connection_still_resumes)
{
    struct otls__context *client, *server;
    SSL_SESSION *session = NULL;
    int i, resumed;

    for (i = 0; i < 3; i++) {
        client = tls_client();
        server = tls_server("server");
        ck_assert(
            tls_connect(client, server, "example.com", &session, &resumed));
        ck_assert_int_eq(resumed, i > 0);
        otls__context_unref(client);
        otls__context_unref(server);
    }
    SSL_SESSION_free(session);
}
END_TEST

START_TEST(only_a_bounded_number_outlives_its_contexts)
{
    struct otls__context *contexts[200], *server = tls_server("server");
    struct otls__frozen *f = tls_freeze(server), *again;
    int i;

    for (i = 0; i < 200; i++) {
        contexts[i] = make(OTLS_ROLE_SERVER);
        ck_assert_ok(otls__context_set_record_size(contexts[i], 600 + i));
        otls__frozen_unref(tls_freeze(contexts[i]));
    }
    ck_assert_uint_eq(otls__frozen_count(), 201);
    for (i = 0; i < 200; i++)
        otls__context_unref(contexts[i]);
    ck_assert_uint_eq(otls__frozen_count(), OTLS__FROZEN_KEPT + 1);
    /* one that lives is found, kept or not */
    ck_assert_ok(otls__frozen_get(&f->spec, &again));
    ck_assert_ptr_eq(f, again);
    otls__frozen_forget(NULL);
    ck_assert_uint_eq(otls__frozen_count(), 1);
    otls__frozen_unref(f);
    otls__frozen_unref(again);
    otls__context_unref(server);
    ck_assert_uint_eq(otls__frozen_count(), 0);
}
END_TEST

START_TEST(a_forgotten_credential_is_kept_for_nobody)
{
    struct otls__credential *credential = tls_credential("server");
    struct otls__context *a = tls_server("server"), *b = tls_server("other");

    otls__frozen_unref(tls_freeze(a));
    otls__frozen_unref(tls_freeze(b));
    otls__context_unref(a);
    otls__context_unref(b);
    ck_assert_uint_eq(otls__frozen_count(), 2);
    otls__frozen_forget(credential);
    ck_assert_uint_eq(otls__frozen_count(), 1);
    otls__credential_unref(credential);
}
END_TEST

/* A server's context with a store or ticket keys, frozen once. */
static struct otls__context *
freeze_with(struct otls__store *store, struct otls__ticket_keys *keys)
{
    struct otls__context *context = tls_server("server");

    ck_assert_ok(store != NULL ? otls__context_set_store(context, store)
                               : otls__context_set_ticket_keys(context, keys));
    otls__frozen_unref(tls_freeze(context));
    return context;
}

START_TEST(what_a_freed_store_or_keys_served_is_kept_for_nobody)
{
    static const char secret[] =
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    struct otls__store *store = NULL;
    struct otls__ticket_keys *keys = NULL;
    struct otls__context *lives;

    if (_i == 0)
        ck_assert_ok(otls__store_open("memory:", NULL, 0, &store));
    else
        ck_assert_ok(
            otls__ticket_keys_derived(secret, strlen(secret), 0, &keys));
    otls__context_unref(freeze_with(store, keys));
    ck_assert_uint_eq(otls__frozen_count(), 1);
    lives = freeze_with(store, keys);
    ck_assert_uint_eq(otls__frozen_count(), 1);
    if (store != NULL)
        otls__store_retire(store);
    else
        otls__ticket_keys_retire(keys);
    otls__frozen_forget_retired();
    ck_assert_uint_eq(otls__frozen_count(), 1);
    otls__frozen_unref(tls_freeze(lives));
    otls__context_unref(lives);
    ck_assert_uint_eq(otls__frozen_count(), 0);
    otls__ticket_keys_unref(keys);
    otls__store_unref(store);
}
END_TEST

#define THREADS 4

static void *
freeze_some(void *arg)
{
    struct otls__context *shared = arg, *own;
    struct otls__frozen *f, *g;
    int i;

    for (i = 0; i < 60; i++) {
        ck_assert_ok(otls__context_freeze(shared, &f));
        ck_assert_ok(otls__context_copy(shared, &own));
        ck_assert_ok(otls__context_set_record_size(own, 600 + i % 80));
        ck_assert_ok(otls__context_freeze(own, &g));
        ck_assert_int_eq(g->spec.record_size, 600 + i % 80);
        if (i % 16 == 0)
            otls__frozen_forget(NULL);
        if (i % 10 == 0)
            ck_assert_ok(otls__context_set_tickets(shared, i % 7));
        otls__frozen_unref(f);
        otls__frozen_unref(g);
        otls__context_unref(own);
    }
    return NULL;
}

START_TEST(threads_share_contexts_and_what_they_come_to)
{
    struct otls__context *shared = tls_server("server"), *same;
    struct otls__frozen *f, *g;
    pthread_t threads[THREADS];
    int i;

    for (i = 0; i < THREADS; i++)
        ck_assert_int_eq(
            pthread_create(&threads[i], NULL, freeze_some, shared), 0);
    for (i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
    ck_assert_ok(otls__context_copy(shared, &same));
    f = tls_freeze(shared);
    g = tls_freeze(same);
    ck_assert_ptr_eq(f, g);
    otls__frozen_unref(f);
    otls__frozen_unref(g);
    otls__context_unref(same);
    otls__context_unref(shared);
    otls__frozen_forget(NULL);
    ck_assert_uint_eq(otls__frozen_count(), 0);
}
END_TEST

START_TEST(a_child_resumes_what_the_parent_gave)
{
    struct otls__context *client = tls_client(),
                         *server = tls_server("server");
    SSL_SESSION *session = NULL;
    int resumed;
    pid_t pid;

    ck_assert(tls_connect(client, server, "example.com", &session, NULL));
    pid = fork();
    if (pid == 0) {
        struct otls__context *same = tls_server("server");
        const int done =
            tls_connect(client, same, "example.com", &session, &resumed);

        _exit(done && resumed ? 0 : 1);
    }
    ck_assert_int_eq(support_wait(pid), 0);
    SSL_SESSION_free(session);
    otls__context_unref(client);
    otls__context_unref(server);
}
END_TEST

static void
set_version(struct otls__context *c, int version)
{
    ck_assert_ok(otls__context_set_versions(c, version, version));
}

START_TEST(resumption_that_is_off_is_off)
{
    const int version = _i == 0 ? OTLS_TLS_1_2 : OTLS_TLS_1_3;
    struct otls__context *client = tls_client(),
                         *server = tls_server("server");
    SSL_SESSION *session = NULL;
    struct tls_pair p;
    int resumed;

    set_version(client, version);
    ck_assert(tls_connect(client, server, "example.com", &session, NULL));
    ck_assert_ptr_nonnull(session);
    ck_assert_ok(otls__context_set_resumption(server, OTLS_RESUMPTION_OFF));
    ck_assert(tls_connect(client, server, "example.com", &session, &resumed));
    ck_assert_int_eq(resumed, 0);
    SSL_SESSION_free(session);
    tls_pair_begin(&p, client, server, "example.com");
    ck_assert(tls_pair_run(&p));
    ck_assert_int_eq(p.sessions == 0 || !SSL_SESSION_has_ticket(p.session), 1);
    tls_pair_end(&p);
    session = NULL;
    ck_assert_ok(otls__context_set_verify(server, OTLS_VERIFY_OPTIONAL));
    ck_assert(tls_connect(client, server, "example.com", &session, NULL));
    ck_assert(tls_connect(client, server, "example.com", &session, &resumed));
    ck_assert_int_eq(resumed, 0);
    SSL_SESSION_free(session);
    otls__context_unref(client);
    otls__context_unref(server);
}
END_TEST

START_TEST(tickets_are_as_many_as_said)
{
    struct otls__context *client = tls_client(),
                         *server = tls_server("server");
    struct tls_pair p;
    int n;

    for (n = 0; n < 5; n++) {
        ck_assert_ok(otls__context_set_tickets(server, n));
        tls_pair_begin(&p, client, server, "example.com");
        ck_assert(tls_pair_run(&p));
        ck_assert_int_eq(p.sessions, n);
        tls_pair_end(&p);
    }
    otls__context_unref(client);
    otls__context_unref(server);
}
END_TEST

START_TEST(clients_have_no_session_id_context)
{
    struct otls__context *client = tls_client(),
                         *server = tls_server("server");
    SSL_SESSION *session = NULL;
    unsigned len = 7;
    int resumed;

    ck_assert(tls_connect(client, server, "example.com", &session, NULL));
    (void)SSL_SESSION_get0_id_context(session, &len);
    ck_assert_uint_eq(len, 0);
    /* another policy of the client's: whether to offer is its own question,
     * and OpenSSL's answer would be a fatal one */
    ck_assert_ok(otls__context_set_verify_depth(client, 4));
    ck_assert(tls_connect(client, server, "example.com", &session, &resumed));
    ck_assert_int_eq(resumed, 1);
    SSL_SESSION_free(session);
    otls__context_unref(client);
    otls__context_unref(server);
}
END_TEST

START_TEST(protocols_are_the_servers_choice_and_none_in_common_is_fatal)
{
    struct otls__context *client = tls_client(),
                         *server = tls_server("server");
    const unsigned char *name;
    struct tls_pair p;
    unsigned len;

    ck_assert_ok(otls__context_set_alpn(client,
        "\x01"
        "a\x01"
        "b\x01"
        "c",
        6));
    ck_assert_ok(otls__context_set_alpn(server,
        "\x01"
        "d\x01"
        "b\x01"
        "a",
        6));
    tls_pair_begin(&p, client, server, "example.com");
    ck_assert(tls_pair_run(&p));
    SSL_get0_alpn_selected(p.client, &name, &len);
    ck_assert_uint_eq(len, 1);
    ck_assert_int_eq(name[0], 'b');
    tls_pair_end(&p);
    ck_assert_ok(otls__context_set_alpn(server,
        "\x01"
        "x",
        2));
    ck_assert(!tls_connect(client, server, "example.com", NULL, NULL));
    ck_assert_ok(otls__context_set_alpn(server, NULL, 0));
    ck_assert(tls_connect(client, server, "example.com", NULL, NULL));
    otls__context_unref(client);
    otls__context_unref(server);
}
END_TEST

START_TEST(groups_suites_and_signatures_are_those_that_were_set)
{
    struct otls__context *client = tls_client(),
                         *server = tls_server("server");
    struct tls_pair p;
    int nid;

    ck_assert_ok(otls__context_set_groups(server, "P-384"));
    ck_assert_ok(otls__context_set_ciphersuites(
        server, "TLS_CHACHA20_POLY1305_SHA256"));
    ck_assert_ok(otls__context_set_signature_algorithms(
        client, "ECDSA+SHA256:RSA-PSS+SHA256:RSA+SHA256"));
    tls_pair_begin(&p, client, server, "example.com");
    ck_assert(tls_pair_run(&p));
    ck_assert_int_eq(SSL_get_negotiated_group(p.client), NID_secp384r1);
    ck_assert_str_eq(SSL_get_cipher(p.client), "TLS_CHACHA20_POLY1305_SHA256");
    ck_assert_int_eq(SSL_get_peer_signature_nid(p.client, &nid), 1);
    ck_assert_int_eq(nid, NID_sha256);
    tls_pair_end(&p);
    ck_assert_ok(
        otls__context_set_signature_algorithms(client, "RSA-PSS+SHA256"));
    ck_assert(!tls_connect(client, server, "example.com", NULL, NULL));
    otls__context_unref(client);
    otls__context_unref(server);
}
END_TEST

START_TEST(a_client_gets_the_credential_that_it_can_use)
{
    struct otls__context *client = tls_client(),
                         *server = tls_server("server");
    struct otls__credential *rsa = tls_credential("server-rsa");
    struct tls_pair p;

    ck_assert_ok(otls__context_add_credential(server, rsa));
    ck_assert_ok(otls__context_set_signature_algorithms(
        client, "RSA-PSS+SHA256:RSA+SHA256"));
    tls_pair_begin(&p, client, server, "example.com");
    /* the chain's own signatures are ECDSA, which this client refuses */
    SSL_set_verify(p.client, SSL_VERIFY_NONE, NULL);
    ck_assert(tls_pair_run(&p));
    ck_assert_int_eq(X509_cmp(SSL_get0_peer_certificate(p.client),
                         otls__credential_x509(rsa)),
        0);
    tls_pair_end(&p);
    otls__credential_unref(rsa);
    otls__context_unref(client);
    otls__context_unref(server);
}
END_TEST

START_TEST(nobody_is_sent_what_the_credential_lacks)
{
    struct otls__context *client = tls_client(),
                         *server = tls_server("server");
    struct otls__trust *trust = tls_trust("inter.crt");
    struct otls__frozen *f;
    struct tls_pair p;

    otls__context_set_trust(server, trust);
    ck_assert_ok(otls__context_set_verify(server, OTLS_VERIFY_OPTIONAL));
    f = tls_freeze(server);
    ck_assert(SSL_CTX_get_mode(f->ctx) & SSL_MODE_NO_AUTO_CHAIN);
    otls__frozen_unref(f);
    tls_pair_begin(&p, client, server, "example.com");
    ck_assert(tls_pair_run(&p));
    ck_assert_int_eq(sk_X509_num(SSL_get_peer_cert_chain(p.client)), 2);
    /* and the names of the authorities are told */
    ck_assert_int_eq(sk_X509_NAME_num(SSL_get0_peer_CA_list(p.client)), 1);
    tls_pair_end(&p);
    otls__trust_unref(trust);
    otls__context_unref(client);
    otls__context_unref(server);
}
END_TEST

START_TEST(records_are_no_longer_than_said)
{
    struct otls__context *client = tls_client(),
                         *server = tls_server("server");
    static unsigned char data[4000], got[4000];
    struct tls_pair p;
    int n;

    ck_assert_ok(otls__context_set_record_size(server, 700));
    tls_pair_begin(&p, client, server, "example.com");
    ck_assert(tls_pair_run(&p));
    n = SSL_write(p.server, data, sizeof(data));
    ck_assert_int_gt(n, 0);
    ck_assert_int_eq(SSL_read(p.client, got, sizeof(got)), 700);
    tls_pair_end(&p);
    otls__context_unref(client);
    otls__context_unref(server);
}
END_TEST

static struct otls__context *
strict_server(void)
{
    struct otls__context *server = tls_server("server");
    struct otls__trust *trust = tls_trust("root.crt");

    otls__context_set_trust(server, trust);
    ck_assert_ok(otls__context_set_verify(server, OTLS_VERIFY_REQUIRED));
    otls__trust_unref(trust);
    return server;
}

static void
give(struct otls__context *c, const char *name)
{
    struct otls__credential *credential =
        name == NULL ? NULL : tls_credential(name);

    otls__context_set_credential(c, credential);
    otls__credential_unref(credential);
}

START_TEST(a_server_that_requires_a_certificate_gets_one)
{
    const int version = _i == 0 ? OTLS_TLS_1_2 : OTLS_TLS_1_3;
    struct otls__context *client = tls_client(), *server = strict_server();
    SSL_SESSION *session = NULL;
    int resumed;

    set_version(client, version);
    ck_assert(!tls_connect(client, server, "example.com", NULL, NULL));
    give(client, "stranger-client");
    ck_assert(!tls_connect(client, server, "example.com", NULL, NULL));
    give(client, "server");
    ck_assert(!tls_connect(client, server, "example.com", NULL, NULL));
    give(client, "client");
    ck_assert(tls_connect(client, server, "example.com", &session, NULL));
    /* with no session id context that would be fatal */
    ck_assert(tls_connect(client, server, "example.com", &session, &resumed));
    ck_assert_int_eq(resumed, 1);
    SSL_SESSION_free(session);
    otls__context_unref(client);
    otls__context_unref(server);
}
END_TEST

START_TEST(authentication_after_the_handshake_waits_for_the_server)
{
    struct otls__context *client = tls_client(), *server = strict_server();
    struct tls_pair p;
    unsigned char byte;

    give(client, "client");
    ck_assert_ok(otls__context_set_post_handshake_auth(client, 1));
    ck_assert_ok(otls__context_set_post_handshake_auth(server, 1));
    tls_pair_begin(&p, client, server, "example.com");
    ck_assert(tls_pair_run(&p));
    ck_assert_ptr_null(SSL_get0_peer_certificate(p.server));
    ck_assert_int_eq(SSL_verify_client_post_handshake(p.server), 1);
    ck_assert_int_eq(SSL_do_handshake(p.server), 1);
    ck_assert_int_le(SSL_read(p.client, &byte, 1), 0);
    ck_assert_int_le(SSL_read(p.server, &byte, 1), 0);
    ck_assert_ptr_nonnull(SSL_get0_peer_certificate(p.server));
    tls_pair_end(&p);
    otls__context_unref(client);
    otls__context_unref(server);
}
END_TEST

START_TEST(keylogs_are_made_only_where_they_are_wanted)
{
    struct otls__context *client = tls_client();
    struct otls__frozen *f;
    unsigned char *data;
    size_t len;

    ck_assert_ok(otls__context_set_keylog(client, 1));
    f = tls_freeze(client);
    ck_assert_ptr_nonnull(SSL_CTX_get_keylog_callback(f->ctx));
    otls__frozen_unref(f);
    ck_assert_ok(otls__context_keylog(client, "nowhere"));
    ck_assert_ok(otls__context_set_keylog(client, 0));
    ck_assert_ok(
        otls__context_set_keylog_file(client, support_path("keylog")));
    f = tls_freeze(client);
    ck_assert_ptr_nonnull(SSL_CTX_get_keylog_callback(f->ctx));
    otls__frozen_unref(f);
    ck_assert_ok(otls__context_keylog(client, "one"));
    ck_assert_ok(otls__context_keylog(client, "two"));
    data = support_read_file(support_path("keylog"), &len);
    ck_assert_str_eq((char *)data, "one\ntwo\n");
    free(data);
    otls__context_unref(client);
}
END_TEST

START_TEST(counters_belong_to_the_context)
{
    struct otls__context *a = tls_server("server"), *b = tls_server("server");
    int64_t value;

    otls__context_count(a, OTLS_COUNTER_RESUMED);
    otls__context_count(a, OTLS_COUNTER_RESUMED);
    ck_assert_ok(otls__context_counter(a, OTLS_COUNTER_RESUMED, &value));
    ck_assert_int_eq(value, 2);
    ck_assert_ok(otls__context_counter(b, OTLS_COUNTER_RESUMED, &value));
    ck_assert_int_eq(value, 0);
    otls__context_unref(a);
    otls__context_unref(b);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("context");
    TCase *c = tcase_create("context");

    tcase_add_test(c, client_and_server_meet_with_defaults);
    tcase_add_test(c, a_client_verifies_with_the_systems_trust_by_default);
    tcase_add_test(c, a_server_asks_for_no_certificate_by_default);
    tcase_add_test(c, a_client_refuses_strangers_other_hosts_and_the_untimely);
    tcase_add_test(c, revocation_lists_in_the_trust_are_heeded_by_themselves);
    tcase_add_test(c, contexts_that_say_the_same_share_and_setters_part_them);
    tcase_add_test(c, a_context_per_connection_still_resumes);
    tcase_add_test(c, only_a_bounded_number_outlives_its_contexts);
    tcase_add_test(c, a_forgotten_credential_is_kept_for_nobody);
    tcase_add_loop_test(
        c, what_a_freed_store_or_keys_served_is_kept_for_nobody, 0, 2);
    tcase_add_test(c, threads_share_contexts_and_what_they_come_to);
    tcase_add_test(c, a_child_resumes_what_the_parent_gave);
    tcase_add_loop_test(c, resumption_that_is_off_is_off, 0, 2);
    tcase_add_test(c, tickets_are_as_many_as_said);
    tcase_add_test(c, clients_have_no_session_id_context);
    tcase_add_test(
        c, protocols_are_the_servers_choice_and_none_in_common_is_fatal);
    tcase_add_test(c, groups_suites_and_signatures_are_those_that_were_set);
    tcase_add_test(c, a_client_gets_the_credential_that_it_can_use);
    tcase_add_test(c, nobody_is_sent_what_the_credential_lacks);
    tcase_add_test(c, records_are_no_longer_than_said);
    tcase_add_loop_test(
        c, a_server_that_requires_a_certificate_gets_one, 0, 2);
    tcase_add_test(c, authentication_after_the_handshake_waits_for_the_server);
    tcase_add_test(c, keylogs_are_made_only_where_they_are_wanted);
    tcase_add_test(c, counters_belong_to_the_context);
    suite_add_tcase(s, c);
    return s;
}
