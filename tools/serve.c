/* SPDX-License-Identifier: ISC */
#include "serve.h"

#include <sys/resource.h>

#include "report.h"

static const char *const resumptions[] = {
    "off", "tickets", "store", "both", NULL};
static const char *const ticket_keys[] = {"derived", "stored", NULL};

static int
uses_store(const struct serve_options *o)
{
    return o->resumption == OTLS_RESUMPTION_STORE ||
           o->resumption == OTLS_RESUMPTION_BOTH;
}

static int
uses_tickets(const struct serve_options *o)
{
    return o->resumption == OTLS_RESUMPTION_TICKETS ||
           o->resumption == OTLS_RESUMPTION_BOTH;
}

/* A store is for sessions, where it isn't said to be for keys. */
static void
choose_resumption(struct serve_options *o)
{
    if (o->resumption < 0)
        o->resumption = o->end.store != NULL && o->ticket_keys < 0
                            ? OTLS_RESUMPTION_STORE
                            : OTLS_RESUMPTION_TICKETS;
}

static int
check_resumption(struct serve_options *o)
{
    const struct endpoint *e = &o->end;
    const int derived = o->ticket_keys == SERVE_KEYS_DERIVED;
    const int stored = o->ticket_keys == SERVE_KEYS_STORED;

    if (o->ticket_key_file != NULL && o->ticket_keys >= 0)
        return report_usage(e->command,
            "--ticket-keys and --ticket-key-file exclude each other");
    if (o->ticket_key_file != NULL)
        o->ticket_keys = SERVE_KEYS_FILE;
    choose_resumption(o);
    if (o->ticket_keys >= 0 && !uses_tickets(o))
        return report_usage(e->command,
            "--ticket-key%s needs --resumption tickets or both",
            o->ticket_key_file != NULL ? "-file" : "s");
    if (e->store == NULL && (uses_store(o) || stored))
        return report_usage(e->command, "--%s needs --store",
            stored ? "ticket-keys stored" : "resumption store or both");
    if (e->store != NULL && !uses_store(o) && !stored)
        return report_usage(e->command,
            "--store needs --resumption store or both, or --ticket-keys"
            " stored");
    if (derived && e->store_secret == NULL)
        return report_usage(
            e->command, "--ticket-keys derived needs --store-secret");
    if (e->store_secret != NULL && e->store == NULL && !derived)
        return report_usage(e->command,
            "--store-secret needs --store or --ticket-keys derived");
    return REPORT_DONE;
}

static int
check_arguments(struct serve_options *o)
{
    struct option_input input = {0};
    int code;

    if (o->listen == NULL || o->end.cert == NULL)
        return report_usage(o->end.command, "--%s is missing",
            o->listen == NULL ? "listen" : "cert");
    if (!address_parse(&o->address, o->listen, 0))
        return report_usage(o->end.command,
            "--listen needs HOST:PORT, as in localhost:4433 or [::1]:0");
    if (o->require_client_cert && o->client_ca == NULL)
        return report_usage(o->end.command,
            "--require-client-cert needs --client-ca, which says whom to"
            " believe");
    code = check_resumption(o);
    if (code != REPORT_DONE)
        return code;
    return endpoint_check(&o->end, &input);
}

/* As many connections as the system grants. */
static void
raise_limit(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &limit);
}

static int
run_arguments(struct serve_options *o)
{
    struct serve_content content;
    struct serve_listeners listeners = {.count = 0};
    int code;

    raise_limit();
    code = serve_content_load(o, 0, &content);
    if (code != REPORT_DONE)
        return code;
    code = serve_hold_signals();
    if (code == REPORT_DONE)
        code = serve_listen(&o->address, &listeners);
    if (code == REPORT_DONE)
        code = serve_supervise(o, &content, &listeners);
    serve_unlisten(&listeners);
    serve_content_free(&content);
    return code;
}

#define LIMIT(option, value)                                                  \
    {                                                                         \
        .name = option, .number = &(value), .min = 1, .max = 86400            \
    }

static int
run(int argc, char **argv)
{
    struct serve_options o = {
        .end = {.command = &command_serve, ENDPOINT_NONE},
        .resumption = -1,
        .ticket_keys = -1,
        .workers = 1,
        .handshake_limit = 10,
        .request_limit = 15,
        .idle_limit = 60,
        .stop_limit = 10};
    const struct option_spec specs[] = {{.name = "listen", .text = &o.listen},
        ENDPOINT_OPTIONS(o.end), {.name = "client-ca", .text = &o.client_ca},
        {.name = "require-client-cert", .number = &o.require_client_cert},
        {.name = "resumption", .number = &o.resumption, .words = resumptions},
        {.name = "ticket-keys",
            .number = &o.ticket_keys,
            .words = ticket_keys},
        {.name = "ticket-key-file", .text = &o.ticket_key_file},
        {.name = "workers",
            .number = &o.workers,
            .min = 1,
            .max = SERVE_WORKERS},
        {.name = "root", .text = &o.root},
        LIMIT("handshake-timeout", o.handshake_limit),
        LIMIT("request-timeout", o.request_limit),
        LIMIT("idle-timeout", o.idle_limit),
        LIMIT("stop-timeout", o.stop_limit), {.name = NULL}};
    int code;

    code = option_parse(o.end.command, argc, argv, specs, NULL,
        "serve takes no operand; files are served with --root");
    if (code == REPORT_DONE)
        code = check_arguments(&o);
    if (code == REPORT_DONE)
        code = run_arguments(&o);
    endpoint_free(&o.end);
    return code == OPTION_HELPED ? REPORT_DONE : code;
}

const struct command command_serve = {
    .name = "serve",
    .summary = "answer HTTP over TLS, and tell of each connection",
    .run = run,
    .help =
        "usage: otls serve --listen HOST:PORT --cert FILE [--key FILE]"
        " [options]\n"
        "\n"
        "Serves HTTP/1.1 over TLS until a signal ends it: / is a page that"
        " tells how\n"
        "the connection came about, /status.json the same for programs, and"
        " with\n"
        "--root there are files. Prints \"listening on ADDRESS:PORT\" once"
        " it is ready.\n"
        "SIGTERM ends it after the requests under way, SIGHUP reads the"
        " files anew.\n"
        "\n"
        "      --listen HOST:PORT      where to listen, as in localhost:4433"
        " or [::1]:0;\n"
        "                              port 0 has one chosen\n"
        "      --cert FILE             the certificate and those that lead"
        " to an\n"
        "                              authority, in PEM\n"
        "      --key FILE              the private key, where it isn't in"
        " the same file\n"
        "      --passphrase-fd N       read the key's passphrase from the"
        " descriptor N\n"
        "      --passphrase-file FILE  read the key's passphrase from FILE\n"
        "      --client-ca FILE        ask clients for certificates of these"
        " authorities\n"
        "      --require-client-cert   refuse clients without one\n"
        "      --alpn LIST             the application protocols, with"
        " commas between\n"
        "      --tls-min VERSION       the lowest version, 1.0 to 1.3\n"
        "      --tls-max VERSION       the highest version\n"
        "      --resumption HOW        how sessions are resumed: tickets,"
        " store, both or\n"
        "                              off; by default tickets, or store"
        " with --store\n"
        "      --store URL             where the store of sessions is, as"
        " in\n"
        "                              sqlite:/var/lib/site/sessions.db\n"
        "      --store-secret FILE     what seals the sessions in it: see"
        " otls keygen\n"
        "      --ticket-keys HOW       where ticket keys are from, for"
        " tickets that are\n"
        "                              good after a restart and at other"
        " hosts: derived of\n"
        "                              the secret, or stored in the store\n"
        "      --ticket-key-file FILE  ticket keys that somebody else makes "
        "and"
        " renews, as\n"
        "                              nginx and HAProxy have them\n"
        "      --workers N             serve with N processes instead of"
        " one\n"
        "      --root DIR              serve the files below DIR\n"
        "      --handshake-timeout S   the seconds a handshake may take"
        " (10)\n"
        "      --request-timeout S     those a request may take to arrive,"
        " and each\n"
        "                              piece of a response to go (15)\n"
        "      --idle-timeout S        those between requests (60)\n"
        "      --stop-timeout S        those for what is under way at the"
        " end (10)\n"
        "  -h, --help                  print this\n",
};
