/* SPDX-License-Identifier: ISC */
#include <string.h>

#include <openssl/x509_vfy.h>

#include "pki/verdict.h"
#include "support.h"

START_TEST(verdict_has_a_code_for_each_reason)
{
    static const struct {
        long verdict;
        int code;
    } known[] = {
        {X509_V_OK, OTLS_OK},
        {X509_V_ERR_CERT_HAS_EXPIRED, OTLS_E_CERT_EXPIRED},
        {X509_V_ERR_CERT_NOT_YET_VALID, OTLS_E_CERT_NOT_YET_VALID},
        {X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, OTLS_E_CERT_UNTRUSTED},
        {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
            OTLS_E_CERT_UNTRUSTED},
        {X509_V_ERR_HOSTNAME_MISMATCH, OTLS_E_CERT_HOST},
        {X509_V_ERR_IP_ADDRESS_MISMATCH, OTLS_E_CERT_HOST},
        {X509_V_ERR_CERT_REVOKED, OTLS_E_CERT_REVOKED},
        {X509_V_ERR_UNABLE_TO_GET_CRL, OTLS_E_CERT_CRL},
        {X509_V_ERR_CRL_HAS_EXPIRED, OTLS_E_CERT_CRL},
        {X509_V_ERR_EE_KEY_TOO_SMALL, OTLS_E_CERT_WEAK},
        {X509_V_ERR_CA_MD_TOO_WEAK, OTLS_E_CERT_WEAK},
        {X509_V_ERR_OUT_OF_MEM, OTLS_E_NO_MEMORY},
        {X509_V_ERR_INVALID_PURPOSE, OTLS_E_CERT_INVALID},
        {X509_V_ERR_SUITE_B_INVALID_CURVE, OTLS_E_CERT_INVALID},
        {123456, OTLS_E_CERT_INVALID},
    };
    size_t i;

    for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        ck_assert_msg(
            otls__verdict_code(known[i].verdict) == known[i].code,
            "verdict %ld is %d", known[i].verdict,
            otls__verdict_code(known[i].verdict));
}
END_TEST

START_TEST(verdict_never_lets_a_failure_be_success)
{
    long v;

    for (v = -10; v < 300; v++)
        if (v != X509_V_OK)
            ck_assert_int_lt(otls__verdict_code(v), 0);
}
END_TEST

START_TEST(verdict_has_a_text_for_each)
{
    long v;

    for (v = 0; v < 300; v++) {
        const char *text = otls__verdict_text(v);

        ck_assert_ptr_nonnull(text);
        ck_assert_uint_gt(strlen(text), 5);
        ck_assert_int_ne(text[strlen(text) - 1], '.');
    }
    ck_assert_ptr_nonnull(
        strstr(otls__verdict_text(X509_V_ERR_CERT_HAS_EXPIRED), "expired"));
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("verdict");
    TCase *tcase = tcase_create("verdict");

    tcase_add_test(tcase, verdict_has_a_code_for_each_reason);
    tcase_add_test(tcase, verdict_never_lets_a_failure_be_success);
    tcase_add_test(tcase, verdict_has_a_text_for_each);
    suite_add_tcase(suite, tcase);
    return suite;
}
