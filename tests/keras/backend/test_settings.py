import json

import numpy as np
import pytest
import theano

from theanornn import losses
from theanornn.errors import DtypeError, TheanornnError, UnknownNameError
from theanornn.keras import backend as K
from theanornn.keras.backend.settings import read_keras_json
from theanornn.layers import Dense


@pytest.fixture(autouse=True)
def _as_it_was():
    epsilon, data_format = K.epsilon(), K.image_data_format()
    yield
    K.set_epsilon(epsilon)
    K.set_image_data_format(data_format)


def test_it_is_theano():
    assert K.backend() == "theano"


def test_floatx_is_that_of_theano():
    with theano.config.change_flags(floatX="float64"):
        K.set_floatx("float32")
        assert K.floatx() == theano.config.floatX == "float32"
        assert K.cast_to_floatx([1, 2]).dtype == K.variable(1.0).dtype == "float32"
        with pytest.raises(DtypeError, match="int32.*float16, float32, float64"):
            K.set_floatx("int32")


def test_epsilon_is_that_of_the_losses():
    assert K.epsilon() == losses.EPSILON == 1e-7
    K.set_epsilon(1e-3)
    assert K.epsilon() == 1e-3
    loss = K.eval(losses.binary_crossentropy(K.variable([0.0]), K.variable([1.0])))
    np.testing.assert_allclose(loss, -np.log(1e-3))


def test_the_order_of_image_axes_under_both_names():
    assert (K.image_data_format(), K.image_dim_ordering()) == ("channels_last", "tf")
    K.set_image_dim_ordering("th")
    assert K.image_data_format() == "channels_first"
    K.set_image_data_format("Channels_Last")
    assert K.image_dim_ordering() == "tf"
    assert K.normalize_data_format(None) == "channels_last"
    for set_it in (K.set_image_data_format, K.set_image_dim_ordering):
        with pytest.raises(UnknownNameError):
            set_it("channels_middle")


def test_uids_count_by_prefix_and_start_again():
    K.reset_uids()
    assert [K.get_uid("a"), K.get_uid("a"), K.get_uid("b"), K.get_uid()] == [1, 2, 1, 1]
    K.clear_session()
    assert K.get_uid("a") == 1
    assert Dense(1).name == "dense_1"


def test_clear_session_frees_the_learning_phase():
    K.set_learning_phase(1)
    K.clear_session()
    assert not isinstance(K.learning_phase(), int)


def test_name_scopes():
    with K.name_scope("a"), K.name_scope("b"):
        assert K.variable(0.0, name="x").name == "a/b/x"
        assert K.placeholder(ndim=1).name is None
    assert K.variable(0.0, name="x").name == "x"


@pytest.mark.parametrize("text", [None, "not json", "[1]", "{}"])
def test_no_keras_json_or_none_of_its_kind(text, tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    if text is not None:
        (tmp_path / "keras.json").write_text(text)
    read_keras_json()
    assert (K.epsilon(), K.image_data_format()) == (1e-7, "channels_last")


def test_keras_json_is_read(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    settings = tmp_path / "keras.json"
    settings.write_text(json.dumps({"epsilon": 1e-5, "image_dim_ordering": "th"}))
    read_keras_json()
    assert (K.epsilon(), K.image_data_format()) == (1e-5, "channels_first")
    settings.write_text(json.dumps({"image_data_format": "channels_last"}))
    read_keras_json()
    assert K.image_dim_ordering() == "tf"
    for wrong in ({"epsilon": "small"}, {"image_data_format": "tf"}):
        settings.write_text(json.dumps(wrong))
        with pytest.raises(TheanornnError, match="keras.json"):
            read_keras_json()
