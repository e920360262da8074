/* SPDX-License-Identifier: ISC */
#include "tls/spec.h"

#include <string.h>

#include <otls/context.h>

#include "certs.h"
#include "store/store.h"
#include "support.h"
#include "tls.h"
#include "tls/ticket_keys.h"

/* Each field of the table has a function here, or this doesn't compile: it
 * makes of a server's specification another one that works. */

static int
decide(void *user, int64_t connection)
{
    (void)user;
    (void)connection;
    return OTLS_CALLBACK_ACCEPT;
}

#define FLIP_TO(name, value)                                                  \
    static void flip_##name(struct otls__spec *spec)                          \
    {                                                                         \
        spec->name = value;                                                   \
    }
#define FLIP_TEXT(name, value)                                                \
    static void flip_##name(struct otls__spec *spec)                          \
    {                                                                         \
        ck_assert_ok(otls__spec_set_text(&spec->name, value));                \
    }
#define FLIP_CALLBACK(name)                                                   \
    static void flip_##name(struct otls__spec *spec)                          \
    {                                                                         \
        spec->name.call = decide;                                             \
    }

FLIP_TO(role, OTLS_ROLE_CLIENT)
FLIP_TO(min_version, OTLS_TLS_1_3)
FLIP_TO(max_version, OTLS_TLS_1_2)
FLIP_TEXT(ciphers, "ECDHE+AES256")
FLIP_TEXT(ciphersuites, "TLS_AES_256_GCM_SHA384")
FLIP_TEXT(groups, "P-384")
FLIP_TEXT(signature_algorithms, "ECDSA+SHA384:ECDSA+SHA256")
FLIP_TO(security_level, 1)
FLIP_TO(verify, OTLS_VERIFY_REQUIRED)
FLIP_TO(hostname_check, 1)
FLIP_TO(verify_depth, 3)
FLIP_TO(verify_flags, OTLS_VERIFY_FLAG_STRICT)
FLIP_TO(ask_name, 1)
FLIP_CALLBACK(on_name)
FLIP_TO(ask_verify, 1)
FLIP_CALLBACK(on_verify)
FLIP_TO(tickets, 5)
FLIP_TO(resumption, OTLS_RESUMPTION_OFF)
FLIP_TO(session_life_s, 60)
FLIP_TO(keylog, 1)
FLIP_TEXT(keylog_path, "/nowhere")
FLIP_TO(post_handshake_auth, 1)
FLIP_TO(ocsp_stapling, 0)
FLIP_TO(record_size, 1024)
FLIP_TO(ask_psk, 1)
FLIP_TEXT(psk_hint, "hint")
FLIP_TO(options, 0)
FLIP_TO(x509_flags, 0)
FLIP_TO(host_flags, 0)
FLIP_TO(alpn_fallback, 1)
FLIP_TO(messages, 1)
FLIP_TO(auto_chain, 1)

static void
flip_trust(struct otls__spec *spec)
{
    struct otls__trust *trust = tls_trust("stranger-root.crt");

    otls__spec_set_trust(&spec->trust, trust);
    otls__trust_unref(trust);
}

static void
flip_credentials(struct otls__spec *spec)
{
    struct otls__credential *credential = tls_credential("server-rsa");

    ck_assert_ok(otls__spec_add_credential(&spec->credentials, credential));
    otls__credential_unref(credential);
}

static void
flip_ticket_keys(struct otls__spec *spec)
{
    static const char secret[] =
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    struct otls__ticket_keys *keys;

    ck_assert_ok(otls__ticket_keys_derived(secret, strlen(secret), 0, &keys));
    otls__spec_set_ticket_keys(&spec->ticket_keys, keys);
    otls__ticket_keys_unref(keys);
}

static void
flip_alpn(struct otls__spec *spec)
{
    ck_assert_ok(otls__spec_set_bytes(&spec->alpn, "\x02h2", 3));
}

static void
flip_dh(struct otls__spec *spec)
{
    ck_assert_ok(otls__spec_set_bytes(&spec->dh, certs_dh, strlen(certs_dh)));
}

static void
flip_names(struct otls__spec *spec)
{
    ck_assert_ptr_nonnull(otls__names_add(&spec->names, "a.example"));
}

static void
flip_store(struct otls__spec *spec)
{
    struct otls__store *store;

    ck_assert_ok(otls__store_open("memory:", NULL, 0, &store));
    otls__spec_set_store(&spec->store, store);
    otls__store_unref(store);
}

static const struct field {
    const char *name;
    void (*flip)(struct otls__spec *spec);
} fields[] = {
#define OTLS_SPEC(kind, name) {#name, flip_##name},
#include "tls/spec.def"
#undef OTLS_SPEC
};
#define FIELDS (sizeof(fields) / sizeof(fields[0]))

static void
make(struct otls__spec *spec)
{
    struct otls__credential *credential = tls_credential("server");
    struct otls__trust *trust = tls_trust("root.crt");

    otls__spec_init(spec, OTLS_ROLE_SERVER);
    spec->verify = OTLS_VERIFY_OPTIONAL;
    otls__spec_set_trust(&spec->trust, trust);
    otls__spec_set_credential(&spec->credentials, credential);
    otls__trust_unref(trust);
    otls__credential_unref(credential);
}

START_TEST(every_field_makes_another_ssl_ctx)
{
    const struct field *field = &fields[_i];
    struct otls__spec spec, copy;
    struct otls__frozen *a, *b, *flipped;

    make(&spec);
    ck_assert_ok(otls__spec_copy(&copy, &spec));
    ck_assert_ok(otls__frozen_get(&spec, &a));
    ck_assert_ok(otls__frozen_get(&copy, &b));
    ck_assert_msg(a == b, "equal specifications have two SSL_CTXs");
    field->flip(&copy);
    ck_assert_msg(!otls__spec_equal(&spec, &copy), "%s: equal", field->name);
    ck_assert_msg(!otls__spec_equal(&copy, &spec), "%s: equal", field->name);
    ck_assert_msg(otls__spec_hash(&spec) != otls__spec_hash(&copy),
        "%s isn't in the hash", field->name);
    ck_assert_ok(otls__frozen_get(&copy, &flipped));
    ck_assert_msg(flipped != a && flipped->ctx != a->ctx,
        "%s: one SSL_CTX for both", field->name);
    otls__frozen_unref(a);
    otls__frozen_unref(b);
    otls__frozen_unref(flipped);
    otls__spec_clear(&spec);
    otls__spec_clear(&copy);
}
END_TEST

START_TEST(every_field_is_copied)
{
    struct otls__spec spec, copy, again;
    size_t i;

    make(&spec);
    for (i = 0; i < FIELDS; i++)
        fields[i].flip(&spec);
    ck_assert_ok(otls__spec_copy(&copy, &spec));
    ck_assert(otls__spec_equal(&spec, &copy));
    ck_assert_uint_eq(otls__spec_hash(&spec), otls__spec_hash(&copy));
    ck_assert_ok(otls__spec_copy(&again, &copy));
    otls__spec_clear(&spec);
    ck_assert(otls__spec_equal(&again, &copy));
    otls__spec_clear(&copy);
    ck_assert_str_eq(again.psk_hint, "hint");
    otls__spec_clear(&again);
}
END_TEST

START_TEST(other_users_of_one_callback_differ)
{
    struct otls__spec spec, copy;

    make(&spec);
    flip_on_verify(&spec);
    ck_assert_ok(otls__spec_copy(&copy, &spec));
    ck_assert(otls__spec_equal(&spec, &copy));
    copy.on_verify.user = &copy;
    ck_assert(!otls__spec_equal(&spec, &copy));
    otls__spec_clear(&spec);
    otls__spec_clear(&copy);
}
END_TEST

START_TEST(one_key_type_has_one_credential)
{
    struct otls__credential *p256 = tls_credential("server");
    struct otls__credential *p384 = tls_credential("server-p384");
    struct otls__credential *rsa = tls_credential("server-rsa");
    struct otls__spec spec;

    make(&spec);
    ck_assert_ok(otls__spec_add_credential(&spec.credentials, rsa));
    ck_assert_ok(otls__spec_add_credential(&spec.credentials, p384));
    ck_assert_uint_eq(spec.credentials.count, 2);
    ck_assert_ptr_eq(spec.credentials.item[0], p384);
    ck_assert_ptr_eq(spec.credentials.item[1], rsa);
    otls__spec_set_credential(&spec.credentials, p256);
    ck_assert_uint_eq(spec.credentials.count, 1);
    otls__spec_clear(&spec);
    otls__credential_unref(p256);
    otls__credential_unref(p384);
    otls__credential_unref(rsa);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("spec");
    TCase *c = tcase_create("spec");

    tcase_add_loop_test(c, every_field_makes_another_ssl_ctx, 0, (int)FIELDS);
    tcase_add_test(c, every_field_is_copied);
    tcase_add_test(c, other_users_of_one_callback_differ);
    tcase_add_test(c, one_key_type_has_one_credential);
    suite_add_tcase(s, c);
    return s;
}
