-- SPDX-License-Identifier: ISC
-- A client and a server in one Lua, with nothing but bios between them.

local support = require "support"
local pki = require "pki"
local otls = require "otls"

local tls = { authority = pki.authority }

-- One more certificate of the house's authority, and its key.
function tls.issue(name, san, house, kind)
  return pki.issue(house.authority, name, san, false, kind)
end

-- What most tests need, made once: an authority, and credentials for
-- localhost and for a client.
function tls.house()
  local house = { authority = pki.authority("ca") }
  house.cert, house.key = pki.issue(house.authority, "localhost",
    "DNS:localhost,IP:127.0.0.1")
  house.me_cert, house.me_key = pki.issue(house.authority, "me",
    "email:me@example.com")
  house.trust = assert(otls.trust.load_file(house.authority.cert))
  house.credential = assert(otls.credential.load_file(house.cert, house.key))
  house.me = assert(otls.credential.load_file(house.me_cert, house.me_key))

  local function with(options, more)
    for name, value in pairs(more or {}) do
      options[name] = value
    end
    return options
  end
  function house.client(more)
    return assert(otls.context.client(with({ trust = house.trust }, more)))
  end
  function house.server(more)
    return assert(otls.context.server(with({
      credential = house.credential,
    }, more)))
  end
  return house
end

-- Both ends, before the handshake.
function tls.link(client, server, options)
  local a, b = otls.bio.pair(1048576)
  options = options or { servername = "localhost" }
  local near = assert(otls.connection.over_bios(client, a, nil, options))
  local far = assert(otls.connection.over_bios(server, b))
  return near, far
end

-- Lets f and g take turns for as long as they want to read or write; the
-- results of each, in a table.
function tls.turns(f, g)
  local one, two
  for _ = 1, 100 do
    if not one then
      local results = { f() }
      local wait = results[1] == nil and (results[3] or ""):find("^want_")
      one = not wait and results or nil
    end
    if not two then
      local results = { g() }
      local wait = results[1] == nil and (results[3] or ""):find("^want_")
      two = not wait and results or nil
    end
    if one and two then
      break
    end
  end
  return one or {}, two or {}
end

function tls.shake(near, far)
  return tls.turns(function() return near:handshake() end,
    function() return far:handshake() end)
end

-- Both ends, after a handshake that went well.
function tls.joined(client, server, options)
  local near, far = tls.link(client, server, options)
  local one, two = tls.shake(near, far)
  assert(one[1], one[2])
  assert(two[1], two[2])
  return near, far
end

-- One message there and one back.
function tls.talk(near, far)
  assert(near:write("there"))
  assert(far:read() == "there")
  assert(far:write("back"))
  assert(near:read() == "back")
end

-- How many descriptors the process has; nil where it can't tell.
function tls.descriptors()
  -- not by io.popen, which has a pipe of its own
  os.execute(("ls /proc/$PPID/fd 2>/dev/null | wc -l >'%s'"):format(
    support.path("descriptors")))
  local count = tonumber(support.read("descriptors"))
  return count and count > 0 and count or nil
end

tls.alive = support.alive

return tls
