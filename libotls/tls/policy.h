/* SPDX-License-Identifier: ISC */
#ifndef OTLS_TLS_POLICY_H
#define OTLS_TLS_POLICY_H

#include "tls/frozen.h"

/*
 * The session id context of a server: a hash of how it authenticates both
 * ends. That is the verification mode and, where clients are verified, the
 * authorities and revocation lists and all that decides on a chain; the names
 * that lead elsewhere; and the names that its credentials serve. Made of
 * contents alone, so that hosts with the same policy agree and others never
 * do; but where a callback of the program decides, only contexts of one
 * process with that callback agree.
 */
int otls__policy_digest(
    const struct otls__spec *spec, unsigned char digest[32]);

/* Lets otls__frozen_of() find |frozen| by its SSL_CTX. */
int otls__policy_mark(struct otls__frozen *frozen);

#endif
