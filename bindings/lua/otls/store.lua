-- SPDX-License-Identifier: ISC
--- Stores, which keep entries for a while and learn nothing of them.
--
--     local store = require "otls.store"
--     local kept = assert(store.open "memory:")
--     assert(kept:put("name", "value", 60))
--     print(kept:take("name"), kept:take("name")) --> value nil
--
-- A server keeps its sessions in one: `Context:set_store`.
-- @module otls.store

local core = require "otls.core"
local otls = require "otls"
local attached, safely = core.attached, otls._safely

local store = {}

local ROOM = 16384
local KEY = 32
local METHODS = { "put", "get", "take", "remove" }

local counters = {
  hit = core.OTLS_STORE_HIT, miss = core.OTLS_STORE_MISS,
  put = core.OTLS_STORE_PUT, timeout = core.OTLS_STORE_TIMEOUT,
  failed = core.OTLS_STORE_FAILED, oversize = core.OTLS_STORE_OVERSIZE,
  damaged = core.OTLS_STORE_DAMAGED, skipped = core.OTLS_STORE_SKIPPED,
  dropped = core.OTLS_STORE_DROPPED,
}

--- The store at a URL: `"memory:"`, `"sqlite:/path"`,
-- `"redis://host:port/db"`, `"rediss://..."`, `"redis+unix:///path"`, with
-- parameters such as `"?deadline_ms=100"`. `"pull:"` is for sessions that the
-- program looks up itself: see `Connection:store_wanted`.
-- @tparam string url
-- @tparam[opt] string secret the text of secrets, one a line: the first
-- seals, all open. All stores but memory need it
-- @treturn Store or nil, message, code (`"store_secret"`,
-- `"host_not_found"`, ...)
function store.open(url, secret)
  return core.store_open(url, secret)
end

--- The same with a file of secrets.
-- @tparam string url
-- @tparam string path
-- @treturn Store or nil, message, code
-- @function open_file
store.open_file = core.store_open_file

--- A new secret for stores, 32 random bytes in base64.
-- @treturn string or nil, message, code
function store.make_secret()
  return core.store_make_secret(64)
end

local known = {
  secret = "string", deadline_ms = "number", max_value = "number",
  on_error = "function",
}

local function check(keeper, options)
  if type(keeper) ~= "table" and type(keeper) ~= "userdata" then
    core.raise("a table or userdata expected, got " .. type(keeper))
  end
  for _, name in ipairs(METHODS) do
    if keeper[name] == nil then
      core.raise(("the store has no method '%s'"):format(name))
    end
  end
  if type(options) ~= "table" then
    core.raise("a table of options expected, got " .. type(options))
  end
  for name, value in pairs(options) do
    if not known[name] then
      core.raise(("there is no option '%s'"):format(tostring(name)))
    elseif type(value) ~= known[name] then
      core.raise(("the option '%s' is no %s, but a %s"):format(name,
        known[name], type(value)))
    end
  end
end

--- A store for the sessions of servers, which a table or userdata keeps that
-- has these methods:
--
-- - `put(self, key, value, ttl)`: keep it for `ttl` seconds
-- - `get(self, key)`: the value, or nil
-- - `take(self, key)`: the same, and it is gone, so that nobody gets it twice
-- - `remove(self, key)`
--
-- They are called with keys of 32 bytes between two steps of a handshake, by
-- the method of the connection that needs them, and get nothing that could be
-- read. They may yield where that method may. What they raise, or return that
-- is no string, is a miss: no handshake fails for it.
-- @tparam table|userdata keeper
-- @tparam table options
--
-- - `secret`: as for `open`
-- - `deadline_ms`, `max_value`: as in a URL. The connection waits for its
--   answer, so one that takes longer than the deadline counts too
-- - `on_error`: `on_error(err, operation)` is called with the first of what
--   the methods raise, and with the name of the method. `Store:warning` has
--   the last of it in words
-- @treturn Store or nil, message, code (`"store_secret"`)
function store.of(keeper, options)
  check(keeper, options)
  local parts = {}
  for _, name in ipairs { "deadline_ms", "max_value" } do
    local number = options[name]
    if number then
      parts[#parts + 1] = ("%s=%.0f"):format(name, number)
    end
  end
  local made, message, code = core.store_open("pull:"
    .. (#parts > 0 and "?" or "") .. table.concat(parts, "&"), options.secret)
  if not made then
    return nil, message, code
  end
  local state = attached(made)
  state.keeper, state.on_error = keeper, options.on_error
  state.writer = setmetatable({}, { __mode = "v" })
  return made
end

local function tell(state, operation, err)
  local fine, text = pcall(tostring, err)
  state.failure = ("the %s of a store of sessions failed, and counts as a "
    .. "miss: %s"):format(operation, fine and text or type(err))
  local f = state.on_error
  state.on_error = nil -- once
  if f then
    safely(f, err, operation) -- nor does that end a handshake
  end
end

local function ask(state, operation, ...)
  local keeper = state.keeper
  local fine, answer = safely(function(...)
    return keeper[operation](keeper, ...)
  end, ...)
  if not fine then
    tell(state, operation, answer)
    return nil
  end
  return answer
end

-- What the keeper of a store has.
-- @treturn ?string
function store._look(self, operation, key)
  local state = attached(self)
  local value = ask(state, operation, key)
  if not value then
    return nil
  elseif type(value) ~= "string" then
    tell(state, operation, ("a %s was returned, and no string or nil")
      :format(type(value)))
    return nil
  end
  return value
end

local function write_all(self)
  local state = attached(self)
  while not core.closed(self) do
    local key, value, ttl = self:next_write()
    if not key then
      return
    elseif value then
      ask(state, "put", key, value, ttl)
    else
      ask(state, "remove", key)
    end
  end
end

-- Has the keeper of a store write what is to be written. Where it yields it
-- is not called again until it goes on: what comes later waits for that.
function store._write(self)
  local state = attached(self)
  if core.closed(self) then
    return
  end
  local _, size = core.store_next_write(self, 0)
  local other = state.writer[1]
  if type(size) ~= "number" -- "" is nothing
      or other and coroutine.status(other) ~= "dead" then
    return
  end
  state.writer[1] = coroutine.running()
  local fine, err = safely(write_all, self)
  state.writer[1] = nil
  if not fine then
    error(err, 0)
  end
end

--- A store.
-- @type Store
local Store = core.methods(core.OTLS_KIND_STORE)

--- Keeps a value by a name, until the time is over or the store forgets it.
-- @tparam string name of 1 to 1024 bytes
-- @tparam string value
-- @tparam number ttl in seconds
-- @treturn boolean true, or nil, message, code (`"store"`, `"timeout"`,
-- `"limit"`)
function Store:put(name, value, ttl)
  if type(ttl) ~= "number" or not (ttl > 0 and ttl < 2 ^ 43) then
    core.raise("a time to live is a number of seconds, more than 0")
  end
  return core.store_put(self, name, value, math.ceil(ttl * 1000))
end

-- One look-up where there is room enough, for each is counted.
local function look(f, self, name)
  local value, message, code = f(self, name, ROOM)
  if code == "too_small" then
    value, message, code = otls._whole(f, self, name)
  end
  if code == "store_miss" then
    return nil
  end
  return value, message, code
end

--- What is kept by a name.
-- @tparam string name
-- @treturn[1] string
-- @treturn[2] nil alone where there is nothing
-- @treturn[3] nil
-- @treturn[3] string message
-- @treturn[3] string code: `"store"` or `"timeout"`
function Store:get(name)
  return look(core.store_get, self, name)
end

--- The same, and it is gone: of all who ask one gets it.
-- @tparam string name
-- @return as `get`
function Store:take(name)
  return look(core.store_take, self, name)
end

--- Removes what is kept by a name.
-- @tparam string name
-- @treturn boolean whether there was something, or nil, message, code
function Store:remove(name)
  local ok, message, code = core.store_remove(self, name)
  if code == "store_miss" then
    return false
  end
  return ok, message, code
end

--- How many entries there are; some may have expired.
-- @treturn integer or nil, message, code
-- @function Store:count
Store.count = core.store_count

--- Removes every entry, whoever put it there.
-- @treturn boolean true, or nil, message, code
-- @function Store:purge
Store.purge = core.store_purge

--- Goes on with what was put, without waiting: for event loops, when the
-- descriptor is ready.
-- @treturn boolean true where nothing is outstanding, or nil, message, code:
-- `"want_read"` and `"want_write"` say what to wait for, `"store"` that
-- something is lost
-- @function Store:pump
Store.pump = core.store_pump

--- The descriptor that `pump` waits for; it may be another one after each.
-- @treturn ?integer nil alone where it waits for none, or nil, message, code
-- (`"unsupported"`: never for any)
function Store:fd()
  local fd, message, code = core.store_fd(self)
  if fd == -1 then
    return nil
  end
  return fd, message, code
end

--- The same, by the name that LuaSocket's `select` looks for.
-- @function Store:getfd
Store.getfd = Store.fd

--- How often something has happened since it was opened.
-- @tparam string name `"hit"`, `"miss"`, `"put"`, `"timeout"`, `"failed"`,
-- `"oversize"`, `"damaged"`, `"skipped"` or `"dropped"`
-- @treturn integer
function Store:counter(name)
  local number = counters[name]
  if not number then
    core.raise(("there is no counter %q"):format(tostring(name)))
  end
  return core.store_counter(self, number)
end

--- The last failure in words.
-- @treturn ?string nil where nothing has failed
function Store:warning()
  local failure = attached(self).failure
  if failure and not core.closed(self) then
    return failure
  end
  return otls._some(core.store_warning(self, 4096))
end

--- For a program that answers `Connection:store_wanted` itself, with a store
-- of `"pull:"`: the oldest of what is to be written. Ask after each handshake
-- and read, until there is nothing.
-- @treturn[1] string key, of 32 bytes
-- @treturn[1] ?string value nil where the key is to be removed
-- @treturn[1] number ttl for how many seconds
-- @treturn[2] nil alone where there is nothing
-- @treturn[3] nil, message, code (`"unsupported"`)
function Store:next_write()
  local ttl, data, code = core.store_next_write(self, 0)
  if ttl and data == "" then
    return nil
  elseif ttl then
    ttl, data, code = core.store_next_write(self, data)
  end
  if not ttl then
    return nil, data, code
  end
  return data:sub(1, KEY), ttl > 0 and data:sub(KEY + 1) or nil, ttl / 1000
end

--- Lets go of it. Contexts that have it keep it, and what was put and is on
-- its way is waited for, no longer than the deadline.
-- @treturn boolean true
-- @function Store:close
Store.close = core.store_free

return store
