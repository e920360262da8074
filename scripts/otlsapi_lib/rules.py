# SPDX-License-Identifier: ISC
"""What a header must say and may declare."""

import keyword
import re

from .model import Problem, version_key

SCALARS = ("int", "int64_t", "size_t", "otls_handle", "const char *")
OUTS = ("otls_handle *", "size_t *", "int64_t *")
CALLBACK_TYPES = SCALARS + OUTS + ("const void *", "void *")
CONSTANT = re.compile(r"\bOTLS_[A-Z0-9_]+\*?")
# Words that C, C++, Python and Lua have for themselves, beyond Python's own.
RESERVED = set(keyword.kwlist) | {
    "and", "end", "function", "local", "nil", "repeat", "then", "until",
    "case", "default", "delete", "do", "long", "new", "operator", "private",
    "public", "register", "short", "signed", "static", "template", "this",
    "unsigned", "virtual", "volatile",
}
EMPHASIS = re.compile(r"\|(\w+)\|")


class Rules:
    def __init__(self, project):
        self.project = project
        self.known = set(project.constants()) | {
            macro.name for header in project.headers
            for macro in header.macros}
        self.function_names = {f.name for f in project.functions()}

    def complain(self, header, line, text):
        self.project.problems.append(Problem(header.path, line, text))

    def apply(self):
        seen = {}
        for header in self.project.headers:
            if header.doc is None:
                self.complain(header, 1, "no @file block says what the "
                              "header is for")
            else:
                self.names_in(header, header.doc)
            for function in header.functions:
                if function.name in seen:
                    self.complain(header, function.line, "%s stands in %s too"
                                  % (function.name, seen[function.name]))
                seen[function.name] = header.path
                self.function(header, function)
            for macro in header.macros:
                self.macro(header, macro)
            for item in header.types:
                self.described(header, item, "type")

    def function(self, header, function):
        name, line = function.name, function.line
        if not re.match(r"otls_%s_[a-z]" % header.word, name):
            self.complain(header, line, "%s does not begin with otls_%s_"
                          % (name, header.word))
        if function.returns != "int":
            self.complain(header, line, "%s returns '%s', not int"
                          % (name, function.returns))
        self.argument_types(header, function)
        if self.described(header, function, "function"):
            self.sections(header, function)
            self.argument_names(header, function)

    def described(self, header, item, kind):
        doc = item.doc
        if doc is None:
            self.complain(header, item.line, "%s has no @%s block"
                          % (item.name, kind))
            return False
        if not doc.prose:
            self.complain(header, doc.line, "%s: the block says nothing"
                          % item.name)
        if not doc.since:
            self.complain(header, doc.line, "%s: @since is missing"
                          % item.name)
        elif version_key(doc.since) > version_key(self.project.version):
            self.complain(header, doc.line, "%s: @since %s is later than the "
                          "version in configure.ac, %s"
                          % (item.name, doc.since, self.project.version))
        self.names_in(header, doc)
        return True

    def macro(self, header, macro):
        if macro.doc is None:
            if macro.value is not None:
                self.complain(header, macro.line, "%s has no @macro block"
                              % macro.name)
            return
        self.described(header, macro, "macro")
        if macro.value is None:
            self.complain(header, macro.line, "%s is not one integer: a "
                          "foreign function interface could not have it"
                          % macro.name)

    def sections(self, header, function):
        doc = function.doc
        for text, title in ((doc.threads, "Threads:"),
                            (doc.returns, "Returns"),
                            (doc.source, "Source:")):
            if not text:
                self.complain(header, doc.line, "%s: the '%s' paragraph is "
                              "missing" % (function.name, title))
        opening = doc.prose[0] if doc.prose else ""
        if not opening.startswith("`%s`" % function.name):
            self.complain(header, doc.line, "%s: the first paragraph does "
                          "not begin with `%s`"
                          % (function.name, function.name))
        if doc.errors and not doc.returns.endswith(":"):
            self.complain(header, doc.line, "%s: codes follow, so 'Returns' "
                          "ends with a colon" % function.name)

    def argument_names(self, header, function):
        doc = function.doc
        prose = set(EMPHASIS.findall("\n".join(doc.prose)))
        for argument in function.arguments:
            if argument.name in RESERVED:
                self.complain(header, function.line, "%s: |%s| is a reserved "
                              "word of a language that calls it"
                              % (function.name, argument.name))
            if argument.name and argument.name not in prose:
                self.complain(header, doc.line, "%s: the prose does not say "
                              "what |%s| is" % (function.name, argument.name))
        for number, line in enumerate(doc.lines, doc.line):
            for name in EMPHASIS.findall(line):
                if name not in function.names():
                    self.complain(header, number, "%s has no argument |%s|"
                                  % (function.name, name))

    def names_in(self, header, doc):
        """Each OTLS_ constant and each function that a block speaks of."""
        for number, line in enumerate(doc.lines, doc.line):
            for name in CONSTANT.findall(line):
                if not self.exists(name):
                    self.complain(header, number, "there is no %s" % name)
            for name in re.findall(r"`(otls_[a-z]+_\w+)`", line):
                if name not in self.function_names:
                    self.complain(header, number, "there is no function %s"
                                  % name)

    def exists(self, name):
        if name.endswith("*"):
            return any(known.startswith(name[:-1]) for known in self.known)
        return name in self.known

    def argument_types(self, header, function):
        for at, argument in enumerate(function.arguments):
            following = function.arguments[at + 1:at + 2]
            wrong = (self.wrong_callback(argument, following)
                     if argument.type == "callback"
                     else self.wrong_type(argument, following,
                                          function.arguments[:at]))
            if not argument.name:
                wrong = "has no name"
            if wrong:
                self.complain(header, function.line, "%s: '%s' %s"
                              % (function.name, argument.text, wrong))

    def wrong_type(self, argument, following, before):
        if argument.type in SCALARS + OUTS:
            return ""
        after = following[0] if following else None
        size = after.name if after and after.type == "size_t" else ""
        if argument.type == "const void *":
            wanted = argument.name + "_len"
            return "" if size == wanted else (
                "must be followed by size_t %s" % wanted)
        if argument.type == "void *":
            if before and before[-1].type == "callback":
                return ""
            if re.match(r"(\w+_)?(cap|len)$", size):
                return ""
            return "must be followed by size_t cap"
        return "has a type that is not in the ABI's list"

    def wrong_callback(self, argument, following):
        inner = [a.type for a in argument.callback]
        if not inner or inner[0] != "void *":
            return "must take void *user first"
        if not following or (following[0].type != "callback"
                             and following[0].text != "void *user"):
            return "must be followed by void *user"
        for kind in inner:
            if kind not in CALLBACK_TYPES:
                return "takes '%s', which is not in the ABI's list" % kind
        return ""
