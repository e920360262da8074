/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "http_request.h"
#include "support.h"

#define HOST "Host: a\r\n"
#define LINE "GET / HTTP/1.1\r\n"

/* The answer to |text|, given in pieces of |piece| bytes. */
static int
take(struct http_request *request, const char *text, size_t piece,
    size_t *total)
{
    size_t len = strlen(text), used, n;
    int answer = HTTP_MORE;

    http_request_begin(request);
    for (*total = 0; answer == HTTP_MORE && *total < len; *total += used) {
        n = len - *total < piece ? len - *total : piece;
        answer = http_request_take(request, text + *total, n, &used);
    }
    return answer;
}

static struct http_request request;

static void
assert_answer(const char *text, int wanted)
{
    size_t whole, bytes;

    ck_assert_msg(take(&request, text, strlen(text), &whole) == wanted,
        "not %d: %.60s", wanted, text);
    ck_assert_msg(take(&request, text, 1, &bytes) == wanted,
        "not %d byte by byte: %.60s", wanted, text);
    ck_assert_uint_eq(whole, bytes);
}

START_TEST(requests_are_understood)
{
    assert_answer(LINE HOST "\r\n", HTTP_COMPLETE);
    ck_assert_int_eq(request.head, 0);
    ck_assert_int_eq(request.keep_alive, 1);
    ck_assert_str_eq(request.path, "/");
    assert_answer("HEAD /a%20b/%c3%a4?x=%zz&y HTTP/1.1\r\nhost:\t a:1 \r\n"
                  "Accept: */*\r\nX:\r\nContent-Length: 000\r\n\r\n",
        HTTP_COMPLETE);
    ck_assert_int_eq(request.head, 1);
    ck_assert_str_eq(request.path, "/a b/\xc3\xa4");
    assert_answer("\r\n" LINE HOST "\r\n", HTTP_COMPLETE);
    assert_answer(
        "GET HTTPS://a.b:1/c?d HTTP/1.1\r\n" HOST "\r\n", HTTP_COMPLETE);
    ck_assert_str_eq(request.path, "/c");
    assert_answer("GET https://a?d HTTP/1.1\r\n" HOST "\r\n", HTTP_COMPLETE);
    ck_assert_str_eq(request.path, "/");
    assert_answer(LINE "Host: [::1]:443\r\n\r\n", HTTP_COMPLETE);
    assert_answer(LINE HOST "X: \x80\xff\t\r\n\r\n", HTTP_COMPLETE);
}
END_TEST

START_TEST(what_comes_after_a_request_is_left)
{
    static const char text[] = LINE HOST "\r\n" LINE;
    size_t used;

    ck_assert_int_eq(
        take(&request, text, sizeof(text) - 1, &used), HTTP_COMPLETE);
    ck_assert_str_eq(text + used, LINE);
}
END_TEST

START_TEST(connections_are_kept_as_asked)
{
    static const struct {
        const char *text;
        int keep;
    } cases[] = {
        {LINE HOST "Connection: close\r\n\r\n", 0},
        {LINE HOST "Connection: TE , Close\r\n\r\n", 0},
        {LINE HOST "Connection: close\r\nConnection: keep-alive\r\n\r\n", 0},
        {LINE HOST "Connection: keep-alive\r\n\r\n", 1},
        {LINE HOST "Connection: closed\r\n\r\n", 1},
        {"GET / HTTP/1.0\r\n\r\n", 0},
        {"GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", 1},
        {"GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n", 0},
        {"GET / HTTP/1.7\r\n" HOST "\r\n", 1},
    };
    size_t i;

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_answer(cases[i].text, HTTP_COMPLETE);
        ck_assert_msg(request.keep_alive == cases[i].keep, "%zu", i);
    }
}
END_TEST

/* What two readers can understand in two ways. */
START_TEST(ambiguous_requests_are_refused)
{
    static const char *const cases[] = {
        LINE HOST " folded\r\n\r\n",
        LINE HOST "X: a\r\n\tfolded\r\n\r\n",
        LINE HOST "X : a\r\n\r\n",
        LINE HOST ": a\r\n\r\n",
        LINE HOST "X\r\n\r\n",
        LINE HOST "X(: a\r\n\r\n",
        LINE HOST "Content-Length: 0\r\nContent-Length: 0\r\n\r\n",
        LINE HOST "Content-Length: 0\r\nContent-Length: 5\r\n\r\n",
        LINE HOST "Content-Length: 0, 0\r\n\r\n",
        LINE HOST "Content-Length: +0\r\n\r\n",
        LINE HOST "Content-Length: -1\r\n\r\n",
        LINE HOST "Content-Length: 0x0\r\n\r\n",
        LINE HOST "Content-Length: 1 1\r\n\r\n",
        LINE HOST "Content-Length:\r\n\r\n",
        LINE HOST "Transfer-Encoding: chunked\r\n\r\n",
        LINE HOST "transfer-encoding: identity\r\n\r\n",
        LINE HOST "Transfer-Encoding:\r\nContent-Length: 0\r\n\r\n",
        "GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
        LINE HOST HOST "\r\n",
        LINE "Host: a b\r\n\r\n",
        LINE "Host: a/b\r\n\r\n",
        LINE "Host: a@b\r\n\r\n",
        LINE "\r\n",
        LINE "Accept: */*\r\n\r\n",
        LINE HOST "X: a\nY: b\r\n\r\n",
        LINE HOST "X: a\rY: b\r\n\r\n",
        LINE HOST "X: a\x01\r\n\r\n",
        LINE HOST "X: a\x7f\r\n\r\n",
        LINE HOST "\n",
        LINE HOST "\r\r\n",
        "\r\n\r\n" LINE HOST "\r\n",
        "\n" LINE HOST "\r\n",
    };
    size_t i;

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_answer(cases[i], 400);
}
END_TEST

START_TEST(a_nul_is_refused_anywhere)
{
    static const char line[] = "GET /\0 HTTP/1.1\r\n";
    static const char field[] = LINE "Ho\0st: a\r\n";
    size_t used;

    http_request_begin(&request);
    ck_assert_int_eq(
        http_request_take(&request, line, sizeof(line) - 1, &used), 400);
    ck_assert_uint_eq(used, 6);
    http_request_begin(&request);
    ck_assert_int_eq(
        http_request_take(&request, field, sizeof(field) - 1, &used), 400);
}
END_TEST

START_TEST(malformed_request_lines_are_refused)
{
    static const struct {
        const char *text;
        int status;
    } cases[] = {
        {"GET\r\n", 400},
        {"GET /\r\n", 400},
        {"GET  / HTTP/1.1\r\n", 400},
        {"GET /  HTTP/1.1\r\n", 400},
        {"GET / b HTTP/1.1\r\n", 400},
        {" GET / HTTP/1.1\r\n", 400},
        {"GET / HTTP/1.1 \r\n", 400},
        {"GET\t/ HTTP/1.1\r\n", 400},
        {"G(T / HTTP/1.1\r\n", 400},
        {"GET / HTTP/1\r\n", 400},
        {"GET / HTTP/1.10\r\n", 400},
        {"GET / http/1.1\r\n", 400},
        {"GET / HTTP/a.1\r\n", 400},
        {"GET / XTTP/1.1\r\n", 400},
        {"GET / HTTP/2.0\r\n", 505},
        {"GET / HTTP/0.9\r\n", 505},
        {"PRI * HTTP/2.0\r\n", 505},
        {"POST / HTTP/1.1\r\n", 405},
        {"get / HTTP/1.1\r\n", 405},
        {"OPTIONS * HTTP/1.1\r\n", 405},
        {"CONNECT a:1 HTTP/1.1\r\n", 405},
        {"GET a HTTP/1.1\r\n", 400},
        {"GET * HTTP/1.1\r\n", 400},
        {"GET a:443 HTTP/1.1\r\n", 400},
        {"GET http://a/ HTTP/1.1\r\n", 400},
        {"GET https:///x HTTP/1.1\r\n", 400},
        {"GET https://u@a/x HTTP/1.1\r\n", 400},
        {"GET /a#b HTTP/1.1\r\n", 400},
        {"GET /%00 HTTP/1.1\r\n", 400},
        {"GET /%2 HTTP/1.1\r\n", 400},
        {"GET /%g0 HTTP/1.1\r\n", 400},
        {"GET /%", 0},
        {"GET /\xc3\xa4 HTTP/1.1\r\n", 400},
        {"\x16\x03\x01", 400},
    };
    size_t i;

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_answer(cases[i].text, cases[i].status);
}
END_TEST

START_TEST(bodies_are_refused)
{
    assert_answer(LINE HOST "Content-Length: 1\r\n\r\n", 413);
    assert_answer(
        LINE HOST "Content-Length: 99999999999999999999999\r\n\r\n", 413);
}
END_TEST

/* |count| times |c| after |before|, then |after|. */
static char *
long_text(const char *before, char c, size_t count, const char *after)
{
    size_t len = strlen(before);
    char *text = malloc(len + count + strlen(after) + 1);

    ck_assert_ptr_nonnull(text);
    memcpy(text, before, len);
    memset(text + len, c, count);
    memcpy(text + len + count, after, strlen(after) + 1);
    return text;
}

static void
assert_long(const char *before, size_t count, const char *after, int wanted)
{
    char *text = long_text(before, 'a', count, after);

    assert_answer(text, wanted);
    free(text);
}

START_TEST(lines_have_a_longest)
{
    size_t line = HTTP_LINE_MAX - strlen("GET / HTTP/1.1");
    size_t field = HTTP_LINE_MAX - strlen("X:");

    assert_long("GET /", line, " HTTP/1.1\r\n" HOST "\r\n", HTTP_COMPLETE);
    ck_assert_uint_eq(strlen(request.path), line + 1);
    assert_long("GET /", line + 1, " HTTP/1.1\r\n" HOST "\r\n", 414);
    assert_long("GET /", 3 * HTTP_HEAD_MAX, "", 414);
    assert_long(LINE HOST "X:", field, "\r\n\r\n", HTTP_COMPLETE);
    assert_long(LINE HOST "X:", field + 1, "\r\n\r\n", 431);
    assert_long(LINE HOST "X:", 3 * HTTP_HEAD_MAX, "", 431);
}
END_TEST

static char *
many_fields(int count)
{
    size_t len = strlen(LINE HOST);
    char *text = malloc(len + (size_t)count * 5 + 3);
    int i;

    ck_assert_ptr_nonnull(text);
    memcpy(text, LINE HOST, len);
    for (i = 0; i < count; i++, len += 5)
        memcpy(text + len, "X:a\r\n", 5);
    memcpy(text + len, "\r\n", 3);
    return text;
}

START_TEST(heads_have_a_longest_and_a_most)
{
    char *text = many_fields(HTTP_FIELDS_MAX - 1);
    char *half;

    assert_answer(text, HTTP_COMPLETE);
    free(text);
    text = many_fields(HTTP_FIELDS_MAX);
    assert_answer(text, 431);
    free(text);
    half = long_text(LINE HOST "X:", 'a', HTTP_LINE_MAX - 8, "\r\nY:");
    assert_long(half, HTTP_LINE_MAX - 90, "\r\n\r\n", HTTP_COMPLETE);
    assert_long(half, HTTP_LINE_MAX - 8, "\r\n\r\n", 431);
    free(half);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("http_request");
    TCase *tcase = tcase_create("request");

    tcase_add_test(tcase, requests_are_understood);
    tcase_add_test(tcase, what_comes_after_a_request_is_left);
    tcase_add_test(tcase, connections_are_kept_as_asked);
    tcase_add_test(tcase, ambiguous_requests_are_refused);
    tcase_add_test(tcase, a_nul_is_refused_anywhere);
    tcase_add_test(tcase, malformed_request_lines_are_refused);
    tcase_add_test(tcase, bodies_are_refused);
    tcase_add_test(tcase, lines_have_a_longest);
    tcase_add_test(tcase, heads_have_a_longest_and_a_most);
    suite_add_tcase(suite, tcase);
    return suite;
}
