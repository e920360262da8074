-- SPDX-License-Identifier: ISC
-- Does a client resume with the session that it kept?

local tap = require "tap"
local support = require "support"
local tls = require "tls"
local otls = require "otls"

local house = tls.house()

-- A session of a connection that has carried something.
local function session_of(client, server)
  local near, far = tls.joined(client, server)
  tls.talk(near, far)
  return assert(near:session()), near
end

local function resume(client, server, session)
  local near, far = tls.joined(client, server,
    { servername = "localhost", session = session })
  tls.talk(near, far)
  return near, far
end

for _, version in ipairs { "TLSv1.2", "TLSv1.3" } do
  tap.test(version .. " resumes", function()
    local client = house.client { max_version = version }
    local server = house.server()
    local session = session_of(client, server)
    tap.equal(session:version(), version)
    tap.equal(session:resumable(), true)
    tap.equal(session:has_ticket(), true)
    tap.truth(math.abs(session:created() - os.time()) < 600)
    tap.truth(session:lifetime() > 0)
    tap.truth(session:ticket_lifetime() > 0)
    tap.truth(#session:id() > 0)
    local near, far = resume(client, server, session)
    tap.equal(near:resumed(), true)
    tap.equal(far:resumed(), true)
    tap.equal(near:resumed_by(), "session")
    tap.equal(far:resumed_by(), "ticket")
    tap.truth(near:explain():find("resumed", 1, true), near:explain())
    tap.equal(client:counter("resumed"), 1)
    tap.equal(server:counter("resumed"), 1)
    tap.equal(near:peer_cert():subject(), "CN=localhost")
    tap.fails("cert_missing", near.verified_chain, near)
  end)
end

tap.test("another context with the same policy resumes", function()
  local server = house.server()
  local session = session_of(house.client(), server)
  tap.equal(resume(house.client(), server, session):resumed(), true)
  tap.equal(resume(house.client(), house.server(), session):resumed(), true)
end)

tap.test("another trust, or none, doesn't", function()
  local server = house.server()
  local session = session_of(house.client(), server)
  local more = house.trust:combine(otls.trust.load_file(
    tls.authority("more").cert))
  local near = resume(house.client { trust = more }, server, session)
  tap.equal(near:resumed(), false)
  tap.equal(select("#", near:resumed_by()), 1)
  tap.equal(near:resumed_by(), nil)
  tap.truth(near:explain():find("full handshake", 1, true), near:explain())
end)

tap.test("nothing resumes where that is off", function()
  local client = house.client()
  local server = house.server { resumption = "off" }
  local near, far = tls.joined(client, server)
  tls.talk(near, far)
  tap.fails("tls_state", near.session, near)
end)

tap.test("a session is set before the handshake, and taken back", function()
  local client, server = house.client(), house.server()
  local session, near = session_of(client, server)
  tap.fails("tls_state", near.set_session, near, session)
  local other, far = tls.link(client, server)
  assert(other:set_session(session))
  assert(other:set_session(nil))
  tls.shake(other, far)
  tap.equal(other:resumed(), false)
end)

tap.test("sessions compare", function()
  local client, server = house.client(), house.server()
  local one, near = session_of(client, server)
  local two = session_of(client, server)
  tap.equal(one:equal(near:session()), true)
  tap.equal(one:equal(two), false)
end)

tap.test("what was exported resumes in another process", function()
  local secret = assert(otls.store.make_secret())
  for _, version in ipairs { "TLSv1.2", "TLSv1.3" } do
    local server = house.server {
      ticket_keys = assert(otls.ticket_keys.derived(secret)),
    }
    local session = session_of(house.client { max_version = version }, server)
    local path = support.write("session", assert(session:export(secret)))
    tap.truth(support.run(support.lua(([[
      local tls, otls = require "tls", require "otls"
      local client = assert(otls.context.client {
        trust = assert(otls.trust.load_file(%q)), max_version = %q,
      })
      local server = assert(otls.context.server {
        credential = assert(otls.credential.load_file(%q, %q)),
        ticket_keys = assert(otls.ticket_keys.derived(%q)),
      })
      local file = assert(io.open(%q, "rb"))
      local session = assert(otls.session.import(file:read("*a"), %q))
      local near, far = tls.joined(client, server,
        { servername = "localhost", session = session })
      tls.talk(near, far)
      assert(near:resumed() and far:resumed(), near:explain())
    ]]):format(house.authority.cert, version, house.cert, house.key, secret,
      path, secret))))
  end
end)

tap.test("what is imported is what was exported", function()
  local secret = assert(otls.store.make_secret())
  local session = session_of(house.client(), house.server())
  local data = assert(session:export(secret))
  tap.equal(data:find("localhost", 1, true), nil)
  tap.truth(session:export(secret) ~= data)
  local other = assert(otls.store.make_secret())
  local again = assert(otls.session.import(data, other .. "\n" .. secret))
  tap.equal(otls.type(again), "session")
  tap.equal(again:equal(session), true)
  for _, name in ipairs { "id", "created", "lifetime", "has_ticket",
      "ticket_lifetime", "resumable", "version", "servername" } do
    tap.equal(again[name](again), session[name](session), name)
  end
end)

tap.test("what was altered or sealed by others is refused", function()
  local secret = assert(otls.store.make_secret())
  local session = session_of(house.client(), house.server())
  local data = assert(session:export(secret))
  tap.fails("auth", otls.session.import, data, otls.store.make_secret())
  for at = 1, #data, 7 do
    tap.fails("auth", otls.session.import, data:sub(1, at - 1)
      .. string.char((data:byte(at) + 1) % 256) .. data:sub(at + 1), secret)
  end
  for _, bad in ipairs { "", "x", data:sub(1, -2), data .. "\0" } do
    tap.fails("auth", otls.session.import, bad, secret)
  end
  for _, bad in ipairs { "", "nonsense" } do
    tap.equal(tap.fails("store_secret", session.export, session, bad)
      :find("nonsense", 1, true), nil)
    tap.fails("store_secret", otls.session.import, data, bad)
  end
  tap.raises("check_session%.lua:%d+: ", function() session:export(nil) end)
  tap.raises("check_session%.lua:%d+: ", function() session:export(7) end)
  session:close()
  tap.raises("closed", session.export, session, secret)
end)

tap.test("a server has no session to give", function()
  local _, far = tls.joined(house.client(), house.server())
  tap.fails("tls_state", far.session, far)
end)

tap.test("a closed session is none, but for who has it", function()
  local client, server = house.client(), house.server()
  local session = session_of(client, server)
  local near, far = tls.link(client, server,
    { servername = "localhost", session = session })
  tap.equal(session:close(), true)
  tap.equal(session:close(), true)
  tap.raises("closed", session.id, session)
  tls.shake(near, far)
  tap.equal(near:resumed(), true)
end)

tap.test("nothing is left", function()
  house = nil
  tap.equal(support.alive(), 0)
end)

support.remove()
tap.done()
