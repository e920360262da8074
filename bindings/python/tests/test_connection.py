# SPDX-License-Identifier: ISC
"""Connections between two ends in one process, through either back end."""

import os
import select
import signal
import socket
import threading

import pytest

import tls
from ends import ends
from tls.io import pair

VERSIONS = ("TLSv1.2", "TLSv1.3")


class Listener:
    """Serves connections with |talk| in a thread, one after the other."""

    def __init__(self, context, talk):
        self.context, self.talk, self.failed = context, talk, []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.thread = threading.Thread(target=self.serve, daemon=True)

    def serve(self):
        while True:
            try:
                sock, _address = self.socket.accept()
            except OSError:
                return
            with sock:
                sock.settimeout(60)
                try:
                    with tls.Connection.over(self.context, sock) as end:
                        self.talk(end)
                except (tls.Error, OSError) as error:
                    self.failed.append(error)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *exception):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.thread.join(60)
        assert not self.thread.is_alive()


def echo(end):
    while True:
        data = end.read()
        if not data:
            break
        end.write(data)
    end.shutdown()


@pytest.mark.parametrize("version", VERSIONS)
def test_bytes_come_through_both_ways(client, server, version):
    server.set_versions(version, version)
    data = os.urandom(1000000)
    with Listener(server, echo) as listener:
        with tls.Connection.connect(
                client, "127.0.0.1", listener.port, timeout=60) as end:
            got = bytearray()
            writer = threading.Thread(target=lambda: (
                end.write(data), end.shutdown_write()))
            writer.start()
            room = bytearray(70000)
            while True:
                size = end.readinto(room)
                if not size:
                    break
                got += room[:size]
            writer.join(60)
            end.shutdown()
    assert bytes(got) == data and listener.failed == []


def test_over_a_socket_of_python(client, server):
    with Listener(server, echo) as listener:
        with socket.create_connection(("127.0.0.1", listener.port)) as sock:
            sock.settimeout(60)
            with tls.Connection.over(
                    client, sock, servername="localhost") as end:
                assert end.timeout == 60 and end.fileno() == sock.fileno()
                assert not end.is_server and end.servername == "localhost"
                end.handshake()
                end.write(memoryview(b"hello"))
                assert end.read() == b"hello"
                end.shutdown()
            assert sock.fileno() >= 0
    assert listener.failed == []


def test_without_waiting_the_caller_waits(client, server):
    """A handshake over a socket that never waits, with select()."""
    with Listener(server, echo) as listener:
        sock = socket.create_connection(("127.0.0.1", listener.port))
        sock.setblocking(False)
        with sock, tls.Connection.over(
                client, sock, servername="localhost") as end:
            while True:
                try:
                    end.handshake()
                    break
                except tls.WantReadError:
                    assert select.select([end], [], [], 60)[0]
                except tls.WantWriteError:
                    assert select.select([], [end], [], 60)[1]
            with pytest.raises(tls.WantReadError) as caught:
                end.read()
            assert isinstance(caught.value, BlockingIOError)
            end.write(b"x")
            assert select.select([end], [], [], 60)[0]
            end.timeout = 60
            assert end.read() == b"x"


def test_a_pair_carries_the_bytes_by_hand(client, server):
    near, wire = pair()
    far, other = pair()
    with near, wire, far, other, tls.Connection.over_bios(
            client, near, near, servername="localhost") as one, \
            tls.Connection.over_bios(server, far, far) as two:
        waiting = [one, two]
        for _round in range(20):
            for end in list(waiting):
                try:
                    end.handshake()
                    waiting.remove(end)
                except tls.WantReadError:
                    pass
            for source, target in ((wire, other), (other, wire)):
                data = source.read(100000)
                if data:
                    assert target.write(data) == len(data)
        assert not waiting
        one.write(b"through")
        other.write(wire.read(100000))
        assert two.read() == b"through"


@pytest.mark.parametrize("version", VERSIONS)
def test_an_end_without_goodbye_is_told_apart(client, server, version):
    server.set_versions(version, version)

    def rude(end):
        end.read()

    with Listener(server, rude) as listener:
        with tls.Connection.connect(
                client, "127.0.0.1", listener.port, timeout=60) as end:
            end.write(b"x")
            with pytest.raises(tls.TlsEofError):
                end.read()

    def polite(end):
        end.read()
        end.shutdown_write()

    with Listener(server, polite) as listener:
        with tls.Connection.connect(
                client, "127.0.0.1", listener.port, timeout=60) as end:
            end.write(b"x")
            assert end.read() == b"" == end.read()


@pytest.mark.parametrize("version", VERSIONS)
def test_a_session_is_resumed(client, server, version):
    server.set_versions(version, version)
    with Listener(server, echo) as listener:
        with tls.Connection.connect(
                client, "127.0.0.1", listener.port, timeout=60) as end:
            end.write(b"x")
            assert end.read() == b"x" and not end.resumed
            assert end.resumed_by is None
            session = end.session
            end.shutdown()
        assert session.resumable and session.has_ticket
        assert session.servername == "127.0.0.1"
        assert session.lifetime > 0 and session.created > 0
        assert session.version == {"TLSv1.2": 0x303, "TLSv1.3": 0x304}[version]
        with tls.Connection.connect(
                client, "127.0.0.1", listener.port, timeout=60,
                session=session) as end:
            assert end.resumed and "resumed" in end.explain()
            assert end.resumed_by == "session"
            assert end.verified_chain == []
            end.write(b"x")
            assert end.read() == b"x"
            assert end.session == end.session
            assert (end.session == session) == (version == "TLSv1.2")
    assert client.counter("resumed") == server.counter("resumed") == 1


def test_what_was_agreed(client, server, authority, paths):
    client.set_keylog(True)
    client.set_ocsp_stapling(True)
    server.set_ocsp_stapling(True)
    response = authority.ocsp(paths[0])
    server.set_credential(tls.Credential.load(*paths).with_ocsp(response))
    with ends(client, server) as both:
        one, two = both.client, both.server
        assert one.version == two.version == "TLSv1.3"
        assert one.cipher == two.cipher and one.cipher.startswith("TLS_")
        assert one.group == two.group == "x25519"
        assert one.alpn == "" and two.servername == "localhost"
        assert one.exporter("EXPORTER-x", 32) == two.exporter(
            "EXPORTER-x", 32)
        assert one.exporter("EXPORTER-x", 32, b"") != b"" != one.exporter(
            "EXPORTER-x", 32, b"a")
        for kind in ("tls-exporter", "tls-server-end-point"):
            assert one.channel_binding(kind) == two.channel_binding(kind)
        with pytest.raises(tls.Error):
            one.channel_binding("tls-unique")
        assert one.ocsp_response == response
        lines = list(iter(one.keylog, None))
        assert any(l.startswith("CLIENT_HANDSHAKE_TRAFFIC_SECRET ")
                   for l in lines)
        assert two.keylog() is None
        assert one.peer_certificate == tls.Certificate.load(paths[0])
        assert [c.subject for c in one.peer_certificates] == ["CN=localhost"]
        assert [c.subject for c in one.verified_chain] == [
            "CN=localhost", "CN=Test CA"]
        assert one.verdict == (0, "the certificate is in order")
        both.exchange()
        one.key_update(ask_peer=True)
        both.exchange()


def test_a_certificate_is_asked_for_after_the_handshake(
        client, server, authority):
    for context in (client, server):
        context.set_post_handshake_auth(True)
    server.set_trust(tls.Trust.load(authority.cert))
    server.set_verify("required")
    client.set_credential(tls.Credential.load(
        *authority.issue("late", "email:late@example.com")))
    with ends(client, server) as both:
        both.exchange()
        assert both.server.peer_certificate is None
        both.server.request_certificate()
        both.server.write(b"?")
        assert both.client.read() == b"?"
        both.client.write(b"!")
        assert both.server.read() == b"!"
        assert both.server.peer_certificate.subject == "CN=late"


def test_a_file_is_sent(client, server, tmp_path):
    path = tmp_path / "file"
    path.write_bytes(bytes(range(256)) * 1000)

    def send(end):
        assert end.send_file(path, 256) == 256 * 999
        assert end.send_file(path, 1, 2) == 2
        end.shutdown_write()

    with Listener(server, send) as listener:
        with tls.Connection.connect(
                client, "127.0.0.1", listener.port, timeout=60) as end:
            got = b"".join(iter(end.read, b""))
    assert got == path.read_bytes()[256:] + b"\1\2" and listener.failed == []


def test_what_was_written_before_the_time_was_over_is_told(client, server):
    near, far = socket.socketpair()
    with near, far, tls.Connection.over(
            client, near, servername="localhost", timeout=60) as one, \
            tls.Connection.over(server, far, timeout=60) as two:
        thread = threading.Thread(target=two.handshake)
        thread.start()
        one.handshake()
        thread.join(60)
        one.timeout = 0.2
        with pytest.raises(TimeoutError) as caught:
            one.write(bytes(16 << 20))
        assert 0 < caught.value.written < 16 << 20


def test_pending_is_what_needs_no_waiting(client, server):
    with ends(client, server) as both:
        both.client.write(b"four")
        assert both.server.read(1) == b"f" and both.server.pending() == 3


def test_the_deadline_is_one_of_the_operating_systems(client):
    with socket.create_server(("127.0.0.1", 0)) as mute:
        with pytest.raises(TimeoutError) as caught:
            tls.Connection.connect(client, "127.0.0.1",
                                   mute.getsockname()[1], timeout=0.2)
    assert caught.value.name == "OTLS_E_TIMEOUT"


def test_what_is_no_tls_is_told(client):
    near, far = socket.socketpair()
    with near, far, tls.Connection.over(
            client, near, servername="localhost", timeout=60) as end:
        far.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        with pytest.raises(tls.TlsNotTlsError, match="HTTP"):
            end.handshake()


def test_nobody_listens(client):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        with pytest.raises(OSError, match="127.0.0.1"):
            tls.Connection.connect(
                client, "127.0.0.1", free.getsockname()[1], timeout=60)
    with pytest.raises(tls.Error):
        tls.Connection.connect(client, "127.0.0.1", 70000, timeout=60)


def test_a_signal_handler_that_raises_ends_a_read(client, server):
    """And one that returns doesn't."""
    main, called, over = (
        threading.get_ident(), threading.Event(), threading.Event())
    calls = []

    def handler(_number, _frame):
        calls.append(1)
        called.set()
        if len(calls) == 2:
            raise KeyError("mine")

    def hush(end):
        end.read()
        while len(calls) < 2 and not over.is_set():
            # again where one arrived just before the call waited
            signal.pthread_kill(main, signal.SIGUSR1)
            called.wait(0.1)
            called.clear()
        over.wait(60)

    before = signal.signal(signal.SIGUSR1, handler)
    try:
        with Listener(server, hush) as listener:
            with tls.Connection.connect(
                    client, "127.0.0.1", listener.port, timeout=60) as end:
                end.write(b"go")
                with pytest.raises(KeyError, match="mine"):
                    end.read()
                over.set()
    finally:
        over.set()
        signal.signal(signal.SIGUSR1, before)
    assert len(calls) >= 2


def test_a_closed_connection_is_no_crash(client, server):
    with ends(client, server) as both:
        both.client.close()
        for call in (both.client.read, both.client.handshake,
                     both.client.explain, both.client.fileno):
            with pytest.raises(ValueError, match="Connection is closed"):
                call()
        assert repr(both.client) == "<tls.Connection (closed)>"
    with pytest.raises(TypeError, match="no public constructor"):
        tls.Connection()
