# SPDX-License-Identifier: ISC
"""connect verifies whom it talks to, tells how it went, and carries bytes
both ways whole."""

import contextlib
import json
import os
import re
import socket
import ssl
import threading

import shell
from shell import claim, contains, equal, otls, write
from tls import (LIMIT, Server, make_authority, make_cert, make_certs,
                 openssl)

V1_2, V1_3 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3


def context(version=None, cert="server", client_ca=None, alpn=None):
    """A context for servers."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(cert + ".pem", cert + ".key")
    if version is not None:
        made.minimum_version = made.maximum_version = version
    if client_ca is not None:
        made.verify_mode = ssl.CERT_REQUIRED
        made.load_verify_locations(client_ca)
    if alpn is not None:
        made.set_alpn_protocols(alpn)
    return made


class Listener:
    """Gives each connection to a function, in a thread of its own."""

    def __init__(self, serve, host="127.0.0.1"):
        self.listener = socket.create_server((host, 0))
        self.port = self.listener.getsockname()[1]
        self.address = "%s:%d" % (host, self.port)
        self.local = "localhost:%d" % self.port
        self.serve = serve
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.seen = []

    def run(self):
        while True:
            try:
                peer, _ = self.listener.accept()
            except OSError:
                return
            peer.settimeout(LIMIT)
            with contextlib.suppress(OSError), peer:
                self.seen.append(self.serve(peer))

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *ignored):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.thread.join(LIMIT)
        self.listener.close()


def tls_server(made, then, name=None):
    """A Listener whose function gets TLS connections."""
    def serve(peer):
        try:
            with made.wrap_socket(peer, server_side=True) as tls:
                return then(tls)
        except ssl.SSLError as error:
            return error
    return Listener(serve)


def farewell(tls):
    """Reads to the end and says that this is ours too."""
    data = b""
    while True:
        got = tls.recv(65536)
        if not got:
            break
        data += got
    with contextlib.suppress(OSError):
        tls.unwrap()
    return data


def echo(tls):
    """Sends everything back, a little later than it comes."""
    while True:
        data = tls.recv(65536)
        if not data:
            tls.unwrap()
            return
        tls.sendall(data)


@claim
def the_summary_tells_of_the_connection():
    make_certs()
    for version, name in [(V1_2, "TLSv1.2"), (V1_3, "TLSv1.3")]:
        with tls_server(context(version), farewell) as server:
            done = otls("connect", server.local, "--ca", "ca.pem")
            equal(done.stdout, b"")
            line = done.stderr.decode()
            assert re.fullmatch(
                re.escape(name) + r", \S+, full handshake in \d+ us,"
                r" verified, CN=server\n", line), line


@claim
def json_has_an_object_for_each_connection():
    make_certs()
    with tls_server(context(alpn=["http/1.1"]), farewell) as server:
        done = otls("connect", server.local, "--ca", "ca.pem", "--json",
                    "--alpn", "h2,http/1.1")
        facts = json.loads(done.stdout)
        equal(sorted(facts), ["alpn", "cipher", "handshake_us", "peer",
                              "protocol", "resumed", "verified"])
        assert facts.pop("handshake_us") > 0
        contains(facts.pop("cipher"), "TLS_")
        equal(facts, {"protocol": "TLSv1.3", "resumed": False,
                      "verified": True, "peer": "CN=server",
                      "alpn": "http/1.1"})
        equal(done.stderr, b"")
        done = otls("connect", server.local, "--ca", "ca.pem", "--json",
                    "--count", "3")
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        equal(len(lines), 3)
        equal({line["alpn"] for line in lines}, {None})


@claim
def bytes_are_carried_both_ways_whole():
    make_certs()
    data = os.urandom(3 << 20)
    for version in (V1_2, V1_3):
        with tls_server(context(version), echo) as server:
            done = otls("connect", server.local, "--ca", "ca.pem", stdin=data)
            equal(done.stdout, data, "echo")
        with tls_server(context(version), farewell) as server:
            otls("connect", server.local, "--ca", "ca.pem", stdin=data)
        equal(server.seen, [data], "one way")


@claim
def what_the_server_says_first_is_heard_before_input_ends():
    make_certs()

    def greet(tls):
        tls.sendall(b"hello\n")
        equal(tls.recv(100), b"you too\n")
        tls.sendall(b"bye\n")
        tls.unwrap()
    with tls_server(context(), greet) as server:
        process = shell.start("connect", server.local, "--ca", "ca.pem",
                              bufsize=0)
        equal(process.stdout.readline(), b"hello\n")
        process.stdin.write(b"you too\n")
        equal(process.stdout.readline(), b"bye\n")
        # the server's end is the end, though input has none
        equal(process.wait(LIMIT), 0)
        process.stdin.close()
        process.stdout.close()
        process.stderr.close()


@claim
def sessions_are_resumed_within_the_process():
    make_certs()
    for version in (V1_2, V1_3):
        with tls_server(context(version), farewell) as server:
            done = otls("connect", server.local, "--ca", "ca.pem", "--json",
                        "--count", "4")
            resumed = [json.loads(line)["resumed"]
                       for line in done.stdout.splitlines()]
            equal(resumed, [False, True, True, True])
            text = otls("connect", server.local, "--ca", "ca.pem", "--count",
                        "2").stdout.decode().splitlines()
            contains(text[0], " full handshake")
            contains(text[1], " resumed handshake")


@claim
def a_peer_that_is_not_to_be_believed_ends_it_with_8():
    make_certs()
    make_authority("other")
    make_cert("host", names="subjectAltName=DNS:other.test")
    make_cert("late", days="0")
    cases = [("server", ["--ca", "other.pem"], b"localhost"),
             ("server", [], b"localhost"),
             ("host", ["--ca", "ca.pem"], b"localhost"),
             ("late", ["--ca", "ca.pem"], b"expired"),
             ("server", ["--ca", "ca.pem", "--servername", "other.test"],
              b"other.test")]
    for cert, args, part in cases:
        with tls_server(context(cert=cert), farewell) as server:
            for more in ([], ["--json"], ["--count", "2"]):
                done = otls("connect", server.local, *args, *more, code=8)
                contains(done.stderr, part)
                equal(done.stdout, b"")
    with tls_server(context(cert="host"), farewell) as server:
        otls("connect", server.address, "--ca", "ca.pem", "--servername",
             "other.test")
        otls("connect", server.address, "--ca", "ca.pem", code=8)


@claim
def insecure_says_that_nothing_was_verified():
    make_certs()
    with tls_server(context(), farewell) as server:
        done = otls("connect", server.local, "--insecure", "--json")
        facts = json.loads(done.stdout)
        equal((facts["verified"], facts["peer"]), (False, "CN=server"))
        contains(otls("connect", server.local, "--insecure").stderr,
                 b", not verified, ")


@claim
def addresses_are_verified_like_names():
    make_certs()
    with tls_server(context(), farewell) as server:
        otls("connect", server.address, "--ca", "ca.pem")
    make_cert("server", names="subjectAltName=DNS:localhost")
    with tls_server(context(), farewell) as server:
        otls("connect", server.address, "--ca", "ca.pem", code=8)


@claim
def a_server_that_speaks_no_tls_ends_it_with_8():
    make_certs()

    def read_some(peer):
        peer.recv(65536)

    def plain(answer):
        def serve(peer):
            read_some(peer)
            peer.sendall(answer)
            peer.shutdown(socket.SHUT_WR)
            while peer.recv(65536):
                pass
        return serve
    for serve in [plain(b"HTTP/1.1 400 Bad Request\r\n\r\n"),
                  plain(os.urandom(5000)), plain(b""),
                  plain(b"\x16\x03\x03\x00\x7f" + b"\x02" * 50)]:
        with Listener(serve) as server:
            otls("connect", server.local, "--ca", "ca.pem", "--json", code=8)


@claim
def nobody_there_ends_it_with_1():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    done = otls("connect", "127.0.0.1:%d" % port, "--json", code=1)
    contains(done.stderr, b"127.0.0.1")
    otls("connect", "no-such-host.invalid:443", code=1)


@claim
def a_cut_is_told_from_an_end():
    make_certs()

    def cut(tls):
        tls.sendall(b"all but")
        raw = socket.socket(fileno=tls.detach())
        raw.shutdown(socket.SHUT_RDWR)
        raw.close()
    with tls_server(context(), cut) as server:
        process = shell.start("connect", server.local, "--ca", "ca.pem")
        out, errors = process.communicate(timeout=LIMIT)
        equal((process.returncode, out), (8, b"all but"))
        contains(errors, b"otls: error: ")

    def vanish(tls):
        tls.recv(100)
        raw = socket.socket(fileno=tls.detach())
        raw.shutdown(socket.SHUT_RDWR)
        raw.close()
    # where nothing was said nothing can be missing
    with tls_server(context(), vanish) as server:
        otls("connect", server.local, "--ca", "ca.pem")


@claim
def versions_have_their_bounds():
    make_certs()
    for version, good, bad in [
            (V1_2, [["--tls-max", "1.2"], ["--tls-min", "1.2"]],
             [["--tls-min", "1.3"]]),
            (V1_3, [["--tls-min", "1.3"], []], [["--tls-max", "1.2"]])]:
        with tls_server(context(version), farewell) as server:
            for args in good:
                otls("connect", server.local, "--ca", "ca.pem", *args)
            for args in bad:
                otls("connect", server.local, "--ca", "ca.pem", *args, code=8)


@claim
def a_client_certificate_is_shown_where_it_is_asked_for():
    make_certs()

    def who(tls):
        name = tls.getpeercert()["subject"][0][0][1]
        farewell(tls)
        return name
    for version in (V1_2, V1_3):
        with tls_server(context(version, client_ca="ca.pem"), who) as server:
            otls("connect", server.local, "--ca", "ca.pem", "--cert",
                 "client.pem", "--key", "client.key")
            for args in (["--json"], ["--count", "2"]):
                otls("connect", server.local, "--ca", "ca.pem", *args, code=8)
            process = shell.start("connect", server.local, "--ca", "ca.pem")
            contains(shell.finish(process, 8)[1], b"otls: error: ")
        equal(server.seen[0], "client")


@claim
def a_key_can_have_a_passphrase():
    make_certs()
    openssl("pkcs8", "-topk8", "-in", "client.key", "-out", "locked.key",
            "-v2", "aes-256-cbc", "-passout", "pass:sesame")
    write("phrase", b"sesame\n")
    with tls_server(context(client_ca="ca.pem"), farewell) as server:
        args = ["connect", server.local, "--ca", "ca.pem", "--cert",
                "client.pem", "--key", "locked.key", "--json"]
        otls(*args, "--passphrase-file", "phrase")
        otls(*args, "--passphrase-fd", "0", stdin=b"sesame")
        otls(*args, "--passphrase-fd", "0", stdin=b"open", code=1)
        with shell.Terminal() as terminal:
            process = terminal.start(shell.OTLS, *args)
            terminal.wait_for(b"Passphrase for locked.key: ")
            terminal.type(b"sesame\n")
            shell.finish(process, 0)


@claim
def output_that_nobody_takes_is_a_failure():
    make_certs()

    def pour(tls):
        while True:
            tls.sendall(b"x" * 65536)
    with tls_server(context(), pour) as server:
        with open("/dev/full", "wb") as full:
            done = otls("connect", server.local, "--ca", "ca.pem",
                        stdout=full, code=1,
                        stderr=open("errors", "wb"))
        equal(done.stdout, None)
        contains(shell.read("errors"), b"cannot write standard output")
        process = shell.start("connect", server.local, "--ca", "ca.pem")
        process.stdout.read(1)
        process.stdout.close()
        equal(process.wait(LIMIT), 1)
        process.stderr.close()
        process.stdin.close()


@claim
def our_own_server_is_understood():
    make_certs()
    os.mkdir("root")
    write("root/a", b"four")
    with Server("--root", "root", "--workers", "2") as server:
        done = otls("connect", "localhost:%d" % server.port, "--ca",
                    "ca.pem", "--count", "8", "--json")
        equal([json.loads(line)["resumed"]
               for line in done.stdout.splitlines()], [False] + [True] * 7)
        done = otls("connect", server.address, "--ca", "ca.pem", stdin=(
            b"GET /a HTTP/1.1\r\nHost: a\r\n\r\n" * 3))
        equal(done.stdout.count(b"\r\n\r\nfour"), 3)


def database(name):
    """The URL of a store that a busy machine has time for."""
    return "sqlite:%s/%s?deadline_ms=10000" % (os.getcwd(), name)


def connect_by(server, *args):
    """Whether the connection of a process of its own was resumed."""
    done = otls("connect", "localhost:%d" % server.port, "--ca", "ca.pem",
                "--json", "--store", database("client.db"),
                "--store-secret", "secret", *args)
    equal(done.stderr, b"")
    return [json.loads(line)["resumed"] for line in done.stdout.splitlines()]


@claim
def a_later_run_resumes_by_the_store():
    make_certs()
    write("secret", otls("keygen", "--store-secret").stdout)
    for version in ("1.2", "1.3"):
        with Server("--tls-min", version, "--tls-max", version) as server:
            equal(connect_by(server), [False])
            equal(connect_by(server), [True])
            equal(connect_by(server, "--count", "3"), [True] * 3)
            equal(connect_by(server), [True])
            # another policy, name or protocol is not the same server
            equal(connect_by(server, "--insecure"), [False])


@claim
def what_is_sent_by_a_later_run_is_on_a_resumed_connection():
    make_certs()
    write("secret", otls("keygen", "--store-secret").stdout)
    with Server() as server:
        for resumed in (False, True, True):
            done = otls("connect", "localhost:%d" % server.port, "--ca",
                        "ca.pem", "--store", database("c.db"),
                        "--store-secret", "secret",
                        stdin=b"GET /status.json HTTP/1.0\r\n\r\n")
            contains(done.stdout, b'"resumed": %s' % (
                b"true" if resumed else b"false"))


@claim
def a_store_that_is_down_is_a_warning():
    make_certs()
    write("secret", otls("keygen", "--store-secret").stdout)
    with Server() as server:
        done = otls("connect", "localhost:%d" % server.port, "--ca",
                    "ca.pem", "--json", "--store", "sqlite:/nonexistent/c.db",
                    "--store-secret", "secret")
        contains(done.stderr, b"otls: warning: ")
        contains(done.stderr, b"/nonexistent/c.db")
        equal(json.loads(done.stdout)["resumed"], False)


@claim
def a_store_without_its_secret_is_refused():
    write("bad", b"no secret\n")
    for args in ([], ["--store-secret", "bad"]):
        otls("connect", "localhost:1", "--store", "sqlite:/tmp/a", *args,
             code=9)
    otls("connect", "localhost:1", "--store-secret", "bad", code=2)


@claim
def a_wrong_command_line_is_told():
    for args, part in [
            ([], b"HOST:PORT"), (["localhost"], b"HOST:PORT"),
            ([":443"], b"HOST:PORT"), (["a:0"], b"HOST:PORT"),
            (["a:65536"], b"HOST:PORT"), (["https://a:1"], b"HOST:PORT"),
            (["a:1", "b:1"], b"2 inputs"),
            (["a:1", "--key", "k"], b"--cert is missing"),
            (["a:1", "--count", "0"], b"--count needs a number from 1"),
            (["a:1", "--passphrase-file", "p"], b"no key"),
            (["a:1", "--cert", "c", "--passphrase-fd", "0"],
             b"both be standard input"),
            (["a:1", "--alpn", ""], b"--alpn"),
            (["a:1", "--tls-max", "1"], b"1.0, 1.1, 1.2 or 1.3"),
            (["a:1", "--verbose"], b"unknown option --verbose")]:
        done = otls("connect", *args, code=2)
        contains(done.stderr, part)
        contains(done.stderr, b"see 'otls help connect'\n")


if __name__ == "__main__":
    shell.main()
