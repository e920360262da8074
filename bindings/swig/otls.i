/* SPDX-License-Identifier: ISC */

/*
 * One module, otls, for every language that SWIG serves. SWIG's own typemaps
 * for buffers and for 64-bit integers are not used: they let go of a buffer
 * before the call, and put integers through doubles unchecked.
 */
%module otls

%{
#include <otls.h>
%}

#if defined(SWIGPYTHON)
%include "python.i"
#elif defined(SWIGLUA)
%include "lua.i"
#else
#error this language has no typemaps yet
#endif

%include "functions.i"
