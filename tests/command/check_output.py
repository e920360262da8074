# SPDX-License-Identifier: ISC
"""Where the output goes, what it replaces, and what is left when it
can't be written."""

import os
import stat
import subprocess
import threading

import shell
from shell import claim, contains, equal, keygen, otls, read, write


def both(function):
    """The claim, for a named input and for standard input."""
    def run():
        recipient = keygen()
        write("plain", b"text")
        write("sealed", otls("encrypt", "-r", recipient, "plain").stdout)
        for piped in (False, True):
            def encrypt(*args, code=0, **options):
                if piped:
                    return otls("encrypt", "-r", recipient, *args, code=code,
                                stdin=b"text", **options)
                return otls("encrypt", "-r", recipient, *args, "plain",
                            code=code, **options)
            function(encrypt)
    run.__name__ = function.__name__
    return run


def decrypted(name):
    return otls("decrypt", "-i", "key", name).stdout


@claim
@both
def a_new_file_is_for_its_owner_only_whatever_the_umask(encrypt):
    for mask in (0o000, 0o022, 0o777):
        encrypt("-o", "out", preexec_fn=lambda m=mask: os.umask(m) and None)
        equal(stat.S_IMODE(os.stat("out").st_mode), 0o600, "%o" % mask)
        equal(decrypted("out"), b"text")
        os.remove("out")


@claim
@both
def a_decrypted_file_is_for_its_owner_only(encrypt):
    encrypt("-o", "out")
    with open("out", "rb") as file:
        otls("decrypt", "-i", "key", "-o", "one", stdin=file)
    otls("decrypt", "-i", "key", "-o", "two", "out")
    for name in ("one", "two"):
        equal(stat.S_IMODE(os.stat(name).st_mode), 0o600)
        equal(read(name), b"text")


@claim
@both
def a_file_is_replaced_and_nothing_else_is_left(encrypt):
    write("out", b"old" * 1000000)
    before = sorted(os.listdir("."))
    encrypt("-o", "out")
    equal(decrypted("out"), b"text")
    equal(sorted(os.listdir(".")), before)


@claim
@both
def another_name_of_a_replaced_file_keeps_the_old_bytes(encrypt):
    write("other", b"old")
    os.link("other", "out") if not os.path.exists("out") else None
    encrypt("-o", "out")
    equal(read("other"), b"old")
    os.remove("out")


@claim
@both
def a_symbolic_link_stays_and_what_it_points_to_is_replaced(encrypt):
    os.makedirs("dir", exist_ok=True)
    write("dir/target", b"old")
    if not os.path.lexists("link"):
        os.symlink("dir/target", "link")
    encrypt("-o", "link")
    assert os.path.islink("link")
    equal(decrypted("dir/target"), b"text")
    equal(os.listdir("dir"), ["target"])


@claim
@both
def a_fifo_is_written_through(encrypt):
    if not os.path.exists("fifo"):
        os.mkfifo("fifo")
    got = []
    reader = threading.Thread(target=lambda: got.append(read("fifo")))
    reader.start()
    encrypt("-o", "fifo")
    reader.join()
    assert stat.S_ISFIFO(os.stat("fifo").st_mode)
    equal(otls("decrypt", "-i", "key", stdin=got[0]).stdout, b"text")


@claim
@both
def standard_output_can_be_named_as_a_device(encrypt):
    done = encrypt("-o", "/dev/stdout")
    equal(otls("decrypt", "-i", "key", stdin=done.stdout).stdout, b"text")


@claim
@both
def the_null_device_stays_what_it_is(encrypt):
    encrypt("-o", "/dev/null")
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)


@claim
def a_fifo_can_be_the_input():
    recipient = keygen()
    os.mkfifo("fifo")
    writer = threading.Thread(target=lambda: write("fifo", b"text"))
    writer.start()
    otls("encrypt", "-r", recipient, "-o", "out", "fifo")
    writer.join()
    equal(decrypted("out"), b"text")


@claim
@both
def a_full_disk_is_a_failure(encrypt):
    contains(encrypt("-o", "/dev/full", code=1).stderr, b"No space left")
    with open("/dev/full", "wb") as full:
        contains(encrypt(stdout=full, code=1).stderr, b"No space left")
        with open("sealed", "rb") as file:
            otls("decrypt", "-i", "key", stdin=file, stdout=full, code=1)


@claim
@both
def a_limit_on_the_file_s_size_leaves_nothing_behind(encrypt):
    import resource
    import signal

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

    before = sorted(os.listdir("."))
    encrypt("-o", "out", code=1, preexec_fn=limit)
    equal(sorted(os.listdir(".")), before)


# Large enough for several threads.
BIG = 13 << 20


def big_jobs():
    """Commands that encrypt and decrypt a large file with several numbers of
    threads, but for the output."""
    recipient = keygen()
    write("plain", os.urandom(1 << 16) * (BIG >> 16))
    otls("encrypt", "-r", recipient, "-o", "sealed", "plain")
    for threads in ("1", "2", "5"):
        for job in (["encrypt", "-r", recipient, "plain"],
                    ["encrypt", "-a", "-r", recipient, "plain"],
                    ["decrypt", "-i", "key", "sealed"]):
            yield [*job, "--threads", threads]


@claim
def a_limit_that_many_threads_meet_leaves_what_was_there():
    import resource
    import signal

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (BIG // 2, BIG // 2))

    for job in big_jobs():
        write("out", b"old")
        before = sorted(os.listdir("."))
        contains(otls(*job, "-o", "out", code=1, preexec_fn=limit).stderr,
                 b"File too large")
        equal(sorted(os.listdir(".")), before)
        equal(read("out"), b"old")


# A file system with quotas takes a kernel and a user of its own; to a program
# it is a write that fails so.
QUOTA = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <unistd.h>
static long left = %d;
static int used_up(size_t len)
{
    return (__atomic_sub_fetch(&left, (long)len, __ATOMIC_RELAXED) < 0);
}
ssize_t pwrite64(int fd, const void *data, size_t len, off64_t offset)
{
    ssize_t (*next)(int, const void *, size_t, off64_t) =
        dlsym(RTLD_NEXT, "pwrite64");
    if (used_up(len)) { errno = EDQUOT; return -1; }
    return next(fd, data, len, offset);
}
ssize_t pwrite(int fd, const void *data, size_t len, off_t offset)
{
    return pwrite64(fd, data, len, offset);
}
ssize_t write(int fd, const void *data, size_t len)
{
    ssize_t (*next)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
    if (fd > 2 && used_up(len)) { errno = EDQUOT; return -1; }
    return next(fd, data, len);
}
""" % (BIG // 2)


@claim
def a_quota_that_is_used_up_leaves_what_was_there():
    if os.environ.get("OTLS_SANITIZERS"):
        raise shell.Skip("a sanitizer must be loaded first")
    write("quota.c", QUOTA.encode())
    subprocess.run([*os.environ.get("CC", "cc").split(), "-shared", "-fPIC",
                    "-o", "quota.so", "quota.c", "-ldl"], check=True)
    environment = dict(os.environ, LD_PRELOAD=os.path.abspath("quota.so"))
    for job in big_jobs():
        write("out", b"old")
        before = sorted(os.listdir("."))
        contains(otls(*job, "-o", "out", code=1, env=environment).stderr,
                 b"quota")
        equal(sorted(os.listdir(".")), before)
        equal(read("out"), b"old")


def on_a_disk(options, script, job):
    """Runs |job| and the output `disk/out` on a file system of its own, with
    the shell's |script| before it and what is there printed after it."""
    os.makedirs("disk", exist_ok=True)
    begin = ["unshare", "--map-root-user", "--mount", "sh", "-c",
             "mount -t tmpfs -o %s none disk && %s" % (options, script), "sh"]
    done = subprocess.run([*begin, "true"], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=False)
    if done.returncode != 0:
        raise shell.Skip("unshare(1) or a mount in it is missing or forbidden")
    return subprocess.run([*begin, shell.OTLS, *job, "-o", "disk/out"],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          check=False)


@claim
def a_disk_that_fills_up_keeps_what_was_there_and_nothing_else():
    script = ('printf old >disk/out && "$@"; code=$?;'
              ' ls -A disk; cat disk/out; exit $code')
    for job in big_jobs():
        done = on_a_disk("size=%d" % (BIG // 2), script, job)
        contains(done.stderr, b"No space left")
        equal((done.returncode, done.stdout), (1, b"out\nold"))


@claim
def a_disk_that_cannot_be_written_is_a_failure():
    for job in big_jobs():
        done = on_a_disk("ro", '"$@"; code=$?; ls -A disk; exit $code', job)
        contains(done.stderr, b"Read-only")
        equal((done.returncode, done.stdout), (1, b""))


@claim
def a_file_that_is_cut_meanwhile_is_a_failure_or_was_read_before():
    recipient = keygen()
    data = os.urandom(1 << 16) * (BIG >> 16)
    for threads in ("1", "5"):
        write("plain", data)
        process = subprocess.Popen(
            [shell.OTLS, "encrypt", "--threads", threads, "-r", recipient,
             "-o", "out", "plain"], stderr=subprocess.PIPE)
        for _ in range(1000):
            if process.poll() is not None or descriptor_of("plain", process):
                break
        os.truncate("plain", 5)
        message = process.stderr.read()
        process.stderr.close()
        if process.wait(shell.LIMIT) != 0:
            contains(message, b"shorter")
            assert not os.path.exists("out")
        else:
            assert decrypted("out") in (data, data[:5])
            os.remove("out")


@claim
def a_file_that_grows_meanwhile_is_encrypted_up_to_some_end_of_it():
    recipient = keygen()
    data = os.urandom(1 << 16) * (BIG >> 16)
    more = b"more" * 100000
    for threads in ("1", "5"):
        for kind in ([], ["-a"]):
            write("plain", data)
            process = subprocess.Popen(
                [shell.OTLS, "encrypt", "--threads", threads, *kind, "-r",
                 recipient, "-o", "out", "plain"])
            for _ in range(1000):
                if process.poll() is not None or \
                        descriptor_of("plain", process):
                    break
            with open("plain", "ab") as file:
                file.write(more)
            equal(process.wait(shell.LIMIT), 0)
            got = decrypted("out")
            equal(got[:len(data)], data)
            equal(got[len(data):], more[:len(got) - len(data)])


def descriptor_of(name, process):
    """1 where |process| has the file open."""
    try:
        return any(os.path.samefile("/proc/%d/fd/%s" % (process.pid, fd), name)
                   for fd in os.listdir("/proc/%d/fd" % process.pid))
    except OSError:
        return False


@claim
@both
def a_directory_that_cannot_take_the_file_is_a_failure(encrypt):
    os.makedirs("dir", exist_ok=True)
    for name in ("none/out", "dir", "plain/out", "", "x" * 300):
        encrypt("-o", name, code=1)
    if os.geteuid() == 0:
        contains(encrypt("-o", "/proc/out", code=1).stderr, b"/proc")
    else:
        os.chmod("dir", 0o500)
        contains(encrypt("-o", "dir/out", code=1).stderr, b"dir")
    equal(os.listdir("dir"), [])


@claim
def the_input_is_not_replaced_by_the_output():
    recipient = keygen()
    write("file", b"text")
    os.link("file", "hard")
    os.symlink("file", "soft")
    for out in ("file", "./file", "hard", "soft"):
        done = otls("encrypt", "-r", recipient, "-o", out, "file", code=1)
        contains(done.stderr, b"same file")
        with open("file", "rb") as file:
            done = otls("encrypt", "-r", recipient, "-o", out, stdin=file,
                        code=1)
        contains(done.stderr, b"same file")
    with open("file", "ab") as file:
        done = otls("encrypt", "-r", recipient, "file", stdout=file, code=1)
    contains(done.stderr, b"same file")
    with open("file", "r+b") as file:
        otls("encrypt", "-r", recipient, stdin=file, stdout=file, code=1)
    equal(read("file"), b"text")


@claim
def a_reader_that_leaves_is_a_failure_and_not_a_signal():
    recipient = keygen()
    write("plain", b"x" * 3000000)
    reader, writer = os.pipe()
    os.close(reader)
    done = otls("encrypt", "-r", recipient, "plain", stdout=writer, code=1)
    os.close(writer)
    assert len(done.stderr) < 200, done.stderr
    done = subprocess.run(
        ["sh", "-c", '{ "$@"; echo $? >&2; } | head -c 1 >head', "sh",
         shell.OTLS, "encrypt", "-r", recipient, "plain"],
        stderr=subprocess.PIPE, check=True)
    equal(done.stderr.splitlines()[-1], b"1")


@claim
def closed_standard_streams_are_failures():
    recipient = keygen()
    write("plain", b"text")
    before = sorted(os.listdir("."))
    otls("encrypt", "-r", recipient, "plain", code=1,
         preexec_fn=lambda: os.close(1))
    otls("encrypt", "-r", recipient, "-o", "out", code=1,
         preexec_fn=lambda: os.close(0))
    equal(sorted(os.listdir(".")), before)


@claim
def a_closed_standard_error_gets_into_no_file():
    recipient = keygen()
    write("plain", b"text")
    done = subprocess.run([shell.OTLS, "encrypt", "-r", recipient, "-o", "out",
                           "none"], check=False,
                          preexec_fn=lambda: os.closerange(0, 3))
    equal(done.returncode, 1)
    subprocess.run([shell.OTLS, "encrypt", "-r", recipient, "-o", "out",
                    "plain"], check=True,
                   preexec_fn=lambda: os.closerange(0, 3))
    equal(decrypted("out"), b"text")


@claim
def a_message_gets_into_no_output_that_took_its_descriptor():
    sealed = otls("encrypt", "-r", keygen(), stdin=b"x" * 100000).stdout
    os.mkfifo("fifo")
    got = []
    reader = threading.Thread(target=lambda: got.append(read("fifo")))
    reader.start()
    write("bad", sealed[:-1])
    done = subprocess.run([shell.OTLS, "decrypt", "-i", "key", "-o", "fifo",
                           "bad"], check=False,
                          preexec_fn=lambda: os.closerange(0, 3))
    reader.join()
    equal((done.returncode, got[0].strip(b"x")), (6, b""))


if __name__ == "__main__":
    shell.main()
