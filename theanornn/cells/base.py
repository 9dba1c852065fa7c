"""The contract of a cell: weights by gates, and one step of time.

A cell never sees the time axis, masks or directions; those belong to `theanornn.recurrence`.
"""

import copy

import theano
import theano.tensor as T
from theano.graph.basic import Variable

from theanornn import activations
from theanornn.argument_kinds import kinds
from theanornn.cells.arranging import arranged
from theanornn.cells.biases import settled, total_bias
from theanornn.cells.clipping import checked_bound, clipped
from theanornn.cells.weights import (
    WeightSpec,
    add_learned_states,
    adopt_weights,
    create_weights,
    shape_in_words,
)
from theanornn.errors import DtypeError, NotBuiltError, ShapeError
from theanornn.params import Params
from theanornn.shapes import require_shape


class Cell:
    r"""One step of a recurrence; the base of all cells.

    A subclass has ``gates``, ``states`` and ``step``, nothing more is needed. The gates stand side
    by side in the columns of ``W``, ``U`` and ``b``. The first state is the output.

    Parameters
    ----------
    n_in : int
        Features of the input.
    n_units : int
        Size of every state.
    activation, inner_activation : str or callable
        Of the candidate (and output), and of the gates.
    use_bias : bool
        False leaves ``b`` out.
    initializers : dict or None
        By weight name (``"W"``), or by weight and gate (``"b_f"``), what replaces the defaults:
        anything that `theanornn.initializers.get` takes. One gate is initialised at a time.
    regularizers, constraints : dict or None
        By weight name.
    trainable : bool
        False keeps the weights out of ``params.trainable``.
    grad_clipping : float
        With c > 0, the gradient of the pre-activations is cut to [-c, c], element by element, at
        every step, as Lasagne does; see `clipped`.
    learn_init : bool
        Initial states that are learned, one vector ``(units,)`` each, zero at first (by
        initializers of their names otherwise): ``h0``, ``c0`` in `params`. They are used where no
        initial state is given.
    biases : {None, "one", "two", "twice"}
        "two": one more, ``b_recurrent``, beside ``b``; "twice": ``b`` is added twice. None: one, or
        two where the form of the cell has two. (Built-in cells only.)
    name : str or None
        Prefix of the variables' names; the class's name without "Cell" if None.
    rng : numpy.random.Generator or None
        Where initial weights come from; by default the source of `theanornn.set_seed`.
    weights : dict or None
        Variables by weight name, instead of new ones; see `over`.

    Attributes
    ----------
    W : (n_in, gates*units)
        Input weights.
    U : (units, gates*units)
        Recurrent weights.
    b : (gates*units,) or None
        Bias.
    params : Params
        Those of the weights that are shared variables.
    kind : str or None
        What `theanornn.cells.systems` calls it; None for cells of your own.
    state_dropout : tensor or None
        See `dropped`.

    Raises
    ------
    ShapeError, DtypeError, UnknownNameError
        If sizes are not positive integers, or given weights do not fit each other.

    Examples
    --------
    The minimal gated unit (Zhou et al., 2016), in full:

    >>> class MinimalGatedUnit(Cell):
    ...     gates, states = ("f", "h"), ("h",)
    ...
    ...     def step(self, x, h):
    ...         f = self.inner_activation(
    ...             self.gate(x, "f") + T.dot(self.dropped(h), self.gate(self.U, "f"))
    ...         )
    ...         n = self.activation(
    ...             self.gate(x, "h") + T.dot(f * self.dropped(h), self.gate(self.U, "h"))
    ...         )
    ...         return ((1 - f) * h + f * n,)
    >>> cell = MinimalGatedUnit(3, 5)
    >>> cell.W, cell.weight_names
    (minimalgatedunit_W, ('W', 'U', 'b'))
    """

    kind = None
    gates = ()
    states = ("h",)
    grad_clipping = 0.0
    learn_init = False
    weight_specs = {
        "W": WeightSpec("n_in", "glorot_uniform"),
        "U": WeightSpec("n_units", "orthogonal"),
        "b": WeightSpec(None, "zeros"),
    }
    state_dropout = None
    #: Numbers of units to trace the step with, where the driver is not to choose them.
    sizes_to_trace = None

    @kinds(initializers="mapping", grad_clipping="scalar")
    def __init__(
        self,
        n_in,
        n_units,
        *,
        activation="tanh",
        inner_activation="sigmoid",
        use_bias=True,
        initializers=None,
        regularizers=None,
        constraints=None,
        trainable=True,
        grad_clipping=0,
        learn_init=False,
        biases=None,
        name=None,
        rng=None,
        weights=None,
    ):
        self.name = name or type(self).__name__.replace("Cell", "").lower()
        self.activation = activations.get(activation)
        self.inner_activation = activations.get(inner_activation)
        self.use_bias = use_bias
        self.grad_clipping = checked_bound(grad_clipping)
        self.learn_init = bool(learn_init)
        self.biases = settled(biases, self, weights)
        self.params = Params(self.name)
        self.n_in = n_in
        self._n_units = n_units
        if weights is None:
            create_weights(self, initializers, regularizers, constraints, trainable, rng)
        else:
            adopt_weights(self, weights)
        if self.learn_init:
            add_learned_states(self, initializers, trainable, rng)
        self.b = total_bias(self)

    @classmethod
    def over(cls, like=None, **weights_and_options):
        """Return a cell over the caller's own variables.

        Parameters
        ----------
        like : str or None
            A system of `theanornn.cells.systems`: the weights are laid out as it has them.
        **weights_and_options
            ``W``, ``U`` and, where wanted, ``b`` and the cell's further weights: shared variables,
            expressions or arrays. Where each gate has an array of its own, give a list of them; two
            biases, of the input and of the recurrent product, are given as a pair, or as the rows
            of a matrix. Everything else goes to the constructor. (`params` has those that are used
            as they were given, not those that are transposed, joined or split here.)

        Raises
        ------
        ShapeError
            If sizes that are known (of shared variables, constants) do not fit each other.
        DtypeError
            If a weight does not hold floats.

        Examples
        --------
        >>> import numpy as np
        >>> from theanornn.cells import SimpleRNNCell
        >>> cell = SimpleRNNCell.over(W=np.ones((3, 2)), U=np.eye(2), activation="relu")
        >>> cell.n_in, cell.n_units
        (3, 2)
        """
        options = dict(weights_and_options)
        weights = {name: options.pop(name, None) for name in cls.weight_specs}
        for name in ("W", "U"):
            if weights[name] is None:
                raise NotBuiltError(f"{cls.__name__}.over needs {name}; got {list(options)}")
        weights, n_in, n_units = arranged(cls, like, weights)
        for name in ("W", "U"):
            if weights[name].ndim != 2:
                require_shape(name, weights[name], (None, None), shape_in_words(cls, name))
        if like is not None:
            options["like"] = like
        return cls(n_in, n_units, weights=weights, **options)

    def __repr__(self):
        return f"{type(self).__name__}({self.n_in}, {self.n_units}, name={self.name!r})"

    def step(self, z, *states):
        """Return the states after one step, as a tuple.

        Parameters
        ----------
        z : (batch, gates*units)
            The projected input of this step.
        *states : (batch, units)
            As they were before, one for each name in `states`.
        """
        raise NotImplementedError(f"{type(self).__name__} has no step(self, z, *states)")

    @property
    def n_units(self):
        """Size of the states: an int, or a symbolic one where ``U`` is an expression."""
        return self.U.shape[0] if self._n_units is None else self._n_units

    @property
    def dtype(self):
        """dtype of the weights."""
        return self.U.dtype

    @property
    def weight_names(self):
        """Names of the weights in use, in the order in which they are saved."""
        learned = [name for name in self.initial_names if self.learn_init]
        used = [name for name in self.weight_specs if getattr(self, name) is not None]
        return (*used, *learned)

    @property
    def initial_names(self):
        """Names of the initial states: ``("h0",)``."""
        return tuple(f"{state}0" for state in self.states)

    def project(self, x):
        """Return ``x · W + b``.

        Parameters
        ----------
        x : (time, batch, n_in) or (batch, n_in)
            Integers are cast to the dtype of ``W``.

        Raises
        ------
        ShapeError, DtypeError
            If the rank, a known size or the dtype does not fit.
        """
        x = T.as_tensor_variable(x)
        if x.ndim not in (2, 3):
            raise ShapeError(
                f"x has {x.ndim} dimensions, expected (time, batch, n_in), or (batch, n_in) for "
                "one step"
            )
        leading = ("time", "batch")[3 - x.ndim :]
        require_shape(
            "x",
            x,
            (None,) * len(leading) + (self.n_in,),
            f"({', '.join(leading)}, n_in)",
            f"W of {self.name!r} is for {self.n_in} features.",
        )
        if x.dtype.startswith("complex"):
            raise DtypeError(f"x has dtype {x.dtype}, expected real numbers")
        if not x.dtype.startswith("float"):
            x = x.astype(self.W.dtype)
        z = T.dot(x, self.W)
        return z if self.b is None else z + self.b

    def split(self, a, n=None):
        """Return the `n` blocks (by default one for each gate) of the last axis of `a`."""
        units = self.n_units
        n = len(self.gates) if n is None else n
        return tuple(a[..., k * units : (k + 1) * units] for k in range(n))

    def gate(self, a, first, last=None):
        """Return the block of one gate of `a`, or all blocks from `first` to `last`.

        Parameters
        ----------
        a : (..., gates*units)
        first, last : str
            Names in `gates`.
        """
        units = self.n_units
        start = self.gates.index(first)
        stop = self.gates.index(last or first) + 1
        return a[..., start * units : stop * units]

    def initial_state(self, batch, dtype=None):
        """Return zeros ``(batch, units)`` for each state, whatever is learned.

        Parameters
        ----------
        batch : int or symbolic int
        dtype : str or None
            ``theano.config.floatX`` if None.
        """
        dtype = dtype or theano.config.floatX
        return tuple(T.zeros((batch, self.n_units), dtype=dtype) for _ in self.states)

    def dropped(self, h):
        """Return what the recurrent product sees of the state `h`.

        That is `h` times the mask that was given to ``recur(..., state_dropout=mask)``, the same
        one at each step (Y. Gal, Z. Ghahramani, *A theoretically grounded application of dropout in
        recurrent neural networks*, NIPS 2016), or `h` itself where there is none.
        """
        return h if self.state_dropout is None else h * self.state_dropout

    def clipped(self, a):
        """Return `a`, whose gradient is cut to ``[-grad_clipping, grad_clipping]``, if that is set.

        Wrap in it what the activations of a step of your own are applied to.
        """
        return clipped(a, self.grad_clipping)

    def variables(self):
        """Return all Theano variables that are attributes of the cell, by attribute name."""
        return {name: value for name, value in vars(self).items() if isinstance(value, Variable)}

    def rebound(self, variables):
        """Return a shallow copy with attributes replaced by other variables.

        So the loop can run the same equations over other variables than the cell's own.

        Parameters
        ----------
        variables : dict
            By attribute name.
        """
        bound = copy.copy(self)
        vars(bound).update(variables)
        return bound

    def wants(self, name):
        """Whether a weight is to be created; a cell with optional weights overrides this."""
        if name == "b_recurrent":
            return self.use_bias and self.biases == "two"
        return name != "b" or self.use_bias
