# SPDX-License-Identifier: ISC
"""Two ends of a connection in one thread, with memory between them; and who
keeps sessions."""

import tls
from tls.io import pair

WANTS = (tls.WantReadError, tls.WantWriteError)


class Ends:
    """A client and a server that have done nothing yet."""

    def __init__(self, client, server, servername="localhost"):
        self.near, self.far = pair()
        self.client = self.server = None
        try:
            self.client = tls.Connection.over_bios(
                client, self.near, self.near, servername=servername)
            self.server = tls.Connection.over_bios(
                server, self.far, self.far)
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()

    def close(self):
        for what in (self.client, self.server, self.near, self.far):
            if what is not None:
                what.close()

    def handshake(self):
        """Both, step by step; what one of them raises comes out."""
        waiting = [self.client, self.server]
        for _round in range(20):
            for end in list(waiting):
                try:
                    end.handshake()
                    waiting.remove(end)
                except WANTS:
                    pass
            if not waiting:
                return self
        raise AssertionError("the handshake goes round in circles")

    def exchange(self, data=b"ping"):
        """A client has a session with TLS 1.3 once it has read."""
        self.client.write(data)
        assert self.server.read() == data
        self.server.write(data)
        assert self.client.read() == data
        return self


def ends(client, server, servername="localhost"):
    """Two that have shaken hands."""
    made = Ends(client, server, servername)
    try:
        return made.handshake()
    except BaseException:
        made.close()
        raise


class Keeper:
    """A store in a dictionary."""

    def __init__(self):
        self.kept, self.calls = {}, []

    def put(self, key, value, ttl):
        assert len(key) == 32 and 0 < ttl <= 7200
        self.calls.append("put")
        self.kept[key] = value

    def get(self, key):
        self.calls.append("get")
        return self.kept.get(key)

    def take(self, key):
        self.calls.append("take")
        return self.kept.pop(key, None)

    def remove(self, key):
        self.calls.append("remove")
        self.kept.pop(key, None)
