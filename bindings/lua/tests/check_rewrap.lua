-- SPDX-License-Identifier: ISC
-- Are files verified without output, and given other recipients?

local tap = require "tap"
local support = require "support"
local otls = require "otls"
local age = otls.age

local me, you = age.identity.generate(), age.identity.generate()
local data = ("\0plain\255"):rep(40000)
local box = assert(age.encrypt(data, { recipients = me:recipient() }))
local path = support.write("box", box)

-- The bytes behind the header.
local function payload(text)
  return text:sub(#assert(age.export_header(text)) + 1)
end

tap.test("verify says of strings, files and bios what decrypt would",
  function()
    local mine = { identities = me }
    tap.equal(age.verify(box, mine), true)
    tap.equal(age.verify_file(path, mine), true)
    tap.equal(age.verify_stream(otls.bio.memory(box), mine), true)
    local bad = box:sub(1, -2)
    tap.fails("age_payload", age.verify, bad, mine)
    tap.fails("age_payload", age.verify_file, support.write("bad", bad), mine)
    tap.fails("age_payload", age.verify_stream, otls.bio.memory(bad), mine)
    tap.fails("age_no_match", age.verify, box, { identities = you })
    tap.fails("not_found", age.verify_file, support.path("none"), mine)
  end)

tap.test("rewrapped, the others read it, and the payload is the same",
  function()
    local options = { identities = me, recipients = you:recipient() }
    local new = assert(age.rewrap(box, options))
    tap.truth(age.decrypt(new, { identities = you }) == data)
    tap.fails("age_no_match", age.decrypt, new, { identities = me })
    tap.truth(payload(new) == payload(box))
    local out = otls.bio.memory()
    tap.equal(age.rewrap_stream(otls.bio.memory(box), out, options), true)
    tap.truth(age.decrypt(out:read("a"), { identities = you }) == data)
  end)

tap.test("fresh, the payload is another", function()
  local new = assert(age.rewrap(box, {
    identities = me, recipients = you:recipient(), fresh = true,
  }))
  tap.truth(age.decrypt(new, { identities = you }) == data)
  tap.truth(payload(new) ~= payload(box))
  tap.equal(#payload(new), #payload(box))
end)

tap.test("a file takes the place of itself, or stays as it was", function()
  local both = { me:recipient(), you:recipient():text() }
  for _, fresh in ipairs { false, true } do
    support.write("box", box)
    tap.equal(age.rewrap_file(path, path, {
      identities = me, recipients = both, fresh = fresh, armor = true,
    }), true)
    tap.truth(age.decrypt(support.read("box"), {
      identities = you, armor = true,
    }) == data)
  end
  local before = support.read("box")
  local none = age.identity.generate()
  tap.fails("age_no_match", age.rewrap_file, path, path, {
    identities = none, recipients = both,
  })
  tap.truth(support.read("box") == before)
end)

tap.test("from one passphrase to another", function()
  local old = assert(age.encrypt("text", {
    passphrase = "old", work_factor = 4,
  }))
  local new = assert(age.rewrap(old, {
    passphrase = "old", new_passphrase = "new", work_factor = 5,
  }))
  tap.equal(age.decrypt(new, { passphrase = "new" }), "text")
  tap.fails("age_no_match", age.decrypt, new, { passphrase = "old" })
end)

tap.test("progress is told of both, and cancels both", function()
  for _, run in ipairs {
    function(progress)
      return age.verify(box, { identities = me, progress = progress })
    end,
    function(progress)
      return age.rewrap(box, {
        identities = me, recipients = you:recipient(), progress = progress,
      })
    end,
    function(progress)
      return age.rewrap(box, {
        identities = me, recipients = you:recipient(), progress = progress,
        fresh = true,
      })
    end,
  } do
    local last = 0
    tap.truth(run(function(done) last = done end))
    tap.equal(last, #box)
    tap.fails("cancelled", run, function() return false end)
    tap.raises("out of it", run, function() error("out of it") end)
  end
end)

tap.test("a cancelled rewrap leaves the file", function()
  support.write("box", box)
  tap.fails("cancelled", age.rewrap_file, path, path, {
    identities = me, recipients = you:recipient(),
    progress = function() return false end,
  })
  tap.truth(support.read("box") == box)
end)

tap.test("a header kept apart is asked for, and given", function()
  local head = assert(age.export_header_file(support.write("box", box)))
  tap.equal(head, assert(age.export_header(box)))
  tap.equal(head:sub(1, 22), "age-encryption.org/v1\n")
  local rest = box:sub(#head + 1)
  tap.truth(age.decrypt(rest, { identities = me, header = head }) == data)
  tap.equal(age.verify(rest, { identities = me, header = head }), true)
  tap.truth(age.decrypt(age.rewrap(rest, {
    identities = me, header = head, recipients = you:recipient(),
  }), { identities = you }) == data)
  tap.fails("age_header", age.export_header, "no age file")
end)

tap.test("a file of identities that is encrypted opens by its passphrase",
  function()
    local keys = support.write("keys.age", assert(age.encrypt(
      me:export_secret() .. "\n", { passphrase = "k", work_factor = 4 })))
    tap.truth(age.decrypt(box, {
      identities_file = keys, identities_file_passphrase = "k",
    }) == data)
    tap.fails("age_no_match", age.decrypt, box, {
      identities_file = keys, identities_file_passphrase = "wrong",
    })
    tap.fails("age_work_factor", age.decrypt, box, {
      identities_file = keys, identities_file_passphrase = "k",
      max_work_factor = 3,
    })
  end)

tap.test("normalised passphrases are the same letters however composed",
  function()
    local composed, apart = "caf\195\169", "cafe\204\129"
    local new, message, code = age.encrypt("text", {
      passphrase = apart, normalise = true, work_factor = 4,
    })
    if not new and code == "unsupported" then
      print("# " .. message)
      return
    end
    tap.equal(age.decrypt(new, { passphrase = composed }), "text")
    tap.equal(age.decrypt(new, { passphrase = apart, normalise = true }),
      "text")
    tap.fails("age_no_match", age.decrypt, new, { passphrase = apart })
  end)

tap.test("threads are as many as are allowed", function()
  tap.truth(age.decrypt(assert(age.encrypt(data, {
    recipients = me:recipient(), threads = 1,
  })), { identities = me, threads = 2 }) == data)
  tap.raises("threads", age.decrypt, box, { identities = me, threads = 65 })
end)

tap.test("options that are none, or of another type, are raised", function()
  tap.raises("no option 'fast'", age.rewrap, box, {
    identities = me, recipients = you:recipient(), fast = true,
  })
  tap.raises("bad option 'fresh'", age.rewrap, box, { fresh = 1 })
  tap.raises("bad option 'normalise'", age.decrypt, box, { normalise = 1 })
  tap.raises("a table of options", age.rewrap, box)
  tap.raises("a table of options", age.verify, box)
end)

support.remove()
tap.done()
