"""The command `forecast`: what it shows, the keys it promises, and how it refuses."""

import json
import re
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
budget: 20000
people:
  asha: {name: Asha, rate: 90}
  ben: {name: Ben}
tasks:
  api: {title: Interface, estimate: 4d..9d, who: asha}
  web: {title: Page, estimate: 3d..8d, who: ben}
  join: {title: Join, estimate: 2d, who: asha, needs: [api, web]}
milestones:
  live: {title: Live, needs: [join], due: 2026-04-30, confidence: 80%}
risks:
  ill:
    event: Asha is ill
    probability: 30%
    delay: {api: 3d..6d}
    cost: 1000
    treated: {probability: 10%, cost_of_treatment: 50}
"""

Run = Callable[..., tuple[int, str]]


def codes(output: str) -> set[str]:
    """The codes of the findings that were printed."""
    return set(re.findall(r"\[([a-z.-]+)\]", output))


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command on a program of that text: its exit code, and all that it printed."""

    def run(text: str, *options: str) -> tuple[int, str]:
        path = tmp_path / "plan.yaml"
        path.write_text(text, encoding="utf-8")
        code = main(["forecast", str(path), "--trials", "500", *options])
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return run


def test_json_has_the_keys_that_others_rely_on(run: Run) -> None:
    code, output = run(PLAN, "--json")
    answer = json.loads(output)
    assert code == exit_codes.CLEAN
    assert (answer["seed"], answer["trials"]) == (1, 500)
    assert answer["version"]
    for target in (answer["finish"], answer["milestones"]["live"]):
        assert set(target) >= {"p10", "p50", "p80", "p90", "due", "chance"}
        assert datetime.fromisoformat(target["p80"]).utcoffset() is not None
    assert 0.8 < answer["milestones"]["live"]["chance"] <= 1
    assert set(answer["risks"]["ill"]) >= {"p80_minutes", "cost"}
    assert answer["risks"]["ill"]["p80_minutes"] > 0


def test_a_price_is_the_difference_of_two_forecasts(run: Run) -> None:
    """The risk's price in the file is that of taking the risk out of the file: the same draws."""
    _, with_risk = run(PLAN, "--json")
    without = PLAN[: PLAN.index("risks:")]
    _, no_risk = run(without, "--json")
    first, second = json.loads(with_risk), json.loads(no_risk)
    moved = datetime.fromisoformat(first["finish"]["p80"]) - datetime.fromisoformat(
        second["finish"]["p80"]
    )
    assert first["risks"]["ill"]["p80_minutes"] == moved.total_seconds() / 60


def test_people_read_when_how_sure_what_drives_it_and_what_risks_cost(run: Run) -> None:
    code, output = run(PLAN)
    assert code == exit_codes.CLEAN
    for words in (
        "Small\nas of 2026-03-02, 500 trials, seed 1",
        "wanted 80%",
        "What drives the finish",
        "What each risk costs: P80 of the whole, and EUR on average",
        "Cost in EUR: P50",
        "Date of live and budget together:",
    ):
        assert words in output


def test_a_promise_less_sure_than_wanted_is_exit_code_one(run: Run) -> None:
    code, output = run(PLAN.replace("2026-04-30", "2026-03-13"))
    assert code == exit_codes.FINDINGS
    assert "[forecast.below-confidence]" in output


def test_another_seed_gives_other_numbers_and_says_so(run: Run) -> None:
    _, one = run(PLAN, "--json")
    _, other = run(PLAN, "--json", "--seed", "2")
    assert json.loads(other)["seed"] == 2
    assert json.loads(one)["finish"]["curve"] != json.loads(other)["finish"]["curve"]


def test_precision_draws_more(run: Run) -> None:
    _, output = run(PLAN, "--json", "--precision", "4h", "--no-prices")
    answer = json.loads(output)
    assert answer["precise"] is True
    assert answer["trials"] > 500
    assert answer["finish"]["p80_error_minutes"] <= 240
    assert answer["risks"] == {}


@pytest.mark.parametrize("span", ["soon", "-1d", "0h", "1"])
def test_a_precision_that_is_no_span_is_misuse(run: Run, span: str) -> None:
    code, output = run(PLAN, "--precision", span)
    assert code == exit_codes.MISUSE
    assert "--precision" in output


def test_without_people_it_says_so(run: Run) -> None:
    _, output = run(PLAN, "--no-people")
    assert "as if everybody were always free" in output


def test_a_circle_is_named(run: Run) -> None:
    code, output = run(PLAN.replace("4d..9d, who: asha", "4d..9d, needs: [join]"))
    assert code == exit_codes.MISUSE
    assert "[links.circular]" in output


def test_nothing_to_do_is_named(run: Run) -> None:
    code, output = run("fairlead: 1\nprogram: bare\nstart: 2026-03-02\n")
    assert code == exit_codes.MISUSE
    assert codes(output) == {"forecast.nothing"}


def test_an_estimate_beyond_all_calendars_is_named(run: Run) -> None:
    code, output = run(PLAN.replace("4d..9d", "1d..25000d"))
    assert code == exit_codes.MISUSE
    assert codes(output) == {"forecast.beyond-time"}


def test_a_backlog_stands_beside_the_milestones(run: Run) -> None:
    days = ", ".join(f"2026-02-{day:02}" for day in range(1, 28, 2))
    history = f"backlogs:\n  wishes: {{title: Wishes, items: 9, history: [{days}]}}\n"
    code, output = run(PLAN + history)
    assert code == exit_codes.CLEAN
    assert "wishes: 9 items at 3.2 a week of the last 4" in output


def test_no_cluster_at_the_address_is_misuse(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fairlead.cli.cluster._WAIT", "200ms")
    code, output = run(PLAN, "--cluster", "tcp://127.0.0.1:9")
    assert code == exit_codes.MISUSE
    assert "No Dask scheduler answers at 'tcp://127.0.0.1:9'" in output


# ---- portfolios ----------------------------------------------------------------------------------


def folder_of(tmp_path: Path, *names: str) -> Path:
    for name in names:
        folder = tmp_path / "all" / name
        folder.mkdir(parents=True)
        text = PLAN.replace("program: small", f"program: {name}")
        (folder / "plan.yaml").write_text(text, encoding="utf-8")
    return tmp_path / "all"


def test_a_folder_of_programs_is_forecast_together(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = folder_of(tmp_path, "one", "two")
    main(["forecast", str(folder), "--trials", "300", "--json"])
    together = json.loads(capsys.readouterr().out)
    assert set(together["programs"]) == {"one", "two"}
    main(["forecast", str(folder / "one"), "--trials", "300", "--json"])
    alone = json.loads(capsys.readouterr().out)
    # both need Asha at the same time: one of them waits
    last = max(together["programs"][name]["finish"]["p50"] for name in ("one", "two"))
    assert last > alone["finish"]["p50"]
    assert set(together["programs"]["one"]["milestones"]) == {"live"}


def test_a_portfolio_says_who_is_shared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["forecast", str(folder_of(tmp_path, "one", "two")), "--trials", "100", "--no-prices"])
    assert (
        "Portfolio of 2 programs: one, two; 2 of 2 people work in more than one"
        in capsys.readouterr().out
    )


def test_two_programs_of_one_name_are_misuse(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = folder_of(tmp_path, "one", "two")
    for name in ("one", "two"):
        (folder / name / "plan.yaml").write_text(PLAN, encoding="utf-8")
    assert main(["forecast", str(folder)]) == exit_codes.MISUSE
    assert "expected different ids" in capsys.readouterr().err


def test_a_sprint_that_draws_from_a_backlog_is_told_with_its_items(run: Run) -> None:
    days = ", ".join(f"2026-0{month}-{day:02}" for month in (1, 2) for day in range(1, 29, 2))
    text = f"""{PLAN}
backlogs:
  wishes: {{title: Wishes, items: 40, history: [{days}]}}
sprints:
  s1: {{title: Sprint 1, start: 2026-03-02, length: 2w, backlog: wishes}}
"""
    row = json.loads(run(text, "--json")[1])["sprint_items"]["s1"]
    assert (row["backlog"], row["items"]) == ("wishes", 40)
    assert 0 < row["done_p90"] <= row["done_p80"] <= row["done_p50"] < 40
    told = f"s1: {row['done_p80']} of 40 items of wishes done by its end with 80% chance"
    assert told in run(text)[1]
