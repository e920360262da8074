/* SPDX-License-Identifier: ISC */
#include "pki/cert.h"

#include <inttypes.h>
#include <string.h>

#include <otls/cert.h>

#include <openssl/x509v3.h>

#include "base/error.h"
#include "base/mem.h"

int64_t
otls__cert_key_usage(const struct otls__cert *cert)
{
    const uint32_t usage = X509_get_key_usage(otls__cert_x509(cert));
    int64_t bits = 0;
    int i;

    if (usage == UINT32_MAX)
        return -1;
    /* in RFC 5280's order; OpenSSL keeps the bits as DER has them */
    for (i = 0; i < 8; i++)
        if ((usage & (0x80u >> i)) != 0)
            bits |= (int64_t)1 << i;
    return (usage & KU_DECIPHER_ONLY) != 0 ? bits | 256 : bits;
}

int
otls__cert_check_ca(const struct otls__cert *cert)
{
    return X509_check_ca(otls__cert_x509(cert));
}

int
otls__cert_is_ca(const struct otls__cert *cert)
{
    return X509_check_ca(otls__cert_x509(cert)) == 1;
}

int64_t
otls__cert_path_length(const struct otls__cert *cert)
{
    return X509_get_pathlen(otls__cert_x509(cert));
}

int
otls__cert_key_id(const struct otls__cert *cert, int authority, void *buf,
    size_t cap, size_t *len)
{
    X509 *x509 = otls__cert_x509(cert);
    const ASN1_OCTET_STRING *id = authority
                                      ? X509_get0_authority_key_id(x509)
                                      : X509_get0_subject_key_id(x509);

    if (id == NULL)
        return otls__copy_bytes("", 0, buf, cap, len);
    return otls__copy_bytes(ASN1_STRING_get0_data(id),
        (size_t)ASN1_STRING_length(id), buf, cap, len);
}

/* The decoded extension; NULL with OTLS_OK where there is none. */
static int
extension(const struct otls__cert *cert, int nid, void *decoded)
{
    void **out = decoded;
    int critical = 0;

    *out = X509_get_ext_d2i(otls__cert_x509(cert), nid, &critical, NULL);
    /* OpenSSL says damaged as well where memory was missing for a moment */
    if (*out == NULL && critical >= 0)
        *out = X509_get_ext_d2i(otls__cert_x509(cert), nid, &critical, NULL);
    if (*out != NULL || critical == -1)
        return OTLS_OK;
    return otls__error_openssl(OTLS_E_CERT_FORMAT,
        critical == -2 ? "the certificate has the extension %s twice"
                       : "the certificate's extension %s is damaged",
        OBJ_nid2ln(nid));
}

static size_t
append(char *text, size_t at, const ASN1_OBJECT *object)
{
    char name[128];
    const int nid = OBJ_obj2nid(object);

    if (nid != NID_undef)
        (void)strncpy(name, OBJ_nid2sn(nid), sizeof(name) - 1);
    else if (OBJ_obj2txt(name, sizeof(name), object, 1) <= 0)
        (void)strcpy(name, "?");
    name[sizeof(name) - 1] = '\0';
    if (at > 0)
        text[at++] = ',';
    strcpy(text + at, name);
    return at + strlen(name);
}

int
otls__cert_extended_key_usage(
    const struct otls__cert *cert, void *buf, size_t cap, size_t *len)
{
    EXTENDED_KEY_USAGE *usages;
    size_t at = 0;
    char *text;
    int i, n, rv;

    if ((rv = extension(cert, NID_ext_key_usage, &usages)) != OTLS_OK)
        return rv;
    n = usages == NULL ? 0 : sk_ASN1_OBJECT_num(usages);
    if ((text = otls__calloc((size_t)n + 1, 129)) == NULL)
        rv = otls__error_memory();
    else {
        for (i = 0; i < n; i++)
            at = append(text, at, sk_ASN1_OBJECT_value(usages, i));
        rv = otls__copy_text(text, buf, cap, len);
    }
    otls__free(text);
    EXTENDED_KEY_USAGE_free(usages);
    return rv;
}

/* Goes through URIs: counts them all, and keeps the one that is asked for. */
struct uris {
    int64_t wanted;
    int64_t count;
    const ASN1_STRING *found;
};

static void
see(struct uris *uris, const GENERAL_NAME *name)
{
    if (name->type == GEN_URI && uris->count++ == uris->wanted)
        uris->found = name->d.uniformResourceIdentifier;
}

static void
see_access(struct uris *uris, const AUTHORITY_INFO_ACCESS *access, int nid)
{
    const ACCESS_DESCRIPTION *d;
    int i;

    for (i = 0; i < sk_ACCESS_DESCRIPTION_num(access); i++) {
        d = sk_ACCESS_DESCRIPTION_value(access, i);
        if (OBJ_obj2nid(d->method) == nid)
            see(uris, d->location);
    }
}

static void
see_points(struct uris *uris, const CRL_DIST_POINTS *points)
{
    const DIST_POINT *p;
    int i, j;

    for (i = 0; i < sk_DIST_POINT_num(points); i++) {
        p = sk_DIST_POINT_value(points, i);
        if (p->distpoint == NULL || p->distpoint->type != 0)
            continue;
        for (j = 0; j < sk_GENERAL_NAME_num(p->distpoint->name.fullname); j++)
            see(uris,
                sk_GENERAL_NAME_value(p->distpoint->name.fullname, j));
    }
}

static int
answer(const struct uris *uris, void *buf, size_t cap, size_t *len)
{
    if (uris->wanted < 0 || uris->found == NULL)
        return otls__error(OTLS_E_INVALID,
            "there are %" PRId64 " such URIs and index is %" PRId64,
            uris->count, uris->wanted);
    return otls__copy_bytes(ASN1_STRING_get0_data(uris->found),
        (size_t)ASN1_STRING_length(uris->found), buf, cap, len);
}

/* Where |count| is NULL, out goes the URI. */
static int
look(const struct otls__cert *cert, int kind, struct uris *uris,
    int64_t *count, void *buf, size_t cap, size_t *len)
{
    AUTHORITY_INFO_ACCESS *access = NULL;
    CRL_DIST_POINTS *points = NULL;
    int rv;

    if (kind == OTLS_CERT_URI_CRL)
        rv = extension(cert, NID_crl_distribution_points, &points);
    else if (kind == OTLS_CERT_URI_OCSP || kind == OTLS_CERT_URI_CA_ISSUERS)
        rv = extension(cert, NID_info_access, &access);
    else
        rv = otls__error(OTLS_E_INVALID,
            "there is no kind %d of URI: OTLS_CERT_URI_OCSP is one", kind);
    if (rv == OTLS_OK) {
        see_access(uris, access,
            kind == OTLS_CERT_URI_OCSP ? NID_ad_OCSP : NID_ad_ca_issuers);
        see_points(uris, points);
        if (count != NULL)
            *count = uris->count;
        else
            rv = answer(uris, buf, cap, len);
    }
    AUTHORITY_INFO_ACCESS_free(access);
    CRL_DIST_POINTS_free(points);
    return rv;
}

int
otls__cert_uri_count(const struct otls__cert *cert, int kind, int64_t *count)
{
    struct uris uris = {-1, 0, NULL};

    return look(cert, kind, &uris, count, NULL, 0, NULL);
}

int
otls__cert_uri(const struct otls__cert *cert, int kind, int64_t index,
    void *buf, size_t cap, size_t *len)
{
    struct uris uris = {index, 0, NULL};

    return look(cert, kind, &uris, NULL, buf, cap, len);
}
