# SPDX-License-Identifier: ISC
"""Files go both ways between the shared library and the age command."""

import ctypes
import os
import pty
import select
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "support"))
import tap  # noqa: E402

TOP = os.environ.get("top_builddir", ".")
LIBRARY = os.path.join(TOP, "libotls", ".libs", "libotls.so.0")
SIZES = (0, 1, 65535, 65536, 65537, 131072, 300000)
PASSPHRASE = "a horse, a battery"

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
    "age_recipient_passphrase": [
        ctypes.c_char_p, ctypes.c_size_t, ctypes.c_int, HP],
    "age_recipient_text": [H, ctypes.c_char_p, ctypes.c_size_t, SP],
    "age_encryptor_new": [HP],
    "age_encryptor_add": [H, H],
    "age_encryptor_add_file": [H, ctypes.c_char_p],
    "age_encryptor_file": [H, ctypes.c_char_p, ctypes.c_char_p],
    "age_decryptor_new": [HP],
    "age_decryptor_add": [H, H],
    "age_decryptor_add_file": [H, ctypes.c_char_p],
    "age_decryptor_file": [H, ctypes.c_char_p, ctypes.c_char_p],
}


class Library:
    def __init__(self):
        self._dll = ctypes.CDLL(LIBRARY)
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


def age(*args):
    subprocess.run(("age",) + args, check=True, stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE)


def age_with_terminal(*args):
    """Runs age, which asks for a passphrase on its terminal only."""
    pid, fd = pty.fork()
    if pid == 0:
        os.execvp("age", ("age",) + args)
    answered, seen = 0, b""
    while True:
        if not select.select([fd], [], [], 60)[0]:
            break
        try:
            data = os.read(fd, 1000)
        except OSError:
            break
        if not data:
            break
        seen += data
        while seen.count(b"passphrase") > answered and seen.rstrip(
                b"\x1b[K ").endswith(b":"):
            os.write(fd, PASSPHRASE.encode() + b"\n")
            answered = seen.count(b"passphrase")
    os.close(fd)
    status = os.waitpid(pid, 0)[1]
    assert status == 0, "age ended with %d: %r" % (status, seen)


class Peer:
    def __init__(self, directory):
        self.lib = Library()
        self.directory = directory
        self.identity = self.lib.new("age_identity_generate")
        self.recipient = self.lib.new("age_identity_recipient", self.identity)
        subprocess.run(("age-keygen", "-o", self.path("peer.key")),
            check=True, stderr=subprocess.PIPE)
        public = subprocess.run(
            ("age-keygen", "-y", self.path("peer.key")), check=True,
            stdout=subprocess.PIPE).stdout
        with open(self.path("peer.pub"), "wb") as file:
            file.write(b"# the peer's\r\n\r\n" + public.strip() + b"\r\n")
        with open(self.path("own.key"), "w") as file:
            file.write("# ours\r\n\r\n%s\r\n" % self.lib.text(
                "age_identity_export_secret", self.identity))
        self.public = self.lib.text("age_recipient_text", self.recipient)

    def path(self, name):
        return os.path.join(self.directory, name)

    def bytes(self, name):
        return os.fsencode(self.path(name))

    def plain(self, size):
        data = os.urandom(size)
        with open(self.path("plain"), "wb") as file:
            file.write(data)
        return data

    def check(self, data, lazy=False):
        # the peer makes no file where there is nothing to write
        if lazy and not data and not os.path.exists(self.path("back")):
            return
        with open(self.path("back"), "rb") as file:
            assert file.read() == data, "the plaintext differs"
        os.unlink(self.path("back"))

    def encrypt(self, *recipients, file=None):
        job = self.lib.new("age_encryptor_new")
        for recipient in recipients:
            self.lib.call("age_encryptor_add", job, recipient)
        if file:
            self.lib.call("age_encryptor_add_file", job, self.bytes(file))
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

    # the claims

    def peer_reads_ours(self, size):
        data = self.plain(size)
        self.encrypt(self.recipient, file="peer.pub")
        for key in ("peer.key", "own.key"):
            age("-d", "-i", self.path(key), "-o", self.path("back"),
                self.path("age"))
            self.check(data, lazy=True)

    def we_read_the_peers(self, size):
        data = self.plain(size)
        age("-r", self.public, "-R", self.path("peer.pub"), "-o",
            self.path("age"), self.path("plain"))
        self.decrypt(self.identity)
        self.check(data)
        self.decrypt(file="peer.key")
        self.check(data)

    def peer_reads_our_passphrase(self, size):
        data = self.plain(size)
        text = PASSPHRASE.encode()
        self.encrypt(self.lib.new(
            "age_recipient_passphrase", text, len(text), 10))
        age_with_terminal(
            "-d", "-o", self.path("back"), self.path("age"))
        self.check(data)

    def we_read_the_peers_passphrase(self, size):
        data = self.plain(size)
        if os.path.exists(self.path("age")):
            os.unlink(self.path("age"))
        age_with_terminal(
            "-p", "-o", self.path("age"), self.path("plain"))
        text = PASSPHRASE.encode()
        self.decrypt(
            self.lib.new("age_identity_passphrase", text, len(text)))
        self.check(data)


def main():
    if shutil.which("age") is None or shutil.which("age-keygen") is None:
        print("1..0 # SKIP there is no age command")
        return 0
    tap.need_library()
    os.environ.pop("LD_PRELOAD", None)  # nothing for the peer
    count = failed = 0
    with tempfile.TemporaryDirectory() as directory:
        peer = Peer(directory)
        claims = [(peer.peer_reads_ours, size) for size in SIZES]
        claims += [(peer.we_read_the_peers, size) for size in SIZES]
        claims += [(peer.peer_reads_our_passphrase, 70000),
                   (peer.we_read_the_peers_passphrase, 70000)]
        for claim, size in claims:
            count += 1
            problem = None
            try:
                claim(size)
            except (AssertionError, OSError,
                    subprocess.CalledProcessError) as error:
                problem = str(error)
                failed += 1
            print("%sok %d - %s, %d bytes" % (
                "not " if problem else "", count, claim.__name__, size))
            if problem:
                print("# " + problem.replace("\n", "\n# "))
    print("1..%d" % count)
    return 1 if failed else 0


sys.exit(main())
