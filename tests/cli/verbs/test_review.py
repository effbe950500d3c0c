"""The command `review`: invitations, times by the clock of each, and the exit code."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from fairlead.cli import exit_codes
from fairlead.cli.verbs.review import command

TEXT = """\
fairlead: 1
program: p
timezone: Europe/Berlin
as_of: 2026-03-02
calendars:
  berlin: {hours: Mon-Fri 09:00-17:00, timezone: Europe/Berlin}
  pune: {hours: Mon-Fri 10:00-18:00, timezone: Asia/Kolkata}
people:
  asha: {calendar: pune}
  ben: {calendar: berlin}
components:
  api: {title: API, owner: ben, consumers: [shop, partner]}
  shop: {title: Shop, owner: asha}
reviews:
  look: {title: A look at it, component: api}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "p.yaml"
    found.write_text(TEXT, encoding="utf-8")
    return found


def run(path: Path, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(command, [str(path), *arguments])
    return done.exit_code, done.output


def test_every_planned_review_is_told(path: Path) -> None:
    code, told = run(path)
    assert code == exit_codes.CLEAN
    assert told.splitlines() == [
        "A look at it (look)",
        "Invite",
        "  ben      answers for api",
        "  partner  uses api                          calendar not known",
        "  asha     answers for shop, which uses api",
        "When, 60 minutes",
        "  Mon 2026-03-02 08:00 UTC  ben 09:00, asha 13:30",
        "  Tue 2026-03-03 08:00 UTC  ben 09:00, asha 13:30",
        "  Wed 2026-03-04 08:00 UTC  ben 09:00, asha 13:30",
    ]


def test_a_length_that_suits_nobody_is_a_finding(path: Path) -> None:
    code, told = run(path, "look", "--minutes", "300")
    assert code == exit_codes.FINDINGS
    assert "; off work: asha" in told or "; off work: ben" in told


def test_a_component_may_be_named_before_it_has_a_review(path: Path) -> None:
    assert run(path, "shop")[1].startswith("Shop (shop)\n")
    code, told = run(path, "nothing")
    assert code != exit_codes.CLEAN
    assert "There are: look, api, shop." in told


def test_json_holds_invitations_and_times(path: Path) -> None:
    code, told = run(path, "--json", "--days", "1")
    (review,) = json.loads(told)["reviews"]
    assert [row["who"] for row in review["invitations"]] == ["ben", "partner", "asha"]
    assert review["slots"][0]["start"] == "2026-03-02T08:00:00Z"
    assert code == exit_codes.CLEAN
