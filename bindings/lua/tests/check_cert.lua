-- SPDX-License-Identifier: ISC
-- Does a certificate tell all that stands in it, and a list keep its order?

local tap = require "tap"
local support = require "support"
local pki = require "pki"
local otls = require "otls"
local cert = otls.cert

local authority = pki.authority("ca")
local plain_path, plain_key = pki.issue(authority, "plain",
  "DNS:plain.example,DNS:*.wild.example,IP:192.0.2.1,IP:2001:db8::1,"
  .. "email:me@example.com,URI:https://example.com/a,RID:1.2.3.4")
local plain = assert(cert.load_file(plain_path))
local ca = assert(cert.load_file(authority.cert))

-- One that says all that a certificate can say.
support.write("rich.cnf", [[
[req]
prompt = no
distinguished_name = dn
x509_extensions = ext
[dn]
C = GB
O = An Example
0.OU = one
1.OU = two
CN = rich.example
[ext]
basicConstraints = critical, CA:true, pathlen:3
keyUsage = critical, digitalSignature, keyCertSign, cRLSign
extendedKeyUsage = serverAuth, clientAuth, 1.2.3.4.5
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
subjectAltName = @names
authorityInfoAccess = OCSP;URI:http://ocsp.example/,caIssuers;URI:http://ca.example/ca.der
crlDistributionPoints = URI:http://crl.example/1.crl,URI:http://crl.example/2.crl
[names]
dirName.1 = dir
otherName.1 = 1.2.3.4;UTF8:other
[dir]
O = Directory
CN = somebody
]])
assert(support.run(("openssl req -x509 -config '%s' -newkey ec "
  .. "-pkeyopt ec_paramgen_curve:P-256 -nodes -days 9 -set_serial 0x00c0ffee "
  .. "-keyout '%s' -out '%s' 2>/dev/null"):format(support.path("rich.cnf"),
  support.path("rich.key"), support.path("rich.pem"))))
local rich = assert(cert.load_file(support.path("rich.pem")))

tap.test("PEM, DER and text go out, and the first two come in", function()
  for _, data in ipairs { plain:pem(), plain:der() } do
    local again = assert(cert.load(data))
    tap.equal(again:equal(plain), true)
    tap.equal(again:equal(ca), false)
  end
  tap.truth(plain:text():find("plain.example", 1, true))
end)

tap.test("names are texts, and fields in order", function()
  tap.equal(plain:subject(), "CN=plain")
  tap.equal(plain:issuer(), "CN=ca")
  tap.equal(rich:subject(), "CN=rich.example,OU=two,OU=one,O=An Example,C=GB")
  local fields = assert(rich:subject_fields())
  local seen = {}
  for at, one in ipairs(fields) do
    seen[at] = one.name .. "=" .. one.value
    tap.equal(one.rdn, at)
  end
  tap.equal(table.concat(seen, ","), "countryName=GB,"
    .. "organizationName=An Example,organizationalUnitName=one,"
    .. "organizationalUnitName=two,commonName=rich.example")
  tap.equal(fields.commonName, "rich.example")
  tap.equal(fields.organizationalUnitName, "two")
  tap.equal(plain:issuer_fields().commonName, "ca")
end)

tap.test("alternative names have types and values", function()
  local all = assert(plain:sans())
  local seen = {}
  for at, one in ipairs(all) do
    seen[at] = one.type .. ":" .. one.value
  end
  tap.equal(table.concat(seen, " "), "dns:plain.example dns:*.wild.example "
    .. "ip:192.0.2.1 ip:2001:db8::1 email:me@example.com "
    .. "uri:https://example.com/a rid:1.2.3.4")
  tap.equal(table.concat(plain:sans("dns"), " "),
    "plain.example *.wild.example")
  tap.equal(#plain:sans("dirname"), 0)
  tap.equal(#ca:sans(), 0)
  tap.raises("check_cert%.lua:%d+: .*DNS", function() plain:sans("DNS") end)
  local dir, other = rich:sans()[1], rich:sans()[2]
  tap.equal(dir.type, "dirname")
  tap.equal(dir.value, "CN=somebody,O=Directory")
  tap.equal(dir.fields.commonName, "somebody")
  tap.equal(dir.fields[1].name, "organizationName")
  tap.equal(other.type, "other")
  tap.equal(other.value:byte(1), 0xa0)
end)

tap.test("dates are seconds since 1970", function()
  local now = os.time()
  tap.truth(math.abs(rich:not_before() - now) < 600)
  tap.equal(rich:not_after() - rich:not_before(), 9 * 86400)
end)

tap.test("a certificate says what it is for, or nothing", function()
  local usage = assert(rich:key_usage())
  local count = 0
  for name in pairs(usage) do
    count = count + 1
    tap.truth(({ digital_signature = true, cert_sign = true,
      crl_sign = true })[name], name)
  end
  tap.equal(count, 3)
  tap.equal(table.concat(rich:extended_key_usage(), " "),
    "serverAuth clientAuth 1.2.3.4.5")
  tap.equal(rich:is_ca(), true)
  tap.equal(rich:path_length(), 3)
  for _, name in ipairs { "key_usage", "extended_key_usage", "path_length" } do
    tap.equal(plain[name](plain), nil, name)
    tap.equal(select("#", plain[name](plain)), 1, name)
  end
  tap.equal(plain:is_ca(), false)
  tap.equal(plain:version(), 3)
end)

tap.test("identifiers, digests and addresses", function()
  tap.equal(rich:serial(), "C0FFEE")
  tap.equal(rich:subject_key_id(), rich:authority_key_id())
  tap.equal(#rich:subject_key_id(), 20)
  tap.equal(rich:signature_algorithm(), "ecdsa-with-SHA256")
  tap.equal(rich:ocsp_uris()[1], "http://ocsp.example/")
  tap.equal(rich:ca_issuers_uris()[1], "http://ca.example/ca.der")
  tap.equal(table.concat(rich:crl_uris(), " "),
    "http://crl.example/1.crl http://crl.example/2.crl")
  tap.equal(#plain:crl_uris(), 0)
  tap.truth(plain:fingerprint():find("^%x+$"))
  tap.equal(#plain:fingerprint(), 64)
  tap.equal(#plain:fingerprint("SHA-1"), 40)
  tap.raises("SHA%-0", plain.fingerprint, plain, "SHA-0")
end)

tap.test("hosts and addresses are matched by alternative names", function()
  tap.equal(plain:matches_host("plain.example"), true)
  tap.equal(plain:matches_host("a.wild.example"), true)
  tap.equal(plain:matches_host("plain"), false)
  tap.equal(plain:matches_host("a.b.wild.example"), false)
  tap.equal(plain:matches_ip("192.0.2.1"), true)
  tap.equal(plain:matches_ip("2001:DB8:0::1"), true)
  tap.equal(plain:matches_ip("192.0.2.2"), false)
  tap.raises("", plain.matches_ip, plain, "nonsense")
end)

tap.test("a certificate is of its key and its issuer", function()
  local key = assert(otls.key.load_file(plain_key))
  tap.equal(plain:public_key():equal(key), true)
  tap.equal(plain:public_key():is_private(), false)
  tap.equal(plain:is_issued_by(ca), true)
  tap.equal(ca:is_issued_by(plain), false)
  tap.equal(ca:is_issued_by(ca), true)
end)

tap.test("a list keeps its order, and counts from 1", function()
  local list = assert(cert.list.new { plain, ca })
  tap.equal(list:count(), 2)
  tap.equal(list:at(1):equal(plain), true)
  tap.equal(list:at(2):equal(ca), true)
  tap.raises("", list.at, list, 0)
  tap.raises("", list.at, list, 3)
  tap.raises("number", list.at, list, "1")
  assert(list:add(rich))
  local all = assert(list:certs())
  tap.equal(#all, 3)
  tap.equal(all[3]:equal(rich), true)
  local again = assert(cert.list.load(list:pem()))
  tap.equal(again:count(), 3)
  tap.equal(again:at(1):equal(plain), true)
  support.write("three.pem", list:pem())
  tap.equal(cert.list.load_file(support.path("three.pem")):count(), 3)
  tap.equal(cert.list.new():count(), 0)
  tap.raises("otls handle", cert.list.new, { "a text" })
  tap.raises("", cert.list.new, { list })
end)

tap.test("lists, keys and certificates make trusts and credentials",
  function()
    local trust = assert(otls.trust.from_list(cert.list.new { ca, rich }))
    tap.equal(trust:count(), 2)
    tap.equal(trust:certs():count(), 2)
    local key = assert(otls.key.load_file(plain_key))
    local list = cert.list.new { plain, ca }
    local made = assert(otls.credential.new(list, key))
    tap.equal(made:cert():equal(plain), true)
    tap.equal(made:chain():count(), 2)
    tap.equal(made:key():equal(key), true)
    tap.fails("key_mismatch", otls.credential.new, cert.list.new { ca }, key)
  end)

tap.test("PKCS#12 is read, with a passphrase that is asked for", function()
  support.write("passphrase", "open sesame")
  assert(support.run(("openssl pkcs12 -export -in '%s' -inkey '%s' "
    .. "-passout 'file:%s' -out '%s'"):format(plain_path, plain_key,
    support.path("passphrase"), support.path("plain.p12"))))
  local load = otls.credential.load_pkcs12_file
  tap.fails("want_passphrase", load, support.path("plain.p12"))
  tap.fails("key_passphrase", load, support.path("plain.p12"), "wrong")
  local made = assert(load(support.path("plain.p12"), "open sesame"))
  tap.equal(made:cert():equal(plain), true)
  made = assert(otls.credential.load_pkcs12(support.read("plain.p12"),
    function() return "open sesame" end))
  tap.equal(made:cert():equal(plain), true)
  otls.credential.forget_all()
end)

tap.test("what is no certificate is named", function()
  support.write("nonsense.pem", "nonsense")
  local message = tap.fails("cert_format", cert.load_file,
    support.path("nonsense.pem"))
  tap.truth(message:find("nonsense.pem", 1, true), message)
  tap.fails("cert_format", cert.load, "")
  tap.fails("cert_format", cert.list.load, "")
  tap.fails("not_found", cert.list.load_file, support.path("missing.pem"))
end)

tap.test("each way to close is final", function()
  local list = assert(cert.list.new { plain })
  local one = list:at(1)
  tap.equal(list:close(), true)
  tap.equal(one:subject(), "CN=plain")
  tap.equal(one:close(), true)
  tap.raises("closed", one.subject, one)
  tap.raises("closed", list.certs, list)
end)

tap.test("nothing is left", function()
  plain, ca, rich = nil, nil, nil
  tap.equal(support.alive(), 0)
end)

support.remove()
tap.done()
