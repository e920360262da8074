/* SPDX-License-Identifier: ISC */
#include <otls.h>

#include <string.h>

#include <openssl/crypto.h>

#include "base/error.h"

struct constant {
    const char *name;
    int64_t value;
};

static const struct constant constants[] = {
#include "api/constants.inc"
};

int
otls_library_abi(int64_t *abi)
{
    if (abi == NULL)
        return otls__error_null("abi");
    *abi = OTLS_ABI;
    return OTLS_OK;
}

int
otls_library_version(void *buf, size_t cap, size_t *len)
{
    return otls__copy_text(PACKAGE_VERSION, buf, cap, len);
}

int
otls_library_openssl_version(void *buf, size_t cap, size_t *len)
{
    return otls__copy_text(OpenSSL_version(OPENSSL_VERSION), buf, cap, len);
}

int
otls_library_constant(const char *name, int64_t *value)
{
    size_t i;

    if (name == NULL)
        return otls__error_null("name");
    if (value == NULL)
        return otls__error_null("value");
    for (i = 0; i < sizeof(constants) / sizeof(constants[0]); i++)
        if (strcmp(constants[i].name, name) == 0) {
            *value = constants[i].value;
            return OTLS_OK;
        }
    return otls__error(
        OTLS_E_INVALID, "the library has no constant '%.64s'", name);
}
