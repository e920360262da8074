/* SPDX-License-Identifier: ISC */
#ifndef OTLS_TLS_BUILD_H
#define OTLS_TLS_BUILD_H

#include "tls/frozen.h"

/* What a client and a server speak up to TLS 1.2 where nothing is said:
 * forward secrecy and authenticated encryption. */
#define OTLS__CIPHERS "ECDHE+AESGCM:ECDHE+CHACHA20"
/* The same where a pre-shared key may stand in for a certificate. */
#define OTLS__CIPHERS_PSK                                                     \
    OTLS__CIPHERS ":ECDHE-PSK-CHACHA20-POLY1305:ECDHE-PSK-AES128-CBC-SHA256:" \
                  "ECDHE-PSK-AES256-CBC-SHA384"

/* The list for up to TLS 1.2. */
const char *otls__build_ciphers(const struct otls__spec *spec);

/* Makes the SSL_CTX of |frozen|, and the session id context of a server, from
 * its specification. */
int otls__build(struct otls__frozen *frozen);

/* SSL_VERIFY_*: the peer is asked for a certificate, and a refusal by a
 * callback counts, where either is wanted. */
int otls__build_verify_mode(const struct otls__spec *spec);
/* X509_V_FLAG_* */
unsigned long otls__build_verify_flags(const struct otls__spec *spec);
/* 1 where certificates are verified with the specification's trust. */
int otls__build_wants_trust(const struct otls__spec *spec);

#endif
