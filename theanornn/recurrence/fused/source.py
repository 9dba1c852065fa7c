"""The C++ source of a `Program`: loops over rows and units, products between them.

The loop over time, the threads and the gradients of the weights are the same for all cells and
stand in ``loop.h``.
"""

from theanornn.recurrence.fused.operations import Expressions, LaneFunctions

# Buffers of a frame with several units a row, by leaf kind, and the constant that says how many.
BUFFERS = {
    "z": "GATES",
    "product": "N_PRODUCT",
    "left": "N_LEFT",
    "stash": "N_STASH",
    "saved": "N_SAVED",
    "delta": "N_DELTA",
    "back": "N_BACK",
}

# What the forward loop left and the gradient reads once, long after: fetched a step in advance.
_FROM_THE_FORWARD_LOOP = ("saved", "outer", "state")


def write(program):
    """Return the source of a program.

    Parameters
    ----------
    program : Program

    Returns
    -------
    str
    """
    return "\n".join(_Writer(program).parts())


class _Writer:
    def __init__(self, program):
        self.program, self.lanes = program, LaneFunctions()
        interface = program.interface
        self.order = {
            "vector": {name: n for n, name in enumerate(interface.vectors)},
            "constant": {name: n for n, name in enumerate(interface.constants)},
            "weight": {name: n for n, name in enumerate(interface.weights)},
        }

    def parts(self):
        p = self.program
        forward = self._step("forward", p.forward, self._forward_products())
        saving = self._step("saving", p.saving, self._forward_products())
        gradient = self._step("gradient", p.gradient, self._back_products())
        yield "#define REAL_IS_DOUBLE" if p.interface.dtype == "float64" else "// float32"
        yield from self._sizes()
        yield '#include "loop.h"\n'
        yield from self.lanes.code()
        yield from forward + saving + gradient

    def _sizes(self):
        p, interface = self.program, self.program.interface
        sizes = {
            "GATES": interface.gates,
            "N_STATES": interface.n_states,
            "N_WEIGHTS": len(interface.weights),
            "N_VECTORS": len(interface.vectors),
            "N_CONSTANTS": len(interface.constants),
            "N_TERMS": len(p.terms),
            "N_SAVED": interface.n_saved,
        }
        states = [p.state_lefts.get(n, -1) for n in range(p.sizes["left"])]
        sizes.update((f"N_{name.upper()}", size) for name, size in p.sizes.items())
        for name, size in sizes.items():
            yield f"constexpr int {name} = {size};"
        places = [
            f"{{{self.order['weight'][t.weight]}, {t.row}, {t.column}, {t.n}, {left}, {delta}}}"
            for t, left, delta in zip(p.terms, p.lefts, p.columns)
        ]
        yield f"#define TERMS {{{', '.join(places)}}}"
        yield f"#define STATE_OF_LEFT {{{', '.join(map(str, states))}}}"
        for name, extents in (
            ("WEIGHT_BLOCKS", interface.weights),
            ("VECTOR_BLOCKS", interface.vectors),
            ("CONSTANT_BLOCKS", interface.constants),
        ):
            yield f"#define {name} {{{', '.join(str(e.columns) for e in extents.values())}}}"
        rows = (str(extent.rows) for extent in interface.weights.values())
        yield f"#define WEIGHT_ROWS {{{', '.join(rows)}}}"

    def _forward_products(self):
        """Return the calls before each loop but the first."""
        calls = [[] for _ in self.program.forward[1:]]
        for n, term in enumerate(self.program.terms):
            left, stride = f"f.left + {self.program.lefts[n]} * H", "N_LEFT * H"
            state = self.program.state_lefts.get(self.program.lefts[n])
            if state is not None:
                left, stride = f"f.state[{state}]", "H"
            wide = BUFFERS[term.buffer]
            calls[term.level - 1].append(
                f"multiply(f, {n}, {left}, {stride}, f.{term.buffer} + {term.target} * H, "
                f"{wide} * H, {int(term.add)});"
            )
        return calls

    def _back_products(self):
        calls = []
        for backs in self.program.backs:
            calls.append([])
            for n, to, add in backs:
                place, stride = f"f.back + {to.index} * H", "N_BACK * H"
                if to.kind == "new_carry":
                    place, stride = f"f.new_carry[{to.index}]", "H"
                calls[-1].append(f"multiply_back(f, {n}, {place}, {stride}, {int(add)});")
        return calls

    def _step(self, name, loops, products):
        """Return the functions of a step.

        Products read what all parts wrote in loops, so the parts meet between the two; and after
        the last loop of a forward step, whose states the next step's products read.
        """
        functions, calls = [], []
        for n, loop in enumerate(loops):
            following = products[n] if n < len(products) else []
            if loop.stores:
                ahead = _FROM_THE_FORWARD_LOOP if name == "gradient" else ()
                functions.append(self._loop(f"{name}_loop_{n}", loop, ahead))
                calls.append(f"{name}_loop_{n}(f);")
                if following or n == len(loops) - 1:
                    calls.append("f.part->together();")
            calls.extend(following)
        body = "\n  ".join(["const long H = f.units;", "(void)H;", *calls])
        functions.append(f"static void {name}_step(const Frame& f) {{\n  {body}\n}}\n")
        return functions

    def _loop(self, name, loop, ahead):
        fetched = {}

        def read(variable):
            at = loop.reads.get(variable)
            if at is None:
                return None
            if at.kind == "mask":
                return "splat(f.mask[row])"
            if at.kind in ahead:
                array, index = self._array_and_index(at, "(row + f.ahead)")
                fetched[at] = f"fetch({array}, {index});"
            if at.kind == "outer":  # null where the cost does not depend on the sequence
                return f"(f.outer[{at.index}] ? io.load({self._place(at)}) : vec{{}})"
            return f"io.load({self._place(at)})"

        code = Expressions(read, self.lanes)
        values = [(code.name(variable), variable, at) for variable, at in loop.stores]
        lines = list(code.lines)
        for value, variable, at in values:
            value = f"as_real({value})" if variable.dtype == "bool" else value
            place = self._place(at)
            if at.kind == "vector_gradient":
                value = f"io.load({place}) + {value}"
            lines.append(f"io.store({place}, {value});")
        body = "\n  ".join(["const long H = f.units;", "(void)H;", *fetched.values(), *lines])
        return (
            f"template <class Lanes>\n"
            f"INLINE void {name}_lanes(const Frame& f, const Lanes io, long row, long unit) {{\n"
            f"  {body}\n}}\n\n"
            f"static void {name}(const Frame& f) {{\n"
            f"  each_lane(f, [&](const auto io, long row, long unit) INLINE_LAMBDA {{\n"
            f"    {name}_lanes(f, io, row, unit);\n  }});\n}}\n"
        )

    def _place(self, at):
        return " + ".join(self._array_and_index(at, "row"))

    def _array_and_index(self, at, row):
        if at.kind in BUFFERS:
            return f"f.{at.kind}", f"({row} * {BUFFERS[at.kind]} + {at.index}) * H + unit"
        if at.kind in ("vector", "vector_gradient"):
            n = self.order["vector"][at.name]
            return f"f.{at.kind}[{n}]", f"{at.index} * H + unit"
        if at.kind == "constant":
            n = self.order["constant"][at.name]
            blocks = self.program.interface.constants[at.name].columns
            return f"f.constant[{n}]", f"({row} * {blocks} + {at.index}) * H + unit"
        return f"f.{at.kind}[{at.index}]", f"{row} * H + unit"
