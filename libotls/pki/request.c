/* SPDX-License-Identifier: ISC */
#include "pki/request_part.h"

#include <inttypes.h>
#include <string.h>

#include <openssl/pem.h>

#include <otls/cert.h>
#include <otls/cert_request.h>

#include "base/error.h"
#include "pki/contents.h"
#include "pki/key.h"
#include "pki/key_sign.h"
#include "pki/name.h"
#include "pki/san.h"
#include "pki/source.h"
#include "pki/write.h"

#define SANS_MAX 1000
/* The last second that a certificate can name. */
#define LATEST_S INT64_C(253402300799)

int
otls__request_new(struct otls__request **request)
{
    struct otls__request *r = otls__calloc(1, sizeof(*r));

    if (r == NULL)
        return otls__error_memory();
    otls__ref_init(&r->ref);
    (void)pthread_mutex_init(&r->lock, NULL);
    r->path_length = -1;
    r->purposes = OTLS_CERT_REQUEST_SERVER | OTLS_CERT_REQUEST_CLIENT;
    r->subject = X509_NAME_new();
    r->sans = GENERAL_NAMES_new();
    if (r->subject == NULL || r->sans == NULL) {
        otls__request_unref(r);
        return otls__error_memory();
    }
    *request = r;
    return OTLS_OK;
}

void
otls__request_ref(void *request)
{
    otls__ref_take(&((struct otls__request *)request)->ref);
}

void
otls__request_unref(void *request)
{
    struct otls__request *r = request;

    if (r == NULL || !otls__ref_drop(&r->ref))
        return;
    X509_NAME_free(r->subject);
    GENERAL_NAMES_free(r->sans);
    X509_REQ_free(r->signed_one);
    (void)pthread_mutex_destroy(&r->lock);
    otls__free(r);
}

/* PEM is read as it stands: OpenSSL's own reader would ask the terminal for
 * the passphrase of an encrypted block. */
static X509_REQ *
read_pem(const struct otls__source *source)
{
    BIO *bio = BIO_new_mem_buf(source->data, (int)source->len);
    char *label = NULL, *header = NULL;
    unsigned char *der = NULL;
    const unsigned char *p;
    X509_REQ *found = NULL;
    int seen = 0;
    long len;

    while (bio != NULL && !seen &&
           PEM_read_bio(bio, &label, &header, &der, &len) == 1) {
        seen = strcmp(label, PEM_STRING_X509_REQ) == 0 ||
               strcmp(label, PEM_STRING_X509_REQ_OLD) == 0;
        p = der;
        if (seen)
            found = d2i_X509_REQ(NULL, &p, len);
        OPENSSL_free(label);
        OPENSSL_free(header);
        OPENSSL_free(der);
    }
    BIO_free(bio);
    return found;
}

static X509_REQ *
read_once(const struct otls__source *source, unsigned contents)
{
    const unsigned char *p = source->data;

    return (contents & OTLS__HOLDS_PEM) != 0
               ? read_pem(source)
               : d2i_X509_REQ(NULL, &p, (long)source->len);
}

/* OpenSSL says damaged, or leaves the key out, as well where memory was
 * missing for a moment. */
static int
read_request(const struct otls__source *source, X509_REQ **request)
{
    const unsigned contents = otls__contents(source);

    if ((contents & OTLS__HOLDS_REQUEST) == 0 ||
        otls__contents_trailing(source, contents) > 0)
        return otls__error(OTLS_E_CERT_FORMAT,
            "%s holds no certificate request but %s", source->name,
            otls__contents_text(contents));
    *request = read_once(source, contents);
    if (*request == NULL || X509_REQ_get0_pubkey(*request) == NULL) {
        X509_REQ_free(*request);
        *request = read_once(source, contents);
    }
    return *request != NULL
               ? OTLS_OK
               : otls__error_openssl(OTLS_E_CERT_FORMAT,
                     "%s: the certificate request is damaged", source->name);
}

/* What it asks for; twice, as above. */
static int
take_sans(struct otls__request *r)
{
    STACK_OF(X509_EXTENSION) * list;
    GENERAL_NAMES *sans = NULL;
    int critical = 0, tries;

    for (tries = 0; tries < 2 && sans == NULL; tries++) {
        list = X509_REQ_get_extensions(r->signed_one);
        sans = X509V3_get_d2i(list, NID_subject_alt_name, &critical, NULL);
        sk_X509_EXTENSION_pop_free(list, X509_EXTENSION_free);
    }
    if (sans != NULL) {
        GENERAL_NAMES_free(r->sans);
        r->sans = sans;
    } else if (otls__openssl_memory_is_out())
        return otls__error_memory();
    else if (critical != -1)
        return otls__error_openssl(OTLS_E_CERT_FORMAT,
            "the request's subject alternative names are damaged or there "
            "twice");
    return OTLS_OK;
}

static int
take_facts(struct otls__request *r)
{
    X509_NAME *subject =
        X509_NAME_dup(X509_REQ_get_subject_name(r->signed_one));
    int rv;

    if (subject == NULL)
        return otls__error_memory();
    X509_NAME_free(r->subject);
    r->subject = subject;
    if ((rv = otls__request_verify(r->signed_one)) != OTLS_OK)
        return rv;
    return take_sans(r);
}

static int
load(struct otls__source *source, struct otls__request **request)
{
    struct otls__request *r;
    int rv;

    if ((rv = otls__source_need(source)) != OTLS_OK ||
        (rv = otls__request_new(&r)) != OTLS_OK)
        return rv;
    if ((rv = read_request(source, &r->signed_one)) != OTLS_OK ||
        (rv = take_facts(r)) != OTLS_OK)
        otls__request_unref(r);
    else
        *request = r;
    return rv;
}

int
otls__request_load_file(const char *path, struct otls__request **request)
{
    struct otls__source source;
    int rv;

    if ((rv = otls__source_file(&source, path, OTLS__SOURCE_CREDENTIAL, 0)) ==
        OTLS_OK)
        rv = load(&source, request);
    otls__source_end(&source);
    return rv;
}

int
otls__request_load_bytes(
    const void *data, size_t len, struct otls__request **request)
{
    struct otls__source source;
    int rv;

    if ((rv = otls__source_bytes(&source, "the request", data, len,
             OTLS__SOURCE_CREDENTIAL)) == OTLS_OK)
        rv = load(&source, request);
    otls__source_end(&source);
    return rv;
}

/* Locks it, and refuses to change what a signature covers. */
static int
begin_change(struct otls__request *r)
{
    (void)pthread_mutex_lock(&r->lock);
    if (r->signed_one == NULL)
        return OTLS_OK;
    return otls__error(
        OTLS_E_INVALID, "the request is signed: its names stay as they are");
}

static int
end(struct otls__request *r, int rv)
{
    (void)pthread_mutex_unlock(&r->lock);
    return rv;
}

int
otls__request_set_subject(struct otls__request *r, const char *text)
{
    X509_NAME *subject;
    int rv;

    if ((rv = otls__name_parse(text, &subject)) != OTLS_OK)
        return rv;
    if ((rv = begin_change(r)) == OTLS_OK) {
        X509_NAME_free(r->subject);
        r->subject = subject;
    } else
        X509_NAME_free(subject);
    return end(r, rv);
}

int
otls__request_add_san(struct otls__request *r, int type, const char *text)
{
    GENERAL_NAME *san;
    int rv;

    if ((rv = otls__san_make(type, text, &san)) != OTLS_OK)
        return rv;
    if ((rv = begin_change(r)) == OTLS_OK) {
        if (sk_GENERAL_NAME_num(r->sans) >= SANS_MAX)
            rv = otls__error(OTLS_E_LIMIT,
                "the request has %d names, and that is the limit", SANS_MAX);
        else if (sk_GENERAL_NAME_push(r->sans, san) <= 0)
            rv = otls__error_memory();
    }
    if (rv != OTLS_OK)
        GENERAL_NAME_free(san);
    return end(r, rv);
}

int
otls__request_set_ca(struct otls__request *r, int path_length)
{
    if (path_length < -1 || path_length > 100)
        return otls__error(OTLS_E_INVALID,
            "path_length is %d: pass how many authorities may stand below "
            "this one, or -1 for any number",
            path_length);
    (void)pthread_mutex_lock(&r->lock);
    r->ca = 1;
    r->path_length = path_length;
    return end(r, OTLS_OK);
}

int
otls__request_set_purposes(struct otls__request *r, int purposes)
{
    if (purposes < 1 ||
        purposes > (OTLS_CERT_REQUEST_SERVER | OTLS_CERT_REQUEST_CLIENT))
        return otls__error(OTLS_E_INVALID,
            "purposes is %d: pass OTLS_CERT_REQUEST_SERVER, "
            "OTLS_CERT_REQUEST_CLIENT or their sum",
            purposes);
    (void)pthread_mutex_lock(&r->lock);
    r->purposes = purposes;
    return end(r, OTLS_OK);
}

int
otls__request_set_validity_s(
    struct otls__request *r, int64_t not_before_s, int64_t not_after_s)
{
    if (not_before_s < 0 || not_after_s > LATEST_S ||
        not_before_s >= not_after_s)
        return otls__error(OTLS_E_INVALID,
            "a certificate can't be valid from %" PRId64 " to %" PRId64
            ": give seconds since 1970, the earlier ones first",
            not_before_s, not_after_s);
    (void)pthread_mutex_lock(&r->lock);
    r->not_before_s = not_before_s;
    r->not_after_s = not_after_s;
    return end(r, OTLS_OK);
}

int
otls__request_subject(
    struct otls__request *r, void *buf, size_t cap, size_t *len)
{
    (void)pthread_mutex_lock(&r->lock);
    return end(r, otls__write_pem(otls__name_print, r->subject, "the name",
                      buf, cap, len));
}

int
otls__request_san_count(struct otls__request *r, int64_t *count)
{
    (void)pthread_mutex_lock(&r->lock);
    *count = sk_GENERAL_NAME_num(r->sans);
    return end(r, OTLS_OK);
}

int
otls__request_san(struct otls__request *r, int64_t index, int64_t *type,
    void *buf, size_t cap, size_t *len)
{
    (void)pthread_mutex_lock(&r->lock);
    return end(r, otls__san_out(r->sans, index, type, buf, cap, len));
}

/* Locks it. */
static int
begin_signed(struct otls__request *r)
{
    (void)pthread_mutex_lock(&r->lock);
    if (r->signed_one != NULL)
        return OTLS_OK;
    return otls__error(OTLS_E_INVALID,
        "the request isn't signed yet: call otls_cert_request_sign first");
}

int
otls__request_public_key(struct otls__request *r, struct otls__key **key)
{
    EVP_PKEY *pkey;
    int rv;

    if ((rv = begin_signed(r)) != OTLS_OK)
        return end(r, rv);
    if ((pkey = X509_REQ_get_pubkey(r->signed_one)) == NULL)
        rv = otls__error_openssl(
            OTLS_E_KEY_FORMAT, "OpenSSL doesn't know the request's key");
    else if ((rv = otls__key_wrap(pkey, key)) != OTLS_OK)
        EVP_PKEY_free(pkey);
    return end(r, rv);
}

static int
write_request(BIO *bio, const void *object)
{
    return PEM_write_bio_X509_REQ(bio, (X509_REQ *)object);
}

int
otls__request_pem(struct otls__request *r, void *buf, size_t cap, size_t *len)
{
    int rv;

    if ((rv = begin_signed(r)) == OTLS_OK)
        rv = otls__write_pem(
            write_request, r->signed_one, "the request", buf, cap, len);
    return end(r, rv);
}

int
otls__request_der(struct otls__request *r, void *buf, size_t cap, size_t *len)
{
    unsigned char *der = NULL;
    int rv;

    if ((rv = begin_signed(r)) == OTLS_OK)
        rv = otls__write_der(i2d_X509_REQ(r->signed_one, &der), &der,
            "the request", buf, cap, len);
    return end(r, rv);
}
