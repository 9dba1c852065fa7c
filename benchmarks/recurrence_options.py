"""What do a mask of time, dropout masks and a cell of one's own cost in the fused recurrence?

Ratios are to the plain built-in cell: with a mask of time, with dropout masks on input and state
(all of them ones, so that the numbers stay the same), and with the same equations as a user would
write them down, gate by gate. The minimal gated unit (mgu) is built in nowhere: its GFLOP/s are to
be seen beside those of the GRU, which has the same two levels of products.

Modes and sizes as in recurrence.py.
"""

import sys

import options
from measuring import run
from own_cells import BUILDS, Case

CASES = [
    Case("lstm", 32, 100, 128, 128),
    Case("gru", 32, 100, 128, 128),
    Case("mgu", 32, 100, 128, 128),
    Case("lstm", 20, 35, 650, 650),
    Case("lstm", 1, 200, 256, 256),
]
QUICK = [Case("mgu", 3, 5, 4, 6)]


def main(arguments=None):
    """Run the benchmark; the exit status."""
    arguments = options.parser(__doc__, BUILDS, ours=tuple(BUILDS)).parse_args(arguments)
    cases, builds, threads, settings = options.chosen(arguments, CASES, QUICK)
    record = run("recurrence_options", "own_cells", builds, cases, threads, settings)
    by_name = {case.name: case for case in cases}
    return options.finish(
        record,
        arguments,
        builds,
        "What options of a recurrent layer cost",
        lambda name, mode: by_name[name].operations(mode),
        cost=True,
    )


if __name__ == "__main__":
    sys.exit(main())
