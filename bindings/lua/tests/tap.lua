-- SPDX-License-Identifier: ISC
-- The little of a test library that these tests need. Prints TAP.

local tap = {}

local count, failed = 0, 0
local pack = table.pack or function(...)
  return { n = select("#", ...), ... }
end

local function show(value)
  return type(value) == "string" and ("%q"):format(value) or tostring(value)
end

-- One claim: a name, and a function that raises an error where it is false.
function tap.test(name, f)
  count = count + 1
  local ok, message = xpcall(f, debug.traceback)
  if ok then
    print(("ok %d - %s"):format(count, name))
  else
    failed = failed + 1
    print(("not ok %d - %s"):format(count, name))
    print("# " .. tostring(message):gsub("\n", "\n# "))
  end
end

function tap.skip(name, why)
  count = count + 1
  print(("ok %d - %s # SKIP %s"):format(count, name, why))
end

function tap.skip_all(why)
  print("1..0 # SKIP " .. why)
  os.exit(0)
end

function tap.done()
  print("1.." .. count)
  io.stdout:flush()
  if failed > 0 then
    os.exit(1)
  end
end

function tap.equal(got, wanted, what)
  if got ~= wanted then
    error(("%sgot %s, not %s"):format(what and what .. ": " or "",
      show(got), show(wanted)), 2)
  end
end

function tap.truth(value, what)
  if not value then
    error((what or "a truth") .. " expected, got " .. show(value), 2)
  end
  return value
end

-- f(...) raises an error whose text has |pattern|; returns the error.
function tap.raises(pattern, f, ...)
  local ok, message = pcall(f, ...)
  if ok then
    error("nothing was raised", 2)
  end
  if not tostring(message):find(pattern) then
    error(("%s was raised, which has no %s"):format(show(message),
      show(pattern)), 2)
  end
  return message
end

-- f(...) returns nil, a message and |code|; returns the message.
function tap.fails(code, f, ...)
  local results = pack(f(...))
  if results[1] ~= nil or type(results[2]) ~= "string" then
    error("no failure, but " .. show(results[1]) .. ", "
      .. show(results[2]), 2)
  end
  if results[3] ~= code then
    error(("the code is %s, not %s (%s)"):format(show(results[3]),
      show(code), results[2]), 2)
  end
  return results[2]
end

return tap
