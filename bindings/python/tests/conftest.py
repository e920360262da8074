# SPDX-License-Identifier: ISC
"""What the tests share."""

import gc
import os
import subprocess
import sys

import pytest

import pki
import tls
from tls._backend import lib as the_lib


@pytest.fixture
def lib():
    return the_lib


@pytest.fixture(autouse=True)
def nothing_left():
    """No test leaves a handle behind."""
    gc.collect()
    before = the_lib.otls_handle_count(0)
    yield
    gc.collect()
    assert the_lib.otls_handle_count(0) == before


@pytest.fixture
def run(tmp_path):
    """Runs a program in a child: (exit status, stdout, stderr)."""
    def child(text, *arguments):
        path = tmp_path / "program.py"
        path.write_text(text)
        done = subprocess.run(
            [sys.executable, "-X", "dev", "-W", "error::ResourceWarning",
             str(path), *arguments],
            capture_output=True, text=True, timeout=200, env=dict(os.environ))
        return done.returncode, done.stdout, done.stderr
    return child


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    """One of the module's own."""
    return pki.Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def paths(authority):
    """Of a certificate for this machine, and of its key."""
    return authority.issue("localhost", "DNS:localhost,IP:127.0.0.1")


@pytest.fixture
def client(authority):
    with tls.Context.client(trust=tls.Trust.load(authority.cert)) as made:
        yield made


@pytest.fixture
def server(paths):
    with tls.Context.server(tls.Credential.load(*paths)) as made:
        yield made
