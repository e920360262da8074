-- SPDX-License-Identifier: ISC
--- LuaSec's interface, over this library.
--
--     local ssl = require "otls.ssl"
--     local conn = assert(ssl.wrap(sock, {
--       mode = "client", protocol = "any", verify = "peer",
--       cafile = "ca.pem",
--     }))
--     conn:sni("example.com")
--     assert(conn:dohandshake())
--
-- Programs that say `require "ssl"` have it after
-- `require("otls.ssl").install()`. What it has beyond LuaSec, and where it
-- differs, stands in the guide.
-- @module otls.ssl

local config = require "otls.ssl.config"
local connection = require "otls.ssl.connection"
local context = require "otls.ssl.context"
local x509 = require "otls.ssl.x509"
local otls = require "otls"

local ssl = {
  _VERSION = "1.3.2", -- of LuaSec, whose interface this is
  _COPYRIGHT = "libotls " .. otls.version,
  config = config,
}

--- A certificate from PEM.
-- @tparam string pem
-- @treturn ?Certificate nil where it is none
-- @function loadcertificate
ssl.loadcertificate = x509.load

--- A context.
--
-- LuaSec's parameters: `mode`, `protocol`, `key`, `certificate`, `password`,
-- `certificates`, `cafile`, `capath`, `verify`, `verifyext`, `options`,
-- `ciphers`, `ciphersuites`, `depth`, `curve`, `curveslist`, `dhparam`,
-- `alpn`, `psk`. Of this library: `trust` (`"system"`, or a trust of
-- `otls.trust`), `verify_host`, `resumption`, `session_store` with
-- `session_secret`, `session_life`, `ticket_keys`, `tickets`, `ocsp`,
-- `keylog`.
-- @tparam table cfg
-- @treturn Context or nil, message
function ssl.newcontext(cfg)
  return context.new(cfg)
end

--- A connection over a socket, whose descriptor it takes.
-- @tparam userdata|table sock with `getfd` and `setfd`, as LuaSocket's have
-- @tparam table|Context cfg a context, or the parameters of one
-- @treturn Connection or nil, message
function ssl.wrap(sock, cfg)
  local ctx, message = cfg, nil
  if type(cfg) == "table" and not context.is(cfg) then
    ctx, message = context.new(cfg)
    if not ctx then
      return nil, message
    end
  end
  local made, ok = connection.create(ctx), nil
  ok, message = connection.setfd(made, sock:getfd())
  if not ok then
    return nil, message
  end
  sock:setfd(connection.INVALID)
  return made
end

local core = {
  SOCKET_INVALID = connection.INVALID,
  create = connection.create,
  setfd = connection.setfd,
  compression = function(conn)
    return nil, conn.state ~= "connected" and "closed" or nil
  end,
  copyright = function() return ssl._COPYRIGHT end,
  setmethod = function(name, f) connection.methods[name] = f end,
}

--- Lets `require "ssl"`, `"ssl.https"`, `"ssl.x509"`, `"ssl.config"` and
-- `"ssl.core"` give these modules, from now on and in the whole program.
-- @treturn table this module
function ssl.install()
  package.loaded["ssl"] = ssl
  package.loaded["ssl.config"] = config
  package.loaded["ssl.core"] = core
  package.loaded["ssl.x509"] = { load = x509.load }
  package.loaded["ssl.https"] = nil
  package.preload["ssl.https"] = function()
    return require "otls.ssl.https"
  end
  return ssl
end

return ssl
