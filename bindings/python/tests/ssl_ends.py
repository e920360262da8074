# SPDX-License-Identifier: ISC
"""Contexts and connections of tls.ssl for the tests."""

import contextlib
import socket
import threading

import pytest

import tls.ssl as ssl

VERSIONS = pytest.mark.parametrize("version", ("TLSv1_2", "TLSv1_3"))


def of_client(authority, version="TLSv1_3"):
    made = ssl.create_default_context(cafile=authority.cert)
    made.maximum_version = getattr(ssl.TLSVersion, version)
    return made


def of_server(paths):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(*paths)
    return made


def shake(*ends):
    """Hands, over bios."""
    waiting = list(ends)
    for _round in range(20):
        for end in list(waiting):
            try:
                end.do_handshake()
                waiting.remove(end)
            except ssl.SSLWantReadError:
                pass
        if not waiting:
            return
    raise AssertionError("the handshake goes round in circles")


def over_bios(client, server, session=None):
    a, b = ssl.MemoryBIO(), ssl.MemoryBIO()
    return (client.wrap_bio(a, b, server_hostname="localhost",
                            session=session),
            server.wrap_bio(b, a, server_side=True))


def visit(client, server, session=None):
    """One connection: (whether it resumed, what to resume with)."""
    near, far = over_bios(client, server, session)
    shake(near, far)
    far.write(b"pong")
    assert near.read(10) == b"pong"
    assert near.session_reused == far.session_reused
    return near.session_reused, near.session


class Listener:
    """A server with a socket, for any number of visits one by one."""

    def __init__(self, context):
        self.context = context
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.address = self.socket.getsockname()
        self.thread = threading.Thread(target=self._serve)
        self.thread.start()

    def _serve(self):
        while True:
            plain, _address = self.socket.accept()
            with plain:
                if plain.recv(1, socket.MSG_PEEK) == b"q":
                    return
                with contextlib.suppress(OSError), self.context.wrap_socket(
                        plain, server_side=True) as end:
                    end.sendall(b"1" if end.session_reused else b"0")
                    end.recv(1)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        with socket.create_connection(self.address) as plain:
            plain.sendall(b"q")
            self.thread.join(100)
        self.socket.close()


def call(context, address):
    """Whether a connection to a listener resumed, by what it says."""
    with socket.create_connection(address) as plain, context.wrap_socket(
            plain, server_hostname="localhost") as end:
        resumed = end.recv(1) == b"1"
        assert end.session_reused == resumed
        end.sendall(b".")
        return resumed
