# SPDX-License-Identifier: ISC
"""Certificates for tests, made by the openssl command when they are needed."""

import os
import subprocess

PASSPHRASE = b"open sesame"


def openssl(*arguments, **more):
    subprocess.run(["openssl", *arguments], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **more)


class Authority:
    """An authority in a directory, and certificates that it issues."""

    def __init__(self, directory, name="Test CA"):
        self.directory = str(directory)
        self.name = name.replace(" ", "-")
        self.cert = self.path(self.name + ".pem")
        self.key = self.path(self.name + ".key")
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt",
                "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                "-subj", "/CN=" + name, "-keyout", self.key,
                "-out", self.cert)

    def path(self, name):
        return os.path.join(self.directory, name)

    def issue(self, name, san, encrypted=False):
        """The paths of a certificate for |san| ("DNS:localhost") and of its
        key, which PASSPHRASE opens where it is |encrypted|."""
        cert, key, request, extensions = (
            self.path(name + end) for end in (".pem", ".key", ".csr", ".ext"))
        openssl("req", "-newkey", "ec", "-pkeyopt",
                "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=" + name,
                "-keyout", key, "-out", request)
        with open(extensions, "w") as file:
            file.write("subjectAltName=%s\n" % san)
        openssl("x509", "-req", "-in", request, "-CA", self.cert, "-CAkey",
                self.key, "-days", "2", "-extfile", extensions, "-out", cert)
        if encrypted:
            openssl("pkcs8", "-topk8", "-in", key, "-out", key + ".enc",
                    "-passout", "stdin", input=PASSPHRASE)
            key += ".enc"
        return cert, key

    def ocsp(self, cert):
        """An OCSP response in DER that says that |cert| is good."""
        index, request, response = (
            self.path("ocsp" + end) for end in (".txt", ".req", ".der"))
        serial = subprocess.run(
            ["openssl", "x509", "-in", cert, "-noout", "-serial"], check=True,
            stdout=subprocess.PIPE, text=True).stdout.strip().split("=")[1]
        with open(index, "w") as file:
            file.write("V\t491231235959Z\t\t%s\tunknown\t/CN=any\n" % serial)
        openssl("ocsp", "-issuer", self.cert, "-cert", cert, "-reqout",
                request)
        openssl("ocsp", "-index", index, "-rsigner", self.cert, "-rkey",
                self.key, "-CA", self.cert, "-reqin", request, "-respout",
                response, "-ndays", "2")
        with open(response, "rb") as file:
            return file.read()
