-- SPDX-License-Identifier: ISC
-- A real redis-server of the test's own, on a socket in its directory.

local redis = { secret = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=" }

local function run(command)
  return os.execute(command .. " 2>/dev/null")
end

-- A server: its url, and functions that stop it, let it go on, and end it;
-- nil and a reason where there is none to be had.
function redis.start()
  local pipe = io.popen("mktemp -d")
  local folder = pipe:read("*l") -- a short one: sockets have no long names
  pipe:close()
  pipe = io.popen(("echo $$; exec env -u LD_PRELOAD redis-server --save '' "
    .. "--port 0 --unixsocket %s/r --dir %s --daemonize no 2>&1"):format(
    folder, folder))
  local pid = pipe:read("*l")
  local line
  repeat
    line = pipe:read("*l")
  until not line or line:find("eady to accept", 1, true)
  local server = { url = "redis+unix://" .. folder .. "/r" }
  function server.stop()
    run("kill -STOP " .. pid)
  end
  function server.go()
    run("kill -CONT " .. pid)
  end
  function server.finish()
    if line then
      server.go()
      run("kill -KILL " .. pid)
    end
    pipe:close()
    run(("rm -rf '%s'"):format(folder))
  end
  if not line then
    server.finish()
    return nil, "there is no redis-server"
  end
  return server
end

return redis
