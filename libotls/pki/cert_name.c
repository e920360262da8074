/* SPDX-License-Identifier: ISC */
#include "pki/cert.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <string.h>

#include <otls/cert.h>

#include <openssl/x509v3.h>

#include "base/error.h"
#include "pki/san.h"
#include "pki/write.h"

static int
sans_of(const struct otls__cert *cert, GENERAL_NAMES **sans)
{
    int critical = 0;

    *sans = X509_get_ext_d2i(
        otls__cert_x509(cert), NID_subject_alt_name, &critical, NULL);
    if (*sans != NULL || critical == -1)
        return OTLS_OK;
    return otls__error_openssl(OTLS_E_CERT_FORMAT,
        "the certificate's subject alternative names are damaged or there "
        "twice");
}

int
otls__cert_san_count(const struct otls__cert *cert, int64_t *count)
{
    GENERAL_NAMES *sans;
    int rv;

    if ((rv = sans_of(cert, &sans)) != OTLS_OK)
        return rv;
    *count = sans == NULL ? 0 : sk_GENERAL_NAME_num(sans);
    GENERAL_NAMES_free(sans);
    return OTLS_OK;
}

int
otls__cert_san(const struct otls__cert *cert, int64_t index, int64_t *type,
    void *buf, size_t cap, size_t *len)
{
    GENERAL_NAMES *sans;
    int rv;

    if ((rv = sans_of(cert, &sans)) != OTLS_OK)
        return rv;
    rv = otls__san_out(sans, index, type, buf, cap, len);
    GENERAL_NAMES_free(sans);
    return rv;
}

/* |sans| holds the name and is freed by the caller. */
static int
name_of(const struct otls__cert *cert, int64_t of, const X509_NAME **name,
    GENERAL_NAMES **sans)
{
    const X509 *x509 = otls__cert_x509(cert);
    const GENERAL_NAME *san;
    int rv;

    *sans = NULL;
    if (of == OTLS_CERT_NAME_SUBJECT || of == OTLS_CERT_NAME_ISSUER) {
        *name = of == OTLS_CERT_NAME_SUBJECT ? X509_get_subject_name(x509)
                                             : X509_get_issuer_name(x509);
        return OTLS_OK;
    }
    if ((rv = sans_of(cert, sans)) != OTLS_OK)
        return rv;
    of -= OTLS_CERT_NAME_SAN;
    san = of < 0 || of >= sk_GENERAL_NAME_num(*sans)
              ? NULL
              : sk_GENERAL_NAME_value(*sans, (int)of);
    if (san == NULL || san->type != GEN_DIRNAME)
        return otls__error(OTLS_E_INVALID,
            "the subject alternative name %" PRId64
            " is not there, or is no directory name",
            of);
    *name = san->d.directoryName;
    return OTLS_OK;
}

int
otls__cert_name_text(const struct otls__cert *cert, int64_t of, void *buf,
    size_t cap, size_t *len)
{
    const X509_NAME *name;
    GENERAL_NAMES *sans;
    int rv;

    if ((rv = name_of(cert, of, &name, &sans)) == OTLS_OK)
        rv = otls__write_pem(
            otls__name_print, name, "the name", buf, cap, len);
    GENERAL_NAMES_free(sans);
    return rv;
}

int
otls__cert_name_fields(
    const struct otls__cert *cert, int64_t of, int64_t *count)
{
    const X509_NAME *name;
    GENERAL_NAMES *sans;
    int rv;

    if ((rv = name_of(cert, of, &name, &sans)) == OTLS_OK)
        *count = X509_NAME_entry_count(name);
    GENERAL_NAMES_free(sans);
    return rv;
}

static int
entry_at(
    const X509_NAME *name, int64_t index, const X509_NAME_ENTRY **entry)
{
    const int count = X509_NAME_entry_count(name);

    if (index < 0 || index >= count)
        return otls__error(OTLS_E_INVALID,
            "the name has %d fields and index is %" PRId64, count, index);
    *entry = X509_NAME_get_entry(name, (int)index);
    return OTLS_OK;
}

static int
field_out(const X509_NAME_ENTRY *entry, int64_t *rdn, void *buf, size_t cap,
    size_t *len)
{
    char text[256];

    *rdn = X509_NAME_ENTRY_set(entry);
    if (OBJ_obj2txt(
            text, sizeof(text), X509_NAME_ENTRY_get_object(entry), 0) <= 0)
        return otls__error_openssl(
            OTLS_E_CERT_FORMAT, "a field of the name has no type");
    return otls__copy_text(text, buf, cap, len);
}

static int
value_out(
    const X509_NAME_ENTRY *entry, void *buf, size_t cap, size_t *len)
{
    unsigned char *utf8 = NULL;
    const int n =
        ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(entry));
    int rv;

    if (n < 0)
        return otls__error_openssl(
            OTLS_E_CERT_FORMAT, "a field of the name is no text");
    rv = otls__copy_bytes(utf8, (size_t)n, buf, cap, len);
    OPENSSL_free(utf8);
    return rv;
}

int
otls__cert_name_field(const struct otls__cert *cert, int64_t of,
    int64_t index, int64_t *rdn, void *buf, size_t cap, size_t *len)
{
    const X509_NAME_ENTRY *entry;
    const X509_NAME *name;
    GENERAL_NAMES *sans;
    int rv;

    if ((rv = name_of(cert, of, &name, &sans)) == OTLS_OK &&
        (rv = entry_at(name, index, &entry)) == OTLS_OK)
        rv = field_out(entry, rdn, buf, cap, len);
    GENERAL_NAMES_free(sans);
    return rv;
}

int
otls__cert_name_value(const struct otls__cert *cert, int64_t of,
    int64_t index, void *buf, size_t cap, size_t *len)
{
    const X509_NAME_ENTRY *entry;
    const X509_NAME *name;
    GENERAL_NAMES *sans;
    int rv;

    if ((rv = name_of(cert, of, &name, &sans)) == OTLS_OK &&
        (rv = entry_at(name, index, &entry)) == OTLS_OK)
        rv = value_out(entry, buf, cap, len);
    GENERAL_NAMES_free(sans);
    return rv;
}

/* X509_check_host() and X509_check_ip() answer 1, 0 or a failure. */
static int
answer(int matches)
{
    return matches >= 0 ? matches
                        : otls__error_openssl(OTLS_E_CERT_FORMAT,
                              "the certificate's names can't be compared");
}

int
otls__cert_matches_host(const struct otls__cert *cert, const char *name)
{
    size_t n = strlen(name);
    GENERAL_NAMES *sans;
    int rv;

    if ((rv = otls__san_check_host(name)) != OTLS_OK ||
        (rv = sans_of(cert, &sans)) != OTLS_OK)
        return rv;
    GENERAL_NAMES_free(sans);
    if (name[n - 1] == '.')
        n--;
    return answer(X509_check_host(otls__cert_x509(cert), name, n,
        X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS |
            X509_CHECK_FLAG_NEVER_CHECK_SUBJECT,
        NULL));
}

int
otls__cert_matches_ip(const struct otls__cert *cert, const char *text)
{
    unsigned char address[16];
    GENERAL_NAMES *sans;
    size_t n = 16;
    int rv;

    if (inet_pton(AF_INET, text, address) == 1)
        n = 4;
    else if (inet_pton(AF_INET6, text, address) != 1)
        return otls__error(
            OTLS_E_INVALID, "%.64s is no IP address", text);
    if ((rv = sans_of(cert, &sans)) != OTLS_OK)
        return rv;
    GENERAL_NAMES_free(sans);
    return answer(X509_check_ip(otls__cert_x509(cert), address, n, 0));
}
