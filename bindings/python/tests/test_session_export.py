# SPDX-License-Identifier: ISC
"""Sessions as bytes, through either back end."""

import os

import pytest

import tls
from ends import Ends
from tls import Session, store

RESUME = """
import sys

import tls

cert, key, ca, version, data, secret, here = sys.argv[1:]
sys.path.append(here)
from ends import Ends

client = tls.Context.client(trust=tls.Trust.load(ca))
client.set_versions(version, version)
server = tls.Context.server(tls.Credential.load(cert, key))
server.set_ticket_keys(tls.TicketKeys.derived(secret))
with Ends(client, server) as both:
    both.client.set_session(tls.Session.import_(bytes.fromhex(data), secret))
    both.handshake()
    print(both.client.resumed, both.server.resumed)
"""


@pytest.fixture
def session(client, server):
    with Ends(client, server) as both:
        both.handshake().exchange()
        with both.client.session as made:
            yield made


@pytest.mark.parametrize("version", ("TLSv1.2", "TLSv1.3"))
def test_another_process_resumes_what_was_exported(
        client, server, paths, authority, run, version):
    client.set_versions(version, version)
    secret = store.make_secret()
    with tls.TicketKeys.derived(secret) as keys:
        server.set_ticket_keys(keys)
        with Ends(client, server) as both:
            both.handshake().exchange()
            data = both.client.session.export(secret)
    status, out, err = run(
        RESUME, *paths, authority.cert, version, data.hex(), secret,
        os.path.dirname(os.path.abspath(__file__)))
    assert (status, out) == (0, "True True\n"), err


def test_what_is_imported_is_what_was_exported(session):
    secret = store.make_secret()
    data = session.export(secret=secret)
    assert type(data) is bytes and b"localhost" not in data
    assert session.export(secret.encode()) != data
    again = Session.import_(memoryview(data), secret=secret)
    assert again == session
    for name in ("id", "created", "lifetime", "has_ticket", "version",
                 "ticket_lifetime", "resumable", "servername"):
        assert getattr(again, name) == getattr(session, name), name
    renewed = store.make_secret() + "\n" + secret
    assert Session.import_(data, renewed) == session


def test_what_was_altered_or_sealed_by_others_is_refused(session):
    secret = store.make_secret()
    data = session.export(secret)
    with pytest.raises(tls.AuthError):
        Session.import_(data, store.make_secret())
    for place in range(0, len(data), 7):
        bad = bytearray(data)
        bad[place] ^= 1
        with pytest.raises(tls.AuthError):
            Session.import_(bad, secret)
    for bad in (b"", b"x", data[:-1], data + b"\0"):
        with pytest.raises(tls.AuthError):
            Session.import_(bad, secret)


def test_a_secret_that_is_none_is_told_and_not_shown(session):
    data = session.export(store.make_secret())
    for secret in ("nonsense", "nons\u00e9nse", b"\xff", "", "\udc80"):
        for call in (session.export, lambda s: Session.import_(data, s)):
            with pytest.raises(tls.StoreSecretError) as told:
                call(secret)
            assert "nons" not in repr(told.value)
    for wrong in (None, 7):
        with pytest.raises((TypeError, tls.NullError)):
            session.export(wrong)
    with pytest.raises(TypeError):
        Session.import_("text", store.make_secret())


def test_an_imported_session_is_for_the_same_policy(
        session, client, server, paths):
    secret = store.make_secret()
    data = session.export(secret)
    with tls.Context.client(trust=tls.Trust.load(paths[0])) as other, \
            Session.import_(data, secret) as again, \
            Ends(other, server) as both:
        other.set_verify_flags(["partial_chain"])
        both.client.set_session(again)
    with Session.import_(data, secret) as again, Ends(
            client, server, "127.0.0.1") as both:
        both.client.set_session(again)
        both.handshake()
        assert not both.client.resumed


def test_a_closed_session_exports_nothing(session):
    session.close()
    with pytest.raises(ValueError, match="Session is closed"):
        session.export(store.make_secret())
