# SPDX-License-Identifier: ISC
"""The age test vectors of C2SP/CCTV against the shared library.

Each vector is decrypted five ways: from memory, from a pipe that is fed a
byte at a time, to a new file, over an old one, and by pushing and pulling
pieces of any size. What it came to must be what the vector says; what was
released must hash to its payload, and a failed decryption must leave no file
behind and an old one as it was. Armored ones are decrypted once more with
armor demanded, and binary ones with it forbidden. All that has a payload is
decrypted by 1, 2 and 5 threads too, from memory, to a file and by the command,
which must release the same.

Each way has its own count of successes and of bytes released, with a least
for both; at the end a decoder that refuses everything is put to the test, and
must fail it.
"""

import contextlib
import ctypes
import hashlib
import io
import os
import random
import subprocess
import sys
import tempfile
import threading
import zlib

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "support"))
import tap  # noqa: E402

TOP = os.environ.get("top_builddir", ".")
SRC = os.environ.get("top_srcdir", ".")
LIBRARY = os.path.join(TOP, "libotls", ".libs", "libotls.so.0")
VECTORS = os.path.join(SRC, "..", "shared", "vectors", "age")
ANY_IDENTITY = (
    "AGE-SECRET-KEY-1XMWWC06LY3EE5RYTXM9MFLAZ2U56JJJ36S0MYPDRWSVLUL66MV4QX3S7F6"
)
KNOWN = {
    "expect", "payload", "file key", "identity", "passphrase", "armored",
    "compressed", "comment",
}
# these cannot be told from what is no armor at all, unless it is demanded
LIKE_NO_ARMOR = {
    "armor_garbage_leading", "armor_lowercase", "armor_whitespace_begin",
    "armor_wrong_type",
}
# what each way must at least see, so that refusing everything is no way out
LEAST_SUCCESSES = {"memory": 6, "pipe": 6, "pieces": 6, "new file": 6,
                   "old file": 6, "armor forced": 2, "armor forbidden": 4}
LEAST_RELEASED = {"memory": 700000, "pipe": 700000, "pieces": 700000,
                  "new file": 130000, "old file": 130000,
                  "armor forced": 40, "armor forbidden": 700000}
WAYS = tuple(LEAST_SUCCESSES)
THREADS = (1, 2, 5)
# by expectation, the exit codes of the command
EXIT = {"success": 0, "payload failure": 6, "armor failure": 7}
OTLS = os.path.join(TOP, "tools", "otls")


class Error(Exception):
    def __init__(self, code, message):
        super().__init__("%d: %s" % (code, message))
        self.code = code


class Library:
    H = ctypes.c_int64
    HP = ctypes.POINTER(ctypes.c_int64)
    SP = ctypes.POINTER(ctypes.c_size_t)
    SIGNATURES = {
        "otls_library_constant": [ctypes.c_char_p, HP],
        "otls_error_message": [ctypes.c_char_p, ctypes.c_size_t, SP],
        "otls_handle_free": [H],
        "otls_handle_count": [ctypes.c_int, HP],
        "otls_age_identity_parse": [ctypes.c_char_p, ctypes.c_size_t, HP],
        "otls_age_identity_passphrase": [
            ctypes.c_char_p, ctypes.c_size_t, HP],
        "otls_age_decryptor_new": [HP],
        "otls_age_decryptor_add": [H, H],
        "otls_age_decryptor_set_armor": [H, ctypes.c_int],
        "otls_age_decryptor_set_threads": [H, ctypes.c_int],
        "otls_age_decryptor_begin": [H, HP],
        "otls_age_transfer_push": [
            H, ctypes.c_char_p, ctypes.c_size_t, SP],
        "otls_age_transfer_pull": [
            H, ctypes.c_char_p, ctypes.c_size_t, SP],
        "otls_age_transfer_finish": [H],
        "otls_age_transfer_done": [H],
        "otls_age_decryptor_file": [H, ctypes.c_char_p, ctypes.c_char_p],
        "otls_age_decryptor_stream": [H, H, H],
        "otls_bio_memory_new": [HP],
        "otls_bio_memory_from": [ctypes.c_char_p, ctypes.c_size_t, HP],
        "otls_bio_fd_new": [ctypes.c_int, ctypes.c_int, HP],
        "otls_bio_read": [H, ctypes.c_char_p, ctypes.c_size_t, SP],
    }

    def __init__(self, path):
        self._dll = ctypes.CDLL(path)
        for name, argtypes in self.SIGNATURES.items():
            function = getattr(self._dll, name)
            function.argtypes = argtypes
            function.restype = ctypes.c_int

    def call(self, name, *args):
        rv = getattr(self._dll, "otls_" + name)(*args)
        if rv < 0:
            buf = ctypes.create_string_buffer(600)
            size = ctypes.c_size_t()
            self._dll.otls_error_message(buf, 600, size)
            raise Error(rv, buf.value.decode("utf-8", "replace"))
        return rv

    def number(self, name, *args):
        out = ctypes.c_int64()
        self.call(name, *args, out)
        return out.value

    def constant(self, name):
        return self.number("library_constant", name.encode())

    def read_all(self, bio):
        out, size = [], ctypes.c_size_t()
        buf = ctypes.create_string_buffer(1 << 20)
        while True:
            self.call("bio_read", bio, buf, len(buf), size)
            if size.value == 0:
                return b"".join(out)
            out.append(buf.raw[:size.value])


class Vector:
    def __init__(self, path):
        self.name = os.path.basename(path)
        with open(path, "rb") as file:
            head, _, self.data = file.read().partition(b"\n\n")
        self.identities, self.passphrases, self.keys = [], [], set()
        self.expect = self.payload = None
        self.armored = False
        for line in head.decode().split("\n"):
            key, _, value = line.partition(": ")
            self.take(key, value)

    def take(self, key, value):
        self.keys.add(key)
        if key == "expect":
            self.expect = value
        elif key == "payload":
            self.payload = value
        elif key == "identity":
            self.identities.append(value)
        elif key == "passphrase":
            self.passphrases.append(value)
        elif key == "armored":
            self.armored = value == "yes"
        elif key == "compressed":
            self.data = zlib.decompress(self.data)

    def why_skip(self):
        if not self.keys <= KNOWN:
            return "it has keys that nobody knows"
        if any(i.startswith("AGE-SECRET-KEY-PQ-") for i in self.identities):
            return "post-quantum identities are not supported"
        return None


class Refusing(Library):
    """Reads nothing, and says so with a code of its own choice."""

    def __init__(self, path, code):
        super().__init__(path)
        self.code = code

    def call(self, name, *args):
        if name.startswith(("age_decryptor_stream", "age_decryptor_file",
                            "age_transfer_")):
            raise Error(self.code, "no")
        return super().call(name, *args)


class Runner:
    def __init__(self, library, directory):
        self.lib = library
        self.directory = directory
        self.count = self.failed = 0
        self.successes = dict.fromkeys(WAYS, 0)
        self.released = dict.fromkeys(WAYS, 0)
        self.random = random.Random(20)
        code = library.constant
        self.codes = {
            "success": {0},
            "header failure": {
                code("OTLS_E_AGE_HEADER"), code("OTLS_E_AGE_WORK_FACTOR")},
            "no match": {code("OTLS_E_AGE_NO_MATCH")},
            "HMAC failure": {code("OTLS_E_AGE_MAC")},
            "payload failure": {code("OTLS_E_AGE_PAYLOAD")},
            "armor failure": {code("OTLS_E_AGE_ARMOR")},
        }

    def report(self, name, problem, skip=None):
        self.count += 1
        if problem is not None:
            self.failed += 1
        print("%sok %d - %s%s" % (
            "not " if problem else "", self.count, name,
            " # SKIP " + skip if skip else ""))
        if problem:
            print("# " + problem)

    def decryptor(self, vector):
        job = self.lib.number("age_decryptor_new")
        keys = [("parse", i) for i in vector.identities]
        keys += [("passphrase", p) for p in vector.passphrases]
        for kind, text in keys or [("parse", ANY_IDENTITY)]:
            text = text.encode()
            key = self.lib.number(
                "age_identity_" + kind, text, len(text))
            self.lib.call("age_decryptor_add", job, key)
            self.lib.call("handle_free", key)
        return job

    def outcome(self, *args):
        try:
            return self.lib.call(*args), ""
        except Error as error:
            return error.code, str(error)

    def stream(self, job, source):
        sink = self.lib.number("bio_memory_new")
        code, message = self.outcome("age_decryptor_stream", job, source, sink)
        data = self.lib.read_all(sink)
        self.lib.call("handle_free", sink)
        self.lib.call("handle_free", source)
        return code, message, data

    def from_memory(self, job, vector):
        return self.stream(job, self.lib.number(
            "bio_memory_from", vector.data, len(vector.data)))

    def from_pipe(self, job, vector):
        reader, writer = os.pipe()
        piece = 1 if len(vector.data) < 200000 else 4099

        def feed():
            try:
                for i in range(0, len(vector.data), piece):
                    os.write(writer, vector.data[i:i + piece])
            except BrokenPipeError:
                pass
            os.close(writer)

        thread = threading.Thread(target=feed)
        thread.start()
        try:
            return self.stream(
                job, self.lib.number("bio_fd_new", reader, 1))
        finally:
            thread.join()

    def to_file(self, job, vector, old):
        source = os.path.join(self.directory, "in")
        target = os.path.join(self.directory, "out")
        with open(source, "wb") as file:
            file.write(vector.data)
        if old is not None:
            with open(target, "wb") as file:
                file.write(old)
        code, message = self.outcome("age_decryptor_file", job,
            os.fsencode(source), os.fsencode(target))
        names = sorted(os.listdir(self.directory))
        data = None
        if "out" in names:
            with open(target, "rb") as file:
                data = file.read()
            os.unlink(target)
        os.unlink(source)
        return code, message, data, set(names) - {"in", "out"}

    def from_pieces(self, job, vector):
        """Pushes and pulls as it comes; what was ready before a failure must
        still be there after it."""
        transfer = self.lib.number("age_decryptor_begin", job)
        out, pos, code, message = [], 0, 0, ""
        most = self.random.choice((3, 100, 5000, 200000))
        if len(vector.data) > 200000:
            most = 200000
        size = ctypes.c_size_t()
        while not code and pos < len(vector.data):
            piece = vector.data[pos:pos + self.random.randint(1, most)]
            code, message = self.outcome("age_transfer_push", transfer, piece,
                len(piece), size)
            pos += size.value
            if self.random.randint(0, 1):
                code = self.pull(transfer, most, out) or code
        if not code:
            code, message = self.outcome("age_transfer_finish", transfer)
        told = code
        while not self.pull(transfer, most, out):
            pass
        code, message = self.again(transfer, code, message)
        self.lib.call("handle_free", transfer)
        assert code == told, "it was %d and then %d" % (told, code)
        return code, message, b"".join(out)

    def pull(self, transfer, most, out):
        """Not 0 once there is nothing more."""
        size = ctypes.c_size_t()
        buf = ctypes.create_string_buffer(self.random.randint(1, most))
        code, _ = self.outcome(
            "age_transfer_pull", transfer, buf, len(buf), size)
        out.append(buf.raw[:size.value])
        return code or self.outcome("age_transfer_done", transfer)[0]

    def again(self, transfer, code, message):
        """A transfer that failed must say so again, in the same words."""
        size = ctypes.c_size_t()
        if code:
            for name, *args in (("push", b"x", 1, size), ("finish",),
                                ("pull", None, 0, size), ("done",)):
                found = self.outcome("age_transfer_" + name, transfer, *args)
                assert found == (code, message), "%s: %r" % (name, found)
        return code, message

    def check_code(self, vector, way, code, message):
        wanted = set(self.codes[vector.expect])
        if vector.name in LIKE_NO_ARMOR and way != "armor forced":
            wanted |= self.codes["header failure"]
        if code in wanted:
            return None
        return "expected %s, got %d %s" % (vector.expect, code, message)

    def check_stream(self, vector, way, code, message, data):
        problem = self.check_code(vector, way, code, message)
        if problem:
            return problem
        self.released[way] += len(data)
        if vector.payload is None:
            return "%d bytes were released" % len(data) if data else None
        if hashlib.sha256(data).hexdigest() != vector.payload:
            return "the %d bytes released are not the payload" % len(data)
        self.successes[way] += code == 0
        return None

    def check_file(self, vector, way, code, message, data, left, old):
        problem = self.check_code(vector, way, code, message)
        if problem:
            return problem
        if left:
            return "left behind: %s" % sorted(left)
        if code != 0:
            return None if data == old else "the output file was touched"
        if data is None or hashlib.sha256(data).hexdigest() != vector.payload:
            return "the file is not the payload"
        self.successes[way] += 1
        self.released[way] += len(data)
        return None

    def run_in_mode(self, job, vector):
        way = "armor forced" if vector.armored else "armor forbidden"
        self.lib.call("age_decryptor_set_armor", job, self.lib.constant(
            "OTLS_AGE_ARMOR_" + ("YES" if vector.armored else "NO")))
        self.report("%s, %s" % (vector.name, way), self.check_stream(
            vector, way, *self.from_memory(job, vector)))
        self.lib.call("age_decryptor_set_armor", job, self.lib.constant(
            "OTLS_AGE_ARMOR_" + ("NO" if vector.armored else "YES")))
        code, message, data = self.from_memory(job, vector)
        wanted = "header failure" if vector.armored else "armor failure"
        self.report("%s, the other way round" % vector.name,
            "got %d %s" % (code, message)
            if data or code not in self.codes[wanted] else None)

    def command(self, vector, threads):
        """What the command answers and releases."""
        with tempfile.TemporaryDirectory() as directory:
            key = os.path.join(directory, "key")
            args = [OTLS, "decrypt", "--threads", str(threads)]
            if vector.passphrases:
                with open(key, "w") as file:
                    file.write(vector.passphrases[0])
                args += ["--passphrase-file", key]
            else:
                with open(key, "w") as file:
                    file.write("\n".join(vector.identities) + "\n")
                args += ["-i", key]
            return subprocess.run(args, input=vector.data, check=False,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def check_command(self, vector, threads):
        done = self.command(vector, threads)
        if done.returncode != EXIT[vector.expect]:
            return "exit code %d: %s" % (done.returncode, done.stderr)
        if hashlib.sha256(done.stdout).hexdigest() != vector.payload:
            return "the %d bytes written are not the payload" % len(
                done.stdout)
        return None

    def run_with_threads(self, job, vector):
        self.lib.call("age_decryptor_set_armor", job,
            self.lib.constant("OTLS_AGE_ARMOR_AUTO"))
        for threads in THREADS:
            self.lib.call("age_decryptor_set_threads", job, threads)
            name = "%s, %d threads, " % (vector.name, threads)
            self.report(name + "memory", self.check_stream(
                vector, "memory", *self.from_memory(job, vector)))
            self.report(name + "old file", self.check_file(vector, "old file",
                *self.to_file(job, vector, b"old"), b"old"))
            self.report(name + "command", self.check_command(vector, threads))

    def run(self, vector):
        skip = vector.why_skip()
        if skip:
            self.report(vector.name, None, skip)
            return
        job = self.decryptor(vector)
        for way, function in (
                ("memory", self.from_memory), ("pipe", self.from_pipe),
                ("pieces", self.from_pieces)):
            self.report("%s, %s" % (vector.name, way),
                self.check_stream(vector, way, *function(job, vector)))
        for way, old in (("new file", None), ("old file", b"old\n")):
            self.report("%s, %s" % (vector.name, way), self.check_file(
                vector, way, *self.to_file(job, vector, old), old))
        self.run_in_mode(job, vector)
        if vector.payload is not None:
            self.run_with_threads(job, vector)
        self.lib.call("handle_free", job)

    def enough(self, way):
        return (self.successes[way] >= LEAST_SUCCESSES[way] and
                self.released[way] >= LEAST_RELEASED[way])

    def finish(self):
        for way in WAYS:
            seen = "%d successes, %d bytes" % (
                self.successes[way], self.released[way])
            print("# %s: %s" % (way, seen))
            self.report("enough succeeded and was released: " + way,
                None if self.enough(way) else seen)
        left = self.lib.number("handle_count", 0)
        self.report("no handle is left", "%d are" % left if left else None)


def found_out(vectors, directory):
    """Whether decoders that refuse everything fail: each the vectors that
    want another answer, and all of them the counts."""
    library = Library(LIBRARY)
    for name in ("HEADER", "ARMOR", "PAYLOAD", "NO_MATCH", "MAC"):
        runner = Runner(Refusing(LIBRARY, library.constant(
            "OTLS_E_AGE_" + name)), directory)
        with contextlib.redirect_stdout(io.StringIO()):
            for vector in vectors:
                job = runner.decryptor(vector)
                for way in ("memory", "armor forced", "armor forbidden"):
                    runner.report(way, runner.check_stream(
                        vector, way, *runner.from_memory(job, vector)))
                library.call("handle_free", job)
        if not runner.failed or any(runner.enough(way) for way in WAYS):
            return "always OTLS_E_AGE_%s goes unnoticed" % name
    return None


def main():
    if not os.path.isdir(VECTORS):
        print("1..0 # SKIP %s is missing" % VECTORS)
        return 0
    tap.need_library()
    vectors = [Vector(os.path.join(VECTORS, name))
               for name in sorted(os.listdir(VECTORS))]
    with tempfile.TemporaryDirectory() as directory:
        runner = Runner(Library(LIBRARY), directory)
        for vector in vectors:
            runner.run(vector)
        runner.finish()
        runner.report("a decoder that refuses everything is found out",
            found_out([v for v in vectors if not v.why_skip()], directory))
    print("1..%d" % runner.count)
    return 1 if runner.failed else 0


sys.exit(main())
