/* SPDX-License-Identifier: ISC */
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/objects.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "ends.h"

#include "certs.h"

START_TEST(numbers_are_those_of_openssls_headers)
{
    const struct {
        const char *name;
        int64_t value;
    } some[] = {{"SSL_OP_NO_TICKET", SSL_OP_NO_TICKET},
        {"SSL_OP_NO_TLSv1_3", SSL_OP_NO_TLSv1_3},
        {"SSL_AD_UNKNOWN_CA", SSL_AD_UNKNOWN_CA},
        {"TLS1_3_VERSION", TLS1_3_VERSION},
        {"X509_V_FLAG_PARTIAL_CHAIN", X509_V_FLAG_PARTIAL_CHAIN},
        {"X509_CHECK_FLAG_NO_WILDCARDS", X509_CHECK_FLAG_NO_WILDCARDS}};
    int64_t value;
    size_t i;

    ck_assert_ok(otls_openssl_number(&value));
    ck_assert_int_eq(value, (int64_t)OpenSSL_version_num());
    for (i = 0; i < sizeof(some) / sizeof(some[0]); i++) {
        ck_assert_ok(otls_openssl_constant(some[i].name, &value));
        ck_assert_int_eq(value, some[i].value);
    }
    ck_assert_otls(
        otls_openssl_constant("SSL_OP_NONSENSE", &value), OTLS_E_INVALID);
    support_assert_message("SSL_OP_NONSENSE");
}
END_TEST

START_TEST(words_and_paths_are_openssls)
{
    char text[300];
    size_t len;

    ck_assert_ok(otls_openssl_reason(0x0a000086, text, sizeof(text), &len));
    ck_assert_str_eq(text, "certificate verify failed");
    ck_assert_ok(otls_openssl_reason(0, text, sizeof(text), &len));
    ck_assert_uint_eq(len, 0);
    ck_assert_ok(otls_openssl_verify_words(
        X509_V_ERR_CERT_HAS_EXPIRED, text, sizeof(text), &len));
    ck_assert_str_eq(text, "certificate has expired");
    ck_assert_ok(otls_openssl_default_path(
        OTLS_OPENSSL_PATH_FILE, text, sizeof(text), &len));
    ck_assert_str_eq(text, X509_get_default_cert_file());
    ck_assert_ok(otls_openssl_default_path(
        OTLS_OPENSSL_PATH_DIRECTORY_VARIABLE, text, sizeof(text), &len));
    ck_assert_str_eq(text, X509_get_default_cert_dir_env());
    ck_assert_otls(otls_openssl_default_path(0, text, sizeof(text), &len),
        OTLS_E_INVALID);
}
END_TEST

START_TEST(objects_are_found_by_oid_and_by_name_where_that_is_allowed)
{
    char text[300];
    int64_t nid;
    size_t len;

    ck_assert_ok(otls_openssl_nid("2.5.4.3", 0, &nid));
    ck_assert_int_eq(nid, NID_commonName);
    ck_assert_ok(otls_openssl_nid("serverAuth", 1, &nid));
    ck_assert_int_eq(nid, NID_server_auth);
    ck_assert_otls(otls_openssl_nid("serverAuth", 0, &nid), OTLS_E_INVALID);
    ck_assert_otls(otls_openssl_nid("nonsense", 1, &nid), OTLS_E_INVALID);
    ck_assert_ok(
        otls_openssl_object(NID_server_auth, text, sizeof(text), &len));
    ck_assert_str_eq(
        text, "serverAuth\nTLS Web Server Authentication\n1.3.6.1.5.5.7.3.1");
    ck_assert_otls(otls_openssl_object(1 << 24, text, sizeof(text), &len),
        OTLS_E_INVALID);
}
END_TEST

START_TEST(what_is_no_pointer_or_out_of_range_is_refused)
{
    otls_handle context;
    int64_t value;
    char text[8];
    size_t len;

    ck_assert_otls(otls_openssl_number(NULL), OTLS_E_NULL);
    ck_assert_otls(otls_openssl_constant(NULL, &value), OTLS_E_NULL);
    ck_assert_otls(otls_openssl_constant("SSL_OP_ALL", NULL), OTLS_E_NULL);
    ck_assert_otls(otls_openssl_nid(NULL, 0, &value), OTLS_E_NULL);
    ck_assert_otls(otls_openssl_nid("2.5.4.3", 0, NULL), OTLS_E_NULL);
    ck_assert_otls(otls_openssl_nid("2.5.4.3", 2, &value), OTLS_E_INVALID);
    ck_assert_otls(otls_openssl_verify_words(1, text, sizeof(text), &len),
        OTLS_E_TOO_SMALL);
    ck_assert_otls(otls_openssl_session(0, NULL), OTLS_E_NULL);
    ck_assert_otls(otls_rand_add(NULL, 1), OTLS_E_NULL);
    ck_assert_ok(otls_rand_add("seed", 4));
    ck_assert_otls(otls_bio_queue_new(NULL), OTLS_E_NULL);
    ck_assert_ok(otls_context_new(OTLS_ROLE_SERVER, &context));
    ck_assert_otls(
        otls_openssl_insecure_set_options(context, -2), OTLS_E_INVALID);
    ck_assert_otls(
        otls_openssl_insecure_set_verify_flags(context, -2), OTLS_E_INVALID);
    ck_assert_otls(
        otls_openssl_insecure_set_host_flags(context, 64), OTLS_E_INVALID);
    ck_assert_otls(otls_openssl_set_alpn_fallback(context, 2), OTLS_E_INVALID);
    ck_assert_otls(otls_openssl_set_messages(context, -1), OTLS_E_INVALID);
    ck_assert_otls(otls_openssl_set_auto_chain(context, 2), OTLS_E_INVALID);
    ck_assert_otls(otls_openssl_set_dh(context, NULL, 1), OTLS_E_NULL);
    ck_assert_otls(
        otls_openssl_set_dh(context, "nonsense", 8), OTLS_E_KEY_FORMAT);
    ck_assert_ok(otls_context_free(context));
    ck_assert_otls(otls_openssl_set_messages(context, 1), OTLS_E_HANDLE_STALE);
}
END_TEST

START_TEST(an_authority_is_one_by_openssls_answer)
{
    otls_handle cert;

    certs_standard();
    ck_assert_ok(otls_cert_load_file(certs_path("root.crt"), &cert));
    ck_assert_int_eq(otls_openssl_check_ca(cert), 1);
    ck_assert_ok(otls_cert_free(cert));
    ck_assert_ok(otls_cert_load_file(certs_path("server.crt"), &cert));
    ck_assert_int_eq(otls_openssl_check_ca(cert), 0);
    ck_assert_ok(otls_cert_free(cert));
}
END_TEST

START_TEST(ciphers_are_described_a_line_each)
{
    static char table[40000];
    otls_handle context;
    size_t len;

    ck_assert_ok(otls_context_new(OTLS_ROLE_CLIENT, &context));
    ck_assert_ok(otls_context_insecure_set_verify_none(context));
    ck_assert_ok(
        otls_context_set_ciphers(context, "ECDHE-RSA-AES128-GCM-SHA256"));
    ck_assert_ok(
        otls_context_set_versions(context, OTLS_TLS_1_2, OTLS_TLS_1_2));
    ck_assert_ok(otls_openssl_ciphers(context, table, sizeof(table), &len));
    ck_assert_ptr_nonnull(strstr(table,
        "\tECDHE-RSA-AES128-GCM-SHA256\tTLSv1.2\t128\t128\t1\taes-128-gcm\t\t"
        "kx-ecdhe\tauth-rsa\tECDHE-RSA-AES128-GCM-SHA256"));
    ck_assert_uint_eq(strcspn(table, "\n"), len - 1);
    ck_assert_ok(otls_context_free(context));
}
END_TEST

/* A server that may not speak TLS 1.3, by an option alone. */
START_TEST(options_are_followed_and_taken_back)
{
    struct ends e;
    int64_t version;

    ends_contexts(&e, 0, "server");
    ck_assert_ok(otls_context_set_versions(
        e.client_context, OTLS_TLS_1_2, OTLS_TLS_1_3));
    ck_assert_ok(otls_context_set_versions(
        e.server_context, OTLS_TLS_1_2, OTLS_TLS_1_3));
    ck_assert_ok(otls_openssl_insecure_set_options(
        e.server_context, (int64_t)SSL_OP_NO_TLSv1_3));
    ends_connect(&e);
    ends_shake_well(&e);
    ck_assert_ok(otls_connection_info_version(e.client, &version));
    ck_assert_int_eq(version, OTLS_TLS_1_2);
    ends_disconnect(&e);
    ck_assert_ok(otls_openssl_insecure_set_options(e.server_context, -1));
    ends_connect(&e);
    ends_shake_well(&e);
    ck_assert_ok(otls_connection_info_version(e.client, &version));
    ck_assert_int_eq(version, OTLS_TLS_1_3);
    ends_close(&e);
}
END_TEST

START_TEST(without_a_common_protocol_only_the_fallback_goes_on)
{
    struct ends e;
    int client, server;

    ends_contexts(&e, _i, "server");
    ck_assert_ok(otls_context_set_alpn(e.client_context,
        "\x01"
        "a",
        2));
    ck_assert_ok(otls_context_set_alpn(e.server_context,
        "\x01"
        "b",
        2));
    ends_connect(&e);
    ends_shake(&e, &client, &server);
    ck_assert_otls(server, OTLS_E_TLS_ALPN);
    ends_disconnect(&e);
    ck_assert_ok(otls_openssl_set_alpn_fallback(e.server_context, 1));
    ends_connect(&e);
    ends_shake_well(&e);
    ends_close(&e);
}
END_TEST

START_TEST(messages_come_from_the_first_hello_on)
{
    static unsigned char data[20000];
    int64_t outgoing, version, type = 0;
    int hello = 0, received = 0;
    struct ends e;
    size_t len;

    ends_contexts(&e, _i, "server");
    ck_assert_ok(otls_openssl_set_messages(e.client_context, 1));
    ends_connect(&e);
    ends_shake_well(&e);
    while (type >= 0) {
        ck_assert_ok(otls_openssl_next_message(
            e.client, &outgoing, &version, &type, data, sizeof(data), &len));
        hello += type == SSL3_RT_HANDSHAKE && outgoing && len > 0 &&
                 data[0] == SSL3_MT_CLIENT_HELLO;
        received += type == SSL3_RT_HANDSHAKE && !outgoing;
    }
    ck_assert_int_eq(hello, 1);
    ck_assert_int_gt(received, 1);
    ck_assert_ok(otls_openssl_next_message(
        e.server, &outgoing, &version, &type, data, sizeof(data), &len));
    ck_assert_int_eq(type, -1);
    ends_close(&e);
}
END_TEST

START_TEST(what_one_end_finished_with_the_other_one_has)
{
    unsigned char own[100], others[100];
    struct ends e;
    size_t len, other_len;

    ends_open(&e, _i);
    ck_assert_ok(otls_openssl_finished(e.client, 0, own, sizeof(own), &len));
    ck_assert_uint_eq(len, 0);
    ends_shake_well(&e);
    ck_assert_ok(otls_openssl_finished(e.client, 0, own, sizeof(own), &len));
    ck_assert_ok(otls_openssl_finished(
        e.server, 1, others, sizeof(others), &other_len));
    ck_assert_uint_ge(len, 12);
    ck_assert_uint_eq(len, other_len);
    ck_assert_mem_eq(own, others, len);
    ck_assert_otls(otls_openssl_finished(e.client, 2, own, sizeof(own), &len),
        OTLS_E_INVALID);
    ends_close(&e);
}
END_TEST

START_TEST(each_end_has_a_session_once_the_handshake_is_done)
{
    otls_handle session;
    struct ends e;

    ends_open(&e, _i);
    ck_assert_otls(otls_openssl_session(e.client, &session), OTLS_E_TLS_STATE);
    ends_shake_well(&e);
    ck_assert_ok(otls_openssl_session(e.client, &session));
    ck_assert_ok(otls_session_free(session));
    ck_assert_ok(otls_openssl_session(e.server, &session));
    ck_assert_ok(otls_session_free(session));
    ends_close(&e);
}
END_TEST

START_TEST(a_name_is_refused_with_the_alert_that_is_said)
{
    struct ends e;
    int client, server;

    ends_contexts(&e, _i, "server");
    ck_assert_ok(otls_context_set_ask_name(e.server_context, 1));
    ends_connect(&e);
    ck_assert_otls(otls_openssl_refuse_name(e.server, SSL_AD_ACCESS_DENIED),
        OTLS_E_TLS_STATE);
    ends_shake(&e, &client, &server);
    ck_assert_otls(server, OTLS_E_WANT_NAME);
    ck_assert_otls(otls_openssl_refuse_name(e.server, 256), OTLS_E_INVALID);
    ck_assert_ok(otls_openssl_refuse_name(e.server, SSL_AD_ACCESS_DENIED));
    ends_shake(&e, &client, &server);
    ck_assert_otls(server, OTLS_E_TLS_NAME);
    ck_assert_otls(client, OTLS_E_TLS_ALERT);
    ck_assert_otls(otls_connection_handshake(e.client), OTLS_E_TLS_ALERT);
    support_assert_message("access denied");
    ends_close(&e);
}
END_TEST

/* What the program gets of a failure holds OpenSSL's own number for it, each
 * time that it asks. */
START_TEST(a_failure_keeps_openssls_number)
{
    struct ends e;
    int64_t packed = 0;
    int client, server, i;

    ends_contexts(&e, _i, "stranger");
    ends_connect(&e);
    ends_shake(&e, &client, &server);
    for (i = 0; i < 2; i++) {
        ck_assert_otls(
            otls_connection_handshake(e.client), OTLS_E_CERT_UNTRUSTED);
        ck_assert_ok(otls_error_openssl(&packed));
        ck_assert_int_eq(packed & 0x7fffff, SSL_R_CERTIFICATE_VERIFY_FAILED);
    }
    ends_close(&e);
}
END_TEST

/* Suites with plain Diffie-Hellman work where there are parameters. */
START_TEST(parameters_let_a_server_take_part_in_diffie_hellman)
{
    static const char suite[] = "DHE-RSA-AES128-GCM-SHA256";
    struct ends e;
    int client, server;

    ends_contexts(&e, ENDS_1_2, "server-rsa");
    ck_assert_ok(otls_context_set_ciphers(e.client_context, suite));
    ck_assert_ok(otls_context_set_ciphers(e.server_context, suite));
    ends_connect(&e);
    ends_shake(&e, &client, &server);
    ck_assert_otls(server, OTLS_E_TLS_CIPHER);
    ends_disconnect(&e);
    ck_assert_ok(
        otls_openssl_set_dh(e.server_context, certs_dh, strlen(certs_dh)));
    ends_connect(&e);
    ends_shake_well(&e);
    ends_close(&e);
}
END_TEST

/* The client's trust has the intermediate that its credential doesn't. */
START_TEST(a_chain_is_completed_from_the_trust_only_where_that_was_said)
{
    otls_handle credential, list, trust;
    struct ends e;
    int64_t count;
    int on;

    for (on = 0; on < 2; on++) {
        ends_contexts(&e, _i, "server");
        ck_assert_ok(otls_credential_load_file(certs_path("client.crt"),
            certs_path("client.key"), NULL, 0, &credential));
        ck_assert_ok(
            otls_context_set_credential(e.client_context, credential));
        ck_assert_ok(otls_credential_free(credential));
        ck_assert_ok(otls_trust_load_file(certs_path("root.crt"), &list));
        ck_assert_ok(
            otls_trust_load_file(certs_path("inter.crt"), &credential));
        ck_assert_ok(otls_trust_combine(list, credential, &trust));
        ck_assert_ok(otls_trust_free(list));
        ck_assert_ok(otls_trust_free(credential));
        ck_assert_ok(otls_context_set_trust(e.client_context, trust));
        ck_assert_ok(otls_context_set_trust(e.server_context, trust));
        ck_assert_ok(otls_trust_free(trust));
        ck_assert_ok(
            otls_context_set_verify(e.server_context, OTLS_VERIFY_REQUIRED));
        ck_assert_ok(otls_openssl_set_auto_chain(e.client_context, on));
        ends_connect(&e);
        ends_shake_well(&e);
        ck_assert_ok(otls_connection_info_peer_certs(e.server, &list));
        ck_assert_ok(otls_cert_list_count(list, &count));
        ck_assert_int_eq(count > 1, on);
        ck_assert_ok(otls_cert_list_free(list));
        ends_close(&e);
    }
}
END_TEST

START_TEST(a_queue_carries_bytes_until_it_is_ended)
{
    otls_handle bio;
    char buf[8];
    size_t n;

    ck_assert_ok(otls_bio_queue_new(&bio));
    ck_assert_ok(otls_bio_write(bio, "abc", 3, &n));
    ck_assert_ok(otls_bio_read(bio, buf, sizeof(buf), &n));
    ck_assert_uint_eq(n, 3);
    ck_assert_otls(otls_bio_read(bio, buf, sizeof(buf), &n), OTLS_E_WANT_READ);
    ck_assert_ok(otls_bio_shutdown_write(bio));
    ck_assert_ok(otls_bio_read(bio, buf, sizeof(buf), &n));
    ck_assert_uint_eq(n, 0);
    ck_assert_ok(otls_bio_free(bio));
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("openssl");
    TCase *tcase = tcase_create("openssl");

    tcase_add_test(tcase, numbers_are_those_of_openssls_headers);
    tcase_add_test(tcase, words_and_paths_are_openssls);
    tcase_add_test(
        tcase, objects_are_found_by_oid_and_by_name_where_that_is_allowed);
    tcase_add_test(tcase, what_is_no_pointer_or_out_of_range_is_refused);
    tcase_add_test(tcase, an_authority_is_one_by_openssls_answer);
    tcase_add_test(tcase, ciphers_are_described_a_line_each);
    tcase_add_test(tcase, options_are_followed_and_taken_back);
    tcase_add_loop_test(tcase,
        without_a_common_protocol_only_the_fallback_goes_on, 0, ENDS_WAYS);
    tcase_add_loop_test(
        tcase, messages_come_from_the_first_hello_on, 0, ENDS_WAYS);
    tcase_add_loop_test(
        tcase, what_one_end_finished_with_the_other_one_has, 0, ENDS_WAYS);
    tcase_add_loop_test(tcase,
        each_end_has_a_session_once_the_handshake_is_done, 0, ENDS_WAYS);
    tcase_add_loop_test(
        tcase, a_name_is_refused_with_the_alert_that_is_said, 0, ENDS_WAYS);
    tcase_add_loop_test(tcase, a_failure_keeps_openssls_number, 0, ENDS_WAYS);
    tcase_add_test(tcase, parameters_let_a_server_take_part_in_diffie_hellman);
    tcase_add_loop_test(tcase,
        a_chain_is_completed_from_the_trust_only_where_that_was_said, 0,
        ENDS_WAYS);
    tcase_add_test(tcase, a_queue_carries_bytes_until_it_is_ended);
    suite_add_tcase(suite, tcase);
    return suite;
}
