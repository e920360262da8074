# SPDX-License-Identifier: ISC
"""Can somebody with ctypes, who declares nothing, get right answers, and a
clear error for the one mistake that is easy to make?"""

import ctypes
import os
import sys
import unittest
from ctypes import byref, c_char_p, c_int64, c_size_t, create_string_buffer

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "support"))
import tap  # noqa: E402

tap.need_library()
LIB = ctypes.CDLL(tap.library())


def constant(name):
    value = c_int64()
    assert LIB.otls_library_constant(name.encode(), byref(value)) == 0
    return value.value


def text(function, *arguments):
    """What a function with (buf, cap, len) at its end answers."""
    length = c_size_t()
    code = function(*arguments, None, c_size_t(0), byref(length))
    assert code == 0, code
    buf = create_string_buffer(length.value + 1)
    code = function(*arguments, buf, c_size_t(len(buf)), byref(length))
    assert code == 0, code
    assert len(buf.value) == length.value
    return buf.value.decode()


class Library(unittest.TestCase):
    def test_library_abi_is_the_constant(self):
        abi = c_int64(-1)
        self.assertEqual(LIB.otls_library_abi(byref(abi)), 0)
        self.assertEqual(abi.value, constant("OTLS_ABI"))

    def test_library_version_has_three_numbers(self):
        version = text(LIB.otls_library_version)
        self.assertRegex(version, r"^\d+\.\d+\.\d+$")

    def test_library_openssl_version_names_openssl(self):
        self.assertRegex(
            text(LIB.otls_library_openssl_version), r"^OpenSSL 3\.")

    def test_library_constant_refuses_a_name_that_is_none(self):
        code = LIB.otls_library_constant(b"OTLS_NOTHING", byref(c_int64()))
        self.assertEqual(code, constant("OTLS_E_INVALID"))

    def test_constants_are_those_of_the_generated_table(self):
        path = os.path.join(
            tap.TOP_SRCDIR, "bindings/python/tls/api/_table.py")
        table = {}
        with open(path, encoding="utf-8") as file:
            exec(file.read(), table)
        for name, value in table["CONSTANTS"].items():
            self.assertEqual(constant(name), value, name)


class Errors(unittest.TestCase):
    def test_error_code_and_message_tell_of_the_last_failure(self):
        LIB.otls_handle_free(c_int64(2 ** 60 + 5))
        code = c_int64()
        self.assertEqual(LIB.otls_error_code(byref(code)), 0)
        self.assertEqual(code.value, constant("OTLS_E_HANDLE_UNKNOWN"))
        self.assertIn(str(2 ** 60 + 5), text(LIB.otls_error_message))

    def test_error_clear_forgets(self):
        LIB.otls_handle_free(c_int64(2 ** 60 + 5))
        self.assertEqual(LIB.otls_error_clear(), 0)
        code = c_int64(-1)
        LIB.otls_error_code(byref(code))
        self.assertEqual(code.value, 0)
        self.assertEqual(text(LIB.otls_error_message), "")

    def test_error_name_and_text_speak(self):
        code = constant("OTLS_E_AUTH")
        self.assertEqual(text(LIB.otls_error_name, code), "OTLS_E_AUTH")
        self.assertIn("tag", text(LIB.otls_error_text, code))

    def test_error_name_needs_room_for_the_nul(self):
        buf = create_string_buffer(64)
        length = c_size_t()
        code = LIB.otls_error_name(
            constant("OTLS_E_AUTH"), buf, c_size_t(11), byref(length))
        self.assertEqual(code, constant("OTLS_E_TOO_SMALL"))
        self.assertEqual(length.value, 11)


class Handles(unittest.TestCase):
    def test_handle_free_of_none_is_fine(self):
        self.assertEqual(LIB.otls_handle_free(c_int64(0)), 0)

    def test_handle_kind_tells_four_mistakes_apart(self):
        for value, name in ((0, "NONE"), (1, "TRUNCATED"),
                            (2 ** 31, "TRUNCATED"), (2 ** 53, "UNKNOWN"),
                            (2 ** 63 - 1, "UNKNOWN"), (-2 ** 63, "UNKNOWN")):
            self.assertEqual(LIB.otls_handle_kind(c_int64(value)),
                             constant("OTLS_E_HANDLE_" + name), value)

    def test_handle_kind_name_speaks(self):
        kind = constant("OTLS_KIND_BIO")
        self.assertEqual(text(LIB.otls_handle_kind_name, kind), "bio")


@unittest.skipUnless(hasattr(LIB, "otls_rand_bytes"), "no otls_rand_bytes")
class Random(unittest.TestCase):
    def test_rand_bytes_fills_the_buffer_and_no_more(self):
        one, two = (ctypes.create_string_buffer(40) for _ in range(2))
        for buf in (one, two):
            self.assertEqual(LIB.otls_rand_bytes(buf, c_size_t(32)), 0)
            self.assertEqual(buf.raw[32:], bytes(8))
        self.assertNotEqual(one.raw, two.raw)

    def test_rand_uniform_stays_below(self):
        value = c_int64(-1)
        for _ in range(100):
            code = LIB.otls_rand_uniform(c_int64(3), byref(value))
            self.assertEqual(code, 0)
            self.assertIn(value.value, (0, 1, 2))


@unittest.skipUnless(hasattr(LIB, "otls_bio_memory_new"), "no otls_bio_*")
class Bios(unittest.TestCase):
    def setUp(self):
        self.bio = c_int64()
        self.assertEqual(LIB.otls_bio_memory_new(byref(self.bio)), 0)
        self.addCleanup(LIB.otls_handle_free, self.bio)

    def test_bio_gives_back_what_was_written(self):
        done = c_size_t()
        code = LIB.otls_bio_write(
            self.bio, b"seven b", c_size_t(7), byref(done))
        self.assertEqual((code, done.value), (0, 7))
        buf = create_string_buffer(16)
        code = LIB.otls_bio_read(
            self.bio, buf, c_size_t(16), byref(done))
        self.assertEqual((code, buf.raw[:done.value]), (0, b"seven b"))

    def test_bio_puts_takes_text(self):
        done = c_size_t()
        code = LIB.otls_bio_puts(self.bio, c_char_p(b"text"), byref(done))
        self.assertEqual((code, done.value), (0, 4))

    def test_handle_is_exact_in_a_double(self):
        self.assertTrue(2 ** 32 <= self.bio.value < 2 ** 53)
        self.assertEqual(int(float(self.bio.value)), self.bio.value)

    def test_handle_passed_as_a_plain_int_is_named_truncated(self):
        # ctypes cuts an undeclared int to the C int
        code = LIB.otls_handle_kind(self.bio.value)
        self.assertEqual(code, constant("OTLS_E_HANDLE_TRUNCATED"))
        self.assertIn("argtypes", text(LIB.otls_error_message))

    def test_handle_freed_is_stale(self):
        self.assertEqual(LIB.otls_handle_free(self.bio), 0)
        self.assertEqual(LIB.otls_handle_free(self.bio),
                         constant("OTLS_E_HANDLE_STALE"))
        self.assertEqual(LIB.otls_bio_flush(self.bio),
                         constant("OTLS_E_HANDLE_STALE"))


if __name__ == "__main__":
    tap.main()
