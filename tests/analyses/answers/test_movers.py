"""What could move a milestone: only what stands before it, and only what is still open."""

import pytest

from fairlead.analyses.answers.movers import Movers, movers
from fairlead.analyses.trace import trace
from fairlead.program.noun import Table, replace
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate, Span
from tests.reports import sample


def found(program: Program | None = None) -> Table[Movers]:
    program = program or sample.program()
    return movers(program, sample.plan(program), trace=trace(program))


def test_open_threats_on_the_way_are_named_and_no_others() -> None:
    assert {m.risk for m in found()["beta"].risks} == {"vendor-late", "asha-leaves"}
    assert {m.risk for m in found()["live"].risks} == {"asha-leaves", "audit"}


def test_a_reached_milestone_cannot_be_moved() -> None:
    assert "agreed" not in found()


@pytest.mark.parametrize(
    ("delay_days", "passes"),
    [
        (33, False),  # slack of the vendor to beta 18 days, margin of beta 15: 33 are absorbed
        (34, True),
    ],
)
def test_a_delay_passes_when_it_is_more_than_slack_and_margin_together(
    delay_days: int, passes: bool
) -> None:
    program = sample.program()
    late = replace(
        program.risks["vendor-late"],
        delay=Table({"vendor": Estimate(likely=Span(amount=delay_days, unit="d"))}),
    )
    rows = found(replace(program, risks=Table({"late": late})))["beta"].risks
    assert [(m.risk, m.most_delay_minutes, m.passes_margin) for m in rows] == [
        ("late", delay_days * 480, passes)
    ]


def test_without_a_promise_nothing_can_be_said_to_pass() -> None:
    assert {m.passes_margin for m in found()["known"].risks} == {None}


def test_risks_that_break_the_promise_come_first() -> None:
    # certified is late already: any delay of tokens or pentest, both without slack, adds to it;
    # the vendor is on no path of it that the plan traced
    rows = found()["certified"].risks
    assert [(m.risk, m.passes_margin) for m in rows] == [
        ("asha-leaves", True),
        ("audit", True),
        ("vendor-late", None),
    ]


def test_open_decisions_count_by_task_requirement_component_or_goal() -> None:
    program = sample.program()
    assert found()["beta"].decisions == ("hosting", "wallet-scope")
    for key in ("pci", "vault", "compliance", "certified"):
        moved = replace(program.decisions["hosting"], affects=(key,))
        rows = Table({"only": moved, "protocol": program.decisions["protocol"]})
        assert found(replace(program, decisions=rows))["certified"].decisions == ("only",)


def test_waits_are_unfinished_tasks_that_nobody_here_does() -> None:
    assert found()["beta"].waits == ("vendor",)
    assert found()["live"].waits == ("pentest", "soak")
    assert found()["certified"].count == len(found()["certified"].risks) + 1 + 2
