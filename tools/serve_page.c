/* SPDX-License-Identifier: ISC */
#include "serve_page.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct facts {
    char protocol[32];
    char cipher[128];
    char group[128];
    int resumed_by;
    long pid;
};

/* What a worker's store has seen, in the order of both pages. */
static const struct {
    int counter;
    const char *name;
} counters[] = {
    {OTLS_STORE_HIT, "hit"},
    {OTLS_STORE_MISS, "miss"},
    {OTLS_STORE_PUT, "put"},
    {OTLS_STORE_TIMEOUT, "timeout"},
    {OTLS_STORE_FAILED, "failed"},
    {OTLS_STORE_OVERSIZE, "oversize"},
    {OTLS_STORE_DAMAGED, "damaged"},
    {OTLS_STORE_SKIPPED, "skipped"},
    {OTLS_STORE_DROPPED, "dropped"},
};
#define COUNTERS (sizeof(counters) / sizeof(counters[0]))
#define STORE_ROOM 512

/* Names of OpenSSL's, which need no escaping; empty where there is none. */
static void
get_name(
    int (*get)(otls_handle connection, void *buf, size_t cap, size_t *len),
    otls_handle connection, char *buf, size_t cap)
{
    size_t len;

    if (get(connection, buf, cap, &len) != OTLS_OK ||
        strcspn(buf, "\"\\<>&") != strlen(buf))
        buf[0] = '\0';
}

static void
get_facts(otls_handle connection, struct facts *facts)
{
    get_name(otls_connection_info_version_name, connection, facts->protocol,
        sizeof(facts->protocol));
    get_name(otls_connection_info_cipher, connection, facts->cipher,
        sizeof(facts->cipher));
    get_name(otls_connection_info_group, connection, facts->group,
        sizeof(facts->group));
    facts->resumed_by = otls_connection_info_resumed_by(connection);
    facts->pid = (long)getpid();
}

/* For programs the name comes first, for people the value. */
static void
write_counters(otls_handle store, int names_first, const char *between,
    char *buf, size_t cap)
{
    char piece[64];
    int64_t value;
    size_t i, len = 0;

    buf[0] = '\0';
    for (i = 0; i < COUNTERS; i++) {
        value = 0;
        (void)otls_store_counter(store, counters[i].counter, &value);
        if (names_first)
            (void)snprintf(piece, sizeof(piece), "\"%s\": %" PRId64,
                counters[i].name, value);
        else
            (void)snprintf(piece, sizeof(piece), "%" PRId64 " %s", value,
                counters[i].name);
        (void)snprintf(
            buf + len, cap - len, "%s%s", i > 0 ? between : "", piece);
        len = strlen(buf);
    }
}

void
serve_page_json(
    otls_handle connection, otls_handle store, char *buf, size_t cap)
{
    char counts[STORE_ROOM] = "";
    struct facts f;

    get_facts(connection, &f);
    if (store != 0)
        write_counters(store, 1, ", ", counts, sizeof(counts));
    (void)snprintf(buf, cap,
        "{\"protocol\": \"%s\", \"cipher\": \"%s\", \"group\": %s%s%s,"
        " \"resumed\": %s, \"resumption\": %s, \"pid\": %ld,"
        " \"store\": %s%s%s}\n",
        f.protocol, f.cipher, f.group[0] ? "\"" : "null", f.group,
        f.group[0] ? "\"" : "", f.resumed_by > 0 ? "true" : "false",
        f.resumed_by <= 0                    ? "null"
        : f.resumed_by == OTLS_RESUMED_STORE ? "\"store\""
                                             : "\"ticket\"",
        f.pid, store != 0 ? "{" : "null", counts, store != 0 ? "}" : "");
}

void
serve_page_html(
    otls_handle connection, otls_handle store, char *buf, size_t cap)
{
    char counts[STORE_ROOM] = "none";
    struct facts f;

    get_facts(connection, &f);
    if (store != 0)
        write_counters(store, 0, ", ", counts, sizeof(counts));
    (void)snprintf(buf, cap,
        "<!DOCTYPE html>\n"
        "<html lang=\"en\">\n"
        "<meta charset=\"utf-8\">\n"
        "<title>otls serve</title>\n"
        "<h1>How this connection came about</h1>\n"
        "<table>\n"
        "<tr><th>Protocol<td>%s\n"
        "<tr><th>Cipher<td>%s\n"
        "<tr><th>Group<td>%s\n"
        "<tr><th>Handshake<td>%s\n"
        "<tr><th>Worker<td>process %ld\n"
        "<tr><th>Store of sessions<td>%s\n"
        "</table>\n"
        "<p>The same for programs: <a href=\"/status.json\">status.json</a>\n"
        "</html>\n",
        f.protocol, f.cipher, f.group[0] ? f.group : "none",
        f.resumed_by <= 0                    ? "full"
        : f.resumed_by == OTLS_RESUMED_STORE ? "resumed from the store"
                                             : "resumed by a ticket",
        f.pid, counts);
}
