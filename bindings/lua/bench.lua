-- SPDX-License-Identifier: ISC
-- What does a call from Lua cost above the function that it calls? Each line
-- is the best of several rounds, in nanoseconds, less an empty Lua call; the
-- same function through LuaJIT's ffi, where there is one, shows what the
-- function itself takes.

local core = require "otls.core"
local clock = os.clock

local ROUNDS, CALLS = 7, tonumber((...)) or 200000

local function best(f)
  local least = math.huge
  for _ = 1, ROUNDS do
    collectgarbage()
    local begin = clock()
    f(CALLS)
    local time = (clock() - begin) * 1e9 / CALLS
    least = time < least and time or least
  end
  return least
end

local function nothing() end
local empty = best(function(n)
  for _ = 1, n do nothing() end
end)

local function line(name, time)
  print(("%-44s %8.1f ns"):format(name, time - empty))
end

local box = core.bio_memory_from(("x"):rep(65536))
local null = core.bio_null_new()
local small, large = ("x"):rep(64), ("x"):rep(16384)

print(("%s%s, libotls %s; an empty Lua call: %.1f ns"):format(_VERSION,
  jit and " (" .. jit.version .. ")" or "", core.library_version(64), empty))

line("error_clear()", best(function(n)
  local f = core.error_clear
  for _ = 1, n do f() end
end))
line("rand_status()", best(function(n)
  local f = core.rand_status
  for _ = 1, n do f() end
end))
line("handle_kind(bio)", best(function(n)
  local f = core.handle_kind
  for _ = 1, n do f(box) end
end))
line("bio_pending(bio)", best(function(n)
  local f = core.bio_pending
  for _ = 1, n do f(box) end
end))
line("bio_seek(bio, 0)", best(function(n)
  local f = core.bio_seek
  for _ = 1, n do f(box, 0) end
end))
line("bio_write(null, 64 bytes)", best(function(n)
  local f = core.bio_write
  for _ = 1, n do f(null, small) end
end))
line("bio_write(null, 16384 bytes)", best(function(n)
  local f = core.bio_write
  for _ = 1, n do f(null, large) end
end))
line("bio_read(null, 64)", best(function(n)
  local f = core.bio_read
  for _ = 1, n do f(null, 64) end
end))
line("bio_memory_new() and bio_free()", best(function(n)
  local make, free = core.bio_memory_new, core.bio_free
  for _ = 1, n do free(make()) end
end))
line("rand_bytes(16)", best(function(n)
  local f = core.rand_bytes
  for _ = 1, n do f(16) end
end))

local has_ffi, ffi = pcall(require, "ffi")
if has_ffi and type(ffi) == "table" then
  ffi.cdef(require("otls.cdef").cdef)
  local C = ffi.load("libotls.so.0")
  local number, handle = ffi.new("int64_t[1]"), core.number(box)
  local buf, len = ffi.new("char[64]"), ffi.new("size_t[1]")
  local void = core.number(null)
  print("through the ffi:")
  line("error_clear()", best(function(n)
    for _ = 1, n do C.otls_error_clear() end
  end))
  line("rand_status()", best(function(n)
    for _ = 1, n do C.otls_rand_status() end
  end))
  line("handle_kind(bio)", best(function(n)
    for _ = 1, n do C.otls_handle_kind(handle) end
  end))
  line("bio_pending(bio)", best(function(n)
    for _ = 1, n do C.otls_bio_pending(handle, number) end
  end))
  line("bio_seek(bio, 0)", best(function(n)
    for _ = 1, n do C.otls_bio_seek(handle, 0) end
  end))
  line("bio_write(null, 64 bytes)", best(function(n)
    for _ = 1, n do C.otls_bio_write(void, small, 64, len) end
  end))
  line("bio_read(null, 64)", best(function(n)
    for _ = 1, n do C.otls_bio_read(void, buf, 64, len) end
  end))
  line("rand_bytes(16)", best(function(n)
    for _ = 1, n do C.otls_rand_bytes(buf, 16) end
  end))
end
