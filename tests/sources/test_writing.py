"""A file is written whole or not at all."""

from pathlib import Path

import pytest

from fairlead.sources.writing import write_whole


def test_a_new_file_holds_what_was_given_and_nothing_lies_beside_it(tmp_path: Path) -> None:
    write_whole(tmp_path / "a.csv", b"a,b\r\n")
    assert (tmp_path / "a.csv").read_bytes() == b"a,b\r\n"
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_permissions_of_what_was_there_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"old")
    path.chmod(0o600)
    write_whole(path, b"new")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"new", 0o600)


def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.yaml", tmp_path / "link.yaml"
    real.write_bytes(b"old")
    link.symlink_to(real)
    write_whole(link, b"new")
    assert (real.read_bytes(), link.is_symlink()) == (b"new", True)


def test_what_was_there_stays_when_writing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"old")

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["a.yaml"]
