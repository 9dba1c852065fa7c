"""Training, evaluation and prediction of single batches: :class:`BatchWise`."""

from theanornn.argument_names import checked_arguments
from theanornn.finiteness import watch
from theanornn.training import data
from theanornn.training.compiling import Compiled, scalar_or_list

__all__ = ["BatchWise"]


class BatchWise(Compiled):
    """What a model does with one batch at a time; see `Trainable`."""

    _watch = None

    @checked_arguments(reset_metrics="flag")
    def train_on_batch(
        self,
        x,
        y=None,
        sample_weight=None,
        class_weight=None,
        reset_metrics=True,
        on_nan=None,
    ):
        """One update on one batch.

        Parameters
        ----------
        x, y, sample_weight, class_weight
            As in `fit`.
        reset_metrics : bool
            Keras 2's; metrics are those of the batch whatever it says.
        on_nan : {"raise", "skip"}, optional
            What to do where the loss or gradients are NaN or infinite, which leaves the model as it
            was: a `NotFiniteError`, or a warning; see `fit`.

        Returns
        -------
        float, or list of float when there are metrics
            Measured before the update, in the order of `metrics_names`.
        """
        arguments = (x, y, sample_weight, class_weight)
        if watch.checked(on_nan, "train_on_batch", watch.AT_ONCE) is None:
            return self._on_batch("train_on_batch", "train", *arguments)
        with data.infinite_allowed():
            return self._on_batch("train_on_batch", on_nan, *arguments)

    @checked_arguments(reset_metrics="flag")
    def test_on_batch(self, x, y=None, sample_weight=None, reset_metrics=True):
        """Loss and metrics of one batch, as :meth:`train_on_batch` without the update."""
        return self._on_batch("test_on_batch", "test", x, y, sample_weight)

    def _on_batch(self, method, function, x, y, sample_weight, class_weight=None):
        self.build_for_data(x, method)
        self._compiled(method)
        if isinstance(sample_weight, dict) and not any(isinstance(k, str) for k in sample_weight):
            # By position, Keras 1's Sequential had class_weight first.
            sample_weight, class_weight = class_weight, sample_weight
        arrays = self._arrays(x, y, sample_weight, class_weight)
        self._batch_size(arrays, len(arrays[0]))
        if function in watch.AT_ONCE:
            function = self._watching(function)
        else:
            function = self._measuring(function)
        return scalar_or_list(function(*arrays)[0])

    def _watching(self, on_nan):
        """One `Watch` for all calls of `train_on_batch`: it counts how many are bad in a row."""
        known = self._watch
        if known is None or known.on_nan != on_nan or known.graph is not self.train_graph:
            self._watch = watch.Watch(self, on_nan).ready()
        return self._watch

    @checked_arguments()
    def predict_on_batch(self, x):
        """Predictions for one batch, as :meth:`predict`."""
        arrays = self._inputs(x, "predict_on_batch")
        self._batch_size(arrays, len(arrays[0]))
        return scalar_or_list(list(self.functions["predict"](*arrays)))
