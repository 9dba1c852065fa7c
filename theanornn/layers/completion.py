"""What tab completion shows of layers and models: what people use, not what holds them together.

Public names: :func:`shown`.
"""

__all__ = ["shown"]

#: Attributes and methods by which layers, models and training work with each other.
INNER = frozenset(
    """
    add_node add_param build_for build_for_data build_own built_shape check_built check_input
    check_spec checks_more choose_driver connections constraints_by_weight continues contribute
    create_cell create_params default_input_dtype dtypes_seen fed_names finds_out_shape
    flattened_layers forward generation has_layers_within has_own_steps initial_weights input_layers
    input_rank is_being_built is_own layers_within lending_random loss_rule may_reach_beyond
    multiple_inputs named_weights objective output_size over_time parts penalties random
    random_state regularize_activity run sample_weights shape_after shuffler state_updates
    stored_weights takes_several_inputs targets to_record trained_weights twin
    """.split()
)


def shown(names):
    """Those of some names that are for people.

    Parameters
    ----------
    names : iterable of str

    Returns
    -------
    list of str

    Examples
    --------
    >>> shown(["units", "build_for", "call"])
    ['units', 'call']
    """
    return [name for name in names if name not in INNER]
