-- SPDX-License-Identifier: ISC
-- Is every function safe with every wrong argument? The functions and their
-- arguments are read from the declarations that the headers gave.

local tap = require "tap"
local support = require "support"
local pki = require "pki"
local tls = require "tls"
local core = require "otls.core"

local declarations = require("otls.cdef").cdef

pki.authority("ca")
local cert_pem, key_pem = support.read("ca.pem"), support.read("ca.key")

local function new_context()
  return core.context_new(core.OTLS_ROLE_CLIENT)
end

-- No session comes without a handshake: it is asked for once.
local session
do
  local house = tls.house()
  local near, far = tls.joined(house.client { max_version = "TLSv1.2" },
    house.server())
  tls.talk(near, far)
  session = assert(near:session())
end

local makers = {
  bio = core.bio_memory_new,
  generator = function() return core.rand_insecure_new("seed") end,
  identity = core.age_identity_generate,
  recipient = function()
    return core.age_identity_recipient(core.age_identity_generate())
  end,
  encryptor = core.age_encryptor_new,
  decryptor = core.age_decryptor_new,
  input = core.bio_memory_new,
  output = core.bio_memory_new,
  handle = core.bio_memory_new,
  key = function() return core.key_load_bytes(key_pem, nil) end,
  cert = function() return core.cert_load_bytes(cert_pem) end,
  list = function() return core.cert_list_load_bytes(cert_pem) end,
  trust = function() return core.trust_load_bytes(cert_pem) end,
  credential = function()
    return core.credential_load_bytes(cert_pem, key_pem, nil)
  end,
  context = new_context,
  connection = function()
    return (core.connection_new_bio(new_context(), core.bio_memory_new(),
      core.bio_memory_new()))
  end,
  session = function() return session end,
  request = core.cert_request_new,
  store = function() return core.store_open("memory:", nil) end,
  keys = function()
    return core.ticket_keys_derived(core.store_make_secret(64), 0)
  end,
}

-- Arguments that are called by their part, by what makes them; true is what
-- the function is about.
local parts = {
  a = true, b = true, base = true, other = true, ["in"] = "bio",
  out = "bio", issuer = "cert", ca_cert = "cert", ca_key = "key",
}

-- What Lua passes for the C arguments of a function, as a list of kinds.
local function lua_arguments(name, text)
  text = text:gsub("int %(%*callback%)%b(),%s*void %*user", "callback")
    :gsub("const void %*%w+,%s*size_t [%w_]+_len", "bytes")
    :gsub("void %*buf,%s*size_t cap,%s*size_t %*len", "size")
    :gsub("void %*buf,%s*size_t len", "size")
  local found = {}
  for one in (text .. ","):gmatch("%s*([^,]+),") do
    local kind
    if one:find("^otls_handle %w") then
      kind = one:match("([%w_]+)$")
      if parts[kind] then
        kind = parts[kind] == true and name:match("^%l+") or parts[kind]
      end
    elseif one:find("^const char") then
      kind = "text"
    elseif one:find("^[%w_]+ %w") and not one:find("*", 1, true) then
      kind = one:match("^int ") and "int" or "integer"
      kind = one:match("^size_t") and "size" or kind
    elseif one == "callback" or one:find("^bytes") or one == "size" then
      kind = one:match("^%a+")
    end
    if one:find("/* or NULL */", 1, true) then
      kind = kind .. " or nil"
    elseif one:find("/* or 0 */", 1, true) then
      kind = "any or nil"
    end
    found[#found + 1] = kind -- outs, and void, add nothing
  end
  return found
end

local functions = {}
for name, text in declarations:gmatch("int otls_([%w_]+)(%b());") do
  functions[name] = lua_arguments(name, text:sub(2, -2):gsub("\n", " "))
end

local function right(kind)
  if kind == "any or nil" then
    return nil
  end
  if makers[kind] then
    return makers[kind]()
  elseif kind:find("^text") or kind:find("^bytes") then
    return "text"
  elseif kind == "callback" then
    return print
  end
  return 1
end

local closed = core.bio_memory_new()
core.close(closed)

local none = {} -- stands for nil
local always = { none, {}, true, false, print, io.stdout,
  coroutine.create(function() end) }
local numbers = { 0, -1, 1.5, 0 / 0, 1 / 0, -1 / 0, 2 ^ 53, 2 ^ 63, -2 ^ 70 }
local strings = { "", "1", "a\0b" }

local function wrong(kind)
  local list = { (table.unpack or unpack)(always) }
  local function add(values, from)
    for at = from or 1, #values do
      list[#list + 1] = values[at]
    end
  end
  if kind:find("^text") then
    add(numbers)
    add(strings, 3)
  elseif kind:find("^bytes") then
    add(numbers)
  elseif kind == "callback" then
    add(numbers)
    add(strings)
    -- functions and nil are right
    for at = #list, 1, -1 do
      if list[at] == none or list[at] == print then
        table.remove(list, at)
      end
    end
  else
    add(strings)
    if makers[kind] or kind == "any or nil" then
      add(numbers)
      list[#list + 1] = closed
    else
      add(numbers, 3)
      list[#list + 1] = closed
      if support.exact then -- 2^53 is no trouble there
        for at = #list, 1, -1 do
          if list[at] == 2 ^ 53 and kind ~= "int" then
            table.remove(list, at)
          end
        end
      end
      if kind == "size" then
        add(numbers, 2)
        for at = #list, 1, -1 do
          if list[at] == 2 ^ 53 and support.exact then
            table.remove(list, at)
          end
        end
      end
    end
  end
  if kind:find("or nil$") then
    table.remove(list, 1)
  end
  return list
end

local function call(name, values, count)
  return pcall(core[name], (table.unpack or unpack)(values, 1, count))
end

local names = {}
for name in pairs(functions) do
  names[#names + 1] = name
end
table.sort(names)

tap.test("the module has every function of the headers", function()
  tap.truth(#names > 60)
  for _, name in ipairs(names) do
    tap.equal(type(core[name]), "function", name)
  end
end)

for _, name in ipairs(names) do
  local kinds = functions[name]
  tap.test(name .. " refuses a wrong number of arguments", function()
    for count = 0, #kinds + 2 do
      if count ~= #kinds then
        local values = {}
        for at = 1, count do
          values[at] = kinds[at] and right(kinds[at]) or 1
        end
        local ok, message = call(name, values, count)
        tap.equal(ok, false, count .. " arguments")
        tap.truth(message:find("wrong number of arguments", 1, true), message)
      end
    end
  end)
  if #kinds > 0 then
    tap.test(name .. " refuses each wrong argument", function()
      for at, kind in ipairs(kinds) do
        for _, value in ipairs(wrong(kind)) do
          local values = {}
          for other = 1, #kinds do
            values[other] = right(kinds[other])
          end
          values[at] = value
          if value == none then
            values[at] = nil
          end
          local freed = name:find("_free$") and value == closed
          if not freed then
            local ok = call(name, values, #kinds)
            tap.equal(ok, false, ("argument %d: %s"):format(at,
              tostring(value)))
          end
        end
      end
    end)
  end
end

tap.test("handles of every wrong kind are refused", function()
  for _, name in ipairs(names) do
    local kinds = functions[name]
    for at, kind in ipairs(kinds) do
      if makers[kind] and kind ~= "handle" then
        for other, make in pairs(makers) do
          local values = {}
          for place = 1, #kinds do
            values[place] = right(kinds[place])
          end
          values[at] = make()
          local same = core.handle_kind(values[at])
            == core.handle_kind(makers[kind]())
          if not same then
            local ok = call(name, values, #kinds)
            tap.equal(ok, false, name .. " with " .. other)
            tap.equal(core.closed(values[at]), false, name)
          end
        end
      end
    end
  end
end)

tap.test("nothing is left behind", function()
  makers, closed, always, session = nil, nil, nil, nil
  core.credential_forget_all()
  tap.equal(support.alive(), 0)
end)

support.remove()
tap.done()
