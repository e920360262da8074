# SPDX-License-Identifier: ISC
"""tls.random against the standard module."""

import random as standard
import threading

import pytest

from tls import random

ARGUMENTS = {
    "betavariate": (1, 2), "binomialvariate": (10, 0.5),
    "choice": ([1, 2],), "choices": ([1, 2],), "expovariate": (1.0,),
    "gammavariate": (1, 2), "gauss": (0, 1), "getrandbits": (9,),
    "lognormvariate": (0, 1), "normalvariate": (0, 1), "paretovariate": (1,),
    "randbytes": (3,), "randint": (1, 6), "random": (), "randrange": (10,),
    "sample": ([1, 2, 3], 2), "seed": (), "shuffle": ([1, 2, 3],),
    "triangular": (0, 1, 0.5), "uniform": (1, 2),
    "vonmisesvariate": (0, 1), "weibullvariate": (1, 1),
}


@pytest.mark.parametrize("name", sorted(standard.__all__))
def test_every_name_of_the_standard_module_works(name):
    ours = getattr(random, name)
    assert name in random.__all__
    if name in ("getstate", "setstate"):
        with pytest.raises(NotImplementedError):
            ours(*[1] * (name == "setstate"))
    elif isinstance(ours, type):
        assert issubclass(ours, standard.Random)
        assert 0 <= ours().random() < 1
    else:
        assert ours.__self__ is random._instance
        ours(*ARGUMENTS[name])


def test_floats_have_53_bits():
    seen = {int(random.random() * 2 ** 53) & 1 for _ in range(64)}
    assert seen == {0, 1}
    drawn = [random.random() for _ in range(1000)]
    assert all(0 <= x < 1 for x in drawn)
    assert all((x * 2 ** 53).is_integer() for x in drawn)
    assert 0.4 < sum(drawn) / 1000 < 0.6


def test_getrandbits_gives_as_many_bits():
    assert random.getrandbits(0) == 0
    for bits in (1, 7, 8, 9, 64, 521):
        drawn = [random.getrandbits(bits) for _ in range(64)]
        assert all(0 <= n < 1 << bits for n in drawn)
        assert any(n >> (bits - 1) for n in drawn)
    with pytest.raises(ValueError):
        random.getrandbits(-1)


def test_seed_changes_nothing():
    random.seed(1)
    first = random.randbytes(16)
    random.seed(1)
    assert random.randbytes(16) != first


def test_below_is_below_and_refuses_what_has_no_numbers():
    assert {random.below(3) for _ in range(200)} == {0, 1, 2}
    with pytest.raises(ValueError):
        random.below(0)
    assert len(random.private_bytes(32)) == 32
    assert random.status() is True


def test_insecure_is_reproducible():
    """The first bytes are ChaCha20's keystream under SHA-256 of the seed."""
    draws = []
    for seed in ("seed", b"seed", bytearray(b"seed")):
        generator = random.Insecure(seed)
        draws.append((generator.randbytes(5), generator.getrandbits(20),
                      generator.random(), generator.randrange(10 ** 9),
                      generator.sample(range(100), 5), generator.gauss(0, 1)))
    assert draws[0] == draws[1] == draws[2]
    assert random.Insecure(7).random() == random.Insecure("7").random()
    assert random.Insecure(b"").randbytes(8).hex() == EMPTY_SEED
    for wrong in (None, 1.5, True, object()):
        with pytest.raises(TypeError):
            random.Insecure(wrong)


EMPTY_SEED = "98c37c1a7542eb45"


def test_insecure_begins_again_when_seeded():
    generator = random.Insecure("a")
    first = generator.random(), generator.gauss(0, 1)
    generator.seed("a")
    assert (generator.random(), generator.gauss(0, 1)) == first
    with pytest.raises(NotImplementedError):
        generator.getstate()


def test_threads_draw_different_bytes():
    drawn = []
    threads = [threading.Thread(target=lambda: drawn.extend(
        random.randbytes(16) for _ in range(100))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(drawn)) == 800
