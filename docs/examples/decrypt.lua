-- SPDX-License-Identifier: ISC
-- decrypt.lua IDENTITY-FILE IN OUT: decrypts a file, in Lua.
local age = require "otls.age"

assert(age.decrypt_file(arg[2], arg[3], { identities_file = arg[1] }))
