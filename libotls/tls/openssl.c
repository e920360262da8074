/* SPDX-License-Identifier: ISC */
#include "tls/openssl.h"

#include <string.h>

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "tls/inside.h"

#define FINISHED_SIZE 128

#define NUMBER(name)                                                          \
    {                                                                         \
#name, (int64_t)name                                                  \
    }

static const struct number {
    const char *name;
    int64_t value;
} numbers[] = {
    NUMBER(SSL3_VERSION),
    NUMBER(SSL_AD_ACCESS_DENIED),
    NUMBER(SSL_AD_BAD_CERTIFICATE),
    NUMBER(SSL_AD_BAD_CERTIFICATE_HASH_VALUE),
    NUMBER(SSL_AD_BAD_CERTIFICATE_STATUS_RESPONSE),
    NUMBER(SSL_AD_BAD_RECORD_MAC),
    NUMBER(SSL_AD_CERTIFICATE_EXPIRED),
    NUMBER(SSL_AD_CERTIFICATE_REVOKED),
    NUMBER(SSL_AD_CERTIFICATE_UNKNOWN),
    NUMBER(SSL_AD_CERTIFICATE_UNOBTAINABLE),
    NUMBER(SSL_AD_CLOSE_NOTIFY),
    NUMBER(SSL_AD_DECODE_ERROR),
    NUMBER(SSL_AD_DECOMPRESSION_FAILURE),
    NUMBER(SSL_AD_DECRYPT_ERROR),
    NUMBER(SSL_AD_HANDSHAKE_FAILURE),
    NUMBER(SSL_AD_ILLEGAL_PARAMETER),
    NUMBER(SSL_AD_INSUFFICIENT_SECURITY),
    NUMBER(SSL_AD_INTERNAL_ERROR),
    NUMBER(SSL_AD_NO_RENEGOTIATION),
    NUMBER(SSL_AD_PROTOCOL_VERSION),
    NUMBER(SSL_AD_RECORD_OVERFLOW),
    NUMBER(SSL_AD_UNEXPECTED_MESSAGE),
    NUMBER(SSL_AD_UNKNOWN_CA),
    NUMBER(SSL_AD_UNKNOWN_PSK_IDENTITY),
    NUMBER(SSL_AD_UNRECOGNIZED_NAME),
    NUMBER(SSL_AD_UNSUPPORTED_CERTIFICATE),
    NUMBER(SSL_AD_UNSUPPORTED_EXTENSION),
    NUMBER(SSL_AD_USER_CANCELLED),
    NUMBER(SSL_ERROR_SSL),
    NUMBER(SSL_ERROR_SYSCALL),
    NUMBER(SSL_ERROR_WANT_CONNECT),
    NUMBER(SSL_ERROR_WANT_READ),
    NUMBER(SSL_ERROR_WANT_WRITE),
    NUMBER(SSL_ERROR_WANT_X509_LOOKUP),
    NUMBER(SSL_ERROR_ZERO_RETURN),
    NUMBER(SSL_OP_ALL),
    NUMBER(SSL_OP_CIPHER_SERVER_PREFERENCE),
    NUMBER(SSL_OP_DONT_INSERT_EMPTY_FRAGMENTS),
    NUMBER(SSL_OP_ENABLE_KTLS),
    NUMBER(SSL_OP_ENABLE_MIDDLEBOX_COMPAT),
    NUMBER(SSL_OP_IGNORE_UNEXPECTED_EOF),
    NUMBER(SSL_OP_LEGACY_SERVER_CONNECT),
    NUMBER(SSL_OP_NO_COMPRESSION),
    NUMBER(SSL_OP_NO_RENEGOTIATION),
    NUMBER(SSL_OP_NO_SSLv2),
    NUMBER(SSL_OP_NO_SSLv3),
    NUMBER(SSL_OP_NO_TICKET),
    NUMBER(SSL_OP_NO_TLSv1),
    NUMBER(SSL_OP_NO_TLSv1_1),
    NUMBER(SSL_OP_NO_TLSv1_2),
    NUMBER(SSL_OP_NO_TLSv1_3),
    NUMBER(SSL_OP_PRIORITIZE_CHACHA),
    NUMBER(SSL_OP_SINGLE_DH_USE),
    NUMBER(SSL_OP_SINGLE_ECDH_USE),
    NUMBER(TLS1_1_VERSION),
    NUMBER(TLS1_2_VERSION),
    NUMBER(TLS1_3_VERSION),
    NUMBER(TLS1_VERSION),
    NUMBER(X509_CHECK_FLAG_ALWAYS_CHECK_SUBJECT),
    NUMBER(X509_CHECK_FLAG_MULTI_LABEL_WILDCARDS),
    NUMBER(X509_CHECK_FLAG_NEVER_CHECK_SUBJECT),
    NUMBER(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS),
    NUMBER(X509_CHECK_FLAG_NO_WILDCARDS),
    NUMBER(X509_CHECK_FLAG_SINGLE_LABEL_SUBDOMAINS),
    NUMBER(X509_V_ERR_HOSTNAME_MISMATCH),
    NUMBER(X509_V_ERR_IP_ADDRESS_MISMATCH),
    NUMBER(X509_V_FLAG_ALLOW_PROXY_CERTS),
    NUMBER(X509_V_FLAG_CRL_CHECK),
    NUMBER(X509_V_FLAG_CRL_CHECK_ALL),
    NUMBER(X509_V_FLAG_PARTIAL_CHAIN),
    NUMBER(X509_V_FLAG_TRUSTED_FIRST),
    NUMBER(X509_V_FLAG_X509_STRICT),
};

int
otls__openssl_constant(const char *name, int64_t *value)
{
    size_t i;

    for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        if (strcmp(numbers[i].name, name) == 0) {
            *value = numbers[i].value;
            return OTLS_OK;
        }
    return otls__error(OTLS_E_INVALID,
        "'%.64s' is not among the constants of OpenSSL that the library "
        "knows",
        name);
}

int
otls__openssl_reason_words(int64_t packed, void *buf, size_t cap, size_t *len)
{
    /* its words come with the first SSL_CTX, or now */
    (void)OPENSSL_init_ssl(OPENSSL_INIT_LOAD_SSL_STRINGS, NULL);
    return otls__error_openssl_words(packed, buf, cap, len);
}

int
otls__connection_finished(
    struct otls__connection *c, int peer, void *buf, size_t cap, size_t *len)
{
    unsigned char message[FINISHED_SIZE];
    size_t n;
    int rv;

    if (peer != 0 && peer != 1)
        return otls__error(OTLS_E_INVALID,
            "peer is %d: pass 1 for the peer's message, 0 for one's own",
            peer);
    if ((rv = otls__connection_look(c)) != OTLS_OK)
        return rv;
    n = peer ? SSL_get_peer_finished(c->ssl, message, sizeof(message))
             : SSL_get_finished(c->ssl, message, sizeof(message));
    if (n > sizeof(message))
        n = sizeof(message);
    return otls__connection_leave(
        c, otls__copy_bytes(message, n, buf, cap, len));
}
