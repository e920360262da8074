-- SPDX-License-Identifier: ISC
-- What can be known of a file without any key.
-- @submodule otls.age

local core = require "otls.core"
local open_file = require("otls.bio").file

local header = {}

local function read(source)
  if type(source) ~= "string" then
    if not core.is(source, core.OTLS_KIND_BIO) then
      core.raise(("bad argument #1 (a path or a bio expected, got %s)")
        :format(type(source)))
    end
    return core.age_header_read(source)
  end
  local input, message, code = open_file(source)
  if not input then
    return nil, message, code
  end
  local found
  found, message, code = core.age_header_read(input)
  core.close(input)
  if not found then
    return nil, message, code
  end
  return found
end

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
    stanzas = types,
    sizes = {
      header = known(size), armor = known(armor),
      overhead = known(overhead), payload = known(payload),
    },
  }
end

local function with(source, use)
  local found, message, code = read(source)
  if not found then
    return nil, message, code
  end
  local result
  result, message, code = use(found)
  core.close(found)
  if not result then
    return nil, message, code
  end
  return result
end

function header.inspect(source)
  return with(source, describe)
end

function header.inspect_json(source)
  return with(source, function(found)
    return text(core.age_header_json, found)
  end)
end

return header
