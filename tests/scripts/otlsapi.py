# SPDX-License-Identifier: ISC
"""Does scripts/otlsapi refuse what it should, naming file and line?"""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "support"))
import tap  # noqa: E402

GOOD_BLOCK = """\
/**
 * @function
 *
 * `otls_thing_make` makes |thing| of the |data_len| bytes at |data|.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |thing| is NULL.
 * OTLS_E_HANDLE_*
 *     never.
 *
 * Source: nowhere.
 * @since 0.1
 */
"""
GOOD_PROTOTYPE = """\
OTLS_API int otls_thing_make(
    const void *data, size_t data_len, otls_handle *thing);
"""
HEAD = """\
/* SPDX-License-Identifier: ISC */
#ifndef OTLS_THING_H
#define OTLS_THING_H

/**
 * @file
 *
 * Things.
 */

#include <otls/types.h>

#ifdef __cplusplus
extern "C" {
#endif

"""
TAIL = """
#ifdef __cplusplus
}
#endif

#endif
"""
LINE = HEAD.count("\n") + 1  # where the block begins


def load(*path):
    with open(os.path.join(*path), encoding="utf-8") as file:
        return file.read()


def save(text, *path):
    os.makedirs(os.path.dirname(os.path.join(*path)), exist_ok=True)
    with open(os.path.join(*path), "w", encoding="utf-8") as file:
        file.write(text)


class Case(unittest.TestCase):
    """A small tree of its own: two headers and the tables."""

    def setUp(self):
        self.root = tempfile.mkdtemp(prefix="otlsapi-")
        self.addCleanup(shutil.rmtree, self.root)
        for path in ("libotls/base/errors.def", "libotls/base/kinds.def",
                     "libotls/include/otls/types.h"):
            save(load(tap.TOP_SRCDIR, path), self.root, path)
        save("AC_INIT([libotls], [0.1.0], [], [libotls])\n",
             self.root, "configure.ac")
        save("#include <otls/types.h>\n#include <otls/code.h>\n"
             "#include <otls/thing.h>\n", self.root, "libotls/include/otls.h")
        words = ("types", "code", "thing")
        save("".join("include/otls/%s.h\n" % word for word in words),
             self.root, "libotls/Makefile.am")
        save("".join("api/%s.rst\n" % word for word in words + ("index",)),
             self.root, "docs/Makefile.am")
        self.header(GOOD_BLOCK + GOOD_PROTOTYPE)

    def header(self, body):
        save(HEAD + body + TAIL, self.root, "libotls/include/otls/thing.h")

    def run_otlsapi(self, *arguments):
        done = subprocess.run(
            [sys.executable, os.path.join(tap.TOP_SRCDIR, "scripts/otlsapi"),
             "--root", self.root] + list(arguments),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        return done.returncode, done.stdout, done.stderr

    def refuses(self, body, line, text):
        """The header with this body is refused for this one reason."""
        self.header(body)
        code, _out, err = self.run_otlsapi()
        self.assertEqual(
            err, "libotls/include/otls/thing.h:%d: %s\n" % (line, text))
        self.assertEqual(code, 1)

    def refuses_block(self, old, new, line, text):
        self.assertIn(old, GOOD_BLOCK)
        body = GOOD_BLOCK.replace(old, new) + GOOD_PROTOTYPE
        self.refuses(body, LINE + line, text)

    def refuses_type(self, arguments, names, text, returns="int"):
        prose = " ".join("|%s|" % name for name in names)
        block = GOOD_BLOCK.replace(
            "|thing| of the |data_len| bytes at |data|", prose)
        block = block.replace("|thing| is NULL", "so")
        self.refuses(
            "%sOTLS_API %s otls_thing_make(%s);\n"
            % (block, returns, arguments),
            LINE + block.count("\n"), "otls_thing_make" + text)


class Documentation(Case):
    def test_accepts_a_good_header(self):
        self.assertEqual(self.run_otlsapi(), (0, "", ""))

    def test_refuses_a_function_without_block(self):
        self.refuses(GOOD_PROTOTYPE, LINE,
                     "otls_thing_make has no @function block")

    def test_refuses_an_argument_that_the_prose_does_not_name(self):
        self.refuses_block(
            "|data_len| bytes", "bytes", 0,
            "otls_thing_make: the prose does not say what |data_len| is")

    def test_refuses_to_count_a_cause_as_prose(self):
        self.refuses_block(
            "makes |thing| of", "makes a thing of", 0,
            "otls_thing_make: the prose does not say what |thing| is")

    def test_refuses_an_argument_that_is_not_there(self):
        self.refuses_block("|thing| is NULL", "|thong| is NULL", 10,
                           "otls_thing_make has no argument |thong|")

    def test_refuses_a_block_without_threads(self):
        self.refuses_block(
            " * Threads: any.\n *\n", "", 0,
            "otls_thing_make: the 'Threads:' paragraph is missing")

    def test_refuses_a_block_without_source(self):
        self.refuses_block(
            " * Source: nowhere.\n", "", 0,
            "otls_thing_make: the 'Source:' paragraph is missing")

    def test_refuses_a_block_without_since(self):
        self.refuses_block(" * @since 0.1\n", "", 0,
                           "otls_thing_make: @since is missing")

    def test_refuses_a_since_of_the_future(self):
        self.refuses_block(
            "@since 0.1", "@since 0.10", 0,
            "otls_thing_make: @since 0.10 is later than the version in "
            "configure.ac, 0.1")

    def test_refuses_a_malformed_since(self):
        self.header(GOOD_BLOCK.replace("@since 0.1", "@since soon")
                    + GOOD_PROTOTYPE)
        _code, _out, err = self.run_otlsapi()
        self.assertIn(":%d: write '@since MAJOR.MINOR'" % (LINE + 15), err)

    def test_refuses_a_block_without_returns(self):
        block = GOOD_BLOCK.replace(" * Returns OTLS_OK, or:\n", "")
        self.header(block + GOOD_PROTOTYPE)
        _code, _out, err = self.run_otlsapi()
        self.assertIn("the 'Returns' paragraph is missing", err)

    def test_refuses_codes_after_a_sentence_that_ends(self):
        self.refuses_block(
            "Returns OTLS_OK, or:", "Returns OTLS_OK.", 0,
            "otls_thing_make: codes follow, so 'Returns' ends with a colon")

    def test_refuses_an_error_that_does_not_exist(self):
        self.refuses_block("OTLS_E_NULL", "OTLS_E_NIL", 9,
                           "there is no OTLS_E_NIL")

    def test_refuses_a_family_of_errors_that_does_not_exist(self):
        self.refuses_block("OTLS_E_HANDLE_*", "OTLS_E_HANDEL_*", 11,
                           "there is no OTLS_E_HANDEL_*")

    def test_refuses_a_function_that_does_not_exist(self):
        self.refuses_block(
            "of the", "like `otls_thing_do` of", 3,
            "there is no function otls_thing_do")

    def test_refuses_an_error_listed_twice(self):
        self.refuses_block("OTLS_E_HANDLE_*", "OTLS_E_NULL", 11,
                           "OTLS_E_NULL is listed twice")

    def test_refuses_an_error_without_cause(self):
        self.refuses_block(" *     |thing| is NULL.\n", "", 10,
                           "OTLS_E_NULL has no cause")

    def test_refuses_a_block_that_opens_with_another_name(self):
        self.refuses_block(
            "`otls_thing_make` makes", "This makes", 0,
            "otls_thing_make: the first paragraph does not begin with "
            "`otls_thing_make`")

    def test_refuses_a_block_of_unknown_kind(self):
        self.header(GOOD_BLOCK.replace("@function", "@func")
                    + GOOD_PROTOTYPE)
        _code, _out, err = self.run_otlsapi()
        self.assertIn("thing.h:%d: a /** block begins with @file"
                      % (LINE + 1), err)

    def test_refuses_a_block_before_something_else(self):
        self.header(GOOD_BLOCK.replace("@function", "@macro")
                    + GOOD_PROTOTYPE)
        _code, _out, err = self.run_otlsapi()
        self.assertIn("a @macro block stands before a function", err)

    def test_refuses_a_block_that_documents_nothing(self):
        self.header(GOOD_BLOCK + GOOD_PROTOTYPE + GOOD_BLOCK)
        _code, _out, err = self.run_otlsapi()
        self.assertIn("the @function block documents nothing", err)

    def test_refuses_a_header_without_file_block(self):
        save("#define OTLS_THING_H\n" + GOOD_BLOCK + GOOD_PROTOTYPE,
             self.root, "libotls/include/otls/thing.h")
        _code, _out, err = self.run_otlsapi()
        self.assertIn("thing.h:1: no @file block", err)

    def test_refuses_an_integer_macro_without_block(self):
        self.refuses("#define OTLS_THING_BIG 0x10\n", LINE,
                     "OTLS_THING_BIG has no @macro block")

    def test_refuses_a_documented_macro_that_is_no_integer(self):
        self.refuses(
            "/**\n * @macro\n *\n * Big.\n *\n * @since 0.1\n */\n"
            "#define OTLS_THING_BIG (1 + 1)\n", LINE + 7,
            "OTLS_THING_BIG is not one integer: a foreign function "
            "interface could not have it")


class Types(Case):
    def test_refuses_a_return_type_other_than_int(self):
        self.refuses_type(
            "void", [], " returns 'int64_t', not int", returns="int64_t")

    def test_refuses_a_returned_pointer(self):
        self.refuses_type(
            "void", [], " returns 'void *', not int", returns="void *")

    def test_refuses_a_type_outside_the_list(self):
        self.refuses_type(
            "uint32_t n", ["n"],
            ": 'uint32_t n' has a type that is not in the ABI's list")

    def test_refuses_a_pointer_to_a_pointer(self):
        self.refuses_type(
            "const char **names", ["names"], ": 'const char **names' has a "
            "type that is not in the ABI's list")

    def test_refuses_bytes_without_length(self):
        self.refuses_type(
            "const void *data", ["data"],
            ": 'const void *data' must be followed by size_t data_len")

    def test_refuses_bytes_with_a_length_of_another_name(self):
        self.refuses_type(
            "const void *data, size_t n", ["data", "n"],
            ": 'const void *data' must be followed by size_t data_len")

    def test_refuses_a_buffer_without_capacity(self):
        self.refuses_type(
            "void *buf, size_t *len", ["buf", "len"],
            ": 'void *buf' must be followed by size_t cap")

    def test_refuses_an_argument_without_name(self):
        self.refuses_type("int", [], ": 'int' has no name")

    def test_refuses_an_argument_that_a_language_has_reserved(self):
        for name in ("in", "end", "new"):
            self.refuses_type(
                "int " + name, [name], ": |%s| is a "
                "reserved word of a language that calls it" % name)

    def test_refuses_a_callback_without_user(self):
        self.refuses_type(
            "int (*ask)(void *user)", ["ask"],
            ": 'int (*ask)(void *user)' must be followed by void *user")

    def test_refuses_a_callback_that_takes_no_user(self):
        self.refuses_type(
            "int (*ask)(int n), void *user", ["ask", "user"],
            ": 'int (*ask)(int n)' must take void *user first")

    def callback(self, types, names):
        """The header's one function takes a callback of these types."""
        self.header(GOOD_BLOCK.replace(
            "|thing| of the |data_len| bytes at |data|",
            "|ask| with |user|, " + names).replace("|thing|", "it")
            + "OTLS_API int otls_thing_make(\n    int (*ask)(%s), "
            "void *user);\n" % types)
        self.assertEqual(self.run_otlsapi(), (0, "", ""))
        return load(self.root, "bindings/python/tls/api/_table.py")

    def test_accepts_a_callback(self):
        table = self.callback("void *user, int64_t done, int64_t total",
                              "|done| and |total|")
        self.assertIn('"otls_thing_make": {0: "bqq"}', table)

    def test_takes_from_the_prose_what_may_be_null(self):
        self.header(GOOD_BLOCK.replace(
            "bytes at |data|.", "bytes at |data|, which\n * may be NULL.")
            + GOOD_PROTOTYPE)
        self.assertEqual(self.run_otlsapi(), (0, "", ""))
        self.assertIn('"PzH"', load(
            self.root, "bindings/python/tls/api/_table.py"))
        swig = load(self.root, "bindings/swig/functions.i")
        pair = "{ (const void *data, size_t data_len) };"
        self.assertIn("(const void *BYTES_OR_NULL, size_t BYTES_LEN) " + pair,
                      swig)
        self.assertIn("data_len /* or NULL */", load(
            self.root, "bindings/lua/otls/cdef.lua"))

    def test_leaves_other_callbacks_to_c_alone(self):
        table = self.callback("void *user, int64_t n", "|n|")
        self.assertNotIn("otls_thing_make", table)
        self.assertNotIn("otls_thing_make",
                         load(self.root, "bindings/swig/functions.i"))
        self.assertIn("otls_thing_make",
                      load(self.root, "libotls/libotls.map"))

    def test_refuses_words_that_the_flat_abi_has_no_place_for(self):
        for text in ("struct otls_thing;", "union otls_thing;",
                     "enum otls_thing { A };", "typedef long otls_thing;",
                     "OTLS_API int otls_thing_make(FILE *f);",
                     "OTLS_API int otls_thing_make(time_t t);",
                     "OTLS_API int otls_thing_make(int n, ...);"):
            self.header(text + "\n")
            code, _out, err = self.run_otlsapi()
            self.assertEqual(code, 1, text)
            self.assertRegex(
                err, r"thing\.h:%d: '\S+' has no place in the flat ABI"
                % LINE, text)

    def test_refuses_a_symbol_of_another_word(self):
        block = GOOD_BLOCK.replace("otls_thing_make", "otls_think_make")
        self.refuses(
            block + GOOD_PROTOTYPE.replace("thing_make", "think_make"),
            LINE + block.count("\n"),
            "otls_think_make does not begin with otls_thing_")

    def test_refuses_a_function_that_is_not_exported(self):
        block = GOOD_BLOCK
        self.refuses(
            block + GOOD_PROTOTYPE.replace("OTLS_API ", ""),
            LINE + block.count("\n"), "otls_thing_make has no OTLS_API")

    def test_refuses_a_header_that_the_umbrella_lacks(self):
        save("#include <otls/types.h>\n#include <otls/code.h>\n",
             self.root, "libotls/include/otls.h")
        self.assertEqual(self.run_otlsapi()[2], "libotls/include/otls.h:1: "
                         "'#include <otls/thing.h>' is missing\n")

    def test_accepts_a_header_that_another_includes(self):
        save("#include <otls/types.h>\n#include <otls/code.h>\n"
             "#include <otls/all.h>\n", self.root, "libotls/include/otls.h")
        save(HEAD.replace("THING", "ALL").replace("Things", "All of them")
             .replace("types.h", "thing.h") + TAIL,
             self.root, "libotls/include/otls/all.h")
        for path, line in (("libotls/Makefile.am", "include/otls/all.h\n"),
                           ("docs/Makefile.am", "api/all.rst\n")):
            save(load(self.root, path) + line, self.root, path)
        self.assertEqual(self.run_otlsapi(), (0, "", ""))

    def test_lists_the_words_that_begin_with_that_of_a_header(self):
        shutil.move(
            os.path.join(self.root, "libotls/include/otls/thing.h"),
            os.path.join(self.root, "libotls/include/otls/thing_part.h"))
        path = "libotls/include/otls/thing_part.h"
        save(load(self.root, path).replace("thing_make", "thing_part_make"),
             self.root, path)
        self.header("")
        path = "libotls/include/otls/thing.h"
        save(load(self.root, path).replace(
            "#include <otls/types.h>\n", "#include <otls/types.h>\n"
            "#include <otls/thing_part.h>\n"), self.root, path)
        for path, line in (
                ("libotls/Makefile.am", "include/otls/thing_part.h\n"),
                ("docs/Makefile.am", "api/thing_part.rst\n")):
            save(load(self.root, path) + line, self.root, path)
        self.assertEqual(self.run_otlsapi(), (0, "", ""))
        page = load(self.root, "docs/api/thing.rst")
        self.assertIn("* :doc:`thing_part`: things\n", page)
        self.assertNotIn("types", page)


class Tables(Case):
    def refuses_row(self, table, row, text):
        path = "libotls/base/%s.def" % table
        old = load(self.root, path)
        save(old + row + "\n", self.root, path)
        self.assertEqual(self.run_otlsapi()[2], "%s:%d: %s\n" % (
            path, old.count("\n") + 1, text))

    def test_refuses_a_code_given_twice(self):
        rows = load(self.root, "libotls/base/errors.def").split("\n")
        line = [row.startswith("OTLS_ERROR(NULL, -2,") for row in rows]
        self.refuses_row("errors", 'OTLS_ERROR(ODD, -2, none, "odd")',
                         "the number -2 is taken by line %d"
                         % (line.index(True) + 1))

    def test_refuses_an_exception_that_python_lacks(self):
        self.refuses_row("errors", 'OTLS_ERROR(ODD, -9999, OddError, "odd")',
                         "Python has no exception OddError")

    def test_refuses_a_positive_code(self):
        self.refuses_row(
            "errors", 'OTLS_ERROR(ODD, 9999, none, "odd")',
            'not of the form OTLS_ERROR(NAME, -1, Exception, "text")')

    def test_refuses_a_kind_beyond_six_bits(self):
        self.refuses_row("kinds", 'OTLS_KIND(ODD, 64, "odd")',
                         "a kind is 1 .. 63")


class Output(Case):
    def setUp(self):
        super().setUp()
        self.assertEqual(self.run_otlsapi(), (0, "", ""))

    def test_check_is_content_with_what_was_just_written(self):
        self.assertEqual(self.run_otlsapi("--check"), (0, "", ""))

    def test_check_finds_each_file_that_was_changed(self):
        files = self.run_otlsapi("--list")[1].split()
        self.assertIn("libotls/libotls.map", files)
        for path in files:
            text = load(self.root, path)
            save(text + "\n", self.root, path)
            self.assertEqual(self.run_otlsapi("--check"), (
                1, "", path + ": is out of date: run scripts/otlsapi and "
                "commit what it writes\n"))
            save(text, self.root, path)

    def test_check_finds_a_missing_file(self):
        os.remove(os.path.join(self.root, "libotls/symbols"))
        code, _out, err = self.run_otlsapi("--check")
        self.assertEqual(code, 1)
        self.assertIn("libotls/symbols: is missing", err)

    def test_check_finds_a_page_of_a_header_that_is_gone(self):
        save("old\n", self.root, "docs/api/gone.rst")
        self.assertIn("docs/api/gone.rst: belongs to no header",
                      self.run_otlsapi("--check")[2])
        self.run_otlsapi()
        self.assertFalse(os.path.exists(
            os.path.join(self.root, "docs/api/gone.rst")))

    def test_check_writes_nothing(self):
        os.remove(os.path.join(self.root, "libotls/symbols"))
        self.run_otlsapi("--check")
        self.assertFalse(os.path.exists(
            os.path.join(self.root, "libotls/symbols")))

    def test_writing_again_leaves_the_time_stamps(self):
        path = os.path.join(self.root, "libotls/include/otls/code.h")
        os.utime(path, (1, 1))
        self.run_otlsapi()
        self.assertEqual(os.stat(path).st_mtime, 1)

    def test_a_later_version_is_a_node_of_its_own(self):
        save("AC_INIT([libotls], [0.10.0], [], [libotls])\n",
             self.root, "configure.ac")
        more = (GOOD_BLOCK + GOOD_PROTOTYPE).replace("_make", "_break")
        later = (GOOD_BLOCK + GOOD_PROTOTYPE).replace("_make", "_amend")
        self.header(GOOD_BLOCK + GOOD_PROTOTYPE
                    + more.replace("@since 0.1", "@since 0.10")
                    + later.replace("@since 0.1", "@since 0.9"))
        self.assertEqual(self.run_otlsapi(), (0, "", ""))
        self.assertEqual(load(self.root, "libotls/libotls.map"), (
            "/* Made by scripts/otlsapi from the headers. */\n"
            "OTLS_0.1 {\nglobal:\n    otls_thing_make;\nlocal:\n    *;\n};\n"
            "OTLS_0.9 {\nglobal:\n    otls_thing_amend;\n} OTLS_0.1;\n"
            "OTLS_0.10 {\nglobal:\n    otls_thing_break;\n} OTLS_0.9;\n"))
        self.assertEqual(
            load(self.root, "libotls/symbols"),
            "otls_thing_amend 0.9\notls_thing_break 0.10\n"
            "otls_thing_make 0.1\n")

    def test_the_python_table_has_types_names_and_outs(self):
        scope = {}
        exec(load(self.root, "bindings/python/tls/api/_table.py"), scope)
        self.assertEqual(scope["FUNCTIONS"], {"otls_thing_make": (
            "pzH", ("data", "data_len", "thing"), (2,), "0.1")})
        self.assertEqual(scope["CONSTANTS"]["OTLS_OK"], 0)
        self.assertEqual(scope["ERRORS"][-3][:2],
                         ("TOO_SMALL", "BufferError"))
        self.assertIsNone(scope["ERRORS"][-61][1])
        self.assertEqual(scope["KINDS"][1], ("BIO", "bio"))

    def test_the_page_has_signature_arguments_and_causes(self):
        page = load(self.root, "docs/api/thing.rst")
        self.assertIn(
            ".. c:function:: int otls_thing_make(const void *data, size_t "
            "data_len, otls_handle *thing)\n", page)
        self.assertIn("makes *thing* of the *data_len* bytes", page)
        self.assertIn("   :ref:`OTLS_E_NULL <otls-e-null>`\n"
                      "       *thing* is NULL.\n", page)


if __name__ == "__main__":
    tap.main()
