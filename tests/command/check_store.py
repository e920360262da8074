# SPDX-License-Identifier: ISC
"""otls store: what a store has, and whether it works."""

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess

import shell
from redis_server import Redis, free_port
from shell import Skip, claim, contains, equal, otls, write

URL = "sqlite:%s/s.db?deadline_ms=20000"


def need_redis():
    if shutil.which("redis-server") is None:
        raise Skip("there is no redis-server")
    done = otls("store", "ping", "redis://127.0.0.1:%d" % free_port(),
                code=9)
    if b"no Redis" in done.stderr:
        raise Skip("the build has no hiredis")


def patient(redis, tail=""):
    return redis.url(tail + ("&" if "?" in tail else "?") +
                     "deadline_ms=20000")


def make_database(entries=0):
    """With the entries of nobody, as far as they can be seen."""
    otls("store", "ping", url_of_new())
    with sqlite3.connect("s.db") as db:
        for n in range(entries):
            db.execute("INSERT INTO entries VALUES (?, ?, ?)",
                       (bytes([n]) * 32, b"x" * (100 + n), 2 ** 50))
    db.close()
    return URL % os.getcwd()


def url_of_new():
    write("s.db", b"")
    return URL % os.getcwd()


def parse(text):
    return [json.loads(line) for line in text.decode().splitlines()]


def assert_stat(url, kind, entries):
    text = otls("store", "stat", url).stdout.decode()
    lines = dict(re.fullmatch(r"(\w+) +(\S+)(?: us)?", line).groups()
                 for line in text.splitlines())
    equal((lines["store"], lines["entries"]), (kind, str(entries)))
    equal((lines["breaker"], lines["put"], lines["hit"]),
          ("closed", "1", "1"))
    assert int(lines["ping"]) >= 0
    (got,) = parse(otls("store", "stat", url, "--json").stdout)
    equal((got["store"], got["entries"], got["breaker"], got["warning"]),
          (kind, entries, "closed", None))
    equal(got["counters"]["failed"], 0)
    assert got["ping_us"] > 0, got


def assert_lists(url, count):
    got = parse(otls("store", "list", url, "--json").stdout)
    equal(len({entry["key"] for entry in got}), count)
    for entry in got:
        equal(set(entry), {"key", "size", "ttl_ms"})
        assert re.fullmatch("[0-9a-f]{64}", entry["key"]), entry
        assert entry["size"] > 0 and entry["ttl_ms"] > 0, entry
    lines = otls("store", "list", url).stdout.decode().splitlines()
    equal(len(lines), len(got))
    for line in lines:
        assert re.fullmatch(r"[0-9a-f]{64} +\d+ bytes, for \d+ s",
                            line), line


def assert_purges(url, kind, count):
    refused = otls("store", "purge", url, code=2)
    contains(refused.stderr, b"removes %d entries" % count)
    contains(refused.stderr, b"--yes")
    assert_stat(url, kind, count)
    equal(otls("store", "purge", url, "--yes").stdout,
          b"%s: removed %d entries\n" % (kind.encode(), count))
    (got,) = parse(otls("store", "purge", "--yes", "--json", url).stdout)
    equal(got, {"store": kind, "removed": 0, "left": 0})
    assert_lists(url, 0)


def assert_pings(url, kind):
    text = otls("store", "ping", url).stdout.decode()
    assert re.fullmatch(kind + r": put in \d+ us, got in \d+ us, removed in "
                        r"\d+ us\n", text), text
    (got,) = parse(otls("store", "ping", "--json", url).stdout)
    equal(set(got), {"store", "put_us", "get_us", "remove_us"})
    equal(got["store"], kind)


@claim
def a_database_is_counted_listed_pinged_and_purged():
    url = make_database(entries=20)
    assert_pings(url, "sqlite")
    assert_stat(url, "sqlite", 20)
    assert_lists(url, 20)
    sizes = sorted(entry["size"] for entry in parse(
        otls("store", "list", "--json", url).stdout))
    equal(sizes, list(range(100, 120)))
    assert_purges(url, "sqlite", 20)


@claim
def a_redis_is_counted_listed_pinged_and_purged():
    need_redis()
    with Redis() as r:
        url = patient(r)
        for n in range(700):
            equal(r.ask("SET", "otls:%064x" % n, "x" * 70, "PX", "900000"),
                  b"+OK\r\n")
        r.ask("SET", "another", "x")
        assert_pings(url, "redis")
        assert_stat(url, "redis", 700)
        assert_lists(url, 700)
        assert_purges(url, "redis", 700)
        equal(r.ask("DBSIZE"), b":1\r\n")


@claim
def what_is_kept_for_ever_is_listed_so_and_what_is_no_entry_is_not():
    need_redis()
    with Redis() as r:
        r.ask("SET", "otls:" + "ab" * 32, "value")
        r.ask("SET", "otls:something", "value")
        equal(parse(otls("store", "list", "--json", patient(r)).stdout),
              [{"key": "ab" * 32, "size": 5, "ttl_ms": None}])
        contains(otls("store", "list", patient(r)).stdout, b", for ever\n")


@claim
def nothing_of_a_ping_is_left_behind():
    need_redis()
    with Redis() as r:
        otls("store", "ping", patient(r))
        otls("store", "stat", patient(r))
        equal(r.ask("DBSIZE"), b":0\r\n")


@claim
def a_store_that_does_not_answer_is_9_with_a_reason():
    need_redis()
    for verb in ("stat", "list", "purge", "ping"):
        done = otls("store", verb,
                    "redis://:s3cr3t@127.0.0.1:%d" % free_port(), code=9)
        contains(done.stderr, b"refused")
        assert b"s3cr3t" not in done.stderr
        equal(done.stdout, b"")
    with Redis() as r:
        r.signal(signal.SIGSTOP)
        for verb in ("stat", "list", "purge", "ping"):
            contains(otls("store", verb, r.url(), code=9).stderr, b"50 ms")


@claim
def a_store_that_keeps_nothing_is_9_and_says_why():
    need_redis()
    with Redis("--maxmemory", "1", "--maxmemory-policy", "noeviction") as r:
        done = otls("store", "ping", patient(r), code=9)
        contains(done.stderr, b"hasn't kept")
        contains(done.stderr, b"maxmemory")


@claim
def a_database_that_is_not_there_is_not_made():
    for verb in ("stat", "list", "purge", "ping"):
        done = otls("store", verb, URL % os.getcwd(), code=9)
        contains(done.stderr, b"s.db")
    equal(os.listdir("."), [])


@claim
def a_file_that_is_no_database_is_9():
    url = url_of_new()
    write("s.db", b"no database" * 1000)
    for verb in ("stat", "list", "ping"):
        otls("store", verb, url, code=9)


@claim
def a_store_in_memory_makes_no_sense_here():
    for url in ("memory:", "MEMORY:?max_entries=5", "pull:"):
        contains(otls("store", "stat", url, code=2).stderr, b"empty")


@claim
def a_command_line_that_is_wrong_is_2():
    url = make_database()
    for args in ((), ("stat",), (url,), (url, "stat"), ("look", url),
                 ("stat", url, url), ("stat", url, "--yes"),
                 ("stat", "no URL"), ("stat", "no url:"), ("stat", ":")):
        otls("store", *args, code=2)
    otls("store", "ping", "unknown:", code=9)


@claim
def a_secret_that_is_given_is_read():
    url = make_database()
    write("secret", otls("keygen", "--store-secret").stdout)
    otls("store", "ping", url, "--store-secret", "secret")
    write("secret", b"none\n")
    otls("store", "ping", url, "--store-secret", "secret", code=9)
    otls("store", "ping", url, "--store-secret", "nowhere", code=9)


@claim
def a_list_that_nobody_takes_is_a_failure():
    url = make_database(entries=50)
    with open("/dev/full", "wb") as full:
        otls("store", "list", url, stdout=full, code=1)
    process = subprocess.run(
        [shell.OTLS, "store", "list", url], stdout=subprocess.PIPE,
        timeout=shell.LIMIT, check=True)
    equal(len(process.stdout.splitlines()), 50)


if __name__ == "__main__":
    shell.main()
