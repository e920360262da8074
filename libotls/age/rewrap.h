/* SPDX-License-Identifier: ISC */
#ifndef OTLS_AGE_REWRAP_H
#define OTLS_AGE_REWRAP_H

struct otls__age_decryptor;
struct otls__age_encryptor;
struct otls__bio;

/*
 * The same file for other recipients. With |fresh| it is decrypted, and
 * encrypted with a key of its own; else the header is made anew around the
 * same file key, and the payload copied. Functions answer as their twins in
 * otls/age_rewrap.h do.
 */
int otls__age_rewrap_stream(struct otls__age_decryptor *d,
    struct otls__age_encryptor *e, struct otls__bio *input,
    struct otls__bio *output, int fresh);
int otls__age_rewrap_file(struct otls__age_decryptor *d,
    struct otls__age_encryptor *e, const char *input, const char *output,
    int fresh);

#endif
