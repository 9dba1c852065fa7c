"""How fast is a whole step of training, beside what else one could use?

Whole models, a full update at each call, the loss brought back:

- sentiment: that of Keras' imdb_lstm example: 20,000 words, embedding 128, LSTM 128, one sigmoid
  unit, Adam, 32 sentences of 100 words; without dropout, and with 0.2 of input and state;
- sine GRU: GRU 32 over 25 numbers, one linear unit, squares, Adam, batches of 32;
- PTB medium: 10,000 words, embedding and two LSTMs of 650, a softmax over the words after each of
  35 steps, batches of 20, plain gradient descent, the norm of all gradients cut to 5 (of the loss
  summed over the steps, hence rate and norm: Zaremba et al. 2014, without dropout);
- rows of MNIST: LSTM 128 over 28 rows of 28, softmax over 10, Adam, batches of 64.

Ours: the Keras-style model in each build, and the graph by hand (cpu-graph). Peers, where
installed: torch.nn, and with the optimizer in one kernel (torch-fused); plain JAX; Keras 3 on JAX
and on PyTorch.

Losses and changes of all weights over the first steps must be the same (without dropout), or a
build is not timed (exit status 1). With one thread the time is that of the processor, with several
it is that of the clock; `measuring` says how it is taken.

About six minutes on two cores, with all peers and numbers of threads.
"""

import sys

import options
import plots
from measuring import run
from training_builds import BUILDS
from training_models import Case

WORDS = {"vocabulary": 20000}
SINE = {"inputs": 1, "cell": "gru", "units": 32, "loss": "mse", "steps": 25}
CLASSES = {"loss": "sparse_categorical_crossentropy"}
MNIST = {"inputs": 28, "outputs": 10, **CLASSES, "steps": 28, "batch": 64}
LANGUAGE = {"everywhere": True, "layers": 2, **CLASSES, "optimizer": "sgd"}
CASES = [
    Case("sentiment", **WORDS),
    Case("sentiment, dropouts 0.2", **WORDS, dropout=0.2),
    Case("sine GRU", **SINE),
    Case(
        "PTB medium",
        **LANGUAGE,
        vocabulary=10000,
        inputs=650,
        units=650,
        outputs=10000,
        rate=35.0,
        clip=5 / 35,
        steps=35,
        batch=20,
    ),
    Case("rows of MNIST", **MNIST),
]
_SMALL = {"inputs": 4, "units": 5, "steps": 6, "batch": 3}
QUICK = [
    Case("small sentiment, dropouts 0.2", vocabulary=50, dropout=0.2, **_SMALL),
    Case("small sentiment", vocabulary=50, **_SMALL),
    Case("small GRU", cell="gru", loss="mse", **_SMALL),
    Case("small language", **LANGUAGE, vocabulary=11, outputs=11, rate=9.0, clip=0.1, **_SMALL),
    Case("small rows", outputs=3, **CLASSES, **_SMALL),
]


def main(arguments=None):
    """Run the benchmark; the exit status."""
    arguments = options.parser(__doc__, BUILDS).parse_args(arguments)
    cases, builds, threads, settings = options.chosen(arguments, CASES, QUICK)
    work = [(count, cases) for count in threads]
    path = arguments.json
    record = run("training_step", "training_builds", builds, work, settings, path=path)
    title = "A step of training"
    return options.finish(
        record, arguments, builds, lambda found, to: plots.bars(found, builds, to, title, builds[0])
    )


if __name__ == "__main__":
    sys.exit(main())
