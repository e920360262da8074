# SPDX-License-Identifier: ISC
"""Real Redis servers, and stores on them, for the tests of stores."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import threading

import peer  # noqa: F401 (finds support/)
import tap
from redis_server import (Proxy, Redis, free_port,  # noqa: F401
                          wait_until)

tap.need_library()
os.environ.update(TLS_BACKEND="ctypes", OTLS_LIBRARY=tap.library())
sys.path.insert(0, os.path.join(tap.TOP_SRCDIR, "bindings", "python"))

import tls  # noqa: E402
from tls import store  # noqa: E402

SECRET = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
FAILURES = (tls.StoreError, tls.TimeoutError)


def need_redis():
    if shutil.which("redis-server") is None:
        tap.skip_all("there is no redis-server")
    try:
        store.open("redis://127.0.0.1:1", secret=SECRET).close()
    except tls.UnsupportedError:
        tap.skip_all("the build has no hiredis")


class Peer:
    """Who speaks for a Redis: |answer| is called with the number of the
    connection, from 1, and what came, and says what goes back,
    or None to end it."""

    def __init__(self, answer):
        self.answer = answer
        self.connections = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                self.connections += 1
                threading.Thread(target=self.serve, daemon=True, args=(
                    client, self.connections)).start()

    def serve(self, client, number):
        with client, contextlib.suppress(OSError):
            data = client.recv(65536)
            while data:
                answer = self.answer(number, data)
                if answer is None:
                    return
                client.sendall(answer)
                data = client.recv(65536)

    def url(self, tail=""):
        return "redis://127.0.0.1:%d%s" % (self.port, tail)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.close()


def open_store(url, secret=SECRET):
    return store.open(url, secret=secret)


def patient(url):
    """With a deadline that no busy machine misses."""
    return open_store(url + ("&" if "?" in url else "?") +
                      "deadline_ms=20000")


def equal(got, wanted):
    assert got == wanted, "%r instead of %r" % (got, wanted)


def contains(text, part):
    assert part in text, "no %r in %r" % (part, text)


def open_descriptors():
    return len(os.listdir("/proc/self/fd"))


def make_certs():
    """ca, other, server and client in the current directory, by the module
    of the command's tests, whose name is the package's."""
    subprocess.run(
        [sys.executable, "-c", "import tls\ntls.make_certs()\n"
         "tls.make_authority('other')\n"
         "tls.make_cert('elsewhere', names='subjectAltName=DNS:elsewhere')"],
        check=True, stdin=subprocess.DEVNULL, env=dict(
            os.environ, PYTHONPATH=os.path.join(os.path.dirname(
                os.path.dirname(os.path.abspath(__file__))), "command")))


class TlsRedis(Redis):
    """With a port for TLS beside the other."""

    def __init__(self, *options, cert="server", clients="no"):
        self.tls_port = free_port()
        super().__init__(
            "--tls-port", str(self.tls_port), "--tls-cert-file",
            cert + ".pem", "--tls-key-file", cert + ".key",
            "--tls-ca-cert-file", "ca.pem", "--tls-auth-clients", clients,
            *options)

    def tls_url(self, tail="?ca=ca.pem", host="localhost"):
        return "rediss://%s:%d%s" % (host, self.tls_port, tail)
