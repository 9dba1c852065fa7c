"""What can be said against arguments of ``compile`` while the model has no shapes: `check`."""

from theanornn import losses, metrics
from theanornn.argument_kinds import numeric, shown
from theanornn.errors import DtypeError
from theanornn.training import choices
from theanornn.training.objective import check_sample_weight_mode

__all__ = ["check"]


def check(given, output, generation):
    """Refuse what will be wrong for every shape.

    Parameters
    ----------
    given : dict
        The arguments of ``compile`` by name, without the optimizer.
    output : str
        Name of the output, or of all of them.
    generation : {1, 2}

    Raises
    ------
    UnknownNameError
        There is no loss, metric, mode of sample weights or output of this name.
    DtypeError
        It is of the wrong kind.
    """

    def metric(each):
        metrics.for_output(each, (None,), losses.mean_squared_error, generation)

    checks = {
        "loss": lambda each: losses.get(each, generation),
        "metrics": metric,
        "weighted_metrics": metric,
        "loss_weights": lambda each: numeric.number(each, "compile", "loss_weights"),
        "sample_weight_mode": check_sample_weight_mode,
    }
    for argument, check_one in checks.items():
        value = given[argument]
        if isinstance(value, dict):
            choices.refuse_unknown(argument, value, [output], "output")
        elif check_one is metric and not isinstance(value, (list, tuple, type(None))):
            raise DtypeError(f"{argument} is {shown(value)}, expected a list such as ['accuracy']")
        choices.mapped(value, check_one)
