/* SPDX-License-Identifier: ISC */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/err.h>

#include "support.h"

static int64_t
alive(void)
{
    int64_t count = -1;

    ck_assert_ok(otls_handle_count(OTLS_KIND_BIO, &count));
    return count;
}

START_TEST(bio_every_kind_is_made_counted_and_freed)
{
    const char *path = support_path("file");
    otls_handle bios[9];
    int fds[2], before = support_open_fds(), i;

    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
    ck_assert_ok(otls_bio_memory_new(&bios[0]));
    ck_assert_ok(otls_bio_memory_from("x", 1, &bios[1]));
    ck_assert_ok(otls_bio_null_new(&bios[2]));
    ck_assert_ok(otls_bio_pair_new(0, &bios[3], &bios[4]));
    ck_assert_ok(otls_bio_file_open(path, "w", &bios[5]));
    ck_assert_ok(otls_bio_atomic_open(path, &bios[6]));
    ck_assert_ok(otls_bio_fd_new(fds[0], 1, &bios[7]));
    ck_assert_ok(otls_bio_socket_new(fds[1], 1, &bios[8]));
    ck_assert_int_eq(alive(), 9);
    for (i = 0; i < 9; i++) {
        ck_assert_int_eq(otls_handle_kind(bios[i]), OTLS_KIND_BIO);
        ck_assert_ok(otls_bio_free(bios[i]));
        ck_assert_otls(otls_bio_free(bios[i]), OTLS_E_HANDLE_STALE);
    }
    ck_assert_int_eq(alive(), 0);
    ck_assert_int_eq(support_open_fds(), before);
    ck_assert_ok(otls_bio_free(0));
}
END_TEST

START_TEST(bio_round_trip_through_a_file)
{
    const char *path = support_path("trip");
    otls_handle bio;
    char buf[32];
    size_t n;
    int64_t at;

    ck_assert_ok(otls_bio_atomic_open(path, &bio));
    ck_assert_ok(otls_bio_puts(bio, "one\n", &n));
    ck_assert_ok(otls_bio_write(bio, "two", 3, &n));
    ck_assert_ok(otls_bio_flush(bio));
    ck_assert_ok(otls_bio_atomic_commit(bio));
    ck_assert_ok(otls_bio_free(bio));
    ck_assert_ok(otls_bio_file_open(path, "r", &bio));
    ck_assert_ok(otls_bio_gets(bio, buf, sizeof(buf), &n));
    ck_assert_str_eq(buf, "one\n");
    ck_assert_ok(otls_bio_tell(bio, &at));
    ck_assert_int_eq(at, 4);
    ck_assert_ok(otls_bio_pending(bio, &at));
    ck_assert_int_eq(at, 3);
    ck_assert_ok(otls_bio_read(bio, buf, sizeof(buf), &n));
    ck_assert_uint_eq(n, 3);
    ck_assert_int_eq(otls_bio_eof(bio), 0);
    ck_assert_ok(otls_bio_read(bio, buf, sizeof(buf), &n));
    ck_assert_int_eq(otls_bio_eof(bio), 1);
    ck_assert_ok(otls_bio_seek(bio, 1));
    ck_assert_ok(otls_bio_gets(bio, buf, sizeof(buf), &n));
    ck_assert_str_eq(buf, "ne\n");
    ck_assert_ok(otls_bio_reset(bio));
    ck_assert_ok(otls_bio_fd(bio, &at));
    ck_assert_int_ge(at, 0);
    ck_assert_ok(otls_bio_free(bio));
}
END_TEST

START_TEST(bio_round_trip_through_a_socket)
{
    otls_handle a, b;
    int fds[2];
    char buf[8];
    size_t n;

    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
    ck_assert_ok(otls_bio_socket_new(fds[0], 1, &a));
    ck_assert_ok(otls_bio_socket_new(fds[1], 1, &b));
    ck_assert_ok(otls_bio_set_timeout_ms(b, 0));
    ck_assert_otls(otls_bio_read(b, buf, 8, &n), OTLS_E_WANT_READ);
    ck_assert_ok(otls_bio_set_timeout_ms(b, 1));
    ck_assert_otls(otls_bio_read(b, buf, 8, &n), OTLS_E_TIMEOUT);
    ck_assert_ok(otls_bio_write(a, "x", 1, &n));
    ck_assert_ok(otls_bio_shutdown_write(a));
    ck_assert_ok(otls_bio_read(b, buf, 8, &n));
    ck_assert_uint_eq(n, 1);
    ck_assert_ok(otls_bio_read(b, buf, 8, &n));
    ck_assert_uint_eq(n, 0);
    ck_assert_ok(otls_bio_free(a));
    ck_assert_otls(otls_bio_write(b, "x", 1, &n), OTLS_E_CLOSED);
    ck_assert_ok(otls_bio_free(b));
}
END_TEST

START_TEST(bio_null_arguments_are_named)
{
    otls_handle bio;
    char buf[4];
    size_t n;

    ck_assert_ok(otls_bio_memory_new(&bio));
#define NULL_IS(call, name)                                                   \
    do {                                                                      \
        ck_assert_otls(call, OTLS_E_NULL);                                    \
        support_assert_message(name);                                         \
    } while (0)
    NULL_IS(otls_bio_memory_new(NULL), "bio");
    NULL_IS(otls_bio_memory_from(NULL, 1, &bio), "data");
    NULL_IS(otls_bio_memory_from("", 0, NULL), "bio");
    NULL_IS(otls_bio_null_new(NULL), "bio");
    NULL_IS(otls_bio_pair_new(0, NULL, &bio), "a");
    NULL_IS(otls_bio_pair_new(0, &bio, NULL), "b");
    NULL_IS(otls_bio_file_open(NULL, "r", &bio), "path");
    NULL_IS(otls_bio_file_open("x", NULL, &bio), "mode");
    NULL_IS(otls_bio_file_open("x", "r", NULL), "bio");
    NULL_IS(otls_bio_atomic_open(NULL, &bio), "path");
    NULL_IS(otls_bio_atomic_open("x", NULL), "bio");
    NULL_IS(otls_bio_fd_new(0, 0, NULL), "bio");
    NULL_IS(otls_bio_socket_new(0, 0, NULL), "bio");
    NULL_IS(otls_bio_read(bio, NULL, 1, &n), "buf");
    NULL_IS(otls_bio_read(bio, buf, 1, NULL), "len");
    NULL_IS(otls_bio_write(bio, NULL, 1, &n), "data");
    NULL_IS(otls_bio_write(bio, "x", 1, NULL), "written");
    NULL_IS(otls_bio_gets(bio, NULL, 4, &n), "buf");
    NULL_IS(otls_bio_gets(bio, buf, 4, NULL), "len");
    NULL_IS(otls_bio_puts(bio, NULL, &n), "text");
    NULL_IS(otls_bio_puts(bio, "x", NULL), "written");
    NULL_IS(otls_bio_tell(bio, NULL), "offset");
    NULL_IS(otls_bio_pending(bio, NULL), "bytes");
    NULL_IS(otls_bio_fd(bio, NULL), "fd");
    ck_assert_ok(otls_bio_read(bio, NULL, 0, &n));
    ck_assert_ok(otls_bio_write(bio, NULL, 0, &n));
    ck_assert_ok(otls_bio_free(bio));
}
END_TEST

START_TEST(bio_handles_that_name_no_bio_are_refused)
{
    char buf[4];
    size_t n;
    int64_t number;

    ck_assert_otls(otls_bio_read(0, buf, 4, &n), OTLS_E_HANDLE_NONE);
    ck_assert_otls(otls_bio_write(0, "x", 1, &n), OTLS_E_HANDLE_NONE);
    ck_assert_otls(otls_bio_gets(0, buf, 4, &n), OTLS_E_HANDLE_NONE);
    ck_assert_otls(otls_bio_puts(0, "x", &n), OTLS_E_HANDLE_NONE);
    ck_assert_otls(otls_bio_seek(0, 0), OTLS_E_HANDLE_NONE);
    ck_assert_otls(otls_bio_tell(0, &number), OTLS_E_HANDLE_NONE);
    ck_assert_otls(otls_bio_eof(0), OTLS_E_HANDLE_NONE);
    ck_assert_otls(otls_bio_flush(0), OTLS_E_HANDLE_NONE);
    ck_assert_otls(otls_bio_reset(0), OTLS_E_HANDLE_NONE);
    ck_assert_otls(otls_bio_pending(0, &number), OTLS_E_HANDLE_NONE);
    ck_assert_otls(otls_bio_set_timeout_ms(0, 0), OTLS_E_HANDLE_NONE);
    ck_assert_otls(otls_bio_shutdown_write(0), OTLS_E_HANDLE_NONE);
    ck_assert_otls(otls_bio_fd(0, &number), OTLS_E_HANDLE_NONE);
    ck_assert_otls(otls_bio_atomic_commit(0), OTLS_E_HANDLE_NONE);
    ck_assert_otls(otls_bio_flush(1234), OTLS_E_HANDLE_TRUNCATED);
}
END_TEST

START_TEST(bio_leaves_the_callers_openssl_errors_alone)
{
    otls_handle a, b;
    size_t n;
    const unsigned long mine = ERR_PACK(ERR_LIB_USER, 0, 77);

    ERR_clear_error();
    ERR_raise(ERR_LIB_USER, 77);
    ck_assert_ok(otls_bio_pair_new(4, &a, &b));
    ck_assert_ok(otls_bio_shutdown_write(a));
    ck_assert_otls(otls_bio_write(a, "x", 1, &n), OTLS_E_CLOSED);
    ck_assert_ok(otls_bio_free(a));
    ck_assert_ok(otls_bio_free(b));
    ck_assert(ERR_get_error() == mine);
    ck_assert(ERR_get_error() == 0);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("bio");
    TCase *tc = tcase_create("bio");

    tcase_set_timeout(tc, 30);
    tcase_add_test(tc, bio_every_kind_is_made_counted_and_freed);
    tcase_add_test(tc, bio_round_trip_through_a_file);
    tcase_add_test(tc, bio_round_trip_through_a_socket);
    tcase_add_test(tc, bio_null_arguments_are_named);
    tcase_add_test(tc, bio_handles_that_name_no_bio_are_refused);
    tcase_add_test(tc, bio_leaves_the_callers_openssl_errors_alone);
    suite_add_tcase(suite, tc);
    return suite;
}
