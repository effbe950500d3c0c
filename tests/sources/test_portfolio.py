"""Which folders are portfolios."""

from pathlib import Path

import pytest

from fairlead.sources.portfolio import programs_in


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_one_program_in_several_files_is_no_portfolio(tmp_path: Path) -> None:
    write(tmp_path / "program.yaml", "fairlead: 1\nprogram: one\n")
    write(tmp_path / "tasks.yaml", "tasks: {}\n")
    write(tmp_path / "decisions" / "one.md", "# Decision\n")
    assert programs_in(tmp_path) == ()


def test_files_of_different_programs_are_one_each(tmp_path: Path) -> None:
    one = write(tmp_path / "a.yaml", "fairlead: 1\nprogram: one # the first\n")
    two = write(tmp_path / "b.yml", "fairlead: 1\nprogram: 'two'\n")
    write(tmp_path / "notes.txt", "program: three\n")
    assert programs_in(tmp_path) == (one, two)


def test_folders_that_hold_programs_are_one_each(tmp_path: Path) -> None:
    write(tmp_path / "x" / "p.yaml", "program: x\n")
    write(tmp_path / "y" / "p.yaml", "program: y\n")
    write(tmp_path / "pictures" / "z.yaml", "nothing: here\n")
    assert programs_in(tmp_path) == (tmp_path / "x", tmp_path / "y")


def test_a_file_is_no_portfolio(tmp_path: Path) -> None:
    assert programs_in(write(tmp_path / "a.yaml", "program: a\n")) == ()
    assert programs_in(tmp_path / "none") == ()


def test_too_many_programs_are_refused(tmp_path: Path) -> None:
    for number in range(201):
        write(tmp_path / f"{number}.yaml", f"program: p{number}\n")
    with pytest.raises(ValueError, match="201 programs"):
        programs_in(tmp_path)
