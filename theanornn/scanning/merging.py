"""Matrices that multiply the same thing, side by side as one: one product instead of several."""

from typing import NamedTuple

import theano.tensor as T
from theano.tensor.basic import Dot

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


def merged_projections(variables):
    """Return expressions whose columns, side by side, are those of some matrices or vectors.

    Neighbours that are products of the same thing are one product.

    Parameters
    ----------
    variables : list of Variable

    Examples
    --------
    >>> x, V, W = T.matrices("xVW")
    >>> merged_projections([T.dot(x, V), T.dot(x, W), x])
    [dot.0, x]
    """
    groups = []
    for variable in variables:
        left, right = _factors(variable)
        if groups and left is not None and groups[-1][0] is left:
            groups[-1][1].append(right)
        else:
            groups.append((left, [variable if left is None else right]))
    return [rights[0] if left is None else _product(left, rights) for left, rights in groups]


def _factors(variable):
    node = variable.owner
    if node is None or not isinstance(node.op, Dot) or node.inputs[1].ndim != 2:
        return None, None
    return node.inputs


def _product(left, rights):
    return T.dot(left, rights[0] if len(rights) == 1 else T.concatenate(rights, axis=1))
