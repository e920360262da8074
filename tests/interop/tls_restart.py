# SPDX-License-Identifier: ISC
"""Sessions outlive the server that gave them: otls serve is killed, or there
are two of it, and clients of others resume."""

import contextlib
import itertools
import json
import os
import select
import signal
import socket
import subprocess

from tls_peer import (LIMIT, REQUEST, VERSIONS, Server, Skip, check_response,
                      claim, client, equal, get, main, make_certs, need, otls,
                      process, run)
from shell import OTLS, write  # found by tls_peer

HOW = {
    "by_derived_keys": ["--ticket-keys", "derived"],
    "by_stored_keys": ["--ticket-keys", "stored", "--store"],
    "by_a_store": ["--resumption", "store", "--store"],
}
BY = {"by_derived_keys": "ticket", "by_stored_keys": "ticket",
      "by_a_store": "store"}


def arguments(how):
    """What both servers are told."""
    args = HOW[how] + ["--store-secret", "secret"]
    if "--store" in args:
        args.insert(args.index("--store") + 1,
                    "sqlite:%s/sessions.db?deadline_ms=10000" % os.getcwd())
    return args


def prepare():
    make_certs()
    write("secret", otls("keygen", "--store-secret").stdout)


def kill(server):
    """With no time for anything."""
    group = [server.process.pid] + server.children()
    for pid in group:
        os.kill(pid, signal.SIGKILL)
    server.process.wait(LIMIT)
    server.code = -signal.SIGKILL


@contextlib.contextmanager
def another_begins(server, args):
    kill(server)
    with Server(*args, listen=server.address) as again:
        yield again


# each connects once to |server|, with what it kept in |file| if it may


def by_openssl(server, version, file, resume):
    # a client of TLS 1.3 gets its ticket with the response
    text = run("openssl", "s_client", "-connect", server.address,
               "-servername", "localhost", "-CAfile", "ca.pem", "-quiet",
               "-verify_return_error", "-tls" + version.replace(".", "_"),
               "-sess_out", file, *(["-sess_in", file] if resume else []),
               input=REQUEST)
    check_response(text, version, resume)


NODE = """
const tls = require('tls'), fs = require('fs');
const [host, port, version, file, resume] = process.argv.slice(2);
const name = 'TLSv' + version;
const options = {minVersion: name, maxVersion: name, host, port,
  servername: 'localhost', ca: fs.readFileSync('ca.pem')};
if (resume === 'yes')
  options.session = fs.readFileSync(file);
const peer = tls.connect(options, () => {
  peer.write('GET /status.json HTTP/1.0\\r\\n\\r\\n');
});
peer.on('session', (data) => { fs.writeFileSync(file, data); });
peer.on('data', (data) => process.stdout.write(data));
peer.on('error', (error) => { console.error(error); process.exit(1); });
"""


def by_node(server, version, file, resume):
    write("client.js", NODE.encode())
    check_response(run("node", "client.js", server.host, str(server.port),
                       version, file, "yes" if resume else "no"),
                   version, resume)


CLIENTS = {"openssl": by_openssl, "node": by_node}


def claim_each(function, *axes):
    for choice in itertools.product(*axes):
        def a_claim(choice=choice):
            prepare()
            function(*choice)
        a_claim.__name__ = "%s_%s" % (function.__name__, "_".join(
            part.replace(".", "_") for part in choice))
        claim(a_claim)


def a_killed_servers_sessions_resume(program, how, version):
    need(program)
    args = arguments(how)
    with Server(*args) as server:
        CLIENTS[program](server, version, "session", False)
        with another_begins(server, args) as again:
            CLIENTS[program](again, version, "session", True)


claim_each(a_killed_servers_sessions_resume, CLIENTS, HOW, VERSIONS)


def status(server, context, session=None):
    """(facts, the session that came of it) as Python's ssl has it."""
    with server.connect(context, session=session) as peer:
        code, _, body = get(peer, "/status.json", "Connection: close")
        equal(code, 200)
        facts = json.loads(body)
        equal(peer.session_reused, facts["resumed"])
        return facts, peer.session


def a_killed_servers_sessions_resume_python(how, version):
    args = arguments(how)
    context = client(VERSIONS[version])
    with Server(*args, "--workers", "2") as server:
        facts, session = status(server, context)
        equal(facts["resumed"], False)
        with another_begins(server, args) as again:
            facts, _ = status(again, context, session)
            equal((facts["resumed"], facts["resumption"]), (True, BY[how]))


claim_each(a_killed_servers_sessions_resume_python, HOW, VERSIONS)


def by_otls(server, version):
    """As a process of its own, which has a store to remember by."""
    done = otls("connect", "localhost:%d" % server.port, "--ca", "ca.pem",
                "--tls-min", version, "--tls-max", version, "--json",
                "--store", "sqlite:%s/client.db?deadline_ms=10000"
                % os.getcwd(), "--store-secret", "secret")
    equal(done.stderr, b"")
    return json.loads(done.stdout)["resumed"]


def a_killed_server_and_its_client_resume(how, version):
    """Neither process is the one that did the full handshake."""
    args = arguments(how)
    with Server(*args) as server:
        equal(by_otls(server, version), False)
        with another_begins(server, args) as again:
            equal(by_otls(again, version), True)
            equal(by_otls(again, version), True)


claim_each(a_killed_server_and_its_client_resume, HOW, VERSIONS)


def relay(listener, server):
    """One connection through to the server, until either side ends it."""
    near, _ = listener.accept()
    with near, server.tcp() as far:
        other = {near: far, far: near}
        while True:
            for sock in select.select([near, far], [], [], LIMIT)[0]:
                data = sock.recv(65536)
                if not data:
                    return
                other[sock].sendall(data)


def a_killed_servers_sessions_resume_gnutls(how, version):
    """gnutls-cli keeps a session for its own second connection alone, which
    goes where the first one went: the server changes behind a relay."""
    need("gnutls-cli")
    args = arguments(how)
    with Server(*args) as server, \
            socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(LIMIT)
        with process("gnutls-cli", "--x509cafile", "ca.pem", "--priority",
                     "NORMAL:-VERS-ALL:+VERS-TLS" + version, "--port",
                     str(listener.getsockname()[1]), "--sni-hostname",
                     "localhost", "--verify-hostname", "localhost",
                     "--resume", "--waitresumption", "127.0.0.1") as peer:
            relay(listener, server)
            # what the one worker began before this answer is done
            equal(server.get()[0], 200)
            with another_begins(server, args) as again:
                peer.stdin.write(REQUEST)
                peer.stdin.flush()
                relay(listener, again)
                check_response(peer.stdout.read(), version, True)


claim_each(a_killed_servers_sessions_resume_gnutls, HOW, VERSIONS)


def two_servers_resume_each_others_sessions(how, version):
    args = arguments(how)
    context = client(VERSIONS[version])
    session, answers = None, []
    with Server(*args) as one, Server(*args, listen="127.0.0.2:0") as two:
        for server in [one, two] * 10:
            facts, session = status(server, context, session)
            answers.append(facts["resumed"])
    equal(answers, [False] + [True] * 19)


claim_each(two_servers_resume_each_others_sessions, HOW, VERSIONS)


def another_secret_resumes_nothing(how, version):
    args = arguments(how)
    context = client(VERSIONS[version])
    with Server(*args) as server:
        _, session = status(server, context)
        write("secret", otls("keygen", "--store-secret").stdout)
        with another_begins(server, args) as again:
            facts, _ = status(again, context, session)
            equal(facts["resumed"], False)


claim_each(another_secret_resumes_nothing, HOW, ["1.3"])


def a_renewed_secret_still_resumes(how, version):
    args = arguments(how)
    context = client(VERSIONS[version])
    with Server(*args) as server:
        _, session = status(server, context)
        with open("secret", "rb") as file:
            old = file.read()
        write("secret", otls("keygen", "--store-secret").stdout + old)
        with another_begins(server, args) as again:
            facts, _ = status(again, context, session)
            equal(facts["resumed"], True)


claim_each(a_renewed_secret_still_resumes, HOW, ["1.3"])


@claim
def the_page_tells_of_the_store():
    prepare()
    context = client(VERSIONS["1.2"])
    with Server(*arguments("by_a_store")) as server:
        facts, session = status(server, context)
        equal(facts["store"]["put"], 1)
        equal(facts["store"]["hit"], 0)
        facts, _ = status(server, context, session)
        equal(facts["store"]["hit"], 1)
        with server.connect(context, session=session) as peer:
            body = get(peer, "/", "Connection: close")[2]
        for part in (b"resumed from the store", b"2 hit, 0 miss, 1 put"):
            equal(part in body, True, body)


@claim
def a_store_that_is_gone_costs_full_handshakes():
    prepare()
    context = client(VERSIONS["1.2"])
    with Server("--store-secret", "secret", "--store",
                "sqlite:/nonexistent/sessions.db") as server:
        for _ in range(10):
            facts, session = status(server, context)
            equal(facts["resumed"], False)
        facts, _ = status(server, context, session)
        equal(facts["resumed"], False)
        equal(facts["store"]["failed"] > 0, True)
        equal(facts["store"]["skipped"] > 0, True)


class Namespace:
    """A network of its own, whose end of a cable has |address|."""

    def __init__(self, name, address):
        self.name, self.address = name, address


@contextlib.contextmanager
def namespaces():
    """Two of them with a cable between, or Skip."""
    need("ip")
    ends = [Namespace("otls%d%s" % (os.getpid(), side), "10.251.0.%d" % n)
            for side, n in (("a", 1), ("b", 2))]

    def ip(*args):
        return subprocess.run(["ip", *args], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, check=False,
                              timeout=LIMIT).returncode == 0

    try:
        if not all(ip("netns", "add", end.name) for end in ends):
            raise Skip("no network namespaces can be made")
        if not ip("link", "add", "cable", "netns", ends[0].name, "type",
                  "veth", "peer", "name", "cable", "netns", ends[1].name):
            raise Skip("no cable can be laid between network namespaces")
        for end in ends:
            for args in (["addr", "add", end.address + "/24", "dev", "cable"],
                         ["link", "set", "cable", "up"],
                         ["link", "set", "lo", "up"]):
                equal(ip("-n", end.name, *args), True, args)
        yield ends
    finally:
        for end in ends:
            ip("netns", "del", end.name)


@contextlib.contextmanager
def server_in(end, args):
    """otls serve in a namespace; the port is chosen there."""
    command = ["ip", "netns", "exec", end.name, OTLS, "serve",
               "--listen", end.address + ":0", "--cert", "server.pem",
               "--key", "server.key", *args]
    with process(*command) as peer:
        line = peer.stdout.readline().decode()
        equal(line.startswith("listening on "), True, line)
        yield line.split()[-1]
        peer.terminate()
        equal(peer.wait(LIMIT), 0, "exit code")


def hosts_in_two_networks_resume_each_others_sessions(how, version):
    args = arguments(how)
    with namespaces() as (a, b):
        with server_in(a, args) as one, server_in(b, args) as two:
            for number, address in enumerate([one, two] * 5):
                text = run(
                    "ip", "netns", "exec", a.name, "openssl", "s_client",
                    "-connect", address, "-servername", "localhost",
                    "-CAfile", "ca.pem", "-quiet", "-verify_return_error",
                    "-tls" + version.replace(".", "_"), "-sess_out",
                    "session", *(["-sess_in", "session"] if number else []),
                    input=REQUEST)
                check_response(text, version, number > 0)


claim_each(hosts_in_two_networks_resume_each_others_sessions, HOW, VERSIONS)


if __name__ == "__main__":
    main()
