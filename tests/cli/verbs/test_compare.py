"""The command `compare`: any two versions, and earned value."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from fairlead.cli import exit_codes
from fairlead.cli.main import main
from fairlead.cli.verbs.compare import command

TEXT = """\
fairlead: 1
program: small
start: 2026-03-02
as_of: 2026-03-04
people: {asha: {name: Asha, rate: 100}}
tasks:
  api: {title: Interface, estimate: 4d, who: asha, started: 2026-03-02, spent: 1d, remaining: 3d}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "plan.yaml"
    found.write_text(TEXT, encoding="utf-8")
    return found


def run(path: Path, *options: str) -> tuple[int, str]:
    done = CliRunner().invoke(command, [str(path), *options])
    return done.exit_code, done.output


def test_against_the_latest_baseline(path: Path) -> None:
    main(["baseline", str(path), "first", "--by", "boss", "--on", "2026-03-01"])
    code, output = run(path)
    assert code == exit_codes.CLEAN
    assert "small: now against baseline first" in output
    assert output.endswith("Nothing differs.\n")
    path.write_text(
        TEXT.replace("remaining: 3d", "remaining: 5d") + "  doc: {title: Docs, estimate: 1d}\n",
        encoding="utf-8",
    )
    code, output = run(path)
    assert code == exit_codes.FINDINGS
    assert "doc " in output
    assert " new " in output


def test_any_two_versions(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(TEXT.replace("estimate: 4d", "estimate: 8d"), encoding="utf-8")
    told = json.loads(run(path, str(other), "now", "--json")[1])
    assert told["earned_value"]["effort"]["bac"] == 8 * 480
    assert told["items"]["api"]["size"]["minutes"] == 4 * 480
    back = json.loads(run(path, "now", str(other), "--json")[1])
    assert back["earned_value"]["effort"]["bac"] == 4 * 480


def test_stored_dates_serve_where_nothing_was_agreed(path: Path) -> None:
    assert main(["compare", str(path)]) == exit_codes.MISUSE
    stored = "baselines: {number: 0, start: 2026-03-02 09:00, finish: 2026-03-03 17:00}}"
    path.write_text(TEXT.replace("remaining: 3d}", f"remaining: 3d, {stored}"), encoding="utf-8")
    assert "against stored baseline 0" in run(path)[1]
    assert main(["compare", str(path), "stored:4"]) == exit_codes.MISUSE


def test_a_version_that_is_not_there_is_misuse(path: Path) -> None:
    assert main(["compare", str(path), "baseline:none"]) == exit_codes.MISUSE
    assert main(["compare", str(path), "gone.yaml"]) == exit_codes.MISUSE


@pytest.mark.parametrize("voice", ["business", "engineering"])
def test_both_voices_tell_it_with_its_chart(path: Path, voice: str, tmp_path: Path) -> None:
    main(["baseline", str(path), "first", "--by", "boss", "--on", "2026-03-01"])
    path.write_text(TEXT.replace("remaining: 3d", "remaining: 5d"), encoding="utf-8")
    page = tmp_path / "compared.html"
    assert run(path, "--for", voice, "-o", str(page))[0] == exit_codes.FINDINGS
    assert "Planned, done, spent" in page.read_text(encoding="utf-8")
    told = run(path, "--for", voice)[1]
    assert ("| Interface | 6 Mar 2026 | 10 Mar 2026 | 4 days |" in told) == (voice == "engineering")
