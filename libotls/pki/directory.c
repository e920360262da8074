/* SPDX-License-Identifier: ISC */
#include "pki/directory.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/call.h"
#include "base/error.h"
#include "base/mem.h"
#include "crypto/identity.h"
#include "pki/idset.h"
#include "pki/source.h"

#define NAME_MAX_HERE 24

struct names {
    char (*names)[NAME_MAX_HERE];
    size_t count;
    size_t cap;
    int number; /* errno, or 0 */
};

/* Eight hexadecimal digits, a point, an r before the number of a revocation
 * list. */
static int
is_entry(const char *name, int *is_crl)
{
    size_t i;

    if (strlen(name) >= NAME_MAX_HERE)
        return 0;
    for (i = 0; i < 8; i++)
        if (!isxdigit((unsigned char)name[i]))
            return 0;
    if (name[i++] != '.')
        return 0;
    *is_crl = name[i] == 'r';
    if (*is_crl)
        i++;
    if (name[i] == '\0')
        return 0;
    while (isdigit((unsigned char)name[i]))
        i++;
    return name[i] == '\0';
}

static int
add_name(struct names *names, const char *name)
{
    size_t cap;
    void *larger;

    if (names->count == names->cap) {
        cap = names->cap == 0 ? 64 : names->cap * 2;
        if ((larger = otls__realloc(
                 names->names, cap * sizeof(names->names[0]))) == NULL)
            return 0;
        names->names = larger;
        names->cap = cap;
    }
    memcpy(names->names[names->count++], name, strlen(name) + 1);
    return 1;
}

/* To be called while paused: it may block. */
static void
read_names(const char *path, struct names *names)
{
    const struct dirent *entry;
    DIR *d = opendir(path);
    int is_crl;

    if (d == NULL) {
        names->number = errno;
        return;
    }
    for (;;) {
        errno = 0;
        if ((entry = readdir(d)) == NULL) {
            names->number = errno;
            break;
        }
        if (is_entry(entry->d_name, &is_crl) &&
            !add_name(names, entry->d_name)) {
            names->number = ENOMEM;
            break;
        }
    }
    (void)closedir(d);
}

static int
list(const char *path, struct names *names)
{
    int rv;

    otls__call_pause();
    read_names(path, names);
    if ((rv = otls__call_resume()) != OTLS_OK)
        return rv;
    if (names->number == ENOMEM)
        return otls__error_memory();
    if (names->number != 0)
        return otls__error_errno(otls__error_code_of_errno(names->number),
            names->number, "reading the directory %s", path);
    return OTLS_OK;
}

/* The digest of one entry's name and content. */
static int
identify(const char *path, const char *name, unsigned char id[32])
{
    struct otls__source source;
    unsigned char both[NAME_MAX_HERE + 32];
    const size_t size = strlen(path) + NAME_MAX_HERE + 2;
    char *file = otls__malloc(size);
    int rv;

    if (file == NULL)
        return otls__error_memory();
    (void)snprintf(file, size, "%s/%s", path, name);
    if ((rv = otls__source_file(&source, file, OTLS__SOURCE_TRUST, 0)) ==
        OTLS_OK) {
        memset(both, 0, sizeof(both));
        memcpy(both, name, strlen(name));
        memcpy(both + NAME_MAX_HERE, source.digest, 32);
        rv = otls__identity(both, sizeof(both), id);
    }
    otls__source_end(&source);
    otls__free(file);
    return rv;
}

int
otls__directory_scan(const char *path, struct otls__directory *directory)
{
    struct names names = {NULL, 0, 0, 0};
    struct otls__idset set = {NULL, 0, 0};
    unsigned char id[32];
    int is_crl = 0, rv;
    size_t i;

    directory->certs = directory->crls = 0;
    rv = list(path, &names);
    for (i = 0; rv == OTLS_OK && i < names.count; i++) {
        rv = identify(path, names.names[i], id);
        if (rv == OTLS_E_NOT_FOUND || rv == OTLS_E_PERMISSION ||
            rv == OTLS_E_IO) {
            rv = OTLS_OK;
            continue;
        }
        if (rv == OTLS_OK && (rv = otls__idset_add(&set, id)) >= 0) {
            (void)is_entry(names.names[i], &is_crl);
            if (is_crl)
                directory->crls++;
            else
                directory->certs++;
            rv = OTLS_OK;
        }
    }
    if (rv == OTLS_OK)
        rv = otls__idset_digest(&set, directory->digest);
    otls__idset_end(&set);
    otls__free(names.names);
    return rv;
}
