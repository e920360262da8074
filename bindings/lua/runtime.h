/* SPDX-License-Identifier: ISC */
#ifndef OTLS_LUA_RUNTIME_H
#define OTLS_LUA_RUNTIME_H

#include <otls.h>

#include <lauxlib.h>
#include <lua.h>

/*
 * What the wrappers that SWIG makes from bindings/swig/lua.i call. A wrapper
 * owns nothing that Lua's collector doesn't know of, from its first line to
 * its last: so any of these may raise a Lua error (a long jump) at any time.
 */

/* A handle as Lua sees it: a full userdata that frees what it names. */
struct otls_lua_box {
    otls_handle handle;         /* 0: closed */
    struct otls_lua_call *call; /* the innermost call on it, if watched */
    int kind;
    int owned;    /* 0: core.handle(n), a look at another's object */
    int watched;  /* it has a callback, [1] of what is attached */
    int attached; /* a table is its user value */
};

/* A call into the library on a box that may call back. It is on the C stack
 * of the wrapper, on the lua_State that drives the call. */
struct otls_lua_call {
    lua_State *L;
    struct otls_lua_box *box;
    struct otls_lua_call *outer;
    int slot; /* where the callback's error waits until the call is over */
    int failed;
};

/* Bytes out, in C's own stack where they are few. */
#define OTLS_LUA_SMALL 256
struct otls_lua_bytes {
    char *data;
    size_t cap;
    size_t len;
    char small[OTLS_LUA_SMALL];
};

#define OTLS_LUA_KINDS 64
#define OTLS_LUA_NAME_SIZE 64
#define OTLS_LUA_INT_MAX 0x7fffffff
#define OTLS_LUA_SIZE_MAX                                                     \
    (SIZE_MAX / 2 < INT64_MAX ? (int64_t)(SIZE_MAX / 2) : INT64_MAX)

/* Whether the function |name| is one of those that free their handle. */
#define OTLS_LUA_FREES(name)                                                  \
    (sizeof(name) > 5 && memcmp((name) + sizeof(name) - 6, "_free", 5) == 0)

/* Arguments of the function |name|: each raises a Lua error that says what
 * was expected. */
void otls_lua_wrong_count(lua_State *L, const char *name, int expected);
int64_t otls_lua_integer(
    lua_State *L, int at, const char *name, int64_t low, int64_t high);
const char *otls_lua_bytes_at(
    lua_State *L, int at, const char *name, size_t *len);
const char *otls_lua_text_at(lua_State *L, int at, const char *name);
struct otls_lua_box *otls_lua_box_at(lua_State *L, int at, const char *name);
otls_handle otls_lua_handle_at(lua_State *L, int at, const char *name,
    int frees, struct otls_lua_box **box);

/* Results. */
void otls_lua_push_integer(lua_State *L, int64_t value);
struct otls_lua_box *otls_lua_box_new(lua_State *L);
void otls_lua_box_ready(lua_State *L, int at, struct otls_lua_box *box);
void otls_lua_bytes_make(
    lua_State *L, struct otls_lua_bytes *bytes, size_t cap);
void otls_lua_bytes_push(lua_State *L, struct otls_lua_bytes *bytes);

/* For |code| from the function |name|: pushes nil, the message and the code's
 * name, and answers 3; a misuse is raised instead. */
int otls_lua_failure(lua_State *L, int code, const char *name);

/* Pushes the table that lives as long as |box|, which is at |at|. */
void otls_lua_push_attached(lua_State *L, struct otls_lua_box *box, int at);

/* Callbacks: watch gives the function (or nil) at |at| to |box|. */
void otls_lua_watch(
    lua_State *L, struct otls_lua_box *box, int at, const char *name);
int otls_lua_progress(void *user, int64_t done, int64_t total);
void otls_lua_enter(lua_State *L, struct otls_lua_call *call);
void otls_lua_leave(lua_State *L, struct otls_lua_call *call);

/* The metatable of handles of |kind|; kind 0 is for whatever has none. The
 * tag, a key that only this module has, marks each of them with a true value
 * and, in the registry, the table of them by kind: set takes the value from
 * the top. */
void otls_lua_push_metatable(lua_State *L, int kind);
void otls_lua_set_tag(lua_State *L, int at);
/* The box at |at|, or NULL where there is another value. */
struct otls_lua_box *otls_lua_box_test(lua_State *L, int at);
/* Pushes the place of the caller's mistake, as luaL_where does. */
void otls_lua_push_where(lua_State *L);

/* Made by SWIG: the table of wrappers. */
int luaopen_otls_swig(lua_State *L);

#endif
