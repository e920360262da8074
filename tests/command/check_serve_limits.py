# SPDX-License-Identifier: ISC
"""No client can keep serve busy, fill its memory or take its descriptors for
good."""

import os
import resource
import select
import socket
import ssl
import threading

import shell
from shell import claim, contains, equal
from tls import Reader, Server, Skip, ask, client, ends, get, make_certs

# What 2,000 idle connections may take; twice what was measured.
ROOM_KIB = 160 * 1024


def hello():
    """The bytes of a ClientHello."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    peer = client().wrap_bio(incoming, outgoing, server_hostname="localhost")
    try:
        peer.do_handshake()
    except ssl.SSLWantReadError:
        pass
    return outgoing.read()


def drip(peer, data):
    """Sends a byte, and another, until nobody takes them: at most one each
    time that nothing came for a while. Answers what came."""
    seen = b""
    at = 0
    while True:
        if select.select([peer], [], [], 0.1)[0]:
            try:
                got = peer.recv(65536)
            except OSError:
                return seen
            seen += got
            if not got:
                return seen
        try:
            peer.send(data[at % len(data):][:1])
        except OSError:
            return seen
        at += 1
        if at > 1000:
            raise AssertionError("it was never dropped")


@claim
def a_handshake_that_comes_byte_by_byte_is_dropped():
    make_certs()
    with Server("--handshake-timeout", "1") as server:
        with server.tcp() as slow, server.tcp() as silent:
            drip(slow, hello())
            equal(silent.recv(100), b"")
        equal(server.get()[0], 200)


@claim
def a_request_that_comes_byte_by_byte_is_dropped():
    make_certs()
    with Server("--request-timeout", "1") as server:
        with server.connect() as peer:
            # so that nothing is left of the handshake
            equal(get(peer)[0], 200)
            seen = drip(peer, b"GET / HTTP/1.1\r\nX-Long: " + b"a" * 1000)
            contains(seen, b"HTTP/1.1 408 ")
            contains(seen, b"Connection: close\r\n")
        equal(server.get()[0], 200)


@claim
def an_idle_connection_is_closed_in_the_end():
    make_certs()
    with Server("--idle-timeout", "1") as server:
        with server.connect() as fresh, server.connect() as used:
            equal(get(used)[0], 200)
            ends(fresh)
            ends(used)
        equal(server.get()[0], 200)


@claim
def a_client_that_takes_nothing_is_dropped():
    make_certs()
    os.mkdir("root")
    with open("root/large", "wb") as file:
        file.truncate(1 << 30)
    with Server("--root", "root", "--request-timeout", "1") as server:
        pid = server.workers()[0]
        peer = socket.socket()
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        peer.connect((server.host, server.port))
        with client().wrap_socket(peer, server_hostname="localhost") as slow:
            ask(slow, "/large")
            equal(Reader(slow).response(False)[0], 200)
            while any(os.readlink("/proc/%d/fd/%s" % (pid, fd))
                      .endswith("/large") for fd in descriptors(pid)):
                server.get()
        equal(server.get()[0], 200)


def descriptors(pid):
    found = []
    for fd in os.listdir("/proc/%d/fd" % pid):
        try:
            os.readlink("/proc/%d/fd/%s" % (pid, fd))
        except OSError:
            continue
        found.append(fd)
    return found


@claim
def a_client_that_goes_on_asking_is_served_beside_others():
    make_certs()
    with Server() as server, server.connect() as greedy:
        stop = threading.Event()

        def drain():
            while greedy.recv(1 << 16):
                pass

        def flood():
            text = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n" * 100
            while not stop.is_set():
                greedy.sendall(text)
            greedy.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n"
                           b"Connection: close\r\n\r\n")
        threads = [threading.Thread(target=f) for f in (drain, flood)]
        for thread in threads:
            thread.start()
        try:
            for _ in range(5):
                equal(server.get()[0], 200)
        finally:
            stop.set()
            for thread in threads:
                thread.join()


def handshakes(server, count, threads=8):
    """So many idle connections."""
    context = client()
    peers, lock = [], threading.Lock()

    def run(share):
        for _ in range(share):
            peer = server.connect(context)
            with lock:
                peers.append(peer)
    started = [threading.Thread(target=run, args=[count // threads])
               for _ in range(threads)]
    for thread in started:
        thread.start()
    for thread in started:
        thread.join()
    equal(len(peers), count, "connections")
    return peers


def memory_kib(pid):
    with open("/proc/%d/status" % pid) as file:
        return [int(line.split()[1]) for line in file
                if line.startswith("VmRSS")][0]


@claim
def two_thousand_idle_connections_fit_in_little_memory():
    make_certs()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < 2200:
        raise Skip("no more than %d descriptors are allowed" % hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    # the worker must raise the limit by itself
    with Server("--idle-timeout", "600", preexec_fn=lambda: resource.setrlimit(
            resource.RLIMIT_NOFILE, (64, hard))) as server:
        pid = server.workers()[0]
        peers = handshakes(server, 2000)
        used = memory_kib(pid)
        print("# %d KiB for a worker with 2000 idle connections" % used)
        if not os.environ.get("OTLS_SANITIZERS"):
            assert used < ROOM_KIB, used
        # each still answers
        for peer in peers[::200]:
            equal(get(peer)[0], 200)
        for peer in peers:
            peer.close()
        equal(server.get()[0], 200)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@claim
def a_lack_of_descriptors_is_outlived():
    make_certs()
    with Server(preexec_fn=lambda: resource.setrlimit(
            resource.RLIMIT_NOFILE, (40, 40))) as server:
        peers = []
        # those that it can't accept wait in the queue
        for _ in range(60):
            peers.append(server.tcp())
        contains(server.errors.find("can be accepted"), "Too many open files")
        for peer in peers:
            peer.close()
        equal(server.get()[0], 200)
        # and once more, with connections that are in use
        peers = [server.connect() for _ in range(10)]
        rest = [server.tcp() for _ in range(40)]
        for peer in peers:
            equal(get(peer)[0], 200)
            peer.close()
        for peer in rest:
            peer.close()
        equal(server.get()[0], 200)


@claim
def what_is_no_tls_is_told_and_dropped():
    make_certs()
    with Server() as server:
        for text in [b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", os.urandom(4096),
                     b"\x16\x03\x01\xff\xff" + b"x" * 100,
                     b"\x80\x2e\x01\x00\x02", b"\0" * 70000]:
            with server.tcp() as peer:
                try:
                    peer.sendall(text)
                    peer.shutdown(socket.SHUT_WR)
                    while peer.recv(65536):
                        pass
                except ConnectionError:
                    pass
            equal(server.get()[0], 200)
        contains(server.errors.find("no handshake"), "127.0.0.1:")
        equal(len(server.workers()), 1)


@claim
def a_half_closed_connection_comes_to_its_end():
    make_certs()
    with Server() as server:
        with server.tcp() as peer:
            peer.sendall(hello()[:50])
            peer.shutdown(socket.SHUT_WR)
            while peer.recv(65536):
                pass
        with server.connect() as peer:
            ask(peer)
            equal(Reader(peer).response()[0], 200)
            peer.shutdown(socket.SHUT_WR)
            # no farewell came, so none is due
            raw = socket.socket(fileno=os.dup(peer.fileno()))
            raw.settimeout(shell.LIMIT)
            while raw.recv(65536):
                pass
            raw.close()
        equal(server.get()[0], 200)


@claim
def failures_are_not_told_without_end():
    make_certs()
    with Server() as server:
        for _ in range(100):
            with server.tcp() as peer:
                peer.sendall(b"no TLS at all")
                while peer.recv(65536):
                    pass
        server.process.terminate()
        server.process.wait(shell.LIMIT)
        lines = server.process.stderr.read().splitlines()
        assert 1 <= len(lines) <= 20, lines


if __name__ == "__main__":
    shell.main()
