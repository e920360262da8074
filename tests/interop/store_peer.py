# SPDX-License-Identifier: ISC
"""Real Redis servers, and stores on them, for the tests of stores."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time

import peer  # noqa: F401 (finds support/)
import tap

tap.need_library()
os.environ.update(TLS_BACKEND="ctypes", OTLS_LIBRARY=tap.library())
sys.path.insert(0, os.path.join(tap.TOP_SRCDIR, "bindings", "python"))

import tls  # noqa: E402
from tls import store  # noqa: E402

SECRET = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
LIMIT = 30
FAILURES = (tls.StoreError, tls.TimeoutError)
MAIN_OPTIONS = ["--save", "", "--bind", "127.0.0.1", "--daemonize", "no"]


def need_redis():
    if shutil.which("redis-server") is None:
        tap.skip_all("there is no redis-server")
    try:
        store.open("redis://127.0.0.1:1", secret=SECRET).close()
    except tls.UnsupportedError:
        tap.skip_all("the build has no hiredis")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_until(what, why):
    """Asks until it is so; fails when that takes too long."""
    end = time.monotonic() + LIMIT
    while True:
        answer = what()
        if answer:
            return answer
        if time.monotonic() > end:
            raise AssertionError("still not so: " + why)
        time.sleep(0.01)


class Redis:
    """A server in the test's directory, stopped at the end of a with."""

    def __init__(self, *options, port=None, password=None):
        self.port = port or free_port()
        self.options = list(options)
        self.password = password
        self.start()

    def start(self):
        options = MAIN_OPTIONS + ["--port", str(self.port), "--dir",
                                  os.getcwd()] + self.options
        self.process = subprocess.Popen(
            ["redis-server"] + options, stdout=subprocess.DEVNULL)
        wait_until(self.is_up, "redis-server answers")

    def is_up(self):
        assert self.process.poll() is None, "redis-server has ended"
        try:
            return self.ask("PING").startswith((b"+PONG", b"-"))
        except OSError:
            return False

    def ask(self, *words):
        """The raw answer to a command, by a connection of its own."""
        with socket.create_connection(
                ("127.0.0.1", self.port), timeout=LIMIT) as s:
            if self.password:
                s.sendall(b"AUTH %s\r\n" % self.password.encode())
                assert s.recv(100) == b"+OK\r\n"
            s.sendall(b"*%d\r\n" % len(words) + b"".join(
                b"$%d\r\n%s\r\n" % (len(w), w.encode()) for w in words))
            data = s.recv(65536)
            if data[:1] == b"$":
                size = int(data[1:data.index(b"\r\n")])
                while size >= 0 and len(data) < size:
                    data += s.recv(65536)
            return data

    def url(self, tail=""):
        return "redis://127.0.0.1:%d%s" % (self.port, tail)

    def signal(self, number):
        self.process.send_signal(number)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGCONT)
        self.kill()


class Proxy:
    """redis_proxy.py before |redis|, or its other |port|."""

    def __init__(self, redis, port=None):
        self.process = subprocess.Popen(
            [sys.executable, os.path.join(os.path.dirname(
                os.path.abspath(__file__)), "redis_proxy.py"),
             str(port or redis.port)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True)
        self.port = int(self.process.stdout.readline())

    def do(self, mode):
        self.process.stdin.write(mode + "\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline().strip() == mode

    def url(self, tail=""):
        return "redis://127.0.0.1:%d%s" % (self.port, tail)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


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
