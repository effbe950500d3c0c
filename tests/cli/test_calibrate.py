"""`fairlead calibrate --backtest` prints the keys that others rely on."""

import json
from pathlib import Path

from click.testing import CliRunner

from fairlead.cli.calibrate import command
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
