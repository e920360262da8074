/* SPDX-License-Identifier: ISC */
#include "oom/oom.h"

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

const struct oom_scenario oom_library[] = {
    {"errors", errors},
    {NULL, NULL},
};
