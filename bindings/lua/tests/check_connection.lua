-- SPDX-License-Identifier: ISC
-- Do two ends understand each other, with the program carrying the bytes?

local tap = require "tap"
local support = require "support"
local tls = require "tls"
local otls = require "otls"

local house = tls.house()
local client, server = house.client(), house.server()

tap.test("both ends agree on what was agreed", function()
  local near, far = tls.joined(client, server)
  for _, name in ipairs { "version", "cipher", "cipher_bits", "group", "alpn",
      "servername", "resumed" } do
    tap.equal(near[name](near), far[name](far), name)
    tap.equal(select("#", near[name](near)), 1, name)
  end
  tap.equal(near:version(), "TLSv1.3")
  tap.equal(near:servername(), "localhost")
  tap.equal(near:is_server(), false)
  tap.equal(far:is_server(), true)
  tap.equal(far:shared_ciphers()[1], near:cipher())
  tap.fails("unsupported", near.shared_ciphers, near)
  tap.fails("unsupported", near.fd, near)
end)

tap.test("what isn't agreed on yet is no answer", function()
  local near = tls.link(client, server)
  for _, name in ipairs { "version", "cipher", "group", "alpn", "resumed",
      "resumed_by", "explain", "session" } do
    tap.fails("tls_state", near[name], near)
  end
  tap.fails("cert_missing", near.peer_cert, near)
end)

tap.test("bytes keep their zeros, there and back", function()
  local near, far = tls.joined(client, server)
  local data = ("\0\1\0two\0\255"):rep(2000)
  tap.equal(near:write(data), #data)
  local parts = {}
  while #table.concat(parts) < #data do
    parts[#parts + 1] = assert(far:read(1000))
    tap.truth(#parts[#parts] <= 1000)
  end
  tap.equal(table.concat(parts), data)
  tap.equal(near:write(""), 0)
  tap.equal(near:read(0), "")
end)

tap.test("nothing there is no end, and an end is nil alone", function()
  local near, far = tls.joined(client, server)
  tls.talk(near, far)
  tap.fails("want_read", near.read, near)
  assert(far:write("last words"))
  assert(far:shutdown_write())
  tap.equal(near:read(4), "last")
  tap.equal(near:pending(), 6)
  tap.equal(near:dirty(), true)
  tap.equal(near:read(), " words")
  tap.equal(near:dirty(), false)
  tap.equal(near:read(), nil)
  tap.equal(select("#", near:read()), 1)
  assert(near:write("still heard"))
  tap.equal(far:read(), "still heard")
  tap.fails("tls_state", far.write, far, "x")
end)

tap.test("both ends shut down", function()
  local near, far = tls.joined(client, server)
  tls.talk(near, far)
  local one, two = tls.turns(function() return near:shutdown() end,
    function() return far:shutdown() end)
  tap.equal(one[1], true)
  tap.equal(two[1], true)
end)

tap.test("an end without a close_notify is a failure", function()
  local a, b = otls.bio.pair()
  local near = assert(otls.connection.over_bios(client, a, nil,
    { servername = "localhost" }))
  local far = assert(otls.connection.over_bios(server, b))
  tls.shake(near, far)
  tls.talk(near, far)
  far:close()
  b:close()
  tap.fails("tls_eof", near.read, near)
end)

tap.test("a full bio takes a part, and the rest later", function()
  local a, b = otls.bio.pair(20000)
  local near = assert(otls.connection.over_bios(client, a, nil,
    { servername = "localhost" }))
  local far = assert(otls.connection.over_bios(server, b))
  tls.shake(near, far)
  tls.talk(near, far)
  local data = ("0123456789"):rep(10000)
  local got, left = {}, data
  local times = 0
  while left ~= "" do
    local n, message, code, done = near:write(left)
    if n then
      tap.equal(n, #left)
      left = ""
    else
      tap.truth(code == "want_write", message)
      tap.truth(done >= 0 and done < #left)
      left = left:sub(done + 1)
      times = times + 1
    end
    repeat
      local text = far:read()
      got[#got + 1] = text
    until not text
  end
  tap.truth(times > 1, times .. " times")
  tap.equal(table.concat(got), data)
end)

tap.test("a file is sent, whole or in part", function()
  local near, far = tls.joined(client, server)
  local path = support.write("file", ("0123456789"):rep(1000))
  local function taken()
    local parts = {}
    repeat
      local text = far:read()
      parts[#parts + 1] = text
    until not text
    return table.concat(parts)
  end
  tap.equal(near:send_file(path), 10000)
  tap.equal(taken(), ("0123456789"):rep(1000))
  tap.equal(near:send_file(path, 9995), 5)
  tap.equal(taken(), "56789")
  tap.equal(near:send_file(path, 3, 4), 4)
  tap.equal(taken(), "3456")
  tap.fails("not_found", near.send_file, near, support.path("missing"))
  tap.raises("", near.send_file, near, path, -1)
end)

tap.test("a file that is stopped says how far it came", function()
  local a, b = otls.bio.pair(20000)
  local near = assert(otls.connection.over_bios(client, a, nil,
    { servername = "localhost" }))
  local far = assert(otls.connection.over_bios(server, b))
  tls.shake(near, far)
  tls.talk(near, far)
  local data = ("9876543210"):rep(10000)
  local path = support.write("file", data)
  local parts, from, stops = {}, 0, 0
  repeat
    local n, _, code, done = near:send_file(path, from)
    if not n then
      tap.equal(code, "want_write")
      stops = stops + 1
    end
    from = from + (n or done)
    repeat
      local text = far:read()
      parts[#parts + 1] = text
    until not text
  until n
  tap.truth(stops > 1, stops .. " stops")
  tap.equal(from, #data)
  tap.equal(table.concat(parts), data)
end)

tap.test("keys of other protocols are the same at both ends", function()
  local near, far = tls.joined(client, server)
  tap.equal(#near:exporter("EXPORTER-mine", 100), 100)
  tap.equal(near:exporter("EXPORTER-mine", 32),
    far:exporter("EXPORTER-mine", 32))
  tap.equal(near:exporter("EXPORTER-mine", 32, "a\0b"),
    far:exporter("EXPORTER-mine", 32, "a\0b"))
  tap.truth(near:exporter("EXPORTER-mine", 32, "a\0b")
    ~= near:exporter("EXPORTER-mine", 32, "a\0c"))
  for _, kind in ipairs { "tls-exporter", "tls-server-end-point" } do
    tap.equal(near:channel_binding(kind), far:channel_binding(kind))
    tap.equal(#near:channel_binding(kind), 32)
  end
  tap.fails("unsupported", near.channel_binding, near, "tls-unique")
  tap.raises("channel binding", near.channel_binding, near, "nonsense")
  near, far = tls.joined(house.client { max_version = "TLSv1.2" }, server)
  tap.equal(near:channel_binding("tls-unique"),
    far:channel_binding("tls-unique"))
end)

tap.test("the peer's certificates are there, and the chain", function()
  local near = tls.joined(client, server)
  tap.equal(near:peer_cert():subject(), "CN=localhost")
  tap.equal(near:peer_certs():count(), 1)
  tap.equal(near:verified_chain():count(), 2)
  tap.equal(near:verified_chain():at(2):subject(), "CN=ca")
  tap.equal((near:verify_error()), 0)
end)

tap.test("keys are changed under way", function()
  local near, far = tls.joined(client, server)
  assert(near:key_update())
  tls.talk(near, far)
  assert(far:key_update(true))
  tls.talk(near, far)
  local old = tls.joined(house.client { max_version = "TLSv1.2" }, server)
  tap.fails("tls_state", old.key_update, old)
end)

tap.test("a certificate is asked for after the handshake", function()
  local near, far = tls.joined(
    house.client { credential = house.me, post_handshake_auth = true },
    house.server { trust = house.trust, verify = "required",
      post_handshake_auth = true })
  tls.talk(near, far)
  tap.fails("cert_missing", far.peer_cert, far)
  assert(far:request_certificate())
  tap.fails("want_read", near.read, near)
  assert(near:write("after"))
  tap.equal(far:read(), "after")
  tap.equal(far:peer_cert():subject(), "CN=me")
  tap.fails("tls_state", near.request_certificate, near)
end)

tap.test("a client without a name to check goes nowhere", function()
  local near, far = tls.link(client, server, {})
  tap.fails("tls_state", near.handshake, near)
  assert(near:set_servername("localhost"))
  assert(near:set_servername("127.0.0.1"))
  assert(near:set_port(443))
  tap.equal(tls.shake(near, far)[1], true)
  tap.fails("tls_state", near.set_servername, near, "localhost")
  tap.fails("tls_state", far.set_servername, far, "localhost")
end)

tap.test("a failure has its code, and stays", function()
  local near, far = tls.link(client, server, { servername = "else.example" })
  local one, two = tls.shake(near, far)
  tap.equal(one[3], "cert_host")
  tap.truth(one[2]:find("else.example", 1, true), one[2])
  tap.equal(two[3], "tls_alert")
  tap.truth((near:verify_error()) ~= 0)
  tap.fails("cert_host", near.handshake, near)
  tap.fails("cert_host", near.read, near)
  tap.fails("cert_host", near.write, near, "x")
end)

local strangers = {
  ["plain HTTP"] = { "HTTP/1.1 400 Bad Request\r\n\r\n", "tls_not_tls" },
  ["random bytes"] = { ("\200\3\1"):rep(40), "tls_not_tls" },
}
for name, one in pairs(strangers) do
  tap.test("a peer that sends " .. name .. " is told", function()
    local a, b = otls.bio.pair()
    local near = assert(otls.connection.over_bios(client, a, nil,
      { servername = "localhost" }))
    tap.fails("want_read", near.handshake, near)
    assert(b:write(one[1]))
    tap.fails(one[2], near.handshake, near)
  end)
end

tap.test("a byte at a time is enough", function()
  local a, b = otls.bio.pair(1)
  local near = assert(otls.connection.over_bios(client, a, nil,
    { servername = "localhost" }))
  local far = assert(otls.connection.over_bios(server, b))
  local done, other
  for _ = 1, 100000 do
    done = done or near:handshake()
    if done then
      tap.fails("want_read", near.read, near) -- takes the tickets
    end
    other = other or far:handshake()
    if done and other then
      break
    end
  end
  tap.truth(done and other)
end)

tap.test("two bios do as well as one", function()
  local a, b = otls.bio.pair()
  local c, d = otls.bio.pair()
  local near = assert(otls.connection.over_bios(client, a, c,
    { servername = "localhost" }))
  local far = assert(otls.connection.over_bios(server, d, b))
  tap.equal(tls.shake(near, far)[1], true)
  tls.talk(near, far)
end)

tap.test("options that don't exist, and values of no use, are mistakes",
  function()
    local a = otls.bio.pair()
    local over = otls.connection.over_bios
    tap.raises("check_connection%.lua:%d+: there is no option 'timeout'",
      function() over(client, a, nil, { timeout = 1 }) end)
    tap.raises("name", over, client, a, nil, { servername = "a b" })
    tap.raises("otls handle", over, client, a, nil, { session = "x" })
    tap.raises("otls handle", over, "client", a)
    tap.raises("", over, client, client)
    local near = tls.link(client, server)
    tap.raises("timeout", near.set_timeout, near, -1)
    tap.raises("timeout", near.set_timeout, near, 0 / 0)
    tap.raises("timeout", near.set_timeout, near, "1")
    tap.raises("string expected", near.write, near, 1)
    tap.raises("integer", near.read, near, {})
  end)

tap.test("timeouts are seconds", function()
  local near = tls.link(client, server)
  tap.equal(near:timeout(), nil)
  for _, seconds in ipairs { 0, 0.5, 3 } do
    assert(near:set_timeout(seconds))
    tap.equal(near:timeout(), seconds)
  end
  assert(near:set_timeout(math.huge))
  tap.equal(near:timeout(), nil)
  assert(near:set_timeout())
  tap.equal(near:timeout(), nil)
end)

tap.test("a closed connection is none", function()
  local near, far = tls.joined(client, server)
  tap.equal(near:close(), true)
  tap.equal(near:close(), true)
  tap.raises("closed", near.read, near)
  tap.raises("closed", near.write, near, "x")
  tap.raises("closed", near.version, near)
  tap.truth(tostring(near):find("otls.connection (closed)", 1, true))
  tap.fails("tls_eof", function()
    collectgarbage()
    collectgarbage()
    return far:read()
  end)
end)

tap.test("half-made connections are collected", function()
  local before = support.alive()
  for step = 0, 6 do
    local near, far = tls.link(client, server)
    for _ = 1, step do
      near:handshake()
      far:handshake()
    end
  end
  tap.equal(support.alive(), before)
end)

tap.test("nothing is left", function()
  house, client, server = nil, nil, nil
  tap.equal(support.alive(), 0)
end)

support.remove()
tap.done()
