/* SPDX-License-Identifier: ISC */
#include "phrase.h"

#include <otls.h>
#include <string.h>

#include "report.h"

static const char consonants[] = "bdfghjklmnprstvz";
static const char vowels[] = "aiou";

static void
make_word(char *word, unsigned bits)
{
    word[0] = consonants[bits >> 12 & 15];
    word[1] = vowels[bits >> 10 & 3];
    word[2] = consonants[bits >> 6 & 15];
    word[3] = vowels[bits >> 4 & 3];
    word[4] = consonants[bits & 15];
}

int
phrase_make(char phrase[PHRASE_SIZE])
{
    unsigned char random[2 * PHRASE_WORDS];
    size_t i;
    int rv;

    rv = otls_rand_private_bytes(random, sizeof(random));
    for (i = 0; rv == OTLS_OK && i < PHRASE_WORDS; i++) {
        make_word(
            phrase + 6 * i, (unsigned)random[2 * i] << 8 | random[2 * i + 1]);
        phrase[6 * i + 5] = i + 1 < PHRASE_WORDS ? '-' : '\0';
    }
    explicit_bzero(random, sizeof(random));
    return report_library(rv);
}
