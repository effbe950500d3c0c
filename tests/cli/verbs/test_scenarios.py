"""The command `scenarios`: what-ifs side by side, any number of them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from fairlead.cli import exit_codes
from fairlead.cli.verbs.scenarios import command

TEXT = """\
fairlead: 1
program: small
start: 2026-03-02
people: {asha: {name: Asha, rate: 100}, ben: {name: Ben, rate: 50}}
tasks:
  api: {title: Interface, estimate: 4d..8d, who: asha}
  web: {title: Pages, estimate: 4d..8d, who: asha, needs: [api]}
milestones: {live: {title: Live, needs: [web], due: 2026-03-16}}
scenarios:
  ben-too: {title: Ben does the pages, edits: [{row: tasks.web, field: who, from: asha, to: ben}]}
  beside:
    title: Pages beside the interface
    edits:
      - {row: tasks.web, field: who, from: asha, to: ben}
      - {row: tasks.web, field: needs, from: api}
changes:
  more: {title: More pages, edits: [{row: tasks.web, field: estimate, from: 4d..8d, to: 9d..14d}]}
  done: {title: Done, state: rejected, edits: [{row: tasks.web, field: title, from: Pages, to: P}]}
  broken: {title: B, state: withdrawn, edits: [{row: tasks.wb, field: title, from: W, to: P}]}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "plan.yaml"
    found.write_text(TEXT, encoding="utf-8")
    return found


def run(path: Path, *given: str) -> tuple[int, str]:
    done = CliRunner().invoke(command, [str(path), *given, "--trials", "200"])
    return done.exit_code, done.output


def test_all_scenarios_stand_side_by_side(path: Path) -> None:
    code, output = run(path)
    assert code == exit_codes.CLEAN
    heads, live, *_ = output.splitlines()
    assert heads.split() == ["now", "ben-too", "beside"]
    assert live.split()[0] == "live"
    chances = [float(part.rstrip("%")) for part in live.split() if part.endswith("%")]
    assert chances[2] > chances[0]


def test_requests_that_wait_can_stand_beside_them(path: Path) -> None:
    told = json.loads(run(path, "--requests", "--json")[1])["changes"]
    assert [*told] == ["ben-too", "beside", "more"]
    assert told["more"]["milestones"]["live"]["p80_minutes"] > 0
    alone = json.loads(run(path, "more", "--json")[1])["changes"]
    assert [*alone] == ["more"]


@pytest.mark.parametrize("voice", ["business", "engineering"])
def test_both_voices_tell_them_date_by_date(path: Path, voice: str, tmp_path: Path) -> None:
    page = tmp_path / "side.html"
    code, output = run(path, "--for", voice, "-o", str(page))
    assert (code, output) == (exit_codes.CLEAN, f"Wrote {page}.\n")
    assert "Dates side by side" in page.read_text(encoding="utf-8")
    text = run(path, "--for", voice)[1]
    assert "2 alternatives side by side." in text
    assert "| As it is |" in text
    assert "| Pages beside the interface |" in text


def test_what_cannot_be_read_is_a_finding_and_nothing_else_is_told(path: Path) -> None:
    code, output = run(path, "ben-too", "broken")
    assert code == exit_codes.FINDINGS
    assert "change.conflict" in output
    assert "now" not in output.splitlines()[0].split()


def test_a_program_without_scenarios_says_so(path: Path) -> None:
    path.write_text("fairlead: 1\nprogram: bare\nstart: 2026-03-02\n", encoding="utf-8")
    assert run(path) == (
        exit_codes.CLEAN,
        "No scenarios: add some under `scenarios:`, or name requests or versions.\n",
    )
