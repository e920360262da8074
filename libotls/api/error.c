/* SPDX-License-Identifier: ISC */
#include <otls/error.h>

#include "base/call.h"
#include "base/error.h"

/* These questions must not disturb what they ask about, so a bad argument is
 * answered by its code alone. */
static int
out(const char *text, void *buf, size_t cap, size_t *len)
{
    struct otls__error_state *state = otls__call_error_state();
    struct otls__error_state saved;
    int rv;

    if (state == NULL)
        return OTLS_E_NO_MEMORY;
    saved = *state;
    if (text >= state->message && text < (const char *)(state + 1))
        text = text == state->message ? saved.message : saved.reason;
    rv = otls__copy_text(text, buf, cap, len);
    *state = saved;
    return rv;
}

int
otls_error_code(int64_t *code)
{
    if (code == NULL)
        return OTLS_E_NULL;
    *code = otls__error_last_code();
    return OTLS_OK;
}

int
otls_error_message(void *buf, size_t cap, size_t *len)
{
    struct otls__error_state *state = otls__call_error_state();

    return out(state == NULL ? "" : state->message, buf, cap, len);
}

int
otls_error_reason(void *buf, size_t cap, size_t *len)
{
    struct otls__error_state *state = otls__call_error_state();

    return out(state == NULL ? "" : state->reason, buf, cap, len);
}

int
otls_error_openssl(int64_t *packed)
{
    struct otls__error_state *state = otls__call_error_state();

    if (packed == NULL)
        return OTLS_E_NULL;
    *packed = state == NULL ? 0 : (int64_t)state->packed;
    return OTLS_OK;
}

int
otls_error_errno(int64_t *number)
{
    struct otls__error_state *state = otls__call_error_state();

    if (number == NULL)
        return OTLS_E_NULL;
    *number = state == NULL ? 0 : state->number;
    return OTLS_OK;
}

int
otls_error_clear(void)
{
    otls__error_forget();
    return OTLS_OK;
}

int
otls_error_name(int code, void *buf, size_t cap, size_t *len)
{
    const char *name = otls__error_name(code);

    return name == NULL ? OTLS_E_INVALID : out(name, buf, cap, len);
}

int
otls_error_text(int code, void *buf, size_t cap, size_t *len)
{
    const char *text = otls__error_text(code);

    return text == NULL ? OTLS_E_INVALID : out(text, buf, cap, len);
}
