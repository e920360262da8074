# SPDX-License-Identifier: ISC
"""The examples in the docstrings and in the guide do what they say; the stubs
and the code have the same names."""

import ast
import doctest
import importlib
import os

import pytest

import tls
from tls.api import _table

MODULES = ("tls", "tls.age", "tls.api", "tls.api.raw", "tls.certificate",
           "tls.io", "tls.key", "tls.random", "tls.request", "tls.store",
           "tls.ticket_keys", "tls.trust")
GUIDE = os.path.join(os.path.dirname(__file__), "../../../docs/guides",
                     "python.rst")


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    failed, tried = doctest.testmod(importlib.import_module(name))
    assert tried and not failed


def test_the_guide(tmp_path, monkeypatch):
    if not os.path.exists(GUIDE):
        pytest.skip("the guide is not here")
    monkeypatch.chdir(tmp_path)
    failed, tried = doctest.testfile(GUIDE, module_relative=False)
    assert tried and not failed


def test_the_package_says_that_it_is_typed():
    assert os.path.exists(os.path.join(tls.__path__[0], "py.typed"))


def test_the_stub_has_every_name(lib):
    with open(os.path.join(tls.__path__[0], "_otls.pyi")) as file:
        tree = ast.parse(file.read())
    functions = {n.name for n in tree.body if isinstance(n, ast.FunctionDef)}
    names = {n.target.id for n in tree.body if isinstance(n, ast.AnnAssign)}
    assert functions == set(_table.FUNCTIONS)
    assert names == set(_table.CONSTANTS)


@pytest.mark.parametrize("name", MODULES)
def test_everything_public_has_a_docstring(name):
    module = importlib.import_module(name)
    for key in getattr(module, "__all__", ()):
        value = getattr(module, key)
        if getattr(value, "__module__", None) == name and callable(value) \
                and not key.startswith("otls_"):
            assert value.__doc__, key
