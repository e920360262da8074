-- SPDX-License-Identifier: ISC
-- How the options of otls.age become an encryptor or a decryptor.

local core = require "otls.core"
local again = require("otls")._again

local jobs = {}

local function check_options(options, allowed)
  if type(options) ~= "table" then
    core.raise("a table of options expected, got " .. type(options))
  end
  for name in pairs(options) do
    if not allowed[name] then
      core.raise(("there is no option '%s'"):format(tostring(name)))
    end
  end
  for _, name in ipairs { "armor", "normalise" } do
    local value = options[name]
    if value ~= nil and type(value) ~= "boolean" then
      core.raise(("bad option '%s' (boolean or nil expected, got %s)")
        :format(name, type(value)))
    end
  end
end

local function default(value, otherwise)
  if value == nil then
    return otherwise
  end
  return value
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
  local ok, message, code = kind.set(job, options)
  if ok then
    ok, message, code = each(options[kind.people], function(value)
      if type(value) == "string" then
        return add_made(job, kind.add, kind.parse(value))
      end
      return kind.add(job, value)
    end)
  end
  if ok then
    ok, message, code = each(options[kind.file], function(path)
      return again(kind.add_file, job, path, options)
    end)
  end
  if ok and options.passphrase ~= nil then
    ok, message, code = add_made(job, kind.add,
      kind.passphrase(options.passphrase, options))
  end
  if ok then
    -- Lua's Ctrl-C is seen only while Lua runs: here it has its chance
    ok, message, code = kind.on_progress(job, options.progress
      or function() end)
  end
  return ok, message, code
end

function jobs.make(kind, options)
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

jobs.encryption = {
  new = core.age_encryptor_new,
  add = core.age_encryptor_add,
  add_file = function(job, path)
    return core.age_encryptor_add_file(job, path)
  end,
  on_progress = core.age_encryptor_on_progress,
  parse = core.age_recipient_parse,
  passphrase = function(passphrase, options)
    local make = options.normalise
      and core.age_recipient_passphrase_normalised
      or core.age_recipient_passphrase
    return make(passphrase, default(options.work_factor, 0))
  end,
  set = function(job, options)
    core.age_encryptor_set_threads(job, default(options.threads, 0))
    return core.age_encryptor_set_armor(job, options.armor and 1 or 0)
  end,
  people = "recipients",
  file = "recipients_file",
  options = {
    recipients = true, recipients_file = true, passphrase = true,
    normalise = true, work_factor = true, armor = true, threads = true,
    progress = true,
  },
}

local function armor_mode(armor)
  if armor == nil then
    return core.OTLS_AGE_ARMOR_AUTO
  end
  return armor and core.OTLS_AGE_ARMOR_YES or core.OTLS_AGE_ARMOR_NO
end

jobs.decryption = {
  new = core.age_decryptor_new,
  add = core.age_decryptor_add,
  add_file = function(job, path, options)
    if options.identities_file_passphrase ~= nil then
      return core.age_decryptor_add_file_passphrase(job, path,
        options.identities_file_passphrase)
    end
    return core.age_decryptor_add_file(job, path)
  end,
  on_progress = core.age_decryptor_on_progress,
  parse = core.age_identity_parse,
  passphrase = function(passphrase, options)
    if options.normalise then
      return core.age_identity_passphrase_normalised(passphrase)
    end
    return core.age_identity_passphrase(passphrase)
  end,
  set = function(job, options)
    core.age_decryptor_set_scrypt_limits(job,
      default(options.max_work_factor, 0), default(options.max_memory, 0))
    core.age_decryptor_set_threads(job, default(options.threads, 0))
    if options.header ~= nil then
      local ok, message, code = core.age_decryptor_set_header(job,
        options.header)
      if not ok then
        return nil, message, code
      end
    end
    return core.age_decryptor_set_armor(job, armor_mode(options.armor))
  end,
  people = "identities",
  file = "identities_file",
  options = {
    identities = true, identities_file = true,
    identities_file_passphrase = true, passphrase = true, normalise = true,
    max_work_factor = true, max_memory = true, armor = true, header = true,
    threads = true, progress = true,
  },
}

-- A string through a stream of the job.
function jobs.run(stream, job, data)
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
  if not text then
    return nil, message, code
  end
  return text
end

-- Makes a job, uses it once and frees it, also where the use raises an
-- error.
function jobs.once(kind, options, use, ...)
  local job, message, code = jobs.make(kind, options)
  if not job then
    return nil, message, code
  end
  local fine, result
  fine, result, message, code = pcall(use, job, ...)
  core.close(job)
  if not fine then
    error(result, 0)
  end
  if not result then
    return nil, message, code
  end
  return result
end

return jobs
