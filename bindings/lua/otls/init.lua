-- SPDX-License-Identifier: ISC
--- Cryptography that is easy to call: libotls for Lua.
--
-- The parts are modules of their own, and fields of this one:
-- `otls.rand`, `otls.bio`, `otls.age`, and for TLS `otls.key`, `otls.cert`,
-- `otls.cert_request`, `otls.trust`, `otls.credential`, `otls.context`,
-- `otls.connection`, `otls.session`, `otls.store`, `otls.ticket_keys`, and
-- `otls.ssl`, LuaSec's interface.
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

--- The whole of a text or of bytes whose length isn't known.
-- @tparam function f its last argument is a capacity; 0 asks for the length
-- @tparam userdata self
-- @param[opt] one an argument of `f` before the capacity
-- @treturn string or nil, message, code
-- @local
function otls._whole(f, self, one)
  local size, message, code
  if one == nil then
    size, message, code = f(self, 0)
  else
    size, message, code = f(self, one, 0)
  end
  if type(size) ~= "number" then
    return size, message, code -- nothing, or a failure
  elseif one == nil then
    return f(self, size + 1)
  end
  return f(self, one, size + 1)
end

--- A text, or nil alone where it is empty.
-- @return string, or nil, or nil, message, code
-- @local
function otls._some(text, message, code)
  if text == nil then
    return nil, message, code
  elseif text == "" then
    return nil
  end
  return text
end

--- The answer to a question as a boolean.
-- @return boolean, or nil, message, code
-- @local
function otls._truth(answer, message, code)
  if answer == nil then
    return nil, message, code
  end
  return answer == 1
end

--- Calls `load` with a passphrase; a function is asked for it, where `load`
-- wants one.
-- @local
function otls._asking(load, passphrase)
  if type(passphrase) ~= "function" then
    return load(passphrase)
  end
  local object, message, code = load(nil)
  if code ~= "want_passphrase" then
    return object, message, code
  end
  return load(passphrase())
end

--- `pcall`, across which a coroutine may yield, in Lua 5.1 too.
-- @function otls._safely
-- @local
otls._safely = pcall
if _VERSION == "Lua 5.1" and not rawget(_G, "jit") then
  local function pump(thread, ok, ...)
    if not ok or coroutine.status(thread) == "dead" then
      return ok, ...
    end
    return pump(thread, coroutine.resume(thread, coroutine.yield(...)))
  end

  function otls._safely(f, ...)
    if not coroutine.running() then
      return pcall(f, ...) -- nobody here to yield to
    end
    local thread = coroutine.create(function(...)
      return f(...)
    end)
    return pump(thread, coroutine.resume(thread, ...))
  end
end

local parts = {
  age = true, bio = true, cert = true, cert_request = true,
  connection = true, context = true, credential = true, key = true,
  rand = true, session = true, ssl = true, store = true, ticket_keys = true,
  trust = true,
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
