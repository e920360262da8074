# SPDX-License-Identifier: ISC
"""Writes what LuaJIT's ffi reads: the declarations and the constants."""

from .write_swig import prototype

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
    parts.extend(prototype(function) for function in project.functions())
    return "".join(parts)


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
