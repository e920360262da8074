/* SPDX-License-Identifier: ISC */
#include <string.h>

#include <otls/context.h>

#include "base/error.h"
#include "pki/credential.h"
#include "tls/check.h"
#include "tls/context_part.h"

#define MAX_LEVEL 5
#define MAX_DEPTH 100
#define MAX_TICKETS 16
#define MAX_PSK_HINT 128
#define MIN_RECORD 512
#define MAX_RECORD 16384

#define VERIFY_FLAGS                                                          \
    (OTLS_VERIFY_FLAG_CRL_LEAF | OTLS_VERIFY_FLAG_CRL_CHAIN |                 \
        OTLS_VERIFY_FLAG_STRICT | OTLS_VERIFY_FLAG_PARTIAL_CHAIN)

static int
is_client(const struct otls__context *context)
{
    return otls__context_role(context) == OTLS_ROLE_CLIENT;
}

static int
set_int(struct otls__context *context, int *field, int value)
{
    otls__context_begin(context);
    *field = value;
    otls__context_changed(context);
    return OTLS_OK;
}

static int
set_text(struct otls__context *context, char **field, const char *text)
{
    int rv;

    otls__context_begin(context);
    rv = otls__spec_set_text(field, text);
    otls__context_changed(context);
    return rv;
}

static int
set_switch(struct otls__context *context, int *field, int on)
{
    if (on != 0 && on != 1)
        return otls__error(OTLS_E_INVALID, "the switch is %d: use 0 or 1", on);
    return set_int(context, field, on);
}

static int
set_range(struct otls__context *context, int *field, const char *what,
    int value, int least, int most)
{
    if (value < least || value > most)
        return otls__error(OTLS_E_INVALID, "the %s is %d: use %d .. %d", what,
            value, least, most);
    return set_int(context, field, value);
}

static int
wrong_role(const char *what, const char *role)
{
    return otls__error(
        OTLS_E_INVALID, "%s is for the contexts of %s alone", what, role);
}

static int
is_version(int version)
{
    return version == 0 ||
           (version >= OTLS_TLS_1_0 && version <= OTLS_TLS_1_3);
}

int
otls__context_set_versions(struct otls__context *context, int min, int max)
{
    if (!is_version(min) || !is_version(max))
        return otls__error(OTLS_E_INVALID,
            "the versions are 0x%04x and 0x%04x: use OTLS_TLS_* or 0",
            (unsigned)min, (unsigned)max);
    if (min == 0)
        min = max != 0 && max < OTLS_TLS_1_2 ? max : OTLS_TLS_1_2;
    if (max != 0 && min > max)
        return otls__error(OTLS_E_INVALID,
            "the oldest version is 0x%04x and the newest 0x%04x",
            (unsigned)min, (unsigned)max);
    otls__context_begin(context);
    context->spec.min_version = min;
    context->spec.max_version = max;
    otls__context_changed(context);
    return OTLS_OK;
}

int
otls__context_set_ciphers(struct otls__context *context, const char *ciphers)
{
    int level = -1, rv;

    if (ciphers != NULL &&
        (rv = otls__check_ciphers(ciphers, &level)) != OTLS_OK)
        return rv;
    otls__context_begin(context);
    rv = otls__spec_set_text(&context->spec.ciphers, ciphers);
    if (rv == OTLS_OK && level >= 0)
        context->spec.security_level = level;
    otls__context_changed(context);
    return rv;
}

int
otls__context_set_ciphersuites(
    struct otls__context *context, const char *ciphersuites)
{
    int rv;

    if (ciphersuites != NULL &&
        (rv = otls__check_ciphersuites(ciphersuites)) != OTLS_OK)
        return rv;
    return set_text(context, &context->spec.ciphersuites, ciphersuites);
}

int
otls__context_set_groups(struct otls__context *context, const char *groups)
{
    int rv;

    if (groups != NULL && (rv = otls__check_groups(groups)) != OTLS_OK)
        return rv;
    return set_text(context, &context->spec.groups, groups);
}

int
otls__context_set_signature_algorithms(
    struct otls__context *context, const char *algorithms)
{
    int rv;

    if (algorithms != NULL &&
        (rv = otls__check_signature_algorithms(algorithms)) != OTLS_OK)
        return rv;
    return set_text(context, &context->spec.signature_algorithms, algorithms);
}

int
otls__context_set_security_level(struct otls__context *context, int level)
{
    return set_range(context, &context->spec.security_level, "security level",
        level, 0, MAX_LEVEL);
}

void
otls__context_set_trust(
    struct otls__context *context, struct otls__trust *trust)
{
    otls__context_begin(context);
    otls__spec_set_trust(&context->spec.trust, trust);
    otls__context_changed(context);
}

void
otls__context_set_credential(
    struct otls__context *context, struct otls__credential *credential)
{
    otls__context_begin(context);
    otls__spec_set_credential(&context->spec.credentials, credential);
    otls__context_changed(context);
}

int
otls__context_add_credential(
    struct otls__context *context, struct otls__credential *credential)
{
    int rv;

    otls__context_begin(context);
    rv = otls__spec_add_credential(&context->spec.credentials, credential);
    otls__context_changed(context);
    return rv;
}

int
otls__context_set_verify(struct otls__context *context, int mode)
{
    if (mode != OTLS_VERIFY_NONE && mode != OTLS_VERIFY_OPTIONAL &&
        mode != OTLS_VERIFY_REQUIRED)
        return otls__error(OTLS_E_INVALID,
            "the verification mode is %d: use one of OTLS_VERIFY_*", mode);
    if (is_client(context) && mode != OTLS_VERIFY_REQUIRED)
        return otls__error(OTLS_E_INVALID,
            "a client's verification mode is OTLS_VERIFY_REQUIRED; "
            "otls_context_insecure_set_verify_none() ends verification");
    return set_int(context, &context->spec.verify, mode);
}

int
otls__context_insecure_set_verify_none(struct otls__context *context)
{
    if (!is_client(context))
        return wrong_role(
            "otls_context_insecure_set_verify_none()", "clients");
    return set_int(context, &context->spec.verify, OTLS_VERIFY_NONE);
}

int
otls__context_insecure_set_hostname_check(
    struct otls__context *context, int on)
{
    if (!is_client(context))
        return wrong_role("the check of the server's name", "clients");
    return set_switch(context, &context->spec.hostname_check, on);
}

int
otls__context_set_verify_depth(struct otls__context *context, int depth)
{
    return set_range(
        context, &context->spec.verify_depth, "depth", depth, -1, MAX_DEPTH);
}

int
otls__context_set_verify_flags(struct otls__context *context, int64_t flags)
{
    if ((flags & ~(int64_t)VERIFY_FLAGS) != 0)
        return otls__error(OTLS_E_INVALID,
            "the flags are 0x%llx: use the sum of some of "
            "OTLS_VERIFY_FLAG_*",
            (unsigned long long)flags);
    otls__context_begin(context);
    context->spec.verify_flags = flags;
    otls__context_changed(context);
    return OTLS_OK;
}

int
otls__context_set_alpn(
    struct otls__context *context, const void *data, size_t len)
{
    int rv;

    if ((rv = otls__check_alpn(data, len)) != OTLS_OK)
        return rv;
    otls__context_begin(context);
    rv = otls__spec_set_bytes(&context->spec.alpn, data, len);
    otls__context_changed(context);
    return rv;
}

int
otls__context_set_ask_name(struct otls__context *context, int on)
{
    if (is_client(context))
        return wrong_role("asking for an answer to a name", "servers");
    return set_switch(context, &context->spec.ask_name, on);
}

static void
set_callback(struct otls__context *context, struct otls__spec_callback *field,
    int (*callback)(void *user, int64_t connection), void *user)
{
    otls__context_begin(context);
    field->call = callback;
    field->user = callback == NULL ? NULL : user;
    otls__context_changed(context);
}

int
otls__context_on_name(struct otls__context *context,
    int (*callback)(void *user, int64_t connection), void *user)
{
    if (is_client(context))
        return wrong_role("a callback for names", "servers");
    set_callback(context, &context->spec.on_name, callback, user);
    return OTLS_OK;
}

int
otls__context_set_ask_verify(struct otls__context *context, int on)
{
    if (!is_client(context))
        return wrong_role(
            "asking for a verdict, which OpenSSL can't wait for in servers,",
            "clients");
    return set_switch(context, &context->spec.ask_verify, on);
}

void
otls__context_on_verify(struct otls__context *context,
    int (*callback)(void *user, int64_t connection), void *user)
{
    set_callback(context, &context->spec.on_verify, callback, user);
}

int
otls__context_set_tickets(struct otls__context *context, int count)
{
    return set_range(context, &context->spec.tickets, "number of tickets",
        count, 0, MAX_TICKETS);
}

int
otls__context_set_resumption(struct otls__context *context, int mode)
{
    if (is_client(context) &&
        (mode == OTLS_RESUMPTION_STORE || mode == OTLS_RESUMPTION_BOTH))
        return wrong_role("resumption by a store", "servers");
    if (mode < OTLS_RESUMPTION_OFF || mode > OTLS_RESUMPTION_BOTH)
        return otls__error(OTLS_E_INVALID,
            "the mode is %d: use one of OTLS_RESUMPTION_*", mode);
    return set_int(context, &context->spec.resumption, mode);
}

int
otls__context_set_ticket_keys(
    struct otls__context *context, struct otls__ticket_keys *keys)
{
    if (is_client(context))
        return wrong_role("what seals tickets", "servers");
    otls__context_begin(context);
    otls__spec_set_ticket_keys(&context->spec.ticket_keys, keys);
    otls__context_changed(context);
    return OTLS_OK;
}

int
otls__context_set_store(
    struct otls__context *context, struct otls__store *store)
{
    otls__context_begin(context);
    otls__spec_set_store(&context->spec.store, store);
    otls__context_changed(context);
    return OTLS_OK;
}

int
otls__context_set_session_life_s(
    struct otls__context *context, int64_t seconds)
{
    if (seconds < 1 || seconds > OTLS__SESSION_LIFE_S)
        return otls__error(OTLS_E_INVALID,
            "sessions would resume for %lld s: use 1 .. %lld",
            (long long)seconds, (long long)OTLS__SESSION_LIFE_S);
    otls__context_begin(context);
    context->spec.session_life_s = seconds;
    otls__context_changed(context);
    return OTLS_OK;
}

int
otls__context_set_keylog(struct otls__context *context, int on)
{
    return set_switch(context, &context->spec.keylog, on);
}

int
otls__context_set_keylog_file(struct otls__context *context, const char *path)
{
    struct otls__append *keylog = NULL, *old = NULL;
    int rv;

    if (path != NULL && (rv = otls__append_open(path, &keylog)) != OTLS_OK)
        return rv;
    otls__context_begin(context);
    rv = otls__spec_set_text(&context->spec.keylog_path, path);
    if (rv == OTLS_OK) {
        old = context->keylog;
        context->keylog = keylog;
        keylog = NULL;
    }
    otls__context_changed(context);
    otls__append_unref(old);
    otls__append_unref(keylog);
    return rv;
}

int
otls__context_set_post_handshake_auth(struct otls__context *context, int on)
{
    return set_switch(context, &context->spec.post_handshake_auth, on);
}

int
otls__context_set_ocsp_stapling(struct otls__context *context, int on)
{
    return set_switch(context, &context->spec.ocsp_stapling, on);
}

int
otls__context_set_record_size(struct otls__context *context, int bytes)
{
    if (bytes == 0)
        return set_int(context, &context->spec.record_size, 0);
    return set_range(context, &context->spec.record_size, "record size", bytes,
        MIN_RECORD, MAX_RECORD);
}

int
otls__context_set_ask_psk(
    struct otls__context *context, int on, const char *hint)
{
    int rv;

    if (hint != NULL && strlen(hint) > MAX_PSK_HINT)
        return otls__error(OTLS_E_INVALID,
            "the hint has %zu bytes: at most %d can be sent", strlen(hint),
            MAX_PSK_HINT);
    if ((rv = set_switch(context, &context->spec.ask_psk, on)) != OTLS_OK)
        return rv;
    return set_text(context, &context->spec.psk_hint, on ? hint : NULL);
}
