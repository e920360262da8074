/* SPDX-License-Identifier: ISC */
#include "pki/passphrase.h"

#include <otls/types.h>

#include "base/call.h"
#include "base/error.h"
#include "base/secret.h"

int
otls__passphrase_is_given(const struct otls__passphrase *p)
{
    return p->bytes != NULL || p->callback != NULL;
}

static int
ask(struct otls__passphrase *p, const char *name)
{
    size_t len = 0;
    int answer, rv;

    if ((p->answer = otls__secret_new(OTLS__PASSPHRASE_MAX)) == NULL)
        return otls__error_memory();
    otls__call_pause();
    answer = p->callback(p->user, p->answer, OTLS__PASSPHRASE_MAX, &len);
    if ((rv = otls__call_resume()) != OTLS_OK)
        return rv;
    if (answer != OTLS_CALLBACK_ACCEPT)
        return otls__error(
            OTLS_E_CANCELLED, "%s: the callback gave no passphrase", name);
    if (len > OTLS__PASSPHRASE_MAX)
        return otls__error(OTLS_E_INVALID,
            "%s: the callback says that its passphrase has %zu bytes, with "
            "room for %d",
            name, len, OTLS__PASSPHRASE_MAX);
    p->bytes = p->answer;
    p->len = len;
    return OTLS_OK;
}

int
otls__passphrase_need(struct otls__passphrase *p, const char *name)
{
    if (p->bytes != NULL)
        return OTLS_OK;
    if (p->callback != NULL)
        return ask(p, name);
    return otls__error(OTLS_E_WANT_PASSPHRASE,
        "%s is encrypted: load it again with its passphrase", name);
}

void
otls__passphrase_end(struct otls__passphrase *p)
{
    otls__secret_free(p->answer);
    if (p->answer != NULL)
        p->bytes = NULL;
    p->answer = NULL;
}
