/* SPDX-License-Identifier: ISC */
#ifndef OTLS_BIO_WAIT_H
#define OTLS_BIO_WAIT_H

#include <poll.h>

#include "base/limit.h"

/* Waits, with the call paused, until poll() has something to say of
 * |events| on |fd|: OTLS_OK, OTLS_E_TIMEOUT where |limit| passed first, or
 * OTLS_E_INTERRUPTED where a signal came. */
int otls__wait(int fd, short events, const struct otls__limit *limit);

#endif
