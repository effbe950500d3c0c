"""The command `impact`: requests, what-ifs and versions, in both voices."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from fairlead.cli import exit_codes
from fairlead.cli.main import main
from fairlead.cli.verbs.impact import command

TEXT = """\
fairlead: 1
program: small
start: 2026-03-02
people: {asha: {name: Asha, rate: 100}}
goals: {sell: {title: Sell more}}
tasks:
  api: {title: Interface, estimate: 3d, who: asha}
milestones:
  live: {title: Live, needs: [api], due: 2026-03-06, goal: sell}
changes:
  more: {title: More of it, edits: [{row: tasks.api, field: estimate, from: 3d, to: 6d}]}
  stale: {title: Stale, edits: [{row: tasks.api, field: estimate, from: 9d, to: 6d}]}
  ring:
    title: Ring
    edits:
      - {row: tasks.x, to: {title: X, needs: [y], estimate: 1d}}
      - {row: tasks.y, to: {title: Y, needs: [x], estimate: 1d}}
scenarios:
  less: {title: Less of it, edits: [{row: tasks.api, field: estimate, from: 3d, to: 1d}]}
"""


@pytest.fixture
def path(tmp_path: Path) -> str:
    found = tmp_path / "plan.yaml"
    found.write_text(TEXT, encoding="utf-8")
    return str(found)


def run(path: str, *options: str) -> tuple[int, str]:
    done = CliRunner().invoke(command, [path, *options, "--trials", "200"])
    return done.exit_code, done.output


def test_a_request_is_told_with_dates_cost_and_whom_to_ask(path: str) -> None:
    code, output = run(path, "more")
    assert code == exit_codes.CLEAN
    assert output.startswith("small: More of it\n1 edit, 200 paired trials\n")
    assert "Effort +24.0h, planned cost 2,400 -> 4,800" in output
    assert "Goals: sell" in output


def test_what_ifs_stand_side_by_side(path: str) -> None:
    code, output = run(path, "more", "less")
    assert code == exit_codes.CLEAN
    assert output.split()[:3] == ["now", "more", "less"]
    assert "planned cost, EUR  2,400" in output


def test_json_has_stable_keys(path: str) -> None:
    told = json.loads(run(path, "less", "--json")[1])
    assert told["milestones"]["live"]["p80_minutes"] < 0
    assert told["cost"]["size"]["minutes"] == -960
    both = json.loads(run(path, "less", "more", "--json")[1])
    assert list(both["changes"]) == ["less", "more"]


@pytest.mark.parametrize("voice", ["business", "engineering"])
def test_both_voices_speak_from_the_same_facts(path: str, voice: str, tmp_path: Path) -> None:
    code, output = run(path, "more", "--for", voice)
    assert code == exit_codes.CLEAN
    assert "€4,800, was €2,400" in output
    page = tmp_path / "more.html"
    assert run(path, "more", "--for", voice, "-o", str(page))[0] == exit_codes.CLEAN
    assert "€4,800" in page.read_text(encoding="utf-8")


def test_another_version_is_a_change_too(path: str, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(TEXT.replace("estimate: 3d", "estimate: 4d"), encoding="utf-8")
    assert json.loads(run(path, str(other), "--json")[1])["edits"] == ["tasks.api.estimate"]


@pytest.mark.parametrize(("change", "told"), [("stale", "change.conflict"), ("ring", "no plan")])
def test_what_cannot_be_merged_or_planned_is_told(path: str, change: str, told: str) -> None:
    code, output = run(path, change)
    assert code == exit_codes.FINDINGS
    assert told in output


def test_what_is_not_there_is_misuse(path: str) -> None:
    assert main(["impact", path, "none"]) == exit_codes.MISUSE
    assert main(["impact", path, "more", "-o", "x.html"]) == exit_codes.MISUSE
