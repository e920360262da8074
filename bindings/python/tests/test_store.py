# SPDX-License-Identifier: ISC
"""Stores, through either back end."""

import os
import stat

import pytest

import tls
from tls import store


def test_an_entry_is_put_got_and_taken():
    with store.open("memory:") as kept:
        assert kept.get(b"a") is None and len(kept) == 0 and kept
        kept.put(b"a", b"one", 60)
        kept.put(bytearray(b"b"), b"x" * 16000, 60)
        assert kept.get(b"a") == b"one" and len(kept) == 2
        assert kept.take(memoryview(b"b")) == b"x" * 16000
        assert kept.take(b"b") is None
        assert kept.remove(b"a") and not kept.remove(b"a")
        counted = kept.counters
        assert (counted["hit"], counted["put"]) == (2, 2)
        assert kept.warning == ""
    with pytest.raises(ValueError, match="closed"):
        kept.get(b"a")


def test_entries_are_listed_without_what_they_hold(tmp_path):
    (tmp_path / "secret").write_text(store.make_secret() + "\n")
    with store.open("sqlite:%s" % (tmp_path / "s.db"),
                    secret_file=tmp_path / "secret") as kept:
        assert list(kept.entries()) == []
        for n in range(100):
            kept.put(b"n%d" % n, b"x" * 10, 60)
        entries = list(kept.entries())
        assert len({key for key, _, _ in entries}) == 100
        for key, size, ttl in entries:
            assert (len(key), size) == (32, 63) and 0 < ttl <= 60


def test_a_database_is_for_whoever_has_the_secret(tmp_path):
    url = "sqlite:%s" % (tmp_path / "s.db")
    secret = store.make_secret()
    (tmp_path / "secret").write_text(secret + "\n")
    with store.open(url, secret=secret) as kept:
        kept.put(b"a", b"one", 60)
        assert stat.S_IMODE(os.stat(tmp_path / "s.db").st_mode) == 0o600
        with store.open(url, secret_file=tmp_path / "secret") as other:
            assert other.get(b"a") == b"one"
        with store.open(url, secret=store.make_secret()) as stranger:
            assert stranger.get(b"a") is None and len(stranger) == 1
            stranger.purge()
        assert kept.get(b"a") is None


def test_what_is_wrong_is_told(tmp_path):
    with pytest.raises(tls.StoreSecretError):
        store.open("sqlite:%s" % (tmp_path / "s.db"))
    with pytest.raises(tls.StoreSecretError, match="line 1"):
        store.open("memory:", secret="nonsense")
    with pytest.raises(tls.InvalidError, match="nonsense"):
        store.open("memory:?nonsense=1")
    with pytest.raises(tls.UnsupportedError, match="nosuch"):
        store.open("nosuch:", secret=store.make_secret())
    with pytest.raises(ValueError, match="not both"):
        store.open("memory:", secret="a", secret_file="b")
    with store.open("memory:") as kept:
        with pytest.raises(tls.InvalidError):
            kept.put(b"a", b"x", 0)
        with pytest.raises(tls.LimitError):
            kept.put(b"a", b"x" * 20000, 1)


def test_a_store_that_fails_says_why(tmp_path):
    (tmp_path / "s.db").write_bytes(b"no database" * 100)
    with store.open("sqlite:%s" % (tmp_path / "s.db"),
                    secret=store.make_secret()) as kept:
        with pytest.raises(tls.StoreError, match="s.db"):
            kept.get(b"a")
        assert "s.db" in kept.warning and kept.counters["failed"] == 1
