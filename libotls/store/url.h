/* SPDX-License-Identifier: ISC */
#ifndef OTLS_STORE_URL_H
#define OTLS_STORE_URL_H

#include <stddef.h>
#include <stdint.h>

/*
 * scheme:rest?name=value&name=value. Values may have percent-escapes (RFC
 * 3986); what a store doesn't know is an error that names it.
 */
#define OTLS__STORE_SCHEME_MAX 31

struct otls__store_url {
    char scheme[OTLS__STORE_SCHEME_MAX + 1];
    char *rest; /* with its escapes resolved */
    char *raw;  /* with its escapes, and perhaps a password */
    int64_t deadline_ms;
    int64_t max_entries; /* 0 for what the store thinks right */
    int64_t max_bytes;   /* the same */
    int64_t max_value;
    char *prefix; /* of the keys, for Redis alone; NULL where not given */
    int64_t db;   /* the same */
    int tls;      /* for several hosts: rediss always has it */
    char *ca, *cert, *key;   /* files, where there is TLS */
    char *sentinel_password; /* NULL where not given */
};

int otls__store_url_parse(const char *text, struct otls__store_url *url);
void otls__store_url_end(struct otls__store_url *url);

/* In place; 0 for an escape that is none, or makes a NUL. */
int otls__store_url_unescape(char *text);

/* 1 where |scheme|, of |len| bytes, is the form of one: a letter, then
 * letters, digits, '+', '-' and '.'. */
int otls__store_scheme_is_valid(const char *scheme, size_t len);

#endif
