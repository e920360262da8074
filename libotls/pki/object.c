/* SPDX-License-Identifier: ISC */
#include "pki/object.h"

#include <stdio.h>

#include <openssl/objects.h>
#include <openssl/x509.h>

#include <otls/openssl.h>

#include "base/error.h"

#define OID_SIZE 256
#define TEXT_SIZE 1024

int
otls__object_nid(const char *text, int names, int64_t *nid)
{
    ASN1_OBJECT *object;
    int found = NID_undef, rv = OTLS_OK;

    if (names != 0 && names != 1)
        return otls__error(OTLS_E_INVALID,
            "names is %d: pass 1 where text may be a name, 0 where not",
            names);
    otls__openssl_begin();
    if ((object = OBJ_txt2obj(text, !names)) != NULL)
        found = OBJ_obj2nid(object);
    ASN1_OBJECT_free(object);
    if (found == NID_undef)
        rv = otls__error_openssl(
            OTLS_E_INVALID, "OpenSSL knows no object '%.80s'", text);
    otls__openssl_end();
    if (rv == OTLS_OK)
        *nid = found;
    return rv;
}

int
otls__object_text(int nid, void *buf, size_t cap, size_t *len)
{
    char oid[OID_SIZE] = "", text[TEXT_SIZE];
    const ASN1_OBJECT *object;

    otls__openssl_begin();
    object = OBJ_nid2obj(nid);
    if (object != NULL)
        (void)OBJ_obj2txt(oid, sizeof(oid), object, 1);
    otls__openssl_end();
    if (object == NULL)
        return otls__error(OTLS_E_INVALID, "OpenSSL has no object %d", nid);
    (void)snprintf(text, sizeof(text), "%s\n%s\n%s", OBJ_nid2sn(nid),
        OBJ_nid2ln(nid), oid);
    return otls__copy_text(text, buf, cap, len);
}

int
otls__object_path(int which, void *buf, size_t cap, size_t *len)
{
    const char *path;

    switch (which) {
    case OTLS_OPENSSL_PATH_FILE_VARIABLE:
        path = X509_get_default_cert_file_env();
        break;
    case OTLS_OPENSSL_PATH_FILE:
        path = X509_get_default_cert_file();
        break;
    case OTLS_OPENSSL_PATH_DIRECTORY_VARIABLE:
        path = X509_get_default_cert_dir_env();
        break;
    case OTLS_OPENSSL_PATH_DIRECTORY:
        path = X509_get_default_cert_dir();
        break;
    default:
        return otls__error(OTLS_E_INVALID,
            "which is %d: use one of OTLS_OPENSSL_PATH_*", which);
    }
    return otls__copy_text(path, buf, cap, len);
}

int
otls__object_verdict(int64_t verdict, void *buf, size_t cap, size_t *len)
{
    return otls__copy_text(
        X509_verify_cert_error_string((long)verdict), buf, cap, len);
}
