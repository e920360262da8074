/* SPDX-License-Identifier: ISC */
#include "tls.h"

#include <string.h>

#include <otls/context.h>

#include "certs.h"
#include "support.h"

START_TEST(client_and_server_meet_with_defaults)
{
    struct otls__context *client = tls_client(),
                         *server = tls_server("server");
    SSL_SESSION *session = NULL;
    int resumed;

    ck_assert(tls_connect(client, server, "example.com", &session, &resumed));
    ck_assert_int_eq(resumed, 0);
    ck_assert_ptr_nonnull(session);
    ck_assert(tls_connect(client, server, "example.com", &session, &resumed));
    ck_assert_int_eq(resumed, 1);
    SSL_SESSION_free(session);
    otls__context_unref(client);
    otls__context_unref(server);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("context");
    TCase *c = tcase_create("context");

    tcase_add_test(c, client_and_server_meet_with_defaults);
    suite_add_tcase(s, c);
    return s;
}
