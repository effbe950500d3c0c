"""Work that accompanies other work: office hours of 8 h, from Monday, 2 March 2026."""

from __future__ import annotations

from datetime import date

from fairlead.analyses.critical_path import CriticalPath, critical_path
from fairlead.analyses.plan import Plan, plan
from fairlead.analyses.plan.level_of_effort import Effort, efforts
from fairlead.program.moments import instant
from fairlead.program.noun import Table
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate, Span
from fairlead.program.work import Need, Task


def task(amount: float, *needs: Need, parent: str | None = None) -> Task:
    return Task(title="t", duration=Estimate.point(amount, "d"), needs=needs, parent=parent)


def effort(*needs: Need, parent: str | None = None) -> Task:
    return Task(title="e", level_of_effort=True, needs=needs, parent=parent)


def program(**tasks: Task) -> Program:
    return Program(id="p", start=date(2026, 3, 2), tasks=Table(tasks))


def found(**tasks: Task) -> dict[str, Effort]:
    path = critical_path(whole := program(**tasks))
    assert isinstance(path, CriticalPath)
    return efforts(whole, path)


def told(minute: int) -> str:
    return f"{instant(minute):%a %d %H:%M}"


def test_it_lasts_from_the_start_of_one_to_the_finish_of_another() -> None:
    # a is Mon 2, b after it Tue 3 to Thu 5; the effort starts with a and ends with b
    one = found(
        a=task(1),
        b=task(3, Need(task="a")),
        e=effort(Need(task="a", link="SS"), Need(task="b", link="FF")),
    )["e"]
    assert (told(one.early_start), told(one.early_finish)) == ("Mon 02 09:00", "Thu 05 17:00")
    assert one.slack == 0


def test_a_lag_of_its_links_counts() -> None:
    # it starts 1 d after the start of a, Tue 3 09:00, and ends 1 d after b, Fri 6 17:00
    day = Span(amount=1, unit="d")
    one = found(
        a=task(1),
        b=task(3, Need(task="a")),
        e=effort(Need(task="a", link="SS", lag=day), Need(task="b", link="FF", lag=day)),
    )["e"]
    assert (told(one.early_start), told(one.early_finish)) == ("Tue 03 09:00", "Fri 06 17:00")


def test_links_of_others_to_it_tie_it_as_well() -> None:
    # b waits for its finish: it ends where b starts, Tue 3 09:00, which is Mon 2 17:00
    one = found(
        a=task(1),
        b=task(3, Need(task="a"), Need(task="e")),
        e=effort(Need(task="a", link="SS")),
    )["e"]
    assert (told(one.early_start), told(one.early_finish)) == ("Mon 02 09:00", "Mon 02 17:00")


def test_it_moves_nothing() -> None:
    alone = critical_path(program(a=task(1), b=task(3)))
    beside = critical_path(
        program(a=task(1), b=task(3, Need(task="e")), e=effort(Need(task="a", link="SS")))
    )
    assert isinstance(alone, CriticalPath)
    assert isinstance(beside, CriticalPath)
    assert beside.finish == alone.finish


def test_it_may_end_as_late_as_what_it_is_tied_to() -> None:
    # a of 1 d may end with c of 5 d, four days later: so may the effort
    one = found(a=task(1), c=task(5), e=effort(*(Need(task="a", link=k) for k in ("SS", "FF"))))
    assert one["e"].slack == 4 * 480


def test_without_links_it_spans_its_summary() -> None:
    planned = plan(
        program(
            s=Task(title="s"),
            a=task(1, parent="s"),
            b=task(3, Need(task="a"), parent="s"),
            e=effort(parent="s"),
        )
    )
    assert isinstance(planned, Plan)
    one, summary = planned.activities["e"], planned.activities["s"]
    assert (one.kind, one.start, one.finish) == ("task", summary.start, summary.finish)
    assert f"{one.finish:%a %d %H:%M}" == "Thu 05 17:00"


def test_in_a_plan_it_has_dates_and_is_not_critical() -> None:
    needs = (Need(task="a", link="SS"), Need(task="a", link="FF"))
    planned = plan(program(a=task(2), e=effort(*needs)))
    assert isinstance(planned, Plan)
    one = planned.activities["e"]
    assert (f"{one.start:%a %d %H:%M}", f"{one.finish:%a %d %H:%M}") == (
        "Mon 02 09:00",
        "Tue 03 17:00",
    )
    assert not one.critical
