/* SPDX-License-Identifier: ISC */
#ifndef OTLS_BASE_HANDLE_H
#define OTLS_BASE_HANDLE_H

#include <otls/code.h>
#include <otls/types.h>

/*
 * Handle -> object. Look-up takes no lock; a new handle and the end of an
 * object take one, around a few instructions. docs/internals/handles.rst
 * describes the layout.
 */
typedef void otls__destroy(void *object);

/* On OTLS_OK the table owns |object| and will call |destroy| on it once, with
 * no lock held, on the thread that lets go of it last. */
int otls__handle_new(
    int kind, void *object, otls__destroy *destroy, otls_handle *handle);

/* Takes a reference, to be given back with otls__handle_put(). */
int otls__handle_get(otls_handle handle, int kind, void **object);
void otls__handle_put(otls_handle handle);

/* Kind 0 means any. Freeing 0 is fine. */
int otls__handle_free(otls_handle handle, int kind);

int otls__handle_kind(otls_handle handle);
int otls__handle_count(int kind, int64_t *count);
const char *otls__handle_kind_name(int kind);

/* For tests: the generation that slots never used so far start with, and how
 * many slots there may be. */
extern uint32_t otls__handle_first_generation;
extern uint32_t otls__handle_max_slots;

#define OTLS__HANDLE_SLOT_BITS 22
#define OTLS__HANDLE_GENERATION_BITS 25
#define OTLS__HANDLE_KIND_BITS 6

#endif
