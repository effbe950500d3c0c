"""A zone that does not exist is told at once, by every command that takes one."""

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
