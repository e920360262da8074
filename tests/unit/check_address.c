/* SPDX-License-Identifier: ISC */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "address.h"
#include "support.h"

START_TEST(addresses_are_a_host_and_a_port)
{
    static const struct {
        const char *text;
        const char *host;
        int port;
    } cases[] = {{"localhost:443", "localhost", 443}, {"[::1]:0", "::1", 0},
        {":65535", "", 65535}, {"127.0.0.1:00080", "127.0.0.1", 80},
        {"[fe80::1%lo]:1", "fe80::1%lo", 1}};
    struct address address;
    size_t i;

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        ck_assert_msg(
            address_parse(&address, cases[i].text, 0), "%s", cases[i].text);
        ck_assert_str_eq(address.host, cases[i].host);
        ck_assert_int_eq(address.port, cases[i].port);
    }
    ck_assert(!address_parse(&address, "localhost:0", 1));
}
END_TEST

START_TEST(what_is_no_address_is_refused)
{
    static const char *const cases[] = {"", "a", "a:", "a:b", "a:-1", "a: 1",
        "a:65536", "a:000080", "a:1x", "::1", "::1:80", "[::1]", "[]:1",
        "[::1:80", "[::1]x:80", "a]:1", "u@a:1", "https://a:1"};
    char text[2 * NI_MAXHOST];
    struct address address;
    size_t i;

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        ck_assert_msg(!address_parse(&address, cases[i], 0), "%s", cases[i]);
    memset(text, 'a', sizeof(text));
    memcpy(text + sizeof(text) - 3, ":1", 3);
    ck_assert(!address_parse(&address, text, 0));
}
END_TEST

START_TEST(addresses_are_written_as_they_are_read)
{
    struct sockaddr_in6 six = {
        .sin6_family = AF_INET6, .sin6_port = htons(8443)};
    struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons(80)};
    char text[100];

    six.sin6_addr = in6addr_loopback;
    four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address_format((struct sockaddr *)&six, sizeof(six), text, sizeof(text));
    ck_assert_str_eq(text, "[::1]:8443");
    address_format((struct sockaddr *)&four, sizeof(four), text, sizeof(text));
    ck_assert_str_eq(text, "127.0.0.1:80");
    six.sin6_family = AF_UNSPEC;
    address_format((struct sockaddr *)&six, sizeof(six), text, sizeof(text));
    ck_assert_str_eq(text, "an unknown address");
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("address");
    TCase *tcase = tcase_create("address");

    tcase_add_test(tcase, addresses_are_a_host_and_a_port);
    tcase_add_test(tcase, what_is_no_address_is_refused);
    tcase_add_test(tcase, addresses_are_written_as_they_are_read);
    suite_add_tcase(suite, tcase);
    return suite;
}
