-- SPDX-License-Identifier: ISC
-- What do contexts, handshakes and records cost from Lua, beside LuaSec?
-- Client and server are in one process, over TCP on the loopback interface,
-- with the same certificates, TLS 1.3, and verification on. Rounds take
-- turns; each figure is the best round's, in processor time, and the ratio is
-- that of the two. Where LuaSec or LuaSocket isn't there, it says so.

local has_socket, socket = pcall(require, "socket")
if not has_socket then
  print("TLS beside LuaSec: LuaSocket isn't there")
  return
end
local has_ssl, ssl = pcall(require, "ssl")
local support = require "support"
local pki = require "pki"
local otls = require "otls"
local clock = os.clock

local ROUNDS = 5
local SCALE = tonumber((...)) or 1

local authority = pki.authority("ca")
local cert, key = pki.issue(authority, "localhost", "DNS:localhost")

-- Two ends of a TCP connection, made anew for each handshake.
local listener = assert(socket.bind("127.0.0.1", 0))
local _, port = listener:getsockname()
local function pair()
  local near = assert(socket.connect("127.0.0.1", port))
  local far = assert(listener:accept())
  near:setoption("tcp-nodelay", true)
  far:setoption("tcp-nodelay", true)
  return near, far
end

-- Both sides have: client(), server(): contexts; over(context, socket, name):
-- a connection that doesn't wait; and the names of its methods.

local ours = { name = "otls", handshake = "handshake" }

function ours.client()
  return assert(otls.context.client {
    trust = assert(otls.trust.load_file(authority.cert)),
    min_version = "TLSv1.3",
  })
end

function ours.server()
  return assert(otls.context.server {
    credential = assert(otls.credential.load_file(cert, key)),
    min_version = "TLSv1.3",
  })
end

function ours.over(context, s, name)
  return assert(otls.connection.over(context, s,
    { timeout = 0, servername = name }))
end

function ours.system()
  return assert(otls.context.client())
end

function ours.send(c, data)
  return assert(c:write(data)) == #data
end

function ours.receive(c, n)
  local left = n
  while left > 0 do
    local text = c:read(left)
    left = left - (text and #text or 0)
  end
end

local theirs = { name = "LuaSec", handshake = "dohandshake" }

function theirs.client()
  return assert(ssl.newcontext {
    mode = "client", protocol = "tlsv1_3", cafile = authority.cert,
    verify = { "peer", "fail_if_no_peer_cert" },
  })
end

function theirs.server()
  return assert(ssl.newcontext {
    mode = "server", protocol = "tlsv1_3", certificate = cert, key = key,
  })
end

function theirs.over(context, s, name)
  local c = assert(ssl.wrap(s, context))
  if name then
    c:sni(name)
  end
  c:settimeout(0)
  return c
end

function theirs.system()
  return assert(ssl.newcontext {
    mode = "client", protocol = "any", verify = "peer",
    cafile = "/etc/ssl/certs/ca-certificates.crt",
  })
end

function theirs.send(c, data)
  return assert(c:send(data)) == #data
end

function theirs.receive(c, n)
  local left = n
  while left > 0 do
    local text, _, part = c:receive(left)
    left = left - #(text or part)
  end
end

local function shake(side, client, server)
  local a, b = pair()
  local near = side.over(client, a, "localhost")
  local far = side.over(server, b)
  local done, other
  repeat
    done = done or near[side.handshake](near)
    other = other or far[side.handshake](far)
  until done and other
  return near, far, a, b
end

local function finish(near, far, a, b)
  near:close()
  far:close()
  a:close()
  b:close()
end

-- The best time of f(side, n) for one, for each side that is there.
local function compare(what, unit, n, f)
  n = math.max(1, math.floor(n * SCALE))
  local best = {}
  for _ = 1, ROUNDS do
    for _, side in ipairs { ours, has_ssl and theirs or nil } do
      collectgarbage()
      collectgarbage()
      local time = f(side, n) / n
      best[side] = math.min(best[side] or math.huge, time)
    end
  end
  local line = ("%-44s otls %10.2f %s"):format(what, best[ours] * 1e6, unit)
  if has_ssl then
    line = line .. ("  LuaSec %10.2f %s  %.2f times as fast"):format(
      best[theirs] * 1e6, unit, best[theirs] / best[ours])
  end
  print(line)
end

print(("%s%s, libotls %s, %s"):format(_VERSION, jit and " (" .. jit.version
  .. ")" or "", otls.version, has_ssl and "LuaSec " .. ssl._VERSION
  or "LuaSec isn't there"))

if io.open("/etc/ssl/certs/ca-certificates.crt") then
  ours.system() -- the first one reads the authorities
  compare("a context with the system's authorities", "us", 20,
    function(side, n)
      local begin = clock()
      for _ = 1, n do side.system() end
      return clock() - begin
    end)
  compare("the same with a connection that uses it", "us", 20,
    function(side, n)
      local a, b = pair()
      local begin = clock()
      for _ = 1, n do side.over(side.system(), a, "localhost") end
      local time = clock() - begin
      a:close()
      b:close()
      return time
    end)
end

compare("a full handshake, both ends", "us", 200, function(side, n)
  local client, server = side.client(), side.server()
  local time = 0
  for _ = 1, n do
    local begin = clock()
    local near, far, a, b = shake(side, client, server)
    time = time + clock() - begin
    finish(near, far, a, b)
  end
  return time
end)

compare("the same with contexts of its own", "us", 100, function(side, n)
  local time = 0
  for _ = 1, n do
    local begin = clock()
    local near, far, a, b = shake(side, side.client(), side.server())
    time = time + clock() - begin
    finish(near, far, a, b)
  end
  return time
end)

local function carry(size)
  local data = ("x"):rep(size)
  return function(side, n)
    local near, far, a, b = shake(side, side.client(), side.server())
    local begin = clock()
    for _ = 1, n do
      assert(side.send(near, data))
      side.receive(far, size)
    end
    local time = clock() - begin
    finish(near, far, a, b)
    return time
  end
end
compare("64 bytes there", "us", 20000, carry(64))
compare("16384 bytes there", "us", 5000, carry(16384))

support.remove()
