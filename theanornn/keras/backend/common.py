"""Settings of the backend, where Keras has them; under their private names too."""

from theanornn.keras.backend import settings
from theanornn.keras.backend.settings import *  # noqa: F403
from theanornn.keras.backend.settings import __all__

__all__ = list(__all__)

#: What old scripts import of Keras' own variables.
_PRIVATE = {
    "_BACKEND": settings.backend,
    "_EPSILON": settings.epsilon,
    "_FLOATX": settings.floatx,
    "_IMAGE_DATA_FORMAT": settings.image_data_format,
    "_IMAGE_DIM_ORDERING": settings.image_dim_ordering,
}


def __getattr__(name):
    if name in _PRIVATE:
        return _PRIVATE[name]()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
