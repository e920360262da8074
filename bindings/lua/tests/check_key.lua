-- SPDX-License-Identifier: ISC
-- Is a key made, loaded, exported and used as the module says?

local tap = require "tap"
local support = require "support"
local otls = require "otls"
local key = otls.key

local bits = {
  ["P-256"] = 256, ["P-384"] = 384, ["P-521"] = 521, RSA = 2048,
  Ed25519 = 253,
}

for _, name in ipairs { "P-256", "P-384", "P-521", "RSA", "Ed25519" } do
  tap.test("a key of the algorithm " .. name .. " signs", function()
    local mine = assert(key.generate(name, name == "RSA" and 2048 or nil))
    tap.equal(mine:algorithm(), name)
    tap.truth(math.abs(mine:bits() - bits[name]) <= 3, mine:bits())
    tap.equal(mine:is_private(), true)
    local public = assert(mine:public())
    tap.equal(public:is_private(), false)
    tap.equal(public:equal(mine), true)
    local signature = assert(mine:sign("a\0b"))
    tap.equal(public:verify("a\0b", signature), true)
    tap.fails("signature", public.verify, public, "a\0c", signature)
    tap.fails("signature", public.verify, public, "a\0b", "nonsense")
  end)
end

tap.test("a digest can be named", function()
  local mine = assert(key.generate("P-256"))
  local signature = assert(mine:sign("data", "SHA-512"))
  tap.equal(mine:verify("data", signature, "SHA-512"), true)
  tap.fails("signature", mine.verify, mine, "data", signature)
  tap.raises("digest", mine.sign, mine, "data", "SHA-0")
end)

tap.test("X25519 is no signer, and there is no P-257", function()
  local mine = assert(key.generate("X25519"))
  tap.equal(mine:algorithm(), "X25519")
  tap.raises("sign", mine.sign, mine, "data")
  tap.raises("P%-257", key.generate, "P-257")
  tap.raises("check_key%.lua:%d+: no key", function() key.generate() end)
  tap.fails("key_weak", key.generate, "RSA", 1024)
end)

tap.test("PEM and DER go out and come in", function()
  local mine = assert(key.generate("P-256"))
  for _, form in ipairs { "pem", "der" } do
    local secret = assert(mine["export_secret_" .. form](mine))
    local again = assert(key.load(secret))
    tap.equal(again:is_private(), true)
    tap.equal(again:equal(mine), true)
    local public = assert(key.load(mine["public_" .. form](mine)))
    tap.equal(public:is_private(), false)
    tap.equal(public:equal(mine), true)
  end
  tap.truth(mine:public_pem():find("BEGIN PUBLIC KEY", 1, true))
  tap.raises("public", function() mine:public():export_secret_pem() end)
end)

tap.test("a large key is exported whole", function()
  local rsa = assert(key.generate("RSA", 4096))
  local again = assert(key.load(assert(rsa:export_secret_pem())))
  tap.equal(again:equal(rsa), true)
  tap.equal(again:bits(), 4096)
end)

tap.test("a passphrase opens what it has locked, and nothing else does",
  function()
    local mine = assert(key.generate("P-256"))
    local text = assert(mine:export_secret_pem("open sesame"))
    tap.truth(text:find("ENCRYPTED", 1, true))
    tap.fails("want_passphrase", key.load, text)
    tap.fails("key_passphrase", key.load, text, "wrong")
    tap.equal(assert(key.load(text, "open sesame")):equal(mine), true)
    local path = support.write("locked.pem", text)
    local message = tap.fails("want_passphrase", key.load_file, path)
    tap.truth(message:find("locked.pem", 1, true), message)
    tap.equal(assert(key.load_file(path, "open sesame")):equal(mine), true)
  end)

tap.test("a function is asked where a key is locked, and only there",
  function()
    local mine = assert(key.generate("Ed25519"))
    local asked = 0
    local function ask()
      asked = asked + 1
      return "open sesame"
    end
    local open = support.write("open.pem", mine:export_secret_pem())
    assert(key.load_file(open, ask))
    tap.equal(asked, 0)
    local locked = mine:export_secret_der("open sesame")
    tap.equal(assert(key.load(locked, ask)):equal(mine), true)
    tap.equal(asked, 1)
    local mistake = {}
    local ok, value = pcall(key.load, locked, function() error(mistake) end)
    tap.equal(ok, false)
    tap.equal(value, mistake)
  end)

tap.test("a function that is asked may yield", function()
  local locked = key.generate("Ed25519"):export_secret_pem("sesame")
  local thread = coroutine.wrap(function()
    return assert(key.load(locked, function()
      return coroutine.yield("which?")
    end))
  end)
  tap.equal(thread(), "which?")
  tap.equal(thread("sesame"):algorithm(), "Ed25519")
end)

tap.test("what is no key is named", function()
  support.write("nonsense.pem", "nonsense")
  local message = tap.fails("key_format", key.load_file,
    support.path("nonsense.pem"))
  tap.truth(message:find("nonsense.pem", 1, true), message)
  tap.fails("key_format", key.load, "")
  tap.fails("not_found", key.load_file, support.path("missing.pem"))
  tap.raises("string expected", key.load, 5)
end)

tap.test("a closed key is none", function()
  local mine = assert(key.generate("Ed25519"))
  tap.equal(mine:close(), true)
  tap.equal(mine:close(), true)
  tap.raises("closed", mine.bits, mine)
  tap.raises("closed", mine.algorithm, mine)
end)

tap.test("nothing is left", function()
  tap.equal(support.alive(), 0)
end)

support.remove()
tap.done()
