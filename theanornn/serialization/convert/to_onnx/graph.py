"""A graph of ONNX while it is made: `Graph`."""

import numpy as np

__all__ = ["Graph"]


class Graph:
    """Nodes and constants, with names for what the nodes make.

    Attributes
    ----------
    nodes, inputs, outputs : list
        Of onnx's messages.
    scope : str
        Of the layer whose nodes are made: names begin with it.
    """

    def __init__(self, onnx):
        self._onnx = onnx
        self.nodes, self.inputs, self.outputs = [], [], []
        self.initializers = {}
        self.scope = "model"
        self._kept = {}
        self._numbers = {}

    def node(self, op_type, *inputs, outputs=1, **attributes):
        """Add a node.

        Parameters
        ----------
        op_type : str
        *inputs : str, array or number
            Names of values ("" for an input that is left out); arrays become constants.
        outputs : int
        **attributes

        Returns
        -------
        str, or list of str
            Names of the outputs.
        """
        inputs = [each if isinstance(each, str) else self.constant(each) for each in inputs]
        names = [self.fresh(op_type) for _ in range(outputs)]
        self.nodes.append(
            self._onnx.helper.make_node(op_type, inputs, names, names[0], **attributes)
        )
        return names[0] if outputs == 1 else names

    def constant(self, value):
        """The name of a constant: floats as float32, integers as they are (int64, from Python)."""
        array = np.asarray(value)
        if array.dtype.kind == "f":
            array = array.astype("float32")
        key = (str(array.dtype), array.shape, array.tobytes())
        if key not in self.initializers:
            name = self.fresh("constant")
            array = np.array(array, order="C")  # (ascontiguousarray gives numbers an axis)
            self.initializers[key] = self._onnx.numpy_helper.from_array(array, name)
        return self.initializers[key].name

    def fresh(self, what):
        """A name that nothing has yet."""
        name = f"{self.scope}/{what}"
        self._numbers[name] = number = self._numbers.get(name, 0) + 1
        return name if number == 1 else f"{name}_{number}"

    def named(self, value, name):
        """Give a value another name, that of an output of the graph."""
        self.nodes.append(self._onnx.helper.make_node("Identity", [value], [name], name))

    def within(self, scope):
        """A new graph that is to be part of a node of this one."""
        graph = Graph(self._onnx)
        graph.scope = scope
        return graph

    def made(self, name):
        """onnx's message for the graph."""
        initializers = list(self.initializers.values())
        return self._onnx.helper.make_graph(
            self.nodes, name, self.inputs, self.outputs, initializers
        )

    def kept(self, key, make):
        """What `make` returns; made once for each key."""
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]

    def value_info(self, name, dtype, shape):
        """The message for an input or output; sizes are ints, or names where they are free."""
        kind = self._onnx.helper.np_dtype_to_tensor_dtype(np.dtype(dtype))
        return self._onnx.helper.make_tensor_value_info(name, kind, shape)

    @property
    def types(self):
        """onnx's numbers of element types."""
        return self._onnx.TensorProto
