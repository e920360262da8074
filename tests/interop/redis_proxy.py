# SPDX-License-Identifier: ISC
"""Stands between a client and a Redis and does what networks and failing
servers do. Usage: redis_proxy.py PORT; prints the port it listens on; each
line of its input is what it does from then on."""

import socket
import sys
import threading
import time

LIES = {
    "garbage": b"\x00\xffHTTP/1.1 400 Bad Request\r\n\r\n",
    "bulk": b"$2147483647\r\n" + b"x" * 8000000,
    "array": b"*2147483647\r\n",
    "deep": b"*1\r\n" * 40,
    "unasked": b"+OK\r\n" * 40,
}
mode = "pass"


def answer(client, data):
    """What Redis said, or what becomes of it."""
    if mode in LIES:
        client.sendall(LIES[mode])
    elif mode == "hole":
        return
    elif mode == "cut":
        client.sendall(data[:len(data) // 2])
        client.shutdown(socket.SHUT_RDWR)
    elif mode == "drip":
        for i in range(len(data)):
            client.sendall(data[i:i + 1])
            time.sleep(0.05)
    elif mode == "slow":
        time.sleep(1)
        client.sendall(data)
    else:
        client.sendall(data)


def pump(source, sink, handle):
    try:
        while True:
            data = source.recv(65536)
            if not data:
                break
            handle(sink, data)
    except OSError:
        pass
    for end in (source, sink):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def serve(client, port):
    try:
        server = socket.create_connection(("127.0.0.1", port))
    except OSError:
        client.close()
        return
    for args in ((client, server, socket.socket.sendall),
                 (server, client, answer)):
        threading.Thread(target=pump, args=args, daemon=True).start()


def accept(listener, port):
    while True:
        client, _ = listener.accept()
        threading.Thread(
            target=serve, args=(client, port), daemon=True).start()


def main():
    global mode
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=accept, args=(listener, int(sys.argv[1])),
                     daemon=True).start()
    print(listener.getsockname()[1], flush=True)
    for line in sys.stdin:
        mode = line.strip()
        print(mode, flush=True)


main()
