/* SPDX-License-Identifier: ISC */
#ifndef OTLS_PYTHON_H
#define OTLS_PYTHON_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <otls.h>

/*
 * What the typemaps of bindings/swig/python.i call. Everything here runs with
 * the interpreter locked; a function that fails has set an exception and
 * answers -1 or NULL.
 */
#define OTLS_PY_HANDLE_MAX 9007199254740991

void otls_py_init(void);

/* Raises what the last error says, unless an exception (a callback's) is
 * already on its way. */
void otls_py_raise(const char *function, int code);

int otls_py_int(PyObject *object, const char *name, int64_t min, int64_t max,
    int64_t *value);

/* |text| lives as long as |keep|, a new reference. */
int otls_py_text(
    PyObject *object, const char *name, PyObject **keep, char **text);

/* To be released by PyBuffer_Release() where |view|->obj is set. */
int otls_py_bytes(PyObject *object, const char *name, Py_buffer *view);

/* Room for bytes. */
struct otls_py_out {
    PyObject *bytes; /* given an int: the result in the making */
    Py_buffer view;  /* given a buffer: locked while obj is set */
    void *data;
    size_t cap;
    size_t len;
};

int otls_py_out(PyObject *object, const char *name, int none_allowed,
    struct otls_py_out *room);
/* For an int the bytes that were written, else how many there are. */
PyObject *otls_py_out_result(struct otls_py_out *room);
/* For an int the bytes, else None. */
PyObject *otls_py_fill_result(struct otls_py_out *room);
void otls_py_out_free(struct otls_py_out *room);

/* None becomes |item|, one thing a tuple of two, and so on; takes |item|. */
int otls_py_append(PyObject **result, PyObject *item);

/* A callable on its way into C: tls._callbacks holds it under a number, which
 * is what C knows of it. */
struct otls_py_callback {
    int64_t id;
    otls_handle handle;
    const char *function;
    int kept;
};

int otls_py_callback(PyObject *object, const char *name, otls_handle handle,
    const char *function, struct otls_py_callback *callback);
void otls_py_callback_keep(struct otls_py_callback *callback);
void otls_py_callback_free(struct otls_py_callback *callback);

/* What C calls, one for each list of arguments. */
int otls_py_call_int64_int64(void *user, int64_t a, int64_t b);

#endif
