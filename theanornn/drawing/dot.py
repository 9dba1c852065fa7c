"""The graph of a model as text for Graphviz, and the methods of pydot's graphs that scripts use."""

import functools
import io
import os
import re

from theanornn.drawing.figure import draw
from theanornn.drawing.graph import connections, label


def model_to_dot(
    model,
    show_shapes=False,
    show_layer_names=True,
    rankdir="TB",
    expand_nested=False,
    dpi=96,
    subgraph=False,
):
    """The graph of a model's layers.

    Parameters
    ----------
    model, show_shapes, show_layer_names, rankdir, dpi
        As in :func:`~theanornn.drawing.draw`.
    expand_nested, subgraph : bool
        Accepted as in Keras; a model inside a model is one box.

    Returns
    -------
    Dot

    Examples
    --------
    >>> from theanornn.models import Sequential
    >>> from theanornn.layers import Dense
    >>> print(model_to_dot(Sequential([Dense(2, input_dim=1, name="a")])))
    digraph {
      rankdir=TB;
      node [shape=box];
      "a" [label="a: Dense"];
    }
    """
    options = {
        "show_shapes": show_shapes,
        "show_layer_names": show_layer_names,
        "rankdir": rankdir,
        "dpi": dpi,
    }
    return Dot(model, options)


class Dot:
    """The graph of a model, under the names of pydot's graphs.

    Pictures are drawn by matplotlib, so that no Graphviz is needed; with Graphviz, the text of
    :meth:`to_string` can be drawn by its programs.

    Parameters
    ----------
    model : Sequential or Model
    options : dict
        Arguments of :func:`~theanornn.drawing.draw`.
    """

    def __init__(self, model, options):
        self.model = model
        self.options = options

    def to_string(self):
        """The graph in Graphviz's language."""
        shown = (self.options["show_shapes"], self.options["show_layer_names"])
        lines = ["digraph {", f"  rankdir={self.options['rankdir']};", "  node [shape=box];"]
        for layer in self.model.parts:
            text = "\\n".join(map(_escaped, label(layer, *shown)))
            lines.append(f'  "{_escaped(layer.name)}" [label="{text}"];')
        for before, after in connections(self.model):
            lines.append(f'  "{_escaped(before.name)}" -> "{_escaped(after.name)}";')
        return "\n".join([*lines, "}"])

    __str__ = to_string

    def create(self, prog=None, format="ps", encoding=None):
        """The picture as bytes; `prog` and `encoding` are accepted as in pydot.

        Parameters
        ----------
        format : str
            ``"png"``, ``"svg"``, ``"pdf"``, ``"ps"`` …; ``"raw"`` and ``"dot"`` give the text.
        """
        if format in ("raw", "dot"):
            return self.to_string().encode()
        file = io.BytesIO()
        draw(self.model, file, format, **self.options)
        return file.getvalue()

    def write(self, path, prog=None, format="raw", encoding=None):
        """Write what :meth:`create` gives to a file."""
        with open(os.fspath(path), "wb") as file:
            file.write(self.create(format=format))
        return True

    def __getattr__(self, name):
        # pydot has create_png, write_svg … for every format.
        match = re.fullmatch("(create|write)_([a-z]+)", name)
        if match is None:
            raise AttributeError(f"a Dot has no attribute {name!r}")
        return functools.partial(getattr(self, match[1]), format=match[2])


def _escaped(text):
    return text.replace("\\", "\\\\").replace('"', '\\"')
