-- SPDX-License-Identifier: ISC
-- store.lua CERT KEY CA: a store of sessions that is a table of Lua's, and a
-- server that resumes what is in it.
local otls = require "otls"

-- Where the entries really go (a database, a cache) is up to you. They are
-- sealed: neither key nor value says anything of a session.
local sessions = { entries = {} }

function sessions:put(key, value, ttl)
  self.entries[key] = { value = value, ends = os.time() + ttl }
end

function sessions:get(key)
  local entry = self.entries[key]
  return entry and os.time() < entry.ends and entry.value or nil
end

function sessions:take(key) -- of all who ask at once one gets it
  local value = self:get(key)
  self:remove(key)
  return value
end

function sessions:remove(key)
  self.entries[key] = nil
end

local cert, key, ca = arg[1], arg[2], arg[3]
local client = assert(otls.context.client {
  trust = assert(otls.trust.load_file(ca)),
})
local server = assert(otls.context.server {
  credential = assert(otls.credential.load_file(cert, key)),
  resumption = "store",
  store = assert(otls.store.of(sessions, {
    secret = assert(otls.store.make_secret()),
    on_error = function(err) io.stderr:write(tostring(err), "\n") end,
  })),
})

local function visit(session)
  local one, other = otls.bio.pair()
  local near = assert(otls.connection.over_bios(client, one, nil,
    { servername = "localhost", session = session }))
  local far = assert(otls.connection.over_bios(server, other))
  local done, ready
  while not (done and ready) do
    done, ready = near:handshake(), far:handshake()
  end
  assert(far:write("hello"))
  print(near:read(), near:resumed() and "resumed" or "anew")
  return assert(near:session())
end

visit(visit())
