"""Theano's floatX, where a program of ours has an opinion and the user has none."""


def prefer(floatX):
    """Set ``theano.config.floatX``, unless the user has: flags, ``.theanorc``, or an assignment.

    Parameters
    ----------
    floatX : {"float32", "float64"}

    Returns
    -------
    str
        What floatX is now.
    """
    import theano

    parameter = theano.config._config_var_dict["floatX"]
    if parameter.is_default and theano.config.floatX == parameter.default:
        theano.config.floatX = floatX
    return theano.config.floatX
