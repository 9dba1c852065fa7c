"""The picture of a model, drawn with matplotlib: :func:`draw`."""

import os

from theanornn.drawing.graph import connections, label
from theanornn.drawing.layout import place
from theanornn.errors import UnknownNameError

# All in inches, for the font and its size in points.
_FONT, _FONT_SIZE = "DejaVu Sans Mono", 9
_CHARACTER, _LINE = 0.602 * _FONT_SIZE / 72, 1.4 * _FONT_SIZE / 72
_PADDING, _GAP, _MARGIN = 0.12, 0.35, 0.1


def draw(model, file, format=None, show_shapes=False, show_layer_names=True, rankdir="TB", dpi=96):
    """Draw the layers of a model and how they are connected.

    Parameters
    ----------
    model : Sequential or Model
    file : str, path or binary file
    format : str, optional
        ``"png"``, ``"svg"``, ``"pdf"`` or another that matplotlib writes; by default what the name
        of the file ends with, and PNG where it has no ending.
    show_shapes : bool
        Show the shapes of inputs and outputs.
    show_layer_names : bool
        Show the names of layers beside their classes.
    rankdir : {"TB", "LR"}
        From top to bottom or from left to right.
    dpi : int
        Dots per inch of a PNG.

    Raises
    ------
    UnknownNameError
        There is no such format or direction.

    Examples
    --------
    >>> from theanornn.models import Sequential
    >>> from theanornn.layers import Dense
    >>> draw(Sequential([Dense(2, input_dim=1)]), "model.png")
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    if rankdir not in ("TB", "LR"):
        raise UnknownNameError(f"rankdir is {rankdir!r}, expected 'TB' or 'LR'")
    if format is None:
        ending = os.path.splitext(file)[1] if isinstance(file, (str, os.PathLike)) else ""
        format = ending[1:].lower() or "png"
    known = FigureCanvasAgg.get_supported_filetypes()
    if format not in known:
        raise UnknownNameError(f"format {format!r} is unknown; expected one of {sorted(known)}")

    lines = {layer.name: label(layer, show_shapes, show_layer_names) for layer in model.parts}
    edges = [(before.name, after.name) for before, after in connections(model)]
    boxes, courses = _placed(lines, edges, rankdir)
    corners = [(box.x + box.width / 2, box.y + box.height / 2) for box in boxes.values()]
    corners += [point for course in courses.values() for point in course]
    width, height = (max(ends) + 2 * _MARGIN for ends in zip((0, 0), *corners))
    figure = Figure(figsize=(width, height), dpi=dpi)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(-_MARGIN, width - _MARGIN), ylim=(height - _MARGIN, -_MARGIN))
    axes.set_axis_off()
    for edge, course in courses.items():
        _draw_edge(axes, boxes[edge[0]], course, boxes[edge[1]], rankdir)
    for name, box in boxes.items():
        _draw_box(axes, box, lines[name])
    figure.savefig(file, format=format, dpi=dpi)


def _placed(lines, edges, rankdir):
    sizes = {
        name: (
            max(map(len, texts)) * _CHARACTER + 2 * _PADDING,
            len(texts) * _LINE + 2 * _PADDING,
        )
        for name, texts in lines.items()
    }
    if rankdir == "TB":
        return place(sizes, edges, _GAP)
    # From left to right is from top to bottom with the axes exchanged.
    turned = {name: (high, wide) for name, (wide, high) in sizes.items()}
    boxes, courses = place(turned, edges, _GAP)
    return (
        {
            name: box._replace(x=box.y, y=box.x, width=box.height, height=box.width)
            for name, box in boxes.items()
        },
        {edge: [(y, x) for x, y in course] for edge, course in courses.items()},
    )


def _draw_box(axes, box, texts):
    from matplotlib.patches import Rectangle

    corner = (box.x - box.width / 2, box.y - box.height / 2)
    axes.add_patch(Rectangle(corner, box.width, box.height, facecolor="white", edgecolor="black"))
    for number, text in enumerate(texts):
        axes.text(
            box.x,
            box.y + (number - (len(texts) - 1) / 2) * _LINE,
            text,
            ha="center",
            va="center",
            family=_FONT,
            size=_FONT_SIZE,
            parse_math=False,
        )


def _draw_edge(axes, before, course, after, rankdir):
    if rankdir == "TB":
        start = (before.x, before.y + before.height / 2)
        end = (after.x, after.y - after.height / 2)
    else:
        start = (before.x + before.width / 2, before.y)
        end = (after.x - after.width / 2, after.y)
    points = [start, *course, end]
    axes.plot(*zip(*points[:-1]), color="black", linewidth=0.8)
    arrow = {"arrowstyle": "-|>", "color": "black", "linewidth": 0.8, "shrinkA": 0, "shrinkB": 0}
    axes.annotate("", xy=points[-1], xytext=points[-2], arrowprops=arrow)
