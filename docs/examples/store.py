# SPDX-License-Identifier: ISC
"""store.py CERT KEY CA: a store of sessions that is a class of Python's, and a
server that resumes what is in it."""

import socket
import sys
import threading
import time

import tls
from tls import store


class Sessions:
    """Where the entries really go (a database, a cache) is up to you. They
    are sealed: neither key nor value says anything of a session."""

    def __init__(self):
        self.entries = {}

    def put(self, key, value, ttl):
        self.entries[key] = value, time.monotonic() + ttl

    def get(self, key):
        value, end = self.entries.get(key, (None, 0))
        return value if time.monotonic() < end else None

    def take(self, key):  # of all who ask at once one gets it
        value, end = self.entries.pop(key, (None, 0))
        return value if time.monotonic() < end else None

    def remove(self, key):
        self.entries.pop(key, None)


def serve(sock):
    with sock, tls.Connection.over(server, sock, timeout=60) as connection:
        connection.write(b"hello")
        connection.shutdown_write()


def visit(session=None):
    ours, theirs = socket.socketpair()
    thread = threading.Thread(target=serve, args=(theirs,))
    thread.start()
    with ours, tls.Connection.over(
            client, ours, servername="localhost", timeout=60) as connection:
        if session is not None:
            connection.set_session(session)
        text = connection.read()
        print(text.decode(), "resumed" if connection.resumed else "anew")
        session = connection.session
    thread.join()
    return session


cert, key, ca = sys.argv[1:]
client = tls.Context.client(trust=tls.Trust.load(ca))
server = tls.Context.server(tls.Credential.load(cert, key))
server.set_store(store.of(Sessions(), secret=store.make_secret()))
server.set_resumption("store")
visit(visit())
