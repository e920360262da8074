# SPDX-License-Identifier: ISC
"""Requests and certificates that we make, seen by the command openssl, and
requests that it makes, issued by us."""

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile

import peer  # noqa: F401 (finds support/)
import tap

H = ctypes.c_int64
P256, DNS = 2, 1


class Library:
    def __init__(self):
        self._dll = ctypes.CDLL(tap.library())

    def new(self, name, *args):
        out = H()
        self.call(name, *args, ctypes.byref(out))
        return H(out.value)

    def call(self, name, *args):
        rv = getattr(self._dll, "otls_" + name)(*args)
        assert rv >= 0, (name, rv)

    def pem(self, name, handle):
        buf, n = ctypes.create_string_buffer(8192), ctypes.c_size_t()
        self.call(name, handle, buf, ctypes.c_size_t(8192), ctypes.byref(n))
        return buf.value


def openssl(*args):
    done = subprocess.run(["openssl", *args], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False)
    assert done.returncode == 0, (args, done.stdout.decode())
    return done.stdout.decode()


def write(path, data):
    with open(path, "wb") as file:
        file.write(data)


def ask(lib, key, name):
    request = lib.new("cert_request_new")
    lib.call("cert_request_set_subject", request, b"CN=" + name)
    lib.call("cert_request_add_san", request, DNS, name)
    lib.call("cert_request_sign", request, key)
    return request


def authority(lib):
    key = lib.new("key_generate", P256, 0)
    request = lib.new("cert_request_new")
    lib.call("cert_request_set_subject", request, b"CN=root,O=Test")
    lib.call("cert_request_set_ca", request, 0)
    cert = lib.new("cert_request_self_sign", request, key)
    write("root.pem", lib.pem("cert_pem", cert))
    return cert, key


def openssl_reads_our_request(lib):
    write("ours.csr", lib.pem("cert_request_pem", ask(
        lib, lib.new("key_generate", P256, 0), b"a.example")))
    text = openssl("req", "-in", "ours.csr", "-noout", "-verify", "-text")
    assert "verify OK" in text and "DNS:a.example" in text, text


def openssl_verifies_what_we_issue(lib):
    cert, key = authority(lib)
    request = ask(lib, lib.new("key_generate", P256, 0), b"a.example")
    issued = lib.new("cert_request_issue", request, cert, key)
    write("issued.pem", lib.pem("cert_pem", issued))
    for purpose in ("sslserver", "sslclient"):
        openssl("verify", "-x509_strict", "-CAfile", "root.pem", "-purpose",
                purpose, "-verify_hostname", "a.example", "issued.pem")


def we_issue_what_openssl_asks_for(lib):
    cert, key = authority(lib)
    openssl("req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout",
            "theirs.key", "-out", "theirs.csr", "-subj", "/O=Them/CN=them",
            "-addext", "subjectAltName=DNS:b.example,IP:10.0.0.1",
            "-addext", "basicConstraints=CA:TRUE")
    request = lib.new("cert_request_load_file", b"theirs.csr")
    write("issued.pem", lib.pem("cert_pem", lib.new(
        "cert_request_issue", request, cert, key)))
    openssl("verify", "-x509_strict", "-CAfile", "root.pem",
            "-verify_hostname", "b.example", "issued.pem")
    text = openssl("x509", "-in", "issued.pem", "-noout", "-text")
    assert "CA:FALSE" in text and "IP Address:10.0.0.1" in text, text


def main():
    tap.need_library()
    claims = [openssl_reads_our_request, openssl_verifies_what_we_issue,
              we_issue_what_openssl_asks_for]
    print("1..%d" % len(claims))
    failed = 0
    with tempfile.TemporaryDirectory() as directory:
        os.chdir(directory)
        for count, claim in enumerate(claims, 1):
            if shutil.which("openssl") is None:
                print("ok %d # SKIP there is no openssl" % count)
                continue
            try:
                claim(Library())
                print("ok %d - %s" % (count, claim.__name__))
            except AssertionError as error:
                failed = 1
                print("not ok %d - %s\n# %s" % (
                    count, claim.__name__,
                    str(error).replace("\n", "\n# ")))
        os.chdir("/")
    return failed


if __name__ == "__main__":
    sys.exit(main())
