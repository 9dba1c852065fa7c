"""Train in a loop for half an hour, and look that memory, threads and files stay as they are.

To be run by hand: ``python -m tests.soak [minutes] [table]``; the table has one line for each
round, tab-separated. A round is what programs do that never end: they go on with one model (`fit`
with validation, dropout, a table of epochs, the best model and checkpoints that the next round goes
on from; batches from workers; predictions from two threads), and make, compile, train, save, load
and convert another one, of another kind in each round. The straight line through the
resident memory of the second half must not rise by more than `MOST_PER_HOUR`, and there must be as
many threads, open files and Python objects as before. A short form is in ``tests/test_soak.py``.

On record: 2026-11-23, Linux, Python 3.11, one thread, busy machine: 868 rounds in 31.0 minutes; in
the second half 151.8 MB at first and 151.7 MB at last, a slope of -0.22 MB an hour; 1 thread, 7
files and 169,848 Python objects all the time.
"""

import gc
import os
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path

#: Megabytes that the resident memory may seem to grow by in an hour: noise of the allocator.
MOST_PER_HOUR = 10.0
#: Rounds after which every kind of model was compiled, loaded and trained on.
WARM = 6
COLUMNS = ("round", "seconds", "resident MB", "threads", "files", "objects")


def main(minutes=30.0, table=None):
    """Go round for so many minutes; return 1 when something has grown."""
    lines, started = [], time.monotonic()
    out = open(table, "w") if table else sys.stdout
    print(*COLUMNS, sep="\t", file=out, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        rounds = Rounds(Path(folder))
        while len(lines) < 2 * WARM or time.monotonic() - started < 60 * minutes:
            rounds.go()
            lines.append((rounds.number, time.monotonic() - started, *measured()))
            number, seconds, memory, *counts = lines[-1]
            print(
                number, f"{seconds:.1f}", f"{memory:.2f}", *counts, sep="\t", file=out, flush=True
            )
    half = lines[max(WARM, len(lines) // 2) :]
    per_hour = 3600 * slope([line[1] for line in half], [line[2] for line in half])
    grown = [name for at, name in enumerate(COLUMNS) if at > 2 and half[-1][at] > half[0][at]]
    print(
        f"{len(lines)} rounds in {lines[-1][1] / 60:.1f} minutes; in the second half "
        f"{half[0][2]:.1f} MB at first, {half[-1][2]:.1f} MB at last, {per_hour:+.2f} MB an hour; "
        f"threads {half[0][3]} and {half[-1][3]}, files {half[0][4]} and {half[-1][4]}, "
        f"objects {half[0][5]} and {half[-1][5]}"
    )
    return int(per_hour > MOST_PER_HOUR or bool(grown))


def measured():
    """Resident memory in MB, and how many threads, open files and Python objects there are."""
    for _ in range(3):
        gc.collect()
    with open("/proc/self/statm") as file:
        resident = int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    threads = len(os.listdir("/proc/self/task"))
    return resident, threads, len(os.listdir("/proc/self/fd")), len(gc.get_objects())


def slope(x, y):
    """Of the straight line through points, by least squares."""
    import numpy as np

    return float(np.polyfit(x, y, 1)[0])


class Rounds:
    """What is done again and again.

    Parameters
    ----------
    folder : Path
        To write to; what a round writes replaces what the one before wrote.
    models : sequence of callables
        Each makes a model; one after the other is asked.
    """

    def __init__(self, folder, models=None):
        import numpy as np

        from theanornn.layers import LSTM, Dense, Dropout
        from theanornn.models import Sequential

        self.number, self.folder, self.models = 0, folder, models or MODELS
        rng = np.random.default_rng(0)
        self.x = rng.normal(size=(48, 7, 3)).astype("float32")
        self.y = self.x[:, :, 0].sum(1)
        self.model = Sequential([LSTM(8, input_shape=(7, 3)), Dropout(0.5), Dense(1)], seed=1)
        self.model.compile("adam", "mse", metrics=["mae"])

    def go(self):
        """One round."""
        self.number += 1
        self.train_on()
        self.from_workers()
        self.predict_in_threads()
        self.make_another()

    def train_on(self):
        """Go on with the model, in two runs of which the second continues the first."""
        from theanornn import callbacks

        folder = self.folder / "run"
        shutil.rmtree(folder, ignore_errors=True)
        for epochs in (1, 2):
            self.model.fit(
                self.x,
                self.y,
                epochs=epochs,
                validation_split=0.25,
                verbose=0,
                on_nan="restore",
                callbacks=[
                    callbacks.CSVLogger(folder / "table.csv"),
                    callbacks.ModelCheckpoint(folder / "best", monitor="loss"),
                    callbacks.TensorBoard(folder / "logs"),
                    callbacks.ReduceLROnPlateau(patience=1),
                ],
                checkpoint=folder / "kept",
            )

    def from_workers(self):
        """Batches that threads make."""
        from theanornn.training import Sequence

        class Halves(Sequence):
            def __len__(self):
                return 2

            def __getitem__(batches, index):
                part = slice(24 * index, 24 * index + 24)
                return self.x[part], self.y[part]

        self.model.fit_generator(Halves(), epochs=1, workers=2, verbose=0)

    def predict_in_threads(self):
        """Two threads and one model."""
        expected, found = self.model.predict(self.x), []
        threads = [
            threading.Thread(target=lambda: found.append(self.model.predict(self.x)))
            for _ in range(2)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if len(found) != 2 or any((each != expected).any() for each in found):
            raise AssertionError("a thread did not get the model's predictions")

    def make_another(self):
        """A new model: trained, saved, loaded and converted."""
        import numpy as np

        from theanornn.models import load_model

        model = self.models[self.number % len(self.models)]()
        model.fit(self.x, self.y, epochs=1, verbose=0)
        expected = model.predict(self.x)
        for name in ("model.safetensors", "model.h5"):
            model.save(self.folder / name)
            loaded = load_model(self.folder / name)
            loaded.train_on_batch(self.x, self.y)
            loaded.load_weights(self.folder / name)
            np.testing.assert_allclose(loaded.predict(self.x), expected, atol=1e-5)
        np.testing.assert_allclose(model.to_numpy().predict(self.x), expected, atol=1e-4)


def _chain(*layers):
    from theanornn.layers import Dense
    from theanornn.models import Sequential

    model = Sequential([*layers, Dense(1)], seed=2)
    model.compile("rmsprop", "mse")
    return model


def _gru():
    from theanornn.layers import GRU

    return _chain(GRU(5, input_shape=(7, 3)))


def _both_ways():
    from theanornn.layers import LSTM, Bidirectional

    return _chain(Bidirectional(LSTM(4), input_shape=(7, 3)))


def _scanned():
    from theanornn.layers import SimpleRNN

    return _chain(SimpleRNN(6, input_shape=(7, 3), how="scan"))


MODELS = (_gru, _both_ways, _scanned)


if __name__ == "__main__":
    sys.exit(main(*map(float, sys.argv[1:2]), *sys.argv[2:3]))
