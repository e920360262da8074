/* SPDX-License-Identifier: ISC */
#ifndef OTLS_TESTS_BENCH_H
#define OTLS_TESTS_BENCH_H

/* What the benchmarks share. */

/* Ends the program with the library's message where |ok| is 0. */
void must(int ok, const char *what);
#define MUST(call) must((call) >= 0, #call)

/* Of this process, whatever else the machine does; and by the clock. */
double cpu_us(void);
double now_us(void);

/* The middle one, of an odd number; sorts them. */
double median(double *values, int count);

/* A certificate for localhost, its key, and the authority that issued it. */
extern char leaf_pem[4096], key_pem[2048], root_pem[4096];
void make_certs(void);

#endif
