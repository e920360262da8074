/* SPDX-License-Identifier: ISC */
#include "tls/check.h"

#include <string.h>

#include <openssl/ssl.h>

#include "base/error.h"
#include "base/mem.h"

#define ELEMENT_SIZE 128

/* Words of ciphers(1) that may select nothing, by OpenSSL's build or because
 * they give orders; names of suites aren't among them. */
static const char *const words[] = {
    "3DES",
    "ADH",
    "AECDH",
    "AES",
    "AES128",
    "AES256",
    "AESCCM",
    "AESCCM8",
    "AESGCM",
    "ALL",
    "ARIA",
    "ARIA128",
    "ARIA256",
    "ARIAGCM",
    "CAMELLIA",
    "CAMELLIA128",
    "CAMELLIA256",
    "CBC",
    "CHACHA20",
    "COMPLEMENTOFALL",
    "COMPLEMENTOFDEFAULT",
    "DEFAULT",
    "DES",
    "DH",
    "DHE",
    "DSS",
    "ECDH",
    "ECDHE",
    "ECDSA",
    "EDH",
    "EECDH",
    "EXP",
    "EXPORT",
    "EXPORT40",
    "EXPORT56",
    "FIPS",
    "GOST",
    "GOST89MAC",
    "GOST94",
    "HIGH",
    "IDEA",
    "LOW",
    "MD5",
    "MEDIUM",
    "NULL",
    "PSK",
    "RC2",
    "RC4",
    "RSA",
    "RSAPSK",
    "SEED",
    "SHA",
    "SHA1",
    "SHA256",
    "SHA384",
    "SRP",
    "SSLv3",
    "SUITEB128",
    "SUITEB128ONLY",
    "SUITEB192",
    "TLSv1",
    "TLSv1.0",
    "TLSv1.2",
    "aDH",
    "aDSS",
    "aECDH",
    "aECDSA",
    "aGOST",
    "aGOST01",
    "aNULL",
    "aPSK",
    "aRSA",
    "aSRP",
    "eNULL",
    "kDH",
    "kDHE",
    "kDHEPSK",
    "kDHEr",
    "kDHd",
    "kDHr",
    "kECDH",
    "kECDHE",
    "kECDHEPSK",
    "kECDHe",
    "kECDHr",
    "kEDH",
    "kEECDH",
    "kGOST",
    "kPSK",
    "kRSA",
    "kRSAPSK",
    "kSRP",
};

static int
is_word(const char *text, size_t len)
{
    size_t i;

    for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (strlen(words[i]) == len && memcmp(words[i], text, len) == 0)
            return 1;
    return 0;
}

/* Each setting is tried on an SSL_CTX that nobody else sees. */
static SSL_CTX *
scratch(void)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());

    if (ctx == NULL)
        (void)otls__error_openssl(
            OTLS_E_OPENSSL, "OpenSSL could not make an SSL_CTX");
    return ctx;
}

typedef int try(SSL_CTX *ctx, const char *text);

/* Whether |text| selects suites, those of TLS 1.3 or the older ones. */
static int
selects(SSL_CTX *ctx, int newest)
{
    const STACK_OF(SSL_CIPHER) *list = SSL_CTX_get_ciphers(ctx);
    int i;

    for (i = 0; i < sk_SSL_CIPHER_num(list); i++)
        if ((strcmp(SSL_CIPHER_get_version(sk_SSL_CIPHER_value(list, i)),
                 "TLSv1.3") == 0) == newest)
            return 1;
    return 0;
}

static int
try_ciphers(SSL_CTX *ctx, const char *text)
{
    return SSL_CTX_set_cipher_list(ctx, text) == 1 && selects(ctx, 0);
}

static int
try_ciphersuites(SSL_CTX *ctx, const char *text)
{
    return SSL_CTX_set_ciphersuites(ctx, text) == 1 && selects(ctx, 1);
}

static int
try_groups(SSL_CTX *ctx, const char *text)
{
    return SSL_CTX_set1_groups_list(ctx, text) == 1;
}

static int
try_signature_algorithms(SSL_CTX *ctx, const char *text)
{
    return SSL_CTX_set1_sigalgs_list(ctx, text) == 1;
}

/* One that fails may have lacked memory, which OpenSSL doesn't always say:
 * OTLS_OK where it takes |text|, OTLS_E_INVALID, with no message yet, where it
 * would take |good|. */
static int
judge(SSL_CTX *ctx, try *attempt, const char *text, const char *good)
{
    if (attempt(ctx, text) || attempt(ctx, text))
        return OTLS_OK;
    return attempt(ctx, good) ? OTLS_E_INVALID : otls__error_memory();
}

/* Each in turn of what |separators| part; |from| begins at the text. Answers
 * the length, or 0 at the end. */
static size_t
next_element(const char **from, const char *separators, const char **element)
{
    const char *p = *from + strspn(*from, separators);
    const size_t len = strcspn(p, separators);

    *element = p;
    *from = p + len;
    return len;
}

static int
copy_element(const char *element, size_t len, char *out)
{
    if (len >= ELEMENT_SIZE)
        return otls__error(
            OTLS_E_INVALID, "an element has %zu bytes: '%.40s'", len, element);
    memcpy(out, element, len);
    out[len] = '\0';
    return OTLS_OK;
}

/* Whether |text| is what OpenSSL calls a TLS 1.3 suite. */
static int
is_newest(SSL_CTX *ctx, const char *text)
{
    return strncmp(text, "TLS_", 4) == 0 && try_ciphersuites(ctx, text);
}

static int
refuse_cipher(SSL_CTX *ctx, const char *text)
{
    if (is_newest(ctx, text))
        return otls__error(OTLS_E_INVALID,
            "'%s' is a suite of TLS 1.3: otls_context_set_ciphersuites() "
            "sets those",
            text);
    return otls__error(OTLS_E_INVALID,
        "'%s' is no cipher suite for TLS 1.2 or older that OpenSSL knows",
        text);
}

static int
check_command(const char *text, int *level)
{
    static const char prefix[] = "@SECLEVEL=";
    const size_t n = sizeof(prefix) - 1;

    if (strcmp(text, "@STRENGTH") == 0)
        return OTLS_OK;
    if (strncmp(text, prefix, n) != 0 || text[n] < '0' || text[n] > '5' ||
        text[n + 1] != '\0')
        return otls__error(OTLS_E_INVALID,
            "'%s' is no command: @STRENGTH and @SECLEVEL=0 .. 5 are", text);
    *level = text[n] - '0';
    return OTLS_OK;
}

/* OpenSSL passes over what it doesn't know, and a misspelt "!aNULL" leaves
 * open what it was to close. */
static int
check_cipher(SSL_CTX *ctx, const char *text, int *level)
{
    const char *from, *part;
    char copy[ELEMENT_SIZE];
    size_t len;
    int rv;

    if (text[0] == '@')
        return check_command(text, level);
    from = text + strspn(text, "!-+");
    while ((len = next_element(&from, "+", &part)) > 0) {
        if (is_word(part, len))
            continue;
        if ((rv = copy_element(part, len, copy)) != OTLS_OK)
            return rv;
        if ((rv = judge(ctx, try_ciphers, copy, "AES")) != OTLS_OK)
            return rv == OTLS_E_INVALID ? refuse_cipher(ctx, copy) : rv;
    }
    return OTLS_OK;
}

static int
check_cipher_elements(SSL_CTX *ctx, const char *text, int *level)
{
    const char *from = text, *element;
    char copy[ELEMENT_SIZE];
    size_t len;
    int rv;

    while ((len = next_element(&from, ":, ;", &element)) > 0)
        if ((rv = copy_element(element, len, copy)) != OTLS_OK ||
            (rv = check_cipher(ctx, copy, level)) != OTLS_OK)
            return rv;
    return OTLS_OK;
}

int
otls__check_ciphers(const char *text, int *level)
{
    SSL_CTX *ctx;
    int rv;

    if ((ctx = scratch()) == NULL)
        return otls__error_last_code();
    rv = check_cipher_elements(ctx, text, level);
    if (rv == OTLS_OK &&
        (rv = judge(ctx, try_ciphers, text, "AES")) == OTLS_E_INVALID)
        rv = otls__error(OTLS_E_INVALID,
            "'%.200s' selects no cipher suite for TLS 1.2 or older", text);
    SSL_CTX_free(ctx);
    return rv;
}

struct list {
    const char *what;
    try *attempt;
    const char *good;
};

static int
check_elements(SSL_CTX *ctx, const struct list *list, const char *text)
{
    const char *from = text, *element;
    char copy[ELEMENT_SIZE];
    size_t len;
    int rv;

    while ((len = next_element(&from, ":", &element)) > 0) {
        if ((rv = copy_element(element, len, copy)) != OTLS_OK)
            return rv;
        rv = judge(ctx, list->attempt, copy, list->good);
        if (rv == OTLS_E_INVALID)
            return otls__error(
                rv, "'%s' is no %s that OpenSSL knows", copy, list->what);
        if (rv != OTLS_OK)
            return rv;
    }
    return OTLS_OK;
}

/* OpenSSL says that it refuses a list, and not which element. */
static int
check_list(const struct list *list, const char *text)
{
    SSL_CTX *ctx;
    int rv;

    if ((ctx = scratch()) == NULL)
        return otls__error_last_code();
    if ((rv = check_elements(ctx, list, text)) == OTLS_OK &&
        (rv = judge(ctx, list->attempt, text, list->good)) == OTLS_E_INVALID)
        rv = otls__error(rv,
            "'%.200s' is no list of names with colons between them, each "
            "once and each a %s",
            text, list->what);
    SSL_CTX_free(ctx);
    return rv;
}

int
otls__check_ciphersuites(const char *text)
{
    static const struct list list = {
        "cipher suite of TLS 1.3", try_ciphersuites, "TLS_AES_128_GCM_SHA256"};

    return check_list(&list, text);
}

int
otls__check_groups(const char *text)
{
    static const struct list list = {"group", try_groups, "P-256"};

    return check_list(&list, text);
}

int
otls__check_signature_algorithms(const char *text)
{
    static const struct list list = {
        "signature algorithm", try_signature_algorithms, "ECDSA+SHA256"};

    return check_list(&list, text);
}

int
otls__check_alpn(const void *data, size_t len)
{
    const unsigned char *p = data;
    size_t at = 0, count;

    if (len > 65535 - 2)
        return otls__error(OTLS_E_INVALID,
            "the protocols have %zu bytes: at most 65533 can be sent", len);
    for (count = 1; at < len; count++) {
        if (p[at] == 0)
            return otls__error(
                OTLS_E_INVALID, "protocol %zu has no bytes", count);
        if (p[at] > len - at - 1)
            return otls__error(OTLS_E_INVALID,
                "protocol %zu should have %u bytes and has %zu: put each "
                "one's length in a byte before it",
                count, p[at], len - at - 1);
        at += 1 + (size_t)p[at];
    }
    return OTLS_OK;
}
