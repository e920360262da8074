/* SPDX-License-Identifier: ISC */
#ifndef OTLS_PKI_CONTENTS_H
#define OTLS_PKI_CONTENTS_H

#include <stddef.h>

struct otls__source;

/*
 * What a source looks like, by the labels of its PEM or the first few tags
 * of its DER: nothing is decoded. One bit each; 0 where it is none of these.
 */
#define OTLS__HOLDS_PRIVATE_KEY 1u
#define OTLS__HOLDS_PUBLIC_KEY 2u
#define OTLS__HOLDS_CERT 4u
#define OTLS__HOLDS_REQUEST 8u
#define OTLS__HOLDS_CRL 16u
#define OTLS__HOLDS_PKCS12 32u
#define OTLS__HOLDS_OPENSSH 64u
#define OTLS__HOLDS_PEM 128u /* beside the others: it is in PEM */

unsigned otls__contents(const struct otls__source *source);

/* How many bytes follow the outermost element of what is in DER: there may be
 * none. 0 in PEM. */
size_t otls__contents_trailing(
    const struct otls__source *source, unsigned contents);

/* For messages: "a private key", or "nothing of the kind". */
const char *otls__contents_text(unsigned contents);

#endif
