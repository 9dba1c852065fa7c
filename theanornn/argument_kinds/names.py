"""Which kind is called what, and which arguments are of one wherever they occur."""

from theanornn.argument_kinds import arrays, numeric, things
from theanornn.argument_kinds.arrays import batch, iterable
from theanornn.argument_kinds.numeric import (
    count,
    fitting,
    flag,
    fraction,
    not_negative,
    number,
    one_size,
    rate,
    seeds,
    size,
    sizes,
    verbosity,
    whole,
    wholes,
)
from theanornn.argument_kinds.things import file, mapping, named, plain, text

__all__ = ["BY_NAME", "KINDS"]

#: Name of a kind -> its function.
BY_NAME = {
    name: getattr(module, name) for module in (numeric, things, arrays) for name in module.__all__
}

#: Name of an argument -> its kind, where the name says it.
KINDS = {
    name: kind
    for kind, names in (
        (
            flag,
            "allow_code amsgrad append by_name categorical center char_level "
            "expand_nested extract from_logits go_backwards learn_init lower mask_zero "
            "nesterov "
            "normalize only_return_final precompute_input reset_after restore_best_weights "
            "include_optimizer overwrite reshape skip_mismatch "
            "return_list return_norm return_sequences return_state reverse reverse_state_order "
            "save_best_only save_weights_only send_as_json show_layer_names show_shapes "
            "sparse stateful strict subgraph trainable unit_forget_bias unroll untar use_bias "
            "use_multiprocessing write_graph write_grads write_images",
        ),
        (fitting, "n_in n_units"),
        (size, "batch_size n_steps nb_feature period units vocabulary_size"),
        (one_size, "filters"),
        (count, "cooldown epochs initial_epoch max_queue_size patience skip_top"),
        (whole, "truncate_gradient workers"),
        (
            not_negative,
            "beta_1 beta_2 beta1 beta2 epsilon grad_clipping l l1 l2 "
            "delta max_norm rho schedule_decay sampling_factor negative_samples "
            "nb_val_samples samples_per_epoch steps steps_per_epoch val_samples validation_steps",
        ),
        (number, "alpha baseline factor gain mean minval maxval min_delta min_lr theta threshold"),
        (rate, "dropout rate recurrent_dropout"),
        (fraction, "label_smoothing momentum"),
        (verbosity, "verbose"),
        (named, "monitor cache_subdir"),
        (file, "filepath"),
        (text, "name text"),
        (mapping, "custom_objects word_index"),
        (seeds, "seed"),
        (batch, "y_true y_pred"),
        (iterable, "callbacks"),
        (sizes, "input_dim input_length noise_shape"),
        (wholes, "shared_axes"),
        (
            plain,
            "archive_format checkpoint count_mode data_format generation "
            "hash_algorithm how mode truncating",
        ),
    )
    for name in names.split()
}
