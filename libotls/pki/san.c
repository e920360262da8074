/* SPDX-License-Identifier: ISC */
#include "pki/san.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <string.h>

#include <otls/cert.h>

#include "base/error.h"
#include "pki/write.h"

#define HOST_MAX 253
#define LABEL_MAX 63

int
otls__name_print(BIO *bio, const void *name)
{
    return X509_NAME_print_ex(bio, name, 0,
               XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB) >= 0;
}

static int
string_out(const ASN1_STRING *s, void *buf, size_t cap, size_t *len)
{
    return otls__copy_bytes(ASN1_STRING_get0_data(s),
        (size_t)ASN1_STRING_length(s), buf, cap, len);
}

static int
der_out(const GENERAL_NAME *san, void *buf, size_t cap, size_t *len)
{
    unsigned char *der = NULL;

    return otls__write_der(i2d_GENERAL_NAME((GENERAL_NAME *)san, &der), &der,
        "the name", buf, cap, len);
}

/* Without the NUL that a text would have: it is bytes like the others. */
static int
address_out(const ASN1_STRING *s, void *buf, size_t cap, size_t *len)
{
    char text[INET6_ADDRSTRLEN];

    (void)inet_ntop(ASN1_STRING_length(s) == 4 ? AF_INET : AF_INET6,
        ASN1_STRING_get0_data(s), text, sizeof(text));
    return otls__copy_bytes(text, strlen(text), buf, cap, len);
}

static int
object_out(const ASN1_OBJECT *object, void *buf, size_t cap, size_t *len)
{
    char text[256];

    if (OBJ_obj2txt(text, sizeof(text), object, 1) <= 0)
        text[0] = '\0';
    return otls__copy_bytes(text, strlen(text), buf, cap, len);
}

static int
directory_out(const X509_NAME *name, void *buf, size_t cap, size_t *len)
{
    BIO *bio = BIO_new(BIO_s_mem());
    char *text = NULL;
    long n;
    int rv;

    if (bio == NULL || !otls__name_print(bio, name) ||
        (n = BIO_get_mem_data(bio, &text)) < 0)
        rv = otls__error_openssl(
            OTLS_E_OPENSSL, "OpenSSL could not print a name");
    else
        rv = otls__copy_bytes(text, (size_t)n, buf, cap, len);
    BIO_free(bio);
    return rv;
}

static int
type_of(const GENERAL_NAME *san)
{
    switch (san->type) {
    case GEN_DNS:
        return OTLS_CERT_SAN_DNS;
    case GEN_IPADD:
        return ASN1_STRING_length(san->d.iPAddress) == 4 ||
                       ASN1_STRING_length(san->d.iPAddress) == 16
                   ? OTLS_CERT_SAN_IP
                   : OTLS_CERT_SAN_OTHER;
    case GEN_EMAIL:
        return OTLS_CERT_SAN_EMAIL;
    case GEN_URI:
        return OTLS_CERT_SAN_URI;
    case GEN_DIRNAME:
        return OTLS_CERT_SAN_DIRNAME;
    case GEN_RID:
        return OTLS_CERT_SAN_RID;
    default:
        return OTLS_CERT_SAN_OTHER;
    }
}

int
otls__san_out(const GENERAL_NAMES *sans, int64_t index, int64_t *type,
    void *buf, size_t cap, size_t *len)
{
    const int count = sans == NULL ? 0 : sk_GENERAL_NAME_num(sans);
    const GENERAL_NAME *san;

    if (index < 0 || index >= count)
        return otls__error(OTLS_E_INVALID,
            "there are %d subject alternative names and index is %" PRId64,
            count, index);
    san = sk_GENERAL_NAME_value(sans, (int)index);
    switch (*type = type_of(san)) {
    case OTLS_CERT_SAN_DNS:
    case OTLS_CERT_SAN_EMAIL:
    case OTLS_CERT_SAN_URI:
        return string_out(san->d.ia5, buf, cap, len);
    case OTLS_CERT_SAN_IP:
        return address_out(san->d.iPAddress, buf, cap, len);
    case OTLS_CERT_SAN_DIRNAME:
        return directory_out(san->d.directoryName, buf, cap, len);
    case OTLS_CERT_SAN_RID:
        return object_out(san->d.registeredID, buf, cap, len);
    default:
        return der_out(san, buf, cap, len);
    }
}

static int
is_label(const char *p, size_t n)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";

    return n > 0 && n <= LABEL_MAX && strspn(p, letters) >= n &&
           p[0] != '-' && p[n - 1] != '-';
}

static int
is_host(const char *name)
{
    size_t n = strlen(name);

    if (n > 1 && name[n - 1] == '.')
        n--;
    if (n == 0 || n > HOST_MAX)
        return 0;
    for (;;) {
        n = strcspn(name, ".");
        if (!is_label(name, n))
            return 0;
        name += n;
        if (name[0] == '\0' || name[1] == '\0')
            return 1;
        name++;
    }
}

int
otls__san_check_host(const char *name)
{
    return is_host(name)
               ? OTLS_OK
               : otls__error(OTLS_E_INVALID,
                     "%.256s is no host name: give labels of letters, digits "
                     "and hyphens, other scripts in their xn-- form",
                     name);
}

static int
check_text(int type, const char *text)
{
    const char *p;

    for (p = text; *p != '\0'; p++)
        if (*p <= ' ' || *p > '~')
            return otls__error(
                OTLS_E_INVALID, "%.128s has more than plain ASCII", text);
    if (type == OTLS_CERT_SAN_DNS)
        return otls__san_check_host(
            strncmp(text, "*.", 2) == 0 ? text + 2 : text);
    if (type == OTLS_CERT_SAN_EMAIL
            ? strchr(text, '@') == NULL || strchr(text, '@') == text
            : strchr(text, ':') == NULL || strchr(text, ':') == text)
        return otls__error(OTLS_E_INVALID, "%.128s is no %s", text,
            type == OTLS_CERT_SAN_EMAIL ? "mail address" : "URI");
    return OTLS_OK;
}

static ASN1_STRING *
make_string(int type, const char *text)
{
    ASN1_STRING *s;

    if (type == OTLS_CERT_SAN_IP)
        return a2i_IPADDRESS(text);
    s = ASN1_STRING_type_new(V_ASN1_IA5STRING);
    if (s != NULL && ASN1_STRING_set(s, text, -1) == 1)
        return s;
    ASN1_STRING_free(s);
    return NULL;
}

static int
general_type(int type)
{
    switch (type) {
    case OTLS_CERT_SAN_DNS:
        return GEN_DNS;
    case OTLS_CERT_SAN_IP:
        return GEN_IPADD;
    case OTLS_CERT_SAN_EMAIL:
        return GEN_EMAIL;
    default:
        return GEN_URI;
    }
}

int
otls__san_make(int type, const char *text, GENERAL_NAME **san)
{
    unsigned char address[16];
    ASN1_STRING *s;
    int rv = OTLS_OK;

    if (type < OTLS_CERT_SAN_DNS || type > OTLS_CERT_SAN_URI)
        return otls__error(OTLS_E_INVALID,
            "a name of type %d can't be made: OTLS_CERT_SAN_DNS, _IP, _EMAIL "
            "and _URI can",
            type);
    if (type == OTLS_CERT_SAN_IP) {
        if (inet_pton(AF_INET, text, address) != 1 &&
            inet_pton(AF_INET6, text, address) != 1)
            rv = otls__error(
                OTLS_E_INVALID, "%.64s is no IP address", text);
    } else
        rv = check_text(type, text);
    if (rv != OTLS_OK)
        return rv;
    s = make_string(type, text);
    *san = s == NULL ? NULL : GENERAL_NAME_new();
    if (*san == NULL) {
        ASN1_STRING_free(s);
        return otls__error_memory();
    }
    GENERAL_NAME_set0_value(*san, general_type(type), s);
    return OTLS_OK;
}
