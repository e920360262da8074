-- SPDX-License-Identifier: ISC
-- Is what Lua sees of a function what the header says of it?

local tap = require "tap"
local support = require "support"
local core = require "otls.core"

tap.test("the module leaves nothing among the globals", function()
  for _, name in ipairs { "otls", "core", "otls_core", "otls_swig",
    "swig_type", "swig_equals" } do
    tap.equal(rawget(_G, name), nil, name)
  end
end)

tap.test("constants are integers with the library's values", function()
  local count = 0
  for name, value in pairs(core) do
    if name:find("^OTLS_") then
      tap.equal(value, core.library_constant(name), name)
      if math.type then
        tap.equal(math.type(value), "integer", name)
      end
      count = count + 1
    end
  end
  tap.truth(count > 30)
end)

tap.test("the outs of a function are its results, in order", function()
  local a, b = core.bio_pair_new(64)
  core.bio_write(a, "from a")
  core.bio_write(b, "from b")
  tap.equal(core.bio_read(a, 64), "from b")
  tap.equal(core.bio_read(b, 64), "from a")
  tap.equal(select("#", core.bio_pair_new(64)), 2)
end)

tap.test("a function without outs returns true", function()
  tap.equal(core.error_clear(), true)
  tap.equal(select("#", core.error_clear()), 1)
end)

tap.test("a question is answered with an integer", function()
  tap.equal(core.rand_status(), 1)
  tap.equal(core.handle_kind(core.bio_memory_new()), core.OTLS_KIND_BIO)
  tap.equal(core.bio_eof(core.bio_null_new()), 1)
  tap.equal(core.bio_eof(core.bio_memory_from("x")), 0)
end)

tap.test("bytes keep their zeros, in and out", function()
  local data = "\0\1\0two\0\0" .. ("\0\255"):rep(1000) .. "\0"
  for _, size in ipairs { 0, 1, 5, 255, 256, 257, #data } do
    local b = core.bio_memory_from(data:sub(1, size))
    tap.equal(core.bio_read(b, 4096), data:sub(1, size), size)
    tap.equal(core.bio_write(b, data), #data)
    tap.equal(core.bio_read(b, 4096), data)
  end
end)

tap.test("a capacity is a limit, whatever its size", function()
  local b = core.bio_memory_from(("x"):rep(1000))
  for _, cap in ipairs { 1, 255, 256, 257 } do
    tap.equal(#core.bio_read(b, cap), cap)
  end
  tap.equal(core.bio_read(b, 0), "")
end)

tap.test("capacity 0 asks a text for its length", function()
  tap.equal(core.library_version(0), #core.library_version(100))
end)

tap.test("a text that doesn't fit fails with too_small", function()
  tap.fails("too_small", core.library_version, 2)
end)

tap.test("a failure is nil, a message and a code", function()
  local message = tap.fails("not_found", core.bio_file_open,
    support.path("none"), "r")
  tap.truth(message:find("none", 1, true))
  tap.equal(select("#", core.bio_file_open(support.path("none"), "r")), 3)
end)

tap.test("an old error is not taken for a new one", function()
  pcall(core.rand_uniform, 0)
  local message = tap.raises(".", core.error_text, 12345, 64)
  tap.equal(message:find("how many values"), nil)
end)

tap.test("a misuse is raised where the program made it", function()
  local b = core.bio_memory_new()
  tap.raises("check_core.lua:%d+: .*negative", function()
    core.bio_seek(b, -1)
  end)
  tap.raises("check_core.lua:%d+: ", function()
    require("otls").bio.file("x", "?")
  end)
end)

tap.test("a handle's text tells its kind and whether it is closed", function()
  local b = core.bio_memory_new()
  tap.truth(tostring(b):find("^otls%.bio: "))
  core.close(b)
  tap.equal(tostring(b), "otls.bio (closed)")
  tap.truth(tostring(core.age_identity_generate())
    :find("^otls%.age_identity: "))
end)

tap.test("handles are looked at, not owned, by their number", function()
  local b = core.bio_memory_from("x")
  local look = core.handle(core.number(b))
  tap.equal(core.bio_read(look, 1), "x")
  look = nil -- luacheck: ignore
  collectgarbage()
  tap.equal(core.bio_read(b, 1), "")
end)

tap.test("wrong kinds, stale, cut and unknown handles are raised", function()
  local b = core.bio_memory_new()
  local number = core.number(b)
  tap.raises("age", core.age_identity_recipient, b)
  tap.raises("32 bits", core.bio_read, core.handle(number % 2 ^ 32), 1)
  core.bio_free(b)
  tap.raises("freed", core.bio_read, core.handle(number), 1)
  tap.raises(".", core.bio_read, core.handle(-1), 1)
  tap.raises("closed", core.bio_read, b, 1)
  tap.raises("closed", core.bio_read, core.handle(0), 1)
end)

tap.test("is() and closed() know handles from other values", function()
  local b = core.bio_memory_new()
  tap.equal(core.is(b, 0), true)
  tap.equal(core.is(b, core.OTLS_KIND_BIO), true)
  tap.equal(core.is(b, core.OTLS_KIND_AGE_IDENTITY), false)
  tap.equal(core.is(io.stdout, 0), false)
  tap.equal(core.is(nil, 0), false)
  tap.equal(core.closed(b), false)
  core.close(b)
  tap.equal(core.closed(b), true)
end)

support.remove()
tap.done()
