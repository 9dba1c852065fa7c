"""Methods of a layer's class under the signatures of theanornn, Keras 1 and Keras 2 alike."""

import functools
import inspect
import itertools

from theanornn.layers.context import current_context

__all__ = ["adapt"]


def adapt(cls):
    """Change a layer's class, so that whoever calls its methods need not know how it is written.

    ``call`` takes ``mask`` and ``context`` whether it wants them or not, and arguments that are
    None, and finds the context when none is passed (``super().call(x)``). A ``build`` outside of
    theanornn is run once. ``get_output_shape_for`` and ``compute_output_shape`` are the same. A
    class that has only the former is of Keras 1.
    """
    own = vars(cls)
    cls.is_own = not _is_built_in(cls)
    if "call" in own:
        cls.call = _with_context(own["call"])
    if cls.is_own and "build" in own:
        cls.build = _once(own["build"])
    if "compute_output_shape" in own:
        cls.get_output_shape_for = own["compute_output_shape"]
    elif "get_output_shape_for" in own:
        cls.compute_output_shape = own["get_output_shape_for"]
        cls.generation = 1
    if "call" in own or "compute_output_shape" in own or "get_output_shape_for" in own:
        cls.finds_out_shape = cls.is_own and not _says_shape(cls)
    if cls.is_own and "call" in own:
        cls.takes_several_inputs = True
    if cls.is_own:
        built_in = next(parent for parent in cls.__mro__ if _is_built_in(parent))
        cls.has_layers_within = _is_base(built_in) or built_in.has_layers_within


def _is_built_in(cls):
    return cls.__module__.partition(".")[0] == "theanornn"


def _is_base(cls):
    return (cls.__module__, cls.__name__) == ("theanornn.layers.base", "Layer")


def _says_shape(cls):
    """Whether a class below `Layer` has a method for the shape of its output."""
    says = {"compute_output_shape", "get_output_shape_for"}
    below = itertools.takewhile(lambda parent: not _is_base(parent), cls.__mro__)
    return any(says.intersection(vars(parent)) for parent in below)


def _with_context(call):
    accepted = inspect.signature(call).parameters
    takes_all = any(each.kind is each.VAR_KEYWORD for each in accepted.values())

    @functools.wraps(call)
    def wrapper(self, *args, context=None, **kwargs):
        context = current_context() if context is None else context
        if "context" in accepted:
            kwargs["context"] = context
        for name in [name for name in kwargs if name not in accepted]:
            if name == "mask" or (kwargs[name] is None and not takes_all):
                del kwargs[name]
        with context:
            return call(self, *args, **kwargs)

    return wrapper


def _once(build):
    @functools.wraps(build)
    def wrapper(self, input_shape=None):
        if self.is_being_built:  # by a subclass, through super()
            return build(self, input_shape)
        return self.build_own(functools.partial(build, self), input_shape)

    return wrapper
