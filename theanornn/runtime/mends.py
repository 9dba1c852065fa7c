"""The list of all mends: Theano module -> functions to run before and after it is executed.

Each entry is ``"module of theanornn.runtime:function"``; the function takes the Theano module. Our
modules are imported when Theano is, so that an interpreter that never imports it pays for none of
this. A mend of ``BEFORE`` may return a function, which is called when the module has been
executed. What a mend mends, and for which NumPy or Python, is said where it is written.
"""

BEFORE = {
    "theano": ("numpy_names:restore", "quiet:silence"),
    "theano.configdefaults": ("absent_modules:lend",),
    "theano.link.c.cmodule": ("absent_modules:lend",),
    "theano.link.c.cutils": ("damaged_code:mend_extension",),
    "theano.link.c.lazylinker_c": ("damaged_code:mend_extension",),
    "theano.scan.scan_perform_ext": ("damaged_code:mend_extension",),
    "theano.scalar.basic_scipy": ("deferred_scipy:lend",),
    "theano.tensor.blas": ("absent_modules:lend",),
    "theano.tensor.nnet.abstract_conv": ("deferred_scipy:lend",),
    "theano.tensor.nnet.conv": ("deferred_scipy:lend",),
    "theano.tensor.random.basic": ("deferred_scipy:lend",),
    "theano.gpuarray": ("gpu_rewrites:note",),
    "theano.gpuarray.linalg": ("absent_modules:lend",),
}

AFTER = {
    "theano": ("old_names:lend", "old_names:find_modules", "old_names:lend_python_names"),
    "theano.compile": ("old_names:lend",),
    "theano.compile.function": ("old_names:let_be_called",),
    "theano.configparser": ("old_names:lend",),
    "theano.sandbox": ("old_names:lend",),
    "theano.scalar": ("old_names:lend",),
    "theano.tensor": ("old_names:lend",),
    "theano.tensor.basic": ("old_names:lend",),
    "theano.tensor.opt": ("old_names:lend",),
    "theano.tensor.signal": ("old_names:lend",),
    "theano.tensor.signal.pool": ("pooling:mend",),
    "theano.tensor.var": ("old_names:lend",),
    "theano.utils": ("compiler_probes:remember",),
    "theano.configdefaults": (
        "quiet:say_compiler_is_missing",
        "compile_dir:separate_by_numpy",
        "compile_dir:make_sure",
    ),
    "theano.link.c.cmodule": (
        "compiler:mend",
        "scan_loop:mend",
        "damaged_code:mend_cache",
        "blas:mend_default_flags",
    ),
    "theano.link.c.basic": ("versioning:mend_empty_props",),
    "theano.link.vm": ("compile_together:mend",),
    "theano.compile.mode": ("function_makers:mend",),
    "theano.scalar.basic": ("complex_code:mend", "autocast:mend", "old_names:lend"),
    "theano.gradient": ("zero_gradient:mend", "old_names:lend"),
    "theano.graph.toolbox": ("failed_rewrites:mend",),
    "theano.graph.op": ("versioning:mend_salted_hash",),
    "theano.tensor.blas_headers": ("blas_code:mend_header_text",),
    "theano.tensor.blas": ("blas_code:mend_empty_matrices",),
    "theano.tensor.blas_c": ("blas_code:clear_gemv_output",),
    "theano.scan.basic": ("fused_scan:offer",),
    "theano.scan.op": ("scan_errors:mend", "scan_threads:mend"),
    "theano.tensor.sort": ("topk:mend",),
    "theano.tensor.subtensor": ("row_scatter:mend",),
    "theano.tensor.random.op": ("random_streams:copy_whole",),
    "theano.sandbox.rng_mrg": (
        "random_streams:mend",
        "random_streams:start_streams_together",
        "old_names:lend",
    ),
}
