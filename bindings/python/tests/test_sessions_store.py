# SPDX-License-Identifier: ISC
"""Sessions in a store, of servers and of clients, through either back end."""

import itertools
import threading
import warnings

import pytest

import tls
from ends import Ends, Keeper, ends
from tls import store


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
    ZeroDivisionError, b"nonsense", b"", b"x" * 1000000, "no bytes", 7,
    [1, 2], None))
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


def test_a_copy_of_a_context_has_its_keeper(client, server):
    keeper = Keeper()
    with store.of(keeper, secret=store.make_secret()) as kept:
        server.set_store(kept)
        server.set_resumption("store")
        session = visit(client, server)[1]
        with server.copy() as copy:
            server.close()
            assert visit(client, copy, session)[0]


def test_a_store_that_was_closed_finds_and_keeps_nothing_new(client, server):
    kept = store.of(Keeper(), secret=store.make_secret(), deadline=0.001,
                    max_value=4096)
    server.set_store(kept)
    server.set_resumption("store")
    session = visit(client, server)[1]
    kept.close()
    assert visit(client, server, session)[0] is True  # the server has it still
    assert visit(client, server)[0] is False
    server.set_resumption("tickets")
    assert visit(client, server, session)[0] is False
    with ends(client, server) as both, pytest.raises(tls.TlsStateError):
        both.server.store_wait()
    with pytest.raises(ValueError, match="closed"):
        server.set_store(kept)
    server.set_store(None)


@VERSIONS
def test_a_keeper_without_methods_breaks_nothing(client, server, version):
    client.set_versions(version, version)
    with store.of(object(), secret=store.make_secret()) as kept:
        server.set_store(kept)
        server.set_resumption("store")
        with pytest.warns(RuntimeWarning, match="has no attribute 'put'"):
            session = visit(client, server)[1]
        kept._warned = False
        with pytest.warns(RuntimeWarning, match="attribute '(get|take)'"):
            assert visit(client, server, session)[0] is False


@VERSIONS
def test_a_keeper_that_gives_another_s_entry_resumes_nothing(
        client, server, version):
    client.set_versions(version, version)
    keeper = Keeper()
    with store.of(keeper, secret=store.make_secret()) as kept:
        server.set_store(kept)
        server.set_resumption("store")
        one, two = (visit(client, server)[1] for _ in range(2))
        keys, values = list(keeper.kept), list(keeper.kept.values())
        keeper.kept = dict(zip(keys, values[1:] + values[:1]))
        for session in (one, two):
            assert visit(client, server, session)[0] is False
        assert kept.counters["damaged"] == 2


class Stuck(Keeper):
    """A keeper whose |method| waits until it is let go."""

    def __init__(self, method):
        super().__init__()
        self.asked, self.free = threading.Event(), threading.Event()
        self.method = method
        self.stuck = True

        def wait(*arguments):
            if self.stuck:
                self.stuck = False
                self.asked.set()
                assert self.free.wait(100)
            return getattr(Keeper, method)(self, *arguments)

        self.begin = lambda: setattr(self, method, wait)


@pytest.mark.parametrize("method", ("take", "put"))
def test_a_keeper_that_blocks_holds_up_its_own_connection_alone(
        client, server, method):
    keeper, results = Stuck(method), []
    with store.of(keeper, secret=store.make_secret(), deadline=0.001) as kept:
        server.set_store(kept)
        server.set_resumption("store")
        one, two = (visit(client, server)[1] for _ in range(2))
        keeper.begin()
        thread = threading.Thread(
            target=lambda: results.append(visit(client, server, one)[0]))
        thread.start()
        try:
            assert keeper.asked.wait(100)
            assert visit(client, server, two)[0] is True
            assert visit(client, server)[0] is False
            assert thread.is_alive() and not results
        finally:
            keeper.free.set()
            thread.join(100)
        # an answer after the deadline counts, as long as somebody waits
        assert results == [True]


def test_ctrl_c_in_a_keeper_comes_out_and_the_handshake_goes_on(
        client, server):
    keeper, struck = Keeper(), []
    with store.of(keeper, secret=store.make_secret()) as kept:
        server.set_store(kept)
        server.set_resumption("store")
        session = visit(client, server)[1]

        def take(key):
            if not struck:
                struck.append(key)
                raise KeyboardInterrupt
            return Keeper.take(keeper, key)

        keeper.take = take
        with Ends(client, server) as both:
            both.client.set_session(session)
            with pytest.raises(KeyboardInterrupt):
                both.handshake()
            assert both.handshake().server.resumed


@VERSIONS
def test_the_first_read_or_write_asks_the_keeper_too(client, server, version):
    client.set_versions(version, version)
    keeper = Keeper()
    with store.of(keeper, secret=store.make_secret()) as kept:
        server.set_store(kept)
        server.set_resumption("store")
        session = visit(client, server)[1]
        looked = {"TLSv1.2": "get", "TLSv1.3": "take"}[version]
        for talk in (lambda end: end.write(b"first"), lambda end: end.read()):
            keeper.calls.clear()
            with Ends(client, server) as both:
                both.client.set_session(session)
                for _round in range(4):
                    for step in (lambda: both.client.write(b"ping"),
                                 lambda: talk(both.server)):
                        try:
                            step()
                        except (tls.WantReadError, tls.WantWriteError):
                            pass
                assert both.server.resumed and looked in keeper.calls
                both.server.write(b"pong")
                both.client.read()
                session = both.client.session
            assert version == "TLSv1.2" or "put" in keeper.calls


def test_what_an_attack_has_spoiled_is_removed_at_once(client, server):
    client.set_versions("TLSv1.2", "TLSv1.2")
    keeper = Keeper()
    with store.of(keeper, secret=store.make_secret()) as kept:
        server.set_store(kept)
        server.set_resumption("store")
        with ends(client, server) as both:
            assert len(keeper.kept) == 1
            both.near.write(b"\x17\x03\x03\x00\x20" + bytes(32))
            with pytest.raises(tls.Error):
                both.server.read()
            assert keeper.calls == ["put", "remove"] and not keeper.kept


@VERSIONS
def test_a_program_may_look_up_by_itself(client, server, version):
    """As an event loop does, whose look-up takes a while."""
    client.set_versions(version, version)
    entries = {}

    def write_all():
        write = kept.next_write()
        while write is not None:
            key, value, ttl = write
            assert len(key) == 32 and (value is None) == (ttl == 0)
            entries[key] = value
            write = kept.next_write()

    with store.open("pull:?deadline_ms=60000",
                    secret=store.make_secret()) as kept:
        server.set_store(kept)
        server.set_resumption("store")
        assert kept.next_write() is None
        with ends(client, server) as both:
            write_all()
            assert entries
            session = both.exchange().client.session
        with Ends(client, server) as both:
            both.client.set_session(session)
            with pytest.raises(tls.WantReadError):
                both.client.handshake()
            for _round in range(2):
                with pytest.raises(tls.WantStoreError):
                    both.server.handshake()
            fd, events, seconds = both.server.store_wait()
            assert (fd, events) == (-1, 0) and 0 < seconds <= 60
            operation, key = both.server.store_wanted()
            assert operation == {"TLSv1.2": "get", "TLSv1.3": "take"}[version]
            with ends(client, server) as others:  # meanwhile
                assert not others.server.resumed
            both.server.store_reply(entries[key])
            with pytest.raises(tls.TlsStateError):
                both.server.store_reply(entries[key])
            assert both.handshake().server.resumed
        with Ends(client, server) as both:
            session = both.client.set_session(session)
            with pytest.raises(tls.WantReadError):
                both.client.handshake()
            with pytest.raises(tls.WantStoreError):
                both.server.handshake()
            both.server.store_reply(None)
            assert not both.handshake().server.resumed


class Flaky(Keeper):
    """A keeper that does every third thing wrong."""

    def __init__(self):
        super().__init__()
        self.count = itertools.count()

        def flaky(method):
            def call(*arguments):
                if next(self.count) % 3 == 0:
                    raise OSError("every now and then")
                return method(*arguments)
            return call

        for name in ("put", "get", "take", "remove"):
            setattr(self, name, flaky(getattr(self, name)))


@VERSIONS
@pytest.mark.filterwarnings("ignore:.*counts as a miss:RuntimeWarning")
@pytest.mark.parametrize("keeper", (Keeper, Flaky))
def test_threads_share_a_keeper(client, server, version, keeper):
    client.set_versions(version, version)
    done = []

    def work():
        session = None
        for _round in range(10):
            resumed, session, _why = visit(client, server, session)
            done.append(resumed)

    with store.of(keeper(), secret=store.make_secret()) as kept:
        server.set_store(kept)
        server.set_resumption("store")
        threads = [threading.Thread(target=work) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(100)
    # no handshake failed; what one thread has put another one may write later
    assert len(done) == 60 and any(done)


def test_keepers_and_contexts_that_hold_each_other_are_collected(
        client, paths):
    """The fixture nothing_left says so."""
    for _round in range(3):
        keeper = Keeper()
        keeper.server = tls.Context.server(tls.Credential.load(*paths))
        keeper.store = store.of(keeper, secret=store.make_secret())
        keeper.server.set_store(keeper.store)
        keeper.server.set_resumption("store")
        keeper.ends = ends(client, keeper.server)


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
