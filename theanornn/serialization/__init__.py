"""Reading and writing models, and trainings that are under way.

:mod:`~theanornn.serialization.native` is theanornn's own format, `hdf5` those of Keras, and
`convert` knows the weights of other systems. :class:`LoopCheckpoint` keeps a training loop of
one's own, so that it goes on after any end; `fit` has ``checkpoint=`` for that.
"""

__all__ = ["LoopCheckpoint"]


def __getattr__(name):
    # Whoever writes a file need not import what trains.
    if name == "LoopCheckpoint":
        from theanornn.serialization.loop_checkpoint import LoopCheckpoint

        return LoopCheckpoint
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
