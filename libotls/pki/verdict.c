/* SPDX-License-Identifier: ISC */
#include "pki/verdict.h"

#include <stddef.h>

#include <openssl/x509_vfy.h>

#include "base/error.h"

struct verdict {
    long verdict;
    int code;
    const char *text; /* NULL: OpenSSL's */
};

#define V(name, code, text) {X509_V_ERR_##name, OTLS_E_##code, text}

static const struct verdict verdicts[] = {
    {X509_V_OK, OTLS_OK, "the certificate is in order"},
    /* time */
    V(CERT_HAS_EXPIRED, CERT_EXPIRED, "the certificate has expired"),
    V(CERT_NOT_YET_VALID, CERT_NOT_YET_VALID,
        "the certificate is not valid yet; check this machine's clock"),
    /* who vouches */
    V(DEPTH_ZERO_SELF_SIGNED_CERT, CERT_UNTRUSTED,
        "the certificate is signed by itself and not among the trusted ones"),
    V(SELF_SIGNED_CERT_IN_CHAIN, CERT_UNTRUSTED,
        "the chain ends in an authority that is not among the trusted ones"),
    V(UNABLE_TO_GET_ISSUER_CERT, CERT_UNTRUSTED,
        "the issuer of a trusted certificate is not there: add the root, or "
        "allow partial chains"),
    V(UNABLE_TO_GET_ISSUER_CERT_LOCALLY, CERT_UNTRUSTED,
        "the issuer of the certificate is not known: an authority is not "
        "trusted, or the peer left out an intermediate certificate"),
    V(UNABLE_TO_VERIFY_LEAF_SIGNATURE, CERT_UNTRUSTED,
        "the peer sent its certificate alone, and its issuer is not trusted"),
    V(CERT_UNTRUSTED, CERT_UNTRUSTED,
        "the authority is not trusted for this purpose"),
    V(CERT_REJECTED, CERT_UNTRUSTED,
        "the authority is marked as rejected for this purpose"),
    V(DANE_NO_MATCH, CERT_UNTRUSTED, NULL),
    /* for whom */
    V(HOSTNAME_MISMATCH, CERT_HOST,
        "the certificate is for another host name"),
    V(IP_ADDRESS_MISMATCH, CERT_HOST,
        "the certificate is for another IP address"),
    V(EMAIL_MISMATCH, CERT_HOST,
        "the certificate is for another email address"),
    /* revocation */
    V(CERT_REVOKED, CERT_REVOKED,
        "the certificate has been revoked by its issuer"),
    V(UNABLE_TO_GET_CRL, CERT_CRL,
        "there is no revocation list of the certificate's issuer"),
    V(UNABLE_TO_GET_CRL_ISSUER, CERT_CRL,
        "the issuer of the revocation list is not known"),
    V(UNABLE_TO_DECRYPT_CRL_SIGNATURE, CERT_CRL, NULL),
    V(CRL_SIGNATURE_FAILURE, CERT_CRL,
        "the signature of the revocation list is wrong"),
    V(CRL_NOT_YET_VALID, CERT_CRL, "the revocation list is not valid yet"),
    V(CRL_HAS_EXPIRED, CERT_CRL,
        "the revocation list has expired: fetch a newer one"),
    V(ERROR_IN_CRL_LAST_UPDATE_FIELD, CERT_CRL, NULL),
    V(ERROR_IN_CRL_NEXT_UPDATE_FIELD, CERT_CRL, NULL),
    V(KEYUSAGE_NO_CRL_SIGN, CERT_CRL, NULL),
    V(UNHANDLED_CRITICAL_CRL_EXTENSION, CERT_CRL, NULL),
    V(DIFFERENT_CRL_SCOPE, CERT_CRL, NULL),
    V(CRL_PATH_VALIDATION_ERROR, CERT_CRL, NULL),
    V(OCSP_VERIFY_NEEDED, CERT_CRL, NULL),
    V(OCSP_VERIFY_FAILED, CERT_CRL, NULL),
    V(OCSP_CERT_UNKNOWN, CERT_CRL, NULL),
    /* strength */
    V(EE_KEY_TOO_SMALL, CERT_WEAK,
        "the certificate's key is too short for the security level"),
    V(CA_KEY_TOO_SMALL, CERT_WEAK,
        "an authority's key is too short for the security level"),
    V(CA_MD_TOO_WEAK, CERT_WEAK,
        "an authority signed with a digest that is too weak for the security "
        "level"),
    /* the machine */
    V(OUT_OF_MEM, NO_MEMORY, "memory ran out while the chain was verified"),
    V(APPLICATION_VERIFICATION, CERT_INVALID,
        "the program refused the certificate"),
    V(CERT_CHAIN_TOO_LONG, CERT_INVALID,
        "the chain is longer than the context allows"),
    V(INVALID_PURPOSE, CERT_INVALID,
        "the certificate may not be used for this purpose"),
    V(INVALID_CA, CERT_INVALID,
        "a certificate that is no authority signed another one"),
    V(PATH_LENGTH_EXCEEDED, CERT_INVALID,
        "an authority may not have so many authorities below it"),
    V(CERT_SIGNATURE_FAILURE, CERT_INVALID,
        "the signature of a certificate is wrong"),
    V(UNHANDLED_CRITICAL_EXTENSION, CERT_INVALID,
        "a certificate has a critical extension that is not understood"),
    V(PERMITTED_VIOLATION, CERT_INVALID,
        "an authority may not vouch for this name (name constraints)"),
    V(EXCLUDED_VIOLATION, CERT_INVALID,
        "an authority is barred from vouching for this name (name "
        "constraints)"),
};

static const struct verdict *
find(long verdict)
{
    size_t i;

    for (i = 0; i < sizeof(verdicts) / sizeof(verdicts[0]); i++)
        if (verdicts[i].verdict == verdict)
            return &verdicts[i];
    return NULL;
}

int
otls__verdict_code(long verdict)
{
    const struct verdict *v = find(verdict);

    return v == NULL ? OTLS_E_CERT_INVALID : v->code;
}

const char *
otls__verdict_text(long verdict)
{
    const struct verdict *v = find(verdict);

    return v != NULL && v->text != NULL
               ? v->text
               : X509_verify_cert_error_string(verdict);
}
