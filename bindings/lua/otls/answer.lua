-- SPDX-License-Identifier: ISC
-- What answers the questions of handshakes, for otls.connection: functions of
-- contexts, and keepers of stores. Each is called between two steps.
-- @module otls.answer
-- @local

local core = require "otls.core"
local otls = require "otls"
local store = require "otls.store"
local attached, safely = core.attached, otls._safely

local answer = {}

local lookups = {
  [core.OTLS_CONNECTION_STORE_GET] = "get",
  [core.OTLS_CONNECTION_STORE_TAKE] = "take",
}

-- What the context says now holds for the connection, its functions too.
function answer.adopt(state, context)
  local hooks = attached(context)
  state.on_name, state.on_verify = hooks.on_name, hooks.on_verify
  state.on_psk, state.store = hooks.on_psk, hooks.store
  state.names = not hooks.on_name and hooks.names or nil
end

-- Where a table of names has chosen another context, what that one has.
local function of_name(self, state)
  local names = state.names
  local name = names and core.connection_info_servername(self, 512)
  if not name or name == "" then
    return state
  end
  name = name:lower()
  local other = names[name] or names[name:gsub("^[^.]*", "*", 1)]
  if other == nil then
    return state
  end
  return attached(other)
end

local function answer_name(self, state)
  local name, message, code = core.connection_wanted_name(self, 512)
  if not name then
    return nil, message, code
  end
  local f = state.on_name
  local chosen = f and f(self, name ~= "" and name or nil)
  if chosen == true then
    return core.connection_reply_name(self, nil)
  elseif core.is(chosen, core.OTLS_KIND_CONTEXT) then
    -- What it says holds from here on, and so do its functions.
    local hooks = attached(chosen)
    state.on_psk, state.store = hooks.on_psk, hooks.store
    return core.connection_reply_name(self, chosen)
  end
  return core.connection_refuse_name(self)
end

local function answer_verify(self, state)
  local f = state.on_verify
  return core.connection_reply_verify(self, f and f(self) == true and 1 or 0)
end

local function answer_psk(self, state)
  local text, message, code = core.connection_wanted_psk(self, 4096)
  if not text then
    return nil, message, code
  end
  local key, identity
  local f = of_name(self, state).on_psk
  if f then
    key, identity = f(self, text ~= "" and text or nil)
  end
  if type(key) ~= "string" then
    return core.connection_refuse_psk(self)
  elseif core.connection_info_is_server(self) == 1 then
    identity = nil
  end
  return core.connection_reply_psk(self, identity, key)
end

-- The store that a table or userdata keeps, or false.
local function kept(self, state)
  local one = of_name(self, state).store
  return one and attached(one).keeper ~= nil and one or false
end

function answer.store_wanted(self)
  local operation, key, code = core.connection_store_wanted(self, 64)
  if not operation then
    return nil, key, code
  end
  return lookups[operation], key
end

local function answer_store(self, state)
  local operation, key, code = answer.store_wanted(self)
  if not operation then
    return nil, key, code
  end
  local value = store._look(state.kept, operation, key)
  return core.connection_store_reply(self, value)
end

local questions = {
  want_name = answer_name, want_psk = answer_psk,
  want_store = answer_store, want_verify = answer_verify,
}

-- Whether a failure is a question that Lua has an answer to.
function answer.is_question(self, state, code)
  if code == "want_store" then
    state.kept = kept(self, state)
    return state.kept
  end
  return questions[code]
end

-- Asks for it, and replies.
function answer.give(self, state, question)
  if state.asking then
    core.raise("the connection waits for what decides on its handshake")
  end
  state.asking = true
  local fine, ok, message, code = safely(questions[question], self, state)
  state.asking = nil
  if not fine then
    error(ok, 0)
  end
  return ok, message, code
end

-- After a call that went well, and so after the handshake, or after one that
-- failed, for which a session may have to go.
function answer.write(self, state, failed)
  if state.kept == nil and not failed then
    state.kept = (state.store or state.names) and kept(self, state) or false
  end
  if state.kept then
    store._write(state.kept)
  end
end

return answer
