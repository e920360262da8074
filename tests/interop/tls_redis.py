# SPDX-License-Identifier: ISC
"""Servers and clients that keep their sessions on a real redis-server."""

import os
import select
import signal
import subprocess
import sys

import peer  # noqa: F401 (finds support/)
import tap
from redis_server import Cluster, Sentinel
from store_peer import (Redis, contains, equal, need_redis, open_store,
                        patient, tls, wait_until)
from tap import claim

sys.path.insert(0, os.path.join(
    tap.TOP_SRCDIR, "bindings", "python", "tests"))
from ends import WANTS, Ends  # noqa: E402


def make_cert():
    if not os.path.exists("cert.pem"):
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
             "ec_paramgen_curve:P-256", "-nodes", "-keyout", "key.pem",
             "-out", "cert.pem", "-subj", "/CN=localhost", "-addext",
             "subjectAltName=DNS:localhost"],
            check=True, stderr=subprocess.DEVNULL)


def make_client(version):
    make_cert()
    client = tls.Context.client(trust=tls.Trust.load("cert.pem"))
    client.set_versions(version, version)
    return client


def make_server(kept, mode="store"):
    make_cert()
    server = tls.Context.server(tls.Credential.load("cert.pem", "key.pem"))
    server.set_store(kept)
    server.set_resumption(mode)
    return server


class Visit(Ends):
    """A connection whose ends never wait."""

    def __init__(self, client, server, session=None):
        super().__init__(client, server)
        self.client.timeout = self.server.timeout = 0
        if session is not None:
            self.client.set_session(session)
        self.done = set()

    def step(self):
        """As far as it goes without waiting; the end that waits for the
        store."""
        for _round in range(20):
            for end in {self.client, self.server} - self.done:
                try:
                    end.handshake()
                    self.done.add(end)
                except WANTS:
                    pass
                except tls.WantStoreError:
                    return end
        return None

    def finish(self):
        for end in iter(self.step, None):
            fd, events, seconds = end.store_wait()
            select.select([fd] if events & 1 else [],
                          [fd] if events & 2 else [], [], seconds)
        return self.exchange()


def settle(kept):
    """What was put is there."""
    while kept.pump():
        select.select([kept.fileno()], [], [], 1)


def visit(client, server, kept, session=None):
    with Visit(client, server, session) as both:
        both.finish()
        settle(kept)
        return both.server.resumed, both.client.session, \
            both.server.explain()


@claim
def hosts_resume_each_other_s_sessions_each_time():
    with Redis() as r, patient(r.url()) as a, patient(r.url()) as b:
        hosts = [(make_server(a), a), (make_server(b), b)]
        for version in ("TLSv1.2", "TLSv1.3"):
            client, session = make_client(version), None
            for i in range(10):
                resumed, session, why = visit(
                    client, *hosts[i % 2], session)
                equal((resumed, i), (i > 0, i))
                contains(why, "from the store" if i else "no session")


@claim
def nothing_of_a_session_can_be_read_there():
    with Redis() as r, patient(r.url()) as kept:
        visit(make_client("TLSv1.2"), make_server(kept), kept)
        key = r.ask("KEYS", "*").split(b"\r\n")[2].decode()
        value = r.ask("GET", key)
        assert len(value) > 100 and b"localhost" not in value
        assert 0 < int(r.ask("PTTL", key)[1:]) <= 7200 * 1000


@claim
def others_are_served_while_one_waits_for_a_store_that_hangs():
    with Redis() as r, patient(r.url()) as kept:
        server = make_server(kept)
        for version in ("TLSv1.2", "TLSv1.3"):
            client = make_client(version)
            session = visit(client, server, kept)[1]
            r.signal(signal.SIGSTOP)
            with Visit(client, server, session) as one:
                assert one.step() is one.server
                with Visit(client, server) as other:
                    other.finish()
                    equal(other.server.resumed, False)
                assert one.step() is one.server
                r.signal(signal.SIGCONT)
                one.finish()
                equal(one.server.resumed, True)


@claim
def a_store_that_hangs_or_is_gone_fails_no_handshake():
    with Redis() as r, open_store(r.url("?deadline_ms=50")) as kept:
        server = make_server(kept)
        client = make_client("TLSv1.3")
        with patient(r.url()) as calm:
            session = visit(client, make_server(calm), calm)[1]
        r.signal(signal.SIGSTOP)
        for _i in range(6):
            with Visit(client, server, session) as both:
                equal(both.finish().server.resumed, False)
                contains(both.server.explain(), "store")
        r.signal(signal.SIGCONT)
        r.kill()
        for _i in range(3):
            with Visit(client, server, session) as both:
                equal(both.finish().server.resumed, False)


def tickets_server():
    make_cert()
    return tls.Context.server(tls.Credential.load("cert.pem", "key.pem"))


@claim
def clients_find_there_what_others_were_given():
    with Redis() as r, patient(r.url()) as a, patient(r.url()) as b:
        server = tickets_server()
        for version in ("TLSv1.2", "TLSv1.3"):
            clients = [(make_client(version), a), (make_client(version), b)]
            for i in range(10):
                client, kept = clients[i % 2]
                client.set_store(kept)
                with Visit(client, server) as both:
                    both.finish()
                    settle(kept)
                    equal((both.client.resumed_by, i),
                          ("store" if i else None, i))


@claim
def a_store_that_hangs_or_is_gone_fails_no_client():
    with Redis() as r, open_store(r.url("?deadline_ms=50")) as kept:
        server, client = tickets_server(), make_client("TLSv1.3")
        with patient(r.url()) as calm:
            client.set_store(calm)
            visit(client, server, calm)
            equal(visit(client, server, calm)[0], True)
        client.set_store(kept)
        r.signal(signal.SIGSTOP)
        for _i in range(6):
            with Visit(client, server) as both:
                equal(both.finish().client.resumed_by, None)
                contains(both.client.explain(), "store")
        # one that may wait does, for as long as the store's deadline
        with Ends(client, server) as both:
            both.handshake()
            equal(both.client.resumed_by, None)
        r.signal(signal.SIGCONT)
        r.kill()
        for _i in range(3):
            with Visit(client, server) as both:
                equal(both.finish().client.resumed_by, None)


def cluster_url(cluster, tail="?deadline_ms=20000"):
    return "redis+cluster://127.0.0.1:%d%s" % (cluster.nodes[0].port, tail)


@claim
def hosts_resume_each_other_s_sessions_by_a_cluster():
    with Cluster() as c, open_store(cluster_url(c)) as a, \
            open_store(cluster_url(c)) as b:
        hosts = [(make_server(a), a), (make_server(b), b)]
        for version in ("TLSv1.2", "TLSv1.3"):
            client, session = make_client(version), None
            for i in range(12):
                resumed, session, _ = visit(client, *hosts[i % 2], session)
                equal((resumed, i), (i > 0, i))


@claim
def a_node_that_is_gone_fails_no_handshake():
    with Cluster() as c, open_store(cluster_url(c, "?deadline_ms=200")) as s:
        server, client = make_server(s), make_client("TLSv1.2")
        sessions = [visit(client, server, s)[1] for _ in range(40)]
        c.nodes[2].kill()

        def try_all():
            return [try_one(client, server, session)
                    for session in sessions]

        got = try_all()
        wait_until(lambda: sum(try_all()) >= sum(got), "the others resume")
        assert 0 < sum(try_all()) < 40, got


def try_one(client, server, session):
    with Visit(client, server, session) as both:
        return both.finish().server.resumed


@claim
def sessions_outlive_a_failover():
    with Redis() as master, Redis(
            "--replicaof", "127.0.0.1", str(master.port)) as replica, \
            Sentinel(master, quorum=1) as sentinel:
        wait_until(lambda: sentinel.knows(1, 0) and b"state=online" in
                   master.ask("INFO", "replication"), "the replica is there")
        url = "redis+sentinel://127.0.0.1:%d/mine?deadline_ms=500" % \
            sentinel.port
        with open_store(url) as kept:
            server, client = make_server(kept), make_client("TLSv1.2")
            session = visit(client, server, kept)[1]
            wait_until(lambda: replica.ask("DBSIZE") == b":1\r\n",
                       "it is copied")
            master.kill()
            wait_until(lambda: not try_one(client, server, session),
                       "it is missed")
            wait_until(lambda: try_one(client, server, session),
                       "it resumes by the new master")
            equal(sentinel.master_port(), replica.port)


need_redis()
tap.main()
