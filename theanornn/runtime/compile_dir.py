"""One directory of compiled modules for each NumPy.

Theano names it after system, processor and Python. Its C loops (``lazylinker_ext`` and
``scan_perform``) compiled against one NumPy cannot be loaded by
another, so the NumPy version joins the name.
"""


def separate_by_numpy(configdefaults):
    """Add the NumPy version to ``config.compiledir_format``, unless the user has set it."""
    parameter = configdefaults.config._config_var_dict["compiledir_format"]
    if parameter.is_default:
        parameter.val += "-numpy%(numpy_version)s"
