"""The packet holds what the engine says of each option, and of waiting."""

from datetime import date

from fairlead.analyses.escalation.climb import climb
from fairlead.analyses.escalation.concerns import concerns
from fairlead.analyses.escalation.packet import Packet, packet
from fairlead.program.changes import Change, Edit
from fairlead.program.decisions import Decision, Option
from fairlead.program.escalation import Level
from fairlead.program.goals import Goal
from fairlead.program.noun import Table, replace
from fairlead.program.people import Stakeholder
from fairlead.program.program import Program
from fairlead.program.register import Issue
from fairlead.program.work import Milestone, Need, Task
from tests.analyses.escalation.matters import program_with, utc
from tests.analyses.forecast.programs import exactly, on

NOW = utc("2026-03-02T08:00")


def program(**fields: object) -> Program:
    tasks = {
        "api": Task(title="API", estimate=exactly(5), who=on("asha")),
        "web": Task(title="Web", estimate=exactly(2), who=on("lee"), needs=(Need(task="api"),)),
    }
    issue = Issue(
        title="No answer", raised=NOW, team="pay", affects=("api",), decision="way",
        due=date(2026, 3, 10),
    )  # fmt: skip
    options = {"wait": Option(title="Wait", cons=("It hurts",)), "own": Option(title="Our own")}
    given: dict[str, object] = {
        "start": date(2026, 3, 2),
        "as_of": NOW,
        "tasks": Table(tasks),
        "milestones": Table(
            {
                "beta": Milestone(
                    title="Beta", needs=(Need(task="web"),), due=date(2026, 3, 12), goal="grow"
                )
            }
        ),
        "issues": Table({"vendor": issue}),
        "decisions": Table({"way": Decision(title="Which way", options=Table(options))}),
        "goals": Table({"grow": Goal(title="Grow", owner="sales")}),
        "stakeholders": Table({"sales": Stakeholder(name="Head of sales")}),
    }
    return program_with(Level(who=("asha",)), raised=NOW, **{**given, **fields})


def packed(value: Program, **options: Change) -> Packet:
    (concern,) = concerns(value, now=NOW)
    climbed = climb(value, concern, record=(), now=NOW)
    found = packet(value, climbed, now=NOW, options=options, trials=100)
    assert found is not None
    return found


def test_options_are_forecast_and_waiting_is_priced() -> None:
    value = program()
    own = Change(
        edits=(
            Edit(
                section="tasks", key="api", field="estimate",
                before=value.tasks["api"].estimate, after=exactly(10),
            ),
        )
    )  # fmt: skip
    found = packed(value, own=own)
    assert found.decide == "Which way"
    assert found.by == utc("2026-03-10T23:00")
    wait, other = found.prospects
    assert (wait.option, wait.p80_minutes, wait.chances["beta"]) == ("wait", 0, 1.0)
    assert wait.cons == ("It hurts",)
    # Five working days more are a week of the clock.
    assert (other.option, other.p80_minutes, other.chances["beta"]) == ("own", 10080, 0.0)
    assert found.waiting_minutes == 1440
    assert (found.tasks, found.milestones) == (("api",), ("beta",))
    assert (found.people, found.stakeholders) == (("asha",), ("sales",))


def test_a_matter_that_stands_in_the_way_of_nothing_has_no_price_of_waiting() -> None:
    issue = Issue(title="Noise", raised=NOW, team="pay")
    found = packed(program(issues=Table({"vendor": issue})))
    assert found.waiting_minutes is None
    assert (found.decide, found.prospects, found.tasks, found.by) == ("Noise", (), (), None)


def test_what_cannot_be_forecast_has_no_packet() -> None:
    value = program(tasks=Table(), milestones=Table())
    (concern,) = concerns(value, now=NOW)
    climbed = climb(value, concern, record=(), now=NOW)
    assert packet(value, climbed, now=NOW, trials=100) is None


def running(**fields: object) -> Program:
    """The program with `api` under way."""
    rows = program().tasks
    return program(tasks=rows.with_row("api", replace(rows["api"], started=NOW, **fields)))


def test_what_follows_running_work_waits_for_it_to_go_on() -> None:
    assert packed(running()).waiting_minutes == 1440


def test_the_end_of_running_work_waits_where_nothing_follows() -> None:
    api = Task(title="API", estimate=exactly(5), who=on("asha"), started=NOW)
    found = packed(program(tasks=Table({"api": api}), milestones=Table()))
    assert found.waiting_minutes == 1440


def test_finished_work_costs_nothing_to_wait_for() -> None:
    found = packed(running(finished=NOW))
    assert found.waiting_minutes in {0, None}


def test_milestones_that_were_reached_have_no_chance_in_a_packet() -> None:
    rows = program().milestones
    reached = replace(rows["beta"], finished=NOW, needs=())
    found = packed(program(milestones=rows.with_row("beta", reached)))
    assert all("beta" not in prospect.chances for prospect in found.prospects)
