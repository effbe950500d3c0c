"""When there is no plan, the answer says why, and what to mend."""

from fairlead.analyses.plan import Unplannable, plan
from fairlead.program.findings import Finding
from fairlead.program.noun import Table, replace
from fairlead.sources.program_file import parse_program


def the_reason(text: str) -> Finding:
    """The one finding of a program that cannot be planned."""
    program = parse_program(f"fairlead: 1\nprogram: p\n{text}").program
    assert program is not None
    made = plan(program)
    assert isinstance(made, Unplannable)
    (finding,) = made.findings
    return finding


def test_a_program_without_any_date_cannot_be_planned() -> None:
    finding = the_reason("tasks:\n  a: {title: A, estimate: 1d}\n")
    assert (finding.code, finding.severity, finding.where) == ("program.no-date", "error", "start")
    assert finding.hint == "Give it `start:` or `as_of:` with a date."


def test_tasks_that_wait_for_each_other_are_named_in_their_order() -> None:
    finding = the_reason(
        "start: 2026-01-05\ntasks:\n"
        "  a: {title: A, estimate: 1d, needs: c}\n"
        "  b: {title: B, estimate: 1d, needs: a}\n"
        "  c: {title: C, estimate: 1d, needs: b}\n"
        "  d: {title: D, estimate: 1d, needs: c}\n"
    )
    assert finding.code == "links.circular"
    assert sorted(finding.subjects) == ["a", "b", "c"]


def test_a_lag_of_many_centuries_is_no_plan() -> None:
    chain = "".join(
        f"  t{n}: {{title: T, estimate: 1d, needs: [{{task: t{n - 1}, lag: elapsed 36000d}}]}}\n"
        for n in range(1, 120)
    )
    finding = the_reason(f"start: 2026-01-05\ntasks:\n  t0: {{title: T, estimate: 1d}}\n{chain}")
    assert (finding.code, finding.where) == ("plan.beyond-time", "tasks")


def test_a_calendar_without_hours_is_named() -> None:
    program = parse_program(
        "fairlead: 1\nprogram: p\nstart: 2026-01-05\n"
        "tasks:\n  a: {title: A, duration: 1d, calendar: shut}\n"
        "calendars:\n  shut: {hours: Mon-Fri 09:00-17:00}\n"
    ).program
    assert program is not None
    never = replace(program.calendars["shut"], hours=((),) * 7)
    made = plan(replace(program, calendars=Table({"shut": never})))
    assert isinstance(made, Unplannable)
    (finding,) = made.findings
    assert (finding.code, finding.where) == ("plan.beyond-time", "calendars.shut.hours")
    assert finding.subjects == ("shut",)
