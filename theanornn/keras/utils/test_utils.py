"""What Keras' own tests are written with: data to learn from, and one look at a layer."""

import numpy as np

from theanornn.argument_names import checked_arguments
from theanornn.layers import Input
from theanornn.models import Model, Sequential, model_from_json

__all__ = ["get_test_data", "keras_test", "layer_test"]

# Not a test itself, though its name begins like one of pytest's.
__test__ = False


@checked_arguments("get_test_data")
def get_test_data(
    num_train=1000,
    num_test=500,
    input_shape=(10,),
    output_shape=(2,),
    classification=True,
    num_classes=2,
):
    """Random samples around a number that is the class, or that the target has too.

    Random numbers are those of NumPy's global state, drawn in Keras' order.

    Parameters
    ----------
    num_train, num_test, num_classes : int
        Keras 1: ``nb_train``, ``nb_test``, ``nb_class``.
    input_shape, output_shape : tuple
        Without the axis of samples; the latter for numbers as targets only.
    classification : bool
        Class numbers as targets.

    Returns
    -------
    (x_train, y_train), (x_test, y_test)
    """
    count = num_train + num_test
    if classification:
        centres = y = np.random.randint(0, num_classes, size=(count,))
    else:
        centres = np.random.random((count,))
        y = np.zeros((count, *output_shape))
    x = np.zeros((count, *input_shape))
    for sample, centre in enumerate(centres):
        x[sample] = np.random.normal(loc=centre, scale=0.7, size=input_shape)
        if not classification:
            y[sample] = np.random.normal(loc=centre, scale=0.7, size=output_shape)
    return (x[:num_train], y[:num_train]), (x[num_train:], y[num_train:])


def layer_test(
    layer_cls,
    kwargs=None,
    input_shape=None,
    input_dtype=None,
    input_data=None,
    expected_output=None,
    expected_output_dtype=None,
    fixed_batch_size=False,
):
    """Use a layer in a Model and in a Sequential, by itself and from its config.

    Parameters
    ----------
    layer_cls : class
    kwargs : dict, optional
        Arguments of the layer.
    input_shape : tuple, optional
        With the axis of samples; None for a size that is free.
    input_dtype : str, optional
    input_data : array, optional
        Random numbers from 0 to 10 if there are none.
    expected_output : array, optional
        What the layer has to give, to 1e-3.
    expected_output_dtype : str, optional
    fixed_batch_size : bool
        Whether the layer is made for the number of samples.

    Returns
    -------
    ndarray
        What the layer gave.

    Raises
    ------
    AssertionError
        It gave something else, or another shape than it told.
    """
    kwargs = dict(kwargs or {})
    if input_data is None:
        shape = [np.random.randint(1, 4) if size is None else size for size in input_shape]
        input_data = (10 * np.random.random(shape)).astype(input_dtype or "float64")
    input_shape = tuple(input_shape or input_data.shape)

    layer = layer_cls(**kwargs)
    if fixed_batch_size:
        x = Input(batch_shape=input_shape, dtype=input_dtype)
    else:
        x = Input(shape=input_shape[1:], dtype=input_dtype)
    y = layer(x)
    if expected_output_dtype is not None and y.dtype != expected_output_dtype:
        raise AssertionError(f"{layer.name} gives {y.dtype}, expected {expected_output_dtype}")
    shape = layer.compute_output_shape(input_shape)
    model = Model(x, y)
    _look(model, input_data, shape, expected_output)
    weights = model.get_weights()
    layer.set_weights(layer.get_weights())
    again = Model.from_config(model.get_config(), {layer_cls.__name__: layer_cls})
    again.set_weights(weights)
    _look(again, input_data, shape, expected_output)

    config = {**layer.get_config(), "batch_input_shape": input_shape}
    chain = Sequential([layer_cls.from_config(config)])
    chain.set_weights(weights)
    output = _look(chain, input_data, shape, expected_output)
    model_from_json(chain.to_json(), {layer_cls.__name__: layer_cls})
    return output


def _look(model, data, shape, expected):
    """The prediction, of the shape and values that are expected."""
    model.compile("rmsprop", "mse")
    output = model.predict(data)
    told = [size if want is None else want for size, want in zip(output.shape, shape)]
    if list(output.shape) != told or len(shape) != output.ndim:
        raise AssertionError(f"{model.name} gives {output.shape}, and told {shape}")
    if expected is not None:
        np.testing.assert_allclose(output, expected, rtol=1e-3)
    return output


def keras_test(func):
    """The function as it is; Keras cleans up after TensorFlow here."""
    return func
