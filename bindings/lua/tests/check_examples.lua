-- SPDX-License-Identifier: ISC
-- Does what the sources and the guide show really work? Each @usage runs
-- alone; the blocks of the guide run one after another, except those behind a
-- comment ".. not run: WHY". Behind example.com there is a server here.

local tap = require "tap"
local support = require "support"
local pki = require "pki"
local age = require "otls.age"

local source = os.getenv("lua_srcdir") or "."
local me = assert(age.identity.generate())
local PRELUDE = 'local otls = require "otls"\n'
  .. "local age, bio = otls.age, otls.bio\n"
  .. ("local function read_passphrase() return %q end\n"):format(
    pki.passphrase)

local authority = pki.authority("ca")
local server_cert, server_key = pki.issue(authority, "server",
  "DNS:example.com,DNS:localhost")
local me_cert, me_key = pki.issue(authority, "me", "DNS:me", true)
assert(os.rename(me_key, support.path("me.key")))

local server = io.popen(("echo $$; exec openssl s_server -www "
  .. "-accept 127.0.0.1:0 -cert '%s' -key '%s' 2>&1"):format(server_cert,
  server_key))
local pid = server:read("*l")
local port
repeat
  port = assert(server:read("*l")):match("^ACCEPT .*:(%d+)")
until port

local function text_of(path)
  local file = io.open(path, "rb")
  local text = file and file:read("*a")
  if file then
    file:close()
  end
  return text
end

-- Runs in a directory where the files are that the examples name.
local function works(code)
  support.write("team.txt", me:recipient():text() .. "\n")
  support.write("key.txt", me:export_secret() .. "\n")
  for _, name in ipairs { "a", "b", "plan.pdf", "notes.txt" } do
    support.write(name, "the contents of " .. name .. "\n")
  end
  code = code:gsub("age1%.%.%.", (me:recipient():text()))
    :gsub('"example%.com", 443', '"localhost", ' .. port)
    :gsub("https://example%.com/", ("https://localhost:%d/"):format(port))
  tap.truth(support.run(("cd '%s' && SSL_CERT_FILE=ca.pem %s >out 2>&1")
    :format(support.path(""), support.lua(code))), support.read("out"))
end

-- The @usage blocks of a source, and the block of its first comment.
local function usages(text)
  local found, block = {}, nil
  for line in text:gmatch("([^\n]*)\n") do
    local first = line:match("^%-%- @usage (.*)")
    if first then
      block = { first }
      found[#found + 1] = block
    elseif not line:find("^%-%-") or line:find("^%-%- @") then
      block = nil
    elseif block then
      block[#block + 1] = line:match("^%-%- ?(.*)")
    end
  end
  local head = {}
  for line in text:match("^.-\n\n"):gmatch("%-%-     ([^\n]*)") do
    head[#head + 1] = line
  end
  if #head > 0 then
    table.insert(found, 1, head)
  end
  return found
end

for file, count in pairs { age = 7, cert = 2, cert_request = 1,
    connection = 1, context = 1, credential = 1, key = 1, store = 1,
    ticket_keys = 1, trust = 1 } do
  local shown = usages(assert(text_of(("%s/otls/%s.lua"):format(source,
    file))))
  tap.truth(#shown >= count, #shown .. " examples")
  for number, lines in ipairs(shown) do
    tap.test(("otls.%s: example %d"):format(file, number), function()
      works(PRELUDE .. table.concat(lines, "\n"))
    end)
  end
end

-- The blocks of Lua that a page shows.
local function blocks(page)
  local found, block, left_out = {}, nil, false
  for line in page:gmatch("([^\n]*)\n") do
    if line:find("^%.%. not run: ") then
      left_out = true
    elseif line == ".. code-block:: lua" then
      block = not left_out and {} or nil
      found[#found + 1] = block
      left_out = false
    elseif line:find("^%S") then
      block = nil
    elseif block then
      block[#block + 1] = line:sub(4)
    end
  end
  return found
end

local guide = text_of(source .. "/../../docs/guides/lua.rst")
if guide then
  tap.test("the guide", function()
    local parts = {
      PRELUDE,
      ("local other = age.identity.parse(%q):recipient()\n"):format(
        me:export_secret()),
      'local data = age.encrypt("data", { recipients = other })\n',
    }
    local found = blocks(guide)
    tap.truth(#found >= 8, #found .. " blocks")
    for _, lines in ipairs(found) do
      parts[#parts + 1] = table.concat(lines, "\n")
    end
    works(table.concat(parts, "\n"))
  end)
else
  tap.skip("the guide", "it is not there")
end

local luasec = text_of(source .. "/../../docs/guides/luasec.rst")
if luasec and pcall(require, "socket") then
  tap.test("the guide to LuaSec's interface", function()
    local parts = {}
    for _, lines in ipairs(blocks(luasec)) do
      parts[#parts + 1] = table.concat(lines, "\n")
    end
    tap.truth(#parts >= 4, #parts .. " blocks")
    works(table.concat(parts, "\n"))
  end)
else
  tap.skip("the guide to LuaSec's interface", "it or LuaSocket is not there")
end

if text_of(source .. "/../../docs/examples/store.lua") then
  tap.test("a store may be a table: docs/examples/store.lua", function()
    tap.truth(support.run(("%s '%s/../../docs/examples/store.lua' '%s' '%s' "
      .. "'%s' >'%s' 2>&1"):format(os.getenv("LUA") or "lua", source,
      server_cert, server_key, authority.cert, support.path("out"))),
      support.read("out"))
    tap.equal(support.read("out"), "hello\tanew\nhello\tresumed\n")
  end)
else
  tap.skip("docs/examples/store.lua", "it is not there")
end

os.execute("kill " .. pid)
server:close()
support.remove()
tap.done()
