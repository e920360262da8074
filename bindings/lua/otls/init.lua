-- SPDX-License-Identifier: ISC
--- Cryptography that is easy to call: libotls for Lua.
--
-- The parts are modules of their own, and fields of this one:
-- `otls.rand`, `otls.bio`, `otls.age`, `otls.trust`, `otls.credential`.
--
-- What can fail for reasons that a program must expect (no such file, no
-- identity matches, a signal) returns `nil`, a message and a code, a short
-- word such as `"age_no_match"`. What is a mistake in the program (a wrong
-- type, a closed object, an option that doesn't exist) raises an error.
--
--     local otls = require "otls"
--     local text, message, code = otls.age.decrypt(data, {
--       identities_file = "key.txt",
--     })
--     if not text and code == "age_no_match" then
--       print "this file is for somebody else"
--     end
--
-- @module otls

local core = require "otls.core"

local otls = {}

if core.library_abi() ~= core.OTLS_ABI then
  error(("otls.core was built for the ABI %d of libotls, and %s has %d: "
    .. "build it again"):format(core.OTLS_ABI, core.library_version(64),
    core.library_abi()))
end

--- The version of libotls, such as `"0.1.0"`.
otls.version = core.library_version(64)

--- The version of the OpenSSL that the process has loaded.
-- @treturn string such as `"OpenSSL 3.0.15 3 Sep 2024"`
function otls.openssl_version()
  return core.library_openssl_version(256)
end

--- What a code means, in English.
-- @tparam string code the third result of a function that failed
-- @treturn string a clause
-- @raise where there is no such code
-- @usage otls.explain("auth") --> "An authentication tag does not match."
function otls.explain(code)
  if type(code) ~= "string" then
    core.raise("bad argument #1 to 'explain' (string expected, got "
      .. type(code) .. ")")
  end
  local number = core["OTLS_E_" .. code:upper()]
  if not number then
    core.raise(("no failure has the code %q"):format(code))
  end
  return core.error_text(number, 512)
end

--- How many objects of libotls are alive in this process.
-- @tparam[opt] string kind such as `"bio"` or `"age_identity"`
-- @treturn integer
function otls.count(kind)
  if kind == nil then
    return core.handle_count(0)
  end
  local number = core["OTLS_KIND_" .. tostring(kind):upper()]
  if not number then
    core.raise(("no object is of the kind %q"):format(tostring(kind)))
  end
  return core.handle_count(number)
end

--- What kind of object a value is.
-- @param value any value
-- @treturn ?string such as `"bio"`, with " (closed)" where it is closed;
-- nil where it is no object of libotls
-- @usage otls.type(otls.bio.memory()) --> "bio"
function otls.type(value)
  if not core.is(value, 0) then
    return nil
  end
  return (tostring(value):gsub("^otls%.", ""):gsub(": .*$", ""))
end

--- Frees an object now, without waiting for the collector. Freeing a closed
-- one does nothing. What a bio has not written out yet is tried, and lost
-- where that fails: use its method `close`, which says so.
-- @param object any object of libotls
function otls.free(object)
  core.close(object)
end

--- Calls `f` again for as long as a signal interrupts it. Between the calls
-- Lua runs, so that a hook set by a signal handler (the Ctrl-C of `lua`) has
-- its chance.
-- @tparam function f
-- @param ... its arguments
-- @return the result of `f`, or nil, message, code
-- @local
function otls._again(f, ...)
  local one, two, three = f(...)
  while three == "interrupted" do
    one, two, three = f(...)
  end
  if one == nil then
    return nil, two, three
  end
  return one
end

local parts = {
  age = true, bio = true, credential = true, rand = true, trust = true,
}

return setmetatable(otls, {
  __index = function(self, name)
    if parts[name] then
      local part = require("otls." .. name)
      rawset(self, name, part)
      return part
    end
  end,
})
