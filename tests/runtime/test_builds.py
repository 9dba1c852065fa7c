"""Which build functions are compiled with."""

import pytest
import theano.tensor as T

import theanornn
from theanornn.errors import BuildError, UnknownNameError
from theanornn.runtime.builds import current_build, mode_for


@pytest.fixture(autouse=True)
def _as_before():
    yield
    theanornn.set_build(None)


def test_the_environment_says_it_and_set_build_says_it_louder(monkeypatch):
    monkeypatch.delenv("THEANORNN_BUILD", raising=False)
    assert current_build() == "cpu"
    monkeypatch.setenv("THEANORNN_BUILD", "jax-cpu")
    assert current_build() == "jax-cpu"
    theanornn.set_build("cpu")
    assert current_build() == "cpu"
    theanornn.set_build(None)
    assert current_build() == "jax-cpu"


def test_a_name_that_is_none_is_told(monkeypatch):
    with pytest.raises(UnknownNameError, match="set_build: no build 'jax', only cpu.*mean 'jax-"):
        theanornn.set_build("jax")
    with pytest.raises(UnknownNameError, match="build is of the type int, expected cpu, cpu-scan"):
        theanornn.function([], T.constant(1), build=3)
    monkeypatch.setenv("THEANORNN_BUILD", "gpu")
    with pytest.raises(UnknownNameError, match="THEANORNN_BUILD: no build 'gpu'"):
        theanornn.function([], T.constant(1))


@pytest.mark.parametrize(
    "asked, meant",
    [("JAX-CPU", "jax-cpu"), ("jaxgpu", "jax-gpu"), ("gpu", "jax-gpu"), ("cuda", "jax-gpu")],
)
def test_the_build_that_was_meant(asked, meant):
    with pytest.raises(UnknownNameError, match=f"no build {asked!r}.*did you mean {meant!r}"):
        theanornn.set_build(asked)


def test_gpuarray_is_refused_with_the_reason():
    with pytest.raises(BuildError, match="drives no GPU of today.*'jax-gpu'"):
        theanornn.set_build("gpuarray")


def test_the_build_of_c_leaves_the_mode_alone():
    assert mode_for("cpu", "FAST_COMPILE") == "FAST_COMPILE" and mode_for("cpu") is None


def test_builds_of_jax_need_an_ordinary_mode():
    pytest.importorskip("jax")
    from theano.compile.nanguardmode import NanGuardMode

    with pytest.raises(BuildError, match="'jax-cpu' cannot compile with NanGuardMode"):
        mode_for("jax-cpu", NanGuardMode(True, True, True))


def test_a_gpu_that_is_not_there_is_missed_in_words():
    jax = pytest.importorskip("jax")
    if jax.default_backend() == "gpu":
        pytest.skip("there is one")
    with pytest.raises(BuildError, match="'jax-gpu' needs a GPU.*'jax-cpu' or 'cpu'"):
        mode_for("jax-gpu")
