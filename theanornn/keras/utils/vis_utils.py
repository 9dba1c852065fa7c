"""Keras' drawings of models."""

from theanornn.drawing import draw, model_to_dot

__all__ = ["model_to_dot", "plot_model"]


def plot_model(
    model,
    to_file="model.png",
    show_shapes=False,
    show_layer_names=True,
    rankdir="TB",
    expand_nested=False,
    dpi=96,
):
    """Draw a model to a file; see :func:`theanornn.drawing.draw`.

    A file name that ends with ``.dot`` or ``.gv`` gets the text for Graphviz. `expand_nested` is
    accepted, and a model inside the model stays one box. In a notebook the picture is returned.
    """
    if str(to_file).endswith((".dot", ".gv")):
        model_to_dot(model, show_shapes, show_layer_names, rankdir).write(to_file)
        return None
    options = {"show_shapes": show_shapes, "show_layer_names": show_layer_names}
    draw(model, to_file, rankdir=rankdir, dpi=dpi, **options)
    return _shown(to_file)


def _shown(file):
    """The picture for a notebook; None elsewhere."""
    try:
        from IPython import get_ipython
        from IPython.display import Image
    except ImportError:
        return None
    shows = get_ipython() is not None and not str(file).endswith((".svg", ".pdf"))
    return Image(filename=file) if shows else None
