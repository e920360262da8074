/* SPDX-License-Identifier: ISC */
#include "pki/contents.h"

#include <string.h>

#include <openssl/asn1.h>

#include "base/error.h"
#include "pki/source.h"

#define BEGIN "-----BEGIN "

struct label {
    const char *text;
    unsigned bit;
};

/* The end of what stands between BEGIN and the dashes; longer ones first. */
static const struct label labels[] = {
    {"OPENSSH PRIVATE KEY", OTLS__HOLDS_OPENSSH},
    {"PRIVATE KEY", OTLS__HOLDS_PRIVATE_KEY},
    {"PUBLIC KEY", OTLS__HOLDS_PUBLIC_KEY},
    {"CERTIFICATE REQUEST", OTLS__HOLDS_REQUEST},
    {"CERTIFICATE", OTLS__HOLDS_CERT},
    {"X509 CRL", OTLS__HOLDS_CRL},
    {"PKCS12", OTLS__HOLDS_PKCS12},
};
#define LABELS (sizeof(labels) / sizeof(labels[0]))

static const struct label texts[] = {
    {"an OpenSSH key (convert it with `ssh-keygen -p -m PKCS8`)",
        OTLS__HOLDS_OPENSSH},
    {"a private key", OTLS__HOLDS_PRIVATE_KEY},
    {"a certificate", OTLS__HOLDS_CERT},
    {"a certificate request", OTLS__HOLDS_REQUEST},
    {"a revocation list", OTLS__HOLDS_CRL},
    {"a public key", OTLS__HOLDS_PUBLIC_KEY},
    {"a PKCS#12 file", OTLS__HOLDS_PKCS12},
    {"something else in PEM", OTLS__HOLDS_PEM},
};
#define TEXTS (sizeof(texts) / sizeof(texts[0]))

static unsigned
contents_of_label(const unsigned char *p, size_t len)
{
    size_t i, n;

    for (i = 0; i < LABELS; i++) {
        n = strlen(labels[i].text);
        if (len >= n + 5 && memcmp(p + len - n - 5, labels[i].text, n) == 0)
            return labels[i].bit;
    }
    /* "TRUSTED CERTIFICATE" ends like any other */
    return 0;
}

static unsigned
contents_of_pem(const unsigned char *p, size_t len)
{
    const unsigned char *const end = p + len, *eol;
    unsigned contents = 0;
    size_t n;

    for (; p < end; p = eol + 1) {
        if ((eol = memchr(p, '\n', (size_t)(end - p))) == NULL)
            eol = end;
        n = (size_t)(eol - p);
        if (n < strlen(BEGIN) || memcmp(p, BEGIN, strlen(BEGIN)) != 0)
            continue;
        while (n > 0 && (p[n - 1] == '\r' || p[n - 1] == ' '))
            n--;
        contents |= OTLS__HOLDS_PEM | contents_of_label(p, n);
    }
    return contents;
}

/* The class bits matter for tags in brackets alone. */
#define TAG_NONE (-1)
#define TAG_BRACKET (-2)

struct element {
    int tag;
    const unsigned char *content;
    long len;
    const unsigned char *next;
};

static struct element
element_at(const unsigned char *p, const unsigned char *end)
{
    struct element e = {TAG_NONE, NULL, 0, end};
    const unsigned char *q = p;
    int tag, class, form;

    if (p == NULL || p >= end)
        return e;
    form = ASN1_get_object(&q, &e.len, &tag, &class, end - p);
    if ((form & 0x80) != 0 || form == 0x21)
        return e;
    e.tag = class == V_ASN1_UNIVERSAL ? tag : TAG_BRACKET;
    e.content = q;
    e.next = q + e.len;
    return e;
}

/* The first four elements of what is in |outer|. */
static void
look_inside(const struct element *outer, struct element inner[4])
{
    const unsigned char *p = outer->content;
    int i;

    for (i = 0; i < 4; i++) {
        inner[i] = element_at(
            p, outer->content == NULL ? NULL : outer->content + outer->len);
        p = inner[i].tag == TAG_NONE ? NULL : inner[i].next;
    }
}

/* Of what is signed: RFC 5280 and RFC 2986. */
static unsigned
contents_of_signed(const struct element *body)
{
    struct element e[4];

    look_inside(body, e);
    if (e[0].tag == TAG_BRACKET)
        return OTLS__HOLDS_CERT;
    if (e[0].tag == V_ASN1_SEQUENCE)
        return OTLS__HOLDS_CRL;
    if (e[3].tag == V_ASN1_UTCTIME || e[3].tag == V_ASN1_GENERALIZEDTIME)
        return OTLS__HOLDS_CRL;
    return e[3].tag == V_ASN1_SEQUENCE ? OTLS__HOLDS_CERT
                                       : OTLS__HOLDS_REQUEST;
}

static unsigned
contents_of_der(const unsigned char *p, size_t len)
{
    struct element outer = element_at(p, p + len), e[4];

    if (outer.tag != V_ASN1_SEQUENCE)
        return 0;
    look_inside(&outer, e);
    if (e[0].tag == V_ASN1_INTEGER)
        return e[0].len == 1 && e[0].content[0] == 3 ? OTLS__HOLDS_PKCS12
                                                     : OTLS__HOLDS_PRIVATE_KEY;
    if (e[0].tag != V_ASN1_SEQUENCE)
        return 0;
    if (e[1].tag == V_ASN1_BIT_STRING)
        return OTLS__HOLDS_PUBLIC_KEY;
    if (e[1].tag == V_ASN1_OCTET_STRING)
        return OTLS__HOLDS_PRIVATE_KEY;
    return e[1].tag == V_ASN1_SEQUENCE ? contents_of_signed(&e[0]) : 0;
}

unsigned
otls__contents(const struct otls__source *source)
{
    unsigned contents;

    if ((contents = contents_of_pem(source->data, source->len)) != 0)
        return contents;
    otls__openssl_begin();
    contents = contents_of_der(source->data, source->len);
    otls__openssl_end();
    return contents;
}

size_t
otls__contents_trailing(const struct otls__source *source, unsigned contents)
{
    const unsigned char *const end = source->data + source->len;
    struct element e;

    if (contents == 0 || (contents & OTLS__HOLDS_PEM) != 0)
        return 0;
    otls__openssl_begin();
    e = element_at(source->data, end);
    otls__openssl_end();
    return (size_t)(end - e.next);
}

const char *
otls__contents_text(unsigned contents)
{
    size_t i;

    for (i = 0; i < TEXTS; i++)
        if ((contents & texts[i].bit) != 0)
            return texts[i].text;
    return "nothing of the kind";
}
