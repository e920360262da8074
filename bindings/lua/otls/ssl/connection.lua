-- SPDX-License-Identifier: ISC
--- Connections with LuaSec's methods, over descriptors of LuaSocket.
--
-- `object.connection` is the connection of `otls.connection`.
-- @module otls.ssl.connection

local core = require "otls.core"
local buffer = require "otls.ssl.buffer"
local cipher = require "otls.ssl.cipher"
local context = require "otls.ssl.context"
local words = require "otls.ssl.words"
local x509 = require "otls.ssl.x509"
local over = require("otls.connection").over
local now = core.now_ms

local connection = { INVALID = -1 }

--- A connection.
-- @type Connection
local Connection = {}
local meta = { __index = Connection }
connection.methods = Connection

function meta.__tostring(self)
  return ("SSL connection: %s%s"):format(
    tostring(self.received):gsub("^table: ", ""),
    self.state == "closed" and " (closed)" or "")
end

function meta.__close(self)
  self:close()
end

-- A connection without a descriptor.
function connection.create(ctx)
  if not context.is(ctx) then
    error("bad argument #1 to 'create' (SSL:Context expected, got "
      .. type(ctx) .. ")", 3)
  end
  return setmetatable({
    context = ctx, state = "new", wants = "nothing", fd = connection.INVALID,
    received = buffer.new(), sent = 0, age = now(),
  }, meta)
end

local function open(self, fd)
  local made, message = over(self.context.context, fd, { close = true })
  if not made then
    return nil, message
  end
  self.connection, self.fd = made, fd
  if self.names then
    context.sni[made] = self.names
  end
  if self.name then
    return made:set_servername(self.name)
  end
  return true
end

-- Takes the descriptor, which is closed with the connection.
function connection.setfd(self, fd)
  if self.state ~= "new" or self.connection then
    error("bad argument #1 to 'setfd' (invalid SSL object state)", 2)
  end
  return open(self, fd)
end

-- How long the next wait may be.
local function limit(self, finish)
  local rest = finish and math.max(0, (finish - now()) / 1000)
  local block = self.block
  return rest and (not block or rest < block) and rest or block
end

local function finish_of(self)
  return self.total and now() + self.total * 1000
end

-- Calls a method of the connection: what it gives, or nil, LuaSec's word, the
-- message and the code, and what it gave else.
local function call(self, finish, method, ...)
  local inner, rest = self.connection, limit(self, finish)
  if rest ~= self.current then
    inner:set_timeout(rest)
    self.current = rest
  end
  local one, message, code, four = inner[method](inner, ...)
  if code == "timeout" then -- for what, only another try tells
    inner:set_timeout(0)
    self.current = 0
    if method == "write" then
      return nil, "wantwrite", message, code, four
    end
    one, message, code, four = inner[method](inner, ...)
  end
  if one ~= nil then
    self.wants = "nothing"
    return one
  elseif code == "tls_eof" and self.context.options.ignore_unexpected_eof then
    message, code = nil, nil
  end
  self.wants = code == "want_read" and "read"
    or code == "want_write" and "write" or "nothing"
  return nil, words.of(message, code), message, code, four
end

--- Agrees with the peer.
-- @treturn boolean true; or false, LuaSec's words, and what they leave out: a
-- message that names the reason, and its code
function Connection:dohandshake()
  if self.state == "closed" then
    return false, "closed"
  elseif not self.connection then
    return false, "Bad file descriptor"
  end
  local ok, word, message, code = call(self, finish_of(self), "handshake")
  if not ok then
    return false, word, message, code
  end
  self.state = "connected"
  return true
end

--- Sends.
-- @tparam string data
-- @tparam[opt=1] integer first
-- @tparam[opt=-1] integer last
-- @treturn integer the place of the last byte that has gone out; or nil,
-- LuaSec's word, and that place
function Connection:send(data, first, last)
  if type(data) ~= "string" and type(data) ~= "number" then
    error("bad argument #1 to 'send' (string expected, got " .. type(data)
      .. ")", 2)
  end
  data, first, last = tostring(data), first or 1, last or -1
  first = math.max(first < 0 and #data + first + 1 or first, 1)
  last = math.min(last < 0 and #data + last + 1 or last, #data)
  if self.state ~= "connected" then
    return nil, "closed", first - 1
  elseif first > last then
    return first - 1, nil, nil
  end
  local piece = first == 1 and last == #data and data or data:sub(first, last)
  local done, word, _, _, part = call(self, finish_of(self), "write", piece)
  local count = done or part or 0
  self.sent = self.sent + count
  if not done then
    return nil, word, first - 1 + count
  end
  return first - 1 + count, nil, nil
end

-- For the buffer: puts more into it, or gives LuaSec's word.
local function more(self, finish)
  local text, word = call(self, finish, "read", buffer.ROOM)
  return text, word
end

--- Receives.
-- @tparam[opt="*l"] string|integer pattern `"*l"`, a line without its end,
-- `"*a"`, all to the end, or how many bytes
-- @tparam[opt=""] string prefix what the result begins with
-- @treturn string; or nil, LuaSec's word, and what has come
function Connection:receive(pattern, prefix)
  local finish = finish_of(self)
  prefix = prefix == nil and "" or tostring(prefix)
  return self.received:read(pattern, prefix, function()
    if self.state ~= "connected" then
      return nil, "closed"
    end
    return more(self, finish)
  end)
end

--- How long to wait.
-- @tparam ?number seconds nil or less than 0: for ever
-- @tparam[opt="b"] string mode `"b"` for each wait, `"t"` for all of a call
-- @treturn integer 1
function Connection:settimeout(seconds, mode)
  mode = mode == nil and "b" or mode
  local first = type(mode) == "string" and mode:sub(1, 1)
  if seconds ~= nil and type(seconds) ~= "number" then
    error("bad argument #1 to 'settimeout' (number expected, got "
      .. type(seconds) .. ")", 2)
  end
  local value = seconds and seconds >= 0 and seconds or nil
  if first == "b" then
    self.block = value
  elseif first == "t" or first == "r" then
    self.total = value
  else
    error("bad argument #2 to 'settimeout' (invalid timeout mode)", 2)
  end
  return 1
end

--- What the last call waits for: `"nothing"`, `"read"` or `"write"`.
-- @treturn string
function Connection:want()
  return self.state == "closed" and "nothing" or self.wants
end

--- Whether there are bytes to receive without a look at the network.
-- @treturn boolean
function Connection:dirty()
  return self.state ~= "closed" and (not self.received:empty()
    or self.connection ~= nil and self.connection:dirty())
end

--- The descriptor; -1 where there is none.
-- @treturn integer
function Connection:getfd()
  return self.fd
end

--- Ends it: says so to the peer, waits no longer than `settimeout` allows,
-- and closes the descriptor.
function Connection:close()
  local inner = self.connection
  if inner and self.state == "connected" then
    call(self, finish_of(self), "shutdown_write")
  end
  if inner then
    context.sni[inner] = nil
    inner:close()
  end
  self.connection, self.state, self.fd = nil, "closed", connection.INVALID
  self.received:clear()
end

--- Ends it properly, in both directions, and keeps the descriptor.
-- @treturn boolean true; or false and LuaSec's word
function Connection:shutdown()
  if self.state ~= "connected" then
    return false, "closed"
  end
  local ok, word = call(self, finish_of(self), "shutdown")
  return ok or false, word
end

--- Bytes received and sent, and the age in seconds.
-- @treturn integer
-- @treturn integer
-- @treturn number
function Connection:getstats()
  return self.received.count, self.sent, (now() - self.age) / 1000
end

--- Sets what `getstats` gives.
-- @tparam[opt] integer received
-- @tparam[opt] integer sent
-- @tparam[opt] number age
-- @treturn integer 1
function Connection:setstats(received, sent, age)
  self.received.count = received or self.received.count
  self.sent = sent or self.sent
  if age then
    self.age = now() - age * 1000
  end
  return 1
end

local function connected(self)
  if self.state ~= "connected" then
    return nil, "closed"
  end
  return self.connection
end

--- A certificate that the peer sent.
-- @tparam[opt=1] integer n 1 is its own
-- @treturn ?Certificate or nil, message
function Connection:getpeercertificate(n)
  local inner, word = connected(self)
  if not inner then
    return nil, word
  end
  n = n == nil and 1 or n
  if type(n) ~= "number" or n < 1 then
    return nil, "invalid certificate index"
  elseif n == 1 then
    local one = inner:peer_cert()
    return one and x509.wrap(one) or nil
  end
  local list = inner:peer_certs()
  local one = list and n <= list:count() and list:at(n)
  return one and x509.wrap(one) or nil
end

local function wrapped(list)
  local found = {}
  for at, one in ipairs(list and list:certs() or {}) do
    found[at] = x509.wrap(one)
  end
  return found
end

--- All certificates that the peer sent, its own first.
-- @treturn {Certificate,...} or nil, message
function Connection:getpeerchain()
  local inner, word = connected(self)
  if not inner then
    return nil, word
  end
  return wrapped(inner:peer_certs())
end

-- Who answers here; nil where it can't be known which of several does.
local function own(self)
  local sni = self.connection and context.sni[self.connection]
  local ctx = sni and sni.chosen or self.context
  return #ctx.credentials == 1 and ctx.credentials[1] or nil
end

--- The certificates that this end shows, where its context has one pair.
-- @treturn {Certificate,...} or nil, message
function Connection:getlocalchain()
  local inner, word = connected(self)
  if not inner then
    return nil, word
  end
  local one = own(self)
  return wrapped(one and one:chain())
end

--- The certificate that this end shows, where its context has one pair.
-- @treturn ?Certificate or nil, message
function Connection:getlocalcertificate()
  local chain, word = self:getlocalchain()
  if not chain then
    return nil, word
  end
  return chain[1]
end

--- What OpenSSL thinks of the peer's certificate.
-- @treturn boolean true; or false and why; with `lsec_continue` in a table, as
-- LuaSec has it: a list of lists, of which the first has the reason
function Connection:getpeerverification()
  local inner, word = connected(self)
  if not inner then
    return false, word
  end
  local number, message = inner:verify_error()
  if number == 0 then
    return true
  elseif not number then
    return false, message
  end
  message = words.of_verdict(number, message)
  if self.context.continues then
    return false, { { message } }
  end
  return false, message
end

-- The first Finished of the handshake, all that the library gives: with TLS
-- 1.2 it is the client's, unless a session was resumed.
local function finished(self, of_server)
  local inner, word = connected(self)
  if not inner then
    return nil, word
  elseif inner:version() == "TLSv1.3" then
    return nil, "not available with TLS 1.3, use exportkeyingmaterial"
  elseif inner:resumed() ~= of_server then
    return nil, "only the first message of a handshake is available"
  end
  local text, message = inner:channel_binding("tls-unique")
  return text, message
end

--- The Finished message that was sent.
-- @treturn string or nil, message
function Connection:getfinished()
  return finished(self, self.context.mode == "server")
end

--- The Finished message that was received.
-- @treturn string or nil, message
function Connection:getpeerfinished()
  return finished(self, self.context.mode ~= "server")
end

--- The name that a client asks for, or the table of contexts by the names
-- that a server answers for.
-- @tparam string|table names
-- @tparam[opt=false] boolean strict whether a server refuses other names
function Connection:sni(names, strict)
  if self.context.mode == "client" then
    if type(names) ~= "string" then
      error("bad argument #1 to 'sni' (string expected, got " .. type(names)
        .. ")", 2)
    end
    self.name = names
    if self.connection then
      return self.connection:set_servername(names)
    end
    return
  elseif type(names) ~= "table" then
    error("bad argument #1 to 'sni' (table expected, got " .. type(names)
      .. ")", 2)
  end
  local map = {}
  for name, ctx in pairs(names) do
    if type(name) ~= "string" or not context.is(ctx) then
      error("bad argument #1 to 'sni' (contexts by names expected)", 2)
    end
    map[name] = ctx
  end
  self.names = { names = map, strict = strict and true or false }
  if self.connection then
    context.sni[self.connection] = self.names
  end
end

--- The name that was asked for.
-- @treturn ?string
function Connection:getsniname()
  return self.connection and self.connection:servername() or nil
end

--- The application protocol.
-- @treturn ?string
function Connection:getalpn()
  return self.connection and self.connection:alpn() or nil
end

--- Keying material for another protocol (RFC 5705).
-- @tparam string label
-- @tparam integer size
-- @tparam[opt] string extra its context
-- @treturn string or nil, message
function Connection:exportkeyingmaterial(label, size, extra)
  local inner, word = connected(self)
  if not inner then
    return nil, word
  end
  local text, message = inner:exporter(label, size, extra)
  return text, message
end

-- One field of a connection's information, or all.
local function details(inner)
  local name = inner:cipher()
  local found = cipher.describe(name)
  found.cipher, found.protocol = name, inner:version()
  found.bits = inner:cipher_bits()
  found.algbits, found.export = found.bits, false
  return found
end

--- What was agreed upon: `cipher`, `protocol`, `key`, `authentication`,
-- `encryption`, `mac`, `bits`, `algbits`, `export`, and `compression`, which
-- is always nil.
-- @tparam[opt] string field
-- @return the field, or all in a table; or nil, message
function Connection:info(field)
  local inner, word = connected(self)
  if not inner then
    return nil, word
  end
  local found = details(inner)
  if field ~= nil then
    return found[field]
  end
  return found
end

--- DANE, which is not there.
-- @treturn boolean false
-- @treturn string why
function Connection:setdane()
  return false, "DANE is not supported"
end
Connection.settlsa = Connection.setdane

-- What LuaSec has not

--- What a client resumes with later: see `otls.session`. With TLS 1.3 it
-- comes with the first bytes that are received.
-- @treturn Session or nil, message
function Connection:session()
  local inner, word = connected(self)
  if not inner then
    return nil, word
  end
  local one, message = inner:session()
  return one, message
end

--- What is to be resumed, before the handshake.
-- @tparam ?Session session nil takes it back
-- @treturn boolean true, or nil, message
function Connection:setsession(session)
  if not self.connection then
    return nil, "closed"
  end
  return self.connection:set_session(session)
end

for name, method in pairs {
  getocspresponse = "ocsp_response", keylog = "keylog",
  resumed = "resumed", resumedby = "resumed_by", explain = "explain",
  storepoll = "store_poll",
} do
  Connection[name] = function(self)
    if not self.connection then
      return nil, "closed"
    end
    return self.connection[method](self.connection)
  end
end

--- What the server stapled, in DER.
-- @treturn ?string
-- @function Connection:getocspresponse

--- The oldest line for a key log that wasn't taken yet.
-- @treturn ?string
-- @function Connection:keylog

--- Whether a session was resumed.
-- @treturn boolean
-- @function Connection:resumed

--- By what: `"ticket"`, `"store"` or `"session"`.
-- @treturn ?string
-- @function Connection:resumedby

--- In words, why it was resumed or why not.
-- @treturn string
-- @function Connection:explain

--- What to wait for after `"wantstore"`: see `otls.connection`.
-- @return descriptor, events, seconds
-- @function Connection:storepoll

return connection
