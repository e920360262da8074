-- SPDX-License-Identifier: ISC
-- Is a trust what was loaded, and does it stay so?

local tap = require "tap"
local support = require "support"
local pki = require "pki"
local trust = require("otls").trust

local one, two = pki.authority("one"), pki.authority("two")

tap.test("the empty trust believes nobody", function()
  local nobody = assert(trust.empty())
  tap.equal(nobody:count(), 0)
  tap.equal(nobody:crl_count(), 0)
end)

tap.test("a file and its bytes hold the same", function()
  tap.equal(assert(trust.load_file(one.cert)):count(), 1)
  tap.equal(assert(trust.load(support.read("one.pem"))):count(), 1)
end)

tap.test("combining makes another one with everybody", function()
  local a = assert(trust.load_file(one.cert))
  local b = assert(trust.load_file(two.cert))
  local both = assert(a:combine(b))
  tap.equal(a:count(), 1)
  tap.equal(b:count(), 1)
  tap.equal(both:count(), 2)
end)

tap.test("what is no certificate is named", function()
  support.write("nonsense.pem", "nonsense")
  local made, message, code = trust.load_file(support.path("nonsense.pem"))
  tap.equal(made, nil)
  tap.equal(code, "cert_format")
  tap.truth(message:find("nonsense.pem", 1, true), message)
  tap.equal(select(3, trust.load_file(support.path("missing.pem"))),
    "not_found")
end)

tap.test("closing is final", function()
  local nobody = assert(trust.empty())
  tap.equal(nobody:close(), true)
  tap.equal(pcall(nobody.count, nobody), false)
end)

tap.test("nothing is left", function()
  tap.equal(support.alive(), 0)
end)

support.remove()
tap.done()
