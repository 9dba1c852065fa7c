"""Models under the interface of scikit-learn: `KerasClassifier`, `KerasRegressor`.

They work with its cross-validation and searches where scikit-learn is installed, and without it.
"""

import inspect

import numpy as np

from theanornn import generations
from theanornn.argument_names import NAMES, ArgumentError
from theanornn.errors import NotCompiledError, ShapeError
from theanornn.models import Sequential
from theanornn.preprocessing.classes import to_categorical

__all__ = ["BaseWrapper", "KerasClassifier", "KerasRegressor"]


class BaseWrapper:
    """What classifier and regressor have in common.

    Parameters
    ----------
    build_fn : callable, optional
        Makes a compiled model. None: the class is derived from and has ``__call__`` for it.
    **sk_params
        Arguments of `build_fn`, and of the model's ``fit``, ``predict`` and ``evaluate``, under
        the names of either Keras. What those methods are given here comes first.

    Attributes
    ----------
    model : Sequential
        After `fit`.

    Raises
    ------
    ArgumentError
        None of them has such an argument.
    """

    def __init__(self, build_fn=None, **sk_params):
        self.build_fn = build_fn
        self.sk_params = sk_params
        self.check_params(sk_params)

    @property
    def _builder(self):
        return type(self).__call__.__get__(self) if self.build_fn is None else self.build_fn

    def check_params(self, params):
        """Refuse names that neither `build_fn` nor the model's methods have."""
        methods = (Sequential.fit, Sequential.predict, Sequential.evaluate)
        known = set().union(*map(_arguments, (*methods, self._builder)))
        for name in params:
            if name not in known:
                raise ArgumentError(
                    f"{type(self).__name__} has no argument {name!r}: neither build_fn nor fit, "
                    f"predict or evaluate takes it. They take {', '.join(sorted(known))}."
                )

    def get_params(self, deep=True):
        """All that this was made with, as a dict; `deep` is accepted as in scikit-learn."""
        return {**self.sk_params, "build_fn": self.build_fn}

    def set_params(self, **params):
        """Change some of it, and return this."""
        self.check_params({name: value for name, value in params.items() if name != "build_fn"})
        self.build_fn = params.pop("build_fn", self.build_fn)
        self.sk_params.update(params)
        return self

    def filter_sk_params(self, fn, override=None):
        """Those of the parameters that a function takes, replaced by `override`."""
        accepted = _arguments(fn)
        chosen = {name: value for name, value in self.sk_params.items() if name in accepted}
        return {**chosen, **(override or {})}

    def fit(self, x, y, **kwargs):
        """Make a new model and train it.

        Parameters
        ----------
        x, y : arrays, samples along the first axis
        **kwargs
            Of the model's ``fit``.

        Returns
        -------
        History
        """
        self.model = self._builder(**self.filter_sk_params(self._builder))
        options = self.filter_sk_params(Sequential.fit, kwargs)
        return self.model.fit(x, self._targets(y), **options)

    def _targets(self, y):
        """Class numbers as rows, where the loss wants rows."""
        y = np.asarray(y)
        name = getattr(self.model.loss, "__name__", "")
        if name == "categorical_crossentropy" and y.ndim != 2:
            return to_categorical(y, self.model.output_shape[-1])
        return y

    def __sklearn_tags__(self):
        """What scikit-learn asks an estimator."""
        from sklearn.utils import ClassifierTags, RegressorTags, Tags, TargetTags

        kind = self._estimator_type
        return Tags(
            estimator_type=kind,
            target_tags=TargetTags(required=True),
            classifier_tags=ClassifierTags() if kind == "classifier" else None,
            regressor_tags=RegressorTags() if kind == "regressor" else None,
        )


class KerasClassifier(BaseWrapper):
    """A model that tells classes, as a classifier of scikit-learn.

    Parameters
    ----------
    build_fn, **sk_params
        As in :class:`BaseWrapper`.

    Attributes
    ----------
    classes_ : ndarray
        The labels, sorted.
    n_classes_ : int

    Examples
    --------
    >>> from theanornn.layers import Dense
    >>> def build(units=2):
    ...     model = Sequential([Dense(units, input_dim=1), Dense(1, activation="sigmoid")])
    ...     model.compile("sgd", "binary_crossentropy", metrics=["accuracy"])
    ...     return model
    >>> classifier = KerasClassifier(build, units=3, epochs=1, verbose=0)
    >>> history = classifier.fit(np.array([[0.0], [1.0]]), np.array(["no", "yes"]))
    >>> classifier.predict_proba(np.array([[0.5]])).shape
    (1, 2)
    """

    _estimator_type = "classifier"

    def fit(self, x, y, sample_weight=None, **kwargs):
        """Make a new model and train it.

        Parameters
        ----------
        x : array
        y : array ``(samples,)`` or ``(samples, 1)`` of labels, or ``(samples, classes)`` of rows
        sample_weight : array ``(samples,)``, optional
        **kwargs
            Of the model's ``fit``.

        Returns
        -------
        History
        """
        y = np.asarray(y)
        if y.ndim == 2 and y.shape[1] > 1:
            self.classes_ = np.arange(y.shape[1])
        elif y.ndim in (1, 2):
            self.classes_, numbers = np.unique(y, return_inverse=True)
            y = numbers.reshape(y.shape)
        else:
            raise ShapeError(
                f"KerasClassifier: y has shape {y.shape}, expected labels (samples,) or rows "
                "(samples, classes)"
            )
        self.n_classes_ = len(self.classes_)
        if sample_weight is not None:
            kwargs["sample_weight"] = sample_weight
        return super().fit(x, y, **kwargs)

    def predict(self, x, **kwargs):
        """The label of each sample; ``(samples, 1)``, as in Keras, for one output."""
        probabilities = self.model.predict(x, **self.filter_sk_params(Sequential.predict, kwargs))
        if probabilities.shape[-1] > 1:
            return self.classes_[probabilities.argmax(axis=-1)]
        return self.classes_[(probabilities > 0.5).astype(int)]

    def predict_proba(self, x, **kwargs):
        """The probability of each class, ``(samples, classes)``; of two classes for one output."""
        probabilities = self.model.predict(x, **self.filter_sk_params(Sequential.predict, kwargs))
        if probabilities.shape[1] == 1:
            return np.hstack([1 - probabilities, probabilities])
        return probabilities

    def score(self, x, y, **kwargs):
        """The accuracy.

        Raises
        ------
        NotCompiledError
            The model was compiled without ``metrics=["accuracy"]``.
        """
        y = np.asarray(y)
        if y.ndim == 1 or y.shape[1] == 1:
            y = np.searchsorted(self.classes_, y)
        kwargs = self.filter_sk_params(Sequential.evaluate, kwargs)
        values = self.model.evaluate(x, self._targets(y), **kwargs)
        values = values if isinstance(values, list) else [values]
        for name, value in zip(self.model.metrics_names, values):
            if name in ("accuracy", "acc"):
                return value
        raise NotCompiledError(
            "KerasClassifier.score: the model measures no accuracy; compile it with "
            'metrics=["accuracy"]'
        )


class KerasRegressor(BaseWrapper):
    """A model that tells numbers, as a regressor of scikit-learn.

    Parameters
    ----------
    build_fn, **sk_params
        As in :class:`BaseWrapper`.
    """

    _estimator_type = "regressor"

    def predict(self, x, **kwargs):
        """The predictions, ``(samples,)`` for one output."""
        predicted = self.model.predict(x, **self.filter_sk_params(Sequential.predict, kwargs))
        return predicted[..., 0] if predicted.shape[-1] == 1 else predicted

    def score(self, x, y, **kwargs):
        """The loss with a minus sign, so that more is better.

        Without it, as Keras 1 had it, in a script that is run as one of Keras 1.
        """
        kwargs = self.filter_sk_params(Sequential.evaluate, kwargs)
        loss = self.model.evaluate(x, self._targets(y), **kwargs)
        loss = loss[0] if isinstance(loss, list) else loss
        return loss if generations.default == 1 else -loss


def _arguments(function):
    """Names of a callable's arguments, those of Keras 1 among them."""
    names = set(inspect.signature(function).parameters) - {"self", "x", "y"}
    return names | {old for old, new in NAMES["fit"].items() if new in names}
