# SPDX-License-Identifier: ISC
"""serve speaks TLS as it is told: versions, protocols, whom to believe, how
sessions are resumed, and where the key is from."""

import json
import os
import shutil
import ssl

import shell
from shell import claim, contains, equal, otls, write
from tls import (Server, client, get, make_authority, make_cert, make_certs,
                 openssl)

V1_2, V1_3 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3
SERVE = ["serve", "--listen", "127.0.0.1:0", "--cert", "server.pem"]


def refused(server, context):
    """The handshake, or what follows it in TLS 1.3, comes to nothing."""
    try:
        with server.connect(context) as peer:
            get(peer)
    except (ssl.SSLError, ConnectionError, AssertionError):
        return
    raise AssertionError("it was let in")


@claim
def versions_have_their_bounds():
    make_certs()
    for args, good, bad in [
            ([], [V1_2, V1_3], []),
            (["--tls-max", "1.2"], [V1_2], [V1_3]),
            (["--tls-min", "1.3"], [V1_3], [V1_2]),
            (["--tls-min", "1.2", "--tls-max", "1.3"], [V1_2, V1_3], [])]:
        with Server(*args) as server:
            for version in good:
                with server.connect(client(version)) as peer:
                    equal(peer.version(), version.name.replace("_", "."))
                    equal(get(peer)[0], 200)
            for version in bad:
                refused(server, client(version))


@claim
def old_versions_are_refused_by_default():
    make_certs()
    old = client()
    old.set_ciphers("ALL:@SECLEVEL=0")
    old.minimum_version = ssl.TLSVersion.TLSv1
    old.maximum_version = ssl.TLSVersion.TLSv1_1
    with Server() as server:
        refused(server, old)
        equal(server.get()[0], 200)


@claim
def the_protocol_is_the_first_of_ours_that_the_client_has():
    make_certs()
    with Server("--alpn", "http/1.1,http/1.0") as server:
        for offered, wanted in [(["http/1.1"], "http/1.1"),
                                (["h2", "http/1.0", "http/1.1"], "http/1.1"),
                                (["http/1.0"], "http/1.0"), (None, None)]:
            with server.connect(client(alpn=offered)) as peer:
                equal(peer.selected_alpn_protocol(), wanted)
                equal(get(peer)[0], 200)
        refused(server, client(alpn=["h2"]))
    with Server() as server:
        with server.connect(client(alpn=["h2", "http/1.1"])) as peer:
            equal(peer.selected_alpn_protocol(), None)


@claim
def client_certificates_are_asked_for_where_it_says_so():
    make_certs()
    make_authority("other")
    make_cert("stranger", "other")
    for version in (V1_2, V1_3):
        with Server("--client-ca", "ca.pem",
                    "--require-client-cert") as server:
            equal(server.get(context=client(version, "client"))[0], 200)
            refused(server, client(version))
            refused(server, client(version, "stranger"))
            equal(server.get(context=client(version, "client"))[0], 200)
        with Server("--client-ca", "ca.pem") as server:
            equal(server.get(context=client(version, "client"))[0], 200)
            equal(server.get(context=client(version))[0], 200)
            refused(server, client(version, "stranger"))
        with Server() as server:
            equal(server.get(context=client(version, "stranger"))[0], 200)


def sessions(server, version, count, cert=None):
    """Whether each of so many connections was resumed, as both sides say."""
    context, session, answers = client(version, cert), None, []
    for _ in range(count):
        with server.connect(context, session=session) as peer:
            facts = json.loads(get(peer, "/status.json")[2])
            equal(facts["resumed"], peer.session_reused)
            equal(facts["resumption"],
                  "ticket" if peer.session_reused else None)
            answers.append(peer.session_reused)
            session = peer.session
            peer.unwrap()
    return answers


@claim
def sessions_are_resumed_by_tickets():
    make_certs()
    for version in (V1_2, V1_3):
        with Server() as server:
            equal(sessions(server, version, 3), [False, True, True])
        with Server("--resumption", "tickets") as server:
            equal(sessions(server, version, 2), [False, True])
        with Server("--resumption", "off") as server:
            equal(sessions(server, version, 3), [False] * 3)
        with Server("--client-ca", "ca.pem",
                    "--require-client-cert") as server:
            equal(sessions(server, version, 3, "client"),
                  [False, True, True])


@claim
def any_worker_resumes_what_another_began():
    make_certs()
    for version in (V1_2, V1_3):
        with Server("--workers", "4") as server:
            equal(sessions(server, version, 12), [False] + [True] * 11)


@claim
def the_chain_is_sent_with_the_certificate():
    make_authority("root")
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
            "-nodes", "-subj", "/CN=Middle", "-keyout", "middle.key", "-out",
            "middle.csr")
    write("middle.ext", b"basicConstraints=critical,CA:true\n"
                        b"keyUsage=critical,keyCertSign\n")
    openssl("x509", "-req", "-in", "middle.csr", "-CA", "root.pem", "-CAkey",
            "root.key", "-extfile", "middle.ext", "-out", "middle.pem",
            "-set_serial", "7")
    make_cert("server", "middle")
    both = open("server.pem", "rb").read() + open("middle.pem", "rb").read()
    write("chain.pem", both)
    with Server(cert="chain.pem") as server:
        equal(server.get(context=client(ca="root.pem"))[0], 200)


@claim
def certificate_and_key_may_be_one_file():
    make_certs()
    write("both.pem", open("server.pem", "rb").read() +
          open("server.key", "rb").read())
    process = shell.start("serve", "--listen", "127.0.0.1:0", "--cert",
                          "both.pem")
    contains(process.stdout.readline(), b"listening on 127.0.0.1:")
    process.terminate()
    shell.finish(process, 0)


def lock_key(passphrase="sesame"):
    openssl("pkcs8", "-topk8", "-in", "server.key", "-out", "locked.key",
            "-v2", "aes-256-cbc", "-passout", "pass:" + passphrase)


@claim
def a_passphrase_comes_from_a_file():
    make_certs()
    lock_key()
    write("phrase", b"sesame\n")
    with Server("--passphrase-file", "phrase", key="locked.key") as server:
        equal(server.get()[0], 200)
        # which is read anew with the rest
        lock_key("another")
        write("phrase", b"another\n")
        server.process.send_signal(shell.signal.SIGHUP)
        server.errors.find("reloaded: ")
        write("phrase", b"wrong\n")
        lock_key("third")
        server.process.send_signal(shell.signal.SIGHUP)
        contains(server.errors.next(), "locked.key")
        contains(server.errors.next(), "nothing was reloaded")
        equal(server.get()[0], 200)


@claim
def a_passphrase_comes_from_a_descriptor():
    make_certs()
    lock_key()
    reader, writer = os.pipe()
    os.write(writer, b"sesame")
    os.close(writer)
    with Server("--passphrase-fd", str(reader), key="locked.key",
                pass_fds=[reader]) as server:
        os.close(reader)
        equal(server.get()[0], 200)
        # the same one opens the file again
        shutil.copy("locked.key", "copy")
        os.rename("copy", "locked.key")
        server.process.send_signal(shell.signal.SIGHUP)
        server.errors.find("reloaded: ")
        equal(server.get()[0], 200)


@claim
def a_passphrase_comes_from_the_terminal_once():
    make_certs()
    lock_key()
    with shell.Terminal() as terminal:
        process = terminal.start(shell.OTLS, *SERVE, "--key", "locked.key",
                                 "--workers", "2")
        terminal.wait_for(b"Passphrase for locked.key: ")
        assert not terminal.echoes()
        terminal.type(b"sesame\n")
        contains(process.stdout.readline(), b"listening on 127.0.0.1:")
        process.send_signal(shell.signal.SIGHUP)
        contains(process.stderr.readline(), b"reloaded: ")
        equal(terminal.drain().count(b"Passphrase"), 1)
        process.terminate()
        shell.finish(process, 0)


@claim
def a_wrong_passphrase_names_the_key():
    make_certs()
    lock_key()
    write("phrase", b"open\n")
    done = otls(*SERVE, "--key", "locked.key", "--passphrase-file", "phrase",
                code=1)
    contains(done.stderr, b"locked.key")
    assert b"open\n" not in done.stderr


@claim
def files_that_do_not_fit_are_named():
    make_certs()
    for args, part in [
            (["--cert", "none", "--key", "server.key"], b"none"),
            (["--cert", "server.pem", "--key", "none"], b"none"),
            (["--cert", "server.pem", "--key", "client.key"], b"client.key"),
            (["--cert", "server.key", "--key", "server.key"], b"server.key"),
            (["--cert", "server.pem", "--key", "server.key", "--client-ca",
              "none"], b"none"),
            (["--cert", "server.pem", "--key", "server.key", "--client-ca",
              "server.key"], b"server.key")]:
        done = otls("serve", "--listen", "127.0.0.1:0", *args, code=1)
        contains(done.stderr, part)
        equal(done.stdout, b"")


@claim
def stores_that_cannot_be_are_told():
    make_certs()
    write("bad.secret", b"no secret\n")
    write("good.secret", otls("keygen", "--store-secret").stdout)
    for args, part in [
            (["--store", "sqlite:/tmp/a"], b"--store-secret"),
            (["--store", "gopher:a", "--store-secret", "good.secret"],
             b"gopher"),
            (["--store", "memory:", "--store-secret", "bad.secret"],
             b"line 1 is not a store secret"),
            (["--ticket-keys", "derived", "--store-secret", "bad.secret"],
             b"line 1 is not a store secret"),
            (["--ticket-keys", "derived", "--store-secret", "none"],
             b"none")]:
        done = otls(*SERVE, "--key", "server.key", *args, code=9)
        contains(done.stderr, part)
    for name in ("bad.secret", "none"):
        done = otls(*SERVE, "--key", "server.key", "--ticket-key-file", name,
                    code=1)
        contains(done.stderr, name.encode())


@claim
def a_wrong_command_line_is_told():
    for args, part in [
            ([], b"--listen is missing"),
            (["--listen", "localhost:0"], b"--cert is missing"),
            (["--listen", "localhost", "--cert", "a"], b"HOST:PORT"),
            (["--listen", "::1:0", "--cert", "a"], b"HOST:PORT"),
            (["--listen", "a:0", "--key", "a"], b"--cert is missing"),
            (["--listen", "a:0", "--cert", "a", "--require-client-cert"],
             b"needs --client-ca"),
            (["--listen", "a:0", "--cert", "a", "--tls-min", "1.3",
              "--tls-max", "1.2"], b"above"),
            (["--listen", "a:0", "--cert", "a", "--tls-min", "2"],
             b"1.0, 1.1, 1.2 or 1.3"),
            (["--listen", "a:0", "--cert", "a", "--alpn", "a,,b"],
             b"--alpn"),
            (["--listen", "a:0", "--cert", "a", "--workers", "0"],
             b"--workers needs a number from 1"),
            (["--listen", "a:0", "--cert", "a", "--resumption", "maybe"],
             b"off, tickets, store or both"),
            (["--listen", "a:0", "--cert", "a", "--resumption", "store"],
             b"needs --store"),
            (["--listen", "a:0", "--cert", "a", "--ticket-keys", "stored"],
             b"needs --store"),
            (["--listen", "a:0", "--cert", "a", "--ticket-keys", "derived"],
             b"needs --store-secret"),
            (["--listen", "a:0", "--cert", "a", "--store-secret", "b"],
             b"needs --store or --ticket-keys derived"),
            (["--listen", "a:0", "--cert", "a", "--store", "memory:",
              "--resumption", "tickets"], b"or --ticket-keys stored"),
            (["--listen", "a:0", "--cert", "a", "--ticket-keys", "derived",
              "--store-secret", "b", "--resumption", "off"],
             b"--ticket-keys needs --resumption tickets or both"),
            (["--listen", "a:0", "--cert", "a", "--ticket-key-file", "b",
              "--ticket-keys", "derived"], b"exclude each other"),
            (["--listen", "a:0", "--cert", "a", "--ticket-key-file", "b",
              "--resumption", "off"],
             b"--ticket-key-file needs --resumption tickets or both"),
            (["--listen", "a:0", "--cert", "a", "b"], b"no operand")]:
        done = otls("serve", *args, code=2)
        contains(done.stderr, part)
        contains(done.stderr, b"see 'otls help serve'\n")


if __name__ == "__main__":
    shell.main()
