/* SPDX-License-Identifier: ISC */
#ifndef OTLS_TESTS_STORED_H
#define OTLS_TESTS_STORED_H

#include "ends.h"

/* Servers that keep their sessions in a store. */

/* Contexts whose server resumes by |mode|, on the shelf (shelf.h). */
void stored_open(struct ends *e, int way, int mode);
void stored_close(struct ends *e, otls_handle session);

/* A new server of the same policy, which shares the shelf alone. */
void stored_restart(struct ends *e);

/* One connection, offering |*session| where there is one, which then is the
 * newest that the server gave. Answers whether it was resumed. */
int stored_visit(struct ends *e, otls_handle *session);
/* The server's explanation has |text|. */
void stored_explain(struct ends *e, const char *text);

#endif
