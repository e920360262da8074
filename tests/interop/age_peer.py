# SPDX-License-Identifier: ISC
"""Files go both ways between the shared library and the age command."""

import os
import pty
import select
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "support"))
import peer  # noqa: E402
import tap  # noqa: E402

SIZES = (0, 1, 47, 48, 49, 65535, 65536, 65537, 131072, 300000, 1 << 20)
LARGE = 100 << 20
PASSPHRASE = "a horse, a battery"


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


class Pair(peer.Pair):
    def __init__(self, directory):
        super().__init__(directory)
        subprocess.run(("age-keygen", "-o", self.path("peer.key")),
            check=True, stderr=subprocess.PIPE)
        public = subprocess.run(
            ("age-keygen", "-y", self.path("peer.key")), check=True,
            stdout=subprocess.PIPE).stdout
        with open(self.path("peer.pub"), "wb") as file:
            file.write(b"# the peer's\r\n\r\n" + public.strip() + b"\r\n")
        with open(self.path("own.key"), "w") as file:
            file.write("# ours\r\n\r\n%s\r\n" % self.secret)

    def peer_reads_ours(self, size, armor):
        data = self.plain(size)
        self.encrypt(self.recipient, file="peer.pub", armor=armor)
        for key in ("peer.key", "own.key"):
            age("-d", "-i", self.path(key), "-o", self.path("back"),
                self.path("age"))
            self.check(data, lazy=True)

    def we_read_the_peers(self, size, armor):
        data = self.plain(size)
        age("-r", self.public, "-R", self.path("peer.pub"), "-o",
            self.path("age"), *["-a"] * armor, self.path("plain"))
        self.decrypt(self.identity)
        self.check(data)
        self.decrypt(file="peer.key")
        self.check(data)

    def peer_reads_our_passphrase(self, size, armor):
        data = self.plain(size)
        self.encrypt(self.passphrase_recipient(PASSPHRASE), armor=armor)
        age_with_terminal(
            "-d", "-o", self.path("back"), self.path("age"))
        self.check(data)

    def we_read_the_peers_passphrase(self, size, armor):
        data = self.plain(size)
        if os.path.exists(self.path("age")):
            os.unlink(self.path("age"))
        age_with_terminal(
            "-p", *["-a"] * armor, "-o", self.path("age"), self.path("plain"))
        self.decrypt(self.passphrase_identity(PASSPHRASE))
        self.check(data)

    def rewrap(self, kind, armor):
        """The file "age", which the peer's key opens, becomes ours."""
        decryptor = self.lib.new("age_decryptor_new")
        encryptor = self.lib.new("age_encryptor_new")
        self.lib.call(
            "age_decryptor_add_file", decryptor, self.bytes("peer.key"))
        self.lib.call("age_encryptor_add", encryptor, self.recipient)
        self.lib.call("age_encryptor_set_armor", encryptor, armor)
        self.lib.call("age_rewrap_" + kind, decryptor, encryptor,
            self.bytes("age"), self.bytes("age"))
        self.lib.call("handle_free", decryptor)
        self.lib.call("handle_free", encryptor)

    def peer_reads_what_we_rewrapped(self, size, armor):
        for kind in ("file", "fresh_file"):
            data = self.plain(size)
            age("-R", self.path("peer.pub"), "-o", self.path("age"),
                *["-a"] * (1 - armor), self.path("plain"))
            self.rewrap(kind, armor)
            age("-d", "-i", self.path("own.key"), "-o", self.path("back"),
                self.path("age"))
            self.check(data, lazy=True)

    def peer_reads_our_encrypted_identities(self, size, armor):
        data = self.plain(size)
        shutil.copy(self.path("own.key"), self.path("plain"))
        self.encrypt(self.passphrase_recipient(PASSPHRASE), armor=armor)
        os.rename(self.path("age"), self.path("locked.key"))
        with open(self.path("plain"), "wb") as file:
            file.write(data)
        self.encrypt(self.recipient)
        age_with_terminal("-d", "-i", self.path("locked.key"), "-o",
            self.path("back"), self.path("age"))
        self.check(data)

    def we_read_the_peers_encrypted_identities(self, size, armor):
        data = self.plain(size)
        if os.path.exists(self.path("locked.key")):
            os.unlink(self.path("locked.key"))
        age_with_terminal("-p", *["-a"] * armor, "-o",
            self.path("locked.key"), self.path("peer.key"))
        age("-R", self.path("peer.pub"), "-o", self.path("age"),
            self.path("plain"))
        job = self.lib.new("age_decryptor_new")
        self.lib.call("age_decryptor_add_file_passphrase", job,
            self.bytes("locked.key"), PASSPHRASE.encode(), len(PASSPHRASE))
        self.lib.call(
            "age_decryptor_file", job, self.bytes("age"), self.bytes("back"))
        self.lib.call("handle_free", job)
        self.check(data)


def main():
    if shutil.which("age") is None or shutil.which("age-keygen") is None:
        tap.skip_all("there is no age command")
    tap.need_library()
    with tempfile.TemporaryDirectory() as directory:
        pair = Pair(directory)
        claims = [(claim, size, armor)
            for claim in (pair.peer_reads_ours, pair.we_read_the_peers)
            for size in SIZES + (LARGE,) for armor in (0, 1)]
        claims += [(claim, 70000, armor)
            for claim in (pair.peer_reads_our_passphrase,
                          pair.we_read_the_peers_passphrase,
                          pair.peer_reads_our_encrypted_identities,
                          pair.we_read_the_peers_encrypted_identities)
            for armor in (0, 1)]
        claims += [(pair.peer_reads_what_we_rewrapped, size, armor)
            for size in SIZES for armor in (0, 1)]
        return peer.run(claims)


if __name__ == "__main__":
    sys.exit(main())
