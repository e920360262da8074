-- SPDX-License-Identifier: ISC
-- What can be known of a file without any key.
-- @submodule otls.age

local core = require "otls.core"
local bio = require("otls.bio")

local header = {}

-- A text of any length: 0 asks how long it is.
local function text(f, ...)
  local count = select("#", ...)
  local arguments = { ... }
  arguments[count + 1] = 0
  local unpack = table.unpack or unpack
  local length, message, code = f(unpack(arguments, 1, count + 1))
  if not length then
    return nil, message, code
  end
  arguments[count + 1] = length + 1
  return f(unpack(arguments, 1, count + 1))
end

local function known(size)
  return size >= 0 and size or nil
end

local function stanzas(found)
  local types = {}
  for index = 0, core.age_header_stanzas(found) - 1 do
    local kind, message, code = text(core.age_header_stanza_type, found, index)
    if not kind then
      return nil, message, code
    end
    types[index + 1] = kind
  end
  return types
end

local post_quantum = { yes = true, no = false }

local function describe(found)
  local types, message, code = stanzas(found)
  if not types then
    return nil, message, code
  end
  local json
  json, message, code = text(core.age_header_json, found)
  if not json then
    return nil, message, code
  end
  local size, armor, overhead, payload = core.age_header_sizes(found)
  return {
    -- these two stand at its beginning, before anything the file chose
    version = json:match('^%s*{%s*"version": "([^"]*)"'),
    post_quantum = post_quantum[json:match('"postquantum": "(%a+)"')],
    armored = core.age_header_is_armored(found) == 1,
    stanza_types = types,
    json = json,
    sizes = {
      header = known(size), armor = known(armor),
      overhead = known(overhead), payload = known(payload),
    },
  }
end

-- What |input| says of itself; a failure to open it goes through.
local function inspect(input, message, code)
  if not input then
    return nil, message, code
  end
  local found
  found, message, code = core.age_header_read(input)
  if not found then
    return nil, message, code
  end
  local info
  info, message, code = describe(found)
  core.close(found)
  if not info then
    return nil, message, code
  end
  return info
end

local function inspect_and_close(input, ...)
  local info, message, code = inspect(input, ...)
  if input then
    core.close(input)
  end
  if not info then
    return nil, message, code
  end
  return info
end

function header.inspect(data)
  return inspect_and_close(bio.memory(data))
end

function header.inspect_file(path)
  return inspect_and_close(bio.file(path))
end

function header.inspect_stream(source)
  if not core.is(source, core.OTLS_KIND_BIO) then
    core.raise(("bad argument #1 (a bio expected, got %s)")
      :format(type(source)))
  end
  return inspect(source)
end

-- The header itself.

local function export(input, message, code)
  if not input then
    return nil, message, code
  end
  local found, result
  found, message, code = core.age_header_read(input)
  core.close(input)
  if not found then
    return nil, message, code
  end
  result, message, code = text(core.age_header_export, found)
  core.close(found)
  if not result then
    return nil, message, code
  end
  return result
end

function header.export(data)
  return export(bio.memory(data))
end

function header.export_file(path)
  return export(bio.file(path))
end

return header
