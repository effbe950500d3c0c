"""Options that several commands have mean the same in each of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from fairlead.cli.main import fairlead

PROGRAM = "fairlead: 1\nprogram: p\nstart: 2026-03-02\ntasks:\n  a: {title: A, estimate: 1d}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["plan", "{program}"],
        ["forecast", "{program}", "--trials", "10"],
        ["report", "{program}", "--for", "business"],
        ["convert", "{program}", "{program}.xml"],
    ],
    ids=lambda arguments: arguments[0],
)
@pytest.mark.parametrize("zone", ["Mars/Base", "../../etc/passwd", ""])
def test_an_unknown_zone_is_a_misuse(tmp_path: Path, arguments: list[str], zone: str) -> None:
    program = tmp_path / "p.yaml"
    program.write_text(PROGRAM, encoding="utf-8")
    told = [argument.format(program=program) for argument in arguments]
    ran = CliRunner().invoke(fairlead, [*told, "--timezone", zone])
    assert ran.exit_code == 2
    assert "is no IANA time zone, expected one such as Europe/Berlin" in ran.output


@pytest.mark.parametrize("arguments", [["-o", "told.md"], ["--for", "business", "-o", "told.pptx"]])
@pytest.mark.parametrize("command", ["impact", "scenarios", "options", "compare", "scope", "why"])
def test_a_briefing_in_a_file_has_a_voice_and_a_kind(
    tmp_path: Path, command: str, arguments: list[str]
) -> None:
    program = tmp_path / "p.yaml"
    program.write_text("fairlead: 1\nprogram: p\nstart: 2026-03-02\n", encoding="utf-8")
    named = [str(program)] * (2 if command in ("impact", "why") else 1)
    done = CliRunner().invoke(fairlead, [command, *named, *arguments])
    assert done.exit_code == 2
    said = " ".join(done.output.split())
    assert "say --for with -o" in said or "ends in .html, .md or .pdf" in said
    assert not (tmp_path / "told.md").exists()


def test_every_seed_of_draws_is_that_of_the_forecast_when_left_out(tmp_path: Path) -> None:
    program = tmp_path / "p.yaml"
    program.write_text(
        "fairlead: 1\nprogram: p\nstart: 2026-03-02\n"
        "tasks: {a: {title: A, estimate: 3d..9d}}\nrisks: {r: {event: E, probability: 30%, "
        "delay: {a: 5d}, owner: s, response: accept}}\nstakeholders: {s: {name: S}}\n",
        encoding="utf-8",
    )
    asked = ["risks", str(program), "--trials", "200"]
    told = [
        CliRunner().invoke(fairlead, [*asked, *seed]).output
        for seed in ([], ["--seed", "1"], ["--seed", "7"])
    ]
    assert told[0] == told[1] != told[2]
