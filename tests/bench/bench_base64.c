/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "age/armor.h"

#define BYTES ((size_t)65552)
#define ROUNDS 5
#define TIMES 2000

static double
now(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* By the thread's own time, so that others on the machine count little. The
 * figures are bytes, not characters, which are a third more. */
int
main(void)
{
    static unsigned char bytes[BYTES + OTLS__AGE_UNARMOR_ROOM];
    static char text[OTLS__AGE_ARMOR_SIZE(BYTES) + 2 * OTLS__AGE_ARMOR_ENDS];
    struct otls__age_armor a;
    struct otls__age_unarmor u;
    size_t i, len = 0, used, n, bad = 0;
    double t;
    int round;

    for (i = 0; i < BYTES; i++)
        bytes[i] = (unsigned char)(i * i >> 3);
    for (round = 0; round < ROUNDS; round++) {
        t = now();
        for (i = 0; i < TIMES; i++) {
            len = otls__age_armor_begin(&a, text);
            len += otls__age_armor_feed(&a, bytes, BYTES, text + len);
            len += otls__age_armor_end(&a, text + len);
        }
        printf("armor    %.2f GB/s\n", TIMES * BYTES / 1e9 / (now() - t));
        t = now();
        for (i = 0; i < TIMES; i++) {
            otls__age_unarmor_init(&u, 0);
            bad += otls__age_unarmor_feed(&u, text, len, &used, bytes,
                       sizeof(bytes), &n) != 0 ||
                   n != BYTES;
        }
        printf("unarmor  %.2f GB/s\n", TIMES * BYTES / 1e9 / (now() - t));
    }
    return bad == 0 ? 0 : 1;
}
