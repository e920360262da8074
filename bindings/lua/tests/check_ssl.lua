-- SPDX-License-Identifier: ISC
-- Does otls.ssl do what LuaSec does? The same scenes are played by LuaSec
-- alone, by otls.ssl alone, and by each with the other.

local tap = require "tap"
if not pcall(require, "socket") then
  tap.skip_all("no LuaSocket for this Lua")
end
local support = require "support"
local luasec = require "luasec"
local ssl, show = luasec.ours, luasec.show
local house = luasec.house()

local function with(one, more)
  local all = {}
  for name, value in pairs(one) do all[name] = value end
  for name, value in pairs(more or {}) do all[name] = value end
  return all
end

local function client(more)
  return with({ mode = "client", protocol = "any", options = "all" }, more)
end

local function server(more)
  return with({ mode = "server", protocol = "any", options = "all",
    certificate = house.cert, key = house.key }, more)
end

-- Plays a scene in each cast: the results are the same, and those that are
-- given where LuaSec isn't there to say them.
local function scene(name, wanted, play)
  local casts = { { "otls.ssl alone", ssl, ssl } }
  if luasec.peer then
    casts[2] = { "a client of LuaSec", luasec.peer, ssl }
    casts[3] = { "a server of LuaSec", ssl, luasec.peer }
    casts[4] = { "LuaSec alone", luasec.peer, luasec.peer }
  end
  for _, cast in ipairs(casts) do
    tap.test(("%s (%s)"):format(name, cast[1]), function()
      tap.equal(show { play(cast[2], cast[3]) }, show(wanted))
    end)
  end
end

local unpack = table.unpack or unpack

for _, version in ipairs { "tlsv1_2", "tlsv1_3" } do
  scene(version .. ": lines, bytes and the rest come as LuaSocket has them", {
    10, "abc", "de", "1", "xy23", "end", "closed", "closed", "closed",
  }, function(C, S)
    local near, far = luasec.joined(C, client { protocol = version },
      S, server())
    local results = { (near:send("abc\r\nd\re\n1")), (luasec.receive(far)),
      (luasec.receive(far, "*l")), (luasec.receive(far, 1)) }
    near:send("23end")
    results[5] = luasec.receive(far, 4, "xy")
    near:receive() -- tickets that nobody reads would end it by a reset
    near:close()
    results[6] = luasec.receive(far, "*a")
    results[7] = select(2, luasec.receive(far, "*a"))
    far:close()
    results[8] = select(2, far:receive())
    results[9] = select(2, far:send("x"))
    return unpack(results, 1, 9)
  end)

  scene(version .. ": what was agreed upon is told in OpenSSL's words", {
    version == "tlsv1_2" and {
      algbits = 128, bits = 128, cipher = "ECDHE-ECDSA-AES128-GCM-SHA256",
      encryption = "AESGCM(128)", export = false, key = "ECDH",
      authentication = "ECDSA", mac = "AEAD", protocol = "TLSv1.2",
    } or {
      algbits = 256, bits = 256, cipher = "TLS_CHACHA20_POLY1305_SHA256",
      encryption = "CHACHA20/POLY1305(256)", export = false, key = "any",
      authentication = "any", mac = "AEAD", protocol = "TLSv1.3",
    }, version == "tlsv1_2" and "TLSv1.2" or "TLSv1.3", "h2", "h2",
    "localhost", true,
  }, function(C, S)
    local near, far = luasec.link(C, client {
      protocol = version, ciphers = "ECDHE-ECDSA-AES128-GCM-SHA256",
      ciphersuites = "TLS_CHACHA20_POLY1305_SHA256", alpn = { "x", "h2" },
    }, S, server { alpn = { "h2", "y" } })
    near:sni("localhost")
    luasec.shake(near, far)
    local results = { near:info(), far:info("protocol"), near:getalpn(),
      far:getalpn(), far:getsniname(),
      near:exportkeyingmaterial("EXPORTER-test", 8)
        == far:exportkeyingmaterial("EXPORTER-test", 8) }
    near:close()
    far:close()
    return unpack(results, 1, 6)
  end)

  scene(version .. ": both ends show their certificates", {
    true, true, "localhost", "me", 2, 2, true, true, "rfc822Name",
  }, function(C, S)
    local near, far = luasec.joined(C, client {
      protocol = version, verify = "peer", cafile = house.ca,
      certificate = house.me, key = house.me_key,
    }, S, server {
      verify = { "peer", "fail_if_no_peer_cert" }, cafile = house.ca,
    })
    local function name(conn)
      return conn:getpeercertificate():subject()[1].value
    end
    local chain = near:getpeerchain()
    local results = { near:getpeerverification(), far:getpeerverification(),
      name(near), name(far), #chain, #far:getpeerchain(),
      chain[2]:issued(chain[1]),
      near:getpeercertificate(2):pem() == chain[2]:pem(), nil }
    local san = far:getpeercertificate():extensions()["2.5.29.17"]
    results[9] = next(san) ~= "name" and next(san) or next(san, "name")
    near:close()
    far:close()
    return unpack(results, 1, 9)
  end)
end

for protocol, name in pairs { tlsv1 = "TLSv1", tlsv1_1 = "TLSv1.1" } do
  scene(name .. " is spoken where it is asked for", { name, "SHA1" },
    function(C, S)
      local old = { protocol = protocol, ciphers = "ALL:@SECLEVEL=0" }
      local near, far = luasec.joined(C, client(old), S, server(old))
      local info = near:info()
      near:close()
      far:close()
      return info.protocol, info.mac
    end)
end

tap.test("each cipher suite is described as OpenSSL does", function()
  local describe = require("otls.ssl.cipher").describe
  local pipe = io.popen("openssl ciphers -v 'ALL:COMPLEMENTOFALL:@SECLEVEL=0'")
  local count = 0
  for line in pipe:lines() do
    local name, key, authentication, encryption, mac = line:match(
      "^(%S+)%s+%S+%s+Kx=(%S+)%s+Au=(%S+)%s+Enc=(%S+)%s+Mac=(%S+)")
    tap.equal(show(describe(name)), show { key = key,
      authentication = authentication, encryption = encryption, mac = mac })
    count = count + 1
  end
  pipe:close()
  tap.truth(count > 100, count)
end)

scene("a server answers by the name, exactly, and refuses others if strict", {
  "other", "localhost", true, false, true,
}, function(C, S)
  local other = assert(S.newcontext(server {
    certificate = house.other, key = house.other_key,
  }))
  local function ask(name, strict)
    local near, far = luasec.link(C, client(), S, server())
    far:sni({ ["other.example"] = other }, strict)
    if name then
      near:sni(name)
    end
    local one = luasec.shake(near, far)
    local cert = one[1] and near:getpeercertificate()
    near:close()
    far:close()
    return one[1], cert and cert:subject()[1].value
  end
  return select(2, ask("other.example")), select(2, ask("x.other.example")),
    (ask("other.example", true)), (ask("localhost", true)), (ask(nil, true))
end)

local OTHER = { cafile = house.other }
for name, case in pairs {
  ["an unknown authority"] = { with(OTHER, { verify = "peer" }), {},
    "certificate verify failed", "tlsv1 alert unknown ca" },
  ["an unknown authority, 1.2"] = {
    with(OTHER, { verify = "peer", protocol = "tlsv1_2" }), {},
    "certificate verify failed", "tlsv1 alert unknown ca" },
  ["no authority at all"] = { { verify = "peer" }, {},
    "certificate verify failed", "tlsv1 alert unknown ca" },
  ["no version in common"] = { { protocol = "tlsv1_2" },
    { protocol = "tlsv1_3" }, "tlsv1 alert protocol version",
    "unsupported protocol" },
  ["no version left by the options"] = { { protocol = "tlsv1_2" },
    { options = { "no_tlsv1", "no_tlsv1_1", "no_tlsv1_2" } },
    "tlsv1 alert protocol version", "unsupported protocol" },
  ["no cipher in common"] = {
    { protocol = "tlsv1_2", ciphers = "ECDHE-ECDSA-AES128-GCM-SHA256" },
    { ciphers = "ECDHE-ECDSA-AES256-GCM-SHA384" },
    "sslv3 alert handshake failure", "no shared cipher" },
  ["no suite in common"] = { { ciphersuites = "TLS_AES_128_GCM_SHA256",
      protocol = "tlsv1_3" }, { ciphersuites = "TLS_AES_256_GCM_SHA384" },
    "sslv3 alert handshake failure", "no shared cipher" },
  ["no curve in common"] = { { curve = "secp384r1" },
    { curveslist = "P-256:X25519" }, "sslv3 alert handshake failure",
    "no suitable key share" },
  ["no certificate, 1.2"] = { { protocol = "tlsv1_2" },
    { verify = { "peer", "fail_if_no_peer_cert" }, cafile = house.ca },
    "sslv3 alert handshake failure", "peer did not return a certificate" },
} do
  scene("a handshake fails by " .. name .. ", in OpenSSL's words", {
    false, case[3], false, case[4],
  }, function(C, S)
    local near, far = luasec.link(C, client(case[1]), S, server(case[2]))
    local one, two = luasec.shake(near, far)
    near:close()
    far:close()
    return one[1], one[2], two[1], two[2]
  end)
end

scene("verification goes on after a failure if asked to, and tells it", {
  true, false, "table", "table",
}, function(C, S)
  local near, far = luasec.joined(C, client {
    verify = "peer", cafile = house.other,
    verifyext = { "lsec_continue", "lsec_ignore_purpose" },
  }, S, server())
  local good, errors = near:getpeerverification()
  near:close()
  far:close()
  return true, good, type(errors), type(errors[1])
end)

scene("an unverified server's certificate has its verdict", {
  false, "unable to get local issuer certificate",
}, function(C, S)
  local near, far = luasec.joined(C, client(), S, server())
  local good, why = near:getpeerverification()
  near:close()
  far:close()
  return good, why
end)

scene("the client's Finished of TLS 1.2 is known at both ends", {
  true, 12,
}, function(C, S)
  local near, far = luasec.joined(C, client { protocol = "tlsv1_2" },
    S, server())
  local one, two = near:getfinished(), far:getpeerfinished()
  near:close()
  far:close()
  return one == two, #one
end)

scene("an end without a word is an error, unless it is ignored", {
  "unexpected eof while reading", "ab", "closed", "ab",
}, function(C, S)
  local function cut(options)
    local near, far, socket = luasec.joined(C, client(), S, server {
      options = options })
    near:send("ab")
    socket:setfd(near:getfd())
    socket:shutdown("send")
    socket:setfd(-1)
    local _, word, part = luasec.receive(far, 3)
    near:close()
    far:close()
    return word, part
  end
  local one, two = cut("all")
  return one, two, cut { "all", "ignore_unexpected_eof" }
end)

scene("what waits says for what, and how much has gone out", {
  "wantread", "", "read", true, "wantwrite", "write", true, true, true,
}, function(C, S)
  local near, far = luasec.joined(C, client(), S, server())
  local results = { select(2, far:receive("*l")) }
  results[3] = far:want()
  far:settimeout(0.01)
  results[4] = select(2, far:receive(1)) == "wantread"
  local data, place = ("x"):rep(300000), 0
  local done, word, last
  repeat -- until neither the kernel nor the peer takes more
    done, word, last = near:send(data)
    place = place + (done or last)
  until not done
  results[5], results[6] = word, near:want()
  far:settimeout(0)
  local _, _, at = near:send(data, 101) -- the places are those of the data
  results[9] = at >= 100
  place = place + at - 100
  local got, rest, total = 0, last, place + #data - last
  local limit = os.time() + 60
  repeat -- the peer takes it all, and the rest is sent
    local all, _, part = far:receive(100000)
    got = got + #(all or part)
    if rest < #data then
      local ok, _, at = near:send(data, rest + 1)
      rest = ok or at
    end
  until got == total or os.time() > limit
  results[7], results[8] = rest == #data, got == total
  near:close()
  far:close()
  return unpack(results, 1, 9)
end)

scene("descriptor, statistics and states are LuaSocket's", {
  true, true, 1, 5, 4, -1, "nothing", false,
}, function(C, S)
  local a, b = luasec.sockets()
  local fd = a:getfd()
  local near, far = assert(C.wrap(a, client())), assert(S.wrap(b, server()))
  near:settimeout(0)
  far:settimeout(0)
  local results = { near:getfd() == fd, a:getfd() == -1,
    near:settimeout(0, "t") }
  luasec.shake(near, far)
  near:send("hello")
  far:send("four")
  luasec.receive(near, 4)
  local received, sent = near:getstats()
  results[4], results[5] = sent, received
  near:close()
  results[6], results[7] = near:getfd(), near:want()
  results[8] = near:dirty()
  far:close()
  return unpack(results, 1, 8)
end)

-- Contexts

-- What is wrong, with each one's words; only what stands before the brackets
-- where the reason is another library's.
for name, case in pairs {
  mode = { { mode = "both" }, "invalid mode" },
  protocol = { { protocol = "sslv3" }, "invalid protocol (sslv3)" },
  verify = { { verify = "x" }, "invalid verify option (x)" },
  verifyext = { { verifyext = { "crl_check", "x" } },
    "invalid verify option (x)" },
  options = { { options = { "all", "x" } }, "invalid option (x)" },
  ciphers = { { ciphers = "x" }, "error setting cipher list" },
  ciphersuites = { { ciphersuites = "x" }, "error setting cipher list" },
  curve = { { curve = "x" }, "elliptic curve 'x' not supported" },
  curveslist = { { curveslist = "x:y" }, 'unknown elliptic curve in "x:y"' },
  key = { { key = "/nonexistent" }, "error loading private key" },
  certificate = { { certificate = "/nonexistent" },
    "error loading certificate" },
  cafile = { { cafile = "/nonexistent" }, "error loading CA locations" },
  password = { { key = "/nonexistent", password = 5 },
    "invalid password type" },
  pair = { { certificate = house.cert, key = house.me_key },
    "private key does not match public key" },
  ["empty protocol"] = { { alpn = "" }, "invalid ALPN name (empty string)" },
  ["no protocol"] = { { alpn = {} }, "invalid ALPN list (empty)" },
  alpn = { { alpn = 7 }, "invalid ALPN parameter" },
  dhparam = { { dhparam = "x" }, "invalid DH parameter type" },
} do
  local function said(module)
    local made, message = module.newcontext(with(client(), case[1]))
    tap.equal(made, nil)
    return message:sub(1, #case[2])
  end
  tap.test("a wrong " .. name .. " is named as LuaSec does", function()
    tap.equal(said(ssl), case[2])
    -- LuaSec 1.2 says "(null)" or nothing of some
    if luasec.peer and name ~= "mode" and name ~= "pair" then
      tap.equal(said(luasec.peer), case[2])
    end
  end)
end

tap.test("a mistake in the parameters raises, as with LuaSec", function()
  for _, cfg in ipairs {
    {}, { protocol = "any" }, client { depth = "x" }, client { verify = {{}} },
    client { ciphers = {} },
  } do
    tap.equal(pcall(ssl.newcontext, cfg), false)
    if luasec.peer then
      tap.equal(pcall(luasec.peer.newcontext, cfg), false)
    end
  end
end)

tap.test("what isn't there is refused, not ignored", function()
  local function refused(cfg, pattern)
    local made, message = ssl.newcontext(cfg)
    tap.equal(made, nil)
    tap.truth(message:find(pattern), message)
  end
  refused(client { dane = true }, "DANE")
  refused(server { alpn = function() end }, "function")
  refused(server { verifyext = "lsec_continue" }, "at a server")
  refused(server { verifyext = "lsec_ignore_purpose" }, "at a server")
  refused(client { options = "allow_unsafe_legacy_renegotiation" },
    "invalid option")
  refused(client { options = "no_extended_master_secret" }, "invalid option")
  refused(client { protocol = "tlsv1_2", options = "no_tlsv1_2" },
    "no protocols")
  tap.equal(ssl.config.capabilities.dane, nil)
  tap.equal(ssl.config.options.allow_unsafe_legacy_renegotiation, nil)
end)

tap.test("a password is text, or a function whose error comes out as it is",
  function()
    local cert, key = luasec.pki.issue(house.authority, "locked",
      "DNS:localhost", true)
    local secret, mistake = luasec.pki.passphrase, {}
    local function made(password)
      return ssl.newcontext(server { certificate = cert, key = key,
        password = password })
    end
    local ok, value = pcall(made, function() error(mistake) end)
    tap.equal(ok, false)
    tap.equal(value, mistake)
    for _, wrong in ipairs { "wrong", function() return nil end,
        function() return 5 end } do
      local none, message = made(wrong)
      tap.equal(none, nil)
      tap.truth(message:find("^error loading private key"), message)
      tap.equal(message:find(secret, 1, true), nil)
    end
    tap.truth(made(function() return secret end))
    tap.truth(made(secret))
  end)

tap.test("two certificates with other keys answer for one server", function()
  local cert, key = luasec.pki.issue(house.authority, "old", "DNS:localhost",
    false, "rsa")
  local ctx = assert(ssl.newcontext { mode = "server", protocol = "any",
    certificates = { { certificate = house.cert, key = house.key },
      { certificate = cert, key = key } } })
  for ciphers, name in pairs {
    ["ECDHE-ECDSA-AES128-GCM-SHA256"] = "localhost",
    ["ECDHE-RSA-AES128-GCM-SHA256"] = "old",
  } do
    local near, far = luasec.joined(ssl, client {
      protocol = "tlsv1_2", ciphers = ciphers }, ssl, ctx)
    tap.equal(near:getpeercertificate():subject()[1].value, name)
    near:close()
    far:close()
  end
end)

tap.test("the host's name is compared if asked to", function()
  for name, wanted in pairs { localhost = true, ["else.example"] = false } do
    local near, far = luasec.link(ssl, client {
      verify = "peer", cafile = house.ca, verify_host = true }, ssl, server())
    near:sni(name)
    local one = luasec.shake(near, far)
    tap.equal(one[1], wanted)
    tap.equal(one[4], not wanted and "cert_host" or nil)
    near:close()
    far:close()
  end
end)

tap.test("a pre-shared key stands in for certificates", function()
  local secret = ("k"):rep(32)
  local seen
  local near, far = luasec.joined(ssl, client {
    psk = function(_, most) return "me", secret:sub(1, most) end,
  }, ssl, { mode = "server", protocol = "any",
    psk = function(identity)
      seen = identity
      return identity == "me" and secret or nil
    end })
  tap.equal(seen, "me")
  near:send("hello\n")
  tap.equal(luasec.receive(far), "hello")
  near:close()
  far:close()
end)

-- Certificates

tap.test("issued says what LuaSec's does of good and bad chains", function()
  local below = luasec.pki.issue({ cert = house.cert, key = house.key },
    "below", "DNS:localhost")
  local stranger = luasec.pki.authority("stranger").cert
  local function text(path)
    local file = io.open(path, "rb")
    local all = file:read("*a")
    file:close()
    return all
  end
  local function ask(module, ...)
    local certs = {}
    for at = 1, select("#", ...) do
      certs[at] = module.loadcertificate(text((select(at, ...))))
    end
    return certs[1].issued(unpack(certs))
  end
  for _, case in ipairs {
    { true, nil, house.ca, house.cert },
    { true, nil, house.ca, house.ca },
    { nil, "unable to get local issuer certificate", stranger, house.cert },
    { nil, "unable to get local issuer certificate", house.ca, below },
    { nil, "invalid CA certificate", house.ca, below, house.cert },
  } do
    local good, why = ask(ssl, unpack(case, 3))
    tap.equal(good, case[1])
    tap.equal(why, case[2])
    if luasec.peer then
      good, why = ask(luasec.peer, unpack(case, 3))
      tap.equal(good, case[1])
      tap.equal(why, case[2])
    end
  end
  tap.raises("certificate expected", ask, ssl, house.ca)
end)

tap.test("a certificate that isn't DER throughout raises no error", function()
  local x509 = require "otls.ssl.x509"
  local fields = { { name = "commonName", value = "x" } }
  for _, der in ipairs { "", "\48", "\48\128\0\0", "\48\3\48\1\0",
      "\48\132\255\255\255\255\48\132\127\255\255\255" } do
    local one = x509.wrap {
      der = function() return der end,
      subject_fields = function() return fields end,
      sans = function() return { { type = "dns", value = "a" } } end,
    }
    tap.equal(show(one:subject()), '{1={name="commonName" value="x"}}')
    tap.equal(one:extensions()["2.5.29.17"].dNSName[1], "a")
    one.cert.sans = function() return nil, "broken", "cert_format" end
    tap.equal(next(one:extensions()), nil)
  end
end)

-- The rest

tap.test("install puts it in LuaSec's place, and nothing else does", function()
  local script = support.lua [[
    require "otls.ssl"
    assert(not package.loaded.ssl and not package.preload["ssl.https"])
    local ours = require("otls.ssl").install()
    assert(require "ssl" == ours)
    assert(require "ssl.config" == ours.config)
    assert(require "ssl.x509".load == ours.loadcertificate)
    assert(require "ssl.https" == require "otls.ssl.https")
    local core = require "ssl.core"
    core.setmethod("twice", function(self, n) return 2 * n end)
    local conn = core.create(ours.newcontext {
      mode = "client", protocol = "any" })
    assert(conn:twice(4) == 8 and core.SOCKET_INVALID == -1)
  ]]
  tap.truth(support.run(script))
end)

tap.test("descriptors are closed by close, and by the collector", function()
  local tls = require "tls"
  local before = tls.descriptors()
  for round = 1, 5 do
    local near, far = luasec.joined(ssl, client(), ssl, server())
    if round % 2 == 0 then
      near:close()
      far:close()
    end
  end
  support.alive()
  tap.equal(tls.descriptors(), before)
end)

tap.test("a timeout is for each wait, or for all of a call", function()
  local near, far = luasec.joined(ssl, client(), ssl, server())
  near:receive() -- tickets
  near:settimeout(0.02)
  tap.equal(select(2, near:receive()), "wantread")
  near:settimeout(nil)
  near:settimeout(0.02, "t")
  tap.equal(select(2, near:receive("*a")), "wantread")
  near:settimeout(-1, "t")
  far:send("now\n")
  tap.equal(near:receive(), "now")
  tap.raises("timeout mode", near.settimeout, near, 1, "x")
  near:close()
  far:close()
end)

tap.test("directories, depths and revocation lists are looked at", function()
  local folder = support.path("hashed")
  assert(support.run(("mkdir -p '%s' && cp '%s' '%s/' && openssl rehash '%s' "
    .. "2>/dev/null"):format(folder, house.ca, folder, folder)))
  local function good(more)
    local near, far = luasec.link(ssl, client(with({ verify = "peer" },
      more)), ssl, server())
    local one = luasec.shake(near, far)
    near:close()
    far:close()
    return one[1], one[4]
  end
  tap.equal(good { capath = folder }, true)
  tap.equal(good { capath = folder, cafile = house.other }, true)
  tap.equal(good { cafile = house.ca, depth = 0 }, true)
  local fine, code = good { cafile = house.ca, verifyext = "crl_check" }
  tap.equal(fine, false)
  tap.equal(code, "cert_crl")
  tap.equal((good { cafile = house.ca,
    verifyext = { "crl_check", "crl_check_chain" } }), false)
end)

tap.test("a receive after a partial one loses and repeats nothing", function()
  local near, far = luasec.joined(ssl, client(), ssl, server())
  near:send("par")
  local _, word, part = luasec.turns(function() return true end)
  local limit = os.time() + 60
  repeat
    _, word, part = far:receive("*l", part)
  until part == "par" or os.time() > limit
  tap.equal(word, "wantread")
  near:send("tial\nnext\n")
  tap.equal(luasec.receive(far, "*l", part), "partial")
  tap.equal(far:dirty(), true)
  tap.equal(far:receive(), "next")
  tap.equal(far:dirty(), false)
  near:close()
  far:close()
end)

support.remove()
tap.done()
