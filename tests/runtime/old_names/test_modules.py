"""Modules that Theano had."""

import importlib

import pytest
import theano

from theanornn.runtime.old_names.modules import MODULES

pytestmark = pytest.mark.filterwarnings("ignore::theanornn.runtime.old_names.OldNameWarning")


@pytest.mark.parametrize("name", MODULES)
def test_every_name_of_each_module_is_there(name):
    module = importlib.import_module(name)
    names = [*MODULES[name].names, *(n for n in dir(module) if not n.startswith("_"))]
    assert names
    for each in names:
        getattr(module, each)
    if not name.startswith("theano.sandbox.cuda") and name != "theano.sandbox.gpuarray":
        with pytest.raises(AttributeError, match="has no attribute 'no_such_name'"):
            module.no_such_name  # noqa: B018


@pytest.mark.parametrize(
    "old, now",
    [
        ("gof.graph:inputs", "graph.basic:graph_inputs"),
        ("gof.graph:variables", "graph.basic:vars_between"),
        ("gof:COp", "graph.op:ExternalCOp"),
        ("gof.vm:VM_Linker", "link.vm:VMLinker"),
        ("gof.utils:MethodNotDefined", "graph.utils:MethodNotDefined"),
        ("gof.utils:scratchpad", "graph.utils:Scratchpad"),
        ("scan_module:until", "scan.utils:until"),
        ("scan_module.scan_utils:map_variables", "scan.utils:map_variables"),
        ("scan_module.scan_op:Scan", "scan.op:Scan"),
        ("compile.function_module:UnusedInputError", "compile.function.types:UnusedInputError"),
        ("sandbox.softsign:softsign", "tensor.nnet.nnet:softsign"),
    ],
)
def test_same_thing_under_both_names(old, now):
    (old_module, old_name), (module, name) = old.split(":"), now.split(":")
    given = getattr(importlib.import_module(f"theano.{old_module}"), old_name)
    assert given is getattr(importlib.import_module(f"theano.{module}"), name)


def test_submodules_without_an_import_and_all_names_at_once():
    assert theano.gof.graph is importlib.import_module("theano.gof.graph")
    names = {}
    exec("from theano.gof import *", names)
    assert names["Apply"] is theano.graph.basic.Apply and "Op" in names and "FunctionGraph" in names


def test_modules_that_hide_a_function_of_their_name():
    two = theano.tensor.constant(2.0)
    for name in ("theano.compile.pfunc", "theano.scan_module.scan"):
        importlib.import_module(name)
    assert theano.compile.pfunc([], two)() == theano.compile.function([], two)() == 2.0
    powers, _ = theano.scan_module.scan(lambda p: 2.0 * p, outputs_info=two, n_steps=3)
    assert powers.eval().tolist() == [4.0, 8.0, 16.0]
    with pytest.raises(TypeError, match="'theano.gof' is not callable"):
        theano.gof()
