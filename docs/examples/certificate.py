# SPDX-License-Identifier: ISC
"""certificate.py DIRECTORY: an authority, ca.pem, and a certificate for
localhost that it issued, server.pem, with its key, server.key."""

import os
import sys

from tls import CertificateRequest, Key

os.chdir(sys.argv[1])
root_key, key = Key.generate(), Key.generate()
request = CertificateRequest.new("CN=An authority for a moment", ca=True)
root = request.self_sign(root_key)
request = CertificateRequest.new(
    sans=[("DNS", "localhost"), ("IP", "127.0.0.1")])
request.sign(key)
certificate = request.issue(root, root_key)


def write(name, pem, mode):
    fd = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with open(fd, "wb") as file:
        file.write(pem)


write("ca.pem", root.pem.encode(), 0o644)
write("server.pem", certificate.pem.encode(), 0o644)
write("server.key", key.export_secret(), 0o600)
