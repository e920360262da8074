/* SPDX-License-Identifier: ISC */
#ifndef OTLS_SERVE_PAGE_H
#define OTLS_SERVE_PAGE_H

#include <otls.h>

/* How a connection came about, for people and for programs, and what the
 * worker's |store| has seen, if it isn't 0. |cap| is SERVE_PAGE_ROOM. */
#define SERVE_PAGE_ROOM 4096
void serve_page_html(
    otls_handle connection, otls_handle store, char *buf, size_t cap);
void serve_page_json(
    otls_handle connection, otls_handle store, char *buf, size_t cap);

#endif
