/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <inttypes.h>
#include <otls.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#include "command.h"
#include "json.h"
#include "option.h"
#include "report.h"

#define KEY 32
#define RECORD (KEY + 2 * 8)
#define FIRST_ROOM ((size_t)64 << 10)
#define PING_TTL_MS 10000
#define PING_SIZE 32
#define VERBS 4

struct arguments {
    const char *url;
    const char *secret;
    int json;
    int yes;
    char scheme[32];
    otls_handle store;
};

static const struct {
    const char *name;
    int counter;
} counters[] = {
    {"hit", OTLS_STORE_HIT},
    {"miss", OTLS_STORE_MISS},
    {"put", OTLS_STORE_PUT},
    {"timeout", OTLS_STORE_TIMEOUT},
    {"failed", OTLS_STORE_FAILED},
    {"oversize", OTLS_STORE_OVERSIZE},
    {"damaged", OTLS_STORE_DAMAGED},
    {"skipped", OTLS_STORE_SKIPPED},
    {"dropped", OTLS_STORE_DROPPED},
};

#define COUNTERS ((int)(sizeof(counters) / sizeof(counters[0])))

/* How long the parts of a round trip took. */
struct ping {
    int64_t put_us, get_us, remove_us;
};

static int64_t
now_us(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int
report_store(int rv)
{
    return report_library(rv) == REPORT_DONE ? REPORT_DONE : REPORT_STORE;
}

static int64_t
counter(const struct arguments *a, int which)
{
    int64_t n = 0;

    (void)otls_store_counter(a->store, which, &n);
    return n;
}

static void
get_warning(const struct arguments *a, char *buf, size_t cap)
{
    size_t len;

    if (otls_store_warning(a->store, buf, cap, &len) != OTLS_OK)
        buf[0] = '\0';
}

/* What was put and isn't there was refused, which nobody waited to hear. */
static int
report_lost(const struct arguments *a, const char *what)
{
    char why[1000];

    get_warning(a, why, sizeof(why));
    (void)report_error(
        "the store %s%s%s", what, why[0] != '\0' ? ": " : "", why);
    return REPORT_STORE;
}

/* Puts an entry that nobody else has, gets it and removes it. */
static int
make_round_trip(const struct arguments *a, struct ping *ping)
{
    unsigned char name[PING_SIZE], value[PING_SIZE], got[PING_SIZE];
    int64_t begin, put, get;
    size_t len = 0;
    int rv;

    if ((rv = otls_rand_bytes(name, sizeof(name))) != OTLS_OK ||
        (rv = otls_rand_bytes(value, sizeof(value))) != OTLS_OK)
        return report_library(rv);
    begin = now_us();
    rv = otls_store_put(
        a->store, name, sizeof(name), value, sizeof(value), PING_TTL_MS);
    if (rv != OTLS_OK)
        return report_store(rv);
    put = now_us();
    rv = otls_store_get(a->store, name, sizeof(name), got, sizeof(got), &len);
    if (rv == OTLS_E_STORE_MISS)
        return report_lost(a, "hasn't kept what was put");
    if (rv != OTLS_OK)
        return report_store(rv);
    if (len != sizeof(value) || memcmp(got, value, sizeof(value)) != 0)
        return report_lost(a, "gave something else than what was put");
    get = now_us();
    rv = otls_store_remove(a->store, name, sizeof(name));
    if (rv == OTLS_E_STORE_MISS)
        return report_lost(a, "has lost what was put");
    ping->put_us = put - begin;
    ping->get_us = get - put;
    ping->remove_us = now_us() - get;
    return report_store(rv);
}

static int
run_ping(const struct arguments *a)
{
    struct ping p;
    int code;

    if ((code = make_round_trip(a, &p)) != REPORT_DONE)
        return code;
    if (a->json)
        (void)printf("{\"store\": \"%s\", \"put_us\": %" PRId64
                     ", \"get_us\": %" PRId64 ", \"remove_us\": %" PRId64
                     "}\n",
            a->scheme, p.put_us, p.get_us, p.remove_us);
    else
        (void)printf("%s: put in %" PRId64 " us, got in %" PRId64
                     " us, removed in %" PRId64 " us\n",
            a->scheme, p.put_us, p.get_us, p.remove_us);
    return REPORT_DONE;
}

static void
print_stat_json(
    const struct arguments *a, int64_t entries, const struct ping *p)
{
    char warning[1000];
    int i;

    get_warning(a, warning, sizeof(warning));
    (void)printf("{\"store\": \"%s\", \"entries\": %" PRId64
                 ", \"ping_us\": %" PRId64 ", \"breaker\": \"%s\"",
        a->scheme, entries, p->put_us + p->get_us + p->remove_us,
        counter(a, OTLS_STORE_SKIPPED) > 0 ? "open" : "closed");
    (void)printf(", \"counters\": {");
    for (i = 0; i < COUNTERS; i++)
        (void)printf("%s\"%s\": %" PRId64, i == 0 ? "" : ", ",
            counters[i].name, counter(a, counters[i].counter));
    (void)printf("}, \"warning\": ");
    json_print_string(warning);
    (void)printf("}\n");
}

static void
print_stat(const struct arguments *a, int64_t entries, const struct ping *p)
{
    char warning[1000];
    int i;

    (void)printf("store     %s\nentries   %" PRId64 "\nping      %" PRId64
                 " us\nbreaker   %s\n",
        a->scheme, entries, p->put_us + p->get_us + p->remove_us,
        counter(a, OTLS_STORE_SKIPPED) > 0 ? "open" : "closed");
    for (i = 0; i < COUNTERS; i++)
        (void)printf("%-9s %" PRId64 "\n", counters[i].name,
            counter(a, counters[i].counter));
    get_warning(a, warning, sizeof(warning));
    report_sanitise(warning);
    if (warning[0] != '\0')
        (void)printf("warning   %s\n", warning);
}

static int
run_stat(const struct arguments *a)
{
    int64_t entries;
    struct ping p;
    int code;

    code = report_store(otls_store_count(a->store, &entries));
    if (code == REPORT_DONE)
        code = make_round_trip(a, &p);
    if (code != REPORT_DONE)
        return code;
    if (a->json)
        print_stat_json(a, entries, &p);
    else
        print_stat(a, entries, &p);
    return REPORT_DONE;
}

static int64_t
number_at(const unsigned char *in)
{
    uint64_t number = 0;
    int i;

    for (i = 0; i < 8; i++)
        number = number << 8 | in[i];
    return (int64_t)number;
}

static void
print_entry(const struct arguments *a, const unsigned char *record)
{
    const int64_t size = number_at(record + KEY);
    const int64_t ttl_ms = number_at(record + KEY + 8);
    char key[2 * KEY + 1];
    int i;

    for (i = 0; i < KEY; i++)
        (void)snprintf(key + 2 * i, 3, "%02x", record[i]);
    if (a->json && ttl_ms < 0)
        (void)printf("{\"key\": \"%s\", \"size\": %" PRId64
                     ", \"ttl_ms\": null}\n",
            key, size);
    else if (a->json)
        (void)printf("{\"key\": \"%s\", \"size\": %" PRId64
                     ", \"ttl_ms\": %" PRId64 "}\n",
            key, size, ttl_ms);
    else if (ttl_ms < 0)
        (void)printf("%s %7" PRId64 " bytes, for ever\n", key, size);
    else
        (void)printf("%s %7" PRId64 " bytes, for %" PRId64 " s\n", key, size,
            ttl_ms / 1000);
}

/* What comes at once, in a buffer that grows as it must. */
static int
scan(const struct arguments *a, int64_t *cursor, unsigned char **buf,
    size_t *room, size_t *len)
{
    unsigned char *larger;
    int rv;

    for (;;) {
        rv = otls_store_scan(a->store, *cursor, cursor, *buf, *room, len);
        if (rv != OTLS_E_TOO_SMALL)
            return report_store(rv);
        *room = *len > *room ? 2 * *len : 2 * *room;
        if ((larger = realloc(*buf, *room)) == NULL)
            return report_error("out of memory");
        *buf = larger;
    }
}

static int
run_list(const struct arguments *a)
{
    size_t room = FIRST_ROOM, len, at;
    unsigned char *buf = malloc(room);
    int64_t cursor = 0;
    int code = REPORT_DONE;

    if (buf == NULL)
        return report_error("out of memory");
    do {
        code = scan(a, &cursor, &buf, &room, &len);
        for (at = 0; code == REPORT_DONE && at + RECORD <= len; at += RECORD)
            print_entry(a, buf + at);
    } while (code == REPORT_DONE && cursor != 0 && !ferror(stdout));
    free(buf);
    return code;
}

static int
run_purge(const struct arguments *a)
{
    int64_t before, after;
    int code;

    code = report_store(otls_store_count(a->store, &before));
    if (code == REPORT_DONE && !a->yes)
        return report_usage(&command_store,
            "purge removes %" PRId64 " entries for everybody who shares the"
            " store: say --yes to do that",
            before);
    if (code == REPORT_DONE)
        code = report_store(otls_store_purge(a->store));
    if (code == REPORT_DONE)
        code = report_store(otls_store_count(a->store, &after));
    if (code != REPORT_DONE)
        return code;
    if (a->json)
        (void)printf("{\"store\": \"%s\", \"removed\": %" PRId64
                     ", \"left\": %" PRId64 "}\n",
            a->scheme, before, after);
    else
        (void)printf("%s: removed %" PRId64 " entries\n", a->scheme, before);
    return REPORT_DONE;
}

static const struct {
    const char *name;
    int (*run)(const struct arguments *a);
} verbs[VERBS] = {
    {"stat", run_stat},
    {"list", run_list},
    {"purge", run_purge},
    {"ping", run_ping},
};

/* An SQLite store that isn't there would be made, which nobody wants of a
 * command that looks at one. Where the URL has escapes in its path, that is
 * left to the library. */
static int
check_file(const struct arguments *a)
{
    char path[4096];
    const char *const rest = strchr(a->url, ':') + 1;
    const size_t len = strcspn(rest, "?");

    if (strcmp(a->scheme, "sqlite") != 0 || len >= sizeof(path) ||
        memchr(rest, '%', len) != NULL)
        return REPORT_DONE;
    memcpy(path, rest, len);
    path[len] = '\0';
    if (access(path, F_OK) == 0)
        return REPORT_DONE;
    (void)report_error("cannot open the store %s: %s", path, strerror(errno));
    return REPORT_STORE;
}

static int
check(struct arguments *a)
{
    const char *colon = a->url == NULL ? NULL : strchr(a->url, ':');
    size_t len, i;

    if (colon == NULL)
        return report_usage(&command_store,
            "the store's URL is missing, as in"
            " sqlite:/var/lib/site/sessions.db");
    len = (size_t)(colon - a->url);
    if (len == 0 || len >= sizeof(a->scheme) ||
        strspn(a->url, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                       "0123456789+-.") < len)
        return report_usage(&command_store, "the store's URL is malformed");
    for (i = 0; i < len; i++)
        a->scheme[i] = (char)(a->url[i] >= 'A' && a->url[i] <= 'Z'
                                  ? a->url[i] + ('a' - 'A')
                                  : a->url[i]);
    if (strcmp(a->scheme, "memory") == 0 || strcmp(a->scheme, "pull") == 0)
        return report_usage(&command_store,
            "a store of %s: is in the memory of its process, and here it"
            " would be empty",
            a->scheme);
    return check_file(a);
}

/* Nothing that is done here needs to open what others have sealed, so any
 * secret will do. */
static int
open_store(struct arguments *a)
{
    char secret[64];
    size_t len;
    int rv;

    if (a->secret != NULL)
        return report_store(
            otls_store_open_file(a->url, a->secret, &a->store));
    rv = otls_store_make_secret(secret, sizeof(secret), &len);
    if (rv == OTLS_OK)
        rv = otls_store_open(a->url, secret, len, &a->store);
    explicit_bzero(secret, sizeof(secret));
    return report_store(rv);
}

static int
run_verb(int (*verb)(const struct arguments *a), struct arguments *a)
{
    int code;

    if (a->yes && verb != run_purge)
        return report_usage(&command_store, "--yes is for purge alone");
    code = check(a);
    if (code == REPORT_DONE)
        code = open_store(a);
    if (code == REPORT_DONE)
        code = verb(a);
    (void)otls_store_free(a->store);
    return code;
}

static int
run(int argc, char **argv)
{
    struct arguments a = {0};
    const struct option_spec specs[] = {
        {.name = "store-secret", .text = &a.secret},
        {.name = "json", .number = &a.json}, {.name = "yes", .number = &a.yes},
        {.name = NULL}};
    int which, code;

    for (which = 0; which < VERBS; which++)
        if (argc > 1 && strcmp(argv[1], verbs[which].name) == 0)
            break;
    if (which < VERBS) {
        argc--;
        argv++;
    }
    code = option_parse(&command_store, argc, argv, specs, &a.url, NULL);
    if (code == REPORT_DONE && which == VERBS)
        code = report_usage(&command_store,
            "what to do is stat, list, purge or ping, and comes first");
    if (code == REPORT_DONE)
        code = run_verb(verbs[which].run, &a);
    return code == OPTION_HELPED ? REPORT_DONE : code;
}

const struct command command_store = {
    .name = "store",
    .summary = "see what a store of sessions has, and whether it works",
    .run = run,
    .help = "usage: otls store stat|list|purge|ping URL [--store-secret FILE]"
            " [--json]\n"
            "\n"
            "Looks after a store of TLS sessions: sqlite:, redis: or another"
            " that\n"
            "hosts or processes share.\n"
            "\n"
            "  stat   how many entries it has, and how it works\n"
            "  list   the key, size and time of each entry\n"
            "  purge  remove all entries\n"
            "  ping   put an entry, get it and remove it\n"
            "\n"
            "      --store-secret FILE  use this secret and not a new one\n"
            "      --json               print JSON\n"
            "      --yes                let purge remove what there is\n"
            "  -h, --help               print this\n",
};
