/* SPDX-License-Identifier: ISC */
#include "serve_page.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct facts {
    char protocol[32];
    char cipher[128];
    char group[128];
    int resumed;
    long pid;
};

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
    facts->resumed = otls_connection_info_is_resumed(connection) == 1;
    facts->pid = (long)getpid();
}

void
serve_page_json(otls_handle connection, char *buf, size_t cap)
{
    struct facts f;

    get_facts(connection, &f);
    (void)snprintf(buf, cap,
        "{\"protocol\": \"%s\", \"cipher\": \"%s\", \"group\": %s%s%s,"
        " \"resumed\": %s, \"resumption\": %s, \"pid\": %ld,"
        " \"store\": null}\n",
        f.protocol, f.cipher, f.group[0] ? "\"" : "null", f.group,
        f.group[0] ? "\"" : "", f.resumed ? "true" : "false",
        f.resumed ? "\"ticket\"" : "null", f.pid);
}

void
serve_page_html(otls_handle connection, char *buf, size_t cap)
{
    struct facts f;

    get_facts(connection, &f);
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
        "<tr><th>Store of sessions<td>none\n"
        "</table>\n"
        "<p>The same for programs: <a href=\"/status.json\">status.json</a>\n"
        "</html>\n",
        f.protocol, f.cipher, f.group[0] ? f.group : "none",
        f.resumed ? "resumed by a ticket" : "full", f.pid);
}
