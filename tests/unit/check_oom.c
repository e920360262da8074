/* SPDX-License-Identifier: ISC */

/*
 * What happens when memory runs out at any moment: each scenario is run with
 * one of its allocations failing, then with a later one, and so on until none
 * is left to fail, once so that only that one fails and once so that all from
 * there on do. The library's allocations count as well as OpenSSL's.
 *
 * Every public function stands in a scenario, in oom/<word>.c; the last test
 * reads the symbol list and says which one doesn't.
 */
#include "oom/oom.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/crypto.h>

#include "base/mem.h"

static long countdown = -1;
static int64_t kept_handles; /* that a scenario makes once for all its runs */
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

char oom_input_path[256], oom_output_path[256], oom_key_path[256];

static const struct oom_scenario *const words[] = {
    oom_age,
    oom_age_reader,
    oom_age_rewrap,
    oom_bio,
    oom_cert,
    oom_cert_request,
    oom_connection,
    oom_context,
    oom_credential,
    oom_key,
    oom_library,
    oom_openssl,
    oom_rand,
    oom_store,
    oom_ticket_keys,
    oom_trust,
};
#define WORDS (sizeof(words) / sizeof(words[0]))

/* The |n|th scenario of all words, or NULL. */
static const struct oom_scenario *
scenario(int n)
{
    const struct oom_scenario *s;
    size_t i;

    for (i = 0; i < WORDS; i++)
        for (s = words[i]; s->name != NULL; s++)
            if (n-- == 0)
                return s;
    return NULL;
}

static int
scenarios(void)
{
    int n = 0;

    while (scenario(n) != NULL)
        n++;
    return n;
}

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

    (void)snprintf(
        oom_input_path, sizeof(oom_input_path), "%s", support_path("in"));
    (void)snprintf(oom_output_path, sizeof(oom_output_path), "%s/out-%d",
        support_tmpdir(), (int)getpid());
    (void)snprintf(
        oom_key_path, sizeof(oom_key_path), "%s", support_path("key"));
    (void)snprintf(public, sizeof(public), "%s.pub", oom_key_path);
    support_write_file(oom_input_path, "hello\nworld\n", 12);
    support_write_file(oom_key_path, OOM_IDENTITY, strlen(OOM_IDENTITY));
    support_write_file(public, OOM_RECIPIENT, strlen(OOM_RECIPIENT));
}

/* Whether it is a failure of a connection: what one end lacks memory for, the
 * other one sees as an alert, or as nonsense. */
static int
is_of_connections(int rv)
{
    return (rv <= OTLS_E_TLS_HANDSHAKE && rv >= OTLS_E_TLS_STATE) ||
           rv == OTLS_E_CERT_INVALID || rv == OTLS_E_CERT_UNTRUSTED ||
           /* OpenSSL goes on without a chain that it couldn't copy, finds a
            * key too short that it couldn't measure, and a name not to be
            * there that it couldn't read */
           rv == OTLS_E_CERT_MISSING || rv == OTLS_E_CERT_WEAK ||
           rv == OTLS_E_CERT_HOST;
}

/* OpenSSL doesn't always say that it was memory that ran out. */
static int
is_told(const struct oom_scenario *s, int rv)
{
    return rv >= 0 || rv == OTLS_E_NO_MEMORY ||
           (openssl_failures > 0 &&
               (rv == OTLS_E_OPENSSL || rv == OTLS_E_RANDOM)) ||
           (openssl_failures > 0 && is_of_connections(rv) &&
               strncmp(s->name, "connection", 10) == 0);
}

/* Runs the scenario with allocation |n| failing; answers whether it got so
 * far. */
static int
run_failing_at(const struct oom_scenario *s, long n)
{
    const int fds = support_open_fds();
    char message[600] = "";
    size_t len;
    int rv;

    failures = openssl_failures = 0;
    countdown = n;
    rv = s->run();
    countdown = -1;
    if (!is_told(s, rv))
        (void)otls_error_message(message, sizeof(message), &len);
    ck_assert_msg(is_told(s, rv),
        "%s: with allocation %ld failing the answer is %d: %s", s->name, n, rv,
        message);
    ck_assert_msg(
        rv >= 0 || failures > 0, "%s fails by itself: %d", s->name, rv);
    ck_assert_msg(
        handles() == kept_handles, "%s: a handle is left at %ld", s->name, n);
    ck_assert_msg(support_open_fds() == fds, "%s: a descriptor is left at %ld",
        s->name, n);
    return failures > 0;
}

/* How many allocations a run makes when none fails. */
static long
allocations(const struct oom_scenario *s)
{
    const long many = 1000000000;
    long left;

    countdown = many;
    ck_assert_ok(s->run() < 0 ? -1 : OTLS_OK);
    left = countdown;
    countdown = -1;
    return many - left;
}

/* A run costs as much as the allocations before the one that fails, so in a
 * long scenario every so many of them fails, and each where OTLS_OOM_EVERY
 * is set. The two ways of failing begin at different ones. */
static long
stride(const struct oom_scenario *s)
{
    const char *sanitizers = getenv("OTLS_SANITIZERS");
    const int slow = sanitizers != NULL && sanitizers[0] != '\0';

    if (getenv("OTLS_OOM_EVERY") != NULL)
        return 1;
    return 1 + allocations(s) / (slow ? 150 : 3000);
}

START_TEST(running_out_of_memory_is_an_error_and_nothing_is_lost)
{
    const struct oom_scenario *s = scenario(_i % scenarios());
    const char *only = getenv("OTLS_OOM_ONLY"); /* one scenario's name */
    long n, step, runs = 0;

    if (only != NULL && strcmp(only, s->name) != 0)
        return;
    write_inputs();
    for_ever = _i >= scenarios();
    /* what is made once for the process is made without a failure */
    ck_assert_ok(s->run() < 0 ? -1 : OTLS_OK);
    kept_handles = handles();
    step = stride(s);
    for (n = for_ever ? step / 2 : 0; run_failing_at(s, n); n += step)
        runs++;
    ck_assert_msg(runs > 0 || strcmp(s->name, "errors") == 0,
        "%s never allocates", s->name);
    printf("# %s: %ld allocations failed, 1 in %ld, %s\n", s->name, runs, step,
        for_ever ? "with all after it" : "in turn");
    (void)fflush(stdout);
    ck_assert_ok(s->run() < 0 ? -1 : OTLS_OK);
}
END_TEST

/* Whether one of the files of scenarios has |text|. */
static int
stands_in_a_scenario(const char *text)
{
    const char *const directory = TOP_SRCDIR "/tests/unit/oom";
    struct dirent *entry;
    char path[600], *source;
    size_t len;
    int found = 0;
    DIR *d = opendir(directory);

    ck_assert_ptr_nonnull(d);
    while (!found && (entry = readdir(d)) != NULL) {
        if (strstr(entry->d_name, ".c") == NULL)
            continue;
        (void)snprintf(path, sizeof(path), "%s/%s", directory, entry->d_name);
        source = (char *)support_read_file(path, &len);
        found = strstr(source, text) != NULL;
        free(source);
    }
    (void)closedir(d);
    return found;
}

START_TEST(every_public_function_stands_in_a_scenario)
{
    char *symbols, *line, *save = NULL, call[128];
    size_t len;
    int seen = 0;

    symbols = (char *)support_read_file(TOP_SRCDIR "/libotls/symbols", &len);
    for (line = strtok_r(symbols, "\n", &save); line != NULL;
         line = strtok_r(NULL, "\n", &save)) {
        line[strcspn(line, " ")] = '\0';
        (void)snprintf(call, sizeof(call), "%s(", line);
        ck_assert_msg(stands_in_a_scenario(call),
            "%s stands in no scenario: add it to one", line);
        seen++;
    }
    ck_assert_int_gt(seen, 50);
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
    tcase_set_timeout(c, 900);
    tcase_add_loop_test(c,
        running_out_of_memory_is_an_error_and_nothing_is_lost, 0,
        2 * scenarios());
    tcase_add_test(c, every_public_function_stands_in_a_scenario);
    suite_add_tcase(s, c);
    return s;
}
