"""Flow in the briefing of a program: beside the plan, in both voices, where enough was done."""

from datetime import UTC, date, datetime, timedelta

from fairlead.analyses.flow.items import flow_of, left_of
from fairlead.analyses.plan import Plan, plan
from fairlead.program.backlogs import Backlog
from fairlead.program.noun import Table
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate
from fairlead.program.work import Task
from fairlead.reports.briefings.business import business_briefing
from fairlead.reports.briefings.engineering import engineering_briefing
from fairlead.reports.formats.markdown import markdown
from fairlead.reports.picture import fact_base, picture

AS_OF = datetime(2026, 3, 2, tzinfo=UTC)


def program(*, done: int, items: int = 0) -> Program:
    tasks = {
        f"t{n}": Task(
            title=f"T{n}",
            estimate=Estimate.point(1, "d"),
            started=date(2026, 3, 1) - timedelta(days=n + 2),
            finished=date(2026, 3, 1) - timedelta(days=n),
        )
        for n in range(done)
    }
    tasks["left"] = Task(title="Left", estimate=Estimate.point(1, "d"))
    backlogs = {"web": Backlog(title="Web", items=items)} if items else {}
    return Program(
        id="p", timezone="UTC", as_of=AS_OF, tasks=Table(tasks), backlogs=Table(backlogs)
    )


def told(of: Program) -> tuple[str, str]:
    planned = plan(of)
    assert isinstance(planned, Plan)
    seen = picture(of, planned)
    base = fact_base(seen)
    business, engineering = business_briefing(seen, base), engineering_briefing(seen, base)
    return markdown(business), markdown(engineering)


def test_both_voices_tell_the_pace_and_when_what_is_left_is_done() -> None:
    of = program(done=60, items=40)
    made = flow_of(of)
    assert made is not None
    assert made.when is not None
    assert left_of(of) == made.when.items == 41
    business, engineering = told(of)
    for text in (business, engineering):
        assert "tasks a week were done over the last 60 days" in text
        assert "the 41 left are done by" in text
    assert "## How fast work gets done" in business
    assert "Service-level expectation" in engineering
    assert "Service-level expectation" not in business


def test_a_few_tasks_make_no_section() -> None:
    business, engineering = told(program(done=19))
    assert "How fast work gets done" not in business
    assert "## Flow" not in engineering


def test_a_program_in_which_nothing_was_done_has_no_flow() -> None:
    assert flow_of(program(done=0)) is None
    told(program(done=0))
