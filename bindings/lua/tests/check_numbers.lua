-- SPDX-License-Identifier: ISC
-- Do integers go through without a bit lost?

local tap = require "tap"
local support = require "support"
local core = require "otls.core"

local TOP = 2 ^ 53 -- a float; 2^53 - 1 is the last exact one

tap.test("2^53 - 1 goes in and comes out", function()
  local n = core.bio_memory_new()
  local ok, message = pcall(core.bio_seek, n, TOP - 1)
  tap.equal(ok, false) -- misuse: the memory bio is empty
  tap.truth(message:find("9007199254740991", 1, true), message)
end)

tap.test("a number from below 2^53 - 1 is an exact integer", function()
  for _ = 1, 200 do
    local value = core.rand_uniform(TOP - 1)
    tap.truth(value >= 0 and value < TOP - 1 and value % 1 == 0)
    if math.type then
      tap.equal(math.type(value), "integer")
    end
  end
end)

if support.exact then
  tap.test("integers of 64 bits go in whole", function()
    local b = core.bio_memory_new()
    local _, message = pcall(core.bio_seek, b, math.maxinteger)
    tap.truth(message:find("9223372036854775807", 1, true), message)
    _, message = pcall(core.bio_seek, b, math.tointeger(TOP) + 1)
    tap.truth(message:find("9007199254740993", 1, true), message)
    _, message = pcall(core.bio_seek, b, math.mininteger)
    tap.truth(message:find("-9223372036854775808", 1, true), message)
  end)

  tap.test("integers of more than 53 bits come out whole", function()
    local odd = false
    for _ = 1, 200 do
      local value = core.rand_uniform(math.maxinteger)
      tap.equal(math.type(value), "integer")
      odd = odd or value > 2 ^ 54 and value % 2 == 1
    end
    tap.truth(odd)
  end)

  tap.test("floats that are integers are taken, others aren't", function()
    tap.equal(core.rand_uniform(1.0), 0)
    tap.raises("exact integer", core.rand_uniform, 1.25)
    tap.raises("exact integer", core.rand_uniform, 2.0 ^ 63)
  end)
else
  tap.test("2^53, whose neighbour can't be told from it, is refused",
    function()
      tap.raises("exact integer", core.rand_uniform, TOP)
      tap.raises("exact integer", core.rand_uniform, -TOP)
    end)
end

tap.test("an int has 32 bits", function()
  tap.raises("out of range", core.error_text, 2 ^ 31, 64)
  tap.raises("out of range", core.error_text, -2 ^ 31 - 1, 64)
  tap.raises("out of range", core.error_text, 2 ^ 40, 64)
  tap.raises("not allowed", core.error_text, 2 ^ 31 - 1, 64)
end)

tap.test("a size isn't negative", function()
  tap.raises("out of range", core.rand_bytes, -1)
end)

tap.test("numeric strings, NaN and infinities are no integers", function()
  tap.raises("integer expected, got string", core.rand_uniform, "10")
  tap.raises("exact integer", core.rand_uniform, 0 / 0)
  tap.raises("exact integer", core.rand_uniform, 1 / 0)
end)

tap.test("numbers are no strings", function()
  tap.raises("string expected, got number", core.bio_memory_from, 5)
  tap.raises("string expected, got number", core.bio_file_open, 5, "r")
end)

support.remove()
tap.done()
