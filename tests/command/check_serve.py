# SPDX-License-Identifier: ISC
"""serve speaks HTTP as its manual page says, and gives away no more than
what it is told to."""

import json
import os
import ssl
import subprocess

import shell
from shell import claim, contains, equal, otls, read, write
from tls import (Reader, Server, Skip, ask, client, ends, get, make_certs,
                 need)


def make_root():
    """A directory to serve, with what must not be served around it."""
    write("secret", b"secret")
    os.makedirs("root/d/.c")
    write("root/a.txt", b"four")
    write("root/d/b c.html", b"<p>")
    write("root/.hidden", b"secret")
    write("root/d/.c/d", b"secret")
    write("root/empty", b"")
    os.symlink("../secret", "root/out")
    os.symlink("a.txt", "root/in")
    os.symlink("..", "root/up")
    os.mkfifo("root/fifo")


def curl(server, path, *args):
    need("curl")
    done = subprocess.run(
        ["curl", "-sS", "--path-as-is", "--cacert", "ca.pem",
         "--noproxy", "*", *args,
         "https://localhost:%d%s" % (server.port, path)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=shell.LIMIT,
        check=False)
    equal((done.returncode, done.stderr), (0, b""), "curl")
    return done.stdout


@claim
def a_line_tells_where_it_listens():
    make_certs()
    for listen, host in [("127.0.0.1:0", "127.0.0.1"), ("[::1]:0", "::1")]:
        try:
            with Server(listen=listen) as server:
                equal(server.host, host)
                assert server.port > 0
                equal(server.get()[0], 200)
        except AssertionError as error:
            if "Cannot assign requested address" in str(error):
                raise Skip("this machine has no IPv6")
            raise
    with Server(listen="localhost:0") as server:
        equal(server.get()[0], 200)


@claim
def a_port_in_use_is_told():
    make_certs()
    with Server() as server:
        done = otls("serve", "--listen", server.address, "--cert",
                    "server.pem", "--key", "server.key", code=1)
        contains(done.stderr, b"cannot listen on " + server.address.encode())


@claim
def the_status_tells_of_the_connection():
    make_certs()
    with Server() as server:
        for version, name in [(ssl.TLSVersion.TLSv1_2, "TLSv1.2"),
                              (ssl.TLSVersion.TLSv1_3, "TLSv1.3")]:
            with server.connect(client(version)) as peer:
                status, headers, body = get(peer, "/status.json")
                facts = json.loads(body)
                equal((status, facts["protocol"], facts["cipher"]),
                      (200, name, peer.cipher()[0]))
            equal(headers["content-type"], "application/json")
            equal(headers["cache-control"], "no-store")
            equal(sorted(facts), ["cipher", "group", "pid", "protocol",
                                  "resumed", "resumption", "store"])
            contains(facts["group"].lower(), "25519")
            equal((facts["resumed"], facts["resumption"], facts["store"]),
                  (False, None, None))
            equal([facts["pid"]], server.workers())


@claim
def the_page_tells_the_same():
    make_certs()
    with Server() as server:
        with server.connect() as peer:
            status, headers, body = get(peer)
            equal(status, 200)
            equal(headers["content-type"], "text/html; charset=utf-8")
            contains(body, peer.cipher()[0].encode())
            contains(body, peer.version().encode())
            contains(body, b"process %d" % server.workers()[0])


@claim
def files_below_the_root_are_served():
    make_certs()
    make_root()
    with Server("--root", "root") as server, server.connect() as peer:
        status, headers, body = get(peer, "/a.txt")
        equal((status, body), (200, b"four"))
        equal(headers["content-type"], "text/plain; charset=utf-8")
        equal(headers["x-content-type-options"], "nosniff")
        status, headers, body = get(peer, "/d/b%20c.html?x=y")
        equal((status, body), (200, b"<p>"))
        equal(headers["content-type"], "text/html; charset=utf-8")
        status, headers, body = get(peer, "/empty")
        equal((status, body), (200, b""))
        equal(headers["content-type"], "application/octet-stream")


@claim
def head_sends_no_body():
    make_certs()
    make_root()
    with Server("--root", "root") as server, server.connect() as peer:
        for path, length in [("/a.txt", "4"), ("/none", None), ("/", None)]:
            headers = get(peer, path, method="HEAD")[1]
            equal(headers["content-length"],
                  length or headers["content-length"])
        equal(get(peer, "/a.txt")[2], b"four")


@claim
def large_files_arrive_whole():
    make_certs()
    make_root()
    data = os.urandom(5 << 20)
    write("root/large", data)
    with Server("--root", "root") as server:
        equal(curl(server, "/large"), data)
        with server.connect() as peer:
            ask(peer, "/large")
            ask(peer, "/a.txt")
            reader = Reader(peer)
            equal(reader.response()[2], data)
            equal(reader.response()[2], b"four")


@claim
def nothing_else_is_served():
    make_certs()
    make_root()
    paths = ["/none", "/d", "/d/", "/a.txt/", "/a.txt/b", "//a.txt",
             "/../secret", "/..", "/.", "/./a.txt", "/d/../a.txt",
             "/d/../../secret", "/%2e%2e/secret", "/..%2fsecret",
             "/%2e%2e%2fsecret", "/d/%2e%2e/%2e%2e/secret", "/.hidden",
             "/%2ehidden", "/d/.c/d", "/out", "/in", "/up/secret", "/fifo",
             "/" + "n" * 300, "/" + os.path.abspath("secret"),
             "/%2fetc/passwd", "/..\\secret"]
    with Server("--root", "root") as server, server.connect() as peer:
        for path in paths:
            status, _, body = get(peer, path)
            equal((status, body), (404, b"404 Not Found\n"), path)
        equal(get(peer, "/a.txt")[0], 200)
    with Server() as server, server.connect() as peer:
        equal(get(peer, "/a.txt")[0], 404, "without a root")


@claim
def a_root_that_is_none_is_an_error():
    make_certs()
    done = otls("serve", "--listen", "127.0.0.1:0", "--cert", "server.pem",
                "--key", "server.key", "--root", "none", code=1)
    contains(done.stderr, b"cannot open the directory none")


@claim
def wrong_requests_get_their_status_and_no_second_one():
    make_certs()
    host = b"Host: a\r\n"
    cases = [
        (b"hello\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n" + host + b" folded\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n" + host + b"Content-Length: 1\r\n"
         b"Content-Length: 1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n" + host + b"Transfer-Encoding: chunked\r\n\r\n"
         b"0\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\n" + host + b"Content-Length: 3\r\n\r\nabc",
         405),
        (b"GET / HTTP/1.1\r\n" + host + b"Content-Length: 3\r\n\r\nabc",
         413),
        (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n", 414),
        (b"GET / HTTP/1.1\r\n" + host + b"X: " + b"a" * 9000 + b"\r\n\r\n",
         431),
        (b"GET / HTTP/1.1\r\n" + host + b"X: a\r\n" * 200 + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\n" + host + b"X: a\r\n" * 100000, 431),
        (b"GET / HTTP/2.0\r\n" + host + b"\r\n", 505),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505)]
    with Server() as server:
        for text, wanted in cases:
            with server.connect() as peer:
                try:
                    peer.sendall(text)
                    ask(peer)
                except OSError:
                    # it had heard enough
                    assert len(text) > 100000, text[:60]
                reader = Reader(peer)
                status, headers, _ = reader.response()
                equal(status, wanted, text[:60])
                equal(headers["connection"], "close")
                equal(headers.get("allow"),
                      "GET, HEAD" if wanted == 405 else None)
                equal(bytes(reader.rest), b"")
                ends(peer)
        equal(server.get()[0], 200)


@claim
def connections_are_kept_as_asked():
    make_certs()
    with Server() as server:
        with server.connect() as peer:
            pids = {json.loads(get(peer, "/status.json")[2])["pid"]
                    for _ in range(20)}
            equal(pids, set(server.workers()))
            equal(get(peer, "/", "Connection: close")[1]["connection"],
                  "close")
            ends(peer)
        with server.connect() as peer:
            peer.sendall(b"GET / HTTP/1.0\r\n\r\n")
            equal(Reader(peer).response()[1]["connection"], "close")
            ends(peer)
        with server.connect() as peer:
            equal(get(peer)[0], 200)
            peer.unwrap()


@claim
def requests_that_come_together_are_answered_in_order():
    make_certs()
    make_root()
    with Server("--root", "root") as server, server.connect() as peer:
        paths = ["/a.txt", "/none", "/d/b%20c.html"] * 40
        text = b"".join(b"GET %s HTTP/1.1\r\nHost: a\r\n\r\n" % p.encode()
                        for p in paths)
        # in pieces that end anywhere
        for at in range(0, len(text), 1000):
            peer.sendall(text[at:at + 1000])
        reader = Reader(peer)
        for path in paths:
            equal(reader.response()[0], 404 if path == "/none" else 200)
        equal(bytes(reader.rest), b"")


@claim
def a_request_may_come_byte_by_byte():
    make_certs()
    with Server() as server, server.connect() as peer:
        for byte in b"GET /status.json HTTP/1.1\r\nHost: a\r\n\r\n":
            peer.sendall(bytes([byte]))
        equal(Reader(peer).response()[0], 200)


@claim
def curl_gets_what_it_asks_for():
    make_certs()
    make_root()
    with Server("--root", "root") as server:
        equal(curl(server, "/a.txt"), b"four")
        contains(curl(server, "/", "--http1.0"), b"TLSv1.3")
        contains(curl(server, "/a.txt", "-I"), b"Content-Length: 4\r\n")
        equal(curl(server, "/", "-d", "x" * 100000, "-o", "/dev/null", "-w",
                   "%{http_code}"), b"405")
        equal(curl(server, "/../secret", "-o", "/dev/null", "-w",
                   "%{http_code}"), b"404")
        text = curl(server, "/a.txt", "-w", "%{num_connects}",
                    "https://localhost:%d/a.txt" % server.port)
        equal(sorted([text[:5], text[5:]]), sorted([b"four1", b"four0"]))


@claim
def a_client_that_is_gone_costs_nothing():
    make_certs()
    make_root()
    write("root/large", b"x" * (5 << 20))
    with Server("--root", "root") as server:
        pid = server.workers()[0]
        server.get()
        before = len(os.listdir("/proc/%d/fd" % pid))
        for _ in range(20):
            peer = server.connect()
            ask(peer, "/large")
            peer.recv(1000)
            peer.close()
            server.tcp().close()
        server.get()
        server.get()
        while len(os.listdir("/proc/%d/fd" % pid)) > before:
            server.get()
        equal(server.workers(), [pid], "workers")


@claim
def the_root_can_change_while_it_is_served():
    make_certs()
    make_root()
    with Server("--root", "root") as server, server.connect() as peer:
        write("root/new", b"new")
        equal(get(peer, "/new")[2], b"new")
        os.unlink("root/new")
        equal(get(peer, "/new")[0], 404)
        equal(read("secret"), b"secret")


if __name__ == "__main__":
    shell.main()
