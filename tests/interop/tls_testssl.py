# SPDX-License-Identifier: ISC
"""testssl.sh finds nothing of weight in otls serve as it is by default."""

import json
import os
import shutil
import signal
import subprocess

from tls_peer import LIMIT, Server, claim, equal, main, make_certs, need

# A whole run takes some minutes on a slow machine.
TESTSSL_LIMIT = int(os.environ.get("OTLS_TESTSSL_LIMIT", "900"))

# What is found in the certificate of any authority that was made for a test:
# nobody knows its issuer, says where its revocations are, or keeps logs.
SET_ASIDE = {
    "cert_chain_of_trust", "cert_trust", "cert_caIssuers",
    "cert_crlDistributionPoints", "cert_ocspURL", "cert_ocspRevoked",
    "cert_crlRevoked", "cert_revocation", "OCSP_stapling",
    "cert_mustStapleExtension", "certificate_transparency",
    "cert_expirationStatus", "cert_extlifeSpan", "cert_notAfter",
    "cert_notBefore", "cert_validityPeriod", "DNS_CAArecord",
}
WEIGHTY = {"MEDIUM", "HIGH", "CRITICAL", "FATAL"}


def testssl(*args):
    """The findings, and what was printed."""
    name = shutil.which("testssl") or shutil.which("testssl.sh")
    peer = subprocess.Popen(
        [name, "--quiet", "--color", "0", "--warnings", "batch", "--add-ca",
         "ca.pem", "--jsonfile", "findings.json", *args],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, start_new_session=True)
    try:
        out, _ = peer.communicate(timeout=TESTSSL_LIMIT)
    except subprocess.TimeoutExpired:
        os.killpg(peer.pid, signal.SIGKILL)
        peer.communicate(timeout=LIMIT)
        raise
    with open("findings.json") as file:
        return json.load(file), out.decode("utf-8", "replace")


def weighty(findings):
    return ["%(id)s: %(severity)s: %(finding)s" % finding
            for finding in findings if finding["severity"] in WEIGHTY
            and finding["id"].split(" ")[0] not in SET_ASIDE]


@claim
def nothing_of_medium_severity_is_found():
    if not (shutil.which("testssl") or shutil.which("testssl.sh")):
        need("testssl.sh")
    need("openssl")
    make_certs()
    with Server("--request-timeout", "60", "--handshake-timeout",
                "60") as server:
        findings, out = testssl("--ip", "127.0.0.1",
                                "localhost:%d" % server.port)
        ids = {finding["id"] for finding in findings}
        # it did look
        for name in ("TLS1_2", "TLS1_3", "heartbleed", "ROBOT", "BEAST",
                     "cipherlist_NULL", "secure_renego"):
            assert name in ids, (name, out[-2000:])
        equal(weighty(findings), [], "findings")
        equal(server.get()[0], 200)


if __name__ == "__main__":
    main()
