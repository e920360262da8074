-- SPDX-License-Identifier: ISC
-- Can a progress function do anything it likes without harm?

local tap = require "tap"
local support = require "support"
local otls = require "otls"
local core = require "otls.core"

local MIB = 1048576
local data = ("0123456789abcdef"):rep(3 * MIB / 16)
local me = otls.age.identity.generate()

local function job(progress)
  return assert(otls.age.encryptor {
    recipients = me:recipient(), progress = progress,
  })
end

local function round(progress)
  return otls.age.encrypt(data, {
    recipients = me:recipient(), progress = progress,
  })
end

tap.test("it is told how far the job is", function()
  local last, count = 0, 0
  local path = support.write("in", data)
  assert(otls.age.encrypt_file(path, support.path("out"), {
    recipients = me:recipient(),
    progress = function(done, total)
      tap.truth(done >= last)
      tap.equal(total, #data)
      if math.type then
        tap.equal(math.type(done), "integer")
      end
      last, count = done, count + 1
    end,
  }))
  tap.equal(last, #data)
  tap.truth(count >= 3)
end)

tap.test("false cancels, and nothing else that it returns does", function()
  tap.fails("cancelled", round, function() return false end)
  for _, value in ipairs { 0, "", {}, true } do
    tap.truth(round(function() return value end))
  end
  tap.truth(round(function() end))
end)

tap.test("its error ends the job and comes out as it was", function()
  local value = { "an error" }
  local ok, got = pcall(round, function() error(value) end)
  tap.equal(ok, false)
  tap.equal(got, value)
  ok, got = pcall(round, function() error("text", 0) end)
  tap.equal(got, "text")
  ok, got = pcall(round, function() error(nil) end)
  tap.equal(ok, false)
  ok, got = pcall(round, function() local x = nil; return x.y end)
  tap.truth(got:find("nil"))
end)

tap.test("it isn't called again after its error", function()
  local count = 0
  pcall(round, function() count = count + 1; error("x") end)
  tap.equal(count, 1)
end)

tap.test("a job whose function failed works again", function()
  local fail = true
  local j = job(function() if fail then error("first") end end)
  tap.raises("first", j.encrypt, j, data)
  fail = false
  tap.truth(j:encrypt(data))
end)

tap.test("a file job that failed leaves no file", function()
  local path = support.write("in2", data)
  tap.equal(pcall(otls.age.encrypt_file, path, support.path("out2"), {
    recipients = me:recipient(), progress = function() error("stop") end,
  }), false)
  tap.equal(support.read("out2"), nil)
end)

tap.test("it can't yield, and the refusal says so", function()
  local co = coroutine.create(function()
    return round(function() coroutine.yield("out") end)
  end)
  local ok, message = coroutine.resume(co)
  tap.equal(ok, false)
  tap.truth(message:find("a progress function can't yield", 1, true), message)
  tap.raises("can't yield", round, function() coroutine.yield() end)
end)

tap.test("it can run coroutines of its own", function()
  tap.truth(round(function()
    local sum = 0
    for n in coroutine.wrap(function()
      for n = 1, 3 do coroutine.yield(n) end
    end) do
      sum = sum + n
    end
    tap.equal(sum, 6)
  end))
end)

tap.test("a job made in a dead coroutine goes on elsewhere", function()
  local j, count = nil, 0
  local co = coroutine.create(function()
    j = job(function() count = count + 1 end)
  end)
  coroutine.resume(co)
  co = nil -- luacheck: ignore
  support.alive()
  tap.truth(j:encrypt(data))
  tap.truth(count >= 3)
  count = 0
  tap.truth(coroutine.wrap(function() return j:encrypt(data) end)())
  tap.truth(count >= 3)
end)

tap.test("it can use the job that calls it", function()
  local depth, j = 0, nil
  j = job(function()
    depth = depth + 1
    if depth == 1 then
      tap.truth(j:encrypt(data))
      tap.raises("inner", function()
        local other
        other = job(function() error("inner") end)
        other:encrypt(data)
      end)
    end
    depth = depth - 1
  end)
  tap.truth(j:encrypt(data))
end)

tap.test("an inner run's error is not taken for the outer one's", function()
  local level, j = 0, nil
  j = job(function()
    level = level + 1
    if level == 1 then
      local ok, message = pcall(j.encrypt, j, data)
      tap.equal(ok, false)
      tap.equal(message, "inner")
    elseif level == 2 then
      error("inner", 0)
    end
  end)
  tap.truth(j:encrypt(data))
end)

tap.test("it can close the job that calls it", function()
  local j
  j = job(function() j:close() end)
  tap.truth(j:encrypt(data))
  tap.equal(core.closed(j), true)
end)

tap.test("it can change or end what is called", function()
  local seen = {}
  local j
  j = job(function()
    seen.first = true
    core.age_encryptor_on_progress(j, function() seen.second = true end)
  end)
  tap.truth(j:encrypt(data))
  tap.truth(seen.first and seen.second)
  core.age_encryptor_on_progress(j, nil)
  seen = {}
  tap.truth(j:encrypt(data))
  tap.equal(next(seen), nil)
end)

tap.test("it can make and collect garbage", function()
  tap.truth(round(function()
    for _ = 1, 20 do
      core.bio_memory_new()
    end
    collectgarbage()
    collectgarbage()
  end))
end)

tap.test("it can go deep into Lua's stack", function()
  local function deep(n)
    return n == 0 and 0 or 1 + deep(n - 1)
  end
  tap.truth(round(function() deep(10000) end))
end)

tap.test("its endless recursion is an error like any other", function()
  local function endless() return 1 + endless() end
  tap.equal(pcall(round, endless), false)
  tap.truth(round())
end)

tap.test("a job and a function that hold each other are collected",
  function()
    local before = support.alive()
    for _ = 1, 20 do
      local j
      j = job(function() return j end)
    end
    tap.equal(support.alive(), before)
  end)

tap.test("a hook, as Ctrl-C sets one, ends a job without a function",
  function()
    -- lua's own handler of SIGINT does this from the signal
    local ok, message = pcall(function()
      local j = assert(otls.age.encryptor { recipients = me:recipient() })
      local armed = false
      debug.sethook(function()
        if armed then
          debug.sethook()
          error("interrupted!", 0)
        end
      end, "", 1)
      armed = true
      return j:encrypt(data)
    end)
    debug.sethook()
    tap.equal(ok, false)
    tap.equal(message, "interrupted!")
  end)

tap.test("a borrowed handle takes no function", function()
  local j = core.age_encryptor_new()
  tap.raises("borrowed", core.age_encryptor_on_progress,
    core.handle(core.number(j)), print)
end)

support.remove()
tap.done()
