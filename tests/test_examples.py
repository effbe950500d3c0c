"""The programs that come with Fairlead: right, sensible, and generated to the byte."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from fairlead.analyses.on_call.coverage import coverage
from fairlead.analyses.plan import Plan, plan
from fairlead.analyses.quality import check
from fairlead.cli.scope_history import ledger_of
from fairlead.program.findings import worst
from fairlead.program.program import Program
from fairlead.sources.baselines import baselines_of
from fairlead.sources.program_file import read_program_file
from fairlead.sources.program_file.approval import merged_into, resolved

EXAMPLES = Path(__file__).parent.parent / "examples"
NAMES = sorted(path.name for path in EXAMPLES.iterdir() if (path / "program.yaml").exists())
GENERATED = ("datacenter-move", "erp-rollout")
PLANS: dict[str, tuple[Program, Plan]] = {}


def planned(name: str) -> tuple[Program, Plan]:
    if name not in PLANS:
        program = read_program_file(EXAMPLES / name).program
        assert program is not None
        made = plan(program)
        assert isinstance(made, Plan)
        PLANS[name] = (program, made)
    return PLANS[name]


def test_there_are_three() -> None:
    assert ["checkout", *GENERATED] == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_page_says_how_many_tasks_there_are(name: str) -> None:
    program, _ = planned(name)
    (row,) = [
        line
        for line in (EXAMPLES / "README.md").read_text("utf-8").splitlines()
        if line.startswith(f"| `{name}` |")
    ]
    assert row.split("|")[3].strip() == str(len(program.tasks) - len(program.summaries()))


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_read_without_a_finding(name: str) -> None:
    assert read_program_file(EXAMPLES / name).findings == ()


def test_the_generator_writes_the_same_bytes_again(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-B", str(EXAMPLES / "generate.py"), "--into", str(tmp_path)], check=True
    )
    for name in NAMES:
        written = content(tmp_path / name)
        parts = ["baselines/*"] if name == "checkout" else ["program.yaml", "baselines/*"]
        assert written == content(EXAMPLES / name, *parts), (
            f"examples/{name} is not what generate.py writes: run `python examples/generate.py`."
        )


def content(folder: Path, *parts: str) -> dict[str, bytes]:
    """The bytes of the files of a folder, by their place in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for part in parts or ("**/*",)
        for path in folder.glob(part)
        if path.is_file()
    }


@pytest.mark.parametrize("name", NAMES)
def test_an_example_has_something_to_show_for_every_command(name: str) -> None:
    program, made = planned(name)
    for section in (
        "sprints", "launches", "risks", "assumptions", "issues", "dependencies", "triggers",
        "contingencies", "escalation", "rotations", "incidents", "decisions", "reviews",
        "changes", "scenarios", "preferences",
    ):  # fmt: skip
        assert program.section(section), section
    states = {request.state for request in program.changes.values()}
    assert {"proposed", "approved", "rejected"} <= states
    last = made.as_of + timedelta(days=90)
    gaps = [coverage(program, key, first=made.as_of, last=last).gaps for key in program.rotations]
    assert any(gaps)
    assert not all(gaps)


@pytest.mark.parametrize("name", NAMES)
def test_the_scope_of_an_example_adds_up_and_something_slipped_in(name: str) -> None:
    program, _ = planned(name)
    shelf = baselines_of(EXAMPLES / name)
    assert shelf.findings == ()
    ledger = ledger_of(EXAMPLES / name, program, shelf)
    assert ledger is not None
    assert ledger.reconciles
    assert [line.kind for line in ledger.lines[:3]] == ["baseline", "approved", "approved"]
    assert ledger.slipped
    assert all(pending.size is not None for pending in ledger.pending)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_asked_or_prepared_in_an_example_can_be_done(name: str) -> None:
    program, _ = planned(name)
    for key in (*program.changes, *program.scenarios):
        if key in program.changes and program.changes[key].state == "approved":
            continue
        change, findings = resolved(program, key)
        assert findings == ()
        after, findings = merged_into(program, change, where=key)
        assert findings == ()
        assert after is not None


@pytest.mark.parametrize("name", NAMES)
def test_an_example_has_something_late_and_something_early(name: str) -> None:
    program, made = planned(name)
    kept = [row.met for key, row in made.milestones.items() if not program.milestones[key].finished]
    assert True in kept
    assert False in kept


@pytest.mark.parametrize("name", NAMES)
def test_an_example_can_be_staffed_within_a_year_of_its_status_time(name: str) -> None:
    _, made = planned(name)
    assert worst(made.findings) != "error"
    assert timedelta(days=60) < made.finish - made.as_of < timedelta(days=365)


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_under_way(name: str) -> None:
    _, made = planned(name)
    states = {row.state for row in made.activities.values() if row.kind == "task"}
    assert states == {"finished", "running", "waiting"}


@pytest.mark.parametrize("name", NAMES)
def test_an_example_crosses_time_zones(name: str) -> None:
    program, _ = planned(name)
    assert len({row.timezone for row in program.calendars.values()} - {None}) >= 3


@pytest.mark.parametrize("name", NAMES)
def test_an_example_gives_a_mixed_report(name: str) -> None:
    program, made = planned(name)
    report = check(program, made)
    verdicts = [row.passed for row in report.checks]
    assert {True, False, None} == set(verdicts)
    assert verdicts.count(True) > verdicts.count(False)
    codes = {f.code for f in report.findings if f.code.startswith("software.")}
    assert 5 <= len(codes) <= 15


@pytest.mark.parametrize("name", NAMES)
def test_people_of_an_example_are_busy_in_the_weeks_in_which_they_work(name: str) -> None:
    _, made = planned(name)
    weeks = [week for week in made.load if week.planned_minutes]
    share = sum(w.planned_minutes for w in weeks) / sum(w.capacity_minutes for w in weeks)
    assert 0.60 < share < 0.95
