# SPDX-License-Identifier: ISC
"""The programs in docs/examples do what they say, through either back end."""

import os
import subprocess
import sys
import threading

import pytest

import tls
from redis_server import SECRET, Redis

EXAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                        "../../../docs/examples")
LIMIT = 100

pytestmark = pytest.mark.skipif(
    not os.path.isdir(EXAMPLES), reason="the examples are not here")


def test_a_store_may_be_a_class(paths, authority):
    done = subprocess.run(
        [sys.executable, os.path.join(EXAMPLES, "store.py"), *paths,
         authority.cert], capture_output=True, text=True, timeout=LIMIT)
    assert (done.returncode, done.stdout) == (
        0, "hello anew\nhello resumed\n"), done.stderr


class Server:
    """serve_store.py, ended at the end of a with."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen(
            [sys.executable, os.path.join(EXAMPLES, "serve_store.py"), "0",
             *arguments], stdout=subprocess.PIPE, text=True)
        self.port = int(self.line().split()[1])

    def line(self):
        text = self.process.stdout.readline()
        assert text, "the server has ended"
        return text.strip()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.process.kill()
        self.process.communicate()


def visit(client, port, name, session=None):
    """What the server answers, and the session that it gives."""
    with tls.Connection.connect(client, "localhost", port, timeout=LIMIT,
                                session=session) as end:
        end.write(name)
        text = end.read()
        assert end.read() == b""
        return text.decode(), end.session


@pytest.mark.parametrize("version", ("TLSv1.2", "TLSv1.3"))
def test_others_are_served_while_one_waits_for_the_store(
        client, paths, tmp_path, version):
    client.set_versions(version, version)
    secret = tmp_path / "secret"
    secret.write_text(SECRET + "\n")
    answers = {}
    with Redis(tmp_path) as redis, Server(
            *paths, redis.url + "?deadline_ms=60000", str(secret)) as server:
        text, session = visit(client, server.port, b"one")
        assert text.startswith("hello one: full handshake"), text
        redis.stop()
        waiting = threading.Thread(target=lambda: answers.update(
            one=visit(client, server.port, b"one", session)[0]))
        waiting.start()
        try:
            assert server.line() == "a client waits for the store"
            text, _session = visit(client, server.port, b"two")
            assert text.startswith("hello two: full handshake"), text
            assert waiting.is_alive() and not answers
        finally:
            redis.go()
            waiting.join(LIMIT)
        assert "from the store" in answers["one"], answers
