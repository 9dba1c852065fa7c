"""``theanornn run`` from the command line."""

import textwrap

import pytest

from tests.running.scripts import by_theanornn


def run(folder, source, *options, arguments=(), **environment):
    (folder / "script.py").write_text(textwrap.dedent(source).lstrip())
    flags = {"THEANO_FLAGS": "cxx=", "HOME": str(folder), **environment}
    return by_theanornn(folder, *options, "script.py", *arguments, **flags)


KERAS_1 = """
    import keras
    from keras.models import Sequential
    from keras.layers.recurrent import LSTM
    import beside, theano
    print keras.__name__, theano.config.floatX
    layer = LSTM(3, input_shape=(None, 2))
    Sequential().add(layer)
    print layer.get_config()['recurrent_activation'], len(layer.get_weights())
    print [nb for nb in xrange(2)], beside.nb_epoch
    """


@pytest.mark.parametrize(
    ("words", "options", "result"),
    [
        ("dict(nb_epoch=3)", [], ["hard_sigmoid", "12"]),
        ("dict(epochs=3)", [], ["sigmoid", "3"]),
        ("dict(nb_epoch=3)", ["--keras", "2"], ["sigmoid", "3"]),
        ("dict()", ["--keras", "1"], ["hard_sigmoid", "12"]),
    ],
)
def test_a_script_of_keras(tmp_path, words, options, result):
    (tmp_path / "beside.py").write_text(f"import keras\n{words}\nnb_epoch = 10L\n")
    ended = run(tmp_path, KERAS_1, *options)
    lines = ended.stdout.splitlines()
    assert lines == ["theanornn.keras float32", " ".join(result), "[0, 1] 10"], ended.stderr
    said = ended.stderr.splitlines()
    assert (
        "theanornn run: script.py:5: Python 2 print statement translated (and in 2 more lines)"
        in (said)
    )
    assert "theanornn run: script.py:9: Python 2 xrange is range now" in said
    assert "theanornn run: beside.py:3: Python 2 number (octal 0777 or long 10L) translated" in said
    told = [line for line in said if "word of Keras 1" in line]
    assert len(told) == (words == "dict(nb_epoch=3)" and not options)


WITHOUT_KERAS = "import theano\nprint(theano.config.floatX, theano.config.device)\n"
FLOATX = WITHOUT_KERAS + "if False: import keras.layers\n"


@pytest.mark.parametrize(
    ("options", "environment", "result"),
    [
        ([], {}, "float32 cpu"),
        (["--floatX", "float64"], {}, "float64 cpu"),
        ([], {"THEANO_FLAGS": "cxx=,floatX=float64"}, "float64 cpu"),
        (["--floatX", "float32"], {"THEANO_FLAGS": "cxx=,floatX=float64"}, "float32 cpu"),
        ([], {"THEANO_FLAGS": "cxx=,device=gpu0,lib.cnmem=1"}, "float32 cpu"),
    ],
)
def test_precision_and_device(tmp_path, options, environment, result):
    ended = run(tmp_path, FLOATX, *options, **environment)
    assert ended.stdout.strip() == result, ended.stderr
    assert ("device=gpu is gone" in ended.stderr) == ("gpu0" in str(environment))


def test_a_script_without_keras_has_theanos_own_precision(tmp_path):
    assert run(tmp_path, WITHOUT_KERAS).stdout.split()[0] == "float64"


def test_keras_json_counts_for_theano_too(tmp_path):
    (tmp_path / ".keras").mkdir()
    (tmp_path / ".keras" / "keras.json").write_text('{"floatx": "float64"}')
    assert run(tmp_path, FLOATX).stdout.split()[0] == "float64"


def test_settings_that_the_script_makes_itself_count(tmp_path):
    source = "import os\nos.environ['THEANO_FLAGS'] = 'cxx=,floatX=float64'\n" + FLOATX
    assert run(tmp_path, source).stdout.split()[0] == "float64"


def test_nothing_heavy_is_imported_for_a_script_that_does_not(tmp_path):
    source = "import sys; print({'theano', 'numpy', 'theanornn.keras'} & set(sys.modules))"
    assert run(tmp_path, source).stdout == "set()\n"


def test_scars_of_python_and_numpy(tmp_path):
    source = """
        import collections, inspect
        import cPickle as pickle, StringIO
        import numpy as np
        print isinstance([], collections.Iterable), inspect.getargspec(lambda a: 0).args
        print np.zeros(2, np.int).dtype.kind, np.array([True], np.bool), np.NaN
        print pickle.loads(pickle.dumps({1: 2})), StringIO.StringIO('a').read()
        """
    ended = run(tmp_path, source)
    assert ended.stdout == "True ['a']\ni [ True] nan\n{1: 2} a\n", ended.stderr
    places = {line.split(": ")[1] for line in ended.stderr.splitlines()}
    assert places == {"script.py:2", "script.py:4", "script.py:5"}
    assert run(tmp_path, source, "--quiet").stderr == ""


def test_an_error_of_age_is_named_with_its_line(tmp_path):
    ended = run(tmp_path, "import numpy as np\nx = np.array([[1, 2], [3]])\n")
    assert ended.returncode == 1
    last = ended.stderr.splitlines()[-1]
    assert last.startswith("theanornn run: script.py:2: NumPy makes no arrays of lists of diff")


def test_check_runs_nothing(tmp_path):
    ended = run(tmp_path, "print 'a'\nfrom scipy.misc import imread\n", "--check")
    assert ended.returncode == 1 and ended.stderr == ""
    assert ended.stdout.splitlines() == [
        "theanornn run: script.py:1: Python 2 print statement translated",
        "theanornn run: script.py:2: scipy.misc.imread is gone from SciPy: imageio reads and "
        "writes images, Pillow resizes them",
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["no_such.py"], "can't open file 'no_such.py': there is no such file"),
        (["."], "is a directory"),
        ([], "the following arguments are required: script"),
        (["--keras", "3", "x.py"], "invalid choice"),
    ],
)
def test_wrong_command_lines(tmp_path, arguments, message):
    ended = by_theanornn(tmp_path, *arguments)
    assert ended.returncode == 2 and message in ended.stderr
    assert "Traceback" not in ended.stderr
