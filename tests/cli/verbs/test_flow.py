"""`fairlead flow`, and `fairlead calibrate` of what is no table."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from fairlead.cli import exit_codes, main

FIRST = date(2026, 3, 2)


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """Two items each weekday of two years, each begun four days before, and one under way."""
    days = [FIRST - timedelta(days=n) for n in range(1, 730)]
    rows = [f"{day - timedelta(days=4)},{day}" for day in days if day.weekday() < 5]
    path = tmp_path / "items.csv"
    text = "started,completed\n" + "\n".join([*rows, *rows, "2026-02-02,"]) + "\n"
    path.write_text(text, encoding="utf-8")
    return path


def run(*arguments: str) -> int:
    return main.main(list(arguments))


def test_it_tells_how_work_flows_and_when_the_next_items_are_done(
    record: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("flow", str(record), "--items", "30", "--by", "2026-03-31") == exit_codes.CLEAN
    said = capsys.readouterr().out
    assert "Throughput: 10.0 items a week over the last 182 days" in said
    assert "service-level expectation: 85% within 5 days" in said
    assert "26 days" in said  # the age of what is under way
    assert "The next 30 items are done" in said


def test_json_has_every_figure_under_stable_keys(
    record: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("flow", str(record), "--json", "--by", "2026-03-31") == exit_codes.CLEAN
    told = json.loads(capsys.readouterr().out)
    assert told["cycle_time"]["expected"] == 5
    assert told["wip"] == 1
    assert len(told["when"]["curve"]) == 99
    assert told["by"]["p50"] >= told["by"]["p90"] > 0
    assert told["findings"] == []


def test_the_record_is_asked_how_good_it_would_have_been(
    record: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("flow", str(record), "--backtest", "--json") == exit_codes.CLEAN
    told = json.loads(capsys.readouterr().out)
    assert set(told["scores"]) == {"10", "30", "100"}
    assert "iid weeks, 12" in told["references"]
    assert run("flow", str(record), "--backtest") == exit_codes.CLEAN
    assert "if honest" in capsys.readouterr().out


def test_misuse_is_told(record: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("flow", str(record), "--by", "2020-01-01") == exit_codes.MISUSE
    assert "lies in the record" in capsys.readouterr().err
    assert run("flow", str(tmp_path / "none.csv")) == exit_codes.MISUSE
    short = tmp_path / "short.csv"
    short.write_text("completed\n2026-03-02\n", encoding="utf-8")
    capsys.readouterr()
    assert run("flow", str(short)) == exit_codes.FINDINGS
    assert "flow.no-record" in capsys.readouterr().out
    assert run("flow", str(short), "--backtest") == exit_codes.MISUSE
    assert "Cannot say" in capsys.readouterr().err


def jira(count: int) -> str:
    """An export with a change log: every issue estimated at a day, done in one and a half."""
    issues = []
    for number in range(count):
        begin = date(2026, 1, 5) + timedelta(days=7 * (number // 5) + number % 3)
        moves = [("In Progress", begin, 9), ("Done", begin + timedelta(days=1), 13)]
        issues.append(
            {
                "key": f"W-{number}",
                "fields": {
                    "summary": f"Work {number}",
                    "status": {"name": "Done", "statusCategory": {"key": "done"}},
                    "issuetype": {"name": "Story"},
                    "timeoriginalestimate": 28800,
                    "created": "2026-01-01T09:00:00.000+0000",
                },
                "changelog": {
                    "histories": [
                        {
                            "created": f"{day}T{hour:02}:00:00.000+0000",
                            "items": [{"field": "status", "toString": into}],
                        }
                        for into, day, hour in moves
                    ]
                },
            }
        )
    return json.dumps({"startAt": 0, "total": count, "issues": issues})


def test_transitions_of_a_tracker_are_a_history(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "export.json"
    path.write_text(jira(60), encoding="utf-8")
    assert run("calibrate", str(path)) in (exit_codes.CLEAN, exit_codes.FINDINGS)
    captured = capsys.readouterr()
    assert "60 finished tasks" in captured.out
    assert "history.cycle-time" in captured.err
    assert run("flow", str(path), "--json") in (exit_codes.CLEAN, exit_codes.FINDINGS)
    told = json.loads(capsys.readouterr().out)
    assert (told["done"], told["cycle_time"]["p50"]) == (60, 2)


def test_a_time_sheet_says_what_went_into_the_tasks_of_an_export(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, sheet = tmp_path / "export.json", tmp_path / "time.csv"
    path.write_text(jira(60), encoding="utf-8")
    rows = [f"W-{n},2026-01-05,8\nW-{n},2026-01-06,8" for n in range(60)]
    sheet.write_text("task,day,hours\n" + "\n".join(rows) + "\n", encoding="utf-8")
    run("calibrate", str(path), "--timesheet", str(sheet))
    captured = capsys.readouterr()
    assert "history.cycle-time" not in captured.err
    assert "60 finished tasks" in captured.out
    table = tmp_path / "table.csv"
    table.write_text("completed\n2026-03-02\n", encoding="utf-8")
    assert run("calibrate", str(table), "--timesheet", str(sheet)) == exit_codes.MISUSE


def test_charts_go_into_a_page(
    record: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "flow.html"
    assert run("flow", str(record), "-o", str(page)) == exit_codes.CLEAN
    assert "Cumulative flow" in page.read_text(encoding="utf-8")
    assert run("flow", str(record), "-o", str(tmp_path / "flow.pdf")) == exit_codes.MISUSE
    assert "expected a name that ends in .html" in " ".join(capsys.readouterr().err.split())
