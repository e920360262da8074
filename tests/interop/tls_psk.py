# SPDX-License-Identifier: ISC
"""Pre-shared keys with the command openssl, in both roles: the library by
ctypes, as the command otls has no keys of that kind."""

import ctypes
import os
import socket

import peer  # noqa: F401 (finds support/)
import tap
from tls_peer import LIMIT, Lines, claim, equal, main, need, process

CLIENT, SERVER, V12, V13 = 1, 2, 0x0303, 0x0304
WANT_PSK = -56
KEY, HINT = bytes(range(16)), b"which one?"
H = ctypes.c_int64


class Library:
    def __init__(self):
        self._dll = ctypes.CDLL(tap.library())
        self._constant = H()

    def call(self, name, *args):
        rv = getattr(self._dll, "otls_" + name)(*args)
        assert rv >= 0 or rv == WANT_PSK, (name, rv, self.message())
        return rv

    def message(self):
        buf = ctypes.create_string_buffer(600)
        self._dll.otls_error_message(
            buf, ctypes.c_size_t(600), ctypes.byref(ctypes.c_size_t()))
        return buf.value

    def new(self, name, *args):
        out = H()
        self.call(name, *args, ctypes.byref(out))
        return H(out.value)

    def connection(self, role, version, sock):
        context = self.new("context_new", role)
        self.call("context_set_versions", context, version, version)
        self.call("context_set_ask_psk", context, 1,
                  HINT if role == SERVER else None)
        connection = self.new("connection_new_socket", context,
                              sock.fileno(), 0)
        self.call("connection_set_timeout_ms", connection, H(LIMIT * 1000))
        if role == CLIENT:
            self.call("connection_set_servername", connection, b"localhost")
        return connection

    def shake(self, connection, identity):
        """Answers what was asked."""
        asked = []
        while self.call("connection_handshake", connection) == WANT_PSK:
            buf, n = ctypes.create_string_buffer(300), ctypes.c_size_t()
            self.call("connection_wanted_psk", connection, buf,
                      ctypes.c_size_t(300), ctypes.byref(n))
            asked.append(buf.raw[:n.value])
            self.call("connection_reply_psk", connection, identity, KEY,
                      ctypes.c_size_t(16))
        return asked

    def say(self, connection, data):
        self.call("connection_write", connection, data,
                  ctypes.c_size_t(len(data)), ctypes.byref(
                      ctypes.c_size_t()))

    def hear(self, connection, size):
        got = b""
        while len(got) < size:
            buf, n = ctypes.create_string_buffer(100), ctypes.c_size_t()
            self.call("connection_read", connection, buf,
                      ctypes.c_size_t(100), ctypes.byref(n))
            assert n.value, "the end"
            got += buf.raw[:n.value]
        return got


def flags(version):
    flag = "-tls1_2" if version == V12 else "-tls1_3"
    return (flag, "-psk", KEY.hex(), "-cipher", "kECDHEPSK:PSK")


def s_server_takes_our_key(version):
    need("openssl")
    with process("openssl", "s_server", "-accept", "127.0.0.1:0", "-nocert",
                 "-rev", "-psk_identity", "me", "-psk_hint", HINT.decode(),
                 *flags(version)) as server:
        port = int(Lines(server.stdout).find("ACCEPT ").rsplit(":", 1)[1])
        lib = Library()
        with socket.create_connection(("127.0.0.1", port), LIMIT) as sock:
            sock.setblocking(True)
            connection = lib.connection(CLIENT, version, sock)
            equal(lib.shake(connection, b"me"),
                  [HINT if version == V12 else b""], "hint")
            lib.say(connection, b"hello\n")
            equal(lib.hear(connection, 6), b"olleh\n", "echo")
            lib.call("connection_free", connection)


def s_client_brings_its_key(version):
    need("openssl")
    lib = Library()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(LIMIT)
        with process("openssl", "s_client", "-connect",
                     "127.0.0.1:%d" % listener.getsockname()[1], "-quiet",
                     "-psk_identity", "them", *flags(version)) as client:
            sock, _ = listener.accept()
            with sock:
                sock.setblocking(True)
                connection = lib.connection(SERVER, version, sock)
                equal(lib.shake(connection, None), [b"them"], "identity")
                lib.say(connection, b"welcome\n")
                equal(client.stdout.readline(), b"welcome\n", "text")
                client.stdin.write(b"thanks\n")
                client.stdin.flush()
                equal(lib.hear(connection, 7), b"thanks\n", "text")
                lib.call("connection_free", connection)


def register():
    for function in (s_server_takes_our_key, s_client_brings_its_key):
        for version in (V12, V13):
            def run(function=function, version=version):
                function(version)
            run.__name__ = "%s_by_tls_1_%d" % (
                function.__name__, version - 0x301)
            claim(run)


if __name__ == "__main__":
    tap.need_library()
    os.environ.pop("OPENSSL_CONF", None)
    register()
    main()
