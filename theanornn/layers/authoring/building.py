"""How a layer that is written as for Keras 1 or 2 is built: `OwnBuild`."""

import contextlib

from theanornn.layers.authoring.input_spec import check_specs
from theanornn.params import Params
from theanornn.randomness import drawing_from

__all__ = ["OwnBuild"]


class OwnBuild:
    """`build` of the user's own, what it may set, and what inputs it is for.

    Attributes
    ----------
    input_spec : InputSpec, list of them, or None
        What the inputs must be like.
    constraints : dict
        From weight to constraint; what `build` puts there is applied.
    regularizers : list
        Regularizers that `build` appends are added to the loss, as of the weight that their
        ``set_param`` named.
    initial_weights : list of arrays or None
        What the layer was given as ``weights=``.
    """

    input_spec = None
    uses_learning_phase = False
    initial_weights = None
    #: Whether `build` of the user's own is running.
    is_being_built = False

    def build_own(self, build, input_shape):
        """Run a `build` of the user's own, once, and take up the weights that it made."""
        shape = None if input_shape is None else self._checked_shape(input_shape)
        if self.built:
            return
        self.is_being_built = True
        try:
            with self.lending_random():
                build(shape)
            self._take_up_attributes()
            if self._initial_weights is not None:
                self._assign(self._initial_weights)
        except Exception:
            self.params, self.built = Params(self.name), False
            raise
        finally:
            self.is_being_built = False
        self.built = True
        self.built_shape = shape
        if shape is not None and not self.finds_out_shape:
            self._output_shape = self.compute_output_shape(shape)

    def check_spec(self, shape):
        """Raise `ShapeError` for an input that `input_spec` does not allow."""
        check_specs(self.input_spec, shape, self.name)

    def lending_random(self):
        """A block in which functions that draw random numbers use the source of this layer."""
        return contextlib.nullcontext() if self._random is None else drawing_from(self._random)

    def _take_up_attributes(self):
        """Note constraints and regularizers that were set as Keras 1 does."""
        names = {variable: name for name, variable in self.params.items()}
        for variable, constraint in vars(self).get("constraints", {}).items():
            if variable in names and constraint is not None:
                self.params.constraints[names[variable]] = constraint
        for regularizer in vars(self).get("regularizers", ()):
            name = names.get(getattr(regularizer, "p", None))
            if name is not None:
                self.params.regularizers[name] = regularizer

    @property
    def constraints(self):
        """From weight to constraint."""
        return vars(self).setdefault("constraints", self.constraints_by_weight())

    @constraints.setter
    def constraints(self, constraints):
        vars(self)["constraints"] = constraints

    @property
    def regularizers(self):
        """What Keras 1 appended regularizers to."""
        return vars(self).setdefault("regularizers", [])

    @regularizers.setter
    def regularizers(self, regularizers):
        vars(self)["regularizers"] = regularizers
