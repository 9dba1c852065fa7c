"""What a file of weights holds, as text: `lines_of`. Nothing is built or executed."""

import os

import numpy as np

from theanornn import registry
from theanornn.errors import ConversionError
from theanornn.serialization.convert import kinds
from theanornn.serialization.convert.containers import read_arrays
from theanornn.serialization.finite import count_not_finite

__all__ = ["lines_of"]

_NAMES_OF_KINDS = {
    "theanornn": "theanornn's own format",
    "torch": "PyTorch's state_dict",
    "lasagne": "Lasagne's get_all_param_values",
    "dlt": "DeepLearningTutorials' lstm.py",
    "dl4mt": "dl4mt or Nematus",
    "npz": "arrays",
    "pickle": "arrays",
}


def lines_of(path, kind=None):
    """What a file holds: layers and arrays, with shapes, dtypes and sizes.

    Parameters
    ----------
    path : str or path
        Of any kind that is read; also of ONNX, where the package onnx is installed.
    kind : str, optional
        As in `theanornn.serialization.convert.read_records`.

    Yields
    ------
    str

    Raises
    ------
    FileNotFoundError
        There is no such file.
    DataError
        It is damaged, or holds code.
    MissingExtraError
        It is an ONNX file, and the package onnx is missing.
    """
    path = os.fspath(path)
    if kind is not None:
        registry.lookup("kind of file", kinds.FILE_KINDS, kind)
    kind = kind or kinds.kind_by_content(path)
    if kind == "onnx" or (kind is None and path.lower().endswith(".onnx")):
        describe = _onnx
    else:
        describe = {"theanornn": _native, "keras": _keras}.get(kind, _arrays)
    size = os.path.getsize(path)
    what, layers, remarks = describe(path, kind)
    yield f"{path}: {what}, {_bytes(size)}"
    yield from _table(layers)
    yield from remarks


def _native(path, kind):
    from theanornn.serialization import native

    contents = native.read(path)
    classes = _classes((contents.model or {}).get("config"))
    layers = [(name, classes.get(name, ""), arrays) for name, arrays in contents.layers]
    if contents.optimizer:
        state = {f"optimizer/{n}": array for n, array in enumerate(contents.optimizer)}
        layers.append(("optimizer", _class_of_optimizer(contents.training), state))
    return "theanornn's own format", layers, _remarks_on(contents, classes, layers)


def _keras(path, kind):
    from theanornn.serialization import hdf5

    contents = hdf5.read(path)
    classes = _classes((contents.model or {}).get("config"))
    layers = [(name, classes.get(name, ""), arrays) for name, arrays in contents.layers if arrays]
    if contents.optimizer:
        layers.append(("optimizer", "", contents.optimizer))
    version = {"0": "before 1.0", "1": "1"}.get(contents.version, contents.version)
    return f"a file of Keras {version}", layers, _remarks_on(contents, classes, layers)


def _remarks_on(contents, classes, layers):
    if contents.model is None:
        yield "weights alone, no architecture"
        return
    named = {name for name, _, _ in layers}
    without = [f"{name} ({classes[name]})" for name in classes if name not in named]
    yield f"a model: {contents.model.get('class_name')}"
    if without:
        yield f"layers without weights: {', '.join(without)}"
    if contents.training:
        yield f"compiled: loss {contents.training.get('loss')!r}"


def _classes(config):
    """Class names of layers by the layers' names, of a model's config of either Keras."""
    entries = config.get("layers") if isinstance(config, dict) else config
    found = {}
    for entry in entries if isinstance(entries, list) else ():
        inner = entry.get("config") if isinstance(entry, dict) else None
        if isinstance(inner, dict) and isinstance(inner.get("name"), str):
            found[inner["name"]] = str(entry.get("class_name"))
    return found


def _class_of_optimizer(training):
    optimizer = (training or {}).get("optimizer")
    return str(optimizer.get("class_name", "")) if isinstance(optimizer, dict) else ""


def _arrays(path, kind):
    found = read_arrays(path)
    kind = kind or kinds.kind_of_arrays(found)
    container = {"safetensors": "safetensors", "torch": "torch.save"}.get(
        found.container, found.container
    )
    what = f"{_NAMES_OF_KINDS.get(kind, kind)} ({container})"
    if found.metadata.get("format") == "theanornn predictor":
        return "a predictor for NumPy (safetensors)", [("", "", found.arrays)], []
    others = list(map(repr, found.others))
    more = ["…"] if len(others) > _MOST_OTHERS else []
    remarks = [f"beside arrays: {', '.join(others[:_MOST_OTHERS] + more)}"] if others else []
    try:
        records = kinds.read_records(path, kind, **_QUIETLY.get(kind, {}))
    except ConversionError as error:
        layers = [("", "", found.arrays)]
        return what, layers, [*remarks, f"no layers are known of it: {error}"]
    if kind in ("npz", "pickle") and all(record.kind == "array" for record in records):
        return what, [("", "", found.arrays)], remarks
    return what, [each for record in records for each in _of_record(record)], remarks


_MOST_OTHERS = 20

#: What need not be warned of here.
_QUIETLY = {"dlt": {"bias_added": 1, "use_dropout": False}}


def _of_record(record):
    if record.parts:
        for direction, part in zip(("forward", "backward"), record.parts):
            yield f"{record.name}/{direction}", part.kind, part.arrays
    else:
        yield record.name, record.kind, record.arrays


def _onnx(path, kind):
    from theanornn.errors import DataError, MissingExtraError

    try:
        import onnx
        from onnx import numpy_helper
    except ImportError:
        raise MissingExtraError("onnx", extra="export", purpose="reading ONNX files") from None
    try:
        model = onnx.load(path, load_external_data=False)
        arrays = {each.name: numpy_helper.to_array(each) for each in model.graph.initializer}
        nodes = [node.op_type for node in model.graph.node]
        ends = [
            ", ".join(value.name for value in values)
            for values in (model.graph.input, model.graph.output)
        ]
    except FileNotFoundError:
        raise
    except Exception as error:  # protobuf's and onnx's errors have no common base
        raise DataError(f"{path} is no readable ONNX file: {error}") from error
    remarks = [f"nodes: {', '.join(nodes)}", f"from {ends[0]} to {ends[1]}"]
    return "ONNX", [("", "", arrays)], remarks


def _table(layers):
    rows, total = [], 0
    for name, kind, arrays in layers:
        for number, (array_name, array) in enumerate(arrays.items()):
            array = np.asarray(array)
            total += array.size
            first = (name, kind) if number == 0 else ("", "")
            shape = f"({', '.join(map(str, array.shape))})"
            rows.append(
                (
                    *first,
                    array_name,
                    shape,
                    str(array.dtype),
                    _bytes(array.nbytes),
                    _remark_on(array),
                )
            )
    widths = [max(map(len, column)) for column in zip(*rows)] if rows else []
    for row in rows:
        cells = "  ".join(cell.ljust(width) for cell, width in zip(row, widths) if width)
        yield f"  {cells}".rstrip()
    yield f"{total:,} numbers in {len(rows)} arrays"


def _remark_on(array):
    count = count_not_finite(array)
    return f"{count} values are NaN or infinite" if count else ""


def _bytes(count):
    if count < 1000:
        return f"{count} bytes"
    for unit in ("kB", "MB", "GB"):
        count /= 1000
        if count < 1000 or unit == "GB":
            return f"{count:.1f} {unit}"
