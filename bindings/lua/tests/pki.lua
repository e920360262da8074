-- SPDX-License-Identifier: ISC
-- Certificates for tests, made by the openssl command when they are needed.

local support = require "support"

local pki = { passphrase = "open sesame" }

local function openssl(format, ...)
  assert(support.run(("openssl " .. format .. " 2>/dev/null"):format(...)),
    format)
end

-- An authority: the paths of its certificate and key.
function pki.authority(name)
  local cert, key = support.path(name .. ".pem"), support.path(name .. ".key")
  openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes "
    .. "-days 2 -subj /CN=%s -keyout %s -out %s", name, key, cert)
  return { cert = cert, key = key }
end

-- The paths of a certificate for san ("DNS:localhost") and of its key, which
-- pki.passphrase opens where it is to be encrypted; kind may be "rsa".
function pki.issue(authority, name, san, encrypted, kind)
  local base = support.path(name)
  local cert, key = base .. ".pem", base .. ".key"
  openssl("req -newkey %s -nodes -subj /CN=%s -keyout %s -out %s.csr",
    kind == "rsa" and "rsa:2048" or "ec -pkeyopt ec_paramgen_curve:P-256",
    name, key, base)
  support.write(name .. ".ext", "subjectAltName=" .. san .. "\n")
  openssl("x509 -req -in %s.csr -CA %s -CAkey %s -days 2 -extfile %s.ext "
    .. "-out %s", base, authority.cert, authority.key, base, cert)
  if encrypted then
    support.write("passphrase", pki.passphrase)
    openssl("pkcs8 -topk8 -in %s -out %s.enc -passout file:%s", key, key,
      support.path("passphrase"))
    key = key .. ".enc"
  end
  return cert, key
end

-- What the authority says about a certificate that it issued: that it is good.
function pki.ocsp_response(authority, cert)
  local base = support.path("ocsp")
  openssl("x509 -in %s -noout -serial > %s.serial", cert, base)
  local serial = support.read("ocsp.serial"):match("=(%x+)")
  -- status, expiry, revocation, serial, file, subject: as openssl ca keeps it
  support.write("ocsp.index", table.concat(
    { "V", "491231235959Z", "", serial, "unknown", "/CN=x" }, "\t") .. "\n")
  openssl("ocsp -issuer %s -cert %s -no_nonce -reqout %s.request",
    authority.cert, cert, base)
  openssl("ocsp -index %s.index -CA %s -rsigner %s -rkey %s -ndays 1 "
    .. "-reqin %s.request -respout %s.response", base, authority.cert,
    authority.cert, authority.key, base, base)
  return support.read("ocsp.response")
end

return pki
