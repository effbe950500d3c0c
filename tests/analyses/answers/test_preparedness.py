"""What the answer to "are we prepared" is counted from."""

from datetime import UTC, datetime

from fairlead.analyses.answers.preparedness import Preparedness, Queued, preparedness
from fairlead.analyses.plan import Plan, plan
from fairlead.analyses.trace import trace
from fairlead.program.program import Program
from fairlead.sources.program_file.reader import parse_program

TEXT = """\
fairlead: 1
program: shop
timezone: UTC
start: 2026-03-02
as_of: 2026-03-02
people: {asha: {name: Asha}, ben: {name: Ben}}
goals: {sell: {title: Sell}, save: {title: Save}}
requirements:
  pay: {title: Pay, goal: sell}
  cheap: {title: Cheap, goal: save}
tasks:
  api: {title: API, estimate: 4d, who: asha, requirement: pay, priority: 900}
  cut: {title: Cut, estimate: 2d, who: asha, requirement: cheap}
decisions: {way: {title: Which way, options: {a: {title: A}, b: {title: B}}}}
issues:
  young: {title: Young, raised: 2026-03-01}
  old: {title: Old, raised: 2026-02-01, due: 2026-02-20, decision: way}
  done: {title: Done, raised: 2026-01-01, resolved: 2026-02-01}
triggers:
  quiet: {when: slack(api) < -9d}
  holds: {when: age(issue) > 10d}
  near: {when: age(young) > 1d}
rotations:
  by-day:
    start: 2026-02-02
    needed: Mon-Fri 08:00-10:00
    layers: [{people: ben, hours: "Mon-Fri 09:00-12:00"}]
  whole: {start: 2026-02-02, layers: [{people: [asha, ben]}]}
assumptions:
  soon: {title: Soon, review_on: 2026-03-06}
  past: {title: Past, review_on: 2026-02-20}
  later: {title: Later, review_on: 2026-06-01}
  so: {title: So, review_on: 2026-03-06, status: confirmed}
dependencies:
  promised-late: {title: Late, needed: 2026-05-01, promised: 2026-05-08}
  here: {title: Here, needed: 2026-03-03, delivered: 2026-03-01}
  soon-needed: {title: Needed, needed: 2026-03-04, promised: 2026-03-03}
"""


def prepared(text: str = TEXT) -> Preparedness:
    found: Program | None = parse_program(text).program
    assert found is not None
    made = plan(found)
    assert isinstance(made, Plan)
    return preparedness(found, made, trace=trace(found))


def test_open_issues_are_told_oldest_first_with_their_age() -> None:
    issues = prepared().issues
    assert [(row.id, row.age_minutes // 1440, row.overdue) for row in issues] == [
        ("old", 29, True),
        ("young", 1, False),
    ]


def test_triggers_that_hold_go_before_those_that_are_near() -> None:
    assert [(row.trigger, row.holds) for row in prepared().watched] == [
        ("holds", True),
        ("near", False),
    ]


def test_a_rotation_is_told_when_nobody_answers() -> None:
    (row,) = prepared().uncovered
    assert row.rotation == "by-day"
    assert row.first is not None
    assert row.first.start == datetime(2026, 3, 2, 8, tzinfo=UTC)
    # an hour of each working day of 90 days, of which 65 are Monday to Friday
    assert (row.gaps, row.gap_minutes) == (65, 65 * 60)


def test_who_is_wanted_twice_does_one_thing_first_and_goals_contend() -> None:
    (row,) = prepared().contentions
    assert (row.person, row.goals) == ("asha", ("sell", "save"))
    # cut waits for four days of work: from Monday 09:00 to Friday 09:00
    assert row.order == (
        Queued(task="api", goals=("sell",)),
        Queued(task="cut", later_minutes=4 * 1440, goals=("save",)),
    )


def test_an_issue_that_a_decision_settles_is_a_disagreement_until_it_is_settled() -> None:
    (row,) = prepared().disagreements
    assert (row.issue, row.decision, row.settled) == ("old", "way", False)
    decided = TEXT.replace("way: {title: Which way,", "way: {title: Which way, status: accepted,")
    assert prepared(decided).disagreements[0].settled


def test_what_is_due_is_told_by_its_day_and_what_is_promised_too_late_whenever() -> None:
    assert [(row.id, row.late, row.promised_late) for row in prepared().due] == [
        ("past", True, False),
        ("soon-needed", False, False),
        ("soon", False, False),
        ("promised-late", False, True),
    ]


def test_a_program_without_any_of_it_has_nothing_to_tell() -> None:
    bare = "fairlead: 1\nprogram: bare\nstart: 2026-03-02\ntasks: {a: {title: A, estimate: 1d}}\n"
    assert not prepared(bare).anything
