# SPDX-License-Identifier: ISC
"""Signals end serve in good order, or have it read its files anew; workers
that die are replaced."""

import os
import select
import shutil
import signal
import socket
import ssl

import shell
from shell import claim, contains, equal, write
from tls import (LIMIT, Reader, Server, ask, client, ends, get, make_authority,
                 make_cert, make_certs, openssl)


def make_large():
    os.mkdir("root")
    with open("root/large", "wb") as file:
        file.truncate(64 << 20)


def half(server):
    """A connection with a response under way that is too long for buffers."""
    peer = server.connect()
    ask(peer, "/large")
    return peer, Reader(peer)


def whole(reader):
    status, _, body = reader.response()
    equal((status, len(body)), (200, 64 << 20))


def stopped(server, number=signal.SIGTERM):
    """Sends the signal; answers once nobody listens any more."""
    server.process.send_signal(number)
    while True:
        try:
            server.tcp().close()
        except ConnectionRefusedError:
            return
        except ConnectionResetError:
            # it waited to be accepted when that ended
            pass


@claim
def a_signal_ends_it_with_0():
    make_certs()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
        with Server("--workers", "2") as server:
            server.get()
            server.process.send_signal(number)
            equal(server.process.wait(LIMIT), 0, "exit code")
            equal(server.process.stderr.read(), b"")


@claim
def what_is_under_way_is_finished_first():
    make_certs()
    make_large()
    with Server("--root", "root", "--stop-timeout", "600",
                "--request-timeout", "600") as server:
        idle = server.connect()
        equal(get(idle)[0], 200)
        peer, reader = half(server)
        begun = server.connect()
        begun.sendall(b"GET / HTTP/1.1\r\nHo")
        late = server.tcp()
        server.get()
        stopped(server)
        # an idle one ends at once, with a farewell
        ends(idle)
        # a request that began is answered, and is the last
        begun.sendall(b"st: a\r\n\r\n")
        status, headers, _ = Reader(begun).response()
        equal((status, headers["connection"]), (200, "close"))
        ends(begun)
        # so is one whose handshake was still to come
        with client().wrap_socket(late, server_hostname="localhost") as last:
            equal(get(last)[0], 200)
            ends(last)
        equal(server.process.poll(), None, "still there")
        whole(reader)
        ends(peer)
        equal(server.process.wait(LIMIT), 0, "exit code")


@claim
def who_takes_too_long_is_cut_off():
    make_certs()
    make_large()
    with Server("--root", "root", "--stop-timeout", "1") as server:
        peer, _ = half(server)
        silent = server.tcp()
        server.process.terminate()
        equal(server.process.wait(LIMIT), 0, "exit code")
        peer.close()
        silent.close()


@claim
def a_second_signal_cuts_everyone_off():
    make_certs()
    make_large()
    with Server("--root", "root", "--stop-timeout", "600") as server:
        peer, _ = half(server)
        stopped(server)
        server.process.terminate()
        equal(server.process.wait(LIMIT), 0, "exit code")
        peer.close()


def serial(server):
    with server.connect() as peer:
        return peer.getpeercert()["serialNumber"]


def replace(name):
    """Puts the certificate in the place of what is served."""
    for ending in (".key", ".pem"):
        shutil.copy(name + ending, "new")
        os.rename("new", "server" + ending)


def reload(server, word="reloaded: "):
    server.process.send_signal(signal.SIGHUP)
    return server.errors.find(word)


@claim
def hangup_has_the_certificate_read_anew():
    make_certs()
    make_cert("next")
    with Server("--workers", "2") as server:
        old = serial(server)
        kept = server.connect()
        before = server.workers()
        replace("next")
        equal(serial(server), old, "before the signal")
        reload(server)
        new = openssl("x509", "-in", "next.pem", "-noout", "-serial")
        for _ in range(8):
            equal(serial(server), new.decode().strip()[7:], "after it")
        # who was there before is still served, once
        status, headers, _ = get(kept)
        equal((status, headers["connection"]), (200, "close"))
        ends(kept)
        while set(server.children()) & set(before):
            server.get()


@claim
def a_broken_certificate_leaves_the_old_one_in_place():
    make_certs()
    make_cert("next")
    with Server("--workers", "2") as server:
        old = serial(server)
        pids = server.workers()
        kept = server.connect()
        for name, data in [("server.pem", b"nonsense"), ("server.key", b""),
                           ("server.pem", None)]:
            saved = open(name, "rb").read()
            if data is None:
                os.unlink(name)
            else:
                write(name, data)
            server.process.send_signal(signal.SIGHUP)
            line = server.errors.next()
            contains(line, "otls: error: ")
            contains(line, name)
            contains(server.errors.next(), "nothing was reloaded")
            equal(serial(server), old, name)
            write(name, saved)
        # a key that belongs to another one
        shutil.copy("next.key", "server.key")
        server.process.send_signal(signal.SIGHUP)
        contains(server.errors.next(), "error: ")
        contains(server.errors.next(), "nothing was reloaded")
        equal(serial(server), old)
        equal(get(kept)[0], 200)
        kept.close()
        equal(server.workers(), pids, "workers")


@claim
def hangups_in_a_row_are_survived():
    make_certs()
    with Server("--workers", "2") as server:
        kept = [server.connect() for _ in range(4)]
        for _ in range(30):
            server.process.send_signal(signal.SIGHUP)
            equal(server.get()[0], 200)
        reload(server)
        equal(server.get()[0], 200)
        for peer in kept:
            peer.close()


@claim
def client_authorities_are_read_anew_too():
    make_certs()
    make_authority("other")
    make_cert("stranger", "other")
    with Server("--client-ca", "ca.pem", "--require-client-cert") as server:
        equal(server.get(context=client(cert="client"))[0], 200)
        shutil.copy("other.pem", "next")
        os.rename("ca.pem", "was.pem")
        os.rename("next", "ca.pem")
        reload(server)
        equal(server.get(context=client(cert="stranger", ca="was.pem"))[0],
              200)
        try:
            server.get(context=client(cert="client", ca="was.pem"))
        except (ssl.SSLError, ConnectionError):
            return
        raise AssertionError("the old authority is still believed")


@claim
def a_worker_that_dies_is_replaced():
    make_certs()
    with Server("--workers", "2") as server:
        for number, word in [(signal.SIGKILL, "was killed by signal 9"),
                             (signal.SIGTERM, "ended")]:
            pids = server.workers()
            os.kill(pids[0], number)
            contains(server.errors.find("another takes its place"),
                     "worker %d %s" % (pids[0], word))
            assert pids[1] in server.workers()


@claim
def workers_end_when_their_supervisor_is_killed():
    make_certs()
    with Server("--workers", "3") as server:
        server.code = -signal.SIGKILL
        pids = [os.pidfd_open(pid) for pid in server.workers()]
        server.process.kill()
        for pid in pids:
            assert select.select([pid], [], [], LIMIT)[0], "still there"
            os.close(pid)


@claim
def a_terminal_that_closes_is_no_end():
    make_certs()
    with Server() as server:
        for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
            os.kill(server.workers()[0], number)
        reload(server)
        equal(server.get()[0], 200)


@claim
def a_worker_that_stands_still_does_not_keep_the_others():
    make_certs()
    with Server("--workers", "2", "--stop-timeout", "1") as server:
        pid = server.workers()[0]
        os.kill(pid, signal.SIGSTOP)
        with socket.create_connection((server.host, server.port), LIMIT):
            equal(server.get()[0], 200)
        server.process.terminate()
        # killed once its time is up
        equal(server.process.wait(LIMIT), 0, "exit code")


if __name__ == "__main__":
    shell.main()
