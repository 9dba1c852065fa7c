"""SciPy's slow parts wait until something of them is used, and then are the real ones."""

import os
import subprocess
import sys

import pytest

PROGRAM = """
import sys
{before}
import theano, theano.tensor as T
print(sorted({{"scipy.stats", "scipy.special", "scipy.signal"}} & set(sys.modules)))
x = T.dvector()
print(theano.function([x], [T.erf(x), T.chi2sf(x, 1)])([1.0]))
from theano.tensor.random.utils import RandomStream
print(theano.function([], RandomStream(1).cauchy(0.0, 1.0, size=(2,)))().shape)
import scipy.signal, scipy.special, scipy.stats
import scipy.stats as stats
print(float(scipy.stats.norm.cdf(0)), stats is scipy.stats, type(scipy.special).__name__)
print(scipy.signal.convolve([1, 2], [1, 1]).tolist())
"""
NUMBERS = """[array([0.84270079]), array([0.31731051])]
(2,)
0.5 True module
[1, 3, 2]
"""


@pytest.mark.parametrize(
    ("before", "loaded"),
    [
        ("", "[]"),
        (
            "import scipy.signal, scipy.special, scipy.stats",
            "['scipy.signal', 'scipy.special', 'scipy.stats']",
        ),
    ],
)
def test_the_same_functions(before, loaded, tmp_path):
    flags = f"base_compiledir={tmp_path},mode=FAST_COMPILE,cxx=,floatX=float64"
    done = subprocess.run(
        [sys.executable, "-c", "import theanornn\n" + PROGRAM.format(before=before)],
        env={**os.environ, "THEANO_FLAGS": flags},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"{loaded}\n{NUMBERS}"
