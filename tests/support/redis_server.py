# SPDX-License-Identifier: ISC
"""Real Redis servers, for tests of whoever speaks with one."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time

from tap import TOP_SRCDIR, Skip

LIMIT = 30
PROXY = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(
    __file__))), "interop", "redis_proxy.py")
MAIN_OPTIONS = ["--save", "", "--bind", "127.0.0.1", "--daemonize", "no"]


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_until(what, why):
    """Asks until it is so; fails when that takes too long."""
    end = time.monotonic() + LIMIT
    while True:
        answer = what()
        if answer:
            return answer
        if time.monotonic() > end:
            raise AssertionError("still not so: " + why)
        time.sleep(0.01)


def guide_acl(what=None):
    """The words of the user that docs/guides/stores.rst gives servers, with
    what it adds for |what|."""
    with open(os.path.join(TOP_SRCDIR, "docs", "guides",
                           "stores.rst")) as file:
        text = file.read()
    words = re.search(r"^ +ACL SETUSER (.*?)\n\n", text, re.M | re.S)
    words = words.group(1).replace(">PASSWORD", ">secret").split()
    if what:
        added = re.search(r"\* - [^*]*%s[^*]*?\n +- ``(.*?)``"
                          % re.escape(what), text, re.S)
        words += added.group(1).split()
    return words


class Redis:
    """A server in the test's directory, stopped at the end of a with."""

    def __init__(self, *options, port=None, password=None):
        self.port = port or free_port()
        self.options = list(options)
        self.password = password
        self.start()

    def start(self):
        options = MAIN_OPTIONS + ["--port", str(self.port), "--dir",
                                  os.getcwd()] + self.options
        self.process = subprocess.Popen(
            ["redis-server"] + options, stdout=subprocess.DEVNULL)
        wait_until(self.is_up, "redis-server answers")

    def is_up(self):
        assert self.process.poll() is None, "redis-server has ended"
        try:
            return self.ask("PING").startswith((b"+PONG", b"-"))
        except OSError:
            return False

    def ask(self, *words):
        """The raw answer to a command, by a connection of its own."""
        with socket.create_connection(
                ("127.0.0.1", self.port), timeout=LIMIT) as s:
            if self.password:
                s.sendall(b"AUTH %s\r\n" % self.password.encode())
                assert s.recv(100) == b"+OK\r\n"
            s.sendall(b"*%d\r\n" % len(words) + b"".join(
                b"$%d\r\n%s\r\n" % (len(w), w.encode()) for w in words))
            data = s.recv(65536)
            if data[:1] == b"$":
                size = int(data[1:data.index(b"\r\n")])
                while size >= 0 and len(data) < size:
                    data += s.recv(65536)
            return data

    def url(self, tail=""):
        return "redis://127.0.0.1:%d%s" % (self.port, tail)

    def signal(self, number):
        self.process.send_signal(number)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGCONT)
        self.kill()


class Proxy:
    """redis_proxy.py before |redis|, or its other |port|."""

    def __init__(self, redis, port=None):
        self.process = subprocess.Popen(
            [sys.executable, PROXY, str(port or redis.port)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def do(self, mode):
        self.process.stdin.write(mode + "\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline().strip() == mode

    def url(self, tail=""):
        return "redis://127.0.0.1:%d%s" % (self.port, tail)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


class Sentinel(Redis):
    """One of those that watch |master|, by the name "mine"."""

    def __init__(self, master, quorum=2, password=None, lines=()):
        self.lines = [
            "sentinel monitor mine 127.0.0.1 %d %d" % (master.port, quorum),
            "sentinel down-after-milliseconds mine 500",
            "sentinel failover-timeout mine 3000",
            "sentinel resolve-hostnames no",
            *lines]
        if master.password:
            self.lines.append("sentinel auth-pass mine " + master.password)
        if password:
            self.lines.append("requirepass " + password)
        super().__init__(password=password)

    def start(self):
        directory = os.path.join(os.getcwd(), "sentinel%d" % self.port)
        os.makedirs(directory, exist_ok=True)
        path = os.path.join(directory, "sentinel.conf")
        with open(path, "w") as file:
            file.write("\n".join(["port %d" % self.port,
                                  "bind 127.0.0.1", "dir " + directory,
                                  *self.lines]) + "\n")
        self.process = subprocess.Popen(
            ["redis-server", path, "--sentinel"], stdout=subprocess.DEVNULL)
        wait_until(self.is_up, "the Sentinel answers")

    def master_port(self):
        answer = self.ask("SENTINEL", "get-master-addr-by-name", "mine")
        return int(answer.split(b"\r\n")[4])

    def knows(self, replicas, others):
        """Whether that many replicas and other Sentinels are known and up."""
        answer = self.ask("SENTINEL", "master", "mine").split(b"\r\n")
        fields = dict(zip(answer[2::4], answer[4::4]))
        return (int(fields[b"num-slaves"]), int(
            fields[b"num-other-sentinels"])) == (replicas, others)


def free_cluster_port():
    """One with room for the cluster's own, 10000 above."""
    while True:
        port = free_port()
        if port < 55000:
            with socket.socket() as s:
                try:
                    s.bind(("127.0.0.1", port + 10000))
                    return port
                except OSError:
                    pass


class Node(Redis):
    """One of a cluster's."""

    def __init__(self, *options):
        port = free_cluster_port()
        super().__init__(
            "--cluster-enabled", "yes", "--cluster-config-file",
            "nodes%d.conf" % port, "--cluster-node-timeout", "1000",
            "--cluster-require-full-coverage", "no", *options, port=port)

    def id(self):
        return self.ask("CLUSTER", "MYID").split(b"\r\n")[1].decode()

    def errors(self, word):
        """How often it answered with that error."""
        for line in self.ask("INFO", "errorstats").decode().split("\r\n"):
            if line.startswith("errorstat_%s:count=" % word):
                return int(line.split("=")[1])
        return 0

    def agrees(self):
        answer = self.ask("CLUSTER", "INFO")
        return b"cluster_state:ok" in answer and \
            b"cluster_known_nodes:3" in answer


class Cluster:
    """Three masters, each with a third of the slots."""

    def __init__(self, *options):
        if shutil.which("redis-cli") is None:
            raise Skip("there is no redis-cli")
        self.nodes = []
        try:
            for _ in range(3):
                self.nodes.append(Node(*options))
            subprocess.run(
                ["redis-cli", "--cluster", "create",
                 *("127.0.0.1:%d" % n.port for n in self.nodes),
                 "--cluster-yes"], check=True, timeout=2 * LIMIT,
                stdout=subprocess.DEVNULL)
            wait_until(lambda: all(n.agrees() for n in self.nodes),
                       "the cluster is made")
        except BaseException:
            self.__exit__()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for node in self.nodes:
            node.__exit__()

    def slot(self, key):
        return int(self.nodes[0].ask("CLUSTER", "KEYSLOT", key)[1:])

    def keys(self, node, pattern="*"):
        lines = node.ask("KEYS", pattern).split(b"\r\n")
        return [key.decode() for key in lines[2::2]]
