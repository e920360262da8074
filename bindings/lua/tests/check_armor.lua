-- SPDX-License-Identifier: ISC
-- Is armor written where it is asked for, and read where it is allowed?

local tap = require "tap"
local support = require "support"
local otls = require "otls"
local age = otls.age

local me = age.identity.generate()
local to = me:recipient()
local data = ("\0armor\255"):rep(20000)
local BEGIN = "-----BEGIN AGE ENCRYPTED FILE-----\n"
local END = "\n-----END AGE ENCRYPTED FILE-----\n"

local function is_armored(text)
  return text:sub(1, #BEGIN) == BEGIN and text:sub(-#END) == END
end

local armored = assert(age.encrypt(data, { recipients = to, armor = true }))
local binary = assert(age.encrypt(data, { recipients = to, armor = false }))

tap.test("armor is lines of text, and only where it is asked for", function()
  tap.truth(is_armored(armored))
  tap.equal(armored:find("[^%w+/=\n%- ]"), nil)
  for line in armored:gmatch("[^\n]+") do
    tap.truth(#line <= 64, #line)
  end
  tap.equal(binary:sub(1, 22), "age-encryption.org/v1\n")
  tap.equal(assert(age.encrypt("x", { recipients = to })):sub(1, 22),
    "age-encryption.org/v1\n")
end)

tap.test("decryption takes either by itself", function()
  tap.truth(age.decrypt(armored, { identities = me }) == data)
  tap.truth(age.decrypt(binary, { identities = me }) == data)
  tap.truth(age.decrypt("\n \n" .. armored .. "\n", { identities = me })
    == data)
  tap.truth(age.decrypt(armored:gsub("\n", "\r\n"), { identities = me })
    == data)
end)

tap.test("decryption takes one alone where the option says so", function()
  tap.truth(age.decrypt(armored, { identities = me, armor = true }) == data)
  tap.truth(age.decrypt(binary, { identities = me, armor = false }) == data)
  tap.fails("age_armor", age.decrypt, binary,
    { identities = me, armor = true })
  tap.fails("age_header", age.decrypt, armored,
    { identities = me, armor = false })
end)

tap.test("armor that is malformed has its code", function()
  tap.fails("age_armor", age.decrypt, armored:gsub("\n", "\n\n", 2),
    { identities = me })
  tap.fails("age_armor", age.decrypt, armored:sub(1, -#END),
    { identities = me })
  tap.fails("age_armor", age.decrypt, armored .. "x", { identities = me })
end)

tap.test("files", function()
  local plain = support.write("plain", data)
  local box, back = support.path("box"), support.path("back")
  assert(age.encrypt_file(plain, box, { recipients = to, armor = true }))
  tap.truth(is_armored(support.read("box")))
  tap.fails("age_header", age.decrypt_file, box, back,
    { identities = me, armor = false })
  tap.equal(support.read("back"), nil)
  assert(age.decrypt_file(box, back, { identities = me, armor = true }))
  tap.truth(support.read("back") == data)
end)

tap.test("streams", function()
  local box, back = otls.bio.memory(), otls.bio.memory()
  assert(age.encrypt_stream(otls.bio.memory(data), box,
    { recipients = to, armor = true }))
  local text = box:read("a")
  tap.truth(is_armored(text))
  assert(age.decrypt_stream(otls.bio.memory(text), back,
    { identities = me, armor = true }))
  tap.truth(back:read("a") == data)
  tap.fails("age_armor", age.decrypt_stream, otls.bio.memory(binary),
    otls.bio.memory(), { identities = me, armor = true })
end)

tap.test("jobs", function()
  local lock = assert(age.encryptor { recipients = to, armor = true })
  local open = assert(age.decryptor { identities = me, armor = true })
  for n = 1, 3 do
    local text = assert(lock:encrypt("text " .. n))
    tap.truth(is_armored(text))
    tap.equal(open:decrypt(text), "text " .. n)
  end
  tap.fails("age_armor", open.decrypt, open, binary)
end)

tap.test("passphrases", function()
  local text = assert(age.encrypt("x",
    { passphrase = "p", work_factor = 1, armor = true }))
  tap.truth(is_armored(text))
  tap.equal(age.decrypt(text, { passphrase = "p" }), "x")
end)

tap.test("what is no boolean is refused, and leaves nothing", function()
  local before = support.alive()
  for _, value in ipairs { 1, 0, "true", "auto", {} } do
    tap.raises("check_armor.lua:%d+: bad option 'armor' %(boolean or nil",
      function() age.encrypt("x", { recipients = to, armor = value }) end)
    tap.raises("bad option 'armor' %(boolean or nil", age.decryptor,
      { identities = me, armor = value })
  end
  tap.equal(support.alive(), before)
end)

support.remove()
tap.done()
