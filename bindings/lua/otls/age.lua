-- SPDX-License-Identifier: ISC
--- Files and strings encrypted in one call, in the age format.
--
--     local age = require "otls.age"
--     local me = age.identity.generate()
--     local secret = assert(age.encrypt("hello", {
--       recipients = { me:recipient() },
--     }))
--     print(age.decrypt(secret, { identities = { me } })) --> hello
--
-- Options for encryption:
--
-- - `recipients`: a recipient, its text (`"age1..."`), or a list of either
-- - `recipients_file`: the path of a file of recipients, or a list of paths
-- - `passphrase`: instead of recipients
-- - `work_factor`: how costly the passphrase is to try, a power of two
-- - `progress`: `function(done, total)`, called with numbers of bytes;
--   `total` is nil where it isn't known; returning false cancels
--
-- Options for decryption: `identities` (`"AGE-SECRET-KEY-1..."`),
-- `identity_file`, `passphrase`, `work_factor` (the most that is accepted)
-- and `progress`, alike.
-- @module otls.age

local core = require "otls.core"
local again = require("otls")._again

local age = { identity = {}, recipient = {} }

local CHUNK = 65536

--- What decrypts.
-- @section identity

--- A new identity.
-- @treturn Identity or nil, message, code
-- @function identity.generate
age.identity.generate = core.age_identity_generate

--- The identity of a text.
-- @tparam string text `"AGE-SECRET-KEY-1..."`
-- @treturn Identity or nil, message, code (`"age_identity"`)
-- @function identity.parse
age.identity.parse = core.age_identity_parse

--- The identity that a passphrase is.
-- @tparam string passphrase
-- @treturn Identity or nil, message, code
-- @function identity.passphrase
age.identity.passphrase = core.age_identity_passphrase

--- An identity.
-- @type Identity
local Identity = core.methods(core.OTLS_KIND_AGE_IDENTITY)

--- Its public half.
-- @treturn Recipient or nil, message, code
-- @function Identity:recipient
Identity.recipient = core.age_identity_recipient

--- Its secret text. Lua can't wipe strings: keep it no longer than needed.
-- @treturn string or nil, message, code
function Identity:export_secret()
  return core.age_identity_export_secret(self, 4096)
end

--- Frees it, and wipes it from memory.
-- @treturn boolean true
-- @function Identity:close
Identity.close = core.age_identity_free

--- What encrypts.
-- @section recipient

--- The recipient of a text.
-- @tparam string text `"age1..."`
-- @treturn Recipient or nil, message, code (`"age_recipient"`)
-- @function recipient.parse
age.recipient.parse = core.age_recipient_parse

--- The recipient that a passphrase is.
-- @tparam string passphrase
-- @tparam[opt] integer work_factor the default is libotls' own
-- @treturn Recipient or nil, message, code
function age.recipient.passphrase(passphrase, work_factor)
  return core.age_recipient_passphrase(passphrase, work_factor or 0)
end

--- A recipient.
-- @type Recipient
local Recipient = core.methods(core.OTLS_KIND_AGE_RECIPIENT)

--- Its text.
-- @treturn string or nil, message, code
function Recipient:text()
  return core.age_recipient_text(self, 4096)
end

--- Frees it.
-- @treturn boolean true
-- @function Recipient:close
Recipient.close = core.age_recipient_free

-- Jobs

local function check_options(options, allowed, level)
  if type(options) ~= "table" then
    error("a table of options expected, got " .. type(options), level + 1)
  end
  for name in pairs(options) do
    if not allowed[name] then
      error(("there is no option '%s'"):format(tostring(name)), level + 1)
    end
  end
end

-- A list is one; nil is an empty one; anything else is the one thing in it.
local function list(value)
  if value == nil then
    return {}
  end
  return type(value) == "table" and value or { value }
end

-- Adds |value|, an object or a text to be parsed, with |add|.
local function add_one(job, add, parse, value)
  if type(value) ~= "string" then
    return add(job, value)
  end
  local object, message, code = parse(value)
  if not object then
    return nil, message, code
  end
  local ok
  ok, message, code = add(job, object)
  core.close(object)
  return ok, message, code
end

local function add_all(job, add, parse, values)
  for _, value in ipairs(list(values)) do
    local ok, message, code = add_one(job, add, parse, value)
    if not ok then
      return nil, message, code
    end
  end
  return true
end

local function add_passphrase(job, add, make, options, ...)
  if options.passphrase == nil then
    return true
  end
  local object, message, code = make(options.passphrase, ...)
  if not object then
    return nil, message, code
  end
  local ok
  ok, message, code = add(job, object)
  core.close(object)
  return ok, message, code
end

-- Runs the steps until one fails.
local function all(job, ...)
  for at = 1, select("#", ...) do
    local ok, message, code = (select(at, ...))()
    if not ok then
      core.close(job)
      return nil, message, code
    end
  end
  return job
end

local encrypt_options = {
  recipients = true, recipients_file = true, passphrase = true,
  work_factor = true, progress = true,
}

local function make_encryptor(options, level)
  check_options(options, encrypt_options, level + 1)
  local job, message, code = core.age_encryptor_new()
  if not job then
    return nil, message, code
  end
  return all(job, function()
    return add_all(job, core.age_encryptor_add, core.age_recipient_parse,
      options.recipients)
  end, function()
    return add_all(job, core.age_encryptor_add_file, nil,
      nil)
  end, function()
    for _, path in ipairs(list(options.recipients_file)) do
      local ok, why, name = again(core.age_encryptor_add_file, job, path)
      if not ok then
        return nil, why, name
      end
    end
    return true
  end, function()
    return add_passphrase(job, core.age_encryptor_add,
      age.recipient.passphrase, options, options.work_factor)
  end, function()
    return options.progress == nil
      or core.age_encryptor_on_progress(job, options.progress)
  end)
end

local decrypt_options = {
  identities = true, identity_file = true, passphrase = true,
  work_factor = true, progress = true,
}

return age
