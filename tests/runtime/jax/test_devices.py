"""Where JAX computes, and where XLA keeps what it compiled."""

import os
import stat

import pytest

from tests.runtime.run_python import run_python

jax = pytest.importorskip("jax")

from theanornn.errors import BuildError  # noqa: E402
from theanornn.runtime.jax.devices import computing_on, device_of  # noqa: E402

PROGRAM = """
import jax, numpy as np
counts = {"hits": 0, "misses": 0}
def count(event, **_):
    for kind in counts:
        counts[kind] += event == f"/jax/compilation_cache/cache_{kind}"
jax.monitoring.register_event_listener(count)
import theanornn  # before Theano, which works only then where nothing is installed
import theano.tensor as T
from theanornn.cells import LSTMCell
from theanornn.recurrence import recur
x = T.ftensor3("x")
cell = LSTMCell(3, 4, rng=np.random.default_rng(1))
hs, _ = recur(cell, x)
weights = list(cell.params.values())
run = theanornn.function([x], T.grad(T.sum(hs), weights), build="jax-cpu")
run(np.ones((5, 2, 3), "float32"))
print(counts["hits"], counts["misses"])
"""


def test_what_one_process_compiled_the_next_one_does_not(tmp_path):
    flags = [f"base_compiledir={tmp_path}", "cxx=", "floatX=float32"]
    runs = [
        run_python(PROGRAM, flags=flags, JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS="0")
        for _ in range(2)
    ]
    (first, made), (second, made_again) = (map(int, run.stdout.split()[-2:]) for run in runs)
    assert first == 0 and made > 0
    assert second == made and made_again == 0
    (folder,) = tmp_path.glob("compiledir_*/theanornn_xla")
    assert stat.S_IMODE(os.stat(folder).st_mode) == 0o700


def test_a_gpu_that_is_not_there_is_missed_in_words():
    if jax.default_backend() == "gpu":
        pytest.skip("there is one")
    with pytest.raises(BuildError, match=r"'jax-gpu' needs a GPU.*pip install .jax\[cuda"):
        device_of("jax-gpu")


def test_64_bits_are_there_within_the_block_alone():
    import jax.numpy as jnp

    with computing_on(device_of("jax-cpu")):
        assert jnp.arange(2.0).dtype == "float64"
    assert jnp.arange(2.0).dtype == "float32"
