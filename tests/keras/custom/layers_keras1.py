# ruff: noqa: C408, UP004, UP008, UP031, UP032
"""Layers written as scripts for Keras 1 have them, and models of them.

Everything is made by functions of the package ``keras``, so that the real one can be passed too.
"""

import numpy as np


def make(keras):
    """The layers' classes by name."""
    from_initializations, regularizers = keras.initializations, keras.regularizers
    constraints, K = keras.constraints, keras.backend
    Layer, InputSpec = keras.engine.topology.Layer, keras.engine.topology.InputSpec

    class AttLayer(Layer):
        """Attention by one vector and a bias for each step; weights by ``self.init``."""

        def __init__(self, weights=None, **kwargs):
            self.init = from_initializations.get("normal")
            self.input_spec = [InputSpec(ndim=3)]
            self.supports_masking = True
            self.initial_weights = weights
            super(AttLayer, self).__init__(**kwargs)

        def build(self, input_shape):
            assert len(input_shape) == 3
            self.W = self.init((input_shape[-1],), name="{}_W".format(self.name))
            self.b = K.zeros((input_shape[1],), name="{}_b".format(self.name))
            self.trainable_weights = [self.W, self.b]
            if self.initial_weights is not None:
                self.set_weights(self.initial_weights)
                del self.initial_weights

        def call(self, x, mask=None):
            eij = K.tanh(K.sum(x * self.W, axis=-1) + self.b)
            ai = K.exp(eij)
            if mask is not None:
                ai *= K.cast(mask, K.floatx())
            weights = ai / K.cast(K.sum(ai, axis=1, keepdims=True) + K.epsilon(), K.floatx())
            return K.sum(x * K.expand_dims(weights), axis=1)

        def compute_mask(self, input, input_mask=None):
            return None

        def get_output_shape_for(self, input_shape):
            return (input_shape[0], input_shape[-1])

    class AttentionWithContext(Layer):
        """Attention by a context vector; weights by ``add_weight``, with penalty and constraint."""

        def __init__(self, init="glorot_uniform", W_regularizer=None, u_constraint=None,
                     bias=True, **kwargs):  # fmt: skip
            self.supports_masking = True
            self.init = from_initializations.get(init)
            self.W_regularizer = regularizers.get(W_regularizer)
            self.u_constraint = constraints.get(u_constraint)
            self.bias = bias
            super(AttentionWithContext, self).__init__(**kwargs)

        def build(self, input_shape):
            size = input_shape[-1]
            self.W = self.add_weight(
                (size, size),
                initializer=self.init,
                name="{}_W".format(self.name),
                regularizer=self.W_regularizer,
            )
            if self.bias:
                self.b = self.add_weight((size,), initializer="zero", name="{}_b".format(self.name))
            self.u = self.add_weight(
                (size,),
                initializer=self.init,
                name="{}_u".format(self.name),
                constraint=self.u_constraint,
            )
            super(AttentionWithContext, self).build(input_shape)

        def compute_mask(self, input, mask=None):
            return None

        def call(self, x, mask=None):
            uit = K.dot(x, self.W)
            if self.bias:
                uit += self.b
            ait = K.sum(K.tanh(uit) * self.u, axis=-1)
            a = K.exp(ait)
            if mask is not None:
                a *= K.cast(mask, K.floatx())
            a /= K.cast(K.sum(a, axis=1, keepdims=True) + K.epsilon(), K.floatx())
            return K.sum(x * K.expand_dims(a), axis=1)

        def get_output_shape_for(self, input_shape):
            return input_shape[0], input_shape[-1]

        def get_config(self):
            config = {"init": self.init.__name__, "bias": self.bias}
            base_config = super(AttentionWithContext, self).get_config()
            return dict(list(base_config.items()) + list(config.items()))

    class Recurrence(Layer):
        """A recurrence of its own, by ``K.rnn``, with constants."""

        def __init__(self, output_dim, return_sequences=False, **kwargs):
            self.output_dim = output_dim
            self.return_sequences = return_sequences
            self.supports_masking = True
            super(Recurrence, self).__init__(**kwargs)

        def build(self, input_shape):
            init, inner_init = (from_initializations.get(n) for n in ("uniform", "orthogonal"))
            self.W = init((input_shape[2], self.output_dim), name="{}_W".format(self.name))
            self.U = inner_init((self.output_dim,) * 2, name="{}_U".format(self.name))
            self.trainable_weights += [self.W, self.U]

        def step(self, x, states):
            h = states[0]
            h = K.tanh(K.dot(x, self.W) + K.dot(h, self.U) + states[1])
            return h, [h]

        def call(self, x, mask=None):
            zeros = K.sum(K.zeros_like(x), axis=(1, 2))
            initial = K.tile(K.expand_dims(zeros), [1, self.output_dim])
            constant = K.dot(K.mean(x, axis=1), self.W)
            last, outputs, states = K.rnn(self.step, x, [initial], mask=mask, constants=[constant])
            return outputs if self.return_sequences else last

        def compute_mask(self, input, mask):
            return mask if self.return_sequences else None

        def get_output_shape_for(self, input_shape):
            if self.return_sequences:
                return (input_shape[0], input_shape[1], self.output_dim)
            return (input_shape[0], self.output_dim)

    class Centered(Layer):
        """Subtracts the batch's mean in training and a moving one otherwise: updates."""

        def build(self, input_shape):
            self.moving = K.zeros((input_shape[-1],), name="{}_moving".format(self.name))
            self.non_trainable_weights = [self.moving]

        def call(self, x, mask=None):
            mean = K.mean(x, axis=0)
            self.add_update([K.moving_average_update(self.moving, mean, 0.9)], x)
            self.add_loss(0.01 * K.sum(K.square(mean)), x)
            self.uses_learning_phase = True
            return K.in_train_phase(x - mean, x - self.moving)

    class Bilinear(Layer):
        """Of two inputs: the attention of a vector to the steps of a sequence."""

        def build(self, input_shape):
            sequence, vector = input_shape
            init = from_initializations.get("glorot_uniform")
            self.M = init((sequence[-1], vector[-1]), name="{}_M".format(self.name))
            self.trainable_weights = [self.M]

        def call(self, inputs, mask=None):
            sequence, vector = inputs
            scores = K.batch_dot(K.dot(sequence, self.M), vector, axes=(2, 1))
            return K.batch_dot(K.softmax(scores), sequence, axes=(1, 1))

        def get_output_shape_for(self, input_shape):
            return (input_shape[0][0], input_shape[0][2])

    class Remembering(keras.layers.recurrent.Recurrent):
        """A recurrent layer with a step of its own, a constant, and weights made in loops."""

        def __init__(self, output_dim, **kwargs):
            self.output_dim = output_dim
            self.init = from_initializations.get("uniform")
            super(Remembering, self).__init__(**kwargs)

        def build(self, input_shape):
            self.input_spec = [InputSpec(shape=input_shape)]
            self.input_dim = input_shape[2]
            if self.stateful:
                self.reset_states()
            else:
                self.states = [None, None]
            for name, size in (("W", self.input_dim), ("U", self.output_dim)):
                shape = (size, self.output_dim)
                setattr(self, name, self.init(shape, name="{}_{}".format(self.name, name)))
            self.trainable_weights = [self.W, self.U]

        def reset_states(self):
            batch = self.input_spec[0].shape[0]
            if hasattr(self, "states"):
                for state in self.states:
                    K.set_value(state, np.zeros((batch, self.output_dim)))
            else:
                self.states = [K.zeros((batch, self.output_dim)) for _ in range(2)]

        def get_constants(self, x):
            return [K.mean(x, axis=1)]

        def preprocess_input(self, x):
            return x * 2

        def step(self, x, states):
            h, total, mean = states
            h = K.tanh(K.dot(x + mean, self.W) + K.dot(h, self.U))
            return h + 0.1 * total, [h, total + h]

    return dict(AttLayer=AttLayer, AttentionWithContext=AttentionWithContext, Recurrence=Recurrence,
                Centered=Centered, Bilinear=Bilinear, Remembering=Remembering)  # fmt: skip


def models(keras):
    """Functions without arguments that make each model; the layers' names are their own."""
    own = make(keras)
    layers, K = keras.layers, keras.backend
    Sequential, Model, Input = keras.models.Sequential, keras.models.Model, keras.layers.Input
    Embedding, Dense, SimpleRNN = layers.Embedding, layers.Dense, layers.SimpleRNN

    def sequences():
        return [
            Embedding(9, 4, mask_zero=True, input_length=5),
            SimpleRNN(3, return_sequences=True),
        ]

    def squared_sum(x):
        return K.sum(K.square(x), axis=1)

    def attention():
        return Sequential(sequences() + [own["AttLayer"](name="att"), Dense(1)])

    def attention_with_context():
        layer = own["AttentionWithContext"](
            W_regularizer=keras.regularizers.l2(0.01), u_constraint=keras.constraints.maxnorm(0.5)
        )
        return Sequential(sequences() + [layer, Dense(1)])

    def recurrence():
        own_layers = [own["Recurrence"](4, return_sequences=True), own["Recurrence"](3)]
        return Sequential(sequences()[:1] + own_layers + [Dense(1)])

    def centered():
        return Sequential([own["Centered"](input_shape=(4,)), Dense(1)])

    def two_inputs():
        sequence, vector = Input((5, 4)), Input((3,))
        seen = own["Bilinear"]()([sequence, vector])
        return Model(input=[sequence, vector], output=Dense(1)(seen))

    def functions():
        x = Input((5, 4))
        y = layers.Lambda(lambda x, factor: x * factor, arguments={"factor": 2.0})(x)
        y = layers.Lambda(squared_sum, output_shape=lambda shape: (shape[0], shape[2]))(y)
        y = layers.Lambda(lambda x: x[:, 1:], output_shape=(3,))(y)
        return Model(input=x, output=Dense(1)(y))

    def recurrent():
        first = own["Remembering"](4, return_sequences=True)
        last = own["Remembering"](3, go_backwards=True, unroll=True)
        return Sequential(sequences()[:1] + [layers.Dropout(0.0), first, last, Dense(1)])

    def recurrent_stateful():
        layer = own["Remembering"](3, stateful=True, batch_input_shape=(6, 5, 4))
        return Sequential([layer, Dense(1)])

    return [
        attention,
        attention_with_context,
        recurrence,
        centered,
        two_inputs,
        functions,
        recurrent,
        recurrent_stateful,
    ]
