# SPDX-License-Identifier: ISC
"""Writes the table from which the Python package makes its prototypes."""

from . import write_swig

HEAD = '''\
# SPDX-License-Identifier: ISC
# Made by scripts/otlsapi from the headers.
"""What libotls exports, as data: nothing is computed when it is imported.

FUNCTIONS  name -> (types, argument names, indices of the outs, since);
           every function returns int. A letter a type:

           i int          q int64_t       z size_t      h otls_handle
           I int *        Q int64_t *     Z size_t *    H otls_handle *
           s const char * p const void *  b void *      c callback
           S, P: the same as s and p, and None is NULL

QUESTIONS  the functions whose positive result is an answer
CANCELLABLE  those that may call a callback: they can end by OTLS_E_CANCELLED
CALLBACKS  name -> {index: types}; a callback returns int as well
CONSTANTS  name -> value
ERRORS     code -> (name, the built-in exception it also is or None, text)
KINDS      number -> (name, text)
"""
'''

LETTERS = {
    "int": "i", "int64_t": "q", "size_t": "z", "otls_handle": "h",
    "int *": "I", "int64_t *": "Q", "size_t *": "Z", "otls_handle *": "H",
    "const char *": "s", "const void *": "p", "void *": "b",
    "callback": "c",
}


def letters(arguments, optional=()):
    found = (LETTERS.get(a.type, "?") for a in arguments)
    return "".join(letter.upper() if a.name in optional and letter in "sp"
                   else letter for letter, a in zip(found, arguments))


def tuple_text(items):
    items = [repr(item).replace("'", '"') for item in items]
    return "(%s%s)" % (", ".join(items), "," if len(items) == 1 else "")


def mapping(name, rows):
    return "\n%s = {\n%s}\n" % (name, "".join("    %s,\n" % r for r in rows))


def function_rows(project):
    for function in project.bound_functions():
        types = letters(function.arguments, function.may_be_null())
        outs = [at for at, letter in enumerate(types) if letter in "IQZH"]
        yield '"%s": (\n        "%s", %s,\n        %s, "%s")' % (
            function.name, types,
            tuple_text(a.name for a in function.arguments),
            tuple_text(outs), project.since(function))


def callback_rows(project):
    for function in project.bound_functions():
        found = ", ".join(
            '%d: "%s"' % (at, letters(argument.callback))
            for at, argument in enumerate(function.arguments)
            if argument.callback)
        if found:
            yield '"%s": {%s}' % (function.name, found)


def cancellable(function):
    errors = function.doc.errors if function.doc else []
    return any("OTLS_E_CANCELLED" in name for name, _cause in errors)


def quoted(text):
    return '"%s"' % text.replace("\\", "\\\\").replace('"', '\\"')


def error_row(error):
    base = "None" if error.base == "none" else quoted(error.base)
    return '%d: (\n        "%s", %s,\n        %s)' % (
        error.number, error.name, base, quoted(error.text))


def table(project):
    constants = project.constants()
    return "".join([
        HEAD,
        "\nABI = %d\n" % constants.get("OTLS_ABI", 0),
        mapping("FUNCTIONS", function_rows(project)),
        mapping("QUESTIONS", (quoted(f.name) for f in project.bound_functions()
                              if write_swig.question(f))),
        mapping("CANCELLABLE", (quoted(f.name) for f in project.bound_functions()
                                if cancellable(f))),
        mapping("CALLBACKS", callback_rows(project)),
        mapping("CONSTANTS", ('"%s": %d' % item
                              for item in constants.items())),
        mapping("ERRORS", (error_row(error) for error in project.errors)),
        mapping("KINDS", ('%d: ("%s", %s)' % (
            kind.number, kind.name, quoted(kind.text))
            for kind in project.kinds)),
    ])
