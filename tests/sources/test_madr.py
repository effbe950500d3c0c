"""Decision records in Markdown, as MADR has them, beside a program file."""

from __future__ import annotations

from datetime import date

from fairlead.program.decisions import Decision, Option
from fairlead.program.noun import Table
from fairlead.sources.program_file import parse_program

PROGRAM = "fairlead: 1\nprogram: p\npeople: {asha: {}}\ntasks: {spec: {title: Spec}}\n"
RECORD = """\
---
status: accepted
date: 2026-02-03
decision-makers: [Asha, Ben]
owner: asha
affects: [spec]
---
# Which database

## Context and Problem Statement

We need a store.

```
# no heading
```

## Decision Drivers

* cost
* speed
  at night

## Considered Options

* PostgreSQL
* SQLite

## Decision Outcome

Chosen option: "PostgreSQL", because it scales.

### Consequences

* Good, because there is one store

## Pros and Cons of the Options

### PostgreSQL

* Good, because it is known
* Bad, because it must be run
* Neutral, because it is old
"""


def test_a_record_is_a_decision_with_its_options_and_their_weight() -> None:
    reading = parse_program({"p.yaml": PROGRAM, "decisions/0001-store.md": RECORD})
    assert reading.findings == ()
    assert reading.program is not None
    assert reading.program.decisions["0001-store"] == Decision(
        title="Which database",
        status="accepted",
        context="We need a store.\n\n```\n# no heading\n```",
        drivers=("cost", "speed at night"),
        options=Table(
            {
                "postgresql": Option(
                    title="PostgreSQL", pros=("it is known",), cons=("it must be run",)
                ),
                "sqlite": Option(title="SQLite"),
            }
        ),
        chosen="postgresql",
        because="it scales",
        consequences=("Good, because there is one store",),
        owner="asha",
        decided=date(2026, 2, 3),
        affects=("spec",),
    )


def test_a_record_needs_no_more_than_a_title() -> None:
    program = parse_program({"p.yaml": PROGRAM, "d.md": "# Which one\r\n"}).program
    assert program is not None
    assert program.decisions["d"] == Decision(title="Which one")


def test_the_lines_of_findings_are_those_of_the_record() -> None:
    text = RECORD.replace("owner: asha", "owner: aisha").replace("affects:", "afects:")
    found = parse_program({"p.yaml": PROGRAM, "decisions/d.md": text}).findings
    assert [(f.where, f.code, f.hint) for f in found] == [
        ("decisions/d.md:5", "reference.unknown", "Did you mean 'asha'?"),
        ("decisions/d.md:6", "key.unknown", "Did you mean 'affects'?"),
    ]


def test_a_record_and_a_row_of_one_id_are_told() -> None:
    row = f"{PROGRAM}decisions: {{d: {{title: D}}}}\n"
    found = parse_program({"p.yaml": row, "d.md": "# D\n"}).findings
    assert [(f.where, f.code) for f in found] == [("d.md:1", "id.twice")]


def test_a_superseded_record_names_its_state_by_the_first_word() -> None:
    text = "---\nstatus: superseded by ADR-0005\n---\n# D\n"
    program = parse_program({"p.yaml": PROGRAM, "d.md": text}).program
    assert program is not None
    assert program.decisions["d"].status == "superseded"
