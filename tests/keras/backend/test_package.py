import pytest

from theanornn.keras import backend as K

#: The functions of both Keras' Theano backends, but for those of images and of TensorFlow.
WANTED = """
abs all any arange argmax argmin backend batch_dot batch_flatten batch_get_value
batch_normalization batch_set_value bias_add binary_crossentropy cast cast_to_floatx
categorical_crossentropy clear_session clip concatenate constant conv1d cos count_params cumprod
cumsum dot dropout dtype elu epsilon equal eval exp expand_dims eye flatten floatx foldl foldr
function gather get_uid get_value get_variable_shape gradients greater greater_equal hard_sigmoid
identity image_data_format image_dim_ordering in_test_phase in_top_k in_train_phase int_shape
is_keras_tensor is_placeholder is_sparse is_tensor is_variable l2_normalize learning_phase less
less_equal lesser lesser_equal local_conv1d log logsumexp manual_variable_initialization map_fn max
maximum mean min minimum moving_average_update name_scope ndim normalize_batch_in_training
not_equal one_hot ones ones_like pattern_broadcast permute_dimensions placeholder pow print_tensor
prod random_binomial random_normal random_normal_variable random_uniform random_uniform_variable
relu repeat repeat_elements reset_uids reshape reverse rnn round set_epsilon set_floatx
set_image_data_format set_image_dim_ordering set_learning_phase set_value shape sigmoid sign sin
size slice softmax softplus softsign sparse_categorical_crossentropy sqrt square squeeze stack std
stop_gradient sum switch tanh temporal_padding asymmetric_temporal_padding tile to_dense transpose
truncated_normal update update_add update_sub var variable zeros zeros_like
""".split()


@pytest.mark.parametrize("name", WANTED)
def test_it_is_there_and_says_what_it_does(name):
    assert name in K.__all__
    assert getattr(K, name).__doc__


@pytest.mark.parametrize(
    "name, reason",
    [("conv2d", "images"), ("get_session", "TensorFlow"), ("ctc_batch_cost", "temporal class")],
)
def test_what_is_not_there_says_why(name, reason):
    with pytest.raises(AttributeError, match=f"K.{name}.*{reason}"):
        getattr(K, name)
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = K.nonsense


def test_private_names_that_old_scripts_use():
    from theanornn.keras.backend.common import _EPSILON, epsilon, floatx

    assert K._EPSILON == _EPSILON == K.epsilon() == epsilon()
    assert (K._FLOATX, K._BACKEND, K._IMAGE_DIM_ORDERING) == (floatx(), "theano", "tf")
