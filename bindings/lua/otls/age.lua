-- SPDX-License-Identifier: ISC
--- Files and strings encrypted in one call, in the age format.
--
--     local age = require "otls.age"
--     local me = age.identity.generate()
--     local secret = assert(age.encrypt("hello", {
--       recipients = { me:recipient() },
--     }))
--     print(age.decrypt(secret, { identities = { me } })) --> hello
--
-- An age file is binary, or armored: the same as lines of text, for where
-- only text passes. Decryption takes either.
--
-- Options for encryption:
--
-- - `recipients`: a recipient, its text (`"age1..."`), or a list of either
-- - `recipients_file`: the path of a file of recipients, or a list of paths
-- - `passphrase`: instead of recipients
-- - `normalise`: true where the passphrase is text in UTF-8, for which it
--   should not matter how a keyboard composes its characters
-- - `work_factor`: how costly the passphrase is to try, a power of two
-- - `armor`: true for armor
-- - `threads`: how many work at most; otherwise one for each processor
-- - `progress`: `function(done, total)`, called with numbers of bytes;
--   `total` is nil where it isn't known; returning false cancels
--
-- Options for decryption:
--
-- - `identities`: an identity, its text (`"AGE-SECRET-KEY-1..."`), or a list
--   of either
-- - `identities_file`: the path of a file of identities, or a list of paths
-- - `identities_file_passphrase`: opens those of these files that are
--   encrypted
-- - `passphrase`: instead of identities, or beside them
-- - `normalise`: true to try the passphrase composed, decomposed and as it is
-- - `max_work_factor`, `max_memory`: what a file with a passphrase may cost:
--   a power of two, and bytes
-- - `armor`: true where it must be armored, false where it must not
-- - `header`: that of a file which has none itself; see `export_header`
-- - `threads`: as above
-- - `progress`: as above
-- @module otls.age

local core = require "otls.core"
local again = require("otls")._again
local header = require "otls.age.header"
local jobs = require "otls.age.job"
local reader = require "otls.age.reader"
local rewrapping = require "otls.age.rewrap"
require "otls.age.transfer"

local make, once, run = jobs.make, jobs.once, jobs.run
local encryption, decryption = jobs.encryption, jobs.decryption

local age = { identity = {}, recipient = {} }

--- What decrypts.
-- @section identity

--- A new identity.
-- @treturn Identity or nil, message, code
-- @function identity.generate
age.identity.generate = core.age_identity_generate

--- The identity of a text.
-- @tparam string text `"AGE-SECRET-KEY-1..."`
-- @treturn Identity or nil, message, code (`"age_identity"`)
-- @function identity.parse
age.identity.parse = core.age_identity_parse

--- The identity that a passphrase is.
-- @tparam string passphrase
-- @treturn Identity or nil, message, code
-- @function identity.passphrase
age.identity.passphrase = core.age_identity_passphrase

--- An identity.
-- @type Identity
local Identity = core.methods(core.OTLS_KIND_AGE_IDENTITY)

--- Its public half.
-- @treturn Recipient or nil, message, code
-- @function Identity:recipient
Identity.recipient = core.age_identity_recipient

--- Its secret text. Lua can't wipe strings: keep it no longer than needed.
-- @treturn string or nil, message, code
function Identity:export_secret()
  return core.age_identity_export_secret(self, 4096)
end

--- Frees it, and wipes it from memory.
-- @treturn boolean true
-- @function Identity:close
Identity.close = core.age_identity_free

--- What encrypts.
-- @section recipient

--- The recipient of a text.
-- @tparam string text `"age1..."`
-- @treturn Recipient or nil, message, code (`"age_recipient"`)
-- @function recipient.parse
age.recipient.parse = core.age_recipient_parse

--- The recipient that a passphrase is.
-- @tparam string passphrase
-- @tparam[opt] integer work_factor the default is libotls' own
-- @treturn Recipient or nil, message, code
function age.recipient.passphrase(passphrase, work_factor)
  return core.age_recipient_passphrase(passphrase, work_factor or 0)
end

--- A recipient.
-- @type Recipient
local Recipient = core.methods(core.OTLS_KIND_AGE_RECIPIENT)

--- Its text.
-- @treturn string or nil, message, code
function Recipient:text()
  return core.age_recipient_text(self, 4096)
end

--- Frees it.
-- @treturn boolean true
-- @function Recipient:close
Recipient.close = core.age_recipient_free

--- Jobs
-- @section jobs

--- A job that encrypts any number of files for the same recipients.
-- @tparam table options see above
-- @treturn Encryptor or nil, message, code
-- @usage local job = assert(age.encryptor { recipients_file = "team.txt" })
-- for _, name in ipairs { "a", "b" } do
--   assert(job:file(name, name .. ".age"))
-- end
function age.encryptor(options)
  return make(encryption, options)
end

--- A job that decrypts any number of files with the same identities.
-- @tparam table options see above
-- @treturn Decryptor or nil, message, code
function age.decryptor(options)
  return make(decryption, options)
end

--- A job that encrypts.
-- @type Encryptor
local Encryptor = core.methods(core.OTLS_KIND_AGE_ENCRYPTOR)

--- Encrypts a file. The output appears when it is whole, or not at all.
-- @tparam string input path
-- @tparam string output path
-- @treturn boolean true, or nil, message, code
function Encryptor:file(input, output)
  return again(core.age_encryptor_file, self, input, output)
end

--- Encrypts what a bio gives until its end into another.
-- @tparam Bio input
-- @tparam Bio output
-- @treturn boolean true, or nil, message, code
-- @function Encryptor:stream
Encryptor.stream = core.age_encryptor_stream

--- Begins an encryption whose bytes the program carries.
-- @treturn Transfer or nil, message, code
-- @see encryption
-- @function Encryptor:begin
Encryptor.begin = core.age_encryptor_begin

--- Encrypts a string.
-- @tparam string data
-- @treturn string or nil, message, code
function Encryptor:encrypt(data)
  return run(core.age_encryptor_stream, self, data)
end

--- Frees the job.
-- @treturn boolean true
-- @function Encryptor:close
Encryptor.close = core.age_encryptor_free

--- A job that decrypts.
-- @type Decryptor
local Decryptor = core.methods(core.OTLS_KIND_AGE_DECRYPTOR)

--- Decrypts a file. The output appears when it is whole and proven genuine,
-- or not at all.
-- @tparam string input path
-- @tparam string output path
-- @treturn boolean true, or nil, message, code
function Decryptor:file(input, output)
  return again(core.age_decryptor_file, self, input, output)
end

--- Decrypts what a bio gives until its end into another. Only the result
-- true says that all of it came.
-- @tparam Bio input
-- @tparam Bio output
-- @treturn boolean true, or nil, message, code
-- @function Decryptor:stream
Decryptor.stream = core.age_decryptor_stream

--- Begins a decryption whose bytes the program carries.
-- @treturn Transfer or nil, message, code
-- @see decryption
-- @function Decryptor:begin
Decryptor.begin = core.age_decryptor_begin

--- Decrypts a string.
-- @tparam string data
-- @treturn string or nil, message, code
function Decryptor:decrypt(data)
  return run(core.age_decryptor_stream, self, data)
end

--- Frees the job.
-- @treturn boolean true
-- @function Decryptor:close
Decryptor.close = core.age_decryptor_free

--- In one call
-- @section once

--- Encrypts a string.
-- @tparam string data
-- @tparam table options see above
-- @treturn[1] string
-- @treturn[2] nil
-- @treturn[2] string message
-- @treturn[2] string code
-- @usage local me = age.identity.generate()
-- local text = assert(age.encrypt("hello", {
--   recipients = me:recipient(), armor = true,
-- }))
-- assert(text:find("^%-%-%-%-%-BEGIN AGE ENCRYPTED FILE"))
-- assert(age.decrypt(text, { identities = me }) == "hello")
function age.encrypt(data, options)
  return once(encryption, options, Encryptor.encrypt, data)
end

--- Decrypts a string.
-- @tparam string data
-- @tparam table options see above
-- @treturn[1] string
-- @treturn[2] nil
-- @treturn[2] string message
-- @treturn[2] string code, such as `"age_no_match"` or `"age_payload"`
function age.decrypt(data, options)
  return once(decryption, options, Decryptor.decrypt, data)
end

--- Encrypts a file. The output appears when it is whole, or not at all.
-- @tparam string input path
-- @tparam string output path
-- @tparam table options see above
-- @treturn boolean true, or nil, message, code
-- @usage assert(age.encrypt_file("plan.pdf", "plan.pdf.age", {
--   recipients_file = "team.txt",
--   progress = function(done, total) print(done, total) end,
-- }))
function age.encrypt_file(input, output, options)
  return once(encryption, options, Encryptor.file, input, output)
end

--- Decrypts a file. The output appears when it is whole and proven genuine,
-- or not at all.
-- @tparam string input path
-- @tparam string output path
-- @tparam table options see above
-- @treturn boolean true, or nil, message, code
function age.decrypt_file(input, output, options)
  return once(decryption, options, Decryptor.file, input, output)
end

--- Encrypts what a bio gives until its end into another.
-- @tparam Bio input
-- @tparam Bio output
-- @tparam table options see above
-- @treturn boolean true, or nil, message, code
function age.encrypt_stream(input, output, options)
  return once(encryption, options, Encryptor.stream, input, output)
end

--- Decrypts what a bio gives until its end into another.
-- @tparam Bio input
-- @tparam Bio output
-- @tparam table options see above
-- @treturn boolean true, or nil, message, code
function age.decrypt_stream(input, output, options)
  return once(decryption, options, Decryptor.stream, input, output)
end

--- At any place
-- @section places

--- Opens an encrypted file for reads at any place, with the methods of Lua's
-- own files. Only the chunks of 64 KiB that are read are decrypted, and the
-- last one at once, which proves where the end is.
-- @tparam string|Bio source the path of a regular file, or a bio that has
-- places, from where it stands to its end
-- @tparam table options those for decryption, without `progress`
-- @treturn[1] Reader
-- @treturn[2] nil
-- @treturn[2] string message
-- @treturn[2] string code
-- @usage local me = age.identity.generate()
-- local box = assert(age.encrypt("attack\nat dawn\n", {
--   recipients = me:recipient(),
-- }))
-- local file = assert(age.open(bio.memory(box), { identities = me }))
-- for line in file:lines() do print(line) end
-- assert(file:seek("end", -5) == 10 and file:read("a") == "dawn\n")
-- file:close()
age.open = reader.open

--- Without output
-- @section proof

--- Decrypts a string and keeps nothing: true says that `decrypt` would give
-- all of it.
-- @tparam string data
-- @tparam table options those for decryption
-- @treturn boolean true, or nil, message, code
age.verify = rewrapping.verify

--- The same of a file.
-- @tparam string path
-- @tparam table options those for decryption
-- @treturn boolean true, or nil, message, code
age.verify_file = rewrapping.verify_file

--- The same of what a bio gives until its end.
-- @tparam Bio source
-- @tparam table options those for decryption
-- @treturn boolean true, or nil, message, code
age.verify_stream = rewrapping.verify_stream

--- Other recipients
-- @section rewrap

--- An encrypted string for other recipients: all that are given, and no
-- others. The payload is copied and the key stays, so whoever could read it
-- before, and kept that key, can read this as well; `fresh` encrypts
-- everything anew.
-- @tparam string data
-- @tparam table options what opens it, as for decryption: `identities`,
-- `identities_file`, `passphrase`, ...; for whom it is from now on:
-- `recipients`, `recipients_file` or `new_passphrase`, with `work_factor` and
-- `armor`; and `fresh`, true for a new key
-- @treturn[1] string
-- @treturn[2] nil
-- @treturn[2] string message
-- @treturn[2] string code
-- @usage local me, you = age.identity.generate(), age.identity.generate()
-- local box = assert(age.encrypt("hello", { recipients = me:recipient() }))
-- box = assert(age.rewrap(box, {
--   identities = me, recipients = { me:recipient(), you:recipient() },
-- }))
-- assert(age.decrypt(box, { identities = you }) == "hello")
age.rewrap = rewrapping.string

--- The same of a file. The output may be the input, and is whole or as it
-- was.
-- @tparam string input path
-- @tparam string output path
-- @tparam table options as above
-- @treturn boolean true, or nil, message, code
age.rewrap_file = rewrapping.file

--- The same of what a bio gives until its end, into another.
-- @tparam Bio input
-- @tparam Bio output
-- @tparam table options as above
-- @treturn boolean true, or nil, message, code
age.rewrap_stream = rewrapping.stream

--- Piece by piece
-- @section pieces

-- Only the program knows how far these are.
local function begin(kind, options, use)
  if type(options) == "table" and options.progress ~= nil then
    core.raise("there is no option 'progress' where the program carries the "
      .. "bytes")
  end
  return once(kind, options, use)
end

--- Begins an encryption whose bytes the program carries: from coroutines,
-- event loops, or wherever there is neither a file nor a bio. It never waits
-- for input or output; with a passphrase it works here, for about a second.
-- @tparam table options see above, without `progress`
-- @treturn[1] Transfer
-- @treturn[2] nil
-- @treturn[2] string message
-- @treturn[2] string code
-- @usage local me = age.identity.generate()
-- local sealing = assert(age.encryption { recipients = me:recipient() })
-- local parts = {}
-- for _, piece in ipairs { "one ", "two ", "three" } do
--   parts[#parts + 1] = assert(sealing:update(piece))
-- end
-- parts[#parts + 1] = assert(sealing:finish())
-- local box = table.concat(parts)
-- assert(age.decrypt(box, { identities = me }) == "one two three")
function age.encryption(options)
  return begin(encryption, options, Encryptor.begin)
end

--- Begins a decryption whose bytes the program carries. A file that is
-- malformed, or for somebody else, is told by `update` or `finish`.
-- @tparam table options see above, without `progress`
-- @treturn[1] Transfer
-- @treturn[2] nil
-- @treturn[2] string message
-- @treturn[2] string code
-- @usage local me = age.identity.generate()
-- local box = assert(age.encrypt(("x"):rep(200000), {
--   recipients = me:recipient(),
-- }))
-- -- a coroutine that gives plaintext for what it is resumed with
-- local opening = coroutine.wrap(function()
--   local transfer = assert(age.decryption { identities = me })
--   local piece = coroutine.yield()
--   while piece do
--     piece = coroutine.yield(assert(transfer:update(piece)))
--   end
--   return assert(transfer:finish())
-- end)
-- opening()
-- local length = 0
-- for at = 1, #box, 1000 do
--   length = length + #opening(box:sub(at, at + 999))
-- end
-- assert(length + #opening(nil) == 200000)
function age.decryption(options)
  return begin(decryption, options, Decryptor.begin)
end

--- Without any key
-- @section inspection

--- What the beginning of an encrypted string tells without any key. Nothing
-- of it is proven: whoever made it could write any header.
-- @tparam string data
-- @treturn[1] table `version`, such as `"age-encryption.org/v1"`; `armored`;
-- `stanza_types`, a list such as `{ "X25519" }`; `post_quantum`, whether a
-- quantum computer could not read it, nil where that isn't known; `sizes`,
-- with `header`, `armor`, `overhead` and `payload` in bytes, which are the
-- whole together, each nil where it isn't known; and `json`, the same as a
-- JSON object of the form that `age-inspect --json` of age 1.3 prints
-- @treturn[2] nil
-- @treturn[2] string message
-- @treturn[2] string code, such as `"age_header"`
-- @usage local me = age.identity.generate()
-- local box = assert(age.encrypt("hello", { recipients = me:recipient() }))
-- local info = assert(age.inspect(box))
-- assert(info.stanza_types[1] == "X25519" and not info.armored)
-- assert(info.sizes.payload == 5 and info.post_quantum == false)
-- assert(info.json:find('"max_payload": 5', 1, true))
age.inspect = header.inspect

--- The same of a file.
-- @tparam string path
-- @treturn table or nil, message, code
age.inspect_file = header.inspect_file

--- The same of a bio, which is read from where it stands and left anywhere.
-- For the sizes, an armored file is read to its end.
-- @tparam Bio source
-- @treturn table or nil, message, code
age.inspect_stream = header.inspect_stream

--- The header of an encrypted string, in binary. Who has it and an identity
-- needs no other part of the file for its key, so it can be kept apart:
-- decryption takes it as `header`, and the rest of the file as data.
-- @tparam string data
-- @treturn string or nil, message, code
-- @usage local me = age.identity.generate()
-- local box = assert(age.encrypt("hello", { recipients = me:recipient() }))
-- local head = assert(age.export_header(box))
-- local rest = box:sub(#head + 1)
-- assert(age.decrypt(rest, { header = head, identities = me }) == "hello")
age.export_header = header.export

--- The same of a file.
-- @tparam string path
-- @treturn string or nil, message, code
age.export_header_file = header.export_file

return age
