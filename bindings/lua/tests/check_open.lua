-- SPDX-License-Identifier: ISC
-- Does an encrypted file that is opened read as the plain one would?

local tap = require "tap"
local support = require "support"
local otls = require "otls"
local age = otls.age

local me, other = age.identity.generate(), age.identity.generate()

local function numbered(count)
  local lines = {}
  for n = 1, count do
    lines[n] = ("line %d\0\r of some text"):format(n)
  end
  return table.concat(lines, "\n")
end

local data = numbered(12000) -- four chunks and a part
local plain = support.write("plain", data)
local sealed = support.path("sealed")
assert(age.encrypt_file(plain, sealed, { recipients = me:recipient() }))

local function open()
  return assert(age.open(sealed, { identities = me }))
end

tap.test("what it reads at any place is what stands there", function()
  local file, theirs = open(), assert(io.open(plain, "rb"))
  tap.equal(file:size(), #data)
  for _, place in ipairs { 0, 1, 65535, 65536, 65537, 131071, 3, #data - 5,
      #data, #data + 9 } do
    for _, size in ipairs { 0, 1, 2, 4096, 65536, 65537, 140000 } do
      tap.equal(file:seek("set", place), place)
      theirs:seek("set", place)
      tap.truth(file:read(size) == theirs:read(size),
        place .. ", " .. size)
      tap.equal(file:seek(), theirs:seek())
      tap.truth(file:read_at(place, size)
        == data:sub(place + 1, place + size))
      tap.equal(file:seek(), theirs:seek())
    end
  end
  theirs:close()
  file:close()
end)

tap.test("lines end where they do in a plain file", function()
  local file = open()
  -- those of Lua 5.1 end lines at a zero byte
  for line in (data .. "\n"):gmatch("([^\n]*)\n") do
    tap.truth(file:read("l") == line)
  end
  tap.equal(file:read("l"), nil)
  file:seek("set", 0)
  local parts = {}
  for line in file:lines("L") do
    parts[#parts + 1] = line
  end
  tap.truth(table.concat(parts) == data)
  file:seek("set", 0)
  for first, second in file:lines(1, "*l") do
    tap.equal(first, "l")
    tap.equal(second, "ine 1\0\r of some text")
    break
  end
  file:close()
end)

tap.test("seek counts from the start, the place and the end", function()
  local file = open()
  tap.equal(file:seek("end"), #data)
  tap.equal(file:read(1), nil)
  tap.equal(file:read("a"), "")
  tap.equal(file:read(0), nil)
  tap.equal(file:seek("end", -4), #data - 4)
  tap.equal(file:read("a"), "text")
  tap.equal(file:seek("set", 5), 5)
  tap.equal(file:seek("cur", 2), 7)
  tap.equal(file:read(0), "")
  tap.fails("invalid", file.seek, file, "set", -1)
  tap.equal(file:seek(), 7)
  tap.raises("invalid option 'middle'", file.seek, file, "middle")
  tap.raises("an integer", file.seek, file, "set", 1.5)
  file:close()
end)

tap.test("all formats of Lua's files, several at once", function()
  local text = " 12 -0x1F 3.5e1 .5x\n7 rest\nlast"
  local file = assert(age.open(otls.bio.memory(assert(age.encrypt(text,
    { recipients = me:recipient() }))), { identities = me }))
  local a, b, c, d = file:read("n", "n", "n", "n")
  tap.equal(a, 12)
  tap.equal(b, -31)
  tap.equal(c, 35)
  tap.equal(d, .5)
  tap.equal(file:read("n"), nil)
  tap.equal(file:seek(), text:find("x\n", 1, true) - 1)
  tap.equal(file:read("l"), "x")
  local n, line, all, none = file:read("n", "L", "a", "l")
  tap.equal(n, 7)
  tap.equal(line, " rest\n")
  tap.equal(all, "last")
  tap.equal(none, nil)
  tap.raises("'n', 'l', 'L' or 'a'", file.read, file, "z")
  tap.raises("a number of bytes", file.read, file, -1)
  file:close()
end)

tap.test("a bio is opened where it stands, and can be closed", function()
  local box = assert(age.encrypt("of a bio", {
    recipients = me:recipient(), armor = true,
  }))
  local path = support.write("later", "before" .. box)
  local source = assert(otls.bio.file(path))
  tap.equal(source:read(6), "before")
  local file = assert(age.open(source, { identities = me }))
  source:close()
  tap.equal(file:read("a"), "of a bio")
  file:close()
end)

tap.test("an empty file is open at its end", function()
  local file = assert(age.open(otls.bio.memory(assert(age.encrypt("",
    { recipients = me:recipient() }))), { identities = me }))
  tap.equal(file:size(), 0)
  tap.equal(file:read("a"), "")
  tap.equal(file:read("l"), nil)
  tap.equal(file:read_at(0, 10), "")
  file:close()
end)

tap.test("opening fails for strangers, cut files, and where none is",
  function()
    tap.fails("age_no_match", age.open, sealed, { identities = other })
    tap.fails("not_found", age.open, support.path("none"),
      { identities = me })
    local text = support.read("sealed")
    support.write("cut", text:sub(1, -2))
    tap.fails("age_payload", age.open, support.path("cut"),
      { identities = me })
    tap.raises("no option 'progress'", age.open, sealed,
      { identities = me, progress = print })
  end)

tap.test("a chunk that was altered is never read, and its like go on",
  function()
    local text = support.read("sealed")
    local at = #text - #data % 65536 - 16 - 70000 -- in the chunk before it
    support.write("altered", text:sub(1, at)
      .. string.char((text:byte(at + 1) + 1) % 256) .. text:sub(at + 2))
    local file = assert(age.open(support.path("altered"),
      { identities = me }))
    tap.equal(file:read(10), data:sub(1, 10))
    tap.fails("age_payload", file.read, file, "a")
    tap.equal(file:seek(), 10)
    tap.fails("age_payload", file.read, file, 4, "a")
    tap.equal(file:seek(), 10)
    tap.equal(file:read(4), data:sub(11, 14))
    tap.raises("chunk", function()
      for _ in file:lines() do end -- luacheck: ignore
    end)
    file:close()
  end)

tap.test("a detached header and a passphrase open as well", function()
  local box = assert(age.encrypt("apart", {
    passphrase = "p", work_factor = 4,
  }))
  local head = assert(age.export_header(box))
  local file = assert(age.open(otls.bio.memory(box:sub(#head + 1)), {
    passphrase = "p", header = head, max_work_factor = 4,
  }))
  tap.equal(file:read("l"), "apart")
  file:close()
end)

tap.test("closed is closed, by hand and by the collector", function()
  local before = support.alive()
  local file = open()
  tap.equal(otls.type(file), "age_reader")
  tap.equal(file:close(), true)
  tap.equal(file:close(), true)
  tap.raises("closed", file.read, file)
  tap.raises("closed", file.lines, file)
  tap.raises("closed", file.seek, file)
  tap.raises("closed", file.read_at, file, 0, 1)
  for _ = 1, 20 do
    open():read(3)
  end
  file = nil -- luacheck: ignore
  tap.equal(support.alive(), before)
end)

support.remove()
tap.done()
