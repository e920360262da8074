# SPDX-License-Identifier: ISC
"""tls.ssl: how it is put in place, and what it adds. What it has in common
with the interpreter's own module, the interpreter's tests ask."""

import gc
import os
import subprocess
import sys
import weakref

import pytest

import pki
import tls.ssl as ssl

OURS = """
import sys
def mapped():
    with open("/proc/self/maps") as maps:
        return "/_ssl." in maps.read()
def check():
    assert not mapped(), "the interpreter's _ssl is loaded"
    assert sys.modules["_ssl"].__name__ == "tls._ssl"
"""


def module(*arguments, **more):
    return subprocess.run([sys.executable, "-m", "tls", *arguments],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          universal_newlines=True, timeout=200, **more)


# putting it in place

def test_install_puts_ours_beneath_every_later_import(run):
    assert run(OURS + """
import tls.ssl
tls.ssl.install()
tls.ssl.install()  # once more is fine
import ssl, http.client, asyncio.sslproto
assert http.client.ssl is ssl and asyncio.sslproto.ssl is ssl
assert tls.ssl.SSLContext is ssl.SSLContext and tls.ssl.is_installed()
ssl.create_default_context()
check()
print(type(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)).__mro__[1].__module__)
""") == (0, "_ssl\n", "")


def test_install_refuses_where_ssl_is_there_and_says_who_has_it(run):
    status, out, err = run("""
import http.client, sys, tls.ssl
own = sys.modules["_ssl"]
try:
    tls.ssl.install()
except RuntimeError as error:
    print(error)
assert sys.modules["_ssl"] is own and not tls.ssl.is_installed()
""")
    assert (status, err) == (0, "")
    assert "http.client" in out and "python -m tls" in out


def test_uninstall_lets_the_interpreters_own_come_back(run):
    assert run(OURS + """
import tls.ssl
tls.ssl.install()
import ssl as ours
tls.ssl.uninstall()
tls.ssl.uninstall()
import ssl, _ssl
assert ssl is not ours and _ssl.__name__ == "_ssl"
assert mapped()
tls.ssl.SSLContext  # of its own again
assert tls.ssl.SSLContext is not ssl.SSLContext
""") == (0, "", "")


def test_without_install_the_process_keeps_its_own(run):
    assert run(OURS + """
import sys, tls.ssl
assert "tls._ssl" not in sys.modules and "socket" not in sys.modules
context = tls.ssl.create_default_context()
assert "ssl" not in sys.modules and "_ssl" not in sys.modules
assert not mapped()
import ssl
assert not isinstance(context, ssl.SSLContext)
""") == (0, "", "")


def test_the_module_runs_a_script_with_its_arguments(tmp_path):
    script = tmp_path / "script.py"
    (tmp_path / "beside.py").write_text("here = 1\n")
    script.write_text(OURS + "import ssl, beside\ncheck()\n"
                      "print(__name__, sys.argv[1:])\n")
    done = module(str(script), "-x", "y")
    assert (done.returncode, done.stdout, done.stderr) == (
        0, "__main__ ['-x', 'y']\n", "")


def test_the_module_runs_a_module_with_its_arguments(tmp_path):
    (tmp_path / "program.py").write_text(
        OURS + "import ssl\ncheck()\nprint(__name__, sys.argv[1:])\n")
    done = module("-m", "program", "a", env={
        **os.environ, "PYTHONPATH": os.pathsep.join(
            [str(tmp_path), os.environ.get("PYTHONPATH", "")])})
    assert (done.returncode, done.stdout, done.stderr) == (
        0, "__main__ ['a']\n", "")


def test_the_module_says_how_it_is_used():
    assert module("--help").returncode == 0
    done = module()
    assert done.returncode == 2 and "usage" in done.stderr
    assert module("-m").returncode == 2


# what it adds

def pair(client, server, name="localhost"):
    """A connection in memory, both ends with their handshake done."""
    a, b = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = [client.wrap_bio(a, b, server_hostname=name),
            server.wrap_bio(b, a, server_side=True)]
    for _ in range(10):
        for end in ends:
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                pass
    for end in ends:
        end.do_handshake()
    return ends


def contexts(authority, paths):
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(*paths)
    return ssl.create_default_context(cafile=authority.cert), server


def test_bytes_go_both_ways(authority, paths):
    clients, servers = contexts(authority, paths)
    client, server = pair(clients, servers)
    client.write(b"ping")
    assert server.read(100) == b"ping"
    server.write(b"pong")
    buffer = bytearray(10)
    assert client.read(10, buffer) == 4 and buffer[:4] == b"pong"
    with pytest.raises(ssl.SSLWantReadError):
        client.unwrap()
    assert server.read(10) == b""
    server.unwrap()
    client.unwrap()


def test_another_name_is_refused_in_the_standards_words(authority, paths):
    clients, servers = contexts(authority, paths)
    with pytest.raises(ssl.SSLCertVerificationError) as caught:
        pair(clients, servers, "example.org")
    assert caught.value.verify_code == 62
    assert (caught.value.library, caught.value.reason) == (
        "SSL", "CERTIFICATE_VERIFY_FAILED")
    assert str(caught.value).startswith(
        "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: "
        "Hostname mismatch, certificate is not valid for 'example.org'.")


def test_a_context_for_a_name_brings_its_verification(paths, authority):
    clients, servers = contexts(authority, paths)
    strict = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    strict.load_cert_chain(*paths)
    strict.load_verify_locations(authority.cert)
    strict.verify_mode = ssl.CERT_REQUIRED

    def switch(end, name, context):
        assert (name, context) == ("localhost", servers)
        end.context = strict
    servers.sni_callback = switch
    with pytest.raises(ssl.SSLError, match="PEER_DID_NOT_RETURN"):
        pair(clients, servers)
    clients.load_cert_chain(*paths)
    pair(clients, servers)
    servers.sni_callback = None


def test_a_context_is_gone_with_its_last_reference(authority, paths):
    clients, servers = contexts(authority, paths)
    client, server = pair(clients, servers)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    seen = weakref.ref(context), weakref.ref(client)
    del context, client
    assert seen[0]() is None and seen[1]() is None


def test_a_passphrase_is_asked_for_once(authority):
    paths = authority.issue("secret", "DNS:localhost", encrypted=True)
    asked = []

    def ask():
        asked.append(1)
        return pki.PASSPHRASE
    for _ in range(100):
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_cert_chain(
            *paths, password=ask)
    assert len(asked) == 1
    # another one has to prove itself
    with pytest.raises(ssl.SSLError):
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_cert_chain(
            *paths, password=b"wrong")
    with pytest.raises(ssl.SSLError):
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_cert_chain(
            *paths, password=lambda: b"wrong")


def test_contexts_share_the_authorities_that_they_read(authority, tmp_path):
    """The file has its content once, then it is there no more for whoever
    would read it; the file that is there is read again when it changes."""
    path = tmp_path / "authorities.pem"
    with open(authority.cert) as file:
        path.write_text(file.read())
    many = [ssl.create_default_context(cafile=str(path)) for _ in range(20)]
    assert {one.cert_store_stats()["x509"] for one in many} == {1}
    assert len({tuple(one.get_ca_certs(True)) for one in many}) == 1
    other = pki.Authority(tmp_path, "Other CA")
    with open(other.cert) as file:
        path.write_text(file.read())
    changed = ssl.create_default_context(cafile=str(path))
    assert changed.get_ca_certs(True) != many[0].get_ca_certs(True)


def test_who_is_not_finished_is_not_in_the_way(authority, paths):
    """Ends that are dropped in the middle, in cycles too."""
    clients, servers = contexts(authority, paths)
    for _ in range(10):
        end = clients.wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(),
                               server_hostname="localhost")
        with pytest.raises(ssl.SSLWantReadError):
            end.do_handshake()
        end.loop = end
    del end
    gc.collect()
