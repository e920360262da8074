-- SPDX-License-Identifier: ISC
-- Contexts by LuaSec's parameters, with its words for what is wrong.
-- @module otls.ssl.context
-- @local

local cert = require "otls.cert"
local config = require "otls.ssl.config"
local credential = require "otls.credential"
local key = require "otls.key"
local sessions = require "otls.ssl.sessions"
local trust = require "otls.trust"
local otls_context = require "otls.context"
local unpack = table.unpack or unpack

local context = {}

-- Whom a server's connection answers for, by the connection of
-- otls.connection: { names, strict, chosen }.
context.sni = setmetatable({}, { __mode = "k" })

local Context = {}
local meta = { __index = Context }

function meta.__tostring(self)
  return "SSL context: "
    .. tostring(self.context):gsub("^otls%.context: ", "")
end

function context.is(value)
  return getmetatable(value) == meta
end

local function argument(at, name, wanted, value)
  if type(value) ~= wanted then
    error(("bad argument #%d to '%s' (%s expected, got %s)"):format(at, name,
      wanted, value == nil and "nil" or type(value)), 0)
  end
  return value
end

local order = { "tlsv1", "tlsv1_1", "tlsv1_2", "tlsv1_3" }
local versions = {
  tlsv1 = "TLSv1", tlsv1_1 = "TLSv1.1", tlsv1_2 = "TLSv1.2",
  tlsv1_3 = "TLSv1.3",
}

-- The versions that are left, which are always next to each other.
local function set_versions(self)
  local first, last
  for at, name in ipairs(order) do
    local wanted = self.protocol == name
      or self.protocol == "any" and at > 2
    if wanted and not self.options["no_" .. name] then
      first, last = first or versions[name], versions[name]
    end
  end
  if not first then
    return nil, "no protocols available"
  end
  return self.context:set_versions(first, last)
end

-- The name that a client asks for, by the connection's table.
local function choose(inner, name)
  local sni = context.sni[inner]
  if not sni or name == nil then
    return true
  end
  local chosen = sni.names[name]
  if chosen then
    sni.chosen = chosen
    return chosen.context
  end
  return not sni.strict
end

function context.create(protocol, mode)
  argument(1, "create", "string", protocol)
  local known = protocol == "sslv23" and "any" or protocol
  if known ~= "any" and not versions[known] then
    return nil, ("invalid protocol (%s)"):format(protocol)
  end
  argument(2, "setmode", "string", mode)
  if mode ~= "client" and mode ~= "server" then
    return nil, ("invalid mode (%s)"):format(mode)
  end
  local made, message = otls_context[mode] { trust = assert(trust.empty()) }
  if not made then
    return nil, ("error creating context (%s)"):format(message)
  end
  local self = setmetatable({
    context = made, mode = mode, protocol = known, options = {},
    credentials = {},
  }, meta)
  if mode == "server" then
    made:on_name(choose)
  else
    made:insecure_set_hostname_check(false)
  end
  return self
end

local function load_error(message, code, path)
  if code == "key_mismatch" then
    return nil, "private key does not match public key"
  elseif code:find("^key_") or code == "want_passphrase"
    or path and message:find(path, 1, true) then
    return nil, ("error loading private key (%s)"):format(message)
  end
  return nil, ("error loading certificate (%s)"):format(message)
end

-- What asks for the password, of which anything but a string is none.
local function asking(password)
  if type(password) ~= "function" then
    return password or nil
  end
  return function()
    local text = password()
    return type(text) == "string" and text or nil
  end
end

-- Who we are: nil alone where a half of it is all there is, as LuaSec has it.
local function load_pair(pair)
  local path, secret = pair.certificate, pair.key
  if secret and pair.password and type(pair.password) ~= "function"
    and type(pair.password) ~= "string" then
    return nil, "invalid password type"
  end
  local made, message, code
  if path and secret then
    made, message, code = credential.load_file(path, secret,
      asking(pair.password))
  elseif secret then
    made, message, code = key.load_file(secret, asking(pair.password))
  elseif path then
    made, message, code = cert.list.load_file(path)
  end
  if message then
    return load_error(message, code, secret)
  end
  return path and secret and made or nil
end

-- Who signed the last one of a chain; nil for nobody, or itself.
local function issuer(chain, others)
  local last = chain[#chain]
  if last:is_issued_by(last) then
    return nil
  end
  for _, other in ipairs(others) do
    if last:is_issued_by(other) then
      return other
    end
  end
end

-- OpenSSL, and so LuaSec, completes a chain of one certificate with those of
-- the CA file.
local function complete(made, cafile)
  local chain = made:chain():certs()
  local list = #chain == 1 and cert.list.load_file(cafile)
  if not list then
    return made
  end
  local others = list:certs()
  for _ = 1, #others do
    chain[#chain + 1] = issuer(chain, others)
  end
  return credential.new(cert.list.new(chain), made:key())
end

local function load_certificates(self, cfg)
  for _, pair in ipairs(cfg.certificates or { cfg }) do
    local made, message = load_pair(pair)
    if made and cfg.cafile then
      made, message = complete(made, cfg.cafile)
    end
    if message then
      return nil, message
    elseif made and type(cfg.ocsp) == "string" then
      made, message = made:with_ocsp(cfg.ocsp)
      if not made then
        return nil, ("error setting OCSP response (%s)"):format(message)
      end
    end
    if made then
      local put = #self.credentials == 0 and self.context.set_credential
        or self.context.add_credential
      local ok
      ok, message = put(self.context, made)
      if not ok then
        return nil, ("error loading certificate (%s)"):format(message)
      end
      table.insert(self.credentials, made)
    end
  end
  return true
end

function context.locations(self, cafile, capath)
  local all, message
  if cafile then
    all, message = trust.load_file(cafile)
  end
  if capath and not message then
    local more
    more, message = trust.load_directory(capath)
    if more then
      all, message = all and all:combine(more) or more, nil
    end
  end
  if message then
    return nil, ("error loading CA locations (%s)"):format(message)
  end
  return self.context:set_trust(all)
end

-- Whom to believe beyond what LuaSec has: "system", or a trust.
local function set_trust(self, value)
  if value ~= "system" then
    return self.context:set_trust(value)
  end
  local all, message = trust.system()
  if not all then
    return nil, ("error loading CA locations (%s)"):format(message)
  end
  return self.context:set_trust(all)
end

local function list_setter(method, name, words)
  return function(self, value)
    argument(2, name, "string", value)
    local fine, ok, message = pcall(self.context[method], self.context, value)
    if not fine then -- what is a mistake to otls.context
      ok, message = nil, tostring(ok):gsub("^.-:%d+: ", "")
    end
    if not ok then
      return nil, words:format(words:find('"', 1, true) and value or message)
    end
    return true
  end
end

context.setcipher = list_setter("set_ciphers", "setcipher",
  "error setting cipher list (%s)")
context.setciphersuites = list_setter("set_ciphersuites", "setciphersuites",
  "error setting cipher list (%s)")
context.setcurveslist = list_setter("set_groups", "setcurveslist",
  'unknown elliptic curve in "%s"')

function context.setcurve(self, name)
  argument(2, "setcurve", "string", name)
  if not config.curves[name] then
    return nil, ("elliptic curve '%s' not supported"):format(name)
  end
  return context.setcurveslist(self, name)
end

function context.setdepth(self, depth)
  argument(2, "setdepth", "number", depth)
  return self.context:set_verify_depth(depth)
end

local verify = {
  none = true, peer = true, client_once = true, fail_if_no_peer_cert = true,
}

function context.setverify(self, ...)
  local seen = {}
  for at = 1, select("#", ...) do
    local name = argument(at + 1, "setverify", "string", (select(at, ...)))
    if not verify[name] then
      return nil, ("invalid verify option (%s)"):format(name)
    end
    seen[name] = true
  end
  self.verifies = seen.peer == true
  if self.mode == "client" then
    if seen.peer then
      return self.context:set_verify("required")
    end
    return self.context:insecure_set_verify_none()
  end
  return self.context:set_verify(not seen.peer and "none"
    or seen.fail_if_no_peer_cert and "required" or "optional")
end

function context.setoptions(self, ...)
  for at = 1, select("#", ...) do
    local name = argument(at + 1, "setoptions", "string", (select(at, ...)))
    if not config.options[name] then
      return nil, ("invalid option (%s)"):format(name)
    end
    self.options[name] = true
  end
  if self.options.no_ticket then
    local ok, message = self.context:set_resumption("off")
    if not ok then
      return nil, message
    end
  end
  return set_versions(self)
end

local extras = { crl_check = "crl_leaf", crl_check_chain = "crl_chain" }

-- LuaSec's flags that the library has no word for: what each does is decided
-- here, or it is refused.
local function set_extra(self, name)
  if name == "lsec_continue" and self.mode == "client" then
    self.continues = true
    return self.context:on_verify(function() return true end)
  elseif name == "lsec_ignore_purpose" and self.mode == "client" then
    return true -- a server's purpose is looked for anyway
  elseif name:find("^lsec_") and (name == "lsec_continue"
      or name == "lsec_ignore_purpose") then
    return nil, ("verify option not supported at a server (%s)"):format(name)
  end
  return nil, ("invalid verify option (%s)"):format(name)
end

function Context:setverifyext(...)
  local flags = {}
  for at = 1, select("#", ...) do
    local name = argument(at + 1, "setverifyext", "string",
      (select(at, ...)))
    if extras[name] then
      flags[#flags + 1] = extras[name]
    else
      local ok, message = set_extra(self, name)
      if not ok then
        return nil, message
      end
    end
  end
  return self.context:set_verify_flags(flags)
end

local function check_protocols(list)
  for _, name in ipairs(list) do
    if type(name) ~= "string" then
      return nil, "invalid ALPN parameter"
    elseif name == "" then
      return nil, "invalid ALPN name (empty string)"
    elseif #name > 255 then
      return nil, "invalid ALPN name (length > 255)"
    end
  end
  if #list == 0 then
    return nil, "invalid ALPN list (empty)"
  end
  return list
end

function context.setalpn(self, value)
  if type(value) == "function" and self.mode == "server" then
    return nil, "ALPN by a function is not supported, give a list"
  elseif type(value) == "string" and self.mode == "client" then
    value = { value }
  elseif type(value) ~= "table" then
    return nil, "invalid ALPN parameter"
  end
  local list, message = check_protocols(value)
  if not list then
    return nil, message
  end
  return self.context:set_alpn(list)
end

-- LuaSec calls it with how long a key may be.
local MAX_PSK = 256

local function set_psk(self, psk)
  local f, hint = psk, nil
  if type(psk) == "table" and self.mode == "server" then
    f, hint = psk.callback, psk.hint
  end
  if type(f) ~= "function" then
    return nil, "invalid PSK callback"
  elseif self.mode == "server" then
    return self.context:on_psk(function(_, identity)
      return f(identity, MAX_PSK)
    end, hint)
  end
  return self.context:on_psk(function(_, given)
    local identity, secret = f(given, MAX_PSK)
    return secret, identity
  end)
end

local function each(f, self, value)
  if not value then
    return f(self)
  elseif type(value) == "table" then
    return f(self, unpack(value))
  end
  return f(self, value)
end

-- In LuaSec's order, which decides what is complained about first.
local function configure(self, cfg)
  local ok, message = load_certificates(self, cfg)
  local function step(wanted, f, ...)
    if ok and wanted then
      ok, message = f(self, ...)
    end
  end
  step(cfg.cafile or cfg.capath, context.locations, cfg.cafile, cfg.capath)
  step(cfg.trust, set_trust, cfg.trust)
  step(cfg.ciphers, context.setcipher, cfg.ciphers)
  step(cfg.ciphersuites, context.setciphersuites, cfg.ciphersuites)
  step(true, function() return each(context.setverify, self, cfg.verify) end)
  step(true, function()
    return each(context.setoptions, self, cfg.options)
  end)
  step(cfg.depth, context.setdepth, cfg.depth)
  if ok and cfg.dhparam and type(cfg.dhparam) ~= "function" then
    return nil, "invalid DH parameter type"
  end
  if cfg.curveslist then
    step(true, context.setcurveslist, cfg.curveslist)
  else
    step(cfg.curve, context.setcurve, cfg.curve)
  end
  step(cfg.verifyext, function()
    return each(self.setverifyext, self, cfg.verifyext)
  end)
  step(cfg.alpn, context.setalpn, cfg.alpn)
  step(cfg.psk, set_psk, cfg.psk)
  if ok and cfg.dane then
    return nil, "DANE is not supported"
  end
  step(cfg.verify_host, function()
    if self.mode == "server" then
      return nil, "verify_host is a client's"
    end
    return self.context:insecure_set_hostname_check(true)
  end)
  step(true, sessions.configure, cfg)
  return ok, message
end

--- A context by LuaSec's parameters.
-- @tparam table cfg
-- @treturn Context or nil, message
function context.new(cfg)
  local self, message = context.create(cfg.protocol, cfg.mode)
  if not self then
    return nil, message
  end
  local ok
  ok, message = configure(self, cfg)
  if not ok then
    return nil, message
  end
  return self
end

return context
