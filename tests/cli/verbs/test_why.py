"""The command `why`: what moved, by what, in the terminal, as JSON, and in both voices."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from fairlead.cli import exit_codes
from fairlead.cli.verbs.why import command

OLD = """\
fairlead: 1
program: small
title: Small
start: 2026-03-02
people: {asha: {name: Asha, rate: 100}, ben: {name: Ben}}
tasks:
  api: {title: Interface, estimate: 3d..3d, who: asha}
  web: {title: Page, estimate: 2d..2d, who: ben, needs: [api]}
milestones:
  live: {title: Live, needs: [web], due: 2026-03-12}
  early: {title: Early, needs: [api]}
"""
NEW = (
    OLD.replace("estimate: 2d..2d", "estimate: 4d..4d")
    .replace("needs: [api]}\nmile", "needs: [api, audit]}\nmile")
    .replace(
        "\nmilestones:", "\n  audit: {title: Audit, estimate: 1d..1d, needs: [api]}\nmilestones:"
    )
)


@pytest.fixture
def paths(tmp_path: Path) -> tuple[str, str]:
    for name, text in (("old.yaml", OLD), ("new.yaml", NEW)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return str(tmp_path / "old.yaml"), str(tmp_path / "new.yaml")


def run(old: str, new: str, *options: str) -> tuple[int, str]:
    done = CliRunner().invoke(command, [old, new, *options, "--trials", "50"])
    return done.exit_code, done.output


def test_each_date_is_told_with_its_causes(paths: tuple[str, str]) -> None:
    code, output = run(*paths)
    assert code == exit_codes.FINDINGS
    assert "P80 2026-03-06 -> 2026-03-11, +5.0d   chance 100% -> 100%" in output
    assert "Audit (added)" in output
    assert "tasks.audit, tasks.web.needs" in output
    assert "tasks.web.estimate" in output
    assert "Not moved: early" in output


def test_the_keys_that_others_rely_on(paths: tuple[str, str]) -> None:
    _, output = run(*paths, "--json")
    found = json.loads(output)
    live = found["milestones"]["live"]
    assert live["moved_minutes"] == 5 * 1440
    assert sum(part["minutes"] for part in live["causes"]) == live["moved_minutes"]
    assert {part["cause"] for part in live["causes"]} == {"scope", "estimates"}
    for part in live["causes"]:
        assert sum(change["minutes"] for change in part["changes"]) == part["minutes"]
    assert found["milestones"]["early"]["moved_minutes"] == 0


def test_one_milestone_alone(paths: tuple[str, str]) -> None:
    _, output = run(*paths, "--milestone", "live")
    assert "Live" in output
    assert "the whole" not in output


@pytest.mark.parametrize("voice", ["business", "engineering"])
def test_both_voices_tell_it(paths: tuple[str, str], tmp_path: Path, voice: str) -> None:
    code, output = run(*paths, "--for", voice)
    assert code == exit_codes.FINDINGS
    assert "Audit (added)" in output
    assert "11 Mar 2026" in output
    page = tmp_path / "why.html"
    run(*paths, "--for", voice, "-o", str(page))
    assert "Live" in page.read_text(encoding="utf-8")


def test_the_same_version_moved_nothing(paths: tuple[str, str]) -> None:
    code, output = run(paths[0], paths[0])
    assert code == exit_codes.CLEAN
    assert "Not moved: live, early, the whole" in output


def test_a_milestone_that_is_not_there(paths: tuple[str, str]) -> None:
    code, output = run(*paths, "--milestone", "lve")
    assert code == exit_codes.MISUSE
    assert "Did you mean 'live'?" in output


def test_a_version_without_dates(paths: tuple[str, str]) -> None:
    round_ = Path(paths[1]).read_text(encoding="utf-8").replace("who: asha", "needs: [web]")
    Path(paths[1]).write_text(round_, encoding="utf-8")
    code, output = run(*paths)
    assert code != exit_codes.CLEAN
    assert "api" in output
    assert "Traceback" not in output


def test_a_briefing_needs_a_voice(paths: tuple[str, str]) -> None:
    code, output = run(*paths, "-o", "why.html")
    assert code == exit_codes.MISUSE
    assert "--for" in output
