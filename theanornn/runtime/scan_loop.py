"""``theano.scan``'s loop in C: mend the C file that Theano ships, while it is compiled.

``scan_perform.c`` was made by Cython 0.29.21 and does not compile on Python 3.11 (private parts of
frames, threads, integers and code objects) nor with NumPy 2 (``descr->subarray``). On Python 3.12
and later more is gone than is worth mending: there the loop stays in Python.
"""

import functools
import sys

DEFINES = (
    "-DCYTHON_USE_PYLONG_INTERNALS=0",
    "-DCYTHON_FAST_THREAD_STATE=0",
    "-DCYTHON_USE_EXC_INFO_STACK=0",
    "-DCYTHON_FAST_PYCALL=0",
)
IN_C = sys.version_info < (3, 12)


def mend(cmodule):
    """Wrap the compiler so that ``scan_perform`` is edited on its way to it."""
    compile_str = cmodule.GCC_compiler.compile_str

    @functools.wraps(compile_str)
    def compile_scan_loop(module_name, src_code, *args, preargs=None, **kwargs):
        if module_name == "scan_perform":
            if not IN_C:
                # theano.scan.op takes its Python loop when this import fails.
                raise ImportError("the C loop of theano.scan does not compile on Python >= 3.12")
            src_code = edit(src_code)
            preargs = [*(preargs or ()), *DEFINES]
        return compile_str(module_name, src_code, *args, preargs=preargs, **kwargs)

    cmodule.GCC_compiler.compile_str = staticmethod(compile_scan_loop)


def edit(source):
    """Return the C source with the places exchanged that no longer compile."""
    if sys.version_info >= (3, 11):
        source = source.replace("(frame)->f_lineno = (lineno)", "(void)(lineno)")
        # Only used to make frames for tracebacks; PyCode_New has another signature since 3.11.
        source = (
            "#define PyCode_New(a, k, l, s, f, code, c, n, v, fv, cell, file, name, line, lines) "
            "PyCode_NewEmpty(PyUnicode_AsUTF8(file), PyUnicode_AsUTF8(name), line)\n"
        ) + source
    # NumPy 2 keeps the old layout of a descriptor under another name.
    return (
        "#include <numpy/arrayobject.h>\n"
        "#ifdef NPY_2_0_API_VERSION\n"
        "#define THEANORNN_SUBARRAY(d) (((_PyArray_LegacyDescr *)(d))->subarray)\n"
        "#else\n"
        "#define THEANORNN_SUBARRAY(d) ((d)->subarray)\n"
        "#endif\n"
    ) + source.replace("__pyx_v_d->subarray", "THEANORNN_SUBARRAY(__pyx_v_d)")
