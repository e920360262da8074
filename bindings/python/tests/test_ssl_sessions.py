# SPDX-License-Identifier: ISC
"""What tls.ssl does on request: sessions in stores, and tickets that servers
share."""

import contextlib
import socket

import pytest

import tls
import tls.ssl as ssl
from ends import Keeper
from redis_server import Redis, SECRET
from ssl_ends import (
    VERSIONS, Listener, call, of_client, of_server, over_bios, shake, visit)
from tls import store


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
