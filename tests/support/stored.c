/* SPDX-License-Identifier: ISC */
#include "stored.h"

#include <string.h>

#include "shelf.h"

/* One connection, offering |*session| where there is one, which then is the
 * newest that the server gave. */
int
stored_visit(struct ends *e, otls_handle *session)
{
    int resumed;

    ends_connect(e);
    if (*session != 0)
        ck_assert_ok(otls_connection_set_session(e->client, *session));
    ends_shake_well(e);
    ends_say(e->server, e->client, "x");
    resumed = otls_connection_info_is_resumed(e->server);
    ck_assert_int_eq(otls_connection_info_is_resumed(e->client), resumed);
    ck_assert_ok(otls_session_free(*session));
    ck_assert_ok(otls_connection_session(e->client, session));
    return resumed;
}

void
stored_explain(struct ends *e, const char *text)
{
    char why[200];
    size_t n;

    ck_assert_ok(
        otls_connection_info_explain(e->server, why, sizeof(why), &n));
    ck_assert_msg(
        strstr(why, text) != NULL, "\"%s\" not in \"%s\"", text, why);
}

void
stored_open(struct ends *e, int way, int mode)
{
    otls_handle store;

    ends_contexts(e, way, "server");
    shelf_open(&store);
    ck_assert_ok(otls_context_set_resumption(e->server_context, mode));
    ck_assert_ok(otls_context_set_store(e->server_context, store));
    ck_assert_ok(otls_store_free(store));
}

void
stored_close(struct ends *e, otls_handle session)
{
    ck_assert_ok(otls_session_free(session));
    ends_close(e);
}

/* The same store is all that two servers need to share. */
void
stored_restart(struct ends *e)
{
    otls_handle context, store;

    ck_assert_ok(otls_context_copy(e->server_context, &context));
    ck_assert_ok(otls_context_free(e->server_context));
    shelf_open(&store);
    ck_assert_ok(otls_context_set_store(context, store));
    ck_assert_ok(otls_store_free(store));
    e->server_context = context;
}
