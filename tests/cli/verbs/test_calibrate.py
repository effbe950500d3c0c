"""`fairlead calibrate --backtest` prints the keys that others rely on."""

import json
import re
from pathlib import Path

from click.testing import CliRunner

from fairlead.cli.verbs.calibrate import command
from fairlead.cli.verbs.forecast import command as forecast_command
from tests.analyses.calibration.made_history import made_history


def write(path: Path, tasks: int) -> Path:
    history = made_history(tasks, seed=11)
    rows = [
        f"{t.estimated},{t.completed},{t.estimate:g},{t.actual!r},{t.who},{t.groups[0]}"
        for t in history.tasks
    ]
    head = "estimated,completed,estimate,actual,person,team"
    path.write_text("\n".join([head, *rows]), encoding="utf-8")
    return path


def test_the_keys_of_the_answer(tmp_path: Path) -> None:
    path = write(tmp_path / "record.csv", 300)
    ran = CliRunner().invoke(command, [str(path), "--backtest", "--json"])
    assert ran.exit_code == 0, ran.output
    told = json.loads(ran.stdout)
    keys = {"scored", "p80_coverage", "coverage_50", "coverage_80", "coverage_90", "pinball"}
    assert keys | {"crps", "references", "people"} <= set(told)
    assert {"raw", "median_ratio", "evidence", "evidence_person", "lognormal"} <= set(
        told["references"]
    )
    assert all(keys <= set(one) for one in told["references"].values())
    assert 0 < told["people"]["p0"]["p80_coverage"] < 1


def test_scores_from_a_day_on(tmp_path: Path) -> None:
    path = write(tmp_path / "record.csv", 300)
    runner = CliRunner()
    every = json.loads(runner.invoke(command, [str(path), "--backtest", "--json"]).stdout)
    late = runner.invoke(command, [str(path), "--backtest", "--json", "--score-from", "2024-02-01"])
    assert 0 < json.loads(late.stdout)["scored"] < every["scored"]


def test_too_little_exits_with_misuse_and_says_why(tmp_path: Path) -> None:
    ran = CliRunner().invoke(command, [str(write(tmp_path / "record.csv", 50)), "--backtest"])
    assert ran.exit_code != 0
    assert "Cannot say" in ran.output


def test_too_little_says_why_as_json_too(tmp_path: Path) -> None:
    path = str(write(tmp_path / "record.csv", 10))
    for arguments in (["--backtest", "--json"], ["--json"]):
        ran = CliRunner().invoke(command, [path, *arguments])
        assert ran.exit_code != 0
        assert "10 finished tasks" in json.loads(ran.stdout)["cannot_say"]


def test_what_the_record_says_in_words(tmp_path: Path) -> None:
    path = write(tmp_path / "record.csv", 400)
    ran = CliRunner().invoke(command, [str(path), "--me", "p2"])
    assert ran.exit_code == 0, ran.output
    assert "400 finished tasks of 6 people" in ran.stdout
    assert re.search(
        r"Your [\d.]+-\w+ tasks take [\d.]+ to [\d.]+ \w+ four times in five", ran.stdout
    )
    assert "p2" in ran.stdout
    assert not re.search(r"\bp[01345]\b", ran.stdout)
    assert "cannot say: fewer than 3" not in ran.stdout


def test_what_the_record_says_as_json(tmp_path: Path) -> None:
    path = write(tmp_path / "record.csv", 400)
    told = json.loads(CliRunner().invoke(command, [str(path), "--json"]).stdout)
    assert told["tasks"] == 400
    sizes = [row for row in told["sizes"] if "p80" in row]
    assert all(row["p10"] <= row["p50"] <= row["p80"] <= row["p90"] for row in sizes)
    assert set(told["groups"]["team"]) == {"core", "edge"}
    assert "me" not in told


def test_scores_and_ones_own_record_are_asked_for_apart(tmp_path: Path) -> None:
    path = write(tmp_path / "record.csv", 400)
    both = CliRunner().invoke(command, [str(path), "--backtest", "--me", "p1"])
    assert both.exit_code == 2
    assert CliRunner().invoke(command, [str(path), "--score-from", "2024-02-01"]).exit_code == 2


def test_a_forecast_is_judged_by_a_record(tmp_path: Path) -> None:
    path = write(tmp_path / "record.csv", 300)
    program = Path(__file__).parents[3] / "examples" / "checkout"
    asked = [str(program), "--history", str(path), "--trials", "200", "--no-prices"]
    ran = CliRunner().invoke(forecast_command, asked)
    assert "estimates judged by record.csv: 300 tasks until 2024-02-" in ran.stdout
    told = json.loads(CliRunner().invoke(forecast_command, [*asked, "--json"]).stdout)
    assert told["record"]["tasks"] == 300
    assert told["record"]["own"] is False


def test_a_record_without_finished_work_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    program = Path(__file__).parents[3] / "examples" / "checkout"
    ran = CliRunner().invoke(forecast_command, [str(program), "--history", str(path)])
    assert ran.exit_code != 0
    assert "holds no finished work" in ran.output


def test_rows_of_json_are_a_table_and_an_export_without_effort_says_so(tmp_path: Path) -> None:
    history = made_history(60, seed=11)
    rows = [
        {"estimated": f"{t.estimated}", "completed": f"{t.completed}", "estimate": t.estimate}
        | {"actual": t.actual, "assignees": [{"login": t.who}], "note": None}
        for t in history.tasks
    ]
    path = tmp_path / "rows.json"
    path.write_text(json.dumps(rows), encoding="utf-8")
    told = json.loads(CliRunner().invoke(command, [str(path), "--json"]).stdout)
    assert told["tasks"] == 60
    assert told["people"] == len({t.who for t in history.tasks})
    assert told["units"]["actual"] == "hours, as nothing says what it counts"
    assert {"field": "who", "column": "assignees"} in told["columns"]
    issues = [
        {"number": n, "title": "Form", "state": "CLOSED", "closedAt": "2024-01-05T10:00:00Z"}
        for n in range(30)
    ]
    path.write_text(json.dumps(issues), encoding="utf-8")
    ran = CliRunner().invoke(command, [str(path)])
    assert ran.exit_code != 0
    assert "30 tasks are finished" in ran.output
    assert "history.no-effort" in ran.output
