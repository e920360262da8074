/* SPDX-License-Identifier: ISC */
#ifndef OTLS_TYPES_H
#define OTLS_TYPES_H

/**
 * @file
 *
 * The types of the ABI: integers, byte pointers and function pointers.
 *
 * Every function returns ``int``: OTLS_OK, or a positive answer where its
 * name asks a question, or one of the negative OTLS_E_* codes.
 *
 * Bytes go in as ``const void *`` and a ``_len`` in bytes; text goes in as a
 * NUL-terminated ``const char *`` in UTF-8, paths as the bytes that the
 * operating system takes.
 *
 * Bytes come out through ``void *buf, size_t cap, size_t *len``: at most
 * |cap| bytes are written, |len| receives how many. Text comes out the same
 * way, followed by a NUL that |len| doesn't count and |cap| must have room
 * for. Where |cap| is 0 nothing is written and |len| receives the bytes
 * that the answer has. Where |cap| is too small the call answers
 * OTLS_E_TOO_SMALL and |len| says what would do (for text without its NUL).
 */

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__) && __GNUC__ >= 4
#define OTLS_API __attribute__((visibility("default")))
#else
#define OTLS_API
#endif

/**
 * @type
 *
 * A handle names an object inside the library. Valid handles are
 * 1 .. 2^53-1, so that they are exact in a double; 0 means none. A handle is
 * never reused within a process. Its bits are private.
 *
 * @since 0.1
 */
typedef int64_t otls_handle;

/**
 * @macro
 *
 * The call did what it was asked to do.
 *
 * @since 0.1
 */
#define OTLS_OK 0

/**
 * @macro
 *
 * The only value by which a callback says yes. Any other value that a
 * callback returns, and whatever an interpreter leaves behind when its
 * callback fails, is a refusal.
 *
 * @since 0.1
 */
#define OTLS_CALLBACK_ACCEPT 1331983443

#endif
