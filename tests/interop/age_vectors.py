# SPDX-License-Identifier: ISC
"""The age test vectors of C2SP/CCTV against the shared library.

Each vector is decrypted four ways: from memory, from a pipe that is fed a
byte at a time, to a new file and over an old one. What it came to must be
what the vector says; what was released must hash to its payload, and a
failed decryption must leave no file behind and an old one as it was.
"""

import ctypes
import hashlib
import os
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
# what must at least be seen, so that a decoder that refuses everything fails
LEAST_SUCCESSES = 8
LEAST_RELEASED = 1000000


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
        if self.armored:
            return "armor is not supported yet"
        if any(i.startswith("AGE-SECRET-KEY-PQ-") for i in self.identities):
            return "post-quantum identities are not supported"
        return None


class Runner:
    def __init__(self, library, directory):
        self.lib = library
        self.directory = directory
        self.count = self.failed = 0
        self.successes = self.released = 0
        code = library.constant
        self.codes = {
            "success": {0},
            "header failure": {
                code("OTLS_E_AGE_HEADER"), code("OTLS_E_AGE_WORK_FACTOR")},
            "no match": {code("OTLS_E_AGE_NO_MATCH")},
            "HMAC failure": {code("OTLS_E_AGE_MAC")},
            "payload failure": {code("OTLS_E_AGE_PAYLOAD")},
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

    def check_code(self, vector, code, message):
        if code in self.codes[vector.expect]:
            return None
        return "expected %s, got %d %s" % (vector.expect, code, message)

    def check_stream(self, vector, code, message, data):
        problem = self.check_code(vector, code, message)
        if problem:
            return problem
        self.released += len(data)
        if vector.payload is None:
            return "%d bytes were released" % len(data) if data else None
        if hashlib.sha256(data).hexdigest() != vector.payload:
            return "the %d bytes released are not the payload" % len(data)
        if code == 0:
            self.successes += 1
        return None

    def check_file(self, vector, code, message, data, left, old):
        problem = self.check_code(vector, code, message)
        if problem:
            return problem
        if left:
            return "left behind: %s" % sorted(left)
        if code == 0 and (data is None or
                hashlib.sha256(data).hexdigest() != vector.payload):
            return "the file is not the payload"
        if code != 0 and data != old:
            return "the output file was touched"
        return None

    def run(self, vector):
        skip = vector.why_skip()
        if skip:
            self.report(vector.name, None, skip)
            return
        job = self.decryptor(vector)
        for way, function in (
                ("memory", self.from_memory), ("pipe", self.from_pipe)):
            self.report("%s from %s" % (vector.name, way),
                self.check_stream(vector, *function(job, vector)))
        for way, old in (("a new file", None), ("an old file", b"old\n")):
            self.report("%s to %s" % (vector.name, way), self.check_file(
                vector, *self.to_file(job, vector, old), old))
        self.lib.call("handle_free", job)

    def finish(self):
        enough = (self.successes >= LEAST_SUCCESSES and
                  self.released >= LEAST_RELEASED)
        self.report("enough succeeded and was released", None if enough else
            "%d successes, %d bytes" % (self.successes, self.released))
        left = self.lib.number("handle_count", 0)
        self.report("no handle is left", "%d are" % left if left else None)
        print("# %d successes, %d bytes released" % (
            self.successes, self.released))
        print("1..%d" % self.count)
        return 1 if self.failed else 0


def main():
    if not os.path.isdir(VECTORS):
        print("1..0 # SKIP %s is missing" % VECTORS)
        return 0
    tap.need_library()
    with tempfile.TemporaryDirectory() as directory:
        runner = Runner(Library(LIBRARY), directory)
        for name in sorted(os.listdir(VECTORS)):
            runner.run(Vector(os.path.join(VECTORS, name)))
        return runner.finish()


sys.exit(main())
