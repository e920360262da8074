/* SPDX-License-Identifier: ISC */
#include "pki/name.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include <openssl/asn1.h>

#include "base/error.h"
#include "base/mem.h"

/* No name in use comes near. */
#define TEXT_MAX 4096
#define TYPE_SIZE 64

/* The keywords of RFC 4514, in either case; OpenSSL knows more by its own. */
static const char *const keywords[] = {
    "CN", "L", "ST", "O", "OU", "C", "street", "DC", "UID"};

struct parser {
    const char *at;
    X509_NAME *name;
    char type[TYPE_SIZE];
    /* the value of the field that is being read: bytes, or DER where it was
     * written so */
    unsigned char value[TEXT_MAX];
    size_t len;
    int is_der;
};

static int
bad(const struct parser *p, const char *what)
{
    return otls__error(OTLS_E_INVALID,
        "the field %s of the name %s: write CN=example.com,O=Example as RFC "
        "4514 says",
        p->type[0] == '\0' ? "(without a type)" : p->type, what);
}

static void
skip_spaces(struct parser *p)
{
    while (*p->at == ' ')
        p->at++;
}

static int
read_type(struct parser *p)
{
    size_t n = 0, i;

    skip_spaces(p);
    p->type[0] = '\0';
    while (isalnum((unsigned char)*p->at) || *p->at == '.' || *p->at == '-') {
        if (n == TYPE_SIZE - 1)
            return bad(p, "has a type that is too long");
        p->type[n++] = *p->at++;
        p->type[n] = '\0';
    }
    skip_spaces(p);
    if (*p->at != '=')
        return bad(p, "has no =");
    p->at++;
    skip_spaces(p);
    for (i = 0; i < sizeof(keywords) / sizeof(keywords[0]); i++)
        if (strcasecmp(p->type, keywords[i]) == 0)
            strcpy(p->type, keywords[i]);
    return OTLS_OK;
}

static int
hex(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *found =
        c == '\0' ? NULL : strchr(digits, tolower((unsigned char)c));

    return found == NULL ? -1 : (int)(found - digits);
}

/* 1 where two hex digits stand there, which are then behind. */
static int
take_hex(struct parser *p)
{
    const int high = hex(p->at[0]), low = high < 0 ? -1 : hex(p->at[1]);

    if (low < 0)
        return 0;
    p->value[p->len++] = (unsigned char)(high << 4 | low);
    p->at += 2;
    return 1;
}

static int
read_der(struct parser *p)
{
    p->is_der = 1;
    p->at++;
    while (take_hex(p))
        continue;
    skip_spaces(p);
    return p->len > 0 ? OTLS_OK : bad(p, "has # without hex digits");
}

static int
read_escape(struct parser *p)
{
    p->at++;
    if (take_hex(p))
        return OTLS_OK;
    if (*p->at == '\0' || strchr(" \"#+,;<=>\\", *p->at) == NULL)
        return bad(p, "has a backslash before what needs none");
    p->value[p->len++] = (unsigned char)*p->at++;
    return OTLS_OK;
}

/* Spaces at the end don't count, unless they are escaped. */
static int
read_text(struct parser *p)
{
    size_t kept = 0;
    int rv;

    while (*p->at != '\0' && strchr(",+;", *p->at) == NULL) {
        if (strchr("\"<>", *p->at) != NULL)
            return bad(p, "needs a backslash before \", < or >");
        if (*p->at == '\\') {
            if ((rv = read_escape(p)) != OTLS_OK)
                return rv;
            kept = p->len;
        } else {
            p->value[p->len++] = (unsigned char)*p->at++;
            if (p->value[p->len - 1] != ' ')
                kept = p->len;
        }
    }
    p->len = kept;
    return OTLS_OK;
}

/* What is written as #hex: the type of the string is in it. */
static X509_NAME_ENTRY *
entry_of_der(const struct parser *p, const ASN1_OBJECT *object)
{
    const unsigned char *at = p->value;
    ASN1_TYPE *value = d2i_ASN1_TYPE(NULL, &at, (long)p->len);
    X509_NAME_ENTRY *entry = NULL;

    if (value != NULL && at == p->value + p->len &&
        (ASN1_tag2bit(value->type) & (B_ASN1_DIRECTORYSTRING)) != 0)
        entry = X509_NAME_ENTRY_create_by_OBJ(NULL, object, value->type,
            ASN1_STRING_get0_data(value->value.asn1_string),
            ASN1_STRING_length(value->value.asn1_string));
    ASN1_TYPE_free(value);
    return entry;
}

/* In front, since the text has the most specific part first and DER last. */
static int
add(struct parser *p, int joined)
{
    ASN1_OBJECT *object = OBJ_txt2obj(p->type, 0);
    X509_NAME_ENTRY *entry = NULL;
    int rv = OTLS_OK;

    if (object == NULL && otls__openssl_memory_is_out())
        rv = otls__error_memory();
    else if (object == NULL)
        rv = bad(p, "is of a type that nobody knows");
    else if (p->len == 0)
        rv = bad(p, "is empty");
    else if ((entry = p->is_der
                          ? entry_of_der(p, object)
                          : X509_NAME_ENTRY_create_by_OBJ(NULL, object,
                                MBSTRING_UTF8, p->value, (int)p->len)) == NULL)
        rv = otls__error_openssl(OTLS_E_INVALID,
            "the field %s of the name is too long or too short, or has "
            "characters that it may not have",
            p->type);
    else if (X509_NAME_add_entry(p->name, entry, 0, joined ? 1 : 0) != 1)
        rv = otls__error_memory();
    X509_NAME_ENTRY_free(entry);
    ASN1_OBJECT_free(object);
    return rv;
}

static int
parse(struct parser *p)
{
    int joined = 0, rv;

    for (;;) {
        p->len = 0;
        p->is_der = 0;
        if ((rv = read_type(p)) != OTLS_OK ||
            (rv = *p->at == '#' ? read_der(p) : read_text(p)) != OTLS_OK ||
            (rv = add(p, joined)) != OTLS_OK)
            return rv;
        if (*p->at == '\0')
            return OTLS_OK;
        if (*p->at != ',' && *p->at != '+' && *p->at != ';')
            return bad(p, "has something after its hex digits");
        joined = *p->at++ == '+';
    }
}

int
otls__name_parse(const char *text, X509_NAME **name)
{
    struct parser *p;
    int rv = OTLS_OK;

    if (strlen(text) >= TEXT_MAX)
        return otls__error(OTLS_E_INVALID,
            "the name has %zu bytes: fewer than %d are enough", strlen(text),
            TEXT_MAX);
    if ((p = otls__calloc(1, sizeof(*p))) == NULL)
        return otls__error_memory();
    p->at = text;
    if ((p->name = X509_NAME_new()) == NULL)
        rv = otls__error_memory();
    else if (*text != '\0')
        rv = parse(p);
    if (rv == OTLS_OK)
        *name = p->name;
    else
        X509_NAME_free(p->name);
    otls__free(p);
    return rv;
}
