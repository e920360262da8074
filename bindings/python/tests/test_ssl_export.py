# SPDX-License-Identifier: ISC
"""What tls.ssl does on request: sessions that travel, words about how a
connection came about, and its channel binding."""

import socket

import pytest

import tls.ssl as ssl
from ssl_ends import (
    VERSIONS, Listener, of_client, of_server, over_bios, shake, visit)
from tls import store


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
