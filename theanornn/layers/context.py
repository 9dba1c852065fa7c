"""`CallContext`: what one graph is built for, and what it asks of its compiled function."""

from theanornn.errors import TheanornnError

__all__ = ["CallContext"]


class CallContext:
    """What one graph is built for, and what it asks of the function compiled from it.

    A model makes one context for its training graph and another for its test graph and hands it
    to each layer's `call`.

    Parameters
    ----------
    training : bool
        Whether the graph is the one for training: dropout acts there only.

    Attributes
    ----------
    updates : list of (shared variable, expression)
        To be applied at each call of the function, states of ``stateful`` layers for example.
    losses : list of scalar expressions
        To be added to the loss, activity regularization for example.

    Examples
    --------
    >>> CallContext(training=True).training
    True
    """

    def __init__(self, training=False):
        self.training = bool(training)
        self.updates = []
        self.losses = []

    def add_update(self, shared, expression):
        """Have `shared` set to `expression` at each call of the compiled function."""
        if any(shared is earlier for earlier, _ in self.updates):
            raise TheanornnError(
                f"{shared.name} would be updated twice in one call: a stateful layer can be used "
                "only once in a model."
            )
        self.updates.append((shared, expression))

    def add_loss(self, expression):
        """Add a scalar expression to the loss."""
        self.losses.append(expression)
