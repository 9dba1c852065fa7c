"""Checkpoint: a training that can be killed at any moment, and goes on."""

import os

from theanornn.argument_kinds import kinds
from theanornn.callbacks.base import Callback
from theanornn.errors import DataError, DtypeError

#: What ``fit(checkpoint="folder")`` does, as has been said above all parameters of `Checkpoint`.
_SECONDS, _KEEP = 5.0, 3


class Checkpoint(Callback):
    """Keeps in a folder all that training needs to go on, bit for bit, after any end.

    ``fit(checkpoint="run/")`` is the same as ``fit(callbacks=[Checkpoint("run/")])``. When `fit` is
    called again with the same arguments, by the same program started anew for example, training
    goes on where the newest checkpoint was written, or returns at once if it was through. The
    weights at the end have the bits of an uninterrupted training's, on the same build and number
    of threads. What is kept: weights, the optimizer's state and learning rate, states of stateful
    layers, epoch and batch, the order of samples, random streams (the model's, NumPy's and
    Python's), the history, and of every callback what ``get_state()`` gives, which
    ``set_state(state)`` gets back; where it has none, all its attributes that are plain data.

    Each file is written beside its place and moved there when it is on disk, so that there is no
    half of one. Where none can be written (the disk is full) a warning says so and training goes
    on. Files are refused, before anything is changed, if they are of another model, other data or
    other arguments; of those `epochs` may grow, `verbose` and the names of files may change.

    While training is under way SIGUSR1 writes a checkpoint and training goes on; SIGTERM writes one
    and ends the program within a batch, with status 143; after Ctrl-C `fit` writes one and returns.
    The epoch that such a signal breaks off is not ended: callbacks see its end when it has gone on.
    A signal that the program handles itself is left to it. Before the first batch, while a script
    imports, reads its data and `fit` compiles functions, SIGTERM and SIGUSR1 end the program, as
    they end every one. Nothing is lost by that, but a job should send SIGUSR1 only when training
    goes on: a run that begins has then written its first file, one that goes on shows progress.

    Parameters
    ----------
    path : str or path
        A folder for this training alone; it is made.
    seconds : float or None
        A checkpoint is written at the end of each epoch and, in between, when the last one is so
        old.
    batches : int or None
        And after every so many batches.
    keep : int
        How many files stay; if the newest is damaged, the one before serves.

    Raises
    ------
    DataError
        `seconds`, `batches` or `keep` is no number, or too small.

    Examples
    --------
    >>> import tempfile
    >>> import numpy as np
    >>> import theanornn
    >>> from theanornn.layers import Dense
    >>> folder = tempfile.mkdtemp()
    >>> def train(epochs):
    ...     theanornn.set_seed(1)
    ...     model = theanornn.Sequential([Dense(1, input_dim=2)])
    ...     model.compile("adam", "mse")
    ...     x = np.arange(20.0).reshape(10, 2)
    ...     return model.fit(x, x[:, 0], epochs=epochs, verbose=0, checkpoint=folder)
    >>> first = train(2)
    >>> train(3).epoch  # two of them were done
    [0, 1, 2]

    A job of SLURM that has itself queued again before its time is up:

    .. code-block:: bash

        #!/bin/bash
        #SBATCH --time=04:00:00 --requeue --open-mode=append --signal=B:USR1@120
        python train.py &        # calls model.fit(..., checkpoint="run/")
        training=$!
        again() {
            kill -TERM $training; wait $training
            scontrol requeue $SLURM_JOB_ID
        }
        trap again USR1          # 120 seconds before the end
        wait $training

    With ``srun python train.py`` and ``--signal=USR1@120`` the signal goes to the training itself,
    which writes a checkpoint and uses what is left of its time.
    """

    @kinds(batches="size", keep="size", seconds="not_negative")
    def __init__(self, path, seconds=_SECONDS, batches=None, keep=_KEEP):
        if not isinstance(path, (str, os.PathLike)):
            raise DtypeError(
                f"checkpoint is {path!r}, expected the path of a folder, or a "
                "callbacks.Checkpoint(path, ...)"
            )
        if not os.fspath(path):
            raise DataError("checkpoint is '', expected the path of a folder")
        self.path = os.fspath(path)
        self.seconds, self.batches, self.keep = seconds, batches, keep

    @classmethod
    def wanted(cls, checkpoint, callbacks):
        """The one that `fit` was given, or None.

        Parameters
        ----------
        checkpoint : str, path, Checkpoint or None
        callbacks : list of Callback or None

        Raises
        ------
        DataError
            There are two.
        """
        found = [each for each in (() if callbacks is None else callbacks) if isinstance(each, cls)]
        if checkpoint is not None:
            found.append(checkpoint if isinstance(checkpoint, cls) else cls(checkpoint))
        if len(found) > 1:
            raise DataError("fit was given two checkpoints; one folder is what it can go on from")
        return found[0] if found else None
