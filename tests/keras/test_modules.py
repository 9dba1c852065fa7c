"""Keras' module tree: what old scripts import is there, and is theanornn's own."""

import importlib

import pytest

import theanornn.layers
import theanornn.losses
import theanornn.models
from theanornn import keras

# As scripts of Keras 1 and Keras 2 import them.
IMPORTS = {
    "models": "Sequential",
    "layers": "Activation Bidirectional Dense Dropout Embedding GRU LSTM Layer Masking "
    "RepeatVector SimpleRNN TimeDistributed",
    "layers.advanced_activations": "ELU LeakyReLU PReLU ParametricSoftplus ReLU SReLU Softmax "
    "ThresholdedReLU",
    "layers.convolutional": "AtrousConv1D AtrousConvolution1D AveragePooling1D Conv1D "
    "Convolution1D Cropping1D MaxPooling1D UpSampling1D ZeroPadding1D",
    "layers.core": "Activation ActivityRegularization Dense Dropout Flatten Highway Masking "
    "MaxoutDense Merge Permute RepeatVector Reshape SpatialDropout1D TimeDistributedDense",
    "layers.embeddings": "Embedding",
    "layers.noise": "AlphaDropout GaussianDropout GaussianNoise",
    "layers.normalization": "BatchNormalization",
    "layers.pooling": "AveragePooling1D AvgPool1D GlobalAveragePooling1D GlobalAvgPool1D "
    "GlobalMaxPool1D GlobalMaxPooling1D MaxPool1D MaxPooling1D",
    "layers.cudnn_recurrent": "CuDNNGRU CuDNNLSTM",
    "layers.merge": "Add Average Concatenate Dot Maximum Merge Minimum Multiply Subtract add "
    "average concatenate dot maximum minimum multiply subtract",
    "layers.recurrent": "GRU GRUCell LSTM LSTMCell RNN Recurrent SimpleRNN SimpleRNNCell "
    "StackedRNNCells",
    "layers.wrappers": "Bidirectional TimeDistributed",
    "optimizers": "SGD RMSprop Adagrad Adadelta Adam Adamax Nadam Optimizer get",
    "objectives": "mse mean_squared_error binary_crossentropy categorical_crossentropy get",
    "losses": "mse mean_squared_error binary_crossentropy categorical_crossentropy get",
    "metrics": "binary_accuracy categorical_accuracy get",
    "callbacks": "BaseLogger CSVLogger Callback CallbackList EarlyStopping History LambdaCallback "
    "LearningRateScheduler ModelCheckpoint Progbar ProgbarLogger ReduceLROnPlateau RemoteMonitor "
    "TensorBoard TerminateOnNaN",
    "regularizers": "l1 l2 l1l2 l1_l2 activity_l2 WeightRegularizer get",
    "constraints": "maxnorm max_norm nonneg non_neg unitnorm unit_norm get",
    "initializations": "normal uniform glorot_uniform orthogonal identity zero one get",
    "initializers": "RandomNormal Orthogonal glorot_uniform zeros Zeros constant get",
    "activations": "tanh sigmoid hard_sigmoid relu softmax linear get",
    "preprocessing.sequence": "TimeseriesGenerator make_sampling_table pad_sequences skipgrams",
    "preprocessing.text": "Tokenizer base_filter hashing_trick one_hot text_to_word_sequence "
    "tokenizer_from_json",
    "datasets": "boston_housing imdb mnist reuters",
    "datasets.boston_housing": "load_data",
    "datasets.mnist": "load_data",
    "datasets.reuters": "load_data get_word_index",
    "engine": "Input Layer Model training",
    "engine.training": "GeneratorEnqueuer Model _slice_arrays slice_X",
    "datasets.imdb": "load_data get_word_index",
    "utils": "CustomObjectScope GeneratorEnqueuer HDF5Matrix OrderedEnqueuer Progbar Sequence "
    "custom_object_scope get_custom_objects get_file model_to_dot normalize np_utils plot_model "
    "to_categorical",
    "utils.data_utils": "GeneratorEnqueuer OrderedEnqueuer Sequence get_file validate_file",
    "utils.generic_utils": "CustomObjectScope Progbar custom_object_scope get_custom_objects "
    "get_from_module",
    "utils.io_utils": "HDF5Matrix ask_to_proceed_with_overwrite load_array save_array",
    "utils.layer_utils": "convert_all_kernels_in_model layer_from_config print_summary",
    "utils.np_utils": "categorical_probas_to_classes normalize to_categorical",
    "utils.test_utils": "get_test_data keras_test layer_test",
    "utils.vis_utils": "model_to_dot plot_model",
    "utils.visualize_util": "model_to_dot plot",
    "wrappers": "scikit_learn",
    "wrappers.scikit_learn": "KerasClassifier KerasRegressor",
}


@pytest.mark.parametrize("module", IMPORTS)
def test_imports(module):
    found = importlib.import_module(f"theanornn.keras.{module}")
    assert found.__doc__
    for name in IMPORTS[module].split():
        assert getattr(found, name) is not None


@pytest.mark.parametrize("module", [name for name in IMPORTS if "." not in name])
def test_modules_are_attributes_too(module):
    assert getattr(keras, module).__name__ == f"theanornn.keras.{module}"


def test_everything_is_one_implementation():
    assert keras.models.Sequential is theanornn.models.Sequential
    assert keras.layers.LSTM is keras.layers.recurrent.LSTM is theanornn.layers.LSTM
    assert keras.losses.mse is keras.objectives.mse is theanornn.losses.mse


def test_every_layer_is_in_keras_layers():
    assert set(theanornn.layers.LAYERS) <= set(keras.layers.__all__) <= set(dir(keras.layers))


@pytest.mark.parametrize("name", ["core.SpatialDropout2D", "convolutional.Convolution2D",
                                  "pooling.MaxPooling2D"])  # fmt: skip
def test_layers_for_images_are_answered(name):
    module, name = name.split(".")
    with pytest.raises(ImportError, match=f"{name} works on images"):
        getattr(importlib.import_module(f"theanornn.keras.layers.{module}"), name)
