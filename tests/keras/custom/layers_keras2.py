# ruff: noqa: C408, UP004, UP008, UP031, UP032
"""Layers written as scripts for Keras 2 have them, and models of them.

Everything is made by functions of the package ``keras``, so that the real one can be passed too.
"""


def make(keras):
    """The layers' classes by name."""
    initializers, regularizers, K = keras.initializers, keras.regularizers, keras.backend
    constraints, Layer = keras.constraints, keras.layers.Layer
    from_engine = keras.engine.InputSpec

    class AttLayer(Layer):
        """Attention through a hidden layer; weights by ``K.variable`` of an initializer."""

        def __init__(self, attention_dim, **kwargs):
            self.init = initializers.get("normal")
            self.supports_masking = True
            self.attention_dim = attention_dim
            super(AttLayer, self).__init__(**kwargs)

        def build(self, input_shape):
            assert len(input_shape) == 3
            self.W = self.add_weight("W", (input_shape[-1], self.attention_dim),
                                     initializer=self.init)  # fmt: skip
            self.b = self.add_weight("b", (self.attention_dim,), initializer="zeros")
            self.u = self.add_weight("u", (self.attention_dim, 1), initializer=self.init)
            super(AttLayer, self).build(input_shape)

        def compute_mask(self, inputs, mask=None):
            return None

        def call(self, x, mask=None):
            uit = K.tanh(K.bias_add(K.dot(x, self.W), self.b))
            ait = K.squeeze(K.dot(uit, self.u), -1)
            ait = K.exp(ait)
            if mask is not None:
                ait *= K.cast(mask, K.floatx())
            ait /= K.cast(K.sum(ait, axis=1, keepdims=True) + K.epsilon(), K.floatx())
            return K.sum(x * K.expand_dims(ait), axis=1)

        def compute_output_shape(self, input_shape):
            return (input_shape[0], input_shape[-1])

    class AttentionWithContext(Layer):
        def __init__(self, W_regularizer=None, u_constraint=None, **kwargs):
            self.supports_masking = True
            self.init = initializers.get("glorot_uniform")
            self.W_regularizer = regularizers.get(W_regularizer)
            self.u_constraint = constraints.get(u_constraint)
            super(AttentionWithContext, self).__init__(**kwargs)

        def build(self, input_shape):
            size = input_shape[-1]
            self.input_spec = from_engine(ndim=3, axes={-1: size})
            self.W = self.add_weight(
                shape=(size, size),
                initializer=self.init,
                name="{}_W".format(self.name),
                regularizer=self.W_regularizer,
            )
            self.u = self.add_weight(
                shape=(size,),
                initializer=self.init,
                name="{}_u".format(self.name),
                constraint=self.u_constraint,
            )
            self.built = True

        def compute_mask(self, inputs, mask=None):
            return None

        def call(self, inputs, mask=None):
            ait = K.sum(K.tanh(K.dot(inputs, self.W)) * self.u, axis=-1)
            a = K.exp(ait - K.max(ait, axis=1, keepdims=True))
            if mask is not None:
                a = a * K.cast(mask, K.floatx())
            a = a / K.sum(a, axis=1, keepdims=True)
            return K.sum(inputs * K.expand_dims(a, -1), axis=1)

        def compute_output_shape(self, input_shape):
            return input_shape[0], input_shape[-1]

        def get_config(self):
            config = {"u_constraint": constraints.serialize(self.u_constraint)}
            return dict(list(super(AttentionWithContext, self).get_config().items())
                        + list(config.items()))  # fmt: skip

    class Recurrence(Layer):
        def __init__(self, units, return_sequences=False, **kwargs):
            super(Recurrence, self).__init__(**kwargs)
            self.units = units
            self.return_sequences = return_sequences
            self.supports_masking = True

        def build(self, input_shape):
            self.kernel = self.add_weight("kernel", (input_shape[-1], self.units),
                                          initializer="uniform")  # fmt: skip
            self.recurrent = self.add_weight("recurrent", (self.units, self.units),
                                             initializer="orthogonal")  # fmt: skip
            super(Recurrence, self).build(input_shape)

        def call(self, inputs, mask=None):
            def step(x, states):
                h = K.tanh(K.dot(x, self.kernel) + K.dot(states[0], self.recurrent) + states[1])
                return h, [h]

            zeros = K.sum(K.zeros_like(inputs), axis=(1, 2))
            initial = K.tile(K.expand_dims(zeros), [1, self.units])
            constant = K.dot(K.mean(inputs, axis=1), self.kernel)
            last, outputs, _ = K.rnn(step, inputs, [initial], mask=mask, constants=[constant])
            return outputs if self.return_sequences else last

        def compute_mask(self, inputs, mask):
            return mask if self.return_sequences else None

        def compute_output_shape(self, input_shape):
            if self.return_sequences:
                return (input_shape[0], input_shape[1], self.units)
            return (input_shape[0], self.units)

    class Centered(Layer):
        def build(self, input_shape):
            self.moving = self.add_weight("moving", (input_shape[-1],), initializer="zeros",
                                          trainable=False)  # fmt: skip
            super(Centered, self).build(input_shape)

        def call(self, inputs, training=None):
            mean = K.mean(inputs, axis=0)
            self.add_update(K.moving_average_update(self.moving, mean, 0.9), inputs)
            self.add_loss(0.01 * K.sum(K.square(mean)), inputs)
            return K.in_train_phase(inputs - mean, inputs - self.moving, training=training)

    class Bilinear(Layer):
        def build(self, input_shape):
            sequence, vector = input_shape
            self.M = self.add_weight("M", (sequence[-1], vector[-1]), initializer="glorot_uniform")
            super(Bilinear, self).build(input_shape)

        def call(self, inputs):
            sequence, vector = inputs
            scores = K.batch_dot(K.dot(sequence, self.M), vector, axes=(2, 1))
            return [K.batch_dot(K.softmax(scores), sequence, axes=(1, 1)), scores]

        def compute_output_shape(self, input_shape):
            sequence, _ = input_shape
            return [(sequence[0], sequence[2]), (sequence[0], sequence[1])]

    class Doubled(keras.layers.Dense):
        """A built-in layer with another `call`."""

        def call(self, inputs):
            return 2 * super(Doubled, self).call(inputs) + K.sum(self.kernel) * K.sum(self.bias)

    class AttentionDecoder(keras.legacy.layers.Recurrent):
        """Attends to the whole input at each step, by what it gave out at the last."""

        def __init__(self, units, output_dim, **kwargs):
            self.units = units
            self.output_dim = output_dim
            super(AttentionDecoder, self).__init__(**kwargs)
            self.return_sequences = True

        def build(self, input_shape):
            self.batch_size, self.timesteps, self.input_dim = input_shape
            if self.stateful:
                super(AttentionDecoder, self).reset_states()
            self.states = [None, None]

            def weight(name, *shape):
                return self.add_weight(shape=shape, name=name, initializer="glorot_uniform")

            self.V_a = weight("V_a", self.units)
            self.W_a = weight("W_a", self.units, self.units)
            self.U_a = weight("U_a", self.input_dim, self.units)
            self.b_a = weight("b_a", self.units)
            self.C_s = weight("C_s", self.input_dim, self.units)
            self.U_s = weight("U_s", self.units, self.units)
            self.W_s = weight("W_s", self.output_dim, self.units)
            self.C_o = weight("C_o", self.units, self.output_dim)
            self.first = weight("first", self.input_dim, self.units)
            self.input_spec = [
                keras.engine.InputSpec(shape=(self.batch_size, self.timesteps, self.input_dim))
            ]
            self.built = True

        def call(self, x):
            self.x_seq = x
            self._uxpb = K.dot(x, self.U_a) + self.b_a
            return super(AttentionDecoder, self).call(x)

        def get_initial_state(self, inputs):
            s0 = K.tanh(K.dot(inputs[:, 0], self.first))
            y0 = K.sum(K.zeros_like(inputs), axis=(1, 2))
            return [K.tile(K.expand_dims(y0), [1, self.output_dim]), s0]

        def get_constants(self, inputs, training=None):
            return []

        def preprocess_input(self, inputs, training=None):
            return inputs

        def step(self, x, states):
            ytm, stm = states
            _stm = K.repeat(stm, self.timesteps)
            et = K.dot(K.tanh(K.dot(_stm, self.W_a) + self._uxpb), K.expand_dims(self.V_a))
            at = K.exp(et)
            at_sum = K.sum(at, axis=1)
            at /= K.repeat(at_sum, self.timesteps)
            context = K.squeeze(K.batch_dot(at, self.x_seq, axes=1), axis=1)
            st = K.tanh(K.dot(ytm, self.W_s) + K.dot(stm, self.U_s) + K.dot(context, self.C_s))
            yt = K.softmax(K.dot(st, self.C_o))
            return yt, [yt, st]

        def compute_output_shape(self, input_shape):
            return (None, self.timesteps, self.output_dim)

    return dict(AttLayer=AttLayer, AttentionWithContext=AttentionWithContext, Recurrence=Recurrence,
                Centered=Centered, Bilinear=Bilinear, Doubled=Doubled,
                AttentionDecoder=AttentionDecoder)  # fmt: skip


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
        return Sequential(sequences() + [own["AttLayer"](6, name="att"), Dense(1)])

    def attention_with_context():
        layer = own["AttentionWithContext"](
            W_regularizer=keras.regularizers.l2(0.01), u_constraint=keras.constraints.max_norm(0.5)
        )
        return Sequential(sequences() + [layer, Dense(1)])

    def recurrence():
        own_layers = [own["Recurrence"](4, return_sequences=True), own["Recurrence"](3)]
        return Sequential(sequences()[:1] + own_layers + [Dense(1)])

    def centered():
        return Sequential([own["Centered"](input_shape=(4,)), Dense(1)])

    def two_inputs():
        sequence, vector = Input((5, 4)), Input((3,))
        seen, scores = own["Bilinear"]()([sequence, vector])
        return Model([sequence, vector], Dense(1)(layers.concatenate([seen, scores])))

    def functions():
        x = Input((5, 4))
        y = layers.Lambda(lambda x, factor: x * factor, arguments={"factor": 2.0},
                          output_shape=(5, 4))(x)  # fmt: skip
        y = layers.Lambda(squared_sum, output_shape=lambda shape: (shape[0], shape[2]))(y)
        y = layers.Lambda(lambda x: x[:, 1:], output_shape=(3,))(y)
        return Model(x, Dense(1)(y))

    def subclass():
        return Sequential([own["Doubled"](3, input_shape=(4,)), Dense(1)])

    def attention_decoder():
        decoder = own["AttentionDecoder"](4, 3, input_shape=(5, 4))
        return Sequential([decoder, layers.Flatten(), Dense(1)])

    return [
        attention,
        attention_with_context,
        recurrence,
        centered,
        two_inputs,
        functions,
        subclass,
        attention_decoder,
    ]
