-- SPDX-License-Identifier: ISC
--- What `age.encryption` and `age.decryption` make: the program carries the
-- bytes, piece by piece, and nothing waits for input or output.
-- @submodule otls.age

local core = require "otls.core"

local CHUNK = 65536
local FEW = 256 -- as many as core takes from C without a buffer of its own

--- A run whose bytes the program carries. It holds about 300 KB until it is
-- finished, closed or collected, however much goes through it.
-- @type Transfer
local Transfer = core.methods(core.OTLS_KIND_AGE_TRANSFER)

-- Adds to parts what is ready.
local function pull(self, parts)
  local cap = FEW
  while true do
    local text, message, code = core.age_transfer_pull(self, cap)
    if not text then
      return nil, message, code
    end
    parts[#parts + 1] = text
    if #text < cap then
      return true
    end
    cap = CHUNK
  end
end

-- What was proven before a failure is the fourth result.
local function fail(self, parts, message, code)
  pull(self, parts)
  return nil, message, code, table.concat(parts)
end

--- Gives it the next of the input.
-- @tparam string data of any length
-- @treturn[1] string what came of it; often `""`, since whole chunks of 64 KiB
-- come out. Decrypting, each byte of it is genuine, but only `finish` says
-- that none is missing.
-- @treturn[2] nil
-- @treturn[2] string message
-- @treturn[2] string code, such as `"age_no_match"` or `"age_payload"`; the
-- same again for each further call
-- @treturn[2] string what was decrypted before the failure
function Transfer:update(data)
  if type(data) ~= "string" then
    core.raise("bad argument #1 to 'update' (string expected, got "
      .. type(data) .. ")")
  end
  local parts, at = {}, 1
  repeat
    local piece = #data <= CHUNK and at == 1 and data
      or data:sub(at, at + CHUNK - 1)
    local taken, message, code = core.age_transfer_push(self, piece)
    if not taken then
      return fail(self, parts, message, code)
    end
    at = at + taken
    local ok
    ok, message, code = pull(self, parts)
    if not ok then
      return fail(self, parts, message, code)
    end
  until at > #data
  return table.concat(parts)
end

--- Says that this was all of the input, and closes the transfer where that
-- is well. Decrypting, only its success says that the file is whole.
-- @treturn[1] string the rest of the output
-- @treturn[2] nil
-- @treturn[2] string message
-- @treturn[2] string code; `"age_payload"` where the file was cut short
-- @treturn[2] string what was decrypted before the failure
function Transfer:finish()
  local parts = {}
  local ok, message, code = core.age_transfer_finish(self)
  if ok then
    ok, message, code = pull(self, parts)
  end
  if not ok then
    return fail(self, parts, message, code)
  end
  core.close(self)
  return table.concat(parts)
end

--- Frees it, finished or not. Closing it twice does nothing.
-- @treturn boolean true
-- @function Transfer:close
Transfer.close = core.age_transfer_free
