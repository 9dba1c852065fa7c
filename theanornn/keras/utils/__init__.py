"""Keras' utilities."""

from theanornn.keras.absent import answers
from theanornn.keras.utils import (
    data_utils,
    generic_utils,
    io_utils,
    layer_utils,
    np_utils,
    vis_utils,
    visualize_util,
)
from theanornn.keras.utils.data_utils import (
    GeneratorEnqueuer,
    OrderedEnqueuer,
    Sequence,
    get_file,
)
from theanornn.keras.utils.generic_utils import (
    CustomObjectScope,
    Progbar,
    custom_object_scope,
    deserialize_keras_object,
    get_custom_objects,
    serialize_keras_object,
)
from theanornn.keras.utils.io_utils import HDF5Matrix
from theanornn.keras.utils.layer_utils import (
    convert_all_kernels_in_model,
    get_source_inputs,
    print_summary,
)
from theanornn.keras.utils.np_utils import normalize, to_categorical
from theanornn.keras.utils.vis_utils import model_to_dot, plot_model

__all__ = [
    "CustomObjectScope",
    "GeneratorEnqueuer",
    "HDF5Matrix",
    "OrderedEnqueuer",
    "Progbar",
    "Sequence",
    "convert_all_kernels_in_model",
    "custom_object_scope",
    "data_utils",
    "deserialize_keras_object",
    "generic_utils",
    "get_custom_objects",
    "get_file",
    "get_source_inputs",
    "io_utils",
    "layer_utils",
    "model_to_dot",
    "normalize",
    "np_utils",
    "plot_model",
    "print_summary",
    "serialize_keras_object",
    "to_categorical",
    "vis_utils",
    "visualize_util",
]

__getattr__ = answers(__name__)
