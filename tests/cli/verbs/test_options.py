"""The command `options`: what is possible, what contradicts what, a request made of it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from fairlead.cli import exit_codes
from fairlead.cli.verbs.options import command
from fairlead.sources.program_file import read_program_file
from fairlead.sources.program_file.approval import merged_into, resolved

TEXT = """\
fairlead: 1
program: small
start: 2026-03-02
people: {asha: {name: Asha, rate: 100}}
requirements: {gift: {title: Gifts, value: 3000}, pay: {title: Pay, priority: must}}
tasks:
  pay: {title: Payment, requirement: pay, estimate: 3d..5d, who: asha}
  gift: {title: Gifts, requirement: gift, estimate: 3d..5d, who: asha, needs: [pay]}
milestones:
  live: {title: Live, needs: [gift, pay], due: 2026-03-11, confidence: 80%}
"""


@pytest.fixture
def path(tmp_path: Path) -> str:
    found = tmp_path / "plan.yaml"
    found.write_text(TEXT, encoding="utf-8")
    return str(found)


def run(path: str, *given: str) -> tuple[int, str]:
    done = CliRunner().invoke(
        command, [path, *given, "--trials", "200", "--most", "30"], catch_exceptions=False
    )
    return done.exit_code, done.output


def test_it_says_what_contradicts_what_and_what_is_possible(path: str) -> None:
    code, output = run(path, "--milestone", "live")
    assert code == exit_codes.FINDINGS
    assert output.startswith("Live by 2026-03-11, 80% sure\nAs things stand: ")
    assert "These contradict each other" in output
    assert "  - Live by 2026-03-11, 80% sure" in output
    assert "Drop: Gifts" in output
    assert "lost: 3,000 EUR" in output


def test_a_date_that_is_met_is_clean(path: str) -> None:
    code, output = run(path, "--milestone", "live", "--by", "2026-06-01", "--confidence", "0.9")
    assert code == exit_codes.CLEAN
    assert output.endswith("The date is met: nothing has to be done.\n")


def test_the_json_holds_edits_in_the_words_of_the_file(path: str) -> None:
    _, output = run(path, "--milestone", "live", "--json")
    found = json.loads(output)
    assert found["reached"]
    assert {member["kind"] for member in found["conflict"]["members"]} >= {"date", "scope"}
    dropped = next(row for row in found["options"] if row["id"] == "drop-gift")
    assert {"row": "tasks.gift", "field": "inactive", "to": "true"} in dropped["edits"]
    assert dropped["lost"] == 300_000


def test_an_option_becomes_a_request_that_can_be_merged(path: str) -> None:
    _, output = run(path, "--milestone", "live", "--json")
    first = json.loads(output)["options"][0]
    _, output = run(path, "--milestone", "live", "--ask", "1", "--requester", "asha")
    assert output.startswith(f"Asked for {first['id']}.")
    program = read_program_file(Path(path)).program
    assert program is not None
    change, findings = resolved(program, first["id"])
    assert not findings
    after, broken = merged_into(program, change, where="changes")
    assert after is not None
    assert not broken


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (("--milestone", "lvie"), "options.unknown-milestone"),
        (("--milestone", "live", "--by", "2020-01-01"), "options.past"),
    ],
)
def test_what_is_asked_wrongly_is_said(path: str, given: tuple[str, ...], code: str) -> None:
    exit_code, output = run(path, *given)
    assert exit_code == exit_codes.FINDINGS
    assert code in output


def test_a_chance_that_is_none_is_misuse(path: str) -> None:
    code, output = run(path, "--milestone", "live", "--confidence", "120%")
    assert code == exit_codes.MISUSE
    assert "expected a chance" in output


def test_an_option_that_is_not_there_cannot_be_asked_for(path: str) -> None:
    code, output = run(path, "--milestone", "live", "--ask", "99", "--requester", "asha")
    assert code == exit_codes.MISUSE
    assert "there are options 1 to" in output


@pytest.mark.parametrize("voice", ["business", "engineering"])
def test_either_voice_tells_why_not_and_what_is_possible(path: str, voice: str) -> None:
    _, output = run(path, "--milestone", "live", "--for", voice)
    heading = {"business": "## Why not", "engineering": "## Minimal conflict"}[voice]
    assert heading in output
    assert "Drop: Gifts" in output
    assert "\N{EURO SIGN}3,000" in output


def test_a_briefing_is_written_as_a_page(path: str, tmp_path: Path) -> None:
    page = tmp_path / "options.html"
    code, output = run(path, "--milestone", "live", "--for", "business", "-o", str(page))
    assert code == exit_codes.FINDINGS
    assert output == f"Wrote {page}.\n"
    assert "Drop: Gifts" in page.read_text(encoding="utf-8")


def test_without_a_milestone_it_tells_what_all_promises_contradict(path: str) -> None:
    code, output = run(path)
    assert code == exit_codes.FINDINGS
    assert "These contradict each other" in output or "It cannot be" in output
    told = json.loads(run(path, "--json")[1])["conflict"]
    assert told["members"]
    assert {"id", "kind", "title"} == set(told["members"][0])
    assert run(path, "--ask", "1", "--requester", "asha")[0] == exit_codes.MISUSE
    Path(path).write_text(TEXT.replace("due: 2026", "due: 2027"), encoding="utf-8")
    assert run(path)[1].endswith("All of them can be kept.\n")
