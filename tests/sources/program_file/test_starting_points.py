"""`fairlead new`: twelve programs to begin with, each of its own kind."""

from __future__ import annotations

import json
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

from fairlead.cli import exit_codes
from fairlead.cli.main import main
from fairlead.program.program import Program
from fairlead.sources.program_file import parse_program, read_program_file, render_program
from fairlead.sources.program_file.starting_points import TYPES, starting_point


def program_of(kind: str, start: date = date(2026, 11, 26)) -> Program:
    reading = parse_program(starting_point(kind, start=start))
    assert reading.findings == ()
    assert reading.program is not None
    return reading.program


@pytest.mark.parametrize("kind", TYPES)
def test_a_starting_point_is_whole_and_has_nothing_to_object_to(kind: str) -> None:
    program = program_of(kind)
    assert program.type == kind
    assert len(program.tasks) >= 8
    assert len(program.milestones) >= 2
    assert len(program.risks) >= 2
    assert program.goals
    assert program.components
    assert program.requirements
    assert parse_program(render_program(program)).program == program


@pytest.mark.parametrize("kind", TYPES)
def test_it_begins_on_the_monday_of_the_week_and_promises_later_days(kind: str) -> None:
    program = program_of(kind)
    assert program.start == date(2026, 11, 23)
    dues = [milestone.due for milestone in program.milestones.values()]
    assert all(due is not None and due > date(2026, 11, 23) for due in dues)
    earlier = program_of(kind, date(2026, 11, 16))
    shift = {
        (a.due - b.due).days  # type: ignore[operator]
        for a, b in zip(program.milestones.values(), earlier.milestones.values(), strict=True)
    }
    assert shift == {7}


def test_no_two_types_share_a_task_or_a_risk() -> None:
    for one, other in combinations(map(program_of, TYPES), 2):
        assert not {t.title for t in one.tasks.values()} & {
            t.title for t in other.tasks.values() if t.title not in {"Bring-up", "Adapter"}
        } - {"Translation by the agency", "Review in context", "Penetration test"}
        assert not {r.event for r in one.risks.values()} & {r.event for r in other.risks.values()}


def test_new_makes_a_program_that_can_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    assert main(["new", str(folder), "--type", "cloud", "--start", "2026-03-04"]) == 0
    reading = read_program_file(folder)
    assert reading.findings == ()
    assert reading.program is not None
    assert reading.program.start == date(2026, 3, 2)


def test_new_says_what_it_made_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", str(tmp_path / "x"), "--type", "erp", "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert made == {"file": str(tmp_path / "x" / "program.yaml"), "type": "erp"}


def test_new_never_overwrites(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("fairlead: 1\n")
    assert main(["new", str(tmp_path), "--type", "erp"]) == exit_codes.MISUSE
    assert [part.name for part in tmp_path.iterdir()] == ["mine.yaml"]


def test_an_unknown_type_is_told_the_known_ones(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", str(tmp_path), "--type", "back-end"]) == exit_codes.MISUSE
    assert "localization" in capsys.readouterr().err
