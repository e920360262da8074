/* SPDX-License-Identifier: ISC */
#ifndef OTLS_AGE_FILE_H
#define OTLS_AGE_FILE_H

struct otls__age_decryptor;
struct otls__age_encryptor;

/* From one file to another, which comes into being only when all went well;
 * OTLS_E_SAME_FILE where they are one, by whatever names. */
int otls__age_encryptor_file(
    struct otls__age_encryptor *e, const char *input, const char *output);
int otls__age_decryptor_file(
    struct otls__age_decryptor *d, const char *input, const char *output);

#endif
