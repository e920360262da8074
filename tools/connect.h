/* SPDX-License-Identifier: ISC */
#ifndef OTLS_CONNECT_H
#define OTLS_CONNECT_H

#include <otls.h>

/*
 * Carries standard input to the peer and what the peer sends to standard
 * output, until the peer ends the connection. Its handshake is done. Answers
 * an exit code, and prints a message if it isn't 0.
 */
int connect_carry(otls_handle connection);

#endif
