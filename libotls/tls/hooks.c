/* SPDX-License-Identifier: ISC */
#include "tls/hooks.h"

int
otls__hook_client_hello(SSL *ssl, int *alert, void *user)
{
    (void)ssl;
    (void)alert;
    (void)user;
    return SSL_CLIENT_HELLO_SUCCESS;
}

int
otls__hook_verify(X509_STORE_CTX *store_ctx, void *user)
{
    (void)user;
    return X509_verify_cert(store_ctx);
}

void
otls__hook_keylog(const SSL *ssl, const char *line)
{
    (void)ssl;
    (void)line;
}

int
otls__hook_new_session(SSL *ssl, SSL_SESSION *session)
{
    (void)ssl;
    (void)session;
    return 0;
}
