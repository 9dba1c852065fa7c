"""Training, evaluation and prediction of single batches: :class:`BatchWise`."""

from theanornn.argument_names import checked_arguments
from theanornn.training.compiling import Compiled, scalar_or_list

__all__ = ["BatchWise"]


class BatchWise(Compiled):
    """What a model does with one batch at a time; see `Trainable`."""

    @checked_arguments()
    def train_on_batch(self, x, y=None, sample_weight=None, class_weight=None, reset_metrics=True):
        """One update on one batch.

        Parameters
        ----------
        x, y, sample_weight, class_weight
            As in `fit`.
        reset_metrics : bool
            Keras 2's; metrics are those of the batch whatever it says.

        Returns
        -------
        float, or list of float when there are metrics
            Measured before the update, in the order of `metrics_names`.
        """
        return self._on_batch("train_on_batch", "train", x, y, sample_weight, class_weight)

    @checked_arguments()
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
        return scalar_or_list(self._measuring(function)(*arrays)[0])

    @checked_arguments()
    def predict_on_batch(self, x):
        """Predictions for one batch, as :meth:`predict`."""
        arrays = self._inputs(x, "predict_on_batch")
        self._batch_size(arrays, len(arrays[0]))
        return scalar_or_list(list(self.functions["predict"](*arrays)))
