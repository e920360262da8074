/* SPDX-License-Identifier: ISC */
#include "tls/names.h"

#include <string.h>

#include "base/error.h"
#include "base/mem.h"

static int
lower(int c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

static int
is_label_byte(int c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
}

/* What is wrong with a host name in lower case, or NULL. */
static const char *
fault(const char *host)
{
    size_t label = 0, i;
    int letters = 0;

    for (i = 0; host[i] != '\0'; i++) {
        if ((unsigned char)host[i] > 0x7f)
            return "has letters beyond ASCII: write it as xn--... labels";
        if (host[i] == '.') {
            if (label == 0)
                return "has an empty label";
            label = 0;
            continue;
        }
        if (host[i] == '*')
            return "has a '*' that isn't its whole first label";
        if (!is_label_byte(host[i]))
            return "has a byte that no host name has";
        letters |= host[i] >= 'a' && host[i] <= 'z';
        if (++label > 63)
            return "has a label of more than 63 bytes";
    }
    if (label == 0)
        return "is empty or ends with a dot";
    return letters ? NULL : "is an address: clients send none";
}

int
otls__name_pattern(const char *pattern, char *out)
{
    const char *why;
    size_t len = strlen(pattern), i;

    if (len >= OTLS__NAME_SIZE)
        return otls__error(OTLS_E_INVALID,
            "the pattern has %zu bytes: a host name has at most 253", len);
    for (i = 0; i <= len; i++)
        out[i] = (char)lower(pattern[i]);
    if ((why = fault(strncmp(out, "*.", 2) == 0 ? out + 2 : out)) != NULL)
        return otls__error(
            OTLS_E_INVALID, "the pattern '%.80s' %s", pattern, why);
    return OTLS_OK;
}

/* Where |pattern| stands or would stand. */
static size_t
place(const struct otls__names *names, const char *pattern, int *found)
{
    size_t low = 0, high = names->count;
    int order;

    *found = 0;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        order = strcmp(names->item[middle].pattern, pattern);
        if (order == 0) {
            *found = 1;
            return middle;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct otls__name *
otls__names_find(const struct otls__names *names, const char *pattern)
{
    int found;
    const size_t i = place(names, pattern, &found);

    return found ? &names->item[i] : NULL;
}

struct otls__name *
otls__names_match(
    const struct otls__names *names, const char *name, size_t len)
{
    char host[OTLS__NAME_SIZE];
    struct otls__name *entry;
    char *dot;
    size_t i;

    if (names->count == 0 || len == 0 || len >= sizeof(host))
        return NULL;
    for (i = 0; i < len; i++)
        if ((host[i] = (char)lower(name[i])) == '\0' || host[i] == '*')
            return NULL;
    /* a name with a dot at its end is the same host */
    if (host[len - 1] == '.')
        len--;
    host[len] = '\0';
    if ((entry = otls__names_find(names, host)) != NULL)
        return entry;
    if ((dot = strchr(host, '.')) == NULL || dot == host)
        return NULL;
    *--dot = '*';
    return otls__names_find(names, dot);
}

struct otls__name *
otls__names_add(struct otls__names *names, const char *pattern)
{
    struct otls__name *item;
    char *copy = otls__strdup(pattern);
    int found;
    size_t i;

    if (copy == NULL)
        return NULL;
    item = otls__realloc(
        names->item, (names->count + 1) * sizeof(names->item[0]));
    if (item == NULL) {
        otls__free(copy);
        return NULL;
    }
    names->item = item;
    i = place(names, pattern, &found);
    memmove(item + i + 1, item + i, (names->count - i) * sizeof(item[0]));
    names->count++;
    memset(&item[i], 0, sizeof(item[i]));
    item[i].pattern = copy;
    return &item[i];
}

void
otls__names_remove(struct otls__names *names, struct otls__name *name)
{
    const size_t i = (size_t)(name - names->item);

    otls__free(name->pattern);
    names->count--;
    memmove(name, name + 1, (names->count - i) * sizeof(*name));
}

int
otls__names_image(struct otls__names *to, const struct otls__names *from)
{
    size_t i;

    memset(to, 0, sizeof(*to));
    if (from->count == 0)
        return OTLS_OK;
    to->item = otls__calloc(from->count, sizeof(to->item[0]));
    if (to->item == NULL)
        return otls__error_memory();
    for (i = 0; i < from->count; i++) {
        to->item[i].pattern = otls__strdup(from->item[i].pattern);
        if (to->item[i].pattern == NULL) {
            otls__names_clear(to);
            return otls__error_memory();
        }
        to->item[i].serial = from->item[i].serial;
        to->count++;
    }
    return OTLS_OK;
}

int
otls__names_equal(const struct otls__names *a, const struct otls__names *b)
{
    size_t i;

    if (a->count != b->count)
        return 0;
    for (i = 0; i < a->count; i++)
        if (a->item[i].serial != b->item[i].serial ||
            strcmp(a->item[i].pattern, b->item[i].pattern) != 0)
            return 0;
    return 1;
}

void
otls__names_clear(struct otls__names *names)
{
    size_t i;

    for (i = 0; i < names->count; i++)
        otls__free(names->item[i].pattern);
    otls__free(names->item);
    memset(names, 0, sizeof(*names));
}
