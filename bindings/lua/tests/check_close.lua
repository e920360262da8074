-- SPDX-License-Identifier: ISC
-- Is every object freed once, whoever does it and in whatever order?

local tap = require "tap"
local support = require "support"
local otls = require "otls"
local core = require "otls.core"

tap.test("the collector frees what nobody has", function()
  local before = support.alive()
  for _ = 1, 100 do
    core.bio_memory_new()
  end
  tap.equal(support.alive(), before)
end)

tap.test("an object in use is not freed", function()
  local b = core.bio_memory_from("x")
  support.alive()
  tap.equal(core.bio_read(b, 1), "x")
end)

tap.test("freeing twice does nothing", function()
  local b = otls.bio.memory()
  tap.equal(core.bio_free(b), true)
  tap.equal(core.bio_free(b), true)
  otls.free(b)
  tap.equal(b:close(), true)
  tap.equal(core.handle_free(b), true)
end)

tap.test("a free with the wrong function frees nothing", function()
  local b = core.bio_memory_from("x")
  tap.raises(".", core.age_identity_free, b)
  tap.equal(core.bio_read(b, 1), "x")
end)

tap.test("one that a look freed is stale, and its end is silent", function()
  local b = core.bio_memory_new()
  core.bio_free(core.handle(core.number(b)))
  tap.raises("freed", core.bio_read, b, 1)
  b = nil -- luacheck: ignore
  support.alive()
end)

tap.test("children and parents go in any order", function()
  local before = support.alive()
  local id = otls.age.identity.generate()
  local job = assert(otls.age.decryptor { identities = id })
  id:close()
  local out = otls.bio.memory()
  tap.fails("age_header", job.stream, job, otls.bio.memory("x"), out)
  local a, b = otls.bio.pair(10)
  a:close()
  tap.equal(b:read(1), nil)
  job, out, a, b = nil, nil, nil, nil -- luacheck: ignore
  id = nil -- luacheck: ignore
  tap.equal(support.alive(), before)
end)

tap.test("a job that fails to be made leaves nothing", function()
  local before = support.alive()
  for _ = 1, 10 do
    tap.fails("age_recipient", otls.age.encryptor, { recipients = "age1x" })
    tap.raises("expected", otls.age.encryptor, { recipients = 5 })
    tap.raises("no option", otls.age.encryptor, { recipient = "x" })
  end
  tap.equal(support.alive(), before)
end)

tap.test("the metatables are out of reach", function()
  local b = core.bio_memory_new()
  tap.equal(getmetatable(b), false)
end)

tap.test("a finaliser that is called by hand is safe", function()
  local b = core.bio_memory_new()
  local gc = debug.getmetatable(b).__gc
  gc(b)
  gc(b)
  tap.equal(core.closed(b), true)
  tap.raises("handle expected", gc, io.stdout)
  tap.raises("handle expected", gc, 5)
  tap.raises("handle expected", gc)
end)

if _VERSION == "Lua 5.4" then
  tap.test("a variable that is to be closed is closed", function()
    local outside
    assert(load([[
      local bio, keep = ...
      local b <close> = bio.memory()
      keep(b)
    ]]))(otls.bio, function(b) outside = b end)
    tap.equal(core.closed(outside), true)
  end)
else
  tap.skip("a variable that is to be closed is closed", "Lua 5.4 has such")
end

local function ends_well(script)
  return support.run(support.lua(script) .. " >" .. support.path("out")
    .. " 2>&1") and support.read("out") == ""
end

tap.test("a state with open objects closes without a word", function()
  tap.truth(ends_well [[
    local otls = require "otls"
    keep = {}
    for i = 1, 50 do
      keep[#keep + 1] = otls.bio.memory("x")
      keep[#keep + 1] = { otls.bio.pair() }
      local id = otls.age.identity.generate()
      keep[#keep + 1] = id
      keep[#keep + 1] = otls.age.decryptor { identities = id,
        progress = function() return keep end }
    end
  ]], support.read("out"))
end)

tap.test("os.exit with open objects is silent", function()
  tap.truth(ends_well [[
    local otls = require "otls"
    keep = { otls.bio.memory("x"), otls.rand.insecure("x") }
    os.exit(0, true)
  ]], support.read("out"))
end)

tap.test("a file is written out when the state closes", function()
  local path = support.path("late.txt")
  tap.truth(ends_well(([[
    keep = require("otls").bio.file(%q, "w")
    keep:write("late")
  ]]):format(path)), support.read("out"))
  tap.equal(support.read("late.txt"), "late")
end)

tap.test("a failure of memory while results are made frees them", function()
  -- too large for any Lua: the buffer is asked for before the call
  local before = support.alive()
  local b = core.bio_memory_new()
  tap.equal(pcall(core.bio_read, b, 2 ^ 50), false)
  b = nil -- luacheck: ignore
  tap.equal(support.alive(), before)
end)

support.remove()
tap.done()
