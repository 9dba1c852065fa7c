"""The modules of a function in a few calls of g++."""

import concurrent.futures
import json
import subprocess

import pytest
import theano

from tests.runtime.run_python import run_python
from theanornn.runtime import compile_together

pytestmark = pytest.mark.skipif(not theano.config.cxx, reason="no compiler")

# Six modules at least: element-wise ones, reductions, shapes, a product, an index.
PROGRAM = """
import json, os
import numpy as np, theano, theano.tensor as T
from theano.link.c import cmodule
from theanornn.runtime import compile_together
calls, compile_str = [], cmodule.GCC_compiler.compile_str
def counted(module_name, *args, **kwargs):
    calls.append(module_name)
    return compile_str(module_name, *args, **kwargs)
cmodule.GCC_compiler.compile_str = staticmethod(counted)
{plant}
x, y, n = T.matrix("x"), T.vector("y"), T.ivector("n")
outputs = [T.exp(x).sum(axis=1) * y, T.dot(x, x.T).max(), (x[n] - T.tanh(x[:, 1:]).mean()).sum(),
           x.reshape((-1,)) ** 3, T.alloc(y[0], 2, 2), T.concatenate([y, x[0] > 1])]
f = theano.function([x, y, n], outputs)
a, b = np.arange(6).reshape(3, 2) / 7 + 0.5, np.array([1.0, -2.0, 3.0])
k = np.array([2, 0], "int32")
expected = [np.exp(a).sum(1) * b, (a @ a.T).max(), None, a.ravel() ** 3, np.full((2, 2), 1.0),
            np.concatenate([b, a[0] > 1])]
expected[2] = (a[k] - np.tanh(a[:, 1:]).mean()).sum()
for got, want in zip(f(a, b, k), expected):
    np.testing.assert_allclose(got, want, rtol=1e-12)
print(json.dumps(calls))
"""


def calls(tmp_path, plant=""):
    """Names of what was compiled: Theano's modules are m…, those together modules_…"""
    flags = ["mode=FAST_RUN", f"base_compiledir={tmp_path}", "floatX=float64"]
    run = run_python(PROGRAM.replace("{plant}", plant), flags=flags)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout.splitlines()[-1])


def test_few_compilations_and_none_the_second_time(tmp_path):
    first = calls(tmp_path)
    together = [name for name in first if name.startswith("modules_")]
    assert 1 <= len(together) <= 5
    # What optimising the graph computes is compiled before the function, and alone.
    assert len(first) - len(together) <= 4
    assert calls(tmp_path) == []
    assert not list(tmp_path.glob("compiledir*/together_*"))
    assert len(list(tmp_path.glob("compiledir*/tmp*/m*.so"))) > 6


@pytest.mark.parametrize(
    "plant",
    [
        "compile_together.combine = lambda sources: '#error planted'",
        "compile_together.os.link = lambda *args: (_ for _ in ()).throw(OSError('planted'))",
    ],
    ids=["does not compile", "no hard links"],
)
def test_what_fails_together_is_done_otherwise(plant, tmp_path):
    assert calls(tmp_path, plant)
    assert calls(tmp_path) == []


def test_processes_at_once_on_an_empty_cache(tmp_path):
    with concurrent.futures.ThreadPoolExecutor() as pool:
        made = list(pool.map(lambda _: calls(tmp_path), range(3)))
    # Who comes second finds what the first made.
    assert sum(any(name.startswith("modules_") for name in names) for names in made) == 1


def test_each_module_has_its_own_names_and_macros(tmp_path):
    one = '#include <cstdio>\n#define VALUE 1\nint f() { return VALUE; }\nextern "C" int a() '
    two = "#include <cstdio>\n#ifdef VALUE\n#error leaked\n#endif\nint f() { return 2; }\n"
    source = compile_together.combine(
        [one + "{ return f(); }", two + 'extern "C" int b() { return f(); }']
    )
    assert source.count("#include <cstdio>") == 1
    main = "int main() { return module_0::a() * 10 + module_1::b(); }\n"
    (tmp_path / "main.cpp").write_text(f"{source}\n{main}")
    program = str(tmp_path / "main")
    subprocess.run([theano.config.cxx, str(tmp_path / "main.cpp"), "-o", program], check=True)
    assert subprocess.run([program]).returncode == 12


def test_of_two_modules_with_one_name_a_library_gets_one(monkeypatch):
    """One source, but versions of operations or flags that differ: one name, two hashes."""
    modules = [
        compile_together.Module(name, "source", ((version,),), f"{name}{version}", ((),) * 4)
        for name, version in [("m1", 1), ("m2", 1), ("m1", 2), ("m1", 1)]
    ]
    monkeypatch.setattr(compile_together, "_module_of", lambda node, cache: modules[node])
    assert compile_together._missing([0, 1, 2, 3], None) == modules[:2]
