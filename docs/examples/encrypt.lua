-- SPDX-License-Identifier: ISC
-- encrypt.lua RECIPIENT IN OUT: encrypts a file, in Lua.
local age = require "otls.age"

assert(age.encrypt_file(arg[2], arg[3], { recipients = { arg[1] } }))
