"""The loop over time of a program: `run_loop`."""

import numpy as np

__all__ = ["run_loop"]


def run_loop(options, values, arrays):
    """Repeat the body of a loop.

    Parameters
    ----------
    options : dict
        ``body`` (a `Program`); ``sequences``, how many arrays are handed to it step by step;
        ``states``, for each state the steps back that the body sees (``[[-1]]``); ``carried``, how
        many values it passes on without a record; ``mapped``, how many results it has besides;
        ``until``, whether its last result says that it was the last step.
    values : list
        Number of steps; the sequences; for each state an array whose first entries are the first
        states and whose others are to be filled; what is carried; what is the same at each step.
    arrays : dict
        Of the program.

    Returns
    -------
    list of ndarray
        The states over time, the mapped results over time, what was carried.
    """
    body, taps = options["body"], options["states"]
    n_steps, values = int(values[0]), list(values[1:])
    sequences = _taken(values, options["sequences"])
    states = [np.array(state) for state in _taken(values, len(taps))]
    carried = _taken(values, options["carried"])
    starts = [-min(steps_back) for steps_back in taps]
    step = body.with_fixed(values, arrays)
    mapped, done = [], n_steps
    for t in range(n_steps):
        before = [
            state[start + t + back]
            for state, start, steps_back in zip(states, starts, taps)
            for back in steps_back
        ]
        results = list(step([*(sequence[t] for sequence in sequences), *before, *carried]))
        for state, start, new in zip(states, starts, _taken(results, len(taps))):
            state[start + t] = new
        mapped.append(_taken(results, options["mapped"]))
        carried = _taken(results, options["carried"])
        if options["until"] and results[0]:
            done = t + 1
            break
    states = [state[: start + done] for state, start in zip(states, starts)]
    return [*states, *(np.stack(each) for each in zip(*mapped)), *carried]


def _taken(values, n):
    """The first n of a list, which loses them."""
    taken = values[:n]
    del values[:n]
    return taken
