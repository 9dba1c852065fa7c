import re

from theanornn.demos import sine


def test_learns_and_draws(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(sine, "N_STEPS", 5)
    error = sine.run(epochs=4, out=tmp_path / "new")
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == f"validation mse {error:.6f}"
    assert re.fullmatch(r"prediction against truth: .*sine.png", lines[-2])
    assert error < 0.01
    assert (tmp_path / "new" / "sine.png").exists()
