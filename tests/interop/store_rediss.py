# SPDX-License-Identifier: ISC
"""Stores on a real redis-server over TLS."""

import os
import signal

import peer  # noqa: F401 (finds support/)
import tap
from redis_server import Node, Sentinel, free_cluster_port
from store_peer import (FAILURES, Proxy, TlsRedis, contains, equal, free_port,
                        make_certs, need_redis, open_descriptors, open_store,
                        patient, tls, wait_until)
from tap import claim


def assert_keeps(url, size=20):
    with patient(url) as s:
        for n in range(size):
            s.put(b"n%d" % n, b"%d" % n * 4000, 60)
        for n in range(size):
            equal(s.get(b"n%d" % n), b"%d" % n * 4000)
            equal(s.take(b"n%d" % n), b"%d" % n * 4000)
            equal(s.get(b"n%d" % n), None)
        c = s.counters
        equal((s.warning, c["dropped"], c["failed"]), ("", 0, 0))


def assert_fails(url, words):
    with patient(url) as s:
        try:
            s.get(b"a")
            raise AssertionError("it was let through")
        except tls.StoreError as e:
            contains(str(e), words)


@claim
def a_store_works_over_tls_by_name_and_by_number():
    make_certs()
    with TlsRedis() as r:
        before = open_descriptors()
        assert_keeps(r.tls_url())
        assert_keeps(r.tls_url(host="127.0.0.1"))
        assert_keeps(r.tls_url("/2?ca=ca.pem&prefix=x"))
        equal(open_descriptors(), before)


@claim
def a_password_goes_over_tls_too():
    make_certs()
    with TlsRedis() as r:
        r.ask("CONFIG", "SET", "requirepass", "secret")
        assert_keeps("rediss://:secret@localhost:%d?ca=ca.pem" % r.tls_port)


@claim
def tls_1_2_will_do():
    make_certs()
    with TlsRedis("--tls-protocols", "TLSv1.2") as r:
        assert_keeps(r.tls_url())


@claim
def a_server_of_another_authority_or_name_is_refused():
    make_certs()
    with TlsRedis() as r:
        assert_fails(r.tls_url("?ca=other.pem"), "authority")
        assert_fails(r.tls_url(""), "authority")
    with TlsRedis(cert="elsewhere") as r:
        assert_fails(r.tls_url(), "localhost")


@claim
def a_client_certificate_is_shown_and_asked_for():
    make_certs()
    with TlsRedis(clients="yes") as r:
        assert_keeps(r.tls_url("?ca=ca.pem&cert=client.pem&key=client.key"))
        with open_store(r.tls_url()) as s:
            try:
                s.get(b"a")
                raise AssertionError("it was let in")
            except FAILURES:
                pass


@claim
def parameters_that_name_no_file_are_refused_when_it_is_opened():
    make_certs()
    for tail, error in (("?ca=no.pem", tls.NotFoundError),
                        ("?cert=no.pem", tls.NotFoundError),
                        ("?key=client.key", tls.InvalidError)):
        try:
            open_store("rediss://127.0.0.1:1" + tail).close()
            raise AssertionError(tail)
        except error:
            pass
    try:
        open_store("redis://127.0.0.1:1?ca=ca.pem").close()
        raise AssertionError("there is no TLS to use it for")
    except tls.InvalidError:
        pass


@claim
def faults_under_tls_are_got_over():
    make_certs()
    with TlsRedis() as r, Proxy(r, r.tls_port) as proxy:
        before = open_descriptors()
        with open_store("rediss://localhost:%d?ca=ca.pem&deadline_ms=1000"
                        % proxy.port) as s:

            def look():
                try:
                    return s.get(b"a") or "missed"
                except FAILURES:
                    return "failed"

            for mode in ("hole", "cut", "garbage", "drip", "slow"):
                proxy.do("pass")
                wait_until(lambda: look() != "failed", "it is back")
                s.put(b"a", b"one", 60)
                wait_until(lambda: look() == b"one", "it keeps")
                proxy.do(mode)
                was = s.counters["skipped"]
                wait_until(lambda: look() == "failed" and
                           s.counters["skipped"] > was, "the breaker opens")
        equal(open_descriptors(), before)


@claim
def a_server_that_is_started_again_is_found():
    make_certs()
    with TlsRedis() as r, open_store(
            r.tls_url("?ca=ca.pem&deadline_ms=1000")) as s:
        def look():
            try:
                return s.get(b"a") or "missed"
            except FAILURES:
                return "failed"

        wait_until(lambda: look() == "missed", "it is there")
        r.signal(signal.SIGSTOP)
        wait_until(lambda: look() == "failed", "it stands still")
        r.signal(signal.SIGCONT)
        r.kill()
        r.start()
        wait_until(lambda: look() == "missed", "it is back")


TLS_FILES = ["tls-cert-file server.pem", "tls-key-file server.key",
             "tls-ca-cert-file ca.pem", "tls-auth-clients no"]


class TlsSentinel(Sentinel):
    """That takes TLS alone, and speaks so with |master|."""

    def __init__(self, master):
        self.tls_port = free_port()
        here = os.getcwd()
        super().__init__(
            type("At", (), {"port": master.tls_port, "password": None}),
            quorum=1, lines=[
                "tls-port %d" % self.tls_port, "tls-replication yes",
                *(line.replace(" server", " %s/server" % here)
                  .replace(" ca", " %s/ca" % here) for line in TLS_FILES)])


@claim
def sentinels_and_their_master_are_asked_over_tls():
    make_certs()
    with TlsRedis() as r, TlsSentinel(r) as sentinel:
        base = "redis+sentinel://127.0.0.1:%d/mine?tls=yes" % \
            sentinel.tls_port
        assert_keeps(base + "&ca=ca.pem")
        assert_fails(base + "&ca=other.pem", "authority")
        assert_fails(base, "authority")


@claim
def a_cluster_is_asked_over_tls():
    make_certs()
    tls_port = free_cluster_port()
    options = [word for line in TLS_FILES
               for word in ("--" + line).split(" ")]
    with Node("--tls-port", str(tls_port), "--tls-cluster", "yes",
              *options) as node:
        equal(node.ask("CLUSTER", "ADDSLOTSRANGE", "0", "16383"), b"+OK\r\n")
        wait_until(lambda: b"cluster_state:ok" in node.ask(
            "CLUSTER", "INFO"), "it is a cluster")
        base = "redis+cluster://127.0.0.1:%d?tls=yes" % tls_port
        assert_keeps(base + "&ca=ca.pem")
        assert_fails(base + "&ca=other.pem", "authority")


need_redis()
tap.main()
