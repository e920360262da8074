-- SPDX-License-Identifier: ISC
-- Does LuaJIT's ffi take the declarations, and the library what it sends?

local tap = require "tap"

local declared = require "otls.cdef"

tap.test("the constants are those of the library", function()
  local core = require "otls.core"
  for name, value in pairs(declared.constants) do
    tap.equal(core.library_constant(name), value, name)
  end
end)

local has_ffi, ffi = pcall(require, "ffi")
if not has_ffi then
  tap.skip("ffi", "this Lua has none")
  tap.done()
  return
end

local C
tap.test("ffi.cdef takes the declarations, twice too", function()
  ffi.cdef(declared.cdef)
  ffi.cdef(declared.cdef)
  C = ffi.load("libotls.so.0")
end)

tap.test("every function that is declared is there", function()
  local count = 0
  for name in declared.cdef:gmatch("int (otls_[%w_]+)%(") do
    tap.truth(C[name] ~= nil, name)
    count = count + 1
  end
  tap.truth(count > 60)
end)

tap.test("numbers, texts and bytes go both ways", function()
  local len, buf = ffi.new("size_t[1]"), ffi.new("char[256]")
  tap.equal(C.otls_library_version(buf, 256, len), 0)
  tap.equal(ffi.string(buf, len[0]), require("otls").version)
  local value = ffi.new("int64_t[1]")
  tap.equal(C.otls_rand_uniform(2 ^ 62, value), 0)
  tap.truth(value[0] >= 0 and value[0] < 2 ^ 62)
  tap.equal(C.otls_library_constant("OTLS_E_AUTH", value), 0)
  tap.equal(tonumber(value[0]), declared.constants.OTLS_E_AUTH)
end)

tap.test("handles go both ways", function()
  local handle, len = ffi.new("otls_handle[1]"), ffi.new("size_t[1]")
  local buf = ffi.new("char[64]")
  tap.equal(C.otls_bio_memory_from("a\0b", 3, handle), 0)
  tap.equal(C.otls_bio_read(handle[0], buf, 64, len), 0)
  tap.equal(ffi.string(buf, len[0]), "a\0b")
  tap.equal(C.otls_handle_kind(handle[0]), declared.constants.OTLS_KIND_BIO)
  tap.equal(C.otls_bio_free(handle[0]), 0)
  tap.equal(C.otls_bio_free(handle[0]),
    declared.constants.OTLS_E_HANDLE_STALE)
end)

tap.done()
