"""Keep Theano's warnings about itself away from the user."""

import warnings


def before_import(theano=None):
    """Silence deprecations that Theano's own code causes; those of the user's code stay audible."""
    for category in (DeprecationWarning, PendingDeprecationWarning, FutureWarning):
        warnings.filterwarnings("ignore", category=category, module=r"theano(\.|$)")
    warnings.filterwarnings("ignore", category=SyntaxWarning, module=r".*theano")
