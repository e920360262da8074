-- SPDX-License-Identifier: ISC
-- Is what age.inspect tells of a file so?

local tap = require "tap"
local support = require "support"
local otls = require "otls"
local age = otls.age

local me, other = age.identity.generate(), age.identity.generate()
local both = { me:recipient(), other:recipient() }
local memory = otls.bio.memory

local function box(size, options)
  return assert(age.encrypt(("x"):rep(size), options))
end

local function sum(sizes)
  return sizes.header + sizes.armor + sizes.overhead + sizes.payload
end

tap.test("a binary file of any size", function()
  for _, size in ipairs { 0, 1, 65536, 65537, 200000 } do
    local file = box(size, { recipients = both })
    local info = assert(age.inspect(file))
    tap.equal(info.version, "age-encryption.org/v1")
    tap.equal(info.armored, false)
    tap.equal(table.concat(info.stanza_types, " "), "X25519 X25519")
    tap.equal(info.post_quantum, false)
    tap.equal(info.sizes.payload, size)
    tap.equal(info.sizes.armor, 0)
    tap.equal(info.sizes.header, select(2, file:find("\n%-%-%- [^\n]*\n")))
    tap.equal(sum(info.sizes), #file)
  end
end)

tap.test("an armored file", function()
  local file = box(100000, { recipients = both, armor = true })
  local info = assert(age.inspect(file))
  tap.equal(info.armored, true)
  tap.equal(info.sizes.payload, 100000)
  tap.truth(info.sizes.armor > 30000)
  tap.equal(sum(info.sizes), #file)
end)

tap.test("a file with a passphrase", function()
  local info = assert(age.inspect(box(1,
    { passphrase = "p", work_factor = 1 })))
  tap.equal(table.concat(info.stanza_types, " "), "scrypt")
  tap.equal(info.post_quantum, true)
end)

-- A header of these stanzas, which nothing proves.
local function forged(...)
  local lines = { "age-encryption.org/v1" }
  for _, stanza in ipairs { ... } do
    lines[#lines + 1] = "-> " .. stanza
    lines[#lines + 1] = ""
  end
  lines[#lines + 1] = "--- " .. ("A"):rep(43)
  return table.concat(lines, "\n") .. "\n"
end

tap.test("stanzas of any type, and of many", function()
  local long = ("t"):rep(3000)
  local info = assert(age.inspect(forged("who\"knows", long)))
  tap.equal(info.stanza_types[1], "who\"knows")
  tap.equal(info.stanza_types[2], long)
  tap.equal(#info.stanza_types, 2)
  tap.equal(info.post_quantum, nil)
  local names = {}
  for n = 1, 2000 do
    names[n] = "\"postquantum\":" .. n
  end
  info = assert(age.inspect(forged((table.unpack or unpack)(names))))
  tap.equal(#info.stanza_types, 2000)
  tap.equal(info.stanza_types[2000], names[2000])
  tap.equal(info.version, "age-encryption.org/v1")
  tap.equal(info.post_quantum, nil)
end)

tap.test("a file that ends too soon has no payload", function()
  local info = assert(age.inspect(forged("X25519") .. "short"))
  tap.equal(info.sizes.overhead, nil)
  tap.equal(info.sizes.payload, nil)
  tap.truth(info.sizes.header)
end)

tap.test("a bio without a size gives the header alone", function()
  local a, b = otls.bio.pair(100000)
  assert(a:write(box(10, { recipients = both })))
  local info = assert(age.inspect_stream(b))
  tap.equal(#info.stanza_types, 2)
  tap.truth(info.sizes.header)
  tap.equal(info.sizes.armor, 0)
  tap.equal(info.sizes.overhead, nil)
  tap.equal(info.sizes.payload, nil)
end)

tap.test("a bio stays open, and is read from where it stands", function()
  local b = memory("before\n" .. box(5, { recipients = both }))
  tap.equal(b:read("l"), "before")
  tap.equal(assert(age.inspect_stream(b)).sizes.payload, 5)
  tap.equal(otls.type(b), "bio")
end)

tap.test("a path", function()
  local file = box(70000, { recipients = both })
  local path = support.write("box", file)
  tap.equal(sum(assert(age.inspect_file(path)).sizes), #file)
  local message = tap.fails("not_found", age.inspect_file, support.path("none"))
  tap.truth(message:find("none", 1, true))
end)

tap.test("JSON, of either source", function()
  local file = box(70000, { recipients = both })
  local path = support.write("box", file)
  local json = assert(age.inspect_file(path)).json
  tap.equal(json, assert(age.inspect(file)).json)
  tap.truth(json:find('"version": "age-encryption.org/v1"', 1, true))
  tap.truth(json:find('"max_payload": 70000', 1, true))
  tap.truth(json:find('"stanza_types": %[%s*"X25519",%s*"X25519"%s*%]'))
  tap.equal(json:sub(-1), "}")
end)

tap.test("what is no age file has its code", function()
  tap.fails("age_header", age.inspect, "no age file\n")
  tap.fails("age_header", age.inspect, "")
  tap.fails("age_header", age.inspect, "age-encryption.org/v2\n-> X25519\n")
  tap.fails("age_armor", age.inspect,
    "-----BEGIN AGE ENCRYPTED FILE-----\n*\n")
  tap.fails("age_header", age.inspect_stream, memory("x"))
end)

tap.test("what is no source is raised where it was given", function()
  for _, value in ipairs { 5, true, {}, me, io.stdout, "text" } do
    tap.raises("check_inspect.lua:%d+: bad argument #1 %(a bio",
      function() age.inspect_stream(value) end)
  end
  for _, value in ipairs { 5, true, {}, me } do
    tap.raises("check_inspect.lua:%d+: ", function() age.inspect(value) end)
    tap.raises("check_inspect.lua:%d+: ",
      function() age.inspect_file(value) end)
  end
  tap.raises("zero byte", age.inspect_file, "a\0b")
  local closed = memory()
  closed:close()
  tap.raises("closed handle", age.inspect_stream, closed)
end)

tap.test("nothing is left behind", function()
  local file = box(10, { recipients = both })
  local path = support.write("box", file)
  local bad = support.write("bad", "x")
  local before = support.alive()
  collectgarbage("stop")
  for _ = 1, 20 do
    assert(age.inspect_file(path))
    assert(age.inspect(file))
    tap.fails("age_header", age.inspect_file, bad)
  end
  tap.equal(otls.count(), before)
  collectgarbage("restart")
end)

support.remove()
tap.done()
