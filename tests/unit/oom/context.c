/* SPDX-License-Identifier: ISC */
#include "oom/oom.h"

#include <stdio.h>

#include "certs.h"

static int
decide(void *user, int64_t connection)
{
    (void)user;
    (void)connection;
    return OTLS_CALLBACK_ACCEPT;
}

/* Another one each time, for which there is no SSL_CTX yet. */
static int
other_size(void)
{
    static int size = 512;

    size = size == 16384 ? 512 : size + 1;
    return size;
}

static int
say_all(otls_handle context, int client)
{
    int rv;

    TRY(otls_context_set_versions(context, OTLS_TLS_1_2, OTLS_TLS_1_3));
    TRY(otls_context_set_ciphers(context, "ECDHE+AESGCM:!PSK"));
    TRY(otls_context_set_ciphersuites(context, "TLS_AES_128_GCM_SHA256"));
    TRY(otls_context_set_groups(context, "X25519:P-256"));
    TRY(otls_context_set_signature_algorithms(
        context, "ecdsa_secp256r1_sha256:RSA-PSS+SHA256"));
    TRY(otls_context_set_security_level(context, 2));
    TRY(otls_context_set_alpn(context, "\x02h2", 3));
    TRY(otls_context_set_verify(context, OTLS_VERIFY_REQUIRED));
    TRY(otls_context_set_verify_depth(context, 5));
    TRY(otls_context_set_verify_flags(context, OTLS_VERIFY_FLAG_STRICT));
    TRY(otls_context_set_tickets(context, 1));
    TRY(otls_context_set_resumption(context, OTLS_RESUMPTION_TICKETS));
    TRY(otls_context_set_keylog(context, 1));
    TRY(otls_context_set_post_handshake_auth(context, 1));
    TRY(otls_context_set_ocsp_stapling(context, 1));
    TRY(otls_context_set_ask_psk(context, 1, "hint"));
    TRY(otls_context_on_verify(context, decide, NULL));
    if (client) {
        TRY(otls_context_set_ask_verify(context, 1));
        TRY(otls_context_insecure_set_hostname_check(context, 0));
        TRY(otls_context_insecure_set_verify_none(context));
    } else {
        TRY(otls_context_set_ask_name(context, 1));
        TRY(otls_context_set_session_life_s(context, 3600));
        TRY(otls_context_on_name(context, decide, NULL));
    }
out:
    return rv;
}

static int
use(otls_handle context)
{
    char names[4096];
    size_t len;
    int rv;

    TRY(otls_context_set_record_size(context, other_size()));
    TRY(otls_context_ciphers(context, names, sizeof(names), &len));
out:
    return rv;
}

static int
contexts(int role)
{
    otls_handle context = 0, copy = 0;
    int64_t value;
    int rv;

    TRY(otls_context_new(role, &context));
    TRY(say_all(context, role == OTLS_ROLE_CLIENT));
    TRY(otls_context_copy(context, &copy));
    TRY(use(copy));
    TRY(otls_context_counter(context, OTLS_COUNTER_RESUMED, &value));
out:
    ck_assert_ok(otls_context_free(context));
    ck_assert_ok(otls_context_free(copy));
    return rv;
}

static int
clients_contexts(void)
{
    return contexts(OTLS_ROLE_CLIENT);
}

static int
servers_contexts(void)
{
    return contexts(OTLS_ROLE_SERVER);
}

static int
contexts_with_parts(void)
{
    otls_handle context = 0, other = 0, copy = 0, trust = 0, credential = 0;
    int rv;

    certs_standard();
    TRY(otls_trust_load_file(certs_path("root.crt"), &trust));
    TRY(otls_credential_load_file(certs_path("server.pem"),
        certs_path("server.key"), NULL, 0, &credential));
    TRY(otls_context_new(OTLS_ROLE_SERVER, &context));
    TRY(otls_context_new(OTLS_ROLE_SERVER, &other));
    TRY(otls_context_set_trust(context, trust));
    TRY(otls_context_set_verify(context, OTLS_VERIFY_OPTIONAL));
    TRY(otls_context_set_credential(context, credential));
    TRY(otls_context_add_credential(context, credential));
    TRY(otls_context_add_name(context, "*.example.com", other));
    TRY(otls_context_set_keylog_file(context, support_path("keylog")));
    TRY(otls_context_copy(context, &copy));
    TRY(use(context));
out:
    ck_assert_ok(otls_context_free(copy));
    ck_assert_ok(otls_context_free(context));
    ck_assert_ok(otls_context_free(other));
    ck_assert_ok(otls_trust_free(trust));
    ck_assert_ok(otls_credential_free(credential));
    return rv;
}

const struct oom_scenario oom_context[] = {
    {"clients_contexts", clients_contexts},
    {"servers_contexts", servers_contexts},
    {"contexts_with_parts", contexts_with_parts},
    {NULL, NULL},
};
