# SPDX-License-Identifier: ISC
"""Writes what LuaJIT's ffi reads: the declarations and the constants."""

from . import write_swig

HEAD = '''\
-- SPDX-License-Identifier: ISC
-- Made by scripts/otlsapi from the headers.
--- libotls for the ffi of LuaJIT, where a call costs a few nanoseconds.
--
-- Nothing is checked here and nothing frees itself: `otls` and its parts
-- are for programs, this is for those who need the speed.
--
--     local ffi = require "ffi"
--     local otls = require "otls.cdef"
--     ffi.cdef(otls.cdef)
--     local C = ffi.load("libotls.so.0")
--     local value = ffi.new("int64_t[1]")
--     assert(C.otls_rand_uniform(6, value) == otls.constants.OTLS_OK)
--
-- @module otls.cdef

local cdef = {}

'''


def declarations(project):
    parts = ["typedef %s %s;\n" % (item.text.rsplit(" ", 1)[0], item.name)
             for header in project.headers for item in header.types]
    parts.extend(marked(function) for function in project.bound_functions())
    return "".join(parts)


def marked(function):
    """The prototype, with a word on each input that may be NULL."""
    text = write_swig.prototype(function)
    for pattern, arguments in write_swig.groups(function):
        last = write_swig.declared(arguments[-1])
        if pattern in (write_swig.OPTIONAL_BYTES, write_swig.OPTIONAL_TEXT):
            text = text.replace(last, last + " /* or NULL */", 1)
        elif pattern == write_swig.OPTIONAL_HANDLE:
            text = text.replace(last, last + " /* or 0 */", 1)
    return text


def cdef(project):
    constants = "".join("  %s = %d,\n" % item
                        for item in project.constants().items())
    return "".join([
        HEAD,
        "--- The declarations, for ffi.cdef.\ncdef.cdef = [[\n",
        declarations(project),
        "]]\n\n--- The constants, by name.\ncdef.constants = {\n",
        constants,
        "}\n\nreturn cdef\n",
    ])
