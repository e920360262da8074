/* SPDX-License-Identifier: ISC */
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <openssl/ssl.h>

#include "certs.h"
#include "shelf.h"
#include "stored.h"

/* What a hostile store, or a hostile client, makes of sessions that are kept
 * in a store: it costs a full handshake, and never more. */

static struct shelf_entry *
newest(void)
{
    int i;

    for (i = shelf.count - 1; i >= 0; i--)
        if (shelf.entries[i].used)
            return &shelf.entries[i];
    ck_abort_msg("the shelf is empty");
    return NULL;
}

/* A full handshake, nothing worse, and the old session goes on. */
static void
check_no_resumption(struct ends *e, otls_handle session)
{
    ends_connect(e);
    ck_assert_ok(otls_connection_set_session(e->client, session));
    ends_shake_well(e);
    ck_assert_int_eq(otls_connection_info_is_resumed(e->server), 0);
    ck_assert_int_eq(otls_connection_info_is_resumed(e->client), 0);
    ends_disconnect(e);
}

START_TEST(a_value_that_was_altered_resumes_nothing)
{
    struct shelf_entry *entry, whole;
    otls_handle session = 0;
    struct ends e;
    size_t i;

    stored_open(&e, _i, OTLS_RESUMPTION_STORE);
    shelf.keep = 1;
    ck_assert_int_eq(stored_visit(&e, &session), 0);
    ends_disconnect(&e);
    entry = newest();
    whole = *entry;
    for (i = 0; i < whole.len; i += i < 64 ? 3 : 29) {
        *entry = whole;
        entry->value[i] ^= (unsigned char)(1 << i % 8);
        check_no_resumption(&e, session);
    }
    for (i = 0; i < whole.len; i += i < 64 ? 13 : 41) {
        *entry = whole;
        entry->len = i;
        check_no_resumption(&e, session);
    }
    *entry = whole;
    entry->value[entry->len++] = 0;
    check_no_resumption(&e, session);
    /* it was for want of that that nothing resumed */
    *entry = whole;
    ck_assert_int_eq(stored_visit(&e, &session), 1);
    ends_disconnect(&e);
    stored_close(&e, session);
}
END_TEST

START_TEST(values_that_changed_places_resume_nothing)
{
    struct shelf_entry *a, *b, kept;
    otls_handle one = 0, other = 0;
    struct ends e;

    stored_open(&e, _i, OTLS_RESUMPTION_STORE);
    ck_assert_int_eq(stored_visit(&e, &one), 0);
    ends_disconnect(&e);
    a = newest();
    ck_assert_int_eq(stored_visit(&e, &other), 0);
    ends_disconnect(&e);
    b = newest();
    kept = *a;
    memcpy(a->value, b->value, sizeof(a->value));
    a->len = b->len;
    memcpy(b->value, kept.value, sizeof(b->value));
    b->len = kept.len;
    check_no_resumption(&e, one);
    check_no_resumption(&e, other);
    ck_assert_ok(otls_session_free(other));
    stored_close(&e, one);
}
END_TEST

START_TEST(what_another_secret_sealed_resumes_nothing)
{
    struct shelf_entry strange, *ours;
    otls_handle session = 0, store, mine;
    struct ends e;

    stored_open(&e, _i, OTLS_RESUMPTION_STORE);
    shelf_open_other(&store);
    ck_assert_ok(otls_context_set_store(e.server_context, store));
    ck_assert_int_eq(stored_visit(&e, &session), 0);
    ends_disconnect(&e);
    strange = *newest();
    /* our servers don't even ask for it */
    shelf_open(&mine);
    ck_assert_ok(otls_context_set_store(e.server_context, mine));
    shelf.gets = shelf.takes = 0;
    check_no_resumption(&e, session);
    ck_assert_int_eq(shelf.gets + shelf.takes, 0);
    ck_assert_ok(otls_session_free(session));
    session = 0;
    ck_assert_int_eq(stored_visit(&e, &session), 0);
    ends_disconnect(&e);
    ours = newest();
    memcpy(ours->value, strange.value, sizeof(ours->value));
    ours->len = strange.len;
    check_no_resumption(&e, session);
    ck_assert_ok(otls_store_free(store));
    ck_assert_ok(otls_store_free(mine));
    stored_close(&e, session);
}
END_TEST

START_TEST(a_ticket_that_the_store_brings_back_resumes_once)
{
    otls_handle session = 0;
    struct ends e;

    stored_open(&e, _i, OTLS_RESUMPTION_STORE);
    shelf.keep = 1;
    ck_assert_int_eq(stored_visit(&e, &session), 0);
    ends_disconnect(&e);
    ends_connect(&e);
    ck_assert_ok(otls_connection_set_session(e.client, session));
    ends_shake_well(&e);
    ck_assert_int_eq(otls_connection_info_is_resumed(e.server), 1);
    ends_disconnect(&e);
    stored_restart(&e);
    ends_connect(&e);
    ck_assert_ok(otls_connection_set_session(e.client, session));
    ends_shake_well(&e);
    ck_assert_int_eq(otls_connection_info_is_resumed(e.server), 0);
    stored_explain(&e, "it has resumed before");
    ends_disconnect(&e);
    stored_close(&e, session);
}
END_TEST

/* Where it is the clock that must go on, nothing else can be waited for. */
#define THREADS 4

struct bringer {
    struct ends ends;
    otls_handle session;
    int resumed;
};

static void *
bring(void *arg)
{
    struct bringer *const b = arg;

    ends_connect(&b->ends);
    ck_assert_ok(otls_connection_set_session(b->ends.client, b->session));
    ends_shake_well(&b->ends);
    b->resumed = otls_connection_info_is_resumed(b->ends.server);
    ends_disconnect(&b->ends);
    return NULL;
}

START_TEST(of_threads_that_bring_one_ticket_one_resumes)
{
    struct bringer bringers[THREADS];
    pthread_t threads[THREADS];
    otls_handle session = 0;
    struct ends e;
    int i, resumed = 0;

    stored_open(&e, _i, OTLS_RESUMPTION_STORE);
    ck_assert_int_eq(stored_visit(&e, &session), 0);
    ends_disconnect(&e);
    shelf.keep = 1;
    for (i = 0; i < THREADS; i++) {
        bringers[i].ends = e;
        bringers[i].session = session;
        ck_assert_int_eq(
            pthread_create(&threads[i], NULL, bring, &bringers[i]), 0);
    }
    for (i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
        resumed += bringers[i].resumed;
    }
    ck_assert_int_eq(resumed, 1);
    stored_close(&e, session);
}
END_TEST

static void
let_time_pass(int seconds)
{
    const time_t until = time(NULL) + seconds;

    while (time(NULL) < until)
        (void)usleep(20000);
}

START_TEST(a_chain_of_sessions_ends)
{
    otls_handle session = 0;
    struct ends e;

    stored_open(&e, _i, OTLS_RESUMPTION_STORE);
    shelf.keep = 1;
    ck_assert_ok(otls_context_set_session_life_s(e.server_context, 3));
    ck_assert_int_eq(stored_visit(&e, &session), 0);
    ends_disconnect(&e);
    ck_assert_int_le(newest()->ttl_ms, 3000);
    ck_assert_int_eq(stored_visit(&e, &session), 1);
    ends_disconnect(&e);
    /* the new one dates from the first handshake, not from the second */
    let_time_pass(4);
    check_no_resumption(&e, session);
    stored_close(&e, session);
}
END_TEST

/* A chain would have no end if each session dated from the one before. */
START_TEST(a_session_that_is_renewed_lasts_no_longer)
{
    otls_handle session = 0;
    struct ends e;

    stored_open(&e, _i, OTLS_RESUMPTION_STORE);
    ck_assert_ok(otls_context_set_session_life_s(e.server_context, 60));
    ck_assert_int_eq(stored_visit(&e, &session), 0);
    ends_disconnect(&e);
    ck_assert_int_gt(newest()->ttl_ms, 58000);
    let_time_pass(2);
    ck_assert_int_eq(stored_visit(&e, &session), 1);
    ends_disconnect(&e);
    ck_assert_int_le(newest()->ttl_ms, 58000);
    stored_close(&e, session);
}
END_TEST

static void
share_ticket_keys(otls_handle context)
{
    static const char secret[] =
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    otls_handle keys;

    ck_assert_ok(
        otls_ticket_keys_derived(secret, sizeof(secret) - 1, 0, &keys));
    ck_assert_ok(otls_context_set_ticket_keys(context, keys));
    ck_assert_ok(otls_ticket_keys_free(keys));
}

/* The ticket says how long it lasts, and another host thinks it is less. */
START_TEST(a_ticket_that_is_too_old_here_does_not_resume)
{
    otls_handle session = 0;
    struct ends e;
    int64_t seconds;

    ends_contexts(&e, _i, "server");
    share_ticket_keys(e.server_context);
    ck_assert_ok(otls_context_set_session_life_s(e.server_context, 60));
    ck_assert_int_eq(stored_visit(&e, &session), 0);
    ends_disconnect(&e);
    ck_assert_ok(otls_session_ticket_lifetime_s(session, &seconds));
    ck_assert_int_le(seconds, 60);
    ck_assert_ok(otls_context_set_session_life_s(e.server_context, 50));
    share_ticket_keys(e.server_context);
    ck_assert_int_eq(stored_visit(&e, &session), 1);
    ends_disconnect(&e);
    let_time_pass(2);
    ck_assert_ok(otls_context_set_session_life_s(e.server_context, 1));
    share_ticket_keys(e.server_context);
    check_no_resumption(&e, session);
    stored_close(&e, session);
}
END_TEST

/* With tickets that the client holds, too. */
START_TEST(a_chain_of_tickets_ends)
{
    otls_handle session = 0;
    struct ends e;

    ends_contexts(&e, _i, "server");
    ck_assert_ok(otls_context_set_session_life_s(e.server_context, 3));
    ck_assert_int_eq(stored_visit(&e, &session), 0);
    ends_disconnect(&e);
    ck_assert_int_eq(stored_visit(&e, &session), 1);
    ends_disconnect(&e);
    let_time_pass(4);
    check_no_resumption(&e, session);
    stored_close(&e, session);
}
END_TEST

static void
require_certificates(struct ends *e)
{
    ck_assert_ok(
        otls_context_set_verify(e->server_context, OTLS_VERIFY_REQUIRED));
    ends_trust(e->server_context, "root.crt");
}

START_TEST(a_session_without_a_certificate_does_not_stand_in_for_one)
{
    otls_handle session = 0, cert;
    int client, server;
    struct ends e;

    stored_open(&e, _i, OTLS_RESUMPTION_STORE);
    ck_assert_int_eq(stored_visit(&e, &session), 0);
    ends_disconnect(&e);
    require_certificates(&e);
    shelf.gets = shelf.takes = 0;
    ends_connect(&e);
    ck_assert_ok(otls_connection_set_session(e.client, session));
    ends_shake(&e, &client, &server);
    ck_assert_int_eq(server, OTLS_E_CERT_MISSING);
    ck_assert_int_eq(shelf.gets + shelf.takes, 0);
    ends_disconnect(&e);
    /* with one it resumes, and the certificate is there again (d21) */
    ck_assert_ok(otls_session_free(session));
    session = 0;
    ends_use(e.client_context, "client");
    ck_assert_int_eq(stored_visit(&e, &session), 0);
    ends_disconnect(&e);
    ck_assert_int_eq(stored_visit(&e, &session), 1);
    ck_assert_ok(otls_connection_info_peer_cert(e.server, &cert));
    ck_assert_ok(otls_cert_free(cert));
    ends_disconnect(&e);
    stored_close(&e, session);
}
END_TEST

/* 30 days are more than the two hours of a session; ten minutes are less. */
START_TEST(no_session_outlives_the_certificate)
{
    static const struct certs_spec brief = {
        .name = "brief", .issuer = "inter", .client = 1, .until_s = 600};
    otls_handle session = 0;
    struct ends e;

    stored_open(&e, _i, OTLS_RESUMPTION_STORE);
    certs_make(&brief);
    require_certificates(&e);
    ends_use(e.client_context, "brief");
    ck_assert_int_eq(stored_visit(&e, &session), 0);
    ck_assert_int_le(newest()->ttl_ms, 600000);
    ck_assert_int_gt(newest()->ttl_ms, 500000);
    ends_disconnect(&e);
    ck_assert_int_eq(stored_visit(&e, &session), 1);
    ck_assert_int_le(newest()->ttl_ms, 600000);
    ends_disconnect(&e);
    ck_assert_ok(otls_session_free(session));
    session = 0;
    ends_use(e.client_context, "client");
    ck_assert_int_eq(stored_visit(&e, &session), 0);
    ck_assert_int_le(newest()->ttl_ms, (int64_t)7200 * 1000);
    ck_assert_int_gt(newest()->ttl_ms, (int64_t)7100 * 1000);
    ends_disconnect(&e);
    stored_close(&e, session);
}
END_TEST

START_TEST(a_cipher_that_is_allowed_no_more_does_not_resume)
{
    otls_handle session = 0;
    struct ends e;

    stored_open(&e, ENDS_1_2 | _i, OTLS_RESUMPTION_STORE);
    ck_assert_ok(otls_context_set_ciphers(e.server_context, "ECDHE+AES128"));
    ck_assert_int_eq(stored_visit(&e, &session), 0);
    ends_disconnect(&e);
    ck_assert_ok(otls_context_set_ciphers(e.server_context, "ECDHE+AES256"));
    ends_connect(&e);
    ck_assert_ok(otls_connection_set_session(e.client, session));
    ends_shake_well(&e);
    ck_assert_int_eq(otls_connection_info_is_resumed(e.server), 0);
    stored_explain(&e, "its cipher is not allowed any more");
    ends_disconnect(&e);
    stored_close(&e, session);
}
END_TEST

START_TEST(a_store_that_fails_fails_no_handshake)
{
    otls_handle session = 0;
    struct ends e;
    int i;

    stored_open(&e, _i, OTLS_RESUMPTION_STORE);
    ck_assert_int_eq(stored_visit(&e, &session), 0);
    ends_disconnect(&e);
    for (i = 0; i < 8; i++) {
        shelf.nonsense = i % 2;
        shelf.fail = !shelf.nonsense;
        ck_assert_int_eq(stored_visit(&e, &session), 0);
        ends_disconnect(&e);
    }
    stored_close(&e, session);
}
END_TEST

/* A client that goes without a word is no failure (d8). */
START_TEST(an_end_without_a_word_removes_nothing)
{
    otls_handle session = 0;
    struct ends e;
    char buf[10];
    size_t n;

    stored_open(&e, ENDS_1_2, OTLS_RESUMPTION_STORE);
    ck_assert_int_eq(stored_visit(&e, &session), 0);
    ck_assert_ok(otls_connection_free(e.client));
    e.client = 0;
    ck_assert_otls(
        otls_connection_read(e.server, buf, sizeof(buf), &n), OTLS_E_TLS_EOF);
    ends_disconnect(&e);
    ck_assert_int_eq(shelf.removes, 0);
    ck_assert_int_eq(stored_visit(&e, &session), 1);
    ends_disconnect(&e);
    stored_close(&e, session);
}
END_TEST

START_TEST(a_broken_record_removes_the_session)
{
    static const unsigned char record[5 + 32] = {23, 3, 3, 0, 32};
    otls_handle session = 0;
    struct ends e;
    char buf[10];
    size_t n;

    stored_open(&e, ENDS_1_2, OTLS_RESUMPTION_STORE);
    ck_assert_int_eq(stored_visit(&e, &session), 0);
    ck_assert_int_eq(
        send(e.fds[0], record, sizeof(record), MSG_NOSIGNAL), sizeof(record));
    ck_assert_otls(otls_connection_read(e.server, buf, sizeof(buf), &n),
        OTLS_E_TLS_PROTOCOL);
    ends_disconnect(&e);
    ck_assert_int_eq(shelf.removes, 1);
    check_no_resumption(&e, session);
    stored_close(&e, session);
}
END_TEST

/* a hello of our own, with as many tickets as there is room for */

#define IDENTITIES 1700
#define TICKET 32

static unsigned char ticket[TICKET];

static int
keep_ticket(SSL *ssl, SSL_SESSION *session)
{
    const unsigned char *p;
    size_t len;

    (void)ssl;
    SSL_SESSION_get0_ticket(session, &p, &len);
    ck_assert_uint_eq(len, TICKET);
    memcpy(ticket, p, TICKET);
    return 0;
}

/* A genuine ticket, by a client that lets us see it. */
static void
get_ticket(struct ends *e)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    int i, server = OTLS_E_WANT_READ;
    char byte;
    SSL *ssl;

    ends_connect(e);
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_CLIENT);
    SSL_CTX_sess_set_new_cb(ctx, keep_ticket);
    ck_assert_int_eq(fcntl(e->fds[0], F_SETFL, O_NONBLOCK), 0);
    ssl = SSL_new(ctx);
    ck_assert_int_eq(SSL_set_fd(ssl, e->fds[0]), 1);
    for (i = 0; i < 4; i++) {
        if (server == OTLS_E_WANT_READ && i > 0)
            server = otls_connection_handshake(e->server);
        if (i < 2)
            (void)SSL_connect(ssl);
    }
    ck_assert_ok(server);
    ck_assert_int_le(SSL_read(ssl, &byte, 1), 0);
    SSL_free(ssl);
    SSL_CTX_free(ctx);
    ends_disconnect(e);
}

struct text {
    unsigned char data[80000];
    size_t len;
};

static void
put(struct text *t, size_t n, int bytes)
{
    while (bytes-- > 0)
        t->data[t->len++] = (unsigned char)(n >> 8 * bytes);
}

static void
put_bytes(struct text *t, const void *data, size_t len)
{
    memcpy(t->data + t->len, data, len);
    t->len += len;
}

/* Extensions that TLS 1.3 asks for, and the tickets, at the end. */
static void
put_extensions(struct text *t, int count)
{
    static const unsigned char versions[] = {0, 43, 0, 3, 2, 3, 4},
                               modes[] = {0, 45, 0, 2, 1, 1},
                               groups[] = {0, 10, 0, 4, 0, 2, 0, 29},
                               algorithms[] = {0, 13, 0, 4, 0, 2, 4, 3},
                               share[] = {0, 51, 0, 38, 0, 36, 0, 29, 0, 32};
    const size_t identities = (size_t)count * (2 + TICKET + 4);
    unsigned char key[32] = {9};
    int i;

    put_bytes(t, versions, sizeof(versions));
    put_bytes(t, modes, sizeof(modes));
    put_bytes(t, groups, sizeof(groups));
    put_bytes(t, algorithms, sizeof(algorithms));
    put_bytes(t, share, sizeof(share));
    put_bytes(t, key, sizeof(key));
    put(t, 41, 2);
    put(t, 2 + identities + 2 + 33, 2);
    put(t, identities, 2);
    for (i = 0; i < count; i++) {
        put(t, TICKET, 2);
        put_bytes(t, ticket, TICKET);
        put(t, 0, 4);
    }
    put(t, 33, 2);
    put(t, 32, 1);
    put_bytes(t, key, sizeof(key));
}

static void
put_hello(struct text *t, int count)
{
    static const unsigned char fixed[32] = {7};
    struct text *const x = calloc(1, sizeof(*x));

    put_extensions(x, count);
    put(t, 1, 1);
    put(t, 2 + 32 + 1 + 2 + 2 + 1 + 1 + 2 + x->len, 3);
    put(t, 0x0303, 2);
    put_bytes(t, fixed, 32);
    put(t, 0, 1);
    put(t, 2, 2);
    put(t, 0x1301, 2);
    put(t, 1, 1);
    put(t, 0, 1);
    put(t, x->len, 2);
    put_bytes(t, x->data, x->len);
    free(x);
}

static void
send_hello(int fd, int count)
{
    struct text *const t = calloc(1, sizeof(*t));
    struct text *const record = calloc(1, sizeof(*record));
    size_t at, n;

    put_hello(t, count);
    for (at = 0; at < t->len; at += n) {
        n = t->len - at < 16384 ? t->len - at : 16384;
        record->len = 0;
        put(record, 22, 1);
        put(record, 0x0301, 2);
        put(record, n, 2);
        put_bytes(record, t->data + at, n);
        ck_assert_int_eq(send(fd, record->data, record->len, MSG_NOSIGNAL),
            (ssize_t)record->len);
    }
    free(record);
    free(t);
}

START_TEST(a_hello_with_1700_tickets_makes_four_look_ups)
{
    const int mode = _i == 0 ? OTLS_RESUMPTION_STORE : OTLS_RESUMPTION_BOTH;
    const int room = 1 << 20;
    struct ends e;
    int64_t capped;

    stored_open(&e, 0, OTLS_RESUMPTION_STORE);
    get_ticket(&e);
    ck_assert_ok(otls_context_set_resumption(e.server_context, mode));
    memset(shelf.entries, 0, sizeof(shelf.entries));
    ends_connect(&e);
    ck_assert_int_eq(
        setsockopt(e.fds[0], SOL_SOCKET, SO_SNDBUF, &room, sizeof(room)), 0);
    send_hello(e.fds[0], IDENTITIES);
    /* what it comes to is the hello's own affair */
    (void)otls_connection_handshake(e.server);
    ck_assert_int_eq(shelf.takes, 4);
    ck_assert_ok(
        otls_context_counter(e.server_context, OTLS_COUNTER_CAPPED, &capped));
    ck_assert_int_eq(capped, 1);
    ends_disconnect(&e);
    ends_close(&e);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("connection_attack");
    TCase *c = tcase_create("connection_attack");

    tcase_set_timeout(c, 300);
    tcase_add_loop_test(
        c, a_value_that_was_altered_resumes_nothing, 0, ENDS_WAYS);
    tcase_add_loop_test(
        c, values_that_changed_places_resume_nothing, 0, ENDS_WAYS);
    tcase_add_loop_test(
        c, what_another_secret_sealed_resumes_nothing, 0, ENDS_WAYS);
    tcase_add_loop_test(
        c, a_ticket_that_the_store_brings_back_resumes_once, 0, 2);
    tcase_add_loop_test(c, a_chain_of_sessions_ends, 0, ENDS_WAYS);
    tcase_add_loop_test(c, a_chain_of_tickets_ends, 0, ENDS_WAYS);
    tcase_add_loop_test(c, a_session_that_is_renewed_lasts_no_longer, 0, 2);
    tcase_add_loop_test(c, of_threads_that_bring_one_ticket_one_resumes, 0, 2);
    tcase_add_loop_test(
        c, a_ticket_that_is_too_old_here_does_not_resume, 0, ENDS_WAYS);
    tcase_add_loop_test(c,
        a_session_without_a_certificate_does_not_stand_in_for_one, 0,
        ENDS_WAYS);
    tcase_add_loop_test(c, no_session_outlives_the_certificate, 0, ENDS_WAYS);
    tcase_add_loop_test(
        c, a_cipher_that_is_allowed_no_more_does_not_resume, 0, 2);
    tcase_add_loop_test(
        c, a_store_that_fails_fails_no_handshake, 0, ENDS_WAYS);
    tcase_add_test(c, an_end_without_a_word_removes_nothing);
    tcase_add_test(c, a_broken_record_removes_the_session);
    tcase_add_loop_test(
        c, a_hello_with_1700_tickets_makes_four_look_ups, 0, 2);
    suite_add_tcase(s, c);
    return s;
}
