/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/call.h"
#include "base/error.h"
#include "pki/source.h"
#include "pki/trust_part.h"

/*
 * What the system trusts is a file and a list of directories, as OpenSSL has
 * it: its built-in places, or those that the environment names. The object in
 * the cache answers while the file's content, the list of directories and
 * each directory's own times are what they were. A directory that changed a
 * moment ago may change again without its times showing it.
 */
#define SETTLED_S 3
#define KEY_MAX 2048

struct system {
    const char *file;
    const char *directories;
    struct otls__source source;
    int has_file;
    unsigned char key[KEY_MAX];
    size_t key_len; /* 0: it can't be cached */
};

/* A privileged program doesn't listen to the environment. */
static const char *
place(const char *variable, const char *standard)
{
    const char *value = secure_getenv(variable);

    return value == NULL ? standard : value;
}

static int
is_absent(int rv)
{
    return rv == OTLS_E_NOT_FOUND || rv == OTLS_E_PERMISSION;
}

static void
key_add(struct system *s, const void *field, size_t len)
{
    if (s->key_len == 0 || len > KEY_MAX - s->key_len) {
        s->key_len = 0;
        return;
    }
    memcpy(s->key + s->key_len, field, len);
    s->key_len += len;
}

static int
find_file(struct system *s)
{
    int rv;

    if ((rv = otls__source_file(&s->source, s->file, OTLS__SOURCE_TRUST, 0)) !=
        OTLS_OK)
        return is_absent(rv) ? OTLS_OK : rv;
    s->has_file = 1;
    key_add(s, "f", 1);
    key_add(s, s->source.digest, sizeof(s->source.digest));
    return OTLS_OK;
}

static int
examine(const char *path, struct stat *st, int *number)
{
    int rv;

    otls__call_pause();
    *number = stat(path, st) == 0 ? 0 : errno;
    if ((rv = otls__call_resume()) != OTLS_OK)
        return rv;
    return OTLS_OK;
}

/* The length of the name at |p|, and the next one in |next|. */
static size_t
name_at(const char *p, const char **next)
{
    const size_t len = strcspn(p, ":");

    *next = p + len + (p[len] == ':');
    return len;
}

static int
add_to_key(struct system *s, const char *path)
{
    const time_t now = time(NULL) - SETTLED_S;
    struct stat st;
    int number, rv;

    memset(&st, 0, sizeof(st));
    if ((rv = examine(path, &st, &number)) != OTLS_OK)
        return rv;
    if (number == 0 && (st.st_mtim.tv_sec >= now || st.st_ctim.tv_sec >= now))
        s->key_len = 0;
    key_add(s, path, strlen(path) + 1);
    key_add(s, &st.st_dev, sizeof(st.st_dev));
    key_add(s, &st.st_ino, sizeof(st.st_ino));
    key_add(s, &st.st_mtim, sizeof(st.st_mtim));
    key_add(s, &st.st_ctim, sizeof(st.st_ctim));
    return OTLS_OK;
}

/* Does |what| with each directory of the list. */
static int
each_directory(struct system *s, struct otls__trust *trust,
    int (*what)(struct system *, struct otls__trust *, const char *path))
{
    const char *p = s->directories, *next;
    char path[1024];
    size_t len;
    int rv = OTLS_OK;

    for (; rv == OTLS_OK && *p != '\0'; p = next) {
        len = name_at(p, &next);
        if (len == 0)
            continue;
        if (len >= sizeof(path))
            return otls__error(OTLS_E_LIMIT,
                "%s names a directory of more than %zu bytes",
                X509_get_default_cert_dir_env(), sizeof(path) - 1);
        memcpy(path, p, len);
        path[len] = '\0';
        rv = what(s, trust, path);
    }
    return rv;
}

static int
identify_one(struct system *s, struct otls__trust *trust, const char *path)
{
    (void)trust;
    return add_to_key(s, path);
}

static int
add_one(struct system *s, struct otls__trust *trust, const char *path)
{
    const int rv = otls__trust_add_directory(trust, path, strlen(path));

    (void)s;
    return is_absent(rv) ? OTLS_OK : rv;
}

/* The key stays right: a file that changed since isn't what it says. */
static int
read_file(struct system *s)
{
    unsigned char before[OTLS__SOURCE_DIGEST];
    int rv;

    memcpy(before, s->source.digest, sizeof(before));
    if ((rv = otls__source_need(&s->source)) == OTLS_OK &&
        memcmp(before, s->source.digest, sizeof(before)) != 0)
        s->key_len = 0;
    return rv;
}

static int
load(struct system *s, struct otls__trust **trust)
{
    struct otls__trust *file = NULL, *t;
    int rv;

    if (s->has_file && (rv = read_file(s)) != OTLS_OK)
        return rv;
    /* an empty file, such as /dev/null, says that there is nothing */
    if (s->has_file && s->source.len > 0 &&
        (rv = otls__trust_load_source(&s->source, &file)) != OTLS_OK)
        return rv;
    if ((rv = otls__trust_begin(&t)) == OTLS_OK) {
        if (file != NULL)
            rv = otls__trust_add_trust(t, file);
        if (rv == OTLS_OK)
            rv = each_directory(s, t, add_one);
        rv = otls__trust_finish(t, rv, trust);
    }
    otls__trust_unref(file);
    return rv;
}

int
otls__trust_system(struct otls__trust **trust)
{
    struct system s;
    int rv;

    memset(&s, 0, sizeof(s));
    s.file = place(
        X509_get_default_cert_file_env(), X509_get_default_cert_file());
    s.directories =
        place(X509_get_default_cert_dir_env(), X509_get_default_cert_dir());
    s.key[0] = 'S';
    s.key_len = 1;
    if ((rv = find_file(&s)) == OTLS_OK &&
        (rv = each_directory(&s, NULL, identify_one)) == OTLS_OK &&
        (s.key_len == 0 || !otls__trust_cached(s.key, s.key_len, trust)) &&
        (rv = load(&s, trust)) == OTLS_OK && s.key_len != 0)
        otls__trust_keep(s.key, s.key_len, *trust);
    otls__source_end(&s.source);
    return rv;
}
