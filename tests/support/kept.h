/* SPDX-License-Identifier: ISC */
#ifndef OTLS_TESTS_KEPT_H
#define OTLS_TESTS_KEPT_H

#include "ends.h"

/* Clients that keep their sessions in a store. */

/* |context| has the shelf (shelf.h). */
void kept_by_shelf(otls_handle context);
/* Contexts whose client has it. */
void kept_open(struct ends *e, int way);

/* The handshake, and what comes after it: whether it was resumed. */
int kept_shake(struct ends *e);
/* The same for a whole connection. */
int kept_visit(struct ends *e);

/* The explanation has |text|. */
void kept_explain(otls_handle connection, const char *text);

#endif
