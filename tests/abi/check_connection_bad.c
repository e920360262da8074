/* SPDX-License-Identifier: ISC */

/*
 * What a peer may do wrong, beyond what check_connection_verify.c has: each
 * with its code and its message, and with descriptors and handles counted.
 */
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "certs.h"
#include "ends.h"

struct counts {
    int fds;
    int64_t handles;
};

static struct counts
count(void)
{
    struct counts c = {.fds = support_open_fds()};

    ck_assert_ok(otls_handle_count(0, &c.handles));
    return c;
}

static void
check_counts(const struct counts *before)
{
    const struct counts now = count();

    ck_assert_int_eq(now.fds, before->fds);
    ck_assert_int_eq(now.handles, before->handles);
}

static const struct {
    const char *name;
    int code;
} bad[] = {
    {"weak-rsa", OTLS_E_CERT_WEAK},
    {"weak-sha1", OTLS_E_CERT_WEAK},
    {"revoked", OTLS_E_CERT_REVOKED},
    {"client-expired", OTLS_E_CERT_EXPIRED},
    {"client-future", OTLS_E_CERT_NOT_YET_VALID},
    {"client-weak", OTLS_E_CERT_WEAK},
    {"client-revoked", OTLS_E_CERT_REVOKED},
    {"stranger-client", OTLS_E_CERT_UNTRUSTED},
};
#define BAD ((int)(sizeof(bad) / sizeof(bad[0])))
#define BAD_SERVERS 3

static void
make_clients(void)
{
    certs_standard();
    certs_make(&(struct certs_spec){.name = "client-expired",
        .issuer = "inter",
        .client = 1,
        .from_days = -9,
        .until_days = -2});
    certs_make(&(struct certs_spec){.name = "client-future",
        .issuer = "inter",
        .client = 1,
        .from_days = 5,
        .until_days = 9});
    certs_make(&(struct certs_spec){.name = "client-weak",
        .issuer = "inter",
        .client = 1,
        .key = CERTS_RSA_1024});
    certs_make(&(struct certs_spec){
        .name = "client-revoked", .issuer = "inter", .client = 1});
    certs_make_crl("clients.crl", "inter", "client-revoked");
}

/* The root, and lists by which |name| is revoked. */
static void
trust_with_crls(otls_handle context, const char *name)
{
    otls_handle trust, one, two;

    ck_assert_ok(otls_trust_load_file(certs_path("root.crt"), &trust));
    ck_assert_ok(
        otls_trust_with_crls_file(trust, certs_path("root.crl"), &one));
    ck_assert_ok(otls_trust_with_crls_file(one,
        certs_path(strcmp(name, "revoked") == 0 ? "inter.crl" : "clients.crl"),
        &two));
    ck_assert_ok(otls_context_set_trust(context, two));
    ck_assert_ok(otls_trust_free(trust));
    ck_assert_ok(otls_trust_free(one));
    ck_assert_ok(otls_trust_free(two));
}

/* Who has a weak certificate thinks nothing of security levels. */
START_TEST(a_bad_certificate_of_either_end_has_its_code)
{
    const int which = _i % BAD, way = _i / BAD;
    const int of_server = which < BAD_SERVERS;
    struct counts before;
    struct ends e;
    char text[10];
    size_t n;
    int client, server;

    make_clients();
    before = count();
    ends_contexts(&e, way, of_server ? bad[which].name : "server");
    trust_with_crls(
        of_server ? e.client_context : e.server_context, bad[which].name);
    ck_assert_ok(otls_context_set_security_level(
        of_server ? e.server_context : e.client_context, 0));
    if (!of_server) {
        ends_use(e.client_context, bad[which].name);
        ck_assert_ok(
            otls_context_set_verify(e.server_context, OTLS_VERIFY_REQUIRED));
    }
    ends_connect(&e);
    ends_shake(&e, &client, &server);
    ck_assert_otls(of_server ? client : server, bad[which].code);
    ck_assert_int_lt(
        otls_connection_handshake(of_server ? e.client : e.server), 0);
    support_assert_message(of_server ? "localhost" : "the client");
    /* and the other end hears of it, with TLS 1.3 when it reads */
    if (!of_server && client == OTLS_OK)
        client = otls_connection_read(e.client, text, sizeof(text), &n);
    if (of_server && ends_is_want(server))
        server = otls_connection_handshake(e.server);
    ck_assert_otls(of_server ? server : client, OTLS_E_TLS_ALERT);
    ends_close(&e);
    check_counts(&before);
}
END_TEST

/* One byte at a time, as often as the other end takes another. */
struct trickle {
    int fd;
    size_t sent;
};

static void *
trickle(void *arg)
{
    static const unsigned char header[] = {0x16, 3, 3, 0x40, 0};
    struct trickle *t = arg;
    unsigned char byte;

    for (;;) {
        byte = t->sent < sizeof(header) ? header[t->sent] : 0;
        if (send(t->fd, &byte, 1, MSG_NOSIGNAL) != 1)
            return NULL;
        t->sent++;
        (void)usleep(1000);
    }
}

START_TEST(a_byte_at_a_time_meets_the_deadline_of_the_whole_call)
{
    struct counts before;
    struct trickle t = {0};
    struct ends e;
    pthread_t thread;
    otls_handle ours;

    certs_standard();
    before = count();
    ends_open(&e, 0);
    ours = _i == 0 ? e.client : e.server;
    ck_assert_ok(otls_connection_set_timeout_ms(ours, 200));
    t.fd = dup(e.fds[_i == 0 ? 1 : 0]);
    ck_assert_int_eq(pthread_create(&thread, NULL, trickle, &t), 0);
    ck_assert_otls(otls_connection_handshake(ours), OTLS_E_TIMEOUT);
    support_assert_message("200 ms");
    ends_close(&e);
    (void)shutdown(t.fd, SHUT_RDWR);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    (void)close(t.fd);
    check_counts(&before);
}
END_TEST

/* Cut anywhere, a handshake is over for want of its end. */
START_TEST(a_handshake_that_is_cut_short_says_so)
{
    unsigned char flight[20000];
    struct counts before;
    struct ends e, f;
    size_t cut;
    ssize_t got;

    certs_standard();
    before = count();
    ends_open(&e, _i);
    /* the server's answer to a real hello, caught on its way */
    ck_assert_otls(otls_connection_handshake(e.client), OTLS_E_WANT_READ);
    ck_assert_otls(otls_connection_handshake(e.server), OTLS_E_WANT_READ);
    got = recv(e.fds[0], flight, sizeof(flight), MSG_PEEK);
    ck_assert_int_gt(got, 100);
    ends_disconnect(&e);
    for (cut = 0; cut < (size_t)got; cut += 1 + cut / 8) {
        f = e;
        ends_connect(&f);
        ck_assert_otls(otls_connection_handshake(f.client), OTLS_E_WANT_READ);
        ck_assert_int_eq(send(f.fds[1], flight, cut, 0), (ssize_t)cut);
        (void)shutdown(f.fds[1], SHUT_WR);
        ck_assert_int_lt(otls_connection_handshake(f.client), 0);
        ck_assert_int_ne(
            otls_connection_handshake(f.client), OTLS_E_WANT_READ);
        ends_disconnect(&f);
    }
    ends_close(&e);
    check_counts(&before);
}
END_TEST

/* What is still on its way arrives, and the end is told from a proper one. */
START_TEST(half_closed_after_data_is_no_proper_end)
{
    struct counts before;
    struct ends e;
    char buf[10];
    size_t n;

    certs_standard();
    before = count();
    ends_open(&e, _i & ENDS_1_2);
    ends_shake_well(&e);
    ck_assert_ok(otls_connection_write(e.server, "last", 4, &n));
    (void)shutdown(e.fds[1], SHUT_WR);
    ck_assert_ok(otls_connection_read(e.client, buf, sizeof(buf), &n));
    ck_assert_uint_eq(n, 4);
    ck_assert_otls(
        otls_connection_read(e.client, buf, sizeof(buf), &n), OTLS_E_TLS_EOF);
    support_assert_message("close_notify");
    ends_close(&e);
    check_counts(&before);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("connection_bad");
    TCase *c = tcase_create("connection_bad");

    tcase_set_timeout(c, 120);
    tcase_add_loop_test(
        c, a_bad_certificate_of_either_end_has_its_code, 0, BAD * ENDS_WAYS);
    tcase_add_loop_test(
        c, a_byte_at_a_time_meets_the_deadline_of_the_whole_call, 0, 2);
    tcase_add_test(c, a_handshake_that_is_cut_short_says_so);
    tcase_add_loop_test(c, half_closed_after_data_is_no_proper_end, 1, 3);
    suite_add_tcase(s, c);
    return s;
}
