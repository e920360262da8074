/* SPDX-License-Identifier: ISC */
#include "oom/oom.h"

#include <sys/socket.h>
#include <unistd.h>

static int
bio_memory(void)
{
    char buf[64];
    otls_handle b = 0, from = 0, null = 0;
    int64_t n;
    size_t len;
    int rv;

    TRY(otls_bio_memory_new(&b));
    TRY(otls_bio_write(b, "one\ntwo\n", 8, &len));
    TRY(otls_bio_puts(b, "three\n", &len));
    TRY(otls_bio_flush(b));
    TRY(otls_bio_pending(b, &n));
    TRY(otls_bio_gets(b, buf, sizeof(buf), &len));
    TRY(otls_bio_read(b, buf, 2, &len));
    TRY(otls_bio_eof(b));
    TRY(otls_handle_kind(b));
    TRY(otls_bio_reset(b));
    TRY(otls_bio_memory_from("abc", 3, &from));
    TRY(otls_bio_seek(from, 1));
    TRY(otls_bio_tell(from, &n));
    TRY(otls_bio_null_new(&null));
    TRY(otls_bio_write(null, "x", 1, &len));
out:
    ck_assert_ok(otls_bio_free(b));
    ck_assert_ok(otls_handle_free(from));
    ck_assert_ok(otls_bio_free(null));
    return rv;
}

static int
bio_system(void)
{
    char buf[64];
    otls_handle a = 0, b = 0, file = 0, fd = 0, sock = 0;
    int64_t n;
    size_t len;
    int rv, pair[2];

    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    TRY(otls_bio_pair_new(100, &a, &b));
    TRY(otls_bio_write(a, "x", 1, &len));
    TRY(otls_bio_read(b, buf, sizeof(buf), &len));
    TRY(otls_bio_shutdown_write(a));
    TRY(otls_bio_file_open(oom_input_path, "r", &file));
    TRY(otls_bio_gets(file, buf, sizeof(buf), &len));
    TRY(otls_bio_fd_new(pair[0], 0, &fd));
    TRY(otls_bio_fd(fd, &n));
    TRY(otls_bio_write(fd, "y", 1, &len));
    TRY(otls_bio_socket_new(pair[1], 0, &sock));
    TRY(otls_bio_set_timeout_ms(sock, 10000));
    TRY(otls_bio_read(sock, buf, 1, &len));
out:
    ck_assert_ok(otls_bio_free(a));
    ck_assert_ok(otls_bio_free(b));
    ck_assert_ok(otls_bio_free(file));
    ck_assert_ok(otls_bio_free(fd));
    ck_assert_ok(otls_bio_free(sock));
    (void)close(pair[0]);
    (void)close(pair[1]);
    return rv;
}

static int
bio_atomic(void)
{
    otls_handle b = 0;
    size_t len;
    int rv;

    (void)unlink(oom_output_path);
    TRY(otls_bio_atomic_open(oom_output_path, &b));
    TRY(otls_bio_write(b, "new", 3, &len));
    TRY(otls_bio_atomic_commit(b));
out:
    ck_assert_ok(otls_bio_free(b));
    ck_assert_int_eq(access(oom_output_path, F_OK) == 0, rv == OTLS_OK);
    return rv;
}

const struct oom_scenario oom_bio[] = {
    {"bio_memory", bio_memory},
    {"bio_system", bio_system},
    {"bio_atomic", bio_atomic},
    {NULL, NULL},
};
