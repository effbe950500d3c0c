"""`fairlead score`, and what other commands leave in the ledger and learn from it."""

import json
from pathlib import Path

import pytest

from fairlead.cli import exit_codes, main

PROGRAM = """\
fairlead: 1
program: ferry
title: Ferry booking
timezone: Europe/Berlin
start: 2026-03-02
as_of: 2026-03-02
people:
  asha: {name: Asha Rao}
tasks:
  form: {title: Booking form, estimate: 3d, who: asha}
  pay: {title: Payment, estimate: 4d, who: asha, needs: [form]}
milestones:
  open: {title: Booking opens, needs: [pay], due: 2026-04-30}
"""
LATER = (
    PROGRAM.replace("as_of: 2026-03-02", "as_of: 2026-12-01")
    .replace(
        "estimate: 3d, who: asha", "estimate: 3d, who: asha, started: 2026-03-02, "
        "finished: 2026-03-06",
    )
    .replace(
        "who: asha, needs: [form]", "who: asha, needs: [form], started: 2026-03-09, "
        "finished: 2026-03-13",
    )
    .replace("due: 2026-04-30", "due: 2026-04-30, finished: 2026-03-13")
)  # fmt: skip


@pytest.fixture
def ferry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("FAIRLEAD_NO_RECORD")
    path = tmp_path / "ferry.yaml"
    path.write_text(PROGRAM, encoding="utf-8")
    return path


def run(*arguments: str) -> int:
    return main.main(list(arguments))


def record(ferry: Path, *more: str) -> None:
    code = run("forecast", str(ferry), "--record", "--trials", "500", "--no-prices", *more)
    assert code == exit_codes.CLEAN


def test_a_recorded_forecast_is_scored_by_what_happened(
    ferry: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record(ferry)
    assert "Recorded in ferry.forecasts.jsonl: 4 dates." in capsys.readouterr().out
    ferry.write_text(LATER, encoding="utf-8")
    assert run("score", str(ferry)) == exit_codes.CLEAN
    said = capsys.readouterr().out
    assert "Of 2 dates first given at four in five that have come, 2 held." in said
    assert run("score", str(ferry), "--json") == exit_codes.CLEAN
    told = json.loads(capsys.readouterr().out)
    assert (told["dates"]["done"], told["tasks"]["done"]) == (2, 2)
    assert told["dates"]["chances"]["targets"] == 1
    assert [entry["through"] for entry in told["entries"]] == ["forecast"]
    assert told["entries"][0]["calibration"] == "the documented prior"


def test_without_a_ledger_it_says_how_to_begin_one(
    ferry: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("score", str(ferry)) == exit_codes.MISUSE
    assert "--record` does" in " ".join(capsys.readouterr().err.split())


def test_a_changed_ledger_is_told_and_teaches_nothing(
    ferry: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record(ferry)
    ledger = ferry.with_name("ferry.forecasts.jsonl")
    text = ledger.read_text(encoding="utf-8")
    ledger.write_text(text.replace('"seed":1', '"seed":7'), encoding="utf-8")
    capsys.readouterr()
    assert run("score", str(ferry)) == exit_codes.FINDINGS
    assert "entry 1 was changed after it was written. [record.broken]" in capsys.readouterr().out
    assert run("forecast", str(ferry), "--trials", "500", "--json") == exit_codes.FINDINGS
    told = json.loads(capsys.readouterr().out)
    assert told["widening"] == {"later": 1.0, "earlier": 1.0, "dates": 0}
    assert "record.broken" in {finding["code"] for finding in told["findings"]}


def test_a_ledger_that_is_none_is_told(ferry: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ferry.with_name("ferry.forecasts.jsonl").write_text("nonsense\n", encoding="utf-8")
    assert run("score", str(ferry)) == exit_codes.MISUSE
    capsys.readouterr()
    assert run("forecast", str(ferry), "--trials", "500", "--json") == exit_codes.FINDINGS
    told = json.loads(capsys.readouterr().out)
    assert [finding["code"] for finding in told["findings"]] == ["ledger.unreadable"]
    assert run("forecast", str(ferry), "--trials", "500", "--record") == exit_codes.MISUSE


def test_what_came_true_or_not_makes_the_next_forecast_wider_unless_it_is_not_wanted(
    ferry: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record(ferry)
    late = PROGRAM.replace("as_of: 2026-03-02", "as_of: 2026-12-01")
    ferry.write_text(late, encoding="utf-8")
    capsys.readouterr()
    run("forecast", str(ferry), "--trials", "500", "--no-prices", "--json")
    learned = json.loads(capsys.readouterr().out)
    run("forecast", str(ferry), "--trials", "500", "--no-prices", "--json", "--as-drawn")
    drawn = json.loads(capsys.readouterr().out)
    assert learned["widening"]["later"] > 1.0
    assert drawn["widening"]["later"] == 1.0
    assert learned["finish"]["p80"] > drawn["finish"]["p80"]
    assert learned["finish"]["p50"] == drawn["finish"]["p50"]
    run("forecast", str(ferry), "--trials", "500", "--no-prices")
    assert "times as wide to the late side as drawn" in capsys.readouterr().out


def test_a_written_report_is_recorded_once_for_both_voices(
    ferry: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger = ferry.with_name("ferry.forecasts.jsonl")
    run("report", str(ferry), "--for", "business")
    assert not ledger.exists()  # on the screen it was given to nobody
    run("report", str(ferry), "--for", "business", "-o", str(tmp_path / "b.md"), "--no-record")
    assert not ledger.exists()
    run("report", str(ferry), "--for", "both", "-o", str(tmp_path / "out"))
    run("report", str(ferry), "--for", "business", "-o", str(tmp_path / "b.html"))
    assert len(ledger.read_text(encoding="utf-8").splitlines()) == 1
    assert "Recorded in ferry.forecasts.jsonl" in capsys.readouterr().err


def test_who_wants_no_ledgers_says_so_once(
    ferry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAIRLEAD_NO_RECORD", "1")
    run("report", str(ferry), "--for", "business", "-o", str(tmp_path / "b.md"))
    assert not ferry.with_name("ferry.forecasts.jsonl").exists()
    record(ferry)
    assert ferry.with_name("ferry.forecasts.jsonl").exists()


def test_a_portfolio_has_no_ledger(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        text = PROGRAM.replace("program: ferry", f"program: {name}")
        (folder / "program.yaml").write_text(text, encoding="utf-8")
    assert run("forecast", str(tmp_path), "--record") == exit_codes.MISUSE
    assert "record its programs one by one" in " ".join(capsys.readouterr().err.split())
