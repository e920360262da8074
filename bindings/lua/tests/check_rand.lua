-- SPDX-License-Identifier: ISC
-- Are random numbers in their ranges, and reproducible ones the same?

local tap = require "tap"
local rand = require "otls.rand"

tap.test("bytes have the length that was asked for and differ", function()
  for _, n in ipairs { 0, 1, 32, 256, 257, 100000 } do
    tap.equal(#rand.bytes(n), n)
    tap.equal(#rand.private_bytes(n), n)
  end
  tap.truth(rand.bytes(16) ~= rand.bytes(16))
  tap.truth(rand.private_bytes(16) ~= rand.private_bytes(16))
end)

tap.test("uniform gives all of 0 to n - 1 and nothing else", function()
  local seen = {}
  for _ = 1, 1000 do
    seen[rand.uniform(6)] = true
  end
  local count = 0
  for value in pairs(seen) do
    tap.truth(value >= 0 and value <= 5 and value % 1 == 0)
    count = count + 1
  end
  tap.equal(count, 6)
end)

tap.test("uniform refuses ranges of nothing", function()
  tap.raises("at least 1", rand.uniform, 0)
  tap.raises("at least 1", rand.uniform, -5)
end)

tap.test("the generator is seeded", function()
  tap.equal(rand.status(), true)
end)

tap.test("random() is a float in [0, 1)", function()
  local sum = 0
  for _ = 1, 1000 do
    local x = rand.random()
    tap.truth(x >= 0 and x < 1)
    sum = sum + x
  end
  tap.truth(sum > 300 and sum < 700)
end)

tap.test("random(m) and random(m, n) include both ends", function()
  local seen = {}
  for _ = 1, 500 do
    local x = rand.random(3)
    tap.truth(x >= 1 and x <= 3)
    seen[x] = true
    x = rand.random(-7, -5)
    tap.truth(x >= -7 and x <= -5)
    seen[x] = true
  end
  for _, x in ipairs { 1, 2, 3, -7, -6, -5 } do
    tap.truth(seen[x], x)
  end
  tap.equal(rand.random(5, 5), 5)
end)

tap.test("random refuses what math.random refuses", function()
  tap.raises("interval is empty", rand.random, -1)
  tap.raises("interval is empty", rand.random, 2, 1)
  tap.raises("wrong number", rand.random, 1, 2, 3)
  tap.raises("integer expected", rand.random, "6")
  tap.raises("integer expected", rand.random, 1.5)
  tap.raises("integer expected", rand.random, 1, nil)
end)

if math.mininteger then
  tap.test("random spans all integers", function()
    local low, high = false, false
    for _ = 1, 200 do
      local x = rand.random(math.mininteger, math.maxinteger)
      tap.equal(math.type(x), "integer")
      low, high = low or x < -2 ^ 61, high or x > 2 ^ 61
      tap.equal(math.type(rand.random(0)), "integer")
    end
    tap.truth(low and high)
  end)
else
  tap.skip("random spans all integers", "this Lua has only doubles")
end

tap.test("the same seed gives the same numbers", function()
  local a, b = rand.insecure("seed\0one"), rand.insecure("seed\0one")
  tap.equal(a:bytes(40), b:bytes(10) .. b:bytes(30))
  for _ = 1, 50 do
    tap.equal(a:uniform(1000), b:uniform(1000))
    tap.equal(a:random(), b:random())
    tap.equal(a:random(-5, 5), b:random(-5, 5))
  end
end)

tap.test("another seed, behind a zero byte too, gives others", function()
  tap.truth(rand.insecure("a\0b"):bytes(16) ~= rand.insecure("a\0c"):bytes(16))
end)

tap.test("the numbers are those of every platform", function()
  -- ChaCha20's key stream under SHA-256("") and nonce 0
  local function hex(text)
    return (text:gsub(".", function(c) return ("%02x"):format(c:byte()) end))
  end
  local again = hex(rand.insecure(""):bytes(8))
  tap.equal(again, hex(rand.insecure(""):bytes(8)))
  tap.equal(#again, 16)
end)

tap.test("a closed generator is refused", function()
  local g = rand.insecure("x")
  g:close()
  tap.raises("closed", g.bytes, g, 1)
  tap.raises("closed", g.random, g)
  tap.raises("string expected", rand.insecure, 5)
end)

tap.done()
