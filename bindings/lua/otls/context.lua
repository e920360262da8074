-- SPDX-License-Identifier: ISC
--- What connections have in common: versions, trust, credential, names.
--
--     local context = require "otls.context"
--     local ours = assert(context.client { alpn = { "h2", "http/1.1" } })
--
-- A context is a specification. It is safe as it is made: TLS 1.2 or newer,
-- the system's authorities, certificate and host name verified. It costs
-- microseconds: what is costly is shared behind it. What is set later holds
-- for the connections made from then on.
--
-- Options, each of which is a method `set_...` too, or the method of its
-- name:
--
-- - `trust`: a trust of `otls.trust`; the system's where there is none
-- - `credential`: a credential of `otls.credential`
-- - `verify`: whether a server asks its clients for a certificate: `"none"`,
--   `"optional"` or `"required"`
-- - `verify_depth`, `verify_flags`: how chains are verified
-- - `alpn`: a list of application protocols, the preferred first
-- - `min_version`, `max_version`: such as `"TLSv1.2"`
-- - `ciphers`, `ciphersuites`, `groups`, `signature_algorithms`: OpenSSL's
--   lists, as strings with colons or as tables
-- - `security_level`, `record_size`: numbers
-- - `names`: a table of other contexts by the names that clients ask for
-- - `on_name`, `on_verify`, `on_psk`: functions that decide in a handshake
-- - `resumption`: `"off"`, `"tickets"`, and for servers `"store"` or `"both"`
-- - `store`: where a server keeps sessions, of `otls.store`
-- - `session_life`: for how many seconds a server resumes
-- - `ticket_keys`: what a server seals tickets with, of `otls.ticket_keys`
-- - `tickets`: how many a server sends
-- - `ocsp_stapling`, `post_handshake_auth`, `keylog`: booleans
-- - `keylog_file`: a path
--
-- A function that decides is called between two steps of a handshake, by the
-- method of the connection that needs its answer. So an error that it raises
-- comes out of that method, and it may yield where the method may.
-- @module otls.context

local core = require "otls.core"
local otls = require "otls"
local attached, safely = core.attached, otls._safely

local context = {}

local versions = {
  ["TLSv1"] = core.OTLS_TLS_1_0, ["TLSv1.1"] = core.OTLS_TLS_1_1,
  ["TLSv1.2"] = core.OTLS_TLS_1_2, ["TLSv1.3"] = core.OTLS_TLS_1_3,
}
local verify = {
  none = core.OTLS_VERIFY_NONE, optional = core.OTLS_VERIFY_OPTIONAL,
  required = core.OTLS_VERIFY_REQUIRED,
}
local resumption = {
  off = core.OTLS_RESUMPTION_OFF, tickets = core.OTLS_RESUMPTION_TICKETS,
  store = core.OTLS_RESUMPTION_STORE, both = core.OTLS_RESUMPTION_BOTH,
}
local flags = {
  crl_leaf = core.OTLS_VERIFY_FLAG_CRL_LEAF,
  crl_chain = core.OTLS_VERIFY_FLAG_CRL_CHAIN,
  strict = core.OTLS_VERIFY_FLAG_STRICT,
  partial_chain = core.OTLS_VERIFY_FLAG_PARTIAL_CHAIN,
}
local counters = {
  connect = core.OTLS_COUNTER_CONNECT,
  connect_good = core.OTLS_COUNTER_CONNECT_GOOD,
  accept = core.OTLS_COUNTER_ACCEPT,
  accept_good = core.OTLS_COUNTER_ACCEPT_GOOD,
  resumed = core.OTLS_COUNTER_RESUMED,
  missed = core.OTLS_COUNTER_MISSED,
  capped = core.OTLS_COUNTER_CAPPED,
}

local function word(words, what, value)
  local number = words[value]
  if number == nil then
    core.raise(("there is no %s %q"):format(what, tostring(value)))
  end
  return number
end

local function version(value)
  return value == nil and 0 or word(versions, "version", value)
end

local function listed(names)
  return type(names) == "table" and table.concat(names, ":") or names
end

-- A list, of which one element may stand for itself.
local function several(names, what)
  if type(names) == "string" then
    return { names }
  elseif type(names) ~= "table" then
    core.raise(("a list of %s expected, got %s"):format(what, type(names)))
  end
  return names
end

local function on(value)
  if type(value) ~= "boolean" then
    core.raise("boolean expected, got " .. type(value))
  end
  return value and 1 or 0
end

--- A context.
-- @type Context
local Context = core.methods(core.OTLS_KIND_CONTEXT)

--- Another one that says the same, functions included.
-- @treturn Context or nil, message, code
function Context:copy()
  local made, message, code = core.context_copy(self)
  if not made then
    return nil, message, code
  end
  for name, value in pairs(attached(self)) do
    attached(made)[name] = value
  end
  return made
end

--- From which to which version, `"TLSv1.2"` or `"TLSv1.3"`; nil is the
-- default.
-- @tparam[opt] string min
-- @tparam[opt] string max
-- @treturn boolean true
function Context:set_versions(min, max)
  return core.context_set_versions(self, version(min), version(max))
end

for _, name in ipairs { "ciphers", "ciphersuites", "groups",
    "signature_algorithms" } do
  local set = core["context_set_" .. name]
  Context["set_" .. name] = function(self, names)
    return set(self, listed(names))
  end
end

--- The cipher suites for TLS 1.2 and older, as in openssl-ciphers(1).
-- @tparam string|table ciphers nil resets
-- @treturn boolean true or nil, message, code
-- @function Context:set_ciphers

--- The cipher suites for TLS 1.3.
-- @tparam string|table ciphersuites nil resets
-- @treturn boolean true or nil, message, code
-- @function Context:set_ciphersuites

--- The groups for key exchange, such as `"X25519:P-256"`.
-- @tparam string|table groups nil resets
-- @treturn boolean true or nil, message, code
-- @function Context:set_groups

--- The signatures that are made and taken.
-- @tparam string|table algorithms nil resets
-- @treturn boolean true or nil, message, code
-- @function Context:set_signature_algorithms

--- What connections would use, the preferred first.
-- @treturn {string,...} or nil, message, code
function Context:ciphers()
  local text, message, code = core.context_ciphers(self, 16384)
  if not text then
    return nil, message, code
  end
  local names = {}
  for name in text:gmatch("[^:]+") do
    names[#names + 1] = name
  end
  return names
end

--- OpenSSL's security level, 0 to 5.
-- @tparam integer level the default is 2
-- @treturn boolean true
-- @function Context:set_security_level
Context.set_security_level = core.context_set_security_level

--- Application protocols, the preferred first.
-- @tparam {string,...} protocols such as `{ "h2", "http/1.1" }`
-- @treturn boolean true or nil, message, code
function Context:set_alpn(protocols)
  local wire = {}
  for at, protocol in ipairs(several(protocols, "protocols")) do
    if type(protocol) ~= "string" or #protocol < 1 or #protocol > 255 then
      core.raise(("protocol %d is no string of 1 to 255 bytes"):format(at))
    end
    wire[at] = string.char(#protocol) .. protocol
  end
  return core.context_set_alpn(self, table.concat(wire))
end

--- At most this many bytes of data in a record; 0 resets.
-- @tparam integer bytes
-- @treturn boolean true
-- @function Context:set_record_size
Context.set_record_size = core.context_set_record_size

--- Whom to believe; nil is the system's.
-- @tparam[opt] Trust trust
-- @treturn boolean true
function Context:set_trust(trust)
  return core.context_set_trust(self, trust)
end

--- Who we are, in place of all that there was; nil takes it away.
-- @tparam[opt] Credential credential
-- @treturn boolean true
function Context:set_credential(credential)
  return core.context_set_credential(self, credential)
end

--- Another credential, with another type of key.
-- @tparam Credential credential
-- @treturn boolean true or nil, message, code
-- @function Context:add_credential
Context.add_credential = core.context_add_credential

--- Whether a server asks its clients for a certificate.
-- @tparam string mode `"none"`, `"optional"` or `"required"`
-- @treturn boolean true
function Context:set_verify(mode)
  return core.context_set_verify(self, word(verify, "verification", mode))
end

--- A client takes any certificate: no protection at all.
-- @treturn boolean true
-- @function Context:insecure_set_verify_none
Context.insecure_set_verify_none = core.context_insecure_set_verify_none

--- Whether a client compares the server's name with its certificate.
-- @tparam boolean check
-- @treturn boolean true
function Context:insecure_set_hostname_check(check)
  return core.context_insecure_set_hostname_check(self, on(check))
end

--- How many certificates may stand between the peer's and the trusted one.
-- @tparam integer depth -1 resets
-- @treturn boolean true
-- @function Context:set_verify_depth
Context.set_verify_depth = core.context_set_verify_depth

--- What more is verified.
-- @tparam {string,...} names some of `"crl_leaf"`, `"crl_chain"`, `"strict"`,
-- `"partial_chain"`
-- @treturn boolean true
function Context:set_verify_flags(names)
  local sum, seen = 0, {}
  for _, name in ipairs(several(names, "flags")) do
    if not seen[name] then
      seen[name] = true
      sum = sum + word(flags, "flag", name)
    end
  end
  return core.context_set_verify_flags(self, sum)
end

--- Whether a client asks for an OCSP response, or a server sends it.
-- @tparam boolean staple
-- @treturn boolean true
function Context:set_ocsp_stapling(staple)
  return core.context_set_ocsp_stapling(self, on(staple))
end

--- Whether a certificate may be asked for after the handshake.
-- @tparam boolean later
-- @treturn boolean true
function Context:set_post_handshake_auth(later)
  return core.context_set_post_handshake_auth(self, on(later))
end

--- Another context answers for clients that ask for a name.
-- @tparam string pattern such as `"example.com"` or `"*.example.com"`
-- @tparam[opt] Context other nil takes it out
-- @treturn boolean true or nil, message, code
function Context:add_name(pattern, other)
  local ok, message, code = core.context_add_name(self, pattern, other)
  if ok then
    local names = {}
    for name, one in pairs(attached(self).names or {}) do
      names[name] = one
    end
    names[pattern:lower()] = other
    attached(self).names = names -- another one: connections keep theirs
  end
  return ok, message, code
end

-- Sets what decides; C only stops and asks.
local function hook(self, name, set, f, ...)
  if f ~= nil and type(f) ~= "function" then
    core.raise("function or nil expected, got " .. type(f))
  end
  local ok, message, code = set(self, f and 1 or 0, ...)
  if ok then
    attached(self)[name] = f
  end
  return ok, message, code
end

--- A function decides on the name that a client asks a server for, in place
-- of the table of names.
-- @tparam ?function f `f(connection, name)`; the name is nil where the client
-- sends none. It returns the context that answers, true for this one, or
-- anything else to refuse. nil ends that.
-- @treturn boolean true
function Context:on_name(f)
  return hook(self, "on_name", core.context_set_ask_name, f)
end

--- A function decides on a server's certificate, after the library has.
-- @tparam ?function f `f(connection)`; it asks the connection for its
-- `peer_cert`, `verify_error` and so on, and returns true to take the
-- certificate; anything else refuses it. nil ends that.
-- @treturn boolean true
function Context:on_verify(f)
  return hook(self, "on_verify", core.context_set_ask_verify, f)
end

--- A function finds a pre-shared key, which stands in for certificates.
-- @tparam ?function f at a server `f(connection, identity)`, with what the
-- client sent, returns the key; at a client `f(connection, hint)`, with the
-- server's hint or nil, returns the key and the identity that names it. A
-- key is a string of bytes, 16 random ones or more; anything else is none,
-- and the handshake goes on without. nil ends that.
-- @tparam[opt] string hint that a server sends with TLS 1.2
-- @treturn boolean true
function Context:on_psk(f, hint)
  return hook(self, "on_psk", core.context_set_ask_psk, f, hint)
end

--- How sessions resume.
-- @tparam string mode `"off"` or `"tickets"`, and for servers `"store"` or
-- `"both"`, which need `set_store`
-- @treturn boolean true or nil, message, code
function Context:set_resumption(mode)
  return core.context_set_resumption(
    self, word(resumption, "resumption", mode))
end

--- Where a server keeps its sessions, once `set_resumption` says so. Servers
-- of one policy and secret resume each other's.
-- @tparam[opt] Store store nil ends that
-- @treturn boolean true
function Context:set_store(store)
  local ok, message, code = core.context_set_store(self, store)
  if ok then
    attached(self).store = store
  end
  return ok, message, code
end

--- How long after a full handshake a server resumes, through however many
-- sessions.
-- @tparam integer seconds seven days at most, which is the default
-- @treturn boolean true
-- @function Context:set_session_life
Context.set_session_life = core.context_set_session_life_s

--- What a server seals tickets with, and other servers of its policy with the
-- same keys open.
-- @tparam[opt] TicketKeys keys nil is those that OpenSSL makes
-- @treturn boolean true
function Context:set_ticket_keys(keys)
  return core.context_set_ticket_keys(self, keys)
end

--- How many tickets a server sends after a full handshake of TLS 1.3.
-- @tparam integer count
-- @treturn boolean true
-- @function Context:set_tickets
Context.set_tickets = core.context_set_tickets

--- Whether connections keep their key log lines.
-- @tparam boolean keep
-- @treturn boolean true
function Context:set_keylog(keep)
  return core.context_set_keylog(self, on(keep))
end

--- The file that key log lines go to; nil ends that.
-- @tparam[opt] string path
-- @treturn boolean true or nil, message, code
function Context:set_keylog_file(path)
  return core.context_set_keylog_file(self, path)
end

--- How often something has happened to its connections.
-- @tparam string name `"connect"`, `"connect_good"`, `"accept"`,
-- `"accept_good"`, `"resumed"`, `"missed"` or `"capped"`
-- @treturn integer
function Context:counter(name)
  return core.context_counter(self, word(counters, "counter", name))
end

--- Lets go of it. Connections keep what they need.
-- @treturn boolean true
-- @function Context:close
Context.close = core.context_free

-- In this order: some that come later take back what an earlier one said.
local settings = {
  "security_level", "ciphers", "ciphersuites", "groups",
  "signature_algorithms", "trust", "credential", "verify", "verify_depth",
  "verify_flags", "alpn", "record_size", "resumption",
  "store", "session_life", "ticket_keys", "tickets",
  "ocsp_stapling", "post_handshake_auth", "keylog", "keylog_file",
}
local others = {
  min_version = true, max_version = true, names = true, on_name = true,
  on_psk = true, on_verify = true,
}
local known = {}
for _, name in ipairs(settings) do
  known[name] = "set_" .. name
end

local function check(options)
  if type(options) ~= "table" then
    core.raise("a table of options expected, got " .. type(options))
  end
  for name in pairs(options) do
    if not known[name] and not others[name] then
      core.raise(("there is no option '%s'"):format(tostring(name)))
    end
  end
end

local function set_all(made, options)
  local ok, message, code
  for _, name in ipairs(settings) do
    if options[name] ~= nil then
      ok, message, code = made[known[name]](made, options[name])
      if not ok then
        return nil, message, code
      end
    end
  end
  for pattern, other in pairs(options.names or {}) do
    ok, message, code = made:add_name(pattern, other)
    if not ok then
      return nil, message, code
    end
  end
  for _, name in ipairs { "on_name", "on_psk", "on_verify" } do
    if options[name] ~= nil then
      made[name](made, options[name])
    end
  end
  if options.min_version or options.max_version then
    return made:set_versions(options.min_version, options.max_version)
  end
  return true
end

local function make(role, options)
  options = options == nil and {} or options
  check(options)
  local made, message, code = core.context_new(role)
  if not made then
    return nil, message, code
  end
  local fine, ok
  fine, ok, message, code = safely(set_all, made, options)
  if fine and ok then
    return made
  end
  core.close(made)
  if not fine then
    error(ok, 0)
  end
  return nil, message, code
end

--- Making one
-- @section making

--- For the end that connects.
-- @tparam[opt] table options
-- @treturn Context or nil, message, code
function context.client(options)
  return make(core.OTLS_ROLE_CLIENT, options)
end

--- For the end that accepts.
-- @tparam[opt] table options
-- @treturn Context or nil, message, code
function context.server(options)
  return make(core.OTLS_ROLE_SERVER, options)
end

return context
