"""Losses and updates that a layer adds to those of its model: `Contributing`."""

from theano.compile.sharedvalue import SharedVariable

from theanornn.argument_kinds import iterable
from theanornn.layers.context import current_context, is_building

__all__ = ["Contributing"]


class _Added(list):
    """A list that hands on what is added to it: ``layer.losses += [...]`` works."""

    def __init__(self, items, add):
        super().__init__(items)
        self._add = add

    def append(self, item):
        super().append(item)
        self._add([item])

    def extend(self, items):
        items = list(items)
        super().extend(items)
        self._add(items)

    def __iadd__(self, items):
        self.extend(items)
        return self


class Contributing:
    """`add_loss`, `add_update` and the lists of what was added, as in Keras."""

    @property
    def _kept(self):
        """What was added outside of `call` and holds for every use of the layer."""
        return vars(self).setdefault("_contributions", {"losses": [], "updates": []})

    def add_loss(self, losses, inputs=None):
        """Add to the loss of the model.

        Parameters
        ----------
        losses : scalar variable or list of them
            Within `call`, expressions of the input; in `build` or elsewhere, of weights alone.
        inputs : optional
            What the losses depend on; accepted, as it shows in them.
        """
        losses = list(losses) if isinstance(losses, (list, tuple)) else [losses]
        for loss in losses:
            if loss is None:
                continue
            if self._is_called:
                current_context().add_loss(loss)
            else:
                self._kept["losses"].append(loss)

    def add_update(self, updates, inputs=None):
        """Have shared variables set in each training step; in each step where it is stateful.

        Parameters
        ----------
        updates : (shared variable, expression) or list of them
        inputs : optional
            What the updates depend on; accepted, as it shows in them.
        """
        if updates is None:
            return
        one = isinstance(updates, tuple) and len(updates) == 2
        if one and isinstance(updates[0], SharedVariable):
            updates = [updates]
        iterable(updates, self.name, "updates")
        for update in updates:
            if not self._is_called:
                self._kept["updates"].append(update)
            elif current_context().training or self.stateful:
                current_context().add_update(*update)

    @property
    def _is_called(self):
        return is_building() and not self.is_being_built

    def contribute(self, context):
        """Add the updates that hold for every use of the layer to a graph that is being built."""
        if context.training or self.stateful:
            for shared, expression in self._kept["updates"]:
                if not context.is_updated(shared):
                    context.add_update(shared, expression)

    @property
    def losses(self):
        """What the layer adds to the loss: of its weights, and, in inference, of its inputs."""
        recorded = [loss for node in self._nodes for loss in node.context.losses]
        return _Added([*self.penalties(), *recorded], self.add_loss)

    @losses.setter
    def losses(self, losses):
        if not isinstance(losses, _Added):
            self.add_loss(losses)

    @property
    def updates(self):
        """``(shared variable, expression)`` that the layer asks for, in inference."""
        recorded = [update for node in self.inbound_nodes for update in node.context.updates]
        return _Added([*self._kept["updates"], *recorded], self.add_update)

    @updates.setter
    def updates(self, updates):
        if not isinstance(updates, _Added):
            self.add_update(updates)
