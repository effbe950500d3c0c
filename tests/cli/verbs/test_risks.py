"""`fairlead risks` on an example: the ranking, the reserve, the picture, and what is missing."""

import json
from pathlib import Path

from click.testing import CliRunner

from fairlead.cli.verbs.risks import command
from fairlead.sources.program_file import read_program_file

CHECKOUT = Path(__file__).parents[3] / "examples" / "checkout"


def run(*options: str) -> str:
    ran = CliRunner().invoke(command, [str(CHECKOUT), "--trials", "400", *options])
    assert ran.exit_code in {0, 1}, ran.output
    return ran.output


def test_the_register_reads_from_the_costliest_to_what_is_missing() -> None:
    text = run()
    assert "as of 2026-03-02, 400 trials" in text
    assert text.index("  1  ") < text.index("  2  ") < text.index("Contingency reserve at 80%")
    assert "Chance to keep date and budget together" in text
    assert "likely upwards, to the right what it does" in text
    assert "vendor-pen-test: Task" in text


def test_json_ranks_by_price() -> None:
    answer = json.loads(run("--json", "--confidence", "90"))
    rows = [row for row in answer["risks"].values() if row["kind"] == "threat"]
    days = [row["p80_working_minutes"] for row in rows]
    assert days == sorted(days, reverse=True)
    assert [row["rank"] for row in answer["risks"].values()] == [*range(1, 7)]
    assert answer["reserve"]["confidence"] == 0.9
    assert answer["risks"]["provider-late"]["treatment"]["cost"] == 300_000
    assert {one["rule"] for one in answer["proposals"]} >= {"vendor-without-fallback"}


def test_a_risk_that_happened_becomes_an_issue_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "shop.yaml"
    path.write_text(
        "fairlead: 1\nprogram: shop\nas_of: 2026-03-02\npeople: {asha: {}}\n"
        "risks:\n  late: {event: It comes late, probability: 30%, owner: asha}\n"
    )
    given = ["--by", "asha", "--because", "It did"]
    done = CliRunner().invoke(command, [str(path), "--happened", "late", *given])
    assert done.exit_code == 0, done.output
    assert "+ issues.late" in done.output
    program = read_program_file(path).program
    assert program is not None
    assert program.risks["late"].status == "happened"
    assert program.issues["late"].risk == "late"
    again = CliRunner().invoke(command, [str(path), "--closed", "late"])
    assert again.exit_code == 1
    assert "Risk 'late' is happened" in again.output
    assert CliRunner().invoke(command, [str(path), "--reopened", "late"]).exit_code == 0
