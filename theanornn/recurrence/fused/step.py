"""What one step of a cell computes: scalars in, scalars out, products between."""

from dataclasses import dataclass, field
from typing import NamedTuple, Optional

from theano.graph.basic import Variable

from theanornn.errors import TheanornnError


class NotFusable(TheanornnError):
    """A step that is more than products with constant matrices and element-wise mathematics."""


class Leaf(NamedTuple):
    """Where a scalar of the step comes from.

    Parameters
    ----------
    kind : str
        "z" (projected input), "state", "vector" (the same for all rows and steps), "constant"
        (``(batch, units)``, the same for all steps), "mask" (one number a row), "product". The
        gradient and the layout have further kinds; see there.
    name : str
        Of the cell's attribute, or "".
    index : int
        Which block of `units` columns.
    """

    kind: str
    name: str
    index: int


class Product(NamedTuple):
    """One column block of ``left · weight``: `result` is its value, a fresh scalar.

    Parameters
    ----------
    left : tuple of Variable
        As many as there are row blocks: concatenated states have several.
    weight : str
        The cell's attribute.
    row, column : int
        The first row block, and the column block.
    result : Variable
        A "product" leaf, or the "z" leaf that the product is added to in place.
    """

    left: tuple[Variable, ...]
    weight: str
    row: int
    column: int
    result: Variable


class Extent(NamedTuple):
    """Sizes of a cell's attribute in blocks of `units`; of a vector, `rows` is 1.

    Not knowing the rows is no obstacle where they are the batch.
    """

    rows: Optional[int]
    columns: int


@dataclass
class Step:
    """A traced step.

    Parameters
    ----------
    dtype : str
    gates : int
        Blocks of the projected input.
    leaves : dict of Variable to Leaf
        Scalars in.
    products : list of Product
    new_states : list of Variable
        Scalars out.
    masked : bool
        Whether a masked row keeps its states; there is a "mask" leaf then.
    extents : dict of str to Extent
        Of all attributes of the cell that are variables.
    """

    dtype: str
    gates: int
    masked: bool = False
    leaves: dict[Variable, Leaf] = field(default_factory=dict)
    products: list[Product] = field(default_factory=list)
    new_states: list[Variable] = field(default_factory=list)
    extents: dict[str, Extent] = field(default_factory=dict)

    @property
    def n_states(self):
        return len(self.new_states)
