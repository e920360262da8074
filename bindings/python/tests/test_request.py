# SPDX-License-Identifier: ISC
"""Requests and certificates of one's own, through either back end."""

import datetime
import subprocess

import pytest

import tls
from ends import ends

UTC = datetime.timezone.utc


@pytest.fixture(scope="module")
def root():
    key = tls.Key.generate("P-384")
    with tls.CertificateRequest.new("CN=Root,C=DE", ca=True) as request:
        return request.self_sign(key), key


@pytest.fixture(scope="module", autouse=True)
def freed(root):
    yield
    for made in root:
        made.close()


def signed(key, *arguments, **more):
    request = tls.CertificateRequest.new(*arguments, **more)
    request.sign(key)
    return request


def test_an_authority_of_ones_own_serves(root):
    ca, ca_key = root
    key = tls.Key.generate()
    leaf = signed(key, "CN=me", sans=[("DNS", "localhost")]).issue(ca, ca_key)
    server = tls.Context.server(tls.Credential.of([leaf], key))
    client = tls.Context.client(trust=tls.Trust.of([ca]))
    with ends(client, server) as both:
        assert both.client.verified_chain == [leaf, ca]


def test_defaults_are_safe(root):
    ca, ca_key = root
    now = datetime.datetime.now(UTC)
    request = signed(tls.Key.generate(), sans=[("DNS", "localhost")])
    leaf = request.issue(ca, ca_key)
    assert leaf.not_before <= now
    assert datetime.timedelta(days=89) < leaf.not_after - now <= \
        datetime.timedelta(days=90)
    assert not leaf.is_ca and leaf.key_usage == ("digital_signature",)
    assert leaf.extended_key_usage == ("serverAuth", "clientAuth")
    assert leaf.serial != request.issue(ca, ca_key).serial
    assert leaf.authority_key_id == ca.subject_key_id != b""
    assert ca.is_ca and set(ca.key_usage) == {"cert_sign", "crl_sign"}


def test_openssl_verifies_what_was_issued(root, tmp_path):
    ca, ca_key = root
    request = signed(tls.Key.generate("Ed25519"), "CN=x,O=Y\\, Z",
                     sans=[("IP", "::1"), ("email", "a@example.com"),
                           ("URI", "urn:x"), ("DNS", "*.example.com")])
    (tmp_path / "ca.pem").write_text(ca.pem)
    (tmp_path / "leaf.pem").write_text(request.issue(ca, ca_key).pem)
    (tmp_path / "request.pem").write_text(request.pem)
    for command in (["verify", "-x509_strict", "-CAfile", "ca.pem",
                     "leaf.pem"],
                    ["req", "-in", "request.pem", "-verify", "-noout"]):
        subprocess.run(["openssl", *command], cwd=tmp_path, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def test_a_request_travels(root, tmp_path):
    key = tls.Key.generate()
    request = signed(key, "CN=x", sans=[("DNS", "a.example"), ("IP", "::1")])
    (tmp_path / "a.csr").write_text(request.pem)
    for again in (tls.CertificateRequest.load(tmp_path / "a.csr"),
                  tls.CertificateRequest.from_bytes(request.der),
                  tls.CertificateRequest.from_bytes(request.pem)):
        assert again.subject == "CN=x"
        assert again.sans == (("DNS", "a.example"), ("IP", "::1"))
        assert again.public_key == key
        assert again.issue(*root).sans == again.sans


def test_a_changed_request_is_refused():
    der = bytearray(signed(tls.Key.generate(), "CN=x").der)
    der[-1] ^= 1
    with pytest.raises(tls.Error):
        tls.CertificateRequest.from_bytes(der)


def test_what_is_asked_for_is_checked(root):
    request = tls.CertificateRequest.new()
    with pytest.raises(ValueError, match="'dns'"):
        request.add_san("dns", "example.com")
    with pytest.raises(tls.InvalidError):
        request.add_san("IP", "1.2.3")
    with pytest.raises(tls.InvalidError):
        request.set_subject("nonsense")
    with pytest.raises(ValueError, match="'mail'"):
        request.set_purposes(["mail"])
    with pytest.raises(tls.InvalidError):
        request.pem
    with pytest.raises(tls.InvalidError):
        request.self_sign(tls.Key.generate())
    request.set_subject("CN=x")
    with pytest.raises(tls.InvalidError, match="X25519"):
        request.sign(tls.Key.generate("X25519"))
    with pytest.raises(tls.KeyMismatchError):
        signed(tls.Key.generate(), "CN=x").issue(
            root[0], tls.Key.generate())


def test_who_is_no_authority_issues_nothing(root):
    key = tls.Key.generate()
    leaf = signed(key, "CN=x").issue(*root)
    with pytest.raises(tls.CertInvalidError):
        signed(tls.Key.generate(), "CN=y").issue(leaf, key)


def test_purposes_and_validity(root):
    begin = datetime.datetime.now(UTC).replace(microsecond=0)
    request = signed(tls.Key.generate(), "CN=x")
    request.set_purposes("client")
    request.set_validity(begin, begin + datetime.timedelta(hours=1))
    leaf = request.issue(*root)
    assert leaf.extended_key_usage == ("clientAuth",)
    assert (leaf.not_before, leaf.not_after) == (
        begin, begin + datetime.timedelta(hours=1))


def test_an_intermediate_authority(root):
    key = tls.Key.generate()
    middle = signed(key, "CN=Middle", path_length=0).issue(*root)
    assert middle.is_ca and middle.path_length == 0
    leaf_key = tls.Key.generate()
    leaf = signed(leaf_key, sans=[("DNS", "localhost")]).issue(middle, key)
    server = tls.Context.server(tls.Credential.of([leaf, middle], leaf_key))
    client = tls.Context.client(trust=tls.Trust.of([root[0]]))
    with ends(client, server) as both:
        assert both.client.verified_chain == [leaf, middle, root[0]]
