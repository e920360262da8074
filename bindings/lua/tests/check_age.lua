-- SPDX-License-Identifier: ISC
-- Is what Lua encrypts age, and what it decrypts what was encrypted?

local tap = require "tap"
local support = require "support"
local otls = require "otls"
local core = require "otls.core"
local age = otls.age

local me, other = age.identity.generate(), age.identity.generate()
local data = "\0one\0" .. ("\255two\n"):rep(40000) .. "\0"

tap.test("strings of every size go there and back", function()
  for _, size in ipairs { 0, 1, 65535, 65536, 65537, #data } do
    local plain = data:sub(1, size)
    local box = assert(age.encrypt(plain, { recipients = me:recipient() }))
    tap.equal(box:sub(1, 22), "age-encryption.org/v1\n")
    tap.truth(age.decrypt(box, { identities = me }) == plain, size)
  end
end)

tap.test("texts and objects are recipients and identities alike", function()
  local box = assert(age.encrypt(data, {
    recipients = { me:recipient():text(), other:recipient() },
  }))
  tap.truth(age.decrypt(box, { identities = me:export_secret() }) == data)
  tap.truth(age.decrypt(box, { identities = { other } }) == data)
  tap.equal(age.recipient.parse(me:recipient():text()):text(),
    me:recipient():text())
  tap.equal(age.identity.parse(me:export_secret()):export_secret(),
    me:export_secret())
end)

tap.test("files of recipients and identities", function()
  local keys = support.write("keys", "# mine\n" .. me:export_secret() .. "\n")
  local team = support.write("team", me:recipient():text() .. "\n")
  local box = assert(age.encrypt(data, { recipients_file = team }))
  tap.truth(age.decrypt(box, { identities_file = keys }) == data)
  tap.truth(age.decrypt(box, { identities_file = { keys } }) == data)
  tap.fails("not_found", age.encrypt, data,
    { recipients_file = support.path("none") })
end)

tap.test("passphrases, with zero bytes and limits", function()
  local box = assert(age.encrypt(data, {
    passphrase = "a\0b", work_factor = 4,
  }))
  tap.truth(age.decrypt(box, { passphrase = "a\0b" }) == data)
  tap.truth(age.decrypt(box, { passphrase = "a\0b", max_work_factor = 4,
    max_memory = 2 ^ 20 }) == data)
  tap.fails("age_no_match", age.decrypt, box, { passphrase = "a" })
  tap.fails("age_work_factor", age.decrypt, box,
    { passphrase = "a\0b", max_work_factor = 3 })
  tap.fails("age_work_factor", age.decrypt, box,
    { passphrase = "a\0b", max_memory = 1000 })
  tap.fails("age_work_factor", age.decrypt, box,
    { identities = age.identity.passphrase("a\0b"), max_work_factor = 3 })
  tap.fails("age_mixed", age.encrypt, data,
    { passphrase = "x", work_factor = 1, recipients = me:recipient() })
  tap.truth(age.recipient.passphrase("x", 1))
  tap.truth(age.identity.passphrase("x"))
end)

tap.test("each failure has its code", function()
  local box = assert(age.encrypt(data, { recipients = me:recipient() }))
  tap.fails("age_no_match", age.decrypt, box, { identities = other })
  tap.fails("age_header", age.decrypt, "no age file", { identities = me })
  tap.fails("age_payload", age.decrypt, box:sub(1, -2), { identities = me })
  tap.fails("age_payload", age.decrypt, box .. "x", { identities = me })
  local at = assert(box:find("\n--- ", 1, true)) + 6
  local flip = box:sub(at, at) == "A" and "B" or "A"
  tap.fails("age_mac", age.decrypt, box:sub(1, at - 1) .. flip
    .. box:sub(at + 1), { identities = me })
  tap.fails("age_recipient", age.encrypt, data, { recipients = "age1bad" })
  tap.fails("age_identity", age.decrypt, box, { identities = "AGE-SECRET" })
  tap.fails("age_identity", age.identity.parse, "x")
  tap.fails("age_recipient", age.recipient.parse, "x")
end)

tap.test("a message never quotes a secret", function()
  local secret = me:export_secret():sub(1, -2) .. "!"
  local message = tap.fails("age_identity", age.identity.parse, secret)
  tap.equal(message:find(secret:sub(20, 30), 1, true), nil)
end)

tap.test("a mistake in the options is raised", function()
  tap.raises("no option 'recipient'", age.encrypt, "x", { recipient = me })
  tap.raises("no option 'recipients'", age.decrypt, "x", { recipients = me })
  tap.raises("no option 'work_factor'", age.decrypt, "x",
    { passphrase = "x", work_factor = 4 })
  tap.raises("no option 'max_memory'", age.encrypt, "x",
    { passphrase = "x", max_memory = 4 })
  tap.raises("integer expected", age.decrypt, "x",
    { passphrase = "x", max_work_factor = false })
  tap.raises(".", age.decrypt, "x", { passphrase = "x", max_work_factor = 31 })
  tap.raises("options expected", age.encrypt, "x")
  tap.raises("no recipients", age.encrypt, "x", {})
  tap.raises("no identities", age.decrypt, "x", {})
  tap.raises("string expected", age.encrypt, nil,
    { recipients = me:recipient() })
  tap.raises("string expected", age.encrypt, 5,
    { recipients = me:recipient() })
  tap.raises(".", age.encrypt, "x", { recipients = me })
  tap.raises("function or nil", age.encrypt, "x",
    { recipients = me:recipient(), progress = "x" })
  tap.raises("check_age.lua:%d+: there is no option", function()
    age.encrypt("x", { recipient = 1 })
  end)
end)

tap.test("files go there and back", function()
  local plain, box = support.write("plain", data), support.path("box")
  tap.equal(age.encrypt_file(plain, box, { recipients = me:recipient() }),
    true)
  tap.equal(age.decrypt_file(box, support.path("back"),
    { identities = me }), true)
  tap.truth(support.read("back") == data)
  tap.truth(age.decrypt(support.read("box"), { identities = me }) == data)
  tap.fails("same_file", age.encrypt_file, plain, plain,
    { recipients = me:recipient() })
  tap.fails("not_found", age.encrypt_file, support.path("none"), box,
    { recipients = me:recipient() })
end)

tap.test("a file that doesn't decrypt leaves what was there", function()
  local back = support.write("kept", "old")
  tap.fails("age_no_match", age.decrypt_file, support.path("box"), back,
    { identities = other })
  tap.equal(support.read("kept"), "old")
end)

tap.test("streams go from bio to bio", function()
  local box, back = otls.bio.memory(), otls.bio.memory()
  tap.equal(age.encrypt_stream(otls.bio.memory(data), box,
    { recipients = me:recipient() }), true)
  tap.equal(age.decrypt_stream(box, back, { identities = me }), true)
  tap.truth(back:read("a") == data)
end)

tap.test("success is one result, so that calls can stand in lists", function()
  local function count(...)
    return select("#", ...)
  end
  local options = { recipients = me:recipient() }
  local box = age.encrypt("x", options)
  local path = support.write("one", box)
  tap.equal(count(age.encrypt("x", options)), 1)
  tap.equal(count(age.decrypt(box, { identities = me })), 1)
  tap.equal(count(age.decryptor({ identities = me }):decrypt(box)), 1)
  tap.equal(count(age.encryption(options)), 1)
  tap.equal(count(age.encryption(options):update("x")), 1)
  tap.equal(count(age.encryption(options):finish()), 1)
  tap.equal(count(age.inspect(path)), 1)
  tap.equal(count(age.inspect_json(path)), 1)
  tap.equal(count(otls.bio.file(path)), 1)
  tap.equal(count(age.decrypt_file(path, support.path("two"),
    { identities = me })), 1)
end)

tap.test("a job works on many", function()
  local lock = assert(age.encryptor { recipients = me:recipient() })
  local open = assert(age.decryptor { identities = me })
  for n = 1, 5 do
    tap.equal(open:decrypt(assert(lock:encrypt("text " .. n))), "text " .. n)
  end
  lock:close()
  tap.raises("closed handle", lock.encrypt, lock, "x")
end)

tap.test("what is encrypted here is decrypted by the functions of C",
  function()
    local box = assert(age.encrypt(data, { recipients = me:recipient() }))
    local job = core.age_decryptor_new()
    core.age_decryptor_add(job, me)
    local out = core.bio_memory_new()
    core.age_decryptor_stream(job, core.bio_memory_from(box), out)
    tap.truth(core.bio_read(out, #data + 1) == data)
  end)

-- Other programs: the otls command of this build, and any age there is.

local function with_command(name, command, seal, unseal)
  if not support.run(command .. " >/dev/null 2>&1") then
    tap.skip(name .. " reads what Lua writes", "it is not there")
    tap.skip("Lua reads what " .. name .. " writes", "it is not there")
    return
  end
  local keys = support.write("id", me:export_secret() .. "\n")
  support.write("in", data)
  tap.test(name .. " reads what Lua writes", function()
    assert(age.encrypt_file(support.path("in"), support.path("lua.age"),
      { recipients = me:recipient() }))
    tap.truth(support.run(unseal:format(keys, support.path("x"),
      support.path("lua.age"))))
    tap.truth(support.read("x") == data)
  end)
  tap.test("Lua reads what " .. name .. " writes", function()
    tap.truth(support.run(seal:format(me:recipient():text(),
      support.path("c.age"), support.path("in"))))
    assert(age.decrypt_file(support.path("c.age"), support.path("y"),
      { identities_file = keys }))
    tap.truth(support.read("y") == data)
  end)
end

with_command("age", "age --version", "age -r %s -o '%s' '%s'",
  "age -d -i '%s' -o '%s' '%s'")
local otls_command = (os.getenv("otls_tools") or "") .. "/otls"
with_command("otls", otls_command .. " --version",
  otls_command .. " encrypt -r %s -o '%s' '%s'",
  otls_command .. " decrypt -i '%s' -o '%s' '%s'")

support.remove()
tap.done()
