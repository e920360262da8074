/* SPDX-License-Identifier: ISC */
#include "oom/oom.h"

#include <stdio.h>
#include <stdlib.h>

#include "certs.h"

static unsigned char *pem;
static size_t pem_len;
static char path[256];

static void
make_file(void)
{
    if (pem != NULL)
        return;
    certs_standard();
    (void)snprintf(path, sizeof(path), "%s", certs_path("server.crt"));
    pem = support_read_file(path, &pem_len);
}

static int
cert_fields(void)
{
    otls_handle cert = 0, key = 0;
    char out[8192];
    int64_t n, m;
    size_t len;
    int rv;

    make_file();
    TRY(otls_cert_load_bytes(pem, pem_len, &cert));
    TRY(otls_cert_pem(cert, out, sizeof(out), &len));
    TRY(otls_cert_der(cert, out, sizeof(out), &len));
    TRY(otls_cert_subject(cert, out, sizeof(out), &len));
    TRY(otls_cert_issuer(cert, out, sizeof(out), &len));
    TRY(otls_cert_name_fields(cert, OTLS_CERT_NAME_SUBJECT, &n));
    TRY(otls_cert_name_field(cert, 0, 0, &m, out, sizeof(out), &len));
    TRY(otls_cert_name_value(cert, 0, 0, out, sizeof(out), &len));
    TRY(otls_cert_serial(cert, out, sizeof(out), &len));
    TRY(otls_cert_version(cert, &n));
    TRY(otls_cert_not_before_s(cert, &n));
    TRY(otls_cert_not_after_s(cert, &n));
    TRY(otls_cert_key_usage(cert, &n));
    TRY(otls_cert_extended_key_usage(cert, out, sizeof(out), &len));
    TRY(otls_cert_is_ca(cert));
    TRY(otls_cert_path_length(cert, &n));
    TRY(otls_cert_fingerprint(cert, NULL, out, sizeof(out), &len));
    TRY(otls_cert_signature_algorithm(cert, out, sizeof(out), &len));
    TRY(otls_cert_subject_key_id(cert, out, sizeof(out), &len));
    TRY(otls_cert_authority_key_id(cert, out, sizeof(out), &len));
    TRY(otls_cert_public_key(cert, &key));
out:
    ck_assert_ok(otls_key_free(key));
    ck_assert_ok(otls_cert_free(cert));
    return rv;
}

static int
cert_names(void)
{
    otls_handle cert = 0, same = 0;
    char out[8192];
    int64_t n, m;
    size_t len;
    int rv;

    make_file();
    TRY(otls_cert_load_file(path, &cert));
    TRY(otls_cert_load_file(path, &same));
    TRY(otls_cert_equal(cert, same));
    TRY(otls_cert_is_issued_by(cert, same));
    TRY(otls_cert_san_count(cert, &n));
    TRY(otls_cert_san(cert, 0, &m, out, sizeof(out), &len));
    TRY(otls_cert_uri_count(cert, OTLS_CERT_URI_OCSP, &n));
    if (n > 0)
        TRY(otls_cert_uri(
            cert, OTLS_CERT_URI_OCSP, 0, out, sizeof(out), &len));
    TRY(otls_cert_matches_host(cert, "localhost"));
    TRY(otls_cert_matches_ip(cert, "127.0.0.1"));
    TRY(otls_cert_text(cert, out, sizeof(out), &len));
out:
    ck_assert_ok(otls_cert_free(same));
    ck_assert_ok(otls_cert_free(cert));
    return rv;
}

static int
cert_lists(void)
{
    otls_handle list = 0, other = 0, empty = 0, cert = 0;
    char out[8192];
    int64_t n;
    size_t len;
    int rv;

    make_file();
    TRY(otls_cert_list_load_file(path, &list));
    TRY(otls_cert_list_load_bytes(pem, pem_len, &other));
    TRY(otls_cert_list_new(&empty));
    TRY(otls_cert_list_at(list, 0, &cert));
    TRY(otls_cert_list_add(empty, cert));
    TRY(otls_cert_list_count(empty, &n));
    TRY(otls_cert_list_pem(empty, out, sizeof(out), &len));
out:
    ck_assert_ok(otls_cert_free(cert));
    ck_assert_ok(otls_cert_list_free(empty));
    ck_assert_ok(otls_cert_list_free(other));
    ck_assert_ok(otls_cert_list_free(list));
    return rv;
}

const struct oom_scenario oom_cert[] = {
    {"cert_fields", cert_fields},
    {"cert_names", cert_names},
    {"cert_lists", cert_lists},
    {NULL, NULL},
};
