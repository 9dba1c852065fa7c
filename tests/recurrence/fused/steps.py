"""Traced steps of all cells, and a program carried out number by number."""

import functools
from collections import defaultdict

import theano

from tests.cell_cases import CASES
from tests.recurrence.fused import own_cells
from theanornn.recurrence.fused.reading import trace

MODE = theano.compile.Mode("py", None)
CELLS = {
    **{name: (case.cell, case.options) for name, case in CASES.items()},
    "lstm_peepholes": (CASES["lstm_peepholes"].cell, {"peepholes": True}),
    **{
        name: (getattr(own_cells, name), {})
        for name in ("SlicedLSTM", "Odd", "Stacked", "Scaled", "Clipped", "Zoneout")
    },
}


def cell_of(name, n_units=3):
    """Return a cell with weights of its own."""
    cell_type, options = CELLS[name]
    return cell_type(2, n_units, **options)


@functools.cache
def traced(name, masked=False):
    """Return the traced step of a cell, which nothing changes."""
    return trace(cell_of(name), "float64", masked)


class Execution:
    """A program for one unit of one row, where everything is a number.

    Like a kernel it must not read what was not given or written before: that is a KeyError.

    Parameters
    ----------
    program : Program
    weights : dict of str to matrix
        By name, with a number for each block.

    Attributes
    ----------
    memory : dict of (kind, name, index) to float
        Names are those of vectors and constants, else "".
    """

    def __init__(self, program, weights):
        self.program, self.weights, self.memory = program, weights, {}

    def step(self, given, loops):
        """Carry out a step: `Program.forward` or `Program.saving`."""
        program, self.memory = self.program, dict(given)
        for n, loop in enumerate(loops):
            for term in program.terms if n else ():
                if term.level == n:
                    self._multiply(term)
            self._loop(loop)

    def gradient(self, given):
        """Carry out the gradient of a step; return the gradients of the weights' blocks."""
        program, self.memory = self.program, dict(given)
        for slot, state in program.state_lefts.items():
            self.memory["left", "", slot] = given["state", "", state]
        for loop, backs in zip(program.gradient, program.backs):
            self._loop(loop)
            for back in backs:
                self._multiply_back(back)
        gradients = defaultdict(float)
        for n, term in enumerate(program.terms):
            left = self.memory["left", "", program.lefts[n]]
            for place, delta in self._blocks(n, term):
                gradients[place] += left * delta
        return dict(gradients)

    def _loop(self, loop):
        values = [v for v, _ in loop.stores]
        used = [v for v in loop.reads if v in _reached(values, loop.reads)]
        numbers = [self.memory[_place(loop.reads[v])] for v in used]
        function = theano.function(used, values, mode=MODE)
        for (_, at), value in zip(loop.stores, function(*numbers)):
            before = self.memory.get(_place(at), 0.0) if at.kind == "vector_gradient" else 0.0
            self.memory[_place(at)] = before + float(value)

    def _multiply(self, term):
        slot = self.program.lefts[self.program.terms.index(term)]
        state = self.program.state_lefts.get(slot)
        left = self.memory[("left", "", slot) if state is None else ("state", "", state)]
        for k in range(term.n):
            to = (term.buffer, "", term.target + k)
            before = self.memory[to] if term.add else 0.0
            weight = self.weights[term.weight][term.row][term.column + k]
            self.memory[to] = before + left * weight

    def _multiply_back(self, back):
        to = _place(back.to)
        before = self.memory[to] if back.add else 0.0
        blocks = self._blocks(back.term, self.program.terms[back.term])
        self.memory[to] = before + sum(
            delta * self.weights[name][row][column] for (name, row, column), delta in blocks
        )

    def _blocks(self, n, term):
        first = self.program.columns[n]
        return [
            ((term.weight, term.row, term.column + k), self.memory["delta", "", first + k])
            for k in range(term.n)
        ]


def _reached(values, reads):
    """Return what `values` are computed from, down to what is read."""
    reached, stack = set(), list(values)
    while stack:
        variable = stack.pop()
        if variable not in reached:
            reached.add(variable)
            if variable not in reads and variable.owner is not None:
                stack.extend(variable.owner.inputs)
    return reached


def _place(at):
    named = at.kind in ("vector", "vector_gradient", "constant")
    return (at.kind, at.name if named else "", at.index)
