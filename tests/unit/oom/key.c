/* SPDX-License-Identifier: ISC */
#include "oom/oom.h"

#include <stdio.h>

#include "certs.h"

static char path[256];

/* Encrypted keys take too many allocations: oom/credential.c has one with a
 * single round, and the passphrase is asked for in the same place. */
static void
make_file(void)
{
    if (path[0] != '\0')
        return;
    certs_standard();
    (void)snprintf(path, sizeof(path), "%s", certs_path("server.key"));
}

static int
answer(void *user, void *buf, size_t cap, size_t *len)
{
    (void)user;
    (void)buf;
    (void)cap;
    *len = 0;
    return 0;
}

static int
generated(void)
{
    otls_handle key = 0, public = 0, back = 0;
    char text[1024];
    unsigned char sig[256];
    int64_t bits;
    size_t len;
    int rv;

    TRY(otls_key_generate(OTLS_KEY_EC_P256, 0, &key));
    TRY(otls_key_algorithm(key, text, sizeof(text), &len));
    TRY(otls_key_bits(key, &bits));
    TRY(otls_key_is_private(key));
    TRY(otls_key_public(key, &public));
    TRY(otls_key_equal(key, public));
    TRY(otls_key_public_pem(key, text, sizeof(text), &len));
    TRY(otls_key_public_der(key, text, sizeof(text), &len));
    TRY(otls_key_export_secret_pem(key, NULL, 0, text, sizeof(text), &len));
    TRY(otls_key_export_secret_der(key, NULL, 0, text, sizeof(text), &len));
    TRY(otls_key_load_bytes(text, len, NULL, 0, &back));
    TRY(otls_key_sign(key, NULL, "x", 1, sig, sizeof(sig), &len));
    TRY(otls_key_verify(back, NULL, "x", 1, sig, len));
out:
    ck_assert_ok(otls_key_free(back));
    ck_assert_ok(otls_key_free(public));
    ck_assert_ok(otls_key_free(key));
    return rv;
}

static int
loaded(void)
{
    otls_handle a = 0, b = 0, c = 0;
    char text[1024];
    size_t len;
    int rv;

    make_file();
    TRY(otls_key_load_file(path, NULL, 0, &a));
    TRY(otls_key_load_file_ask(path, answer, NULL, &b));
    TRY(otls_key_export_secret_der(b, NULL, 0, text, sizeof(text), &len));
    TRY(otls_key_load_bytes_ask(text, len, answer, NULL, &c));
out:
    ck_assert_ok(otls_key_free(a));
    ck_assert_ok(otls_key_free(b));
    ck_assert_ok(otls_key_free(c));
    return rv;
}

const struct oom_scenario oom_key[] = {
    {"key_generated", generated},
    {"key_loaded", loaded},
    {NULL, NULL},
};
