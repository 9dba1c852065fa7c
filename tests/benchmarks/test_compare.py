"""What became slower, and what is noise."""

import json

import compare
import pytest


def samples(seconds, build="cpu", case="lstm"):
    head = {"benchmark": "recurrence", "case": case, "mode": "fwd", "threads": 1}
    return [{**head, "build": build, "round": k, "seconds": s} for k, s in enumerate(seconds)]


QUIET, NOISY = [1.0, 1.01, 0.99, 1.0, 1.0], [0.6, 1.0, 1.5, 0.7, 1.4]


@pytest.mark.parametrize(
    "before, factor, past",
    [(QUIET, 1.2, True), (QUIET, 1.05, False), (QUIET, 0.5, False), (NOISY, 1.2, False)],
)
def test_past_ten_per_cent_and_the_noise(before, factor, past):
    (change,) = compare.compared(samples(before), samples([factor * s for s in before]))
    assert change.ratio == pytest.approx(factor)
    assert change.is_past(0.1) is past


@pytest.mark.parametrize("factor, past", [(1.2, False), (1.5, True)])
def test_the_noise_of_a_single_sample_is_not_known(factor, past):
    (change,) = compare.compared(samples([1.0]), samples([factor]))
    assert change.is_past(0.1) is past


def test_compiling_is_no_part_of_it():
    compiling = [{**samples([1.0])[0], "mode": "compile fwd"}]
    assert compare.compared(compiling, compiling) == []


def test_other_conditions_are_said():
    def record(**environment):
        return {"environment": environment, "samples": []}

    before = record(host="a", versions={"numpy": "2.4", "jax": "0.10"}, load=[0.1])
    assert compare.other_conditions(before, before) == []
    after = {**record(host="b", versions={"numpy": "2.5", "jax": "0.10"}), "complete": False}
    assert compare.other_conditions(before, after) == [
        "The measurements after were interrupted: not all is there.",
        "Other host: a before, b after.",
        "Other versions: {'numpy': '2.4'} before, {'numpy': '2.5'} after.",
        "Other load: [0.1] before, None after.",
    ]


def test_only_what_both_have_and_the_worst_first():
    before = samples(QUIET) + samples(QUIET, case="gru") + samples(QUIET, case="gone")
    after = samples(QUIET) + samples([2.0], case="gru") + samples(QUIET, case="new")
    changes = compare.compared(before, after)
    assert [change.what for change in changes] == [
        "recurrence: gru, fwd, cpu, 1 thread",
        "recurrence: lstm, fwd, cpu, 1 thread",
    ]


def test_beside_a_peer_a_slower_machine_is_no_change():
    before = samples(QUIET) + samples(QUIET, "torch")
    after = samples([2 * s for s in QUIET]) + samples([2 * s for s in QUIET], "torch")
    (change,) = compare.compared(before, after, beside="torch")
    assert change.before == change.after == 1.0


def written(path, samples):
    path.write_text(json.dumps({"environment": {"load": [0]}, "samples": samples}))
    return str(path)


def test_the_exit_status(tmp_path, capsys):
    before = written(tmp_path / "before.json", samples(QUIET))
    slower = written(tmp_path / "after.json", samples([1.5] * 5))
    peer = [written(tmp_path / f"peer{s}.json", samples([s] * 5, "torch")) for s in (1.0, 1.5)]
    other = written(tmp_path / "other.json", samples(QUIET, case="gru"))
    assert compare.main([before, before]) == 0
    assert compare.main([before, slower]) == 1
    assert "| 1.50 | 1 | 1.5 |" in capsys.readouterr().out
    assert compare.main([before, slower, "--past", "0.6"]) == 0
    assert compare.main([before, other]) == 2
    assert compare.main(peer) == 0
    assert "1 of 1 became slower by more than 10% and the noise, 0 of" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"samples": []}'])
def test_what_is_no_record(tmp_path, text):
    (tmp_path / "bad.json").write_text(text)
    with pytest.raises(SystemExit, match="bad.json is not what a benchmark writes"):
        compare.main([str(tmp_path / "bad.json")] * 2)
