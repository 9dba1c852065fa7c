"""What ``compile`` chose, and the graphs that come of it: train, test, predict.

Public names: :class:`Forward`, :class:`Objective`.
"""

from typing import NamedTuple

import theano
import theano.tensor as T

from theanornn import losses, metrics, optimizers
from theanornn.errors import DtypeError, ShapeError, UnknownNameError
from theanornn.functions import Graph
from theanornn.training.data import TargetSpec


class Forward(NamedTuple):
    """A model's graph from input to prediction, for training or not.

    Attributes
    ----------
    inputs : list of variables
    outputs : list of variables
    masks : list of variable or None
        ``(batch, time)``, 1 where the output is real.
    context : CallContext
        Holds updates and additional losses of the layers.
    """

    inputs: list
    outputs: list
    masks: list
    context: object


class Objective:
    """Optimizer, loss and metrics of a compiled model.

    Parameters
    ----------
    optimizer : str, dict or Optimizer
    loss : str or callable
    measures : list of str or callables
        Metrics; padding does not count, sample weights do not either.
    weighted_measures : list of str or callables
        Metrics that count as the sample weights say.
    sample_weight_mode : None or "temporal"
    output_layer : str
        Name of the layer that makes the predictions.
    output_shape : tuple
        With the batch axis.

    Attributes
    ----------
    spec : TargetSpec
        What targets must look like.
    names : list of str
        "loss", then each metric by the name it was given.
    """

    def __init__(
        self,
        optimizer,
        loss,
        measures,
        weighted_measures,
        sample_weight_mode,
        output_layer,
        output_shape,
    ):
        if sample_weight_mode not in (None, "temporal"):
            raise UnknownNameError(
                f"sample_weight_mode is {sample_weight_mode!r}, expected None or 'temporal'"
            )
        if sample_weight_mode == "temporal" and len(output_shape) < 3:
            raise ShapeError(
                "sample_weight_mode='temporal' needs predictions (batch, time, ...), but "
                f"{output_layer} gives {output_shape}; let the last recurrent layer have "
                "return_sequences=True"
            )
        self.loss = losses.get(loss)
        self.sample_weight_mode = sample_weight_mode
        self.measures = _as_list("metrics", measures)
        self.weighted_measures = _as_list("weighted_metrics", weighted_measures)
        for measure in (*self.measures, *self.weighted_measures):
            metrics.for_output(measure, output_shape, self.loss)
        self.optimizer = optimizers.get(optimizer)
        weight_ndim = 2 if sample_weight_mode == "temporal" else 1
        self.spec = TargetSpec(output_layer, tuple(output_shape), self.loss, weight_ndim)
        chosen = (*self.measures, *self.weighted_measures)
        self.names = ["loss", *map(metrics.name_of, chosen)]

    def train_graph(self, forward, params, constraints, penalties):
        """One step of training: inputs, targets and sample weights to loss and metrics.

        Parameters
        ----------
        forward : Forward
            Of training.
        params : list of shared variables
            What is trained.
        constraints : dict
            From shared variable to callable.
        penalties : list of scalar variables
            Regularization.
        """
        graph = self.test_graph(forward, penalties)
        updates = self.optimizer.get_updates(params, constraints, graph.outputs[0])
        return graph._replace(updates=[*updates, *graph.updates])

    def test_graph(self, forward, penalties):
        """Loss and metrics without training; layers that keep states still do."""
        y, weights = self._target_variable(), self._weights_variable()
        score = losses.weighted(self.loss)(y, forward.outputs[0], weights, forward.masks[0])
        total = sum([*penalties, *forward.context.losses], score)
        values = [total, *self._measured(y, forward.outputs[0], weights, forward.masks[0])]
        outputs = [
            T.cast(value, theano.config.floatX).copy(name=name)
            for name, value in zip(self.names, values)
        ]
        return Graph([*forward.inputs, y, weights], outputs, list(forward.context.updates))

    def _measured(self, y, output, weights, mask):
        for measure in self.measures:
            yield metrics.averaged(self._metric(measure))(y, output, mask)
        for measure in self.weighted_measures:
            yield losses.weighted(self._metric(measure))(y, output, weights, mask)

    def _metric(self, measure):
        return metrics.for_output(measure, self.spec.shape, self.loss)

    def _target_variable(self):
        dtype = "int32" if losses.is_sparse(self.loss) else theano.config.floatX
        return T.TensorType(dtype, (False,) * len(self.spec.shape))("y")

    def _weights_variable(self):
        return T.TensorType(theano.config.floatX, (False,) * self.spec.weight_ndim)(
            "sample_weights"
        )

    def get_config(self):
        """What was chosen, as numbers, strings, lists and dicts."""
        return {
            "optimizer": {
                "class_name": type(self.optimizer).__name__,
                "config": self.optimizer.get_config(),
            },
            "loss": losses.name_of(self.loss),
            "metrics": [metrics.name_of(measure) for measure in self.measures],
            "weighted_metrics": [metrics.name_of(measure) for measure in self.weighted_measures],
            "sample_weight_mode": self.sample_weight_mode,
        }


def predict_graph(forward):
    """Inputs to predictions."""
    output = forward.outputs[0].copy(name="prediction")
    return Graph(forward.inputs, [output], list(forward.context.updates))


def _as_list(argument, measures):
    if measures is None:
        return []
    if isinstance(measures, (str, dict)) or callable(measures):
        raise DtypeError(f"{argument} is {measures!r}, expected a list such as ['accuracy']")
    return list(measures)
