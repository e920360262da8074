/* SPDX-License-Identifier: ISC */

/*
 * Python's typemaps. What they promise:
 *
 * - an integer is an int (no bool, float or str), range-checked;
 * - bytes come from any buffer, which stays locked until the call is over;
 * - room for bytes is an int, a writable buffer, or None to ask for the
 *   length: otls_py_out_result() says what comes back;
 * - a negative result raises the exception of its code;
 * - the interpreter is unlocked around the C call, and only there.
 */

%{
#include "otls_python.h"
%}

%init %{
    otls_py_init();
%}

%exception {
    $action
    if (result < 0 || PyErr_Occurred() != NULL) {
        otls_py_raise("$symname", result);
        SWIG_fail;
    }
}

/* the result */

%typemap(out) int {
    (void)$1;
    Py_INCREF(Py_None);
    $result = Py_None;
}

%typemap(out) int ANSWER {
    $result = PyLong_FromLong($1);
}

/* integers */

%typemap(in) int (int64_t value) {
    if (otls_py_int($input, "$1_name", INT_MIN, INT_MAX, &value) < 0)
        SWIG_fail;
    $1 = (int)value;
}

%typemap(in) int64_t (int64_t value) {
    if (otls_py_int($input, "$1_name", INT64_MIN, INT64_MAX, &value) < 0)
        SWIG_fail;
    $1 = value;
}

%typemap(in) size_t (int64_t value) {
    if (otls_py_int($input, "$1_name", 0, PY_SSIZE_T_MAX, &value) < 0)
        SWIG_fail;
    $1 = (size_t)value;
}

%typemap(in) otls_handle (int64_t value) {
    if (otls_py_int($input, "$1_name", 0, OTLS_PY_HANDLE_MAX, &value) < 0)
        SWIG_fail;
    $1 = value;
}

%apply otls_handle { otls_handle HANDLE_OR_NONE };

/* integers out */

%typemap(in, numinputs=0) otls_handle *OUT (otls_handle number),
                          int64_t *OUT (int64_t number),
                          size_t *OUT (size_t number) {
    number = 0;
    $1 = &number;
}

%typemap(argout) otls_handle *OUT, int64_t *OUT {
    if (otls_py_append(&$result, PyLong_FromLongLong(*$1)) < 0)
        SWIG_fail;
}

%typemap(argout) size_t *OUT {
    if (otls_py_append(&$result, PyLong_FromSize_t(*$1)) < 0)
        SWIG_fail;
}

/* text in: str, bytes or a path */

%typemap(in) const char * (PyObject *keep = NULL) {
    if (otls_py_text($input, "$1_name", &keep, &$1) < 0)
        SWIG_fail;
}

%typemap(freearg) const char * {
    Py_XDECREF(keep$argnum);
}

%typemap(in) const char *TEXT_OR_NULL (PyObject *keep = NULL) {
    if ($input != Py_None &&
        otls_py_text($input, "$1_name", &keep, &$1) < 0)
        SWIG_fail;
}

%typemap(freearg) const char *TEXT_OR_NULL {
    Py_XDECREF(keep$argnum);
}

/* bytes in */

%typemap(in) (const void *BYTES, size_t BYTES_LEN) (Py_buffer view = { 0 }) {
    if (otls_py_bytes($input, "$1_name", &view) < 0)
        SWIG_fail;
    $1 = view.buf;
    $2 = (size_t)view.len;
}

%typemap(in) (const void *BYTES_OR_NULL, size_t BYTES_LEN)
             (Py_buffer view = { 0 }) {
    if ($input != Py_None && otls_py_bytes($input, "$1_name", &view) < 0)
        SWIG_fail;
    $1 = view.buf;
    $2 = (size_t)view.len;
}

%typemap(freearg) (const void *BYTES, size_t BYTES_LEN),
                  (const void *BYTES_OR_NULL, size_t BYTES_LEN) {
    if (view$argnum.obj != NULL)
        PyBuffer_Release(&view$argnum);
}

/* bytes out */

%typemap(in) (void *OUT, size_t OUT_CAP, size_t *OUT_LEN)
             (struct otls_py_out room = { 0 }) {
    if (otls_py_out($input, "$1_name", 1, &room) < 0)
        SWIG_fail;
    $1 = room.data;
    $2 = room.cap;
    $3 = &room.len;
}

%typemap(argout) (void *OUT, size_t OUT_CAP, size_t *OUT_LEN) {
    if (otls_py_append(&$result, otls_py_out_result(&room$argnum)) < 0)
        SWIG_fail;
}

%typemap(freearg) (void *OUT, size_t OUT_CAP, size_t *OUT_LEN) {
    otls_py_out_free(&room$argnum);
}

%typemap(in) (void *FILL, size_t FILL_LEN) (struct otls_py_out room = { 0 }) {
    if (otls_py_out($input, "$1_name", 0, &room) < 0)
        SWIG_fail;
    $1 = room.data;
    $2 = room.cap;
}

%typemap(argout) (void *FILL, size_t FILL_LEN) {
    if (otls_py_append(&$result, otls_py_fill_result(&room$argnum)) < 0)
        SWIG_fail;
}

%typemap(freearg) (void *FILL, size_t FILL_LEN) {
    otls_py_out_free(&room$argnum);
}

/* a callback: a callable, or None for none. The subject is the first
 * argument of every function that takes one. */

%typemap(in) (int (*CALLBACK)(void *, int64_t, int64_t), void *USER)
             (struct otls_py_callback callback = { 0 }) {
    if (otls_py_callback($input, "$1_name", arg1, "$symname", &callback) < 0)
        SWIG_fail;
    $1 = callback.id == 0 ? NULL : otls_py_call_int64_int64;
    $2 = (void *)(intptr_t)callback.id;
}

%typemap(argout) (int (*CALLBACK)(void *, int64_t, int64_t), void *USER) {
    otls_py_callback_keep(&callback$argnum);
}

%typemap(freearg) (int (*CALLBACK)(void *, int64_t, int64_t), void *USER) {
    otls_py_callback_free(&callback$argnum);
}
