/* SPDX-License-Identifier: ISC */
#include "connect.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "address.h"
#include "endpoint.h"
#include "json.h"
#include "report.h"

/* For connecting, and once more for the handshake. */
#define LIMIT_MS 30000
/* For the peer's last words, which a new session may come with. */
#define FAREWELL_MS 1000
#define COUNT_MAX 1000000

struct arguments {
    struct endpoint end;
    const char *where;
    const char *ca;
    const char *servername;
    int count;
    int json;
    int insecure;
    struct address address;
};

/* What is told of a connection. */
struct summary {
    char protocol[32];
    char cipher[128];
    char alpn[256];
    char peer[4096];
    int resumed;
    int verified;
    int64_t handshake_us;
};

static int64_t
now_us(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int
make_context(struct arguments *a, otls_handle *context)
{
    otls_handle trust = 0;
    int code, rv = OTLS_OK;

    code = endpoint_context(&a->end, OTLS_ROLE_CLIENT, 0, context);
    if (code != REPORT_DONE)
        return code;
    if (a->ca != NULL)
        rv = otls_trust_load_file(a->ca, &trust);
    if (rv == OTLS_OK && a->ca != NULL)
        rv = otls_context_set_trust(*context, trust);
    if (rv == OTLS_OK && a->insecure)
        rv = otls_context_insecure_set_verify_none(*context);
    (void)otls_trust_free(trust);
    return report_library(rv);
}

/* Whom the certificate names: its subject, or the first of its other names
 * where that is empty. */
static void
get_peer(otls_handle connection, char *buf, size_t cap)
{
    otls_handle cert = 0;
    int64_t type;
    size_t len = 0;

    buf[0] = '\0';
    if (otls_connection_info_peer_cert(connection, &cert) == OTLS_OK &&
        otls_cert_subject(cert, buf, cap, &len) == OTLS_OK && len == 0 &&
        otls_cert_san(cert, 0, &type, buf, cap, &len) != OTLS_OK)
        buf[0] = '\0';
    (void)otls_cert_free(cert);
}

static int
summarise(const struct arguments *a, otls_handle connection, struct summary *s)
{
    size_t len;
    int rv;

    rv = otls_connection_info_version_name(
        connection, s->protocol, sizeof(s->protocol), &len);
    if (rv == OTLS_OK)
        rv = otls_connection_info_cipher(
            connection, s->cipher, sizeof(s->cipher), &len);
    if (rv == OTLS_OK)
        rv = otls_connection_info_alpn(
            connection, s->alpn, sizeof(s->alpn), &len);
    if (rv != OTLS_OK)
        return report_library(rv);
    s->resumed = otls_connection_info_is_resumed(connection) == 1;
    s->verified = !a->insecure;
    get_peer(connection, s->peer, sizeof(s->peer));
    return REPORT_DONE;
}

static void
print_json(const struct summary *s)
{
    (void)printf("{\"protocol\": ");
    json_print_string(s->protocol);
    (void)printf(", \"cipher\": ");
    json_print_string(s->cipher);
    (void)printf(", \"resumed\": %s, \"verified\": %s, \"peer\": ",
        s->resumed ? "true" : "false", s->verified ? "true" : "false");
    json_print_string(s->peer);
    (void)printf(", \"alpn\": ");
    json_print_string(s->alpn);
    (void)printf(", \"handshake_us\": %" PRId64 "}\n", s->handshake_us);
}

/* For a person; the names are the peer's, and the terminal isn't. */
static void
print_text(const struct summary *s, FILE *file)
{
    char line[5000];

    (void)snprintf(line, sizeof(line),
        "%s, %s, %s handshake in %" PRId64 " us, %s, %s%s%s", s->protocol,
        s->cipher, s->resumed ? "resumed" : "full", s->handshake_us,
        s->verified ? "verified" : "not verified",
        s->peer[0] ? s->peer : "no certificate",
        s->alpn[0] ? ", protocol " : "", s->alpn);
    report_sanitise(line);
    (void)fprintf(file, "%s\n", line);
}

static void
print_summary(const struct arguments *a, const struct summary *s)
{
    if (a->json)
        print_json(s);
    else
        print_text(s, a->count > 0 ? stdout : stderr);
    (void)fflush(stdout);
}

static int
shake_hands(const struct arguments *a, otls_handle connection,
    otls_handle session, struct summary *s)
{
    int64_t began;
    int rv;

    rv = otls_connection_set_timeout_ms(connection, LIMIT_MS);
    if (rv == OTLS_OK && session != 0)
        rv = otls_connection_set_session(connection, session);
    if (rv != OTLS_OK)
        return report_library(rv);
    began = now_us();
    rv = otls_connection_handshake(connection);
    s->handshake_us = now_us() - began;
    if (rv == OTLS_OK)
        return summarise(a, connection, s);
    /* whatever it was that failed */
    (void)report_library(rv);
    return REPORT_TLS;
}

/* A store has its own way, and |session| is NULL. */
static void
renew(otls_handle connection, otls_handle *session)
{
    otls_handle fresh = 0;

    if (session == NULL ||
        otls_connection_session(connection, &fresh) != OTLS_OK)
        return;
    (void)otls_session_free(*session);
    *session = fresh;
}

/* Peers that say no farewell are common, and nothing is missing. But only
 * now comes the word of one that didn't like our certificate. */
static int
part(otls_handle connection, otls_handle *session)
{
    int rv;

    (void)otls_connection_set_timeout_ms(connection, FAREWELL_MS);
    rv = otls_connection_shutdown(connection);
    if (rv == OTLS_E_TLS_ALERT)
        return report_library(rv);
    renew(connection, session);
    return REPORT_DONE;
}

static int
use(const struct arguments *a, otls_handle connection, otls_handle *session)
{
    struct summary summary;
    int carry = !a->json && a->count == 0;
    int code;

    code =
        shake_hands(a, connection, session == NULL ? 0 : *session, &summary);
    if (code == REPORT_DONE && !carry)
        code = part(connection, session);
    if (code != REPORT_DONE)
        return code;
    print_summary(a, &summary);
    if (carry) {
        code = connect_carry(connection);
        renew(connection, session);
    }
    return code;
}

static int
connect_all(
    const struct arguments *a, otls_handle context, otls_handle *session)
{
    otls_handle connection;
    int i, rv, code = REPORT_DONE;

    for (i = 0; code == REPORT_DONE && i < (a->count > 0 ? a->count : 1);
         i++) {
        connection = 0;
        rv = otls_connection_connect(
            context, a->address.host, a->address.port, LIMIT_MS, &connection);
        if (rv == OTLS_OK && a->servername != NULL)
            rv = otls_connection_set_servername(connection, a->servername);
        code =
            rv == OTLS_OK ? use(a, connection, session) : report_library(rv);
        (void)otls_connection_free(connection);
    }
    return code;
}

/* What went wrong with the store cost full handshakes, and no more. */
static void
warn_of(otls_handle store)
{
    char text[1000] = "";
    size_t len;

    (void)otls_store_warning(store, text, sizeof(text), &len);
    if (text[0] != '\0')
        report_warning("the store of sessions: %s", text);
}

static int
connect_with_store(struct arguments *a, otls_handle context)
{
    otls_handle session = 0, store;
    int code;

    code = endpoint_store(&a->end, &store);
    if (code == REPORT_DONE && store == 0) {
        code = connect_all(a, context, &session);
        (void)otls_session_free(session);
        return code;
    }
    if (code == REPORT_DONE)
        code = report_library(otls_context_set_store(context, store));
    if (code == REPORT_DONE)
        code = connect_all(a, context, NULL);
    if (store != 0)
        warn_of(store);
    (void)otls_store_free(store);
    return code;
}

static int
run_arguments(struct arguments *a)
{
    otls_handle context = 0;
    int code;

    code = make_context(a, &context);
    if (code == REPORT_DONE)
        code = connect_with_store(a, context);
    (void)otls_context_free(context);
    return code;
}

static int
check_arguments(struct arguments *a)
{
    struct option_input input = {0};

    if (a->where == NULL)
        return report_usage(
            a->end.command, "HOST:PORT, where to connect, is missing");
    if (!address_parse(&a->address, a->where, 1) || a->address.host[0] == '\0')
        return report_usage(a->end.command,
            "to connect needs HOST:PORT, as in example.org:443 or"
            " [::1]:4433");
    if (a->end.store_secret != NULL && a->end.store == NULL)
        return report_usage(a->end.command, "--store-secret needs --store");
    if (!a->json && a->count == 0)
        (void)option_input(a->end.command, &input, "-", "data");
    return endpoint_check(&a->end, &input);
}

static int
run(int argc, char **argv)
{
    struct arguments a = {.end = {.command = &command_connect, ENDPOINT_NONE}};
    const struct option_spec specs[] = {ENDPOINT_OPTIONS(a.end),
        {.name = "ca", .text = &a.ca},
        {.name = "servername", .text = &a.servername},
        {.name = "count", .number = &a.count, .min = 1, .max = COUNT_MAX},
        {.name = "json", .number = &a.json},
        {.name = "insecure", .number = &a.insecure}, {.name = NULL}};
    int code;

    code = option_parse(a.end.command, argc, argv, specs, &a.where, NULL);
    if (code == REPORT_DONE)
        code = check_arguments(&a);
    if (code == REPORT_DONE)
        code = run_arguments(&a);
    endpoint_free(&a.end);
    return code == OPTION_HELPED ? REPORT_DONE : code;
}

const struct command command_connect = {
    .name = "connect",
    .summary = "connect to a TLS server, and tell how it went",
    .run = run,
    .help =
        "usage: otls connect HOST:PORT [options]\n"
        "\n"
        "Connects to a TLS server, verifies it, and tells on standard error"
        " how it went.\n"
        "Then standard input goes to the server and what it sends to"
        " standard output. With\n"
        "--json or --count the connection ends after the handshake.\n"
        "\n"
        "      --ca FILE               believe these authorities instead of"
        " the system's\n"
        "      --cert FILE             our certificate, where the server"
        " asks for one\n"
        "      --key FILE              the private key, where it isn't in"
        " the same file\n"
        "      --passphrase-fd N       read the key's passphrase from the"
        " descriptor N\n"
        "      --passphrase-file FILE  read the key's passphrase from FILE\n"
        "      --servername NAME       the name to ask for and to verify,"
        " instead of HOST\n"
        "      --alpn LIST             the application protocols, with"
        " commas between\n"
        "      --tls-min VERSION       the lowest version, 1.0 to 1.3\n"
        "      --tls-max VERSION       the highest version\n"
        "      --store URL             where the store of sessions is\n"
        "      --store-secret FILE     what seals the sessions in it\n"
        "      --count N               connect N times, one after the"
        " other, and resume\n"
        "                              the session of the first\n"
        "      --json                  print a JSON object for each"
        " connection\n"
        "      --insecure              do not verify the server\n"
        "  -h, --help                  print this\n",
};
