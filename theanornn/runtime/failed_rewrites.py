"""Rewrites that Theano tries and takes back, which is how it finds what may work in place."""

from theanornn.runtime.rewrite import rewrite


def mend(toolbox):
    """Ask for the name of the calling function only, not for its lines of source as well.

    To find them, Python looks through all modules of the process, a tenth of a second each time.
    """
    rewrite(
        toolbox.Validator,
        "validate_",
        ("inspect.getframeinfo(uf)", "inspect.getframeinfo(uf, context=0)"),
    )
