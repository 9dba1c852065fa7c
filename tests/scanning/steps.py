"""Steps as people write them by hand: each gives inputs, outputs and variables to differentiate.

A program is called with the function that loops, ``theano.scan`` or ours, and a generator of
numbers; all of them take a sequence `x` and most a mask.
"""

import numpy as np
import theano
import theano.tensor as T

STEPS, BATCH, N_IN, UNITS = 5, 3, 4, 6
sigmoid = T.nnet.sigmoid


def shared(rng, *shape):
    return theano.shared((0.5 * rng.normal(size=shape)).astype(theano.config.floatX))


def zeros(x, units=UNITS):
    return T.alloc(np.asarray(0.0, theano.config.floatX), x.shape[1], units)


def sliced(a, n, units):
    return (
        a[:, :, n * units : (n + 1) * units] if a.ndim == 3 else a[:, n * units : (n + 1) * units]
    )


def masked_lstm(loop, rng, x, mask, n_in=N_IN, units=UNITS):
    """One matrix for all gates, the projection before the loop, the mask inside, as in DLT."""
    W, U, b = shared(rng, n_in, 4 * units), shared(rng, units, 4 * units), shared(rng, 4 * units)

    def step(m_t, x_t, h_before, c_before):
        gates = T.dot(h_before, U)
        gates += x_t
        i, f, o = (sigmoid(sliced(gates, n, units)) for n in range(3))
        c = f * c_before + i * T.tanh(sliced(gates, 3, units))
        c = m_t[:, None] * c + (1.0 - m_t)[:, None] * c_before
        h = o * T.tanh(c)
        h = m_t[:, None] * h + (1.0 - m_t)[:, None] * h_before
        return h, c

    outputs, _ = loop(
        step,
        sequences=[mask, T.dot(x, W) + b],
        outputs_info=[zeros(x, units), zeros(x, units)],
        name="lstm_layers",
        n_steps=x.shape[0],
    )
    return outputs, [W, U, b, mask]


def masked_gru(loop, rng, x, mask, n_in=N_IN, units=UNITS):
    """Two projections, sizes read from the weights, everything named, as in dl4mt."""
    W, U, b = shared(rng, n_in, 2 * units), shared(rng, units, 2 * units), shared(rng, 2 * units)
    Wx, Ux, bx = shared(rng, n_in, units), shared(rng, units, units), shared(rng, units)
    dim = Ux.shape[1]

    def step(m_t, x_t, xx_t, h_before, U, Ux):
        gates = T.dot(h_before, U) + x_t
        r, u = sigmoid(sliced(gates, 0, dim)), sigmoid(sliced(gates, 1, dim))
        h = T.tanh(T.dot(h_before, Ux) * r + xx_t)
        h = u * h_before + (1.0 - u) * h
        return m_t[:, None] * h + (1.0 - m_t)[:, None] * h_before

    h, _ = loop(
        step,
        sequences=[mask, T.dot(x, W) + b, T.dot(x, Wx) + bx],
        outputs_info=[T.alloc(0.0, x.shape[1], dim).astype(theano.config.floatX)],
        non_sequences=[U, Ux],
        n_steps=x.shape[0],
        profile=False,
        strict=True,
    )
    return [h], [W, U, b, Wx, Ux, bx]


def four_matrices(loop, rng, x, mask, n_in=N_IN, units=UNITS):
    """Every gate with matrices and a bias of its own, all inside of the step."""
    Ws = [shared(rng, n_in, units) for _ in range(4)]
    Us = [shared(rng, units, units) for _ in range(4)]
    bs = [shared(rng, units) for _ in range(4)]

    def step(x_t, h, c, *weights):
        def total(k):
            return T.dot(x_t, weights[k]) + T.dot(h, weights[4 + k]) + weights[8 + k]

        c = sigmoid(total(0)) * c + sigmoid(total(1)) * T.tanh(total(2))
        return [sigmoid(total(3)) * T.tanh(c), c]

    outputs, _ = loop(
        step,
        sequences=x,
        outputs_info=[zeros(x, units), zeros(x, units)],
        non_sequences=Ws + Us + bs,
    )
    return outputs, [x, *Ws, *Us, *bs]


def backwards_with_output(loop, rng, x, mask):
    """An Elman network from the end, with outputs that it does not see again."""
    W, U, V = shared(rng, N_IN, UNITS), shared(rng, UNITS, UNITS), shared(rng, UNITS, 2)
    h_0, b = shared(rng, BATCH, UNITS), shared(rng, 2)

    def step(x_t, h):
        new = T.tanh(T.dot(x_t, W) + T.dot(h, U))
        return new, T.nnet.softmax(T.dot(new, V) + b), new.sum(axis=1) - h.sum(axis=1)

    outputs, _ = loop(step, x, [h_0, None, None], go_backwards=True)
    return outputs, [x, W, U, V, b, h_0]


def truncated(loop, rng, x, mask):
    """Only the last steps get a gradient, of the outputs that are not seen again as well."""
    W, U, V = shared(rng, N_IN, UNITS), shared(rng, UNITS, UNITS), shared(rng, UNITS, 2)

    def step(x_t, h):
        h = T.tanh(T.dot(x_t, W) + T.dot(h, U))
        return T.dot(h, V), h

    outputs, _ = loop(step, x, [None, zeros(x)], truncate_gradient=2)
    return outputs, [W, U, V]


def one_sentence(loop, rng, x, mask):
    """No batch: vectors, matrices on the left, words looked up within the step."""
    E, U, V = shared(rng, 9, UNITS), shared(rng, UNITS, UNITS), shared(rng, 7, UNITS)
    words = T.cast(T.round(4 + 2 * T.tanh(x[:, 0, 0])), "int32")

    def step(word, h, E, U, V):
        h = T.tanh(E.T[:, word] + U.dot(h))
        return T.nnet.softmax(V.dot(h).dimshuffle("x", 0))[0], h

    outputs, _ = loop(
        step,
        sequences=words,
        outputs_info=[None, dict(initial=T.zeros(UNITS))],
        non_sequences=[E, U, V],
        strict=True,
    )
    return outputs, [E, U, V]


def switched(loop, rng, x, mask):
    """A mask of booleans, a reset gate before the product, a learned start, a matrix of noise."""
    W, U, Uh = (
        shared(rng, N_IN, 3 * UNITS),
        shared(rng, UNITS, 2 * UNITS),
        shared(rng, UNITS, UNITS),
    )
    noise, start = shared(rng, BATCH, UNITS), shared(rng, UNITS)
    projected = T.dot(x, W)

    def step(x_t, m_t, h, noise):
        gates = sigmoid(x_t[:, : 2 * UNITS] + T.dot(h, U))
        r, z = gates[:, :UNITS], gates[:, UNITS:]
        new = T.tanh(x_t[:, 2 * UNITS :] + T.dot(r * h, Uh)) * noise
        return T.switch(T.eq(m_t, 1).dimshuffle(0, "x"), z * h + (1 - z) * new, h)

    first = T.repeat(start.dimshuffle("x", 0), BATCH, axis=0)
    h, _ = loop(step, [projected, mask], first, non_sequences=noise)
    return [h], [x, W, U, Uh, noise, start]


def average(loop, rng, x, mask):
    """Scalars: a running average, and its difference from the numbers."""
    decay = theano.shared(np.asarray(0.7, theano.config.floatX))

    def step(x_t, before):
        now = decay * before + (1 - decay) * x_t
        return [now, now - x_t]

    outputs, _ = loop(step, [x[:, 0, 0]], [T.zeros(()), None])
    return outputs, [x, decay]


def many_taps(loop, rng, x, mask):
    """The steps around the present one, of the sequence."""
    W, U = shared(rng, N_IN, UNITS), shared(rng, UNITS, UNITS)

    def step(before, now, after, h):
        return T.tanh(T.dot(before - 2 * now + after, W) + T.dot(h, U))

    h, _ = loop(step, dict(input=x, taps=[-1, 0, 1]), zeros(x))
    return [h], [x, W, U]


FUSED = {
    program.__name__: program
    for program in (
        masked_lstm,
        masked_gru,
        four_matrices,
        backwards_with_output,
        truncated,
        one_sentence,
        switched,
        average,
        many_taps,
    )
}


def arrays(rng, n_in=N_IN, steps=STEPS, batch=BATCH):
    """Numbers for `x` and the mask."""
    x = rng.normal(size=(steps, batch, n_in)).astype(theano.config.floatX)
    mask = (rng.uniform(size=(steps, batch)) < 0.7).astype(theano.config.floatX)
    return x, mask


def function_of(program, loop, dtype=None, gradient=True, **sizes):
    """Compile outputs and gradients of all they depend on; the outputs' variables besides."""
    with theano.config.change_flags(floatX=dtype or theano.config.floatX):
        x, mask = T.tensor3("x"), T.matrix("mask")
        outputs, wrt = program(loop, np.random.default_rng(3), x, mask, **sizes)
        cost = sum(T.sum(T.sin(output) * (1 + k)) for k, output in enumerate(outputs))
        gradients = T.grad(cost, wrt) if gradient else []
        function = theano.function([x, mask], outputs + gradients, on_unused_input="ignore")
    return function, outputs
