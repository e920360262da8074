/* SPDX-License-Identifier: ISC */
#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <openssl/err.h>

#include "base/call.h"

struct entry {
    int code;
    const char *name;
    const char *text;
};

static const struct entry entries[] = {
    {OTLS_OK, "OTLS_OK", "no error"},
#define OTLS_ERROR(name, number, base, text) {number, "OTLS_E_" #name, text},
#include "base/errors.def"
#undef OTLS_ERROR
};

static const struct entry *
find(int code)
{
    size_t i;

    for (i = 0; i < sizeof(entries) / sizeof(entries[0]); i++)
        if (entries[i].code == code)
            return &entries[i];
    return NULL;
}

const char *
otls__error_name(int code)
{
    const struct entry *e = find(code);

    return e == NULL ? NULL : e->name;
}

const char *
otls__error_text(int code)
{
    const struct entry *e = find(code);

    return e == NULL ? NULL : e->text;
}

static struct otls__error_state *record(
    int code, int number, const char *format, va_list args) OTLS__PRINTF(3, 0);

static struct otls__error_state *
record(int code, int number, const char *format, va_list args)
{
    struct otls__error_state *state = otls__call_error_state();
    size_t len;

    if (state == NULL)
        return NULL;
    state->code = code;
    state->number = number;
    state->packed = 0;
    state->reason[0] = '\0';
    /* what has nothing to fill in is told most often: that somebody waits */
    len = strlen(format);
    if (len < sizeof(state->message) && memchr(format, '%', len) == NULL)
        memcpy(state->message, format, len + 1);
    else
        (void)vsnprintf(state->message, sizeof(state->message), format, args);
    return state;
}

int
otls__error(int code, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    (void)record(code, 0, format, args);
    va_end(args);
    return code;
}

int
otls__error_errno(int code, int number, const char *format, ...)
{
    struct otls__error_state *state;
    char why[128];
    size_t len;
    va_list args;

    va_start(args, format);
    state = record(code, number, format, args);
    va_end(args);
    if (state == NULL)
        return code;
    len = strlen(state->message);
    (void)snprintf(state->message + len, sizeof(state->message) - len, ": %s",
        strerror_r(number, why, sizeof(why)));
    return code;
}

int
otls__openssl_memory_is_out(void)
{
    void *probe = OPENSSL_malloc(1024);

    OPENSSL_free(probe);
    return probe == NULL;
}

int
otls__error_openssl(int code, const char *format, ...)
{
    struct otls__error_state *state;
    const unsigned long packed = ERR_peek_last_error();
    const char *reason;
    va_list args;

    /* the oldest entry says where it began, the newest what it came to */
    if (ERR_GET_REASON(packed) == ERR_R_MALLOC_FAILURE ||
        ERR_GET_REASON(ERR_peek_error()) == ERR_R_MALLOC_FAILURE ||
        otls__openssl_memory_is_out())
        code = OTLS_E_NO_MEMORY;
    va_start(args, format);
    state = record(code, 0, format, args);
    va_end(args);
    if (state == NULL || packed == 0)
        return code;
    state->packed = packed;
    reason = ERR_reason_error_string(packed);
    if (reason != NULL)
        (void)snprintf(state->reason, sizeof(state->reason), "%s", reason);
    return code;
}

int
otls__error_null(const char *argument)
{
    return otls__error(
        OTLS_E_NULL, "%s is NULL: pass the address of an object", argument);
}

int
otls__error_memory(void)
{
    return otls__error(OTLS_E_NO_MEMORY, "memory could not be allocated");
}

int
otls__error_code_of_errno(int number)
{
    switch (number) {
    case ENOENT:
    case ENOTDIR:
        return OTLS_E_NOT_FOUND;
    case EACCES:
    case EPERM:
    case EROFS:
        return OTLS_E_PERMISSION;
    case ENOMEM:
        return OTLS_E_NO_MEMORY;
    case EINTR:
        return OTLS_E_INTERRUPTED;
    case EPIPE:
    case ECONNRESET:
    case ENOTCONN:
        return OTLS_E_CLOSED;
    default:
        return OTLS_E_IO;
    }
}

int
otls__error_last_code(void)
{
    struct otls__error_state *state = otls__call_error_state();

    return state == NULL ? OTLS_E_NO_MEMORY : state->code;
}

void
otls__error_forget(void)
{
    struct otls__error_state *state = otls__call_error_state();

    if (state != NULL)
        memset(state, 0, sizeof(*state));
}

/* Copies |n| bytes and |extra| more, which |len| doesn't count. */
static int
copy_out(const void *data, size_t n, size_t extra, void *buf, size_t cap,
    size_t *len)
{
    if (len == NULL)
        return otls__error_null("len");
    if (buf == NULL && cap > 0)
        return otls__error_null("buf");
    *len = n;
    if (cap == 0)
        return OTLS_OK;
    if (cap < n + extra)
        return otls__error(OTLS_E_TOO_SMALL,
            "the answer needs room for %zu bytes and cap is %zu", n + extra,
            cap);
    if (n + extra > 0)
        memcpy(buf, data, n + extra);
    return OTLS_OK;
}

int
otls__copy_bytes(
    const void *data, size_t n, void *buf, size_t cap, size_t *len)
{
    return copy_out(data, n, 0, buf, cap, len);
}

int
otls__copy_text(const char *text, void *buf, size_t cap, size_t *len)
{
    return copy_out(text, strlen(text), 1, buf, cap, len);
}

int
otls__error_openssl_words(int64_t packed, void *buf, size_t cap, size_t *len)
{
    const char *reason = ERR_reason_error_string((unsigned long)packed);

    return otls__copy_text(reason == NULL ? "" : reason, buf, cap, len);
}

void
otls__openssl_begin(void)
{
    (void)ERR_set_mark();
}

void
otls__openssl_end(void)
{
    (void)ERR_pop_to_mark();
}

/* Stands between the caller's entries and the step's. */
#define FENCE ERR_PACK(ERR_LIB_USER, 0, 1)

void
otls__openssl_begin_step(void)
{
    (void)ERR_set_mark();
    if (ERR_peek_last_error() != 0)
        ERR_raise(ERR_LIB_USER, 1);
}

int
otls__openssl_reason(void)
{
    const unsigned long packed = ERR_peek_last_error();

    if (packed == 0 || packed == FENCE)
        return OTLS__REASON_NONE;
    if (ERR_GET_REASON(packed) == ERR_R_MALLOC_FAILURE ||
        ERR_GET_REASON(ERR_peek_error()) == ERR_R_MALLOC_FAILURE)
        return OTLS__REASON_MEMORY;
    return ERR_GET_LIB(packed) == ERR_LIB_SSL ? ERR_GET_REASON(packed)
                                              : OTLS__REASON_OTHER;
}

int64_t
otls__openssl_packed(void)
{
    const unsigned long packed = ERR_peek_last_error();

    return packed == FENCE ? 0 : (int64_t)packed;
}

int
otls__error_packed(int code, int64_t packed)
{
    struct otls__error_state *state = otls__call_error_state();

    if (state != NULL)
        state->packed = (unsigned long)packed;
    return code;
}
