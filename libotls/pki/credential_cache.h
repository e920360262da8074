/* SPDX-License-Identifier: ISC */
#ifndef OTLS_PKI_CREDENTIAL_CACHE_H
#define OTLS_PKI_CREDENTIAL_CACHE_H

#include "pki/credential.h"

/*
 * The process-wide cache of credentials, by content and by where their
 * passphrase came from. Passphrases are kept as keyed hashes whose key is
 * random and the process's own. For credential_*.c alone.
 */
#define OTLS__CREDENTIAL_KEY 65

/*
 * 1 with a reference in |credential| where |key| is there and |passphrase|
 * may have it: the key isn't encrypted, no passphrase is given, or one that
 * opened it before, or the callable that gave it. A callback that isn't known
 * is asked. 0 where it must be tried, or an error.
 */
int otls__credential_cached(const unsigned char key[OTLS__CREDENTIAL_KEY],
    const char *name, struct otls__passphrase *passphrase,
    struct otls__credential **credential);

/*
 * Keeps |*credential|, which |passphrase| opened if it is |encrypted|. Where
 * another thread was first, |*credential| becomes that one's.
 */
void otls__credential_keep(const unsigned char key[OTLS__CREDENTIAL_KEY],
    int encrypted, const struct otls__passphrase *passphrase,
    struct otls__credential **credential);

#endif
