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
local asking = require("otls")._asking
require "otls.cert"

local credential = {}

--- From files, PEM or DER.
-- @tparam string cert the path of the certificate and its chain
-- @tparam[opt] string key the path of the key, where it is in another file
-- @tparam[opt] string|function passphrase
-- @treturn Credential or nil, message, code (`"key_mismatch"`,
-- `"want_passphrase"`, `"key_passphrase"`, ...)
function credential.load_file(cert, key, passphrase)
  return asking(function(secret)
    return core.credential_load_file(cert, key, secret)
  end, passphrase)
end

--- From strings, PEM or DER.
-- @tparam string cert the certificate and its chain
-- @tparam[opt] string key where `cert` doesn't have it
-- @tparam[opt] string|function passphrase
-- @treturn Credential or nil, message, code
function credential.load(cert, key, passphrase)
  return asking(function(secret)
    return core.credential_load_bytes(cert, key, secret)
  end, passphrase)
end

--- From a PKCS#12 file.
-- @tparam string path
-- @tparam[opt] string|function passphrase
-- @treturn Credential or nil, message, code
function credential.load_pkcs12_file(path, passphrase)
  return asking(function(secret)
    return core.credential_load_pkcs12_file(path, secret)
  end, passphrase)
end

--- From a string of PKCS#12.
-- @tparam string data
-- @tparam[opt] string|function passphrase
-- @treturn Credential or nil, message, code
function credential.load_pkcs12(data, passphrase)
  return asking(function(secret)
    return core.credential_load_pkcs12_bytes(data, secret)
  end, passphrase)
end

--- From objects.
-- @tparam CertList list the certificate of the key, and its issuers
-- @tparam Key key
-- @treturn Credential or nil, message, code (`"key_mismatch"`)
-- @function new
credential.new = core.credential_new

--- Lets the process forget every decrypted key. Contexts keep what they have.
-- @treturn boolean true
-- @function forget_all
credential.forget_all = core.credential_forget_all

--- A credential.
-- @type Credential
local Credential = core.methods(core.OTLS_KIND_CREDENTIAL)

--- The same, with an OCSP response that servers give to their clients.
-- @tparam string response in DER; `""` takes one away
-- @treturn Credential or nil, message, code
-- @function Credential:with_ocsp
Credential.with_ocsp = core.credential_with_ocsp

--- Its certificate.
-- @treturn Cert or nil, message, code
-- @function Credential:cert
Credential.cert = core.credential_cert

--- All certificates that it sends, its own first.
-- @treturn CertList or nil, message, code
-- @function Credential:chain
Credential.chain = core.credential_chain

--- Its private key.
-- @treturn Key or nil, message, code
-- @function Credential:key
Credential.key = core.credential_key

--- Lets the process forget this decrypted key.
-- @treturn boolean true
-- @function Credential:forget
Credential.forget = core.credential_forget

--- Lets go of it. Contexts that have it keep it.
-- @treturn boolean true
-- @function Credential:close
Credential.close = core.credential_free

return credential
