"""``theano.sandbox.cuda``: "not there", as on a machine without a GPU.

What moved data to the GPU and back leaves it where it is. All else can be imported, since modules
that also run on the CPU import it, and says why it is not there when it is used.
"""

import theano

from theanornn.runtime.old_names.mrg import MRG_RandomStreams

cuda_available = False
cuda_enabled = False
CURAND_RandomStreams = MRG_RandomStreams


def use(device, *args, **kwargs):
    """Stay on the CPU, where the program asked for a GPU."""


def dnn_available():
    """Tell that cuDNN is not there."""
    return False


dnn_available.msg = "Theano's GPU back end is gone"


def host_from_gpu(x):
    """The tensor itself: it is on the host."""
    return theano.tensor.as_tensor_variable(x)


gpu_from_host = gpu_contiguous = as_cuda_ndarray_variable = host_from_gpu


class _NotThere(type):
    """Classes of what needs a GPU: nothing is an instance of them, and nothing makes one."""

    def __call__(cls, *args, **kwargs):
        raise NotImplementedError(
            f"theano.sandbox.cuda.{cls.__name__} needs Theano's old GPU back end, which is gone "
            "since Theano 1.0"
        )


def __getattr__(name):
    if name.startswith("_"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return _NotThere(name, (), {})
