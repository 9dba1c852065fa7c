"""What ``compile`` chose, and the graphs that come of it: train, test, predict.

Public names: :class:`Forward`, :class:`Ending`, :class:`Objective`, :func:`predict_graph`,
:func:`check_sample_weight_mode`.
"""

import itertools
from typing import NamedTuple

import numpy as np
import theano
import theano.tensor as T

from theanornn import losses, metrics, optimizers
from theanornn.argument_kinds import numeric, shown
from theanornn.errors import ShapeError, TheanornnError, UnknownNameError
from theanornn.functions import Graph
from theanornn.layers.nodes import NodeError, is_keras_tensor, keras_tensors, replaced
from theanornn.training import choices
from theanornn.training.data import TargetSpec

__all__ = ["Ending", "Forward", "Objective", "check_sample_weight_mode", "predict_graph"]


class Forward(NamedTuple):
    """A model's graph from inputs to predictions, for training or not.

    Attributes
    ----------
    inputs : list of variables
        Those that take data.
    outputs : list of variables
    masks : list of variable or None
        ``(batch, time)``, 1 where an output is real.
    context : CallContext
        Holds updates and additional losses of the layers.
    """

    inputs: list
    outputs: list
    masks: list
    context: object


class Ending(NamedTuple):
    """What a model is to learn at one of its outputs.

    Attributes
    ----------
    place : int
        Which output.
    name : str
    spec : TargetSpec
        What its targets must look like; the loss is in it.
    loss_weight : float
        Factor of its loss in the sum.
    measures, weighted_measures : list of str or callables
        Metrics without and with the sample weights.
    functions : dict
        From metric, as it was given, to its function at this output.
    """

    place: int
    name: str
    spec: TargetSpec
    loss_weight: float
    measures: list
    weighted_measures: list
    functions: dict

    @property
    def variables(self):
        """New variables of the targets and the sample weights.

        The former are marked, for functions that need to know which of two is the target.
        """
        floatX = theano.config.floatX
        dtype = "int32" if losses.is_sparse(self.spec.loss) else floatX
        target = T.TensorType(dtype, (False,) * len(self.spec.shape))(f"{self.name}_target")
        target.tag.theanornn_target = True
        weights = T.TensorType(floatX, (False,) * self.spec.weight_ndim)(f"{self.name}_weights")
        return target, weights


class Objective:
    """Optimizer, losses and metrics of a compiled model.

    Parameters
    ----------
    optimizer : str, dict or Optimizer
    loss, measures, weighted_measures, loss_weights, sample_weight_mode
        As ``compile`` takes them, for one output or several.
    output_names : list of str
    output_shapes : list of tuple
        With the batch axis.
    generation : int
        Whose names metrics have where they were not given any: Keras 1's or 2's.
    loss_rule : int
        How masks and weights make one number of a loss; see :func:`theanornn.losses.weighted`.

    Attributes
    ----------
    endings : list of Ending
        The outputs that have a loss.
    names : list of str
        "loss", the loss of each output where there are several, then each metric.
    """

    def __init__(
        self,
        optimizer,
        loss,
        measures,
        weighted_measures,
        loss_weights,
        sample_weight_mode,
        output_names,
        output_shapes,
        generation=2,
        loss_rule=1,
    ):
        self._given = {
            "loss": loss,
            "metrics": measures,
            "weighted_metrics": weighted_measures,
            "loss_weights": loss_weights,
            "sample_weight_mode": sample_weight_mode,
        }
        self.generation, self.loss_rule = generation, loss_rule
        self.n_outputs = len(output_names)
        chosen = zip(
            choices.losses_for_each(loss, output_names),
            choices.for_each("loss_weights", loss_weights, output_names, 1.0, single=False),
            choices.for_each("sample_weight_mode", sample_weight_mode, output_names),
            choices.measures_for_each("metrics", measures, output_names),
            choices.measures_for_each("weighted_metrics", weighted_measures, output_names),
        )
        self.endings = [
            _ending(place, name, shape, generation, *each)
            for place, (name, shape, each) in enumerate(zip(output_names, output_shapes, chosen))
            if each[0] is not None
        ]
        self.optimizer = optimizers.get(optimizer)
        if generation == 1 and getattr(self.optimizer, "epsilon_is_default", False):
            self.optimizer.epsilon = 1e-8  # Keras 1's
        self.names = self._names()
        self._weighing = []

    def _names(self):
        """The names that Keras gives to what it measures."""
        taken = ["loss"]
        if self.n_outputs > 1:
            taken += [f"{ending.name}_loss" for ending in self.endings]
        for ending in self.endings:
            for measure in (*ending.measures, *ending.weighted_measures):
                name = metrics.name_of(measure, self.generation)
                name = f"{ending.name}_{name}" if self.n_outputs > 1 else name
                unique = itertools.chain([name], (f"{name}_{n}" for n in itertools.count(1)))
                taken.append(next(each for each in unique if each not in taken))
        return taken

    @property
    def loss(self):
        """The loss function; a list of them, or None, for several outputs."""
        found = [None] * self.n_outputs
        for ending in self.endings:
            found[ending.place] = ending.spec.loss
        return found[0] if self.n_outputs == 1 else found

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
        variables = [ending.variables for ending in self.endings]
        scores, measured, counts = [], [], []
        with forward.context:  # which tells the phase to losses and metrics of the user's own
            for ending, (y, weights) in zip(self.endings, variables):
                output, mask = forward.outputs[ending.place], forward.masks[ending.place]
                scored = losses.weighted(ending.spec.loss, self.loss_rule)
                scores.append(scored(y, output, weights, mask))
                if self.generation == 1:
                    mask = None  # Keras 1 measures the padding, too
                for measure in ending.measures:
                    measured.append(metrics.averaged(ending.functions[measure])(y, output, mask))
                    counts.append(mask)
                for measure in ending.weighted_measures:
                    weigh = metrics.weighted(ending.functions[measure])
                    measured.append(weigh(y, output, weights, mask))
                    counts.append(losses.together(weights, mask))
        scores = _in_the_graph(scores, forward.outputs, forward.context)
        measured = _in_the_graph(measured, forward.outputs, forward.context)
        terms = [
            score if ending.loss_weight == 1 else ending.loss_weight * score
            for ending, score in zip(self.endings, scores)
        ]
        terms += [*penalties, *forward.context.losses]
        if not terms:
            raise TheanornnError(
                "there is nothing to train for: no output has a loss, and no layer adds one. "
                "Give compile a loss."
            )
        values = [sum(terms[1:], terms[0]), *(scores if self.n_outputs > 1 else []), *measured]
        outputs = [
            T.cast(value, theano.config.floatX).copy(name=name)
            for name, value in zip(self.names, values)
        ]
        outputs += self._counted(counts)
        targets, weights = [y for y, _ in variables], [w for _, w in variables]
        inputs = [*forward.inputs, *targets, *weights]
        return Graph(inputs, outputs, list(forward.context.updates))

    def _name_of_loss(self, loss):
        return losses.name_of(losses.get(loss, self.generation))

    def _counted(self, counts):
        """Further outputs: how much each metric counts, where it is not the number of samples.

        Notes in `_weighing` what each value's weight is: "samples", "batches", or which output.
        """
        self._weighing = ["samples"] * len(self.names)
        if self.generation == 1:
            return []
        first = len(self.names) - len(counts)
        self._weighing[1:first] = ["batches"] * (first - 1)
        outputs = []
        for number, count in enumerate(counts, start=first):
            if count is not None:
                self._weighing[number] = len(self.names) + len(outputs)
                outputs.append(T.sum(count, dtype=theano.config.floatX))
        return outputs

    def read(self, outputs, size):
        """What a compiled function returned, as numbers with their weights in an epoch's mean.

        Parameters
        ----------
        outputs : list of arrays
            Of "train" or "test".
        size : int
            Number of samples in the batch.

        Returns
        -------
        values, weights : lists of float
            One for each of `names`. The loss counts as many times as the batch has samples. So
            does all else for generation 1; in Keras 2.3 a metric counts as many times as the batch
            has real steps, or as the weights say, and an output's loss once.
        """
        known = {"samples": size, "batches": 1}
        weights = [
            known[each] if isinstance(each, str) else float(outputs[each])
            for each in self._weighing
        ]
        return [float(value) for value in outputs[: len(self.names)]], weights

    def get_config(self):
        """What was chosen, as numbers, strings, lists and dicts: the arguments of ``compile``."""
        given = self._given
        named = {
            "loss": choices.mapped(given["loss"], self._name_of_loss),
            "metrics": choices.mapped(given["metrics"], metrics.name_of),
            "weighted_metrics": choices.mapped(given["weighted_metrics"], metrics.name_of),
            "loss_weights": choices.mapped(given["loss_weights"], float),
            "sample_weight_mode": given["sample_weight_mode"],
        }
        optimizer = type(self.optimizer).__name__
        config = self.optimizer.get_config()
        return {"optimizer": {"class_name": optimizer, "config": config}, **named}


def _in_the_graph(values, outputs, context):
    """What losses and metrics gave, with what stands for the Keras tensors that some of them use.

    Raises
    ------
    NodeError
        One uses a Keras tensor that is none of the model's.
    """
    if not keras_tensors(values) or any(map(is_keras_tensor, outputs)):
        return values
    values = replaced(values, context.stand_ins())
    for tensor in keras_tensors(values):
        layer = tensor._keras_history[0]
        if getattr(layer, "takes_data", True):
            raise NodeError(
                f"a loss or metric uses {tensor}, the output of {layer.name}, which is not among "
                "the layers of the model."
            )
    return values


def check_sample_weight_mode(mode):
    """Refuse all but None and "temporal"."""
    if isinstance(mode, np.ndarray) or mode not in (None, "temporal"):
        raise UnknownNameError(f"sample_weight_mode is {shown(mode)}, expected None or 'temporal'")


def predict_graph(forward):
    """Inputs to predictions."""
    outputs = [output.copy(name="prediction") for output in forward.outputs]
    return Graph(forward.inputs, outputs, list(forward.context.updates))


def _ending(place, name, shape, generation, loss, loss_weight, mode, measures, weighted_measures):
    check_sample_weight_mode(mode)
    if mode == "temporal" and len(shape) < 3:
        raise ShapeError(
            "sample_weight_mode='temporal' needs predictions (batch, time, ...), but "
            f"{name} gives {shape}; let the last recurrent layer have return_sequences=True"
        )
    numeric.number(loss_weight, "compile", "loss_weights")
    loss = losses.get(loss, generation)
    spec = TargetSpec(name, tuple(shape), loss, 2 if mode == "temporal" else 1)
    # Found now: names of the user's own may be known in a scope that will be left.
    functions = {
        measure: metrics.for_output(measure, shape, loss, generation)
        for measure in (*measures, *weighted_measures)
    }
    return Ending(place, name, spec, float(loss_weight), measures, weighted_measures, functions)
