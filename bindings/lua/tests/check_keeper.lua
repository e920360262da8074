-- SPDX-License-Identifier: ISC
-- Can a table keep the sessions of servers, and do no harm?

local tap = require "tap"
local support = require "support"
local tls = require "tls"
local sessions = require "sessions"
local otls = require "otls"
local store = otls.store
local VERSIONS, resuming = sessions.versions, sessions.resuming
local visit = sessions.visit

local house = tls.house()
local LOOKS = { ["TLSv1.2"] = "get", ["TLSv1.3"] = "take" }

local function with_store(kept, more)
  return sessions.server(house, kept, more)
end

-- A store in a table.
local function new_keeper()
  local keeper = { kept = {}, calls = {} }
  local function note(self, operation, key)
    assert(self == keeper and #key == 32)
    self.calls[#self.calls + 1] = operation
  end
  function keeper:put(key, value, ttl)
    note(self, "put", key)
    assert(ttl > 0 and ttl <= 7200)
    self.kept[key] = value
  end
  function keeper:get(key)
    note(self, "get", key)
    return self.kept[key]
  end
  function keeper:take(key)
    note(self, "take", key)
    local value = self.kept[key]
    self.kept[key] = nil
    return value
  end
  function keeper:remove(key)
    note(self, "remove", key)
    self.kept[key] = nil
  end
  function keeper:called()
    return table.concat(self.calls, " ")
  end
  return keeper
end

local function of(keeper, more)
  local options = { secret = store.make_secret() }
  for name, value in pairs(more or {}) do
    options[name] = value
  end
  return assert(store.of(keeper, options))
end

for _, version in ipairs(VERSIONS) do
  local look = LOOKS[version]

  tap.test("a table is a store, " .. version, function()
    local client = house.client { max_version = version }
    local keeper = new_keeper()
    local kept = of(keeper)
    local server = with_store(kept)
    local _, session = visit(client, server)
    tap.equal(keeper:called():gsub(" put", ""), "put")
    for _ = 1, 2 do
      local why, resumed
      keeper.calls = {}
      why, session, resumed = visit(client, server, session)
      tap.equal(resumed, true, why)
      tap.equal(keeper.calls[1], look)
    end
    for _, value in pairs(keeper.kept) do
      tap.equal(value:find("localhost", 1, true), nil)
    end
    tap.fails("unsupported", kept.get, kept, "name")
    tap.equal(kept:warning(), nil)
  end)

  tap.test("what a keeper does wrong is a miss and is told once, "
    .. version, function()
    local client = house.client { max_version = version }
    local mistake = setmetatable({}, {
      __tostring = function() error "not even that" end,
    })
    local bad = {
      raises = function() error(mistake) end,
      raises_nil = function() error(nil) end,
      a_number = function() return 7 end,
      a_table = function() return {} end,
      the_truth = function() return true end,
      nonsense = function() return "nonsense" end,
      nothing = function() return "" end,
      too_much = function() return ("x"):rep(1000000) end,
      none = function() return nil end,
      false_too = function() return false end,
    }
    local silent = { nonsense = true, nothing = true, too_much = true,
      none = true, false_too = true }
    for name, f in pairs(bad) do
      local keeper, told = new_keeper(), {}
      local kept = of(keeper, {
        on_error = function(err, operation)
          told[#told + 1] = { err = err, operation = operation }
          error "that is no reason either"
        end,
      })
      local server = with_store(kept)
      local _, session = visit(client, server)
      keeper[look] = f
      for _ = 1, 2 do
        tap.equal(select(3, visit(client, server, session)), false, name)
      end
      tap.equal(#told, silent[name] and 0 or 1, name)
      tap.equal((kept:warning() or ""):find("counts as a miss", 1, true)
        == nil, silent[name] or false, name)
      if told[1] then
        tap.equal(told[1].operation, look, name)
        tap.truth(kept:warning():find("the " .. look, 1, true), name)
      end
      if name == "raises" then
        tap.equal(told[1].err, mistake)
      elseif name == "a_table" then
        tap.truth(kept:warning():find("a table was returned", 1, true))
      end
    end
  end)

  tap.test("what can't be put or removed is lost, and nothing else, "
    .. version, function()
    local client = house.client { max_version = version }
    local keeper = new_keeper()
    function keeper:put()
      error "no room"
    end
    local kept = of(keeper)
    local server = with_store(kept)
    local _, session = visit(client, server)
    tap.truth(kept:warning():find("put of .*no room"), kept:warning())
    keeper.take, keeper.get, keeper.put, keeper.remove = nil, nil, nil, nil
    tap.equal(select(3, visit(client, server, session)), false)
  end)

  tap.test("an entry of another session resumes nothing, " .. version,
    function()
      local client = house.client { max_version = version }
      local keeper = new_keeper()
      local kept = of(keeper)
      local server = with_store(kept)
      local _, one = visit(client, server)
      local first = next(keeper.kept)
      local _, two = visit(client, server)
      for key in pairs(keeper.kept) do
        if key ~= first then
          keeper.kept[first], keeper.kept[key] =
            keeper.kept[key], keeper.kept[first]
        end
      end
      local before = kept:counter("damaged")
      tap.equal(select(3, visit(client, server, one)), false)
      tap.equal(select(3, visit(client, server, two)), false)
      tap.truth(kept:counter("damaged") > before)
    end)

  tap.test("the methods may yield where the handshake may, " .. version,
    function()
      local client = house.client { max_version = version }
      local keeper = new_keeper()
      local kept = of(keeper)
      local server = with_store(kept)
      local _, session = visit(client, server)
      local plain = keeper[look]
      keeper[look] = function(self, key)
        tap.equal(coroutine.yield("a look-up"), "go on")
        return plain(self, key)
      end
      local put = keeper.put
      function keeper:put(key, value, ttl)
        coroutine.yield("a put")
        return put(self, key, value, ttl)
      end
      local near, far = tls.link(client, server, resuming(session))
      near:handshake()
      local thread = coroutine.wrap(function()
        assert(select(2, tls.shake(near, far))[1])
        return "done"
      end)
      tap.equal(thread(), "a look-up")
      tap.raises("decides", far.handshake, far)
      keeper[look] = plain
      keeper.put = put
      tap.equal(select(3, visit(client, server)), false) -- meanwhile
      tap.equal(thread("go on"), "done")
      tap.equal(far:resumed(), true)
      tls.talk(near, far)
    end)
end

tap.test("userdata is a store", function()
  local keeper = new_keeper()
  local user = io.tmpfile()
  debug.setmetatable(user, {
    __index = function(_, name)
      local f = keeper[name]
      return f and function(_, ...) return f(keeper, ...) end
    end,
  })
  local server = with_store(of(user))
  local _, session = visit(house.client(), server)
  tap.equal(select(3, visit(house.client(), server, session)), true)
end)

tap.test("what is no store, and options that don't exist, are mistakes",
  function()
    local options = { secret = store.make_secret() }
    local keeper = new_keeper()
    tap.raises("check_keeper%.lua:%d+: a table or userdata",
      function() store.of("keeper", options) end)
    for _, name in ipairs { "put", "get", "take", "remove" } do
      local less = new_keeper()
      less[name] = nil
      tap.raises("no method '" .. name .. "'", store.of, less, options)
    end
    tap.raises("a table of options", store.of, keeper)
    tap.raises("no option 'deadline'", store.of, keeper, { deadline = 1 })
    tap.raises("'secret' is no string", store.of, keeper, { secret = 1 })
    tap.raises("'on_error' is no function", store.of, keeper,
      { secret = options.secret, on_error = {} })
    for _, number in ipairs { 0, -1, 0 / 0, 1 / 0, 2 ^ 60 } do
      tap.raises("deadline_ms", store.of, keeper,
        { secret = options.secret, deadline_ms = number })
    end
    tap.fails("store_secret", store.of, keeper, {})
    tap.fails("store_secret", store.of, keeper, { secret = "nonsense" })
    tap.equal(otls.type(of(keeper, { deadline_ms = 10, max_value = 1000 })),
      "store")
  end)

tap.test("outside a coroutine a yield is a miss with a clear error",
  function()
    local keeper, told = new_keeper(), nil
    local server = with_store(of(keeper, {
      on_error = function(err) told = err end,
    }))
    local _, session = visit(house.client(), server)
    keeper.take = coroutine.yield
    tap.equal(select(3, visit(house.client(), server, session)), false)
    tap.truth(tostring(told):find("attempt to yield", 1, true), told)
  end)

tap.test("a keeper can't use the connection that waits for it", function()
  local keeper, told, far, near = new_keeper(), nil, nil, nil
  local server = with_store(of(keeper, {
    on_error = function(err) told = err end,
  }))
  local _, session = visit(house.client(), server)
  function keeper:take()
    far:write("too early")
  end
  near, far = tls.link(house.client(), server, resuming(session))
  tap.equal(tls.shake(near, far)[1], true)
  tap.equal(far:resumed(), false)
  tap.truth(told:find("the connection waits", 1, true), told)
end)

tap.test("a keeper can close the connection, or do another handshake",
  function()
    local keeper, far, near = new_keeper(), nil, nil
    local client = house.client()
    local server = with_store(of(keeper))
    local _, session = visit(client, server)
    local take = keeper.take
    function keeper:take(key)
      self.take = take
      tap.equal(select(3, visit(client, server)), false)
      return take(self, key)
    end
    tap.equal(select(3, visit(client, server, session)), true)
    _, session = visit(client, server)
    function keeper:take()
      far:close()
    end
    near, far = tls.link(client, server, resuming(session))
    near:handshake()
    tap.raises("closed", far.handshake, far)
  end)

tap.test("who yields in a put is not overtaken, and not waited for",
  function()
    local client = house.client { max_version = "TLSv1.2" }
    local keeper = new_keeper()
    local server = with_store(of(keeper))
    local put = keeper.put
    function keeper:put(key, value, ttl)
      coroutine.yield(key)
      return put(self, key, value, ttl)
    end
    local thread = coroutine.create(function()
      tls.joined(client, server)
      return "done"
    end)
    local _, key = coroutine.resume(thread)
    tap.equal(#key, 32)
    keeper.put = put
    local near, far = tls.joined(client, server) -- whose put has to wait
    tls.talk(near, far)
    tap.equal(keeper:called(), "")
    tap.equal(select(2, coroutine.resume(thread)), "done")
    tap.equal(keeper:called(), "put put")
    -- one that never goes on holds up nobody once it is collected
    function keeper:put()
      coroutine.yield("for ever")
    end
    thread = coroutine.create(function() tls.joined(client, server) end)
    tap.equal(select(2, coroutine.resume(thread)), "for ever")
    keeper.put, keeper.calls, thread = put, {}, nil -- luacheck: ignore
    support.alive()
    tls.joined(client, server)
    tap.equal(keeper:called(), "put")
  end)

tap.test("the store of the name is the one", function()
  local client = house.client()
  local keeper = new_keeper()
  local special = with_store(of(keeper))
  for _, server in ipairs {
    house.server { names = { ["LocalHost"] = special } },
    house.server { on_name = function() return special end },
  } do
    local _, session = visit(client, server)
    keeper.calls = {}
    tap.equal(select(3, visit(client, server, session)), true)
    tap.equal(keeper.calls[1], "take")
  end
end)

tap.test("a copy of a context has its store", function()
  local client = house.client()
  local keeper = new_keeper()
  local first = with_store(of(keeper))
  local copy = first:copy()
  local _, session = visit(client, first)
  first:close()
  tap.equal(select(3, visit(client, copy, session)), true)
end)

tap.test("the first read or write asks the keeper too", function()
  for _, version in ipairs(VERSIONS) do
    for _, first in ipairs { "read", "write" } do
      local client = house.client { max_version = version }
      local keeper = new_keeper()
      local server = with_store(of(keeper))
      local _, session = visit(client, server)
      keeper.calls = {}
      local near, far = tls.link(client, server, resuming(session))
      tls.turns(function() return near:write("ping") end, function()
        return far[first](far, first == "write" and "pong" or nil)
      end)
      tap.equal(far:resumed(), true)
      tap.equal(keeper.calls[1], LOOKS[version])
      if version == "TLSv1.3" then
        tap.truth(keeper:called():find("put", 1, true), first)
      end
    end
  end
end)

tap.test("what an attack has spoiled is removed at once", function()
  local client = house.client { max_version = "TLSv1.2" }
  local keeper = new_keeper()
  local server = with_store(of(keeper))
  local a, b = otls.bio.pair(1048576)
  local near = assert(otls.connection.over_bios(client, a, nil,
    { servername = "localhost" }))
  local far = assert(otls.connection.over_bios(server, b))
  tap.equal(tls.shake(near, far)[1], true)
  assert(a:write("\23\3\3\0\32" .. ("\0"):rep(32)))
  tap.equal(far:read(), nil)
  tap.equal(keeper:called(), "put remove")
  tap.equal(next(keeper.kept), nil)
end)

tap.test("a closed store still finds, and keeps nothing new", function()
  local client = house.client { max_version = "TLSv1.2" }
  local keeper = new_keeper()
  local kept = of(keeper)
  local server = with_store(kept)
  local _, session = visit(client, server)
  kept:close()
  tap.equal(select(3, visit(client, server, session)), true)
  tap.equal(select(3, visit(client, server)), false)
  tap.equal(keeper:called(), "put get")
end)

for _, version in ipairs(VERSIONS) do
  tap.test("a program may look up by itself, " .. version, function()
    local client = house.client { max_version = version }
    local kept = assert(store.open("pull:?deadline_ms=60000",
      store.make_secret()))
    local server = with_store(kept)
    local entries = {}
    local near, far = tls.joined(client, server)
    tls.talk(near, far)
    for key, value, ttl in kept.next_write, kept do
      tap.equal(#key, 32)
      tap.truth(ttl > 0)
      entries[key] = value
    end
    tap.truth(next(entries))
    tap.fails("tls_state", far.store_poll, far)
    tap.fails("tls_state", far.store_wanted, far)
    tap.fails("tls_state", far.store_reply, far, "x")
    local session = assert(near:session())
    near, far = tls.link(client, server, resuming(session))
    near:handshake()
    tap.fails("want_store", far.handshake, far)
    tap.fails("want_store", far.read, far)
    local fd, events, wait = far:store_poll()
    tap.equal(fd, -1)
    tap.equal(events, "")
    tap.truth(wait > 0 and wait <= 60)
    local operation, key = far:store_wanted()
    tap.equal(operation, LOOKS[version])
    tap.equal(select(3, visit(client, server)), false) -- meanwhile
    assert(far:store_reply(entries[key]))
    tap.fails("tls_state", far.store_reply, far, entries[key])
    tap.equal(tls.shake(near, far)[1], true)
    tap.equal(far:resumed(), true)
    near, far = tls.link(client, server, resuming(session))
    near:handshake()
    tap.fails("want_store", far.handshake, far)
    assert(far:store_reply(nil))
    tap.equal(tls.shake(near, far)[1], true)
    tap.equal(far:resumed(), false)
  end)
end

tap.test("stores, keepers, contexts and connections that hold each other "
  .. "are collected", function()
  local before = support.alive()
  for _ = 1, 10 do
    local keeper = new_keeper()
    local kept = of(keeper)
    local server = with_store(kept)
    keeper.all = { tls.joined(house.client(), server) }
    keeper.more = { keeper, kept, server }
  end
  tap.equal(support.alive(), before)
end)

tap.test("nothing is left", function()
  house = nil
  tap.equal(support.alive(), 0)
end)

support.remove()
tap.done()
