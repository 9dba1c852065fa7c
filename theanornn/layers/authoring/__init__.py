"""What a layer of the user's own may be written with: `Authored`, a part of every `Layer`.

Beside theanornn's own way (`create_params`, ``call(x, mask=None, *, context)``,
`compute_output_shape`) there are those of Keras 1 and 2, also in subclasses of built-in layers:

* ``build(input_shape)`` that makes variables and sets ``self.trainable_weights``, ``constraints``,
  ``regularizers``, or calls ``self.add_weight``, with the arguments of either Keras;
* ``call(x)`` with or without ``mask``, in terms of Theano or of Keras' backend;
* ``get_output_shape_for`` or ``compute_output_shape``, or neither: the shape is then found out;
* ``input_spec``, ``add_loss``, ``add_update``, and layers within the layer as attributes.
"""

from theanornn.layers.authoring.building import OwnBuild
from theanornn.layers.authoring.contributions import Contributing
from theanornn.layers.authoring.input_spec import InputSpec
from theanornn.layers.authoring.signatures import adapt
from theanornn.layers.authoring.weights import OwnWeights

__all__ = ["Authored", "InputSpec"]


class Authored(OwnBuild, OwnWeights, Contributing):
    """What a layer can rely on that is written as for Keras 1 or 2."""

    #: Whether the class was written outside of theanornn.
    is_own = False
    #: Whether it tells its output's shape by what it computes alone.
    finds_out_shape = False
    #: Whether a list of inputs may come as well as one.
    takes_several_inputs = False
    #: dtypes of the inputs that it was called on last.
    dtypes_seen = None

    @property
    def may_reach_beyond(self):
        """Whether code of the user's own runs, which may use what was not handed to the layer."""
        return self.is_own

    def __init_subclass__(cls, **options):
        super().__init_subclass__(**options)
        adapt(cls)
