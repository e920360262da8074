# SPDX-License-Identifier: ISC
"""otls serve and otls connect beside another implementation of TLS: what the
tests of all peers need."""

import contextlib
import json
import os
import socket
import ssl
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))), "command"))
import shell  # noqa: E402
from shell import LIMIT, claim, contains, equal, main, otls  # noqa: E402,F401
from tls import (Lines, Server, Skip, client, get,  # noqa: E402,F401
                 make_certs, need, openssl, process)

REQUEST = b"GET /status.json HTTP/1.0\r\n\r\n"
VERSIONS = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}
# more than a record, and no line of it is long
DATA = b"".join(b"line %d of what is sent and comes back\n" % n
                for n in range(2000))


def both_versions(certs=(False, True)):
    """Has a function claimed four times: for each version of TLS, with a
    client's certificate and without."""
    def register(function):
        for version in VERSIONS:
            for cert in certs:
                def run(version=version, cert=cert):
                    make_certs()
                    function(version, cert)
                run.__name__ = "%s_by_tls_%s%s" % (
                    function.__name__, version.replace(".", "_"),
                    "_with_a_client_certificate" if cert else "")
                claim(run)
        return function
    return register


def serve(version, cert, *args):
    """otls serve for a client of that kind."""
    if cert:
        args += ("--client-ca", "ca.pem", "--require-client-cert")
    return Server("--tls-min", version, "--tls-max", version, *args)


def check_response(text, version, resumed=False):
    """The answer to REQUEST, as somebody else's client got it."""
    contains(text, b"HTTP/1.1 200 OK\r\n")
    begin = text.index(b"{", text.index(b"HTTP/1.1 200 OK\r\n"))
    facts = json.loads(text[begin:text.rindex(b"}") + 1])
    equal((facts["protocol"], facts["resumed"]), ("TLSv" + version, resumed))


def run(*command, code=0, **options):
    """Runs somebody else's client to its end."""
    done = subprocess.run(command, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=LIMIT, check=False,
                          **options)
    if done.returncode != code:
        raise AssertionError("%s: exit code %d, wanted %d: %r; %r" % (
            " ".join(command), done.returncode, code, done.stdout[-500:],
            done.stderr[-500:]))
    return done.stdout


def connect_args(port, version, cert):
    args = ["connect", "localhost:%d" % port, "--ca", "ca.pem", "--tls-min",
            version, "--tls-max", version]
    return args + (["--cert", "client.pem", "--key", "client.key"]
                   if cert else [])


def check_echo(port, version, cert, data=DATA, wanted=DATA):
    """otls connect gets back what it sends. The echo is waited for before the
    end of input is told, since not every peer answers after that."""
    with process(shell.OTLS, *connect_args(port, version, cert)) as peer:
        line = peer.stderr.readline().decode()
        contains(line, "TLSv%s, " % version)
        contains(line, ", verified, CN=server")
        got = b""
        pieces = [data[at:at + 4096] for at in range(0, len(data), 4096)]
        for piece in pieces:
            peer.stdin.write(piece)
            peer.stdin.flush()
        while len(got) < len(wanted):
            more = os.read(peer.stdout.fileno(), 65536)
            if not more:
                raise AssertionError("%d of %d bytes, %r" % (
                    len(got), len(wanted), peer.stderr.read()))
            got += more
        equal(got, wanted, "echo")
        peer.stdin.close()
        peer.stdin = None
        peer.stdout.read()
        equal(peer.wait(LIMIT), 0, "exit code")


def check_resumed(port, version, cert):
    out = otls(*connect_args(port, version, cert), "--count", "3",
               "--json").stdout
    equal([json.loads(line)["resumed"] for line in out.splitlines()],
          [False, True, True], "resumed")


def check_kept(port, version, cert):
    """Processes resume what earlier ones kept in a store."""
    shell.write("secret", otls("keygen", "--store-secret").stdout)
    store = ["--store", "sqlite:%s/client.db?deadline_ms=10000" % os.getcwd(),
             "--store-secret", "secret", "--json"]
    args = connect_args(port, version, cert) + store
    for resumed in (False, True, True):
        done = otls(*args)
        equal(json.loads(done.stdout)["resumed"], resumed, "resumed")
        equal(done.stderr, b"")
    out = otls(*args, "--count", "3").stdout
    equal([json.loads(line)["resumed"] for line in out.splitlines()],
          [True] * 3, "resumed")
    # another name of the server is another server
    out = otls("connect", "127.0.0.1:%d" % port, *args[2:]).stdout
    equal(json.loads(out)["resumed"], False)


def check_refused(port, version):
    """A server that wants a certificate gets none, which TLS 1.3 lets it
    say after our handshake only."""
    done = subprocess.run(
        [shell.OTLS, *connect_args(port, version, False)],
        input=b"is anybody there?\n", stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, timeout=LIMIT, check=False)
    equal((done.returncode, done.stdout), (8, b""), done.stderr)
    contains(done.stderr, b"otls: error: ")


def free_port():
    """A port for a server that can't choose one itself."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def wait_for_port(port, peer):
    """Until somebody listens there, or the process has ended."""
    while peer.poll() is None:
        with contextlib.suppress(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), LIMIT).close()
            return
    raise AssertionError("%r ended: %r" % (peer.args, peer.stderr.read()))
