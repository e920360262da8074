# SPDX-License-Identifier: ISC
"""Keys, through either back end."""

import pytest

import pki
import tls

SIGNING = ("RSA", "P-256", "P-384", "P-521", "Ed25519")


@pytest.mark.parametrize("algorithm", SIGNING)
def test_a_signature_holds_for_its_data_and_key_alone(algorithm):
    key = tls.Key.generate(algorithm)
    assert key.algorithm == algorithm and key.private
    signature = key.sign(b"data")
    assert key.verify(signature, b"data")
    assert key.public.verify(signature, b"data")
    assert not key.verify(signature, b"other data")
    assert not key.verify(signature[:-1] + b"\0", b"data") \
        or signature.endswith(b"\0")
    assert not tls.Key.generate(algorithm).verify(signature, b"data")


def test_a_public_key_has_no_secret():
    public = tls.Key.generate().public
    assert not public.private
    with pytest.raises(tls.Error):
        public.sign(b"data")
    with pytest.raises(tls.Error):
        public.export_secret()


def test_an_algorithm_that_there_is_not_is_named():
    with pytest.raises(ValueError, match="'DSA'"):
        tls.Key.generate("DSA")
    with pytest.raises(ValueError, match="None"):
        tls.Key.generate(None)
    with pytest.raises(tls.KeyWeakError):
        tls.Key.generate("RSA", 1024)


def test_x25519_does_not_sign():
    with pytest.raises(tls.Error, match="X25519"):
        tls.Key.generate("X25519").sign(b"data")


@pytest.mark.parametrize("der", (False, True))
def test_a_key_is_written_and_read_again(der, tmp_path):
    key = tls.Key.generate()
    for passphrase in (None, "open", b"open"):
        data = key.export_secret(passphrase, der=der)
        again = tls.Key.from_bytes(data, passphrase=passphrase)
        assert again == key and again.private and hash(again) == hash(key)
    assert key.public == tls.Key.from_bytes(key.public_pem)
    assert key.public == tls.Key.from_bytes(key.public_der)
    assert tls.Key.generate() != key and key != "a key"


def test_an_encrypted_key_wants_its_passphrase(tmp_path):
    path = tmp_path / "a.key"
    path.write_bytes(tls.Key.generate().export_secret(pki.PASSPHRASE))
    with pytest.raises(tls.WantPassphraseError, match="a.key"):
        tls.Key.load(path)
    with pytest.raises(tls.KeyPassphraseError, match="a.key"):
        tls.Key.load(path, passphrase="wrong")
    asked = []

    def ask():
        asked.append(1)
        return pki.PASSPHRASE

    assert tls.Key.load(path, passphrase=ask).private and asked == [1]


def test_what_openssl_wrote_is_read(tmp_path):
    path = str(tmp_path / "rsa.key")
    pki.openssl("genrsa", "-traditional", "-out", path, "2048")
    key = tls.Key.load(path)
    assert (key.algorithm, key.bits, key.private) == ("RSA", 2048, True)


def test_openssl_verifies_a_signature(tmp_path):
    key = tls.Key.generate("P-384")
    (tmp_path / "pub.pem").write_text(key.public_pem)
    (tmp_path / "data").write_bytes(b"data")
    (tmp_path / "sig").write_bytes(key.sign(b"data"))
    pki.openssl("dgst", "-sha384", "-verify", str(tmp_path / "pub.pem"),
                "-signature", str(tmp_path / "sig"), str(tmp_path / "data"))


def test_no_secret_is_shown():
    key = tls.Key.generate()
    assert repr(key) == "<tls.Key P-256 private>"
    key.close()
    assert repr(key) == "<tls.Key (closed)>"
    with pytest.raises(ValueError, match="closed"):
        key.bits
