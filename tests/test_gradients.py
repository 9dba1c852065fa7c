import numpy as np
import theano
import theano.tensor as T

from theanornn.gradients import gradients_of, origin_of


def test_gradients_know_their_origin():
    x, y = theano.shared(np.array([1.0, 2.0])), theano.shared(3.0)
    loss = T.sum(x**2) * y
    gradients = gradients_of(loss, (x, y))
    assert [gradient.eval().tolist() for gradient in gradients] == [[6, 12], 5]
    for number, gradient in enumerate(gradients):
        origin, which = origin_of(gradient)
        assert origin.loss is loss and origin.variables == [x, y] and which == number
    assert origin_of(loss) is None and origin_of(gradients[0] * 2) is None


def test_options_are_handed_on():
    x, y = theano.shared(1.0), theano.shared(1.0)
    _, none = gradients_of(x * 2, [x, y], disconnected_inputs="ignore")
    assert none.eval() == 0
