-- SPDX-License-Identifier: ISC
-- Does what the sources and the guide show really work? Each @usage of
-- otls.age runs alone; the blocks of the guide run one after another, except
-- those behind a comment ".. not run: WHY".

local tap = require "tap"
local support = require "support"
local age = require "otls.age"

local source = os.getenv("lua_srcdir") or "."
local me = assert(age.identity.generate())
local PRELUDE = 'local otls = require "otls"\n'
  .. "local age, bio = otls.age, otls.bio\n"

local function text_of(path)
  local file = io.open(path, "rb")
  local text = file and file:read("*a")
  if file then
    file:close()
  end
  return text
end

-- Runs in a directory where the files are that the examples name.
local function works(code)
  support.write("team.txt", me:recipient():text() .. "\n")
  support.write("key.txt", me:export_secret() .. "\n")
  for _, name in ipairs { "a", "b", "plan.pdf", "notes.txt" } do
    support.write(name, "the contents of " .. name .. "\n")
  end
  code = code:gsub("age1%.%.%.", (me:recipient():text()))
  tap.truth(support.run(("cd '%s' && %s >out 2>&1"):format(support.path(""),
    support.lua(code))), support.read("out"))
end

-- The @usage blocks of a source, and the block of its first comment.
local function usages(text)
  local found, block = {}, nil
  for line in text:gmatch("([^\n]*)\n") do
    local first = line:match("^%-%- @usage (.*)")
    if first then
      block = { first }
      found[#found + 1] = block
    elseif not line:find("^%-%-") or line:find("^%-%- @") then
      block = nil
    elseif block then
      block[#block + 1] = line:match("^%-%- ?(.*)")
    end
  end
  local head = {}
  for line in text:match("^.-\n\n"):gmatch("%-%-     ([^\n]*)") do
    head[#head + 1] = line
  end
  if #head > 0 then
    table.insert(found, 1, head)
  end
  return found
end

local file = "otls/age.lua"
local shown = usages(assert(text_of(source .. "/" .. file)))
tap.truth(#shown >= 7, #shown .. " examples")
for number, lines in ipairs(shown) do
  tap.test(("%s: example %d"):format(file, number), function()
    works(PRELUDE .. table.concat(lines, "\n"))
  end)
end

-- The blocks of Lua that a page shows.
local function blocks(page)
  local found, block, left_out = {}, nil, false
  for line in page:gmatch("([^\n]*)\n") do
    if line:find("^%.%. not run: ") then
      left_out = true
    elseif line == ".. code-block:: lua" then
      block = not left_out and {} or nil
      found[#found + 1] = block
      left_out = false
    elseif line:find("^%S") then
      block = nil
    elseif block then
      block[#block + 1] = line:sub(4)
    end
  end
  return found
end

local guide = text_of(source .. "/../../docs/guides/lua.rst")
if guide then
  tap.test("the guide", function()
    local parts = {
      PRELUDE,
      ("local other = age.identity.parse(%q):recipient()\n"):format(
        me:export_secret()),
      'local data = age.encrypt("data", { recipients = other })\n',
    }
    local found = blocks(guide)
    tap.truth(#found >= 8, #found .. " blocks")
    for _, lines in ipairs(found) do
      parts[#parts + 1] = table.concat(lines, "\n")
    end
    works(table.concat(parts, "\n"))
  end)
else
  tap.skip("the guide", "it is not there")
end

support.remove()
tap.done()
