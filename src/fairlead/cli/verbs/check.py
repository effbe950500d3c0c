"""The command `fairlead check`: what is wrong with a program's file, its plan, and its quality."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from fairlead.cli import exit_codes
from fairlead.cli.import_options import import_options
from fairlead.cli.lines import WIDEST, folded, terminal_columns

if TYPE_CHECKING:
    from fairlead.analyses.plan import Plan
    from fairlead.analyses.quality import QualityCheck, QualityReport
    from fairlead.program.findings import Finding
    from fairlead.program.program import Program
    from fairlead.sources.wishes import Wishes

__all__ = ["command"]

_STANDARDS: Final = {
    "dcma": "DCMA 14-point schedule assessment",
    "gao": "GAO schedule assessment: ten best practices",
}
_MOST_SHOWN: Final = 10  # of one code, unless --all
_VERDICT: Final = {True: "pass", False: "FAIL", None: "-"}


@click.command("check")
@click.argument("program", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print findings and checks as JSON.")
@click.option(
    "--only",
    type=click.Choice(["file", "dcma", "gao", "software"]),
    multiple=True,
    help="Judge this alone; may be repeated.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning"]),
    default="warning",
    show_default=True,
    help="The least severity that makes the exit code 1; notes never do.",
)
@click.option("--all", "show_all", is_flag=True, help="Show every finding of every rule.")
@import_options
@click.pass_context
def command(
    ctx: click.Context,
    *,
    program: Path,
    as_json: bool,
    only: tuple[str, ...],
    fail_on: str,
    show_all: bool,
    wishes: Wishes,
) -> None:
    """Find errors and weaknesses of a program, offenders named.

    PROGRAM is a program file or folder, or any file that Fairlead reads. First comes what is wrong
    with the file and its plan; then the plan is judged by the 14 points of the DCMA, the ten
    best practices of the GAO, and rules for software programs.
    """
    from fairlead.analyses.plan import Plan, plan  # slow import
    from fairlead.analyses.quality import FAMILIES, QualityReport, check  # slow import
    from fairlead.cli.opening import opened  # slow import
    from fairlead.cli.past import kept_beside  # slow import
    from fairlead.cli.scope_history import read_requests  # slow import
    from fairlead.program.findings import worst  # slow import

    reading = opened(program, wishes=wishes)
    wanted = only or ("file", *FAMILIES)
    of_file = reading.findings
    if reading.program is not None and (reading.program.changes or reading.program.scenarios):
        of_file = (*of_file, *read_requests(reading.program)[1])
    made: Plan | None = None
    of_plan: tuple[Finding, ...] = ()
    report = QualityReport(fingerprint="")
    if reading.program is not None and worst(reading.findings) != "error":
        planned = plan(reading.program)
        of_plan = planned.findings
        if isinstance(planned, Plan):
            made = planned
            families = tuple(family for family in FAMILIES if family in wanted)
            report = check(reading.program, planned, families=families, beside=kept_beside(program))
    if "file" not in wanted and made is not None:
        of_file = of_plan = ()
    if as_json:
        click.echo(_json(made, (*of_file, *of_plan, *report.findings), report))
    else:
        lines = _lines(reading.program, made, of_file, of_plan, report, show_all=show_all)
        click.echo("\n".join(lines))
    grave = worst((*of_file, *of_plan, *report.findings))
    failing = {"error"} if fail_on == "error" else {"error", "warning"}
    ctx.exit(exit_codes.FINDINGS if grave in failing else exit_codes.CLEAN)


def _json(made: Plan | None, findings: tuple[Finding, ...], report: QualityReport) -> str:
    from fairlead.cli.answer_json import answer_json  # slow import

    told = {
        "fingerprint": report.fingerprint or None,
        "as_of": None if made is None else made.as_of.isoformat(),
        "finish": None if made is None else made.finish.isoformat(),
        "findings": [
            {
                "code": finding.code,
                "severity": finding.severity,
                "message": finding.message,
                "where": finding.where,
                "hint": finding.hint,
                "subjects": finding.subjects,
            }
            for finding in findings
        ],
        "checks": [
            {
                "code": row.code,
                "title": row.title,
                "standard": row.standard,
                "passed": row.passed,
                "because": row.because,
                "numerator": row.numerator,
                "denominator": row.denominator,
                "share": row.share,
                "threshold": row.threshold,
                "at_least": row.at_least,
                "offenders": row.offenders,
                "evidence": [
                    {
                        "what": piece.what,
                        "passed": piece.passed,
                        "count": piece.count,
                        "of": piece.of,
                        "offenders": piece.offenders,
                    }
                    for piece in row.evidence
                ],
            }
            for row in report.checks
        ],
    }
    return answer_json(told)


def _lines(
    program: Program | None,
    made: Plan | None,
    of_file: tuple[Finding, ...],
    of_plan: tuple[Finding, ...],
    report: QualityReport,
    *,
    show_all: bool,
) -> Iterator[str]:
    if program is not None:
        head = program.title or program.id
        yield head if made is None else f"{head}: {_stretch(program, made)}"
    if of_file:
        yield from ("", "File")
        yield from _finding_lines(of_file, show_all=show_all)
    if of_plan:
        yield from ("", "Plan")
        yield from _finding_lines(of_plan, show_all=show_all)
    if made is None:
        yield from ("", "Quality is not judged: there is no plan to judge until errors are gone.")
    for family, title in _STANDARDS.items():
        rows = [row for row in report.checks if row.code.split(".")[1] == family]
        if rows:
            yield from ("", f"{title}: {_score(rows)}")
            yield from _table(rows)
    of_software = tuple(f for f in report.findings if f.code.startswith("software."))
    if of_software:
        yield from ("", "Rules for software programs")
        yield from _finding_lines(of_software, show_all=show_all)
    yield from ("", _total((*of_file, *of_plan, *report.findings)))


def _stretch(program: Program, made: Plan) -> str:
    from fairlead.program.moments import in_zone  # slow import

    as_of, ends = (in_zone(at, timezone=program.timezone) for at in (made.as_of, made.finish))
    return f"as of {as_of:%Y-%m-%d}, ends {ends:%Y-%m-%d}"


def _score(rows: list[QualityCheck]) -> str:
    passed = sum(row.passed is True for row in rows)
    failed = sum(row.passed is False for row in rows)
    unjudged = len(rows) - passed - failed
    tail = f", {unjudged} not judged" if unjudged else ""
    return f"{passed} passed, {failed} failed{tail}"


def _table(rows: list[QualityCheck]) -> Iterator[str]:
    widest = max(len(row.title) for row in rows)
    for row in rows:
        yield f"  {_VERDICT[row.passed]:4}  {row.title:{widest}}  {_measure(row)}".rstrip()
        if not row.passed:
            text = row.because[0].upper() + row.because[1:]
            yield from _indented(text, first=" " * 8, rest=" " * 8)


def _measure(row: QualityCheck) -> str:
    if row.passed is None or row.share is None or row.threshold is None:
        return ""
    if row.unit == "evidence":
        return f"{row.numerator:.0f} of {row.denominator:.0f}"
    bound = "at least" if row.at_least else "at most"
    if row.unit == "index":
        return f"{row.share:5.2f}   {bound} {row.threshold}"
    return f"{row.share:6.1%}  {bound} {row.threshold:.0%}"


def _finding_lines(findings: tuple[Finding, ...], *, show_all: bool) -> Iterator[str]:
    by_code: dict[str, list[Finding]] = {}
    for finding in sorted(findings, key=lambda f: f.rank):
        by_code.setdefault(finding.code, []).append(finding)
    for code, same in by_code.items():
        yield f"  {same[0].severity} {code}"
        shown = same if show_all else same[:_MOST_SHOWN]
        for finding in shown:
            yield from _indented(_placed(finding), first="    ", rest="      ")
        if len(same) > len(shown):
            yield f"    and {len(same) - len(shown):,} more; --all shows them"
        hints = list(dict.fromkeys(f.hint for f in shown if f.hint))
        if len(hints) == 1:
            yield from _indented(hints[0], first="    > ", rest="      ")


def _placed(finding: Finding) -> str:
    """The message, behind the line of the file where there is one; ids it names itself."""
    at_line = finding.where is not None and ":" in finding.where
    return f"{finding.where}: {finding.message}" if at_line else finding.message


def _indented(text: str, *, first: str, rest: str) -> list[str]:
    return folded(text, first=first, rest=rest, width=min(terminal_columns() or WIDEST, WIDEST))


def _total(findings: tuple[Finding, ...]) -> str:
    counts = {
        severity: sum(f.severity == severity for f in findings)
        for severity in ("error", "warning", "note")
    }
    if not findings:
        return "Nothing found."
    parts = [f"{n:,} {name}{'' if n == 1 else 's'}" for name, n in counts.items()]
    return ", ".join(parts) + "."
