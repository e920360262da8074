/* SPDX-License-Identifier: ISC */

/* What a user's first program does, built against the installed library. */
#include <otls.h>

#include <stdio.h>

int
main(void)
{
    char version[32], text[80];
    otls_handle identity = 0, recipient = 0;
    int64_t abi;
    size_t len;

    if (otls_library_version(version, sizeof(version), &len) != OTLS_OK ||
        otls_library_abi(&abi) != OTLS_OK || abi != OTLS_ABI ||
        otls_age_identity_generate(&identity) != OTLS_OK ||
        otls_age_identity_recipient(identity, &recipient) != OTLS_OK ||
        otls_age_recipient_text(recipient, text, sizeof(text), &len) !=
            OTLS_OK ||
        otls_age_recipient_free(recipient) != OTLS_OK ||
        otls_age_identity_free(identity) != OTLS_OK)
        return 1;
    printf("%s %s\n", version, text);
    return 0;
}
