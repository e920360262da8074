# SPDX-License-Identifier: ISC
"""What a handshake asks of Python, through either back end."""

import threading

import pytest

import tls
from ends import WANTS, Ends, ends


def test_a_name_chooses_a_context(client, server, authority):
    other = tls.Context.server(tls.Credential.load(
        *authority.issue("other", "DNS:other.example")))
    asked = []

    def choose(end, name):
        asked.append((end.is_server, name))
        return other if name == "other.example" else True

    server.on_name(choose)
    with ends(client, server, servername="other.example") as both:
        assert both.client.peer_certificate.subject == "CN=other"
    with ends(client, server) as both:
        assert both.client.peer_certificate.subject == "CN=localhost"
    assert asked == [(True, "other.example"), (True, "localhost")]
    server.on_name(None)
    ends(client, server).close()
    assert len(asked) == 2


def test_a_stricter_name_is_not_got_past(client, server, authority):
    """The policy of the name's context holds, not the credential alone."""
    strict = server.copy()
    strict.set_trust(tls.Trust.load(authority.cert))
    strict.set_verify("required")
    server.on_name(lambda _end, _name: strict)
    with pytest.raises(tls.CertMissingError):
        ends(client, server)
    strict.close()


@pytest.mark.parametrize("answer", (None, False, 1, "yes", object()))
def test_a_name_is_refused_by_anything_else(client, server, answer):
    server.on_name(lambda _end, _name: answer)
    with pytest.raises(tls.TlsNameError):
        ends(client, server)


def test_a_client_without_a_name_asks_for_the_empty_one(client, server):
    client.insecure_set_hostname_check(False)
    asked = []
    server.on_name(lambda _end, name: asked.append(name) or True)
    both = Ends(client, server, servername=None)
    with both:
        both.handshake()
    assert asked == [""]


def test_what_a_hook_raises_comes_out_and_can_be_made_good(client, server):
    answers = [KeyError("mine"), True]

    def choose(_end, _name):
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    server.on_name(choose)
    with Ends(client, server) as both:
        with pytest.raises(tls.WantReadError):
            both.client.handshake()
        with pytest.raises(KeyError, match="mine"):
            both.server.handshake()
        both.handshake()
        both.exchange()
    assert answers == []


def test_a_certificate_is_judged(authority, server):
    """After the library, which thinks nothing of it."""
    stranger = tls.Context.client(trust=tls.Trust.empty())
    seen = []

    def judge(end):
        number, words = end.verdict
        seen.append((number != 0, words != "", end.peer_certificate.subject))
        return True

    stranger.on_verify(judge)
    with ends(stranger, server) as both:
        both.exchange()
    assert seen == [(True, True, "CN=localhost")]
    for answer in (False, None, 1):
        stranger.on_verify(lambda _end: answer)
        with pytest.raises(tls.CertInvalidError, match="refused"):
            ends(stranger, server)
    stranger.on_verify(None)
    with pytest.raises(tls.CertUntrustedError):
        ends(stranger, server)


def test_what_the_judge_raises_comes_out(client, server):
    def judge(_end):
        raise KeyError("mine")

    client.on_verify(judge)
    with pytest.raises(KeyError, match="mine"):
        ends(client, server)


def test_a_hook_may_do_tls_of_its_own(client, server, authority, paths):
    """No lock is held, so a hook may wait for another connection."""
    def choose(_end, _name):
        inner = tls.Context.server(tls.Credential.load(*paths))
        with ends(client, inner) as both:
            both.exchange()
        return True

    server.on_name(choose)
    with ends(client, server) as both:
        both.exchange()


def test_a_hook_may_close_its_connection(client, server):
    server.on_name(lambda end, _name: end.close() or True)
    with Ends(client, server) as both:
        with pytest.raises(WANTS):
            both.client.handshake()
        with pytest.raises(ValueError, match="closed"):
            both.server.handshake()


def test_threads_handshake_at_once_with_one_context(client, server):
    client.on_verify(lambda end: end.verdict[0] == 0)
    server.on_name(lambda _end, name: name == "localhost")
    failed = []

    def work():
        try:
            for _ in range(20):
                with ends(client, server) as both:
                    both.exchange()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert failed == [] and not any(t.is_alive() for t in threads)
    assert client.counter("connect_good") == 80


@pytest.mark.parametrize("version", ("TLSv1.2", "TLSv1.3"))
def test_a_shared_key_is_asked_for_at_both_ends(version):
    client, server = tls.Context.client(trust=tls.Trust.empty()), \
        tls.Context.server()
    key, asked = b"sixteen random bytes", []
    for context in (client, server):
        context.set_versions(version, version)

    def of_client(end, hint):
        asked.append((end.is_server, hint))
        return key, "me"

    def of_server(end, identity):
        asked.append((end.is_server, identity))
        return key if identity == "me" else None

    client.on_psk(of_client)
    server.on_psk(of_server, hint="a hint")
    with ends(client, server) as both:
        both.exchange()
        assert both.server.peer_certificate is None
    hint = "a hint" if version == "TLSv1.2" else None
    assert asked == [(False, hint), (True, "me")]
    server.on_psk(lambda _end, _identity: b"another key of some length")
    with pytest.raises(tls.Error):
        ends(client, server)
    server.on_psk(lambda _end, _identity: None)
    with pytest.raises(tls.Error):
        ends(client, server)


def test_the_keys_of_a_name_are_its_own_context_s(server):
    client = tls.Context.client(trust=tls.Trust.empty())
    client.on_psk(lambda _end, _hint: (b"sixteen random bytes", "me"))
    other = tls.Context.server()
    other.on_psk(lambda _end, _identity: b"sixteen random bytes")
    server.on_psk(lambda _end, _identity: None)
    server.add_name("*.example.com", other)
    ends(client, server, servername="a.example.com").close()
    with pytest.raises(tls.Error):
        ends(client, server, servername="example.org")
    server.on_name(lambda _end, _name: other)
    ends(client, server, servername="example.org").close()
    server.on_name(None)
    server.add_name("*.example.com", None)
    other.close()


@pytest.mark.parametrize("first", ("read", "write"))
def test_the_first_read_or_write_asks_the_hooks_too(client, server, first):
    asked = []
    client.on_verify(lambda end: asked.append("verify") or True)
    server.on_name(lambda _end, name: asked.append(name) or True)
    with Ends(client, server) as both:
        def step(end):
            return end.write(b"x") if first == "write" else end.read()

        for _round in range(4):
            for end in (both.client, both.server):
                try:
                    step(end)
                except WANTS:
                    pass
        assert both.client.version == both.server.version == "TLSv1.3"
    assert asked == ["localhost", "verify"]
