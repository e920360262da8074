-- SPDX-License-Identifier: ISC
--- What can be asked of `otls.ssl`: LuaSec's `ssl.config`.
-- @module otls.ssl.config

local context = require "otls.context"

local function set(names)
  local found = {}
  for name in names:gmatch("%S+") do
    found[name] = true
  end
  return found
end

-- Of all the groups that may be there, those that this OpenSSL has.
local function curves()
  local found = {}
  local probe = assert(context.client())
  for name in ([[X25519 X448 P-256 P-384 P-521 prime256v1 secp384r1 secp521r1
    secp256k1 secp224r1 secp192k1 secp224k1 prime192v1 brainpoolP256r1
    brainpoolP384r1 brainpoolP512r1 ffdhe2048 ffdhe3072 ffdhe4096 ffdhe6144
    ffdhe8192 X25519MLKEM768]]):gmatch("%S+") do
    if pcall(probe.set_groups, probe, name) then
      found[name] = true
    end
  end
  probe:close()
  return found
end

-- Options that change nothing: what they ask for is always so, or the bug
-- that they work around is none of OpenSSL 3's.
local given = set [[all cipher_server_preference cisco_anyconnect
  cleanse_plaintext cryptopro_tlsext_bug dont_insert_empty_fragments
  enable_middlebox_compat ephemeral_rsa microsoft_big_sslv3_buffer
  microsoft_sess_id_bug msie_sslv2_rsa_padding netscape_ca_dn_bug
  netscape_challenge_bug netscape_demo_cipher_change_bug
  netscape_reuse_cipher_change_bug no_compression no_dtlsv1 no_dtlsv1_2
  no_renegotiation no_session_resumption_on_renegotiation no_sslv2 no_sslv3
  pkcs1_check_1 pkcs1_check_2 prioritize_chacha safari_ecdhe_ecdsa_bug
  single_dh_use single_ecdh_use ssleay_080_client_dh_bug
  sslref2_reuse_cert_type_bug tls_block_padding_bug tls_d5_bug
  tls_rollback_bug tlsext_padding]]

local options = set [[ignore_unexpected_eof no_ticket no_tlsv1 no_tlsv1_1
  no_tlsv1_2 no_tlsv1_3]]
for name in pairs(given) do
  options[name] = true
end

return {
  protocols = set "tlsv1 tlsv1_1 tlsv1_2 tlsv1_3",
  options = options,
  curves = curves(),
  algorithms = { ec = true },
  -- no "dane": it isn't there
  capabilities = {
    alpn = true, curves_list = true, ecdh_auto = true, psk = true,
  },
}
