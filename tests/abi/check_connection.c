/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "ends.h"

#include "certs.h"

START_TEST(two_ends_shake_hands_talk_and_close)
{
    struct ends e;
    char buf[100];
    size_t n;

    ends_open(&e, _i);
    ends_shake_well(&e);
    ends_say(e.client, e.server, "hello");
    ends_say(e.server, e.client, "welcome");
    ck_assert_ok(otls_connection_shutdown_write(e.client));
    ck_assert_ok(otls_connection_read(e.server, buf, sizeof(buf), &n));
    ck_assert_uint_eq(n, 0);
    ends_say(e.server, e.client, "one more");
    ck_assert_ok(otls_connection_shutdown(e.server));
    ck_assert_ok(otls_connection_shutdown(e.client));
    ends_close(&e);
}
END_TEST

START_TEST(what_a_write_had_to_leave_goes_out_with_the_next)
{
    static char big[300000], got[300000];
    struct ends e;
    size_t n, m, sent = 0, read = 0;
    int rv;

    memset(big, 'x', sizeof(big));
    big[sizeof(big) - 1] = 'y';
    ends_open(&e, _i);
    ends_shake_well(&e);
    while (read < sizeof(big)) {
        /* from another place each time */
        char *const copy = malloc(sizeof(big) - sent + 1);

        memcpy(copy, big + sent, sizeof(big) - sent);
        rv = otls_connection_write(e.client, copy, sizeof(big) - sent, &n);
        ck_assert(rv == OTLS_OK || rv == OTLS_E_WANT_WRITE);
        free(copy);
        sent += n;
        while ((rv = otls_connection_read(e.server, got + read,
                    sizeof(got) - read, &m)) == OTLS_OK &&
               m > 0)
            read += m;
        ck_assert(ends_is_want(rv) || read == sizeof(big));
    }
    ck_assert_uint_eq(sent, sizeof(big));
    ck_assert_mem_eq(got, big, sizeof(big));
    ends_close(&e);
}
END_TEST

START_TEST(a_shorter_write_after_one_that_was_cut_is_refused)
{
    static char big[300000];
    struct ends e;
    size_t n;

    ends_open(&e, _i);
    ends_shake_well(&e);
    while (otls_connection_write(e.client, big, sizeof(big), &n) == OTLS_OK)
        ;
    ck_assert_otls(
        otls_connection_write(e.client, big, 1, &n), OTLS_E_INVALID);
    ck_assert_otls(otls_connection_write(e.client, big, sizeof(big), &n),
        OTLS_E_WANT_WRITE);
    ends_close(&e);
}
END_TEST

/* A listener of this machine, and its port. */
static int
listen_here(int *port)
{
    struct sockaddr_in in;
    socklen_t len = sizeof(in);
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    memset(&in, 0, sizeof(in));
    in.sin_family = AF_INET;
    in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ck_assert_int_eq(bind(fd, (struct sockaddr *)&in, sizeof(in)), 0);
    ck_assert_int_eq(listen(fd, 8), 0);
    ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&in, &len), 0);
    *port = ntohs(in.sin_port);
    return fd;
}

struct server {
    otls_handle context;
    int listener;
    int rv;
};

static int
echo(otls_handle connection)
{
    char buf[5000];
    size_t len, n;
    int rv;

    while ((rv = otls_connection_read(connection, buf, sizeof(buf), &len)) ==
               OTLS_OK &&
           len > 0)
        if ((rv = otls_connection_write(connection, buf, len, &n)) != OTLS_OK)
            return rv;
    return rv == OTLS_OK ? otls_connection_shutdown(connection) : rv;
}

static void *
serve(void *arg)
{
    struct server *s = arg;
    otls_handle connection;
    const int fd = accept(s->listener, NULL, NULL);

    s->rv = otls_connection_new_socket(s->context, fd, 1, &connection);
    if (s->rv == OTLS_OK)
        s->rv = echo(connection);
    (void)otls_connection_free(connection);
    return NULL;
}

START_TEST(a_client_reaches_host_and_port)
{
    struct ends e;
    struct server s;
    pthread_t thread;
    otls_handle c;
    char buf[100];
    size_t n;
    int port;

    ends_contexts(&e, _i & ENDS_1_2, "server");
    s.listener = listen_here(&port);
    s.context = e.server_context;
    ck_assert_int_eq(pthread_create(&thread, NULL, serve, &s), 0);
    ck_assert_ok(otls_connection_connect(
        e.client_context, "localhost", port, 60000, &c));
    ck_assert_ok(otls_connection_set_timeout_ms(c, 60000));
    ck_assert_ok(otls_connection_write(c, "ping", 4, &n));
    ck_assert_ok(otls_connection_read(c, buf, sizeof(buf), &n));
    ck_assert_uint_eq(n, 4);
    ck_assert_ok(otls_connection_shutdown(c));
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    ck_assert_ok(s.rv);
    ck_assert_ok(otls_connection_free(c));
    ck_assert_ok(otls_context_free(e.client_context));
    ck_assert_ok(otls_context_free(e.server_context));
    (void)close(s.listener);
}
END_TEST

#define STREAM ((size_t)4 << 20)

static void *
pour(void *arg)
{
    static const char bytes[7000];
    const otls_handle c = *(const otls_handle *)arg;
    size_t sent = 0, n, len;

    while (sent < STREAM) {
        len = STREAM - sent < sizeof(bytes) ? STREAM - sent : sizeof(bytes);
        if (otls_connection_write(c, bytes, len, &n) != OTLS_OK)
            return NULL;
        sent += n;
    }
    return arg;
}

static void *
drain(void *arg)
{
    const otls_handle c = *(const otls_handle *)arg;
    char buf[9000];
    size_t got = 0, n;

    while (got < STREAM) {
        if (otls_connection_read(c, buf, sizeof(buf), &n) != OTLS_OK || n == 0)
            return NULL;
        got += n;
    }
    return arg;
}

/* Four threads, no handshake before: one of each end's does it. */
START_TEST(both_directions_flow_at_once)
{
    struct ends e;
    pthread_t threads[4];
    void *result;
    int i;

    ends_open(&e, _i & ENDS_1_2);
    ck_assert_ok(otls_connection_set_timeout_ms(e.client, -1));
    ck_assert_ok(otls_connection_set_timeout_ms(e.server, -1));
    ck_assert_int_eq(pthread_create(&threads[0], NULL, pour, &e.client), 0);
    ck_assert_int_eq(pthread_create(&threads[1], NULL, drain, &e.client), 0);
    ck_assert_int_eq(pthread_create(&threads[2], NULL, pour, &e.server), 0);
    ck_assert_int_eq(pthread_create(&threads[3], NULL, drain, &e.server), 0);
    for (i = 0; i < 4; i++) {
        ck_assert_int_eq(pthread_join(threads[i], &result), 0);
        ck_assert_ptr_nonnull(result);
    }
    ends_close(&e);
}
END_TEST

static void
count_signal(int number)
{
    (void)number;
}

START_TEST(a_signal_interrupts_and_the_call_can_be_made_again)
{
    const struct itimerval soon = {{0, 20000}, {0, 20000}};
    struct sigaction action;
    struct ends e;
    char buf[10];
    size_t n;

    memset(&action, 0, sizeof(action));
    action.sa_handler = count_signal;
    ends_open(&e, _i & ENDS_1_2);
    ends_shake_well(&e);
    ck_assert_ok(otls_connection_set_timeout_ms(e.client, -1));
    ck_assert_int_eq(sigaction(SIGALRM, &action, NULL), 0);
    ck_assert_int_eq(setitimer(ITIMER_REAL, &soon, NULL), 0);
    ck_assert_otls(otls_connection_read(e.client, buf, sizeof(buf), &n),
        OTLS_E_INTERRUPTED);
    ends_say(e.server, e.client, "there");
    ends_close(&e);
}
END_TEST

START_TEST(the_limit_holds_though_bytes_trickle)
{
    struct ends e;
    char buf[10];
    size_t n;

    ends_open(&e, _i & ENDS_1_2);
    ck_assert_ok(otls_connection_set_timeout_ms(e.client, 30));
    ck_assert_otls(otls_connection_handshake(e.client), OTLS_E_TIMEOUT);
    /* half of a record's header */
    ck_assert_int_eq(send(e.fds[1], "\x16\x03", 2, 0), 2);
    ck_assert_otls(
        otls_connection_read(e.client, buf, sizeof(buf), &n), OTLS_E_TIMEOUT);
    ends_close(&e);
}
END_TEST

START_TEST(a_child_can_only_free_what_its_parent_began)
{
    struct ends e;
    char buf[10];
    size_t n;
    pid_t pid;
    int bad;

    ends_open(&e, _i);
    ends_shake_well(&e);
    pid = fork();
    if (pid == 0) {
        bad = otls_connection_write(e.client, "x", 1, &n) != OTLS_E_FORKED;
        bad |= otls_connection_read(e.client, buf, 1, &n) != OTLS_E_FORKED;
        bad |= otls_connection_shutdown(e.client) != OTLS_E_FORKED;
        bad |= otls_connection_free(e.client) != OTLS_OK;
        _exit(bad);
    }
    ck_assert_int_eq(support_wait(pid), 0);
    ends_say(e.client, e.server, "still here");
    ck_assert_otls(otls_connection_read(e.server, buf, sizeof(buf), &n),
        OTLS_E_WANT_READ);
    ends_close(&e);
}
END_TEST

START_TEST(a_child_can_begin_what_its_parent_made)
{
    struct ends e;
    pid_t pid;
    int client, server;

    ends_open(&e, _i);
    pid = fork();
    if (pid == 0) {
        ends_shake(&e, &client, &server);
        _exit(client != OTLS_OK || server != OTLS_OK);
    }
    ck_assert_int_eq(support_wait(pid), 0);
    ends_close(&e);
}
END_TEST

START_TEST(files_are_sent_in_part_and_whole)
{
    static unsigned char got[200000];
    char file[100000];
    struct ends e;
    size_t read, n;
    int64_t sent, all;
    const char *path = support_path("sent");
    int rv;

    memset(file, 'f', sizeof(file));
    memcpy(file + 99990, "0123456789", 10);
    support_write_file(path, file, sizeof(file));
    ends_open(&e, _i);
    ends_shake_well(&e);
    ck_assert_ok(otls_connection_send_file(e.server, path, 99990, 4, &sent));
    ck_assert_int_eq(sent, 4);
    ck_assert_ok(
        otls_connection_send_file(e.server, path, 99994, 1000, &sent));
    ck_assert_int_eq(sent, 6);
    ck_assert_ok(otls_connection_send_file(e.server, path, 100000, -1, &sent));
    ck_assert_int_eq(sent, 0);
    for (read = 0; read < 10; read += n)
        ck_assert_ok(otls_connection_read(e.client, got + read, 10, &n));
    ck_assert_mem_eq(got, "0123456789", 10);
    for (all = 0, read = 0; read < sizeof(file);) {
        rv = otls_connection_send_file(e.server, path, all, -1, &sent);
        ck_assert(rv == OTLS_OK || rv == OTLS_E_WANT_WRITE);
        all += sent;
        while (otls_connection_read(
                   e.client, got + read, sizeof(got) - read, &n) == OTLS_OK)
            read += n;
    }
    ck_assert_int_eq(all, (int64_t)sizeof(file));
    ck_assert_mem_eq(got, file, sizeof(file));
    ends_close(&e);
}
END_TEST

START_TEST(only_regular_files_are_sent)
{
    struct ends e;
    int64_t sent;
    int fds[2];

    ends_open(&e, _i);
    ends_shake_well(&e);
    ck_assert_int_eq(pipe(fds), 0);
    ck_assert_otls(otls_connection_send_file(
                       e.server, support_path("none"), 0, -1, &sent),
        OTLS_E_NOT_FOUND);
    ck_assert_otls(
        otls_connection_send_file(e.server, support_tmpdir(), 0, -1, &sent),
        OTLS_E_UNSUPPORTED);
    ck_assert_otls(otls_connection_send_fd(e.server, fds[0], 0, -1, &sent),
        OTLS_E_UNSUPPORTED);
    ck_assert_otls(
        otls_connection_send_fd(e.server, -1, 0, -1, &sent), OTLS_E_INVALID);
    ck_assert_otls(otls_connection_send_file(
                       e.server, certs_path("root.crt"), -1, -1, &sent),
        OTLS_E_INVALID);
    ck_assert_otls(otls_connection_send_file(
                       e.server, certs_path("root.crt"), 0, -2, &sent),
        OTLS_E_INVALID);
    (void)close(fds[0]);
    (void)close(fds[1]);
    ends_close(&e);
}
END_TEST

START_TEST(the_last_server_name_counts)
{
    struct ends e;
    char buf[100];
    size_t n;

    ends_open(&e, _i);
    ck_assert_ok(otls_connection_set_servername(e.client, "127.0.0.1"));
    ck_assert_ok(otls_connection_set_servername(e.client, "no.example"));
    ck_assert_ok(otls_connection_set_servername(e.client, "example.com."));
    ends_shake_well(&e);
    ck_assert_ok(
        otls_connection_info_servername(e.client, buf, sizeof(buf), &n));
    ck_assert_mem_eq(buf, "example.com", n);
    ck_assert_ok(
        otls_connection_info_servername(e.server, buf, sizeof(buf), &n));
    ck_assert_uint_eq(n, strlen("example.com"));
    ck_assert_mem_eq(buf, "example.com", n);
    ck_assert_otls(otls_connection_set_servername(e.client, "localhost"),
        OTLS_E_TLS_STATE);
    ends_disconnect(&e);
    /* an address isn't sent, and checked as an address */
    ends_connect(&e);
    ck_assert_ok(otls_connection_set_servername(e.client, "no.example"));
    ck_assert_ok(otls_connection_set_servername(e.client, "::1"));
    ends_shake_well(&e);
    ck_assert_ok(
        otls_connection_info_servername(e.server, buf, sizeof(buf), &n));
    ck_assert_uint_eq(n, 0);
    ends_close(&e);
}
END_TEST

START_TEST(a_name_that_was_replaced_is_not_good_enough)
{
    struct ends e;
    int client, server;

    ends_open(&e, _i);
    ck_assert_ok(otls_connection_set_servername(e.client, "127.0.0.2"));
    ends_shake(&e, &client, &server);
    ck_assert_int_eq(client, OTLS_E_CERT_HOST);
    ends_disconnect(&e);
    ends_connect(&e);
    ck_assert_ok(otls_connection_set_servername(e.client, "::1"));
    ck_assert_ok(otls_connection_set_servername(e.client, "no.example"));
    ends_shake(&e, &client, &server);
    ck_assert_int_eq(client, OTLS_E_CERT_HOST);
    ends_close(&e);
}
END_TEST

START_TEST(keylog_lines_are_taken_until_none_is_left)
{
    struct ends e;
    char buf[300];
    size_t n, told;
    int lines;

    ends_contexts(&e, _i, "server");
    ck_assert_ok(otls_context_set_keylog(e.client_context, 1));
    ends_connect(&e);
    ck_assert_ok(
        otls_connection_info_next_keylog(e.client, buf, sizeof(buf), &n));
    ck_assert_uint_eq(n, 0);
    ends_shake_well(&e);
    for (lines = 0;; lines++) {
        ck_assert_ok(
            otls_connection_info_next_keylog(e.client, NULL, 0, &told));
        ck_assert_ok(
            otls_connection_info_next_keylog(e.client, buf, sizeof(buf), &n));
        ck_assert_uint_eq(n, told);
        if (n == 0)
            break;
        ck_assert_ptr_nonnull(memchr(buf, ' ', n));
    }
    ck_assert_int_ge(lines, (_i & ENDS_1_2) != 0 ? 1 : 4);
    ck_assert_ok(
        otls_connection_info_next_keylog(e.server, buf, sizeof(buf), &n));
    ck_assert_uint_eq(n, 0);
    ends_close(&e);
}
END_TEST

START_TEST(nothing_is_left_when_all_is_freed)
{
    const int fds = support_open_fds();
    struct ends e;
    int64_t handles;

    ends_open(&e, _i);
    ends_shake_well(&e);
    ends_close(&e);
    ck_assert_int_eq(support_open_fds(), fds);
    ck_assert_ok(otls_handle_count(0, &handles));
    ck_assert_int_eq(handles, 0);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("connection");
    TCase *c = tcase_create("connection");

    tcase_set_timeout(c, 120);
    tcase_add_loop_test(c, two_ends_shake_hands_talk_and_close, 0, ENDS_WAYS);
    tcase_add_loop_test(
        c, what_a_write_had_to_leave_goes_out_with_the_next, 0, ENDS_WAYS);
    tcase_add_loop_test(
        c, a_shorter_write_after_one_that_was_cut_is_refused, 0, ENDS_WAYS);
    tcase_add_loop_test(c, a_client_reaches_host_and_port, 1, 3);
    tcase_add_loop_test(c, both_directions_flow_at_once, 1, 3);
    tcase_add_loop_test(
        c, a_signal_interrupts_and_the_call_can_be_made_again, 1, 3);
    tcase_add_test(c, the_limit_holds_though_bytes_trickle);
    tcase_add_loop_test(
        c, a_child_can_only_free_what_its_parent_began, 0, ENDS_WAYS);
    tcase_add_loop_test(
        c, a_child_can_begin_what_its_parent_made, 0, ENDS_WAYS);
    tcase_add_loop_test(c, files_are_sent_in_part_and_whole, 0, ENDS_WAYS);
    tcase_add_test(c, only_regular_files_are_sent);
    tcase_add_loop_test(c, the_last_server_name_counts, 0, ENDS_WAYS);
    tcase_add_loop_test(
        c, a_name_that_was_replaced_is_not_good_enough, 0, ENDS_WAYS);
    tcase_add_loop_test(
        c, keylog_lines_are_taken_until_none_is_left, 0, ENDS_WAYS);
    tcase_add_loop_test(c, nothing_is_left_when_all_is_freed, 0, ENDS_WAYS);
    suite_add_tcase(s, c);
    return s;
}
