/* SPDX-License-Identifier: ISC */
#include <otls/age_rewrap.h>

#include "age/rewrap.h"
#include "base/call.h"
#include "base/error.h"
#include "bio/bio.h"

/* The objects of the two jobs. */
static int
jobs(struct otls__call *call, otls_handle decryptor, otls_handle encryptor,
    struct otls__age_decryptor **d, struct otls__age_encryptor **e)
{
    int rv;

    rv = otls__call_object(call, decryptor, OTLS_KIND_AGE_DECRYPTOR, d);
    return rv == OTLS_OK
               ? otls__call_object(call, encryptor, OTLS_KIND_AGE_ENCRYPTOR, e)
               : rv;
}

static int
file(otls_handle decryptor, otls_handle encryptor, const char *input,
    const char *output, int fresh)
{
    struct otls__call call;
    struct otls__age_decryptor *d;
    struct otls__age_encryptor *e;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if (input == NULL)
        rv = otls__error_null("input");
    else if (output == NULL)
        rv = otls__error_null("output");
    else if ((rv = jobs(&call, decryptor, encryptor, &d, &e)) == OTLS_OK)
        rv = otls__age_rewrap_file(d, e, input, output, fresh);
    return otls__call_end(&call, rv);
}

static int
stream(otls_handle decryptor, otls_handle encryptor, otls_handle input,
    otls_handle output, int fresh)
{
    struct otls__call call;
    struct otls__age_decryptor *d;
    struct otls__age_encryptor *e;
    struct otls__bio *in, *out;
    int rv;

    if ((rv = otls__call_begin_openssl(&call)) != OTLS_OK)
        return rv;
    if ((rv = jobs(&call, decryptor, encryptor, &d, &e)) == OTLS_OK &&
        (rv = otls__call_object(&call, input, OTLS_KIND_BIO, &in)) ==
            OTLS_OK &&
        (rv = otls__call_object(&call, output, OTLS_KIND_BIO, &out)) ==
            OTLS_OK)
        rv = otls__age_rewrap_stream(d, e, in, out, fresh);
    return otls__call_end(&call, rv);
}

int
otls_age_rewrap_file(otls_handle decryptor, otls_handle encryptor,
    const char *input, const char *output)
{
    return file(decryptor, encryptor, input, output, 0);
}

int
otls_age_rewrap_stream(otls_handle decryptor, otls_handle encryptor,
    otls_handle input, otls_handle output)
{
    return stream(decryptor, encryptor, input, output, 0);
}

int
otls_age_rewrap_fresh_file(otls_handle decryptor, otls_handle encryptor,
    const char *input, const char *output)
{
    return file(decryptor, encryptor, input, output, 1);
}

int
otls_age_rewrap_fresh_stream(otls_handle decryptor, otls_handle encryptor,
    otls_handle input, otls_handle output)
{
    return stream(decryptor, encryptor, input, output, 1);
}
