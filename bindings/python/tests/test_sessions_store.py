# SPDX-License-Identifier: ISC
"""Sessions in a store, of servers and of clients, through either back end."""

import warnings

import pytest

import tls
from ends import Ends, ends
from tls import store


class Keeper:
    """A store in a dictionary."""

    def __init__(self):
        self.kept, self.calls = {}, []

    def put(self, key, value, ttl):
        assert len(key) == 32 and 0 < ttl <= 7200
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


VERSIONS = pytest.mark.parametrize("version", ("TLSv1.2", "TLSv1.3"))


def visit(client, server, session=None):
    """One connection; whether it resumed, and what to resume with."""
    with Ends(client, server) as both:
        if session is not None:
            both.client.set_session(session)
        both.handshake().exchange()
        return both.server.resumed, both.client.session, \
            both.server.explain()


@VERSIONS
def test_sessions_outlive_the_context_in_memory(client, server, version):
    client.set_versions(version, version)
    with store.open("memory:") as kept:
        server.set_store(kept)
        server.set_resumption("store")
        server.set_session_life(3600)
        assert visit(client, server)[0] is False
        _resumed, session, _why = visit(client, server)
        again = server.copy()
        server.close()
        resumed, _session, why = visit(client, again, session)
        assert resumed and "from the store" in why
        with Ends(client, again) as both:
            both.client.set_session(_session)
            both.handshake()
            assert both.server.resumed_by == "store"
        assert kept.counters["hit"] == 2
        again.close()


@VERSIONS
def test_an_object_is_a_store(client, server, version):
    client.set_versions(version, version)
    keeper = Keeper()
    with store.of(keeper, secret=store.make_secret()) as kept:
        server.set_store(kept)
        server.set_resumption("store")
        _resumed, session, _why = visit(client, server)
        assert set(keeper.calls) == {"put"}
        for _round in range(2):
            resumed, session, why = visit(client, server, session)
            assert resumed, why
        looked = {"TLSv1.2": "get", "TLSv1.3": "take"}[version]
        assert keeper.calls.count(looked) == 2
        assert all(b"localhost" not in v for v in keeper.kept.values())
        with pytest.raises(tls.UnsupportedError):
            kept.get(b"name")


@VERSIONS
@pytest.mark.parametrize("answer", (
    ZeroDivisionError, b"nonsense", "no bytes", 7, None))
def test_a_keeper_that_fails_breaks_nothing(
        client, server, version, answer):
    client.set_versions(version, version)
    keeper = Keeper()
    with store.of(keeper, secret=store.make_secret()) as kept:
        server.set_store(kept)
        server.set_resumption("store")
        _resumed, session, _why = visit(client, server)

        def fail(*_args):
            if isinstance(answer, type):
                raise answer("no")
            return answer

        keeper.get = keeper.take = keeper.put = fail
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            for _round in range(2):
                assert visit(client, server, session)[0] is False
        failed = answer is not None and not isinstance(answer, bytes)
        assert len(told) == failed
        kept._warned = False
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert visit(client, server, session)[0] is False


def test_the_store_of_the_name_is_kept(client, server):
    keeper = Keeper()
    named = server.copy()
    with store.of(keeper, secret=store.make_secret()) as kept:
        named.set_store(kept)
        named.set_resumption("store")
        server.add_name("localhost", named)
        _resumed, session, _why = visit(client, server)
        assert visit(client, server, session)[0]
        assert keeper.calls.count("take") == 1
        server.add_name("localhost", None)
        server.on_name(lambda _end, _name: named)
        session = visit(client, server)[1]
        assert visit(client, server, session)[0]
    named.close()


def test_a_store_that_was_closed_is_missed_by_nobody(client, server):
    kept = store.of(Keeper(), secret=store.make_secret(), deadline=0.001,
                    max_value=4096)
    server.set_store(kept)
    server.set_resumption("store")
    session = visit(client, server)[1]
    server.set_resumption("tickets")
    kept.close()
    assert visit(client, server, session)[0] is False
    with ends(client, server) as both, pytest.raises(tls.TlsStateError):
        both.server.store_wait()
    with pytest.raises(ValueError, match="closed"):
        server.set_store(kept)
    server.set_store(None)


def come_back(client, server):
    """One connection, to which nobody gives a session."""
    with Ends(client, server) as both:
        both.handshake().exchange()
        return both.client.resumed_by, both.client.explain()


@VERSIONS
def test_a_client_keeps_its_sessions(client, server, version):
    client.set_versions(version, version)
    with store.open("memory:") as kept:
        client.set_store(kept)
        client.set_session_life(3600)
        assert come_back(client, server)[0] is None
        again = client.copy()
        for _round in range(4):
            by, why = come_back(again, server)
            assert by == "store" and "from the store" in why
        again.close()
        client.set_store(None)
        assert come_back(client, server)[0] is None


@VERSIONS
def test_an_object_keeps_a_clients_sessions(client, server, version):
    client.set_versions(version, version)
    keeper = Keeper()
    with store.of(keeper, secret=store.make_secret()) as kept:
        client.set_store(kept)
        assert come_back(client, server)[0] is None
        for _round in range(4):
            assert come_back(client, server)[0] == "store"
        assert all(b"localhost" not in v for v in keeper.kept.values())
        keeper.get = keeper.take = lambda _key: b"nonsense"
        assert come_back(client, server)[0] is None
