-- SPDX-License-Identifier: ISC
-- Servers with a store, and clients that come again.

local tap = require "tap"
local tls = require "tls"

local sessions = { versions = { "TLSv1.2", "TLSv1.3" } }

function sessions.resuming(session)
  return { servername = "localhost", session = session }
end

-- A server of the house whose sessions are in a store.
function sessions.server(house, kept, more)
  local options = { store = kept, resumption = "store" }
  for name, value in pairs(more or {}) do
    options[name] = value
  end
  return house.server(options)
end

-- One connection that carries something: what the server says of it, what to
-- resume with, and whether it was resumed.
function sessions.visit(client, server, session)
  local near, far = tls.joined(client, server, sessions.resuming(session))
  tls.talk(near, far)
  tap.equal(near:resumed(), far:resumed())
  return far:explain(), near:session(), far:resumed()
end

return sessions
