/* SPDX-License-Identifier: ISC */
#include "oom/oom.h"

#include <stdio.h>

#include "certs.h"

static int
say(otls_handle request)
{
    int rv;

    TRY(otls_cert_request_set_subject(request, "CN=a,O=b"));
    TRY(otls_cert_request_add_san(request, OTLS_CERT_SAN_DNS, "a.example"));
    TRY(otls_cert_request_add_san(request, OTLS_CERT_SAN_IP, "::1"));
    TRY(otls_cert_request_set_purposes(request, OTLS_CERT_REQUEST_SERVER));
    TRY(otls_cert_request_set_validity_s(request, 1, 4000000000));
out:
    return rv;
}

static int
look(otls_handle request)
{
    char buf[4096];
    int64_t n;
    size_t len;
    int rv;

    TRY(otls_cert_request_subject(request, buf, sizeof(buf), &len));
    TRY(otls_cert_request_san_count(request, &n));
    TRY(otls_cert_request_san(request, 1, &n, buf, sizeof(buf), &len));
    TRY(otls_cert_request_der(request, buf, sizeof(buf), &len));
out:
    return rv;
}

static int
made(void)
{
    otls_handle key = 0, root = 0, other = 0, a = 0, b = 0;
    int rv;

    TRY(otls_key_generate(OTLS_KEY_ED25519, 0, &key));
    TRY(otls_cert_request_new(&root));
    TRY(otls_cert_request_set_subject(root, "CN=root"));
    TRY(otls_cert_request_set_ca(root, 1));
    TRY(otls_cert_request_self_sign(root, key, &a));
    TRY(otls_cert_request_new(&other));
    TRY(say(other));
    TRY(otls_cert_request_sign(other, key));
    TRY(otls_cert_request_issue(other, a, key, &b));
    TRY(look(other));
out:
    ck_assert_ok(otls_cert_free(a));
    ck_assert_ok(otls_cert_free(b));
    ck_assert_ok(otls_cert_request_free(root));
    ck_assert_ok(otls_cert_request_free(other));
    ck_assert_ok(otls_key_free(key));
    return rv;
}

static char path[256];
static char pem[4096];
static size_t pem_len;

static void
make_file(void)
{
    otls_handle key, request;

    if (path[0] != '\0')
        return;
    ck_assert_ok(otls_key_generate(OTLS_KEY_ED25519, 0, &key));
    ck_assert_ok(otls_cert_request_new(&request));
    ck_assert_ok(say(request));
    ck_assert_ok(otls_cert_request_sign(request, key));
    ck_assert_ok(otls_cert_request_pem(request, pem, sizeof(pem), &pem_len));
    (void)snprintf(path, sizeof(path), "%s", support_path("request"));
    support_write_file(path, pem, pem_len);
    ck_assert_ok(otls_cert_request_free(request));
    ck_assert_ok(otls_key_free(key));
}

static int
loaded(void)
{
    otls_handle a = 0, b = 0, key = 0;
    char buf[4096];
    size_t len;
    int rv;

    make_file();
    TRY(otls_cert_request_load_file(path, &a));
    TRY(otls_cert_request_load_bytes(pem, pem_len, &b));
    TRY(otls_cert_request_public_key(a, &key));
    TRY(otls_cert_request_pem(a, buf, sizeof(buf), &len));
out:
    ck_assert_ok(otls_cert_request_free(a));
    ck_assert_ok(otls_cert_request_free(b));
    ck_assert_ok(otls_key_free(key));
    return rv;
}

const struct oom_scenario oom_cert_request[] = {
    {"cert_request_made", made},
    {"cert_request_loaded", loaded},
    {NULL, NULL},
};
