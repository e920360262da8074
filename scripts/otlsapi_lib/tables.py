# SPDX-License-Identifier: ISC
"""Reads errors.def and kinds.def."""

import builtins
import os
import re

from .model import Error, Kind, Problem

ERROR = re.compile(r'OTLS_ERROR\((\w+), (-\d+), (\w+), "([^"]*)"\)$')
KIND = re.compile(r'OTLS_KIND\((\w+), (\d+), "([^"]*)"\)$')
GROUP = re.compile(r"/\* (.*) \*/$")
LAST_KIND = 63  # six bits of a handle


def rows(root, path, macro, pattern):
    """(line number, group, match or None) for each row of a table."""
    group = ""
    with open(os.path.join(root, path), encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            line = line.strip()
            comment = GROUP.match(line)
            if comment and number > 1:
                group = comment.group(1)
            if line.startswith(macro):
                yield number, group, pattern.match(line)


def unique(path, items, problems):
    for what in ("name", "number"):
        seen = {}
        for item in items:
            value = getattr(item, what)
            if value in seen:
                problems.append(Problem(
                    path, item.line, "the %s %s is taken by line %d"
                    % (what, value, seen[value])))
            seen.setdefault(value, item.line)


def is_exception(name):
    found = getattr(builtins, name, None)
    return isinstance(found, type) and issubclass(found, Exception)


def read_errors(root, path):
    errors, problems = [], []
    for number, group, match in rows(root, path, "OTLS_ERROR(", ERROR):
        if match is None:
            problems.append(Problem(path, number, "not of the form "
                                    'OTLS_ERROR(NAME, -1, Exception, "text")'))
            continue
        name, code, base, text = match.groups()
        if base != "none" and not is_exception(base):
            problems.append(Problem(
                path, number, "Python has no exception %s" % base))
        errors.append(Error(name, int(code), base, text, group, number))
    unique(path, errors, problems)
    return errors, problems


def read_kinds(root, path):
    kinds, problems = [], []
    for number, _group, match in rows(root, path, "OTLS_KIND(", KIND):
        if match is None:
            problems.append(Problem(path, number, "not of the form "
                                    'OTLS_KIND(NAME, 1, "text")'))
            continue
        name, code, text = match.groups()
        if not 1 <= int(code) <= LAST_KIND:
            problems.append(Problem(
                path, number, "a kind is 1 .. %d" % LAST_KIND))
        kinds.append(Kind(name, int(code), text, number))
    unique(path, kinds, problems)
    return kinds, problems
