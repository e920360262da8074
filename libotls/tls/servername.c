/* SPDX-License-Identifier: ISC */
#include "tls/servername.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/mem.h"
#include "tls/inside.h"

static int
is_label_byte(unsigned char b)
{
    return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') ||
           (b >= '0' && b <= '9') || b == '-' || b == '_';
}

int
otls__servername_is_valid(const char *name, size_t len)
{
    size_t i, label = 0;

    if (len == 0 || len > OTLS__SERVERNAME_MAX)
        return 0;
    for (i = 0; i < len; i++) {
        if (name[i] == '.' && label > 0)
            label = 0;
        else if (is_label_byte((unsigned char)name[i]) && label < 63)
            label++;
        else
            return 0;
    }
    return label > 0;
}

int
otls__servername_is_ip(const char *name)
{
    unsigned char address[16];

    return inet_pton(AF_INET, name, address) == 1 ||
           inet_pton(AF_INET6, name, address) == 1;
}

/* The name without the dot at the end that makes it absolute, which neither
 * the extension nor a certificate has. */
static char *
without_dot(const char *name)
{
    size_t len = strlen(name);
    char *copy = otls__strdup(name);

    if (copy != NULL && len > 1 && copy[len - 1] == '.')
        copy[len - 1] = '\0';
    return copy;
}

/* In place of what an earlier call may have set. */
static int
set_in_engine(SSL *ssl, const char *name, int check_host)
{
    X509_VERIFY_PARAM *param = SSL_get0_param(ssl);

    if (X509_VERIFY_PARAM_set1_ip(param, NULL, 0) != 1 ||
        X509_VERIFY_PARAM_set1_host(param, NULL, 0) != 1 ||
        SSL_set_tlsext_host_name(ssl, NULL) != 1)
        return 0;
    if (otls__servername_is_ip(name))
        return !check_host || X509_VERIFY_PARAM_set1_ip_asc(param, name) == 1;
    if (check_host && X509_VERIFY_PARAM_set1_host(param, name, 0) != 1)
        return 0;
    return SSL_set_tlsext_host_name(ssl, name) == 1;
}

static int
set(struct otls__connection *c, char *name)
{
    int rv = OTLS_OK;

    if (c->server)
        return otls__error(OTLS_E_TLS_STATE,
            "a server's connection has the name that its client sends");
    if (c->shaking)
        return otls__error(OTLS_E_TLS_STATE,
            "the server name is set before the handshake, which has begun");
    otls__free(c->host);
    c->host = NULL;
    otls__openssl_begin();
    if (!set_in_engine(c->ssl, name, c->check_host))
        rv = otls__error_openssl(
            OTLS_E_OPENSSL, "OpenSSL refused the server name");
    otls__openssl_end();
    if (rv == OTLS_OK)
        c->host = name;
    return rv;
}

int
otls__servername_check(const char *name)
{
    size_t len = strlen(name);

    if (len > 1 && name[len - 1] == '.')
        len--;
    if (otls__servername_is_ip(name) || otls__servername_is_valid(name, len))
        return OTLS_OK;
    return otls__error(OTLS_E_INVALID,
        "the server name is neither a host name nor an IP address: write "
        "international names in their ASCII form (xn--)");
}

int
otls__connection_set_servername(struct otls__connection *c, const char *name)
{
    char *copy;
    int rv;

    if ((rv = otls__servername_check(name)) != OTLS_OK)
        return rv;
    if ((copy = without_dot(name)) == NULL)
        return otls__error_memory();
    if ((rv = otls__connection_look(c)) == OTLS_OK)
        rv = otls__connection_leave(c, set(c, copy));
    if (rv != OTLS_OK)
        otls__free(copy);
    return rv;
}
