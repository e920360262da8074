-- SPDX-License-Identifier: ISC
--- Random bytes and numbers for keys, and reproducible ones for tests.
--
--     local rand = require "otls.rand"
--     local token = rand.bytes(16)
--     local dice = rand.random(6)
--
-- @module otls.rand

local core = require "otls.core"

local rand = {}

-- 2^26 and 2^27: a double has 53 bits, and in Lua 5.1 no argument may have
-- more
local HIGH, LOW = 67108864, 134217728

--- `n` random bytes that others may see: nonces, salts, identifiers.
-- @tparam integer n
-- @treturn[1] string
-- @treturn[2] nil
-- @treturn[2] string message
-- @treturn[2] string code, `"random"` where there is no randomness
-- @function bytes
rand.bytes = core.rand_bytes

--- `n` random bytes that stay secret: keys, passphrases. They come from a
-- generator of their own.
-- @tparam integer n
-- @treturn string or nil, message, code
-- @function private_bytes
rand.private_bytes = core.rand_private_bytes

--- A number from 0 to `n - 1`, each as likely as the others.
-- @tparam integer n at least 1; less than 2^53 in Lua 5.1 and LuaJIT
-- @treturn integer or nil, message, code
-- @function uniform
rand.uniform = core.rand_uniform

--- Whether OpenSSL's generator is seeded. There is no need to ask: it gives
-- no bytes while it isn't.
-- @treturn boolean
function rand.status()
  return core.rand_status() == 1
end

-- An integer of 64 random bits in [low, high]: for the few ranges whose
-- size is no integer. Only Lua 5.3 and later have such.
local function wide(bytes, low, high)
  while true do
    local value = string.unpack("<i8", assert(bytes(8)))
    if value >= low and value <= high then
      return value
    end
  end
end

-- math.random() over another source of numbers.
local function random_of(uniform, bytes)
  return function(...)
    local count = select("#", ...)
    local low, high = 1, (...)
    if count == 0 then
      return (assert(uniform(HIGH)) * LOW + assert(uniform(LOW)))
        / (HIGH * LOW * 1.0)
    elseif count == 2 then
      low, high = ...
    elseif count > 2 then
      core.raise("wrong number of arguments to 'random'")
    elseif high == 0 and math.mininteger then
      return wide(bytes, math.mininteger, math.maxinteger)
    end
    for at = 1, count do
      local value = select(at, ...)
      if type(value) ~= "number" or value % 1 ~= 0 then
        core.raise(("bad argument #%d to 'random' (integer expected, got %s)")
          :format(at, type(value) == "number" and "another number"
            or type(value)))
      end
    end
    if low > high then
      core.raise(("bad argument #%d to 'random' (interval is empty)")
        :format(count))
    end
    local size = high - low + 1
    if size < 1 then
      return wide(bytes, low, high)
    end
    return low + assert(uniform(size))
  end
end

--- As `math.random`, from the generator of `private_bytes`: without
-- arguments a float in [0, 1), with one an integer from 1 to `m`, with two
-- one from `m` to `n`. It raises an error where there is no randomness.
-- @tparam[opt] integer m
-- @tparam[opt] integer n
-- @treturn number
-- @function random
rand.random = random_of(rand.uniform, rand.private_bytes)

--- A generator that gives the same numbers for the same seed, in every
-- process and on every machine. For tests and simulations.
--
-- **Never for keys, passwords, nonces or anything that must not be guessed.**
-- @tparam string seed
-- @treturn Insecure or nil, message, code
-- @usage local g = rand.insecure("a test")
-- print(g:random(1, 6), g:uniform(10), #g:bytes(16))
function rand.insecure(seed)
  return core.rand_insecure_new(seed)
end

--- A reproducible generator.
-- @type Insecure
local Insecure = core.methods(core.OTLS_KIND_RAND_INSECURE)

--- The next `n` bytes.
-- @tparam integer n
-- @treturn string
-- @function Insecure:bytes
Insecure.bytes = core.rand_insecure_bytes

--- A number from 0 to `n - 1`.
-- @tparam integer n
-- @treturn integer
-- @function Insecure:uniform
Insecure.uniform = core.rand_insecure_uniform

--- As `math.random`.
-- @tparam[opt] integer m
-- @tparam[opt] integer n
-- @treturn number
function Insecure:random(...)
  local function uniform(n)
    return core.rand_insecure_uniform(self, n)
  end
  local function bytes(n)
    return core.rand_insecure_bytes(self, n)
  end
  return random_of(uniform, bytes)(...)
end

--- Frees the generator now.
-- @treturn boolean true
-- @function Insecure:close
Insecure.close = core.rand_insecure_free

return rand
