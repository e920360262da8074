/* SPDX-License-Identifier: ISC */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "age/inspect.h"
#include "age/stanza.h"
#include "base/error.h"
#include "base/mem.h"

/* Text that grows; NULL once memory has run out. */
struct text {
    char *chars;
    size_t len;
    size_t cap;
};

static void
add(struct text *t, const char *chars, size_t len)
{
    char *more;

    if (t->chars == NULL)
        return;
    if (len >= t->cap - t->len) {
        t->cap = 2 * t->cap + len;
        if ((more = otls__realloc(t->chars, t->cap)) == NULL)
            otls__free(t->chars);
        if ((t->chars = more) == NULL)
            return;
    }
    memcpy(t->chars + t->len, chars, len);
    t->len += len;
    t->chars[t->len] = '\0';
}

static void
add_text(struct text *t, const char *chars)
{
    add(t, chars, strlen(chars));
}

/* Of visible ASCII, these two are what JSON won't have in a string. */
static void
add_string(struct text *t, const char *chars, size_t len)
{
    size_t i;

    add_text(t, "\"");
    for (i = 0; i < len; i++) {
        if (chars[i] == '"' || chars[i] == '\\')
            add_text(t, "\\");
        add(t, chars + i, 1);
    }
    add_text(t, "\"");
}

static void
add_size(struct text *t, const char *name, int64_t value, const char *after)
{
    char number[32];

    (void)snprintf(number, sizeof(number), "%" PRId64, value);
    add_text(t, "        \"");
    add_text(t, name);
    add_text(t, "\": ");
    add_text(t, value < 0 ? "null" : number);
    add_text(t, after);
}

/* Whether a computer of the future could read it: one stanza that it can
 * break is enough, and of unknown ones nothing is known. */
static const char *
postquantum(const struct otls__age_header *h)
{
    static const char *const no[] = {
        "X25519", "ssh-rsa", "ssh-ed25519", "p256tag", "piv-p256"};
    static const char *const yes[] = {
        "mlkem768x25519", "scrypt", "mlkem768p256tag"};
    const char *answer = "unknown";
    size_t i, j;

    for (i = 0; i < h->count; i++) {
        for (j = 0; j < sizeof(no) / sizeof(no[0]); j++)
            if (otls__age_stanza_is(h, &h->stanzas[i], no[j]))
                return "no";
        for (j = 0; j < sizeof(yes) / sizeof(yes[0]); j++)
            if (otls__age_stanza_is(h, &h->stanzas[i], yes[j]))
                answer = "yes";
    }
    return answer;
}

static void
add_types(struct text *t, const struct otls__age_header *h)
{
    const char *type = "";
    size_t i, len = 0;

    for (i = 0; i < h->count; i++) {
        add_text(t, i == 0 ? "\n        " : ",\n        ");
        (void)otls__age_stanza_arg(h, &h->stanzas[i], 0, &type, &len);
        add_string(t, type, len);
    }
}

int
otls__age_inspection_json(
    const struct otls__age_inspection *x, void *buf, size_t cap, size_t *len)
{
    struct text t = {otls__calloc(1, 1024), 0, 1024};
    const int64_t padding = x->payload < 0 ? -1 : 0;
    int rv;

    add_text(&t, "{\n    \"version\": \"age-encryption.org/v1\",\n");
    add_text(&t, "    \"postquantum\": \"");
    add_text(&t, postquantum(&x->header));
    add_text(&t, x->armored ? "\",\n    \"armor\": true,\n"
                            : "\",\n    \"armor\": false,\n");
    add_text(&t, "    \"stanza_types\": [");
    add_types(&t, &x->header);
    add_text(&t, "\n    ],\n    \"sizes\": {\n");
    add_size(&t, "header", (int64_t)x->header.len, ",\n");
    add_size(&t, "armor", x->armor, ",\n");
    add_size(&t, "overhead", x->overhead, ",\n");
    add_size(&t, "min_payload", x->payload, ",\n");
    add_size(&t, "max_payload", x->payload, ",\n");
    add_size(&t, "min_padding", padding, ",\n");
    add_size(&t, "max_padding", padding, "\n    }\n}");
    if (t.chars == NULL)
        return otls__error_memory();
    rv = otls__copy_text(t.chars, buf, cap, len);
    otls__free(t.chars);
    return rv;
}
