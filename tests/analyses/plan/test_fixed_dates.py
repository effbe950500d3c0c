"""A fixed date that the work before it cannot keep is never kept in secret."""

from datetime import date

import pytest

from fairlead.analyses.plan import Plan, plan
from fairlead.program.findings import Finding
from fairlead.program.noun import Table, replace
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate, Span
from fairlead.program.work import Milestone, Need, Task

MONDAY = date(2026, 3, 2)


def found(*needs: Need, must: dict[str, date], **fields: object) -> list[Finding]:
    """Work of five days from Monday to Friday, and a test that is held to a date."""
    value = Program(
        id="p",
        start=MONDAY,
        tasks=Table(
            {
                "work": Task(title="Work", duration=Estimate.point(5, "d")),
                "test": replace(
                    Task(title="Test", duration=Estimate.point(1, "d"), needs=needs), **must
                ),
            }
        ),
    )
    made = plan(replace(value, **fields))
    assert isinstance(made, Plan)
    return [each for each in made.findings if each.code == "plan.date-against-link"]


def test_a_test_day_before_the_work_is_done_is_told_with_both_dates() -> None:
    (told,) = found(Need(task="work"), must={"must_start": date(2026, 3, 4)})
    assert told.severity == "warning"
    assert told.where == "tasks.test.must_start"
    assert told.subjects == ("test", "work")
    assert told.message == (
        "'Test' is held to 2026-03-04 by `must_start`, and waits for 'Work', which finishes only "
        "on 2026-03-06: it is planned as if that were done."
    )


def test_a_date_that_its_links_allow_is_fine() -> None:
    assert found(Need(task="work"), must={"must_start": date(2026, 3, 9)}) == []
    assert found(must={"must_start": date(2026, 3, 4)}) == []


@pytest.mark.parametrize(
    ("link", "day", "broken"),
    [("SS", 2, False), ("FF", 4, True), ("FF", 9, False), ("SF", 4, False)],
)
def test_each_link_is_held_against_its_own_ends(link: str, day: int, broken: bool) -> None:
    need = Need(task="work", link=link)  # type: ignore[arg-type]  # one of the four
    assert bool(found(need, must={"must_finish": date(2026, 3, day)})) is broken


def test_a_lead_allows_work_to_overlap() -> None:
    lead = Need(task="work", lag=Span(amount=-3, unit="d"))
    assert found(lead, must={"must_start": date(2026, 3, 4)}) == []


def test_a_milestone_is_held_as_a_task_is() -> None:
    value = Milestone(title="Live", needs=(Need(task="work"),), must_finish=date(2026, 3, 3))
    (told,) = found(must={}, milestones=Table({"live": value}))
    assert told.where == "milestones.live.must_finish"


def test_what_has_begun_is_history() -> None:
    began = {"must_start": date(2026, 3, 2), "started": date(2026, 3, 2)}
    assert found(Need(task="work"), must=began, as_of=date(2026, 3, 3)) == []
