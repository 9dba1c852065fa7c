"""Keras' backend over Theano: ``from theanornn.keras import backend as K``.

The functions of the Theano backends of Keras 1.2.2 and 2.3.1 that do not belong to images, under
the names and arguments of both. All of them take and return Theano variables.

Examples
--------
>>> from theanornn.keras import backend as K
>>> x = K.variable([[1.0, 2.0], [3.0, 4.0]])
>>> K.eval(K.sum(x, axis=-1)).tolist()
[3.0, 7.0]
"""

from theanornn.keras.backend import (
    activations,
    common,
    convolution,
    elementwise,
    functions,
    loops,
    normalization,
    phases,
    products,
    random,
    reductions,
    settings,
    shaping,
    targets,
    variables,
)
from theanornn.keras.backend.activations import *  # noqa: F403
from theanornn.keras.backend.convolution import *  # noqa: F403
from theanornn.keras.backend.elementwise import *  # noqa: F403
from theanornn.keras.backend.functions import *  # noqa: F403
from theanornn.keras.backend.loops import *  # noqa: F403
from theanornn.keras.backend.normalization import *  # noqa: F403
from theanornn.keras.backend.phases import *  # noqa: F403
from theanornn.keras.backend.products import *  # noqa: F403
from theanornn.keras.backend.random import *  # noqa: F403
from theanornn.keras.backend.reductions import *  # noqa: F403
from theanornn.keras.backend.settings import *  # noqa: F403
from theanornn.keras.backend.shaping import *  # noqa: F403
from theanornn.keras.backend.targets import *  # noqa: F403
from theanornn.keras.backend.variables import *  # noqa: F403

#: The functions of Keras' backends by what they are about.
__all__ = sorted(  # noqa: PLE0605
    name
    for module in (
        activations,
        convolution,
        elementwise,
        functions,
        loops,
        normalization,
        phases,
        products,
        random,
        reductions,
        settings,
        shaping,
        targets,
        variables,
    )
    for name in module.__all__
)

settings.read_keras_json()

_IMAGES = (
    "conv2d conv2d_transpose conv3d conv3d_transpose deconv2d atrous_conv2d separable_conv2d "
    "depthwise_conv2d pool2d pool3d resize_images resize_volumes spatial_2d_padding "
    "spatial_3d_padding asymmetric_spatial_2d_padding local_conv2d"
).split()
_TENSORFLOW = "get_session set_session tf eager symbolic control_dependencies".split()


def __getattr__(name):
    if name in _IMAGES:
        raise AttributeError(f"K.{name} is of images: theanornn has sequences only.")
    if name in _TENSORFLOW:
        raise AttributeError(f"K.{name} is of the TensorFlow backend; this is Keras on Theano.")
    if name.startswith("ctc_"):
        raise AttributeError(f"K.{name}: theanornn has no connectionist temporal classification.")
    return getattr(common, name)
