/* SPDX-License-Identifier: ISC */
#ifndef OTLS_AGE_VERIFY_H
#define OTLS_AGE_VERIFY_H

struct otls__age_decryptor;
struct otls__bio;

/* Decryption whose plaintext goes nowhere. */
int otls__age_decryptor_verify_stream(
    struct otls__age_decryptor *d, struct otls__bio *input);
int otls__age_decryptor_verify_file(
    struct otls__age_decryptor *d, const char *input);

#endif
