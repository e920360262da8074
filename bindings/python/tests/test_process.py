# SPDX-License-Identifier: ISC
"""Imports, signals, exits and forks, each in a child of its own."""

import multiprocessing
import os
import signal
import subprocess
import sys

import pytest

import tls
from tls import age, random

ALL = "import tls, tls.age, tls.api, tls.api.raw, tls.io, tls.random\n"


def test_nothing_of_pythons_own_openssl_is_loaded(run):
    status, out, err = run(
        "import sys\n" + ALL +
        "i = tls.age.Identity.generate()\n"
        "tls.age.decrypt(tls.age.encrypt(b'x', recipients=[i.recipient]),\n"
        "                identities=[i])\n"
        "tls.random.random()\n"
        "print(sorted({'ssl', '_ssl', 'hashlib', '_hashlib', 'hmac',\n"
        "              'secrets'} & set(sys.modules)), tls.backend())\n")
    assert (status, err) == (0, "")
    assert out == "[] %s\n" % tls.backend()


@pytest.mark.parametrize("how", (
    # objects that are simply alive
    "i = tls.age.Identity.generate(); r = i.recipient\n"
    "b = tls.io.MemoryBIO(b'x'); p = tls.io.pair()\n"
    "g = tls.random.Insecure(1)",
    # in a cycle
    "class C: pass\n"
    "c = C(); c.c = c; c.i = tls.age.Identity.generate()\n"
    "c.b = tls.io.MemoryBIO(b'x')",
    # kept by a module that goes late, and by builtins
    "import sys, builtins\n"
    "sys.keep = tls.io.MemoryBIO(b'x')\n"
    "builtins.keep = tls.age.Identity.generate()",
    # the package's modules gone before
    "import sys\n"
    "b = tls.io.MemoryBIO(b'x'); i = tls.age.Identity.generate()\n"
    "for name in [n for n in sys.modules if n.startswith('tls')]:\n"
    "    del sys.modules[name]\n"
    "del tls",
    # used by another exit handler, registered before and after
    "import atexit\n"
    "i = tls.age.Identity.generate()\n"
    "atexit.register(lambda: repr(i))\n",
    # a daemon thread waits inside a call
    "import socket, threading\n"
    "here, there = socket.socketpair()\n"
    "b = tls.io.SocketBIO(here.detach()); there.detach()\n"
    "b._warns = False\n"
    "threading.Thread(target=b.read, args=(1,), daemon=True).start()",
    # daemon threads at work with callbacks
    "import threading\n"
    "i = tls.age.Identity.generate()\n"
    "begun = threading.Event()\n"
    "def work():\n"
    "    while True:\n"
    "        tls.age.encrypt(bytes(3 << 20), recipients=[i.recipient],\n"
    "                        progress=lambda d, t: begun.set())\n"
    "threading.Thread(target=work, daemon=True).start()\n"
    "begun.wait()",
    # an exception that goes out with everything alive
    "i = tls.age.Identity.generate()\n"
    "raise SystemExit(0)",
))
def test_exit_is_silent(run, how):
    assert run(ALL + how + "\n") == (0, "", "")


CTRL_C = """
import os, sys, signal
import tls
from tls import age
signal.signal(signal.SIGINT, signal.default_int_handler)
fifo, folder, secret = sys.argv[1:]
print("ready", flush=True)
try:
    age.decrypt_file(fifo, os.path.join(folder, "out"), identities=[secret])
except KeyboardInterrupt:
    print("interrupted", sorted(os.listdir(folder)), flush=True)
"""


def test_ctrl_c_ends_a_long_call_and_leaves_nothing(tmp_path):
    """The child has read a part of its input when the signal is sent, and
    can't have read the rest, which is written afterwards."""
    program, fifo = tmp_path / "program.py", tmp_path / "fifo"
    folder = tmp_path / "folder"
    folder.mkdir()
    program.write_text(CTRL_C)
    os.mkfifo(fifo)
    identity = age.Identity.generate()
    sealed = age.encrypt(bytes(32 << 20), recipients=[identity.recipient])
    child = subprocess.Popen(
        [sys.executable, str(program), str(fifo), str(folder),
         identity.export_secret()], stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline() == "ready\n"
    with open(fifo, "wb", buffering=0) as feed:
        sent = 0
        while sent < 4 << 20:
            sent += feed.write(sealed[sent:sent + 65536])
        child.send_signal(signal.SIGINT)
        with pytest.raises(BrokenPipeError):
            while sent < len(sealed):
                sent += feed.write(sealed[sent:sent + 65536])
    assert child.stdout.read() == "interrupted []\n"
    child.stdout.close()
    assert child.wait() == 0


WAITING = """
import os, sys, signal
import tls
from tls import age
signal.signal(signal.SIGINT, signal.default_int_handler)
for after in range(3):
    try:
        age.encrypt_stream(0, os.open(os.devnull, os.O_WRONLY),
                           recipients=[sys.argv[1]])
    except KeyboardInterrupt:
        try:
            for _ in range(1000):
                str(_)
            print("interrupted", flush=True)
        except KeyboardInterrupt:
            print("twice", flush=True)
"""


def until_it_waits(pid, pipe):
    """All that was written is read, and every thread of the child sleeps."""
    import fcntl
    import struct
    import termios
    asleep = 0
    while asleep < 3:
        left = fcntl.ioctl(pipe, termios.FIONREAD, struct.pack("i", 0))
        states = []
        for task in os.listdir("/proc/%d/task" % pid):
            with open("/proc/%d/task/%s/stat" % (pid, task)) as file:
                states.append(file.read().rsplit(")", 1)[1].split()[0])
        waits = struct.unpack("i", left)[0] == 0 and set(states) == {"S"}
        asleep = asleep + 1 if waits else 0


@pytest.mark.skipif(not os.path.exists("/proc/self/task"), reason="no /proc")
def test_ctrl_c_ends_a_stream_that_waits_for_input(tmp_path):
    """The pipe is empty, so that the child has to wait, and never closed."""
    program = tmp_path / "program.py"
    program.write_text(WAITING)
    identity = age.Identity.generate()
    child = subprocess.Popen(
        [sys.executable, str(program), str(identity.recipient)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
    for _ in range(3):
        # it is in the call when this is gone; then it waits
        os.write(child.stdin.fileno(), bytes(1 << 20))
        until_it_waits(child.pid, child.stdin.fileno())
        child.send_signal(signal.SIGINT)
        assert child.stdout.readline() == "interrupted\n"
    child.stdin.close()
    assert child.stdout.read() == ""
    child.stdout.close()
    assert child.wait() == 0


def draw(_):
    return random.randbytes(16)


@pytest.mark.skipif(sys.platform != "linux", reason="fork")
def test_forked_children_draw_other_bytes():
    context = multiprocessing.get_context("fork")
    before = random.randbytes(16)
    with context.Pool(4) as pool:
        drawn = pool.map(draw, range(40), chunksize=1)
    assert len({before, random.randbytes(16), *drawn}) == 42


def test_a_forked_child_goes_on_with_its_objects(run):
    status, out, err = run(ALL + """
import os, threading
i = tls.age.Identity.generate()
b = tls.io.MemoryBIO(b"inherited")
stop = threading.Event()
def work():
    while not stop.is_set():
        tls.age.encrypt(bytes(2 << 20), recipients=[i.recipient])
threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads: thread.start()
for _ in range(20):
    pid = os.fork()
    if pid == 0:
        sealed = tls.age.encrypt(b"x", recipients=[i.recipient])
        good = tls.age.decrypt(sealed, identities=[i]) == b"x"
        os._exit(0 if good and b.read(9) == b"inherited" else 1)
    assert os.waitpid(pid, 0)[1] == 0
stop.set()
for thread in threads: thread.join()
b.close()
print("done")
""".replace("pid = os.fork()", """
    import warnings
    warnings.simplefilter("ignore", DeprecationWarning)
    pid = os.fork()"""))
    assert (status, out, err) == (0, "done\n", "")


def env(**changes):
    return {**os.environ, **changes}


def python(text, **changes):
    done = subprocess.run([sys.executable, "-c", text], capture_output=True,
                          text=True, env=env(**changes))
    return done.returncode, done.stdout.strip(), done.stderr


def test_the_back_end_can_be_chosen():
    status, out, _ = python("import tls; print(tls.backend())",
                            TLS_BACKEND="ctypes")
    assert (status, out) == (0, "ctypes")
    status, _, err = python("import tls; tls.backend()", TLS_BACKEND="fortran")
    assert status == 1 and "TLS_BACKEND is 'fortran'" in err


def test_a_library_that_is_named_and_wrong_is_an_import_error(tmp_path):
    ask = "import tls.api"
    status, _, err = python(ask, OTLS_LIBRARY=str(tmp_path / "none.so"))
    assert status == 1 and "ImportError: OTLS_LIBRARY is" in err
    status, _, err = python(ask, OTLS_LIBRARY="libc.so.6")
    assert status == 1 and "is not libotls" in err


def test_another_abi_is_an_import_error():
    status, _, err = python(
        "import tls.api._table as t" if False else
        "import sys, types, importlib.util\n"
        "import tls\n"
        "spec = importlib.util.find_spec('tls')\n"
        "import tls, os\n"
        "api = types.ModuleType('tls.api')\n"
        "api.__path__ = [os.path.join(spec.submodule_search_locations[0],\n"
        "                             'api')]\n"
        "sys.modules['tls.api'] = api\n"
        "import tls.api._table as table\n"
        "table.ABI = 99\n"
        "import tls.api._library\n", TLS_BACKEND="ctypes")
    assert status == 1 and "made for ABI 99" in err


def test_importing_is_light():
    """The table is data, and functions are made when they are asked for."""
    status, out, err = python(
        "import tls.api\n"
        "print(sum(n.startswith('otls_') for n in vars(tls.api)))")
    assert (status, out, err) == (0, "0", "")
