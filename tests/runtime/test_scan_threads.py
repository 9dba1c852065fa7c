"""Loops of small products run with one thread of OpenBLAS, and leave the number as it was."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from theanornn.runtime import scan_threads


@pytest.fixture
def blas(monkeypatch):
    """Stands for OpenBLAS with four threads; notes what they are set to."""
    numbers = [4]
    functions = lambda: numbers[-1], numbers.append  # noqa: E731
    monkeypatch.setattr(scan_threads, "_thread_functions", lambda: functions)
    return numbers


def loop():
    x, w = T.dtensor3("x"), theano.shared(np.ones((2, 2)))
    h = theano.scan(lambda row, h, w: T.tanh(row + T.dot(h, w)), [x], [x[0]], [w], strict=True)[0]
    return theano.function([x], h)


def test_a_loop_of_small_products_has_one_thread(blas, monkeypatch):
    compute = loop()
    values = compute(np.ones((3, 4, 2)))
    assert blas == [4, 1, 4]
    monkeypatch.setattr(scan_threads, "WORTH", 2 * 2 * 4)
    np.testing.assert_array_equal(compute(np.ones((3, 4, 2))), values)
    assert blas == [4, 1, 4]


def test_the_number_comes_back_after_an_error(blas):
    with pytest.raises(ZeroDivisionError), scan_threads.one_thread():
        raise ZeroDivisionError
    assert blas == [4, 1, 4]


def test_loops_at_the_same_time(blas):
    with scan_threads.one_thread():
        with scan_threads.one_thread():
            pass
        assert blas[-1] == 1
    assert blas == [4, 1, 4]


def test_who_has_one_thread_keeps_it(blas):
    blas[:] = [1]
    with scan_threads.one_thread():
        pass
    assert blas == [1]


def test_another_blas_is_left_alone(monkeypatch):
    monkeypatch.setattr(scan_threads, "_thread_functions", lambda: None)
    with scan_threads.one_thread():
        pass


@pytest.mark.parametrize(
    "shapes, product",
    [
        ([], 0),
        ([(3, 4)], 12),
        ([(3, 4), (5, 6), (10, 7, 2)], 210),
        ([(), (4,), (10, 7, 2)], 0),
    ],
)
def test_largest_product(shapes, product):
    assert scan_threads.largest_product([np.empty(shape) for shape in shapes]) == product


@pytest.mark.compiled
def test_the_real_one():
    functions = scan_threads._thread_functions()
    if functions is None:
        pytest.skip("Theano links with no OpenBLAS here")
    get, _ = functions
    before = get()
    with scan_threads.one_thread():
        assert get() == 1
    assert get() == before
