"""The command `incident`: opened, taken on, noted, mended, and its actions made tasks."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from fairlead.cli import exit_codes
from fairlead.cli.verbs.incident import command
from fairlead.program.program import Program
from fairlead.sources.program_file import read_program_file

TEXT = """\
fairlead: 1  # ours
program: shop
timezone: Europe/Berlin
as_of: 2026-03-02
people: {asha: {name: Asha}, ben: {name: Ben}}
components: {ledger: {title: Ledger}}
incidents:
  old:
    title: Old
    opened: 2026-02-01 10:00
    resolved: 2026-02-01 11:00
    component: ledger
    review: {actions: {guard: {title: Guard it, owner: asha, estimate: 2d}}}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "shop.yaml"
    found.write_text(TEXT, encoding="utf-8")
    return found


def run(path: Path, *given: str, code: int = exit_codes.CLEAN) -> str:
    done = CliRunner().invoke(command, [str(path), *given])
    assert done.exit_code == code, done.output
    return done.output


def read(path: Path) -> Program:
    found = read_program_file(path).program
    assert found is not None
    return found


def test_the_course_of_one_from_its_opening_to_its_end(path: Path) -> None:
    run(path, "down", "--open", "Pay is down", "--severity", "high", "--at", "2026-03-01 20:00")
    run(path, "down", "--acknowledge", "--who", "ben", "--at", "2026-03-01 20:10")
    run(path, "down", "--note", "Retries off", "--who", "ben", "--at", "2026-03-01 20:30")
    run(path, "down", "--resolve", "--at", "2026-03-01 21:00")
    made = read(path).incidents["down"]
    assert (made.severity, made.commander) == ("high", "ben")
    assert [entry.what for entry in made.timeline] == ["Acknowledged", "Retries off", "Resolved"]
    assert path.read_text(encoding="utf-8").startswith("fairlead: 1  # ours")
    told = run(path, "down")
    assert "commander: ben" in told
    assert "2026-03-01 20:30  Retries off (ben)" in told
    assert "There is an incident" in run(path, "down", "--open", "Again", code=1)
    assert "was resolved at" in run(path, "down", "--resolve", code=1)


def test_actions_of_a_review_become_tasks_once(path: Path) -> None:
    assert "+ tasks.old-guard" in run(path, "old", "--tasks")
    made = read(path)
    assert made.tasks["old-guard"].title == "Guard it"
    review = made.incidents["old"].review
    assert review is not None
    assert review.actions["guard"].task == "old-guard"
    assert run(path, "old", "--tasks") == "Nothing is left to do.\n"


def test_all_are_listed_and_what_is_not_there_is_told(path: Path) -> None:
    listed = run(path)
    assert listed.startswith("old  medium  2026-02-01 10:00  resolved 2026-02-01 11:00  Old")
    told = json.loads(run(path, "old", "--json"))["incidents"]["old"]
    assert (told["component"], [*told["review"]["actions"]]) == ("ledger", ["guard"])
    assert "there are old" in run(path, "odl", code=1)
    run(path, "old", "--acknowledge", code=exit_codes.MISUSE)
    run(path, "--resolve", code=exit_codes.MISUSE)
    run(path, "old", "--resolve", "--tasks", code=exit_codes.MISUSE)
