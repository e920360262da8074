# SPDX-License-Identifier: ISC
"""otls and Python's ssl speak TLS with each other, in both roles."""

import contextlib
import socket
import ssl
import threading

from tls_peer import (LIMIT, REQUEST, VERSIONS, both_versions, check_echo,
                      check_refused, check_resumed, check_response, client,
                      main, serve)


def ask(server, version, cert, context, session):
    with server.connect(context, session=session) as peer:
        peer.sendall(REQUEST)
        text = b""
        while True:
            data = peer.recv(65536)
            if not data:
                break
            text += data
        check_response(text, version, session is not None)
        return peer.session


@both_versions()
def python_is_served(version, cert):
    context = client(VERSIONS[version], "client" if cert else None)
    with serve(version, cert) as server:
        session = ask(server, version, cert, context, None)
        for _ in range(3):
            session = ask(server, version, cert, context, session)


def echo(listener, context):
    while True:
        try:
            raw, _ = listener.accept()
        except OSError:
            return
        raw.settimeout(LIMIT)
        with contextlib.suppress(OSError), raw:
            with context.wrap_socket(raw, server_side=True) as peer:
                while True:
                    data = peer.recv(65536)
                    if not data:
                        peer.unwrap()
                        break
                    peer.sendall(data)


@contextlib.contextmanager
def echo_server(version, cert):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = context.maximum_version = VERSIONS[version]
    context.load_cert_chain("server.pem", "server.key")
    if cert:
        context.load_verify_locations("ca.pem")
        context.verify_mode = ssl.CERT_REQUIRED
    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=echo, args=[listener, context])
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(LIMIT)
        listener.close()


@both_versions()
def python_is_spoken_with(version, cert):
    with echo_server(version, cert) as port:
        check_echo(port, version, cert)
        check_resumed(port, version, cert)
        if cert:
            check_refused(port, version)
        check_echo(port, version, cert)


if __name__ == "__main__":
    main()
