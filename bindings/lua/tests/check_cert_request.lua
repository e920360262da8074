-- SPDX-License-Identifier: ISC
-- Does a certificate that is made say what was asked for, and do others
-- believe it?

local tap = require "tap"
local support = require "support"
local tls = require "tls"
local otls = require "otls"
local request = otls.cert_request

local ca_key = assert(otls.key.generate("P-256"))
local ca = assert(assert(request.new {
  subject = "CN=the authority", ca = 0,
}):self_sign(ca_key))

tap.test("an authority is one, and vouches for itself", function()
  tap.equal(ca:subject(), "CN=the authority")
  tap.equal(ca:is_ca(), true)
  tap.equal(ca:path_length(), 0)
  tap.equal(ca:is_issued_by(ca), true)
  local other = assert(request.new { subject = "CN=a", ca = true })
  tap.equal(other:self_sign(ca_key):path_length(), nil)
end)

tap.test("all that was asked for is in the certificate", function()
  local key = assert(otls.key.generate("Ed25519"))
  local before, after = os.time() - 100, os.time() + 1000
  local made = assert(request.new {
    subject = "CN=me,O=Example", purposes = "client",
    sans = { dns = { "a.example", "*.b.example" }, ip = "192.0.2.1",
      email = { "me@example.com" }, uri = "https://example.com/" },
    not_before = before, not_after = after,
  })
  tap.equal(made:subject(), "CN=me,O=Example")
  tap.equal(#made:sans(), 5)
  tap.equal(table.concat(made:sans("dns"), " "), "a.example *.b.example")
  assert(made:sign(key))
  tap.equal(made:public_key():equal(key), true)
  for _, data in ipairs { made:pem(), made:der() } do
    local sent = assert(request.load(data))
    tap.equal(sent:subject(), "CN=me,O=Example")
    tap.equal(#sent:sans(), 5)
  end
  local cert = assert(made:issue(ca, ca_key))
  tap.equal(cert:is_issued_by(ca), true)
  tap.equal(cert:public_key():equal(key), true)
  tap.equal(cert:subject(), "CN=me,O=Example")
  tap.equal(#cert:sans(), 5)
  tap.equal(cert:sans("ip")[1], "192.0.2.1")
  tap.equal(table.concat(cert:extended_key_usage(), " "), "clientAuth")
  tap.truth(cert:not_before() >= before)
  tap.equal(cert:not_after(), after)
  tap.equal(cert:is_ca(), false)
end)

tap.test("a request is read from a file", function()
  local made = assert(request.new { subject = "CN=filed" })
  assert(made:sign(ca_key))
  local path = support.write("request.pem", made:pem())
  tap.equal(assert(request.load_file(path)):subject(), "CN=filed")
  tap.fails("not_found", request.load_file, support.path("missing.pem"))
  tap.truth(select(3, request.load("nonsense")))
end)

tap.test("setters do what options do", function()
  local made = assert(request.new())
  assert(made:set_subject("CN=set"))
  assert(made:add_san("dns", "set.example"))
  assert(made:set_purposes { "server", "client" })
  assert(made:set_validity(os.time() - 10, os.time() + 10))
  local cert = assert(made:self_sign(ca_key))
  tap.equal(cert:matches_host("set.example"), true)
  tap.equal(#cert:extended_key_usage(), 2)
  assert(made:set_ca())
  tap.equal(made:self_sign(ca_key):is_ca(), true)
end)

tap.test("what can't be asked for is a mistake", function()
  tap.raises("check_cert_request%.lua:%d+: there is no option 'san'",
    function() request.new { san = "DNS:a" } end)
  tap.raises("type", request.new, { sans = { dirname = "CN=a" } })
  tap.raises("purpose", request.new, { purposes = "mail" })
  tap.raises("", request.new, { subject = "no equals sign" })
  tap.raises("", request.new, { sans = { dns = "a b" } })
  tap.raises("table", request.new, "CN=a")
  local made = assert(request.new())
  local public = ca_key:public()
  tap.raises("", made.self_sign, made, public)
end)

tap.test("two ends believe what was made here", function()
  local trust = assert(otls.trust.from_list(otls.cert.list.new { ca }))
  local function credential(options)
    local key = assert(otls.key.generate("P-256"))
    local made = assert(request.new(options))
    assert(made:sign(key))
    return assert(otls.credential.new(
      otls.cert.list.new { assert(made:issue(ca, ca_key)) }, key))
  end
  local client = assert(otls.context.client {
    trust = trust,
    credential = credential { subject = "CN=me", purposes = "client" },
  })
  local server = assert(otls.context.server {
    trust = trust, verify = "required",
    credential = credential {
      sans = { dns = "localhost" }, purposes = "server",
    },
  })
  local near, far = tls.joined(client, server)
  tls.talk(near, far)
  tap.equal(far:peer_cert():subject(), "CN=me")
end)

tap.test("nothing is left", function()
  ca, ca_key = nil, nil
  tap.equal(support.alive(), 0)
end)

support.remove()
tap.done()
