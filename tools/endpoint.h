/* SPDX-License-Identifier: ISC */
#ifndef OTLS_ENDPOINT_H
#define OTLS_ENDPOINT_H

#include <otls.h>

#include "option.h"
#include "passphrase.h"

/* One end of a TLS connection: what serve and connect have in common. */
struct endpoint {
    const struct command *command;
    const char *cert;
    const char *key;
    const char *alpn;
    /* indices of endpoint_versions, or -1 */
    int tls_min;
    int tls_max;
    const char *store;
    const char *store_secret;
    struct passphrase_source source;
    /* the key's, once it was needed */
    struct passphrase passphrase;
};

#define ENDPOINT_NONE .tls_min = -1, .tls_max = -1, .source = PASSPHRASE_ASK

extern const char *const endpoint_versions[];

/* The rows of a table of options that set |endpoint|. */
#define ENDPOINT_OPTIONS(endpoint)                                            \
    {.name = "cert", .text = &(endpoint).cert},                               \
        {.name = "key", .text = &(endpoint).key},                             \
        {.name = "alpn", .text = &(endpoint).alpn},                           \
        {.name = "tls-min",                                                   \
            .number = &(endpoint).tls_min,                                    \
            .words = endpoint_versions},                                      \
        {.name = "tls-max",                                                   \
            .number = &(endpoint).tls_max,                                    \
            .words = endpoint_versions},                                      \
        {.name = "store", .text = &(endpoint).store},                         \
        {.name = "store-secret", .text = &(endpoint).store_secret},           \
        PASSPHRASE_OPTIONS((endpoint).source, "")

/* Each answers with an exit code, and prints a message if it isn't 0. */

/* What can be refused before anything is read. |input| notes who reads
 * standard input. */
int endpoint_check(
    const struct endpoint *endpoint, struct option_input *input);

/* Opens the store; 0 where the endpoint has none. */
int endpoint_store(const struct endpoint *endpoint, otls_handle *store);

/*
 * A context for |role| with the endpoint's versions, protocols and
 * credential, if it has one. Where its key needs a passphrase, that is taken
 * from where the options say. |again| is 1 where this was done before: then
 * nobody is asked, the passphrase of last time is used, or the file with it
 * is read anew.
 */
int endpoint_context(
    struct endpoint *endpoint, int role, int again, otls_handle *context);

void endpoint_free(struct endpoint *endpoint);

#endif
