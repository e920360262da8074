-- SPDX-License-Identifier: ISC
-- The parameters of contexts that LuaSec has not: resumption, OCSP, key logs.
-- @module otls.ssl.sessions
-- @local

local store = require "otls.store"
local ticket_keys = require "otls.ticket_keys"
local otls = require "otls"

local sessions = {}

-- A store: one of otls.store, its URL, or what has its methods.
local function open_store(value, secret)
  if (otls.type(value) or ""):find("^store") then
    return value
  elseif type(value) == "string" then
    return store.open(value, secret)
  end
  return store.of(value, { secret = secret })
end

local function set_store(self, cfg)
  local kept, message = open_store(cfg.session_store, cfg.session_secret)
  if not kept then
    return nil, ("error opening session store (%s)"):format(message)
  end
  local ok
  ok, message = self.context:set_store(kept)
  if not ok then
    return nil, message
  end
  return self.context:set_resumption(cfg.resumption or "store")
end

local function set_ticket_keys(self, value)
  if type(value) == "string" then
    local keys, message = ticket_keys.file(value)
    if not keys then
      return nil, ("error loading ticket keys (%s)"):format(message)
    end
    value = keys
  end
  return self.context:set_ticket_keys(value)
end

function sessions.configure(self, cfg)
  local ok, message = true, nil
  local function step(wanted, f, ...)
    if ok and wanted ~= nil then
      ok, message = f(...)
    end
  end
  local made = self.context
  if cfg.session_store ~= nil then
    step(true, set_store, self, cfg)
  else
    step(cfg.resumption, made.set_resumption, made, cfg.resumption)
  end
  step(cfg.session_life, made.set_session_life, made, cfg.session_life)
  step(cfg.ticket_keys, set_ticket_keys, self, cfg.ticket_keys)
  step(cfg.tickets, made.set_tickets, made, cfg.tickets)
  step(cfg.ocsp, made.set_ocsp_stapling, made, cfg.ocsp and true or false)
  if type(cfg.keylog) == "string" then
    step(true, made.set_keylog_file, made, cfg.keylog)
  else
    step(cfg.keylog, made.set_keylog, made, cfg.keylog)
  end
  return ok, message
end

return sessions
