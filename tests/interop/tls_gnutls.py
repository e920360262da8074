# SPDX-License-Identifier: ISC
"""otls and GnuTLS speak TLS with each other, in both roles."""

from tls_peer import (LIMIT, REQUEST, both_versions, check_echo, check_kept,
                      check_refused, check_resumed, check_response, equal, free_port, main,
                      need, process, serve, wait_for_port)


def priority(version):
    return "NORMAL:-VERS-ALL:+VERS-TLS" + version


@both_versions()
def gnutls_cli_is_served(version, cert):
    need("gnutls-cli")
    for again in (False, True):
        with serve(version, cert) as server:
            command = ["gnutls-cli", "--x509cafile", "ca.pem", "--priority",
                       priority(version), "-p", str(server.port),
                       "--sni-hostname", "localhost", "--verify-hostname",
                       "localhost", server.host]
            if cert:
                command += ["--x509certfile", "client.pem", "--x509keyfile",
                            "client.key"]
            if again:
                command += ["--resume", "--waitresumption"]
            with process(*command) as peer:
                peer.stdin.write(REQUEST)
                peer.stdin.flush()
                # it ends when the server does, its input still open
                text = peer.stdout.read()
                equal(peer.wait(LIMIT), 0, "exit code")
            check_response(text, version, again)


def gnutls_serv(version, cert, port):
    command = ["gnutls-serv", "--echo", "--quiet", "-p", str(port),
               "--x509certfile", "server.pem", "--x509keyfile", "server.key",
               "--priority", priority(version)]
    if cert:
        command += ["--x509cafile", "ca.pem", "--require-client-cert",
                    "--verify-client-cert"]
    return process(*command)


@both_versions()
def gnutls_serv_is_spoken_with(version, cert):
    need("gnutls-serv")
    port = free_port()
    with gnutls_serv(version, cert, port) as peer:
        wait_for_port(port, peer)
        check_echo(port, version, cert, b"hello\n", b"hello\n")
        check_resumed(port, version, cert)
        check_kept(port, version, cert)
        if cert:
            check_refused(port, version)


if __name__ == "__main__":
    main()
