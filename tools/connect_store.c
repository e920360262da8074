/* SPDX-License-Identifier: ISC */
#include "connect_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "locked.h"
#include "report.h"
#include "whole.h"

/* A byte more than the library takes. */
#define SECRET_ROOM (((size_t)64 << 10) + 1)
#define SECRET_TEXT 45

static int
read_secret(struct connect_store *s, const char *path)
{
    return report_library(
        whole_read(path, s->secret, SECRET_ROOM, &s->secret_len));
}

/* A store that needs no secret dies with the process, and so does this. */
static int
make_secret(struct connect_store *s)
{
    return report_library(
        otls_store_make_secret(s->secret, SECRET_TEXT, &s->secret_len));
}

int
connect_store_open(
    struct connect_store *s, const struct endpoint *e, const char *what)
{
    int code;

    memset(s, 0, sizeof(*s));
    code = endpoint_store(e, &s->store);
    if (code != REPORT_DONE || s->store == 0)
        return code;
    (void)snprintf(s->name, sizeof(s->name), "otls connect 1 %s", what);
    if ((s->secret = locked_new(SECRET_ROOM)) == NULL)
        return REPORT_FAILURE;
    return e->store_secret != NULL ? read_secret(s, e->store_secret)
                                   : make_secret(s);
}

void
connect_store_close(struct connect_store *s)
{
    (void)otls_store_free(s->store);
    locked_free(s->secret, SECRET_ROOM);
    s->store = 0;
    s->secret = NULL;
}

static void
warn(const char *what)
{
    char text[1000] = "";
    size_t len;

    (void)otls_error_message(text, sizeof(text), &len);
    report_warning("%s: %s", what, text);
}

static int
import(struct connect_store *s, char *buf, size_t cap, otls_handle *session,
    otls_handle *same)
{
    size_t len;
    int rv;

    rv = otls_store_take(s->store, s->name, strlen(s->name), buf, cap, &len);
    if (rv == OTLS_OK)
        rv = otls_session_import(buf, len, s->secret, s->secret_len, session);
    if (rv == OTLS_OK)
        rv = otls_session_import(buf, len, s->secret, s->secret_len, same);
    explicit_bzero(buf, cap);
    return rv;
}

otls_handle
connect_store_take(struct connect_store *s, otls_handle *same)
{
    otls_handle session = 0;
    size_t cap = 0;
    char *buf;
    int rv;

    if (s->store == 0)
        return 0;
    rv = otls_store_take(s->store, s->name, strlen(s->name), NULL, 0, &cap);
    if (rv == OTLS_OK && (buf = malloc(cap)) != NULL) {
        rv = import(s, buf, cap, &session, same);
        free(buf);
    }
    if (rv != OTLS_OK && rv != OTLS_E_STORE_MISS)
        warn("no session was taken from the store");
    return session;
}

static int
put(struct connect_store *s, otls_handle session, int64_t ttl_s)
{
    char buf[16384];
    size_t len;
    int rv;

    rv = otls_session_export(
        session, s->secret, s->secret_len, buf, sizeof(buf), &len);
    if (rv == OTLS_OK)
        rv = otls_store_put(
            s->store, s->name, strlen(s->name), buf, len, ttl_s * 1000);
    return rv;
}

void
connect_store_keep(
    struct connect_store *s, otls_handle session, otls_handle used)
{
    int64_t created = 0, lifetime = 0, version = 0, left;

    if (s->store == 0 || session == 0 ||
        otls_session_is_resumable(session) != 1 ||
        otls_session_created_s(session, &created) != OTLS_OK ||
        otls_session_lifetime_s(session, &lifetime) != OTLS_OK ||
        otls_session_version(session, &version) != OTLS_OK)
        return;
    left = created + lifetime - (int64_t)time(NULL);
    if (left <= 0 || (used != 0 && version >= OTLS_TLS_1_3 &&
                         otls_session_equal(session, used) == 1))
        return;
    if (put(s, session, left) != OTLS_OK)
        warn("the session was not put into the store");
}
