"""The command `scope`: the ledger, the trace, and what is to be looked at anew."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from fairlead.cli import exit_codes
from fairlead.cli.main import main
from fairlead.cli.verbs.scope import command

TEXT = """\
fairlead: 1
program: small
start: 2026-03-02
requirements: {pay: {title: Pay, accept: [It is paid]}}
tasks:
  api: {title: Interface, estimate: 3d, requirement: pay}
milestones: {live: {title: Live, needs: [api]}}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "plan.yaml"
    found.write_text(TEXT, encoding="utf-8")
    return found


def run(path: Path, *options: str) -> tuple[int, str]:
    done = CliRunner().invoke(command, [str(path), *options])
    return done.exit_code, done.output


def agree(path: Path) -> None:
    assert main(["baseline", str(path), "first", "--by", "boss", "--on", "2026-03-01"]) == 0


def test_without_a_baseline_there_is_no_ledger(path: Path) -> None:
    code, output = run(path)
    assert code == exit_codes.CLEAN
    assert "Nothing was agreed yet" in output
    assert json.loads(run(path, "--json")[1])["ledger"] is None


def test_what_slipped_in_is_named(path: Path) -> None:
    agree(path)
    assert run(path)[0] == exit_codes.CLEAN
    path.write_text(TEXT.replace("estimate: 3d", "estimate: 5d"), encoding="utf-8")
    code, output = run(path)
    assert code == exit_codes.FINDINGS
    assert "baseline first   24.0h" in output
    assert "unapproved      +16.0h" in output
    assert "edited tasks.api  +16.0h  Interface" in output
    told = json.loads(run(path, "--json")[1])["ledger"]
    assert told["reconciles"] is True
    assert [line["size"]["minutes"] for line in told["lines"]] == [1440, 960]


def test_requirements_are_told_by_who_asked_for_them(path: Path) -> None:
    asked = "requirements: {pay: {title: Pay, from: pm}, tip: {title: Tip, from: The law}}"
    stakeholders = "stakeholders: {pm: {name: Product}}\n"
    text = TEXT.replace("requirements: {pay: {title: Pay, accept: [It is paid]}}", asked)
    path.write_text(text + stakeholders, encoding="utf-8")
    assert "  from Product: pay\n  from The law: tip\n" in run(path)[1]


def test_a_link_is_suspect_until_it_is_confirmed(path: Path) -> None:
    agree(path)
    path.write_text(TEXT.replace("{title: Pay,", "{title: Pay later,"), encoding="utf-8")
    assert "pay>api  changed: requirements.pay" in run(path)[1]
    assert run(path, "--confirm", "pay>api", "--by", "boss") == (0, "Confirmed 1 link.\n")
    assert json.loads(run(path, "--json")[1])["suspects"] == []


def test_the_trace_goes_both_ways(path: Path) -> None:
    assert run(path, "--trace", "api") == (
        exit_codes.CLEAN,
        "tasks.api\n  serves requirements.pay  Pay\n  serves milestones.live  Live\n",
    )


def test_misuse_is_told(path: Path) -> None:
    assert main(["scope", str(path), "--trace", "none"]) == exit_codes.MISUSE
    assert main(["scope", str(path), "--confirm", "all"]) == exit_codes.MISUSE
    assert main(["scope", str(path), "--confirm", "x>y", "--by", "b"]) == exit_codes.MISUSE


def test_a_damaged_baseline_is_told(path: Path) -> None:
    agree(path)
    (stored,) = (path.parent / "plan.baselines").glob("*.yaml")
    stored.write_text("fairlead: 1\nprogram: other\n", encoding="utf-8")
    assert main(["scope", str(path)]) == exit_codes.MISUSE


@pytest.mark.parametrize("voice", ["business", "engineering"])
def test_both_voices_tell_it_with_its_chart(path: Path, voice: str, tmp_path: Path) -> None:
    code, output = run(path, "--for", voice)
    assert (code, "Nothing was agreed yet" in output) == (exit_codes.CLEAN, True)
    agree(path)
    path.write_text(TEXT.replace("estimate: 3d", "estimate: 5d"), encoding="utf-8")
    page = tmp_path / "scope.html"
    code, output = run(path, "--for", voice, "-o", str(page))
    assert code == exit_codes.FINDINGS
    assert "3 days were agreed first, and 5 days are there now." in run(path, "--for", voice)[1]
    assert "Scope over time" in page.read_text(encoding="utf-8")
    assert run(path, "-o", str(page))[0] == exit_codes.MISUSE
