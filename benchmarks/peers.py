"""PyTorch, JAX and Keras 3, imported as the benchmarks use them; an ImportError: not installed.

Public names: `torch_on`, `torch_gates`, `keras_on`, `NAMES`.
"""

import os

import numpy as np
from workers import Skipped

#: All peers of any benchmark; what is not named here is a build of ours.
NAMES = ("torch", "torch-fused", "torch-gpu", "jax", "keras-jax", "keras-torch")


def torch_on(device="cpu"):
    """The module torch, with as many threads as the process shall have, and its versions.

    Raises
    ------
    Skipped
        It is installed, but has no such device.
    """
    import torch

    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    versions = {"torch": torch.__version__}
    if device == "cuda":
        if not torch.cuda.is_available():
            raise Skipped("PyTorch finds no GPU")
        # As JAX with its precision "highest": all builds shall compute the same numbers.
        torch.backends.cudnn.allow_tf32 = torch.backends.cuda.matmul.allow_tf32 = False
        versions["gpu"] = torch.cuda.get_device_name()
        versions["cudnn"] = str(torch.backends.cudnn.version())
    return torch, versions


def torch_gates(cell, array):
    """Gates along the first axis in PyTorch's order from ours, or back: z and r change places."""
    if cell != "gru":
        return array
    z, r, h = np.split(array, 3)
    return np.concatenate([r, z, h])


def keras_on(backend):
    """The module keras with one of its backends, and its versions."""
    os.environ["KERAS_BACKEND"] = backend
    if backend == "torch":
        torch_on()
    import keras

    return keras, {"keras": keras.__version__}
