-- SPDX-License-Identifier: ISC
--- TLS connections: over a host and port, a socket, or a pair of bios.
--
--     local otls = require "otls"
--     local context = assert(otls.context.client())
--     local c = assert(otls.connection.connect(context, "example.com", 443, {
--       timeout = 10,
--     }))
--     assert(c:write("GET / HTTP/1.0\r\nHost: example.com\r\n\r\n"))
--     for text in function() return c:read() end do io.write(text) end
--
-- A timeout is in seconds, for a whole call: nil waits for ever, and with 0
-- nothing waits: then the codes `"want_read"` and `"want_write"` say what to
-- wait for, and a server's `"want_store"` that `store_poll` does. No byte is
-- lost by that, nor by a timeout or a signal: call again.
--
-- Nothing of Lua runs inside C. Where a handshake needs an answer it stops,
-- the context's function is called, and the handshake goes on.
-- @module otls.connection

local core = require "otls.core"
local otls = require "otls"
local answer = require "otls.answer"
local attached, now = core.attached, core.now_ms
local whole, some, truth = otls._whole, otls._some, otls._truth
local safely = otls._safely
require "otls.cert"
require "otls.session"

local connection = {}

local ROOM = 16384
local FOR_EVER = -1

local function in_ms(seconds)
  if seconds == nil then
    return FOR_EVER
  elseif type(seconds) ~= "number" or not (seconds >= 0) then
    core.raise("a timeout is a number of seconds, 0 or more, or nil")
  elseif seconds > 2 ^ 40 then
    return FOR_EVER
  end
  return math.ceil(seconds * 1000)
end

-- When a call that begins now has to end; nil where it hasn't.
local function deadline(limit)
  return limit > 0 and now() + limit or nil
end

-- What is left of the limit: 0 would be not to wait at all.
local function left(limit, finish)
  if not finish then
    return limit
  end
  local rest = finish - now()
  return rest > 1 and rest or 1
end

-- Has C wait for so long from now on.
local function allow(self, state, limit)
  if state.current ~= limit then
    core.connection_set_timeout_ms(self, limit)
    state.current = limit
  end
end

-- Calls f again after a signal, for which hooks of Lua have their chance, and
-- after a question, with the time that is left until finish.
local function drive(self, state, finish, f, ...)
  if finish or state.current ~= state.limit then
    allow(self, state, left(state.limit or FOR_EVER, finish))
  end
  while true do
    local one, two, code, four = f(self, ...)
    if one ~= nil then
      answer.write(self, state)
      return one
    elseif answer.is_question(self, state, code) then
      one, two, code = answer.give(self, state, code)
      if not one then
        return nil, two, code
      end
    elseif code ~= "interrupted" then
      answer.write(self, state, true)
      return nil, two, code, four
    end
    if finish then
      allow(self, state, left(state.limit, finish))
    end
  end
end

local function call(self, f, ...)
  local state = attached(self)
  return drive(self, state, deadline(state.limit or FOR_EVER), f, ...)
end

-- Making one

local function check(options, known)
  options = options == nil and {} or options
  if type(options) ~= "table" then
    core.raise("a table of options expected, got " .. type(options))
  end
  for name in pairs(options) do
    if not known[name] then
      core.raise(("there is no option '%s'"):format(tostring(name)))
    end
  end
  return options
end

local function adopt(self, context, limit)
  local state = attached(self)
  state.limit, state.current = limit, FOR_EVER
  answer.adopt(state, context)
  return state
end

local function prepare(self, options)
  local ok, message, code = true, nil, nil
  if options.servername ~= nil then
    ok, message, code = core.connection_set_servername(self,
      options.servername)
  end
  if ok and options.port ~= nil then
    ok, message, code = core.connection_set_port(self, options.port)
  end
  if ok and options.session ~= nil then
    ok, message, code = core.connection_set_session(self, options.session)
  end
  return ok, message, code
end

-- The connection, unless preparing it fails or raises.
local function ready(self, f, ...)
  local fine, ok, message, code = safely(f, self, ...)
  if fine and ok then
    return self
  end
  core.close(self)
  if not fine then
    error(ok, 0)
  end
  return nil, message, code
end

local connect_options = { servername = true, session = true, timeout = true }
local over_options = {
  close = true, port = true, servername = true, session = true, timeout = true,
}
local bios_options = { port = true, servername = true, session = true }

--- Connects to a host and does the handshake, all within the timeout. Its
-- addresses of both families are tried.
-- @tparam Context context a client's
-- @tparam string host a name or an address
-- @tparam integer port
-- @tparam[opt] table options
--
-- - `timeout`: in seconds, for all of it and for each later call
-- - `servername`: what is asked for and checked where it isn't the host
-- - `session`: to be resumed
-- @treturn Connection or nil, message, code (`"host_not_found"`,
-- `"timeout"`, `"cert_host"`, `"tls_not_tls"`, ...)
function connection.connect(context, host, port, options)
  options = check(options, connect_options)
  local limit = in_ms(options.timeout)
  local finish = deadline(limit)
  local self, message, code
  repeat
    self, message, code = core.connection_connect(context, host, port,
      left(limit, finish))
  until code ~= "interrupted"
  if not self then
    return nil, message, code
  end
  return ready(self, function()
    local state = adopt(self, context, limit)
    local ok
    ok, message, code = prepare(self, options)
    if not ok then
      return nil, message, code
    end
    return drive(self, state, finish, core.connection_handshake)
  end)
end

--- Over a connected socket, which stays the caller's unless `close` says
-- otherwise; no byte is sent yet.
-- @tparam Context context
-- @tparam table|userdata|integer socket a descriptor, or an object whose
-- method `getfd` gives one, as LuaSocket's have
-- @tparam[opt] table options
--
-- - `timeout`: in seconds, for each call
-- - `servername`: whom a client wants to reach, a name or an address
-- - `port`: where, for what is remembered of the server
-- - `session`: to be resumed
-- - `close`: true where the connection closes the descriptor in the end, which
--   is then no longer the socket's
-- @treturn Connection or nil, message, code
function connection.over(context, socket, options)
  options = check(options, over_options)
  local limit = in_ms(options.timeout)
  local fd = socket
  if type(socket) == "table" or type(socket) == "userdata" then
    fd = socket:getfd()
  end
  local self, message, code = core.connection_new_socket(context, fd,
    options.close and 1 or 0)
  if not self then
    return nil, message, code
  end
  adopt(self, context, limit).beneath = socket -- which has the descriptor
  return ready(self, prepare, options)
end

--- Without input or output of its own: what the peer sent is written to one
-- bio, and what it is to get is read from another. Each is an end of an
-- `otls.bio.pair`, and the program has the other end; both may be one.
-- @tparam Context context
-- @tparam Bio incoming
-- @tparam[opt=incoming] Bio outgoing
-- @tparam[opt] table options `servername`, `port` and `session`, as for
-- `over`
-- @treturn Connection or nil, message, code
function connection.over_bios(context, incoming, outgoing, options)
  options = check(options, bios_options)
  local self, message, code = core.connection_new_bio(context, incoming,
    outgoing == nil and incoming or outgoing)
  if not self then
    return nil, message, code
  end
  adopt(self, context, FOR_EVER)
  return ready(self, prepare, options)
end

--- A connection.
-- @type Connection
local Connection = core.methods(core.OTLS_KIND_CONNECTION)

--- How long each call may take.
-- @tparam[opt] number seconds nil: for ever, 0: without waiting
-- @treturn boolean true
function Connection:set_timeout(seconds)
  local limit, state = in_ms(seconds), attached(self)
  allow(self, state, limit)
  state.limit = limit
  return true
end

--- What `set_timeout` has set.
-- @treturn ?number seconds
function Connection:timeout()
  local limit = attached(self).limit or FOR_EVER
  return limit ~= FOR_EVER and limit / 1000 or nil
end

--- Whom a client wants to reach, before the handshake.
-- @tparam string name a host name or an address
-- @treturn boolean true, or nil, message, code (`"tls_state"`)
-- @function Connection:set_servername
Connection.set_servername = core.connection_set_servername

--- Where the server listens, for what is remembered of it.
-- @tparam integer port
-- @treturn boolean true, or nil, message, code
-- @function Connection:set_port
Connection.set_port = core.connection_set_port

--- What is to be resumed, before the handshake; nil takes it back.
-- @tparam[opt] Session session
-- @treturn boolean true, or nil, message, code (`"tls_state"`)
function Connection:set_session(session)
  return core.connection_set_session(self, session)
end

--- Agrees with the peer; reading and writing do it too.
-- @treturn boolean true, or nil, message, code
function Connection:handshake()
  return call(self, core.connection_handshake)
end

--- Reads as soon as there is something.
-- @tparam[opt=16384] integer size how many bytes at most
-- @treturn[1] string
-- @treturn[2] nil alone at the proper end, the peer's close_notify
-- @treturn[3] nil
-- @treturn[3] string message
-- @treturn[3] string code, such as `"tls_eof"`: it ended without one, and
-- what was read may be cut short
function Connection:read(size)
  if size == 0 then
    return ""
  end
  return some(call(self, core.connection_read, size == nil and ROOM or size))
end

--- Writes all of it.
-- @tparam string data
-- @treturn[1] integer how many bytes, which is all
-- @treturn[2] nil
-- @treturn[2] string message
-- @treturn[2] string code
-- @treturn[2] integer how many bytes have gone out. To go on after
-- `"want_write"`, `"want_read"` or `"timeout"`, give the rest again:
-- `data:sub(n + 1)`
function Connection:write(data)
  local state = attached(self)
  local finish = deadline(state.limit or FOR_EVER)
  local done = 0
  repeat
    local rest = done == 0 and data or data:sub(done + 1)
    local n, message, code = drive(self, state, finish,
      core.connection_write, rest)
    if not n then
      return nil, message, code, done
    end
    done = done + n
  until done >= #data
  return done
end

local function send(self, f, source, offset, length)
  offset = offset == nil and 0 or offset
  length = length == nil and -1 or length
  local done = 0
  local all, message, code = call(self, function()
    local from, rest = offset, length
    if done > 0 then
      from, rest = offset + done, length < 0 and length or length - done
    end
    local n, why, what, part = f(self, source, from, rest)
    done = done + (n or part or 0)
    return n, why, what
  end)
  if not all then
    return nil, message, code, done
  end
  return done
end

--- Sends a file, or a part of it, whose bytes don't pass through Lua.
-- @tparam string path
-- @tparam[opt=0] integer offset
-- @tparam[opt] integer length all to the end where there is none
-- @treturn[1] integer how many bytes
-- @treturn[2] nil
-- @treturn[2] string message
-- @treturn[2] string code
-- @treturn[2] integer how many bytes have gone out: go on there
function Connection:send_file(path, offset, length)
  return send(self, core.connection_send_file, path, offset, length)
end

--- The same with an open descriptor, whose own place isn't used.
-- @tparam integer fd
-- @tparam[opt=0] integer offset
-- @tparam[opt] integer length
-- @return as `send_file`
function Connection:send_fd(fd, offset, length)
  return send(self, core.connection_send_fd, fd, offset, length)
end

--- How many bytes can be read without another look at the network.
-- @treturn integer
-- @function Connection:pending
Connection.pending = core.connection_pending

--- Whether there are such bytes: LuaSocket's `select` asks.
-- @treturn boolean
function Connection:dirty()
  return core.connection_pending(self) > 0
end

--- Ends it properly, in both directions.
-- @treturn boolean true, or nil, message, code
function Connection:shutdown()
  return call(self, core.connection_shutdown)
end

--- Says that nothing more will be written. Reading goes on.
-- @treturn boolean true, or nil, message, code
function Connection:shutdown_write()
  return call(self, core.connection_shutdown_write)
end

--- New keys for what is sent, with TLS 1.3.
-- @tparam[opt=false] boolean ask_peer to do the same
-- @treturn boolean true, or nil, message, code
function Connection:key_update(ask_peer)
  return call(self, core.connection_key_update, ask_peer and 1 or 0)
end

--- A server asks for the client's certificate after the handshake, with TLS
-- 1.3. The answer comes with a later read.
-- @treturn boolean true, or nil, message, code
function Connection:request_certificate()
  return call(self, core.connection_request_certificate)
end

local letters = { [0] = "", "r", "w", "rw" }

--- What a server's handshake waits for, after the code `"want_store"`: call
-- again when the descriptor is ready or the time is over, whichever comes
-- first. It is the store's, and may differ from step to step. (A store of
-- `otls.store.of` is asked by the handshake itself.)
-- @treturn[1] integer fd -1 where there is none
-- @treturn[1] string events `"r"` for readable, `"w"` for writable, `"rw"` or
-- `""`
-- @treturn[1] number wait in seconds
-- @treturn[2] nil, message, code (`"tls_state"`: it doesn't wait for a store)
function Connection:store_poll()
  local fd, events, ms = core.connection_store_poll(self)
  if not fd then
    return nil, events, ms
  end
  return fd, letters[events], ms / 1000
end

--- What a handshake needs of a store of `"pull:"`, which the program has
-- itself, after the code `"want_store"`.
-- @treturn[1] string `"get"`, or `"take"`: get it and remove it
-- @treturn[1] string key
-- @treturn[2] nil, message, code (`"tls_state"`)
-- @function Connection:store_wanted
Connection.store_wanted = answer.store_wanted

--- The value by that key, as `Store:next_write` gave it. The handshake goes
-- on with the next call.
-- @tparam[opt] string value nil where there is none
-- @treturn boolean true, or nil, message, code (`"tls_state"`)
function Connection:store_reply(value)
  return core.connection_store_reply(self, value)
end

--- The descriptor, to wait for it.
-- @treturn integer or nil, message, code
-- @function Connection:fd
Connection.fd = core.connection_fd

--- The same, by the name that LuaSocket's `select` looks for.
-- @treturn integer or nil, message, code
-- @function Connection:getfd
Connection.getfd = core.connection_fd

--- What was agreed
-- @section agreed

-- A text, nil where it is empty.
local function text_of(f)
  return function(self)
    return some(whole(f, self))
  end
end

--- The version, such as `"TLSv1.3"`.
-- @treturn string or nil, message, code (`"tls_state"` before the handshake
-- is done, here and below)
-- @function Connection:version
Connection.version = text_of(core.connection_info_version_name)

--- The cipher suite, such as `"TLS_AES_256_GCM_SHA384"`.
-- @treturn string or nil, message, code
-- @function Connection:cipher
Connection.cipher = text_of(core.connection_info_cipher)

--- The strength of the cipher.
-- @treturn integer or nil, message, code
-- @function Connection:cipher_bits
Connection.cipher_bits = core.connection_info_cipher_bits

--- What keys were exchanged in, such as `"x25519"`; nil alone for nothing.
-- @treturn ?string
-- @function Connection:group
Connection.group = text_of(core.connection_info_group)

--- The application protocol; nil alone where there is none.
-- @treturn ?string
-- @function Connection:alpn
Connection.alpn = text_of(core.connection_info_alpn)

--- The name that the client asks for; nil alone where there is none.
-- @treturn ?string
-- @function Connection:servername
Connection.servername = text_of(core.connection_info_servername)

--- Whether a session was resumed.
-- @treturn boolean or nil, message, code
function Connection:resumed()
  return truth(core.connection_info_is_resumed(self))
end

local RESUMED_BY = {
  [core.OTLS_RESUMED_TICKET] = "ticket", [core.OTLS_RESUMED_STORE] = "store",
  [core.OTLS_RESUMED_SESSION] = "session",
}

--- By what a session was resumed: "ticket" (at a server), "store", or
-- "session" (at a client, the one that was set); nil alone where the handshake
-- was a full one.
-- @treturn ?string
function Connection:resumed_by()
  local by, message, code = core.connection_info_resumed_by(self)
  if not by then
    return nil, message, code
  end
  return RESUMED_BY[by]
end

--- Which end this is.
-- @treturn boolean
function Connection:is_server()
  return truth(core.connection_info_is_server(self))
end

--- In words, whether it was resumed, and why or why not.
-- @treturn string or nil, message, code
-- @function Connection:explain
Connection.explain = text_of(core.connection_info_explain)

--- The ciphers that a server has in common with its client.
-- @treturn {string,...} or nil, message, code
function Connection:shared_ciphers()
  local text, message, code = whole(core.connection_info_shared_ciphers, self)
  if not text then
    return nil, message, code
  end
  local names = {}
  for name in text:gmatch("[^:]+") do
    names[#names + 1] = name
  end
  return names
end

--- What a client can resume with later. With TLS 1.3 it comes with the first
-- bytes that are read.
-- @treturn Session or nil, message, code (`"tls_state"`)
-- @function Connection:session
Connection.session = core.connection_session

--- The peer's certificate. That it is there doesn't say that it was verified.
-- @treturn Cert or nil, message, code (`"cert_missing"`)
-- @function Connection:peer_cert
Connection.peer_cert = core.connection_info_peer_cert

--- All certificates that the peer sent, its own first.
-- @treturn CertList or nil, message, code (`"cert_missing"`)
-- @function Connection:peer_certs
Connection.peer_certs = core.connection_info_peer_certs

--- The chain by which the peer was verified, the trusted authority last.
-- @treturn CertList or nil, message, code (`"cert_missing"`)
-- @function Connection:verified_chain
Connection.verified_chain = core.connection_info_verified_chain

--- What OpenSSL thinks of the peer's certificate.
-- @treturn integer 0 where it is good, else OpenSSL's X509_V_ERR_...
-- @treturn string the same in words
function Connection:verify_error()
  return core.connection_info_verify_error(self, 512)
end

--- What the server stapled, in DER; nil alone for nothing.
-- @treturn ?string
-- @function Connection:ocsp_response
Connection.ocsp_response = text_of(core.connection_info_ocsp_response)

--- Keying material for another protocol (RFC 5705).
-- @tparam string label
-- @tparam integer size
-- @tparam[opt] string context
-- @treturn string or nil, message, code
function Connection:exporter(label, size, context)
  return core.connection_info_exporter(self, label,
    context == nil and "" or context, context == nil and 0 or 1, size)
end

--- What ties another protocol to this connection (RFC 5929, RFC 9266).
-- @tparam string kind `"tls-exporter"`, `"tls-server-end-point"`, or with TLS
-- 1.2 `"tls-unique"`
-- @treturn string or nil, message, code
function Connection:channel_binding(kind)
  return core.connection_info_channel_binding(self, kind, 128)
end

--- The oldest line for a key log that wasn't taken yet.
-- @treturn ?string nil alone where there is none
function Connection:keylog()
  return some(core.connection_info_next_keylog(self, 1024))
end

--- Lets go of it, and closes the descriptor if it is its own. Nothing is
-- sent: `shutdown` or `shutdown_write` come before it, or the peer can't tell
-- the end from a failure.
-- @treturn boolean true
function Connection:close()
  local state = attached(self)
  for name in pairs(state) do
    state[name] = nil
  end
  return core.connection_free(self)
end

return connection
