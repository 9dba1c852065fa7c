from theanornn.datasets import inert_backend


def test_writes_the_metadata_it_was_told(tmp_path, monkeypatch):
    monkeypatch.setenv("THEANORNN_ARCHIVE_NAME", "data_pack")
    monkeypatch.setenv("THEANORNN_ARCHIVE_VERSION", "1.2")
    folder = inert_backend.__legacy__.prepare_metadata_for_build_wheel(str(tmp_path))
    assert (tmp_path / folder / "METADATA").read_text() == (
        "Metadata-Version: 2.1\nName: data_pack\nVersion: 1.2\n"
    )
    assert inert_backend.get_requires_for_build_wheel() == []
