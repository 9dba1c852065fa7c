"""Where boxes stand and lines go: layers of a graph, one rank below the other.

:func:`place` puts each node below all nodes before it, orders each rank so that lines cross little
(K. Sugiyama et al., "Methods for Visual Understanding of Hierarchical System Structures", 1981)
and leads long lines through the gaps.
"""

from typing import NamedTuple

_SWEEPS = 8


class Box(NamedTuple):
    """Centre and size of a node, in the unit of the sizes that were given."""

    x: float
    y: float
    width: float
    height: float


def place(sizes, edges, gap):
    """Places of nodes and the course of edges.

    Parameters
    ----------
    sizes : dict, node to (width, height)
    edges : list of (node, node)
        Without cycles.
    gap : float
        Room between neighbours and between ranks.

    Returns
    -------
    boxes : dict, node to Box
        ``y`` grows downwards; the picture begins at (0, 0).
    courses : dict, (node, node) to list of (x, y)
        Points that the edge goes through between its two nodes.
    """
    rank_of = _ranks(sizes, edges)
    ranks = [[] for _ in range(max(rank_of.values(), default=-1) + 1)]
    for node, rank in rank_of.items():
        ranks[rank].append(node)
    sizes = dict(sizes)
    chains, links = {}, []
    for before, after in edges:
        # An edge over several ranks goes through a place of its own in each of them.
        waypoints = [(before, after, rank) for rank in range(rank_of[before] + 1, rank_of[after])]
        for waypoint in waypoints:
            ranks[waypoint[2]].append(waypoint)
            sizes[waypoint] = (0.0, 0.0)
        chains[before, after] = waypoints
        whole = [before, *waypoints, after]
        links += zip(whole, whole[1:])
    _order(ranks, links)
    boxes = _positions(ranks, sizes, gap)
    courses = {
        edge: [point for waypoint in waypoints for point in _ends(boxes[waypoint])]
        for edge, waypoints in chains.items()
    }
    return {node: boxes[node] for node in rank_of}, courses


def _ranks(nodes, edges):
    """The number of nodes on the longest way to each node; a first one is near its next."""
    sources, targets = ({node: [] for node in nodes} for _ in range(2))
    for before, after in edges:
        sources[after].append(before)
        targets[before].append(after)
    ranks = {}
    waiting = list(reversed(list(nodes)))
    while waiting:
        node = waiting[-1]
        missing = [before for before in sources[node] if before not in ranks]
        if missing:
            waiting += missing
            continue
        waiting.pop()
        ranks[node] = 1 + max((ranks[before] for before in sources[node]), default=-1)
    for node in nodes:
        if targets[node] and not sources[node]:
            ranks[node] = min(ranks[after] for after in targets[node]) - 1
    return {node: ranks[node] for node in nodes}


def _order(ranks, links):
    """Sort each rank by the mean place of its neighbours, down and up some times."""
    neighbours = {}
    for before, after in links:
        neighbours.setdefault(after, []).append(before)
        neighbours.setdefault(before, []).append(after)
    place_of = {node: number for rank in ranks for number, node in enumerate(rank)}
    for sweep in range(_SWEEPS):
        for rank in ranks if sweep % 2 == 0 else reversed(ranks):
            means = {}
            for node in rank:
                places = [place_of[other] for other in neighbours.get(node, ())]
                means[node] = sum(places) / len(places) if places else place_of[node]
            rank.sort(key=means.get)
            place_of.update((node, number) for number, node in enumerate(rank))


def _positions(ranks, sizes, gap):
    widths = [sum(sizes[node][0] + gap for node in rank) - gap for rank in ranks]
    middle, y, boxes = max(widths, default=0.0) / 2, 0.0, {}
    for rank, width in zip(ranks, widths):
        height = max(sizes[node][1] for node in rank)
        x = middle - width / 2
        for node in rank:
            wide, high = sizes[node]
            # A line goes straight down through a rank, and turns in the gaps only.
            boxes[node] = Box(x + wide / 2, y + height / 2, wide, high or height)
            x += wide + gap
        y += height + gap
    return boxes


def _ends(waypoint):
    """Where a line enters a rank, and where it leaves it."""
    x, y, _, height = waypoint
    return (x, y - height / 2), (x, y + height / 2)
