/* SPDX-License-Identifier: ISC */
#include "tls/policy.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <otls/context.h>

#include "base/error.h"
#include "base/mem.h"
#include "crypto/hmac.h"
#include "crypto/rand.h"
#include "pki/credential.h"
#include "pki/trust.h"
#include "tls/build.h"

#define DIGEST_SIZE 32

static const char label[] = "libotls session id context 1";
static const char client_label[] = "libotls client sessions 1";

/* What is hashed: numbers in big-endian order, texts with their length. */
struct writer {
    unsigned char *data;
    size_t len;
};

static void
put_number(struct writer *w, uint64_t n)
{
    int i;

    for (i = 56; i >= 0; i -= 8)
        w->data[w->len++] = (unsigned char)(n >> i);
}

static void
put_bytes(struct writer *w, const void *data, size_t len)
{
    put_number(w, len);
    if (len > 0)
        memcpy(w->data + w->len, data, len);
    w->len += len;
}

/* Tells the callbacks of one process, and of its children, from those at the
 * same address in another. */
static int
put_process(struct writer *w)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static unsigned char process[DIGEST_SIZE];
    static int known;
    int rv = OTLS_OK;

    (void)pthread_mutex_lock(&lock);
    if (!known && (rv = otls__rand_bytes(process, sizeof(process))) == OTLS_OK)
        known = 1;
    if (rv == OTLS_OK)
        put_bytes(w, process, sizeof(process));
    (void)pthread_mutex_unlock(&lock);
    return rv;
}

static int
put_verification(struct writer *w, const struct otls__spec *spec)
{
    put_number(w, (uint64_t)spec->verify);
    put_number(w, (uint64_t)(int64_t)spec->verify_depth);
    put_number(w, otls__build_verify_flags(spec));
    put_number(w, (uint64_t)spec->security_level);
    put_number(w, (uint64_t)spec->post_handshake_auth);
    if (spec->trust != NULL)
        put_bytes(w, otls__trust_digest(spec->trust), DIGEST_SIZE);
    if (spec->on_verify.call == NULL)
        return OTLS_OK;
    put_bytes(w, &spec->on_verify.call, sizeof(spec->on_verify.call));
    put_bytes(w, &spec->on_verify.user, sizeof(spec->on_verify.user));
    return put_process(w);
}

static int
compare_digests(const void *a, const void *b)
{
    return memcmp(a, b, DIGEST_SIZE);
}

/* In an order that doesn't depend on that of the setters. */
static void
put_credentials(struct writer *w, const struct otls__spec_credentials *list,
    const unsigned char *(*digest_of)(const struct otls__credential *c))
{
    unsigned char digests[OTLS__SPEC_MAX_CREDENTIALS][DIGEST_SIZE];
    size_t i;

    for (i = 0; i < list->count; i++)
        memcpy(digests[i], digest_of(list->item[i]), DIGEST_SIZE);
    qsort(digests, list->count, DIGEST_SIZE, compare_digests);
    put_number(w, list->count);
    for (i = 0; i < list->count; i++)
        if (i == 0 || compare_digests(digests[i], digests[i - 1]) != 0)
            put_bytes(w, digests[i], DIGEST_SIZE);
}

static void
put_names(struct writer *w, const struct otls__spec *spec)
{
    size_t i;

    put_number(w, (uint64_t)spec->ask_name);
    put_number(w, spec->on_name.call != NULL);
    put_number(w, spec->names.count);
    for (i = 0; i < spec->names.count; i++)
        put_bytes(w, spec->names.item[i].pattern,
            strlen(spec->names.item[i].pattern));
}

int
otls__policy_digest(const struct otls__spec *spec, unsigned char digest[32])
{
    /* each number with the one before it is less than 48 bytes */
    const size_t room = 48 * (24 + OTLS__SPEC_MAX_CREDENTIALS) +
                        spec->names.count * (OTLS__NAME_SIZE + 8);
    struct writer w = {otls__malloc(room), 0};
    int rv = OTLS_OK;

    if (w.data == NULL)
        return otls__error_memory();
    if (spec->verify != OTLS_VERIFY_NONE)
        rv = put_verification(&w, spec);
    else
        put_number(&w, 0);
    put_credentials(&w, &spec->credentials, otls__credential_names_digest);
    put_names(&w, spec);
    if (spec->ask_psk)
        put_bytes(&w, "psk", 3);
    if (rv == OTLS_OK)
        rv =
            otls__hmac_sha256(label, sizeof(label) - 1, w.data, w.len, digest);
    otls__free(w.data);
    return rv;
}

static void
put_text(struct writer *w, const char *text)
{
    put_number(w, text != NULL);
    put_bytes(w, text, text == NULL ? 0 : strlen(text));
}

static size_t
text_size(const char *text)
{
    return text == NULL ? 0 : strlen(text);
}

/* Who the server is, and what it was asked for. */
static void
put_server(struct writer *w, const struct otls__spec *spec,
    const struct otls__policy_server *server)
{
    put_text(w, server->name);
    put_number(w, (uint64_t)server->port);
    put_number(w, (uint64_t)server->check_host);
    put_bytes(w, spec->alpn.data, spec->alpn.len);
    put_number(w, (uint64_t)spec->min_version);
    put_number(w, (uint64_t)spec->max_version);
    put_number(w, (uint64_t)spec->security_level);
    put_number(w, (uint64_t)spec->post_handshake_auth);
    put_number(w, (uint64_t)spec->ocsp_stapling);
    put_text(w, spec->ciphers);
    put_text(w, spec->ciphersuites);
}

int
otls__policy_client_digest(const struct otls__spec *spec,
    const struct otls__policy_server *server, unsigned char digest[32])
{
    /* as above, and what has a length of its own */
    const size_t room = 48 * (32 + OTLS__SPEC_MAX_CREDENTIALS) +
                        text_size(server->name) + spec->alpn.len +
                        text_size(spec->ciphers) +
                        text_size(spec->ciphersuites);
    struct writer w = {otls__malloc(room), 0};
    int rv = OTLS_OK;

    if (w.data == NULL)
        return otls__error_memory();
    put_server(&w, spec, server);
    put_number(&w, (uint64_t)spec->verify);
    if (spec->verify != OTLS_VERIFY_NONE)
        rv = put_verification(&w, spec);
    put_credentials(&w, &spec->credentials, otls__credential_digest);
    if (rv == OTLS_OK)
        rv = otls__hmac_sha256(
            client_label, sizeof(client_label) - 1, w.data, w.len, digest);
    otls__free(w.data);
    return rv;
}
