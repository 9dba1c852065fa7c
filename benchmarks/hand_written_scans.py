"""How much faster is a step that somebody wrote for theano.scan, in theanornn.scan?

The steps are those of old tutorials and papers: an LSTM with one matrix and a mask inside of the
step (masked_lstm), a GRU likewise (masked_gru), an LSTM with four matrices of each kind, all
within the step (four_matrices). Sizes are batch x steps x inputs x units. ``fwd`` is the outputs at
all steps, ``fb`` the gradients with respect to all weights. The same function loops in both: only
its name is another, theanornn.scan (cpu) or theano.scan (cpu-scan).

About three minutes on two cores.
"""

import sys

import options
import plots
from hand_written_builds import BUILDS, Case
from measuring import run

CASES = [
    Case(step, 32, 100, 128, 128) for step in ("masked_lstm", "masked_gru", "four_matrices")
] + [Case("masked_lstm", 1, 200, 256, 256), Case("masked_lstm", 20, 35, 650, 650)]
QUICK = [Case(step, 3, 5, 4, 6) for step in ("masked_lstm", "masked_gru", "four_matrices")]


def main(arguments=None):
    """Run the benchmark; the exit status."""
    arguments = options.parser(__doc__, BUILDS).parse_args(arguments)
    cases, builds, threads, settings = options.chosen(arguments, CASES, QUICK)
    work = [(count, cases) for count in threads]
    path = arguments.json
    record = run("hand_written_scans", "hand_written_builds", builds, work, settings, path=path)
    title = "Steps written for theano.scan (batch x steps x inputs x units)"
    by_name = {case.name: case for case in cases}
    return options.finish(
        record,
        arguments,
        builds,
        lambda found, to: plots.bars(found, builds, to, title, builds[0]),
        lambda name, mode: by_name[name].operations(mode),
    )


if __name__ == "__main__":
    sys.exit(main())
