# SPDX-License-Identifier: ISC
"""Ticket keys that servers share, through either back end."""

import os

import pytest

import tls
from ends import Ends
from tls import TicketKeys, store

VERSIONS = pytest.mark.parametrize("version", ("TLSv1.2", "TLSv1.3"))


def visit(client, server, session=None):
    """One connection; whether it resumed, and what to resume with."""
    with Ends(client, server) as both:
        if session is not None:
            both.client.set_session(session)
        both.handshake().exchange()
        return both.server.resumed, both.client.session


def share(client, server, keys, others):
    """Whether a server with |others| resumes what one with |keys| gave."""
    with keys, others, server.copy() as one, server.copy() as other:
        one.set_ticket_keys(keys)
        other.set_ticket_keys(others)
        _resumed, session = visit(client, one)
        assert keys.counters["sealed"] > 0 and keys.warning == ""
        resumed = visit(client, other, session)[0]
        counted = others.counters
        assert counted["unknown"] == (not resumed)
        assert counted["opened"] + counted["renewed"] == resumed
        return resumed


@VERSIONS
def test_servers_with_one_secret_resume_each_other_s_tickets(
        client, server, version, tmp_path):
    client.set_versions(version, version)
    secret = store.make_secret()
    path = tmp_path / "secret"
    path.write_text(secret + "\n")
    assert share(client, server, TicketKeys.derived(secret),
                 TicketKeys.derived(secret.encode()))
    assert share(client, server, TicketKeys.derived(secret, rotation=60000),
                 TicketKeys.derived(secret_file=path, rotation=60000))
    assert not share(client, server, TicketKeys.derived(secret),
                     TicketKeys.derived(store.make_secret()))
    assert share(client, server, TicketKeys.derived(secret),
                 TicketKeys.derived(store.make_secret() + "\n" + secret))


def test_servers_with_one_store_share_its_keys(client, server, tmp_path):
    url, secret = "sqlite:%s" % (tmp_path / "k.db"), store.make_secret()
    with store.open(url, secret=secret) as one, \
            store.open(url, secret=secret) as other, \
            store.open("memory:") as none:
        assert share(client, server, TicketKeys.stored(one),
                     TicketKeys.stored(other, rotation=0))
        assert not share(client, server, TicketKeys.stored(one),
                         TicketKeys.stored(none))


def test_servers_with_one_file_share_its_keys(client, server, tmp_path):
    path = tmp_path / "keys"
    path.write_bytes(os.urandom(80))
    assert share(client, server, TicketKeys.file(path),
                 TicketKeys.file(str(path)))


def test_keys_serve_after_they_were_closed_until_they_are_taken_back(
        client, server):
    keys = TicketKeys.derived(store.make_secret())
    with server.copy() as other:
        for each in (server, other):
            each.set_ticket_keys(keys)
        keys.close()
        session = visit(client, server)[1]
        assert visit(client, other, session)[0]
        session = visit(client, server)[1]
        other.set_ticket_keys(None)
        assert visit(client, other, session)[0] is False
    with pytest.raises(ValueError, match="TicketKeys is closed"):
        keys.counters
    with pytest.raises(ValueError, match="TicketKeys is closed"):
        server.set_ticket_keys(keys)


def test_a_store_that_fails_leaves_no_tickets_and_says_why(
        client, server, tmp_path):
    path = tmp_path / "k.db"
    path.write_bytes(b"no database" * 100)
    with store.open("sqlite:%s" % path, secret=store.make_secret()) as broken:
        with TicketKeys.stored(broken) as keys:
            server.set_ticket_keys(keys)
            client.set_versions("TLSv1.2", "TLSv1.2")
            with Ends(client, server) as both:
                both.handshake()
                with pytest.raises(tls.TlsStateError, match="no session"):
                    both.client.session
            assert keys.counters["missing"] > 0
            assert "k.db" in keys.warning


def test_what_is_wrong_is_told(client, tmp_path):
    path = tmp_path / "keys"
    with pytest.raises(tls.NotFoundError, match="keys"):
        TicketKeys.file(path)
    path.write_bytes(b"x" * 81)
    with pytest.raises(tls.KeyFormatError):
        TicketKeys.file(path)
    with pytest.raises(tls.NotFoundError):
        TicketKeys.derived(secret_file=tmp_path / "nowhere")
    for secret in ("nonsense", "nons\u00e9nse", b"\xff", ""):
        with pytest.raises(tls.StoreSecretError) as told:
            TicketKeys.derived(secret)
        assert "nons" not in repr(told.value)
    with pytest.raises(tls.InvalidError):
        TicketKeys.derived(store.make_secret(), rotation=59)
    for wrong in ({}, {"secret": "a", "secret_file": "b"}):
        with pytest.raises(ValueError, match="one of them"):
            TicketKeys.derived(**wrong)
    with pytest.raises(TypeError, match="derived|constructor"):
        TicketKeys()
    with store.of(object(), secret=store.make_secret()) as mine:
        with pytest.raises(tls.UnsupportedError):
            TicketKeys.stored(mine)
    with TicketKeys.derived(store.make_secret()) as keys:
        with pytest.raises(tls.InvalidError):
            client.set_ticket_keys(keys)
