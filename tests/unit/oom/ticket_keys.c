/* SPDX-License-Identifier: ISC */
#include "oom/oom.h"

#include <string.h>

#include "certs.h"

#define SECRET "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

struct two {
    otls_handle contexts[2];
    otls_handle ends[2];
};

static int
make_contexts(struct two *t, otls_handle keys)
{
    otls_handle credential = 0;
    int rv;

    certs_standard();
    TRY(otls_context_new(OTLS_ROLE_CLIENT, &t->contexts[0]));
    TRY(otls_context_insecure_set_verify_none(t->contexts[0]));
    TRY(otls_context_new(OTLS_ROLE_SERVER, &t->contexts[1]));
    TRY(otls_credential_load_file(certs_path("server.pem"),
        certs_path("server.key"), NULL, 0, &credential));
    TRY(otls_context_set_credential(t->contexts[1], credential));
    TRY(otls_context_set_ticket_keys(t->contexts[1], keys));
out:
    ck_assert_ok(otls_credential_free(credential));
    return rv;
}

static int
make_ends(struct two *t)
{
    otls_handle bios[2] = {0, 0};
    int i, rv;

    TRY(otls_bio_pair_new(40000, &bios[0], &bios[1]));
    for (i = 0; i < 2; i++)
        TRY(otls_connection_new_bio(
            t->contexts[i], bios[i], bios[i], &t->ends[i]));
    TRY(otls_connection_set_servername(t->ends[0], "localhost"));
out:
    for (i = 0; i < 2; i++)
        ck_assert_ok(otls_bio_free(bios[i]));
    return rv;
}

static int
shake(const struct two *t)
{
    int i, rv = OTLS_OK;

    for (i = 0; i < 10; i++) {
        rv = otls_connection_handshake(t->ends[i % 2]);
        if (rv < 0 && rv != OTLS_E_WANT_READ)
            return rv;
    }
    return rv;
}

/* A handshake whose server seals a ticket. */
static int
use(otls_handle keys)
{
    struct two t = {{0, 0}, {0, 0}};
    char warning[600];
    int64_t n;
    size_t len;
    int i, rv;

    TRY(make_contexts(&t, keys));
    TRY(make_ends(&t));
    TRY(shake(&t));
    TRY(otls_ticket_keys_counter(keys, OTLS_TICKET_KEYS_SEALED, &n));
    TRY(otls_ticket_keys_warning(keys, warning, sizeof(warning), &len));
out:
    for (i = 0; i < 2; i++) {
        ck_assert_ok(otls_connection_free(t.ends[i]));
        ck_assert_ok(otls_context_free(t.contexts[i]));
    }
    return rv;
}

static int
ticket_keys_derived(void)
{
    otls_handle keys = 0, other = 0;
    int rv;

    support_write_file(support_path("secret"), SECRET, strlen(SECRET));
    TRY(otls_ticket_keys_derived_file(support_path("secret"), 0, &other));
    TRY(otls_ticket_keys_derived(SECRET, strlen(SECRET), 0, &keys));
    TRY(use(keys));
out:
    ck_assert_ok(otls_ticket_keys_free(keys));
    ck_assert_ok(otls_ticket_keys_free(other));
    return rv;
}

static int
ticket_keys_file(void)
{
    char bytes[160];
    otls_handle keys = 0;
    int rv;

    memset(bytes, 0xa5, sizeof(bytes));
    support_write_file(support_path("keys"), bytes, sizeof(bytes));
    TRY(otls_ticket_keys_file(support_path("keys"), &keys));
    TRY(use(keys));
out:
    ck_assert_ok(otls_ticket_keys_free(keys));
    return rv;
}

static int
ticket_keys_stored(void)
{
    otls_handle store = 0, keys = 0;
    int rv;

    TRY(otls_store_open("memory:", NULL, 0, &store));
    TRY(otls_ticket_keys_stored(store, 0, &keys));
    TRY(use(keys));
out:
    ck_assert_ok(otls_ticket_keys_free(keys));
    ck_assert_ok(otls_store_free(store));
    return rv;
}

const struct oom_scenario oom_ticket_keys[] = {
    {"connection_ticket_keys_derived", ticket_keys_derived},
    {"connection_ticket_keys_file", ticket_keys_file},
    {"connection_ticket_keys_stored", ticket_keys_stored},
    {NULL, NULL},
};
