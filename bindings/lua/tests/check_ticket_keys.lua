-- SPDX-License-Identifier: ISC
-- Do servers with the same ticket keys resume each other's sessions?

local tap = require "tap"
local support = require "support"
local tls = require "tls"
local otls = require "otls"
local ticket_keys = otls.ticket_keys

local house = tls.house()

local function visit(client, server, session)
  local near, far = tls.joined(client, server,
    { servername = "localhost", session = session })
  tls.talk(near, far)
  return far:resumed(), near:session()
end

-- Whether a server with the keys |others| resumes what one with |keys| gave.
local function share(keys, others, version)
  local client = house.client { max_version = version }
  local _, session = visit(client, house.server { ticket_keys = keys })
  tap.truth(keys:counter("sealed") > 0)
  tap.equal(keys:warning(), nil)
  local resumed = visit(client, house.server { ticket_keys = others },
    session)
  tap.equal(others:counter("unknown"), resumed and 0 or 1)
  tap.equal(others:counter("opened") + others:counter("renewed"),
    resumed and 1 or 0)
  return resumed
end

for _, version in ipairs { "TLSv1.2", "TLSv1.3" } do
  tap.test("servers with one secret resume each other's tickets, "
    .. version, function()
    local secret = assert(otls.store.make_secret())
    local path = support.write("secret", secret .. "\n")
    local derived = ticket_keys.derived
    local function keys_of(text)
      return assert(derived(text))
    end
    tap.equal(otls.type(keys_of(secret)), "ticket_keys")
    tap.equal(share(keys_of(secret), keys_of(secret), version), true)
    tap.equal(share(assert(derived(secret, 60000)),
      assert(ticket_keys.derived_file(path, 60000)), version), true)
    tap.equal(share(keys_of(secret), assert(ticket_keys.derived_file(path)),
      version), true)
    tap.equal(share(keys_of(secret), keys_of(otls.store.make_secret()),
      version), false)
    tap.equal(share(keys_of(secret), keys_of(otls.store.make_secret() .. "\n"
      .. secret), version), true)
  end)
end

tap.test("servers with one store share its keys", function()
  local url = "sqlite:" .. support.path("k.db")
  local secret = assert(otls.store.make_secret())
  local function stored(where)
    return assert(ticket_keys.stored(assert(otls.store.open(where, secret))))
  end
  tap.equal(share(stored(url), stored(url)), true)
  tap.equal(share(stored(url), stored("memory:")), false)
end)

tap.test("servers with one file share its keys", function()
  local path = support.write("keys", otls.rand.private_bytes(80))
  tap.equal(share(assert(ticket_keys.file(path)),
    assert(ticket_keys.file(path))), true)
end)

tap.test("closed keys serve until they are taken back", function()
  local client = house.client()
  local keys = assert(ticket_keys.derived(otls.store.make_secret()))
  local one = house.server { ticket_keys = keys }
  local two = house.server()
  assert(two:set_ticket_keys(keys))
  tap.equal(keys:close(), true)
  tap.equal(keys:close(), true)
  tap.equal(tostring(keys), "otls.ticket_keys (closed)")
  tap.raises("closed", keys.counter, keys, "sealed")
  tap.raises("closed", two.set_ticket_keys, two, keys)
  local _, session = visit(client, one)
  tap.equal(visit(client, two, session), true)
  _, session = visit(client, one)
  assert(two:set_ticket_keys(nil))
  tap.equal(visit(client, two, session), false)
end)

tap.test("a store that fails leaves no tickets and says why", function()
  support.write("bad.db", ("no database"):rep(100))
  local keys = assert(ticket_keys.stored(assert(otls.store.open("sqlite:"
    .. support.path("bad.db"), otls.store.make_secret()))))
  local near = tls.joined(house.client { max_version = "TLSv1.2" },
    house.server { ticket_keys = keys })
  tap.fails("tls_state", near.session, near)
  tap.truth(keys:counter("missing") > 0)
  tap.truth(keys:warning():find("bad.db", 1, true), keys:warning())
end)

tap.test("what is wrong is told, and no secret is shown", function()
  tap.fails("not_found", ticket_keys.file, support.path("nowhere"))
  tap.fails("not_found", ticket_keys.derived_file, support.path("nowhere"))
  tap.fails("key_format", ticket_keys.file,
    support.write("keys", ("x"):rep(81)))
  for _, secret in ipairs { "", "nonsense" } do
    local message = tap.fails("store_secret", ticket_keys.derived, secret)
    tap.equal(message:find("nonsense", 1, true), nil)
  end
  local secret = assert(otls.store.make_secret())
  for _, rotation in ipairs { 59, 604801, -1, 1.5, "60" } do
    tap.raises("check_ticket_keys%.lua:%d+: ",
      function() ticket_keys.derived(secret, rotation) end)
  end
  tap.raises("check_ticket_keys%.lua:%d+: ",
    function() ticket_keys.derived(nil) end)
  tap.raises("otls handle", ticket_keys.stored, "memory:")
  tap.raises(".", ticket_keys.stored, house.trust)
  tap.fails("unsupported", ticket_keys.stored,
    assert(otls.store.open("pull:", secret)))
  local keys = assert(ticket_keys.derived(secret))
  tap.raises("no counter", keys.counter, keys, "seals")
  tap.raises(".", house.client, { ticket_keys = keys })
  tap.raises(".", house.server, { ticket_keys = secret })
end)

tap.test("nothing is left", function()
  house = nil
  tap.equal(support.alive(), 0)
end)

support.remove()
tap.done()
