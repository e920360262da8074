# SPDX-License-Identifier: ISC
"""The shared library beside another implementation of age: what the tests of
all peers need."""

import ctypes
import os
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))), "support"))
import tap  # noqa: E402

H = ctypes.c_int64
HP = ctypes.POINTER(ctypes.c_int64)
SP = ctypes.POINTER(ctypes.c_size_t)
SIGNATURES = {
    "error_message": [ctypes.c_char_p, ctypes.c_size_t, SP],
    "handle_free": [H],
    "age_identity_generate": [HP],
    "age_identity_parse": [ctypes.c_char_p, ctypes.c_size_t, HP],
    "age_identity_passphrase": [ctypes.c_char_p, ctypes.c_size_t, HP],
    "age_identity_export_secret": [H, ctypes.c_char_p, ctypes.c_size_t, SP],
    "age_identity_recipient": [H, HP],
    "age_recipient_parse": [ctypes.c_char_p, ctypes.c_size_t, HP],
    "age_recipient_passphrase": [
        ctypes.c_char_p, ctypes.c_size_t, ctypes.c_int, HP],
    "age_recipient_text": [H, ctypes.c_char_p, ctypes.c_size_t, SP],
    "age_encryptor_new": [HP],
    "age_encryptor_add": [H, H],
    "age_encryptor_add_file": [H, ctypes.c_char_p],
    "age_encryptor_set_armor": [H, ctypes.c_int],
    "age_encryptor_file": [H, ctypes.c_char_p, ctypes.c_char_p],
    "age_decryptor_new": [HP],
    "age_decryptor_add": [H, H],
    "age_decryptor_add_file": [H, ctypes.c_char_p],
    "age_decryptor_add_file_passphrase": [
        H, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_size_t],
    "age_decryptor_file": [H, ctypes.c_char_p, ctypes.c_char_p],
    "age_rewrap_file": [H, H, ctypes.c_char_p, ctypes.c_char_p],
    "age_rewrap_fresh_file": [H, H, ctypes.c_char_p, ctypes.c_char_p],
}


class Library:
    def __init__(self):
        self._dll = ctypes.CDLL(tap.library())
        for name, argtypes in SIGNATURES.items():
            function = getattr(self._dll, "otls_" + name)
            function.argtypes = argtypes
            function.restype = ctypes.c_int

    def call(self, name, *args):
        rv = getattr(self._dll, "otls_" + name)(*args)
        if rv < 0:
            buf = ctypes.create_string_buffer(600)
            self._dll.otls_error_message(buf, 600, ctypes.c_size_t())
            raise AssertionError("%s: %d %s" % (
                name, rv, buf.value.decode("utf-8", "replace")))

    def new(self, name, *args):
        out = ctypes.c_int64()
        self.call(name, *args, out)
        return out.value

    def text(self, name, handle):
        buf = ctypes.create_string_buffer(200)
        self.call(name, handle, buf, 200, ctypes.c_size_t())
        return buf.value.decode()


class Pair:
    """Files "plain", "age" and "back" in a directory, and our side."""

    def __init__(self, directory):
        self.lib = Library()
        self.directory = directory
        self.identity = self.lib.new("age_identity_generate")
        self.recipient = self.lib.new("age_identity_recipient", self.identity)
        self.secret = self.lib.text(
            "age_identity_export_secret", self.identity)
        self.public = self.lib.text("age_recipient_text", self.recipient)

    def path(self, name):
        return os.path.join(self.directory, name)

    def bytes(self, name):
        return os.fsencode(self.path(name))

    def parse_recipient(self, text):
        return self.lib.new(
            "age_recipient_parse", text.encode(), len(text))

    def passphrase_recipient(self, text):
        return self.lib.new(
            "age_recipient_passphrase", text.encode(), len(text), 10)

    def passphrase_identity(self, text):
        return self.lib.new(
            "age_identity_passphrase", text.encode(), len(text))

    def plain(self, size):
        data = os.urandom(size)
        with open(self.path("plain"), "wb") as file:
            file.write(data)
        return data

    def check(self, data, lazy=False):
        # a peer may make no file where there is nothing to write
        if lazy and not data and not os.path.exists(self.path("back")):
            return
        with open(self.path("back"), "rb") as file:
            assert file.read() == data, "the plaintext differs"
        os.unlink(self.path("back"))

    def encrypt(self, *recipients, file=None, armor=0):
        job = self.lib.new("age_encryptor_new")
        for recipient in recipients:
            self.lib.call("age_encryptor_add", job, recipient)
        if file:
            self.lib.call("age_encryptor_add_file", job, self.bytes(file))
        self.lib.call("age_encryptor_set_armor", job, armor)
        self.lib.call(
            "age_encryptor_file", job, self.bytes("plain"), self.bytes("age"))
        self.lib.call("handle_free", job)

    def decrypt(self, *identities, file=None):
        job = self.lib.new("age_decryptor_new")
        for identity in identities:
            self.lib.call("age_decryptor_add", job, identity)
        if file:
            self.lib.call("age_decryptor_add_file", job, self.bytes(file))
        self.lib.call(
            "age_decryptor_file", job, self.bytes("age"), self.bytes("back"))
        self.lib.call("handle_free", job)


def run(claims):
    """Prints TAP for (function, size, armor) each; answers the exit code."""
    failed = 0
    for count, (claim, size, armor) in enumerate(claims, 1):
        problem = None
        try:
            claim(size, armor)
        except (AssertionError, OSError,
                subprocess.CalledProcessError) as error:
            problem = str(error)
            failed += 1
        print("%sok %d - %s, %d bytes%s" % (
            "not " if problem else "", count, claim.__name__, size,
            ", armored" if armor else ""), flush=True)
        if problem:
            print("# " + problem.replace("\n", "\n# "), flush=True)
    print("1..%d" % len(claims))
    return 1 if failed else 0
