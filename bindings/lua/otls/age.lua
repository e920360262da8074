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
-- `identities_file`, `passphrase`, `work_factor` (the most that is accepted)
-- and `progress`, alike.
-- @module otls.age

local core = require "otls.core"
local again = require("otls")._again

local age = { identity = {}, recipient = {} }

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

--- Jobs
-- @section jobs

local function check_options(options, allowed)
  if type(options) ~= "table" then
    core.raise("a table of options expected, got " .. type(options))
  end
  for name in pairs(options) do
    if not allowed[name] then
      core.raise(("there is no option '%s'"):format(tostring(name)))
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

-- Calls step with each value until one fails.
local function each(values, step)
  for _, value in ipairs(list(values)) do
    local ok, message, code = step(value)
    if not ok then
      return nil, message, code
    end
  end
  return true
end

-- Adds an object that was made for this alone; its failure is handed on.
local function add_made(job, add, object, message, code)
  if not object then
    return nil, message, code
  end
  local ok
  ok, message, code = add(job, object)
  core.close(object)
  return ok, message, code
end

-- How a kind of job is filled. |kind| has its functions and the names of its
-- options.
local function fill(job, kind, options)
  local ok, message, code = each(options[kind.people], function(value)
    if type(value) == "string" then
      return add_made(job, kind.add, kind.parse(value))
    end
    return kind.add(job, value)
  end)
  if ok then
    ok, message, code = each(options[kind.file], function(path)
      return again(kind.add_file, job, path)
    end)
  end
  if ok and options.passphrase ~= nil then
    ok, message, code = add_made(job, kind.add,
      kind.passphrase(job, options.passphrase, options.work_factor))
  end
  if ok then
    -- Lua's Ctrl-C is seen only while Lua runs: here it has its chance
    ok, message, code = kind.on_progress(job, options.progress
      or function() end)
  end
  return ok, message, code
end

local function make(kind, options)
  check_options(options, kind.options)
  local job, message, code = kind.new()
  if not job then
    return nil, message, code
  end
  local ok
  ok, message, code = fill(job, kind, options)
  if not ok then
    core.close(job)
    return nil, message, code
  end
  return job
end

local encryption = {
  new = core.age_encryptor_new,
  add = core.age_encryptor_add,
  add_file = core.age_encryptor_add_file,
  on_progress = core.age_encryptor_on_progress,
  parse = core.age_recipient_parse,
  passphrase = function(_, passphrase, work_factor)
    return age.recipient.passphrase(passphrase, work_factor)
  end,
  people = "recipients",
  file = "recipients_file",
  options = {
    recipients = true, recipients_file = true, passphrase = true,
    work_factor = true, progress = true,
  },
}

local decryption = {
  new = core.age_decryptor_new,
  add = core.age_decryptor_add,
  add_file = core.age_decryptor_add_file,
  on_progress = core.age_decryptor_on_progress,
  parse = core.age_identity_parse,
  passphrase = function(job, passphrase, work_factor)
    if work_factor ~= nil then
      core.age_decryptor_set_scrypt_limits(job, work_factor, 0)
    end
    return core.age_identity_passphrase(passphrase)
  end,
  people = "identities",
  file = "identities_file",
  options = {
    identities = true, identities_file = true, passphrase = true,
    work_factor = true, progress = true,
  },
}

-- A string through a stream of the job.
local function run(stream, job, data)
  local input, message, code = core.bio_memory_from(data)
  if not input then
    return nil, message, code
  end
  local output, ok
  output, message, code = core.bio_memory_new()
  if output then
    ok, message, code = stream(job, input, output)
  end
  core.close(input)
  if not ok then
    if output then
      core.close(output)
    end
    return nil, message, code
  end
  local n = core.bio_pending(output)
  local text
  if n == 0 then
    text = ""
  else
    text, message, code = core.bio_read(output, n)
  end
  core.close(output)
  return text, message, code
end

-- Makes a job, uses it once and frees it, also where the use raises an
-- error.
local function once(kind, options, use, ...)
  local job, message, code = make(kind, options)
  if not job then
    return nil, message, code
  end
  local fine, result
  fine, result, message, code = pcall(use, job, ...)
  core.close(job)
  if not fine then
    error(result, 0)
  end
  return result, message, code
end

--- A job that encrypts any number of files for the same recipients.
-- @tparam table options see above
-- @treturn Encryptor or nil, message, code
-- @usage local job = assert(age.encryptor { recipients_file = "team.txt" })
-- for _, name in ipairs { "a", "b" } do
--   assert(job:file(name, name .. ".age"))
-- end
function age.encryptor(options)
  return make(encryption, options)
end

--- A job that decrypts any number of files with the same identities.
-- @tparam table options see above
-- @treturn Decryptor or nil, message, code
function age.decryptor(options)
  return make(decryption, options)
end

--- A job that encrypts.
-- @type Encryptor
local Encryptor = core.methods(core.OTLS_KIND_AGE_ENCRYPTOR)

--- Encrypts a file. The output appears when it is whole, or not at all.
-- @tparam string input path
-- @tparam string output path
-- @treturn boolean true, or nil, message, code
function Encryptor:file(input, output)
  return again(core.age_encryptor_file, self, input, output)
end

--- Encrypts what a bio gives until its end into another.
-- @tparam Bio input
-- @tparam Bio output
-- @treturn boolean true, or nil, message, code
-- @function Encryptor:stream
Encryptor.stream = core.age_encryptor_stream

--- Encrypts a string.
-- @tparam string data
-- @treturn string or nil, message, code
function Encryptor:encrypt(data)
  return run(core.age_encryptor_stream, self, data)
end

--- Frees the job.
-- @treturn boolean true
-- @function Encryptor:close
Encryptor.close = core.age_encryptor_free

--- A job that decrypts.
-- @type Decryptor
local Decryptor = core.methods(core.OTLS_KIND_AGE_DECRYPTOR)

--- Decrypts a file. The output appears when it is whole and proven genuine,
-- or not at all.
-- @tparam string input path
-- @tparam string output path
-- @treturn boolean true, or nil, message, code
function Decryptor:file(input, output)
  return again(core.age_decryptor_file, self, input, output)
end

--- Decrypts what a bio gives until its end into another. Only the result
-- true says that all of it came.
-- @tparam Bio input
-- @tparam Bio output
-- @treturn boolean true, or nil, message, code
-- @function Decryptor:stream
Decryptor.stream = core.age_decryptor_stream

--- Decrypts a string.
-- @tparam string data
-- @treturn string or nil, message, code
function Decryptor:decrypt(data)
  return run(core.age_decryptor_stream, self, data)
end

--- Frees the job.
-- @treturn boolean true
-- @function Decryptor:close
Decryptor.close = core.age_decryptor_free

--- In one call
-- @section once

--- Encrypts a string.
-- @tparam string data
-- @tparam table options see above
-- @treturn[1] string
-- @treturn[2] nil
-- @treturn[2] string message
-- @treturn[2] string code
function age.encrypt(data, options)
  return once(encryption, options, Encryptor.encrypt, data)
end

--- Decrypts a string.
-- @tparam string data
-- @tparam table options see above
-- @treturn[1] string
-- @treturn[2] nil
-- @treturn[2] string message
-- @treturn[2] string code, such as `"age_no_match"` or `"age_payload"`
function age.decrypt(data, options)
  return once(decryption, options, Decryptor.decrypt, data)
end

--- Encrypts a file. The output appears when it is whole, or not at all.
-- @tparam string input path
-- @tparam string output path
-- @tparam table options see above
-- @treturn boolean true, or nil, message, code
-- @usage assert(age.encrypt_file("plan.pdf", "plan.pdf.age", {
--   recipients_file = "team.txt",
--   progress = function(done, total) print(done, total) end,
-- }))
function age.encrypt_file(input, output, options)
  return once(encryption, options, Encryptor.file, input, output)
end

--- Decrypts a file. The output appears when it is whole and proven genuine,
-- or not at all.
-- @tparam string input path
-- @tparam string output path
-- @tparam table options see above
-- @treturn boolean true, or nil, message, code
function age.decrypt_file(input, output, options)
  return once(decryption, options, Decryptor.file, input, output)
end

--- Encrypts what a bio gives until its end into another.
-- @tparam Bio input
-- @tparam Bio output
-- @tparam table options see above
-- @treturn boolean true, or nil, message, code
function age.encrypt_stream(input, output, options)
  return once(encryption, options, Encryptor.stream, input, output)
end

--- Decrypts what a bio gives until its end into another.
-- @tparam Bio input
-- @tparam Bio output
-- @tparam table options see above
-- @treturn boolean true, or nil, message, code
function age.decrypt_stream(input, output, options)
  return once(decryption, options, Decryptor.stream, input, output)
end

return age
