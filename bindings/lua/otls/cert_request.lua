-- SPDX-License-Identifier: ISC
--- Certificates that are made: requests, self-signed and issued ones.
--
--     local otls = require "otls"
--     local ca_key = assert(otls.key.generate("P-256"))
--     local ca = assert(assert(otls.cert_request.new {
--       subject = "CN=My authority", ca = 0,
--     }):self_sign(ca_key))
--     local key = assert(otls.key.generate("P-256"))
--     local request = assert(otls.cert_request.new {
--       sans = { dns = "example.com" },
--     })
--     assert(request:sign(key))
--     local cert = assert(request:issue(ca, ca_key))
--
-- Options, each of which is a method too:
--
-- - `subject`: such as `"CN=example.com,O=Example"`
-- - `sans`: a table with strings or lists of them under `dns`, `ip`,
--   `email` and `uri`
-- - `ca`: how many authorities may stand below this one, true for any
--   number; the certificate isn't an authority's without it
-- - `purposes`: `"server"`, `"client"` or a list of them; both at first
-- - `not_before`, `not_after`: in seconds since 1970; from an hour ago to 90
--   days ahead without them
-- @module otls.cert_request

local core = require "otls.core"
local otls = require "otls"
local whole = otls._whole
local cert = require "otls.cert"

local cert_request = {}

local san_types = {
  dns = core.OTLS_CERT_SAN_DNS, ip = core.OTLS_CERT_SAN_IP,
  email = core.OTLS_CERT_SAN_EMAIL, uri = core.OTLS_CERT_SAN_URI,
}
local purposes = {
  server = core.OTLS_CERT_REQUEST_SERVER,
  client = core.OTLS_CERT_REQUEST_CLIENT,
}
local known = {
  subject = true, sans = true, ca = true, purposes = true,
  not_before = true, not_after = true,
}

local function word(words, what, value)
  local number = words[value]
  if not number then
    core.raise(("there is no %s %q"):format(what, tostring(value)))
  end
  return number
end

local function several(value)
  return type(value) == "table" and value or { value }
end

--- The first request in a file, PEM or DER. That whoever made it has the
-- private key is checked; nothing else in it is true because it stands there.
-- @tparam string path
-- @treturn CertRequest or nil, message, code
-- @function load_file
cert_request.load_file = core.cert_request_load_file

--- The first request in a string, PEM or DER.
-- @tparam string data
-- @treturn CertRequest or nil, message, code
-- @function load
cert_request.load = core.cert_request_load_bytes

--- A request for a certificate.
-- @type CertRequest
local CertRequest = core.methods(core.OTLS_KIND_CERT_REQUEST)

--- Whom the certificate is about.
-- @tparam string text the most specific part first, such as
-- `"CN=example.com,O=Example"`
-- @treturn boolean true, or nil, message, code
-- @function CertRequest:set_subject
CertRequest.set_subject = core.cert_request_set_subject

--- One more name.
-- @tparam string kind `"dns"`, `"ip"`, `"email"` or `"uri"`
-- @tparam string text
-- @treturn boolean true, or nil, message, code
function CertRequest:add_san(kind, text)
  return core.cert_request_add_san(self, word(san_types, "type", kind), text)
end

--- It is for an authority.
-- @tparam[opt] integer path_length how many authorities may stand below it;
-- any number without it
-- @treturn boolean true, or nil, message, code
function CertRequest:set_ca(path_length)
  return core.cert_request_set_ca(self,
    path_length == nil and -1 or path_length)
end

--- What the certificate is for.
-- @tparam string|table names `"server"`, `"client"` or a list of both
-- @treturn boolean true, or nil, message, code
function CertRequest:set_purposes(names)
  local sum, seen = 0, {}
  for _, name in ipairs(several(names)) do
    if not seen[name] then
      seen[name] = true
      sum = sum + word(purposes, "purpose", name)
    end
  end
  return core.cert_request_set_purposes(self, sum)
end

--- From when to when it is valid.
-- @tparam integer not_before in seconds since 1970
-- @tparam integer not_after
-- @treturn boolean true, or nil, message, code
-- @function CertRequest:set_validity
CertRequest.set_validity = core.cert_request_set_validity_s

--- Signs it with the key that the certificate is to be for. Then its names
-- stay as they are, and it can be sent to an authority.
-- @tparam Key key
-- @treturn boolean true, or nil, message, code
-- @function CertRequest:sign
CertRequest.sign = core.cert_request_sign

--- The signed request as PEM.
-- @treturn string or nil, message, code
function CertRequest:pem()
  return whole(core.cert_request_pem, self)
end

--- The signed request as DER.
-- @treturn string or nil, message, code
function CertRequest:der()
  return whole(core.cert_request_der, self)
end

--- Whom it is about; `""` for nobody.
-- @treturn string
function CertRequest:subject()
  return whole(core.cert_request_subject, self)
end

--- The names that it asks for, as `Cert:sans` gives those of a certificate,
-- without the `fields` of a `"dirname"`.
-- @tparam[opt] string only a type
-- @treturn table or nil, message, code
function CertRequest:sans(only)
  return cert._sans(self, core.cert_request_san_count, core.cert_request_san,
    only)
end

--- The key that the signed request is for.
-- @treturn Key or nil, message, code
-- @function CertRequest:public_key
CertRequest.public_key = core.cert_request_public_key

--- A certificate for a key that is signed by it.
-- @tparam Key key
-- @treturn Cert or nil, message, code
-- @function CertRequest:self_sign
CertRequest.self_sign = core.cert_request_self_sign

--- A certificate for the key that signed the request. Look first at what it
-- asks for: all its names go into the certificate.
-- @tparam Cert ca_cert the authority's
-- @tparam Key ca_key
-- @treturn Cert or nil, message, code
-- @function CertRequest:issue
CertRequest.issue = core.cert_request_issue

--- Lets go of it.
-- @treturn boolean true
-- @function CertRequest:close
CertRequest.close = core.cert_request_free

local function add_sans(made, sans)
  for kind, texts in pairs(sans) do
    for _, text in ipairs(several(texts)) do
      local ok, message, code = made:add_san(kind, text)
      if not ok then
        return nil, message, code
      end
    end
  end
  return true
end

-- One after the other; the first failure ends it.
local function set_all(made, options)
  local ok, message, code = true, nil, nil
  if options.subject ~= nil then
    ok, message, code = made:set_subject(options.subject)
  end
  if ok and options.sans ~= nil then
    ok, message, code = add_sans(made, options.sans)
  end
  if ok and options.ca then
    ok, message, code = made:set_ca(options.ca ~= true and options.ca or nil)
  end
  if ok and options.purposes ~= nil then
    ok, message, code = made:set_purposes(options.purposes)
  end
  if ok and (options.not_before or options.not_after) then
    local now = os.time()
    ok, message, code = made:set_validity(options.not_before or now - 3600,
      options.not_after or now + 90 * 86400)
  end
  return ok, message, code
end

--- Making one
-- @section making

--- A request that asks for what the options say.
-- @tparam[opt] table options
-- @treturn CertRequest or nil, message, code
function cert_request.new(options)
  options = options == nil and {} or options
  if type(options) ~= "table" then
    core.raise("a table of options expected, got " .. type(options))
  end
  for name in pairs(options) do
    if not known[name] then
      core.raise(("there is no option '%s'"):format(tostring(name)))
    end
  end
  local made, message, code = core.cert_request_new()
  if not made then
    return nil, message, code
  end
  local ok
  ok, message, code = set_all(made, options)
  if not ok then
    core.close(made)
    return nil, message, code
  end
  return made
end

return cert_request
