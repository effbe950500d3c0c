"""`fairlead plan --optimise`: what it says of the plan it found, and how it refuses."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from fairlead.analyses.optimiser import cpsat
from fairlead.cli import exit_codes
from fairlead.cli.main import main

PLAN = """\
fairlead: 1
program: small
title: Small
timezone: UTC
start: 2026-01-05
calendars: {office: {hours: Mon-Fri 09:00-17:00, timezone: UTC}}
teams: {crew: {title: Crew, calendar: office}}
people:
  ann: {name: Ann, team: crew}
  bob: {name: Bob, team: crew}
tasks:
  a: {title: A, estimate: 3d, who: ann}
  b: {title: B, estimate: 2d, who: bob, needs: a}
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


EXAMPLES = Path(__file__).parents[3] / "examples"


def test_a_plan_that_cannot_be_shorter_is_said_to_be_proved(run: Run) -> None:
    code, output = run(PLAN, "--optimise", "5")
    assert code == exit_codes.CLEAN
    assert "nothing shorter than levelled was found." in output
    assert "Proved the shortest." in output


def test_json_says_bound_gap_and_what_was_asked_for(run: Run) -> None:
    _, output = run(PLAN, "--optimise", "5", "--objective", "lateness", "--seed", "3", "--json")
    answer = json.loads(output)
    told = answer["optimiser"]
    assert set(answer) >= {"fingerprint", "finish", "tasks", "milestones", "findings"}
    assert told["objective"] == "lateness"
    assert (told["value"], told["bound"], told["gap_percent"]) == (0, 0, 0)
    assert told["proved_optimal"] is True
    assert told["seed"] == 3
    assert told["seconds"] < 5
    assert set(told) >= {"levelled_value", "levelled_finish", "shorter_minutes", "history"}


def test_stability_keeps_to_the_plan_of_a_file(run: Run, tmp_path: Path) -> None:
    agreed = tmp_path / "agreed.yaml"
    agreed.write_text(PLAN, encoding="utf-8")
    options = ("--optimise", "5", "--objective", "stability", "--baseline", str(agreed))
    code, output = run(PLAN, *options)
    assert code == exit_codes.CLEAN
    assert "0 days away from the agreed dates" in output
    assert "Proved the closest to what was agreed." in output


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--objective", "stability"), "name it with --baseline"),
        (("--objective", "stability", "--baseline", "3"), "holds no baseline 3"),
        (("--objective", "stability", "--baseline", "gone.yaml"), "neither a number nor a file"),
    ],
)
def test_stability_asks_for_dates_that_are_there(
    run: Run, options: tuple[str, ...], told: str
) -> None:
    code, output = run(PLAN, "--optimise", "5", *options)
    assert code == exit_codes.MISUSE
    assert told in output


@pytest.mark.parametrize("seconds", ["0", "-1", "1e9", "nan", "soon"])
def test_a_time_that_is_none_is_refused(run: Run, seconds: str) -> None:
    code, _ = run(PLAN, "--optimise", seconds)
    assert code == exit_codes.MISUSE


def test_the_program_behind_the_option_is_told_where_to_stand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(PLAN, encoding="utf-8")
    assert main(["plan", "--optimise", str(path)]) == exit_codes.MISUSE
    assert "The program stands first" in capsys.readouterr().err


def test_a_circle_has_no_plan_and_is_told(run: Run) -> None:
    code, output = run(PLAN.replace("who: ann}", "who: ann, needs: b}"), "--optimise", "60")
    assert code == exit_codes.MISUSE
    assert "links.circular" in output


def test_without_the_solver_it_says_what_is_not_proved(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cpsat, "available", lambda: False)
    text = PLAN.replace(
        """  a: {title: A, estimate: 3d, who: ann}
  b: {title: B, estimate: 2d, who: bob, needs: a}
""",
        """  a: {title: A, duration: 2d, who: [ann, bob]}
  b: {title: B, duration: 2d, who: [bob, eve]}
  c: {title: C, duration: 2d, who: [eve, ann]}
""",
    ).replace("  bob:", "  eve: {name: Eve, team: crew}\n  bob:")
    _, output = run(text, "--optimise", "0.3")
    assert "Without OR-Tools (fairlead[solver])" in output
    assert "At most 351.2% above the best possible." in output


def test_ctrl_c_keeps_the_best_so_far(capsys: pytest.CaptureFixture[str]) -> None:
    usual = signal.getsignal(signal.SIGINT)

    def interrupt() -> None:
        while signal.getsignal(signal.SIGINT) is usual:
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt, daemon=True).start()
    main(["plan", str(EXAMPLES / "erp-rollout"), "--optimise", "3000", "--json"])
    answer = json.loads(capsys.readouterr().out)
    assert answer["optimiser"]["stopped"] is True
    assert answer["tasks"]
    assert signal.getsignal(signal.SIGINT) is usual
