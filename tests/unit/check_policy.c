/* SPDX-License-Identifier: ISC */

/*
 * A server with two names: for one of them nobody needs a certificate, for
 * the other everybody does, and one credential serves both. Whoever has a
 * session of the first may not get into the second with it.
 */
#include "tls/policy.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <otls/context.h>

#include "certs.h"
#include "support.h"
#include "tls.h"

#define LAX "example.com"
#define STRICT "strict.wild.example"

static int
decide(void *user, int64_t connection)
{
    (void)user;
    (void)connection;
    return OTLS_CALLBACK_ACCEPT;
}

/* the session id context */

static void
digest(struct otls__context *c, unsigned char out[32])
{
    struct otls__frozen *f = tls_freeze(c);

    memcpy(out, f->session_id_context, 32);
    otls__frozen_unref(f);
}

static void
trust(struct otls__context *c, const char *file)
{
    struct otls__trust *t = tls_trust(file);

    otls__context_set_trust(c, t);
    otls__trust_unref(t);
}

static void
give(struct otls__context *c, const char *name)
{
    struct otls__credential *credential =
        name == NULL ? NULL : tls_credential(name);

    otls__context_set_credential(c, credential);
    otls__credential_unref(credential);
}

static struct otls__context *
strict_server(void)
{
    struct otls__context *c = tls_server("server");

    trust(c, "root.crt");
    ck_assert_ok(otls__context_set_verify(c, OTLS_VERIFY_REQUIRED));
    return c;
}

static void
to_optional(struct otls__context *c)
{
    ck_assert_ok(otls__context_set_verify(c, OTLS_VERIFY_OPTIONAL));
}

static void
to_none(struct otls__context *c)
{
    ck_assert_ok(otls__context_set_verify(c, OTLS_VERIFY_NONE));
}

static void
to_other_trust(struct otls__context *c)
{
    trust(c, "stranger-root.crt");
}

static void
to_lists(struct otls__context *c)
{
    struct otls__trust *plain = tls_trust("root.crt"), *lists;

    ck_assert_ok(
        otls__trust_with_crls_file(plain, certs_path("all.crl"), &lists));
    otls__context_set_trust(c, lists);
    otls__trust_unref(plain);
    otls__trust_unref(lists);
}

static void
to_other_name(struct otls__context *c)
{
    give(c, "other");
}

static void
to_names(struct otls__context *c)
{
    struct otls__context *other = tls_server("server");

    ck_assert_ok(otls__context_add_name(c, "a.example", other));
    otls__context_unref(other);
}

static void
to_depth(struct otls__context *c)
{
    ck_assert_ok(otls__context_set_verify_depth(c, 2));
}

static void
to_flags(struct otls__context *c)
{
    ck_assert_ok(otls__context_set_verify_flags(c, OTLS_VERIFY_FLAG_STRICT));
}

static void
to_level(struct otls__context *c)
{
    ck_assert_ok(otls__context_set_security_level(c, 1));
}

static void
to_callback(struct otls__context *c)
{
    otls__context_on_verify(c, decide, NULL);
}

static void
to_later(struct otls__context *c)
{
    ck_assert_ok(otls__context_set_post_handshake_auth(c, 1));
}

static void
to_ask_name(struct otls__context *c)
{
    ck_assert_ok(otls__context_set_ask_name(c, 1));
}

START_TEST(every_part_of_the_policy_makes_another_session_id_context)
{
    static void (*const changes[])(struct otls__context *) = {to_optional,
        to_none, to_other_trust, to_lists, to_other_name, to_names, to_depth,
        to_flags, to_level, to_callback, to_later, to_ask_name};
    const size_t count = sizeof(changes) / sizeof(changes[0]);
    unsigned char seen[sizeof(changes) / sizeof(changes[0]) + 1][32];
    struct otls__context *c;
    size_t i, k;

    for (i = 0; i <= count; i++) {
        c = strict_server();
        if (i < count)
            changes[i](c);
        digest(c, seen[i]);
        for (k = 0; k < i; k++)
            ck_assert_msg(memcmp(seen[i], seen[k], 32) != 0,
                "changes %zu and %zu have one session id context", i, k);
        otls__context_unref(c);
    }
}
END_TEST

START_TEST(what_is_no_policy_leaves_the_session_id_context)
{
    struct otls__context *c = strict_server();
    unsigned char before[32], after[32];

    digest(c, before);
    /* another key, and the same names: renewed */
    give(c, "server-rsa");
    ck_assert_ok(otls__context_set_tickets(c, 5));
    ck_assert_ok(otls__context_set_alpn(c, "\x02h2", 3));
    ck_assert_ok(otls__context_set_groups(c, "P-256"));
    ck_assert_ok(otls__context_set_versions(c, 0, OTLS_TLS_1_2));
    digest(c, after);
    ck_assert_mem_eq(before, after, 32);
    /* nor does whom it would believe, where it asks for nothing */
    to_none(c);
    digest(c, before);
    trust(c, "stranger-root.crt");
    to_depth(c);
    digest(c, after);
    ck_assert_mem_eq(before, after, 32);
    otls__context_unref(c);
}
END_TEST

START_TEST(another_process_agrees_unless_a_callback_decides)
{
    struct otls__context *c = strict_server();
    unsigned char mine[2][32], other[2][32];
    int fds[2];
    pid_t pid;

    ck_assert_int_eq(pipe(fds), 0);
    pid = fork();
    if (pid == 0) {
        digest(c, other[0]);
        to_callback(c);
        digest(c, other[1]);
        _exit(write(fds[1], other, 64) == 64 ? 0 : 1);
    }
    ck_assert_int_eq(support_wait(pid), 0);
    ck_assert_int_eq(read(fds[0], other, 64), 64);
    digest(c, mine[0]);
    to_callback(c);
    digest(c, mine[1]);
    ck_assert_mem_eq(mine[0], other[0], 32);
    ck_assert_mem_ne(mine[1], other[1], 32);
    otls__context_unref(c);
}
END_TEST

/* names */

struct names {
    struct otls__context *context;
    struct otls__frozen *picked;
    int calls;
};
static struct names names;

/* As tests/unit/check_policy.c has no connections, it finds the name itself:
 * at the first hello alone. */
static int
switch_name(SSL *ssl, int *alert, void *user)
{
    struct otls__context *picked;
    const unsigned char *p;
    size_t len;

    (void)user;
    (void)alert;
    if (names.calls++ > 0 ||
        !SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_server_name, &p, &len))
        return SSL_CLIENT_HELLO_SUCCESS;
    otls__context_pick(names.context, (const char *)p + 5, len - 5, &picked);
    if (picked == NULL)
        return SSL_CLIENT_HELLO_SUCCESS;
    names.picked = tls_freeze(picked);
    otls__context_unref(picked);
    SSL_CTX_set_client_hello_cb(names.picked->ctx, switch_name, NULL);
    return otls__frozen_apply(names.picked, ssl) == OTLS_OK
               ? SSL_CLIENT_HELLO_SUCCESS
               : SSL_CLIENT_HELLO_ERROR;
}

static void
begin(struct tls_pair *p, struct otls__context *client,
    struct otls__context *server, const char *name)
{
    tls_pair_begin(p, client, server, name);
    names.context = server;
    names.calls = 0;
    names.picked = NULL;
    SSL_CTX_set_client_hello_cb(p->frozen[1]->ctx, switch_name, NULL);
}

static void
end(struct tls_pair *p)
{
    tls_pair_end(p);
    otls__frozen_unref(names.picked);
}

/* Answers whether both ends were content. */
static int
visit(struct otls__context *client, struct otls__context *server,
    const char *name, SSL_SESSION **session, int *resumed)
{
    struct tls_pair p;
    int done;

    begin(&p, client, server, name);
    if (*session != NULL)
        ck_assert_int_eq(SSL_set_session(p.client, *session), 1);
    done = tls_pair_run(&p);
    *resumed = done && SSL_session_reused(p.server);
    if (done && p.session != NULL) {
        SSL_SESSION_free(*session);
        *session = p.session;
        p.session = NULL;
    }
    end(&p);
    return done;
}

struct house {
    struct otls__context *client;
    struct otls__context *lax;
    struct otls__context *strict;
};

static void
open_house(struct house *h, int version)
{
    h->client = tls_client();
    h->lax = tls_server("server");
    h->strict = strict_server();
    ck_assert_ok(otls__context_set_versions(h->client, version, version));
    ck_assert_ok(otls__context_add_name(h->lax, STRICT, h->strict));
}

static void
close_house(struct house *h)
{
    otls__context_unref(h->client);
    otls__context_unref(h->lax);
    otls__context_unref(h->strict);
}

static const int versions[] = {OTLS_TLS_1_2, OTLS_TLS_1_3};

START_TEST(a_lax_session_opens_no_strict_name)
{
    SSL_SESSION *session = NULL;
    struct house h;
    int resumed;

    open_house(&h, versions[_i]);
    ck_assert(visit(h.client, h.lax, LAX, &session, &resumed));
    ck_assert_ptr_nonnull(session);
    ck_assert(SSL_SESSION_has_ticket(session));
    ck_assert(visit(h.client, h.lax, LAX, &session, &resumed));
    ck_assert_int_eq(resumed, 1);
    ck_assert(!visit(h.client, h.lax, STRICT, &session, &resumed));
    /* with a certificate it is a full handshake, and resumes from then on */
    give(h.client, "client");
    ck_assert(visit(h.client, h.lax, STRICT, &session, &resumed));
    ck_assert_int_eq(resumed, 0);
    ck_assert(visit(h.client, h.lax, STRICT, &session, &resumed));
    ck_assert_int_eq(resumed, 1);
    /* and one end's strict session is a full handshake for the lax name */
    ck_assert(visit(h.client, h.lax, LAX, &session, &resumed));
    ck_assert_int_eq(resumed, 0);
    SSL_SESSION_free(session);
    close_house(&h);
}
END_TEST

START_TEST(a_lax_session_id_opens_no_strict_name)
{
    SSL_SESSION *session = NULL;
    struct otls__frozen *f;
    struct house h;
    int resumed;

    open_house(&h, OTLS_TLS_1_2);
    f = tls_freeze(h.lax);
    /* as a store of sessions would have it: ids, and no tickets */
    SSL_CTX_set_options(f->ctx, SSL_OP_NO_TICKET);
    (void)SSL_CTX_set_session_cache_mode(f->ctx, SSL_SESS_CACHE_SERVER);
    ck_assert(visit(h.client, h.lax, LAX, &session, &resumed));
    ck_assert_ptr_nonnull(session);
    ck_assert(!SSL_SESSION_has_ticket(session));
    ck_assert(visit(h.client, h.lax, LAX, &session, &resumed));
    ck_assert_int_eq(resumed, 1);
    ck_assert(!visit(h.client, h.lax, STRICT, &session, &resumed));
    SSL_SESSION_free(session);
    otls__frozen_unref(f);
    close_house(&h);
}
END_TEST

START_TEST(answering_nothing_opens_no_strict_name)
{
    SSL_SESSION *none = NULL;
    struct house h;
    int resumed;

    open_house(&h, versions[_i]);
    ck_assert(!visit(h.client, h.lax, STRICT, &none, &resumed));
    give(h.client, "stranger-client");
    ck_assert(!visit(h.client, h.lax, STRICT, &none, &resumed));
    give(h.client, "client");
    ck_assert(visit(h.client, h.lax, STRICT, &none, &resumed));
    SSL_SESSION_free(none);
    close_house(&h);
}
END_TEST

START_TEST(a_retry_of_the_hello_opens_no_strict_name)
{
    SSL_SESSION *session = NULL;
    struct house h;
    struct tls_pair p;
    int resumed, with;

    open_house(&h, OTLS_TLS_1_3);
    ck_assert_ok(otls__context_set_groups(h.client, "X25519:P-384"));
    ck_assert_ok(otls__context_set_groups(h.strict, "P-384"));
    ck_assert(visit(h.client, h.lax, LAX, &session, &resumed));
    for (with = 0; with < 2; with++) {
        give(h.client, with ? "client" : NULL);
        begin(&p, h.client, h.lax, STRICT);
        ck_assert_int_eq(SSL_set_session(p.client, session), 1);
        ck_assert_int_eq(tls_pair_run(&p), with);
        /* so there were two hellos, and the second had the strict policy */
        ck_assert_int_eq(names.calls, 2);
        if (with) {
            ck_assert_int_eq(
                SSL_get_negotiated_group(p.server), NID_secp384r1);
            ck_assert_int_eq(SSL_session_reused(p.server), 0);
        }
        end(&p);
    }
    SSL_SESSION_free(session);
    close_house(&h);
}
END_TEST

START_TEST(a_name_that_changes_after_a_retry_keeps_the_first_ones_policy)
{
    struct house h;
    struct tls_pair p;

    open_house(&h, OTLS_TLS_1_3);
    ck_assert_ok(otls__context_set_groups(h.client, "X25519:P-384"));
    ck_assert_ok(otls__context_set_groups(h.strict, "P-384"));
    ck_assert_ok(otls__context_set_groups(h.lax, "P-384"));
    begin(&p, h.client, h.lax, STRICT);
    ck_assert_int_le(SSL_do_handshake(p.client), 0);
    ck_assert_int_le(SSL_do_handshake(p.server), 0);
    ck_assert_int_eq(SSL_set_tlsext_host_name(p.client, LAX), 1);
    ck_assert(!tls_pair_run(&p));
    ck_assert_int_eq(names.calls, 2);
    end(&p);
    close_house(&h);
}
END_TEST

/* Everything else that the other context says. */
START_TEST(a_switch_of_contexts_carries_everything_over)
{
    struct otls__context *client = tls_client(), *a = tls_server("other"), *b;
    const unsigned char *protocol;
    struct tls_pair p;
    unsigned len;
    int i;

    for (i = 0; i < 2; i++) {
        b = tls_server("server");
        trust(b, "root.crt");
        to_optional(b);
        ck_assert_ok(otls__context_set_versions(b, 0, versions[i]));
        ck_assert_ok(
            otls__context_set_ciphers(b, "ECDHE-ECDSA-CHACHA20-POLY1305"));
        ck_assert_ok(
            otls__context_set_ciphersuites(b, "TLS_CHACHA20_POLY1305_SHA256"));
        ck_assert_ok(otls__context_set_groups(b, "P-521"));
        ck_assert_ok(otls__context_set_alpn(b, "\x01y", 2));
        ck_assert_ok(otls__context_set_alpn(a, "\x01x", 2));
        ck_assert_ok(otls__context_set_alpn(client, "\x01x\x01y", 4));
        ck_assert_ok(otls__context_set_tickets(b, 4));
        ck_assert_ok(otls__context_set_record_size(b, 800));
        ck_assert_ok(otls__context_set_verify_depth(b, 7));
        ck_assert_ok(
            otls__context_set_verify_flags(b, OTLS_VERIFY_FLAG_STRICT));
        ck_assert_ok(otls__context_set_security_level(b, 1));
        ck_assert_ok(otls__context_add_name(a, "*.wild.example", b));
        begin(&p, client, a, "x.wild.example");
        ck_assert(tls_pair_run(&p));
        ck_assert_int_eq(SSL_version(p.client), versions[i]);
        ck_assert_ptr_nonnull(strstr(SSL_get_cipher(p.client), "CHACHA20"));
        ck_assert_int_eq(SSL_get_negotiated_group(p.client), NID_secp521r1);
        SSL_get0_alpn_selected(p.client, &protocol, &len);
        ck_assert(len == 1 && protocol[0] == 'y');
        if (versions[i] == OTLS_TLS_1_3)
            ck_assert_int_eq(p.sessions, 4);
        ck_assert_int_eq(sk_X509_NAME_num(SSL_get0_peer_CA_list(p.client)), 1);
        ck_assert_int_eq(SSL_get_verify_mode(p.server), SSL_VERIFY_PEER);
        ck_assert_int_eq(SSL_get_verify_depth(p.server), 7);
        ck_assert_int_eq(SSL_get_security_level(p.server), 1);
        ck_assert(X509_VERIFY_PARAM_get_flags(SSL_get0_param(p.server)) &
                  X509_V_FLAG_X509_STRICT);
        ck_assert_ptr_eq(otls__frozen_of(p.server), names.picked);
        end(&p);
        otls__context_unref(b);
    }
    otls__context_unref(client);
    otls__context_unref(a);
}
END_TEST

START_TEST(a_switch_to_defaults_takes_everything_back)
{
    struct otls__context *client = tls_client(), *a = strict_server();
    struct otls__context *b = tls_server("server");
    struct tls_pair p;

    ck_assert_ok(otls__context_set_versions(a, OTLS_TLS_1_3, 0));
    ck_assert_ok(otls__context_set_groups(a, "P-521"));
    ck_assert_ok(otls__context_set_record_size(a, 800));
    ck_assert_ok(otls__context_set_resumption(a, OTLS_RESUMPTION_OFF));
    ck_assert_ok(
        otls__context_set_ciphersuites(a, "TLS_CHACHA20_POLY1305_SHA256"));
    ck_assert_ok(otls__context_set_verify_flags(a, OTLS_VERIFY_FLAG_STRICT));
    ck_assert_ok(otls__context_set_signature_algorithms(a, "RSA-PSS+SHA256"));
    ck_assert_ok(otls__context_add_name(a, LAX, b));
    begin(&p, client, a, LAX);
    ck_assert(tls_pair_run(&p));
    ck_assert_str_eq(SSL_get_cipher(p.client), "TLS_AES_256_GCM_SHA384");
    ck_assert_int_eq(SSL_get_negotiated_group(p.client), NID_X25519);
    ck_assert_int_eq(p.sessions, 2);
    ck_assert(SSL_SESSION_has_ticket(p.session));
    ck_assert_int_eq(SSL_get_verify_mode(p.server), SSL_VERIFY_NONE);
    ck_assert(!(SSL_get_options(p.server) & SSL_OP_NO_TICKET));
    ck_assert(!(X509_VERIFY_PARAM_get_flags(SSL_get0_param(p.server)) &
                X509_V_FLAG_X509_STRICT));
    end(&p);
    ck_assert_ok(otls__context_set_versions(client, 0, OTLS_TLS_1_2));
    begin(&p, client, a, LAX);
    ck_assert(tls_pair_run(&p));
    end(&p);
    otls__context_unref(client);
    otls__context_unref(a);
    otls__context_unref(b);
}
END_TEST

START_TEST(a_clients_context_answers_for_no_name)
{
    struct otls__context *client = tls_client(),
                         *server = tls_server("server");
    struct otls__frozen *c = tls_freeze(client), *s = tls_freeze(server);
    SSL *ssl = SSL_new(s->ctx);

    ck_assert_otls(otls__frozen_apply(c, ssl), OTLS_E_INVALID);
    SSL_free(ssl);
    otls__frozen_unref(c);
    otls__frozen_unref(s);
    otls__context_unref(client);
    otls__context_unref(server);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("policy");
    TCase *c = tcase_create("policy");

    tcase_add_test(
        c, every_part_of_the_policy_makes_another_session_id_context);
    tcase_add_test(c, what_is_no_policy_leaves_the_session_id_context);
    tcase_add_test(c, another_process_agrees_unless_a_callback_decides);
    tcase_add_loop_test(c, a_lax_session_opens_no_strict_name, 0, 2);
    tcase_add_test(c, a_lax_session_id_opens_no_strict_name);
    tcase_add_loop_test(c, answering_nothing_opens_no_strict_name, 0, 2);
    tcase_add_test(c, a_retry_of_the_hello_opens_no_strict_name);
    tcase_add_test(
        c, a_name_that_changes_after_a_retry_keeps_the_first_ones_policy);
    tcase_add_test(c, a_switch_of_contexts_carries_everything_over);
    tcase_add_test(c, a_switch_to_defaults_takes_everything_back);
    tcase_add_test(c, a_clients_context_answers_for_no_name);
    suite_add_tcase(s, c);
    return s;
}
