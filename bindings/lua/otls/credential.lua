-- SPDX-License-Identifier: ISC
--- Who an end of a connection is: a certificate, its key, and its chain.
--
--     local credential = require "otls.credential"
--     local me = assert(credential.load_file("me.pem", "me.key",
--       function() return read_passphrase() end))
--
-- A credential never changes, and any number of contexts share it. A
-- passphrase is a string, or a function that is asked for it; nil where the
-- key isn't encrypted. It is asked once: a process that has decrypted a key
-- keeps it, until `forget` or until the file changes.
-- @module otls.credential

local core = require "otls.core"

local credential = {}

-- Calls load with the passphrase, or without it first where it is to be
-- asked for.
local function asking(load, cert, key, passphrase)
  if type(passphrase) ~= "function" then
    return load(cert, key, passphrase)
  end
  local object, message, code = load(cert, key, nil)
  if code ~= "want_passphrase" then
    return object, message, code
  end
  return load(cert, key, passphrase())
end

--- From files, PEM or DER.
-- @tparam string cert the path of the certificate and its chain
-- @tparam[opt] string key the path of the key, where it is in another file
-- @tparam[opt] string|function passphrase
-- @treturn Credential or nil, message, code (`"key_mismatch"`,
-- `"want_passphrase"`, `"key_passphrase"`, ...)
function credential.load_file(cert, key, passphrase)
  return asking(core.credential_load_file, cert, key, passphrase)
end

--- From strings, PEM or DER.
-- @tparam string cert the certificate and its chain
-- @tparam[opt] string key where `cert` doesn't have it
-- @tparam[opt] string|function passphrase
-- @treturn Credential or nil, message, code
function credential.load(cert, key, passphrase)
  return asking(core.credential_load_bytes, cert, key, passphrase)
end

--- Lets the process forget every decrypted key. Contexts keep what they have.
-- @treturn boolean true
-- @function forget_all
credential.forget_all = core.credential_forget_all

--- A credential.
-- @type Credential
local Credential = core.methods(core.OTLS_KIND_CREDENTIAL)

--- Lets the process forget this decrypted key.
-- @treturn boolean true
-- @function Credential:forget
Credential.forget = core.credential_forget

--- Lets go of it. Contexts that have it keep it.
-- @treturn boolean true
-- @function Credential:close
Credential.close = core.credential_free

return credential
