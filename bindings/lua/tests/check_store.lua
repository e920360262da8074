-- SPDX-License-Identifier: ISC
-- Do stores keep what they are given, and servers their sessions in them?

local tap = require "tap"
local support = require "support"
local tls = require "tls"
local redis = require "redis"
local sessions = require "sessions"
local otls = require "otls"
local core = require "otls.core"
local store = otls.store
local VERSIONS, resuming = sessions.versions, sessions.resuming
local visit = sessions.visit

local house = tls.house()
local LIMIT = 100000 -- milliseconds, for what must happen

local function with_store(kept, more)
  return sessions.server(house, kept, more)
end

-- Entries

tap.test("an entry is put, got and taken", function()
  local kept = assert(store.open "memory:")
  tap.equal(otls.type(kept), "store")
  tap.equal(select("#", kept:get("a")), 1)
  tap.equal(kept:get("a"), nil)
  tap.equal(kept:count(), 0)
  tap.equal(kept:put("a\0b", "one\0two", 60), true)
  assert(kept:put("b", ("x"):rep(16000), 0.5))
  tap.equal(kept:get("a\0b"), "one\0two")
  tap.equal(kept:count(), 2)
  tap.equal(kept:take("a\0b"), "one\0two")
  tap.equal(kept:take("a\0b"), nil)
  assert(kept:put("c", "", 60))
  tap.equal(kept:get("c"), "")
  tap.equal(kept:remove("c"), true)
  tap.equal(kept:remove("c"), false)
  tap.equal(kept:counter("hit"), 3)
  tap.equal(kept:counter("miss"), 3)
  tap.equal(kept:counter("put"), 3)
  tap.equal(kept:warning(), nil)
  tap.equal(kept:purge(), true)
  tap.equal(kept:count(), 0)
  tap.equal(kept:pump(), true)
  tap.fails("unsupported", kept.fd, kept)
  tap.fails("unsupported", kept.getfd, kept)
  tap.fails("unsupported", kept.next_write, kept)
end)

tap.test("a large entry is got with one look-up that counts", function()
  local kept = assert(store.open "memory:?max_value=100000")
  local large = ("x"):rep(99000)
  assert(kept:put("a", large, 60))
  tap.equal(kept:get("a"), large)
  tap.equal(kept:take("a"), large)
  tap.equal(kept:take("a"), nil)
end)

tap.test("a database is for whoever has the secret", function()
  local url = "sqlite:" .. support.path("s.db")
  local secret = assert(store.make_secret())
  tap.equal(#secret, 44)
  local path = support.write("secret", secret .. "\n")
  local kept = assert(store.open(url, secret))
  assert(kept:put("a", "one", 60))
  tap.equal(assert(store.open_file(url, path)):get("a"), "one")
  local stranger = assert(store.open(url, store.make_secret()))
  tap.equal(stranger:get("a"), nil)
  tap.equal(stranger:count(), 1)
  assert(stranger:purge())
  tap.equal(kept:get("a"), nil)
end)

tap.test("what is wrong is told, and no secret is shown", function()
  local url = "sqlite:" .. support.path("s.db")
  tap.fails("store_secret", store.open, url)
  local message = tap.fails("store_secret", store.open, url, "nonsense")
  tap.equal(message:find("nonsense", 1, true), nil)
  tap.fails("not_found", store.open_file, url, support.path("nowhere"))
  tap.fails("unsupported", store.open, "nosuch:", store.make_secret())
  tap.raises("check_store%.lua:%d+: .*nonsense",
    function() store.open "memory:?nonsense=1" end)
  tap.raises("check_store%.lua:%d+: ", function() store.open(7) end)
  local kept = assert(store.open "memory:")
  for _, ttl in ipairs { 0, -1, 0 / 0, 1 / 0, 2 ^ 60, "1" } do
    tap.raises("check_store%.lua:%d+: a time to live",
      function() kept:put("a", "b", ttl) end)
  end
  tap.raises("a time to live", kept.put, kept, "a", "b")
  tap.raises("check_store%.lua:%d+: ", function() kept:put("", "b", 1) end)
  tap.raises("no counter", kept.counter, kept, "hits")
  tap.fails("limit", kept.put, kept, "a", ("x"):rep(20000), 1)
  tap.equal(kept:close(), true)
  tap.equal(kept:close(), true)
  tap.equal(tostring(kept), "otls.store (closed)")
  tap.raises("closed", kept.get, kept, "a")
  tap.raises("closed", kept.warning, kept)
end)

tap.test("a store that fails says why", function()
  support.write("bad.db", ("no database"):rep(100))
  local kept = assert(store.open("sqlite:" .. support.path("bad.db"),
    store.make_secret()))
  tap.fails("store", kept.get, kept, "a")
  tap.truth(kept:warning():find("bad.db", 1, true), kept:warning())
  tap.equal(kept:counter("failed"), 1)
end)

-- Sessions of servers

for _, version in ipairs(VERSIONS) do
  tap.test("sessions outlive the context, " .. version, function()
    local client = house.client { max_version = version }
    local kept = assert(store.open "memory:")
    local server = with_store(kept, { session_life = 3600 })
    local _, session, resumed = visit(client, server)
    tap.equal(resumed, false)
    server:close()
    local why
    why, session, resumed = visit(client, with_store(kept), session)
    tap.equal(resumed, true)
    tap.truth(why:find("from the store", 1, true), why)
    local copy = with_store(kept):copy()
    kept:close()
    tap.equal(select(3, visit(client, copy, session)), true)
    assert(copy:set_store(nil))
    assert(copy:set_resumption("tickets"))
    tap.equal(select(3, visit(client, copy, session)), false)
  end)
end

for _, version in ipairs(VERSIONS) do
  tap.test("a client's context keeps its sessions, " .. version, function()
    local kept = assert(store.open "memory:")
    local server = house.server()
    local function come_back()
      local client = house.client { max_version = version, store = kept,
        session_life = 3600 }
      local near, far = tls.joined(client, server,
        { servername = "localhost" })
      tls.talk(near, far)
      return near:resumed_by()
    end
    tap.equal(come_back(), nil)
    for _ = 1, 3 do
      tap.equal(come_back(), "store")
    end
    assert(kept:purge())
    tap.equal(come_back(), nil)
  end)
end

tap.test("stores and lives of sessions are checked", function()
  local client = house.client()
  tap.raises("", client.set_store, client, house.trust)
  tap.raises("", house.server, { session_life = 700000 })
end)

-- A real Redis

local server, why = redis.start()
local function redis_test(name, f)
  if not server then
    tap.skip(name, why)
  elseif select(3, store.open(server.url, redis.secret)) == "unsupported" then
    tap.skip(name, "the build has no hiredis")
  else
    tap.test(name, f)
  end
end

redis_test("a Redis keeps entries for others", function()
  local url = server.url .. "?deadline_ms=60000"
  local one = assert(store.open(url, redis.secret))
  local two = assert(store.open(url, redis.secret))
  assert(one:put("a", "one", 60))
  local done, message, code
  local limit = core.now_ms() + LIMIT
  repeat
    done, message, code = one:pump()
    tap.truth(done or code == "want_read" and one:fd() >= 0
      and one:getfd() == one:fd(), message)
  until done or core.now_ms() > limit
  tap.equal(done, true)
  tap.equal(two:get("a"), "one")
  tap.equal(two:take("a"), "one")
  tap.equal(one:get("a"), nil)
  tap.equal(one:count(), 0)
  tap.equal(one:counter("dropped"), 0)
end)

for _, version in ipairs(VERSIONS) do
  redis_test("others are served while one waits for a Redis, " .. version,
    function()
      local client = house.client { max_version = version }
      local kept = assert(store.open(server.url .. "?deadline_ms=60000",
        redis.secret))
      local context = with_store(kept)
      local _, session = visit(client, context)
      server.stop()
      local near, far = tls.link(client, context, resuming(session))
      near:handshake()
      assert(far:set_timeout(0))
      for _ = 1, 3 do
        tap.fails("want_store", far.handshake, far)
      end
      local fd, events, wait = far:store_poll()
      tap.truth(fd >= 0)
      tap.equal(events, "r")
      tap.truth(wait > 0 and wait <= 60)
      tap.equal(select(3, visit(client, context)), false)
      tap.fails("want_store", far.handshake, far)
      server.go()
      local limit, code = core.now_ms() + LIMIT, nil
      repeat
        code = select(3, far:handshake())
      until code ~= "want_store" or core.now_ms() > limit
      tap.equal(tls.shake(near, far)[1], true)
      tap.equal(far:resumed(), true)
    end)
end

redis_test("a Redis that says nothing is a miss after the deadline",
  function()
    local kept = assert(store.open(server.url .. "?deadline_ms=1",
      redis.secret))
    local context = with_store(kept)
    local _, session = visit(house.client(), context)
    server.stop()
    local near, far = tls.link(house.client(), context, resuming(session))
    near:handshake()
    assert(far:set_timeout(0))
    local limit, code = core.now_ms() + LIMIT, nil
    repeat
      code = select(3, far:handshake())
    until code ~= "want_store" or core.now_ms() > limit
    tap.equal(tls.shake(near, far)[1], true)
    tap.equal(far:resumed(), false)
    tap.truth(kept:counter("timeout") > 0)
    server.go()
  end)

-- Connections that may wait do it by themselves.
local has_socket, socket = pcall(require, "socket")
local WAITS = "a connection that may wait asks the Redis by itself"
if not has_socket then
  tap.skip(WAITS, "this Lua has no LuaSocket")
else
  redis_test(WAITS, function()
    local kept = assert(store.open(server.url .. "?deadline_ms=60000",
      redis.secret))
    local context = with_store(kept)
    local listener = assert(socket.bind("127.0.0.1", 0))
    local port = select(2, listener:getsockname())
    local file = support.path("session")
    for _, option in ipairs { "-sess_out", "-sess_in" } do
      local client = io.popen(("openssl s_client -connect 127.0.0.1:%d "
        .. "-servername localhost -CAfile '%s' %s '%s' -ign_eof "
        .. "</dev/null 2>&1"):format(port, house.authority.cert, option,
        file))
      local s = assert(listener:accept())
      local far = assert(otls.connection.over(context, s, { timeout = 100 }))
      tap.equal(far:handshake(), true)
      tap.equal(far:resumed(), option == "-sess_in", far:explain())
      assert(far:write("hello\n"))
      assert(far:shutdown_write())
      client:read("*a")
      client:close()
      s:close()
    end
    listener:close()
  end)
end

if server then
  server.finish()
end

tap.test("nothing is left", function()
  house = nil
  tap.equal(support.alive(), 0)
end)

support.remove()
tap.done()
