/* SPDX-License-Identifier: ISC */
#ifndef OTLS_PKI_SOURCE_H
#define OTLS_PKI_SOURCE_H

#include <stddef.h>

struct otls__bio;

/*
 * Where certificates and keys come from: a file or bytes in memory, with what
 * identifies their content. docs/internals/pki.rst says when a file that
 * hasn't changed isn't read again.
 */
#define OTLS__SOURCE_DIGEST 32

struct otls__source {
    const char *name; /* in messages: the path, or what the bytes are */
    const unsigned char *data;
    size_t len;
    unsigned char digest[OTLS__SOURCE_DIGEST];
    /* for source.c alone */
    struct otls__bio *bio;
    void *owned;
    size_t limit;
    int secret;
};

/* Credentials are small; revocation lists may be large. */
#define OTLS__SOURCE_CREDENTIAL ((size_t)16 << 20)
#define OTLS__SOURCE_TRUST ((size_t)256 << 20)

/*
 * Opens the file, so that whoever may not read it gets nothing out of a cache
 * either, and finds its digest; |data| may still be NULL. |path| stays the
 * caller's and must outlive the source. A file above |limit| bytes is
 * OTLS_E_LIMIT. Where |secret| is set its bytes lie in secret memory.
 */
int otls__source_file(
    struct otls__source *source, const char *path, size_t limit, int secret);

/* |data| stays the caller's. */
int otls__source_bytes(struct otls__source *source, const char *name,
    const void *data, size_t len, size_t limit);

/* Makes sure that |data| is there. If the file changed in between, |digest|
 * is that of what was read. */
int otls__source_need(struct otls__source *source);

/* Gives back what the source holds; a zeroed one is fine. */
void otls__source_end(struct otls__source *source);

/* Forgets the digests of files. */
void otls__source_forget_all(void);

#endif
