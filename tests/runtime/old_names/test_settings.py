"""Settings of one's own."""

from theano import config
from theano.configparser import IntParam

from theanornn.runtime.old_names.settings import AddConfigVar


def test_a_setting_of_ones_own():
    AddConfigVar("theanornn_test.answer", "a number", IntParam(42), root=config, in_c_key=False)
    assert config.theanornn_test__answer == 42
