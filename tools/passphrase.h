/* SPDX-License-Identifier: ISC */
#ifndef OTLS_PASSPHRASE_H
#define OTLS_PASSPHRASE_H

#include <stddef.h>

/* A passphrase in locked memory; all zero before the first use. */
struct passphrase {
    char *bytes;
    size_t len;
};

/* Each answers REPORT_DONE, or something else with a message printed (none
 * after an interrupt). */

/* Asks on the terminal: twice where |confirm| is not 0. */
int passphrase_ask(struct passphrase *passphrase, int confirm);

/* Reads |fd| to its end and closes it; a newline at the end isn't part of
 * the passphrase. */
int passphrase_read(struct passphrase *passphrase, int fd);

void passphrase_free(struct passphrase *passphrase);

#endif
