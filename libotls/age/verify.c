/* SPDX-License-Identifier: ISC */
#include "age/verify.h"

#include <otls/code.h>

#include "age/decrypt.h"
#include "bio/bio.h"

int
otls__age_decryptor_verify_stream(
    struct otls__age_decryptor *d, struct otls__bio *input)
{
    struct otls__bio *nowhere;
    int rv;

    if ((rv = otls__bio_null_new(&nowhere)) != OTLS_OK)
        return rv;
    rv = otls__age_decryptor_stream(d, input, nowhere);
    otls__bio_unref(nowhere);
    return rv;
}

int
otls__age_decryptor_verify_file(
    struct otls__age_decryptor *d, const char *input)
{
    struct otls__bio *bio;
    int rv;

    if ((rv = otls__bio_file_open(input, "r", &bio)) != OTLS_OK)
        return rv;
    rv = otls__age_decryptor_verify_stream(d, bio);
    otls__bio_unref(bio);
    return rv;
}
