# SPDX-License-Identifier: ISC
"""Writes the Python exceptions and the stubs of the two back ends."""

import textwrap

from . import write_swig
from .write_python import quoted

EXCEPTIONS_HEAD = '''\
# SPDX-License-Identifier: ISC
# Made by scripts/otlsapi from base/errors.def.
"""One exception a code of libotls: what `tls.Error` says of all of them."""

import builtins

from ._error import Error

'''

STUB_HEAD = '''\
# SPDX-License-Identifier: ISC
# Made by scripts/otlsapi from the headers.
import os
from typing import Callable, Optional, Tuple, Union, overload

from typing_extensions import Buffer

Text = Union[str, bytes, "os.PathLike[str]", "os.PathLike[bytes]"]

'''

TYPES = {"int": "int", "int64_t": "int", "size_t": "int",
         "otls_handle": "int", "const char *": "Text"}


def class_name(error):
    """OTLS_E_AGE_NO_MATCH is AgeNoMatchError."""
    return "".join(word.capitalize() for word in error.name.split("_")) \
        + "Error"


def sentence(text):
    return text[0].upper() + text[1:] + "."


def docstring(text, indent):
    line = '%s"""%s"""' % (indent, text)
    if len(line) <= 79:
        return line + "\n"
    lines = textwrap.wrap(text, 76 - len(indent))
    return '%s"""%s\n%s"""\n' % (
        indent, ("\n" + indent).join(lines), indent)


def exceptions(project):
    parts = [EXCEPTIONS_HEAD]
    for error in project.errors:
        bases = "Error" if error.base == "none" else \
            "Error, builtins." + error.base
        parts.append("\nclass %s(%s):\n" % (class_name(error), bases))
        parts.append(docstring(sentence(error.text), "    "))
        parts.append('\n    code = %d\n    name = "OTLS_E_%s"\n' % (
            error.number, error.name))
        parts.append("    text = %s\n\n" % quoted(error.text))
    parts.append("\nBY_CODE = {\n%s}\n" % "".join(
        "    %d: %s,\n" % (error.number, class_name(error))
        for error in project.errors))
    parts.append("\nfor _class in (Error, *BY_CODE.values()):\n"
                 '    _class.__module__ = "tls"\n')
    parts.append("\n__all__ = [\n%s]\n" % "".join(
        '    "%s",\n' % name for name in
        sorted(class_name(error) for error in project.errors)))
    return "".join(parts)


def shape(function, given):
    """(parameters, what is returned) where room for bytes is |given| as an
    int or as a buffer."""
    taken, parameters, results = set(), [], []
    for pattern, arguments in write_swig.groups(function):
        name = arguments[0].name
        taken.update(id(argument) for argument in arguments)
        if pattern == write_swig.BYTES:
            parameters.append((name, "Buffer"))
        elif pattern == write_swig.OPTIONAL_BYTES:
            parameters.append((name, "Optional[Buffer]"))
        elif pattern == write_swig.OPTIONAL_TEXT:
            parameters.append((name, "Optional[Text]"))
        elif pattern == write_swig.OPTIONAL_HANDLE:
            parameters.append((name, "int"))
        elif pattern.startswith("(void *OUT"):
            parameters.append(
                (name, "int" if given == "int" else "Optional[Buffer]"))
            results.append("bytes" if given == "int" else "int")
        elif pattern.startswith("(void *FILL"):
            parameters.append((name, "int" if given == "int" else "Buffer"))
            results.extend(["bytes"] if given == "int" else [])
        elif arguments[0].type == "callback":
            inner = ", ".join("int" for _ in arguments[0].callback[1:])
            parameters.append(
                (name, "Optional[Callable[[%s], int]]" % inner))
        else:
            results.append("int")
            parameters.append(None)
    return merged(function, taken, parameters), results


def merged(function, taken, special):
    """The parameters in the order of the arguments."""
    found = [(argument.name, TYPES.get(argument.type, "object"))
             for argument in function.arguments if id(argument) not in taken]
    found += [pair for pair in special if pair is not None]
    order = {a.name: at for at, a in enumerate(function.arguments)}
    return sorted(found, key=lambda pair: order[pair[0]])


def definition(function, given):
    parameters, results = shape(function, given)
    texts = ["%s: %s" % pair for pair in parameters]
    if texts:
        texts.append("/")
    if write_swig.question(function):
        returns = "int"
    elif len(results) > 1:
        returns = "Tuple[%s]" % ", ".join(results)
    else:
        returns = results[0] if results else "None"
    return "def %s(%s) -> %s: ..." % (
        function.name, ", ".join(texts), returns)


def folded(line):
    """A definition, an argument a line where it is long."""
    if len(line) <= 79:
        return line + "\n"
    head, rest = line.split("(", 1)
    inside, returns = rest.rsplit(") -> ", 1)
    parts, depth, begin = [], 0, 0
    for at, char in enumerate(inside):
        depth += {"[": 1, "]": -1}.get(char, 0)
        if char == "," and depth == 0:
            parts.append(inside[begin:at].strip())
            begin = at + 1
    parts.append(inside[begin:].strip())
    return "%s(\n%s) -> %s\n" % (
        head, "".join("    %s,\n" % part for part in parts), returns)


def stub(project):
    parts = [STUB_HEAD]
    parts.extend("%s: int\n" % name for name in project.constants())
    parts.append("\n")
    for function in project.bound_functions():
        as_int = definition(function, "int")
        as_buffer = definition(function, "buffer")
        if as_int == as_buffer:
            parts.append(folded(as_int))
        else:
            parts.append("@overload\n" + folded(as_int))
            parts.append("@overload\n" + folded(as_buffer))
    return "".join(parts)


API_STUB = '''\
# SPDX-License-Identifier: ISC
# Made by scripts/otlsapi from the headers.
from .._otls import *
from . import raw as raw

ABI: int
'''


def api_stub(_project):
    return API_STUB


MAPPING_HEAD = '''\
.. Made by scripts/otlsapi from base/errors.def.

.. list-table::
   :header-rows: 1
   :widths: 30 34 36

   * - Exception
     - Is also
     - Code
'''


def mapping(project):
    """The table of a page: which exception each code is."""
    parts = [MAPPING_HEAD]
    for error in project.errors:
        base = "" if error.base == "none" else "``%s``" % error.base
        parts.append("   * - ``tls.%s``\n     - %s\n     - ``OTLS_E_%s``\n" % (
            class_name(error), base, error.name))
    return "".join(line.rstrip() + "\n" for line in
                   "".join(parts).split("\n")[:-1])
