"""Writes the files torch_* of this folder: small models of PyTorch, and what they computed.

Run with PyTorch (the committed files are of 2.13) and safetensors: python make_torch_data.py FOLDER
"""

import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file

CASES = {
    "lstm": ("LSTM", {}),
    "gru": ("GRU", {}),
    "rnn": ("RNN", {}),
    "rnn_relu": ("RNN", {"nonlinearity": "relu"}),
    "lstm_both": ("LSTM", {"bidirectional": True}),
    "gru_stacked_both": ("GRU", {"num_layers": 2, "bidirectional": True}),
    "lstm_no_bias": ("LSTM", {"bias": False}),
}


class Tagger(torch.nn.Module):
    """Embedding, a recurrent module, and a Linear layer at each step."""

    def __init__(self, kind, options):
        super().__init__()
        self.embedding = torch.nn.Embedding(7, 3)
        self.rnn = getattr(torch.nn, kind)(3, 4, batch_first=True, **options)
        self.fc = torch.nn.Linear(8 if options.get("bidirectional") else 4, 2)

    def forward(self, ids):
        return self.fc(self.rnn(self.embedding(ids))[0])


def main(folder):
    torch.manual_seed(3)
    ids = torch.randint(0, 7, (2, 5))
    outputs = {"x": ids.numpy()}
    for case, (kind, options) in CASES.items():
        model = Tagger(kind, options).double()
        outputs[f"{case}_y"] = model(ids).detach().numpy()
        save_file(model.state_dict(), folder / f"torch_{case}.safetensors")
        if case == "lstm":
            torch.save(model.state_dict(), folder / "torch_lstm.pt")
            old = folder / "torch_lstm_old.pt"
            torch.save(model.state_dict(), old, _use_new_zipfile_serialization=False)
    np.savez_compressed(folder / "torch_outputs.npz", **outputs)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
