"""Answers to names of Keras that are not here: what they are called now, or why they are missing.

Public names: :func:`explanation` (of a module), :func:`answers` (for a module's names).
"""

import difflib
import pkgutil

_IMAGES = "works on images, and theanornn is for sequences"

#: Modules of Keras that are not here.
MODULES = {
    "keras.applications": f"{_IMAGES}; old weights of it load in no theanornn model",
    "keras.layers.convolutional_recurrent": f"(ConvLSTM2D) {_IMAGES}",
    "keras.layers.local": "(LocallyConnected) is not part of theanornn",
    "keras.preprocessing.image": _IMAGES,
    "keras.datasets.cifar": _IMAGES,
    "keras.datasets.cifar10": _IMAGES,
    "keras.datasets.cifar100": _IMAGES,
    "keras.datasets.fashion_mnist": _IMAGES,
    "keras.utils.multi_gpu_utils": "needs several GPUs, which theanornn does not use",
    "keras.backend.theano_backend": "is keras.backend itself here",
    "keras.backend.tensorflow_backend": "needs TensorFlow; keras.backend is on Theano",
    "keras.layers.containers": "is gone since Keras 1.0: Sequential is a layer itself",
}

#: Names that modules of Keras once had.
NAMES = {
    **dict.fromkeys(
        ("JZS1", "JZS2", "JZS3"), "is gone since Keras 1.0; it was a variant of GRU: use GRU"
    ),
    **dict.fromkeys(
        (
            "AtrousConv2D AtrousConvolution2D AveragePooling2D AveragePooling3D AvgPool2D "
            "AvgPool3D Conv2D Conv2DTranspose Conv3D Conv3DTranspose ConvLSTM2D ConvLSTM2DCell "
            "ConvRNN2D ConvRecurrent2D Convolution2D Convolution2DTranspose Convolution3D "
            "Cropping2D Cropping3D Deconv2D Deconv3D Deconvolution2D Deconvolution3D "
            "DepthwiseConv2D GlobalAveragePooling2D GlobalAveragePooling3D GlobalAvgPool2D "
            "GlobalAvgPool3D GlobalMaxPool2D GlobalMaxPool3D GlobalMaxPooling2D "
            "GlobalMaxPooling3D LocallyConnected2D MaxPool2D MaxPool3D MaxPooling2D MaxPooling3D "
            "SeparableConv2D SeparableConvolution2D SpatialDropout2D SpatialDropout3D "
            "UpSampling2D UpSampling3D ZeroPadding2D ZeroPadding3D"
        ).split(),
        _IMAGES,
    ),
    **dict.fromkeys(
        ("LocallyConnected1D", "SeparableConv1D", "SeparableConvolution1D"),
        "is not part of theanornn: Conv1D is",
    ),
    **dict.fromkeys(
        (
            "BinaryCrossentropy CategoricalCrossentropy CategoricalHinge CosineSimilarity Hinge "
            "Huber KLDivergence LogCosh Loss MeanAbsoluteError MeanAbsolutePercentageError "
            "MeanSquaredError MeanSquaredLogarithmicError Poisson SparseCategoricalCrossentropy "
            "SquaredHinge"
        ).split(),
        "is a class of Keras 2.3 that is not here: give the function or its name, as in "
        'compile(loss="mean_squared_error")',
    ),
    **dict.fromkeys(
        (
            "AUC Accuracy BinaryAccuracy CategoricalAccuracy FalseNegatives FalsePositives "
            "LogCoshError MeanIoU Metric Precision Recall RootMeanSquaredError "
            "SensitivityAtSpecificity SparseCategoricalAccuracy SparseTopKCategoricalAccuracy "
            "SpecificityAtSensitivity TopKCategoricalAccuracy TrueNegatives TruePositives"
        ).split(),
        "is a class of Keras 2.3 that is not here: give a function or its name, as in "
        'compile(metrics=["accuracy"])',
    ),
    "AutoEncoder": "is gone since Keras 1.0: use a Sequential or a Model of encoder and decoder",
    "Graph": "is gone since Keras 1.0: use Model(inputs, outputs)",
    "LambdaMerge": "is gone since Keras 1.0: use merge(..., mode=function) or Lambda",
    "TimeDistributedMerge": "is gone since Keras 1.0: use Lambda(lambda x: x.mean(axis=1))",
    "multi_gpu_model": "needs several GPUs, which theanornn does not use",
    "TFOptimizer": "needs TensorFlow, and the backend here is Theano",
    "MultiHeadAttention": "is newer than the Keras whose names these are (2.3.1)",
    "TextVectorization": "is newer than the Keras whose names these are (2.3.1)",
}


def explanation(name):
    """What to say of a module of Keras that is not here.

    Parameters
    ----------
    name : str
        ``keras.applications.vgg16``.

    Examples
    --------
    >>> explanation("keras.layers.reccurent")
    "No module named 'keras.layers.reccurent'; did you mean 'keras.layers.recurrent'?"
    """
    text = f"No module named {name!r}"
    for absent, why in MODULES.items():
        if name == absent or name.startswith(absent + "."):
            return f"{text}: {absent} {why}"
    near = difflib.get_close_matches(name, _modules(), n=1)
    return f"{text}; did you mean {near[0]!r}?" if near else text


def _modules():
    import theanornn.keras

    found = pkgutil.walk_packages(theanornn.keras.__path__, "theanornn.keras.")
    return [each.name.partition(".")[2] for each in found]


def answers(module):
    """The ``__getattr__`` of a module of ours: an answer for names that Keras once had.

    A name that is known to be missing raises ImportError, because that is what its importer sees;
    any other AttributeError, with the nearest name.

    Parameters
    ----------
    module : str
        Its ``__name__``.
    """
    import sys

    def __getattr__(name):
        keras_name = module.partition(".")[2]
        if name in NAMES:
            raise ImportError(f"{keras_name}.{name} {NAMES[name]}.", name=name)
        near = difflib.get_close_matches(name, dir(sys.modules[module]), n=1)
        hint = f"; did you mean {near[0]!r}?" if near and not name.startswith("_") else ""
        error = AttributeError(f"module {keras_name!r} has no attribute {name!r}{hint}")
        error.name = name  # an argument from Python 3.10 on
        raise error

    return __getattr__
