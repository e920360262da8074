/* SPDX-License-Identifier: ISC */
#ifndef OTLS_AGE_WRAP_H
#define OTLS_AGE_WRAP_H

struct otls__age_header;
struct otls__age_list;

#define OTLS__AGE_WRAP_KEY 32
#define OTLS__AGE_WRAPPED 32

/* The file key sealed under a key of its own: what both native stanzas have
 * as body. */
int otls__age_wrap(const unsigned char key[OTLS__AGE_WRAP_KEY],
    const unsigned char *file_key, unsigned char body[OTLS__AGE_WRAPPED]);

/* OTLS_E_AGE_NO_MATCH, without a message, where it is another key's. */
int otls__age_unwrap(const unsigned char key[OTLS__AGE_WRAP_KEY],
    const unsigned char body[OTLS__AGE_WRAPPED], unsigned char *file_key);

/* Writes a whole header, from an empty one on: the file key wrapped for each
 * of the recipients, and the MAC. */
int otls__age_wrap_header(struct otls__age_header *h,
    const struct otls__age_list *recipients, const unsigned char *file_key);

#endif
