"""Matrices that multiply the same thing, side by side as one: one product instead of several."""

from typing import NamedTuple

import theano.tensor as T

from theanornn.recurrence.fused.step import Extent


class Merged(NamedTuple):
    """What became of matrices: by the name of a merged one, the names of its parts."""

    parts: dict

    def weight(self, name, by_name):
        """Return the matrix of a name, from the variables by their old names."""
        if name not in self.parts:
            return by_name[name]
        return T.concatenate([by_name[part] for part in self.parts[name]], axis=1)


def merge_weights(step):
    """Merge, in a traced step, matrices that multiply the same.

    Parameters
    ----------
    step : Step
        Its products and extents are changed.

    Returns
    -------
    Merged
    """
    left_of = {}
    for product in step.products:
        left_of.setdefault(product.weight, set()).add((product.left, product.row))
    together = {}
    for product in step.products:
        key = frozenset(left_of[product.weight]), step.extents[product.weight].rows
        together.setdefault(key, {})[product.weight] = step.leaves[product.result][::2]
    parts = {}
    for weights in together.values():
        # In the order of what they are added to, so that columns that stand together go together.
        names = sorted(weights, key=weights.get)
        if len(names) > 1:
            parts["+".join(names)] = names
    for merged, names in parts.items():
        offset = 0
        for name in names:
            step.products = [
                product._replace(weight=merged, column=product.column + offset)
                if product.weight == name
                else product
                for product in step.products
            ]
            offset += step.extents[name].columns
        step.extents[merged] = Extent(step.extents[names[0]].rows, offset)
    return Merged(parts)
