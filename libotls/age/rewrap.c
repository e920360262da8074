/* SPDX-License-Identifier: ISC */
#include "age/rewrap.h"

#include <string.h>

#include "age/armor.h"
#include "age/decrypt.h"
#include "age/encrypt.h"
#include "age/failure.h"
#include "age/opener.h"
#include "age/recipient.h"
#include "age/sealer.h"
#include "age/unwrap.h"
#include "age/wrap.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/secret.h"
#include "bio/bio.h"

/* How much is read at once. */
#define MUCH ((size_t)65536)
#define TEXT (OTLS__AGE_ARMOR_SIZE(MUCH) + OTLS__AGE_ARMOR_ENDS)

/* What every rewrapping works with. */
struct run {
    struct otls__age_means means;
    struct otls__age_progress progress;
    struct otls__bio *input, *output;
    int64_t done;
    unsigned char in[MUCH];
};

/* What there is at the moment; nothing at the end. */
static int
read_some(struct run *r, size_t *len)
{
    int rv;

    do
        rv = otls__bio_read(r->input, r->in, sizeof(r->in), len);
    while (rv == OTLS_E_INTERRUPTED &&
           (rv = otls__age_progress_interrupted(&r->progress)) == OTLS_OK &&
           *len == 0);
    r->done += (int64_t)*len;
    return rv;
}

static int
write_all(struct run *r, const void *data, size_t len)
{
    return otls__bio_write_full(
        r->output, data, len, otls__age_progress_interrupted, &r->progress);
}

/* Another header before the same payload. */
struct wrapping {
    struct run *run;
    struct otls__age_list recipients;
    int armored;
    struct otls__age_unarmor unarmor;
    struct otls__age_header old, made;
    struct otls__age_armor armor;
    int begun; /* the header is written */
    int64_t payload;
    unsigned char bytes[MUCH];
    char text[TEXT];
};

static int
put(struct wrapping *w, const void *data, size_t len)
{
    const unsigned char *p = data;
    size_t n, chars;
    int rv = OTLS_OK;

    if (!w->armored)
        return write_all(w->run, data, len);
    for (; rv == OTLS_OK && len > 0; p += n, len -= n) {
        n = len < MUCH ? len : MUCH;
        chars = otls__age_armor_feed(&w->armor, p, n, w->text);
        rv = write_all(w->run, w->text, chars);
    }
    return rv;
}

/* Nothing is written before the old header is proven. */
static int
header_is_complete(struct wrapping *w)
{
    const struct otls__age_means *m = &w->run->means;
    unsigned char file_key[OTLS__AGE_FILE_KEY];
    int rv;

    if ((rv = otls__age_unwrap_header(
             &w->old, &m->identities, &m->limits, file_key)) == OTLS_OK)
        rv = otls__age_wrap_header(&w->made, &w->recipients, file_key);
    otls__wipe(file_key, sizeof(file_key));
    if (rv == OTLS_OK && w->armored)
        rv = write_all(
            w->run, w->text, otls__age_armor_begin(&w->armor, w->text));
    w->begun = 1;
    return rv == OTLS_OK ? put(w, w->made.raw, w->made.len) : rv;
}

/* Of the file's own bytes, no longer armored. */
static int
take(struct wrapping *w, const unsigned char *p, size_t len)
{
    size_t used = 0;
    int rv = OTLS_OK;

    if (!otls__age_header_complete(&w->old))
        rv = otls__age_header_feed(&w->old, p, len, &used);
    if (rv == OTLS_OK && !w->begun && otls__age_header_complete(&w->old))
        rv = header_is_complete(w);
    w->payload += (int64_t)(len - used);
    return rv == OTLS_OK ? put(w, p + used, len - used) : rv;
}

/* What stands before a line that is malformed is judged before it. */
static int
feed(struct wrapping *w, const unsigned char *p, size_t len)
{
    struct otls__age_failure failure;
    size_t used, n;
    int rv = OTLS_OK, decoded;

    for (; rv == OTLS_OK && len > 0; p += used, len -= used) {
        if (otls__age_unarmor_is_plain(&w->unarmor))
            return take(w, p, len);
        decoded = otls__age_unarmor_feed(
            &w->unarmor, p, len, &used, w->bytes, sizeof(w->bytes), &n);
        if (decoded != OTLS_OK)
            otls__age_failure_keep(&failure, decoded);
        rv = take(w, w->bytes, n);
        if (rv == OTLS_OK && decoded != OTLS_OK)
            rv = otls__age_failure_again(&failure);
    }
    return rv;
}

/* No chunk is opened, but a length that no payload has is noticed. */
static int
finish(struct wrapping *w)
{
    const int64_t sealed = (int64_t)OTLS__AGE_SEALED;
    const int64_t tag = (int64_t)OTLS__AGE_TAG;
    const int64_t total = w->payload - OTLS__AGE_NONCE;
    const int64_t last = total > 0 ? (total - 1) % sealed + 1 : 0;
    int rv;

    if ((rv = otls__age_unarmor_finish(&w->unarmor)) != OTLS_OK)
        return rv;
    if (!otls__age_header_complete(&w->old))
        return otls__age_header_truncated(&w->old);
    if (total < 0)
        return otls__error(OTLS_E_AGE_HEADER,
            "the input ends before the nonce that follows the header");
    if (last < tag || (last == tag && total > sealed))
        return otls__error(OTLS_E_AGE_PAYLOAD,
            "the last chunk of the age payload is cut short");
    return w->armored ? write_all(w->run, w->text,
                            otls__age_armor_end(&w->armor, w->text))
                      : OTLS_OK;
}

static int
wrap_run(struct wrapping *w)
{
    const struct otls__age_detached *header = w->run->means.header;
    size_t len;
    int rv = OTLS_OK;

    if (header != NULL)
        rv = otls__age_header_feed(&w->old, header->bytes, header->len, &len);
    while (
        rv == OTLS_OK && (rv = read_some(w->run, &len)) == OTLS_OK && len > 0)
        if ((rv = feed(w, w->run->in, len)) == OTLS_OK)
            rv = otls__age_progress_chunk(&w->run->progress, w->run->done);
    return rv == OTLS_OK ? finish(w) : rv;
}

static int
wrap_anew(struct run *r, struct otls__age_encryptor *e)
{
    struct wrapping *w = otls__calloc(1, sizeof(*w));
    int rv;

    if (w == NULL)
        return otls__error_memory();
    w->run = r;
    otls__age_unarmor_init(&w->unarmor, r->means.armor);
    otls__age_header_init(&w->old);
    otls__age_header_init(&w->made);
    rv = otls__age_encryptor_means(e, &w->recipients, &w->armored);
    if (rv == OTLS_OK)
        rv = wrap_run(w);
    otls__age_header_end(&w->old);
    otls__age_header_end(&w->made);
    otls__age_list_end(&w->recipients, otls__age_recipient_unref);
    otls__free(w);
    return rv;
}

/* From what is opened to what is sealed, and out. */
static int
pass_on(struct run *r, struct otls__age_opener *o, struct otls__age_sealer *s)
{
    const void *plain, *out;
    size_t len, used;
    int rv = OTLS_OK;

    for (;;) {
        while (rv == OTLS_OK && (len = otls__age_sealer_ready(s, &out)) > 0)
            if ((rv = write_all(r, out, len)) == OTLS_OK)
                rv = otls__age_sealer_consume(s, len);
        if (rv != OTLS_OK || (len = otls__age_opener_ready(o, &plain)) == 0)
            return rv;
        rv = otls__age_sealer_feed(s, plain, len, &used);
        otls__age_opener_consume(o, used);
    }
}

static int
fresh_run(
    struct run *r, struct otls__age_opener *o, struct otls__age_sealer *s)
{
    size_t len, pos, used;
    int rv;

    while ((rv = read_some(r, &len)) == OTLS_OK && len > 0) {
        for (pos = 0; rv == OTLS_OK && pos < len; pos += used)
            if ((rv = otls__age_opener_feed(
                     o, r->in + pos, len - pos, &used)) == OTLS_OK &&
                otls__age_opener_in_payload(o))
                rv = pass_on(r, o, s);
        if (rv == OTLS_OK)
            rv = otls__age_progress_chunk(&r->progress, r->done);
        if (rv != OTLS_OK)
            return rv;
    }
    if (rv == OTLS_OK && (rv = otls__age_opener_finish(o)) == OTLS_OK &&
        (rv = pass_on(r, o, s)) == OTLS_OK &&
        (rv = otls__age_sealer_finish(s)) == OTLS_OK)
        rv = pass_on(r, o, s);
    return rv;
}

static int
encrypt_anew(struct run *r, struct otls__age_decryptor *d,
    struct otls__age_encryptor *e)
{
    struct otls__age_opener o;
    struct otls__age_sealer s;
    int rv;

    if ((rv = otls__age_decryptor_opener(d, &o)) != OTLS_OK)
        return rv;
    if ((rv = otls__age_encryptor_sealer(e, &s)) == OTLS_OK) {
        rv = fresh_run(r, &o, &s);
        otls__age_sealer_end(&s, rv);
    }
    otls__age_opener_end(&o, rv);
    return rv;
}

int
otls__age_rewrap_stream(struct otls__age_decryptor *d,
    struct otls__age_encryptor *e, struct otls__bio *input,
    struct otls__bio *output, int fresh)
{
    struct run *r = otls__malloc(sizeof(*r));
    int rv;

    if (r == NULL)
        return otls__error_memory();
    r->input = input;
    r->output = output;
    r->done = 0;
    if ((rv = otls__age_decryptor_means(d, &r->means)) == OTLS_OK) {
        otls__age_progress_init(
            &r->progress, r->means.callback, r->means.user, input);
        rv = fresh ? encrypt_anew(r, d, e) : wrap_anew(r, e);
    }
    if (rv == OTLS_OK)
        rv = otls__age_progress_finish(&r->progress, r->done);
    if (rv == OTLS_OK)
        rv = otls__age_flush(output, &r->progress);
    otls__age_means_end(&r->means);
    otls__free(r);
    return rv;
}

/* The two may be one: the output takes its place when it is whole. */
int
otls__age_rewrap_file(struct otls__age_decryptor *d,
    struct otls__age_encryptor *e, const char *input, const char *output,
    int fresh)
{
    struct otls__bio *in, *out;
    int rv;

    if ((rv = otls__bio_file_open(input, "r", &in)) != OTLS_OK)
        return rv;
    if ((rv = otls__bio_atomic_open(output, &out)) == OTLS_OK) {
        rv = otls__age_rewrap_stream(d, e, in, out, fresh);
        if (rv == OTLS_OK)
            rv = otls__bio_atomic_commit(out);
        otls__bio_unref(out);
    }
    otls__bio_unref(in);
    return rv;
}
