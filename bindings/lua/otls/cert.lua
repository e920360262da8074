-- SPDX-License-Identifier: ISC
--- Certificates, and lists of them.
--
--     local cert = require "otls.cert"
--     local theirs = assert(cert.load_file("server.pem"))
--     print(theirs:subject(), os.date("!%F", theirs:not_after()))
--     for _, name in ipairs(theirs:sans("dns")) do print(name) end
--
-- A certificate never changes. What it doesn't say is nil, without a message.
-- @module otls.cert

local core = require "otls.core"
local otls = require "otls"
local whole, truth, some = otls._whole, otls._truth, otls._some
require "otls.key"

local cert = { list = {} }

local san_types = {
  [core.OTLS_CERT_SAN_DNS] = "dns", [core.OTLS_CERT_SAN_IP] = "ip",
  [core.OTLS_CERT_SAN_EMAIL] = "email", [core.OTLS_CERT_SAN_URI] = "uri",
  [core.OTLS_CERT_SAN_DIRNAME] = "dirname", [core.OTLS_CERT_SAN_RID] = "rid",
  [core.OTLS_CERT_SAN_OTHER] = "other",
}

local is_san_type = {}
for _, name in pairs(san_types) do
  is_san_type[name] = true
end

local usages = {
  digital_signature = core.OTLS_CERT_USAGE_DIGITAL_SIGNATURE,
  non_repudiation = core.OTLS_CERT_USAGE_NON_REPUDIATION,
  key_encipherment = core.OTLS_CERT_USAGE_KEY_ENCIPHERMENT,
  data_encipherment = core.OTLS_CERT_USAGE_DATA_ENCIPHERMENT,
  key_agreement = core.OTLS_CERT_USAGE_KEY_AGREEMENT,
  cert_sign = core.OTLS_CERT_USAGE_CERT_SIGN,
  crl_sign = core.OTLS_CERT_USAGE_CRL_SIGN,
  encipher_only = core.OTLS_CERT_USAGE_ENCIPHER_ONLY,
  decipher_only = core.OTLS_CERT_USAGE_DECIPHER_ONLY,
}

--- The first certificate in a file, PEM or DER.
-- @tparam string path
-- @treturn Cert or nil, message, code (`"cert_format"`, `"not_found"`, ...)
-- @function load_file
cert.load_file = core.cert_load_file

--- The first certificate in a string, PEM or DER.
-- @tparam string data
-- @treturn Cert or nil, message, code
-- @function load
cert.load = core.cert_load_bytes

--- Lists
-- @section list

--- A list.
-- @tparam[opt] {Cert,...} certs
-- @treturn CertList or nil, message, code
function cert.list.new(certs)
  local list, message, code = core.cert_list_new()
  if not list then
    return nil, message, code
  end
  for _, one in ipairs(certs or {}) do
    local ok
    ok, message, code = core.cert_list_add(list, one)
    if not ok then
      return nil, message, code
    end
  end
  return list
end

--- All certificates in a file, PEM, or one in DER.
-- @tparam string path
-- @treturn CertList or nil, message, code
-- @function list.load_file
cert.list.load_file = core.cert_list_load_file

--- All certificates in a string, PEM, or one in DER.
-- @tparam string data
-- @treturn CertList or nil, message, code
-- @function list.load
cert.list.load = core.cert_list_load_bytes

--- A certificate.
-- @type Cert
local Cert = core.methods(core.OTLS_KIND_CERT)

--- The certificate as PEM.
-- @treturn string or nil, message, code
function Cert:pem()
  return whole(core.cert_pem, self)
end

--- The certificate as DER.
-- @treturn string or nil, message, code
function Cert:der()
  return whole(core.cert_der, self)
end

--- A description for people.
-- @treturn string or nil, message, code
function Cert:text()
  return whole(core.cert_text, self)
end

--- Whom it is about, such as `"CN=example.com,O=Example"`.
-- @treturn string
function Cert:subject()
  return whole(core.cert_subject, self)
end

--- Who signed it.
-- @treturn string
function Cert:issuer()
  return whole(core.cert_issuer, self)
end

-- One field of a name: what it is, its place, its value.
local function field(self, of, index)
  local rdn, name, code = core.cert_name_field(self, of, index, 256)
  if not rdn then
    return nil, name, code
  end
  local value, message
  value, message, code = whole(function(_, at, cap)
    return core.cert_name_value(self, of, at, cap)
  end, self, index)
  if not value then
    return nil, message, code
  end
  return { name = name, value = value, rdn = rdn + 1 }
end

-- The fields in their order, and each value under its name; of several with
-- one name the last, which is the most specific.
local function fields(self, of)
  local count, message, code = core.cert_name_fields(self, of)
  if not count then
    return nil, message, code
  end
  local found = {}
  for index = 0, count - 1 do
    local one
    one, message, code = field(self, of, index)
    if not one then
      return nil, message, code
    end
    found[index + 1] = one
    found[one.name] = one.value
  end
  return found
end

--- The fields of the subject, in their order, each with `name` (such as
-- `"commonName"`, or an object identifier), `value`, and `rdn`, a number that
-- is the same for fields which form one part. The values also stand under
-- their names.
-- @treturn table or nil, message, code
-- @usage local theirs = assert(otls.cert.load_file("server.pem"))
-- print(theirs:subject_fields().commonName)
-- for _, one in ipairs(theirs:subject_fields()) do
--   print(one.name, one.value)
-- end
function Cert:subject_fields()
  return fields(self, core.OTLS_CERT_NAME_SUBJECT)
end

--- The fields of the issuer, as `subject_fields` gives them.
-- @treturn table or nil, message, code
function Cert:issuer_fields()
  return fields(self, core.OTLS_CERT_NAME_ISSUER)
end

--- The serial number.
-- @treturn string two hexadecimal digits a byte
function Cert:serial()
  return whole(core.cert_serial, self)
end

--- The version, 3 for nearly all.
-- @treturn integer
-- @function Cert:version
Cert.version = core.cert_version

--- From when it is valid, in seconds since 1970.
-- @treturn integer or nil, message, code
-- @function Cert:not_before
Cert.not_before = core.cert_not_before_s

--- The last second in which it is valid, in seconds since 1970.
-- @treturn integer or nil, message, code
-- @function Cert:not_after
Cert.not_after = core.cert_not_after_s

local function san(self, get, index)
  local number, value, code = get(self, index, 0)
  if not number then
    return nil, value, code
  elseif type(value) == "number" then
    number, value = get(self, index, value + 1)
  end
  return { type = san_types[number], value = value }
end

-- The names of a certificate or of a request, by the functions that count
-- and get them; all, or the values of one type.
function cert._sans(self, counts, get, only)
  if only ~= nil and not is_san_type[only] then
    core.raise(("no name has the type %q"):format(tostring(only)))
  end
  local count, message, code = counts(self)
  if not count then
    return nil, message, code
  end
  local found = {}
  for index = 0, count - 1 do
    local one
    one, message, code = san(self, get, index)
    if not one then
      return nil, message, code
    elseif only == nil then
      found[#found + 1] = one
    elseif one.type == only then
      found[#found + 1] = one.value
    end
  end
  return found
end

--- The subject alternative names.
-- @tparam[opt] string only a type: `"dns"`, `"ip"`, `"email"`, `"uri"`,
-- `"dirname"`, `"rid"` or `"other"`
-- @treturn table a list of values where there is a type; else a list of
-- tables with `type`, `value`, and for `"dirname"` the `fields`; or nil,
-- message, code. Values are bytes: compare all of them.
function Cert:sans(only)
  local found, message, code = cert._sans(self, core.cert_san_count,
    core.cert_san, only)
  for at, one in ipairs(only == nil and found or {}) do
    if one.type == "dirname" then
      one.fields, message, code = fields(self,
        core.OTLS_CERT_NAME_SAN + at - 1)
      if not one.fields then
        return nil, message, code
      end
    end
  end
  if not found then
    return nil, message, code
  end
  return found
end

--- What the key is for: a table with true under some of
-- `digital_signature`, `non_repudiation`, `key_encipherment`,
-- `data_encipherment`, `key_agreement`, `cert_sign`, `crl_sign`,
-- `encipher_only` and `decipher_only`.
-- @treturn ?table nil where it doesn't say, which allows any use
function Cert:key_usage()
  local bits, message, code = core.cert_key_usage(self)
  if not bits then
    return nil, message, code
  elseif bits == -1 then
    return nil
  end
  local found = {}
  for name, bit in pairs(usages) do
    if bits % (2 * bit) >= bit then
      found[name] = true
    end
  end
  return found
end

local function listed(text, message, code)
  if not text then
    return nil, message, code
  elseif text == "" then
    return nil
  end
  local found = {}
  for one in text:gmatch("[^,]+") do
    found[#found + 1] = one
  end
  return found
end

--- The purposes, such as `{ "serverAuth", "clientAuth" }`.
-- @treturn ?table nil where it doesn't say
function Cert:extended_key_usage()
  return listed(whole(core.cert_extended_key_usage, self))
end

--- Whether it is that of an authority.
-- @treturn boolean
function Cert:is_ca()
  return truth(core.cert_is_ca(self))
end

--- How many authorities may stand below it.
-- @treturn ?integer nil where there is no limit
function Cert:path_length()
  local length, message, code = core.cert_path_length(self)
  if length == nil then
    return nil, message, code
  end
  return length ~= -1 and length or nil
end

--- A digest of it, in hexadecimal.
-- @tparam[opt="SHA-256"] string digest
-- @treturn string or nil, message, code
function Cert:fingerprint(digest)
  return whole(core.cert_fingerprint, self, digest or "SHA-256")
end

--- How it is signed, such as `"ecdsa-with-SHA256"`.
-- @treturn string or nil, message, code
function Cert:signature_algorithm()
  return whole(core.cert_signature_algorithm, self)
end

--- What identifies its key.
-- @treturn ?string bytes; nil where it doesn't say
function Cert:subject_key_id()
  return some(whole(core.cert_subject_key_id, self))
end

--- What identifies the key of its issuer.
-- @treturn ?string bytes; nil where it doesn't say
function Cert:authority_key_id()
  return some(whole(core.cert_authority_key_id, self))
end

local function uris(self, kind)
  local count, message, code = core.cert_uri_count(self, kind)
  if not count then
    return nil, message, code
  end
  local found = {}
  for index = 0, count - 1 do
    local text
    text, message, code = whole(function(_, at, cap)
      return core.cert_uri(self, kind, at, cap)
    end, self, index)
    if not text then
      return nil, message, code
    end
    found[index + 1] = text
  end
  return found
end

--- Where to ask whether it is revoked.
-- @treturn {string,...} or nil, message, code
function Cert:ocsp_uris()
  return uris(self, core.OTLS_CERT_URI_OCSP)
end

--- Where its issuer's certificate is.
-- @treturn {string,...} or nil, message, code
function Cert:ca_issuers_uris()
  return uris(self, core.OTLS_CERT_URI_CA_ISSUERS)
end

--- Where revocation lists are.
-- @treturn {string,...} or nil, message, code
function Cert:crl_uris()
  return uris(self, core.OTLS_CERT_URI_CRL)
end

--- Its key.
-- @treturn Key or nil, message, code
-- @function Cert:public_key
Cert.public_key = core.cert_public_key

--- Whether another certificate's key has signed it. Dates and trust are not
-- looked at.
-- @tparam Cert issuer
-- @treturn boolean or nil, message, code
function Cert:is_issued_by(issuer)
  return truth(core.cert_is_issued_by(self, issuer))
end

--- Whether it is for a host. Only subject alternative names count.
-- @tparam string name
-- @treturn boolean or nil, message, code
function Cert:matches_host(name)
  return truth(core.cert_matches_host(self, name))
end

--- Whether it is for an address.
-- @tparam string address IPv4 or IPv6
-- @treturn boolean or nil, message, code
function Cert:matches_ip(address)
  return truth(core.cert_matches_ip(self, address))
end

--- Whether another one is the same.
-- @tparam Cert other
-- @treturn boolean
function Cert:equal(other)
  return truth(core.cert_equal(self, other))
end

--- Lets go of it.
-- @treturn boolean true
-- @function Cert:close
Cert.close = core.cert_free

--- A list of certificates.
-- @type CertList
local CertList = core.methods(core.OTLS_KIND_CERT_LIST)

--- How many there are.
-- @treturn integer
-- @function CertList:count
CertList.count = core.cert_list_count

--- One of them.
-- @tparam integer index from 1
-- @treturn Cert or nil, message, code
function CertList:at(index)
  if type(index) ~= "number" then
    core.raise("a number expected, got " .. type(index))
  end
  return core.cert_list_at(self, index - 1)
end

--- All of them.
-- @treturn {Cert,...} or nil, message, code
function CertList:certs()
  local found = {}
  for index = 1, core.cert_list_count(self) do
    local one, message, code = core.cert_list_at(self, index - 1)
    if not one then
      return nil, message, code
    end
    found[index] = one
  end
  return found
end

--- Puts another one at the end. What was made of the list before stays.
-- @tparam Cert one
-- @treturn boolean true, or nil, message, code
-- @function CertList:add
CertList.add = core.cert_list_add

--- All of them as PEM.
-- @treturn string or nil, message, code
function CertList:pem()
  return whole(core.cert_list_pem, self)
end

--- Lets go of it. The certificates had from it stay.
-- @treturn boolean true
-- @function CertList:close
CertList.close = core.cert_list_free

return cert
