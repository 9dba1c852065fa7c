"""What do a mask of time, dropout masks and a cell of one's own cost in a recurrence?

Ratios are to the plain built-in cell: with a mask of time, with dropout masks on input and state
(all of them ones, so that the numbers stay the same), and with the same equations as a user would
write them down, gate by gate. The minimal gated unit (mgu) is built in nowhere: its GFLOP/s are to
be seen beside those of the GRU, which has the same two levels of products.

Modes and sizes as in recurrence.py; the fused recurrence unless ``--builds`` says otherwise.

About three minutes on two cores.
"""

import sys

import options
import plots
import reporting
from measuring import run
from own_cells import BUILDS, VARIANTS, Case

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
    parser = options.parser(__doc__, BUILDS)
    parser.set_defaults(builds=["cpu"])
    arguments = parser.parse_args(arguments)
    cases, builds, threads, settings = options.chosen(arguments, CASES, QUICK)
    work = [(count, cases) for count in threads]
    path = arguments.json
    record = run("recurrence_options", "own_cells", builds, work, settings, path=path)
    found = reporting.summary(_by_variant(record["samples"], builds), VARIANTS[0])
    by_name = {case.name: case for case in cases}
    print(
        reporting.ratios(
            found,
            VARIANTS,
            VARIANTS[0],
            lambda name, mode: by_name[name.partition(", ")[0]].operations(mode),
            cost=True,
        )
    )
    title = "What options of a recurrent layer cost"
    return options.write_down(
        record, arguments, lambda to: plots.bars(found, VARIANTS, to, title, VARIANTS[0])
    )


def _by_variant(samples, builds):
    """The samples with the variant in the place of the build."""
    return [
        {
            **sample,
            "case": sample["case"] + f", {sample['build']}" * (len(builds) > 1),
            "mode": sample["mode"].partition(", ")[0],
            "build": sample["mode"].partition(", ")[2],
        }
        for sample in samples
    ]


if __name__ == "__main__":
    sys.exit(main())
