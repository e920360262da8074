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

/* Whom a client speaks with. */
struct otls__policy_server {
    const char *name;
    int port;
    int check_host; /* the certificate is for |name| */
};

/*
 * What a client's sessions are kept by: the server, what it is asked for, how
 * it is verified and by which authorities, and the credentials that it is
 * shown. A hash of contents, too. Not for a specification by which the program
 * judges certificates: nobody knows how the next one would.
 */
int otls__policy_client_digest(const struct otls__spec *spec,
    const struct otls__policy_server *server, unsigned char digest[32]);

/* Lets otls__frozen_of() find |frozen| by its SSL_CTX. */
int otls__policy_mark(struct otls__frozen *frozen);

#endif
