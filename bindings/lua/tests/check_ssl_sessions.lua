-- SPDX-License-Identifier: ISC
-- What otls.ssl has beyond LuaSec: sessions, stores, ticket keys, key logs,
-- OCSP, and errors that come out as they are.

local tap = require "tap"
if not pcall(require, "socket") then
  tap.skip_all("no LuaSocket for this Lua")
end
local support = require "support"
local luasec = require "luasec"
local otls = require "otls"
local ssl = luasec.ours
local house = luasec.house()

local function with(one, more)
  for name, value in pairs(more or {}) do
    one[name] = value
  end
  return one
end

local function client(more)
  return assert(ssl.newcontext(with({ mode = "client", protocol = "any",
    verify = "peer", cafile = house.ca }, more)))
end

local function server(more)
  return assert(ssl.newcontext(with({ mode = "server", protocol = "any",
    certificate = house.cert, key = house.key }, more)))
end

-- A connection that has said something, and the session that it leaves.
local function visit(C, S, session)
  local near, far = luasec.link(ssl, C, ssl, S)
  near:sni("localhost")
  if session then
    assert(near:setsession(session))
  end
  local one, two = luasec.shake(near, far)
  assert(one[1], one[2])
  assert(two[1], two[2])
  far:send("hello\n")
  assert(luasec.receive(near) == "hello")
  local resumed, by = near:resumed(), far:resumedby()
  local left = near:session()
  near:close()
  far:close()
  return left, resumed, by
end

for _, version in ipairs { "tlsv1_2", "tlsv1_3" } do
  tap.test(version .. ": a session resumes, also from its text", function()
    local C, S = client { protocol = version }, server()
    local session, resumed = visit(C, S)
    tap.equal(resumed, false)
    session, resumed = visit(C, S, session)
    tap.equal(resumed, true)
    local secret = assert(otls.store.make_secret())
    session = assert(otls.session.import(session:export(secret), secret))
    tap.equal(select(2, visit(C, S, session)), true)
  end)
end

tap.test("a session of LuaSec's server resumes", function()
  if not luasec.peer then
    return
  end
  local S = assert(luasec.peer.newcontext { mode = "server",
    protocol = "any", certificate = house.cert, key = house.key })
  local C = client()
  local session
  for round = 1, 2 do
    local near, far = luasec.link(ssl, C, luasec.peer, S)
    assert(near:setsession(session))
    luasec.shake(near, far)
    tap.equal(near:resumed(), round == 2)
    far:send("x\n")
    luasec.receive(near)
    session = near:session()
    near:close()
    far:close()
  end
end)

local function two_servers(name, parameters)
  tap.test("another server resumes by " .. name, function()
    local C = client()
    local session, resumed = visit(C, server(parameters()))
    tap.equal(resumed, false)
    session, resumed = visit(C, server(parameters()), session)
    tap.equal(resumed, true)
    local other = server()
    tap.equal(select(2, visit(C, other, session)), false)
  end)
end

local secret = assert(otls.store.make_secret())
local entries = {}
local keeper = {
  put = function(_, key, value) entries[key] = value end,
  get = function(_, key) return entries[key] end,
  take = function(_, key)
    local value = entries[key]
    entries[key] = nil
    return value
  end,
  remove = function(_, key) entries[key] = nil end,
}
two_servers("a store of tables", function()
  return { session_store = keeper, session_secret = secret }
end)
local opened = assert(otls.store.open("memory:", secret))
two_servers("an open store", function()
  return { session_store = opened }
end)
two_servers("a store's URL", function()
  return { session_store = "sqlite:" .. support.path("sessions.db"),
    session_secret = secret }
end)
local keys = assert(otls.ticket_keys.derived(secret))
two_servers("ticket keys", function()
  return { ticket_keys = keys, resumption = "tickets" }
end)
local key_file = support.write("ticket.key", otls.rand.private_bytes(80))
two_servers("a file of ticket keys", function()
  return { ticket_keys = key_file }
end)

tap.test("what is wrong with these parameters is said", function()
  local function refused(parameters, pattern)
    local made, message = ssl.newcontext(with({ mode = "server",
      protocol = "any" }, parameters))
    tap.equal(made, nil)
    tap.truth(message:find(pattern), message)
  end
  refused({ ticket_keys = "/nonexistent" }, "^error loading ticket keys")
  refused({ session_store = "memory:", session_secret = "short" },
    "^error opening session store")
end)

tap.test("without resumption, by the option too, there is none", function()
  for _, parameters in ipairs { { resumption = "off" },
      { options = { "all", "no_ticket" } } } do
    local C, S = client { protocol = "tlsv1_2" }, server(parameters)
    tap.equal(visit(C, S), nil) -- nothing to resume with
  end
end)

tap.test("a key log goes to a file, or line by line", function()
  local near, far = luasec.joined(ssl, client { keylog = true }, ssl,
    server { keylog = support.path("keys.log") })
  local line = tap.truth(near:keylog())
  local file = support.read("keys.log")
  tap.truth(file:find(line:match("^%S+ %x+ %x+"), 1, true), file)
  near:close()
  far:close()
end)

tap.test("a server staples what its client asks for", function()
  local response = luasec.pki.ocsp_response(house.authority, house.cert)
  local near, far = luasec.joined(ssl, client { ocsp = true }, ssl,
    server { ocsp = response })
  tap.equal(near:getocspresponse(), response)
  near:close()
  far:close()
end)

tap.test("an error of a callback comes out of dohandshake", function()
  local mistake = {}
  local near, far = luasec.link(ssl, client {
    psk = function() error(mistake) end, verify = "none" }, ssl, server())
  local ok, value = pcall(luasec.shake, near, far)
  tap.equal(ok, false)
  tap.equal(value, mistake)
  near:close()
  far:close()
end)

tap.test("a callback may yield where dohandshake may", function()
  local near, far = luasec.link(ssl, client {
    psk = function() return "me", coroutine.yield("which key?") end,
    verify = "none" }, ssl, { mode = "server", protocol = "any",
    psk = function() return ("k"):rep(32) end })
  local thread = coroutine.wrap(function()
    return luasec.shake(near, far)
  end)
  tap.equal(thread(), "which key?")
  tap.equal(thread(("k"):rep(32))[1], true)
  near:close()
  far:close()
end)

tap.test("the trust may be the system's, or an object", function()
  local trust = assert(otls.trust.load_file(house.ca))
  for _, case in ipairs { { trust, true }, { "system", false } } do
    local C = assert(ssl.newcontext { mode = "client", protocol = "any",
      verify = "peer", trust = case[1] })
    local near, far = luasec.link(ssl, C, ssl, server())
    tap.equal(luasec.shake(near, far)[1], case[2])
    near:close()
    far:close()
  end
end)

support.remove()
tap.done()
