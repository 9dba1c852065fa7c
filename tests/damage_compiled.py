"""Damage what is kept compiled, file by file, and look that programs compute the right numbers.

To be run by hand: ``python -m tests.damage_compiled [part of a name ...]``. A directory is filled
by a process that trains a model; then one kind of file in it after the other (Theano's
modules and their keys, its C loops, our kernels, optimised graphs, the precompiled header) is cut,
emptied, filled with zeros or other bytes, or made a folder, and a new process must train with the
same results, or end with a clear message. Each process may take `LONGEST` seconds.

On record: 2026-11-23, Linux, g++ 12.2: 12 kinds of files damaged in 5 ways each, all well. Before
what is damaged was taken away, ten of the sixty failed: cut libraries killed the process without a
word, the others ended in a traceback.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from tests.many_processes import Training

DAMAGE = {
    "cut": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "empty": lambda path: path.write_bytes(b""),
    "zeros": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "text": lambda path: path.write_bytes(b"something else\n" * 100),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


def kinds(base):
    """Files of a directory of compiled code, one list for each kind."""
    found = {}
    for path in sorted(base.rglob("*")):
        if path.is_file() and path.name != ".lock" and not path.name.endswith((".c", ".cpp")):
            parts = path.relative_to(base).parts[1:]
            place = "module" if parts[0].startswith("tmp") else parts[0]
            kind = f"{place}/*{path.suffix}" if len(parts) > 1 else f"*{path.suffix}"
            found.setdefault(kind, []).append(path.relative_to(base))
    return found


def main(*only):
    """Damage all kinds of files in all ways; return 1 when a process did not do well."""
    import numpy as np

    failed = 0
    with tempfile.TemporaryDirectory() as place:
        place = Path(place)
        expected, _ = Training(place, "first", small=False).results()
        shutil.move(place / "compiled", place / "whole")
        for kind, files in kinds(place / "whole").items():
            for how, damage in DAMAGE.items():
                if only and not any(part in f"{kind} {how}" for part in only):
                    continue
                shutil.rmtree(place / "compiled", ignore_errors=True)
                shutil.copytree(place / "whole", place / "compiled")
                for file in files:
                    damage(place / "compiled" / file)
                if kind.startswith("theanornn_header"):  # which only what is compiled anew includes
                    for module in (place / "compiled").glob("*/tmp*"):
                        shutil.rmtree(module)
                try:
                    arrays, origin = Training(place, "again", small=False).results()
                    for name, array in expected.items():
                        np.testing.assert_array_equal(arrays[name], array)
                    said = f"well, graph {origin}"
                except AssertionError as error:
                    said = f"FAILED {str(error)[-300:]}"
                    failed += 1
                print(f"{kind}, {len(files)} files, {how}: {said}", flush=True)
    return int(failed > 0)


if __name__ == "__main__":
    os.environ.pop("THEANO_FLAGS", None)
    sys.exit(main(*sys.argv[1:]))
