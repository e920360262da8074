-- SPDX-License-Identifier: ISC
-- Can the functions that decide in a handshake do as they like?

local tap = require "tap"
local support = require "support"
local tls = require "tls"
local otls = require "otls"

local house = tls.house()
local other_cert, other_key = tls.issue("other", "DNS:other.example", house)
local other = house.server {
  credential = assert(otls.credential.load_file(other_cert, other_key)),
}
local stranger = otls.trust.empty()

tap.test("a function chooses who answers for a name", function()
  local names = {}
  local server = house.server {
    on_name = function(connection, name)
      tap.equal(otls.type(connection), "connection")
      names[#names + 1] = name or "none"
      if name == "other.example" then
        return other
      end
      return name ~= "no.example"
    end,
  }
  local near = tls.joined(house.client(), server,
    { servername = "other.example" })
  tap.equal(near:peer_cert():subject(), "CN=other")
  near = tls.joined(house.client(), server)
  tap.equal(near:peer_cert():subject(), "CN=localhost")
  tls.joined(house.client(), server, { servername = "127.0.0.1" })
  local one, two = tls.shake(tls.link(house.client(), server,
    { servername = "no.example" }))
  tap.equal(one[3], "tls_name")
  tap.equal(two[3], "tls_name")
  tap.equal(table.concat(names, " "),
    "other.example localhost none no.example")
end)

tap.test("anything but a context or true refuses a name", function()
  for _, answer in ipairs { 1, "yes", house.trust, {}, print } do
    local server = house.server { on_name = function() return answer end }
    local one = tls.shake(tls.link(house.client(), server))
    tap.equal(one[3], "tls_name", tostring(answer))
  end
  local server = house.server { on_name = function() end }
  tap.equal(tls.shake(tls.link(house.client(), server))[3], "tls_name")
end)

tap.test("a function judges a certificate, and has the last word", function()
  local seen
  local client = house.client {
    trust = stranger,
    on_verify = function(connection)
      seen = {
        subject = connection:peer_cert():subject(),
        verdict = connection:verify_error(),
      }
      return true
    end,
  }
  local near, far = tls.joined(client, house.server())
  tls.talk(near, far)
  tap.equal(seen.subject, "CN=localhost")
  tap.truth(seen.verdict ~= 0)
end)

tap.test("anything but true refuses a certificate", function()
  for _, answer in ipairs { false, 1, "yes", {} } do
    local client = house.client { on_verify = function() return answer end }
    local one, two = tls.shake(tls.link(client, house.server()))
    tap.equal(one[1], nil, tostring(answer))
    tap.truth(one[3]:find("^cert_"), one[3])
    tap.equal(two[3], "tls_alert")
  end
end)

tap.test("a function that is set later is for later connections", function()
  local client = house.client { trust = stranger }
  local calls = 0
  local function judge()
    calls = calls + 1
    return true
  end
  local near, far = tls.link(client, house.server())
  assert(client:on_verify(judge))
  tap.equal(tls.shake(near, far)[3], "cert_untrusted")
  tap.equal(calls, 0)
  tls.joined(client, house.server())
  tap.equal(calls, 1)
  near, far = tls.link(client, house.server())
  assert(client:on_verify(nil))
  tap.equal(tls.shake(near, far)[1], true)
  tap.equal(calls, 2)
  tap.equal(tls.shake(tls.link(client, house.server()))[3],
    "cert_untrusted")
  tap.equal(calls, 2)
end)

tap.test("a copy of a context has its functions", function()
  local calls = 0
  local client = house.client {
    on_verify = function()
      calls = calls + 1
      return true
    end,
  }
  local copy = client:copy()
  client:close()
  tls.joined(copy, house.server())
  tap.equal(calls, 1)
end)

tap.test("an error comes out as the same value, and can be got over",
  function()
    local mistake, times = {}, 0
    local client = house.client {
      on_verify = function()
        times = times + 1
        if times == 1 then
          error(mistake)
        end
        return true
      end,
    }
    local near, far = tls.link(client, house.server())
    tap.fails("want_read", near.handshake, near)
    tap.fails("want_read", far.handshake, far)
    local ok, value = pcall(near.handshake, near)
    tap.equal(ok, false)
    tap.equal(value, mistake)
    tap.equal(tls.shake(near, far)[1], true)
    tap.equal(times, 2)
    tls.talk(near, far)
  end)

tap.test("an error from any call that does the handshake", function()
  for _, name in ipairs { "handshake", "read", "write", "send_file" } do
    local server = house.server { on_name = function() error("mine", 0) end }
    local near, far = tls.link(house.client(), server)
    near:handshake()
    local path = support.write("file", "data")
    local argument = { read = 10, write = "data", send_file = path }
    local ok, value = pcall(far[name], far, argument[name])
    tap.equal(ok, false, name)
    tap.equal(value, "mine")
  end
end)

tap.test("a function may yield, and the handshake goes on", function()
  local client = house.client {
    on_verify = function(connection)
      return coroutine.yield("judge " .. connection:peer_cert():subject())
    end,
  }
  local server = house.server {
    on_name = function(_, name)
      return coroutine.yield("name " .. name)
    end,
  }
  local near, far = tls.link(client, server)
  local function run(connection)
    return coroutine.wrap(function()
      while true do
        local ok, message, code = connection:handshake()
        if ok or not code:find("^want_") then
          return ok and "done" or message
        end
        coroutine.yield("wait")
      end
    end)
  end
  local one, two = run(near), run(far)
  tap.equal(one(), "wait")
  tap.equal(two(), "name localhost")
  tap.raises("decides", far.handshake, far)
  tap.equal(two(true), "wait")
  tap.equal(one(), "judge CN=localhost")
  tap.raises("decides", near.read, near)
  tap.equal(near:peer_cert():subject(), "CN=localhost")
  tap.equal(one(true), "done")
  tap.equal(two(), "done")
  tls.talk(near, far)
end)

tap.test("a function can't use the connection that waits for it", function()
  local client = house.client {
    on_verify = function(connection)
      connection:write("too early")
    end,
  }
  local near, far = tls.link(client, house.server())
  near:handshake()
  far:handshake()
  tap.raises("check_hooks%.lua:%d+: the connection waits",
    near.handshake, near)
end)

tap.test("a function can close the connection", function()
  local client = house.client {
    on_verify = function(connection)
      connection:close()
      return true
    end,
  }
  local near, far = tls.link(client, house.server())
  near:handshake()
  far:handshake()
  tap.raises("closed", near.handshake, near)
end)

tap.test("a function can do another handshake", function()
  local server = house.server()
  local client = house.client {
    on_verify = function()
      tls.talk(tls.joined(house.client(), server))
      return true
    end,
  }
  tls.talk(tls.joined(client, server))
end)

tap.test("a function that can't be used names its reason", function()
  local server = house.server {
    on_name = function() return house.client() end,
  }
  local near, far = tls.link(house.client(), server)
  near:handshake()
  tap.raises("client", far.handshake, far)
end)

local SECRET = "sixteen or more bytes\0of key"

for _, version in ipairs { "TLSv1.2", "TLSv1.3" } do
  tap.test("a key that both have stands in for certificates, " .. version,
    function()
      local seen = {}
      local server = assert(otls.context.server { max_version = version })
      assert(server:on_psk(function(connection, identity)
        tap.equal(connection:is_server(), true)
        seen[#seen + 1] = identity
        return identity == "me" and SECRET
      end, "a hint"))
      local client = house.client {
        max_version = version,
        on_psk = function(connection, hint)
          tap.equal(connection:is_server(), false)
          if version == "TLSv1.2" then
            tap.equal(hint, "a hint")
          end
          return SECRET, "me"
        end,
      }
      local near, far = tls.joined(client, server)
      tls.talk(near, far)
      tap.equal(near:version(), version)
      tap.equal(table.concat(seen, " "), "me")
      tap.fails("cert_missing", near.peer_cert, near)
    end)

  tap.test("another key, or none, ends it, " .. version, function()
    local function server(key)
      return assert(otls.context.server {
        max_version = version, on_psk = function() return key end,
      })
    end
    local client = house.client {
      max_version = version, on_psk = function() return SECRET, "me" end,
    }
    for _, key in ipairs { ("x"):rep(16), false } do
      local one, two = tls.shake(tls.link(client, server(key)))
      tap.equal(one[1], nil)
      tap.equal(two[1], nil)
    end
  end)
end

tap.test("without a key there are certificates still", function()
  local client = house.client { on_psk = function() end }
  local server = house.server { on_psk = function() return SECRET end }
  local near, far = tls.joined(client, server)
  tls.talk(near, far)
  tap.equal(near:peer_cert():subject(), "CN=localhost")
end)

tap.test("who finds a key may raise and yield", function()
  local mistake, times = {}, 0
  local client = house.client {
    on_psk = function()
      times = times + 1
      if times == 1 then
        error(mistake)
      end
      return coroutine.yield("which?"), "me"
    end,
  }
  local server = house.server { on_psk = function() return SECRET end }
  local near, far = tls.link(client, server)
  local ok, value = pcall(near.handshake, near)
  tap.equal(ok, false)
  tap.equal(value, mistake)
  local thread = coroutine.create(function() return near:handshake() end)
  local fine, question = coroutine.resume(thread)
  tap.equal(fine and question, "which?")
  coroutine.resume(thread, SECRET)
  tap.equal(tls.shake(near, far)[1], true)
  tls.talk(near, far)
  tap.fails("cert_missing", near.peer_cert, near)
end)

tap.test("the context for a name brings its own keys", function()
  local special = house.server {
    on_psk = function() return SECRET end,
  }
  local function wrong()
    return ("x"):rep(16)
  end
  local client = house.client {
    on_psk = function() return SECRET, "me" end,
  }
  local asked = { servername = "a.special.example" }
  tls.talk(tls.joined(client, house.server {
    on_psk = wrong, names = { ["*.Special.example"] = special },
  }, asked))
  tls.talk(tls.joined(client, house.server {
    on_psk = wrong, on_name = function() return special end,
  }, asked))
end)

tap.test("contexts, connections and functions that hold each other are "
  .. "collected", function()
  local before = support.alive()
  for _ = 1, 10 do
    local client, near, far
    client = house.client {
      on_verify = function() return client ~= nil and near ~= nil end,
    }
    near, far = tls.link(client, house.server())
    tls.shake(near, far)
  end
  tap.equal(support.alive(), before)
end)

tap.test("nothing is left", function()
  house, other, stranger = nil, nil, nil
  tap.equal(support.alive(), 0)
end)

support.remove()
tap.done()
