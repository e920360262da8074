-- SPDX-License-Identifier: ISC
--- What `age.open` opens: an encrypted file, read at any place with the
-- methods of Lua's own files.
-- @submodule otls.age

local core = require "otls.core"
local again = require("otls")._again
local jobs = require "otls.age.job"

local reader = {}

local CHUNK = 65536

-- Of each reader the place, and a piece of the plaintext with its own.
local states = setmetatable({}, { __mode = "k" })

local function state_of(self)
  local state = states[self]
  if not state then
    state = { place = 0, at = 0, text = "" }
    states[self] = state
  end
  return state
end

--- An encrypted file, opened for reads at any place. Only the chunks that a
-- read touches are decrypted, each proven before any of it comes out.
-- @type Reader
local Reader = core.methods(core.OTLS_KIND_AGE_READER)

--- How many bytes of plaintext there are, proven when it was opened.
-- @treturn integer or nil, message, code
-- @function Reader:size
Reader.size = core.age_reader_size

--- Reads at a place of its own, and leaves that of the file alone.
-- @tparam integer offset from the start
-- @tparam integer size
-- @treturn string fewer bytes where the end comes first, `""` behind it; or
-- nil, message, code
function Reader:read_at(offset, size)
  if type(size) ~= "number" or size < 0 then
    core.raise("bad argument #2 to 'read_at' (a number of bytes expected)")
  end
  local whole, message, code = core.age_reader_size(self)
  if not whole then
    return nil, message, code
  end
  if type(offset) == "number" and offset >= 0 then
    size = math.min(size, whole - offset)
    if size <= 0 then
      return ""
    end
  end
  return again(core.age_reader_read_at, self, offset, size)
end

-- The text from the place to the end of its chunk, "" at the end of all, and
-- where in the text the place is.
local function peek(self, state)
  local skip = state.place - state.at
  if skip >= 0 and skip < #state.text then
    return state.text, skip + 1
  end
  local text, message, code = self:read_at(state.place,
    CHUNK - state.place % CHUNK)
  if not text then
    return nil, message, code
  end
  state.at, state.text = state.place, text
  return text, 1
end

local function read_bytes(self, state, n)
  if n == 0 then
    local text, at, code = peek(self, state)
    if not text then
      return nil, at, code
    end
    return text ~= "" and "" or nil
  end
  local text, at, code = peek(self, state)
  if text and #text - at + 1 < n then
    text, at, code = self:read_at(state.place, n)
    at = text and 1 or at
  end
  if not text then
    return nil, at, code
  end
  text = text:sub(at, at + n - 1)
  state.place = state.place + #text
  return text ~= "" and text or nil
end

local function read_all(self, state)
  local parts = {}
  repeat
    local text, message, code = self:read_at(state.place, 16 * CHUNK)
    if not text then
      return nil, message, code
    end
    state.place = state.place + #text
    parts[#parts + 1] = text
  until text == ""
  return table.concat(parts)
end

local function read_line(self, state, whole)
  local parts, stop = {}, nil
  repeat
    local text, at, code = peek(self, state)
    if not text then
      return nil, at, code
    end
    stop = text:find("\n", at, true)
    parts[#parts + 1] = text:sub(at, stop or #text)
    state.place = state.place + #parts[#parts]
  until stop or text == ""
  local line = table.concat(parts)
  if line == "" then
    return nil
  end
  return stop and not whole and line:sub(1, -2) or line
end

-- Takes the next character where it is one of |set|.
local function accept(self, state, set, parts)
  local text, at, code = peek(self, state)
  if not text then
    error({ at, code }, 0)
  end
  local one = text:sub(at, at)
  if one == "" or not set:find(one, 1, true) then
    return false
  end
  state.place = state.place + 1
  parts[#parts + 1] = one
  return #parts < 200
end

local function scan_number(self, state)
  local function take(set, parts)
    local any = false
    while accept(self, state, set, parts) do
      any = true
    end
    return any
  end
  local parts, digits, exponent = {}, "0123456789", "eE"
  repeat until not accept(self, state, " \t\n\v\f\r", {})
  accept(self, state, "+-", parts)
  local any = accept(self, state, "0", parts)
  if any and accept(self, state, "xX", parts) then
    digits, exponent, any = digits .. "abcdefABCDEF", "pP", false
  end
  any = take(digits, parts) or any
  if accept(self, state, ".", parts) then
    any = take(digits, parts) or any
  end
  if any and accept(self, state, exponent, parts) then
    accept(self, state, "+-", parts)
    take("0123456789", parts)
  end
  return tonumber(table.concat(parts))
end

local function read_number(self, state)
  local fine, value = pcall(scan_number, self, state)
  if fine then
    return value
  elseif type(value) == "table" then
    return nil, value[1], value[2]
  end
  return error(value, 0)
end

local function read_one(self, state, format)
  if type(format) == "number" then
    if format < 0 or format % 1 ~= 0 then
      core.raise("bad argument to 'read' (a number of bytes expected)")
    end
    return read_bytes(self, state, format)
  end
  local letter = type(format) == "string"
    and format:gsub("^%*", ""):sub(1, 1) or ""
  if letter == "l" or letter == "L" then
    return read_line(self, state, letter == "L")
  elseif letter == "a" then
    return read_all(self, state)
  elseif letter == "n" then
    return read_number(self, state)
  end
  core.raise("bad argument to 'read' (a number of bytes, 'n', 'l', 'L' or "
    .. "'a' expected)")
end

-- Raises an error where self is something else, or closed.
local function check(self, name)
  if not core.is(self, core.OTLS_KIND_AGE_READER) then
    core.raise(("bad argument #1 to '%s' (an age_reader expected, got %s)")
      :format(name, type(self)))
  end
  if core.closed(self) then
    core.raise(("bad argument #1 to '%s' (a closed age_reader)")
      :format(name))
  end
  return state_of(self)
end

--- Reads from the place on, by the formats of Lua's files.
-- @param ... each one of: a number of bytes; `"l"`, a line without its end
-- (the default); `"L"`, a line with its end; `"a"`, all that is left; `"n"`,
-- a numeral
-- @return what was read, a result a format; nil at the end; nil, a message
-- and a code where it failed, and the place is then where it was
function Reader:read(...)
  local state = check(self, "read")
  local count, start = select("#", ...), state.place
  local formats, results = { ... }, {}
  if count == 0 then
    count, formats[1] = 1, "l"
  end
  for at = 1, count do
    local value, message, code = read_one(self, state, formats[at])
    if value == nil and message then
      state.place = start
      return nil, message, code
    end
    results[at] = value
    if value == nil then
      count = at
      break
    end
  end
  return (table.unpack or unpack)(results, 1, count)
end

--- An iterator: `for line in file:lines() do`. A failure is raised.
-- @param ... formats as for `read`
-- @treturn function
function Reader:lines(...)
  check(self, "lines")
  local formats, count = { ... }, select("#", ...)
  local unpack = table.unpack or unpack
  return function()
    local results = { self:read(unpack(formats, 1, count)) }
    if results[1] == nil and results[2] then
      core.raise(results[2])
    end
    return unpack(results, 1, count > 1 and count or 1)
  end
end

--- Sets and gets the place, as the files of Lua do. Behind the end there is
-- nothing to read.
-- @tparam[opt="cur"] string whence `"set"`, `"cur"` or `"end"`
-- @tparam[opt=0] integer offset
-- @treturn integer the place from the start; or nil, message, code
function Reader:seek(whence, offset)
  local state = check(self, "seek")
  whence, offset = whence or "cur", offset or 0
  if type(offset) ~= "number" or offset % 1 ~= 0 then
    core.raise("bad argument #2 to 'seek' (an integer expected)")
  end
  local bases = { set = 0, cur = state.place, ["end"] = false }
  local base, message, code = bases[whence], nil, nil
  if base == nil then
    core.raise(("bad argument #1 to 'seek' (invalid option '%s')")
      :format(tostring(whence)))
  elseif not base then
    base, message, code = self:size()
    if not base then
      return nil, message, code
    end
  end
  local place = base + (math.tointeger and math.tointeger(offset) or offset)
  if place < 0 then
    return nil, ("there is no place %d in a file"):format(place), "invalid"
  end
  state.place = place
  return place
end

--- Frees it, and wipes what it kept of the file. Closing it twice does
-- nothing.
-- @treturn boolean true
function Reader:close()
  states[self] = nil
  return core.age_reader_free(self)
end

local function use(job, source)
  if core.is(source, core.OTLS_KIND_BIO) then
    return again(core.age_decryptor_open_bio, job, source)
  end
  return again(core.age_decryptor_open, job, source)
end

function reader.open(source, options)
  if type(options) == "table" and options.progress ~= nil then
    core.raise("there is no option 'progress' where the program reads at "
      .. "the places it likes")
  end
  return jobs.once(jobs.decryption, options, use, source)
end

return reader
