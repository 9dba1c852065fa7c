"""``theano.configparser.AddConfigVar``: settings of one's own in ``theano.config``."""


def AddConfigVar(name, doc, configparam, root=None, in_c_key=True):
    """Add a setting, in ``THEANO_FLAGS`` and ``.theanorc`` as ``section.name``.

    Parameters
    ----------
    name : str
    doc : str
    configparam : theano.configparser.ConfigParam
    root : optional
        The configuration, of which there is one.
    in_c_key : bool
        Whether compiled code depends on it.
    """
    from theano.configdefaults import config

    config.add(name.replace(".", "__"), doc, configparam, in_c_key=in_c_key)
