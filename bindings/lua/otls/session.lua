-- SPDX-License-Identifier: ISC
--- What a client resumes a connection with.
--
-- It comes from `Connection:session`, and is given to another connection, of
-- any context with the same policy: `Connection:set_session`, or the option
-- `session` of `otls.connection.connect`. It never changes.
-- @module otls.session

local core = require "otls.core"
local otls = require "otls"
local truth = otls._truth

local session = {}

local versions = {
  [core.OTLS_TLS_1_0] = "TLSv1", [core.OTLS_TLS_1_1] = "TLSv1.1",
  [core.OTLS_TLS_1_2] = "TLSv1.2", [core.OTLS_TLS_1_3] = "TLSv1.3",
}

--- What `Session:export` has made.
-- @tparam string data
-- @tparam string secret the text of secrets, one a line, any of which may have
-- sealed it
-- @treturn Session or nil, message, code (`"auth"`: none has, or the session
-- has expired; `"store_secret"`)
-- @function import
session.import = core.session_import

--- A session.
-- @type Session
local Session = core.methods(core.OTLS_KIND_SESSION)

--- Its identifier, of the client's own making where there is a ticket.
-- @treturn string bytes
function Session:id()
  return core.session_id(self, 64)
end

--- When it was made, in seconds since 1970.
-- @treturn integer
-- @function Session:created
Session.created = core.session_created_s

--- For how many seconds it is good.
-- @treturn integer
-- @function Session:lifetime
Session.lifetime = core.session_lifetime_s

--- Whether the server keeps nothing of it.
-- @treturn boolean
function Session:has_ticket()
  return truth(core.session_has_ticket(self))
end

--- The server's hint, in seconds; 0 where it gave none.
-- @treturn integer
-- @function Session:ticket_lifetime
Session.ticket_lifetime = core.session_ticket_lifetime_s

--- Whether it can be offered to a server.
-- @treturn boolean
function Session:resumable()
  return truth(core.session_is_resumable(self))
end

--- The protocol, such as `"TLSv1.3"`.
-- @treturn string
function Session:version()
  return versions[core.session_version(self)]
end

--- The name that the server was asked for.
-- @treturn ?string nil where there was none
function Session:servername()
  return otls._some(core.session_servername(self, 512))
end

--- Itself as bytes that another process can import. With TLS 1.3 use one of
-- the two, this one or what is imported: a session should resume once.
-- @tparam string secret such as `otls.store.make_secret` makes, which seals it
-- @treturn string or nil, message, code (`"store_secret"`)
function Session:export(secret)
  return otls._whole(core.session_export, self, secret)
end

--- Whether another one is the same to a server.
-- @tparam Session other
-- @treturn boolean
function Session:equal(other)
  return truth(core.session_equal(self, other))
end

--- Lets go of it.
-- @treturn boolean true
-- @function Session:close
Session.close = core.session_free

return session
