# SPDX-License-Identifier: ISC
"""Certificates, through either back end, compared with what the openssl
command was told to write."""

import datetime
import hashlib
import ssl

import pytest

import pki
import tls

EXTENSIONS = """\
subjectAltName=DNS:example.com,DNS:*.example.org,IP:192.0.2.1,\
IP:2001:db8::1,email:me@example.com,URI:https://example.com/,RID:1.2.3.4,\
dirName:dir_sect,otherName:1.2.3.4;UTF8:something
keyUsage=critical,digitalSignature,keyAgreement
extendedKeyUsage=serverAuth,1.2.3.4.5
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid
authorityInfoAccess=OCSP;URI:http://ocsp.example.com/,\
caIssuers;URI:http://ca.example.com/ca.der
crlDistributionPoints=URI:http://ca.example.com/ca.crl
[dir_sect]
C=DE
CN=A Directory
"""


@pytest.fixture(scope="module")
def path(authority):
    key, request, extensions, cert = (
        authority.path("full" + end) for end in
        (".key", ".csr", ".ext", ".pem"))
    pki.openssl("req", "-newkey", "ed25519", "-nodes", "-utf8", "-subj",
                "/C=DE/O=Größe, Ltd/CN=example.com", "-keyout", key, "-out",
                request)
    with open(extensions, "w") as file:
        file.write(EXTENSIONS)
    pki.openssl("x509", "-req", "-in", request, "-CA", authority.cert,
                "-CAkey", authority.key, "-set_serial", "0x00C0FFEE",
                "-days", "2", "-extfile", extensions, "-out", cert)
    return cert


@pytest.fixture
def certificate(path):
    with tls.Certificate.load(path) as certificate:
        yield certificate


def test_names(certificate):
    assert certificate.subject_fields == (
        ("countryName", "DE"), ("organizationName", "Größe, Ltd"),
        ("commonName", "example.com"))
    assert certificate.issuer_fields == (("commonName", "Test CA"),)
    assert certificate.subject.startswith("CN=example.com,O=")
    assert certificate.issuer == "CN=Test CA"


def test_alternative_names(certificate):
    assert certificate.sans[:8] == (
        ("DNS", "example.com"), ("DNS", "*.example.org"),
        ("IP", "192.0.2.1"), ("IP", "2001:db8::1"),
        ("email", "me@example.com"), ("URI", "https://example.com/"),
        ("RID", "1.2.3.4"), ("dirname", "CN=A Directory,C=DE"))
    kind, der = certificate.sans[8]
    assert kind == "other" and b"something" in der


def test_facts(certificate):
    now = datetime.datetime.now(datetime.timezone.utc)
    assert certificate.version == 3
    assert int(certificate.serial, 16) == 0xC0FFEE
    assert certificate.not_before <= now < certificate.not_after
    assert certificate.not_after - certificate.not_before == \
        datetime.timedelta(days=2)
    assert certificate.key_usage == ("digital_signature", "key_agreement")
    assert certificate.extended_key_usage == ("serverAuth", "1.2.3.4.5")
    assert not certificate.is_ca and certificate.path_length is None
    assert certificate.public_key.algorithm == "Ed25519"
    assert "ecdsa" in certificate.signature_algorithm.lower()
    assert certificate.ocsp_uris == ("http://ocsp.example.com/",)
    assert certificate.ca_issuers_uris == ("http://ca.example.com/ca.der",)
    assert certificate.crl_uris == ("http://ca.example.com/ca.crl",)


def test_authority(certificate, authority):
    issuer = tls.Certificate.load(authority.cert)
    assert issuer.is_ca and issuer.key_usage is None
    assert certificate.is_issued_by(issuer)
    assert not issuer.is_issued_by(certificate)
    assert certificate.authority_key_id == issuer.subject_key_id != b""


def test_hosts_and_addresses(certificate):
    assert certificate.matches_host("example.com")
    assert certificate.matches_host("a.example.org")
    assert not certificate.matches_host("a.b.example.org")
    assert not certificate.matches_host("example.net")
    assert certificate.matches_ip("192.0.2.1")
    assert certificate.matches_ip("2001:db8:0:0::1")
    assert not certificate.matches_ip("192.0.2.2")


def test_the_whole_of_it(certificate, path):
    with open(path) as file:
        der = ssl.PEM_cert_to_DER_cert(file.read())
    assert certificate.der == der
    assert ssl.PEM_cert_to_DER_cert(certificate.pem) == der
    assert certificate.fingerprint() == hashlib.sha256(der).hexdigest()
    assert certificate.fingerprint("SHA-512") == \
        hashlib.sha512(der).hexdigest()
    assert "example.com" in certificate.text
    assert repr(certificate).startswith("<tls.Certificate CN=example.com")


def test_equal_is_who_has_the_same_bytes(certificate, path, authority):
    with open(path) as file:
        again = tls.Certificate.from_bytes(file.read())
    assert again == certificate and hash(again) == hash(certificate)
    assert tls.Certificate.from_bytes(certificate.der) == certificate
    assert tls.Certificate.load(authority.cert) != certificate
    assert certificate != "a certificate"


def test_a_file_has_several(path, authority, tmp_path):
    both = tmp_path / "both.pem"
    with open(path) as one, open(authority.cert) as two:
        both.write_text(one.read() + two.read())
    found = tls.Certificate.load_all(both)
    assert [c.subject_fields[-1][1] for c in found] == \
        ["example.com", "Test CA"]
    assert tls.Certificate.all_from_bytes(both.read_bytes()) == found
    assert len(tls.Trust.of(found)) == 2
    assert tls.Trust.of(found).certificates == found


def test_a_credential_of_objects(authority):
    cert, key = authority.issue("made", "DNS:made.example")
    leaf, issuer = map(tls.Certificate.load, (cert, authority.cert))
    made = tls.Credential.of([leaf, issuer], tls.Key.load(key))
    assert made.certificate == leaf and made.chain == [leaf, issuer]
    assert made.key == leaf.public_key and made.key.private
    with pytest.raises(tls.KeyMismatchError):
        tls.Credential.of([leaf], tls.Key.generate())
    with pytest.raises(AttributeError):
        tls.Credential.of([leaf, None], tls.Key.generate())


def test_pkcs12(authority, tmp_path):
    cert, key = authority.issue("p12", "DNS:p12.example")
    path = str(tmp_path / "p12.p12")
    pki.openssl("pkcs12", "-export", "-in", cert, "-inkey", key, "-out",
                path, "-passout", "stdin", input=pki.PASSPHRASE)
    made = tls.Credential.load_pkcs12(path, passphrase=pki.PASSPHRASE)
    assert made.certificate == tls.Certificate.load(cert)
    with open(path, "rb") as file:
        data = file.read()
    again = tls.Credential.from_pkcs12(data, passphrase=lambda:
                                       pki.PASSPHRASE)
    assert again.certificate == made.certificate
    with pytest.raises(tls.KeyPassphraseError):
        tls.Credential.load_pkcs12(path, passphrase="wrong")
