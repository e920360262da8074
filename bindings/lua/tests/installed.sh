# SPDX-License-Identifier: ISC
# Runs Lua on the installed copy, with nothing but that copy's place in the
# environment: make installcheck.
set -eu
case ${SANITIZER_FLAGS-} in
?*)
    echo "installcheck: skipped, the library was built for a sanitizer"
    exit 0
    ;;
esac
clean() {
    env -i PATH="$PATH" \
        LUA_PATH="$DESTDIR$luadir/?.lua;$DESTDIR$luadir/?/init.lua" \
        LUA_CPATH="$DESTDIR$luaexecdir/?.so" \
        LD_LIBRARY_PATH="$DESTDIR$libdir" "$LUA" "$@"
}
cd /
clean -e '
local otls = require "otls"
local age = otls.age
local me = assert(age.identity.generate())
local data = ("\0Lua"):rep(50000)
local box = assert(age.encrypt(data, { recipients = me:recipient() }))
assert(age.decrypt(box, { identities = me }) == data)
assert(age.inspect(box).sizes.payload == #data)
local opening = assert(age.decryption { identities = me })
assert(opening:update(box) .. opening:finish() == data)
local b = otls.bio.memory("one\ntwo\n")
assert(b:read("l") == "one" and b:read("a") == "two\n")
assert(#otls.rand.bytes(16) == 16)
assert(otls.store.open("memory:"):put("a", "b", 1))
assert(otls.ticket_keys.derived(otls.store.make_secret()))
assert(otls.context.server())
assert(#require("otls.cdef").cdef > 0)
assert(otls.ssl.newcontext { mode = "client", protocol = "any" })
print("installcheck: " .. _VERSION .. " has otls " .. otls.version)'
