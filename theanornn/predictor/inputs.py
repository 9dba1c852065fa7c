"""What a predictor takes: `InputSpec`."""

from typing import NamedTuple, Optional

import numpy as np

from theanornn.errors import DataError, DtypeError, ShapeError

__all__ = ["InputSpec"]


class InputSpec(NamedTuple):
    """What an input takes.

    Attributes
    ----------
    name : str
    shape : list
        With the batch axis; None for what is free.
    dtype : str
    words : int or None
        Ids go from 0 to this, exclusive, where the input is one of ids.
    """

    name: str
    shape: list
    dtype: str
    words: Optional[int] = None

    def checked(self, x):
        """`x` as an array of the input's dtype.

        Raises
        ------
        DtypeError, ShapeError, DataError
        """
        try:
            x = np.asarray(x)
            kind = x.dtype.kind
        except ValueError as error:
            raise DtypeError(f"{self.name}: not one array of numbers: {error}") from None
        if kind not in "fiub":
            raise DtypeError(f"{self.name}: got dtype {x.dtype}, expected numbers")
        fits = len(x.shape) == len(self.shape) and all(
            size in (None, got) for got, size in zip(x.shape, self.shape)
        )
        if not fits:
            raise ShapeError(
                f"{self.name}: got data of shape {x.shape}, expected {tuple(self.shape)}"
            )
        if 0 in x.shape:
            raise DataError(f"{self.name}: got data of shape {x.shape}, which has nothing in it")
        if kind == "f" and not np.isfinite(x).all():
            raise DataError(f"{self.name}: got data with NaN or infinity in them")
        if self.words is not None:
            whole = kind != "f" or bool((x == np.floor(x)).all())
            if not whole or x.min() < 0 or x.max() >= self.words:
                raise DataError(
                    f"{self.name}: got ids from {x.min()} to {x.max()}, expected whole numbers "
                    f"from 0 to {self.words - 1}"
                )
        return x.astype(self.dtype, copy=False)
