/* SPDX-License-Identifier: ISC */
#ifndef OTLS_PKI_PASSPHRASE_H
#define OTLS_PKI_PASSPHRASE_H

#include <stddef.h>

/*
 * Where a passphrase comes from: bytes, a callback, or nowhere (all zero).
 * A callback is asked when the passphrase is needed, once, with no lock held
 * and outside OpenSSL; its answer lies in secret memory until the end.
 */
typedef int otls__passphrase_callback(
    void *user, void *buf, size_t cap, size_t *len);

struct otls__passphrase {
    const void *bytes;
    size_t len;
    otls__passphrase_callback *callback;
    void *user;
    void *answer; /* for passphrase.c alone */
};

#define OTLS__PASSPHRASE_MAX 1024

int otls__passphrase_is_given(const struct otls__passphrase *passphrase);

/* Makes sure that |bytes| are there. |name| is what they would open: with
 * nowhere to take them from the answer is OTLS_E_WANT_PASSPHRASE. */
int otls__passphrase_need(
    struct otls__passphrase *passphrase, const char *name);

void otls__passphrase_end(struct otls__passphrase *passphrase);

#endif
