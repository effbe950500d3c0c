"""Small plans for the tests of quality, written as people write them."""

from fairlead.analyses.plan import Plan, plan
from fairlead.analyses.quality import QualityCheck, QualityReport, check
from fairlead.program.program import Program
from fairlead.sources.program_file import parse_program

__all__ = ["HEAD", "judged", "planned", "program_of", "report_of"]

HEAD = """
fairlead: 1
program: p
timezone: Europe/Berlin
start: 2026-01-05
as_of: 2026-01-05
"""


def program_of(text: str, *, head: str = HEAD) -> Program:
    """The program of a text, which must be right."""
    reading = parse_program(head + text)
    assert reading.findings == ()
    assert reading.program is not None
    return reading.program


def planned(program: Program) -> Plan:
    """Its plan, which there must be."""
    made = plan(program)
    assert isinstance(made, Plan)
    return made


def report_of(text: str, *, head: str = HEAD) -> QualityReport:
    """What the checks say of a text."""
    program = program_of(text, head=head)
    return check(program, planned(program))


def judged(report: QualityReport, name: str) -> QualityCheck:
    """The one check whose code ends with `name`."""
    (row,) = [row for row in report.checks if row.code.endswith(f".{name}")]
    return row
