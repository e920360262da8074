-- SPDX-License-Identifier: ISC
-- Programs that were written for LuaSec, two at a time in processes of their
-- own: do they print the same with otls.ssl in its place, unchanged?

local tap = require "tap"
if not pcall(require, "socket") then
  tap.skip_all("no LuaSocket for this Lua")
end
local support = require "support"
local luasec = require "luasec"
local house = luasec.house()
local LUA = os.getenv("LUA") or "lua"

-- What all of them begin with.
local HEAD = ([[
  local socket, ssl = require "socket", require "ssl"
  io.stdout:setvbuf "line"
  local here = "%s/"
  local common = { protocol = "any", options = "all", cafile = here
    .. "ca.pem", verify = { "peer", "fail_if_no_peer_cert" } }
  local function parameters(mode, more)
    local name = mode == "client" and "me" or "localhost"
    local all = { mode = mode, certificate = here .. name .. ".pem",
      key = here .. name .. ".key" }
    for key, value in pairs(common) do all[key] = value end
    for key, value in pairs(more or {}) do all[key] = value end
    return all
  end
  local function accept(ctx)
    local listener = assert(socket.bind("127.0.0.1", 0))
    local _, port = listener:getsockname()
    print(port)
    listener:settimeout(60)
    local sock = assert(listener:accept())
    listener:close()
    return assert(ssl.wrap(sock, ctx))
  end
  local function connect(ctx)
    return assert(ssl.wrap(assert(socket.connect("127.0.0.1",
      tonumber(arg[1]))), ctx))
  end
  local function sorted(t)
    local lines = {}
    for key, value in pairs(t) do
      if type(value) == "number" then value = ("%%.0f"):format(value) end
      lines[#lines + 1] = key .. "=" .. tostring(value)
    end
    table.sort(lines)
    print(table.concat(lines, " "))
  end
]]):format((house.ca:gsub("/[^/]*$", "")))

local samples = {
  ["one line"] = { [[
    local peer = accept(parameters "server")
    assert(peer:dohandshake())
    sorted(peer:info())
    peer:send("one line\n")
    print(peer:receive("*a"))
    peer:close()
  ]], [[
    local peer = connect(parameters "client")
    assert(peer:dohandshake())
    sorted(peer:info())
    print(peer:receive("*l"))
    peer:send("and all the rest")
    peer:close()
  ]] },
  ["certificates in all detail"] = { [[
    local function show(cert)
      for _, name in ipairs { cert:subject(), cert:issuer() } do
        for _, field in ipairs(name) do sorted(field) end
      end
      print(cert:serial(), cert:notbefore(), cert:notafter())
      print(cert:digest(), cert:digest("sha1"), cert:digest("sha256"),
        cert:digest("sha512"), cert:digest("md5"))
      print(cert:validat(os.time()), cert:validat(0), cert:validat(2 ^ 33))
      local pem, kind, bits = cert:pubkey()
      print(pem, kind, ("%.0f"):format(bits), cert:pem())
      print(cert:getsignaturename(), cert:setencode("utf8"),
        cert:setencode("x"), (cert:subject()[2] or {}).value)
      for oid, extension in pairs(cert:extensions()) do
        print(oid, extension.name)
        local names = {}
        for key, value in pairs(extension) do
          if type(value) == "table" then
            names[key] = table.concat(value, " ") .. tostring(value.name)
          end
        end
        sorted(names)
      end
    end
    local peer = accept(parameters "server")
    assert(peer:dohandshake())
    for _, cert in ipairs(peer:getpeerchain()) do show(cert) end
    local file = io.open(here .. "rich.pem")
    show(assert(ssl.loadcertificate(file:read("*a"))))
    print(ssl.loadcertificate("none"))
    peer:close()
  ]], [[
    local peer = connect(parameters "client")
    assert(peer:dohandshake())
    print(#peer:getpeerchain(), peer:getpeerverification())
    print(peer:receive("*a"))
    peer:close()
  ]] },
  ["waiting by select"] = { [[
    local peer = accept(parameters "server")
    print(peer:settimeout(0.05))
    local function wait()
      local want = peer:want()
      if want == "write" then
        socket.select(nil, { peer })
      else
        assert(want == "read", want)
        socket.select({ peer }, nil)
      end
    end
    while not peer:dohandshake() do wait() end
    local size, text, word, part = 0, nil, nil, ""
    repeat
      text, word, part = peer:receive(100000)
      size = size + #(text or part)
      if word == "wantread" then wait() end
    until size == 3000000 or word == "closed"
    print(size, peer:send("done\n"))
    peer:close()
  ]], [[
    local peer = connect(parameters "client")
    peer:settimeout(0)
    local function wait()
      if peer:want() == "read" then
        socket.select({ peer }, nil)
      else
        socket.select(nil, { peer })
      end
    end
    while not peer:dohandshake() do wait() end
    local data, at = ("x"):rep(3000000), 1
    while at <= #data do
      local last, word, sent = peer:send(data, at)
      at = (last or sent) + 1
      if word == "wantwrite" then wait() else assert(not word, word) end
    end
    peer:settimeout(nil)
    print(peer:receive())
    peer:close()
  ]] },
  ["a client that nobody trusts"] = { [[
    local peer = accept(parameters("server", { cafile = here .. "other.pem" }))
    local ok, word = peer:dohandshake()
    print(ok, word)
    peer:close()
  ]], [[
    local peer = connect(parameters("client", { protocol = "tlsv1_2" }))
    local ok, word = peer:dohandshake()
    print(ok, word)
    peer:close()
  ]] },
  ["a loop of short messages"] = { [[
    local peer = accept(assert(ssl.newcontext(parameters "server")))
    assert(peer:dohandshake())
    for line in function() return peer:receive() end do
      peer:send(line:reverse() .. "\n")
    end
    local received, sent = peer:getstats()
    print(("%.0f %.0f"):format(received, sent))
    peer:close()
  ]], [[
    local peer = connect(assert(ssl.newcontext(parameters "client")))
    assert(peer:dohandshake())
    for n = 1, 200 do
      peer:send(("line "):rep(n) .. "\n")
      assert(peer:receive() == ("line "):rep(n):reverse())
    end
    peer:close()
    print(peer:send("x"))
  ]] },
}

-- A certificate with names of all kinds, in more than ASCII.
support.write("rich.cnf", [[
[req]
distinguished_name = dn
prompt = no
utf8 = yes
string_mask = pkix
x509_extensions = ext
[dn]
C = CH
O = Bäckerei
1.2.3.4 = an identifier
CN = rich
[ext]
subjectAltName = @names
keyUsage = critical, digitalSignature
[names]
DNS.1 = one.example
DNS.2 = *.two.example
IP.1 = 192.0.2.1
IP.2 = 2001:db8::1
email.1 = me@example.com
URI.1 = https://example.com/
otherName.1 = 1.3.6.1.5.5.7.8.5;UTF8:me@example.com
RID.1 = 1.2.3
]])
assert(support.run(("openssl req -x509 -newkey rsa:2048 -nodes -days 2 "
  .. "-config %s -keyout %s -out %s 2>/dev/null"):format(
  support.path("rich.cnf"), support.path("rich.key"),
  support.path("rich.pem"))))

local function command(side, ours, port)
  return ("%s %s '%s' %s 2>&1"):format(LUA,
    ours and "-e 'require(\"otls.ssl\").install()'" or "",
    support.path(side), port or "")
end

-- What both print.
local function play(C, S)
  local server = io.popen(command("server.lua", S))
  local port = tostring(server:read("*l"))
  assert(tonumber(port), port)
  local client = io.popen(command("client.lua", C, port))
  local said = client:read("*a") .. "--\n" .. server:read("*a")
  client:close()
  server:close()
  return (said:gsub("(%d)%.0%f[%D]", "%1")) -- LuaSec has no integers
end

for name, sample in pairs(samples) do
  support.write("server.lua", HEAD .. sample[1])
  support.write("client.lua", HEAD .. sample[2])
  tap.test(name .. ": they go through", function()
    local said = play(true, true)
    tap.equal(said:match("traceback"), nil, said)
  end)
  if luasec.peer then
    for _, cast in ipairs { { true, true }, { true, false },
        { false, true } } do
      tap.test(("%s: the same (client %s, server %s)"):format(name,
        cast[1] and "ours" or "LuaSec", cast[2] and "ours" or "LuaSec"),
        function()
          tap.equal(play(cast[1], cast[2]), play(false, false))
        end)
    end
  end
end

support.remove()
tap.done()
