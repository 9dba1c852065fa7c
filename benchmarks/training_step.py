"""How fast is a whole step of training, beside what else one could use?

The sentiment model of Keras' imdb_lstm example: 20,000 words, embedding 128, LSTM 128, one sigmoid
unit, Adam, 32 sentences of 100 words; without dropout, and with 0.2 of input and state. Ours: the
Keras-style model (cpu), the same graph by hand (cpu-graph), and theano.scan (cpu-scan). Peers,
where installed: torch.nn with Adam and with its fused form, Keras 3 on JAX and on PyTorch.

Losses and changes of all weights over the first steps must be the same without dropout, or a build
is not timed (exit status 1). With one thread the time is that of the processor, with several it is
that of the clock; `measuring` says how it is taken.
"""

import sys

import options
from measuring import run
from training_builds import BUILDS, Case

CASES = [Case("sentiment"), Case("sentiment, dropouts 0.2", dropout=0.2)]
_SMALL = {"vocabulary": 50, "features": 4, "units": 5, "steps": 6, "batch": 3}
QUICK = [Case("small", **_SMALL), Case("small, dropouts 0.2", 0.2, **_SMALL)]


def main(arguments=None):
    """Run the benchmark; the exit status."""
    ours = ("cpu", "cpu-graph", "cpu-scan", "jax-cpu", "jax-gpu")
    arguments = options.parser(__doc__, BUILDS, ours=ours).parse_args(arguments)
    cases, builds, threads, settings = options.chosen(arguments, CASES, QUICK)
    record = run("training_step", "training_builds", builds, cases, threads, settings)
    return options.finish(record, arguments, builds, "A step of training of the sentiment model")


if __name__ == "__main__":
    sys.exit(main())
