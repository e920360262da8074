# SPDX-License-Identifier: ISC
"""curl is served by otls."""

import os

from tls_peer import (both_versions, check_response, equal, main, need, run,
                      serve)


def curl(server, version, cert, path, *args, code=0):
    command = ["curl", "-sS", "--noproxy", "*", "--cacert", "ca.pem",
               "--tlsv" + version, "--tls-max", version, *args,
               "https://localhost:%d%s" % (server.port, path)]
    if cert:
        command += ["--cert", "client.pem", "--key", "client.key"]
    return run(*command, code=code)


@both_versions()
def curl_is_served(version, cert):
    need("curl")
    os.mkdir("root")
    data = os.urandom(1 << 20)
    with open("root/file", "wb") as file:
        file.write(data)
    with serve(version, cert, "--root", "root", "--alpn",
               "http/1.1") as server:
        check_response(curl(server, version, cert, "/status.json", "-i"),
                       version)
        equal(curl(server, version, cert, "/file"), data, "file")
        equal(curl(server, version, cert, "/none", "-o", "/dev/null", "-w",
                   "%{http_code}"), b"404")


@both_versions((True,))
def curl_without_its_certificate_is_refused(version, cert):
    need("curl")
    with serve(version, cert) as server:
        try:
            curl(server, version, False, "/", code=0)
        except AssertionError:
            return
        raise AssertionError("it was served")


if __name__ == "__main__":
    main()
