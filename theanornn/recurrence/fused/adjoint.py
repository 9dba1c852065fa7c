"""The gradient of a traced step.

The linear part is transposed by hand: the kernel multiplies what arrives at a product (`deltas`)
with the transposed weight, and weights' gradients are one large product after the loop. Only the
element-wise mathematics between the products is given to `T.grad`. Nobody writes a backward pass.
"""

from collections import OrderedDict
from dataclasses import dataclass

import theano.tensor as T
from theano.compile.mode import optdb
from theano.graph.basic import Variable
from theano.graph.fg import FunctionGraph
from theano.graph.optdb import Query
from theano.graph.utils import MethodNotDefined

from theanornn.recurrence.fused.step import Leaf, NotFusable, Product


@dataclass
class Adjoint:
    """Forward and gradient of one step as one set of optimised scalar expressions.

    Parameters
    ----------
    leaves : dict of Variable to Leaf
        Those of the step, and "carry" (what later steps ask of a new state), "outer" (what the
        graph outside asks of it), "back" (what products ask of a computed left operand).
    products : list of Product
    new_states : list of Variable
    deltas : dict of Variable to Variable
        By "z" or "product" leaf: the gradient with respect to it.
    carries : list of Variable
        The element-wise part of the gradient with respect to each previous state.
    vectors : dict of Variable to Variable
        By "vector" leaf: the gradient of one row and step.
    backs : dict of Variable to Variable
        The "back" leaf by computed left operand.
    """

    leaves: dict[Variable, Leaf]
    products: list[Product]
    new_states: list[Variable]
    deltas: dict[Variable, Variable]
    carries: list[Variable]
    vectors: dict[Variable, Variable]
    backs: dict[Variable, Variable]


def differentiate(step):
    """Derive the gradient of a step.

    Parameters
    ----------
    step : Step

    Returns
    -------
    Adjoint

    Raises
    ------
    NotFusable
        If an operation of the step has no gradient.
    """
    leaves = dict(step.leaves)

    def leaf(kind, name, index):
        variable = T.TensorType(step.dtype, ())(f"{kind}{index}")
        leaves[variable] = Leaf(kind, name, index)
        return variable

    known = OrderedDict()  # T.grad wants it ordered

    def ask(expression, gradient):
        # Known gradients replace other contributions to a variable, hence the copy.
        copy = T.tensor_copy(expression)
        known[copy] = gradient

    for index, state in enumerate(step.new_states):
        ask(state, leaf("carry", "", index) + leaf("outer", "", index))
    backs = {}
    for product in step.products:
        for unit in product.left:
            is_state = unit in leaves and leaves[unit].kind == "state"
            if not is_state and unit not in backs:
                backs[unit] = leaf("back", "", len(backs))
                ask(unit, backs[unit])
    by_kind = {
        kind: [v for v, at in step.leaves.items() if at.kind == kind]
        for kind in ("z", "product", "state", "vector")
    }
    wrt = by_kind["z"] + by_kind["product"] + by_kind["state"] + by_kind["vector"]
    try:
        gradients = T.grad(
            None,
            wrt,
            known_grads=known,
            disconnected_inputs="ignore",
            return_disconnected="None",
        )
    except (NotImplementedError, MethodNotDefined) as error:
        raise NotFusable(f"the step cannot be differentiated: {error}") from error
    zero = T.constant(0, dtype=step.dtype)
    gradients = [
        zero if gradient is None else T.cast(gradient, step.dtype) for gradient in gradients
    ]
    lefts = [unit for product in step.products for unit in product.left]
    outputs, renamed = optimized(leaves, step.new_states + lefts + list(backs) + gradients)
    outputs = iter(outputs)

    def following(n):
        return [next(outputs) for _ in range(n)]

    new_states = following(step.n_states)
    products = [
        p._replace(left=tuple(following(len(p.left))), result=renamed[p.result])
        for p in step.products
    ]
    backs = dict(zip(following(len(backs)), (renamed[v] for v in backs.values())))
    targets, vectors = by_kind["z"] + by_kind["product"], by_kind["vector"]
    return Adjoint(
        leaves={renamed[v]: at for v, at in leaves.items()},
        products=products,
        new_states=new_states,
        deltas=dict(zip((renamed[v] for v in targets), following(len(targets)))),
        carries=following(len(by_kind["state"])),
        vectors=dict(zip((renamed[v] for v in vectors), following(len(vectors)))),
        backs=backs,
    )


def optimized(leaves, outputs):
    """Return simplified copies of scalar expressions, and the new variable of each leaf."""
    graph = FunctionGraph(list(leaves), outputs, clone=True)
    renamed = dict(zip(leaves, graph.inputs))
    query = Query(
        include=["merge", "canonicalize", "stabilize", "specialize"], exclude=["fusion", "inplace"]
    )
    optdb.query(query).optimize(graph)
    return graph.outputs, renamed
