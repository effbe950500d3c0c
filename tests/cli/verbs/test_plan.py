"""The command `plan`: what it shows, what it answers as JSON, and how it refuses."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from fairlead.cli import exit_codes
from fairlead.cli.main import main

PLAN = """\
fairlead: 1
program: small
title: Small
timezone: Europe/Berlin
start: 2026-03-02
people:
  asha: {name: Asha}
tasks:
  spec: {title: Specification, estimate: 2d, who: asha}
  api: {title: Interface, estimate: 3d, who: asha, needs: [spec]}
  docs: {title: Handbook, estimate: 1d, who: asha}
milestones:
  done: {title: Done, needs: [api, docs], due: 2026-03-09}
"""


Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command on a program of that text: its exit code, and all that it printed."""

    def run(text: str, *options: str) -> tuple[int, str]:
        path = tmp_path / "plan.yaml"
        path.write_text(text, encoding="utf-8")
        code = main(["plan", str(path), *options])
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return run


def test_json_has_the_keys_that_others_rely_on(run: Run) -> None:
    code, output = run(PLAN, "--json")
    answer = json.loads(output)
    assert code == exit_codes.CLEAN
    assert set(answer) >= {"fingerprint", "as_of", "finish", "tasks", "milestones", "findings"}
    assert set(answer["tasks"]["api"]) >= {
        "source_id", "start", "finish", "early_start", "early_finish", "late_start",
        "late_finish", "total_slack_minutes", "free_slack_minutes", "critical", "who",
    }  # fmt: skip
    assert datetime.fromisoformat(answer["tasks"]["api"]["early_finish"]).utcoffset() is not None


def test_one_person_does_one_thing_at_a_time(run: Run) -> None:
    """2 + 3 + 1 days of one person from Monday 2 March end on Monday the 9th at 17:00 in Berlin."""
    _, output = run(PLAN, "--json")
    answer = json.loads(output)
    assert answer["finish"] == "2026-03-09T16:00:00Z"
    assert answer["tasks"]["docs"]["early_finish"] == "2026-03-02T16:00:00Z"


def test_milestone_on_its_day_is_not_late(run: Run) -> None:
    _, output = run(PLAN)
    assert "done  2026-03-09 17:00  2026-03-09 24:00" in output
    assert "LATE" not in output


def test_milestone_a_day_early_is_late(run: Run) -> None:
    _, output = run(PLAN.replace("due: 2026-03-09", "due: 2026-03-08"))
    assert "LATE" in output
    assert "-1.0d" in output


def test_circle_is_named_and_there_is_no_plan(run: Run) -> None:
    text = PLAN.replace("estimate: 2d, who: asha", "estimate: 2d, needs: [api]")
    code, output = run(text)
    assert code == exit_codes.MISUSE
    assert "api -> spec -> api" in output


def test_program_without_a_date_says_what_to_add(run: Run) -> None:
    undated = PLAN.replace("start: 2026-03-02\n", "").replace(", due: 2026-03-09", "")
    code, output = run(undated)
    assert code == exit_codes.MISUSE
    assert "`start:`" in output


def test_unknown_time_zone_is_misuse(run: Run) -> None:
    code, output = run(PLAN, "--timezone", "Europe/Atlantis")
    assert code == exit_codes.MISUSE
    assert "Europe/Atlantis" in output


def test_missing_file_is_misuse(tmp_path: Path) -> None:
    assert main(["plan", str(tmp_path / "nothing.yaml")]) == exit_codes.MISUSE


ZONES = """\
fairlead: 1
program: zones
timezone: Europe/Berlin
start: 2026-03-02
calendars:
  berlin: {hours: Mon-Fri 09:00-17:00, timezone: Europe/Berlin}
  denver: {hours: Mon-Fri 09:00-17:00, timezone: America/Denver}
scheduling: {calendar: berlin}
people:
  dana: {name: Dana, calendar: denver}
tasks:
  a: {title: A, estimate: 2d, who: dana}
milestones:
  m: {title: M, needs: [a], due: 2026-03-03}
"""


def test_milestone_keeps_no_hours_of_its_own(run: Run) -> None:
    """Two days in Denver end on Tuesday 17:00 there, Wednesday 01:00 in Berlin: an hour late."""
    _, output = run(ZONES, "--json")
    answer = json.loads(output)
    assert answer["milestones"]["m"]["planned"] == "2026-03-04T00:00:00Z"
    assert answer["milestones"]["m"]["met"] is False
    assert answer["tasks"]["a"]["total_slack_minutes"] == -60
    _, shown = run(ZONES)
    assert "-1.0h" in shown
