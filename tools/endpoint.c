/* SPDX-License-Identifier: ISC */
#include "endpoint.h"

#include <string.h>

#include "job.h"
#include "report.h"

#define ALPN_ROOM 1024

const char *const endpoint_versions[] = {"1.0", "1.1", "1.2", "1.3", NULL};

/* From "a,b" to what goes over the wire: each with its length before it.
 * Answers 0 where it is no list. */
static size_t
make_alpn(const char *list, unsigned char *wire)
{
    size_t len, total = 0;

    for (;;) {
        len = strcspn(list, ",");
        if (len == 0 || len > 255 || total + len + 1 > ALPN_ROOM)
            return 0;
        wire[total++] = (unsigned char)len;
        memcpy(wire + total, list, len);
        total += len;
        if (list[len] == '\0')
            return total;
        list += len + 1;
    }
}

int
endpoint_check(const struct endpoint *e, struct option_input *input)
{
    unsigned char wire[ALPN_ROOM];

    if (e->key != NULL && e->cert == NULL)
        return report_usage(
            e->command, "--cert is missing, which --key needs");
    if (e->cert == NULL && passphrase_is_given(&e->source))
        return report_usage(e->command,
            "a passphrase is given, and no key that it could be for");
    if (e->tls_min >= 0 && e->tls_max >= 0 && e->tls_min > e->tls_max)
        return report_usage(e->command, "--tls-min is above --tls-max");
    if (e->alpn != NULL && make_alpn(e->alpn, wire) == 0)
        return report_usage(e->command,
            "option --alpn needs names of 1 to 255 bytes with commas"
            " between them");
    return passphrase_check(e->command, &e->source, input);
}

static const char *
key_file(const struct endpoint *e)
{
    return e->key != NULL ? e->key : e->cert;
}

/* Has the passphrase at hand, or a message printed. */
static int
need_passphrase(struct endpoint *e, int again)
{
    int can_read = e->source.file != NULL && !job_is_standard(e->source.file);

    if (again && e->passphrase.bytes != NULL && !can_read)
        return REPORT_DONE;
    if (again && !can_read)
        return report_error("%s is encrypted now, and nobody can be asked"
                            " for its passphrase any more: start anew, with"
                            " --passphrase-file if you like",
            key_file(e));
    passphrase_free(&e->passphrase);
    return passphrase_get(&e->passphrase, &e->source, key_file(e));
}

static int
load_credential(struct endpoint *e, int again, otls_handle *credential)
{
    int rv, code;

    rv = otls_credential_load_file(e->cert, e->key, NULL, 0, credential);
    if (rv != OTLS_E_WANT_PASSPHRASE)
        return report_library(rv);
    code = need_passphrase(e, again);
    if (code != REPORT_DONE)
        return code;
    return report_library(otls_credential_load_file(
        e->cert, e->key, e->passphrase.bytes, e->passphrase.len, credential));
}

static int
use_credential(struct endpoint *e, int again, otls_handle context)
{
    otls_handle credential = 0;
    int code;

    code = load_credential(e, again, &credential);
    if (code == REPORT_DONE)
        code =
            report_library(otls_context_set_credential(context, credential));
    (void)otls_credential_free(credential);
    return code;
}

static int
use_options(const struct endpoint *e, otls_handle context)
{
    unsigned char wire[ALPN_ROOM];
    int rv = OTLS_OK;

    if (e->tls_min >= 0 || e->tls_max >= 0)
        rv = otls_context_set_versions(context,
            e->tls_min < 0 ? 0 : OTLS_TLS_1_0 + e->tls_min,
            e->tls_max < 0 ? 0 : OTLS_TLS_1_0 + e->tls_max);
    if (rv == OTLS_OK && e->alpn != NULL)
        rv = otls_context_set_alpn(context, wire, make_alpn(e->alpn, wire));
    return report_library(rv);
}

int
endpoint_store(const struct endpoint *e, otls_handle *store)
{
    int rv;

    *store = 0;
    if (e->store == NULL)
        return REPORT_DONE;
    rv = e->store_secret != NULL
             ? otls_store_open_file(e->store, e->store_secret, store)
             : otls_store_open(e->store, NULL, 0, store);
    return report_library(rv) == REPORT_DONE ? REPORT_DONE : REPORT_STORE;
}

int
endpoint_context(struct endpoint *e, int role, int again, otls_handle *context)
{
    int code;

    code = report_library(otls_context_new(role, context));
    if (code == REPORT_DONE)
        code = use_options(e, *context);
    if (code == REPORT_DONE && e->cert != NULL)
        code = use_credential(e, again, *context);
    if (code == REPORT_DONE)
        return REPORT_DONE;
    (void)otls_context_free(*context);
    *context = 0;
    return code;
}

void
endpoint_free(struct endpoint *e)
{
    passphrase_free(&e->passphrase);
}
