/* SPDX-License-Identifier: ISC */
#include "oom/oom.h"

#include <string.h>

#include "certs.h"

static int
numbers(void)
{
    char buf[600];
    int64_t n;
    size_t len;
    int rv;

    TRY(otls_openssl_number(&n));
    TRY(otls_openssl_constant("SSL_OP_NO_TICKET", &n));
    TRY(otls_openssl_reason(0x0a000086, buf, sizeof(buf), &len));
    TRY(otls_openssl_verify_words(20, buf, sizeof(buf), &len));
    TRY(otls_openssl_default_path(
        OTLS_OPENSSL_PATH_FILE, buf, sizeof(buf), &len));
    TRY(otls_openssl_nid("2.5.4.3", 0, &n));
    TRY(otls_openssl_object((int)n, buf, sizeof(buf), &len));
    TRY(otls_rand_add("x", 1));
out:
    return rv;
}

static int
is_authority(void)
{
    otls_handle cert = 0;
    int rv;

    certs_standard();
    TRY(otls_cert_load_file(certs_path("root.crt"), &cert));
    TRY(otls_openssl_check_ca(cert));
out:
    ck_assert_ok(otls_cert_free(cert));
    return rv;
}

static int
switches(void)
{
    static char table[40000];
    static int64_t flags;
    otls_handle context = 0;
    size_t len;
    int rv;

    TRY(otls_context_new(OTLS_ROLE_SERVER, &context));
    TRY(otls_openssl_insecure_set_options(context, 0));
    /* another context each time, for which there is no SSL_CTX yet */
    flags = (flags + 1) % 64;
    TRY(otls_openssl_insecure_set_host_flags(context, flags));
    TRY(otls_openssl_insecure_set_verify_flags(context, 0));
    TRY(otls_openssl_set_dh(context, certs_dh, strlen(certs_dh)));
    TRY(otls_openssl_set_alpn_fallback(context, 1));
    TRY(otls_openssl_set_messages(context, 1));
    TRY(otls_openssl_set_auto_chain(context, 1));
    TRY(otls_openssl_ciphers(context, table, sizeof(table), &len));
out:
    ck_assert_ok(otls_context_free(context));
    return rv;
}

static int
make(otls_handle *client, otls_handle *server, otls_handle *in,
    otls_handle *out)
{
    otls_handle contexts[2] = {0, 0}, credential = 0;
    int rv;

    TRY(otls_credential_load_file(certs_path("server.pem"),
        certs_path("server.key"), NULL, 0, &credential));
    TRY(otls_context_new(OTLS_ROLE_CLIENT, &contexts[0]));
    TRY(otls_context_new(OTLS_ROLE_SERVER, &contexts[1]));
    TRY(otls_context_insecure_set_verify_none(contexts[0]));
    TRY(otls_context_set_credential(contexts[1], credential));
    TRY(otls_context_set_ask_name(contexts[1], 1));
    TRY(otls_openssl_set_messages(contexts[0], 1));
    TRY(otls_bio_queue_new(in));
    TRY(otls_bio_queue_new(out));
    TRY(otls_connection_new_bio(contexts[0], *in, *out, client));
    TRY(otls_connection_new_bio(contexts[1], *out, *in, server));
out:
    ck_assert_ok(otls_context_free(contexts[0]));
    ck_assert_ok(otls_context_free(contexts[1]));
    ck_assert_ok(otls_credential_free(credential));
    return rv;
}

static int
shake(otls_handle client, otls_handle server)
{
    int c = OTLS_E_WANT_READ, s = OTLS_E_WANT_READ, i, rv;

    for (i = 0; i < 20 && (c != OTLS_OK || s != OTLS_OK); i++) {
        c = otls_connection_handshake(client);
        if (c != OTLS_OK && c != OTLS_E_WANT_READ)
            return c;
        s = otls_connection_handshake(server);
        if (s == OTLS_E_WANT_NAME) {
            if ((rv = otls_connection_reply_name(server, 0)) != OTLS_OK)
                return rv;
        } else if (s != OTLS_OK && s != OTLS_E_WANT_READ) {
            return s;
        }
    }
    return OTLS_OK;
}

static int
connections(void)
{
    static char buf[20000];
    otls_handle client = 0, server = 0, in = 0, out = 0, session = 0;
    int64_t outgoing, version, type;
    size_t len;
    int rv;

    certs_standard();
    TRY(make(&client, &server, &in, &out));
    TRY(shake(client, server));
    TRY(otls_openssl_next_message(
        client, &outgoing, &version, &type, buf, sizeof(buf), &len));
    TRY(otls_openssl_finished(client, 0, buf, sizeof(buf), &len));
    TRY(otls_openssl_session(client, &session));
    rv = otls_openssl_refuse_name(server, 112);
    ck_assert_int_eq(rv, OTLS_E_TLS_STATE);
    rv = OTLS_OK;
out:
    ck_assert_ok(otls_session_free(session));
    ck_assert_ok(otls_connection_free(client));
    ck_assert_ok(otls_connection_free(server));
    ck_assert_ok(otls_bio_free(in));
    ck_assert_ok(otls_bio_free(out));
    return rv;
}

const struct oom_scenario oom_openssl[] = {
    {"numbers", numbers},
    {"is_authority", is_authority},
    {"switches", switches},
    {"connections", connections},
    {NULL, NULL},
};
