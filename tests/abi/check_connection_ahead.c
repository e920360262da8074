/* SPDX-License-Identifier: ISC */
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ends.h"

#include "certs.h"

#define WAYS 2 /* TLS 1.3 and 1.2, over sockets */
#define WAY(i) ((i) == 0 ? 0 : ENDS_1_2)

static void
send_record(otls_handle from, const char *text, size_t len)
{
    size_t n;

    ck_assert_ok(otls_connection_write(from, text, len, &n));
    ck_assert_uint_eq(n, len);
}

static void
assert_read(otls_handle to, char wanted)
{
    char c;
    size_t n;

    ck_assert_ok(otls_connection_read(to, &c, 1, &n));
    ck_assert_uint_eq(n, 1);
    ck_assert_int_eq(c, wanted);
}

static int
is_readable(int fd)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};

    return poll(&p, 1, 0);
}

/* The client has read a first byte, and nothing is pending. */
static void
open_quiet(struct ends *e, int way)
{
    int64_t pending;

    ends_open(e, way);
    ends_shake_well(e);
    ends_say(e->server, e->client, "tickets come before this");
    ck_assert_ok(otls_connection_pending(e->client, &pending));
    ck_assert_int_eq(pending, 0);
}

START_TEST(pending_tells_of_records_that_the_descriptor_doesnt)
{
    struct ends e;
    int64_t pending;
    int i;

    open_quiet(&e, WAY(_i));
    send_record(e.server, "a", 1);
    send_record(e.server, "bcd", 3);
    send_record(e.server, "e", 1);
    assert_read(e.client, 'a');
    ck_assert_int_eq(is_readable(e.fds[0]), 0);
    ck_assert_ok(otls_connection_pending(e.client, &pending));
    ck_assert_int_eq(pending, 3);
    for (i = 0; i < 3; i++)
        assert_read(e.client, "bcd"[i]);
    ck_assert_ok(otls_connection_pending(e.client, &pending));
    ck_assert_int_eq(pending, 1);
    assert_read(e.client, 'e');
    ck_assert_ok(otls_connection_pending(e.client, &pending));
    ck_assert_int_eq(pending, 0);
    ends_close(&e);
}
END_TEST

START_TEST(pending_tells_of_an_end_that_the_descriptor_doesnt)
{
    struct ends e;
    int64_t pending;
    char c;
    size_t n = 1;

    open_quiet(&e, WAY(_i));
    send_record(e.server, "a", 1);
    ck_assert_otls(otls_connection_shutdown(e.server), OTLS_E_WANT_READ);
    assert_read(e.client, 'a');
    ck_assert_int_eq(is_readable(e.fds[0]), 0);
    ck_assert_ok(otls_connection_pending(e.client, &pending));
    ck_assert_int_eq(pending, 1);
    ck_assert_ok(otls_connection_read(e.client, &c, 1, &n));
    ck_assert_uint_eq(n, 0);
    ends_close(&e);
}
END_TEST

START_TEST(pending_tells_of_a_failure_that_the_descriptor_doesnt)
{
    struct ends e;
    int64_t pending;
    char c;
    size_t n;

    open_quiet(&e, WAY(_i));
    send_record(e.server, "a", 1);
    ck_assert_int_eq(write(e.fds[1],
                         "\x17\x03\x03\x00\x20no record of this"
                         " connection at all....",
                         37),
        37);
    assert_read(e.client, 'a');
    ck_assert_int_eq(is_readable(e.fds[0]), 0);
    ck_assert_ok(otls_connection_pending(e.client, &pending));
    ck_assert_int_eq(pending, 1);
    ck_assert_int_lt(otls_connection_read(e.client, &c, 1, &n), 0);
    ends_close(&e);
}
END_TEST

START_TEST(a_part_of_a_record_is_waited_for_at_the_descriptor)
{
    struct ends e;
    int64_t pending;
    char c;
    size_t n;

    open_quiet(&e, WAY(_i));
    send_record(e.server, "a", 1);
    ck_assert_int_eq(write(e.fds[1], "\x17\x03\x03\x00\x20", 5), 5);
    assert_read(e.client, 'a');
    ck_assert_ok(otls_connection_pending(e.client, &pending));
    ck_assert_int_eq(pending, 0);
    ck_assert_otls(
        otls_connection_read(e.client, &c, 1, &n), OTLS_E_WANT_READ);
    ends_close(&e);
}
END_TEST

START_TEST(what_follows_the_end_is_left_in_a_socket_that_is_the_callers)
{
    struct ends e;
    char text[16] = "";
    size_t n = 1;

    ends_contexts(&e, WAY(_i), "server");
    ck_assert_int_eq(
        socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, e.fds), 0);
    ck_assert_ok(
        otls_connection_new_socket(e.client_context, e.fds[0], 0, &e.client));
    ck_assert_ok(
        otls_connection_new_socket(e.server_context, e.fds[1], 0, &e.server));
    ck_assert_ok(otls_connection_set_servername(e.client, "localhost"));
    ck_assert_ok(otls_connection_set_timeout_ms(e.client, 0));
    ck_assert_ok(otls_connection_set_timeout_ms(e.server, 0));
    ends_shake_well(&e);
    send_record(e.server, "a", 1);
    ck_assert_otls(otls_connection_shutdown(e.server), OTLS_E_WANT_READ);
    ck_assert_int_eq(write(e.fds[1], "in plain", 8), 8);
    assert_read(e.client, 'a');
    ck_assert_ok(otls_connection_read(e.client, text, sizeof(text), &n));
    ck_assert_uint_eq(n, 0);
    ck_assert_int_eq(recv(e.fds[0], text, sizeof(text), MSG_DONTWAIT), 8);
    ck_assert_str_eq(text, "in plain");
    ends_close(&e);
    (void)close(e.fds[0]);
    (void)close(e.fds[1]);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("connection");
    TCase *c = tcase_create("ahead");

    tcase_add_loop_test(
        c, pending_tells_of_records_that_the_descriptor_doesnt, 0, WAYS);
    tcase_add_loop_test(
        c, pending_tells_of_an_end_that_the_descriptor_doesnt, 0, WAYS);
    tcase_add_loop_test(
        c, pending_tells_of_a_failure_that_the_descriptor_doesnt, 0, WAYS);
    tcase_add_loop_test(
        c, a_part_of_a_record_is_waited_for_at_the_descriptor, 0, WAYS);
    tcase_add_loop_test(c,
        what_follows_the_end_is_left_in_a_socket_that_is_the_callers, 0, WAYS);
    suite_add_tcase(s, c);
    return s;
}
