-- SPDX-License-Identifier: ISC
-- Do openssl and the command otls understand what Lua says, over TCP?

local tap = require "tap"
local support = require "support"
local tls = require "tls"
local otls = require "otls"

local house = tls.house()
local connect = otls.connection.connect
local LIMIT = { timeout = 60 }

-- A server that is another program: the port where it listens, found in a
-- line that it prints, and a function that ends it.
local function begin(command, pattern)
  local pipe = io.popen(("echo $$; exec %s 2>&1"):format(command))
  local pid = pipe:read("*l")
  local seen = {}
  for line in pipe:lines() do
    local port = line:match(pattern)
    if port then
      return tonumber(port), function()
        os.execute("kill " .. pid .. " 2>/dev/null")
        local rest = pipe:read("*a")
        pipe:close()
        return rest
      end
    end
    seen[#seen + 1] = line
  end
  error("no port, but " .. table.concat(seen, "\n"))
end

local function s_server(options)
  return begin(("openssl s_server -accept 127.0.0.1:0 -cert '%s' -key '%s' "
    .. "-rev %s"):format(house.cert, house.key, options or ""),
    "^ACCEPT .*:(%d+)")
end

for _, version in ipairs { "TLSv1.2", "TLSv1.3" } do
  tap.test("a client talks " .. version .. " with openssl", function()
    local port, stop = s_server("-alpn echo")
    local client = house.client {
      min_version = version, max_version = version, alpn = "echo",
    }
    local c = assert(connect(client, "127.0.0.1", port, {
      timeout = 60, servername = "localhost",
    }))
    tap.equal(c:version(), version)
    tap.equal(c:alpn(), "echo")
    tap.equal(c:servername(), "localhost")
    tap.equal(c:peer_cert():subject(), "CN=localhost")
    tap.equal(c:timeout(), 60)
    assert(c:write("abc\n"))
    tap.equal(c:read(), "cba\n")
    if version == "TLSv1.3" then
      assert(c:key_update(true))
      assert(c:write("def\n"))
      tap.equal(c:read(), "fed\n")
    end
    local session = assert(c:session())
    assert(c:shutdown_write())
    c:close()
    c = assert(connect(client, "127.0.0.1", port, {
      timeout = 60, servername = "localhost", session = session,
    }))
    tap.equal(c:resumed(), true)
    assert(c:write("ghi\n"))
    tap.equal(c:read(), "ihg\n")
    c:close()
    stop()
  end)
end

tap.test("a client shows openssl its certificate", function()
  local port, stop = s_server(("-Verify 3 -verify_return_error -CAfile '%s'")
    :format(house.authority.cert))
  local c = assert(connect(house.client { credential = house.me },
    "127.0.0.1", port, LIMIT))
  assert(c:write("abc\n"))
  tap.equal(c:read(), "cba\n")
  c:close()
  c = assert(connect(house.client { max_version = "TLSv1.2",
    credential = house.me }, "127.0.0.1", port, LIMIT))
  c:close()
  local made, message, code = connect(house.client {
    max_version = "TLSv1.2" }, "127.0.0.1", port, LIMIT)
  tap.equal(made, nil)
  tap.equal(code, "tls_alert", message)
  stop()
end)

tap.test("a client refuses whom it can't believe, each with its code",
  function()
    local port, stop = s_server()
    local before = tls.descriptors()
    tap.fails("cert_untrusted", connect,
      house.client { trust = otls.trust.empty() }, "127.0.0.1", port, LIMIT)
    tap.fails("cert_host", connect, house.client(), "127.0.0.1", port,
      { timeout = 60, servername = "else.example" })
    tap.fails("tls_version", function()
      local old = house.client { max_version = "TLSv1.2" }
      local newer, halt = s_server("-tls1_3")
      local made, message, code = connect(old, "127.0.0.1", newer, LIMIT)
      halt()
      return made, message, code
    end)
    local mistake = {}
    local ok, value = pcall(connect, house.client {
      on_verify = function() error(mistake) end,
    }, "127.0.0.1", port, LIMIT)
    tap.equal(ok, false)
    tap.equal(value, mistake)
    tap.equal(tls.descriptors(), before)
    stop()
  end)

tap.test("a client's connect may yield in what decides", function()
  local port, stop = s_server()
  local client = house.client {
    on_verify = function(c)
      return coroutine.yield(c:peer_cert():subject())
    end,
  }
  local thread = coroutine.wrap(function()
    local c = assert(connect(client, "127.0.0.1", port, LIMIT))
    assert(c:write("abc\n"))
    return c:read()
  end)
  tap.equal(thread(), "CN=localhost")
  tap.equal(thread(true), "cba\n")
  stop()
end)

local command = (os.getenv("otls_tools") or "") .. "/otls"
local there = io.open(command)
if there then
  there:close()
end

-- One request to otls serve, and what it says of the connection.
local function get(client, port, options)
  options = options or {}
  options.timeout = 60
  local c, message, code = connect(client, "localhost", port, options)
  if not c then
    return nil, message, code
  end
  assert(c:write("GET /status.json HTTP/1.1\r\nHost: localhost\r\n"
    .. "Connection: close\r\n\r\n"))
  local parts = {}
  repeat
    local text, why = c:read()
    assert(text or not why, why)
    parts[#parts + 1] = text
  until not text
  local session = c:session()
  c:close()
  return table.concat(parts), session
end

if there then
  tap.test("a client talks with otls serve, and resumes", function()
    local port, stop = begin(("'%s' serve --listen 127.0.0.1:0 --cert '%s' "
      .. "--key '%s' --workers 1"):format(command, house.cert, house.key),
      "^listening on .*:(%d+)")
    local client = house.client()
    local text, session = get(client, port)
    tap.truth(text:find('"protocol": *"TLSv1.3"'), text)
    tap.truth(text:find('"resumed": *false'), text)
    text = get(client, port, { session = session })
    tap.truth(text:find('"resumed": *true'), text)
    stop()
  end)

  tap.test("otls connect believes a server in Lua", function()
    local has_socket, socket = pcall(require, "socket")
    if not has_socket then
      return
    end
    local waiting = assert(socket.bind("127.0.0.1", 0))
    waiting:settimeout(60)
    local _, port = waiting:getsockname()
    local pipe = io.popen(("'%s' connect localhost:%d --ca '%s' --json 2>&1")
      :format(command, port, house.authority.cert))
    local s = assert(waiting:accept())
    local far = assert(otls.connection.over(house.server(), s, LIMIT))
    assert(far:handshake())
    tap.equal(far:servername(), "localhost")
    far:shutdown()
    s:close()
    local said = pipe:read("*a")
    pipe:close()
    waiting:close()
    tap.truth(said:find('"verified": *true'), said)
  end)
else
  tap.skip("otls serve", "the command isn't there")
end

-- Accepts one openssl s_client, which sends a line.
local function s_client(server, options, serve)
  local socket = require "socket"
  local waiting = assert(socket.bind("127.0.0.1", 0))
  waiting:settimeout(60)
  local _, port = waiting:getsockname()
  local pipe = io.popen(("echo abc | openssl s_client -quiet -connect "
    .. "127.0.0.1:%d -CAfile '%s' -verify_return_error %s 2>&1")
    :format(port, house.authority.cert, options))
  local s = assert(waiting:accept())
  local far = assert(otls.connection.over(server, s, LIMIT))
  local ok, message = pcall(serve, far)
  far:close()
  s:close()
  local said = pipe:read("*a")
  pipe:close()
  waiting:close()
  assert(ok, message)
  return said
end

if pcall(require, "socket") then
  tap.test("a server answers openssl, by the name that it asks for",
    function()
      local names = {}
      local server = house.server {
        alpn = { "echo" },
        on_name = function(_, name)
          names[#names + 1] = name or "none"
          return true
        end,
      }
      for _, version in ipairs { "-tls1_2", "-tls1_3" } do
        local said = s_client(server, "-servername localhost -alpn echo "
          .. version, function(far)
          tap.equal(far:read(), "abc\n")
          tap.equal(far:alpn(), "echo")
          assert(far:write("from Lua\n"))
          far:shutdown() -- which waits until the peer has all
        end)
        tap.truth(said:find("from Lua", 1, true), said)
      end
      tap.equal(table.concat(names, " "), "localhost localhost")
      local refuse = house.server { on_name = function() return false end }
      local said = s_client(refuse, "-servername localhost", function(far)
        tap.fails("tls_name", far.handshake, far)
      end)
      tap.truth(said:find("unrecognized name", 1, true), said)
    end)

  tap.test("a server asks openssl for its certificate", function()
    local server = house.server { trust = house.trust, verify = "required" }
    s_client(server, ("-cert '%s' -key '%s'"):format(house.me_cert,
      house.me_key), function(far)
      tap.equal(far:read(), "abc\n")
      tap.equal(far:peer_cert():subject(), "CN=me")
      far:shutdown() -- which waits until the peer has all
    end)
    s_client(server, "", function(far)
      tap.fails("cert_missing", far.handshake, far)
    end)
  end)

  tap.test("a server sends openssl a file", function()
    local path = support.write("file", ("from a file\n"):rep(5000))
    local said = s_client(house.server(), "", function(far)
      tap.equal(far:read(), "abc\n")
      tap.equal(far:send_file(path), 60000)
      far:shutdown() -- which waits until the peer has all
    end)
    local _, count = said:gsub("from a file\n", "")
    tap.equal(count, 5000)
  end)
else
  tap.skip("servers", "LuaSocket isn't there")
end

tap.test("nothing is left", function()
  house = nil
  tap.equal(support.alive(), 0)
end)

support.remove()
tap.done()
