/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "http_file.h"
#include "report.h"
#include "serve.h"

static int
use_client_ca(const struct serve_options *options, otls_handle context)
{
    otls_handle trust = 0;
    int rv;

    rv = otls_trust_load_file(options->client_ca, &trust);
    if (rv == OTLS_OK)
        rv = otls_context_set_trust(context, trust);
    if (rv == OTLS_OK)
        rv = otls_context_set_verify(context, options->require_client_cert
                                                  ? OTLS_VERIFY_REQUIRED
                                                  : OTLS_VERIFY_OPTIONAL);
    (void)otls_trust_free(trust);
    return report_library(rv);
}

/* A connection that comes to nothing, made before there are workers: what
 * tickets are sealed with is then the same in all of them. */
static int
freeze(otls_handle context)
{
    otls_handle in = 0, out = 0, connection = 0;
    int rv;

    rv = otls_bio_memory_new(&in);
    if (rv == OTLS_OK)
        rv = otls_bio_memory_new(&out);
    if (rv == OTLS_OK)
        rv = otls_connection_new_bio(context, in, out, &connection);
    (void)otls_connection_free(connection);
    (void)otls_bio_free(in);
    (void)otls_bio_free(out);
    return report_library(rv);
}

static int
use_ticket_keys(
    const struct serve_options *options, const struct serve_content *content)
{
    otls_handle keys = 0;
    int rv, code;

    if (options->ticket_keys == SERVE_KEYS_FILE)
        rv = otls_ticket_keys_file(options->ticket_key_file, &keys);
    else if (options->ticket_keys == SERVE_KEYS_DERIVED)
        rv =
            otls_ticket_keys_derived_file(options->end.store_secret, 0, &keys);
    else
        rv = otls_ticket_keys_stored(content->store, 0, &keys);
    if (rv == OTLS_OK)
        rv = otls_context_set_ticket_keys(content->context, keys);
    (void)otls_ticket_keys_free(keys);
    code = report_library(rv);
    return code == REPORT_DONE || options->ticket_keys == SERVE_KEYS_FILE
               ? code
               : REPORT_STORE;
}

static int
use_resumption(
    const struct serve_options *options, struct serve_content *content)
{
    int code;

    code = endpoint_store(&options->end, &content->store);
    if (code != REPORT_DONE)
        return code;
    if (content->store != 0)
        code = report_library(
            otls_context_set_store(content->context, content->store));
    if (code == REPORT_DONE)
        code = report_library(otls_context_set_resumption(
            content->context, options->resumption));
    if (code == REPORT_DONE && options->ticket_keys >= 0)
        code = use_ticket_keys(options, content);
    return code;
}

static int
make_context(
    struct serve_options *options, int again, struct serve_content *content)
{
    otls_handle *context = &content->context;
    int code;

    code = endpoint_context(&options->end, OTLS_ROLE_SERVER, again, context);
    if (code == REPORT_DONE)
        code = use_resumption(options, content);
    if (code == REPORT_DONE && options->client_ca != NULL)
        code = use_client_ca(options, *context);
    if (code == REPORT_DONE)
        code = freeze(*context);
    return code;
}

int
serve_content_load(
    struct serve_options *options, int again, struct serve_content *content)
{
    int code;

    content->context = 0;
    content->store = 0;
    content->root = -1;
    code = make_context(options, again, content);
    if (code == REPORT_DONE && options->root != NULL) {
        content->root = http_file_root(options->root);
        if (content->root < 0)
            code = report_error("cannot open the directory %s: %s",
                options->root, strerror(errno));
    }
    if (code != REPORT_DONE)
        serve_content_free(content);
    return code;
}

void
serve_content_free(struct serve_content *content)
{
    (void)otls_context_free(content->context);
    (void)otls_store_free(content->store);
    content->context = 0;
    content->store = 0;
    if (content->root >= 0)
        (void)close(content->root);
    content->root = -1;
}
