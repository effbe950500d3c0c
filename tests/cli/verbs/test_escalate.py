"""`fairlead escalate`: what is due, its packet, and the record that makes it due no more."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from fairlead.cli.verbs.escalate import command

TEXT = """\
fairlead: 1
program: shop
timezone: Europe/Berlin
start: 2026-02-16
as_of: 2026-03-02
people: {asha: {name: Asha, team: pay}, ben: {name: Ben}, dir: {name: The director}}
teams: {pay: {lead: asha}}
tasks:
  api: {title: API, estimate: 5d..10d, who: ben}
milestones: {beta: {title: Beta, needs: api, due: 2026-03-13}}
issues:
  vendor:
    title: The vendor has not answered
    raised: 2026-02-27 15:00
    team: pay
    affects: [api]
    decision: way
decisions:
  way:
    title: How do we go on
    options:
      wait: {title: Wait}
      own: {title: Ours, edits: {row: tasks.api, field: estimate, to: 12d..20d}}
escalation:
  default: {levels: [{who: pay, acknowledge: 4h}, {who: dir, acknowledge: 4h, clock: wall}]}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    path = tmp_path / "shop.yaml"
    path.write_text(TEXT)
    return path


def run(path: Path, *options: str, code: int = 0) -> str:
    ran = CliRunner().invoke(command, [str(path), *options])
    assert ran.exit_code == code, ran.output
    return ran.output


def test_it_tells_who_is_asked_and_what_waiting_costs(shop: Path) -> None:
    text = run(shop, "--now", "2026-03-02 10:59", code=1)
    assert "to Asha" in text
    assert "acknowledge by Mon 2026-03-02 11:00" in text
    assert "The director" not in text
    assert "To decide: How do we go on" in text
    assert re.search(r"own +Ours ", text)
    assert "each day of waiting costs" in text
    assert "to The director" in run(shop, "--now", "2026-03-02 11:00", code=1)


def test_json_is_the_same_whenever_it_is_asked(shop: Path) -> None:
    first = run(shop, "--now", "2026-03-02 11:00", "--json", code=1)
    assert first == run(shop, "--now", "2026-03-02 11:00", "--json", code=1)
    answer = json.loads(first)
    assert [message["to"] for message in answer["due"]] == ["asha", "dir"]
    assert [s["at"] for s in answer["concerns"]["issues.vendor"]["steps"]] == [
        "2026-02-27T14:00:00Z",
        "2026-03-02T10:00:00Z",
    ]
    assert answer["packets"]["issues.vendor"]["decide"] == "How do we go on"
    chances = [p["chances"]["beta"] for p in answer["packets"]["issues.vendor"]["prospects"]]
    assert chances[0] > chances[1]


def test_what_was_told_acknowledged_and_settled_is_due_no_more(shop: Path) -> None:
    quick = ("--no-packets",)
    run(shop, "--now", "2026-03-02 10:00", "--told", *quick, code=1)
    assert "Nothing is due" in run(shop, "--now", "2026-03-02 10:30", *quick)
    run(
        shop, "--now", "2026-03-02 10:30", "--acknowledge", "issues.vendor", "--who", "asha",
        *quick,
    )  # fmt: skip
    text = run(shop, "--now", "2026-03-09 10:30", *quick)
    assert "issues.vendor: The vendor has not answered, medium, acknowledged, level 1" in text
    run(shop, "--now", "2026-03-09 12:00", "--hand-back", "issues.vendor", *quick, code=1)
    run(shop, "--now", "2026-03-09 13:00", "--resolve", "issues.vendor", *quick)
    answer = json.loads(run(shop, "--now", "2026-03-20", "--json"))
    assert answer["concerns"]["issues.vendor"]["state"] == "resolved"
    kinds = [json.loads(line)["kind"] for line in record(shop).read_text().splitlines()]
    assert kinds == ["told", "acknowledged", "handed-back", "resolved"]


def record(shop: Path) -> Path:
    return shop.with_name("shop.escalations.jsonl")


def test_a_record_that_was_changed_is_refused(shop: Path) -> None:
    for at in ("2026-03-02 10:00", "2026-03-02 12:00"):
        run(shop, "--now", at, "--told", "--no-packets", code=1)
    record(shop).write_text(record(shop).read_text().replace('"step":1', '"step":3'))
    assert "the record is not what was written" in run(shop, "--no-packets", code=1)


def test_a_concern_that_is_none_is_refused(shop: Path) -> None:
    assert "is no concern" in run(shop, "--resolve", "issues.gone", code=2)
    assert "is no concern" in run(shop, "--resolve", "tasks.api", code=2)
