"""How fast is one recurrent layer, beside what else one could use?

A layer over a whole sequence: ``fwd`` is all its outputs, ``fb`` the gradients with respect to its
weights. Sizes are batch x steps x inputs x units. Ours: the same graph in each build: fused (cpu),
theano.scan (cpu-scan), JAX (jax-cpu, jax-gpu). Peers, where installed: torch.nn (torch-gpu: cuDNN),
JAX (lax.scan), Keras 3 on JAX and on PyTorch.

All builds compute the same numbers, or are not timed (exit status 1). With one thread the time is
that of the processor, with several it is that of the clock; `measuring` says how it is taken.

About ten minutes on two cores, with all peers and numbers of threads.
"""

import sys

import options
import plots
from measuring import run
from recurrence_builds import BUILDS
from recurrence_cases import Case

CASES = [
    Case("lstm", 32, 100, 128, 128),
    Case("gru", 32, 100, 128, 128),
    Case("simplernn", 32, 100, 128, 128),
    Case("lstm", 20, 35, 650, 650),
    Case("lstm", 64, 28, 28, 128),
    Case("lstm", 1, 200, 256, 256),
    Case("gru", 1, 200, 256, 256),
    Case("lstm", 32, 50, 32, 32),
    Case("lstm", 32, 50, 256, 256),
]
LARGE = [Case(cell, 64, 100, 512, 512) for cell in ("lstm", "gru")]
QUICK = [Case(cell, 3, 5, 4, 6) for cell in ("lstm", "gru", "simplernn")]


def main(arguments=None):
    """Run the benchmark; the exit status."""
    parser = options.parser(__doc__, BUILDS)
    parser.add_argument("--large", action="store_true", help="also sizes for GPUs, of 512 units")
    arguments = parser.parse_args(arguments)
    cases = [*CASES, *LARGE] if arguments.large else CASES
    cases, builds, threads, settings = options.chosen(arguments, cases, QUICK)
    work = [(count, cases) for count in threads]
    path = arguments.json
    record = run("recurrence", "recurrence_builds", builds, work, settings, path=path)
    title = "One recurrent layer (batch x steps x inputs x units)"
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
