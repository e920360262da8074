-- SPDX-License-Identifier: ISC
-- Other recipients for what is encrypted already, and proof without output.
-- @submodule otls.age

local core = require "otls.core"
local again = require("otls")._again
local jobs = require "otls.age.job"

local rewrap = {}

-- Which of the options go to which of the two jobs.
local to_new = {
  recipients = "recipients", recipients_file = "recipients_file",
  new_passphrase = "passphrase", work_factor = "work_factor",
  armor = "armor",
}

-- The options for what opens the file, and those for who reads it from now
-- on.
local function split(options)
  if type(options) ~= "table" then
    core.raise("a table of options expected, got " .. type(options))
  end
  local old, new = {}, {}
  for name, value in pairs(options) do
    if to_new[name] then
      new[to_new[name]] = value
    elseif name == "fresh" then
      if type(value) ~= "boolean" then
        core.raise("bad option 'fresh' (boolean or nil expected, got "
          .. type(value) .. ")")
      end
    else
      old[name] = value
    end
  end
  return old, new
end

-- Makes both jobs and has |use| work with them.
local function once(options, use, ...)
  local old, new = split(options)
  return jobs.once(jobs.decryption, old, function(opening, ...)
    return jobs.once(jobs.encryption, new, function(sealing, ...)
      return use(opening, sealing, ...)
    end, ...)
  end, ...)
end

function rewrap.file(input, output, options)
  return once(options, function(old, new)
    return again(options.fresh and core.age_rewrap_fresh_file
      or core.age_rewrap_file, old, new, input, output)
  end)
end

local function stream_of(options)
  return options.fresh and core.age_rewrap_fresh_stream
    or core.age_rewrap_stream
end

function rewrap.stream(input, output, options)
  return once(options, function(old, new)
    return stream_of(options)(old, new, input, output)
  end)
end

function rewrap.string(data, options)
  return once(options, function(old, new)
    return jobs.run(function(job, input, output)
      return stream_of(options)(job, new, input, output)
    end, old, data)
  end)
end

-- Proof without output.

function rewrap.verify(data, options)
  return jobs.once(jobs.decryption, options, function(job)
    local input, message, code = core.bio_memory_from(data)
    if not input then
      return nil, message, code
    end
    local ok
    ok, message, code = core.age_decryptor_verify_stream(job, input)
    core.close(input)
    return ok, message, code
  end)
end

function rewrap.verify_file(path, options)
  return jobs.once(jobs.decryption, options, function(job)
    return again(core.age_decryptor_verify_file, job, path)
  end)
end

function rewrap.verify_stream(input, options)
  return jobs.once(jobs.decryption, options, core.age_decryptor_verify_stream,
    input)
end

return rewrap
