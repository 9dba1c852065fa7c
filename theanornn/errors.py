"""Exceptions of theanornn: all bad input is a ``ValueError`` that says what to do.

Every message names the thing at fault, what was passed, what was expected, and the way out.
``TheanornnError``, ``ShapeError``, ``DtypeError``, ``UnknownNameError``, ``NotBuiltError``,
``NotCompiledError``, ``DataError``, ``ConversionError``, ``BuildError``, ``ComputationError``,
``NotFiniteError``, ``MissingExtraError``; :data:`UNFIT`,
:data:`NOT_OPENED`.
"""

#: What Python raises where something read from a file is not what it is taken for.
UNFIT = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)

#: What Python raises where a file cannot even be opened: nothing is said of what is in it.
NOT_OPENED = (FileNotFoundError, IsADirectoryError, PermissionError)


class TheanornnError(ValueError):
    """Base of all errors about what the caller passed."""


class ShapeError(TheanornnError):
    """A rank or a size does not fit."""


class DtypeError(TheanornnError):
    """A dtype does not fit."""


class UnknownNameError(TheanornnError):
    """A name (of a loss, a layer, an argument …) that is not in its table."""


class NotBuiltError(TheanornnError):
    """Something needs weights or shapes that do not exist yet."""


class NotCompiledError(TheanornnError):
    """Training or evaluation was asked of a model before ``compile``."""


class DataError(TheanornnError):
    """Data that no model can use: empty, not finite, or outside the vocabulary."""


class ConversionError(TheanornnError):
    """Something that another system has no exact counterpart of; the message says what works."""


class BuildError(TheanornnError):
    """A build cannot run a graph, or not here; the message says which build can."""


class ComputationError(TheanornnError):
    """A compiled function failed; ``engine_error`` is what the engine said, in full."""

    engine_error = None


class NotFiniteError(TheanornnError):
    """Loss or gradients are NaN or infinite, and ``on_nan`` was to find that."""


class MissingExtraError(ImportError):
    """An optional dependency is absent.

    Parameters
    ----------
    package : str
        The import name of what is missing.
    extra : str
        The extra of theanornn that brings it.
    purpose : str
        What it is needed for, as the rest of a sentence: "drawing curves".

    Examples
    --------
    >>> raise MissingExtraError("yaml", extra="yaml", purpose="reading a model's YAML")
    Traceback (most recent call last):
      ...
    theanornn.errors.MissingExtraError: reading a model's YAML needs yaml, which is not \
installed; install it with: pip install "theanornn[yaml]"
    """

    def __init__(self, package, extra, purpose):
        self.extra = extra
        super().__init__(
            f"{purpose} needs {package}, which is not installed; install it with: "
            f'pip install "theanornn[{extra}]"',
            name=package,
        )
