# SPDX-License-Identifier: ISC
"""A real redis-server of the test's own, on a socket of its directory."""

import os
import shutil
import signal
import subprocess

import pytest

import tls
from tls import store

SECRET = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


class Redis:
    """Stopped at the end of a with, whatever state it is in."""

    def __init__(self, directory):
        if shutil.which("redis-server") is None:
            pytest.skip("there is no redis-server")
        try:
            store.open("redis+unix:///nowhere", secret=SECRET).close()
        except tls.UnsupportedError:
            pytest.skip("the build has no hiredis")
        path = os.path.join(str(directory), "r")
        if len(path) > 100:
            pytest.skip("the path of a socket can't be as long as " + path)
        self.url = "redis+unix://" + path
        self.process = subprocess.Popen(
            ["redis-server", "--save", "", "--port", "0", "--unixsocket",
             path, "--dir", str(directory), "--daemonize", "no"],
            stdout=subprocess.PIPE, text=True,
            env={k: v for k, v in os.environ.items() if k != "LD_PRELOAD"})
        for line in self.process.stdout:
            if "eady to accept" in line:
                return
        self.process.wait()
        raise AssertionError("redis-server has ended")

    def stop(self):
        """It says nothing until go()."""
        self.process.send_signal(signal.SIGSTOP)

    def go(self):
        self.process.send_signal(signal.SIGCONT)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.go()
        self.process.kill()
        self.process.communicate()
