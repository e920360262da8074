/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "http_response.h"
#include "support.h"

static char head[HTTP_RESPONSE_ROOM + 1];

static void
make(const struct http_response *response)
{
    size_t len;

    memset(head, 'x', sizeof(head));
    len = http_response_head(head, response);
    ck_assert_uint_eq(len, strlen(head));
    ck_assert_str_eq(head + len - 4, "\r\n\r\n");
}

START_TEST(heads_say_what_follows)
{
    struct http_response response = {
        .status = 200, .type = "text/x", .length = 42, .keep_alive = 1};

    make(&response);
    ck_assert_int_eq(strncmp(head, "HTTP/1.1 200 OK\r\nDate: ", 23), 0);
    ck_assert_ptr_nonnull(strstr(head, " GMT\r\nContent-Type: text/x\r\n"));
    ck_assert_ptr_nonnull(strstr(head, "\r\nContent-Length: 42\r\n"));
    ck_assert_ptr_null(strstr(head, "Connection"));
    ck_assert_ptr_null(strstr(head, "Cache-Control"));
    response.keep_alive = 0;
    response.fresh = 1;
    make(&response);
    ck_assert_ptr_nonnull(strstr(head, "\r\nConnection: close\r\n"));
    ck_assert_ptr_nonnull(strstr(head, "\r\nCache-Control: no-store\r\n"));
}
END_TEST

START_TEST(the_longest_head_fits)
{
    struct http_response response = {.status = 431,
        .type = http_response_type("a.ico"),
        .length = INT64_MAX,
        .fresh = 1};

    make(&response);
    ck_assert_uint_lt(strlen(head), HTTP_RESPONSE_ROOM / 2 + 128);
    response.status = 405;
    make(&response);
    ck_assert_ptr_nonnull(strstr(head, "\r\nAllow: GET, HEAD\r\n"));
}
END_TEST

START_TEST(every_status_has_its_reason)
{
    ck_assert_str_eq(http_response_status(404), "404 Not Found");
    ck_assert_str_eq(
        http_response_status(505), "505 HTTP Version Not Supported");
    ck_assert_str_eq(http_response_status(599), "500 Internal Server Error");
}
END_TEST

START_TEST(types_go_by_the_last_ending)
{
    static const char other[] = "application/octet-stream";

    ck_assert_str_eq(http_response_type("/a.PNG"), "image/png");
    ck_assert_str_eq(
        http_response_type("/a.png.html"), "text/html; charset=utf-8");
    ck_assert_str_eq(http_response_type("/d.png/a"), other);
    ck_assert_str_eq(http_response_type("/a."), other);
    ck_assert_str_eq(http_response_type("/png"), other);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("http_response");
    TCase *tcase = tcase_create("response");

    tcase_add_test(tcase, heads_say_what_follows);
    tcase_add_test(tcase, the_longest_head_fits);
    tcase_add_test(tcase, every_status_has_its_reason);
    tcase_add_test(tcase, types_go_by_the_last_ending);
    suite_add_tcase(suite, tcase);
    return suite;
}
