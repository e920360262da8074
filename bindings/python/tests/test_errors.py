# SPDX-License-Identifier: ISC
"""Codes and exceptions."""

import builtins
import errno
import pickle

import pytest

import tls
from tls import _errors
from tls.api import _table


@pytest.mark.parametrize("code", sorted(_table.ERRORS))
def test_each_code_has_its_class(lib, code):
    name, base, text = _table.ERRORS[code]
    error = _errors.make(code, b"", b"", 0, 0)
    assert type(error).__name__ == name.title().replace("_", "") + "Error"
    assert getattr(tls, type(error).__name__) is type(error)
    assert isinstance(error, tls.Error)
    if base is not None:
        assert isinstance(error, getattr(builtins, base))
    assert (error.code, error.name) == (code, "OTLS_E_" + name)
    assert lib.otls_error_name(code, 64) == error.name.encode()
    assert str(error) == text
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error) and str(again) == str(error)
    assert (again.code, again.errno) == (error.code, error.errno)


def test_an_unknown_code_is_a_plain_error():
    error = _errors.make(-9999, b"later", b"", 0, 0)
    assert type(error) is tls.Error and error.code == -9999


def test_a_missing_file_has_its_errno(lib, tmp_path):
    with pytest.raises(FileNotFoundError) as caught:
        lib.otls_bio_file_open(tmp_path / "none", "r")
    assert isinstance(caught.value, tls.NotFoundError)
    assert caught.value.errno == errno.ENOENT
    assert "none" in str(caught.value)
    assert (caught.value.code, caught.value.name) == (
        lib.OTLS_E_NOT_FOUND, "OTLS_E_NOT_FOUND")


def test_oserrors_have_an_errno_even_where_the_system_had_no_part():
    for code in _table.ERRORS:
        error = _errors.make(code, b"m", b"", 0, 0)
        if isinstance(error, OSError):
            assert error.errno and error.strerror == "m"


def test_a_question_about_errors_does_not_take_the_last_message(lib):
    with pytest.raises(tls.InvalidError) as caught:
        lib.otls_rand_uniform(0)
    assert "value" not in str(caught.value)[:0]
    with pytest.raises(tls.InvalidError) as caught:
        lib.otls_error_name(12345, 64)
    assert str(caught.value) == _table.ERRORS[-1][2]


def test_the_message_of_a_thread_is_its_own(lib):
    import threading
    seen = []

    def other():
        seen.append(lib.otls_error_code())
    with pytest.raises(tls.InvalidError):
        lib.otls_rand_uniform(0)
    thread = threading.Thread(target=other)
    thread.start()
    thread.join()
    assert seen == [0] and lib.otls_error_code() == lib.OTLS_E_INVALID


def test_tls_lists_every_exception():
    for name in tls.__all__:
        assert hasattr(tls, name)
    assert {"Error", "AuthError", "age"} <= set(dir(tls))
    with pytest.raises(AttributeError):
        tls.no_such_name
