"""What holds of every report, whatever the program."""

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.analyses.plan import Plan, plan
from fairlead.analyses.quality import QualityReport, check
from fairlead.analyses.quality.registry import CHECKS, RULES
from fairlead.program.moments import instant
from fairlead.program.noun import Table, replace
from fairlead.program.program import SECTIONS, Program
from fairlead.program.quantities import Estimate, Span
from fairlead.program.work import Need, Task
from tests.analyses.quality.plans import judged
from tests.program.strategies import programs

LINKS = ("FS", "SS", "FF", "SF")


@st.composite
def networks(draw: st.DrawFn) -> Program:
    """Up to fifteen tasks of one calendar with any links and lags, some of them done or begun."""
    count = draw(st.integers(1, 15))
    tasks: dict[str, Task] = {}
    for i in range(count):
        needs = tuple(
            Need(
                task=f"t{ahead}",
                link=draw(st.sampled_from(LINKS)),
                lag=draw(st.none() | st.integers(-3, 3).map(lambda n: Span(amount=n, unit="d"))),
            )
            for ahead in draw(st.sets(st.integers(0, i - 1), max_size=3) if i else st.just(set()))
        )
        tasks[f"t{i}"] = Task(
            title="T",
            duration=Estimate.point(draw(st.integers(0, 60)), "d"),
            needs=needs,
            as_late_as_possible=draw(st.booleans()),
        )
    return Program(id="p", start=instant(29_000_000), as_of=instant(29_000_000), tasks=Table(tasks))


def ids(program: Program) -> set[str]:
    return {key for section in SECTIONS for key in program.section(section)}


def wrong_of(program: Program, report: QualityReport) -> Iterator[str]:
    """Whatever a report says that contradicts itself or names what is not there."""
    known = ids(program)
    for row in report.checks:
        if not set(row.offenders) <= known:
            yield f"{row.code} names {set(row.offenders) - known}"
        if (row.passed is None) != row.because.startswith("Not judged: "):
            yield f"{row.code} is {row.passed}, because {row.because}"
        if row.passed is not None and row.unit == "share":
            share, bound = row.share or 0.0, row.threshold or 0.0
            if row.passed is not (share >= bound if row.at_least else share <= bound):
                yield f"{row.code} is {row.passed} with {share} against {bound}"
    failed = [row.code for row in report.checks if row.passed is False]
    if failed != [f.code for f in report.findings if f.code in CHECKS]:
        yield "failed checks and their findings differ"
    for finding in report.findings:
        if finding.code in RULES and not set(finding.subjects) <= known:
            yield f"{finding.code} is about {set(finding.subjects) - known}"


@given(networks())
def test_a_report_agrees_with_itself_and_names_what_is_there(program: Program) -> None:
    made = plan(program)
    assert isinstance(made, Plan)
    assert list(wrong_of(program, check(program, made))) == []


@given(networks())
def test_the_order_of_rows_changes_no_verdict(program: Program) -> None:
    turned = replace(program, tasks=Table(reversed(list(program.tasks.items()))))
    one, other = plan(program), plan(turned)
    assert isinstance(one, Plan)
    assert isinstance(other, Plan)
    first, second = check(program, one), check(turned, other)
    assert [(r.code, r.passed, r.share, sorted(r.offenders)) for r in first.checks] == [
        (r.code, r.passed, r.share, sorted(r.offenders)) for r in second.checks
    ]


@given(networks(), st.data())
def test_a_lag_taken_away_never_makes_the_lags_worse(program: Program, data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(sorted(program.tasks)))
    task = program.tasks[key]
    plain = replace(task, needs=tuple(replace(need, lag=None) for need in task.needs))
    better = replace(program, tasks=program.tasks.with_row(key, plain))
    one, other = plan(program), plan(better)
    assert isinstance(one, Plan)
    assert isinstance(other, Plan)
    for name in ("lags", "leads"):
        before = judged(check(program, one), name).numerator or 0
        after = judged(check(better, other), name).numerator or 0
        assert after <= before


@given(programs())
def test_whatever_can_be_read_can_be_judged(program: Program) -> None:
    made = plan(program)
    if not isinstance(made, Plan):
        assert made.findings
        return
    assert list(wrong_of(program, check(program, made))) == []


@pytest.mark.parametrize("code", [*CHECKS, *RULES])
def test_a_code_is_made_of_words(code: str) -> None:
    assert code.replace(".", "-").replace("-", "").isalpha()
    assert code == code.lower()


def test_program_whose_only_date_is_its_end_can_be_judged() -> None:
    program = Program(
        id="late",
        finish_by=date(2026, 3, 6),
        tasks=Table({"a": Task(title="A", estimate=Estimate.point(1.0, "d"))}),
    )
    made = plan(program)
    assert isinstance(made, Plan)
    assert check(program, made).checks
