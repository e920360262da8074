/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <arpa/inet.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "support.h"

#include "base/call.h"
#include "bio/connect.h"
#include "bio/resolve.h"

#define MINUTE 60000

static int
listen_on(const char *address, int *port, int backlog)
{
    struct sockaddr_in in;
    socklen_t len = sizeof(in);
    const int one = 1;
    const int fd = socket(AF_INET, SOCK_STREAM, 0);

    memset(&in, 0, sizeof(in));
    in.sin_family = AF_INET;
    in.sin_port = htons((uint16_t)*port);
    ck_assert_int_eq(inet_pton(AF_INET, address, &in.sin_addr), 1);
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
    ck_assert_int_eq(bind(fd, (struct sockaddr *)&in, sizeof(in)), 0);
    ck_assert_int_eq(listen(fd, backlog), 0);
    ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&in, &len), 0);
    *port = ntohs(in.sin_port);
    return fd;
}

static struct sockaddr_in
address_of(const char *address, int port)
{
    struct sockaddr_in in;

    memset(&in, 0, sizeof(in));
    in.sin_family = AF_INET;
    in.sin_port = htons((uint16_t)port);
    ck_assert_int_eq(inet_pton(AF_INET, address, &in.sin_addr), 1);
    return in;
}

/* A listener whose queue is full lets whoever comes next wait. */
static int filler = -1, filler2 = -1;

static int
listen_silently(const char *address, int *port)
{
    const int fd = listen_on(address, port, 0);
    struct sockaddr_in in = address_of(address, *port);

    filler = socket(AF_INET, SOCK_STREAM, 0);
    ck_assert_int_eq(connect(filler, (struct sockaddr *)&in, sizeof(in)), 0);
    filler2 = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    (void)connect(filler2, (struct sockaddr *)&in, sizeof(in));
    return fd;
}

/* A resolver that answers with addresses of this machine. */
static const char *answers[4];
static atomic_int asked, stuck;

static struct addrinfo *
answer_new(const char *address, const char *service)
{
    struct addrinfo hints, *found;

    memset(&hints, 0, sizeof(hints));
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICHOST;
    ck_assert_int_eq(getaddrinfo(address, service, &hints, &found), 0);
    return found;
}

static int
resolve(const char *host, const char *service, const struct addrinfo *hints,
    struct addrinfo **addresses)
{
    struct addrinfo **link = addresses;
    int i;

    (void)host;
    if ((hints->ai_flags & AI_NUMERICHOST) != 0)
        return EAI_NONAME;
    (void)atomic_fetch_add(&asked, 1);
    while (atomic_load(&stuck))
        (void)sched_yield();
    for (i = 0; i < 4 && answers[i] != NULL; i++) {
        *link = answer_new(answers[i], service);
        link = &(*link)->ai_next;
    }
    return i > 0 ? 0 : EAI_NONAME;
}

static int
run(const char *host, int port, int64_t timeout_ms, int *fd)
{
    const struct otls__limit limit = otls__limit_begin(timeout_ms);
    struct otls__call call;
    int rv;

    *fd = -1;
    ck_assert_ok(otls__call_begin(&call));
    rv = otls__connect(host, port, &limit, fd);
    return otls__call_end(&call, rv);
}

static void
assert_reaches(int fd, const char *address, int port)
{
    struct sockaddr_in in;
    socklen_t len = sizeof(in);
    char text[64];

    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(getpeername(fd, (struct sockaddr *)&in, &len), 0);
    ck_assert_str_eq(
        inet_ntop(AF_INET, &in.sin_addr, text, sizeof(text)), address);
    ck_assert_int_eq(ntohs(in.sin_port), port);
    ck_assert((fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
    (void)close(fd);
}

START_TEST(a_number_needs_no_look_up)
{
    int port = 0, fd;
    const int listener = listen_on("127.0.0.1", &port, 4);

    ck_assert_ok(run("127.0.0.1", port, MINUTE, &fd));
    assert_reaches(fd, "127.0.0.1", port);
    ck_assert_ok(run("localhost", port, MINUTE, &fd));
    assert_reaches(fd, "127.0.0.1", port);
    (void)close(listener);
}
END_TEST

START_TEST(an_address_that_refuses_makes_way_for_the_next)
{
    int port = 0, fd;
    const int listener = listen_on("127.0.0.2", &port, 4);
    const int fds = support_open_fds();

    otls__resolve_hook = resolve;
    answers[0] = "127.0.0.1";
    answers[1] = "127.0.0.2";
    ck_assert_ok(run("two.example", port, MINUTE, &fd));
    assert_reaches(fd, "127.0.0.2", port);
    ck_assert_int_eq(support_open_fds(), fds);
    (void)close(listener);
}
END_TEST

START_TEST(an_address_that_says_nothing_makes_way_for_the_next)
{
    int port = 0, fd;
    const int silent = listen_silently("127.0.0.1", &port);
    const int listener = listen_on("127.0.0.2", &port, 4);
    const int fds = support_open_fds();

    otls__resolve_hook = resolve;
    answers[0] = "127.0.0.1";
    answers[1] = "127.0.0.2";
    ck_assert_ok(run("two.example", port, MINUTE, &fd));
    assert_reaches(fd, "127.0.0.2", port);
    ck_assert_int_eq(support_open_fds(), fds);
    (void)close(listener);
    (void)close(silent);
}
END_TEST

START_TEST(silence_ends_with_the_limit_and_leaves_no_descriptor)
{
    int port = 0, fd;
    const int silent = listen_silently("127.0.0.1", &port);
    const int fds = support_open_fds();

    ck_assert_otls(run("127.0.0.1", port, 50, &fd), OTLS_E_TIMEOUT);
    support_assert_message("127.0.0.1");
    ck_assert_int_eq(fd, -1);
    ck_assert_int_eq(support_open_fds(), fds);
    (void)close(silent);
}
END_TEST

START_TEST(the_first_refusal_is_the_answer_when_all_refuse)
{
    int port = 0, fd;
    const int fds = support_open_fds();

    (void)close(listen_on("127.0.0.1", &port, 4));
    otls__resolve_hook = resolve;
    answers[0] = "127.0.0.1";
    answers[1] = "127.0.0.2";
    ck_assert_otls(run("two.example", port, MINUTE, &fd), OTLS_E_IO);
    support_assert_message("two.example");
    support_assert_message("refused");
    ck_assert_int_eq(support_open_fds(), fds);
}
END_TEST

START_TEST(a_name_without_address_is_not_found)
{
    int fd;

    otls__resolve_hook = resolve;
    answers[0] = NULL;
    ck_assert_otls(
        run("none.example", 443, MINUTE, &fd), OTLS_E_HOST_NOT_FOUND);
    support_assert_message("none.example");
}
END_TEST

START_TEST(ports_that_are_none_are_refused)
{
    int fd;

    ck_assert_otls(run("127.0.0.1", 0, MINUTE, &fd), OTLS_E_INVALID);
    ck_assert_otls(run("127.0.0.1", 65536, MINUTE, &fd), OTLS_E_INVALID);
    ck_assert_otls(run("127.0.0.1", -1, MINUTE, &fd), OTLS_E_INVALID);
}
END_TEST

static void
wait_for_no_more_than(int fds)
{
    while (support_open_fds() > fds)
        (void)sched_yield();
}

START_TEST(a_resolver_that_hangs_is_left_behind)
{
    const int fds = support_open_fds();
    int fd;

    otls__resolve_hook = resolve;
    answers[0] = "127.0.0.1";
    atomic_store(&stuck, 1);
    ck_assert_otls(run("slow.example", 443, 30, &fd), OTLS_E_TIMEOUT);
    support_assert_message("slow.example");
    while (atomic_load(&asked) == 0)
        (void)sched_yield();
    atomic_store(&stuck, 0);
    wait_for_no_more_than(fds);
}
END_TEST

START_TEST(no_more_look_ups_than_allowed_are_left_behind)
{
    const int fds = support_open_fds();
    int fd, i;

    otls__resolve_hook = resolve;
    atomic_store(&stuck, 1);
    for (i = 0; i < OTLS__LOOKUPS_MAX; i++)
        ck_assert_otls(run("slow.example", 443, 1, &fd), OTLS_E_TIMEOUT);
    ck_assert_otls(run("slow.example", 443, 1, &fd), OTLS_E_LIMIT);
    atomic_store(&stuck, 0);
    wait_for_no_more_than(fds);
}
END_TEST

static void
ignore_signal(int number)
{
    (void)number;
}

static void
arm(void)
{
    const struct itimerval soon = {{0, 20000}, {0, 20000}};
    struct sigaction action;

    memset(&action, 0, sizeof(action));
    action.sa_handler = ignore_signal;
    ck_assert_int_eq(sigaction(SIGALRM, &action, NULL), 0);
    ck_assert_int_eq(setitimer(ITIMER_REAL, &soon, NULL), 0);
}

START_TEST(a_signal_interrupts_look_up_and_connecting)
{
    int port = 0, fd;
    const int silent = listen_silently("127.0.0.1", &port);
    const int fds = support_open_fds();

    arm();
    ck_assert_otls(run("127.0.0.1", port, -1, &fd), OTLS_E_INTERRUPTED);
    ck_assert_int_eq(support_open_fds(), fds);
    otls__resolve_hook = resolve;
    atomic_store(&stuck, 1);
    ck_assert_otls(run("slow.example", port, -1, &fd), OTLS_E_INTERRUPTED);
    atomic_store(&stuck, 0);
    wait_for_no_more_than(fds);
    (void)close(silent);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("connect");
    TCase *c = tcase_create("connect");

    tcase_set_timeout(c, 60);
    tcase_add_test(c, a_number_needs_no_look_up);
    tcase_add_test(c, an_address_that_refuses_makes_way_for_the_next);
    tcase_add_test(c, an_address_that_says_nothing_makes_way_for_the_next);
    tcase_add_test(c, silence_ends_with_the_limit_and_leaves_no_descriptor);
    tcase_add_test(c, the_first_refusal_is_the_answer_when_all_refuse);
    tcase_add_test(c, a_name_without_address_is_not_found);
    tcase_add_test(c, ports_that_are_none_are_refused);
    tcase_add_test(c, a_resolver_that_hangs_is_left_behind);
    tcase_add_test(c, no_more_look_ups_than_allowed_are_left_behind);
    tcase_add_test(c, a_signal_interrupts_look_up_and_connecting);
    suite_add_tcase(s, c);
    return s;
}
