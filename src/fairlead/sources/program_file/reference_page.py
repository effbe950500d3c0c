"""The page `docs/program-file.md`: every section, field and value, derived from the model."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Final

from fairlead.program.noun import Noun
from fairlead.program.program import SECTIONS, Program
from fairlead.sources.program_file.json_schema import described_nouns
from fairlead.sources.program_file.reader import NESTED
from fairlead.sources.program_file.rows import Field, fields_of
from fairlead.sources.program_file.rules import RULES

__all__ = ["findings_page", "program_file_page"]

_HEAD: Final = """\
# The program file

<!-- Written by `fairlead schema --page`; the texts stand in the nouns of `fairlead.program`. -->

A program is one YAML file, or a folder whose `*.yaml` files are read as one. It begins with
`fairlead: 1`. Keys of a section are ids: letters, digits, `_`, `.` and `-`, beginning with a letter
or digit. Order means nothing, and every comment stays when Fairlead edits the file.

- **Text needs no quotes** unless it begins with one of ``[ ] { } , # & * ! | > ' " % @ ` `` or
  holds `: ` or ` #`. `no`, `1:30` and `012` are text, as YAML 1.2 has it.
- **Spans** are a number and `m`, `h`, `d` or `w`. A day is the day of the calendar that the work
  stands in; `elapsed 2d` is 48 hours, nights and weekends included.
- **Estimates** are `5d`, or `3d..8d` (one chance in ten to be below the first, one in ten above the
  second), or `3d/5d/10d` (low, likely, high). A forecast spreads a single figure as far as single
  figures miss; what is certain, such as a soak test, is `10d..10d`.
- **Dates** are `2026-03-02`, a whole day; **times** are `2026-03-02 09:30` by the clocks of the
  program's `timezone`, or carry their offset: `2026-03-02 09:30+01:00`.
- **Hours** are `Mon-Fri 09:00-17:00`, or in parts
  `Mon-Thu 09:00-12:00, 13:00-17:30; Fri 09:00-14:00`. A spell may run past midnight:
  `Mon-Sun 22:00-06:00`. A day that is not named is not worked.
- **Money** is a plain number in the program's currency; a cost may be a range `5000..12000`.
- **Chances and shares** are `30%` or `0.3`.
- **Where a list is expected**, one item may stand alone: `needs: spec`.
- **A summary task** holds `tasks:` (and `milestones:`) of its own; so no row needs `parent`.
- **Who is on a task** is `asha`, `[asha, ben]`, `{asha: 50%}` or `{asha: {units: 50%, work: 3d}}`.
- **Days that are different** in a calendar are `2026-12-24`, `2026-12-24..2026-12-31`, or
  `{on: 2026-12-24, hours: 09:00-12:00, title: Christmas Eve}`; without `hours` they are closed.
- **Decisions** may also be Markdown files in the manner of MADR, in the folder `decisions`.

`fairlead schema` prints the JSON Schema, by which an editor completes and checks as you type. What
can be wrong is told in [findings](findings.md).
"""


def program_file_page() -> str:
    """The page in Markdown."""
    lines = [_HEAD]
    for noun in described_nouns():
        lines.extend(_noun_section(noun))
    return "\n".join(lines).rstrip() + "\n"


def _noun_section(noun: type[Noun]) -> Iterator[str]:
    yield f"## {noun.__name__}"
    yield ""
    section = next((name for name, row in SECTIONS.items() if row is noun), None)
    if section is not None:
        inside = ", or inside a task" if section in NESTED else ""
        yield f"*A row of `{section}:`{inside}.*"
        yield ""
    for paragraph in inspect.cleandoc(noun.__doc__ or "").split("\n\n"):
        yield paragraph
        yield ""
    yield "| key | what to write | meaning |"
    yield "|---|---|---|"
    for field in fields_of(noun):
        if noun is Program and field.name in SECTIONS:
            row = SECTIONS[field.name].__name__
            words = f"rows, see [{row}](#{row.lower()})"
        else:
            words = field.codec.words()
            if field.ref is not None:
                names = " or ".join(f"`{name}`" for name in field.ref.sections)
                words = words.replace("text", "id", 1).replace("names", "ids", 1) + f", of {names}"
        key = f"`{field.key}`{' (required)' if field.required else ''}"
        yield f"| {key} | {words} | {_meaning(field)} |"
    yield ""


def _meaning(field: Field) -> str:
    about = field.about
    text = "" if about is None else about.text
    if about is not None and about.example is not None:
        text += f" Example: `{about.example}`."
    if not field.required and isinstance(field.default, str | bool) and field.default != "":
        word = str(field.default).lower() if isinstance(field.default, bool) else field.default
        text += f" Left out: `{word}`."
    return text.replace("|", "\\|").strip()


def findings_page() -> str:
    """What can be wrong with a program file, a line for each code, in Markdown."""
    lines = ["| code | severity | what is expected |", "|---|---|---|"]
    lines += [f"| `{code}` | {rule.severity} | {rule.meaning} |" for code, rule in RULES.items()]
    return "\n".join(lines) + "\n"
