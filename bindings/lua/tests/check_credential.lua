-- SPDX-License-Identifier: ISC
-- Is a credential loaded, and its passphrase asked for once?

local tap = require "tap"
local support = require "support"
local pki = require "pki"
local credential = require("otls").credential

local authority = pki.authority("ca")
local plain, plain_key = pki.issue(authority, "plain", "DNS:plain.example")
local locked, locked_key =
  pki.issue(authority, "locked", "DNS:locked.example", true)

tap.test("files and strings make a credential", function()
  assert(credential.load_file(plain, plain_key))
  assert(credential.load(support.read("plain.pem"),
    support.read("plain.key")))
  assert(credential.load(support.read("plain.pem")
    .. support.read("plain.key")))
end)

tap.test("an encrypted key wants its passphrase", function()
  local made, message, code = credential.load_file(locked, locked_key)
  tap.equal(made, nil)
  tap.equal(code, "want_passphrase")
  tap.truth(message:find("locked.key", 1, true), message)
  tap.equal(select(3, credential.load_file(locked, locked_key, "wrong")),
    "key_passphrase")
  assert(credential.load_file(locked, locked_key, pki.passphrase))
  credential.forget_all()
end)

tap.test("a function is asked once a process", function()
  local asked = 0
  local function ask()
    asked = asked + 1
    return pki.passphrase
  end
  local kept
  for _ = 1, 10 do
    kept = assert(credential.load_file(locked, locked_key, ask))
  end
  tap.equal(asked, 1)
  kept:forget()
  assert(credential.load_file(locked, locked_key, ask))
  tap.equal(asked, 2)
  credential.forget_all()
end)

tap.test("an error of the function comes out", function()
  local ok, message = pcall(credential.load_file, locked, locked_key,
    function() error("mine", 0) end)
  tap.equal(ok, false)
  tap.equal(message, "mine")
end)

tap.test("a key of another certificate is told", function()
  tap.equal(select(3, credential.load_file(plain, locked_key,
    pki.passphrase)), "key_mismatch")
end)

tap.test("nothing is left", function()
  credential.forget_all()
  tap.equal(support.alive(), 0)
end)

support.remove()
tap.done()
