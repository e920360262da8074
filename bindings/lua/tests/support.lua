-- SPDX-License-Identifier: ISC
-- What several tests need.

local support = {}

local core = require "otls.core"

-- A directory of this test's own in the build tree.
local root = os.getenv("lua_builddir") or "."
local folder = ("%s/tmp/%s-%s"):format(root,
  (arg[0]:match("([^/]+)%.lua$")), tostring({}):match("0x(%x+)"))
os.execute(("mkdir -p '%s'"):format(folder))

function support.path(name)
  return folder .. "/" .. name
end

function support.remove()
  os.execute(("rm -rf '%s'"):format(folder))
end

function support.write(name, data)
  local file = assert(io.open(support.path(name), "wb"))
  assert(file:write(data))
  assert(file:close())
  return support.path(name)
end

function support.read(name)
  local file = io.open(support.path(name), "rb")
  if not file then
    return nil
  end
  local data = file:read("*a")
  file:close()
  return data
end

-- Runs a shell command: whether it went well.
function support.run(command)
  local ok, _, status = os.execute(command)
  return ok == 0 or ok == true and (status == nil or status == 0)
end

-- How many objects are alive once all garbage is gone.
function support.alive()
  if jit then
    jit.flush() -- compiled code holds what it has seen
  end
  for _ = 1, 3 do
    collectgarbage()
  end
  return core.handle_count(0)
end

-- This Lua, in another process, with the same paths.
function support.lua(script)
  local path = support.write("script.lua", script)
  return ("%s '%s'"):format(os.getenv("LUA") or "lua", path)
end

support.exact = math.type ~= nil -- whether this Lua has 64-bit integers

return support
