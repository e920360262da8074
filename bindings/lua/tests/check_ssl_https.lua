-- SPDX-License-Identifier: ISC
-- HTTPS by otls.ssl and by LuaSec, asked of servers by each.

local tap = require "tap"
if not pcall(require, "socket.http") then
  tap.skip_all("no LuaSocket for this Lua")
end
local ltn12 = require "ltn12"
local support = require "support"
local luasec = require "luasec"
local https = require "otls.ssl.https"
local show = luasec.show
local house = luasec.house()

-- A server in another process, by the module `module`: its port, and a
-- function that ends it and gives the requests that it has answered, each with
-- whether its connection was resumed.
local function serve(module)
  local script = ([[
    io.stdout:setvbuf "line"
    local socket = require "socket"
    local ssl = require "%s"
    local ctx = assert(ssl.newcontext { mode = "server", protocol = "any",
      certificate = "%s", key = "%s" })
    local listener = assert(socket.bind("127.0.0.1", 0))
    local _, port = listener:getsockname()
    print(port)
    listener:settimeout(60)
    local function answer(conn)
      local line = conn:receive()
      if not line then return end
      local length = 0
      repeat
        local header = conn:receive()
        length = tonumber((header or ""):lower():match(
          "^content%%-length: (%%d+)")) or length
      until not header or header == ""
      local body = length > 0 and conn:receive(length) or ""
      print(line, conn.resumed and conn:resumed())
      local path = line:match("^%%S+ (%%S+)")
      local to = path:match("^/to(/%%S+)")
      local far = path:match("^/far/(%%w+)/")
      if to or far then
        local where = far and far .. "://localhost:" .. port .. "/done" or to
        conn:send("HTTP/1.1 302 Found\r\nLocation: " .. where
          .. "\r\nContent-Length: 5\r\nConnection: close\r\n\r\nmoved")
      else
        body = line .. "|" .. body
        conn:send("HTTP/1.1 200 OK\r\nContent-Length: " .. #body
          .. "\r\nConnection: close\r\n\r\n" .. body)
      end
      return path == "/quit"
    end
    repeat
      local sock = assert(listener:accept())
      sock:settimeout(60)
      local conn = assert(ssl.wrap(sock, ctx))
      conn:settimeout(60)
      local last = conn:dohandshake() and answer(conn)
      conn:close()
    until last
  ]]):format(module, house.cert, house.key)
  local name = "server-" .. module .. ".lua"
  local pipe = io.popen(("%s '%s'"):format(os.getenv("LUA") or "lua",
    support.write(name, script)))
  local port = tonumber(pipe:read("*l"))
  return port, function()
    https.request { url = ("https://127.0.0.1:%d/quit"):format(port),
      resumption = "off" }
    local lines = pipe:read("*a")
    pipe:close()
    return lines
  end
end

local found, peer = pcall(require, "ssl.https")
local servers = found and { "otls.ssl", "ssl" } or { "otls.ssl" }

for _, module in ipairs(servers) do
  local port, stop = serve(module)
  local base = ("https://localhost:%d"):format(port)
  local by = " (a server of " .. module .. ")"

  -- What both say, or what ours does where there is no LuaSec.
  local function both(wanted, f)
    tap.equal(show { f(https) }, show(wanted))
    if found then
      tap.equal(show { f(peer) }, show(wanted))
    end
  end

  tap.test("a URL is asked, and a body posted" .. by, function()
    both({ "GET /a?b HTTP/1.1|", 200, "HTTP/1.1 200 OK" }, function(module)
      local body, code, headers, status = module.request(base .. "/a?b")
      assert(headers["content-length"] == tostring(#body))
      return body, code, status
    end)
    both({ "POST /a HTTP/1.1|x=y", 200 }, function(module)
      local body, code = module.request(base .. "/a", "x=y")
      return body, code
    end)
  end)

  tap.test("a table is asked, and may want proof" .. by, function()
    for _, version in ipairs { "tlsv1_2", "tlsv1_3" } do
      both({ 1, 200, "GET / HTTP/1.1|" }, function(module)
        local parts = {}
        local one, code = module.request { url = base .. "/",
          sink = ltn12.sink.table(parts), protocol = version,
          verify = "peer", cafile = house.ca }
        return one, code, table.concat(parts)
      end)
    end
    both({ nil, "certificate verify failed" }, function(module)
      return module.request { url = base .. "/", verify = "peer",
        cafile = house.other }
    end)
  end)

  tap.test("a redirect is followed to https, and nowhere else" .. by,
    function()
      both({ "moved", 302 }, function(module)
        local body, code = module.request(base .. "/to/there")
        return body, code
      end)
      both({ "moved", 302 }, function(module)
        local body, code = module.request(base .. "/far/http/")
        return body, code
      end)
      both({ "GET /done HTTP/1.1|", 200 }, function(module)
        local body, code = module.request(base .. "/far/https/")
        return body, code
      end)
    end)

  tap.test("what LuaSec refuses is refused" .. by, function()
    for name, words in pairs {
      proxy = "proxy not supported", redirect = "redirect not supported",
      create = "create function not permitted",
    } do
      both({ nil, words }, function(module)
        return module.request { url = base .. "/", [name] = "x" }
      end)
    end
    both({ nil, "connection refused" }, function(module)
      return module.request("https://127.0.0.1:1/")
    end)
  end)

  tap.test("with proof the host's name is compared" .. by, function()
    local other = base:gsub("localhost", "127.1")
    local function ask(more)
      local parameters = { url = other .. "/", verify = "peer",
        cafile = house.ca }
      for name, value in pairs(more or {}) do
        parameters[name] = value
      end
      return https.request(parameters)
    end
    local one, why = ask()
    tap.equal(one, nil)
    tap.equal(why, "certificate verify failed")
    tap.equal(ask { verify_host = false }, 1)
    -- and the system's authorities don't know this one
    one, why = https.request { url = base .. "/", verify = "peer" }
    tap.equal(one, nil)
    tap.equal(why, "certificate verify failed")
  end)

  tap.test("a server that is asked again resumes, if it may" .. by, function()
    https.forget()
    local function ask(path, more)
      local parameters = { url = base .. path, verify = "peer",
        cafile = house.ca }
      for name, value in pairs(more or {}) do
        parameters[name] = value
      end
      local seen
      local tcp = https.tcp
      https.tcp = function(given)
        local create = tcp(given)
        return function()
          local conn = create()
          local connect = conn.connect
          function conn:connect(...)
            local ok = connect(self, ...)
            seen = self:resumed()
            return ok
          end
          return conn
        end
      end
      local one, why = https.request(parameters)
      https.tcp = tcp
      tap.equal(one, 1, why)
      return seen
    end
    tap.equal(ask "/1", false)
    tap.equal(ask "/2", true)
    tap.equal(ask "/3", true)
    tap.equal(ask("/4", { protocol = "tlsv1_2" }), false)
    tap.equal(ask("/5", { protocol = "tlsv1_2" }), true)
    tap.equal(ask("/6", { resumption = "off" }), false)
    tap.equal(ask("/7", { certificate = house.me, key = house.me_key }),
      false)
    tap.equal(ask("/8", { verify = "none", verify_host = false }), false)
    -- what was taken by one that leaves none in its place is gone
    tap.equal(ask "/a", false)
    local create = https.tcp { verify = "peer", cafile = house.ca }
    for round = 1, 2 do
      local conn = create()
      conn:connect("localhost", port)
      tap.equal(conn:resumed(), round == 1)
      conn:close()
    end
    https.forget()
    tap.equal(ask "/9", false)
  end)

  local lines = stop()
  if module == "otls.ssl" then
    tap.test("the server knows that it was resumed", function()
      tap.truth(lines:find("GET /2 HTTP/1.1\ttrue", 1, true), lines)
      tap.truth(lines:find("GET /9 HTTP/1.1\tfalse", 1, true), lines)
    end)
  end
end

support.remove()
tap.done()
