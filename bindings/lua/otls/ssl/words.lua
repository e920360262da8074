-- SPDX-License-Identifier: ISC
-- LuaSec's words for what fails, which are OpenSSL's.
-- @module otls.ssl.words
-- @local

local words = {}

local by_code = {
  want_read = "wantread", want_write = "wantwrite", want_store = "wantstore",
  timeout = "timeout", closed = "closed", tls_not_tls = "wrong version number",
  tls_eof = "unexpected eof while reading",
  tls_version = "unsupported protocol", tls_cipher = "no shared cipher",
  tls_alpn = "no application protocol",
  cert_missing = "peer did not return a certificate",
}

-- What OpenSSL says of the alerts, by their numbers.
local alerts = {
  [10] = "sslv3 alert unexpected message",
  [20] = "sslv3 alert bad record mac",
  [22] = "tlsv1 alert record overflow",
  [30] = "sslv3 alert decompression failure",
  [40] = "sslv3 alert handshake failure",
  [41] = "sslv3 alert no certificate",
  [42] = "sslv3 alert bad certificate",
  [43] = "sslv3 alert unsupported certificate",
  [44] = "sslv3 alert certificate revoked",
  [45] = "sslv3 alert certificate expired",
  [46] = "sslv3 alert certificate unknown",
  [47] = "sslv3 alert illegal parameter",
  [48] = "tlsv1 alert unknown ca",
  [49] = "tlsv1 alert access denied",
  [50] = "tlsv1 alert decode error",
  [51] = "tlsv1 alert decrypt error",
  [70] = "tlsv1 alert protocol version",
  [71] = "tlsv1 alert insufficient security",
  [80] = "tlsv1 alert internal error",
  [86] = "tlsv1 alert inappropriate fallback",
  [90] = "tlsv1 alert user cancelled",
  [100] = "tlsv1 alert no renegotiation",
  [109] = "tlsv13 alert missing extension",
  [110] = "tlsv1 unsupported extension",
  [112] = "tlsv1 unrecognized name",
  [113] = "tlsv1 bad certificate status response",
  [115] = "tlsv1 alert unknown psk identity",
  [116] = "tlsv13 alert certificate required",
  [120] = "tlsv1 alert no application protocol",
}

-- @tparam ?string message nil at the proper end
-- @tparam ?string code
function words.of(message, code)
  if message == nil then
    return "closed"
  end
  local alert = alerts[tonumber(message:match(" alert .- %((%d+)%)"))]
  if alert then
    return alert
  elseif code:find("^tls_") and message:find("%([%l ]+%)$") then
    return message:match("%(([%l ]+)%)$")
  elseif by_code[code] then
    return by_code[code]
  elseif code:find("^cert_") then
    return "certificate verify failed"
  elseif message:find("reset by peer", 1, true) then
    return "Connection reset by peer"
  elseif message:find("Broken pipe", 1, true) then
    return "closed"
  end
  return message
end

-- What OpenSSL says of certificates, by its numbers X509_V_ERR_...
local verdicts = {
  [2] = "unable to get issuer certificate",
  [3] = "unable to get certificate CRL",
  [7] = "certificate signature failure",
  [8] = "CRL signature failure",
  [9] = "certificate is not yet valid",
  [10] = "certificate has expired",
  [11] = "CRL is not yet valid",
  [12] = "CRL has expired",
  [18] = "self-signed certificate",
  [19] = "self-signed certificate in certificate chain",
  [20] = "unable to get local issuer certificate",
  [21] = "unable to verify the first certificate",
  [22] = "certificate chain too long",
  [23] = "certificate revoked",
  [25] = "path length constraint exceeded",
  [26] = "unsuitable certificate purpose",
  [27] = "certificate not trusted",
  [28] = "certificate rejected",
  [47] = "permitted subtree violation",
  [48] = "excluded subtree violation",
  [62] = "hostname mismatch",
  [64] = "IP address mismatch",
  [66] = "EE certificate key too weak",
  [67] = "CA certificate key too weak",
  [68] = "CA signature digest algorithm too weak",
  [79] = "invalid CA certificate",
}

-- @tparam integer number
-- @tparam string message what the library says
function words.of_verdict(number, message)
  return verdicts[number] or message
end

return words
