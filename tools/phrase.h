/* SPDX-License-Identifier: ISC */
#ifndef OTLS_PHRASE_H
#define OTLS_PHRASE_H

#include <stddef.h>

/* Words in a phrase, and the bits of randomness in it: 16 a word. */
#define PHRASE_WORDS 7
#define PHRASE_BITS 112

/* Six characters a word; the last one's is the NUL. */
#define PHRASE_SIZE (6 * PHRASE_WORDS)

/*
 * Makes a passphrase that can be read aloud and typed: words of five letters,
 * consonant and vowel by turns, with hyphens between them, such as
 * "lusab-babad-gutih-tugad-nukop-zilos-dakum". The consonants are sixteen,
 * the vowels four, each letter is drawn by itself, so a word has 4 + 2 + 4 +
 * 2 + 4 bits. Answers an exit code, with a message printed where it isn't 0.
 */
int phrase_make(char phrase[PHRASE_SIZE]);

#endif
