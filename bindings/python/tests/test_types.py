# SPDX-License-Identifier: ISC
"""The hints tell mypy what is right and what is wrong, in the modules that a
program of TLS uses and in the program itself."""

import os
import subprocess
import sys

import pytest

import tls

MODULES = ("connection", "context", "session", "store", "ticket_keys")

PROGRAM = """
from typing import Dict, Optional, Tuple

import tls
from tls import store


class Keeper:
    def put(self, key: bytes, value: bytes, ttl: float) -> None: ...
    def get(self, key: bytes) -> Optional[bytes]: ...
    def take(self, key: bytes) -> Optional[bytes]: ...
    def remove(self, key: bytes) -> None: ...


secret: str = store.make_secret()
server = tls.Context.server()
server.set_store(store.of(Keeper(), secret=secret, deadline=0.1))
keys: tls.TicketKeys = tls.TicketKeys.derived(secret, rotation=3600)
server.set_ticket_keys(tls.TicketKeys.stored(store.open("memory:")))
server.set_ticket_keys(None)
counted: Dict[str, int] = keys.counters
session = tls.Session.import_(b"", secret)
data: bytes = session.export(secret)


def look(end: tls.Connection, kept: store.Store) -> Tuple[str, bytes]:
    end.store_reply(kept.get(b"name"))
    return end.store_wanted()
"""

MISTAKES = (
    "tls.TicketKeys.stored('memory:')", "server.set_ticket_keys(secret)",
    "tls.Session.import_('text', secret)", "session.export(7)",
    "tls.TicketKeys.derived(secret, rotation='1 h')",
    "number: int = store.make_secret()", "server.set_store(keys)",
)


@pytest.fixture
def mypy(tmp_path):
    pytest.importorskip("mypy", reason="there is no mypy")

    def check(*arguments):
        done = subprocess.run(
            [sys.executable, "-m", "mypy", "--follow-imports=silent",
             "--cache-dir", str(tmp_path / "cache"), *arguments],
            capture_output=True, text=True, timeout=400, cwd=str(tmp_path),
            env={"PATH": os.environ["PATH"],
                 "MYPYPATH": os.path.dirname(tls.__path__[0])})
        return done.stdout
    return check


def test_the_hints_of_connections_hold(mypy):
    for name in MODULES:
        told = mypy("--disallow-untyped-defs", "-m", "tls." + name)
        assert "\nFound " in told or told.startswith("Success"), told
        assert "tls/%s.py:" % name not in told, told


def test_a_program_is_told_its_mistakes_and_nothing_else(mypy, tmp_path):
    (tmp_path / "program.py").write_text(
        PROGRAM + "\n\n" + "\n".join(MISTAKES) + "\n")
    told = [int(line.split(":")[1])
            for line in mypy("program.py").splitlines()
            if line.startswith("program.py:") and "error:" in line]
    first = PROGRAM.count("\n") + 3
    assert told == list(range(first, first + len(MISTAKES))), told
