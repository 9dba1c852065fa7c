"""Python 2 and 3 under one name."""

from theanornn.runtime.old_names import compat


def test_names():
    assert all(hasattr(compat, name) for name in compat.__all__)
    assert compat.b("a") == b"a" and compat.decode(b"a") == "a"
    assert list(compat.decode_iter([b"a", b"b"])) == ["a", "b"]
    assert compat.decode_with("é".encode(), "utf-8") == "é"
    assert list(compat.izip("ab", [1, 2])) == [("a", 1), ("b", 2)] and compat.cmp(1, 2) == -1
    assert compat.operator_div(3, 2) == 1.5 and isinstance({}, compat.Mapping)
