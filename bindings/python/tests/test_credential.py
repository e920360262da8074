# SPDX-License-Identifier: ISC
"""Credentials, through either back end."""

import pytest

import pki
import tls


@pytest.fixture
def locked(authority):
    tls.Credential.forget_all()
    yield authority.issue("locked", "DNS:locked.example", encrypted=True)
    tls.Credential.forget_all()


def read(path):
    with open(path, "rb") as file:
        return file.read()


def test_files_and_bytes_make_a_credential(authority):
    cert, key = authority.issue("plain", "DNS:plain.example")
    tls.Credential.load(cert, key).close()
    tls.Credential.from_bytes(read(cert), read(key)).close()
    tls.Credential.from_bytes(read(cert).decode() + read(key).decode())


def test_an_encrypted_key_asks_for_its_passphrase(locked):
    with pytest.raises(tls.WantPassphraseError, match="locked.key"):
        tls.Credential.load(*locked)
    with pytest.raises(tls.KeyPassphraseError, match="locked.key"):
        tls.Credential.load(*locked, passphrase="wrong")
    tls.Credential.load(*locked, passphrase=pki.PASSPHRASE)


def test_a_callable_is_asked_once_a_process(locked):
    asked = []

    def ask():
        asked.append(1)
        return pki.PASSPHRASE.decode()

    kept = [tls.Credential.load(*locked, passphrase=ask) for _ in range(10)]
    assert asked == [1]
    kept[0].forget()
    tls.Credential.load(*locked, passphrase=ask)
    assert asked == [1, 1]


def test_a_wrong_passphrase_fails_after_a_right_one(locked):
    kept = tls.Credential.load(*locked, passphrase=pki.PASSPHRASE)
    with pytest.raises(tls.KeyPassphraseError):
        tls.Credential.load(*locked, passphrase="wrong")
    kept.close()


def test_what_a_callable_raises_comes_out(locked):
    def ask():
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        tls.Credential.load(*locked, passphrase=ask)


def test_a_key_of_another_certificate_is_told(authority):
    cert, _key = authority.issue("a", "DNS:a.example")
    _cert, key = authority.issue("b", "DNS:b.example")
    with pytest.raises(tls.KeyMismatchError, match="b.key"):
        tls.Credential.load(cert, key)
