-- SPDX-License-Identifier: ISC
--- What servers seal tickets with, where a ticket of one is to be good for
-- another one, or for the same after a restart.
--
--     local ticket_keys = require "otls.ticket_keys"
--     local secret = assert(require("otls.store").make_secret())
--     local keys = assert(ticket_keys.derived(secret))
--
-- Keys change by themselves: what the last one sealed still opens. Any number
-- of contexts share them: `Context:set_ticket_keys`.
-- @module otls.ticket_keys

local core = require "otls.core"
local otls = require "otls"

local ticket_keys = {}

local counters = {
  sealed = core.OTLS_TICKET_KEYS_SEALED,
  opened = core.OTLS_TICKET_KEYS_OPENED,
  renewed = core.OTLS_TICKET_KEYS_RENEWED,
  unknown = core.OTLS_TICKET_KEYS_UNKNOWN,
  missing = core.OTLS_TICKET_KEYS_MISSING,
}

local function seconds(rotation)
  return rotation == nil and 0 or rotation
end

--- Computed from a secret and from the time: hosts with one secret agree, and
-- nothing is stored.
-- @tparam string secret the text of secrets, one a line: the first seals, all
-- open
-- @tparam[opt] integer rotation how many seconds each key is used, 12 hours
-- by default
-- @treturn TicketKeys or nil, message, code (`"store_secret"`)
function ticket_keys.derived(secret, rotation)
  return core.ticket_keys_derived(secret, seconds(rotation))
end

--- The same with a file of secrets.
-- @tparam string path
-- @tparam[opt] integer rotation
-- @treturn TicketKeys or nil, message, code
function ticket_keys.derived_file(path, rotation)
  return core.ticket_keys_derived_file(path, seconds(rotation))
end

--- Random ones that hosts share in a store, each of them there before it is
-- used. A time whose key nobody could get from the store has no tickets.
-- @tparam Store store one of `otls.store.open`
-- @tparam[opt] integer rotation
-- @treturn TicketKeys or nil, message, code (`"unsupported"`)
function ticket_keys.stored(store, rotation)
  return core.ticket_keys_stored(store, seconds(rotation))
end

--- Those in a file of nginx or HAProxy, which is read again when it changes.
-- @tparam string path
-- @treturn TicketKeys or nil, message, code (`"key_format"`, `"not_found"`)
-- @function file
ticket_keys.file = core.ticket_keys_file

--- Ticket keys.
-- @type TicketKeys
local TicketKeys = core.methods(core.OTLS_KIND_TICKET_KEYS)

--- How many tickets there were, in all contexts together.
-- @tparam string name `"sealed"`, `"opened"`, `"renewed"` (their key was an
-- older one), `"unknown"` (of no key of these), `"missing"` (not given, as
-- there was no key)
-- @treturn integer
function TicketKeys:counter(name)
  local number = counters[name]
  if not number then
    core.raise(("there is no counter %q"):format(tostring(name)))
  end
  return core.ticket_keys_counter(self, number)
end

--- Why the keys could not be renewed when that last failed.
-- @treturn ?string nil where it hasn't
function TicketKeys:warning()
  return otls._some(core.ticket_keys_warning(self, 4096))
end

--- Lets go of them. Contexts that have them keep them.
-- @treturn boolean true
-- @function TicketKeys:close
TicketKeys.close = core.ticket_keys_free

return ticket_keys
