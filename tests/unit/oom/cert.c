/* SPDX-License-Identifier: ISC */
#include "oom/oom.h"

#include <stdio.h>
#include <string.h>

#include "certs.h"

static char path[256];
static unsigned char *pem;
static size_t pem_len;

static void
make_file(void)
{
    if (path[0] != '\0')
        return;
    certs_standard();
    (void)snprintf(path, sizeof(path), "%s", certs_path("server.pem"));
    pem = support_read_file(path, &pem_len);
}

/* What a field of text or bytes is asked with. */
typedef int field(otls_handle cert, void *buf, size_t cap, size_t *len);

static int
texts(otls_handle cert)
{
    static field *const fields[] = {
        otls_cert_pem, otls_cert_der, otls_cert_text, otls_cert_subject,
        otls_cert_issuer, otls_cert_serial, otls_cert_signature_algorithm,
        otls_cert_subject_key_id, otls_cert_authority_key_id,
        otls_cert_extended_key_usage};
    char buf[8192];
    size_t len, i;
    int rv = OTLS_OK;

    for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        rv = fields[i](cert, buf, sizeof(buf), &len);
        if (rv < 0 && rv != OTLS_E_NOT_FOUND)
            return rv;
    }
    TRY(otls_cert_fingerprint(cert, "SHA256", buf, sizeof(buf), &len));
    TRY(otls_cert_name_field(
        cert, OTLS_CERT_NAME_SUBJECT, 0, &(int64_t){0}, buf, sizeof(buf),
        &len));
    TRY(otls_cert_name_value(
        cert, OTLS_CERT_NAME_SUBJECT, 0, buf, sizeof(buf), &len));
    TRY(otls_cert_san(cert, 0, &(int64_t){0}, buf, sizeof(buf), &len));
    rv = otls_cert_uri(cert, OTLS_CERT_URI_OCSP, 0, buf, sizeof(buf), &len);
    if (rv == OTLS_E_INVALID || rv == OTLS_E_NOT_FOUND)
        rv = OTLS_OK; /* there is none */
out:
    return rv;
}

static int
numbers(otls_handle cert)
{
    int64_t n;
    int rv;

    TRY(otls_cert_name_fields(cert, OTLS_CERT_NAME_SUBJECT, &n));
    TRY(otls_cert_version(cert, &n));
    TRY(otls_cert_not_before_s(cert, &n));
    TRY(otls_cert_not_after_s(cert, &n));
    TRY(otls_cert_san_count(cert, &n));
    TRY(otls_cert_uri_count(cert, OTLS_CERT_URI_OCSP, &n));
    TRY(otls_cert_key_usage(cert, &n));
    TRY(otls_cert_path_length(cert, &n));
    TRY(otls_cert_is_ca(cert));
    TRY(otls_cert_matches_host(cert, "server.example"));
    TRY(otls_cert_matches_ip(cert, "127.0.0.1"));
out:
    return rv;
}

static int
loaded(void)
{
    otls_handle a = 0, b = 0, key = 0;
    int rv;

    make_file();
    TRY(otls_cert_load_file(path, &a));
    TRY(otls_cert_load_bytes(pem, pem_len, &b));
    TRY(otls_cert_equal(a, b));
    TRY(otls_cert_is_issued_by(a, b));
    TRY(otls_cert_public_key(a, &key));
    TRY(texts(a));
    TRY(numbers(a));
out:
    ck_assert_ok(otls_cert_free(a));
    ck_assert_ok(otls_cert_free(b));
    ck_assert_ok(otls_key_free(key));
    return rv;
}

static int
listed(void)
{
    otls_handle list = 0, file = 0, bytes = 0, cert = 0;
    char buf[8192];
    int64_t n;
    size_t len;
    int rv;

    make_file();
    TRY(otls_cert_list_load_file(path, &file));
    TRY(otls_cert_list_load_bytes(pem, pem_len, &bytes));
    TRY(otls_cert_list_count(file, &n));
    TRY(otls_cert_list_at(file, 0, &cert));
    TRY(otls_cert_list_new(&list));
    TRY(otls_cert_list_add(list, cert));
    TRY(otls_cert_list_pem(list, buf, sizeof(buf), &len));
out:
    ck_assert_ok(otls_cert_list_free(list));
    ck_assert_ok(otls_cert_list_free(file));
    ck_assert_ok(otls_cert_list_free(bytes));
    ck_assert_ok(otls_cert_free(cert));
    return rv;
}

const struct oom_scenario oom_cert[] = {
    {"cert_loaded", loaded},
    {"cert_listed", listed},
    {NULL, NULL},
};
