-- SPDX-License-Identifier: ISC
--- Bytes in and out, with the methods of Lua's own files.
--
--     local bio = require "otls.bio"
--     local file = assert(bio.file("notes.txt"))
--     for line in file:lines() do print(line) end
--     file:close()
--
-- A bio is closed by its method `close`, by the end of a `local b <close>`
-- in Lua 5.4, or by the collector.
-- @module otls.bio

local core = require "otls.core"
local again = require("otls")._again

local bio = {}

local CHUNK = 65536

-- Bytes that were taken from a bio for a read that then failed, say because
-- the rest had not arrived: the next read begins with them.
local kept = setmetatable({}, { __mode = "k" })

--- What is written can be read again.
-- @tparam[opt] string data its first contents
-- @treturn Bio or nil, message, code
-- @usage local b = bio.memory("one\ntwo\n")
-- print(b:read("l")) --> one
function bio.memory(data)
  if data == nil then
    return core.bio_memory_new()
  end
  return core.bio_memory_from(data)
end

--- A file.
-- @tparam string path
-- @tparam[opt="r"] string mode as that of `io.open`
-- @treturn[1] Bio
-- @treturn[2] nil
-- @treturn[2] string message
-- @treturn[2] string code, such as `"not_found"` or `"permission"`
function bio.file(path, mode)
  if mode == nil then
    mode = "r"
  end
  return again(core.bio_file_open, path, mode)
end

--- A file that appears under its name, whole and at once, when `commit` is
-- called; closed or collected before that it leaves no trace.
-- @tparam string path
-- @treturn Bio or nil, message, code
-- @usage local out = assert(bio.atomic("settings.lua"))
-- assert(out:write("return {}\n"))
-- assert(out:commit())
function bio.atomic(path)
  return again(core.bio_atomic_open, path)
end

local function flag(value)
  if value ~= nil and type(value) ~= "boolean" then
    core.raise("bad argument #2 (boolean or nil expected, got " .. type(value)
      .. ")")
  end
  return value and 1 or 0
end

--- An open descriptor.
-- @tparam integer fd
-- @tparam[opt=false] boolean close whether the bio closes it in the end
-- @treturn Bio or nil, message, code
function bio.fd(fd, close)
  return core.bio_fd_new(fd, flag(close))
end

--- An open socket, by its descriptor (LuaSocket: `socket:getfd()`).
-- @tparam integer fd
-- @tparam[opt=false] boolean close whether the bio closes it in the end
-- @treturn Bio or nil, message, code
function bio.socket(fd, close)
  return core.bio_socket_new(fd, flag(close))
end

--- Two ends: what is written to one can be read from the other. Neither
-- ever waits: see the codes `"want_read"` and `"want_write"`.
-- @tparam[opt=65536] integer capacity bytes that each direction holds
-- @treturn Bio
-- @treturn Bio
function bio.pair(capacity)
  if capacity == nil then
    capacity = CHUNK
  end
  return core.bio_pair_new(capacity)
end

--- Nothing to read, and what is written is forgotten.
-- @treturn Bio
function bio.null()
  return core.bio_null_new()
end

--- Bytes in and out.
-- @type Bio
local Bio = core.methods(core.OTLS_KIND_BIO)

-- What an earlier read left, at most n bytes of it.
local function take(self, n)
  local text = kept[self]
  if not text then
    return ""
  end
  kept[self] = #text > n and text:sub(n + 1) or nil
  return text:sub(1, n)
end

-- Gives up on a read: nothing that was taken may be lost.
local function keep(self, parts, message, code)
  local text = table.concat(parts)
  if text ~= "" then
    kept[self] = text .. (kept[self] or "")
  end
  return nil, message, code
end

-- Up to n bytes, fewer only at the end or where no more are there yet.
local function read_bytes(self, n)
  if n == 0 then
    return (kept[self] or core.bio_eof(self) ~= 1) and "" or nil
  end
  local parts, left = { take(self, n) }, n
  left = left - #parts[1]
  while left > 0 do
    local text, message, code = again(core.bio_read, self,
      left < CHUNK and left or CHUNK)
    if not text then
      if left < n and code:find("^want_") then
        break
      end
      return keep(self, parts, message, code)
    elseif text == "" then
      break
    end
    parts[#parts + 1] = text
    left = left - #text
  end
  return left < n and table.concat(parts) or nil
end

local function read_all(self)
  local parts = { take(self, math.huge) }
  while true do
    local text, message, code = again(core.bio_read, self, CHUNK)
    if not text then
      return keep(self, parts, message, code)
    elseif text == "" then
      return table.concat(parts)
    end
    parts[#parts + 1] = text
  end
end

-- The next piece of a line. Where the bio has no lines of its own it is one
-- byte, so that nothing behind the line is taken from who reads next.
local function piece(self)
  local text, message, code = again(core.bio_gets, self, 4096)
  if not text and code == "unsupported" then
    text, message, code = again(core.bio_read, self, 1)
  end
  return text, message, code
end

local function read_line(self, whole)
  local early = kept[self]
  local parts = {}
  if early then
    parts[1] = take(self, early:find("\n", 1, true) or #early)
  end
  while not (parts[#parts] or ""):find("\n$") do
    local text, message, code = piece(self)
    if not text then
      return keep(self, parts, message, code)
    elseif text == "" then
      break
    end
    parts[#parts + 1] = text
  end
  local line = table.concat(parts)
  if line == "" then
    return nil
  end
  return whole and line or (line:gsub("\n$", ""))
end

local function read_one(self, format)
  if type(format) == "number" then
    if format < 0 or format % 1 ~= 0 then
      core.raise("bad argument to 'read' (a number of bytes expected)")
    end
    return read_bytes(self, format)
  end
  local letter = type(format) == "string" and format:gsub("^%*", "") or ""
  if letter == "l" or letter == "L" then
    return read_line(self, letter == "L")
  elseif letter == "a" then
    return read_all(self)
  end
  core.raise("bad argument to 'read' (a number of bytes, 'l', 'L' or 'a' "
    .. "expected)")
end

--- Reads, by the formats of Lua's files.
-- @param ... each one of: a number of bytes; `"l"`, a line without its end
-- (the default); `"L"`, a line with its end; `"a"`, all that is left
-- @return what was read, a result a format; nil at the end; nil, a message
-- and a code where it failed. Nothing is lost then: the next read begins
-- with what had been read.
function Bio:read(...)
  local count = select("#", ...)
  if count < 2 then
    return read_one(self, count == 0 and "l" or (...))
  end
  local results = {}
  for at = 1, count do
    local text, message, code = read_one(self, (select(at, ...)))
    if not text and message then
      return nil, message, code
    end
    results[at] = text
    if not text then
      count = at
      break
    end
  end
  return (table.unpack or unpack)(results, 1, count)
end

--- The bytes of one line with its end, or nil at the end: `read("L")`.
-- @treturn ?string
function Bio:gets()
  return read_line(self, true)
end

--- An iterator: `for line in b:lines() do`. A failure is raised.
-- @param ... formats as for `read`
-- @treturn function
function Bio:lines(...)
  local formats, count = { ... }, select("#", ...)
  return function()
    local results = { self:read((table.unpack or unpack)(formats, 1, count)) }
    if results[1] == nil and results[2] then
      core.raise(results[2])
    end
    return (table.unpack or unpack)(results, 1, count > 1 and count or 1)
  end
end

local function write_one(self, text, before)
  local at = 0
  while at < #text do
    local n, message, code = again(core.bio_write, self,
      at == 0 and text or text:sub(at + 1))
    if not n then
      return nil, message, code, before + at
    end
    at = at + n
  end
  return at
end

--- Writes strings and numbers.
-- @param ... strings or numbers
-- @treturn[1] Bio itself, so that calls can be chained
-- @treturn[2] nil
-- @treturn[2] string message
-- @treturn[2] string code
-- @treturn[2] integer how many bytes had been written
function Bio:write(...)
  local total = 0
  for at = 1, select("#", ...) do
    local text = (select(at, ...))
    if type(text) == "number" then
      text = tostring(text)
    elseif type(text) ~= "string" then
      core.raise(("bad argument #%d to 'write' (string expected, got %s)")
        :format(at, type(text)))
    end
    local n, message, code, written = write_one(self, text, total)
    if not n then
      return nil, message, code, written
    end
    total = total + n
  end
  return self
end

--- Writes one text, which holds no zero byte.
-- @tparam string text
-- @treturn integer how many bytes were written, or nil, message, code
function Bio:puts(text)
  return again(core.bio_puts, self, text)
end

local function tell(self)
  local at, message, code = core.bio_tell(self)
  if not at then
    return nil, message, code
  end
  return at - #(kept[self] or "")
end

local function seek(self, offset)
  local ok, message, code = again(core.bio_seek, self, offset)
  if not ok then
    return nil, message, code
  end
  kept[self] = nil
  return offset
end

-- Whether there is a byte at offset.
local function reaches(self, offset)
  local ok, message, code = seek(self, offset)
  if not ok then
    return nil, message, code
  end
  ok, message, code = again(core.bio_read, self, 1)
  if not ok then
    return nil, message, code
  end
  return true, ok ~= ""
end

-- libotls has no way to ask for a size: it is found by halving. A memory bio
-- refuses to seek behind its end, and knows how much is left.
local function size(self)
  local low, step = tell(self), 1
  if not low then
    return nil, "this bio has no places to go to", "unsupported"
  end
  if core.bio_eof(self) == 1 then
    return low
  end
  local high = low + core.bio_pending(self)
  local ok, there, code = pcall(reaches, self, high)
  if not ok or not there then
    return high
  end
  ok, there, code = reaches(self, high)
  while ok and there do
    low, high, step = high + 1, high + step, step * 2
    ok, there, code = reaches(self, high)
  end
  while ok and low < high do
    local middle = low + (high - low - (high - low) % 2) / 2
    if math.tointeger then
      middle = math.tointeger(middle)
    end
    ok, there, code = reaches(self, middle)
    if ok and there then
      low = middle + 1
    else
      high = middle
    end
  end
  if not ok then
    return nil, there, code
  end
  return low
end

--- Sets and gets the place, as the files of Lua do.
-- @tparam[opt="cur"] string whence `"set"`, `"cur"` or `"end"`; the end of
-- a file is searched for by reading
-- @tparam[opt=0] integer offset
-- @treturn integer the place from the start, or nil, message, code
function Bio:seek(whence, offset)
  whence, offset = whence or "cur", offset or 0
  if whence == "set" then
    return seek(self, offset)
  end
  local base, message, code
  if whence == "cur" then
    base, message, code = tell(self)
  elseif whence == "end" then
    base, message, code = size(self)
  else
    core.raise(("bad argument #1 to 'seek' (invalid option '%s')")
      :format(tostring(whence)))
  end
  if not base then
    return nil, message, code
  end
  if whence == "cur" and offset == 0 then
    return base
  end
  return seek(self, base + offset)
end

--- Writes out what is still held back.
-- @treturn Bio itself, or nil, message, code
function Bio:flush()
  local ok, message, code = again(core.bio_flush, self)
  if not ok then
    return nil, message, code
  end
  return self
end

--- Writes out what is held back, and frees the bio. Closing a closed bio
-- does nothing.
-- @treturn boolean true; or nil, message, code where bytes were lost. The
-- bio is closed in any case.
function Bio:close()
  if core.closed(self) then
    return true
  end
  local ok, message, code = again(core.bio_flush, self)
  kept[self] = nil
  core.bio_free(self)
  if not ok and code ~= "unsupported" then
    return nil, message, code
  end
  return true
end

--- Whether a read has met the end.
-- @treturn boolean or nil, message, code
function Bio:eof()
  local answer, message, code = core.bio_eof(self)
  if type(answer) ~= "number" and answer ~= true then
    return nil, message, code
  end
  return answer == 1 and not kept[self]
end

--- How many bytes can be read without asking the operating system.
-- @treturn integer or nil, message, code
function Bio:pending()
  local n, message, code = core.bio_pending(self)
  if not n then
    return nil, message, code
  end
  return n + #(kept[self] or "")
end

--- Back to the start: a file is rewound, a memory bio has its first
-- contents again.
-- @treturn Bio itself, or nil, message, code
function Bio:reset()
  local ok, message, code = again(core.bio_reset, self)
  if not ok then
    return nil, message, code
  end
  kept[self] = nil
  return self
end

--- Makes what was written to an atomic bio appear under its name.
-- @treturn boolean true, or nil, message, code: then nothing has changed
function Bio:commit()
  return again(core.bio_atomic_commit, self)
end

--- How long a read or write of a descriptor may wait.
-- @tparam integer ms milliseconds; -1: for ever, 0: not at all
-- @treturn boolean true, or nil, message, code
function Bio:set_timeout_ms(ms)
  return core.bio_set_timeout_ms(self, ms)
end

--- Tells the other end that no more will be written.
-- @treturn boolean true, or nil, message, code
function Bio:shutdown_write()
  return again(core.bio_shutdown_write, self)
end

--- The descriptor behind the bio.
-- @treturn integer or nil, message, code
function Bio:fd()
  return core.bio_fd(self)
end

return bio
