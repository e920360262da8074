-- SPDX-License-Identifier: ISC
-- Both ends of a connection in one Lua, over loopback, each by LuaSec or by
-- otls.ssl: neither waits, so that they can take turns.

local socket = require "socket"
local support = require "support"
local pki = require "pki"

local luasec = { ours = require "otls.ssl", pki = pki }

-- LuaSec itself, where it is there.
local found, peer = pcall(require, "ssl")
luasec.peer = found and peer or nil

-- What tests need, made once.
function luasec.house()
  local house = { authority = pki.authority("ca") }
  house.ca = house.authority.cert
  house.cert, house.key = pki.issue(house.authority, "localhost",
    "DNS:localhost,IP:127.0.0.1")
  house.me, house.me_key = pki.issue(house.authority, "me",
    "email:me@example.com")
  house.other, house.other_key = pki.issue(house.authority, "other",
    "DNS:other.example")
  return house
end

-- Two connected sockets.
function luasec.sockets()
  local listener = assert(socket.bind("127.0.0.1", 0))
  local _, port = listener:getsockname()
  local near = assert(socket.connect("127.0.0.1", port))
  local far = assert(listener:accept())
  listener:close()
  return near, far
end

-- Wraps both ends: the client's, the server's. An end is a module and the
-- parameters or the context. The client's socket, without its descriptor, is
-- the third result.
function luasec.link(C, client, S, server)
  local a, b = luasec.sockets()
  local near, far = assert(C.wrap(a, client)), assert(S.wrap(b, server))
  near:settimeout(0)
  far:settimeout(0)
  return near, far, a
end

-- Calls f until it needn't wait for the other end, which does g meanwhile.
function luasec.turns(f, g)
  local one, two
  local limit = os.time() + 60
  repeat
    if not one then
      local results = { f() }
      local word = results[2]
      one = word ~= "wantread" and word ~= "wantwrite" and results or nil
    end
    if g and not two then
      local results = { g() }
      local word = results[2]
      two = word ~= "wantread" and word ~= "wantwrite" and results or nil
    end
  until one and (two or not g) or os.time() > limit
  return one or {}, two or {}
end

function luasec.shake(near, far)
  return luasec.turns(function() return near:dohandshake() end,
    function() return far:dohandshake() end)
end

-- Both ends, after a handshake that went well.
function luasec.joined(C, client, S, server)
  local near, far, socket = luasec.link(C, client, S, server)
  local one, two = luasec.shake(near, far)
  assert(one[1], one[2])
  assert(two[1], two[2])
  return near, far, socket
end

-- What comes, however many tries it takes.
function luasec.receive(conn, pattern, prefix)
  local results
  local limit = os.time() + 60
  repeat
    results = { conn:receive(pattern, prefix) }
    if results[2] == "wantread" then
      prefix = results[3]
    end
  until results[2] ~= "wantread" or os.time() > limit
  return results[1], results[2], results[3]
end

-- A value as text, tables by their keys in order: to compare.
function luasec.show(value)
  if type(value) == "number" then
    return ("%.0f"):format(value)
  elseif type(value) ~= "table" then
    return type(value) == "string" and ("%q"):format(value)
      or tostring(value)
  end
  local keys = {}
  for key in pairs(value) do
    keys[#keys + 1] = key
  end
  table.sort(keys, function(a, b) return tostring(a) < tostring(b) end)
  local parts = {}
  for at, key in ipairs(keys) do
    parts[at] = tostring(key) .. "=" .. luasec.show(value[key])
  end
  return "{" .. table.concat(parts, " ") .. "}"
end

luasec.support = support
return luasec
