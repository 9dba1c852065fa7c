"""``theanornn convert``: a file of one kind into one of another; `main`."""

import argparse
import os
import shutil
import sys
import tempfile

from theanornn.errors import ConversionError, DataError, TheanornnError

__all__ = ["convert", "main"]

_EPILOG = """kinds are seen from what a file holds and from the new name's ending; where an ending
has several kinds (.npz: numpy, lasagne; .safetensors: theanornn, torch), say --to. A source that
holds arrays without an architecture (PyTorch's, Lasagne's, an .npz) needs --like, unless the arrays
say what they are of."""


def main(arguments):
    """Run the command.

    Parameters
    ----------
    arguments : list of str

    Returns
    -------
    int
        0; 1 where nothing was written, and why is said; 2 for a wrong command line.
    """
    options = _parser().parse_args(arguments)
    try:
        convert(
            options.source,
            options.target,
            source_kind=options.source_kind,
            kind=options.kind,
            like=options.like,
            force=options.force,
            checked=not options.unchecked,
            say=print,
        )
    except (OSError, ImportError, TheanornnError) as error:
        print(f"theanornn convert: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted; nothing was written", file=sys.stderr)
        return 130
    return 0


def _parser():
    from theanornn.serialization.convert.kinds import FILE_KINDS

    read = [name for name, kind in FILE_KINDS.items() if kind.reads]
    written = [name for name, kind in FILE_KINDS.items() if kind.writes]
    parser = argparse.ArgumentParser(
        prog="theanornn convert",
        description="Turns a model or weights of one kind into a file of another, and compares "
        "what both compute before the new file gets its name.",
        epilog=_EPILOG,
    )
    parser.add_argument("source", metavar="OLD", help="file to read")
    parser.add_argument("target", metavar="NEW", help="file to write")
    parser.add_argument("--from", dest="source_kind", choices=read, help="kind of OLD")
    parser.add_argument("--to", dest="kind", choices=written, help="kind of NEW")
    parser.add_argument(
        "--like", metavar="MODEL", help="file with the architecture that OLD's arrays are for"
    )
    parser.add_argument("--force", action="store_true", help="replace NEW if it exists")
    parser.add_argument("--unchecked", action="store_true", help="do not compare outputs")
    return parser


def convert(
    source,
    target,
    source_kind=None,
    kind=None,
    like=None,
    force=False,
    checked=True,
    say=lambda line: None,
):
    """Turn a file into one of another kind.

    Parameters
    ----------
    source, target : str or path
    source_kind, kind : str, optional
        Seen from the contents, and from the ending, when left out.
    like : str or path, optional
        A file with the architecture for arrays that say too little of it.
    force : bool
        Whether a file that is there already is replaced.
    checked : bool
        Whether the outputs of both are compared first.
    say : callable
        Is told what happens, line by line.

    Returns
    -------
    Difference or None
        Of the outputs; None where they were not compared.

    Raises
    ------
    FileNotFoundError, FileExistsError
    DataError
        The source is damaged.
    ConversionError
        The new kind cannot compute the same, or what it computes differs. Nothing is written.
    """
    from theanornn.serialization.convert.kinds import writer

    source, target = os.fspath(source), os.fspath(target)
    kind = kind or _kind_of(target)
    write = writer(kind)
    if not os.path.exists(source):
        raise FileNotFoundError(f"there is no file {source}")
    _check_free(target, force)
    model = _model_in(source, source_kind, like, say)
    if model.stateful:
        model.reset_states()
    folder = os.path.dirname(os.path.abspath(target))
    if not os.path.isdir(folder):
        raise FileNotFoundError(f"there is no folder {folder}; make it first")
    work = tempfile.mkdtemp(prefix=".theanornn-", dir=folder)
    try:
        written = os.path.join(work, os.path.basename(target))
        became = write(model, written)
        _say_what_became(say, model, became)
        found = _compared(kind, written, model, say) if checked else None
        _check_free(target, force)
        os.replace(written, target)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    say(f"done: {target} ({kind})" + ("" if checked else ", outputs not compared"))
    return found


def _kind_of(target):
    from theanornn.serialization.convert.kinds import kind_by_suffix

    if target.lower().endswith(".npz"):
        raise ConversionError(
            f"{target}: an .npz may be a predictor for NumPy (--to numpy) or Lasagne's arrays "
            "(--to lasagne); say which"
        )
    kind = kind_by_suffix(target)
    if kind is None:
        raise ConversionError(
            f"{target}: its ending says no kind of file; say --to onnx, keras, theanornn, torch, "
            "numpy or lasagne"
        )
    return kind


def _check_free(target, force):
    if os.path.isdir(target):
        raise FileExistsError(f"{target} is a folder")
    if os.path.exists(target) and not force:
        raise FileExistsError(f"{target} exists; --force replaces it")


def _model_in(source, kind, like, say):
    """The model in a file; where it holds arrays alone, one that they fit."""
    from theanornn.models import load_model
    from theanornn.predictor.files import is_predictor
    from theanornn.serialization.convert import load_records, model_of, read_records

    if source.lower().endswith(".onnx"):
        raise ConversionError(f"{source}: ONNX is written, not read; convert what it was made from")
    if is_predictor(source):
        raise ConversionError(
            f"{source} is a predictor for NumPy, which has no layers; convert what it was made from"
        )
    if like is not None:
        model = load_model(like)
        load_records(model, read_records(source, kind), source)
        return model
    if _is_whole(source, kind):
        return load_model(source)
    records = read_records(source, kind)
    say(
        f"  {source} holds arrays alone: activations and masks that it does not tell are taken as "
        "Keras 2 has them (--like MODEL says others)"
    )
    try:
        return model_of(records)
    except ConversionError as error:
        raise ConversionError(
            f"{error}. Or give a file with the architecture: --like MODEL"
        ) from None


def _is_whole(source, kind):
    """Whether a file holds a model, not weights alone."""
    from theanornn.serialization import hdf5, native

    if kind not in (None, "keras", "theanornn"):
        return False
    if hdf5.is_hdf5(source):
        return hdf5.read(source).model is not None
    try:
        return native.read(source).model is not None
    except DataError:
        if kind == "theanornn":
            raise
        return False


def _say_what_became(say, model, became):
    kinds = {layer.name: type(layer).__name__ for layer in _all_parts(model)}
    width = max(len(name) for name, _ in became)
    for name, words in became:
        say(f"  {name:{width}}  {kinds.get(name, ''):{14}}  -> {words}")


def _all_parts(model):
    for layer in model.parts:
        yield layer
        yield from _all_parts(layer) if hasattr(layer, "parts") else ()


def _compared(kind, path, model, say):
    """Compare outputs on random data; say it, or refuse."""
    from theanornn.serialization.convert.comparing import difference, outputs_of, samples

    say("  comparing outputs; the model is compiled for it")
    x = samples(model)
    expected = model.predict(x, batch_size=len(x[0] if isinstance(x, list) else x))
    shapes = " and ".join(str(each.shape) for each in (x if isinstance(x, list) else [x]))
    got, by = outputs_of(kind, path, model, x)
    found = difference(expected, got)
    if not found.is_small:
        raise ConversionError(
            f"the outputs differ by {found.largest:.1e} on random data of shape {shapes}, "
            f"computed by {by}; nothing was written"
        )
    say(
        f"  compared on random data of shape {shapes}: outputs differ by {found.largest:.1e} "
        f"at most ({by})"
    )
    return found
