/* SPDX-License-Identifier: ISC */
#include "store/url.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/secret.h"

#define DEADLINE_MS 50
#define MAX_VALUE 16384
#define PREFIX_MAX 64

static int
is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static int
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

int
otls__store_scheme_is_valid(const char *scheme, size_t len)
{
    size_t i;

    if (len == 0 || len > OTLS__STORE_SCHEME_MAX || !is_letter(scheme[0]))
        return 0;
    for (i = 1; i < len; i++)
        if (!is_letter(scheme[i]) && !is_digit(scheme[i]) &&
            scheme[i] != '+' && scheme[i] != '-' && scheme[i] != '.')
            return 0;
    return 1;
}

static int
hex(char c)
{
    if (is_digit(c))
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int
otls__store_url_unescape(char *text)
{
    char *out = text;

    for (; *text != '\0'; text++, out++) {
        *out = *text;
        if (*text != '%')
            continue;
        if (hex(text[1]) < 0 || hex(text[2]) < 0)
            return 0;
        *out = (char)(hex(text[1]) << 4 | hex(text[2]));
        if (*out == '\0')
            return 0;
        text += 2;
    }
    *out = '\0';
    return 1;
}

/* A URL may have a password in it, so no message shows more of one than the
 * scheme and the name of a parameter. */
static int
set_number(const char *name, const char *text, int64_t low, int64_t high,
    int64_t *value)
{
    char *end;
    long long number;

    number = is_digit(text[0]) ? strtoll(text, &end, 10) : -1;
    if (number < low || number > high || *end != '\0')
        return otls__error(OTLS_E_INVALID,
            "the store's parameter %s must be a number from %lld to %lld",
            name, (long long)low, (long long)high);
    *value = number;
    return OTLS_OK;
}

static int
is_redis(const struct otls__store_url *url)
{
    return strncasecmp(url->scheme, "redis", 5) == 0;
}

static int
set_prefix(struct otls__store_url *url, const char *value)
{
    if (strlen(value) > PREFIX_MAX || strpbrk(value, "*?[]\\") != NULL)
        return otls__error(OTLS_E_INVALID,
            "the store's parameter prefix has %d characters at most, and none "
            "of *?[]\\",
            PREFIX_MAX);
    otls__free(url->prefix);
    if ((url->prefix = otls__strdup(value)) == NULL)
        return otls__error_memory();
    return OTLS_OK;
}

static int
has_scheme(const struct otls__store_url *url, const char *scheme)
{
    return strcasecmp(url->scheme, scheme) == 0;
}

static int
has_hosts(const struct otls__store_url *url)
{
    return has_scheme(url, "redis+sentinel") ||
           has_scheme(url, "redis+cluster");
}

static int
set_text(char **text, const char *value)
{
    if (*text != NULL)
        otls__wipe(*text, strlen(*text));
    otls__free(*text);
    if ((*text = otls__strdup(value)) == NULL)
        return otls__error_memory();
    return OTLS_OK;
}

static int
set_tls(struct otls__store_url *url, const char *value)
{
    url->tls = strcmp(value, "yes") == 0;
    if (url->tls || strcmp(value, "no") == 0)
        return OTLS_OK;
    return otls__error(
        OTLS_E_INVALID, "the store's parameter tls is yes or no");
}

static int
set_redis(struct otls__store_url *url, const char *name, const char *value)
{
    const int may_tls = has_scheme(url, "rediss") || has_hosts(url);

    /* not to be shown: a password that has a '?' in it goes on here */
    if (strcmp(name, "prefix") == 0)
        return set_prefix(url, value);
    if (strcmp(name, "db") == 0)
        return set_number(name, value, 0, 65535, &url->db);
    if (has_hosts(url) && strcmp(name, "tls") == 0)
        return set_tls(url, value);
    if (has_scheme(url, "redis+sentinel") &&
        strcmp(name, "sentinel_password") == 0)
        return set_text(&url->sentinel_password, value);
    if (may_tls && strcmp(name, "ca") == 0)
        return set_text(&url->ca, value);
    if (may_tls && strcmp(name, "cert") == 0)
        return set_text(&url->cert, value);
    if (may_tls && strcmp(name, "key") == 0)
        return set_text(&url->key, value);
    return otls__error(OTLS_E_INVALID,
        "the parameters of a Redis store are deadline_ms, max_value, prefix "
        "and db, with rediss: also ca, cert and key, with redis+sentinel: and "
        "redis+cluster: these and tls, with the former sentinel_password, and "
        "a '?' in its password is written %%3F");
}

static int
set(struct otls__store_url *url, char *name)
{
    char *value = strchr(name, '=');

    if (value == NULL)
        return otls__error(OTLS_E_INVALID,
            "after the '?' of a store's URL come parameters such as "
            "deadline_ms=50");
    *value++ = '\0';
    if (!otls__store_url_unescape(value))
        return otls__error(OTLS_E_INVALID,
            "a parameter of the store's URL has a malformed %%-escape");
    if (strcmp(name, "deadline_ms") == 0)
        return set_number(name, value, 1, 60000, &url->deadline_ms);
    if (strcmp(name, "max_value") == 0)
        return set_number(name, value, 256, 1 << 20, &url->max_value);
    if (is_redis(url))
        return set_redis(url, name, value);
    if (strcmp(name, "max_entries") == 0)
        return set_number(name, value, 1, (int64_t)1 << 40, &url->max_entries);
    if (strcmp(name, "max_bytes") == 0)
        return set_number(
            name, value, 65536, (int64_t)1 << 50, &url->max_bytes);
    return otls__error(OTLS_E_INVALID,
        "a store has no parameter %.40s: it may be deadline_ms, max_entries, "
        "max_bytes or max_value",
        name);
}

static int
set_all(struct otls__store_url *url, char *query)
{
    char *next;
    int rv;

    while (query != NULL) {
        if ((next = strchr(query, '&')) != NULL)
            *next++ = '\0';
        if ((rv = set(url, query)) != OTLS_OK)
            return rv;
        query = next;
    }
    if (has_hosts(url) && !url->tls &&
        (url->ca != NULL || url->cert != NULL || url->key != NULL))
        return otls__error(OTLS_E_INVALID,
            "the store's parameters ca, cert and key need tls=yes");
    return OTLS_OK;
}

int
otls__store_url_parse(const char *text, struct otls__store_url *url)
{
    const char *colon = strchr(text, ':');
    size_t query_len;
    char *query;
    int rv = OTLS_OK;

    memset(url, 0, sizeof(*url));
    url->deadline_ms = DEADLINE_MS;
    url->max_value = MAX_VALUE;
    if (colon == NULL ||
        !otls__store_scheme_is_valid(text, (size_t)(colon - text)))
        return otls__error(OTLS_E_INVALID,
            "a store's URL begins with its scheme, such as memory: or "
            "sqlite:");
    memcpy(url->scheme, text, (size_t)(colon - text));
    if ((url->rest = otls__strdup(colon + 1)) == NULL)
        return otls__error_memory();
    if ((query = strchr(url->rest, '?')) != NULL)
        *query++ = '\0';
    if ((url->raw = otls__strdup(url->rest)) == NULL)
        rv = otls__error_memory();
    else if (!otls__store_url_unescape(url->rest))
        rv = otls__error(OTLS_E_INVALID,
            "the URL of the %s store has a malformed %%-escape", url->scheme);
    query_len = query == NULL ? 0 : strlen(query);
    if (rv == OTLS_OK)
        rv = set_all(url, query);
    if (query != NULL)
        otls__wipe(query, query_len);
    if (rv != OTLS_OK)
        otls__store_url_end(url);
    return rv;
}

void
otls__store_url_end(struct otls__store_url *url)
{
    /* both were as long, before one was unescaped in its place */
    if (url->raw != NULL) {
        otls__wipe(url->rest, strlen(url->raw));
        otls__wipe(url->raw, strlen(url->raw));
    }
    otls__free(url->rest);
    otls__free(url->raw);
    otls__free(url->prefix);
    otls__free(url->ca);
    otls__free(url->cert);
    otls__free(url->key);
    if (url->sentinel_password != NULL)
        otls__wipe(url->sentinel_password, strlen(url->sentinel_password));
    otls__free(url->sentinel_password);
    memset(url, 0, sizeof(*url));
}
