"""Damaged and hostile files of every kind that is read: refused by name, and nothing else happens.

To be run by hand: ``python -m tests.fuzz_files [count] [seed] [kind ...]``. Of each kind in `KINDS`
there are a few sources; each is read `count` times, damaged in another way each time: bytes that
are changed, lost or doubled, and what bytes do not reach, JSON and HDF5 with parts that are
removed, swapped and replaced, archives with members that lead elsewhere, checkpoints that are
folders or links. What comes out is a result, or an error of theanornn's own; Python's audit events
must tell of no program, process, connection or import, and of nothing written outside of the
folder. A short form is in ``tests/test_fuzz_files.py``; files of weights in other systems' formats
have a fuzzer of their own, ``tests/serialization/convert/mutations.py``.

On record: 2026-11-23, Linux: 92,900 files (HDF5 16,500, own 7,800, configs 8,200, archives 14,000,
data sets 32,500, commands 5,400, cached graphs 3,500, checkpoints 5,000): no program, process,
connection or import, and nothing written outside. They found: archives and data sets with a dozen
errors of Python's own, deeply nested JSON, dtypes of layers, checkpoints with positions and states
of another kind, HDF5 files that read other files.
"""

import contextlib
import copy
import io
import json
import os
import pickle
import random
import resource
import shutil
import sys
import tarfile
import tempfile
import warnings
import zipfile
from pathlib import Path

import numpy as np

from tests.deeds import Watch
from tests.serialization.convert.mutations import mutated
from theanornn.errors import TheanornnError

#: What Python's own unpickler may not get: a few bytes make it ask for 32 GB.
MOST_MEMORY = 2 << 30
GOLDEN = Path(__file__).parent / "data" / "golden"
#: What a reader may answer with.
REFUSALS = (TheanornnError, ImportError)
VALUES = (None, True, -1, 0, 3, 0.5, float("nan"), "", "x", "Dense", "../x", [], {}, [[1]], "é\0")
VALUES += ({"class_name": "LSTM", "config": {}}, [None], ["a", "b"], {"value": 1}, 2**70, "1e5")


# -- structured damage ----------------------------------------------------------------------------


def damaged_json(value, rng):
    """A copy of JSON data with a few places removed, replaced, swapped or renamed."""
    value = copy.deepcopy(value)
    for _ in range(rng.choice((1, 1, 2, 4))):
        places = list(_places(value))
        if not places:
            return copy.deepcopy(rng.choice(VALUES))
        holder, key = rng.choice(places)
        how = rng.randrange(5)
        if how == 0:
            del holder[key]
        elif how == 1:
            other, its = rng.choice(places)
            holder[key] = copy.deepcopy(other[its])
        elif how == 2 and isinstance(holder, dict):
            holder[f"{key}_"] = holder.pop(key)
        elif how == 3 and isinstance(holder, list):
            holder.append(copy.deepcopy(holder[key]))
        else:
            holder[key] = copy.deepcopy(rng.choice(VALUES))
    return value


def _places(value):
    entries = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in list(entries):
        yield value, key
        if isinstance(each, (dict, list)):
            yield from _places(each)


def damage_hdf5(path, rng):
    """Change the groups, arrays and attributes of an HDF5 file in place."""
    import h5py

    with h5py.File(path, "r+") as file:
        objects = [file]
        file.visititems(lambda name, each: objects.append(each))
        names = [each.name for each in objects]
        for _ in range(rng.choice((1, 1, 2, 3))):
            name = rng.choice(names)
            try:
                each = file[name]
            except (KeyError, OSError, RuntimeError):  # deleted before, or a link to nothing
                continue
            if each.attrs and rng.random() < 0.6:
                _damage_attribute(each.attrs, rng)
            elif name != "/":
                _replace(file, name, rng)


def _damage_attribute(attributes, rng):
    name = rng.choice(sorted(attributes))
    value = attributes[name]
    text = value.decode("utf8", "replace") if isinstance(value, bytes) else value
    how = rng.randrange(4)
    if how == 0:
        del attributes[name]
    elif how == 1 and isinstance(text, str) and text[:1] == "{":
        attributes[name] = json.dumps(damaged_json(json.loads(text), rng))
    elif how == 2 and isinstance(value, np.ndarray) and len(value) > 1:
        attributes[name] = rng.choice((value[::-1], value[:-1], np.repeat(value, 2)))
    else:
        wrong = (b"", "x", 7, np.zeros(3), np.array([b"a", b"b"]), b"\xff\xfe", "9.0", b'{"a": 1}')
        attributes[name] = rng.choice(wrong)


def _replace(file, name, rng):
    import h5py

    parent, _, last = name.rpartition("/")
    group = file[parent or "/"]
    del group[last]
    how = rng.randrange(8)
    if how == 0:
        group.create_group(last)
    elif how == 1:
        group[last] = h5py.SoftLink(name)  # to itself
    elif how == 2:
        group[last] = h5py.ExternalLink("secret.h5", "/secret")
    elif how == 3:
        group.create_dataset(last, (4,), "u1", external=[("secret.txt", 0, 4)])
    elif how == 4:
        group.create_dataset(last, (1 << 20, 1 << 20), "f4", chunks=(1, 1024))
    elif how == 5:
        group[last] = rng.choice((np.zeros(3), np.zeros((2, 2), "c8"), np.bytes_(b"x"), 1))
    elif how == 6:
        group.create_dataset(last, data=["a", "b"], dtype=h5py.string_dtype())


def archive(rng):
    """A tar or zip archive with members that belong elsewhere, or are no files."""
    names = ["a", "b/c", "../out", "/tmp/theanornn-out", "b/../../out", "a/under-a-file", "."]
    names += ["", "C:\\out", "\\\\host\\out", "n" * 300, "b//d", "nul\0l", "..", "b/..", "é", "~/o"]
    kinds = [tarfile.REGTYPE] * 6 + [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE]
    kinds += [tarfile.CHRTYPE, tarfile.DIRTYPE, tarfile.GNUTYPE_SPARSE, b"Z"]
    file, chosen = io.BytesIO(), [rng.choice(names) for _ in range(rng.randrange(1, 6))]
    if rng.random() < 0.4:
        with zipfile.ZipFile(file, "w", rng.choice((0, 8))) as made, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for name in chosen:
                member = zipfile.ZipInfo("x")
                member.filename = name
                member.external_attr = rng.choice((0, 0o120777 << 16, 0o4777 << 16))
                made.writestr(member, rng.choice((b"", b"../../out", b"\0" * 100000)))
        return file.getvalue()
    with tarfile.open(fileobj=file, mode=rng.choice(("w", "w:gz", "w:bz2"))) as made:
        for name in chosen:
            member = tarfile.TarInfo(name)
            member.type = rng.choice(kinds)
            member.mode = rng.choice((0o644, 0o4777, 0))
            member.linkname = rng.choice(("/etc/passwd", "../..", "a", ""))
            content = rng.choice((b"", b"evil"))
            member.size = len(content) if member.isreg() else 0
            made.addfile(member, io.BytesIO(content))
    return file.getvalue()


# -- kinds: sources, damage, reading --------------------------------------------------------------


class Kind:
    """Files of one kind.

    Parameters
    ----------
    folder : path
        For the files of this kind alone.
    """

    def __init__(self, folder):
        self.folder = Path(folder)
        self.path = self.folder / "file"

    def sources(self):
        """Whole files, by name."""
        raise NotImplementedError

    def put(self, source):
        """Put a whole file into its place."""
        self.path.write_bytes(source)

    def damage(self, source, rng):
        """Put a damaged copy of it there."""
        self.path.write_bytes(mutated(source, rng))

    def read(self):
        """Read it, in all ways."""
        raise NotImplementedError


class KerasFiles(Kind):
    """HDF5 files of Keras 1 and 2: whole models, and weights."""

    def sources(self):
        from theanornn.models import load_model

        names = ("keras1/gru_bidirectional", "keras2/k2_lstm_mask", "keras2/k2_seq2seq_functional")
        files = {name: (GOLDEN / f"{name}.h5").read_bytes() for name in names}
        self.model = load_model(GOLDEN / "keras2" / "k2_lstm_mask.h5", compile=False)
        return files

    def damage(self, source, rng):
        self.path.write_bytes(source)
        if rng.random() < 0.7:
            damage_hdf5(self.path, rng)
        else:
            self.path.write_bytes(mutated(source, rng))

    def read(self):
        from theanornn.models import load_model

        _answered(load_model, self.path)
        before = self.model.get_weights()
        if not _answered(self.model.load_weights, self.path):
            same(self.model.get_weights(), before)
        self.model.set_weights(before)


class OwnFiles(Kind):
    """theanornn's own files: bytes, and the JSON beside the arrays."""

    def sources(self):
        from theanornn.layers import GRU, Bidirectional, Dense
        from theanornn.models import Sequential

        model = Sequential([Bidirectional(GRU(2), input_shape=(3, 3)), Dense(1)], seed=1)
        model.compile("adam", "mse", metrics=["mae"])
        model.save(self.path)
        return {"model": self.path.read_bytes()}

    def damage(self, source, rng):
        if rng.random() < 0.3:
            return super().damage(source, rng)
        size = int.from_bytes(source[:8], "little")
        header = json.loads(source[8 : 8 + size])
        if rng.random() < 0.8:
            metadata = header["__metadata__"]
            described = damaged_json(json.loads(metadata["description"]), rng)
            metadata["description"] = json.dumps(described)
        else:
            header = damaged_json(header, rng)
        text = json.dumps(header).encode()
        self.path.write_bytes(len(text).to_bytes(8, "little") + text + source[8 + size :])

    def read(self):
        from theanornn.models import load_model

        _answered(load_model, self.path)


class Configs(Kind):
    """Models as JSON and YAML."""

    def sources(self):
        from theanornn.models import load_model

        names = ("keras1/lstm_mask_adam", "keras2/k2_seq2seq_functional")
        return {
            name: json.loads(load_model(GOLDEN / f"{name}.h5", compile=False).to_json())
            for name in names
        }

    def put(self, source):
        self.text = json.dumps(source)
        self.yaml = f"# no JSON\n{self.text}"

    def damage(self, source, rng):
        self.put(damaged_json(source, rng))
        if rng.random() < 0.2:
            self.text = mutated(self.text.encode(), rng).decode("utf8", "replace")
        elif rng.random() < 0.02:
            self.text = rng.choice(("[", '{"config": ', '{"class_name": "Sequential", "config": ['))
            self.text *= 100000
        if rng.random() < 0.3:
            self.yaml = f"{rng.choice(YAML)}\n{{config: {self.text}, class_name: *x}}"

    def read(self):
        from theanornn.models import model_from_json, model_from_yaml

        _answered(model_from_json, self.text)
        _answered(model_from_yaml, self.yaml)


YAML = (
    "x: &x !!python/object/apply:os.system ['true']",
    "x: &x !!python/name:os.system",
    "x: &x !!python/object/new:type {args: [a, [], {}]}",
    "&x [*x, *x]",
    "--- !!python/module:antigravity",
    "x: &x [a, a]\ny: &y [*x, *x, *x, *x, *x, *x, *x, *x]",
    "\t- ]",
)


class Archives(Kind):
    """Archives that `get_file` unpacks."""

    def sources(self):
        rng = random.Random(0)
        return {"zip": self._zip(), "tar": archive(rng)}

    def _zip(self):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", 8) as made:
            made.writestr("a/b", b"text" * 100)
        return file.getvalue()

    def put(self, source):
        shutil.rmtree(self.folder / "keras", ignore_errors=True)
        self.path = self.folder / "keras" / "datasets" / "file"
        self.path.parent.mkdir(parents=True)
        self.path.write_bytes(source)

    def damage(self, source, rng):
        content = archive(rng) if rng.random() < 0.6 else source
        self.put(mutated(content, rng) if rng.random() < 0.5 else content)

    def read(self):
        from theanornn.datasets import cache
        from theanornn.datasets.file_fetching import get_file

        place = self.folder / "keras"
        options = {"origin": (self.folder / "nowhere").as_uri(), "cache_dir": place}
        _answered(get_file, "file", extract=True, **options)
        _answered(cache.members, self.path, also=(OSError,))
        _answered(cache.members, self.path.read_bytes(), ["a/b"], also=(OSError,))
        assert os.listdir(place) == ["datasets"]
        for found in place.rglob("*"):
            assert not found.is_symlink() and (found.is_file() or found.is_dir()), found


class DataSets(Kind):
    """Keras' data sets: npz files, pickles and word indices."""

    def sources(self):
        parts = [[1, 2, 3], [4], [5, 6]], [1, 0, 1]
        lists = np.empty(3, dtype=object)
        lists[:] = parts[0]
        names = ("x_train", "y_train", "x_test", "y_test")
        file = io.BytesIO()
        np.savez(file, **dict(zip(names, (lists, np.array(parts[1])) * 2)))
        images = io.BytesIO()
        arrays = (np.zeros((3, 2, 2), "u1"), np.zeros(3, "u1")) * 2
        np.savez_compressed(images, **dict(zip(names, arrays)))
        return {
            "lists.npz": file.getvalue(),
            "images.npz": images.getvalue(),
            "lists.pkl": pickle.dumps((parts, parts), 2),
            "index.json": json.dumps({"the": 1, "of": 2}).encode(),
            "index.pkl": pickle.dumps({"the": 1, "of": 2}, 0),
        }

    def read(self):
        from theanornn.datasets import boston_housing, imdb, mnist, reuters

        for suffix in (".npz", ".pkl", ".json"):
            path = self.path.with_suffix(suffix)
            shutil.copy(self.path, path)
            if suffix == ".json":
                _answered(imdb.get_word_index, str(path))
                continue
            for data in (imdb, reuters, boston_housing, mnist):
                _answered(data.load_data, str(path))
        _answered(imdb.get_word_index, str(self.path.with_suffix(".pkl")))


class Commands(Kind):
    """``theanornn inspect`` and ``convert``."""

    def sources(self):
        files = {"nothing": b"", "text": b"some text\n" * 20, "numbers": bytes(range(256)) * 4}
        files["keras"] = (GOLDEN / "keras2" / "k2_gru_last.h5").read_bytes()
        files["own"] = (GOLDEN / "files" / "model_1.theanornn").read_bytes()
        files["predictor"] = (GOLDEN / "files" / "predictor_1.npz").read_bytes()
        return files

    def read(self):
        from theanornn.__main__ import main

        made = self.folder / "made"
        made.mkdir(exist_ok=True)
        commands = [["inspect", str(self.path)]]
        commands += [
            ["convert", str(self.path), str(made / name), "--unchecked", "--force"]
            for name in ("new.h5", "new.safetensors")
        ]
        for command in commands:
            said = io.StringIO()
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(said):
                status = main(command)
            last = f"theanornn {command[0]}: " in said.getvalue() if status else True
            assert status in (0, 1) and last, (command, status, said.getvalue())
        assert {path.name for path in made.iterdir()} <= {"new.h5", "new.safetensors"}


class CachedGraphs(Kind):
    """Optimised graphs on disk: what is damaged is as if it were not there."""

    def sources(self):
        from theanornn.function_cache.store import Store

        store = Store(str(self.folder / "graphs"))
        store.write("key", pickle.dumps({"a": [1, 2, 3]}) * 5)
        self.path = self.folder / "graphs" / "key"
        return {"graph": self.path.read_bytes()}

    def put(self, source):
        self.whole = source.partition(b"\n")[2].partition(b"\n")[2]
        if self.path.is_dir():
            self.path.rmdir()
        self.path.unlink(missing_ok=True)
        self.path.write_bytes(source)

    def damage(self, source, rng):
        self.put(source)
        how = rng.randrange(10)
        if how > 1:
            self.path.write_bytes(mutated(source, rng))
            return
        self.path.unlink()
        if how:
            self.path.mkdir()
        else:
            self.path.symlink_to(rng.choice(("/etc/passwd", "key", "nowhere", "/dev/null")))

    def read(self):
        from theanornn.function_cache.store import Store

        assert Store(str(self.path.parent)).read("key") in (None, self.whole)


class Checkpoints(Kind):
    """Folders of checkpoints, of which some files are damaged, gone, folders or links."""

    def sources(self):
        from theanornn.layers import Dense, Dropout
        from theanornn.models import Sequential

        self.model = Sequential([Dense(2, input_dim=3), Dropout(0.5), Dense(1)], seed=1)
        self.model.compile("adam", "mse")
        self.data = np.random.default_rng(1).normal(size=(8, 3))
        self.before = self.model.get_weights(), self.model.get_random_state()
        self._fit()
        self.done = self.model.get_weights()
        self.run = self.folder / "run"
        return {"run": {path.name: path.read_bytes() for path in self.run.glob("check*")}}

    def _fit(self):
        self.model.set_weights(self.before[0])
        self.model.fit(
            self.data,
            self.data[:, 0],
            batch_size=4,
            epochs=2,
            verbose=0,
            checkpoint=self.folder / "run",
        )

    def put(self, source):
        shutil.rmtree(self.run, ignore_errors=True)
        self.run.mkdir()
        for name, content in source.items():
            (self.run / name).write_bytes(content)

    def damage(self, source, rng):
        self.put(source)
        for path in sorted(self.run.iterdir()):
            how = rng.randrange(10)
            if how < 3:
                path.write_bytes(mutated(path.read_bytes(), rng))
            elif how == 3:
                path.write_bytes(self._state_damaged(path.read_bytes(), rng))
            elif how < 7:
                path.unlink()
                if how == 5:
                    path.mkdir()
                elif how == 6:
                    path.symlink_to(rng.choice(("/etc/passwd", path.name, "nowhere", "/dev/null")))
        if rng.random() < 0.1:
            (self.run / "lock").mkdir()

    def _state_damaged(self, content, rng):
        """With a checksum that is right: what somebody else wrote."""
        import safetensors
        import safetensors.numpy

        from theanornn.checkpointing import files

        path = self.folder / "state"
        path.write_bytes(content)
        with safetensors.safe_open(path, framework="numpy") as file:
            metadata = file.metadata()
            arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        metadata["state"] = json.dumps(damaged_json(json.loads(metadata["state"]), rng))
        metadata["checksum"] = str(files._checksum(metadata["state"], arrays))
        return safetensors.numpy.save(arrays, metadata)

    def read(self):
        from theanornn.checkpointing.folder import Folder

        def newest():
            with Folder(self.run) as folder:
                return folder.newest()

        _answered(newest)
        self.model.set_weights(self.before[0])
        _answered(self._fit)


KINDS = {
    "keras": KerasFiles,
    "own": OwnFiles,
    "configs": Configs,
    "archives": Archives,
    "data sets": DataSets,
    "commands": Commands,
    "graphs": CachedGraphs,
    "checkpoints": Checkpoints,
}


def _answered(function, *arguments, also=(), **options):
    """Whether it returned; False where it refused in the way that it should."""
    try:
        function(*arguments, **options)
    except (*REFUSALS, *also):
        return False
    return True


def same(one, other):
    for mine, theirs in zip(one, other):
        np.testing.assert_array_equal(mine, theirs)


@contextlib.contextmanager
def bounded_memory():
    """Within the ``with`` block this process gets no more than some gigabytes more than it has."""
    limit, most = resource.getrlimit(resource.RLIMIT_AS)
    with open("/proc/self/statm") as file:
        has = int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    resource.setrlimit(resource.RLIMIT_AS, (has + MOST_MEMORY, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (limit, most))


def run(name, count, seed, folder):
    """Read so many damaged files of a kind.

    Returns
    -------
    int
        How many files were read.
    """
    folder = Path(folder, name.replace(" ", "_"))
    folder.mkdir()
    watch, kind = Watch(folder), KINDS[name](folder)
    (folder / "secret.txt").write_bytes(b"secret")
    sources = kind.sources()
    with warnings.catch_warnings(), bounded_memory():
        warnings.simplefilter("ignore")
        for source in sources.values():
            kind.put(source)
            watch.learn(kind.read)
        for which, source in sources.items():
            rng = random.Random(f"{seed} {name} {which}")
            for number in range(count):
                kind.damage(source, rng)
                try:
                    with watch as deeds:
                        kind.read()
                    assert deeds == [], deeds
                except BaseException:
                    print(f"{name}: number {number} of {which}, seed {seed}", flush=True)
                    raise
    return count * len(sources)


def main(count=1000, seed=0, *names):
    """Read so many of each, and say how many it were."""
    total = 0
    for name in names or KINDS:
        with tempfile.TemporaryDirectory() as folder:
            done = run(name, count, seed, folder)
        total += done
        print(f"{name}: {done} files", flush=True)
    print(f"{total} files")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]), *sys.argv[3:])
