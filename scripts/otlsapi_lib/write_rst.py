# SPDX-License-Identifier: ISC
"""Writes the reference: a page a header, a page of codes, and their index."""

import re

MADE = ".. Made by scripts/otlsapi from the headers.\n\n"
ESCAPE = re.compile(r"(\\|`|\||\*|_(?!\w))")
SPAN = re.compile(
    r"(?P<literal>``.+?``)"
    r"|`(?P<name>[^`]+)`"
    r"|\|(?P<argument>\w+)\|"
    r"|(?P<function>\botls_[a-z]+_\w+(?:\(\)|\*)?)"
    r"|(?P<constant>\bOTLS_[A-Z0-9_]+\*?)")
INDEX_HEAD = """\
Reference
=========

Every function returns ``int``: :c:macro:`OTLS_OK`, a positive answer where
the name asks a question, or one of the negative :doc:`codes <code>`. An
argument *in this shape* is one of the function's own. What is true of all
of them, how bytes go in and come out, stands under :doc:`types <types>`.

.. toctree::
   :maxdepth: 1

"""
CODE_HEAD = """\
code: what a function answers
=============================

``#include <otls.h>``

A code is negative and keeps its number for ever. :c:func:`otls_error_name`
and :c:func:`otls_error_text` turn it into words, and
:c:func:`otls_library_constant` turns its name into the number. The last
column is the built-in exception which the Python exception of that code also
is.

"""


def title(text):
    return "%s\n%s\n\n" % (text, "=" * len(text))


def indent(text, by):
    return "".join(
        (" " * by + line if line.strip() else line)
        for line in text.splitlines(True))


class Prose:
    """Turns the headers' notation into reStructuredText."""

    def __init__(self, project):
        self.functions = {f.name for f in project.functions()}
        self.coded = {"OTLS_E_" + e.name for e in project.errors} | {
            "OTLS_KIND_" + k.name for k in project.kinds}
        self.macros = set(project.constants()) - self.coded

    def span(self, match):
        kind, text = match.lastgroup, match.group(match.lastgroup)
        if kind == "literal":
            return text
        if kind == "argument":
            return "*%s*" % text
        if text.replace("()", "") in self.functions:
            return ":c:func:`%s`" % text.replace("()", "")
        if text in self.coded:
            return ":ref:`%s <%s>`" % (text, label(text))
        if text in self.macros:
            return ":c:macro:`%s`" % text
        return "``%s``" % text

    def line(self, text):
        parts, at = [], 0
        for match in SPAN.finditer(text):
            parts.append(ESCAPE.sub(r"\\\1", text[at:match.start()]))
            parts.append(self.span(match))
            # a role ends where a word would go on: set it off
            at = match.end()
            if text[at:at + 1].isalnum():
                parts.append("\\ ")
        parts.append(ESCAPE.sub(r"\\\1", text[at:]))
        return "".join(parts)

    def block(self, lines):
        """A run of paragraphs; what is indented below '::' is code."""
        out, literal = [], False
        for line in lines:
            if line and not line.startswith(" "):
                literal = False
            if literal or not line:
                out.append(line)
            else:
                item = re.match(r"(\s*(?:[-*]|\d+\.) )?(.*)", line)
                out.append((item.group(1) or "") + self.line(item.group(2)))
            if line.endswith("::"):
                literal = True
        return "\n".join(out) + "\n"


def label(constant):
    return constant.lower().replace("_", "-")


def signature(function):
    inside = ", ".join(a.text for a in function.arguments) or "void"
    return "int %s(%s)" % (function.name, inside)


def definitions(prose, entries):
    return "".join(
        "%s\n%s" % (prose.line(name), indent(prose.line(cause) + "\n", 4))
        for name, cause in entries)


def function_text(project, prose, function):
    body = []
    doc = function.doc
    if doc is None:
        body.append("Not documented yet.\n")
    else:
        body.append(prose.block(doc.prose))
        body.append(prose.block(doc.returns.split("\n")))
        if doc.errors:
            body.append(definitions(prose, doc.errors))
        body.append(":Threads: %s\n:Source: %s\n:Since: %s\n" % (
            prose.line(doc.threads), prose.line(doc.source),
            project.since(function)))
    return ".. c:function:: %s\n\n%s\n" % (
        signature(function), indent("\n".join(body), 3))


def macro_text(project, prose, macro):
    return ".. c:macro:: %s\n\n%s\n" % (macro.name, indent(
        "%s\n:Value: %s\n:Since: %s\n" % (
            prose.block(macro.doc.prose), macro.value,
            project.since(macro)), 3))


def type_text(project, prose, item):
    body = prose.block(item.doc.prose) if item.doc else ""
    return ".. c:type:: %s\n\n%s\n" % (item.text, indent(
        "%s\n:Since: %s\n" % (body, project.since(item)), 3))


def purpose(header):
    """The first sentence of what a header says of itself, without its dot."""
    if header.doc is None:
        return ""
    paragraph = " ".join(header.doc.prose).split("  ")[0]
    sentence = re.split(r"\.(?:\s|$)", paragraph)[0]
    sentence = re.split(r":\s", sentence)[0]
    return re.sub(r"[`|]", "", sentence[:1].lower() + sentence[1:])


def heading(header):
    words = purpose(header)
    return header.word + (": " + words if 0 < len(words) <= 60 else "")


def after_heading(header):
    """The prose, without a first paragraph that the heading repeats."""
    lines = header.doc.prose
    end = lines.index("") if "" in lines else len(lines)
    first = " ".join(lines[:end]).rstrip(".")
    if heading(header).endswith(first[1:]):
        return lines[end + 1:]
    return lines


def parts_text(project, header):
    """The words that a header is made of, which begin with its own."""
    purposes = {one.word: purpose(one) for one in project.headers}
    return "".join(
        "* :doc:`%s`: %s\n" % (word, purposes.get(word, ""))
        for word in header.includes if word.startswith(header.word + "_"))


def page(project, header):
    prose = Prose(project)
    parts = [MADE, title(heading(header)), "``#include <otls.h>``\n\n"]
    if header.doc is not None:
        parts += [prose.block(after_heading(header)), "\n"]
    parts.append(parts_text(project, header))
    for item in header.types:
        parts.append(type_text(project, prose, item))
    for macro in header.macros:
        if macro.doc is not None:
            parts.append(macro_text(project, prose, macro))
    for function in header.functions:
        parts.append(function_text(project, prose, function))
    return "".join(parts).rstrip("\n") + "\n"


def table(columns, rows):
    widths = " ".join(str(width) for _name, width in columns)
    parts = [".. list-table::\n   :header-rows: 1\n   :widths: %s\n\n"
             % widths]
    for row in [[name for name, _width in columns]] + rows:
        for at, cell in enumerate(row):
            mark = "   * - " if at == 0 else "     - "
            parts.append(mark + indent(cell, 7).lstrip() + "\n")
    return "".join(parts) + "\n"


def named(constant):
    return ".. _%s:\n\n``%s``" % (label(constant), constant)


def code_page(project):
    prose = Prose(project)
    parts = [MADE, CODE_HEAD]
    columns = [("Name", 30), ("Number", 10), ("Meaning", 40), ("Python", 20)]
    for group in dict.fromkeys(error.group for error in project.errors):
        parts.append("%s\n%s\n\n" % (group.capitalize(), "-" * len(group)))
        parts.append(table(columns, [
            [named("OTLS_E_" + error.name), str(error.number),
             prose.line(error.text),
             "" if error.base == "none" else "``%s``" % error.base]
            for error in project.errors if error.group == group]))
    parts.append("Kinds of object\n---------------\n\n"
                 "What a handle names; :c:func:`otls_handle_kind` answers "
                 "with it.\n\n")
    parts.append(table(
        [("Name", 40), ("Number", 15), ("In messages", 45)],
        [[named("OTLS_KIND_" + kind.name), str(kind.number), kind.text]
         for kind in project.kinds]))
    return "".join(parts).rstrip("\n") + "\n"


def index_page(project):
    words = sorted([header.word for header in project.headers] + ["code"])
    return MADE + INDEX_HEAD + "".join("   %s\n" % word for word in words)
