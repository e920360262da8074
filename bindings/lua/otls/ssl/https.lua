-- SPDX-License-Identifier: ISC
--- HTTPS on LuaSocket's HTTP, with LuaSec's interface.
--
--     local https = require "otls.ssl.https"
--     local body, code = https.request {
--       url = "https://example.com/", verify = "peer",
--     }
--
-- As with LuaSec nothing is verified unless `verify` says `"peer"`. Then the
-- host name is compared too (unless `verify_host` is false), and the system's
-- authorities are believed where no others are named. Repeated requests to a
-- server resume their session.
-- @module otls.ssl.https

local http = require "socket.http"
local ltn12 = require "ltn12"
local socket = require "socket"
local url = require "socket.url"
local connection = require "otls.ssl.connection"
local ssl = require "otls.ssl"
local try = socket.try

local https = {
  _VERSION = ssl._VERSION, _COPYRIGHT = ssl._COPYRIGHT,
  PORT = 443, TIMEOUT = 60,
  SESSIONS = 128, -- how many servers' are kept; 0 keeps none
}

local defaults = {
  protocol = "any", verify = "none",
  options = { "all", "no_sslv2", "no_sslv3", "no_tlsv1" },
}

-- The last session of each server, and the servers in the order in which they
-- came.
local sessions, order = {}, {}

local function keep(key, session)
  if not sessions[key] then
    order[#order + 1] = key
  end
  sessions[key] = session
  while #order > https.SESSIONS do
    sessions[table.remove(order, 1)] = nil
  end
end

-- It is used once: others who asked for it would be known as one client.
local function take(key)
  local session = sessions[key]
  if session then
    sessions[key] = nil
    for at, one in ipairs(order) do
      if one == key then
        table.remove(order, at)
        break
      end
    end
  end
  return session
end

--- Forgets all sessions.
function https.forget()
  sessions, order = {}, {}
end

local function has(value, word)
  if type(value) ~= "table" then
    return value == word
  end
  for _, one in ipairs(value) do
    if one == word then
      return true
    end
  end
  return false
end

local function complete(given)
  local params = {}
  for name, value in pairs(given or {}) do
    params[name] = value
  end
  for name, value in pairs(defaults) do
    params[name] = params[name] or value
  end
  params.mode = "client"
  if has(params.verify, "peer") then
    if params.verify_host == nil then
      params.verify_host = true
    end
    if not params.cafile and not params.capath and not params.trust then
      params.trust = "system"
    end
  end
  return params
end

-- Who asks whom: a session goes to nobody else. Whether the server would be
-- verified likewise, the library looks at by itself.
local function session_key(params, host, port)
  if type(params.certificates) == "table" or params.psk
    or params.resumption == "off" or https.SESSIONS < 1 then
    return nil
  end
  return table.concat({ host:lower(), tostring(port),
    tostring(params.certificate), tostring(params.key) }, "\n")
end

local Socket = {}
for name, method in pairs(connection.methods) do
  Socket[name] = function(self, ...)
    return method(self.sock, ...)
  end
end

-- Whether a session is as good for the next time: with TLS 1.3 the one that
-- was used now isn't.
local function fresh(session, used)
  return session:resumable() and not (used and session:equal(used)
    and session:version() == "TLSv1.3")
end

function Socket:close()
  local session = self.key and self.sock:session()
  if session and fresh(session, self.used) then
    keep(self.key, session)
  end
  return self.sock:close()
end

local function secure(self, params, host, port)
  self.sock = try(ssl.wrap(self.sock, params))
  self.sock:settimeout(https.TIMEOUT)
  try(self.sock:sni(host))
  try(self.sock.connection:set_port(tonumber(port)))
  self.key = session_key(params, host, port)
  local session = self.key and take(self.key)
  if session then
    try(self.sock:setsession(session))
    self.used = session
  end
  try(self.sock:dohandshake())
  for name, method in pairs(Socket) do
    self[name] = method
  end
end

--- What LuaSocket's HTTP takes as `create`.
-- @tparam[opt] table params those of `otls.ssl.newcontext`
-- @treturn function that makes an object which connects
function https.tcp(params)
  params = complete(params)
  return function()
    local self = { sock = try(socket.tcp()) }
    function self:settimeout()
      return self.sock:settimeout(https.TIMEOUT)
    end
    function self:close()
      return self.sock:close()
    end
    function self:connect(host, port)
      try(self.sock:connect(host, port))
      secure(self, params, host, port)
      return 1
    end
    return self
  end
end

local function with_port(text)
  return url.build(url.parse(text, { port = https.PORT }))
end

local function from_string(text, body, target)
  local request = {
    url = with_port(text), method = body and "POST" or "GET",
    sink = ltn12.sink.table(target),
  }
  if body then
    request.source = ltn12.source.string(body)
    request.headers = {
      ["content-length"] = #body,
      ["content-type"] = "application/x-www-form-urlencoded",
    }
  end
  return request
end

--- Asks a server. LuaSocket follows a redirect to an address that says
-- `https`, and no other.
-- @tparam string|table request a URL, or what LuaSocket's takes, without
-- `proxy`, `redirect` and `create`, with the parameters of
-- `otls.ssl.newcontext`
-- @tparam[opt] string body with a URL: is sent by POST
-- @treturn string|integer the answer's body, or with a table 1; or nil and
-- the reason
-- @treturn integer the code
-- @treturn table the headers
-- @treturn string the status line
function https.request(request, body)
  local target = {}
  local simple = type(request) == "string"
  if simple then
    request = from_string(request, body, target)
  else
    request.url = with_port(request.url)
  end
  if http.PROXY or request.proxy then
    return nil, "proxy not supported"
  elseif request.redirect then
    return nil, "redirect not supported"
  elseif request.create then
    return nil, "create function not permitted"
  end
  local one = {}
  for name, value in pairs(request) do
    one[name] = value
  end
  one.create = https.tcp(request)
  local result, code, headers, status = http.request(one)
  if result and simple then
    return table.concat(target), code, headers, status
  end
  return result, code, headers, status
end

return https
