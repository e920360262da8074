# SPDX-License-Identifier: ISC
"""serve_store.py PORT CERT KEY STORE SECRET-FILE: a TLS server that keeps its
sessions in a store, such as redis://127.0.0.1. While the session of one client
is looked up it serves the others."""

import asyncio
import os
import socket
import sys

import tls
from tls import store

READ, WRITE = 1, 2


async def ready(fd, events, seconds=None):
    """Until the descriptor can be read or written, or the time is over."""
    loop, done = asyncio.get_running_loop(), asyncio.Event()
    if fd >= 0:
        fd = os.dup(fd)  # what a store has it may close meanwhile
    if events & READ:
        loop.add_reader(fd, done.set)
    if events & WRITE:
        loop.add_writer(fd, done.set)
    try:
        await asyncio.wait_for(done.wait(), seconds)
    except asyncio.TimeoutError:
        pass
    finally:
        if events & READ:
            loop.remove_reader(fd)
        if events & WRITE:
            loop.remove_writer(fd)
        if fd >= 0:
            os.close(fd)


async def finish(connection, method, *arguments):
    """A call on a connection that never waits by itself."""
    while True:
        try:
            return method(*arguments)
        except tls.WantReadError:
            await ready(connection.fileno(), READ)
        except tls.WantWriteError:
            await ready(connection.fileno(), WRITE)
        except tls.WantStoreError:
            print("a client waits for the store", flush=True)
            await ready(*connection.store_wait())


async def serve(context, sessions, sock):
    with sock, tls.Connection.over(context, sock, timeout=0) as connection:
        try:
            await finish(connection, connection.handshake)
            name = await finish(connection, connection.read, 100)
            answer = b"hello %s: %s\n" % (
                name.strip(), connection.explain().encode())
            while answer:
                answer = answer[await finish(
                    connection, connection.write, answer):]
            await finish(connection, connection.shutdown_write)
            sessions.pump()  # reads what the store says to what was put
        except tls.Error as error:
            print(error, flush=True)


async def main(port, cert, key, url, secret_file):
    context = tls.Context.server(tls.Credential.load(cert, key))
    sessions = store.open(url, secret_file=secret_file)
    context.set_store(sessions)
    context.set_resumption("store")
    tasks = set()  # or nobody would hold them
    with socket.create_server(("127.0.0.1", int(port))) as listener:
        listener.setblocking(False)
        print("port %d" % listener.getsockname()[1], flush=True)
        while True:
            sock, _ = await asyncio.get_running_loop().sock_accept(listener)
            task = asyncio.create_task(serve(context, sessions, sock))
            tasks.add(task)
            task.add_done_callback(tasks.discard)


asyncio.run(main(*sys.argv[1:]))
