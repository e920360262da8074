# SPDX-License-Identifier: ISC
"""Files of ticket keys mean to otls serve what they mean to nginx: tickets of
either are opened here by the same bytes of the file. (Neither resumes the
other's sessions: each binds them to a policy that it computes by itself.)"""

import contextlib
import hashlib
import hmac
import os
import re
import subprocess

from tls_peer import (LIMIT, REQUEST, VERSIONS, Server, claim, contains, equal,
                      free_port, main, make_certs, need, openssl, process, run,
                      wait_for_port)
from shell import write  # found by tls_peer

CONFIG = """
daemon off;
pid nginx.pid;
error_log error.log;
events {}
http {
  access_log off;
  client_body_temp_path temp;
  proxy_temp_path temp;
  fastcgi_temp_path temp;
  uwsgi_temp_path temp;
  scgi_temp_path temp;
  server {
    listen 127.0.0.1:%d ssl;
    ssl_certificate server.pem;
    ssl_certificate_key server.key;
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_session_ticket_key keys;
    return 200 "served";
  }
}
"""


@contextlib.contextmanager
def nginx():
    """Its address."""
    need("nginx")
    port = free_port()
    write("nginx.conf", (CONFIG % port).encode())
    with process("nginx", "-p", os.getcwd(), "-c", "nginx.conf", "-e",
                 "error.log") as peer:
        wait_for_port(port, peer)
        yield "127.0.0.1:%d" % port
        peer.terminate()
        peer.wait(LIMIT)


@contextlib.contextmanager
def ours():
    with Server("--ticket-key-file", "keys") as server:
        yield server.address


def ticket(address, version):
    """The bytes of a ticket that a client gets there."""
    run("openssl", "s_client", "-connect", address, "-CAfile", "ca.pem",
        "-servername", "localhost", "-quiet", "-verify_return_error",
        "-tls" + version.replace(".", "_"), "-sess_out", "session",
        input=REQUEST)
    text = openssl("sess_id", "-noout", "-text", "-in", "session").decode()
    dump = re.search(r"TLS session ticket:\n((?: +[0-9a-f]{4} - .*\n)+)",
                     text)[1]
    return bytes.fromhex("".join(
        re.sub("[ -]", "", line.split(" - ", 1)[1][:47])
        for line in dump.splitlines()))


def check_opens(data, key):
    """The file's |key| is that of the ticket."""
    name, rest = key[:16], key[16:]
    half = len(rest) // 2
    # the two lengths come in two orders
    mac, cipher = (rest[:half], rest[half:]) if len(key) == 80 else (
        rest[half:], rest[:half])
    equal(data[:16], name, "the key's name")
    body, tag = data[:-32], data[-32:]
    equal(hmac.new(mac, body, hashlib.sha256).digest(), tag, "the MAC")
    plain = subprocess.run(
        ["openssl", "enc", "-d", "-aes-%d-cbc" % (8 * half), "-K",
         cipher.hex(), "-iv", data[16:32].hex()], input=body[32:],
        stdout=subprocess.PIPE, check=True).stdout
    equal(plain[:1], b"\x30", "the session's beginning")
    contains(plain, b"\x02\x02\x03\x04" if VERSION == "1.3"
             else b"\x02\x02\x03\x03")


VERSION = None


def claim_each(server, size):
    for version in VERSIONS:
        def a_claim(version=version):
            global VERSION
            VERSION = version
            make_certs()
            keys = os.urandom(size)
            write("keys", keys)
            os.chmod("keys", 0o600)
            with server() as address:
                check_opens(ticket(address, version), keys)
        a_claim.__name__ = "%s_seals_with_%d_bytes_as_the_other_does_%s" % (
            server.__name__, size, version.replace(".", "_"))
        claim(a_claim)


for each in (nginx, ours):
    claim_each(each, 80)
    claim_each(each, 48)
main()
