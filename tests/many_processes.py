"""Start many processes that train, on a cache where nothing is compiled yet.

To be run by hand: ``python -m tests.many_processes [processes] [rounds]``. In each round all start
at once, with a directory of compiled code that is empty. One of them is killed with SIGKILL while
it compiles and holds the lock that the others wait for. All others must end, none later than
`LONGEST` seconds after it began, with the same bits, those of a process that came later and found
everything compiled, and with the numbers of one that compiles nothing. A short form is in
``tests/function_cache/test_many_processes.py``.

On record: 2026-11-23, Linux, two cores: two rounds of ten processes, in each of which the nine that
were left ended after 67 and 73 seconds with the same bits; one of them optimised the graph, eight
took over what it had found.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LONGEST = 900.0
#: Seconds that who is killed holds the lock before.
HELD = 0.1
FLAGS = "mode={},floatX=float64,base_compiledir={}"


def train(path, small):
    """What each process does: train a model, and write down what came out."""
    import numpy as np

    import theanornn
    from theanornn.layers import LSTM, Dense

    shape = (6,) if small else (3, 2)
    layer = (Dense if small else LSTM)(8, input_shape=shape)
    model = theanornn.Sequential([layer, Dense(1)], seed=4)
    model.compile("sgd" if small else "adam", "mse")
    x = np.random.default_rng(2).normal(size=(12, *shape))
    model.fit(x, x[:, 0].reshape(12, -1).sum(1), batch_size=4, epochs=2, verbose=0)
    arrays = [*model.get_weights(), *([] if small else [model.predict(x)])]
    np.savez(path, *arrays, origin=model.functions["train"].origin)


def tell_of_the_lock(path):
    """Have a file at `path` for as long as this process holds the lock of the compiled code."""
    import filelock

    kind = type(filelock.FileLock(path))
    acquire, release = kind.acquire, kind.release

    def acquire_here(lock, *args, **kwargs):
        held = acquire(lock, *args, **kwargs)
        path.touch()
        return held

    def release_here(lock, *args, **kwargs):
        path.unlink(missing_ok=True)
        return release(lock, *args, **kwargs)

    kind.acquire, kind.release = acquire_here, release_here


class Training:
    """A process that trains, with a file for its results."""

    def __init__(self, folder, name, small, compiles=True):
        self.path, self.lock = folder / f"{name}.npz", folder / f"{name}.lock"
        flags = FLAGS.format("FAST_RUN" if compiles else "FAST_COMPILE", folder / "compiled")
        environment = {
            **os.environ,
            "THEANO_FLAGS": flags if compiles else f"{flags},cxx=",
            "OMP_NUM_THREADS": "1",
        }
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.many_processes",
                "train",
                self.path,
                self.lock,
                str(int(small)),
            ],
            cwd=Path(__file__).resolve().parent.parent,
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
        )

    def wait(self):
        """Its exit status, when it has ended, which must not take too long."""
        try:
            error = self.process.communicate(timeout=LONGEST)[1]
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise AssertionError(f"{self.path.stem} hangs") from None
        if self.process.returncode not in (0, -signal.SIGKILL):
            raise AssertionError(f"{self.path.stem} failed: {error}")
        return self.process.returncode

    def results(self):
        """The arrays, and where the graph came from."""
        import numpy as np

        if self.wait():
            raise AssertionError(f"{self.path.stem} was killed")
        with np.load(self.path) as file:
            arrays = dict(file)
        return arrays, str(arrays.pop("origin"))


def start_together(folder, count, small):
    """Start one that is killed, and so many others; what these came to.

    Returns
    -------
    list of (dict of arrays, str)
    """
    victim = Training(folder, "victim", small)
    while not victim.lock.exists() and victim.process.poll() is None:
        time.sleep(0.002)
    others = [Training(folder, f"process {n}", small) for n in range(count)]
    while victim.process.poll() is None:
        held = victim.lock.exists()
        time.sleep(HELD)
        if held and victim.lock.exists():
            victim.process.kill()
            break
    if victim.wait() != -signal.SIGKILL or not victim.lock.exists():
        raise AssertionError("it was not killed while it held the lock")
    return [each.results() for each in others]


def check(found, expected):
    """The same bits everywhere, and the numbers of `expected`."""
    import numpy as np

    for arrays, _ in found:
        for name, array in expected.items():
            np.testing.assert_allclose(arrays[name], array, rtol=1e-9, atol=1e-12)
            np.testing.assert_array_equal(arrays[name], found[0][0][name])


def main(count=10, rounds=1):
    """Start so many at once, one of which is killed; so often."""
    for number in range(1, rounds + 1):
        with tempfile.TemporaryDirectory() as folder:
            folder, started = Path(folder), time.monotonic()
            found = start_together(folder, count - 1, small=False)
            seconds = time.monotonic() - started
            found.append(Training(folder, "later", small=False).results())
            expected = Training(folder, "interpreted", small=False, compiles=False).results()[0]
            check(found, expected)
            origins = [origin for _, origin in found[:-1]]
            print(
                f"round {number}: {count} processes, one killed with the lock; {len(origins)} "
                f"ended after {seconds:.0f} s with the same bits, {origins.count('compiled')} "
                "optimised the graph themselves",
                flush=True,
            )


if __name__ == "__main__":
    if sys.argv[1:2] == ["train"]:
        tell_of_the_lock(Path(sys.argv[3]))
        train(sys.argv[2], sys.argv[4] == "1")
    else:
        main(*map(int, sys.argv[1:]))
