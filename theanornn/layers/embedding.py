"""Embedding: a row of a matrix for each id."""

import numpy as np
import theano.tensor as T

from theanornn import constraints, initializers, regularizers
from theanornn.argument_kinds import kinds
from theanornn.argument_names import keras1_names
from theanornn.errors import DataError, DtypeError
from theanornn.layers.base import Layer
from theanornn.layers.checks import checked_rate, checked_size
from theanornn.layers.dropout import dropout_mask

__all__ = ["Embedding"]


class Embedding(Layer):
    """Turn ids into vectors: ``(batch, time)`` int to ``(batch, time, output_dim)``.

    Parameters
    ----------
    input_dim : int
        Size of the vocabulary: ids go from 0 to ``input_dim - 1``.
    output_dim : int
        Size of a vector.
    embeddings_initializer : str, dict or callable
    embeddings_regularizer, activity_regularizer, embeddings_constraint : optional
    mask_zero : bool
        Whether id 0 is padding. The steps that hold it are then masked.
    input_length : int or tuple, optional
        Number of steps, where it is fixed.
    dropout : float
        Share of the vocabulary to drop at each training step: all occurrences of a word together.
    **options
        Arguments of `Layer`; ``weights=[matrix]`` starts from given vectors, ``trainable=False``
        keeps them.

    Notes
    -----
    One parameter ``W`` ``(input_dim, output_dim)``.

    References
    ----------
    Word dropout: Gal, Ghahramani: A theoretically grounded application of dropout in recurrent
    neural networks. NIPS 2016. As in Keras 1.

    Examples
    --------
    >>> Embedding(20000, 128, input_length=100).compute_output_shape((None, 100))
    (None, 100, 128)
    """

    default_input_dtype = "int32"

    @keras1_names("embedding")
    @kinds()
    def __init__(
        self,
        input_dim,
        output_dim,
        embeddings_initializer="uniform",
        embeddings_regularizer=None,
        activity_regularizer=None,
        embeddings_constraint=None,
        mask_zero=False,
        input_length=None,
        dropout=0.0,
        **options,
    ):
        if options.get("input_shape") is None and options.get("batch_input_shape") is None:
            lengths = input_length if isinstance(input_length, (tuple, list)) else (input_length,)
            options["input_shape"] = lengths
        super().__init__(**options)
        self.input_dim = checked_size(input_dim, self.name, "input_dim")
        self.output_dim = checked_size(output_dim, self.name, "output_dim")
        self.embeddings_initializer = initializers.get(embeddings_initializer, self.generation)
        self.embeddings_regularizer = regularizers.get(embeddings_regularizer)
        self.activity_regularizer = regularizers.get(activity_regularizer)
        self.embeddings_constraint = constraints.get(embeddings_constraint)
        self.mask_zero = mask_zero
        self.input_length = input_length
        self.dropout = checked_rate(dropout, self.name, "dropout")

    def create_params(self, input_shape):
        self.add_param(
            "W",
            (self.input_dim, self.output_dim),
            self.embeddings_initializer,
            self.embeddings_regularizer,
            self.embeddings_constraint,
        )

    def call(self, x, mask=None, *, context):
        ids = x if x.dtype.startswith(("int", "uint")) else T.cast(x, "int32")
        # Time before batch in memory: recurrent layers turn it so, and then have nothing to copy.
        order = (1, 0, *range(2, ids.ndim)) if ids.ndim > 1 else (0,)
        flat = ids.dimshuffle(order).flatten()
        vectors = self.params["W"][flat]
        if context.training and self.dropout:
            words = dropout_mask(self.random, (self.input_dim,), self.dropout)
            vectors = vectors * words[flat].dimshuffle(0, "x")
        shape = [ids.shape[axis] for axis in order]
        vectors = vectors.reshape((*shape, self.output_dim), ndim=ids.ndim + 1)
        vectors = vectors.dimshuffle(*order, ids.ndim)
        return self.regularize_activity(vectors, context)

    def compute_mask(self, x, mask=None):
        return T.neq(x, 0) if self.mask_zero else None

    def compute_output_shape(self, input_shape):
        return (*input_shape, self.output_dim)

    def check_input(self, array):
        """Refuse what is not an id of the vocabulary; see `Layer.check_input`.

        Raises
        ------
        DtypeError
            Numbers that are not whole.
        DataError
            Ids outside the vocabulary.
        """
        array = np.asarray(array)
        super().check_input(array)
        if array.dtype.kind == "f" and not np.array_equal(array, np.floor(array)):
            raise DtypeError(
                f"{self.name}: got {array.dtype} values that are not whole numbers; an Embedding "
                "takes the ids of words."
            )
        lowest, highest = array.min(), array.max()
        if lowest < 0 or highest >= self.input_dim:
            outside = (array < 0) | (array >= self.input_dim)
            first = tuple(int(i) for i in np.argwhere(outside)[0])
            mend = (
                "Map rare words to one id (num_words= of the data set or tokenizer), or give "
                f"Embedding input_dim={int(highest) + 1} or more."
            )
            if lowest < 0:
                mend = "No id can be negative: count from 0, and give what is missing an id."
            raise DataError(
                f"{self.name}: {int(outside.sum())} ids are outside the vocabulary, the first "
                f"{array[first]} at {first}; expected 0 to {self.input_dim - 1} "
                f"(input_dim={self.input_dim}). {mend}"
            )

    def get_config(self):
        config = {
            **super().get_config(),
            "input_dim": self.input_dim,
            "output_dim": self.output_dim,
            "embeddings_initializer": initializers.serialize(self.embeddings_initializer),
            "embeddings_regularizer": regularizers.serialize(self.embeddings_regularizer),
            "activity_regularizer": regularizers.serialize(self.activity_regularizer),
            "embeddings_constraint": constraints.serialize(self.embeddings_constraint),
            "mask_zero": self.mask_zero,
            "input_length": self.input_length,
        }
        if self.dropout:  # Keras 2 has no such argument, and could not read it
            config["dropout"] = self.dropout
        return config
