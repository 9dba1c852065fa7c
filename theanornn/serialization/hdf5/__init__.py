"""Files of Keras: HDF5, as Keras 1.0 to 1.2.2 and 2.0 to 2.3.1 write and read it.

`contents` reads a file, `writing` writes one; `matching` and `optimizer_state` put arrays into a
model; `keras1` and `keras2` say a model's config in the words of each.
"""

from theanornn.serialization.hdf5.contents import Contents, is_hdf5, read
from theanornn.serialization.hdf5.matching import matched
from theanornn.serialization.hdf5.writing import VERSIONS, contents_of, model_config, plain, write

__all__ = [
    "Contents",
    "VERSIONS",
    "contents_of",
    "is_hdf5",
    "matched",
    "model_config",
    "plain",
    "read",
    "write",
]
