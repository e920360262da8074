# SPDX-License-Identifier: ISC
"""Contexts, through either back end."""

import gc

import pytest

import tls
from ends import ends


def pair(authority, paths):
    return (tls.Context.client(trust=tls.Trust.load(authority.cert)),
            tls.Context.server(tls.Credential.load(*paths)))


def test_it_is_safe_as_it_is_made(authority, paths):
    client, server = pair(authority, paths)
    with ends(client, server) as both:
        assert both.client.version == "TLSv1.3"
        assert both.client.verdict[0] == 0
    with pytest.raises(tls.CertHostError):
        ends(client, server, servername="example.com")
    with pytest.raises(tls.CertUntrustedError):
        ends(tls.Context.client(trust=tls.Trust.empty()), server)


@pytest.mark.parametrize("version", ("TLSv1.2", "TLSv1.3"))
def test_versions(authority, paths, version):
    client, server = pair(authority, paths)
    server.set_versions(version, version)
    with ends(client, server) as both:
        assert both.client.version == both.server.version == version
    with pytest.raises(ValueError, match="'SSLv3'"):
        server.set_versions("SSLv3")
    with pytest.raises(tls.Error):
        server.set_versions("TLSv1.3", "TLSv1.2")
    server.set_versions()


def test_ciphers_and_groups(authority, paths):
    client, server = pair(authority, paths)
    client.set_versions(highest="TLSv1.2")
    client.set_ciphers(["ECDHE-ECDSA-AES256-GCM-SHA384"])
    client.set_groups("P-384:P-256")
    assert "ECDHE-ECDSA-AES256-GCM-SHA384" in client.ciphers
    with ends(client, server) as both:
        assert both.client.cipher == "ECDHE-ECDSA-AES256-GCM-SHA384"
        assert both.client.cipher_bits == 256
        assert both.server.shared_ciphers == (both.client.cipher,)
    client.set_versions()
    client.set_ciphersuites("TLS_CHACHA20_POLY1305_SHA256")
    with ends(client, server) as both:
        assert both.client.cipher == "TLS_CHACHA20_POLY1305_SHA256"
        assert both.client.group == "secp384r1"
    for reset in (client.set_ciphers, client.set_ciphersuites,
                  client.set_groups, client.set_signature_algorithms):
        reset(None)
    with pytest.raises(tls.Error, match="NONSENSE"):
        client.set_ciphers("NONSENSE")
    with pytest.raises(tls.Error, match="nonsense"):
        client.set_groups(["X25519", "nonsense"])
    with pytest.raises(tls.Error, match="nonsense"):
        client.set_signature_algorithms("nonsense")


def test_alpn(authority, paths):
    client, server = pair(authority, paths)
    client.set_alpn(["h2", b"http/1.1"])
    server.set_alpn("http/1.1")
    with ends(client, server) as both:
        assert both.client.alpn == both.server.alpn == "http/1.1"
    server.set_alpn(["other"])
    with pytest.raises(tls.TlsAlpnError):
        ends(client, server)
    with pytest.raises(ValueError, match="no byte"):
        client.set_alpn([""])
    with pytest.raises(ValueError, match="255"):
        client.set_alpn(["a" * 256])


def test_client_certificates(authority, paths):
    client, server = pair(authority, paths)
    server.set_trust(tls.Trust.load(authority.cert))
    server.set_verify("required")
    with pytest.raises(tls.CertMissingError):
        ends(client, server)
    client.set_credential(tls.Credential.load(
        *authority.issue("me", "email:me@example.com")))
    with ends(client, server) as both:
        peer = both.server.peer_certificate
        assert peer.subject == "CN=me"
        assert [c.subject for c in both.server.verified_chain] == [
            "CN=me", "CN=Test CA"]
    client.set_credential(None)
    server.set_verify("optional")
    with ends(client, server) as both:
        assert both.server.peer_certificate is None
        assert both.server.peer_certificates == []
        assert both.server.verified_chain == []
    with pytest.raises(ValueError, match="'perhaps'"):
        server.set_verify("perhaps")


def test_danger_has_its_name(authority, paths):
    client, server = pair(authority, paths)
    client.insecure_set_hostname_check(False)
    ends(client, server, servername="example.com").close()
    client = tls.Context.client(trust=tls.Trust.empty())
    client.insecure_set_verify_none()
    ends(client, server).close()
    with pytest.raises(tls.Error):
        client.set_verify("none")


def test_names_have_their_own_context(authority, paths):
    client, server = pair(authority, paths)
    other = tls.Context.server(tls.Credential.load(
        *authority.issue("other", "DNS:other.example")))
    server.add_name("other.example", other)
    with ends(client, server, servername="other.example") as both:
        assert both.client.peer_certificate.subject == "CN=other"
        assert both.server.servername == "other.example"
    server.add_name("other.example", None)
    with pytest.raises(tls.CertHostError):
        ends(client, server, servername="other.example")


def test_what_is_set_later_is_for_later_connections(authority, paths):
    client, server = pair(authority, paths)
    with ends(client, server) as before:
        server.set_versions(highest="TLSv1.2")
        with ends(client, server) as after:
            before.exchange()
            assert before.client.version == "TLSv1.3"
            assert after.client.version == "TLSv1.2"


def test_a_copy_says_the_same_and_goes_its_own_way(authority, paths):
    client, server = pair(authority, paths)
    server.set_versions(highest="TLSv1.2")
    copy = server.copy()
    server.set_versions()
    server.close()
    with ends(client, copy) as both:
        assert both.client.version == "TLSv1.2"


def test_counters(authority, paths):
    client, server = pair(authority, paths)
    ends(client, server).close()
    with pytest.raises(tls.CertHostError):
        ends(client, server, servername="example.com")
    assert client.counter("connect") == 2
    assert client.counter("connect_good") == 1
    assert server.counter("accept_good") == 1
    with pytest.raises(ValueError, match="'nonsense'"):
        client.counter("nonsense")


def test_resumption_in_a_store_is_for_servers(authority, paths):
    client, server = pair(authority, paths)
    server.set_resumption("store")
    with pytest.raises(ValueError, match="servers"):
        client.set_resumption("store")


def test_verify_flags(authority, paths):
    client, server = pair(authority, paths)
    client.set_verify_flags(["crl_leaf"])
    with pytest.raises(tls.CertCrlError):
        ends(client, server)
    client.set_verify_flags([])
    ends(client, server).close()
    with pytest.raises(ValueError, match="'nonsense'"):
        client.set_verify_flags(["nonsense"])


def test_a_connection_keeps_what_it_needs_alive(authority, paths):
    client, server = pair(authority, paths)
    with ends(client, server) as both:
        client.close()
        server.close()
        del client, server
        gc.collect()
        both.exchange()


def test_a_closed_context_makes_no_connection(authority, paths):
    client, server = pair(authority, paths)
    client.close()
    with pytest.raises(ValueError, match="tls.context.Context is closed"):
        ends(client, server)
    assert repr(client) == "<tls.Context (closed)>"
