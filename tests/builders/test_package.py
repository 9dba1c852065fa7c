"""What the builders take, in which order."""

import inspect

from theanornn import builders


def test_signatures():
    driving = (
        "reverse=False, truncate_gradient=-1, how='auto', grad_clipping=0, "
        "only_return_final=False, precompute_input=True"
    )
    expected = {
        "simple_rnn": f"(x, W, U, b, h0=None, mask=None, activation='tanh', {driving}, like=None)",
        "lstm": "(x, W, U, b, h0=None, c0=None, mask=None, peepholes=None, activation='tanh', "
        f"inner_activation='sigmoid', {driving}, biases=None, like=None)",
        "gru": "(x, W, U, b, h0=None, mask=None, reset_after=False, b_recurrent=None, "
        f"activation='tanh', inner_activation='sigmoid', {driving}, update_gate='keeps', "
        "like=None)",
    }
    for name, signature in expected.items():
        assert str(inspect.signature(getattr(builders, name))) == signature
