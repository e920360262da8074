/* SPDX-License-Identifier: ISC */
#ifndef OTLS_TESTS_FAILING_H
#define OTLS_TESTS_FAILING_H

#include <stddef.h>

/* Does something, gives back all that it took, and answers its code. It fails
 * the test itself where OTLS_OK comes with a wrong answer. */
typedef int failing_action(void);

/* To be called before the first use of OpenSSL: from check_suite(). */
void failing_install(void);

/*
 * Runs |action| with its first, second, third ... allocation failing, once
 * and for ever after, the library's own and OpenSSL's, until one runs through.
 * Each failure must be one of memory or OpenSSL, or be made good; and no
 * allocation of OpenSSL's may be left over. Answers how many points failed.
 */
int failing_sweep(failing_action *action);
/* The same, where each of so many of the library's own allocations may fail
 * alone without harm: those that make room beforehand. */
int failing_sweep_but(failing_action *action, int harmless);

/* OpenSSL has |n| more allocations and all others fail; or none does. */
void failing_openssl_after(long n);
void failing_openssl_never(void);

/* Fails the test unless all of the |len| bytes are |byte|. */
void failing_assert_filled(const void *p, size_t len, int byte);

#endif
