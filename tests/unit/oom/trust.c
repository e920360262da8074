/* SPDX-License-Identifier: ISC */
#include "oom/oom.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "certs.h"
#include "pki/source.h"
#include "pki/trust.h"

/* Nothing is kept from one run to the next, so that each one loads. */
static void
forget(void)
{
    otls__trust_forget_all();
    otls__source_forget_all();
}

static char file[256], list[256], directory[256];

/* A hash directory with one entry, made once. */
static void
make_files(void)
{
    unsigned char *data;
    char entry[300];
    size_t len;

    if (file[0] != '\0')
        return;
    certs_standard();
    (void)snprintf(file, sizeof(file), "%s", certs_path("root.crt"));
    (void)snprintf(list, sizeof(list), "%s", certs_path("all.crl"));
    (void)snprintf(
        directory, sizeof(directory), "%s", support_path("hashes"));
    (void)mkdir(directory, 0700);
    (void)snprintf(entry, sizeof(entry), "%s/01234567.0", directory);
    data = support_read_file(file, &len);
    support_write_file(entry, data, len);
    free(data);
}

static int
trust_files(void)
{
    otls_handle one = 0, hashes = 0, both = 0, checked = 0;
    int64_t n;
    int rv;

    make_files();
    forget();
    TRY(otls_trust_load_file(file, &one));
    TRY(otls_trust_count(one, &n));
    ck_assert_int_eq(n, 1);
    TRY(otls_trust_load_directory(directory, &hashes));
    TRY(otls_trust_combine(one, hashes, &both));
    TRY(otls_trust_with_crls_file(both, list, &checked));
    TRY(otls_trust_count(checked, &n));
    ck_assert_int_eq(n, 1);
    TRY(otls_trust_crl_count(checked, &n));
    ck_assert_int_eq(n, 2);
out:
    ck_assert_ok(otls_trust_free(one));
    ck_assert_ok(otls_trust_free(hashes));
    ck_assert_ok(otls_trust_free(both));
    ck_assert_ok(otls_trust_free(checked));
    forget();
    return rv;
}

static int
trust_bytes(void)
{
    static unsigned char *certs, *crls;
    static size_t certs_len, crls_len;
    otls_handle none = 0, one = 0, checked = 0, certs_of = 0, same = 0;
    int64_t n;
    int rv;

    make_files();
    if (certs == NULL) {
        certs = support_read_file(file, &certs_len);
        crls = support_read_file(list, &crls_len);
    }
    forget();
    TRY(otls_trust_empty(&none));
    TRY(otls_trust_load_bytes(certs, certs_len, &one));
    TRY(otls_trust_with_crls_bytes(one, crls, crls_len, &checked));
    TRY(otls_trust_count(checked, &n));
    ck_assert_int_eq(n, 1);
    TRY(otls_trust_crl_count(checked, &n));
    ck_assert_int_eq(n, 2);
    TRY(otls_trust_certs(checked, &certs_of));
    TRY(otls_trust_from_list(certs_of, &same));
out:
    ck_assert_ok(otls_handle_free(certs_of));
    ck_assert_ok(otls_trust_free(same));
    ck_assert_ok(otls_trust_free(none));
    ck_assert_ok(otls_trust_free(one));
    ck_assert_ok(otls_trust_free(checked));
    forget();
    return rv;
}

/* The environment names a small file and directory. */
static int
trust_of_system(void)
{
    otls_handle trust = 0;
    int64_t n;
    int rv;

    make_files();
    forget();
    ck_assert_int_eq(setenv("SSL_CERT_FILE", file, 1), 0);
    ck_assert_int_eq(setenv("SSL_CERT_DIR", directory, 1), 0);
    TRY(otls_trust_system(&trust));
    TRY(otls_trust_count(trust, &n));
    ck_assert_int_eq(n, 1);
out:
    ck_assert_ok(otls_trust_free(trust));
    forget();
    return rv;
}

const struct oom_scenario oom_trust[] = {
    {"trust_files", trust_files},
    {"trust_bytes", trust_bytes},
    {"trust_of_system", trust_of_system},
    {NULL, NULL},
};
