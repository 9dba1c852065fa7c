"""Files of every kind that is read, and damaged copies of them; run as a program for many.

python -m tests.serialization.convert.mutations 10000
"""

import gzip
import pickle
import random
import sys
import warnings
from pathlib import Path

import numpy as np

from tests.deeds import Watch
from theanornn.errors import TheanornnError
from theanornn.layers import GRU, Dense
from theanornn.models import Sequential, load_model
from theanornn.serialization.convert import read_records
from theanornn.serialization.convert.inspecting import lines_of

DATA = Path(__file__).parents[2] / "data"


def network():
    """A compiled GRU and a Dense layer, named as in the files of `sources`."""
    model = Sequential(
        [GRU(2, input_shape=(3, 3), reset_after=True, name="gru"), Dense(1, name="dense")]
    )
    model.compile("adam", "mse")
    return model


def sources(folder):
    """A small file of each kind.

    Returns
    -------
    dict, str to bytes
    """
    model = network()
    arrays = {name.replace("/", "_"): each.get_value() for name, each in _named(model)}
    files = {}
    for name in ("own.safetensors", "keras.h5"):
        model.save(folder / name)
        files[name] = (folder / name).read_bytes()
    np.savez(folder / "a", *model.get_weights())
    np.savez_compressed(folder / "b", **arrays)
    rng = np.random.default_rng(0)
    triples = [rng.normal(size=s) for _ in range(3) for s in ((3, 2), (2, 2), (2,))]
    np.savez(folder / "c", *triples, np.zeros((1, 2)), np.ones((2, 1)), np.ones(1))
    gates = {"W": (3, 4), "U": (2, 4), "b": (4,), "Wx": (3, 2), "Ux": (2, 2), "bx": (2,)}
    gru = {f"gru_{name}": rng.normal(size=shape) for name, shape in gates.items()}
    np.savez(folder / "d", **gru, dense_W=np.ones((2, 1)), dense_b=np.ones(1))
    for name in "abcd":
        files[f"{name}.npz"] = (folder / f"{name}.npz").read_bytes()
    for protocol in (0, 2, 4):
        files[f"{protocol}.pkl"] = pickle.dumps(arrays, protocol)
    files["list.pkl.gz"] = gzip.compress(pickle.dumps(model.get_weights(), 2), mtime=0)
    files["torch.safetensors"] = (DATA / "convert" / "torch_gru.safetensors").read_bytes()
    files["torch.pt"] = (DATA / "convert" / "torch_lstm.pt").read_bytes()
    return files


def _named(model):
    return model.named_weights().items()


def mutated(content, rng):
    """The bytes with some of them changed, lost or doubled.

    Parameters
    ----------
    content : bytes
    rng : random.Random
    """
    content = bytearray(content)
    for _ in range(rng.choice((1, 1, 2, 5, 20))):
        place = rng.randrange(len(content)) if content else 0
        length = rng.choice((1, 1, 2, 4, 8, 64))
        how = rng.randrange(6)
        if how == 0 and content:
            content[place] ^= 1 << rng.randrange(8)
        elif how == 1:
            content[place : place + length] = rng.randbytes(length)
        elif how == 2:
            content[place : place + length] = rng.choice((b"\0", b"\xff")) * length
        elif how == 3:
            del content[place : place + length]
        elif how == 4:
            content[place:place] = content[place : place + length]
        elif rng.random() < 0.2:
            del content[place:]
    return bytes(content)


def check(path, model, watch):
    """Read a file in all ways; it must succeed, or be refused whole.

    Returns
    -------
    bool
        Whether it was refused when it was loaded.
    """
    before = model.get_weights()
    refused = False
    with watch as deeds, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for read in (_show, read_records, model.load_weights):
            try:
                read(path)
            except (TheanornnError, ImportError):
                refused = read == model.load_weights
    assert deeds == [], deeds
    if refused:
        for want, have in zip(before, model.get_weights()):
            np.testing.assert_array_equal(want, have)
    else:
        model.set_weights(before)
    return refused


def _show(path):
    assert list(lines_of(path))


def check_model(path):
    """Load a whole model of a damaged file: it is refused, or it is one."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            assert load_model(path).layers
        except (TheanornnError, ImportError):
            return


def main(count, seed, folder):
    """Check many mutations of each kind, and print how many were refused."""
    model, watch = network(), Watch()
    path = folder / "mutation"
    for name, content in sources(folder).items():
        rng, refused = random.Random(f"{seed} {name}"), 0
        path.write_bytes(content)
        check(path, model, watch)
        for number in range(count):
            path.write_bytes(mutated(content, rng))
            try:
                refused += check(path, model, watch)
            except BaseException:
                print(f"{name}: mutation {number} of seed {seed}", flush=True)
                raise
        print(f"{name}: {refused} of {count} refused", flush=True)


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as made:
        main(int(sys.argv[1]), int((sys.argv[2:] or [0])[0]), Path(made))
