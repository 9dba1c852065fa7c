"""Weights of Keras 2's CuDNNLSTM and CuDNNGRU as those of LSTM and GRU, and back.

cuDNN keeps each gate's matrices transposed, the rows of the input's one after the other in the
memory of the first, and two biases. Public names: :func:`converted`.
"""

import numpy as np


def converted(targets, arrays):
    """The arrays with every layer that is of the other kind turned into the one that is wanted.

    Parameters
    ----------
    targets : list of StoredArray
        Keras 2's layout of what is to be filled.
    arrays : list of ndarray
        Of a file.

    Returns
    -------
    list of ndarray, or None
        None where nothing could be turned.
    """
    if len(targets) != len(arrays):
        return None
    result, found = list(arrays), False
    for start in range(len(targets) - 2):
        part = slice(start, start + 3)
        kinds = [target.name.rpartition("/")[2] for target in targets[part]]
        if kinds == ["kernel", "recurrent_kernel", "bias"] and arrays[start + 1].ndim == 2:
            turned = _layer(targets[start + 2].shape, *arrays[part])
            if turned is not None:
                result[part], found = turned, True
    return result if found else None


def _layer(wanted, kernel, recurrent, bias):
    units = recurrent.shape[0]
    biases = {
        # of the file, and wanted
        ((8 * units,), (4 * units,)): lambda: bias[: 4 * units] + bias[4 * units :],
        ((4 * units,), (8 * units,)): lambda: np.tile(bias / 2, 2),
        ((6 * units,), (2, 3 * units)): lambda: bias.reshape(2, 3 * units),
        ((2, 3 * units), (6 * units,)): lambda: bias.reshape(6 * units),
    }
    turn = biases.get((bias.shape, wanted))
    n_gates = 4 if 4 * units in (*wanted, *bias.shape) else 3
    if turn is None or recurrent.shape != (units, n_gates * units):
        return None
    if kernel.ndim != 2 or kernel.shape[1] != n_gates * units:
        return None
    from_cudnn = bias.shape in ((8 * units,), (6 * units,))
    return [
        _by_gate(kernel, n_gates, _from_cudnn if from_cudnn else _to_cudnn),
        _by_gate(recurrent, n_gates, np.transpose),
        turn(),
    ]


def _by_gate(matrix, n_gates, turn):
    return np.concatenate([turn(gate) for gate in np.split(matrix, n_gates, axis=1)], axis=1)


def _from_cudnn(gate):
    rows, columns = gate.shape
    return np.reshape(gate, (columns, rows), order="C").T


def _to_cudnn(gate):
    rows, columns = gate.shape
    return np.reshape(gate.T, (rows, columns), order="C")
