"""Programs carried out number by number: the step's values, and the gradient Theano derives."""

import dataclasses
import functools

import numpy as np
import pytest
import theano
import theano.tensor as T

from tests.recurrence.fused.steps import CELLS, MODE, Execution, cell_of, traced
from theanornn.cells import LSTMCell
from theanornn.recurrence.fused.program import lay_out
from theanornn.recurrence.fused.reading import trace
from theanornn.recurrence.fused.step import Extent


@functools.cache
def program_of(name, masked=False):
    return lay_out(traced(name, masked))


class Numbers:
    """Random numbers for a cell of one unit and a batch of one row."""

    def __init__(self, name, mask=1.0, seed=1):
        rng, cell = np.random.default_rng(seed), cell_of(name, n_units=1)
        self.variables, self.values = {}, {}
        for key, variable in cell.variables().items():
            extent = traced(name).extents[key]
            shape = ((), (extent.columns,), (extent.rows or 1, extent.columns))[variable.ndim]
            self.variables[key] = T.TensorType("float64", variable.broadcastable)(key)
            self.values[key] = rng.normal(size=shape)
        self.values["W"] = np.ones((2, len(cell.gates)))
        self.cell, self.mask = cell.rebound(self.variables), mask
        self.z = rng.normal(size=len(cell.gates))
        self.states, self.asked = rng.normal(size=(2, len(cell.states)))

    def by_theano(self):
        """Return the new states, and the gradients of their sum times `asked` by name."""
        z, *matrices = (T.dmatrix() for _ in range(1 + 2 * len(self.states)))
        states, asked = matrices[: len(self.states)], matrices[len(self.states) :]
        new = self.cell.step(z, *states)
        new = [T.switch(self.mask, after, before) for after, before in zip(new, states)]
        loss = sum((state * what).sum() for state, what in zip(new, asked))
        wrt = {"z": z, **dict(zip(self.cell.states, states)), **self.variables}
        gradients = T.grad(loss, list(wrt.values()), disconnected_inputs="ignore")
        inputs = [z, *states, *asked, *self.variables.values()]
        numbers = [self.z, *self.states, *self.asked]
        numbers = [np.reshape(n, (1, -1)) for n in numbers] + list(self.values.values())
        function = theano.function(inputs, [*new, *gradients], on_unused_input="ignore", mode=MODE)
        found = function(*numbers)
        return [out.item() for out in found[: len(new)]], dict(zip(wrt, found[len(new) :]))

    def given(self, interface):
        """Return what a program finds in memory before a step."""
        memory = {("mask", "", 0): self.mask}
        memory.update((("z", "", n), number) for n, number in enumerate(self.z))
        memory.update((("state", "", n), number) for n, number in enumerate(self.states))
        for kind in ("vector", "constant"):
            for key in getattr(interface, f"{kind}s"):
                numbers = enumerate(self.values[key].ravel())
                memory.update(((kind, key, n), number) for n, number in numbers)
        return memory


def run(program, numbers):
    """Return new states and gradients, as of `Numbers.by_theano`; of constants there is none."""
    interface, n_states = program.interface, program.interface.n_states
    execution = Execution(program, numbers.values)
    given = numbers.given(interface)
    execution.step(given, program.forward)
    new = [execution.memory["next", "", n] for n in range(n_states)]
    execution.step(given, program.saving)
    assert [execution.memory["next", "", n] for n in range(n_states)] == new
    kept = {at: value for at, value in execution.memory.items() if at[0] in ("saved", "next")}
    given = {at: value for at, value in given.items() if at[0] != "z"}
    for n, asked in enumerate(numbers.asked):
        given.update({("outer", "", n): 0.75 * asked, ("carry", "", n): 0.25 * asked})
    of_weights = execution.gradient({**given, **kept})
    gradients = {
        "z": [[execution.memory["delta", "", n] for n in range(interface.gates)]],
        **{key: execution.memory["new_carry", "", n] for n, key in enumerate(numbers.cell.states)},
    }
    for key, extent in interface.vectors.items():
        places = [("vector_gradient", key, n) for n in range(extent.columns)]
        gradients[key] = np.array([execution.memory.get(place, 0.0) for place in places])
    for key, extent in interface.weights.items():
        gradients[key] = np.zeros((extent.rows, extent.columns))
        for (name, row, column), value in of_weights.items():
            if name == key:
                gradients[key][row, column] = value
    return new, gradients


def assert_right(program, numbers):
    new, gradients = run(program, numbers)
    expected, of_theano = numbers.by_theano()
    np.testing.assert_allclose(new, expected, rtol=1e-12)
    for key, value in gradients.items():
        wanted = of_theano[key]
        value = np.reshape(value, wanted.shape)
        np.testing.assert_allclose(value, wanted, rtol=1e-10, atol=1e-13, err_msg=key)


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("name", CELLS)
def test_equals_theano_in_values_and_gradients(name, masked):
    for mask in (1.0, 0.0) if masked else (1.0,):
        assert_right(program_of(name, masked), Numbers(name, mask))


def spoiled(program):
    """Yield what is wrong, and a program with that one error."""

    def changed(field, n, value):
        return dataclasses.replace(program, **{field: replaced(getattr(program, field), n, value)})

    for n, term in enumerate(program.terms):
        yield f"term {n} adds", changed("terms", n, term._replace(add=not term.add))
        column = int(not term.column)
        yield f"column of term {n}", changed("terms", n, term._replace(column=column))
        yield f"deltas of term {n}", changed("columns", n, program.columns[n] - 1)
    for level, backs in enumerate(program.backs):
        for n, back in enumerate(backs):
            added = replaced(backs, n, back._replace(add=not back.add))
            yield f"back {level, n} adds", changed("backs", level, added)
            yield f"no back {level, n}", changed("backs", level, backs[:n] + backs[n + 1 :])
    for part in ("forward", "saving", "gradient"):
        for level, loop in enumerate(getattr(program, part)):
            for n, (value, at) in enumerate(loop.stores):
                place = f"{at.kind} {at.index} of {part} {level}"
                less = loop._replace(stores=loop.stores[:n] + loop.stores[n + 1 :])
                yield f"no {place}", changed(part, level, less)
                if value.owner is not None:
                    scaled = replaced(loop.stores, n, (value * 1.0001, at))
                    yield f"scaled {place}", changed(part, level, loop._replace(stores=scaled))


def replaced(values, n, value):
    return [*values[:n], value, *values[n + 1 :]]


@pytest.mark.parametrize("name", ["gru_before", "Odd"])
def test_every_single_error_is_noticed(name):
    """What the comparison of this file is worth."""
    numbers = Numbers(name)
    numbers.by_theano = functools.cache(numbers.by_theano)
    for what, program in spoiled(program_of(name)):
        try:
            assert_right(program, numbers)
        except (AssertionError, KeyError, IndexError):
            continue
        pytest.fail(f"not noticed: {what}")


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("name", CELLS)
def test_places_are_within_their_buffers(name, masked):
    program = program_of(name, masked)
    interface, sizes = program.interface, program.sizes
    most = {
        **sizes,
        "z": interface.gates,
        "saved": interface.n_saved,
        "mask": int(masked),
        **dict.fromkeys(("state", "next", "carry", "new_carry", "outer"), interface.n_states),
    }
    loops = [*program.forward, *program.saving, *program.gradient]
    places = [at for loop in loops for _, at in loop.stores]
    places += [at for loop in loops for at in loop.reads.values()]
    places += [back.to for backs in program.backs for back in backs]
    for at in places:
        if at.kind in most:
            assert 0 <= at.index < most[at.kind], at
        elif at.name in getattr(interface, f"{at.kind.split('_')[0]}s"):
            assert 0 <= at.index < getattr(interface, f"{at.kind.split('_')[0]}s")[at.name].columns
        else:  # known to the step, but nothing reads it
            assert at.kind in ("vector", "constant"), at
    for term, left, column in zip(program.terms, program.lefts, program.columns):
        extent = interface.weights[term.weight]
        assert 0 <= term.row < extent.rows and term.column + term.n <= extent.columns
        assert term.target + term.n <= most[term.buffer]
        assert 0 <= left < sizes["left"] and column + term.n <= sizes["delta"]
        assert 1 <= term.level < len(program.forward)
    saved = [at.index for loop in program.saving for _, at in loop.stores if at.kind == "saved"]
    assert sorted(saved) == list(range(interface.n_saved))


class Unused(LSTMCell):
    """Has attributes that its step does not read."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.extra, self.mask = T.dvector("extra"), T.dmatrix("mask")
        self.scale, self.M = T.dvector("scale"), theano.shared(np.ones((3, 3)), "M")

    def step(self, z, h, c):
        h, c = super().step(z, h, c)
        return self.scale * h, c + 0 * T.dot(h, self.M)


def test_a_kernel_is_given_what_its_step_reads():
    interface = lay_out(trace(Unused(2, 3), "float32", masked=True)).interface
    assert interface.dtype == "float32" and interface.masked
    assert (interface.gates, interface.n_states) == (4, 2)
    assert interface.vectors == {"scale": Extent(1, 1)}
    assert interface.constants == {}
    assert interface.weights["U"] == Extent(1, 4)


def test_attributes_have_the_order_of_the_cell():
    interface = program_of("Scaled").interface
    assert list(interface.vectors) == ["alpha", "shift", "row"]
    assert list(program_of("Zoneout").interface.constants) == ["keep_h", "keep_c"]
    assert program_of("Odd").interface.vectors == {"peepholes": Extent(1, 2)}
