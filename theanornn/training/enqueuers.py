"""Batches made ahead of time, in threads: `GeneratorEnqueuer`, `OrderedEnqueuer`.

Each has one thread that fills a queue of limited length; an error in it is raised where the batch
is taken out, with the traceback of where it happened.
"""

import queue
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from theanornn.training.passes import Passes

_END = object()
# Seconds after which a thread that waits for room looks whether it should stop; `stop` makes room,
# so that this is hardly ever waited for.
_LOOK = 0.1


class Enqueuer:
    """What both kinds share: the queue and its thread.

    A subclass defines ``_batches()``, a generator that runs in the thread and yields functions
    without arguments, which are called where the batch is taken.
    """

    def __init__(self):
        self.queue = None
        self._thread = None
        self._stopping = threading.Event()

    def start(self, workers=1, max_queue_size=10, nb_worker=None, max_q_size=None):
        """Begin to make batches.

        Parameters
        ----------
        workers : int
            Number of threads; Keras 1: ``nb_worker``.
        max_queue_size : int
            Number of batches that wait; Keras 1: ``max_q_size``.
        """
        self.stop()
        self._stopping.clear()
        self._workers = max(1, workers if nb_worker is None else nb_worker)
        size = max_queue_size if max_q_size is None else max_q_size
        self.queue = queue.Queue(max(1, size))
        # A daemon: a generator that waits for ever must not keep the program from ending.
        self._thread = threading.Thread(target=self._fill, name="theanornn batches", daemon=True)
        self._thread.start()

    def is_running(self):
        """Whether batches are made."""
        return self._thread is not None and not self._stopping.is_set()

    def get(self):
        """The batches, as a generator that ends when the data do.

        Raises
        ------
        Exception
            Whatever making a batch raised.
        """
        while self.is_running():
            batch = self.queue.get()
            if batch is _END:
                self.queue.put(_END)  # for whoever asks next
                return
            yield batch()

    def stop(self, timeout=None):
        """End the threads and wait for them.

        Parameters
        ----------
        timeout : float, optional
            Seconds to wait at most.
        """
        if self._thread is None:
            return
        self._stopping.set()
        _drain(self.queue)
        self._thread.join(timeout)
        self._thread = None

    def _fill(self):
        try:
            for batch in self._batches():
                if not self._put(batch):
                    return
        except BaseException as error:
            self._put(_raiser(error))
        self._put(_END)

    def _put(self, batch):
        """Put into the queue when there is room; False if it is time to stop."""
        while not self._stopping.is_set():
            try:
                self.queue.put(batch, timeout=_LOOK)
                break
            except queue.Full:
                continue
        return not self._stopping.is_set()


class GeneratorEnqueuer(Enqueuer):
    """Batches of a generator, made ahead of time and in its order.

    However many workers are asked for, one thread runs the generator: Python's generators cannot be
    run by several.

    Parameters
    ----------
    generator : iterable
    use_multiprocessing, wait_time, random_seed, pickle_safe
        Accepted as in Keras, and without effect: the worker is a thread.

    Examples
    --------
    >>> enqueuer = GeneratorEnqueuer(iter([1, 2, 3]))
    >>> enqueuer.start()
    >>> list(enqueuer.get())
    [1, 2, 3]
    >>> enqueuer.stop()
    """

    def __init__(
        self,
        generator,
        use_multiprocessing=False,
        wait_time=0.05,
        random_seed=None,
        pickle_safe=False,
    ):
        super().__init__()
        self._generator = generator

    def _batches(self):
        for batch in self._generator:
            yield lambda batch=batch: batch


class OrderedEnqueuer(Enqueuer):
    """Batches of a :class:`~theanornn.training.sequence.Sequence`, epoch after epoch.

    They come in the order of the sequence, or in a new one in each epoch, made by several threads.
    ``sequence.on_epoch_end()`` is called when the last batch of an epoch has been taken.

    Parameters
    ----------
    sequence : Sequence
    use_multiprocessing : bool
        Accepted, and without effect: the workers are threads.
    shuffle : bool
        Whether the batches of each epoch come in an order of their own.
    rng : numpy.random.Generator, optional
        Where that order comes from.
    """

    def __init__(self, sequence, use_multiprocessing=False, shuffle=False, rng=None):
        super().__init__()
        self.sequence = sequence
        self.shuffle = shuffle
        self.passes = Passes(sequence, shuffle, np.random.default_rng() if rng is None else rng)
        self._news = threading.Condition()
        self._taken = self._epochs = 0
        self._ended = False

    def stop(self, timeout=None):
        with self._news:
            self._stopping.set()
            self._news.notify_all()
        super().stop(timeout)

    def join_end_of_epoch(self, epochs=1):
        """Wait until so many epochs have ended, their ``on_epoch_end`` included.

        Parameters
        ----------
        epochs : int
            Counted from the start of the enqueuer, or from the one that it goes on from.
        """
        with self._news:
            self._news.wait_for(lambda: self._epochs >= epochs or self._ended)

    def _batches(self):
        self._taken = made = 0
        self._ended = False
        workers = ThreadPoolExecutor(self._workers, "theanornn worker")
        try:
            while not self._stopping.is_set():
                for index in self.passes.next():
                    yield self._counted(workers.submit(self.sequence.__getitem__, index))
                    made += 1
                if self._are_taken(made):
                    self.passes.end()
                    with self._news:
                        self._epochs = self.passes.ended
                        self._news.notify_all()
        finally:
            workers.shutdown(cancel_futures=True)
            with self._news:
                self._ended = True
                self._news.notify_all()

    def _are_taken(self, made):
        """Wait until so many batches were taken; False if it is time to stop instead."""
        with self._news:
            self._news.wait_for(lambda: self._taken >= made or self._stopping.is_set())
        return not self._stopping.is_set()

    def _counted(self, future):
        def result():
            try:
                return future.result()
            finally:
                with self._news:
                    self._taken += 1
                    self._news.notify_all()

        return result


def _drain(waiting):
    try:
        while True:
            waiting.get_nowait()
    except queue.Empty:
        pass


def _raiser(error):
    def raise_it():
        raise error

    return raise_it
