"""``zero_grad`` and ``consider_constant`` raised ValueError in every gradient.

They pass a variable where ``zeros_like`` takes a dtype (Theano-PyMC 1.1.2, any NumPy).
"""


def mend(gradient):
    """Give both Ops the gradient that they mean: zeros of the shape and dtype of what came."""
    for op in (gradient.ZeroGrad, gradient.ConsiderConstant):
        op.grad = _zeros


def _zeros(self, inputs, output_gradients):
    return [given.zeros_like() for given in output_gradients]
