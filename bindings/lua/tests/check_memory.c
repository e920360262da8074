/* SPDX-License-Identifier: ISC */
/*
 * Does a Lua that runs out of memory, at any allocation, leave an object of
 * libotls behind? The script uses each way that a wrapper goes; the count of
 * handles is asked for in a state of its own, which has memory.
 */
#include <stdio.h>
#include <stdlib.h>

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

/* Allocations until they begin to fail; negative: never. */
static long countdown;

static void *
allocate(void *user, void *old, size_t old_size, size_t size)
{
    (void)user;
    (void)old_size;
    if (size == 0) {
        free(old);
        return NULL;
    }
    if (old == NULL || size > old_size) {
        if (countdown == 0)
            return NULL;
        if (countdown > 0)
            countdown--;
    }
    return realloc(old, size);
}

static const char prepare[] = "core = require 'otls.core'\n"
                              "otls = require 'otls'\n"
                              "bio, age = otls.bio, otls.age\n"
                              "id = age.identity.generate()\n"
                              "secret = otls.store.make_secret()\n"
                              "keeper = {put = print, get = print, "
                              "take = print, remove = print}\n"
                              "data = ('x'):rep(1000)\n";

static const char script[] =
    "local a, b = core.bio_pair_new(4096)\n"
    "core.bio_write(a, data)\n"
    "core.bio_read(b, 10) core.bio_read(b, 500)\n"
    "core.bio_read(b, 5000) core.bio_read(b, 1)\n"
    "core.rand_bytes(300)\n"
    "local kept = otls.store.of(keeper, {secret = secret})\n"
    "kept:next_write() kept:warning()\n"
    "kept = otls.store.open('memory:')\n"
    "kept:put('a', data, 60) kept:take('a')\n"
    "bio.file('/nonexistent/file')\n"
    "pcall(core.bio_seek, core.bio_memory_new(), -1)\n"
    "local lines = bio.memory('one\\ntwo')\n"
    "lines:read('l', 'l') tostring(lines)\n"
    "local job = core.age_encryptor_new()\n"
    "core.age_encryptor_add(job, core.age_identity_recipient(id))\n"
    "core.age_encryptor_on_progress(job, function() return {} end)\n"
    "local out = core.bio_memory_new()\n"
    "assert(core.age_encryptor_stream(job, core.bio_memory_from(data), "
    "out))\n"
    "local file = assert(core.bio_read(out, 4096))\n"
    "age.inspect(file)\n"
    "local opening = age.decryption { identities = id }\n"
    "assert(opening:update(file) .. opening:finish() == data)\n"
    "return true\n";

static long
handles(void)
{
    lua_State *L = luaL_newstate();
    long count = -1;

    luaL_openlibs(L);
    if (luaL_dostring(L, "return require('otls.core').handle_count(0)") == 0)
        count = (long)lua_tonumber(L, -1);
    else
        printf("# %s\n", lua_tostring(L, -1));
    lua_close(L);
    return count;
}

/* 1 where the script came to its end, 0 where memory ran out first. The
 * collector waits until there is memory again: without any, Lua drops the
 * finalisers that it can't call, those of its own files too. */
static int
run(long n)
{
    lua_State *L;
    int rv = -1;

    countdown = -1;
    if ((L = lua_newstate(allocate, NULL)) == NULL)
        return -2;
    luaL_openlibs(L);
    if (luaL_dostring(L, prepare) != 0 || luaL_loadstring(L, script) != 0) {
        printf("# %s\n", lua_tostring(L, -1));
    } else {
        lua_gc(L, LUA_GCSTOP, 0);
        countdown = n;
        rv = lua_pcall(L, 0, 0, 0) == 0;
        countdown = -1;
        lua_settop(L, 0);
        lua_gc(L, LUA_GCCOLLECT, 0);
    }
    lua_close(L);
    return rv;
}

int
main(void)
{
    long n, left, leaks = 0;
    int rv;

    setvbuf(stdout, NULL, _IOLBF, 0);
    for (n = 0; (rv = run(n)) == 0; n++)
        if ((left = handles()) != 0) {
            printf("# %ld handles are left after allocation %ld\n", left, n);
            leaks++;
        }
    if (rv == -2) {
        printf("1..0 # SKIP this Lua takes no allocator\n");
        return 0;
    }
    printf("1..2\n");
    printf("%s 1 - the script comes to its end with enough memory\n",
        rv == 1 && n > 20 ? "ok" : "not ok");
    printf("%s 2 - no failed allocation of %ld leaves a handle behind\n",
        leaks == 0 && handles() == 0 ? "ok" : "not ok", n);
    return rv == 1 && leaks == 0 ? 0 : 1;
}
