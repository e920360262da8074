/* SPDX-License-Identifier: ISC */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/crypto.h>

#include "support.h"

#include "base/mem.h"
#include "bio/bio.h"
#include "bio/method.h"
#include "bio/openssl.h"

START_TEST(null_takes_everything_and_gives_nothing)
{
    struct otls__bio *bio;
    char buf[4] = "x";
    size_t n;
    int64_t bytes;

    ck_assert_ok(otls__bio_null_new(&bio));
    ck_assert_ok(otls__bio_write(bio, "abc", 3, &n));
    ck_assert_uint_eq(n, 3);
    ck_assert_ok(otls__bio_read(bio, buf, 4, &n));
    ck_assert_uint_eq(n, 0);
    ck_assert_ok(otls__bio_gets(bio, buf, 4, &n));
    ck_assert_uint_eq(n, 0);
    ck_assert_str_eq(buf, "");
    ck_assert_int_eq(otls__bio_eof(bio), 1);
    ck_assert_ok(otls__bio_pending(bio, &bytes));
    ck_assert_int_eq(bytes, 0);
    ck_assert_ok(otls__bio_flush(bio));
    ck_assert_ok(otls__bio_reset(bio));
    ck_assert_otls(otls__bio_seek(bio, 0), OTLS_E_UNSUPPORTED);
    support_assert_message("null");
    otls__bio_unref(bio);
}
END_TEST

START_TEST(bio_read_full_stops_at_the_end)
{
    struct otls__bio *a, *b;
    char buf[16];
    size_t n;

    ck_assert_ok(otls__bio_pair_new(16, &a, &b));
    ck_assert_ok(otls__bio_write_full(a, "0123456789", 10, NULL, NULL));
    ck_assert_otls(
        otls__bio_read_full(b, buf, 16, &n, NULL, NULL), OTLS_E_WANT_READ);
    ck_assert_uint_eq(n, 10);
    ck_assert_mem_eq(buf, "0123456789", 10);
    ck_assert_otls(
        otls__bio_write_full(a, "0123456789abcdefgh", 18, NULL, NULL),
        OTLS_E_WANT_WRITE);
    otls__bio_unref(a);
    ck_assert_ok(otls__bio_read_full(b, buf, 12, &n, NULL, NULL));
    ck_assert_uint_eq(n, 12);
    ck_assert_ok(otls__bio_read_full(b, buf, 12, &n, NULL, NULL));
    ck_assert_uint_eq(n, 4);
    ck_assert_ok(otls__bio_read_full(b, buf, 0, &n, NULL, NULL));
    otls__bio_unref(b);
}
END_TEST

START_TEST(bio_puts_writes_the_text_without_its_nul)
{
    struct otls__bio *bio;
    size_t n;
    int64_t bytes;

    ck_assert_ok(otls__bio_memory_new(&bio));
    ck_assert_ok(otls__bio_puts(bio, "abc", &n));
    ck_assert_uint_eq(n, 3);
    ck_assert_ok(otls__bio_puts(bio, "", &n));
    ck_assert_ok(otls__bio_pending(bio, &bytes));
    ck_assert_int_eq(bytes, 3);
    otls__bio_unref(bio);
}
END_TEST

START_TEST(bio_size_is_that_of_a_regular_file)
{
    struct otls__bio *bio, *other;
    int64_t size;

    ck_assert_ok(otls__bio_file_open(support_path("size"), "w+", &bio));
    ck_assert_ok(otls__bio_write_full(bio, "hello", 5, NULL, NULL));
    ck_assert_ok(otls__bio_size(bio, &size));
    ck_assert_int_eq(size, 5);
    otls__bio_unref(bio);
    ck_assert_ok(otls__bio_memory_new(&bio));
    ck_assert_otls(otls__bio_size(bio, &size), OTLS_E_UNSUPPORTED);
    otls__bio_unref(bio);
    ck_assert_ok(otls__bio_pair_new(0, &bio, &other));
    ck_assert_otls(otls__bio_size(bio, &size), OTLS_E_UNSUPPORTED);
    otls__bio_unref(bio);
    otls__bio_unref(other);
}
END_TEST

/* |bio| has the bytes 0123456789 and stands at 4. */
static void
read_at_places(struct otls__bio *bio)
{
    char buf[16];
    size_t n;
    int64_t at;

    ck_assert_ok(otls__bio_read_at(bio, 7, buf, 2, &n, NULL, NULL));
    ck_assert_uint_eq(n, 2);
    ck_assert_mem_eq(buf, "78", 2);
    ck_assert_ok(otls__bio_read_at(bio, 0, buf, sizeof(buf), &n, NULL, NULL));
    ck_assert_uint_eq(n, 10);
    ck_assert_mem_eq(buf, "0123456789", 10);
    ck_assert_ok(otls__bio_read_at(bio, 10, buf, 1, &n, NULL, NULL));
    ck_assert_uint_eq(n, 0);
    ck_assert_ok(
        otls__bio_read_at(bio, INT64_MAX / 2, buf, 1, &n, NULL, NULL));
    ck_assert_uint_eq(n, 0);
    ck_assert_ok(otls__bio_read_at(bio, 0, NULL, 0, &n, NULL, NULL));
    ck_assert_otls(
        otls__bio_read_at(bio, -1, buf, 1, &n, NULL, NULL), OTLS_E_INVALID);
    ck_assert_ok(otls__bio_end(bio, &at));
    ck_assert_int_eq(at, 10);
    ck_assert_ok(otls__bio_tell(bio, &at));
    ck_assert_int_eq(at, 4);
    ck_assert_ok(otls__bio_read(bio, buf, 1, &n));
    ck_assert_int_eq(buf[0], '4');
    otls__bio_unref(bio);
}

START_TEST(bio_read_at_a_place_changes_no_place)
{
    const char *path = support_path("places");
    struct otls__bio *bio;

    ck_assert_ok(otls__bio_memory_from("0123456789", 10, &bio));
    ck_assert_ok(otls__bio_seek(bio, 4));
    read_at_places(bio);
    ck_assert_ok(otls__bio_file_open(path, "w+", &bio));
    ck_assert_ok(otls__bio_write_full(bio, "0123456789", 10, NULL, NULL));
    ck_assert_ok(otls__bio_seek(bio, 4));
    read_at_places(bio);
    ck_assert_ok(otls__bio_fd_new(open(path, O_RDONLY), 1, &bio));
    ck_assert_ok(otls__bio_seek(bio, 4));
    read_at_places(bio);
}
END_TEST

START_TEST(bio_read_at_a_place_sees_what_was_written_before)
{
    struct otls__bio *bio;
    char buf[8];
    size_t n;

    ck_assert_ok(otls__bio_file_open(support_path("written"), "w+", &bio));
    ck_assert_ok(otls__bio_write_full(bio, "hello", 5, NULL, NULL));
    ck_assert_ok(otls__bio_read_at(bio, 1, buf, sizeof(buf), &n, NULL, NULL));
    ck_assert_uint_eq(n, 4);
    ck_assert_mem_eq(buf, "ello", 4);
    otls__bio_unref(bio);
}
END_TEST

START_TEST(bio_without_places_says_so)
{
    struct otls__bio *a, *b;
    char buf[8];
    size_t n;
    int64_t end;
    int fds[2];

    ck_assert_ok(otls__bio_pair_new(0, &a, &b));
    ck_assert_otls(
        otls__bio_read_at(a, 0, buf, 8, &n, NULL, NULL), OTLS_E_UNSUPPORTED);
    ck_assert_otls(otls__bio_end(a, &end), OTLS_E_UNSUPPORTED);
    otls__bio_unref(a);
    otls__bio_unref(b);
    ck_assert_int_eq(pipe(fds), 0);
    ck_assert_ok(otls__bio_fd_new(fds[0], 1, &a));
    ck_assert_otls(
        otls__bio_read_at(a, 0, buf, 8, &n, NULL, NULL), OTLS_E_UNSUPPORTED);
    ck_assert_otls(otls__bio_end(a, &end), OTLS_E_UNSUPPORTED);
    otls__bio_unref(a);
    (void)close(fds[1]);
    ck_assert_int_eq(mkfifo(support_path("fifo"), 0600), 0);
    ck_assert_ok(otls__bio_file_open(support_path("fifo"), "r+", &a));
    ck_assert_otls(
        otls__bio_read_at(a, 0, buf, 8, &n, NULL, NULL), OTLS_E_UNSUPPORTED);
    otls__bio_unref(a);
    ck_assert_ok(otls__bio_file_open(support_path("only"), "w", &a));
    ck_assert_otls(
        otls__bio_read_at(a, 0, buf, 8, &n, NULL, NULL), OTLS_E_UNSUPPORTED);
    otls__bio_unref(a);
}
END_TEST

START_TEST(bio_same_file_goes_by_inode)
{
    const char *path = support_path("one"), *other = support_path("other");
    const char *linked = support_path("linked");
    struct otls__bio *a, *b, *c, *d, *memory;
    int64_t fd;

    support_write_file(path, "x", 1);
    support_write_file(other, "x", 1);
    ck_assert_int_eq(link(path, linked), 0);
    ck_assert_ok(otls__bio_file_open(path, "r", &a));
    ck_assert_ok(otls__bio_file_open(linked, "r+", &b));
    ck_assert_ok(otls__bio_file_open(other, "r", &c));
    ck_assert_ok(otls__bio_fd(b, &fd));
    ck_assert_ok(otls__bio_fd_new((int)fd, 0, &d));
    ck_assert_ok(otls__bio_memory_new(&memory));
    ck_assert_int_eq(otls__bio_same_file(a, a), 1);
    ck_assert_int_eq(otls__bio_same_file(a, b), 1);
    ck_assert_int_eq(otls__bio_same_file(a, d), 1);
    ck_assert_int_eq(otls__bio_same_file(a, c), 0);
    ck_assert_int_eq(otls__bio_same_file(a, memory), 0);
    ck_assert_int_eq(otls__bio_same_file(memory, memory), 0);
    otls__bio_unref(a);
    otls__bio_unref(b);
    otls__bio_unref(c);
    otls__bio_unref(d);
    otls__bio_unref(memory);
    /* one device is no file to overwrite */
    ck_assert_ok(otls__bio_file_open("/dev/null", "r+", &a));
    ck_assert_int_eq(otls__bio_same_file(a, a), 0);
    otls__bio_unref(a);
}
END_TEST

START_TEST(bio_lives_as_long_as_its_last_reference)
{
    struct otls__bio *bio;
    char buf[4];
    size_t n;

    ck_assert_ok(otls__bio_memory_from("ab", 2, &bio));
    otls__bio_ref(bio);
    otls__bio_unref(bio);
    ck_assert_ok(otls__bio_read(bio, buf, 4, &n));
    ck_assert_uint_eq(n, 2);
    otls__bio_unref(bio);
    otls__bio_unref(NULL);
}
END_TEST

START_TEST(bio_openssl_reads_and_writes_through_it)
{
    struct otls__bio *a, *b;
    char buf[16];
    size_t n;
    BIO *openssl;

    ck_assert_ok(otls__bio_pair_new(4, &a, &b));
    openssl = otls__bio_openssl(a);
    ck_assert_ptr_nonnull(openssl);
    otls__bio_unref(a);
    ck_assert_int_eq(BIO_read(openssl, buf, 4), -1);
    ck_assert(BIO_should_read(openssl));
    ck_assert_int_eq(BIO_eof(openssl), 0);
    ck_assert_int_eq(BIO_write(openssl, "012345", 6), 4);
    ck_assert_int_eq(BIO_write(openssl, "45", 2), -1);
    ck_assert(BIO_should_write(openssl));
    ck_assert_int_eq(BIO_flush(openssl), 1);
    ck_assert_ok(otls__bio_read(b, buf, 16, &n));
    ck_assert_mem_eq(buf, "0123", 4);
    ck_assert_ok(otls__bio_write(b, "xy", 2, &n));
    ck_assert_int_eq((int)BIO_pending(openssl), 2);
    ck_assert_int_eq(BIO_read(openssl, buf, 16), 2);
    otls__bio_unref(b);
    ck_assert_int_le(BIO_read(openssl, buf, 16), 0);
    ck_assert(!BIO_should_retry(openssl));
    ck_assert_int_eq(BIO_eof(openssl), 1);
    ck_assert_int_eq(BIO_free(openssl), 1);
}
END_TEST

START_TEST(bio_openssl_reads_lines)
{
    struct otls__bio *bio;
    char buf[16];
    BIO *openssl;

    ck_assert_ok(otls__bio_memory_from("one\ntwo", 7, &bio));
    openssl = otls__bio_openssl(bio);
    otls__bio_unref(bio);
    ck_assert_int_eq(BIO_gets(openssl, buf, 16), 4);
    ck_assert_str_eq(buf, "one\n");
    ck_assert_int_eq(BIO_puts(openssl, "!"), 1);
    ck_assert_int_eq(BIO_gets(openssl, buf, 16), 4);
    ck_assert_str_eq(buf, "two!");
    ck_assert_int_eq(BIO_free(openssl), 1);
}
END_TEST

/* Allocations, the library's and OpenSSL's, counted together; the one that
 * |fail_at| names fails, and all after it where |for_ever| is 1. */
static long count, fail_at = -1;
static int for_ever;

static int
may(void)
{
    const long n = count++;

    return fail_at < 0 || (for_ever ? n < fail_at : n != fail_at);
}

static void *
openssl_malloc(size_t size, const char *file, int line)
{
    (void)file;
    (void)line;
    return may() ? malloc(size) : NULL;
}

static void *
openssl_realloc(void *p, size_t size, const char *file, int line)
{
    (void)file;
    (void)line;
    return may() ? realloc(p, size) : NULL;
}

static void
openssl_free(void *p, const char *file, int line)
{
    (void)file;
    (void)line;
    free(p);
}

static int
with_memory(void)
{
    static char much[5000];
    struct otls__bio *bio;
    size_t n;
    int rv;

    if ((rv = otls__bio_memory_from("abc", 3, &bio)) != OTLS_OK)
        return rv;
    if ((rv = otls__bio_write(bio, much, sizeof(much), &n)) != OTLS_OK) {
        /* what was there before is there still */
        ck_assert_uint_eq(n, 0);
        ck_assert_ok(otls__bio_read(bio, much, 10, &n));
        ck_assert_uint_eq(n, 3);
    }
    otls__bio_unref(bio);
    return rv;
}

static int
with_null(void)
{
    struct otls__bio *bio;
    int rv;

    if ((rv = otls__bio_null_new(&bio)) == OTLS_OK)
        otls__bio_unref(bio);
    return rv;
}

static int
with_pair(void)
{
    struct otls__bio *a, *b;
    size_t n;
    int rv;

    if ((rv = otls__bio_pair_new(100, &a, &b)) != OTLS_OK)
        return rv;
    rv = otls__bio_write(a, "abc", 3, &n);
    otls__bio_unref(a);
    otls__bio_unref(b);
    return rv;
}

static int
with_file(void)
{
    struct otls__bio *bio;
    char buf[8];
    size_t n;
    int rv;

    rv = otls__bio_file_open(support_path("alloc"), "w+", &bio);
    if (rv != OTLS_OK)
        return rv;
    if ((rv = otls__bio_write(bio, "a\n", 2, &n)) == OTLS_OK &&
        (rv = otls__bio_reset(bio)) == OTLS_OK)
        rv = otls__bio_gets(bio, buf, 8, &n);
    otls__bio_unref(bio);
    return rv;
}

static int
with_socket(void)
{
    struct otls__bio *bio;
    int fds[2], rv;

    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
    (void)close(fds[1]);
    if ((rv = otls__bio_socket_new(fds[0], 1, &bio)) == OTLS_OK)
        otls__bio_unref(bio);
    else
        (void)close(fds[0]);
    return rv;
}

static int
with_atomic(void)
{
    const char *path = support_path("link");
    struct otls__bio *bio;
    size_t n;
    int rv;

    if (access(path, F_OK) != 0)
        ck_assert(symlink("atomic", path) == 0 || errno == EEXIST);
    if ((rv = otls__bio_atomic_open(path, &bio)) != OTLS_OK)
        return rv;
    if ((rv = otls__bio_write(bio, "x", 1, &n)) == OTLS_OK)
        rv = otls__bio_atomic_commit(bio);
    otls__bio_unref(bio);
    return rv;
}

static int
with_atomic_named(void)
{
    otls__bio_atomic_named = 1;
    return with_atomic();
}

static int
with_openssl(void)
{
    struct otls__bio *bio;
    BIO *openssl;
    int rv = OTLS_OK;

    if ((rv = otls__bio_null_new(&bio)) != OTLS_OK)
        return rv;
    if ((openssl = otls__bio_openssl(bio)) == NULL)
        rv = OTLS_E_NO_MEMORY;
    otls__bio_unref(bio);
    (void)BIO_free(openssl);
    return rv;
}

static int (*const operations[])(void) = {with_memory, with_null, with_pair,
    with_file, with_socket, with_atomic, with_atomic_named, with_openssl};
#define OPERATIONS ((int)(sizeof(operations) / sizeof(operations[0])))

/* Private files, all of whose names begin with a dot. */
static int
left_behind(void)
{
    DIR *dir = opendir(support_tmpdir());
    const struct dirent *entry;
    int found = 0;

    ck_assert_ptr_nonnull(dir);
    while ((entry = readdir(dir)) != NULL)
        found += entry->d_name[0] == '.' && strlen(entry->d_name) > 2;
    (void)closedir(dir);
    return found;
}

static void
fail_each(int (*operation)(void), int mode)
{
    const int fds = support_open_fds();
    long n;
    int rv = OTLS_E_NO_MEMORY;

    for_ever = mode;
    for (n = 0; rv != OTLS_OK; n++) {
        ck_assert_int_lt(n, 1000);
        count = 0;
        fail_at = n;
        rv = operation();
        fail_at = -1;
        /* OpenSSL may do without some of what it asks for */
        if (rv == OTLS_OK && count > n)
            rv = OTLS_E_NO_MEMORY;
        ck_assert_otls(rv, count > n ? OTLS_E_NO_MEMORY : OTLS_OK);
        ck_assert_int_eq(support_open_fds(), fds);
        ck_assert_int_eq(left_behind(), 0);
    }
    ck_assert_int_gt(n, 1);
}

START_TEST(bio_survives_each_failing_allocation)
{
    /* the thread's state is made once, before, and OpenSSL's own: it never
     * recovers where memory runs out while it starts */
    (void)otls_error_clear();
    (void)BIO_free(BIO_new(BIO_s_null()));
    otls__mem_hook = may;
    fail_each(operations[_i], 0);
    fail_each(operations[_i], 1);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("bio");
    TCase *tc = tcase_create("bio");

    if (CRYPTO_set_mem_functions(
            openssl_malloc, openssl_realloc, openssl_free) != 1)
        abort();
    tcase_set_timeout(tc, 30);
    tcase_add_test(tc, null_takes_everything_and_gives_nothing);
    tcase_add_test(tc, bio_read_full_stops_at_the_end);
    tcase_add_test(tc, bio_puts_writes_the_text_without_its_nul);
    tcase_add_test(tc, bio_size_is_that_of_a_regular_file);
    tcase_add_test(tc, bio_read_at_a_place_changes_no_place);
    tcase_add_test(tc, bio_read_at_a_place_sees_what_was_written_before);
    tcase_add_test(tc, bio_without_places_says_so);
    tcase_add_test(tc, bio_same_file_goes_by_inode);
    tcase_add_test(tc, bio_lives_as_long_as_its_last_reference);
    tcase_add_test(tc, bio_openssl_reads_and_writes_through_it);
    tcase_add_test(tc, bio_openssl_reads_lines);
    tcase_add_loop_test(
        tc, bio_survives_each_failing_allocation, 0, OPERATIONS);
    suite_add_tcase(suite, tc);
    return suite;
}
