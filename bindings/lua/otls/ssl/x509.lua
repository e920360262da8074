-- SPDX-License-Identifier: ISC
--- Certificates with LuaSec's methods.
--
-- `object.cert` is the certificate of `otls.cert`.
-- @module otls.ssl.x509

local cert = require "otls.cert"

local x509 = {}

-- DER, of certificates that OpenSSL has taken

-- What begins at a place: its tag, its contents' first and last byte.
local function item(der, at)
  local tag, size = der:byte(at, at + 1)
  local from = at + 2
  if size >= 0x80 then
    local count = size - 0x80
    size = 0
    for place = from, from + count - 1 do
      size = size * 256 + der:byte(place)
    end
    from = from + count
  end
  return tag, from, from + size - 1
end

-- What stands in it, as a list of { tag, first, last, at }.
local function items(der, from, to)
  local found = {}
  while from <= to do
    local tag, first, last = item(der, from)
    found[#found + 1] = { tag, first, last, from }
    from = last + 1
  end
  return found
end

local function oid(der, from, to)
  local numbers, value = {}, 0
  for at = from, to do
    local byte = der:byte(at)
    value = value * 128 + byte % 128
    if byte < 128 then
      if #numbers == 0 then
        numbers[1] = value < 80 and math.floor(value / 40) or 2
        value = value - numbers[1] * 40
      end
      numbers[#numbers + 1] = ("%.0f"):format(value)
      value = 0
    end
  end
  numbers[1] = ("%.0f"):format(numbers[1])
  return table.concat(numbers, ".")
end

-- The parts of the certificate that is signed: issuer, subject, extensions.
local function parts(der)
  local _, first, last = item(der, 1)
  _, first, last = item(der, first)
  local list = items(der, first, last)
  local base = list[1][1] == 0xa0 and 1 or 0 -- the version, which may lack
  local extensions = list[#list][1] == 0xa3 and list[#list] or nil
  return list[base + 3], list[base + 5], extensions
end

-- The object identifier and the bytes of each field of a name.
local function raw_fields(der, name)
  local found = {}
  for _, set in ipairs(items(der, name[2], name[3])) do
    for _, pair in ipairs(items(der, set[2], set[3])) do
      local two = items(der, pair[2], pair[3])
      found[#found + 1] = {
        oid = oid(der, two[1][2], two[1][3]),
        value = der:sub(two[2][2], two[2][3]),
      }
    end
  end
  return found
end

--- A certificate.
-- @type Certificate
local Certificate = {}
local meta = { __index = Certificate }

function meta.__tostring(self)
  return "X509 certificate: "
    .. tostring(self.cert):gsub("^otls%.cert: ", "")
end

function meta.__eq(one, other)
  return one.cert:equal(other.cert)
end

-- A certificate of otls.cert as one of LuaSec's.
function x509.wrap(one)
  return setmetatable({ cert = one, encode = "ai5" }, meta)
end

local function check(value, at)
  if getmetatable(value) ~= meta then
    error(("bad argument #%d (certificate expected, got %s)"):format(at,
      type(value)), 3)
  end
  return value.cert
end

--- A certificate from PEM.
-- @tparam string pem
-- @treturn ?Certificate nil where it is none
function x509.load(pem)
  if type(pem) ~= "string" then
    error("bad argument #1 to 'load' (string expected, got " .. type(pem)
      .. ")", 2)
  elseif not pem:find("-----BEGIN ", 1, true) then
    return nil
  end
  local one = cert.load(pem)
  return one and x509.wrap(one) or nil
end

-- OpenSSL takes more than DER: what can't be read here raises no error, since
-- the peer has written it.
local function raw_name(self, which, decoded)
  local der = assert(self.cert:der())
  local fine, found = pcall(function()
    local issuer, subject = parts(der)
    return raw_fields(der, which == "issuer" and issuer or subject)
  end)
  if fine and #found == #decoded then
    return found
  end
  found = {}
  for at, one in ipairs(decoded) do
    found[at] = { value = one.value }
  end
  return found
end

local function name(self, which, decoded)
  local found = raw_name(self, which, decoded)
  for at, one in ipairs(found) do
    one.name = decoded[at] and decoded[at].name
    if self.encode == "utf8" then
      one.value = decoded[at] and decoded[at].value
    end
  end
  return found
end

--- Whom it is about: a list of tables with `oid`, `name` and `value`.
-- @treturn table
function Certificate:subject()
  return name(self, "subject", assert(self.cert:subject_fields()))
end

--- Who signed it, likewise.
-- @treturn table
function Certificate:issuer()
  return name(self, "issuer", assert(self.cert:issuer_fields()))
end

--- How names are given: `"ai5"`, the bytes as they stand there, or `"utf8"`.
-- @tparam string encode
-- @treturn boolean
function Certificate:setencode(encode)
  local known = type(encode) == "string"
    and (encode:match("^ai5") or encode:match("^utf8"))
  if known then
    self.encode = known
  end
  return known ~= nil and known ~= false
end

local SAN = "2.5.29.17"
local san_names = {
  dns = "dNSName", ip = "iPAddress", email = "rfc822Name",
  uri = "uniformResourceIdentifier",
}

local function add(list, key, value)
  list[key] = list[key] or {}
  table.insert(list[key], value)
  return list[key]
end

-- What OpenSSL calls some types of names.
local types = {
  ["1.3.6.1.5.5.7.8.5"] = "XmppAddr", ["1.3.6.1.5.5.7.8.7"] = "SRVName",
  ["1.3.6.1.5.5.7.8.9"] = "SmtpUTF8Mailbox",
  ["1.3.6.1.4.1.311.20.2.3"] = "Microsoft User Principal Name",
}

-- Names of other types, each under its object identifier.
local function other_names(der, value, found)
  for _, one in ipairs(items(der, value[2], value[3])) do
    if one[1] == 0xa0 then
      local two = items(der, one[2], one[3])
      local id = oid(der, two[1][2], two[1][3])
      local _, first, last = item(der, two[2][2])
      add(found, id, der:sub(first, last)).name = types[id] or id
    end
  end
end

-- The contents of the extension with the subject alternative names.
local function san_value(der, extensions)
  if not extensions then
    return nil
  end
  local _, first, last = item(der, extensions[2])
  for _, one in ipairs(items(der, first, last)) do
    local fields = items(der, one[2], one[3])
    if oid(der, fields[1][2], fields[1][3]) == SAN then
      local _, from, to = item(der, fields[#fields][2])
      return { nil, from, to }
    end
  end
end

--- The subject alternative names, under `"2.5.29.17"`: lists under `dNSName`,
-- `iPAddress`, `rfc822Name`, `uniformResourceIdentifier`, and under the object
-- identifiers of other types.
-- @treturn table empty where there are none
function Certificate:extensions()
  local names = self.cert:sans()
  if not names or #names == 0 then
    return {}
  end
  local found = { name = "X509v3 Subject Alternative Name" }
  for _, one in ipairs(names) do
    if san_names[one.type] then
      add(found, san_names[one.type], one.value)
    end
  end
  local der = assert(self.cert:der())
  pcall(function() -- as for names: what isn't DER is left out
    local _, _, extensions = parts(der)
    other_names(der, assert(san_value(der, extensions)), found)
  end)
  return { [SAN] = found }
end

local months = {
  "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
  "Dec",
}

local function date(seconds)
  local t = os.date("!*t", seconds)
  return ("%s %2d %02d:%02d:%02d %d GMT"):format(months[t.month], t.day,
    t.hour, t.min, t.sec, t.year)
end

--- From when it is valid, such as `"Nov  5 12:00:00 2026 GMT"`.
-- @treturn string
function Certificate:notbefore()
  return date(assert(self.cert:not_before()))
end

--- Until when.
-- @treturn string
function Certificate:notafter()
  return date(assert(self.cert:not_after()))
end

--- Whether it is valid at a time.
-- @tparam number time in seconds since 1970
-- @treturn boolean
function Certificate:validat(time)
  if type(time) ~= "number" then
    error("bad argument #1 to 'validat' (number expected, got " .. type(time)
      .. ")", 2)
  end
  return self.cert:not_before() <= time and time <= self.cert:not_after()
end

--- The serial number, in hexadecimal.
-- @treturn string
function Certificate:serial()
  return (self.cert:serial():upper())
end

local digests = { sha1 = "SHA1", sha256 = "SHA-256", sha512 = "SHA-512" }

--- A digest of it, in hexadecimal.
-- @tparam[opt="sha1"] string algorithm or `"sha256"`, `"sha512"`
-- @treturn string or nil, message
function Certificate:digest(algorithm)
  algorithm = algorithm == nil and "sha1" or algorithm
  if not digests[algorithm] then
    return nil, ("digest algorithm not supported (%s)"):format(
      tostring(algorithm))
  end
  local text, message = self.cert:fingerprint(digests[algorithm])
  if not text then
    return nil, ("error processing the certificate (%s)"):format(message)
  end
  return (text:gsub(":", ""):lower())
end

--- The certificate as PEM.
-- @treturn string
function Certificate:pem()
  return self.cert:pem()
end

--- Its key as PEM, what it is (`"RSA"`, `"EC"`, ...), and its size.
-- @treturn string
-- @treturn string
-- @treturn integer
function Certificate:pubkey()
  local key, message = self.cert:public_key()
  if not key then
    return nil, message
  end
  local kind = key:algorithm()
  kind = (kind:find("^P%-") or kind:find("^EC")) and "EC"
    or (kind == "RSA" or kind == "DSA" or kind == "DH") and kind or "Unknown"
  return key:public_pem(), kind, key:bits()
end

--- How it is signed, such as `"ecdsa-with-SHA256"` or `"RSA-SHA256"`.
-- @treturn string
function Certificate:getsignaturename()
  local name = assert(self.cert:signature_algorithm())
  local hash = name:match("^(%w+)WithRSAEncryption$")
  return hash and "RSA-" .. hash:upper()
    or name == "rsassaPss" and "RSASSA-PSS" or name
end

local function usable(one, now)
  if now < one:not_before() then
    return nil, "certificate is not yet valid"
  elseif now > one:not_after() then
    return nil, "certificate has expired"
  end
  return true
end

-- The next certificate above, of those that are left.
local function above(one, others)
  for at, other in ipairs(others) do
    if one:is_issued_by(other) then
      return table.remove(others, at)
    end
  end
end

--- Whether this one, that of an authority, stands at the end of a chain of
-- signatures that begins with another one. All have to be valid now, and those
-- that sign to be authorities.
-- @tparam Certificate subject
-- @param ... certificates that may stand between the two
-- @treturn boolean true, or nil, message
function Certificate:issued(subject, ...)
  local root, one = check(self, 1), check(subject, 2)
  local others, now = {}, os.time()
  for at = 1, select("#", ...) do
    others[at] = check((select(at, ...)), at + 2)
  end
  if not root:is_issued_by(root) then
    return nil, "unable to get issuer certificate"
  end
  for below = 0, 64 do
    local fine, message = usable(one, now)
    if not fine then
      return nil, message
    elseif below > 0 and not one:is_ca() then
      return nil, "invalid CA certificate"
    elseif below > 1 and (one:path_length() or below) < below - 1 then
      return nil, "path length constraint exceeded"
    elseif one:equal(root) then
      return true
    end
    one = one:is_issued_by(root) and root or above(one, others)
    if not one then
      break
    end
  end
  return nil, "unable to get local issuer certificate"
end

return x509
