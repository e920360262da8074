-- SPDX-License-Identifier: ISC
-- Do bios read and write as the files of Lua do?

local tap = require "tap"
local support = require "support"
local bio = require "otls.bio"

local text = "one\ntwo\r\n\n\0zero\nlast"

-- The same contents in bios of several kinds.
local function each_kind(f)
  local path = support.write("kinds", text)
  local a, b = bio.pair()
  assert(a:write(text))
  assert(a:shutdown_write())
  local kinds = {
    memory = bio.memory(text),
    file = assert(bio.file(path)),
    pair = b,
  }
  local opened = assert(bio.file(path))
  kinds.fd = assert(bio.fd(opened:fd()))
  for name, one in pairs(kinds) do
    f(one, name)
  end
end

tap.test("lines and all that is left, in every kind of bio", function()
  each_kind(function(b, name)
    tap.equal(b:read(), "one", name)
    tap.equal(b:read("L"), "two\r\n", name)
    tap.equal(b:read("*l"), "", name)
    tap.equal(b:gets(), "\0zero\n", name)
    tap.equal(b:read("a"), "last", name)
    tap.equal(b:read("a"), "", name)
    tap.equal(b:read("l"), nil, name)
    tap.equal(b:read(1), nil, name)
    tap.equal(b:read(0), nil, name)
  end)
end)

tap.test("numbers of bytes, in every kind of bio", function()
  each_kind(function(b, name)
    tap.equal(b:read(0), "", name)
    tap.equal(b:read(5), "one\nt", name)
    tap.equal(b:read("l"), "wo\r", name)
    tap.equal(b:read(1000), text:sub(10), name)
    tap.equal(b:read(1), nil, name)
  end)
end)

tap.test("several formats give several results", function()
  local b = bio.memory("one\ntwo\nthree")
  local one, two, rest, none = b:read("l", 3, "a", "l")
  tap.equal(one, "one")
  tap.equal(two, "two")
  tap.equal(rest, "\nthree")
  tap.equal(none, nil)
end)

tap.test("wrong formats are refused", function()
  local b = bio.memory("x")
  for _, format in ipairs { "n", "x", -1, 1.5, {}, true } do
    tap.raises("bad argument", b.read, b, format)
  end
end)

tap.test("a line is as long as it is", function()
  local long = ("x"):rep(100000)
  local path = support.write("long", long .. "\n" .. long)
  local b = bio.file(path)
  tap.equal(b:read("l"), long)
  tap.equal(b:read("l"), long)
  tap.equal(b:read("l"), nil)
end)

tap.test("lines() gives every line, and results a format", function()
  local found = {}
  for line in bio.memory("a\n\nb"):lines() do
    found[#found + 1] = line
  end
  tap.equal(table.concat(found, "|"), "a||b")
  found = {}
  for pair in bio.memory("abcde"):lines(2) do
    found[#found + 1] = pair
  end
  tap.equal(table.concat(found, "|"), "ab|cd|e")
end)

tap.test("lines() raises what fails", function()
  local b = bio.file(support.path("w"), "w")
  tap.raises(".", function() for _ in b:lines() do break end end)
end)

tap.test("write returns the bio and takes numbers", function()
  local b = bio.memory()
  tap.equal(b:write("a\0b", 1, " ", 2.5):write("."), b)
  tap.equal(b:read("a"), "a\0b1 2.5.")
  tap.raises("string expected", b.write, b, {})
  tap.raises("string expected", b.write, b, nil)
  tap.equal(b:write(), b)
end)

tap.test("puts writes a text without zeros", function()
  local b = bio.memory()
  tap.equal(b:puts("text"), 4)
  tap.raises("zero byte", b.puts, b, "a\0b")
end)

tap.test("files are made, added to and read again", function()
  local path = support.path("file")
  local b = assert(bio.file(path, "w"))
  tap.equal(b:write(("line\n"):rep(50000)), b)
  tap.equal(b:close(), true)
  b = assert(bio.file(path, "a"))
  assert(b:write("end"))
  tap.equal(b:flush(), b)
  tap.equal(support.read("file"), ("line\n"):rep(50000) .. "end")
  b:close()
  tap.fails("not_found", bio.file, support.path("none"))
  tap.raises("mode", bio.file, path, "q")
end)

tap.test("seek goes where the files of Lua go", function()
  local long = ("0123456789"):rep(20000)
  local path = support.write("seek", long)
  for name, b in pairs { memory = bio.memory(long), file = bio.file(path),
    ["for both"] = bio.file(path, "r+") } do
    tap.equal(b:seek(), 0, name)
    tap.equal(b:read(3), "012", name)
    tap.equal(b:seek("cur"), 3, name)
    tap.equal(b:seek("cur", 4), 7, name)
    tap.equal(b:read(1), "7", name)
    tap.equal(b:seek("end"), #long, name)
    tap.equal(b:read(1), nil, name)
    tap.equal(b:seek("end", -2), #long - 2, name)
    tap.equal(b:read("a"), "89", name)
    tap.equal(b:seek("set", 11), 11, name)
    tap.equal(b:read(1), "1", name)
    tap.equal(b:seek("set"), 0, name)
    tap.equal(b:seek("end"), #long, name)
    tap.raises(".", b.seek, b, "set", -1)
    tap.raises("invalid option", b.seek, b, "middle")
  end
end)

tap.test("seek finds the end of files of every small size", function()
  for size = 0, 20 do
    local b = bio.file(support.write("small", ("x"):rep(size)))
    tap.equal(b:seek("end"), size)
  end
end)

tap.test("what can't seek says so", function()
  tap.fails("unsupported", function() return bio.pair():seek("set", 1) end)
  tap.fails("unsupported", function() return bio.pair():seek() end)
end)

tap.test("reset goes back to the start", function()
  local b = bio.memory("first")
  b:write(" more")
  b:read("a")
  tap.equal(b:reset(), b)
  tap.equal(b:read("a"), "first")
end)

tap.test("a pair that is empty or full says so, and loses nothing", function()
  local a, b = bio.pair(4)
  tap.fails("want_read", b.read, b, 1)
  tap.fails("want_read", b.read, b, "l")
  tap.equal(a:write("ab"), a)
  tap.fails("want_read", b.read, b, "l")
  tap.equal(b:eof(), false)
  local _, _, code, written = a:write("c\ndefgh")
  tap.equal(code, "want_write")
  tap.truth(written >= 2 and written <= 4, written)
  tap.equal(b:pending() >= 2, true)
  tap.equal(b:read("l"), "abc")
  local rest = b:read(100)
  tap.equal(rest, ("defgh"):sub(1, written - 2))
  tap.fails("want_read", b.read, b, "a")
end)

tap.test("pending and eof count what a failed read kept", function()
  local a, b = bio.pair(100)
  a:write("half")
  tap.fails("want_read", b.read, b, "l")
  tap.equal(b:pending(), 4)
  tap.equal(b:read(2), "ha")
  tap.equal(b:read(10), "lf")
  a:write("x")
  a:close()
  tap.equal(b:read("a"), "x")
  tap.equal(b:eof(), true)
end)

tap.test("an atomic file appears with commit, or not at all", function()
  local path = support.path("atomic")
  local b = assert(bio.atomic(path))
  b:write("new")
  tap.equal(support.read("atomic"), nil)
  tap.equal(b:close(), true)
  tap.equal(support.read("atomic"), nil)
  b = assert(bio.atomic(path))
  b:write("new")
  tap.equal(b:commit(), true)
  tap.equal(support.read("atomic"), "new")
  b:close()
end)

tap.test("null swallows and gives nothing", function()
  local b = bio.null()
  tap.equal(b:write("x"), b)
  tap.equal(b:read("a"), "")
  tap.equal(b:read("l"), nil)
end)

tap.test("a descriptor is left open unless it is given away", function()
  local opened = assert(bio.file(support.write("fd", "abc")))
  local fd = opened:fd()
  bio.fd(fd):close()
  tap.equal(bio.fd(fd):read("a"), "abc")
  tap.raises("boolean", bio.fd, fd, 1)
  tap.raises("socket", bio.socket, fd)
end)

tap.test("close tells of bytes that could not be written", function()
  local b = bio.file("/dev/full", "w")
  if not b then
    return -- a system without it
  end
  b:write("lost")
  tap.truth(({ b:close() })[3])
  tap.equal(b:close(), true)
end)

tap.test("a closed bio is refused", function()
  local b = bio.memory("x")
  b:close()
  for _, name in ipairs { "read", "gets", "flush", "eof", "pending", "seek",
    "reset", "commit", "fd", "shutdown_write" } do
    tap.raises("closed handle", b[name], b)
  end
  tap.raises("closed handle", b.write, b, "x")
end)

tap.test("the error stands where the program made it", function()
  tap.raises("check_bio.lua:%d+: bad argument #1", function()
    bio.memory("x").read(5, 1)
  end)
end)

support.remove()
tap.done()
