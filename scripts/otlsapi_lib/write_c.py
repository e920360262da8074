# SPDX-License-Identifier: ISC
"""Writes code.h, constants.inc, the version script and the symbol list."""

import textwrap

from .model import version_key

MADE = "/* Made by scripts/otlsapi from %s. */\n"

CODE_HEAD = (
    "/* SPDX-License-Identifier: ISC */\n"
    + MADE % "base/errors.def and base/kinds.def"
    + "#ifndef OTLS_CODE_H\n#define OTLS_CODE_H\n")


def comment(text):
    """A documentation comment of one sentence, in as many lines as needed."""
    text = text[0].upper() + text[1:] + "."
    if len(text) <= 79 - len("/**  */"):
        return "/** %s */\n" % text
    lines = textwrap.wrap(text, 79 - len(" * "))
    return "/**\n * " + "\n * ".join(lines) + "\n */\n"


def code_header(project):
    parts = [CODE_HEAD]
    group = ""
    for error in project.errors:
        if error.group != group:
            group = error.group
            parts.append("\n/* %s */\n" % group)
        parts.append(comment(error.text))
        parts.append("#define OTLS_E_%s (%d)\n" % (error.name, error.number))
    parts.append("\n/* the kinds of object that a handle can name */\n")
    for kind in project.kinds:
        parts.append(comment("a handle names the kind '%s'" % kind.text))
        parts.append("#define OTLS_KIND_%s %d\n" % (kind.name, kind.number))
    parts.append("\n#endif\n")
    return "".join(parts)


def constants(project):
    rows = ["{ \"%s\", %s },\n" % (name, name) for name in project.constants()]
    return MADE % "the headers" + "".join(rows)


def by_version(project):
    versions = {}
    for function in project.functions():
        versions.setdefault(project.since(function), []).append(function.name)
    return sorted(versions.items(), key=lambda item: version_key(item[0]))


def version_script(project):
    parts = [MADE % "the headers"]
    previous = ""
    for version, names in by_version(project):
        node = "OTLS_" + version
        parts.append("%s {\nglobal:\n" % node)
        parts.extend("    %s;\n" % name for name in names)
        parts.append("}%s;\n" % previous if previous
                     else "local:\n    *;\n};\n")
        previous = " " + node
    return "".join(parts)


def symbols(project):
    return "".join("%s %s\n" % (function.name, project.since(function))
                   for function in project.functions())
