/* SPDX-License-Identifier: ISC */
#ifndef OTLS_TLS_SESSION_PART_H
#define OTLS_TLS_SESSION_PART_H

#include "base/mem.h"
#include "tls/session.h"

struct otls__connection;

/* A session stands for the verification of the handshake that it came from,
 * so it goes with what that was about. */
struct otls__session {
    struct otls__ref ref;
    SSL_SESSION *session;
    char *name; /* of the server, or "" */
    char *host; /* whom the certificate was checked for, or "" */
    int verify;
    unsigned char trust[32];
};

/* All of it as bytes in secret memory; NULL where memory has run out. */
unsigned char *otls__session_write(
    const struct otls__session *session, size_t *len);
/* OTLS_E_INVALID where the bytes are none of otls__session_write(). */
int otls__session_read(
    const unsigned char *data, size_t len, struct otls__session **session);
/* NULL where |c| may offer it. */
const char *otls__session_not_for(
    const struct otls__session *session, const struct otls__connection *c);
/* otls__session_write() of what |c| was given. */
unsigned char *otls__session_pack_of(
    const struct otls__connection *c, SSL_SESSION *session, size_t *len);
/* Until when, in seconds since 1970, it may resume. */
int64_t otls__session_until_s(const struct otls__session *session);

#endif
