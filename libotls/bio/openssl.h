/* SPDX-License-Identifier: ISC */
#ifndef OTLS_BIO_OPENSSL_H
#define OTLS_BIO_OPENSSL_H

#include <openssl/bio.h>

#include "bio/bio.h"

/*
 * A BIO for functions of OpenSSL that reads and writes through |bio|, with
 * its locks, limits and errors; it holds a reference to |bio| until it is
 * freed with BIO_free(). NULL when memory has run out.
 *
 * What otls__bio_read() and its like answer as OTLS_E_WANT_READ,
 * OTLS_E_WANT_WRITE or OTLS_E_INTERRUPTED is a retry to OpenSSL; the last
 * error tells which. A bio that waits pauses its call, and after
 * OTLS_E_SHUTDOWN OpenSSL may not go on: whoever runs long protocols over
 * this sets the time limit to 0 and waits outside.
 */
BIO *otls__bio_openssl(struct otls__bio *bio);

#endif
