"""Keras 1 or 2: what the words of a script tell.

Public names: :func:`told_by`.
"""

import ast

#: Argument names and names of layers and modules that only Keras 1 has.
KERAS_1 = frozenset(
    "nb_epoch output_dim inner_init inner_activation W_regularizer U_regularizer b_regularizer "
    "W_constraint U_constraint b_constraint dropout_W dropout_U consume_less forget_bias_init "
    "nb_words samples_per_epoch nb_val_samples val_samples nb_worker nb_filter filter_length "
    "subsample_length pool_length border_mode dim_ordering "
    "Convolution1D TimeDistributedDense Merge MaxoutDense Highway "
    "keras.objectives keras.initializations".split()
)
#: The same for Keras 2.
KERAS_2 = frozenset(
    "epochs units kernel_initializer recurrent_initializer bias_initializer recurrent_activation "
    "kernel_regularizer recurrent_regularizer bias_regularizer kernel_constraint "
    "recurrent_constraint bias_constraint recurrent_dropout unit_forget_bias use_bias "
    "num_words steps_per_epoch validation_steps num_classes filters kernel_size strides "
    "keras.losses keras.initializers".split()
)


def told_by(tree):
    """Which Keras a script was written for.

    Parameters
    ----------
    tree : ast.Module

    Returns
    -------
    (generation, line, word) or None
        The first word that tells; None when no word tells, when the script does not import Keras,
        or when words of both are there: such a script knows what it does.

    Examples
    --------
    >>> told_by(ast.parse("import keras\\nmodel.fit(x, y, nb_epoch=3)"))
    (1, 2, 'nb_epoch')
    """
    words, imports_keras = [], False
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
            words += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
            words += [(node.lineno, alias.name) for alias in node.names]
        else:
            if isinstance(node, ast.keyword) and node.arg:
                words.append((node.value.lineno, node.arg))
            continue
        imports_keras |= any(name.split(".")[0] == "keras" for name in names)
        words += [(node.lineno, name) for name in names]
    first = {}
    for line, word in sorted(words):
        for number, known in ((1, KERAS_1), (2, KERAS_2)):
            if word in known:
                first.setdefault(number, (number, line, word))
    return next(iter(first.values())) if imports_keras and len(first) == 1 else None
