-- SPDX-License-Identifier: ISC
--- Whom a context believes: authorities and revocation lists.
--
--     local trust = require "otls.trust"
--     local ours = assert(trust.load_file("ca.pem"))
--
-- A trust never changes; what adds to it makes another one. The same files
-- and strings are read once a process.
-- @module otls.trust

local core = require "otls.core"
require "otls.cert"

local trust = {}

--- What the system trusts: OpenSSL's default file and directory, or those of
-- the environment's SSL_CERT_FILE and SSL_CERT_DIR.
-- @treturn Trust or nil, message, code
-- @function system
trust.system = core.trust_system

--- Nobody.
-- @treturn Trust or nil, message, code
-- @function empty
trust.empty = core.trust_empty

--- The certificates in a file, PEM or DER.
-- @tparam string path
-- @treturn Trust or nil, message, code
-- @function load_file
trust.load_file = core.trust_load_file

--- The certificates in a directory that was made with openssl-rehash(1).
-- @tparam string path
-- @treturn Trust or nil, message, code
-- @function load_directory
trust.load_directory = core.trust_load_directory

--- The certificates in a string, PEM or DER.
-- @tparam string data
-- @treturn Trust or nil, message, code
-- @function load
trust.load = core.trust_load_bytes

--- The certificates of a list.
-- @tparam CertList list
-- @treturn Trust or nil, message, code
-- @function from_list
trust.from_list = core.trust_from_list

--- A trust.
-- @type Trust
local Trust = core.methods(core.OTLS_KIND_TRUST)

--- Everybody of either.
-- @tparam Trust other
-- @treturn Trust or nil, message, code
-- @function Trust:combine
Trust.combine = core.trust_combine

--- The same, with the revocation lists in a file.
-- @tparam string path
-- @treturn Trust or nil, message, code
-- @function Trust:with_crls_file
Trust.with_crls_file = core.trust_with_crls_file

--- The same, with the revocation lists in a string, PEM or DER.
-- @tparam string data
-- @treturn Trust or nil, message, code
-- @function Trust:with_crls
Trust.with_crls = core.trust_with_crls_bytes

--- How many certificates were loaded; a directory's don't count.
-- @treturn integer
-- @function Trust:count
Trust.count = core.trust_count

--- How many revocation lists there are.
-- @treturn integer
-- @function Trust:crl_count
Trust.crl_count = core.trust_crl_count

--- Its certificates.
-- @treturn CertList or nil, message, code
-- @function Trust:certs
Trust.certs = core.trust_certs

--- Lets go of it. Contexts that have it keep it.
-- @treturn boolean true
-- @function Trust:close
Trust.close = core.trust_free

return trust
