"""A session in a notebook, executed: models and histories as tables, a bar, curves."""

import nbclient
import nbformat
import pytest

CELLS = [
    """
import numpy as np
from theanornn.keras.layers import Dense, LSTM
from theanornn.keras.models import Sequential
model = Sequential([LSTM(4, input_shape=(5, 3)), Dense(1)])
model.compile("adam", "mse")
model
""",
    "x = np.ones((64, 5, 3)); history = model.fit(x, x.sum((1, 2)), nb_epoch=2)",
    "history",
    "history.plot()",
    "model.fit(x[:, :, :2], x.sum((1, 2)))",
]


@pytest.fixture(scope="module")
def outputs():
    """What each cell put out, a list for each."""
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    nbclient.NotebookClient(book, timeout=300, allow_errors=True).execute()
    return [cell["outputs"] for cell in book.cells]


def test_a_model_is_its_table(outputs):
    (shown,) = outputs[0]
    html = shown["data"]["text/html"]
    assert "<td>lstm_1 (LSTM)</td><td>(None, 4)</td>" in html and "Parameters: " in html


def test_training_shows_one_bar_that_moves(outputs):
    text = "".join(each["text"] for each in outputs[1] if each["output_type"] == "stream")
    assert "Epoch 2/2 100% |" in text and "64/64" in text and "loss: " in text
    assert not any(each["output_type"] == "error" for each in outputs[1])


def test_a_history_is_a_table_and_curves(outputs):
    assert "<th>loss</th>" in outputs[2][0]["data"]["text/html"]
    assert outputs[3][0]["data"]["image/png"]


def test_an_error_ends_with_what_helps(outputs):
    (error,) = outputs[4]
    assert error["ename"] == "ShapeError"
    assert "lstm_1: got input of shape (64, 5, 2), expected (None, 5, 3)" in error["evalue"]
