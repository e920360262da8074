# SPDX-License-Identifier: ISC
"""What the tests share."""

import gc
import os
import subprocess
import sys

import pytest

import tls  # noqa: F401
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
