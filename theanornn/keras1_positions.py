"""The order of Keras 1's arguments, where it is another than Keras 2's.

Public names: of classes :data:`ORDERS` and :func:`named`; of a model's methods
:func:`by_position`.
"""

import functools

__all__ = ["ORDERS", "by_position", "named"]

_DENSE = (
    "output_dim init activation weights W_regularizer b_regularizer activity_regularizer "
    "W_constraint b_constraint bias input_dim"
)
_AFTER_WINDOW = (
    "W_regularizer b_regularizer activity_regularizer W_constraint b_constraint bias input_dim "
    "input_length"
)
_CONV1D = "nb_filter filter_length init activation weights border_mode subsample_length"
_REGULARIZERS = "W_regularizer U_regularizer b_regularizer dropout_W dropout_U"

#: Class -> its arguments in Keras 1.2.2's order.
ORDERS = {
    name: order.split()
    for name, order in {
        "AtrousConvolution1D": f"{_CONV1D} atrous_rate {_AFTER_WINDOW}",
        "BatchNormalization": "epsilon mode axis momentum weights beta_init gamma_init "
        "gamma_regularizer beta_regularizer",
        "Conv1D": f"{_CONV1D} {_AFTER_WINDOW}",
        "Dense": _DENSE,
        "Embedding": "input_dim output_dim init input_length W_regularizer activity_regularizer "
        "W_constraint mask_zero weights dropout",
        "GRU": f"output_dim init inner_init activation inner_activation {_REGULARIZERS}",
        "Highway": _DENSE.replace("output_dim ", ""),
        "LSTM": "output_dim init inner_init forget_bias_init activation inner_activation "
        + _REGULARIZERS,
        "MaxoutDense": _DENSE.replace("output_dim", "output_dim nb_feature").replace(
            "activation ", ""
        ),
        "PReLU": "init weights shared_axes",
        "ParametricSoftplus": "alpha_init beta_init weights shared_axes",
        "SimpleRNN": f"output_dim init inner_init activation {_REGULARIZERS}",
        "TimeDistributedDense": f"{_DENSE} input_length",
    }.items()
}


def named(cls, constructor, arguments):
    """Arguments that were given by position, by the names that Keras 1 has for them.

    Parameters
    ----------
    cls : type
        Of the object that is made.
    constructor : function
        The ``__init__`` that was called, its own or that of a parent.
    arguments : tuple

    Returns
    -------
    dict or None
        None where Keras 1 has the same order, or fewer arguments than were given.

    Examples
    --------
    >>> from theanornn.layers import Dense
    >>> named(Dense, Dense.__init__, (8, "uniform", "relu"))
    {'output_dim': 8, 'init': 'uniform', 'activation': 'relu'}
    """
    for kind in cls.__mro__:
        order = ORDERS.get(kind.__name__)
        if order is not None and kind.__init__ is constructor:
            return dict(zip(order, arguments)) if len(arguments) <= len(order) else None
    return None


_ONLY_KERAS_1 = frozenset(
    "samples_per_epoch nb_epoch nb_val_samples val_samples max_q_size nb_worker pickle_safe".split()
)
_ONLY_KERAS_2 = frozenset(
    "steps_per_epoch epochs validation_steps validation_freq steps max_queue_size workers "
    "use_multiprocessing shuffle".split()
)


def by_position(order):
    """Decorate a method of models that takes a generator: positions mean what the caller's mean.

    Arguments by position have the order of Keras 1 where another one has a name that only Keras 1
    has, and where the model is of Keras 1 and no name is Keras 2's.

    Parameters
    ----------
    order : str
        Names of Keras 1's arguments after the generator.

    Examples
    --------
    >>> class Model:
    ...     generation = 2
    ...
    ...     @by_position("val_samples max_q_size")
    ...     def evaluate_generator(self, generator, steps=None, **keras1):
    ...         return steps, keras1
    >>> Model().evaluate_generator("it", 3)
    (3, {})
    >>> Model().evaluate_generator("it", 3, nb_worker=1)
    (None, {'val_samples': 3, 'nb_worker': 1})
    """
    names = order.split()

    def decorate(method):
        @functools.wraps(method)
        def wrapper(self, *args, **kwargs):
            by_model = self.generation == 1 and not _ONLY_KERAS_2.intersection(kwargs)
            if by_model or _ONLY_KERAS_1.intersection(kwargs):
                named = dict(zip(names, args[1:]))
                # What is given twice is left to the method to complain about.
                if not set(named).intersection(kwargs):
                    args, kwargs = args[:1] + args[1 + len(named) :], {**named, **kwargs}
            return method(self, *args, **kwargs)

        return wrapper

    return decorate
