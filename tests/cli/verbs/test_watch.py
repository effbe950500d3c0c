"""`fairlead watch`: what holds, what is proposed, and what is kept for the escalation."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from fairlead.cli.verbs import escalate, forecast
from fairlead.cli.verbs.watch import command

TEXT = """\
fairlead: 1
program: shop
timezone: Europe/Berlin
start: 2026-02-16
as_of: 2026-03-02
people: {asha: {name: Asha}, ben: {name: Ben}}
tasks:
  api: {title: API, estimate: 5d..10d, who: ben}
milestones: {beta: {title: Beta, needs: api, due: 2026-03-13}}
triggers:
  late: {when: chance(beta) < 99%, propose: two, ladder: default}
  moved: {when: p80(beta) moved > 2d in 7d}
contingencies: {two: {title: Asha helps, edits: [{row: tasks.api, field: who, to: [asha, ben]}]}}
escalation: {default: {levels: [{who: asha, acknowledge: 4h}]}}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    path = tmp_path / "shop.yaml"
    path.write_text(TEXT)
    return path


def run(path: Path, *options: str, code: int = 0) -> str:
    ran = CliRunner().invoke(command, [str(path), "--trials", "500", *options])
    assert ran.exit_code == code, ran.output
    return ran.output


def test_it_proposes_what_was_prepared(shop: Path) -> None:
    text = run(shop, code=1)
    assert "Holds\n  late: chance(beta) < 99%" in text
    assert "proposed: Asha helps (two)\n      tasks.api.who: [asha, ben]" in text
    assert "p80(beta) moved in 7d is not known" in text
    answer = json.loads(run(shop, "--json", code=1))
    (edit,) = answer["proposals"]["two"]
    assert edit["place"] == "tasks.api.who"
    assert [one["person"] for one in edit["after"]] == ["asha", "ben"]


def test_what_is_kept_is_escalated_and_compared_with_later(shop: Path) -> None:
    run(shop, "--keep", code=1)
    shop.write_text(TEXT.replace("5d..10d", "9d..14d"))
    text = run(shop, "--now", "2026-03-09", "--keep", code=1)
    assert "Holds\n  late" in text
    assert "moved: p80(beta) moved > 2d in 7d" in text.partition("Near")[0]
    ran = CliRunner().invoke(
        escalate.command, [str(shop), "--now", "2026-03-02 12:00", "--json", "--no-packets"]
    )
    (message,) = json.loads(ran.output)["due"]
    assert message["steps"][0]["concern"] == "triggers.late"
    assert message["steps"][0]["at"] == "2026-03-02T08:00:00Z"


def test_a_program_without_triggers_says_so(shop: Path) -> None:
    shop.write_text("fairlead: 1\nprogram: bare\nas_of: 2026-03-02\n")
    assert "No triggers" in run(shop)


def test_a_recorded_forecast_is_what_the_next_one_moved_from(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FAIRLEAD_NO_RECORD", raising=False)
    options = [str(shop), "--record", "--trials", "500"]
    assert CliRunner().invoke(forecast.command, options).exit_code in (0, 1)
    text = TEXT.replace("as_of: 2026-03-02", "as_of: 2026-03-09").replace("5d..10d", "9d..14d")
    shop.write_text(text)
    holds = run(shop, code=1).partition("Near")[0]
    assert "moved: p80(beta) moved > 2d in 7d" in holds
    ledger = shop.with_name("shop.forecasts.jsonl")
    ledger.write_text(ledger.read_text().replace("milestone", "milestome"))
    told = run(shop, code=1)
    assert "p80(beta) moved in 7d is not known" in told
    assert "record.broken" in told


def test_a_forecast_of_a_later_day_is_not_what_it_moved_from(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FAIRLEAD_NO_RECORD", raising=False)
    CliRunner().invoke(forecast.command, [str(shop), "--record", "--trials", "500"])
    told = run(shop, "--now", "2026-02-20", code=1)
    assert "p80(beta) moved in 7d is not known" in told
