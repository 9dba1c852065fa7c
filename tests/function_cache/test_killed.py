"""A process that is killed while it compiles leaves nothing that hinders or misleads the next."""

import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

PROGRAM = """
import numpy as np, theano, theano.tensor as T
import theanornn
x, w = T.dmatrix(), theano.shared(np.ones((3, 3)))
h = theano.scan(lambda row, h: T.tanh(row + T.dot(h, w)), [x], [T.zeros(3)])[0][-1]
f = theanornn.function([x], h.sum(), updates=[(w, w - T.grad(h.sum(), w))])
print(repr(float(f(np.ones((4, 3))))), repr(float(f(np.ones((4, 3))))))
"""


@pytest.mark.compiled
def test_killed_at_any_moment(tmp_path):
    flags = f"base_compiledir={tmp_path},mode=FAST_RUN,floatX=float64"
    environment = {**os.environ, "THEANO_FLAGS": flags}
    command = [sys.executable, "-c", PROGRAM]
    for moment in (1.2, 3.0):
        process = subprocess.Popen(command, env=environment, start_new_session=True)
        time.sleep(moment)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0 and done.stderr == "", done.stderr
    found = [float(number) for number in done.stdout.split()]
    assert found == pytest.approx(_expected(), rel=1e-10)


def _expected():
    """The losses before and after one step of gradient descent, without the engine."""

    def loss(w):
        h = np.zeros(3)
        for row in np.ones((4, 3)):
            h = np.tanh(row + h @ w)
        return h.sum()

    w, gradient = np.ones((3, 3)), np.empty((3, 3))
    for place in np.ndindex(3, 3):
        nudge = np.zeros((3, 3))
        nudge[place] = 1e-6
        gradient[place] = (loss(w + nudge) - loss(w - nudge)) / 2e-6
    return [loss(w), loss(w - gradient)]
