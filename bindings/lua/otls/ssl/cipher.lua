-- SPDX-License-Identifier: ISC
-- What the name of a cipher suite says, in the words of OpenSSL's
-- descriptions, which LuaSec's `info` gives.
-- @module otls.ssl.cipher
-- @local

local cipher = {}

-- By the beginning of the name: the longest first.
local exchanges = {
  { "TLS_", "any", "any" },
  { "ECDHE-ECDSA-", "ECDH", "ECDSA" }, { "ECDHE-PSK-", "ECDHEPSK", "PSK" },
  { "ECDHE-RSA-", "ECDH", "RSA" }, { "ECDHE-ARIA", "ECDH", "RSA", "ARIA" },
  { "AECDH-", "ECDH", "None" }, { "ADH-", "DH", "None" },
  { "DHE-RSA-", "DH", "RSA" }, { "DHE-DSS-", "DH", "DSS" },
  { "DHE-PSK-", "DHEPSK", "PSK" }, { "RSA-PSK-", "RSAPSK", "RSA" },
  { "PSK-", "PSK", "PSK" }, { "SRP-RSA-", "SRP", "RSA" },
  { "SRP-DSS-", "SRP", "DSS" }, { "SRP-", "SRP", "SRP" },
  { "", "RSA", "RSA" },
}

local function exchange(name)
  for _, one in ipairs(exchanges) do
    if name:sub(1, #one[1]) == one[1] then
      return one[2], one[3], (one[4] or "") .. name:sub(#one[1] + 1)
    end
  end
end

local algorithms = { AES = "AES", ARIA = "ARIA", CAMELLIA = "Camellia" }

-- The encryption, and whether it authenticates by itself.
local function encryption(rest)
  if rest:find("^CHACHA20") then
    return "CHACHA20/POLY1305(256)", true
  elseif rest:find("^NULL") then
    return "None", false
  elseif rest:find("3DES") then
    return "3DES(168)", false
  end
  local algorithm, bits, mode = rest:match("^(%u+)[-_]?(%d+)[-_]?(.*)$")
  if not algorithms[algorithm] then
    return nil
  end
  mode = mode:match("^GCM") or mode:match("^CCM_?8?") or ""
  return ("%s%s(%s)"):format(algorithms[algorithm], mode:gsub("_", ""), bits),
    mode ~= ""
end

--- Key exchange, authentication, encryption and MAC.
-- @tparam string name such as `"ECDHE-RSA-AES256-GCM-SHA384"`
-- @treturn table with `key`, `authentication`, `encryption` and `mac`
function cipher.describe(name)
  local key, authentication, rest = exchange(name)
  local enc, aead = encryption(rest)
  local hash = rest:match("SHA%d*$") or rest:match("MD5$")
  return {
    key = key, authentication = authentication, encryption = enc,
    mac = aead and "AEAD" or hash == "SHA" and "SHA1" or hash,
  }
end

return cipher
