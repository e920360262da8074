/* SPDX-License-Identifier: ISC */
/*
 * The C module otls.core for Lua. SWIG's own typemaps for numbers go through
 * doubles without a look, and its strings end at the first NUL: none of them
 * is used. bindings/lua/runtime.h says what the functions named here do.
 */
%{
#include <string.h>

#include "runtime.h"

/* Wrappers whose first argument is a handle have a call1 of their own; the
 * others see this one, which has no box. */
static struct otls_lua_call call1;

/* SWIG's own says nothing of where. */
#undef SWIG_check_num_args
#define SWIG_check_num_args(name, low, high)                                  \
    if (lua_gettop(L) != (high))                                              \
        otls_lua_wrong_count(L, (name) + sizeof("otls_") - 1, high);
%}

typedef int64_t otls_handle;

%rename("%(strip:[otls_])s") "";

/* Numbers in */

%typemap(in) int {
    $1 = (int)otls_lua_integer(
        L, $input, "$symname", -OTLS_LUA_INT_MAX - 1, OTLS_LUA_INT_MAX);
}
%typemap(in) int64_t {
    $1 = otls_lua_integer(
        L, $input, "$symname", INT64_MIN, INT64_MAX);
}
%typemap(in) size_t {
    $1 = (size_t)otls_lua_integer(
        L, $input, "$symname", 0, OTLS_LUA_SIZE_MAX);
}

/* Bytes and text in: Lua keeps them for as long as the call lasts */

%typemap(in) (const void *BYTES, size_t BYTES_LEN) (size_t len = 0) {
    $1 = (void *)otls_lua_bytes_at(L, $input, "$symname", &len);
    $2 = len;
}
%typemap(in) const char * {
    $1 = (char *)otls_lua_text_at(L, $input, "$symname");
}
%typemap(in) (const void *BYTES_OR_NULL, size_t BYTES_LEN) (size_t len = 0) {
    $1 = lua_isnil(L, $input)
        ? NULL
        : (void *)otls_lua_bytes_at(L, $input, "$symname", &len);
    $2 = len;
}
%typemap(in) const char *TEXT_OR_NULL {
    $1 = lua_isnil(L, $input)
        ? NULL
        : (char *)otls_lua_text_at(L, $input, "$symname");
}

/* Handles in. */

%typemap(in) otls_handle (struct otls_lua_call call = {0}) {
    $1 = otls_lua_handle_at(L, $input, "$symname",
        OTLS_LUA_FREES("$symname"), &call.box);
}

/* Never the first argument, so nothing else looks at the call. */
%typemap(in) otls_handle HANDLE_OR_NONE (struct otls_lua_call call = {0}) {
    $1 = lua_isnil(L, $input)
        ? 0
        : otls_lua_handle_at(L, $input, "$symname", 0, &call.box);
}

/* Outs become results, in their order. Userdata are made when every argument
 * has been looked at and before the call, since their making may fail. */

%typemap(in, numinputs=0) otls_handle *OUT (
    struct otls_lua_box *box = NULL, int at = 0) "$1 = NULL;"
%typemap(check) otls_handle *OUT {
    box$argnum = otls_lua_box_new(L);
    at$argnum = lua_gettop(L);
    $1 = &box$argnum->handle;
}
%typemap(argout) otls_handle *OUT {
    if (result >= 0) {
        otls_lua_box_ready(L, at$argnum, box$argnum);
        SWIG_arg++;
    }
}

%typemap(in, numinputs=0) int64_t *OUT (int64_t value = 0) "$1 = &value;"
%typemap(in, numinputs=0) size_t *OUT (size_t value = 0) "$1 = &value;"
/* How many bytes were sent counts after a failure too: a fourth result. */
%typemap(argout) int64_t *OUT, size_t *OUT {
    if (result >= 0 || strcmp("$1_name", "sent") == 0) {
        otls_lua_push_integer(L, (int64_t)*$1);
        SWIG_arg++;
    }
}

/* Bytes out: Lua says how many at most, the result is a string. 0 asks how
 * many there are, and the result is that number. */

%typemap(in) (void *OUT, size_t OUT_CAP, size_t *OUT_LEN) (
    struct otls_lua_bytes bytes) {
    $2 = (size_t)otls_lua_integer(
        L, $input, "$symname", 0, OTLS_LUA_SIZE_MAX);
    $3 = NULL;
}
%typemap(check) (void *OUT, size_t OUT_CAP, size_t *OUT_LEN) {
    otls_lua_bytes_make(L, &bytes$argnum, $2);
    $1 = bytes$argnum.data;
    $3 = &bytes$argnum.len;
}
%typemap(argout) (void *OUT, size_t OUT_CAP, size_t *OUT_LEN) {
    if (result >= 0) {
        otls_lua_bytes_push(L, &bytes$argnum);
        SWIG_arg++;
    }
}

%typemap(in) (void *FILL, size_t FILL_LEN) (struct otls_lua_bytes bytes) {
    $2 = (size_t)otls_lua_integer(
        L, $input, "$symname", 0, OTLS_LUA_SIZE_MAX);
}
%typemap(check) (void *FILL, size_t FILL_LEN) {
    otls_lua_bytes_make(L, &bytes$argnum, $2);
    $1 = bytes$argnum.data;
}
%typemap(argout) (void *FILL, size_t FILL_LEN) {
    if (result >= 0) {
        bytes$argnum.len = bytes$argnum.cap;
        if ($2 == 0)
            lua_pushlstring(L, "", 0);
        else
            otls_lua_bytes_push(L, &bytes$argnum);
        SWIG_arg++;
    }
}

/* A function or nil. The box of the first argument keeps it. */

%typemap(in) (int (*CALLBACK)(void *, int64_t, int64_t), void *USER) {
    otls_lua_watch(L, call1.box, $input, "$symname");
    $1 = call1.box->watched ? otls_lua_progress : NULL;
    $2 = call1.box;
}

/* The call, and what comes of it. A callback's error is raised again when
 * the library has been left. */

%exception {
    if (call1.box != NULL && call1.box->watched)
        otls_lua_enter(L, &call1);
    $action
    if (call1.L != NULL)
        otls_lua_leave(L, &call1);
    if (OTLS_LUA_FREES("$symname") && call1.box != NULL && result >= 0)
        call1.box->handle = 0;
}
%typemap(out) int {
    if (result < 0)
        SWIG_arg = otls_lua_failure(L, result, "$symname");
}
%typemap(ret) int {
    if (SWIG_arg == 0) {
        lua_pushboolean(L, 1);
        SWIG_arg = 1;
    }
}
%typemap(out) int ANSWER {
    if (result < 0) {
        SWIG_arg = otls_lua_failure(L, result, "$symname");
    } else {
        lua_pushinteger(L, result);
        SWIG_arg = 1;
    }
}
%typemap(ret) int ANSWER ""
