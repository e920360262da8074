/* SPDX-License-Identifier: ISC */
#include "kept.h"

#include <string.h>

#include "shelf.h"

void
kept_by_shelf(otls_handle context)
{
    otls_handle store;

    shelf_open(&store);
    ck_assert_ok(otls_context_set_store(context, store));
    ck_assert_ok(otls_store_free(store));
}

void
kept_open(struct ends *e, int way)
{
    ends_contexts(e, way, "server");
    kept_by_shelf(e->client_context);
}

void
kept_explain(otls_handle connection, const char *text)
{
    char why[300];
    size_t n;

    ck_assert_ok(
        otls_connection_info_explain(connection, why, sizeof(why), &n));
    ck_assert_msg(
        strstr(why, text) != NULL, "\"%s\" not in \"%s\"", text, why);
}

int
kept_shake(struct ends *e)
{
    int resumed;

    ends_shake_well(e);
    ends_say(e->server, e->client, "x");
    resumed = otls_connection_info_is_resumed(e->server);
    ck_assert_int_eq(otls_connection_info_is_resumed(e->client), resumed);
    return resumed;
}

int
kept_visit(struct ends *e)
{
    int resumed;

    ends_connect(e);
    resumed = kept_shake(e);
    ends_disconnect(e);
    return resumed;
}
