-- SPDX-License-Identifier: ISC
--- Private and public keys.
--
--     local key = require "otls.key"
--     local mine = assert(key.generate("P-256"))
--     local signature = assert(mine:sign("a message"))
--     assert(mine:public():verify("a message", signature))
--
-- A key never changes. A passphrase is a string, or a function that is asked
-- for it where the key is encrypted; nil where it isn't.
-- @module otls.key

local core = require "otls.core"
local otls = require "otls"
local whole, truth, asking = otls._whole, otls._truth, otls._asking

local key = {}

local algorithms = {
  ["RSA"] = core.OTLS_KEY_RSA,
  ["P-256"] = core.OTLS_KEY_EC_P256,
  ["P-384"] = core.OTLS_KEY_EC_P384,
  ["P-521"] = core.OTLS_KEY_EC_P521,
  ["Ed25519"] = core.OTLS_KEY_ED25519,
  ["X25519"] = core.OTLS_KEY_X25519,
}

--- A new private key.
-- @tparam string algorithm `"RSA"`, `"P-256"`, `"P-384"`, `"P-521"`,
-- `"Ed25519"`, or `"X25519"`, which can't sign
-- @tparam[opt=3072] integer bits of an RSA key
-- @treturn Key or nil, message, code (`"key_weak"`, ...)
function key.generate(algorithm, bits)
  local number = algorithms[algorithm]
  if not number then
    core.raise(("no key has the algorithm %q"):format(tostring(algorithm)))
  end
  return core.key_generate(number, bits == nil and 0 or bits)
end

--- The key in a file, PEM or DER: the first private one, else a public one.
-- @tparam string path
-- @tparam[opt] string|function passphrase
-- @treturn Key or nil, message, code (`"key_format"`, `"want_passphrase"`,
-- `"key_passphrase"`, ...)
function key.load_file(path, passphrase)
  return asking(function(secret)
    return core.key_load_file(path, secret)
  end, passphrase)
end

--- The key in a string, PEM or DER.
-- @tparam string data
-- @tparam[opt] string|function passphrase
-- @treturn Key or nil, message, code
function key.load(data, passphrase)
  return asking(function(secret)
    return core.key_load_bytes(data, secret)
  end, passphrase)
end

--- A key.
-- @type Key
local Key = core.methods(core.OTLS_KIND_KEY)

--- What it is, such as `"RSA"` or `"P-256"`.
-- @treturn string
function Key:algorithm()
  return whole(core.key_algorithm, self)
end

--- Its size.
-- @treturn integer
-- @function Key:bits
Key.bits = core.key_bits

--- Whether it has its private part.
-- @treturn boolean
function Key:is_private()
  return truth(core.key_is_private(self))
end

--- Whether its public part is that of another one.
-- @tparam Key other
-- @treturn boolean
function Key:equal(other)
  return truth(core.key_equal(self, other))
end

--- Its public part.
-- @treturn Key or nil, message, code
-- @function Key:public
Key.public = core.key_public

--- Its public part as PEM.
-- @treturn string or nil, message, code
function Key:public_pem()
  return whole(core.key_public_pem, self)
end

--- Its public part as DER.
-- @treturn string or nil, message, code
function Key:public_der()
  return whole(core.key_public_der, self)
end

-- The encryption takes a while and its result is no longer than this, so it
-- isn't done once more for the length.
local function export(f, self, passphrase)
  local text, message, code = f(self, passphrase, 16384)
  if code == "too_small" then
    local size = f(self, passphrase, 0)
    return f(self, passphrase, size + 1)
  end
  return text, message, code
end

--- The private key as PEM. Lua can't wipe strings: keep it no longer than
-- needed.
-- @tparam[opt] string passphrase that encrypts it
-- @treturn string or nil, message, code
function Key:export_secret_pem(passphrase)
  return export(core.key_export_secret_pem, self, passphrase)
end

--- The private key as DER.
-- @tparam[opt] string passphrase that encrypts it
-- @treturn string or nil, message, code
function Key:export_secret_der(passphrase)
  return export(core.key_export_secret_der, self, passphrase)
end

--- Signs.
-- @tparam string data
-- @tparam[opt] string digest such as `"SHA-256"`; the default fits the key
-- @treturn string the signature, or nil, message, code
function Key:sign(data, digest)
  return core.key_sign(self, digest, data, 8192)
end

--- Whether a signature is one of the data by the private part of the key.
-- @tparam string data
-- @tparam string signature
-- @tparam[opt] string digest as it was given to `sign`
-- @treturn boolean true, or nil, message, code (`"signature"`)
function Key:verify(data, signature, digest)
  return core.key_verify(self, digest, data, signature)
end

--- Lets go of it.
-- @treturn boolean true
-- @function Key:close
Key.close = core.key_free

return key
