/* SPDX-License-Identifier: ISC */
#include "runtime.h"

#include <stdint.h>
#include <string.h>

#define MESSAGE_SIZE 1024

/* 2^53 - 1: the last integer whose neighbours are doubles too. */
#define EXACT 9007199254740991.0

static const char tag;

#if LUA_VERSION_NUM < 502

#define set_user_value(L, at) ((void)lua_setfenv(L, at))
#define get_user_value(L, at) lua_getfenv(L, at)

#else

#define set_user_value(L, at) ((void)lua_setuservalue(L, at))
#define get_user_value(L, at) ((void)lua_getuservalue(L, at))

#endif

/* Where |at| is not from the top, or is -1. */
static void
get_tag(lua_State *L, int at)
{
    lua_pushlightuserdata(L, (void *)&tag);
    lua_rawget(L, at == -1 ? -2 : at);
}

void
otls_lua_set_tag(lua_State *L, int at)
{
    lua_pushlightuserdata(L, (void *)&tag);
    lua_insert(L, -2);
    lua_rawset(L, at == -2 ? -3 : at);
}

/* Whether |source| is one of the modules written in Lua here: a mistake is
 * made where they are called. */
static int
is_ours(const char *source)
{
    static const char *const files[] = {"otls/age.lua", "otls/age/header.lua",
        "otls/age/job.lua", "otls/age/reader.lua", "otls/age/rewrap.lua",
        "otls/age/transfer.lua", "otls/answer.lua", "otls/bio.lua",
        "otls/cert.lua", "otls/cert_request.lua", "otls/connection.lua",
        "otls/context.lua", "otls/credential.lua", "otls/init.lua",
        "otls/key.lua", "otls/rand.lua", "otls/session.lua", "otls/store.lua",
        "otls/ticket_keys.lua", "otls/trust.lua"};
    const size_t len = strlen(source);
    size_t i, n;

    for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        n = strlen(files[i]);
        if (len >= n && strcmp(source + len - n, files[i]) == 0)
            return 1;
    }
    return 0;
}

/* Pushes the place of the caller's mistake, as luaL_where does. */
void
otls_lua_push_where(lua_State *L)
{
    lua_Debug at;
    int level;

    for (level = 1; lua_getstack(L, level, &at); level++) {
        lua_getinfo(L, "Sl", &at);
        if (at.currentline > 0 && !is_ours(at.source)) {
            lua_pushfstring(L, "%s:%d: ", at.short_src, at.currentline);
            return;
        }
    }
    lua_pushliteral(L, "");
}

static void
bad_argument(lua_State *L, int at, const char *name, const char *why)
{
    otls_lua_push_where(L);
    lua_pushfstring(
        L, "bad argument #%d to 'otls.core.%s' (%s)", at, name, why);
    lua_concat(L, 2);
    lua_error(L);
}

static void
wrong_type(lua_State *L, int at, const char *name, const char *expected)
{
    bad_argument(L, at, name,
        lua_pushfstring(
            L, "%s expected, got %s", expected, luaL_typename(L, at)));
}

void
otls_lua_wrong_count(lua_State *L, const char *name, int expected)
{
    const int count = lua_gettop(L);

    otls_lua_push_where(L);
    lua_pushfstring(L,
        "wrong number of arguments to 'otls.core.%s' (%d expected, got %d)",
        name, expected, count);
    lua_concat(L, 2);
    lua_error(L);
}

int64_t
otls_lua_integer(
    lua_State *L, int at, const char *name, int64_t low, int64_t high)
{
    int64_t value;
    int exact;

    if (lua_type(L, at) != LUA_TNUMBER)
        wrong_type(L, at, name, "integer");
#if LUA_VERSION_NUM < 503
    {
        const lua_Number number = lua_tonumber(L, at);

        value = 0;
        exact = number >= -EXACT && number <= EXACT;
        if (exact) {
            value = (int64_t)number;
            exact = (lua_Number)value == number;
        }
    }
#else
    value = lua_tointegerx(L, at, &exact);
#endif
    if (!exact)
        bad_argument(
            L, at, name, "number has no exact integer representation");
    if (value < low || value > high)
        bad_argument(L, at, name, "number out of range");
    return value;
}

void
otls_lua_push_integer(lua_State *L, int64_t value)
{
#if LUA_VERSION_NUM < 503
    const lua_Number number = (lua_Number)value;

    if (number < -EXACT || number > EXACT)
        luaL_error(L, "the result has no exact representation as a number");
    lua_pushnumber(L, number);
#else
    lua_pushinteger(L, value);
#endif
}

/* Numbers are not taken for strings: 1e15 has a text of its own in each
 * version of Lua. */
const char *
otls_lua_bytes_at(lua_State *L, int at, const char *name, size_t *len)
{
    if (lua_type(L, at) != LUA_TSTRING)
        wrong_type(L, at, name, "string");
    return lua_tolstring(L, at, len);
}

const char *
otls_lua_text_at(lua_State *L, int at, const char *name)
{
    size_t len;
    const char *text = otls_lua_bytes_at(L, at, name, &len);

    if (strlen(text) != len)
        bad_argument(L, at, name, "string holds a zero byte");
    return text;
}

void
otls_lua_bytes_make(lua_State *L, struct otls_lua_bytes *bytes, size_t cap)
{
    bytes->data = bytes->small;
    bytes->cap = cap;
    bytes->len = 0;
    if (cap > sizeof(bytes->small))
        bytes->data = lua_newuserdata(L, cap);
}

void
otls_lua_bytes_push(lua_State *L, struct otls_lua_bytes *bytes)
{
    if (bytes->len > bytes->cap) {
        otls_lua_push_integer(L, (int64_t)bytes->len);
        return;
    }
    lua_pushlstring(L, bytes->data, bytes->len);
    explicit_bzero(bytes->data, bytes->len);
}

/* Handles */

/* Pushes the metatable of |kind|; kind 0 is for whatever has none. */
void
otls_lua_push_metatable(lua_State *L, int kind)
{
    get_tag(L, LUA_REGISTRYINDEX);
    lua_rawgeti(L, -1, kind);
    if (lua_isnil(L, -1)) {
        lua_pop(L, 1);
        lua_rawgeti(L, -1, 0);
    }
    lua_remove(L, -2);
}

struct otls_lua_box *
otls_lua_box_new(lua_State *L)
{
    struct otls_lua_box *box = lua_newuserdata(L, sizeof(*box));

    memset(box, 0, sizeof(*box));
    box->owned = 1;
    otls_lua_push_metatable(L, 0);
    lua_setmetatable(L, -2);
    return box;
}

void
otls_lua_box_ready(lua_State *L, int at, struct otls_lua_box *box)
{
    const int kind = otls_handle_kind(box->handle);

    box->kind = kind > 0 && kind < OTLS_LUA_KINDS ? kind : 0;
    lua_pushvalue(L, at);
    otls_lua_push_metatable(L, box->kind);
    lua_setmetatable(L, -2);
}

struct otls_lua_box *
otls_lua_box_test(lua_State *L, int at)
{
    int ours = 0;

    if (lua_type(L, at) == LUA_TUSERDATA && lua_getmetatable(L, at)) {
        get_tag(L, -1);
        ours = lua_toboolean(L, -1);
        lua_pop(L, 2);
    }
    return ours ? lua_touserdata(L, at) : NULL;
}

struct otls_lua_box *
otls_lua_box_at(lua_State *L, int at, const char *name)
{
    struct otls_lua_box *box = otls_lua_box_test(L, at);

    if (box == NULL)
        wrong_type(L, at, name, "otls handle");
    return box;
}

otls_handle
otls_lua_handle_at(lua_State *L, int at, const char *name, int frees,
    struct otls_lua_box **box)
{
    otls_handle handle;

    *box = otls_lua_box_at(L, at, name);
    handle = (*box)->handle;
    if (handle == 0 && !frees)
        bad_argument(L, at, name, "attempt to use a closed handle");
    return handle;
}

void
otls_lua_push_attached(lua_State *L, struct otls_lua_box *box, int at)
{
    if (box->attached) {
        get_user_value(L, at);
        return;
    }
    lua_newtable(L);
    lua_pushvalue(L, -1);
    set_user_value(L, at);
    box->attached = 1;
}

/* Callbacks */

void
otls_lua_watch(
    lua_State *L, struct otls_lua_box *box, int at, const char *name)
{
    if (!lua_isnil(L, at) && !lua_isfunction(L, at))
        wrong_type(L, at, name, "function or nil");
    if (!box->owned)
        bad_argument(L, 1, name, "a borrowed handle can't have a callback");
    otls_lua_push_attached(L, box, 1);
    lua_pushvalue(L, at);
    lua_rawseti(L, -2, 1);
    lua_pop(L, 1);
    box->watched = lua_isfunction(L, at);
}

/* Room for the callback and its arguments is made here, since inside the
 * library nothing may raise an error. */
void
otls_lua_enter(lua_State *L, struct otls_lua_call *call)
{
    luaL_checkstack(L, 8, "no room for a callback");
    lua_pushnil(L);
    call->slot = lua_gettop(L);
    call->L = L;
    call->outer = call->box->call;
    call->box->call = call;
}

void
otls_lua_leave(lua_State *L, struct otls_lua_call *call)
{
    call->box->call = call->outer;
    if (!call->failed)
        return;
    lua_pushvalue(L, call->slot);
    if (lua_type(L, -1) == LUA_TSTRING &&
        strstr(lua_tostring(L, -1), "attempt to yield") != NULL) {
        lua_pushliteral(L, ": a progress function can't yield");
        lua_concat(L, 2);
    }
    lua_error(L);
}

/* A count of bytes; nil where it isn't known. Raises nothing. */
static void
push_count(lua_State *L, int64_t count)
{
    if (count < 0)
        lua_pushnil(L);
    else
#if LUA_VERSION_NUM < 503
        lua_pushnumber(L, (lua_Number)count);
#else
        lua_pushinteger(L, count);
#endif
}

int
otls_lua_progress(void *user, int64_t done, int64_t total)
{
    const struct otls_lua_box *box = user;
    struct otls_lua_call *call = box->call;
    lua_State *L;
    int stop;

    if (call == NULL || call->failed)
        return 0;
    L = call->L;
    get_user_value(L, 1);
    lua_rawgeti(L, -1, 1);
    lua_remove(L, -2);
    if (lua_isnil(L, -1)) {
        lua_pop(L, 1);
        return OTLS_CALLBACK_ACCEPT;
    }
    push_count(L, done);
    push_count(L, total);
    if (lua_pcall(L, 2, 1, 0) != 0) {
        lua_replace(L, call->slot);
        call->failed = 1;
        return 0;
    }
    stop = lua_isboolean(L, -1) && !lua_toboolean(L, -1);
    lua_pop(L, 1);
    return stop ? 0 : OTLS_CALLBACK_ACCEPT;
}

/* Failures */

static int
is_misuse(int code)
{
    switch (code) {
    case OTLS_E_INVALID:
    case OTLS_E_NULL:
    case OTLS_E_HANDLE_NONE:
    case OTLS_E_HANDLE_KIND:
    case OTLS_E_HANDLE_STALE:
    case OTLS_E_HANDLE_TRUNCATED:
    case OTLS_E_HANDLE_UNKNOWN:
        return 1;
    default:
        return 0;
    }
}

/* OTLS_E_AGE_NO_MATCH is "age_no_match" in Lua. */
static void
push_code(lua_State *L, int code)
{
    static const char prefix[] = "otls_e_";
    char name[OTLS_LUA_NAME_SIZE];
    const char *tail = name;
    size_t len, i;

    if (otls_error_name(code, name, sizeof(name), &len) != OTLS_OK) {
        lua_pushfstring(L, "error %d", code);
        return;
    }
    for (i = 0; i < len; i++)
        if (name[i] >= 'A' && name[i] <= 'Z')
            name[i] = (char)(name[i] - 'A' + 'a');
    if (strncmp(name, prefix, sizeof(prefix) - 1) == 0)
        tail += sizeof(prefix) - 1;
    lua_pushstring(L, tail);
}

/* Whether the thread's last error is that of the call that answered |code|:
 * the functions that tell of errors leave it alone. */
static int
is_told(int code, const char *name)
{
    int64_t last;

    return strncmp(name, "error_", 6) != 0 &&
           otls_error_code(&last) == OTLS_OK && last == code;
}

static void
push_message(lua_State *L, int code, const char *name)
{
    char text[MESSAGE_SIZE];
    const int told = is_told(code, name);
    size_t len = 0;

    if (!told || otls_error_message(text, sizeof(text), &len) != OTLS_OK)
        if (otls_error_text(code, text, sizeof(text), &len) != OTLS_OK)
            len = 0;
    lua_pushlstring(L, text, len);
    if (told && otls_error_reason(text, sizeof(text), &len) == OTLS_OK &&
        len > 0) {
        lua_pushfstring(L, " (%s)", text);
        lua_concat(L, 2);
    }
}

int
otls_lua_failure(lua_State *L, int code, const char *name)
{
    if (is_misuse(code)) {
        otls_lua_push_where(L);
        push_message(L, code, name);
        lua_concat(L, 2);
        return lua_error(L);
    }
    lua_pushnil(L);
    push_message(L, code, name);
    push_code(L, code);
    return 3;
}
