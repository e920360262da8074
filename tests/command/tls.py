# SPDX-License-Identifier: ISC
"""What the tests of serve and connect share: certificates, a served
directory, and clients that say what they are told to."""

import contextlib
import json
import os
import re
import select
import shutil
import signal
import socket
import ssl
import subprocess

import shell
from shell import LIMIT, Skip, contains, equal

NAMES = "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1"


def openssl(*args, **options):
    """Runs the command openssl, which makes what is needed."""
    if shutil.which("openssl") is None:
        raise Skip("the command openssl is missing")
    options.setdefault("stdin", subprocess.DEVNULL)
    done = subprocess.run(["openssl", *args], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=LIMIT,
                          check=False, **options)
    if done.returncode != 0:
        raise AssertionError("openssl %s: %r" % (" ".join(args), done.stderr))
    return done.stdout


def make_authority(name):
    """NAME.pem and NAME.key, of an authority."""
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt",
            "ec_paramgen_curve:P-256", "-nodes", "-days", "30", "-subj",
            "/CN=Test authority " + name, "-keyout", name + ".key", "-out",
            name + ".pem", "-addext", "keyUsage=critical,keyCertSign,cRLSign")


def make_cert(name, authority="ca", subject=None, names=NAMES, days="30",
              usage="serverAuth,clientAuth"):
    """NAME.pem and NAME.key, vouched for by the authority."""
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
            "-nodes", "-subj", subject or "/CN=" + name, "-keyout",
            name + ".key", "-out", name + ".csr")
    with open(name + ".ext", "w") as file:
        file.write("basicConstraints=critical,CA:false\n"
                   "keyUsage=critical,digitalSignature\n"
                   "extendedKeyUsage=%s\n%s\n" % (usage, names))
    openssl("x509", "-req", "-in", name + ".csr", "-CA", authority + ".pem",
            "-CAkey", authority + ".key", "-days", days, "-extfile",
            name + ".ext", "-out", name + ".pem", "-set_serial",
            "0x" + os.urandom(8).hex())


def make_certs():
    """ca, server and client in the current directory."""
    make_authority("ca")
    make_cert("server")
    make_cert("client", names="subjectAltName=DNS:client.test")


class Lines:
    """What a process writes, line by line."""

    def __init__(self, file):
        self.fd = file.fileno()
        self.rest = b""

    def next(self):
        """The next line, without its end; empty where there is none."""
        while b"\n" not in self.rest:
            if not select.select([self.fd], [], [], LIMIT)[0]:
                raise AssertionError("no line, but %r" % self.rest)
            data = os.read(self.fd, 65536)
            if not data:
                break
            self.rest += data
        line, _, self.rest = self.rest.partition(b"\n")
        return line.decode()

    def find(self, part):
        """The first line that has the part; those before it are lost."""
        seen = []
        while True:
            line = self.next()
            if part in line:
                return line
            seen.append(line)
            if not line:
                raise AssertionError("%r never came, but %r" % (part, seen))


class Server:
    """otls serve, ended by SIGTERM, in good order, when its block ends."""

    def __init__(self, *args, cert="server.pem", key="server.key",
                 listen="127.0.0.1:0", **options):
        self.process = shell.start(
            "serve", "--listen", listen, "--cert", cert, "--key", key, *args,
            **{"stdin": subprocess.DEVNULL, **options})
        self.out = Lines(self.process.stdout)
        self.errors = Lines(self.process.stderr)
        line = self.out.next()
        match = re.fullmatch(r"listening on (\S+):(\d+)", line)
        if match is None:
            self.process.wait(LIMIT)
            raise AssertionError("%r; %r" % (line, self.errors.next()))
        self.host = match[1].strip("[]")
        self.port = int(match[2])
        self.address = match[1] + ":" + match[2]
        self.code = 0
        self.count = int(args[args.index("--workers") + 1]) \
            if "--workers" in args else 1

    def __enter__(self):
        return self

    def __exit__(self, kind, *ignored):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(LIMIT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        finally:
            self.process.stdout.close()
            self.process.stderr.close()
        if kind is None:
            equal(self.process.returncode, self.code, "exit code")

    def tcp(self):
        return socket.create_connection((self.host, self.port), LIMIT)

    def connect(self, context=None, **options):
        """A client's connection, its handshake done."""
        return (context or client()).wrap_socket(
            self.tcp(), server_hostname="localhost", **options)

    def get(self, path="/", context=None, **options):
        """(status, headers, body) of a connection's only request."""
        with self.connect(context, **options) as peer:
            return get(peer, path, "Connection: close")

    def status(self, *args, **options):
        code, _, body = self.get("/status.json", *args, **options)
        equal(code, 200, "status")
        return json.loads(body)

    def children(self):
        """The process ids of all that there are."""
        path = "/proc/%d/task/%d/children" % (self.process.pid,
                                              self.process.pid)
        with open(path) as file:
            return [int(pid) for pid in file.read().split()]

    def workers(self):
        """The process ids of those who serve, once all are there."""
        found = []
        while len(found) != self.count:
            equal(self.get()[0], 200)
            found = self.children()
        return found


def client(version=None, cert=None, ca="ca.pem", alpn=None):
    """A context for clients."""
    context = ssl.create_default_context(cafile=ca)
    if version is not None:
        context.minimum_version = context.maximum_version = version
    if cert is not None:
        context.load_cert_chain(cert + ".pem", cert + ".key")
    if alpn is not None:
        context.set_alpn_protocols(alpn)
    return context


def ask(peer, path="/", *fields, method="GET"):
    text = "%s %s HTTP/1.1\r\nHost: localhost\r\n" % (method, path)
    peer.sendall((text + "".join(f + "\r\n" for f in fields) +
                  "\r\n").encode())


class Reader:
    """Responses from a connection, whatever follows each."""

    def __init__(self, peer):
        self.peer = peer
        self.rest = bytearray()

    def more(self):
        data = self.peer.recv(65536)
        self.rest += data
        return bool(data)

    def response(self, body=True):
        """(status, headers, body)"""
        while b"\r\n\r\n" not in self.rest:
            if not self.more():
                raise AssertionError("the connection ended after %r"
                                     % self.rest)
        end = self.rest.index(b"\r\n\r\n")
        lines = self.rest[:end].decode().split("\r\n")
        del self.rest[:end + 4]
        headers = {name.lower(): value for name, value in
                   (line.split(": ", 1) for line in lines[1:])}
        length = int(headers["content-length"]) if body else 0
        while len(self.rest) < length:
            if not self.more():
                raise AssertionError("%d of %d bytes came"
                                     % (len(self.rest), length))
        data = bytes(self.rest[:length])
        del self.rest[:length]
        match = re.fullmatch(r"HTTP/1\.1 (\d\d\d) .+", lines[0])
        return int(match[1]), headers, data


def get(peer, path="/", *fields, method="GET"):
    ask(peer, path, *fields, method=method)
    return Reader(peer).response(method != "HEAD")


def ends(peer):
    """The other side ends the connection, with a TLS farewell where it is
    one, and sends nothing more."""
    equal(peer.recv(65536), b"", "after the end")


@contextlib.contextmanager
def process(*command, **options):
    """A program that runs for the length of a block."""
    options.setdefault("stdin", subprocess.PIPE)
    options.setdefault("stdout", subprocess.PIPE)
    options.setdefault("stderr", subprocess.PIPE)
    started = subprocess.Popen(command, **options)
    try:
        yield started
    finally:
        started.kill()
        started.communicate(timeout=LIMIT)


def need(*programs):
    for program in programs:
        if shutil.which(program) is None:
            raise Skip("%s is missing" % program)


__all__ = ["LIMIT", "NAMES", "Lines", "Reader", "Server", "Skip", "ask",
           "client", "contains", "ends", "equal", "get", "make_authority",
           "make_cert", "make_certs", "need", "openssl", "process"]
