-- SPDX-License-Identifier: ISC
-- Do connections over real sockets wait as long as they may, and no longer,
-- and give every descriptor back?

local tap = require "tap"
local support = require "support"

local has_socket, socket = pcall(require, "socket")
if not has_socket then
  tap.skip_all("LuaSocket isn't there: " .. tostring(socket):match("[^\n]*"))
end

local tls = require "tls"
local otls = require "otls"

local house = tls.house()
local client, server = house.client(), house.server()
local connection = otls.connection

local function listener()
  local waiting = assert(socket.bind("127.0.0.1", 0))
  local _, port = waiting:getsockname()
  waiting:settimeout(10)
  return waiting, tonumber(port)
end

-- Two ends of a TCP connection.
local function pair()
  local waiting, port = listener()
  local near = assert(socket.connect("127.0.0.1", port))
  local far = assert(waiting:accept())
  waiting:close()
  return near, far
end

-- Two ends of a TLS connection over them, that never wait.
local function over(a, b, options)
  local near = assert(connection.over(client, a,
    options or { servername = "localhost", timeout = 0 }))
  local far = assert(connection.over(server, b, { timeout = 0 }))
  return near, far
end

-- Runs coroutines, each of which yields the connection that it waits for and
-- whether it is to read, until all are done.
local function loop(...)
  local waiting = {}
  for _, f in ipairs { ... } do
    waiting[coroutine.create(f)] = false
  end
  while next(waiting) do
    local reads, writes = {}, {}
    for thread, what in pairs(waiting) do
      if what == false then
        local ok, one, read = coroutine.resume(thread)
        assert(ok, one)
        what = one and { one, read } or nil
        waiting[thread] = what
      end
      if what then
        table.insert(what[2] and reads or writes, what[1])
      end
    end
    local readable, writable = socket.select(reads, writes, 10)
    for thread, what in pairs(waiting) do
      if readable[what[1]] or writable[what[1]] then
        waiting[thread] = false
      end
    end
  end
end

local function wait(c, method, ...)
  while true do
    local one, message, code = c[method](c, ...)
    if one or not message then
      return one
    end
    if not code:find("^want_") then
      error(message, 0)
    end
    coroutine.yield(c, code == "want_read")
  end
end

tap.test("LuaSocket's select carries two ends through", function()
  local a, b = pair()
  local near, far = over(a, b)
  tap.equal(near:fd(), a:getfd())
  local got
  loop(function()
    wait(near, "handshake")
    wait(near, "write", ("there"):rep(10000))
    tap.equal(wait(near, "read"), "back")
    tap.equal(wait(near, "read"), nil)
  end, function()
    wait(far, "handshake")
    local parts = {}
    while #table.concat(parts) < 50000 do
      parts[#parts + 1] = wait(far, "read")
    end
    got = table.concat(parts)
    wait(far, "write", "back")
    wait(far, "shutdown_write")
  end)
  tap.equal(got, ("there"):rep(10000))
  near:close()
  tap.truth(a:getfd() >= 0)
  a:close()
  b:close()
end)

tap.test("a socket stays while its connection does", function()
  local a, b = pair()
  local near = over(a, b)
  a = nil -- luacheck: ignore
  collectgarbage()
  collectgarbage()
  tap.fails("want_read", near.handshake, near)
end)

tap.test("a descriptor does as well as a socket, a closed one is a mistake",
  function()
    local a, b = pair()
    local near = assert(connection.over(client, a:getfd(),
      { servername = "localhost", timeout = 0 }))
    tap.equal(near:fd(), a:getfd())
    tap.fails("want_read", near.handshake, near)
    a:close()
    b:close()
    tap.raises("", connection.over, client, a)
    tap.raises("integer", connection.over, client, "a")
    tap.raises("option", connection.over, client, b, { closes = true })
  end)

tap.test("who says nothing is waited for no longer than the timeout",
  function()
    local a, b = pair()
    local near = assert(connection.over(client, a,
      { servername = "localhost", timeout = 0.05 }))
    tap.fails("timeout", near.handshake, near)
    tap.fails("timeout", near.read, near)
    a:close()
    b:close()
    local waiting, port = listener()
    tap.fails("timeout", connection.connect, client, "127.0.0.1", port,
      { timeout = 0.05 })
    waiting:close()
  end)

tap.test("a timeout is for the whole call, questions included", function()
  local a, b = pair()
  local calls = 0
  local judge = house.client {
    on_verify = function()
      calls = calls + 1
      return true
    end,
  }
  local near = assert(connection.over(judge, a,
    { servername = "localhost", timeout = 0 }))
  local far = assert(connection.over(server, b, { timeout = 0 }))
  tls.shake(near, far)
  tap.equal(calls, 1)
  tap.equal(near:timeout(), 0)
  near:set_timeout(0.05)
  tls.shake(near, far)
  near:read()
  tap.fails("timeout", near.read, near)
  tap.equal(near:timeout(), 0.05)
  a:close()
  b:close()
end)

tap.test("a refused connection, and a peer that hangs up, are told",
  function()
    local waiting, port = listener()
    waiting:close()
    local made, _, code = connection.connect(client, "127.0.0.1", port,
      { timeout = 10 })
    tap.equal(made, nil)
    tap.truth(code == "closed" or code == "io", code)
    tap.raises("timeout", connection.connect, client, "127.0.0.1", port,
      { timeout = 0 })
    tap.raises("port", connection.connect, client, "127.0.0.1", 0)
    local a, b = pair()
    local near = over(a, b)
    near:handshake()
    b:close()
    near:set_timeout(10)
    local _, message, what = near:handshake()
    tap.truth(what == "tls_eof" or what == "closed", message)
    a:close()
  end)

tap.test("plain HTTP is named", function()
  local a, b = pair()
  local near = over(a, b)
  near:handshake()
  b:send("HTTP/1.1 400 Bad Request\r\n\r\n")
  near:set_timeout(10)
  local message = tap.fails("tls_not_tls", near.handshake, near)
  tap.truth(message:find("HTTP", 1, true), message)
  a:close()
  b:close()
end)

tap.test("Ctrl-C ends a wait", function()
  local script = [[
    local socket = require "socket"
    local otls = require "otls"
    local waiting = socket.bind("127.0.0.1", 0)
    local _, port = waiting:getsockname()
    local c = assert(otls.connection.over(otls.context.client(),
      assert(socket.connect("127.0.0.1", port)),
      { servername = "localhost", timeout = 30 }))
    local kill
    local ok, message = pcall(function() -- it may come at once
      kill = io.popen("kill -INT $PPID")
      c:handshake()
    end)
    if kill then kill:close() end
    print(ok, (tostring(message):gsub("^.*: ", "")))
  ]]
  local pipe = io.popen(support.lua(script) .. " 2>&1")
  local line = pipe:read("*l")
  pipe:close()
  tap.equal(line, "false\tinterrupted!")
end)

tap.test("descriptors are given back, whatever fails", function()
  collectgarbage()
  collectgarbage()
  local before = tls.descriptors()
  if not before then
    return
  end
  local waiting, port = listener()
  for _ = 1, 5 do
    tap.fails("timeout", connection.connect, client, "127.0.0.1", port,
      { timeout = 0.01 })
    tap.raises("", connection.connect, client, "127.0.0.1", port,
      { servername = "a b" })
    local judge = house.client { on_verify = error }
    local near, far = pair()
    local c = connection.over(judge, near, { servername = "localhost" })
    c:close()
    near:close()
    far:close()
  end
  waiting:close()
  tap.equal(tls.descriptors(), before)
end)

tap.test("nothing is left", function()
  house, client, server = nil, nil, nil
  tap.equal(support.alive(), 0)
end)

support.remove()
tap.done()
