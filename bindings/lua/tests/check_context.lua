-- SPDX-License-Identifier: ISC
-- Does a context say what it was told, and refuse what it can't?

local tap = require "tap"
local support = require "support"
local pki = require "pki"
local tls = require "tls"
local otls = require "otls"
local context = otls.context

local house = tls.house()

tap.test("a context is made with nothing at all", function()
  assert(context.client())
  assert(context.server())
  tap.equal(otls.type(context.client()), "context")
end)

tap.test("options that don't exist, or no table, are mistakes", function()
  tap.raises("check_context%.lua:%d+: there is no option 'trsut'",
    function() context.client { trsut = house.trust } end)
  tap.raises("table", context.client, "trust")
  tap.raises("version", context.client, { min_version = "SSLv3" })
  tap.raises("verification", context.server, { verify = true })
  tap.raises("boolean", context.client, { keylog = 1 })
  tap.raises("otls handle", context.client, { trust = "ca.pem" })
  tap.raises("", context.client, { trust = house.credential })
  tap.raises("nonsense", context.client, { ciphers = "nonsense" })
  tap.raises("function", context.client, { on_verify = true })
end)

tap.test("no option is forgotten", function()
  local all = assert(context.server {
    security_level = 2, ciphers = { "ECDHE+AESGCM" },
    ciphersuites = "TLS_AES_128_GCM_SHA256", groups = { "P-256", "X25519" },
    signature_algorithms = "ecdsa_secp256r1_sha256", trust = house.trust,
    credential = house.credential, verify = "optional", verify_depth = 4,
    verify_flags = { "partial_chain", "strict" }, alpn = { "h2" },
    record_size = 4096, resumption = "off", tickets = 0,
    store = assert(otls.store.open "memory:"), session_life = 60,
    ticket_keys = assert(otls.ticket_keys.derived(
      otls.store.make_secret())),
    ocsp_stapling = false, post_handshake_auth = true, keylog = true,
    keylog_file = support.path("keys"), min_version = "TLSv1.2",
    max_version = "TLSv1.3", on_name = print,
    names = { ["a.example"] = house.server() },
  })
  local ciphers = all:ciphers()
  tap.equal(ciphers[1], "TLS_AES_128_GCM_SHA256")
  for _, name in ipairs(ciphers) do
    tap.truth(not name:find("CHACHA20"), name)
  end
end)

tap.test("nil sets what there was at first", function()
  local c = house.client()
  local first = table.concat(c:ciphers(), ":")
  assert(c:set_ciphersuites("TLS_AES_128_GCM_SHA256"))
  tap.truth(table.concat(c:ciphers(), ":") ~= first)
  assert(c:set_ciphersuites(nil))
  tap.equal(table.concat(c:ciphers(), ":"), first)
  for _, name in ipairs { "ciphers", "groups", "signature_algorithms",
      "trust", "credential", "keylog_file" } do
    assert(c["set_" .. name](c))
  end
  assert(c:set_versions())
end)

tap.test("versions and ciphers are those that were set", function()
  local near = tls.joined(house.client { max_version = "TLSv1.2" },
    house.server())
  tap.equal(near:version(), "TLSv1.2")
  near = tls.joined(house.client { ciphersuites = "TLS_AES_128_GCM_SHA256",
    groups = "P-256" }, house.server())
  tap.equal(near:version(), "TLSv1.3")
  tap.equal(near:cipher(), "TLS_AES_128_GCM_SHA256")
  tap.equal(near:cipher_bits(), 128)
  tap.equal(near:group(), "secp256r1")
end)

tap.test("no version in common is told", function()
  local near, far = tls.link(house.client { min_version = "TLSv1.3" },
    house.server { max_version = "TLSv1.2" })
  local one, two = tls.shake(near, far)
  tap.equal(one[1], nil)
  tap.equal(one[3], "tls_version")
  tap.equal(two[3], "tls_version")
end)

tap.test("protocols are agreed on, the server's first choice", function()
  local near, far = tls.joined(house.client { alpn = { "h2", "http/1.1" } },
    house.server { alpn = { "http/1.1", "h2" } })
  tap.equal(near:alpn(), "http/1.1")
  tap.equal(far:alpn(), "http/1.1")
  near, far = tls.link(house.client { alpn = "spdy" },
    house.server { alpn = "h2" })
  local one, two = tls.shake(near, far)
  tap.equal(one[3], "tls_alpn")
  tap.equal(two[3], "tls_alpn")
  near = tls.joined(house.client(), house.server { alpn = "h2" })
  tap.equal(near:alpn(), nil)
  tap.raises("1 to 255", context.client, { alpn = { "" } })
  tap.raises("1 to 255", context.client, { alpn = { ("x"):rep(256) } })
end)

tap.test("a table of names chooses who answers", function()
  local cert, key = tls.issue("other", "DNS:other.example", house)
  local other = house.server {
    credential = assert(otls.credential.load_file(cert, key)),
  }
  local server = house.server { names = { ["*.example"] = other } }
  local near, far = tls.joined(house.client(), server,
    { servername = "other.example" })
  tap.equal(near:peer_cert():subject(), "CN=other")
  tap.equal(far:servername(), "other.example")
  near = tls.joined(house.client(), server)
  tap.equal(near:peer_cert():subject(), "CN=localhost")
  assert(server:add_name("*.example"))
  local one = tls.shake(tls.link(house.client(), server,
    { servername = "other.example" }))
  tap.equal(one[3], "cert_host")
end)

tap.test("a client's certificate is asked for, wanted or needed", function()
  local trust = { trust = house.trust, verify = "required" }
  local near, far = tls.joined(house.client { credential = house.me },
    house.server(trust))
  tls.talk(near, far)
  tap.equal(far:peer_cert():subject(), "CN=me")
  tap.equal(far:verified_chain():count(), 2)
  near, far = tls.link(house.client(), house.server(trust))
  local _, two = tls.shake(near, far)
  tap.equal(two[3], "cert_missing")
  tap.fails("tls_alert", near.read, near)
  trust.verify = "optional"
  near, far = tls.joined(house.client(), house.server(trust))
  tls.talk(near, far)
  tap.fails("cert_missing", far.peer_cert, far)
  tap.raises("", context.client, { verify = "none" })
end)

tap.test("whom nobody trusts is refused, or taken where one insists",
  function()
    local server = house.server()
    local nobody = otls.trust.empty()
    local one = tls.shake(tls.link(house.client { trust = nobody }, server))
    tap.equal(one[3], "cert_untrusted")
    local blind = house.client { trust = nobody }
    assert(blind:insecure_set_verify_none())
    tls.talk(tls.joined(blind, server, {}))
    local nameless = house.client()
    assert(nameless:insecure_set_hostname_check(false))
    tls.talk(tls.joined(nameless, server, { servername = "else.example" }))
    tap.raises("boolean", nameless.insecure_set_hostname_check, nameless)
    tap.raises("", server.insecure_set_verify_none, server)
  end)

tap.test("a copy says the same, and goes its own way", function()
  local first = house.client { max_version = "TLSv1.2" }
  local copy = assert(first:copy())
  assert(first:set_versions(nil, "TLSv1.3"))
  tap.equal(tls.joined(copy, house.server()):version(), "TLSv1.2")
  tap.equal(tls.joined(first, house.server()):version(), "TLSv1.3")
end)

tap.test("what is set later is for later connections", function()
  local client, server = house.client(), house.server()
  local near, far = tls.link(client, server)
  assert(client:set_versions(nil, "TLSv1.2"))
  local one = tls.shake(near, far)
  tap.equal(one[1], true)
  tap.equal(near:version(), "TLSv1.3")
  tap.equal(tls.joined(client, server):version(), "TLSv1.2")
end)

tap.test("counters count", function()
  local client, server = house.client(), house.server()
  for _ = 1, 3 do
    tls.joined(client, server)
  end
  tap.equal(client:counter("connect"), 3)
  tap.equal(client:counter("connect_good"), 3)
  tap.equal(client:counter("accept"), 0)
  tap.equal(server:counter("accept_good"), 3)
  tap.equal(server:counter("resumed"), 0)
  tap.raises("counter", client.counter, client, "nonsense")
end)

tap.test("key log lines come from the connection, or go to a file",
  function()
    local path = support.path("keys")
    local near = tls.joined(house.client { keylog = true },
      house.server { keylog_file = path })
    local lines = {}
    for line in function() return near:keylog() end do
      lines[#lines + 1] = line
    end
    tap.truth(#lines >= 4, #lines .. " lines")
    tap.truth(lines[1]:find("^%u[%u%d_]+ %x+ %x+$"), lines[1])
    tap.truth(support.read("keys"):find(lines[1], 1, true))
  end)

tap.test("a response that the server staples is there", function()
  local response = pki.ocsp_response(house.authority, house.cert)
  local credential = assert(house.credential:with_ocsp(response))
  local function stapled(client, server)
    return (tls.joined(house.client(client), server)):ocsp_response()
  end
  local server = house.server { credential = credential }
  tap.equal(stapled({ ocsp_stapling = true }, server), response)
  tap.equal(stapled({}, server), nil)
  tap.equal(stapled({ ocsp_stapling = true }, house.server()), nil)
  tap.raises("OCSP", house.credential.with_ocsp, house.credential,
    response:sub(1, -10))
end)

tap.test("small records, other levels, several credentials", function()
  local rsa_cert, rsa_key = tls.issue("rsa", "DNS:localhost", house, "rsa")
  local server = house.server { record_size = 512, security_level = 1 }
  assert(server:add_credential(
    assert(otls.credential.load_file(rsa_cert, rsa_key))))
  local client = house.client {
    signature_algorithms = { "rsa_pss_rsae_sha256", "ecdsa_secp256r1_sha256" },
  }
  local near, far = tls.joined(client, server)
  assert(far:write(("x"):rep(1000)))
  tap.equal(#near:read(), 512)
  tap.equal(#near:read(), 488)
end)

tap.test("a closed context is none, and its connections live on", function()
  local client, server = house.client(), house.server()
  local near, far = tls.link(client, server)
  tap.equal(client:close(), true)
  tap.equal(server:close(), true)
  tap.equal(tls.shake(near, far)[1], true)
  tap.raises("closed", client.set_tickets, client, 1)
  tap.raises("closed", tls.link, client, server)
end)

tap.test("nothing is left", function()
  house = nil
  tap.equal(support.alive(), 0)
end)

support.remove()
tap.done()
