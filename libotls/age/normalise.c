/* SPDX-License-Identifier: ISC */
#include "age/normalise.h"

#include <otls/types.h>

#include "base/error.h"
#include "base/secret.h"

#ifdef HAVE_UTF8PROC
#include <utf8proc.h>

static int
refuse(void)
{
    return otls__error(OTLS_E_INVALID,
        "the passphrase is not UTF-8: it has no normal form, use it as it is");
}

/* utf8proc_map() would allocate, and leave copies behind: this works in one
 * piece of secret memory. */
int
otls__age_normalise(
    const void *text, size_t len, int decomposed, void **out, size_t *out_len)
{
    const utf8proc_option_t options =
        UTF8PROC_STABLE | (decomposed ? UTF8PROC_DECOMPOSE : UTF8PROC_COMPOSE);
    utf8proc_int32_t *points;
    utf8proc_ssize_t n;

    if (len > OTLS__AGE_NORMALISE_MAX)
        return otls__error(OTLS_E_LIMIT,
            "a passphrase of more than %zu bytes is not normalised",
            OTLS__AGE_NORMALISE_MAX);
    n = utf8proc_decompose(text, (utf8proc_ssize_t)len, NULL, 0, options);
    if (n < 0)
        return refuse();
    /* room for the NUL that it writes behind */
    points = otls__secret_new(((size_t)n + 1) * sizeof(*points));
    if (points == NULL)
        return otls__error_memory();
    n = utf8proc_decompose(text, (utf8proc_ssize_t)len, points, n, options);
    if (n >= 0)
        n = utf8proc_reencode(points, n, options);
    if (n < 0) {
        otls__secret_free(points);
        return refuse();
    }
    *out = points;
    *out_len = (size_t)n;
    return OTLS_OK;
}
#else
int
otls__age_normalise(
    const void *text, size_t len, int decomposed, void **out, size_t *out_len)
{
    (void)text;
    (void)len;
    (void)decomposed;
    (void)out;
    (void)out_len;
    return otls__error(OTLS_E_UNSUPPORTED,
        "libotls was built without utf8proc, and cannot normalise a "
        "passphrase");
}
#endif
