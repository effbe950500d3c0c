"""The laws of the program file: what is written is read as the same, in whatever order."""

from __future__ import annotations

from random import Random  # noqa: TID251 (Hypothesis seeds it)

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fairlead.program.findings import worst
from fairlead.program.fingerprint import fingerprint
from fairlead.program.noun import Noun, Table, replace
from fairlead.program.program import SECTIONS, Program
from fairlead.sources.program_file import parse_program, render_program
from tests.program.strategies import programs

slow = settings(
    max_examples=40,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)


@slow
@given(programs())
def test_a_program_written_and_read_is_the_same(program: Program) -> None:
    reading = parse_program(render_program(program))
    assert worst(reading.findings) != "error", reading.findings
    assert reading.program == program
    assert reading.program is not None
    assert fingerprint(reading.program) == fingerprint(program)


@slow
@given(programs())
def test_what_was_read_is_written_as_the_same_text(program: Program) -> None:
    text = render_program(program)
    again = parse_program(text).program
    assert again is not None
    assert render_program(again) == text


@slow
@given(programs(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(program: Program, random: Random) -> None:
    tables: dict[str, Table[Noun]] = {}
    for section in SECTIONS:
        rows = list(program.section(section).items())
        random.shuffle(rows)
        tables[section] = Table(rows)
    shuffled = replace(program, **tables)
    assert shuffled == program
    assert fingerprint(shuffled) == fingerprint(program)
    assert parse_program(render_program(shuffled)).program == program


@pytest.mark.parametrize("name", ["tasks", "milestones"])
def test_rows_inside_a_task_have_it_as_their_parent(name: str) -> None:
    nested = (
        f"fairlead: 1\nprogram: p\ntasks:\n  a:\n    title: A\n    {name}: {{b: {{title: B}}}}\n"
    )
    beside = (
        f"fairlead: 1\nprogram: p\ntasks:\n  a: {{title: A}}\n{name if name != 'tasks' else ''}"
    )
    beside += "" if name == "tasks" else ":\n"
    beside += "  b: {title: B, parent: a}\n"
    reading = parse_program(nested)
    assert reading.findings == ()
    assert reading.program == parse_program(beside).program
