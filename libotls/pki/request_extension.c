/* SPDX-License-Identifier: ISC */
#include <otls/cert_request.h>

#include "base/error.h"
#include "pki/request_part.h"

/* One more extension, or 0. */
static int
add(STACK_OF(X509_EXTENSION) * *list, int nid, void *value, int critical)
{
    return value != NULL && X509V3_add1_i2d(list, nid, value, critical,
                                X509V3_ADD_DEFAULT) == 1;
}

static int
add_constraints(STACK_OF(X509_EXTENSION) * *list,
    const struct otls__request *r, int path_length)
{
    BASIC_CONSTRAINTS *constraints = BASIC_CONSTRAINTS_new();
    int done = constraints != NULL;

    if (done && r->ca) {
        constraints->ca = 0xff;
        if (path_length >= 0)
            done = (constraints->pathlen = ASN1_INTEGER_new()) != NULL &&
                   ASN1_INTEGER_set(constraints->pathlen, path_length) == 1;
    }
    done = done && add(list, NID_basic_constraints, constraints, 1);
    BASIC_CONSTRAINTS_free(constraints);
    return done;
}

/* An authority signs certificates and revocation lists, anybody else
 * handshakes; RSA once encrypted for those, and old peers insist. */
static int
add_usage(STACK_OF(X509_EXTENSION) * *list, const struct otls__request *r,
    EVP_PKEY *pkey)
{
    ASN1_BIT_STRING *bits = ASN1_BIT_STRING_new();
    int done = bits != NULL;

    if (done && r->ca)
        done = ASN1_BIT_STRING_set_bit(bits, 5, 1) == 1 &&
               ASN1_BIT_STRING_set_bit(bits, 6, 1) == 1;
    else if (done)
        done = ASN1_BIT_STRING_set_bit(bits, 0, 1) == 1 &&
               (EVP_PKEY_get_base_id(pkey) != EVP_PKEY_RSA ||
                   ASN1_BIT_STRING_set_bit(bits, 2, 1) == 1);
    done = done && add(list, NID_key_usage, bits, 1);
    ASN1_BIT_STRING_free(bits);
    return done;
}

static int
push(EXTENDED_KEY_USAGE *usages, int nid)
{
    return sk_ASN1_OBJECT_push(usages, OBJ_nid2obj(nid)) > 0;
}

static int
add_purposes(STACK_OF(X509_EXTENSION) * *list, const struct otls__request *r)
{
    EXTENDED_KEY_USAGE *usages;
    int done;

    if (r->ca)
        return 1;
    usages = EXTENDED_KEY_USAGE_new();
    done = usages != NULL &&
           ((r->purposes & OTLS_CERT_REQUEST_SERVER) == 0 ||
               push(usages, NID_server_auth)) &&
           ((r->purposes & OTLS_CERT_REQUEST_CLIENT) == 0 ||
               push(usages, NID_client_auth)) &&
           add(list, NID_ext_key_usage, usages, 0);
    EXTENDED_KEY_USAGE_free(usages);
    return done;
}

/* Critical where there is no other name. */
static int
add_sans(STACK_OF(X509_EXTENSION) * *list, const struct otls__request *r)
{
    return sk_GENERAL_NAME_num(r->sans) == 0 ||
           add(list, NID_subject_alt_name, r->sans,
               X509_NAME_entry_count(r->subject) == 0);
}

int
otls__request_extensions(const struct otls__request *r, EVP_PKEY *pkey,
    int path_length, STACK_OF(X509_EXTENSION) * *extensions)
{
    *extensions = NULL;
    if (add_constraints(extensions, r, path_length) &&
        add_usage(extensions, r, pkey) && add_purposes(extensions, r) &&
        add_sans(extensions, r))
        return OTLS_OK;
    sk_X509_EXTENSION_pop_free(*extensions, X509_EXTENSION_free);
    *extensions = NULL;
    return otls__error_openssl(
        OTLS_E_OPENSSL, "OpenSSL could not make an extension");
}
