# SPDX-License-Identifier: ISC
"""otls and LuaSec speak TLS with each other, in both roles."""

import shutil
import subprocess

from tls_peer import (Lines, Skip, both_versions, check_echo, check_refused,
                      check_response, main, process, run, serve)

COMMON = """
local socket, ssl = require "socket", require "ssl"
local role, version, cert, port = table.unpack(arg)
local names = {["1.2"] = "tlsv1_2", ["1.3"] = "tlsv1_3"}
local params = {mode = role, protocol = names[version], cafile = "ca.pem"}
"""
CLIENT = COMMON + """
params.verify = "peer"
if cert == "yes" then
  params.certificate, params.key = "client.pem", "client.key"
end
local peer = assert(socket.connect("127.0.0.1", port))
peer = assert(ssl.wrap(peer, params))
peer:sni("localhost")
assert(peer:dohandshake())
assert(peer:send("GET /status.json HTTP/1.0\\r\\n\\r\\n"))
local text = assert(peer:receive("*a"))
io.write(text)
peer:close()
"""
SERVER = COMMON + """
params.certificate, params.key = "server.pem", "server.key"
params.verify = "none"
if cert == "yes" then
  params.verify = {"peer", "fail_if_no_peer_cert"}
end
local context = assert(ssl.newcontext(params))
local listener = assert(socket.bind("127.0.0.1", 0))
print("port " .. select(2, listener:getsockname()))
io.flush()
while true do
  local peer = assert(ssl.wrap(assert(listener:accept()), context))
  if peer:dohandshake() then
    repeat
      local line = peer:receive("*l")
      if line then peer:send(line .. "\\n") end
    until not line
  end
  peer:close()
end
"""


def lua():
    for name in ("lua5.4", "lua5.3", "lua5.1", "lua"):
        if shutil.which(name) and subprocess.run(
                [name, "-e", "require 'ssl' require 'socket'"], check=False,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL).returncode == 0:
            return name
    raise Skip("LuaSec is missing")


def script(text):
    with open("peer.lua", "w") as file:
        file.write("table.unpack = table.unpack or unpack\n" + text)
    return [lua(), "peer.lua"]


@both_versions()
def luasec_is_served(version, cert):
    command = script(CLIENT)
    with serve(version, cert) as server:
        check_response(run(*command, "client", version,
                           "yes" if cert else "no", str(server.port)),
                       version)


@both_versions()
def luasec_is_spoken_with(version, cert):
    command = script(SERVER)
    with process(*command, "server", version,
                 "yes" if cert else "no") as peer:
        port = int(Lines(peer.stdout).find("port ").split()[1])
        check_echo(port, version, cert)
        if cert:
            check_refused(port, version)


if __name__ == "__main__":
    main()
