# SPDX-License-Identifier: ISC
"""Reads one public header. It knows the little C that the ABI allows, and
refuses the rest."""

import os
import re

from . import doc as docs
from .model import Argument, Function, Header, Macro, Problem, Type

TOKEN = re.compile(
    r"""(?P<doc>/\*\*[\s\S].*?\*/)
      | (?P<comment>/\*.*?\*/)
      | (?P<line_comment>//[^\n]*)
      | (?P<directive>\#(?:[^\n]*\\\n)*[^\n]*)
      | (?P<extern>extern\s+"C"\s*\{)
      | (?P<close>\})
      | (?P<declaration>[^;{}\#\s](?:/\*.*?\*/|[^;{}])*[;{])
      | (?P<space>\s+)""",
    re.S | re.X)
DEFINE = re.compile(r"#\s*define\s+(\w+)(\(?)(.*)", re.S)
INCLUDE = re.compile(r"#\s*include\s+<otls/(\w+)\.h>")
INTEGER = re.compile(r"\(?\s*([-+]?\s*(?:0[xX][0-9a-fA-F]+|\d+))\s*\)?$")
FORBIDDEN = re.compile(
    r"\b(struct|union|enum|long|short|char(?!\s*\*)|float|double|unsigned"
    r"|bool|_Bool|FILE|time_t|off_t|ssize_t|static|inline)\b|(\.\.\.)")
CALLBACK = re.compile(r"(.*?)\(\s*\*\s*(\w+)\s*\)\s*\((.*)\)$", re.S)
SIMPLE = re.compile(r"(.*?)(\w+)\s*$", re.S)


def normal(text):
    """One space between words, '*' against the name."""
    text = re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", " ", text, flags=re.S))
    text = re.sub(r"\s*\*\s*", " *", text)
    return re.sub(r"\* \*", "**", text).strip()


def split_arguments(text):
    """Cuts at the commas that stand outside parentheses."""
    parts, depth, begin = [], 0, 0
    for at, char in enumerate(text):
        depth += {"(": 1, ")": -1}.get(char, 0)
        if char == "," and depth == 0:
            parts.append(text[begin:at])
            begin = at + 1
    parts.append(text[begin:])
    return [normal(part) for part in parts if normal(part)]


def argument(text):
    match = CALLBACK.match(text)
    if match:
        inner = [argument(part) for part in split_arguments(match.group(3))]
        kind = "callback" if normal(match.group(1)) == "int" else text
        return Argument(kind, match.group(2), text.replace("( *", "(*"), inner)
    match = SIMPLE.match(text)
    if not match or not match.group(1).strip():
        return Argument(text, "", text)
    return Argument(match.group(1).strip(), match.group(2), text)


class Reader:
    def __init__(self, path, text):
        word = os.path.splitext(os.path.basename(path))[0]
        self.header = Header(word, path)
        self.text = text
        self.problems = []
        self.pending = None

    def complain(self, line, text):
        self.problems.append(Problem(self.header.path, line, text))

    def read(self):
        at, line = 0, 1
        while at < len(self.text):
            match = TOKEN.match(self.text, at)
            if match is None:
                self.complain(line, "this is no C that a public header has")
                break
            handler = getattr(self, "on_" + match.lastgroup, None)
            if handler:
                handler(match.group(), line)
            line += match.group().count("\n")
            at = match.end()
        self.drop_pending()
        return self.header, self.problems

    def on_line_comment(self, _text, line):
        self.complain(line, "a // comment: C90 programs include this header")

    def on_doc(self, text, line):
        self.drop_pending()
        doc = docs.parse(text, line, self.complain)
        if doc is not None and doc.kind == "file":
            if self.header.doc is not None:
                self.complain(line, "a second @file block")
            self.header.doc = doc
        else:
            self.pending = doc

    def drop_pending(self):
        if self.pending is not None:
            self.complain(self.pending.line, "the @%s block documents nothing"
                          % self.pending.kind)
        self.pending = None

    def attach(self, kind, line):
        doc, self.pending = self.pending, None
        if doc is not None and doc.kind != kind:
            self.complain(line, "a @%s block stands before a %s"
                          % (doc.kind, kind))
            return None
        return doc

    def on_directive(self, text, line):
        include = INCLUDE.match(text)
        if include is not None:
            self.header.includes.append(include.group(1))
        match = DEFINE.match(text)
        if match is None:
            return
        name, rest = match.group(1), match.group(2) + match.group(3)
        value = normal(rest.replace("\\\n", " "))
        integer = INTEGER.match(value)
        number = int(integer.group(1).replace(" ", ""), 0) if integer else None
        doc = self.attach("macro", line) if self.pending else None
        self.header.macros.append(Macro(name, line, number, doc))

    def on_declaration(self, text, line):
        plain = normal(text)
        bad = FORBIDDEN.search(plain)
        if bad:
            self.complain(line, "'%s' has no place in the flat ABI"
                          % (bad.group(1) or bad.group(2)))
        if plain.endswith("{"):
            if not bad:
                self.complain(line, "a header declares, it defines nothing")
            self.pending = None
        elif plain.startswith("typedef "):
            self.on_typedef(plain, line)
        else:
            self.on_prototype(plain, line)

    def on_typedef(self, plain, line):
        match = re.search(r"\(\s*\*\s*(\w+)\s*\)|(\w+)\s*;$", plain)
        name = (match.group(1) or match.group(2)) if match else "?"
        doc = self.attach("type", line)
        self.header.types.append(Type(name, line, plain[8:-1].strip(), doc))

    def on_prototype(self, plain, line):
        match = re.match(r"(OTLS_API )?(.*?)(\w+)\s*\((.*)\)\s*;$", plain)
        if match is None:
            self.complain(line, "'%s' is not a function" % plain)
            self.pending = None
            return
        api, returns, name, inside = match.groups()
        if api is None:
            self.complain(line, "%s has no OTLS_API" % name)
        parts = [] if inside.strip() == "void" else split_arguments(inside)
        if not inside.strip():
            self.complain(line, "%s(): write (void)" % name)
        function = Function(name, line, returns.strip(),
                            [argument(part) for part in parts])
        function.doc = self.attach("function", line)
        self.header.functions.append(function)


def read(root, path):
    with open(os.path.join(root, path), encoding="utf-8") as file:
        return Reader(path, file.read()).read()
