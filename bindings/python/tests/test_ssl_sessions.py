# SPDX-License-Identifier: ISC
"""What tls.ssl does on request: sessions in stores, tickets that servers
share, sessions that travel, and words about it."""

import contextlib
import socket
import threading

import pytest

import tls
import tls.ssl as ssl
from redis_server import Redis, SECRET
from tls import store

VERSIONS = pytest.mark.parametrize("version", ("TLSv1_2", "TLSv1_3"))


class Keeper:
    """A store in a dictionary."""

    def __init__(self):
        self.kept, self.calls = {}, []

    def put(self, key, value, ttl):
        self.calls.append("put")
        self.kept[key] = value

    def get(self, key):
        self.calls.append("get")
        return self.kept.get(key)

    def take(self, key):
        self.calls.append("take")
        return self.kept.pop(key, None)

    def remove(self, key):
        self.calls.append("remove")
        self.kept.pop(key, None)


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


# stores

@VERSIONS
def test_servers_resume_across_contexts_by_a_store(authority, paths, version):
    client = of_client(authority, version)
    with store.open("memory:") as kept:
        one, two = of_server(paths), of_server(paths)
        one.session_store = two.session_store = kept
        assert one.session_store is kept and one.resumption == "store"
        _resumed, session = visit(client, one)
        assert not session.has_ticket or version == "TLSv1_3"
        assert visit(client, two, session)[0]
        assert kept.counters["hit"] == 1
        _resumed, session = visit(client, one)
        assert not visit(client, of_server(paths), session)[0]


@VERSIONS
def test_an_object_keeps_the_sessions_of_servers(authority, paths, version):
    client, keeper = of_client(authority, version), Keeper()
    with store.of(keeper, secret=SECRET) as kept:
        one, two = of_server(paths), of_server(paths)
        one.session_store = two.session_store = kept
        _resumed, session = visit(client, one)
        assert set(keeper.calls) == {"put"}
        for server in (two, one):
            resumed, session = visit(client, server, session)
            assert resumed
        looked = {"TLSv1_2": "get", "TLSv1_3": "take"}[version]
        assert keeper.calls.count(looked) == 2


@VERSIONS
def test_the_first_read_asks_the_object_too(authority, paths, version):
    client, keeper = of_client(authority, version), Keeper()
    with store.of(keeper, secret=SECRET) as kept:
        server = of_server(paths)
        server.session_store = kept
        session = visit(client, server)[1]
        near, far = over_bios(client, server, session)
        for _round in range(4):
            for step in (near.do_handshake, lambda: far.read(1)):
                with contextlib.suppress(ssl.SSLWantReadError):
                    step()
        assert near.session_reused and far.session_reused


@pytest.mark.parametrize("answer", (
    ZeroDivisionError, b"nonsense", b"", "no bytes", 7, None))
def test_an_object_that_fails_breaks_nothing(authority, paths, answer):
    client, keeper = of_client(authority), Keeper()
    with store.of(keeper, secret=SECRET) as kept:
        server = of_server(paths)
        server.session_store = kept
        session = visit(client, server)[1]

        def fail(*_args):
            if isinstance(answer, type):
                raise answer("no")
            return answer

        keeper.take = keeper.get = fail
        failed = answer is not None and not isinstance(answer, bytes)
        with (pytest.warns(RuntimeWarning, match="counts as a miss") if failed
              else contextlib.nullcontext()):
            for _round in range(2):
                assert not visit(client, server, session)[0]


def test_ctrl_c_in_the_object_comes_out_and_the_handshake_goes_on(
        authority, paths):
    client, keeper, struck = of_client(authority), Keeper(), []
    with store.of(keeper, secret=SECRET) as kept:
        server = of_server(paths)
        server.session_store = kept
        session = visit(client, server)[1]

        def take(key):
            if not struck:
                struck.append(key)
                raise KeyboardInterrupt
            return Keeper.take(keeper, key)

        keeper.take = take
        near, far = over_bios(client, server, session)
        with pytest.raises(KeyboardInterrupt):
            shake(near, far)
        shake(near, far)
        assert far.session_reused


def test_a_store_that_nobody_answers_for_is_a_miss(authority, paths):
    client = of_client(authority)
    with store.open("pull:", secret=SECRET) as kept:
        server = of_server(paths)
        server.session_store = kept
        session = visit(client, server)[1]
        assert kept.next_write() is not None
        assert not visit(client, server, session)[0]


def test_the_store_of_the_context_for_a_name_is_the_one(authority, paths):
    client, keeper = of_client(authority), Keeper()
    with store.of(keeper, secret=SECRET) as kept:
        server, named = of_server(paths), of_server(paths)
        named.session_store = kept

        def switch(end, _name, _context):
            end.context = named

        server.sni_callback = switch
        session = visit(client, server)[1]
        assert keeper.kept
        assert visit(client, server, session)[0]
        server.sni_callback = None


@VERSIONS
def test_clients_come_back_without_being_given_a_session(
        authority, paths, version):
    server = of_server(paths)
    with store.open("memory:") as kept:
        one, two = (of_client(authority, version) for _ in range(2))
        one.session_store = two.session_store = kept
        assert one.resumption == "tickets"
        assert not visit(one, server)[0]
        for client in (two, one, two):
            assert visit(client, server)[0]
        one.session_store = None
        assert not visit(one, server)[0]


@VERSIONS
def test_an_object_keeps_the_sessions_of_clients(authority, paths, version):
    server, keeper = of_server(paths), Keeper()
    with store.of(keeper, secret=SECRET) as kept:
        client = of_client(authority, version)
        client.session_store = kept
        assert not visit(client, server)[0]
        for _round in range(3):
            assert visit(client, server)[0]
        keeper.get = keeper.take = lambda _key: b"nonsense"
        assert not visit(client, server)[0]


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


def test_a_server_on_another_port_has_other_sessions(authority, paths):
    client, server = of_client(authority), of_server(paths)
    with store.open("memory:") as kept:
        client.session_store = kept
        with Listener(server) as one, Listener(server) as two:
            assert not call(client, one.address)
            assert not call(client, two.address)
            assert call(client, one.address)
            assert call(client, two.address)


def test_a_socket_that_does_not_block_is_served_while_redis_is_silent(
        authority, paths, tmp_path):
    """What a loop waits for comes at once, and no handshake hangs."""
    client = of_client(authority)
    with Redis(tmp_path) as redis, store.open(
            redis.url + "?deadline_ms=60000", secret=SECRET) as kept:
        server = of_server(paths)
        server.session_store = kept
        session = visit(client, server)[1]
        a, b = socket.socketpair()
        a.setblocking(False)
        b.setblocking(False)
        with client.wrap_socket(
                a, server_hostname="localhost", session=session,
                do_handshake_on_connect=False) as near, server.wrap_socket(
                b, server_side=True, do_handshake_on_connect=False) as far:
            with pytest.raises(ssl.SSLWantReadError):
                near.do_handshake()
            redis.stop()
            for _round in range(3):
                with pytest.raises(ssl.SSLWantWriteError):
                    far.do_handshake()
            assert visit(client, of_server(paths))[0] is False  # meanwhile
            redis.go()
            waiting = [near, far]
            while waiting:
                for end in list(waiting):
                    with contextlib.suppress(
                            ssl.SSLWantReadError, ssl.SSLWantWriteError):
                        end.do_handshake()
                        waiting.remove(end)
            assert near.session_reused


CHILD = """
import sys
import tls.ssl
tls.ssl.install()
import ssl
import tls
from tls import store
what, secret, path, *paths = sys.argv[1:]
kept = store.open("sqlite:" + path, secret=secret)
client = ssl.create_default_context(cafile=paths.pop())
server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
server.load_cert_chain(*paths)
client.session_store = kept
if what == "store":
    server.session_store = kept
    assert server.session_store is kept and server.resumption == "store"
elif what == "derived":
    server.ticket_keys = keys = tls.TicketKeys.derived(secret)
    assert server.ticket_keys is keys
a, b = ssl.MemoryBIO(), ssl.MemoryBIO()
ends = [client.wrap_bio(a, b, server_hostname="localhost"),
        server.wrap_bio(b, a, server_side=True)]
waiting = list(ends)
while waiting:
    for end in list(waiting):
        try:
            end.do_handshake()
            waiting.remove(end)
        except ssl.SSLWantReadError:
            pass
ends[1].write(b"pong")
assert ends[0].read() == b"pong"
print(ends[0].session_reused, ends[1].session_reused)
"""


@pytest.mark.parametrize("what", ("store", "derived", "nothing"))
def test_processes_resume_each_others_sessions_after_install(
        run, authority, paths, tmp_path, what):
    """Both ends: nobody passes a session. Without a store or keys the server
    doesn't know its own of before."""
    said = []
    for _round in range(3):
        status, out, err = run(CHILD, what, SECRET, str(tmp_path / "kept"),
                               *paths, authority.cert)
        assert (status, err) == (0, "")
        said.append(out)
    later = str(what != "nothing")
    assert said == ["False False\n"] + ["%s %s\n" % (later, later)] * 2


LOOP = """
import sys
import tls.ssl
tls.ssl.install()
import asyncio
import ssl
from tls import store
url, secret, *paths = sys.argv[1:]
kept = store.open(url, secret=secret)
client = ssl.create_default_context(cafile=paths.pop())
client.session_store = kept
said = []

def made():
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(*paths)
    server.session_store = kept
    return server

async def serve(reader, writer):
    said.append(writer.get_extra_info("ssl_object").session_reused)
    writer.write(await reader.readline())
    await writer.drain()
    writer.close()

async def visit():
    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=made())
    async with server:
        reader, writer = await asyncio.open_connection(
            *server.sockets[0].getsockname(), ssl=client,
            server_hostname="localhost")
        end = writer.get_extra_info("ssl_object")
        writer.write(b"line\\n")
        assert await reader.readline() == b"line\\n"
        assert tls.ssl.explain(end)
        said.append(end.session_reused)
        writer.close()

async def main():
    for _round in range(3):
        await visit()

asyncio.run(main())
print(*said)
"""


def test_asyncio_resumes_by_a_store(run, authority, paths, tmp_path):
    """That of a Redis, which answers while the handshake waits."""
    with Redis(tmp_path) as redis:
        assert run(LOOP, redis.url + "?deadline_ms=60000", SECRET, *paths,
                   authority.cert) == (
            0, "False False True True True True\n", "")


# how

def test_resumption_off_resumes_nothing(authority, paths):
    client, server = of_client(authority), of_server(paths)
    with store.open("memory:") as kept:
        server.session_store = client.session_store = kept
        visit(client, server)
        assert visit(client, server)[0]
        server.resumption = "off"
        assert server.resumption == "off"
        assert not visit(client, server)[0]
        server.resumption = "both"
        visit(client, server)
        assert visit(client, server)[0]
        client.resumption = "off"
        assert not visit(client, server)[0]


def test_what_was_said_of_resumption_stays_when_a_store_comes(paths):
    server = of_server(paths)
    assert server.resumption == "tickets"
    server.resumption = "both"
    with store.open("memory:") as kept:
        server.session_store = kept
        assert server.resumption == "both"
        server.session_store = None
    with pytest.raises(ssl.SSLError, match="store"):
        server.wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), server_side=True)


def test_a_context_for_both_ends_keeps_for_both(authority, paths):
    with pytest.warns(DeprecationWarning):
        both = ssl.SSLContext(ssl.PROTOCOL_TLS)
    both.load_cert_chain(*paths)
    both.load_verify_locations(authority.cert)
    both.verify_mode = ssl.CERT_REQUIRED
    with store.open("memory:") as kept:
        both.session_store = kept
        assert both.resumption == "store"
        client = of_client(authority)
        client.load_cert_chain(*paths)
        visit(client, both)
        assert kept.counters["put"]
        before = kept.counters["put"]
        visit(both, of_server(paths))
        assert kept.counters["put"] > before


def test_servers_share_ticket_keys(authority, paths):
    client = of_client(authority)
    one, two = of_server(paths), of_server(paths)
    with tls.TicketKeys.derived(SECRET) as keys:
        one.ticket_keys = two.ticket_keys = keys
        session = visit(client, one)[1]
        assert visit(client, two, session)[0]
        assert keys.counters["opened"] == 1
        two.ticket_keys = None
        assert two.ticket_keys is None
        assert not visit(client, two, visit(client, one)[1])[0]


def test_what_is_no_store_or_key_or_mode_is_refused_and_changes_nothing(
        authority, paths):
    client, server = of_client(authority), of_server(paths)
    with pytest.raises(TypeError, match=r"tls\.store\.of\(\)"):
        server.session_store = Keeper()
    with pytest.raises(TypeError, match="TicketKeys"):
        server.ticket_keys = b"k" * 80
    with pytest.raises(TypeError, match="str"):
        server.resumption = 1
    with pytest.raises(ValueError, match="'both'"):
        server.resumption = "always"
    with pytest.raises(ValueError, match="for servers"):
        client.resumption = "store"
    kept, keys = store.open("memory:"), tls.TicketKeys.derived(SECRET)
    with keys, pytest.raises(ValueError, match="for servers"):
        client.ticket_keys = keys
    kept.close()
    with pytest.raises(ValueError, match="closed"):
        server.session_store = kept
    with pytest.raises(ValueError, match="closed"):
        server.ticket_keys = keys
    for context in (client, server):
        assert context.session_store is None and context.ticket_keys is None
        assert context.resumption == "tickets"


# sessions that travel

@VERSIONS
def test_a_loaded_session_resumes_in_any_context_of_the_policy(
        authority, paths, version):
    server, secret = of_server(paths), store.make_secret()
    one, two = (of_client(authority, version) for _ in range(2))
    session = visit(one, server)[1]
    data = session.export(secret)
    with pytest.raises(ValueError, match="different SSLContext"):
        visit(two, server, session)
    loaded = ssl.SSLSession.load(data, secret)
    assert isinstance(loaded, ssl.SSLSession) and loaded == session
    assert (loaded.id, loaded.time, loaded.has_ticket) == (
        session.id, session.time, session.has_ticket)
    resumed, later = visit(two, server, loaded)
    assert resumed
    # what comes of it is as bound as ever
    with pytest.raises(ValueError, match="different SSLContext"):
        visit(one, server, later)


def test_a_loaded_session_is_for_the_same_policy_alone(authority, paths):
    server, secret = of_server(paths), store.make_secret()
    data = visit(of_client(authority), server)[1].export(secret)
    lax = of_client(authority)
    lax.check_hostname = False
    lax.verify_mode = ssl.CERT_NONE
    assert not visit(lax, server, ssl.SSLSession.load(data, secret))[0]
    assert visit(of_client(authority), server,
                 ssl.SSLSession.load(data, secret))[0]


def test_what_was_not_exported_with_the_secret_is_refused(authority, paths):
    secret = store.make_secret()
    session = visit(of_client(authority), of_server(paths))[1]
    data = session.export(secret)
    for other in (store.make_secret(), secret):
        bad = data if other != secret else data[:-1] + bytes([data[-1] ^ 1])
        with pytest.raises(ssl.SSLError):
            ssl.SSLSession.load(bad, other)
    for call in (session.export, lambda s: ssl.SSLSession.load(data, s)):
        with pytest.raises(ValueError) as caught:
            call("no such secret")
        assert "no such secret" not in str(caught.value)
    with pytest.raises(TypeError):
        ssl.SSLSession.load("text", secret)
    with pytest.raises(TypeError):
        ssl.SSLSession()


def test_a_session_that_resumes_nothing_is_not_exported(authority, paths):
    near, far = over_bios(of_client(authority), of_server(paths))
    shake(near, far)
    for end in (near, far):
        with pytest.raises(ValueError, match="nothing can be resumed"):
            end.session.export(store.make_secret())
    far.write(b"pong")
    near.read()
    near.session.export(store.make_secret())
    with pytest.raises(ValueError, match="nothing can be resumed"):
        far.session.export(store.make_secret())


# words

def test_explain_says_how_a_connection_came_about(authority, paths):
    client, server = of_client(authority), of_server(paths)
    session = visit(client, server)[1]
    near, far = over_bios(client, server, session)
    assert ssl.explain(near) == ""
    shake(near, far)
    assert "resumed" in ssl.explain(near) and "resumed" in ssl.explain(far)
    assert ssl.explain(near) != ssl.explain(far)
    full = over_bios(client, server)
    shake(*full)
    assert ssl.explain(full[0]) != ssl.explain(near)
    with store.open("memory:") as kept:
        client.session_store = server.session_store = kept
        visit(client, server)
        near, far = over_bios(client, server)
        shake(near, far)
        for end in (near, far):
            assert "from the store" in ssl.explain(end)


def test_explain_is_for_sockets_with_tls_of_ours(authority, paths):
    with Listener(of_server(paths)) as listener:
        client = of_client(authority)
        with socket.create_connection(listener.address) as plain, \
                client.wrap_socket(plain, server_hostname="localhost") as end:
            assert ssl.explain(end)
        with socket.socket() as plain, client.wrap_socket(
                plain, server_hostname="localhost") as end:
            with pytest.raises(ValueError, match="no TLS"):
                ssl.explain(end)
    with pytest.raises(TypeError, match="builtins.int"):
        ssl.explain(1)


def test_explain_refuses_what_is_of_the_interpreters_own(run):
    assert run("""
import ssl, tls.ssl
context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
end = context.wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), server_hostname="a")
try:
    tls.ssl.explain(end)
except TypeError as error:
    print(error)
""") == (0, "explain() is for an SSLSocket or SSLObject of tls.ssl, "
         "not ssl.SSLObject\n", "")


# channel bindings

@VERSIONS
def test_both_ends_have_the_exporter_for_a_channel_binding(
        authority, paths, version):
    client, server = of_client(authority, version), of_server(paths)
    near, far = over_bios(client, server)
    assert near.get_channel_binding("tls-exporter") is None
    shake(near, far)
    found = near.get_channel_binding("tls-exporter")
    assert len(found) == 32
    assert far.get_channel_binding("tls-exporter") == found
    others = over_bios(client, server)
    shake(*others)
    assert others[0].get_channel_binding("tls-exporter") != found
    with pytest.raises(ValueError, match="not implemented"):
        near.get_channel_binding("tls-importer")
