/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ends.h"
#include "stored.h"

/* 200,000 connections, every other of them resumed: a process that serves for
 * weeks has as much memory at the end as at the beginning. */

#define EACH 25000
#define WARM (EACH / 5)
/* What SQLite's cache and malloc's arenas may still gain. */
#define SLACK ((long)1 << 20)

static const char secret[] = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

enum { MEMORY, SQLITE, BOTH, DERIVED, WAYS };

static void
use_store(const struct ends *e, const char *url, int mode)
{
    otls_handle store;

    ck_assert_ok(otls_store_open(url, secret, strlen(secret), &store));
    ck_assert_ok(otls_context_set_resumption(e->server_context, mode));
    ck_assert_ok(otls_context_set_store(e->server_context, store));
    ck_assert_ok(otls_store_free(store));
}

static void
use(const struct ends *e, int way)
{
    char url[300];
    otls_handle keys;

    (void)snprintf(url, sizeof(url), "sqlite:%s?max_entries=2000",
        support_path("sessions.db"));
    if (way == DERIVED) {
        ck_assert_ok(
            otls_ticket_keys_derived(secret, strlen(secret), 0, &keys));
        ck_assert_ok(otls_context_set_ticket_keys(e->server_context, keys));
        ck_assert_ok(otls_ticket_keys_free(keys));
    } else if (way == MEMORY) {
        use_store(e, "memory:?max_entries=2000", OTLS_RESUMPTION_STORE);
    } else {
        use_store(e, url,
            way == BOTH ? OTLS_RESUMPTION_BOTH : OTLS_RESUMPTION_STORE);
    }
}

static long
resident(void)
{
    FILE *file = fopen("/proc/self/statm", "r");
    long size, pages;

    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(fscanf(file, "%ld %ld", &size, &pages), 2);
    (void)fclose(file);
    return pages * sysconf(_SC_PAGESIZE);
}

START_TEST(memory_is_flat_while_every_other_connection_resumes)
{
    otls_handle session = 0;
    struct ends e;
    long before = 0, after;
    int i, resumed = 0;

    ends_contexts(&e, ENDS_BIOS | (_i >= WAYS ? ENDS_1_2 : 0), "server");
    use(&e, _i % WAYS);
    for (i = 0; i < EACH; i++) {
        if (i == WARM)
            before = resident();
        if (i % 2 == 0) {
            ck_assert_ok(otls_session_free(session));
            session = 0;
        }
        resumed += stored_visit(&e, &session);
        ends_disconnect(&e);
    }
    after = resident();
    ck_assert_int_eq(resumed, EACH / 2);
    ck_assert_msg(after <= before + SLACK, "%ld KiB became %ld KiB",
        before / 1024, after / 1024);
    printf(
        "# %d connections, %d resumed: %ld KiB after %d of them, %ld at the "
        "end\n",
        EACH, resumed, before / 1024, WARM, after / 1024);
    stored_close(&e, session);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("resumption");
    TCase *tcase = tcase_create("endurance");

    tcase_add_loop_test(tcase,
        memory_is_flat_while_every_other_connection_resumes, 0, 2 * WAYS);
    suite_add_tcase(suite, tcase);
    return suite;
}
