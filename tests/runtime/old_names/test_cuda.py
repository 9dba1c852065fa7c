"""The old GPU back end is not there."""

import pytest
import theano
from theano.tensor import dvector

from theanornn.runtime.old_names import cuda


def test_not_there():
    assert not cuda.cuda_available and not cuda.cuda_enabled and not cuda.dnn_available()
    cuda.use("gpu0", force=True)


def test_transfers_leave_all_where_it_is():
    x = dvector("x")
    assert cuda.host_from_gpu(cuda.gpu_from_host(cuda.gpu_contiguous(x))) is x
    assert theano.function([], cuda.gpu_from_host([1.0, 2.0]))().tolist() == [1.0, 2.0]


def test_what_needs_a_gpu_says_so_when_it_is_used():
    assert not isinstance(dvector(), cuda.CudaNdarrayType)
    with pytest.raises(
        NotImplementedError, match="cuda.GpuDnnConv needs Theano's old GPU back end"
    ):
        cuda.GpuDnnConv()


def test_its_random_numbers_are_those_of_the_cpu():
    assert theano.function([], cuda.CURAND_RandomStreams(3).uniform((4,)))().shape == (4,)
