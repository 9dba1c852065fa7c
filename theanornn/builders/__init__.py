"""Recurrent layers over variables of your own, for research code in plain Theano.

``simple_rnn``, ``lstm`` and ``gru`` take and return Theano variables, time first, and ``T.grad``
goes through them. Weights may be shared variables, expressions or arrays:
``W`` ``(n_in, gates*units)``, ``U`` ``(units, gates*units)``, ``b`` ``(gates*units,)`` or None,
with the gates side by side in the order i, f, c, o (LSTM) and z, r, h (GRU), or each a list with an
array for every gate in that order.

Arguments that all three have
-----------------------------
x : tensor3, (time, batch, n_in)
    Integers are cast to the dtype of ``W``.
h0 : tensor or None
    Initial state, of any shape that broadcasts to ``(batch, units)``; None means zeros. A shared
    variable ``(units,)`` is learned with the rest, if it is among what is trained.
mask : matrix, (time, batch), or None
    1 marks a real step; where it is 0, the states stay as they were.
activation, inner_activation : str or callable
    Of the candidate, and of the gates.
reverse : bool
    From the last step to the first; results are in order of time all the same.
truncate_gradient : int
    With k > 0 only the last k steps get a gradient, as in ``theano.scan``.
how : {"auto", "fused", "scan", "unroll"}
    What runs the loop; ``hs.tag.theanornn_driver`` tells what "auto" came to.
grad_clipping : float
    With c > 0, the gradient of what the activations of gates and candidate are applied to is cut to
    [-c, c], element by element, at every step.
only_return_final : bool
    The states after the last step computed, ``(batch, units)``, and not those of all steps.
precompute_input : bool
    False: do not compute the product of all of the input with ``W`` at once.
like : {None, "keras1", "keras2", "lasagne", "torch", "dlt", "dl4mt"}
    The system that the weights are from. What is left out is as it has it by default, and weights
    are laid out as there; see below.

Lasagne's names of arguments are taken for those that say the same: ``backwards`` (reverse),
``gradient_steps`` (truncate_gradient), ``mask_input`` (mask), ``nonlinearity`` (activation),
``hid_init`` (h0), ``cell_init`` (c0), ``unroll_scan=True`` (how="unroll").

Systems
-------
The table behind ``like`` is `theanornn.cells.systems`, which tells its sources, too.

========= ==================== ============== ======================================================
like      gates side by side   activations    what else is different
========= ==================== ============== ======================================================
"keras1"  ifco, zrh            hard_sigmoid   lists of arrays: i, c, f, o (Keras 1's files)
"keras2"  ifco, zrh            sigmoid        of a GRU with reset_after, b is ``(2, 3*units)``
"lasagne" ifco, zrh            sigmoid; relu  lists as ``get_all_param_values`` has them; GRU: reset
                               (simple)       after the product, no recurrent bias, z is Lasagne's
                                              update gate, ``h_t = (1 - z) h + z n``
"torch"   ifco, rzh            sigmoid        matrices ``(gates*units, n_in)``; b is the pair
                                              ``(bias_ih, bias_hh)``; GRU: reset after the product
"dlt"     ifoc                 sigmoid        DeepLearningTutorials: b is added twice, as until
                                              May 2015 (``biases="one"`` for later ones);
                                              rnnslu.py's simple network has sigmoid units
"dl4mt"   rzh                  sigmoid        GRU only: W is ``[W, Wx]``, U ``[U, Ux]``, b
                                              ``[b, bx]``; reset after the product, one bias
========= ==================== ============== ======================================================
"""

from theanornn.builders.gru import gru
from theanornn.builders.lstm import lstm
from theanornn.builders.simple_rnn import simple_rnn

__all__ = ["gru", "lstm", "simple_rnn"]
