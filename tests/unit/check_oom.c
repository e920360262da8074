/* SPDX-License-Identifier: ISC */

/*
 * What happens when memory runs out at any moment: each scenario is run with
 * its first allocation failing, then its second, and so on until none is
 * left to fail, once so that only that one fails and once so that all from
 * there on do. The library's allocations count as well as OpenSSL's.
 *
 * Every public function stands in a scenario; the last test reads the symbol
 * list and says which one doesn't.
 */
#include "support.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/crypto.h>

#include "base/mem.h"

static long countdown = -1;
static int for_ever, failures, openssl_failures;

static int
may_allocate(void)
{
    if (countdown < 0)
        return 1;
    if (countdown > 0) {
        countdown--;
        return 1;
    }
    failures++;
    if (!for_ever)
        countdown = -1;
    return 0;
}

static int
openssl_may_allocate(void)
{
    if (may_allocate())
        return 1;
    openssl_failures++;
    return 0;
}

static void *
openssl_malloc(size_t size, const char *file, int line)
{
    (void)file;
    (void)line;
    return openssl_may_allocate() ? malloc(size) : NULL;
}

static void *
openssl_realloc(void *p, size_t size, const char *file, int line)
{
    (void)file;
    (void)line;
    return openssl_may_allocate() ? realloc(p, size) : NULL;
}

static void
openssl_free(void *p, const char *file, int line)
{
    (void)file;
    (void)line;
    free(p);
}

/* Ends a scenario at the first call that fails. */
#define TRY(call)                                                             \
    do {                                                                      \
        if ((rv = (call)) < 0)                                                \
            goto out;                                                         \
    } while (0)

static char input_path[256], output_path[256], key_path[256];
static const char identity_text[] =
    "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4"
    "EGAEX";
static const char recipient_text[] =
    "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";

static int
errors(void)
{
    char buf[600];
    int64_t n;
    size_t len;
    int rv;

    TRY(otls_error_code(&n));
    TRY(otls_error_message(buf, sizeof(buf), &len));
    TRY(otls_error_reason(buf, sizeof(buf), &len));
    TRY(otls_error_openssl(&n));
    TRY(otls_error_errno(&n));
    TRY(otls_error_name(OTLS_E_AUTH, buf, sizeof(buf), &len));
    TRY(otls_error_text(OTLS_E_AUTH, buf, sizeof(buf), &len));
    TRY(otls_error_clear());
    TRY(otls_library_abi(&n));
    TRY(otls_library_version(buf, sizeof(buf), &len));
    TRY(otls_library_openssl_version(buf, sizeof(buf), &len));
    TRY(otls_library_constant("OTLS_E_AUTH", &n));
    TRY(otls_handle_kind_name(OTLS_KIND_BIO, buf, sizeof(buf), &len));
    TRY(otls_handle_count(0, &n));
out:
    return rv;
}

static int
random_numbers(void)
{
    unsigned char bytes[100];
    otls_handle g = 0;
    int64_t n;
    int rv;

    TRY(otls_rand_status());
    TRY(otls_rand_bytes(bytes, sizeof(bytes)));
    TRY(otls_rand_private_bytes(bytes, sizeof(bytes)));
    TRY(otls_rand_uniform(1000, &n));
    TRY(otls_rand_insecure_new("seed", 4, &g));
    TRY(otls_rand_insecure_bytes(g, bytes, sizeof(bytes)));
    TRY(otls_rand_insecure_uniform(g, 1000, &n));
out:
    ck_assert_ok(otls_rand_insecure_free(g));
    return rv;
}

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
    TRY(otls_bio_file_open(input_path, "r", &file));
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

    (void)unlink(output_path);
    TRY(otls_bio_atomic_open(output_path, &b));
    TRY(otls_bio_write(b, "new", 3, &len));
    TRY(otls_bio_atomic_commit(b));
out:
    ck_assert_ok(otls_bio_free(b));
    ck_assert_int_eq(access(output_path, F_OK) == 0, rv == OTLS_OK);
    return rv;
}

static int
age_texts(void)
{
    char buf[128];
    otls_handle fresh = 0, parsed = 0, recipient = 0, other = 0;
    otls_handle phrase = 0, locked = 0;
    size_t len;
    int rv;

    TRY(otls_age_identity_generate(&fresh));
    TRY(otls_age_identity_export_secret(fresh, buf, sizeof(buf), &len));
    TRY(otls_age_identity_parse(
        identity_text, strlen(identity_text), &parsed));
    TRY(otls_age_identity_recipient(parsed, &recipient));
    TRY(otls_age_recipient_text(recipient, buf, sizeof(buf), &len));
    TRY(otls_age_recipient_parse(
        recipient_text, strlen(recipient_text), &other));
    TRY(otls_age_identity_passphrase("secret", 6, &phrase));
    TRY(otls_age_recipient_passphrase("secret", 6, 1, &locked));
out:
    ck_assert_ok(otls_age_identity_free(fresh));
    ck_assert_ok(otls_age_identity_free(parsed));
    ck_assert_ok(otls_age_recipient_free(recipient));
    ck_assert_ok(otls_age_recipient_free(other));
    ck_assert_ok(otls_age_identity_free(phrase));
    ck_assert_ok(otls_age_recipient_free(locked));
    return rv;
}

static int
go_on(void *user, int64_t done, int64_t total)
{
    (void)user;
    (void)done;
    (void)total;
    return OTLS_CALLBACK_ACCEPT;
}

/* What decrypts |cipher| with a passphrase. */
static int
open_locked(otls_handle cipher, otls_handle plain)
{
    otls_handle identity = 0, decryptor = 0;
    int rv;

    TRY(otls_age_identity_passphrase("secret", 6, &identity));
    TRY(otls_age_decryptor_new(&decryptor));
    TRY(otls_age_decryptor_add(decryptor, identity));
    TRY(otls_age_decryptor_set_scrypt_limits(decryptor, 10, 1 << 20));
    TRY(otls_age_decryptor_on_progress(decryptor, go_on, NULL));
    TRY(otls_age_decryptor_stream(decryptor, cipher, plain));
out:
    ck_assert_ok(otls_age_identity_free(identity));
    ck_assert_ok(otls_age_decryptor_free(decryptor));
    return rv;
}

static int
age_streams(void)
{
    otls_handle recipient = 0, encryptor = 0, in = 0, cipher = 0, out = 0;
    int rv;

    TRY(otls_age_recipient_passphrase("secret", 6, 2, &recipient));
    TRY(otls_age_encryptor_new(&encryptor));
    TRY(otls_age_encryptor_add(encryptor, recipient));
    TRY(otls_age_encryptor_on_progress(encryptor, go_on, NULL));
    TRY(otls_bio_memory_from("plaintext", 9, &in));
    TRY(otls_bio_memory_new(&cipher));
    TRY(otls_bio_memory_new(&out));
    TRY(otls_age_encryptor_stream(encryptor, in, cipher));
    TRY(open_locked(cipher, out));
out:
    ck_assert_ok(otls_age_recipient_free(recipient));
    ck_assert_ok(otls_age_encryptor_free(encryptor));
    ck_assert_ok(otls_bio_free(in));
    ck_assert_ok(otls_bio_free(cipher));
    ck_assert_ok(otls_bio_free(out));
    return rv;
}

static int
age_files(void)
{
    otls_handle encryptor = 0, decryptor = 0;
    char cipher_path[300], recipients_path[300];
    int rv;

    (void)snprintf(cipher_path, sizeof(cipher_path), "%s.age", output_path);
    (void)snprintf(
        recipients_path, sizeof(recipients_path), "%s.pub", key_path);
    TRY(otls_age_encryptor_new(&encryptor));
    TRY(otls_age_encryptor_add_file(encryptor, recipients_path));
    TRY(otls_age_encryptor_file(encryptor, input_path, cipher_path));
    TRY(otls_age_decryptor_new(&decryptor));
    TRY(otls_age_decryptor_add_file(decryptor, key_path));
    TRY(otls_age_decryptor_file(decryptor, cipher_path, output_path));
out:
    ck_assert_ok(otls_age_encryptor_free(encryptor));
    ck_assert_ok(otls_age_decryptor_free(decryptor));
    return rv;
}

/* Moves what |in| gives through |transfer|; what came out is in |out|. */
static int
carry(otls_handle transfer, const char *in, size_t in_len, char *out,
    size_t cap, size_t *out_len)
{
    size_t pos = 0, n;
    int rv;

    *out_len = 0;
    while (pos < in_len) {
        TRY(otls_age_transfer_push(transfer, in + pos, in_len - pos, &n));
        pos += n;
    }
    TRY(otls_age_transfer_finish(transfer));
    while ((rv = otls_age_transfer_done(transfer)) == 0) {
        TRY(otls_age_transfer_pull(
            transfer, out + *out_len, cap - *out_len, &n));
        *out_len += n;
    }
out:
    return rv;
}

static int
age_headers(const char *text, size_t len)
{
    char buf[600];
    otls_handle bio = 0, header = 0;
    int64_t n;
    size_t size;
    int rv;

    TRY(otls_bio_memory_from(text, len, &bio));
    TRY(otls_age_header_read(bio, &header));
    TRY(otls_age_header_stanzas(header, &n));
    TRY(otls_age_header_stanza_type(header, 0, buf, sizeof(buf), &size));
    TRY(otls_age_header_is_armored(header));
    TRY(otls_age_header_sizes(header, &n, &n, &n, &n));
    TRY(otls_age_header_json(header, buf, sizeof(buf), &size));
out:
    ck_assert_ok(otls_bio_free(bio));
    ck_assert_ok(otls_age_header_free(header));
    return rv;
}

static int
age_transfers(void)
{
    char cipher[1000], plain[100];
    otls_handle recipient = 0, identity = 0, encryptor = 0, decryptor = 0;
    otls_handle there = 0, back = 0;
    size_t len, plain_len;
    int rv;

    TRY(otls_age_recipient_parse(
        recipient_text, strlen(recipient_text), &recipient));
    TRY(otls_age_identity_parse(
        identity_text, strlen(identity_text), &identity));
    TRY(otls_age_encryptor_new(&encryptor));
    TRY(otls_age_encryptor_add(encryptor, recipient));
    TRY(otls_age_encryptor_set_armor(encryptor, 1));
    TRY(otls_age_encryptor_begin(encryptor, &there));
    TRY(carry(there, "plaintext", 9, cipher, sizeof(cipher), &len));
    TRY(age_headers(cipher, len));
    TRY(otls_age_decryptor_new(&decryptor));
    TRY(otls_age_decryptor_add(decryptor, identity));
    TRY(otls_age_decryptor_set_armor(decryptor, OTLS_AGE_ARMOR_YES));
    TRY(otls_age_decryptor_begin(decryptor, &back));
    TRY(carry(back, cipher, len, plain, sizeof(plain), &plain_len));
    ck_assert_uint_eq(plain_len, 9);
    ck_assert_mem_eq(plain, "plaintext", 9);
out:
    ck_assert_ok(otls_age_recipient_free(recipient));
    ck_assert_ok(otls_age_identity_free(identity));
    ck_assert_ok(otls_age_encryptor_free(encryptor));
    ck_assert_ok(otls_age_decryptor_free(decryptor));
    ck_assert_ok(otls_age_transfer_free(there));
    ck_assert_ok(otls_age_transfer_free(back));
    return rv;
}

static const struct scenario {
    const char *name;
    int (*run)(void);
} scenarios[] = {
    {"errors", errors},
    {"random_numbers", random_numbers},
    {"bio_memory", bio_memory},
    {"bio_system", bio_system},
    {"bio_atomic", bio_atomic},
    {"age_texts", age_texts},
    {"age_streams", age_streams},
    {"age_files", age_files},
    {"age_transfers", age_transfers},
};
#define SCENARIOS ((int)(sizeof(scenarios) / sizeof(scenarios[0])))

static int64_t
handles(void)
{
    int64_t n = -1;

    ck_assert_ok(otls_handle_count(0, &n));
    return n;
}

static void
write_inputs(void)
{
    char public[300];

    (void)snprintf(input_path, sizeof(input_path), "%s", support_path("in"));
    (void)snprintf(output_path, sizeof(output_path), "%s/out-%d",
        support_tmpdir(), (int)getpid());
    (void)snprintf(key_path, sizeof(key_path), "%s", support_path("key"));
    (void)snprintf(public, sizeof(public), "%s.pub", key_path);
    support_write_file(input_path, "hello\nworld\n", 12);
    support_write_file(key_path, identity_text, strlen(identity_text));
    support_write_file(public, recipient_text, strlen(recipient_text));
}

/* OpenSSL doesn't always say that it was memory that ran out. */
static int
is_told(int rv)
{
    return rv >= 0 || rv == OTLS_E_NO_MEMORY ||
           (openssl_failures > 0 &&
               (rv == OTLS_E_OPENSSL || rv == OTLS_E_RANDOM));
}

/* Runs the scenario with allocation |n| failing; answers whether it got so
 * far. */
static int
run_failing_at(const struct scenario *s, long n)
{
    const int fds = support_open_fds();
    int rv;

    failures = openssl_failures = 0;
    countdown = n;
    rv = s->run();
    countdown = -1;
    ck_assert_msg(is_told(rv),
        "%s: with allocation %ld failing the answer is %d", s->name, n, rv);
    ck_assert_msg(
        rv >= 0 || failures > 0, "%s fails by itself: %d", s->name, rv);
    ck_assert_msg(handles() == 0, "%s: a handle is left at %ld", s->name, n);
    ck_assert_msg(support_open_fds() == fds, "%s: a descriptor is left at %ld",
        s->name, n);
    return failures > 0;
}

START_TEST(running_out_of_memory_is_an_error_and_nothing_is_lost)
{
    const struct scenario *s = &scenarios[_i % SCENARIOS];
    long n = 0;

    write_inputs();
    for_ever = _i >= SCENARIOS;
    /* what is made once for the process is made without a failure */
    ck_assert_ok(s->run() < 0 ? -1 : OTLS_OK);
    while (run_failing_at(s, n))
        n++;
    ck_assert_msg(n > 0 || s->run == errors, "%s never allocates", s->name);
    printf("# %s: %ld allocations failed%s\n", s->name, n,
        for_ever ? ", with all after them" : " in turn");
    (void)fflush(stdout);
    ck_assert_ok(s->run() < 0 ? -1 : OTLS_OK);
}
END_TEST

START_TEST(every_public_function_stands_in_a_scenario)
{
    char *source, *symbols, *line, *save = NULL, call[128];
    size_t len;
    int seen = 0;

    source =
        (char *)support_read_file(TOP_SRCDIR "/tests/unit/check_oom.c", &len);
    symbols = (char *)support_read_file(TOP_SRCDIR "/libotls/symbols", &len);
    for (line = strtok_r(symbols, "\n", &save); line != NULL;
         line = strtok_r(NULL, "\n", &save)) {
        line[strcspn(line, " ")] = '\0';
        (void)snprintf(call, sizeof(call), "%s(", line);
        ck_assert_msg(strstr(source, call) != NULL,
            "%s stands in no scenario: add it to one", line);
        seen++;
    }
    ck_assert_int_gt(seen, 50);
    free(source);
    free(symbols);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("out of memory");
    TCase *c = tcase_create("nth allocation");

    if (CRYPTO_set_mem_functions(
            openssl_malloc, openssl_realloc, openssl_free) != 1)
        abort();
    otls__mem_hook = may_allocate;
    tcase_set_timeout(c, 300);
    tcase_add_loop_test(c,
        running_out_of_memory_is_an_error_and_nothing_is_lost, 0,
        2 * SCENARIOS);
    tcase_add_test(c, every_public_function_stands_in_a_scenario);
    suite_add_tcase(s, c);
    return s;
}
