"""Models as ONNX graphs: `write`, `onnx_model`.

Recurrent layers become ONNX's own RNN, LSTM and GRU, which runtimes have in fast code, and where
those do not compute the same (a cell of one's own, an activation they lack, learned initial
states) a Scan over the step; any mask is taken, see `masks`. Numbers are float32.
"""

from theanornn.serialization.convert.to_onnx.writing import onnx_model, write

__all__ = ["onnx_model", "write"]
