-- SPDX-License-Identifier: ISC
-- What has come and wasn't taken, by LuaSocket's patterns.
-- @module otls.ssl.buffer
-- @local

local buffer = { ROOM = 16384 }

local Buffer = {}
local meta = { __index = Buffer }

function buffer.new()
  return setmetatable({ text = "", at = 1, count = 0 }, meta)
end

function Buffer:empty()
  return self.at > #self.text
end

function Buffer:clear()
  self.text, self.at = "", 1
end

-- All of it, or up to its byte |last|.
local function take(self, last)
  local text
  if not last or last >= #self.text then
    text = self.at == 1 and self.text or self.text:sub(self.at)
    self:clear()
  else
    text = self.text:sub(self.at, last)
    self.at = last + 1
  end
  self.count = self.count + #text
  return text
end

-- Makes it not empty, or gives the word for why not.
local function fill(self, more)
  if not self:empty() then
    return nil
  end
  local text, word = more()
  if not text then
    return word
  end
  self.text, self.at = text, 1
end

local function read_line(self, parts, more)
  while true do
    local word = fill(self, more)
    if word then
      return word
    end
    local stop = self.text:find("\n", self.at, true)
    local piece = take(self, stop)
    -- LuaSocket drops every carriage return, not only the last
    parts[#parts + 1] = (piece:gsub("[\r\n]", ""))
    if stop then
      return nil
    end
  end
end

local function read_all(self, parts, more)
  local before = #parts
  while true do
    local word = fill(self, more)
    if word then
      return not (word == "closed" and #parts > before) and word or nil
    end
    parts[#parts + 1] = take(self)
  end
end

local function read_bytes(self, parts, more, left)
  repeat
    local word = fill(self, more)
    if word then
      return word
    end
    local piece = take(self, self.at + left - 1)
    parts[#parts + 1] = piece
    left = left - #piece
  until left <= 0
end

-- By a pattern; |more| gives what comes next, or nil and a word.
function Buffer:read(pattern, prefix, more)
  local parts, word = { prefix }, nil
  local wanted = tonumber(pattern)
  pattern = pattern == nil and "*l" or pattern
  if wanted then
    if wanted < 0 or wanted % 1 ~= 0 then
      error("bad argument #1 to 'receive' (invalid receive pattern)", 3)
    elseif prefix == "" or wanted > #prefix then
      word = read_bytes(self, parts, more, wanted - #prefix)
    end
  elseif type(pattern) == "string" and pattern:find("^%*?l") then
    word = read_line(self, parts, more)
  elseif type(pattern) == "string" and pattern:find("^%*?a") then
    word = read_all(self, parts, more)
  else
    error("bad argument #1 to 'receive' (invalid receive pattern)", 3)
  end
  local text = #parts < 3 and prefix == "" and parts[2] or table.concat(parts)
  if word then
    return nil, word, text
  end
  return text, nil, nil
end

return buffer
