# SPDX-License-Identifier: ISC
"""Writes what SWIG reads: every prototype, and which typemap each of its
arguments takes."""

HEAD = '''\
/* SPDX-License-Identifier: ISC */
/* Made by scripts/otlsapi from the headers. */

/*
 * The languages' own files define these typemaps before they include this
 * one; here the headers' arguments are given to them.
 *
 *     int (out)                               a code; negative: raise
 *     int ANSWER (out)                        the same, positive: an answer
 *     (const void *BYTES, size_t BYTES_LEN)   bytes in
 *     (const void *BYTES_OR_NULL, size_t BYTES_LEN), const char *TEXT_OR_NULL
 *                                             where None or nil is NULL
 *     otls_handle HANDLE_OR_NONE              where Lua's nil is 0
 *     (void *OUT, size_t OUT_CAP, size_t *OUT_LEN)   at most OUT_CAP bytes out
 *     (void *FILL, size_t FILL_LEN)           a buffer to be filled whole
 *     otls_handle *OUT, int64_t *OUT, size_t *OUT    a number out
 *     (int (*CALLBACK)(...), void *USER)      by the types of its arguments
 *     int, int64_t, size_t, otls_handle, const char *    as they are
 */
'''

# The calls that are made with the interpreter locked, since to let go of it
# and take it again costs more than they do: function -> why it can neither
# block nor take long. A function that takes an object's lock, waits for a
# device or uses OpenSSL is never one of them.
SHORT = {
    "otls_error_clear": "touches the thread's own error",
    "otls_error_code": "reads the thread's own error",
    "otls_error_errno": "reads the thread's own error",
    "otls_error_message": "copies the thread's own error",
    "otls_error_name": "searches a table in memory",
    "otls_error_openssl": "reads the thread's own error",
    "otls_error_reason": "copies the thread's own error",
    "otls_error_text": "searches a table in memory",
    "otls_handle_kind": "reads the handle table without a lock",
    "otls_handle_kind_name": "searches a table in memory",
    "otls_library_abi": "stores a constant",
    "otls_library_constant": "searches a table in memory",
    "otls_library_openssl_version": "copies a constant",
    "otls_library_version": "copies a constant",
}

BYTES = "(const void *BYTES, size_t BYTES_LEN)"
OPTIONAL_BYTES = "(const void *BYTES_OR_NULL, size_t BYTES_LEN)"
OPTIONAL_TEXT = "const char *TEXT_OR_NULL"
OPTIONAL_HANDLE = "otls_handle HANDLE_OR_NONE"
NUMBERS = ("otls_handle *", "int64_t *", "size_t *")


def declared(argument):
    """The argument as C writes it."""
    if argument.type == "callback":
        return "int (*%s)(%s)" % (
            argument.name, ", ".join(declared(a) for a in argument.callback))
    star = argument.type.endswith("*")
    return argument.type + ("" if star else " ") + argument.name


def callback_pattern(argument):
    types = [a.type for a in argument.callback]
    return "(int (*CALLBACK)(%s), void *USER)" % ", ".join(types)


def groups(function):
    """(pattern, its arguments) for the arguments that need one."""
    arguments, optional = function.arguments, function.may_be_null()
    at = 0
    while at < len(arguments):
        here = arguments[at]
        kinds = [a.type for a in arguments[at:at + 3]]
        if kinds[:2] == ["const void *", "size_t"]:
            yield (OPTIONAL_BYTES if here.name in optional else BYTES,
                   arguments[at:at + 2])
            at += 2
        elif kinds == ["void *", "size_t", "size_t *"]:
            yield ("(void *OUT, size_t OUT_CAP, size_t *OUT_LEN)",
                   arguments[at:at + 3])
            at += 3
        elif kinds[:2] == ["void *", "size_t"]:
            yield "(void *FILL, size_t FILL_LEN)", arguments[at:at + 2]
            at += 2
        elif here.type == "callback":
            yield callback_pattern(here), arguments[at:at + 2]
            at += 2
        else:
            if here.type in NUMBERS:
                yield here.type + "OUT", arguments[at:at + 1]
            elif here.type == "const char *" and here.name in optional:
                yield OPTIONAL_TEXT, arguments[at:at + 1]
            elif here.type == "otls_handle" and here.name in optional:
                yield OPTIONAL_HANDLE, arguments[at:at + 1]
            at += 1


def question(function):
    """Whether a positive result is an answer."""
    returns = function.doc.returns if function.doc else ""
    return bool(returns) and not returns.startswith("Returns OTLS_OK")


def joined(arguments):
    text = ", ".join(declared(a) for a in arguments)
    return "(%s)" % text if len(arguments) > 1 else text


def applications(project):
    """pattern -> the argument lists that it is applied to, each once."""
    found = {}
    for function in project.bound_functions():
        for pattern, arguments in groups(function):
            if pattern == OPTIONAL_BYTES:
                pattern = BYTES
            if pattern not in (OPTIONAL_TEXT, OPTIONAL_HANDLE):
                found.setdefault(pattern, set()).add(joined(arguments))
    return found


def with_optional(function):
    """The prototype, with what may be NULL in this function alone."""
    before, after = [], []
    for pattern, arguments in groups(function):
        text = joined(arguments)
        if pattern in (OPTIONAL_BYTES, OPTIONAL_TEXT, OPTIONAL_HANDLE):
            before.append("%%apply %s { %s };\n" % (pattern, text))
        if pattern == OPTIONAL_BYTES:
            after.append("%%apply %s { %s };\n" % (BYTES, text))
        elif pattern in (OPTIONAL_TEXT, OPTIONAL_HANDLE):
            after.append("%%clear %s;\n" % text)
    return "".join(before + [prototype(function)] + after)


def apply_lines(pattern, texts):
    return "%%apply %s {\n    %s\n};\n" % (
        pattern, ",\n    ".join(sorted(texts)))


def prototype(function):
    arguments = [declared(a) for a in function.arguments] or ["void"]
    line = "int %s(%s);" % (function.name, ", ".join(arguments))
    if len(line) <= 79:
        return line + "\n"
    return "int %s(\n    %s);\n" % (function.name, ",\n    ".join(arguments))


def functions(project):
    parts = [HEAD]
    found = applications(project)
    for pattern in sorted(found):
        parts.append("\n" + apply_lines(pattern, found[pattern]))
    asking = ["int " + f.name for f in project.bound_functions() if question(f)]
    parts.append("\n" + apply_lines("int ANSWER", asking))
    parts.append("\n/* made with the interpreter locked */\n")
    for function in project.bound_functions():
        if function.name in SHORT:
            parts.append('/* %s */\n%%feature("nothread") %s;\n' % (
                SHORT[function.name], function.name))
    parts.append("\n")
    parts.extend("%%constant int %s = %s;\n" % (name, name)
                 for name in project.constants())
    parts.append("\n")
    parts.extend(with_optional(f) for f in project.bound_functions())
    return "".join(parts)
