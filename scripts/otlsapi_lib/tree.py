# SPDX-License-Identifier: ISC
"""The source tree: what is read, what is written where."""

import os
import re

from . import (
    header, rules, tables, write_c, write_cdef, write_python, write_rst,
    write_stubs, write_swig)
from .model import Problem, Project

HEADERS = "libotls/include/otls"
UMBRELLA = "libotls/include/otls.h"
CODE = HEADERS + "/code.h"
ERRORS = "libotls/base/errors.def"
KINDS = "libotls/base/kinds.def"
PAGES = "docs/api"
REMEDY = "run scripts/otlsapi and commit what it writes"


def load(root, path):
    with open(os.path.join(root, path), encoding="utf-8") as file:
        return file.read()


def version(root):
    match = re.search(r"AC_INIT\(\[\w+\], \[(\d+\.\d+)",
                      load(root, "configure.ac"))
    return match.group(1)


def included(root, path, found=None):
    """What the header includes, and what that does, in order, once."""
    found = [] if found is None else found
    for name in re.findall(r"#include <otls/(\w+\.h)>", load(root, path)):
        if name not in found:
            found.append(name)
            inner = HEADERS + "/" + name
            if os.path.exists(os.path.join(root, inner)):
                included(root, inner, found)
    return found


def header_paths(root):
    """In the umbrella's order; what it doesn't include comes last."""
    order = included(root, UMBRELLA)
    names = [name for name in sorted(os.listdir(os.path.join(root, HEADERS)))
             if name.endswith(".h")]
    names.sort(key=lambda n: order.index(n) if n in order else len(order))
    return [HEADERS + "/" + name for name in names
            if HEADERS + "/" + name != CODE]


def read(root):
    """The Project that the tree at |root| holds, its problems found."""
    problems, headers = [], []
    errors, found = tables.read_errors(root, ERRORS)
    problems += found
    kinds, found = tables.read_kinds(root, KINDS)
    problems += found
    for path in header_paths(root):
        one, found = header.read(root, path)
        headers.append(one)
        problems += found
    project = Project(version(root), headers, errors, kinds, problems)
    rules.Rules(project).apply()
    listed(root, project)
    return project


def listed(root, project):
    """Each header stands in the umbrella and in the lists of files."""
    words = [one.word for one in project.headers] + ["code"]
    order = included(root, UMBRELLA)
    for word in words:
        if word + ".h" not in order:
            project.problems.append(Problem(
                UMBRELLA, 1, "'#include <otls/%s.h>' is missing" % word))
    wanted = (
        ("libotls/Makefile.am", "include/otls/%s.h", words),
        ("docs/Makefile.am", "api/%s.rst", words + ["index"]),
    )
    for path, form, names in wanted:
        text = load(root, path)
        for word in names:
            if form % word not in text:
                project.problems.append(Problem(
                    path, 1, "'%s' is missing" % (form % word)))


def outputs(project):
    """Path -> text of every file that follows from the headers."""
    files = {
        CODE: write_c.code_header(project),
        "libotls/api/constants.inc": write_c.constants(project),
        "libotls/libotls.map": write_c.version_script(project),
        "libotls/symbols": write_c.symbols(project),
        "bindings/python/tls/api/_table.py": write_python.table(project),
        "bindings/python/tls/_exceptions.py": write_stubs.exceptions(project),
        "bindings/python/tls/_otls.pyi": write_stubs.stub(project),
        "bindings/python/tls/api/__init__.pyi": write_stubs.api_stub(project),
        "docs/guides/python-errors.inc": write_stubs.mapping(project),
        "bindings/lua/otls/cdef.lua": write_cdef.cdef(project),
        "bindings/swig/functions.i": write_swig.functions(project),
        PAGES + "/code.rst": write_rst.code_page(project),
        PAGES + "/index.rst": write_rst.index_page(project),
    }
    for one in project.headers:
        files["%s/%s.rst" % (PAGES, one.word)] = write_rst.page(project, one)
    return files


def leftovers(root, files):
    """Pages of headers that are gone."""
    folder = os.path.join(root, PAGES)
    names = os.listdir(folder) if os.path.isdir(folder) else []
    return [PAGES + "/" + name for name in sorted(names)
            if name.endswith(".rst") and PAGES + "/" + name not in files]


def compare(root, files):
    """A complaint for each file that isn't what it should be."""
    complaints = []
    for path, text in sorted(files.items()):
        full = os.path.join(root, path)
        if not os.path.exists(full):
            complaints.append("%s: is missing: %s" % (path, REMEDY))
        elif load(root, path) != text:
            complaints.append("%s: is out of date: %s" % (path, REMEDY))
    for path in leftovers(root, files):
        complaints.append("%s: belongs to no header: %s" % (path, REMEDY))
    return complaints


def write(root, files):
    for path in leftovers(root, files):
        os.remove(os.path.join(root, path))
    for path, text in files.items():
        full = os.path.join(root, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        if os.path.exists(full) and load(root, path) == text:
            continue  # its time stamp must not make everything build anew
        with open(full, "w", encoding="utf-8") as file:
            file.write(text)
