# SPDX-License-Identifier: ISC
"""Does scripts/rooms see a line that stands in the wrong room?"""

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


class Rooms(unittest.TestCase):
    """A small house with the real rules, less their exceptions."""

    def setUp(self):
        self.root = tempfile.mkdtemp(prefix="rooms-")
        self.addCleanup(shutil.rmtree, self.root)
        with open(os.path.join(tap.TOP_SRCDIR, "libotls/ROOMS"),
                  encoding="utf-8") as file:
            self.rules = "".join(
                line for line in file if not line.startswith("allow "))
        self.save("libotls/ROOMS", self.rules)

    def save(self, path, text):
        path = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def complaints(self):
        done = subprocess.run(
            [sys.executable, os.path.join(tap.TOP_SRCDIR, "scripts/rooms"),
             "--root", self.root], stderr=subprocess.PIPE, text=True)
        self.assertEqual(done.returncode, 1 if done.stderr else 0)
        return done.stderr.splitlines()

    def finds(self, path, line, word):
        self.save(path, "/* one */\n%s\n" % line)
        found = self.complaints()
        self.assertEqual(len(found), 1, found)
        self.assertTrue(found[0].startswith("%s:2: " % path), found)
        self.assertIn(word, found[0])
        os.remove(os.path.join(self.root, path))

    def accepts(self, path, line):
        self.save(path, line + "\n")
        self.assertEqual(self.complaints(), [])
        os.remove(os.path.join(self.root, path))

    def test_finds_an_include_against_the_direction(self):
        self.finds("libotls/base/x.c", '#include "crypto/rand.h"', "crypto")
        self.finds("libotls/crypto/x.c", '#include "bio/bio.h"', "bio")
        self.finds("libotls/bio/x.h", '#  include "age/header.h"', "age")
        self.finds("libotls/age/x.c", '#include "api/x.h"', "api")

    def test_accepts_an_include_along_the_direction(self):
        self.accepts("libotls/age/x.c", '#include "crypto/rand.h"')
        self.accepts("libotls/api/x.c", '#include "age/header.h"')
        self.accepts("libotls/base/x.c", '#include "base/mem.h"')
        self.accepts("libotls/base/x.c", "#include <otls/code.h>")

    def test_finds_a_tool_or_an_abi_test_that_looks_inside(self):
        self.finds("tools/x.c", '#include "base/mem.h"', "<otls.h> only")
        self.finds("tools/x.c", "#include <openssl/evp.h>", "<otls.h> only")
        self.finds("tests/abi/x.c", '#include "base/mem.h"',
                   "<otls.h> only")

    def test_finds_the_umbrella_inside_a_room(self):
        self.finds("libotls/bio/x.c", "#include <otls.h>", "umbrella")

    def test_finds_a_room_that_has_no_line(self):
        self.finds("libotls/shed/x.c", '#include "shed/x.h"', "shed")

    def test_finds_what_belongs_elsewhere(self):
        for path, line, word in (
                ("libotls/age/x.c", "EVP_MD *md;", "EVP_MD"),
                ("libotls/age/x.c", "RAND_bytes(p, 1);", "RAND_bytes"),
                ("libotls/age/x.c", "n = read(fd, p, 1);", "read"),
                ("libotls/age/x.c", "n = pwrite (fd, p, 1, 0);", "pwrite"),
                ("libotls/crypto/x.c", "ERR_clear_error();", "ERR_"),
                ("libotls/crypto/x.c", "EVP_PKEY *key;", "EVP_PKEY"),
                ("libotls/crypto/x.c", "p = malloc(1);", "malloc"),
                ("libotls/base/x.c", "SSL_CTX *c;", "SSL_CTX"),
                ("libotls/bio/x.c", 'printf("x");', "printf"),
                ("libotls/bio/x.c", "OPENSSL_cleanse(p, 1);", "OPENSSL"),
                ("libotls/bio/x.c", "exit(1);", "exit"),
                ("libotls/bio/x.c", "otls_handle h;", "otls_handle"),
                ("libotls/age/x.c", "otls_bio_read(b);", "otls_bio_read"),
                ("libotls/api/x.c", "lua_State *L;", "lua_State"),
                ("libotls/api/x.c", "sqlite3_open(p);", "sqlite3_open"),
                ("libotls/api/x.c", "umask(0);", "umask")):
            self.finds(path, line, "'" + word)

    def test_accepts_what_only_looks_alike(self):
        for line in ("otls__bio_read(b, p, 1, &n);",
                     "io->ops->read(io, p, 1);", "io.write(p);",
                     "snprintf(p, 1, \"x\");", "otls__free(p);",
                     "/* read(2) and printf(3) */ int x;",
                     "x = \"exit(1)\";", "x = OTLS_KIND_RAND_INSECURE;"):
            self.accepts("libotls/age/x.c", line)

    def test_accepts_each_thing_at_home(self):
        self.accepts("libotls/crypto/x.c", "EVP_MD *md;")
        self.accepts("libotls/bio/x.c", "n = read(fd, p, 1);")
        self.accepts("libotls/base/mem.c", "p = malloc(1);")
        self.accepts("tools/x.c", 'printf("x"); exit(1);')

    def test_keeps_line_numbers_across_comments(self):
        self.save("libotls/bio/x.c", "/* a\n * b\n */\nint x;\nexit(1);\n")
        self.assertTrue(
            self.complaints()[0].startswith("libotls/bio/x.c:5: "))

    def test_an_exception_allows_and_must_be_needed(self):
        rule = "allow libotls/bio/x.c exit: for the test\n"
        self.save("libotls/ROOMS", self.rules + rule)
        self.accepts("libotls/bio/x.c", "exit(1);")
        self.assertEqual(self.complaints(), [
            "libotls/ROOMS: the exception 'libotls/bio/x.c exit' is needed "
            "no more"])

    def test_an_exception_must_give_its_reason(self):
        self.save("libotls/ROOMS",
                  self.rules + "allow libotls/bio/x.c exit:\n")
        self.assertIn("without a reason", self.complaints()[0])


if __name__ == "__main__":
    tap.main()
