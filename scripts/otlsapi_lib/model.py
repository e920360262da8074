# SPDX-License-Identifier: ISC
"""What the public headers say, as plain objects."""

import re
from dataclasses import dataclass, field
from typing import Dict, List, Optional, Tuple


# What a callback that bindings have takes: progress.
PROGRESS = ["void *", "int64_t", "int64_t"]


@dataclass
class Problem:
    path: str
    line: int
    text: str

    def __str__(self):
        return "%s:%d: %s" % (self.path, self.line, self.text)


@dataclass
class Doc:
    """A /** */ block: its @kind, its lines, and the sections found."""

    kind: str
    line: int
    lines: List[str]
    prose: List[str] = field(default_factory=list)
    threads: str = ""
    returns: str = ""
    errors: List[Tuple[str, str]] = field(default_factory=list)
    source: str = ""
    since: str = ""


@dataclass
class Argument:
    type: str  # as in the ABI list, "callback", or what was found
    name: str
    text: str
    callback: List["Argument"] = field(default_factory=list)


@dataclass
class Function:
    name: str
    line: int
    returns: str
    arguments: List[Argument]
    doc: Optional[Doc] = None

    def names(self):
        """Every name that the prose may emphasise as |name|."""
        inner = [a.name for arg in self.arguments for a in arg.callback]
        return [arg.name for arg in self.arguments] + inner

    def may_be_null(self):
        """The names of the inputs of which the prose says so; a handle's NULL
        is 0."""
        prose = " ".join(self.doc.prose) if self.doc else ""
        return set(re.findall(
            r"\|(\w+)\|,?\s+(?:which\s+)?may\s+be\s+(?:NULL|0)\b", prose))

    def is_for_c_alone(self):
        """Bindings answer between two calls what C may answer in a callback;
        the one that they have reports progress."""
        return any(a.type == "callback" and
                   [x.type for x in a.callback] != PROGRESS
                   for a in self.arguments)


@dataclass
class Macro:
    name: str
    line: int
    value: Optional[int]  # None where it isn't an integer
    doc: Optional[Doc] = None


@dataclass
class Type:
    name: str
    line: int
    text: str
    doc: Optional[Doc] = None


@dataclass
class Header:
    word: str
    path: str
    doc: Optional[Doc] = None
    functions: List[Function] = field(default_factory=list)
    macros: List[Macro] = field(default_factory=list)
    types: List[Type] = field(default_factory=list)
    includes: List[str] = field(default_factory=list)  # the words


@dataclass
class Error:
    name: str
    number: int
    base: str  # a built-in Python exception, or "none"
    text: str
    group: str
    line: int


@dataclass
class Kind:
    name: str
    number: int
    text: str
    line: int


@dataclass
class Project:
    version: str  # the one being made: a @since is at most this
    headers: List[Header]
    errors: List[Error]
    kinds: List[Kind]
    problems: List[Problem]

    def functions(self):
        found = [f for header in self.headers for f in header.functions]
        return sorted(found, key=lambda function: function.name)

    def bound_functions(self):
        """Those that Python and Lua see."""
        return [f for f in self.functions() if not f.is_for_c_alone()]

    def since(self, item):
        """What isn't documented yet counts as new."""
        return (item.doc.since if item.doc else "") or self.version

    def constants(self) -> Dict[str, int]:
        """Every integer that a C program sees, in the order of the headers."""
        found = {}
        for header in self.headers:
            for macro in header.macros:
                if macro.doc is not None and macro.value is not None:
                    found[macro.name] = macro.value
        for error in self.errors:
            found["OTLS_E_" + error.name] = error.number
        for kind in self.kinds:
            found["OTLS_KIND_" + kind.name] = kind.number
        return found


def version_key(version):
    return tuple(int(part) for part in version.split("."))
