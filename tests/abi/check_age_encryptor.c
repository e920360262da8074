/* SPDX-License-Identifier: ISC */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support.h"

#define RECIPIENT                                                             \
    "age1w3tyke4gev25vaxxsvcgqu4484rf6ejpmavs57p6yz6lhy2sfs5swrvwyn"

static otls_handle encryptor, recipient, passphrase;

static void
setup(void)
{
    ck_assert_ok(otls_age_encryptor_new(&encryptor));
    ck_assert_ok(
        otls_age_recipient_parse(RECIPIENT, strlen(RECIPIENT), &recipient));
    ck_assert_ok(otls_age_recipient_passphrase("secret", 6, 2, &passphrase));
}

static void
teardown(void)
{
    int64_t count;

    ck_assert_ok(otls_age_encryptor_free(encryptor));
    ck_assert_ok(otls_age_recipient_free(recipient));
    ck_assert_ok(otls_age_recipient_free(passphrase));
    ck_assert_ok(otls_handle_count(0, &count));
    ck_assert_int_eq(count, 0);
}

/* How many stanzas of a kind a run of the job writes. */
static size_t
stanzas(const char *kind)
{
    char text[4096], needle[40];
    otls_handle in, out;
    const char *at = text;
    size_t len, n = 0;

    ck_assert_ok(otls_bio_memory_from("x", 1, &in));
    ck_assert_ok(otls_bio_memory_new(&out));
    ck_assert_ok(otls_age_encryptor_stream(encryptor, in, out));
    ck_assert_ok(otls_bio_read(out, text, sizeof(text) - 1, &len));
    text[len] = '\0';
    (void)snprintf(needle, sizeof(needle), "\n-> %s ", kind);
    for (; (at = strstr(at, needle)) != NULL; at++)
        n++;
    ck_assert_ok(otls_bio_free(in));
    ck_assert_ok(otls_bio_free(out));
    return n;
}

START_TEST(encryptor_without_recipients_is_refused)
{
    otls_handle in, out;
    int64_t pending;

    ck_assert_ok(otls_bio_memory_from("x", 1, &in));
    ck_assert_ok(otls_bio_memory_new(&out));
    ck_assert_otls(
        otls_age_encryptor_stream(encryptor, in, out), OTLS_E_INVALID);
    support_assert_message("otls_age_encryptor_add()");
    ck_assert_ok(otls_bio_pending(out, &pending));
    ck_assert_int_eq(pending, 0);
    ck_assert_ok(otls_bio_free(in));
    ck_assert_ok(otls_bio_free(out));
}
END_TEST

START_TEST(encryptor_takes_a_recipient_once)
{
    otls_handle again;

    ck_assert_ok(
        otls_age_recipient_parse(RECIPIENT, strlen(RECIPIENT), &again));
    ck_assert_ok(otls_age_encryptor_add(encryptor, recipient));
    ck_assert_ok(otls_age_encryptor_add(encryptor, recipient));
    ck_assert_ok(otls_age_encryptor_add(encryptor, again));
    ck_assert_ok(otls_age_recipient_free(again));
    ck_assert_uint_eq(stanzas("X25519"), 1);
}
END_TEST

START_TEST(encryptor_keeps_a_passphrase_alone)
{
    otls_handle other;

    ck_assert_ok(otls_age_recipient_passphrase("other", 5, 2, &other));
    ck_assert_ok(otls_age_encryptor_add(encryptor, passphrase));
    ck_assert_ok(otls_age_encryptor_add(encryptor, passphrase));
    ck_assert_otls(
        otls_age_encryptor_add(encryptor, recipient), OTLS_E_AGE_MIXED);
    ck_assert_otls(otls_age_encryptor_add(encryptor, other), OTLS_E_AGE_MIXED);
    support_write_file(
        support_path("rec"), RECIPIENT "\n", strlen(RECIPIENT) + 1);
    ck_assert_otls(otls_age_encryptor_add_file(encryptor, support_path("rec")),
        OTLS_E_AGE_MIXED);
    ck_assert_uint_eq(stanzas("scrypt"), 1);
    ck_assert_uint_eq(stanzas("X25519"), 0);
    ck_assert_ok(otls_age_recipient_free(other));
}
END_TEST

START_TEST(encryptor_takes_no_passphrase_after_a_recipient)
{
    ck_assert_ok(otls_age_encryptor_add(encryptor, recipient));
    ck_assert_otls(
        otls_age_encryptor_add(encryptor, passphrase), OTLS_E_AGE_MIXED);
    ck_assert_uint_eq(stanzas("X25519"), 1);
}
END_TEST

START_TEST(encryptor_refuses_a_point_of_low_order)
{
    /* the point zero, with the checksum that belongs to it */
    static const char zero[] =
        "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5cu47z";
    otls_handle low, in, out;

    ck_assert_ok(otls_age_recipient_parse(zero, strlen(zero), &low));
    ck_assert_ok(otls_age_encryptor_add(encryptor, low));
    ck_assert_ok(otls_bio_memory_from("x", 1, &in));
    ck_assert_ok(otls_bio_memory_new(&out));
    ck_assert_otls(
        otls_age_encryptor_stream(encryptor, in, out), OTLS_E_AGE_RECIPIENT);
    ck_assert_ok(otls_bio_free(in));
    ck_assert_ok(otls_bio_free(out));
    ck_assert_ok(otls_age_recipient_free(low));
}
END_TEST

START_TEST(encryptor_add_file_adds_all_or_none)
{
    const char *path = support_path("rec");
    static const char bad[] = RECIPIENT "\nnonsense\n";
    otls_handle in, out;

    support_write_file(path, bad, strlen(bad));
    ck_assert_otls(
        otls_age_encryptor_add_file(encryptor, path), OTLS_E_AGE_RECIPIENT);
    support_assert_message("line 2");
    ck_assert_ok(otls_bio_memory_from("x", 1, &in));
    ck_assert_ok(otls_bio_memory_new(&out));
    ck_assert_otls(
        otls_age_encryptor_stream(encryptor, in, out), OTLS_E_INVALID);
    ck_assert_ok(otls_bio_free(in));
    ck_assert_ok(otls_bio_free(out));
    support_write_file(path, RECIPIENT "\r\n", strlen(RECIPIENT) + 2);
    ck_assert_ok(otls_age_encryptor_add_file(encryptor, path));
    ck_assert_uint_eq(stanzas("X25519"), 1);
    support_write_file(path, "age1pq1qq\n", 10);
    ck_assert_otls(
        otls_age_encryptor_add_file(encryptor, path), OTLS_E_UNSUPPORTED);
    ck_assert_otls(otls_age_encryptor_add_file(encryptor, "/nonexistent/x"),
        OTLS_E_NOT_FOUND);
    ck_assert_otls(otls_age_encryptor_add_file(encryptor, "/"), OTLS_E_IO);
}
END_TEST

START_TEST(encryptor_two_runs_share_nothing)
{
    unsigned char one[400], other[400];
    otls_handle in, out;
    size_t len, again, i, same = 0;

    ck_assert_ok(otls_age_encryptor_add(encryptor, recipient));
    ck_assert_ok(otls_bio_memory_new(&out));
    ck_assert_ok(otls_bio_memory_from("x", 1, &in));
    ck_assert_ok(otls_age_encryptor_stream(encryptor, in, out));
    ck_assert_ok(otls_bio_read(out, one, sizeof(one), &len));
    ck_assert_ok(otls_bio_free(in));
    ck_assert_ok(otls_bio_memory_from("x", 1, &in));
    ck_assert_ok(otls_age_encryptor_stream(encryptor, in, out));
    ck_assert_ok(otls_bio_read(out, other, sizeof(other), &again));
    ck_assert_ok(otls_bio_free(in));
    ck_assert_ok(otls_bio_free(out));
    ck_assert_uint_eq(len, again);
    /* the nonce and the only chunk */
    for (i = len - 33; i < len; i++)
        same += one[i] == other[i];
    ck_assert_uint_lt(same, 8);
}
END_TEST

START_TEST(encryptor_file_is_atomic_and_private)
{
    struct stat st;
    int fd, i;

    ck_assert_ok(otls_age_encryptor_add(encryptor, recipient));
    support_write_file(support_path("plain"), "hello", 5);
    for (i = 0; i < 2; i++) {
        ck_assert_ok(otls_age_encryptor_file(
            encryptor, support_path("plain"), support_path("out")));
        ck_assert_int_eq(stat(support_path("out"), &st), 0);
        ck_assert_int_eq(st.st_mode & 0777, 0600);
    }
    ck_assert_otls(otls_age_encryptor_file(
                       encryptor, support_path("none"), support_path("out")),
        OTLS_E_NOT_FOUND);
    ck_assert_otls(otls_age_encryptor_file(
                       encryptor, support_path("plain"), "/nonexistent/out"),
        OTLS_E_NOT_FOUND);
    ck_assert_otls(otls_age_encryptor_file(
                       encryptor, support_tmpdir(), support_path("new")),
        OTLS_E_IO);
    ck_assert_int_ne(stat(support_path("new"), &st), 0);
    fd = support_open_fds();
    ck_assert_otls(otls_age_encryptor_file(encryptor, support_path("plain"),
                       support_path("plain")),
        OTLS_E_SAME_FILE);
    ck_assert_int_eq(support_open_fds(), fd);
}
END_TEST

START_TEST(encryptor_knows_the_same_file_by_other_names)
{
    const char *plain = support_path("plain"), *link_ = support_path("link");
    const char *hard = support_path("hard");
    unsigned char *data;
    char dotted[300];
    size_t len;

    ck_assert_ok(otls_age_encryptor_add(encryptor, recipient));
    support_write_file(plain, "hello", 5);
    (void)unlink(link_);
    (void)unlink(hard);
    ck_assert_int_eq(symlink(plain, link_), 0);
    ck_assert_int_eq(link(plain, hard), 0);
    (void)snprintf(dotted, sizeof(dotted), "%s/./plain", support_tmpdir());
    ck_assert_otls(
        otls_age_encryptor_file(encryptor, plain, link_), OTLS_E_SAME_FILE);
    ck_assert_otls(
        otls_age_encryptor_file(encryptor, link_, plain), OTLS_E_SAME_FILE);
    ck_assert_otls(
        otls_age_encryptor_file(encryptor, plain, hard), OTLS_E_SAME_FILE);
    ck_assert_otls(
        otls_age_encryptor_file(encryptor, plain, dotted), OTLS_E_SAME_FILE);
    data = support_read_file(plain, &len);
    ck_assert_uint_eq(len, 5);
    free(data);
}
END_TEST

struct progress {
    int calls;
    int stop_at;
    int64_t done;
    int64_t total;
};

static int
on_progress(void *user, int64_t done, int64_t total)
{
    struct progress *p = user;

    ck_assert_int_ge(done, p->done);
    p->done = done;
    p->total = total;
    return ++p->calls == p->stop_at ? 1 : OTLS_CALLBACK_ACCEPT;
}

START_TEST(encryptor_reports_progress_and_can_be_cancelled)
{
    const size_t size = 5000000;
    struct progress p = {0, 0, 0, 0};
    unsigned char *data = calloc(1, size);
    struct stat st;

    ck_assert_ptr_nonnull(data);
    support_write_file(support_path("plain"), data, size);
    free(data);
    ck_assert_ok(otls_age_encryptor_add(encryptor, recipient));
    ck_assert_ok(otls_age_encryptor_on_progress(encryptor, on_progress, &p));
    ck_assert_ok(otls_age_encryptor_file(
        encryptor, support_path("plain"), support_path("out")));
    ck_assert_int_eq(p.calls, 5);
    ck_assert_int_eq(p.done, (int64_t)size);
    ck_assert_int_eq(p.total, (int64_t)size);
    for (p.stop_at = 1; p.stop_at <= 5; p.stop_at++) {
        p.calls = 0;
        p.done = 0;
        (void)unlink(support_path("out"));
        ck_assert_otls(otls_age_encryptor_file(encryptor,
                           support_path("plain"), support_path("out")),
            OTLS_E_CANCELLED);
        ck_assert_int_eq(p.calls, p.stop_at);
        ck_assert_int_ne(stat(support_path("out"), &st), 0);
    }
    ck_assert_ok(otls_age_encryptor_on_progress(encryptor, NULL, NULL));
    p.calls = 0;
    ck_assert_ok(otls_age_encryptor_file(
        encryptor, support_path("plain"), support_path("out")));
    ck_assert_int_eq(p.calls, 0);
}
END_TEST

START_TEST(encryptor_stream_needs_blocking_bios)
{
    struct progress p = {0, 0, 0, 0};
    otls_handle out, bio;
    int fds[2];

    ck_assert_int_eq(pipe(fds), 0);
    ck_assert_int_eq(fcntl(fds[0], F_SETFL, O_NONBLOCK), 0);
    ck_assert_ok(otls_bio_fd_new(fds[0], 1, &bio));
    ck_assert_ok(otls_bio_set_timeout_ms(bio, 0));
    ck_assert_ok(otls_bio_memory_new(&out));
    ck_assert_ok(otls_age_encryptor_add(encryptor, recipient));
    ck_assert_ok(otls_age_encryptor_on_progress(encryptor, on_progress, &p));
    ck_assert_otls(
        otls_age_encryptor_stream(encryptor, bio, out), OTLS_E_WANT_READ);
    ck_assert_int_eq(close(fds[1]), 0);
    ck_assert_ok(otls_age_encryptor_stream(encryptor, bio, out));
    ck_assert_int_eq(p.total, -1);
    ck_assert_int_eq(p.done, 0);
    ck_assert_int_eq(p.calls, 1);
    ck_assert_ok(otls_bio_free(out));
    ck_assert_ok(otls_bio_free(bio));
}
END_TEST

START_TEST(encryptor_stream_to_a_closed_pipe_fails)
{
    otls_handle in, bio;
    int fds[2];

    ck_assert_int_eq(pipe(fds), 0);
    ck_assert_int_eq(close(fds[0]), 0);
    ck_assert_ok(otls_bio_fd_new(fds[1], 1, &bio));
    ck_assert_ok(otls_bio_memory_from("x", 1, &in));
    ck_assert_ok(otls_age_encryptor_add(encryptor, recipient));
    ck_assert_otls(
        otls_age_encryptor_stream(encryptor, in, bio), OTLS_E_CLOSED);
    ck_assert_ok(otls_bio_free(in));
    ck_assert_ok(otls_bio_free(bio));
}
END_TEST

START_TEST(encryptor_functions_refuse_null_and_other_handles)
{
    otls_handle bio;

    ck_assert_ok(otls_bio_memory_new(&bio));
    ck_assert_otls(otls_age_encryptor_new(NULL), OTLS_E_NULL);
    ck_assert_otls(otls_age_encryptor_add_file(encryptor, NULL), OTLS_E_NULL);
    ck_assert_otls(otls_age_encryptor_file(encryptor, NULL, "x"), OTLS_E_NULL);
    ck_assert_otls(otls_age_encryptor_file(encryptor, "x", NULL), OTLS_E_NULL);
    ck_assert_otls(
        otls_age_encryptor_add(recipient, recipient), OTLS_E_HANDLE_KIND);
    ck_assert_otls(
        otls_age_encryptor_add(encryptor, encryptor), OTLS_E_HANDLE_KIND);
    ck_assert_otls(otls_age_encryptor_add(encryptor, 0), OTLS_E_HANDLE_NONE);
    ck_assert_otls(otls_age_encryptor_add_file(bio, "x"), OTLS_E_HANDLE_KIND);
    ck_assert_otls(
        otls_age_encryptor_on_progress(bio, NULL, NULL), OTLS_E_HANDLE_KIND);
    ck_assert_otls(otls_age_encryptor_file(bio, "x", "y"), OTLS_E_HANDLE_KIND);
    ck_assert_otls(
        otls_age_encryptor_stream(bio, bio, bio), OTLS_E_HANDLE_KIND);
    ck_assert_otls(otls_age_encryptor_stream(encryptor, recipient, bio),
        OTLS_E_HANDLE_KIND);
    ck_assert_otls(otls_age_encryptor_stream(encryptor, bio, recipient),
        OTLS_E_HANDLE_KIND);
    ck_assert_otls(otls_age_encryptor_free(bio), OTLS_E_HANDLE_KIND);
    ck_assert_ok(otls_age_encryptor_free(0));
    ck_assert_ok(otls_bio_free(bio));
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("age_encryptor");
    TCase *tcase = tcase_create("encryptor");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, encryptor_without_recipients_is_refused);
    tcase_add_test(tcase, encryptor_takes_a_recipient_once);
    tcase_add_test(tcase, encryptor_keeps_a_passphrase_alone);
    tcase_add_test(tcase, encryptor_takes_no_passphrase_after_a_recipient);
    tcase_add_test(tcase, encryptor_refuses_a_point_of_low_order);
    tcase_add_test(tcase, encryptor_add_file_adds_all_or_none);
    tcase_add_test(tcase, encryptor_two_runs_share_nothing);
    tcase_add_test(tcase, encryptor_file_is_atomic_and_private);
    tcase_add_test(tcase, encryptor_knows_the_same_file_by_other_names);
    tcase_add_test(tcase, encryptor_reports_progress_and_can_be_cancelled);
    tcase_add_test(tcase, encryptor_stream_needs_blocking_bios);
    tcase_add_test(tcase, encryptor_stream_to_a_closed_pipe_fails);
    tcase_add_test(tcase, encryptor_functions_refuse_null_and_other_handles);
    suite_add_tcase(suite, tcase);
    return suite;
}
