# SPDX-License-Identifier: ISC
"""otls and the command openssl speak TLS with each other, in both roles."""

import re

from tls_peer import (DATA, Lines, REQUEST, both_versions, check_echo,
                      check_kept, check_refused, check_resumed,
                      check_response, connect_args, main, need, openssl, otls, process, run,
                      serve)


def flag(version):
    return "-tls" + version.replace(".", "_")


def s_client(server, version, cert, *args):
    command = ["openssl", "s_client", "-connect", server.address,
               "-servername", "localhost", "-verify_hostname", "localhost",
               "-verify_return_error", "-CAfile", "ca.pem", "-quiet",
               flag(version), *args]
    if cert:
        command += ["-cert", "client.pem", "-key", "client.key"]
    return run(*command, input=REQUEST)


@both_versions()
def s_client_is_served(version, cert):
    need("openssl")
    with serve(version, cert) as server:
        check_response(s_client(server, version, cert), version)


@both_versions()
def s_client_resumes(version, cert):
    need("openssl")
    with serve(version, cert) as server:
        check_response(s_client(server, version, cert, "-sess_out",
                                "session"), version)
        check_response(s_client(server, version, cert, "-sess_in",
                                "session"), version, resumed=True)


def s_server(version, cert, *args):
    command = ["openssl", "s_server", "-accept", "127.0.0.1:0", "-cert",
               "server.pem", "-key", "server.key", flag(version), *args]
    if cert:
        command += ["-CAfile", "ca.pem", "-Verify", "2",
                    "-verify_return_error"]
    return process(*command)


def port_of(peer):
    return int(re.search(r":(\d+)$", Lines(peer.stdout).find("ACCEPT "))[1])


@both_versions()
def s_server_is_spoken_with(version, cert):
    need("openssl")
    with s_server(version, cert, "-rev") as peer:
        port = port_of(peer)
        check_echo(port, version, cert, b"hello\n", b"olleh\n")
        if cert:
            check_refused(port, version)


@both_versions()
def s_server_resumes(version, cert):
    need("openssl")
    with s_server(version, cert, "-rev") as peer:
        check_resumed(port_of(peer), version, cert)


@both_versions()
def s_server_resumes_what_an_earlier_process_kept(version, cert):
    need("openssl")
    with s_server(version, cert, "-rev") as peer:
        check_kept(port_of(peer), version, cert)


@both_versions((False,))
def s_server_s_page_arrives_whole(version, cert):
    need("openssl")
    with open("page", "wb") as file:
        file.write(DATA)
    with s_server(version, cert, "-HTTP") as peer:
        done = otls(*connect_args(port_of(peer), version, cert),
                    stdin=b"GET /page HTTP/1.0\r\n\r\n")
        assert done.stdout.endswith(DATA), done.stdout[-100:]


if __name__ == "__main__":
    main()
