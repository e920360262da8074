/* SPDX-License-Identifier: ISC */
#include "runtime.h"

#include <stdint.h>
#include <time.h>

/* The metatables */

static int
box_close(lua_State *L)
{
    struct otls_lua_box *box = otls_lua_box_at(L, 1, "close");
    const otls_handle handle = box->handle;

    box->handle = 0;
    if (box->owned && handle != 0)
        (void)otls_handle_free(handle);
    return 0;
}

static int
box_text(lua_State *L)
{
    const struct otls_lua_box *box = otls_lua_box_at(L, 1, "tostring");

    lua_getmetatable(L, 1);
    lua_pushliteral(L, "__name");
    lua_rawget(L, -2);
    if (box->handle == 0)
        lua_pushfstring(L, "%s (closed)", lua_tostring(L, -1));
    else
        lua_pushfstring(L, "%s: %p", lua_tostring(L, -1), (const void *)box);
    return 1;
}

static void
set_function(lua_State *L, const char *name, lua_CFunction function)
{
    lua_pushcfunction(L, function);
    lua_setfield(L, -2, name);
}

/* "age identity" is "otls.age_identity" in Lua. */
static void
make_metatable(lua_State *L, const char *kind)
{
    lua_createtable(L, 0, 8);
    lua_pushboolean(L, 1);
    otls_lua_set_tag(L, -2);
    lua_newtable(L);
    lua_setfield(L, -2, "__index");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    set_function(L, "__gc", box_close);
    set_function(L, "__close", box_close);
    set_function(L, "__tostring", box_text);
    luaL_gsub(L, kind, " ", "_");
    lua_pushliteral(L, "otls.");
    lua_insert(L, -2);
    lua_concat(L, 2);
    lua_setfield(L, -2, "__name");
}

static void
make_metatables(lua_State *L)
{
    char name[OTLS_LUA_NAME_SIZE];
    size_t len;
    int kind;

    lua_newtable(L);
    make_metatable(L, "handle");
    lua_rawseti(L, -2, 0);
    for (kind = 1; kind < OTLS_LUA_KINDS; kind++)
        if (otls_handle_kind_name(kind, name, sizeof(name), &len) == OTLS_OK) {
            make_metatable(L, name);
            lua_rawseti(L, -2, kind);
        }
    otls_lua_set_tag(L, LUA_REGISTRYINDEX);
}

/* What core has beside the library's functions */

/* core.methods(kind): the table that handles of that kind are indexed in. */
static int
core_methods(lua_State *L)
{
    otls_lua_push_metatable(
        L, (int)otls_lua_integer(L, 1, "methods", 1, OTLS_LUA_KINDS - 1));
    lua_getfield(L, -1, "__index");
    return 1;
}

/* core.handle(n): a look at the object that the number n names. */
static int
core_handle(lua_State *L)
{
    const int64_t number =
        otls_lua_integer(L, 1, "handle", INT64_MIN, INT64_MAX);
    struct otls_lua_box *box = otls_lua_box_new(L);

    box->owned = 0;
    box->handle = number;
    otls_lua_box_ready(L, lua_gettop(L), box);
    return 1;
}

/* core.number(handle): the number, 0 once it is closed. */
static int
core_number(lua_State *L)
{
    otls_lua_push_integer(L, otls_lua_box_at(L, 1, "number")->handle);
    return 1;
}

/* core.is(value, kind): whether value is an open or closed handle of kind. */
static int
core_is(lua_State *L)
{
    const int kind = (int)otls_lua_integer(L, 2, "is", 0, OTLS_LUA_KINDS - 1);
    const struct otls_lua_box *box = otls_lua_box_test(L, 1);

    lua_pushboolean(L, box != NULL && (kind == 0 || box->kind == kind));
    return 1;
}

/* core.closed(handle) */
static int
core_closed(lua_State *L)
{
    lua_pushboolean(L, otls_lua_box_at(L, 1, "closed")->handle == 0);
    return 1;
}

/* core.attached(handle): a table that lives as long as the userdata, also
 * where it refers to it; closing the handle doesn't end it. */
static int
core_attached(lua_State *L)
{
    struct otls_lua_box *box = otls_lua_box_at(L, 1, "attached");

    otls_lua_push_attached(L, box, 1);
    return 1;
}

/* core.now_ms(): milliseconds, by a clock that nobody sets. */
static int
core_now_ms(lua_State *L)
{
    struct timespec now;

    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
        return luaL_error(L, "the system has no monotonic clock");
    otls_lua_push_integer(
        L, (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000);
    return 1;
}

/* SWIG's constants are floats in Lua 5.3 and later; here they are integers.
 * The keys stay as they are, so the traversal may go on. */
static void
mend_constants(lua_State *L)
{
    for (lua_pushnil(L); lua_next(L, -2) != 0; lua_pop(L, 1))
        if (lua_type(L, -1) == LUA_TNUMBER) {
            lua_pushvalue(L, -2);
            lua_pushinteger(L, (lua_Integer)lua_tonumber(L, -2));
            lua_rawset(L, -5);
        }
}

/* core.raise(message): an error at the place of the caller of our modules. */
static int
core_raise(lua_State *L)
{
    lua_settop(L, 1);
    otls_lua_push_where(L);
    lua_insert(L, 1);
    lua_concat(L, 2);
    return lua_error(L);
}

static const char *const swig_globals[] = {"swig_type", "swig_equals"};

OTLS_API int luaopen_otls_core(lua_State *L);

/* SWIG's module, less what it leaves among the globals. */
int
luaopen_otls_core(lua_State *L)
{
    size_t i;

    lua_settop(L, 0);
    make_metatables(L);
    lua_getglobal(L, swig_globals[0]);
    lua_getglobal(L, swig_globals[1]);
    lua_pushcfunction(L, luaopen_otls_swig);
    lua_call(L, 0, 1);
    for (i = 0; i < 2; i++) {
        lua_pushvalue(L, (int)i + 1);
        lua_setglobal(L, swig_globals[i]);
    }
    lua_pushnil(L);
    lua_setmetatable(L, -2);
    mend_constants(L);
    set_function(L, "methods", core_methods);
    set_function(L, "handle", core_handle);
    set_function(L, "number", core_number);
    set_function(L, "is", core_is);
    set_function(L, "closed", core_closed);
    set_function(L, "attached", core_attached);
    set_function(L, "now_ms", core_now_ms);
    set_function(L, "close", box_close);
    set_function(L, "raise", core_raise);
    return 1;
}
