# SPDX-License-Identifier: ISC
"""load_cert_chain() with what a program has in memory."""

import pytest

import pki
import tls.ssl as ssl


def contents(path):
    with open(path, "rb") as file:
        return file.read()


def answered(authority, server):
    """The certificate that a client sees."""
    client = ssl.create_default_context(cafile=authority.cert)
    a, b = ssl.MemoryBIO(), ssl.MemoryBIO()
    near = client.wrap_bio(a, b, server_hostname="localhost")
    far = server.wrap_bio(b, a, server_side=True)
    for end in (near, far, near, far):
        try:
            end.do_handshake()
        except ssl.SSLWantReadError:
            pass
    return near.getpeercert(True)


def fresh():
    return ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)


@pytest.mark.parametrize("form", (
    bytes, bytearray, memoryview, lambda data: data.decode()))
def test_a_certificate_and_its_key_come_from_memory(authority, paths, form):
    cert, key = (form(contents(path)) for path in paths)
    server = fresh()
    server.load_cert_chain(cert_data=cert, key_data=key)
    assert answered(authority, server) == ssl.PEM_cert_to_DER_cert(
        contents(paths[0]).decode().partition("-----END")[0]
        + "-----END CERTIFICATE-----")


def test_one_text_has_both(authority, paths):
    server = fresh()
    server.load_cert_chain(
        cert_data=contents(paths[1]) + contents(paths[0]))
    assert answered(authority, server)


def test_der_comes_from_memory(authority, paths):
    first = contents(paths[0]).decode().partition("-----END")[0]
    cert = ssl.PEM_cert_to_DER_cert(first + "-----END CERTIFICATE-----")
    server = fresh()
    server.load_cert_chain(cert_data=cert, key_data=contents(paths[1]))
    assert answered(authority, server) == cert


def test_an_encrypted_key_in_memory_has_its_password(authority):
    paths = authority.issue("secret", "DNS:localhost", encrypted=True)
    data = dict(zip(("cert_data", "key_data"), map(contents, paths)))
    with pytest.raises(ssl.SSLError):
        fresh().load_cert_chain(password="wrong", **data)
    with pytest.raises(ssl.SSLError):
        fresh().load_cert_chain(password=lambda: "wrong", **data)
    asked = []

    def ask():
        asked.append(1)
        return pki.PASSPHRASE

    for password in (ask, pki.PASSPHRASE):
        server = fresh()
        server.load_cert_chain(password=password, **data)
        assert answered(authority, server)
    fresh().load_cert_chain(password=ask, **data)
    assert asked == [1, 1]
    # that the process knows the key opens it to nobody
    for wrong in ("wrong", lambda: "wrong"):
        with pytest.raises(ssl.SSLError):
            fresh().load_cert_chain(password=wrong, **data)


def test_what_does_not_fit_is_refused_in_the_standards_words(
        authority, paths):
    cert, key = map(contents, paths)
    other = contents(authority.issue("other", "DNS:localhost")[1])
    with pytest.raises(ssl.SSLError, match="KEY_VALUES_MISMATCH"):
        fresh().load_cert_chain(cert_data=cert, key_data=other)
    for bad in ({"cert_data": b""}, {"cert_data": cert},
                {"cert_data": b"nonsense", "key_data": key},
                {"cert_data": cert, "key_data": cert},
                {"cert_data": cert, "key_data": ""}):
        with pytest.raises(ssl.SSLError) as caught:
            fresh().load_cert_chain(**bad)
        assert "PEM lib" in str(caught.value), bad


def test_files_and_memory_do_not_mix(paths):
    cert, key = map(contents, paths)
    for args, more in (
            (paths, {"cert_data": cert}), (paths[:1], {"key_data": key}),
            ((), {"key_data": key}), ((), {"cert_data": 1}),
            ((), {"cert_data": cert, "key_data": 1}), ((), {}),
            ((), {"keyfile": paths[1]}), ((None,), {}),
            ((), {"cert_data": cert, "keyfile": paths[1]})):
        with pytest.raises(TypeError):
            fresh().load_cert_chain(*args, **more)


def test_the_standards_own_name_takes_memory_after_install(run, paths):
    assert run("""
import pathlib, sys, tls.ssl
tls.ssl.install()
import ssl
server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
cert, key = (pathlib.Path(path).read_text() for path in sys.argv[1:])
server.load_cert_chain(cert_data=cert, key_data=key)
""", *paths) == (0, "", "")
