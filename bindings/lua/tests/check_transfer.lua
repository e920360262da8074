-- SPDX-License-Identifier: ISC
-- Do bytes that the program carries itself arrive, in pieces of any size?

local tap = require "tap"
local support = require "support"
local otls = require "otls"
local core = require "otls.core"
local age = otls.age

local me, other = age.identity.generate(), age.identity.generate()
local to = me:recipient()
local data = ("\0carried\255"):rep(30000)

-- All of the text through a transfer, in pieces of |size| bytes.
local function through(transfer, text, size)
  local parts = {}
  for at = 1, #text, size do
    parts[#parts + 1] = assert(transfer:update(text:sub(at, at + size - 1)))
  end
  parts[#parts + 1] = assert(transfer:finish())
  return table.concat(parts)
end

tap.test("pieces of any size go there and back", function()
  for _, size in ipairs { 100, 65535, 65536, 65537, #data } do
    for _, armor in ipairs { false, true } do
      local box = through(assert(age.encryption {
        recipients = to, armor = armor,
      }), data, size)
      tap.truth(age.decrypt(box, { identities = me, armor = armor }) == data)
      tap.truth(through(assert(age.decryption { identities = me }), box, size)
        == data)
    end
  end
end)

tap.test("byte by byte, and nothing at all", function()
  for _, plain in ipairs { "", "a", "some bytes" } do
    for _, armor in ipairs { false, true } do
      local box = through(age.encryption { recipients = to, armor = armor },
        plain, 1)
      tap.equal(through(age.decryption { identities = me }, box, 1), plain)
      tap.equal(age.decrypt(box, { identities = me }), plain)
    end
  end
end)

tap.test("an empty piece changes nothing", function()
  local sealing = age.encryption { recipients = to }
  local box = sealing:update("") .. sealing:update("ab")
    .. sealing:update("") .. sealing:update("c") .. sealing:finish()
  tap.equal(age.decrypt(box, { identities = me }), "abc")
end)

tap.test("chunks that lie exactly on the boundary", function()
  for _, chunks in ipairs { 1, 2, 3 } do
    local plain = ("z"):rep(65536 * chunks)
    local box = through(age.encryption { recipients = to }, plain, 65536)
    tap.truth(through(age.decryption { identities = me }, box, 4096) == plain)
  end
end)

tap.test("passphrases, and their limits", function()
  local box = through(assert(age.encryption {
    passphrase = "p", work_factor = 4,
  }), "x", 1)
  tap.equal(through(age.decryption { passphrase = "p" }, box, 7), "x")
  local opening = age.decryption { passphrase = "p", max_work_factor = 3 }
  tap.fails("age_work_factor", opening.update, opening, box)
end)

tap.test("jobs begin any number, side by side", function()
  local lock = assert(age.encryptor { recipients = to })
  local open = assert(age.decryptor { identities = me })
  local one, two = assert(lock:begin()), assert(lock:begin())
  lock:close()
  local a = one:update("on") .. ""
  local b = two:update("tw")
  a, b = a .. one:update("e") .. one:finish(), b .. two:update("o")
    .. two:finish()
  tap.equal(open:decrypt(a), "one")
  tap.equal(through(assert(open:begin()), b, 10), "two")
end)

tap.test("plaintext comes before the file has ended", function()
  local box = assert(age.encrypt(data, { recipients = to }))
  local opening = age.decryption { identities = me }
  local early = assert(opening:update(box:sub(1, 200000)))
  tap.truth(#early >= 65536 * 2)
  tap.truth(data:sub(1, #early) == early)
end)

tap.test("memory stays bounded, however much goes through", function()
  local sealing = assert(age.encryption { recipients = to })
  local opening = assert(age.decryption { identities = me })
  local piece, total, most = ("m"):rep(65536), 0, 0
  for _ = 1, 160 do
    local box = assert(sealing:update(piece))
    local plain = assert(opening:update(box))
    most = math.max(most, #box, #plain)
    total = total + #plain
  end
  total = total + #opening:update(sealing:finish()) + #opening:finish()
  tap.equal(total, 160 * 65536)
  tap.truth(most <= 4 * 65536, most)
end)

tap.test("each failure has its code, and has it again", function()
  local box = assert(age.encrypt(data, { recipients = to }))
  local function fails(code, text, options)
    local opening = assert(age.decryption(options or { identities = me }))
    local parts = { opening:update(text) }
    if parts[1] then
      parts = { opening:finish() }
    end
    tap.equal(parts[1], nil)
    tap.equal(parts[3], code)
    tap.equal(type(parts[4]), "string")
    local again = tap.fails(code, opening.update, opening, "more")
    tap.equal(again, parts[2])
    tap.equal(tap.fails(code, opening.finish, opening), again)
    return parts[4]
  end
  tap.equal(fails("age_no_match", box, { identities = other }), "")
  tap.equal(fails("age_header", "no age file\n"), "")
  tap.equal(fails("age_header", ""), "")
  tap.equal(fails("age_armor", box, { identities = me, armor = true }), "")
  fails("age_payload", box .. "x")
  local at = assert(box:find("\n--- ", 1, true)) + 6
  local flip = box:sub(at, at) == "A" and "B" or "A"
  tap.equal(fails("age_mac", box:sub(1, at - 1) .. flip .. box:sub(at + 1)),
    "")
  tap.fails("age_recipient", age.encryption, { recipients = "age1bad" })
end)

tap.test("what was proven before a failure is not lost", function()
  local box = assert(age.encrypt(data, { recipients = to }))
  local broken = box:sub(1, 180000) .. "!" .. box:sub(180002)
  for _, size in ipairs { 1000, 50000, #broken } do
    local opening = age.decryption { identities = me }
    local parts, code, rest = {}, nil, nil
    for at = 1, #broken, size do
      local text, _
      text, _, code, rest = opening:update(broken:sub(at, at + size - 1))
      if not text then
        break
      end
      parts[#parts + 1] = text
    end
    tap.equal(code, "age_payload")
    tap.truth(table.concat(parts) .. rest == data:sub(1, 131072), size)
  end
end)

tap.test("nor is what the same piece brought", function()
  local box = assert(age.encrypt(data, { recipients = to, armor = true }))
  local opening = age.decryption { identities = me }
  local result, _, code, rest = opening:update(
    box:sub(1, 120000) .. "!" .. box:sub(120002))
  tap.equal(result, nil)
  tap.equal(code, "age_armor")
  tap.truth(rest == data:sub(1, 65536), #rest)
end)

tap.test("a file that was cut short is told by finish", function()
  local box = assert(age.encrypt(data, { recipients = to }))
  local opening = age.decryption { identities = me }
  tap.truth(opening:update(box:sub(1, -2)))
  tap.fails("age_payload", opening.finish, opening)
end)

tap.test("finish closes, close closes, and closed is told", function()
  local before = support.alive()
  for _, ending in ipairs { "finish", "close" } do
    local sealing = assert(age.encryption { recipients = to })
    tap.truth(tostring(sealing):find("^otls%.age_transfer: "))
    tap.equal(otls.type(sealing), "age_transfer")
    tap.truth(sealing[ending](sealing))
    tap.equal(tostring(sealing), "otls.age_transfer (closed)")
    tap.equal(core.closed(sealing), true)
    tap.equal(sealing:close(), true)
    tap.raises("check_transfer.lua:%d+: .*closed handle", function()
      sealing:update("x")
    end)
    tap.raises("closed handle", sealing.finish, sealing)
  end
  tap.equal(otls.count(), before)
end)

tap.test("the collector frees what was not finished", function()
  local before = support.alive()
  for _ = 1, 20 do
    assert(age.encryption { recipients = to }):update("x")
    assert(age.decryption { identities = me }):update("a")
  end
  tap.equal(support.alive(), before)
end)

if _VERSION == "Lua 5.4" then
  tap.test("a variable that is to be closed is closed", function()
    local outside
    assert(load([[
      local age, options, keep = ...
      local sealing <close> = age.encryption(options)
      keep(sealing)
    ]]))(age, { recipients = to }, function(t) outside = t end)
    tap.equal(core.closed(outside), true)
  end)
else
  tap.skip("a variable that is to be closed is closed", "Lua 5.4 has such")
end

tap.test("mistakes are raised, and leave nothing", function()
  local before = support.alive()
  local sealing = assert(age.encryption { recipients = to })
  for _, value in ipairs { 5, true, {} } do
    tap.raises("check_transfer.lua:%d+: .*string expected", function()
      sealing:update(value)
    end)
  end
  tap.raises("string expected, got nil", sealing.update, sealing)
  tap.raises("no option 'progress'", age.encryption,
    { recipients = to, progress = print })
  tap.raises("no option 'progress'", age.decryption,
    { identities = me, progress = print })
  tap.raises("no option 'recipients'", age.decryption, { recipients = to })
  tap.raises("options expected", age.encryption)
  tap.raises("no recipients", age.encryption, {})
  tap.raises("no identities", age.decryption, {})
  tap.raises("handle", sealing.update, otls.bio.memory(), "x")
  tap.raises("handle", sealing.finish, "x")
  sealing:close()
  sealing = nil -- luacheck: ignore
  tap.equal(support.alive(), before)
end)

tap.test("coroutines take turns in the middle of transfers", function()
  local copies = {}
  for n = 1, 5 do
    copies[n] = coroutine.create(function()
      local plain = data:sub(n, -n)
      local sealing = assert(age.encryption { recipients = to })
      local opening = assert(age.decryption { identities = me })
      local parts = {}
      for at = 1, #plain, 10000 * n do
        local box = assert(sealing:update(plain:sub(at, at + 10000 * n - 1)))
        coroutine.yield()
        parts[#parts + 1] = assert(opening:update(box))
        coroutine.yield()
      end
      parts[#parts + 1] = assert(opening:update(assert(sealing:finish())))
      parts[#parts + 1] = assert(opening:finish())
      return table.concat(parts) == plain
    end)
  end
  local right = 0
  while next(copies) do
    for n, copy in pairs(copies) do
      local ok, result = coroutine.resume(copy)
      tap.truth(ok, result)
      if coroutine.status(copy) == "dead" then
        copies[n] = nil
        right = right + (result == true and 1 or 0)
      end
    end
  end
  tap.equal(right, 5)
end)

support.remove()
tap.done()
