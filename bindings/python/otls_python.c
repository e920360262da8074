/* SPDX-License-Identifier: ISC */
#include "otls_python.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define EXIT_WAIT_MS 3000
#define LARGE_PAGE ((uintptr_t)2 << 20)

static PyObject *errors;    /* tls._errors */
static PyObject *callbacks; /* tls._callbacks */

static atomic_int closing;
static atomic_int entered;
static pthread_t closer;

/* Called by atexit: no callback may enter an interpreter that is gone. Those
 * that are in it get it once more, to come out; daemon threads that come
 * later stop there, and the process goes on without them. */
static PyObject *
close_callbacks(PyObject *self, PyObject *args)
{
    const struct timespec moment = { 0, 1000000 };
    int i;

    (void)self;
    (void)args;
    closer = pthread_self();
    atomic_store(&closing, 1);
    Py_BEGIN_ALLOW_THREADS
    for (i = 0; i < EXIT_WAIT_MS && atomic_load(&entered) > 0; i++)
        (void)nanosleep(&moment, NULL);
    Py_END_ALLOW_THREADS
    Py_RETURN_NONE;
}

static PyMethodDef close_method = { "close_callbacks", close_callbacks,
    METH_NOARGS, NULL };

/* The threads that were in one are not in the child. */
static void
after_fork(void)
{
    atomic_store(&entered, 0);
}

static int
register_close(void)
{
    PyObject *atexit = PyImport_ImportModule("atexit");
    PyObject *function = PyCFunction_New(&close_method, NULL);
    PyObject *done = NULL;

    if (atexit != NULL && function != NULL)
        done = PyObject_CallMethod(atexit, "register", "O", function);
    Py_XDECREF(function);
    Py_XDECREF(atexit);
    if (done == NULL)
        return -1;
    Py_DECREF(done);
    return pthread_atfork(NULL, NULL, after_fork) == 0 ? 0 : -1;
}

void
otls_py_init(void)
{
    int64_t abi = -1;

    if (otls_library_abi(&abi) != OTLS_OK || abi != OTLS_ABI) {
        PyErr_Format(PyExc_ImportError,
            "tls._otls was built for ABI %d of libotls, and the libotls that "
            "was loaded has ABI %lld: build tls._otls anew",
            OTLS_ABI, (long long)abi);
        return;
    }
    errors = PyImport_ImportModule("tls._errors");
    if (errors != NULL)
        callbacks = PyImport_ImportModule("tls._callbacks");
    if (callbacks != NULL && register_close() < 0 && PyErr_Occurred() == NULL)
        PyErr_NoMemory();
}

/* Everything is read before any Python code runs, which might fail in a call
 * of its own and replace the last error. */
void
otls_py_raise(const char *function, int code)
{
    char message[1024] = "", reason[256] = "";
    size_t message_len = 0, reason_len = 0;
    int64_t last = 0, packed = 0, number = 0;
    PyObject *exception;

    if (PyErr_Occurred() != NULL)
        return;
    otls_error_code(&last);
    if (last == code && strncmp(function, "otls_error_", 11) != 0) {
        otls_error_message(message, sizeof(message), &message_len);
        otls_error_reason(reason, sizeof(reason), &reason_len);
        otls_error_openssl(&packed);
        otls_error_errno(&number);
    }
    exception = PyObject_CallMethod(errors, "make", "iy#y#LL", code, message,
        (Py_ssize_t)message_len, reason, (Py_ssize_t)reason_len,
        (long long)packed, (long long)number);
    if (exception == NULL)
        return;
    PyErr_SetObject((PyObject *)Py_TYPE(exception), exception);
    Py_DECREF(exception);
}

int
otls_py_int(PyObject *object, const char *name, int64_t min, int64_t max,
    int64_t *value)
{
    long long number;
    int overflow;

    if (!PyLong_Check(object) || PyBool_Check(object)) {
        PyErr_Format(PyExc_TypeError, "%s must be an int, not %.100s", name,
            Py_TYPE(object)->tp_name);
        return -1;
    }
    number = PyLong_AsLongLongAndOverflow(object, &overflow);
    if (number == -1 && PyErr_Occurred() != NULL)
        return -1;
    if (overflow != 0 || number < min || number > max) {
        PyErr_Format(PyExc_OverflowError, "%s must be %lld .. %lld", name,
            (long long)min, (long long)max);
        return -1;
    }
    *value = number;
    return 0;
}

int
otls_py_text(
    PyObject *object, const char *name, PyObject **keep, char **text)
{
    PyObject *path = NULL;

    if (PyUnicode_Check(object) || PyBytes_Check(object)) {
        Py_INCREF(object);
        path = object;
    } else if ((path = PyOS_FSPath(object)) == NULL) {
        PyErr_Format(PyExc_TypeError,
            "%s must be str, bytes or a path, not %.100s", name,
            Py_TYPE(object)->tp_name);
        return -1;
    }
    if (PyUnicode_Check(path)) {
        *keep = PyUnicode_AsEncodedString(path, "utf-8", "surrogateescape");
        Py_DECREF(path);
    } else {
        *keep = path;
    }
    if (*keep == NULL)
        return -1;
    if (PyBytes_AsStringAndSize(*keep, text, NULL) == 0)
        return 0;
    PyErr_Format(PyExc_ValueError, "%s has a NUL inside", name);
    return -1;
}

int
otls_py_bytes(PyObject *object, const char *name, Py_buffer *view)
{
    if (PyUnicode_Check(object)) {
        PyErr_Format(PyExc_TypeError,
            "%s must be bytes-like, not str: encode it", name);
        return -1;
    }
    if (!PyObject_CheckBuffer(object)) {
        PyErr_Format(PyExc_TypeError, "%s must be bytes-like, not %.100s",
            name, Py_TYPE(object)->tp_name);
        return -1;
    }
    return PyObject_GetBuffer(object, view, PyBUF_SIMPLE);
}

static int
out_of_buffer(PyObject *object, const char *name, struct otls_py_out *room)
{
    if (!PyObject_CheckBuffer(object) ||
        PyObject_GetBuffer(object, &room->view, PyBUF_WRITABLE) < 0) {
        PyErr_Format(PyExc_TypeError,
            "%s must be an int or a writable buffer, not %.100s", name,
            Py_TYPE(object)->tp_name);
        return -1;
    }
    room->data = room->view.buf;
    room->cap = (size_t)room->view.len;
    return 0;
}

/* Most of the time of many bytes goes into pages that nobody has touched yet;
 * large ones are few. */
static void
expect(char *data, size_t size)
{
#ifdef MADV_HUGEPAGE
    const uintptr_t begin = ((uintptr_t)data + LARGE_PAGE - 1) & -LARGE_PAGE;
    const uintptr_t end = ((uintptr_t)data + size) & -LARGE_PAGE;

    if (begin < end)
        (void)madvise((void *)begin, end - begin, MADV_HUGEPAGE);
#else
    (void)data;
    (void)size;
#endif
}

int
otls_py_out(PyObject *object, const char *name, int none_allowed,
    struct otls_py_out *room)
{
    int64_t size;

    if (none_allowed && object == Py_None)
        return 0;
    if (!PyLong_Check(object) || PyBool_Check(object))
        return out_of_buffer(object, name, room);
    if (otls_py_int(object, name, 0, PY_SSIZE_T_MAX, &size) < 0)
        return -1;
    room->bytes = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)size);
    if (room->bytes == NULL)
        return -1;
    room->data = PyBytes_AS_STRING(room->bytes);
    room->cap = (size_t)size;
    expect(room->data, room->cap);
    return 0;
}

PyObject *
otls_py_out_result(struct otls_py_out *room)
{
    PyObject *bytes = room->bytes;

    if (bytes == NULL)
        return PyLong_FromSize_t(room->len);
    room->bytes = NULL;
    if (room->len < room->cap)
        _PyBytes_Resize(&bytes, (Py_ssize_t)room->len);
    return bytes;
}

PyObject *
otls_py_fill_result(struct otls_py_out *room)
{
    room->len = room->cap;
    if (room->bytes != NULL)
        return otls_py_out_result(room);
    Py_INCREF(Py_None);
    return Py_None;
}

void
otls_py_out_free(struct otls_py_out *room)
{
    Py_CLEAR(room->bytes);
    if (room->view.obj != NULL)
        PyBuffer_Release(&room->view);
}

int
otls_py_append(PyObject **result, PyObject *item)
{
    PyObject *before = *result, *both;
    Py_ssize_t n, i;

    if (item == NULL)
        return -1;
    if (before == Py_None) {
        Py_DECREF(before);
        *result = item;
        return 0;
    }
    n = PyTuple_Check(before) ? PyTuple_GET_SIZE(before) : 1;
    both = PyTuple_New(n + 1);
    if (both == NULL) {
        Py_DECREF(item);
        return -1;
    }
    for (i = 0; i < n; i++) {
        PyObject *one =
            PyTuple_Check(before) ? PyTuple_GET_ITEM(before, i) : before;

        Py_INCREF(one);
        PyTuple_SET_ITEM(both, i, one);
    }
    PyTuple_SET_ITEM(both, n, item);
    Py_DECREF(before);
    *result = both;
    return 0;
}

int
otls_py_callback(PyObject *object, const char *name, otls_handle handle,
    const char *function, struct otls_py_callback *callback)
{
    PyObject *id;

    callback->handle = handle;
    callback->function = function;
    if (object == Py_None)
        return 0;
    if (!PyCallable_Check(object)) {
        PyErr_Format(PyExc_TypeError,
            "%s must be a callable or None, not %.100s", name,
            Py_TYPE(object)->tp_name);
        return -1;
    }
    id = PyObject_CallMethod(callbacks, "hold", "O", object);
    if (id == NULL)
        return -1;
    callback->id = PyLong_AsLongLong(id);
    Py_DECREF(id);
    return 0;
}

void
otls_py_callback_keep(struct otls_py_callback *callback)
{
    PyObject *done = PyObject_CallMethod(callbacks, "keep", "LsL",
        (long long)callback->handle, callback->function,
        (long long)callback->id);

    callback->kept = 1;
    if (done == NULL)
        PyErr_WriteUnraisable(callbacks);
    Py_XDECREF(done);
}

/* Runs after a failure too, whose exception must survive. */
void
otls_py_callback_free(struct otls_py_callback *callback)
{
    PyObject *type, *value, *trace, *done;

    if (callback->kept || callback->id == 0)
        return;
    PyErr_Fetch(&type, &value, &trace);
    done = PyObject_CallMethod(
        callbacks, "drop", "L", (long long)callback->id);
    if (done == NULL)
        PyErr_WriteUnraisable(callbacks);
    Py_XDECREF(done);
    PyErr_Restore(type, value, trace);
}

static void
enter(void)
{
    atomic_fetch_add(&entered, 1);
    if (!atomic_load(&closing) || pthread_equal(closer, pthread_self()))
        return;
    atomic_fetch_sub(&entered, 1);
    for (;;)
        (void)pause();
}

/*
 * An exception stays set on the thread, and is raised when the C call that we
 * are inside has come back; until then every further callback refuses.
 */
static int
call_int64_int64(int64_t id, int64_t a, int64_t b)
{
    PyGILState_STATE state = PyGILState_Ensure();
    PyObject *answer = NULL;
    int verdict = 0;

    if (PyErr_Occurred() == NULL && PyErr_CheckSignals() == 0)
        answer = PyObject_CallMethod(callbacks, "invoke", "LLL",
            (long long)id, (long long)a, (long long)b);
    if (answer != NULL) {
        verdict = answer == Py_True ? OTLS_CALLBACK_ACCEPT : 0;
        Py_DECREF(answer);
    }
    PyGILState_Release(state);
    return verdict;
}

int
otls_py_call_int64_int64(void *user, int64_t a, int64_t b)
{
    int verdict;

    enter();
    verdict = call_int64_int64((int64_t)(intptr_t)user, a, b);
    atomic_fetch_sub(&entered, 1);
    return verdict;
}
