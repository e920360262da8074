# SPDX-License-Identifier: ISC
"""Connections with the standard library's ssl and with the openssl command
at the other end, through either back end."""

import socket
import ssl
import subprocess
import threading

import pytest

import tls

VERSIONS = {"TLSv1.2": ssl.TLSVersion.TLSv1_2,
            "TLSv1.3": ssl.TLSVersion.TLSv1_3}


@pytest.fixture(scope="module")
def mine(authority):
    return authority.issue("me", "email:me@example.com")


@pytest.mark.parametrize("certificate", (False, True))
@pytest.mark.parametrize("version", VERSIONS)
def test_a_client_of_the_standard_library(
        authority, paths, mine, version, certificate):
    peer = ssl.create_default_context(cafile=authority.cert)
    peer.minimum_version = peer.maximum_version = VERSIONS[version]
    peer.set_alpn_protocols(["h2", "http/1.1"])
    server = tls.Context.server(tls.Credential.load(*paths),
                                alpn=["http/1.1"])
    if certificate:
        peer.load_cert_chain(*mine)
        server.set_trust(tls.Trust.load(authority.cert))
        server.set_verify("required")
    seen = []

    def ask():
        with socket.create_connection(listener.getsockname()) as sock, \
                peer.wrap_socket(sock, server_hostname="localhost") as end:
            end.sendall(b"ping")
            seen.extend((end.version(), end.selected_alpn_protocol(),
                         end.recv(100),
                         end.get_channel_binding("tls-unique")))
            end.unwrap()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=ask)
        thread.start()
        sock, _address = listener.accept()
        sock.settimeout(60)
        with sock, tls.Connection.over(server, sock) as end:
            assert end.read() == b"ping"
            assert end.version == version and end.alpn == "http/1.1"
            if certificate:
                assert end.peer_certificate.subject == "CN=me"
            unique = end.channel_binding("tls-unique") \
                if version == "TLSv1.2" else None
            end.write(b"pong")
            assert end.read() == b""
            end.shutdown()
        thread.join(60)
    assert seen[:3] == [version, "http/1.1", b"pong"]
    if unique:
        assert seen[3] == unique


@pytest.mark.parametrize("certificate", (False, True))
@pytest.mark.parametrize("version", VERSIONS)
def test_a_server_of_the_standard_library(
        authority, paths, mine, version, certificate):
    peer = ssl.create_default_context(
        ssl.Purpose.CLIENT_AUTH, cafile=authority.cert)
    peer.minimum_version = peer.maximum_version = VERSIONS[version]
    peer.load_cert_chain(*paths)
    client = tls.Context.client(trust=tls.Trust.load(authority.cert))
    if certificate:
        peer.verify_mode = ssl.CERT_REQUIRED
        client.set_credential(tls.Credential.load(*mine))
    seen = []

    def answer():
        for _ in range(2):
            sock, _address = listener.accept()
            with sock, peer.wrap_socket(sock, server_side=True) as end:
                seen.append((end.recv(100), end.session_reused,
                             bool(end.getpeercert())))
                end.sendall(b"pong")
                end.unwrap()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=answer)
        thread.start()
        session = None
        for again in (False, True):
            with tls.Connection.connect(
                    client, "localhost", listener.getsockname()[1],
                    timeout=60, session=session) as end:
                assert end.version == version and end.resumed == again
                end.write(b"ping")
                assert end.read() == b"pong" and end.read() == b""
                session = end.session
                end.shutdown()
        thread.join(60)
    assert seen == [(b"ping", False, certificate),
                    (b"ping", True, certificate)]


def test_a_server_of_the_openssl_command(authority, paths):
    client = tls.Context.client(trust=tls.Trust.load(authority.cert))
    peer = subprocess.Popen(
        ["openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", paths[0],
         "-key", paths[1], "-rev", "-naccept", "1"],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL)
    try:
        for line in peer.stdout:
            if line.startswith(b"ACCEPT"):
                break
        port = int(line.decode().strip().rsplit(":", 1)[1])
        with tls.Connection.connect(
                client, "127.0.0.1", port, timeout=60) as end:
            end.write(b"desrever\n")
            assert end.read() == b"reversed\n"
            end.shutdown_write()
    finally:
        peer.kill()
        peer.communicate()


def test_a_client_of_the_openssl_command_that_trusts_nobody(paths):
    server = tls.Context.server(tls.Credential.load(*paths))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        peer = subprocess.Popen(
            ["openssl", "s_client", "-connect", "127.0.0.1:%d"
             % listener.getsockname()[1], "-verify_return_error",
             "-no-CAfile", "-no-CApath", "-no-CAstore"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        try:
            sock, _address = listener.accept()
            sock.settimeout(60)
            with sock, tls.Connection.over(server, sock) as end:
                with pytest.raises(tls.TlsAlertError, match="unknown CA"):
                    end.read()
        finally:
            peer.kill()
            peer.communicate()
