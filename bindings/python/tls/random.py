# SPDX-License-Identifier: ISC
"""The standard random module on OpenSSL's generator.

Every name of the running version's `random` is here and does the same, with
numbers that nobody can foresee: for keys and tokens as well as for shuffling
cards. Like `random.SystemRandom` it has no state, so seed() is ignored, and
getstate() and setstate() raise NotImplementedError.

>>> from tls import random
>>> random.choice(["heads", "tails"]) in ("heads", "tails")
True
>>> 1 <= random.randint(1, 6) <= 6
True
>>> len(random.randbytes(16)), random.status()
(16, True)

`Insecure` gives the same numbers for the same seed, for tests:

>>> random.Insecure("a seed").randrange(1000)
748
>>> random.Insecure("a seed").randrange(1000)
748
"""

import random as _random
from typing import Any, List, Union

from ._backend import lib as _lib
from ._object import release as _release

import weakref as _weakref


class Random(_random.SystemRandom):
    """random.SystemRandom, drawn from OpenSSL's private generator.

    >>> Random().getrandbits(8) < 256
    True
    """

    def random(self) -> float:
        """A float of 53 random bits, in [0, 1)."""
        return (int.from_bytes(_lib.otls_rand_private_bytes(7), "big") >> 3) \
            * 2.0 ** -53

    def getrandbits(self, k: int) -> int:
        """An int of |k| random bits."""
        if k < 0:
            raise ValueError("number of bits must be non-negative")
        size = (k + 7) // 8
        number = int.from_bytes(_lib.otls_rand_private_bytes(size), "big")
        return number >> (8 * size - k)

    def randbytes(self, n: int) -> bytes:
        """|n| random bytes."""
        return _lib.otls_rand_private_bytes(n)


class Insecure(_random.Random):
    """A random.Random whose numbers its seed decides, in every process, on
    every platform and with every version: for tests and simulations.

    NEVER for keys, passwords or tokens: who can guess the seed has them all.
    The seed is bytes, a str (its UTF-8) or an int (its decimal digits).

    >>> Insecure(b"seed").getrandbits(64) == Insecure("seed").getrandbits(64)
    True
    """

    def __new__(cls, seed: Union[bytes, str, int]) -> "Insecure":
        return super().__new__(cls)

    def __init__(self, seed: Union[bytes, str, int]) -> None:
        super().__init__(seed)

    def seed(self, a: Any = None, version: int = 2) -> None:
        """Begins again, as a new one with this seed would."""
        if isinstance(a, int) and not isinstance(a, bool):
            a = str(a)
        if isinstance(a, str):
            a = a.encode("utf-8")
        if not isinstance(a, (bytes, bytearray)):
            raise TypeError("the seed must be bytes, str or int, not %s"
                            % type(a).__name__)
        handle = _lib.otls_rand_insecure_new(a)
        old = getattr(self, "_finalizer", None)
        self._generator = handle
        self._finalizer = _weakref.finalize(
            self, _release, _lib.otls_rand_insecure_free, handle)
        self.gauss_next = None
        if old is not None:
            old()

    def random(self) -> float:
        """The next float of 53 bits, in [0, 1)."""
        return _lib.otls_rand_insecure_uniform(self._generator, 1 << 53) \
            * 2.0 ** -53

    def getrandbits(self, k: int) -> int:
        """An int of the next |k| bits."""
        if k < 0:
            raise ValueError("number of bits must be non-negative")
        size = (k + 7) // 8
        number = int.from_bytes(self.randbytes(size), "little")
        return number & ((1 << k) - 1)

    def randbytes(self, n: int) -> bytes:
        """The next |n| bytes."""
        return _lib.otls_rand_insecure_bytes(self._generator, n)

    def getstate(self) -> Any:
        raise NotImplementedError("a generator's state is its seed and what "
                                  "was drawn since")

    def setstate(self, state: Any) -> None:
        raise NotImplementedError("seed() it anew")


SystemRandom = Random
_instance = Random()

betavariate = _instance.betavariate
choice = _instance.choice
choices = _instance.choices
expovariate = _instance.expovariate
gammavariate = _instance.gammavariate
gauss = _instance.gauss
getrandbits = _instance.getrandbits
getstate = _instance.getstate
lognormvariate = _instance.lognormvariate
normalvariate = _instance.normalvariate
paretovariate = _instance.paretovariate
randbytes = _instance.randbytes
randint = _instance.randint
random = _instance.random
randrange = _instance.randrange
sample = _instance.sample
seed = _instance.seed
setstate = _instance.setstate
shuffle = _instance.shuffle
triangular = _instance.triangular
uniform = _instance.uniform
vonmisesvariate = _instance.vonmisesvariate
weibullvariate = _instance.weibullvariate


def status() -> bool:
    """Whether the generator is seeded; nothing is ever drawn before.

    >>> status()
    True
    """
    return bool(_lib.otls_rand_status())


def private_bytes(n: int) -> bytes:
    """|n| random bytes that must stay secret, such as a key.

    >>> len(private_bytes(32))
    32
    """
    return _lib.otls_rand_private_bytes(n)


def below(n: int) -> int:
    """A random int from 0 to |n| - 1, each as likely as the others.

    >>> below(1)
    0
    """
    return _lib.otls_rand_uniform(n)


def _later_names() -> List[str]:
    """What later versions of the standard module add is here as well."""
    missing = [name for name in _random.__all__ if name not in globals()]
    globals().update({name: getattr(_instance, name) for name in missing})
    return missing


__all__ = list(_random.__all__) + ["Insecure", "below", "private_bytes",
                                   "status"]
_later_names()
