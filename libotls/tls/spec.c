/* SPDX-License-Identifier: ISC */
#include "tls/spec.h"

#include <string.h>

#include <otls/context.h>

#include "base/error.h"
#include "base/mem.h"
#include "pki/credential.h"
#include "pki/trust.h"
#include "store/store.h"
#include "tls/ticket_keys.h"

#define DIGEST_SIZE 32

void
otls__spec_init(struct otls__spec *spec, int role)
{
    const int client = role == OTLS_ROLE_CLIENT;

    memset(spec, 0, sizeof(*spec));
    spec->role = role;
    spec->min_version = OTLS_TLS_1_2;
    spec->security_level = 2;
    spec->verify = client ? OTLS_VERIFY_REQUIRED : OTLS_VERIFY_NONE;
    spec->hostname_check = client;
    spec->verify_depth = -1;
    spec->options = spec->x509_flags = spec->host_flags = -1;
    spec->ocsp_stapling = !client;
    spec->tickets = 2;
    spec->resumption = OTLS_RESUMPTION_TICKETS;
    spec->session_life_s = OTLS__SESSION_LIFE_S;
}

/* a copy, by kind */

static int
copy_INT(int *to, const int *from)
{
    *to = *from;
    return OTLS_OK;
}

static int
copy_WIDE(int64_t *to, const int64_t *from)
{
    *to = *from;
    return OTLS_OK;
}

static int
copy_TEXT(char **to, char *const *from)
{
    if (*from != NULL && (*to = otls__strdup(*from)) == NULL)
        return otls__error_memory();
    return OTLS_OK;
}

static int
copy_BYTES(struct otls__spec_bytes *to, const struct otls__spec_bytes *from)
{
    return otls__spec_set_bytes(to, from->data, from->len);
}

static int
copy_CALLBACK(
    struct otls__spec_callback *to, const struct otls__spec_callback *from)
{
    *to = *from;
    return OTLS_OK;
}

static int
copy_TRUST(struct otls__trust **to, struct otls__trust *const *from)
{
    otls__spec_set_trust(to, *from);
    return OTLS_OK;
}

static int
copy_CREDENTIALS(struct otls__spec_credentials *to,
    const struct otls__spec_credentials *from)
{
    size_t i;

    for (i = 0; i < from->count; i++)
        otls__credential_ref(from->item[i]);
    *to = *from;
    return OTLS_OK;
}

static int
copy_TICKET_KEYS(
    struct otls__ticket_keys **to, struct otls__ticket_keys *const *from)
{
    otls__spec_set_ticket_keys(to, *from);
    return OTLS_OK;
}

static int
copy_NAMES(struct otls__names *to, const struct otls__names *from)
{
    return otls__names_image(to, from);
}

static int
copy_STORE(struct otls__store **to, struct otls__store *const *from)
{
    otls__spec_set_store(to, *from);
    return OTLS_OK;
}

/* the end, by kind */

static void
clear_INT(int *field)
{
    (void)field;
}

static void
clear_WIDE(int64_t *field)
{
    (void)field;
}

static void
clear_TEXT(char **field)
{
    otls__free(*field);
}

static void
clear_BYTES(struct otls__spec_bytes *field)
{
    otls__free(field->data);
}

static void
clear_CALLBACK(struct otls__spec_callback *field)
{
    (void)field;
}

static void
clear_TRUST(struct otls__trust **field)
{
    otls__trust_unref(*field);
}

static void
clear_CREDENTIALS(struct otls__spec_credentials *field)
{
    size_t i;

    for (i = 0; i < field->count; i++)
        otls__credential_unref(field->item[i]);
}

static void
clear_TICKET_KEYS(struct otls__ticket_keys **field)
{
    otls__ticket_keys_unref(*field);
}

static void
clear_NAMES(struct otls__names *field)
{
    otls__names_clear(field);
}

static void
clear_STORE(struct otls__store **field)
{
    otls__store_unref(*field);
}

/* hash, by kind: FNV-1a; it only finds, equality decides */

static void
mix(uint64_t *h, const void *data, size_t len)
{
    const unsigned char *p = data;
    size_t i;

    for (i = 0; i < len; i++)
        *h = (*h ^ p[i]) * 0x100000001b3u;
    *h = (*h ^ len) * 0x100000001b3u;
}

static void
hash_INT(uint64_t *h, const int *field)
{
    mix(h, field, sizeof(*field));
}

static void
hash_WIDE(uint64_t *h, const int64_t *field)
{
    mix(h, field, sizeof(*field));
}

static void
hash_TEXT(uint64_t *h, char *const *field)
{
    if (*field != NULL)
        mix(h, *field, strlen(*field));
    else
        mix(h, "\xff", 1);
}

static void
hash_BYTES(uint64_t *h, const struct otls__spec_bytes *field)
{
    mix(h, field->data, field->len);
}

static void
hash_CALLBACK(uint64_t *h, const struct otls__spec_callback *field)
{
    mix(h, &field->call, sizeof(field->call));
    mix(h, &field->user, sizeof(field->user));
}

static void
hash_TRUST(uint64_t *h, struct otls__trust *const *field)
{
    if (*field != NULL)
        mix(h, otls__trust_digest(*field), DIGEST_SIZE);
    else
        mix(h, "", 0);
}

static void
hash_CREDENTIALS(uint64_t *h, const struct otls__spec_credentials *field)
{
    size_t i;

    for (i = 0; i < field->count; i++)
        mix(h, otls__credential_digest(field->item[i]), DIGEST_SIZE);
    mix(h, &field->count, sizeof(field->count));
}

/* Keys change, so who they are counts, not what. */
static void
hash_TICKET_KEYS(uint64_t *h, struct otls__ticket_keys *const *field)
{
    mix(h, field, sizeof(*field));
}

static void
hash_NAMES(uint64_t *h, const struct otls__names *field)
{
    size_t i;

    for (i = 0; i < field->count; i++) {
        mix(h, field->item[i].pattern, strlen(field->item[i].pattern));
        mix(h, &field->item[i].serial, sizeof(field->item[i].serial));
    }
    mix(h, &field->count, sizeof(field->count));
}

static void
hash_STORE(uint64_t *h, struct otls__store *const *field)
{
    mix(h, field, sizeof(*field));
}

/* equality, by kind */

static int
equal_INT(const int *a, const int *b)
{
    return *a == *b;
}

static int
equal_WIDE(const int64_t *a, const int64_t *b)
{
    return *a == *b;
}

static int
equal_TEXT(char *const *a, char *const *b)
{
    if (*a == NULL || *b == NULL)
        return *a == *b;
    return strcmp(*a, *b) == 0;
}

static int
equal_BYTES(const struct otls__spec_bytes *a, const struct otls__spec_bytes *b)
{
    return a->len == b->len &&
           (a->len == 0 || memcmp(a->data, b->data, a->len) == 0);
}

static int
equal_CALLBACK(
    const struct otls__spec_callback *a, const struct otls__spec_callback *b)
{
    return a->call == b->call && a->user == b->user;
}

static int
equal_TRUST(struct otls__trust *const *a, struct otls__trust *const *b)
{
    if (*a == NULL || *b == NULL)
        return *a == *b;
    return memcmp(otls__trust_digest(*a), otls__trust_digest(*b),
               DIGEST_SIZE) == 0;
}

static int
equal_CREDENTIALS(const struct otls__spec_credentials *a,
    const struct otls__spec_credentials *b)
{
    size_t i;

    if (a->count != b->count)
        return 0;
    for (i = 0; i < a->count; i++)
        if (memcmp(otls__credential_digest(a->item[i]),
                otls__credential_digest(b->item[i]), DIGEST_SIZE) != 0)
            return 0;
    return 1;
}

static int
equal_TICKET_KEYS(
    struct otls__ticket_keys *const *a, struct otls__ticket_keys *const *b)
{
    return *a == *b;
}

static int
equal_NAMES(const struct otls__names *a, const struct otls__names *b)
{
    return otls__names_equal(a, b);
}

static int
equal_STORE(struct otls__store *const *a, struct otls__store *const *b)
{
    return *a == *b;
}

/* what is made from the table */

void
otls__spec_clear(struct otls__spec *spec)
{
#define OTLS_SPEC(kind, name) clear_##kind(&spec->name);
#include "tls/spec.def"
#undef OTLS_SPEC
    memset(spec, 0, sizeof(*spec));
}

int
otls__spec_copy(struct otls__spec *to, const struct otls__spec *from)
{
    int rv;

    memset(to, 0, sizeof(*to));
#define OTLS_SPEC(kind, name)                                                 \
    if ((rv = copy_##kind(&to->name, &from->name)) != OTLS_OK)                \
        goto out;
#include "tls/spec.def"
#undef OTLS_SPEC
    return OTLS_OK;
out:
    otls__spec_clear(to);
    return rv;
}

uint64_t
otls__spec_hash(const struct otls__spec *spec)
{
    uint64_t h = 0xcbf29ce484222325u;

#define OTLS_SPEC(kind, name) hash_##kind(&h, &spec->name);
#include "tls/spec.def"
#undef OTLS_SPEC
    return h;
}

int
otls__spec_equal(const struct otls__spec *a, const struct otls__spec *b)
{
#define OTLS_SPEC(kind, name)                                                 \
    if (!equal_##kind(&a->name, &b->name))                                    \
        return 0;
#include "tls/spec.def"
#undef OTLS_SPEC
    return 1;
}

/* setters */

int
otls__spec_set_text(char **field, const char *text)
{
    char *copy = NULL;

    if (text != NULL && (copy = otls__strdup(text)) == NULL)
        return otls__error_memory();
    otls__free(*field);
    *field = copy;
    return OTLS_OK;
}

int
otls__spec_set_bytes(
    struct otls__spec_bytes *field, const void *data, size_t len)
{
    unsigned char *copy = NULL;

    if (len > 0 && (copy = otls__memdup(data, len)) == NULL)
        return otls__error_memory();
    otls__free(field->data);
    field->data = copy;
    field->len = len;
    return OTLS_OK;
}

void
otls__spec_set_trust(struct otls__trust **field, struct otls__trust *trust)
{
    struct otls__trust *old = *field;

    if (trust != NULL)
        otls__trust_ref(trust);
    *field = trust;
    otls__trust_unref(old);
}

void
otls__spec_set_ticket_keys(
    struct otls__ticket_keys **field, struct otls__ticket_keys *keys)
{
    struct otls__ticket_keys *old = *field;

    if (keys != NULL)
        otls__ticket_keys_ref(keys);
    *field = keys;
    otls__ticket_keys_unref(old);
}

void
otls__spec_set_store(struct otls__store **field, struct otls__store *store)
{
    struct otls__store *old = *field;

    if (store != NULL)
        otls__store_ref(store);
    *field = store;
    otls__store_unref(old);
}

void
otls__spec_set_credential(
    struct otls__spec_credentials *field, struct otls__credential *credential)
{
    struct otls__spec_credentials old = *field;

    memset(field, 0, sizeof(*field));
    if (credential != NULL) {
        otls__credential_ref(credential);
        field->item[field->count++] = credential;
    }
    clear_CREDENTIALS(&old);
}

int
otls__spec_add_credential(
    struct otls__spec_credentials *field, struct otls__credential *credential)
{
    const int type = EVP_PKEY_get_id(otls__credential_evp(credential));
    size_t i;

    for (i = 0; i < field->count; i++)
        if (EVP_PKEY_get_id(otls__credential_evp(field->item[i])) == type)
            break;
    if (i == OTLS__SPEC_MAX_CREDENTIALS)
        return otls__error(OTLS_E_LIMIT,
            "a context has at most %d credentials, each with a key of "
            "another type",
            OTLS__SPEC_MAX_CREDENTIALS);
    otls__credential_ref(credential);
    if (i < field->count)
        otls__credential_unref(field->item[i]);
    else
        field->count++;
    field->item[i] = credential;
    return OTLS_OK;
}
