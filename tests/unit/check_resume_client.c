/* SPDX-License-Identifier: ISC */

/*
 * What a client asks of a session that its store gave, when whoever put it
 * there had the secret, and so could put any session to any place.
 */
#include <string.h>
#include <time.h>

#include <otls/context.h>

#include "base/secret.h"
#include "bio/bio.h"
#include "store/store.h"
#include "support.h"
#include "tls.h"
#include "tls/inside.h"
#include "tls/session_part.h"

#define NAME "localhost"
#define SECRET "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

static struct otls__context *
make_context(struct otls__store *store)
{
    struct otls__context *c = tls_client();

    ck_assert_ok(otls__context_set_store(c, store));
    return c;
}

/* As it is when the store has answered for the place |at|. */
static struct otls__connection *
make(struct otls__context *context, const char *host, int at)
{
    struct otls__connection *c;
    struct otls__bio *bio;

    ck_assert_ok(otls__bio_memory_new(&bio));
    ck_assert_ok(otls__connection_new_bio(context, bio, bio, &c));
    otls__bio_unref(bio);
    ck_assert_ok(otls__connection_set_servername(c, host));
    ck_assert_int_eq(otls__resume_before(c), OTLS_E_WANT_STORE);
    c->resume.at = at;
    return c;
}

/* A session of a handshake with a server. */
static SSL_SESSION *
make_session(struct otls__context *context, int version)
{
    struct otls__context *server = tls_server("server");
    SSL_SESSION *session = NULL;
    int resumed;

    ck_assert_ok(otls__context_set_versions(server, version, version));
    ck_assert(tls_connect(context, server, NAME, &session, &resumed));
    ck_assert_ptr_nonnull(session);
    otls__context_unref(server);
    return session;
}

/* What |to| makes of |session|, packed as one that |from| was given. */
static const char *
objection(struct otls__connection *from, SSL_SESSION *session,
    struct otls__connection *to)
{
    SSL_SESSION *opened;
    unsigned char *data;
    size_t len;

    ck_assert_int_eq(otls__session_stamp(from->frozen, session), 1);
    ck_assert_ptr_nonnull(data = otls__session_pack_of(from, session, &len));
    opened = otls__resume_client_open(to, data, len);
    ck_assert_int_eq(opened == NULL, to->resume.why != NULL);
    SSL_SESSION_free(opened);
    otls__secret_free(data);
    return to->resume.why == NULL ? "" : to->resume.why;
}

struct house {
    struct otls__store *store;
    struct otls__context *context;
    struct otls__connection *from, *to;
    SSL_SESSION *session;
};

static void
set_up(struct house *h, int version, int at)
{
    ck_assert_ok(
        otls__store_open("memory:", SECRET, strlen(SECRET), &h->store));
    h->context = make_context(h->store);
    h->session = make_session(h->context, version);
    h->from = make(h->context, NAME, at);
    h->to = make(h->context, NAME, at);
}

static void
tear_down(struct house *h)
{
    otls__connection_free(h->from);
    otls__connection_free(h->to);
    SSL_SESSION_free(h->session);
    otls__context_unref(h->context);
    otls__store_unref(h->store);
}

static void
replace(struct house *h, const char *host)
{
    otls__connection_free(h->to);
    h->to = make(h->context, host, 0);
}

START_TEST(a_ticket_is_offered_and_only_once)
{
    struct house h;

    set_up(&h, OTLS_TLS_1_3, 0);
    ck_assert_str_eq(objection(h.from, h.session, h.to), "");
    ck_assert_str_eq(
        objection(h.from, h.session, h.to), "it has resumed before");
    tear_down(&h);
}
END_TEST

START_TEST(a_session_of_1_2_is_offered_each_time)
{
    struct house h;

    set_up(&h, OTLS_TLS_1_2, 3);
    ck_assert_str_eq(objection(h.from, h.session, h.to), "");
    ck_assert_str_eq(objection(h.from, h.session, h.to), "");
    tear_down(&h);
}
END_TEST

START_TEST(the_kind_is_the_places)
{
    struct house h;

    set_up(&h, OTLS_TLS_1_2, 0);
    ck_assert_str_eq(objection(h.from, h.session, h.to), "it is another one");
    tear_down(&h);
    set_up(&h, OTLS_TLS_1_3, 3);
    ck_assert_str_eq(objection(h.from, h.session, h.to), "it is another one");
    tear_down(&h);
}
END_TEST

START_TEST(another_servers_is_not_offered)
{
    struct house h;

    set_up(&h, OTLS_TLS_1_3, 0);
    replace(&h, "example.com");
    ck_assert_str_eq(objection(h.from, h.session, h.to),
        "it was made with another server name");
    /* nor where no name is verified */
    ck_assert_ok(otls__context_insecure_set_hostname_check(h.context, 0));
    otls__connection_free(h.from);
    h.from = make(h.context, NAME, 0);
    replace(&h, "example.com");
    ck_assert_str_eq(objection(h.from, h.session, h.to), "it is another one");
    tear_down(&h);
}
END_TEST

START_TEST(another_verifications_is_not_offered)
{
    struct otls__trust *const trust = tls_trust("stranger-root.crt");
    struct house h;

    set_up(&h, OTLS_TLS_1_3, 0);
    otls__context_set_trust(h.context, trust);
    replace(&h, NAME);
    ck_assert_str_eq(objection(h.from, h.session, h.to),
        "it was made with other trusted certificates");
    ck_assert_ok(otls__context_insecure_set_verify_none(h.context));
    replace(&h, NAME);
    ck_assert_str_eq(objection(h.from, h.session, h.to),
        "it was made with another mode of verification");
    otls__trust_unref(trust);
    tear_down(&h);
}
END_TEST

START_TEST(what_is_over_is_not_offered)
{
    struct house h;

    set_up(&h, OTLS_TLS_1_3, 0);
    ck_assert_int_eq(otls__session_stamp(h.from->frozen, h.session), 1);
    (void)SSL_SESSION_set_time(h.session, time(NULL) - 7200);
    ck_assert_str_eq(objection(h.from, h.session, h.to), "it has expired");
    /* by its own word, or by the server's, of how long a ticket lasts */
    (void)SSL_SESSION_set_timeout(h.session, 100000);
    ck_assert_str_eq(objection(h.from, h.session, h.to), "it has expired");
    tear_down(&h);
}
END_TEST

START_TEST(what_is_no_session_is_none)
{
    static const unsigned char nonsense[300] = {1, 2, 3};
    struct house h;
    size_t i;

    set_up(&h, OTLS_TLS_1_3, 0);
    for (i = 0; i < sizeof(nonsense); i += 7) {
        ck_assert_ptr_null(otls__resume_client_open(h.to, nonsense, i));
        ck_assert_str_eq(h.to->resume.why, "it can't be read");
    }
    tear_down(&h);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("resume_client");
    TCase *c = tcase_create("resume_client");

    tcase_add_test(c, a_ticket_is_offered_and_only_once);
    tcase_add_test(c, a_session_of_1_2_is_offered_each_time);
    tcase_add_test(c, the_kind_is_the_places);
    tcase_add_test(c, another_servers_is_not_offered);
    tcase_add_test(c, another_verifications_is_not_offered);
    tcase_add_test(c, what_is_over_is_not_offered);
    tcase_add_test(c, what_is_no_session_is_none);
    suite_add_tcase(s, c);
    return s;
}
