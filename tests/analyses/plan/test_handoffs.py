"""Hand-offs: who gives what to whom, and when."""

from __future__ import annotations

from datetime import UTC, date, datetime

from fairlead.analyses.plan import Handoff, PlannedActivity
from fairlead.analyses.plan.handoffs import handoffs
from fairlead.program.calendars import Calendar
from fairlead.program.noun import Table
from fairlead.program.people import Person
from fairlead.program.program import Program
from fairlead.program.work import Link, Need, Task

MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
EVENING = datetime(2026, 3, 2, 16, tzinfo=UTC)


def planned(key: str, start: datetime, finish: datetime, *who: str) -> PlannedActivity:
    return PlannedActivity(
        id=key,
        title=key,
        kind="task",
        state="waiting",
        start=start,
        finish=finish,
        early_start=start,
        early_finish=finish,
        late_start=start,
        late_finish=finish,
        who=who,
    )


def of(giver: str, taker: str, *, link: Link = "FS") -> tuple[Handoff, ...]:
    program = Program(
        id="p",
        start=date(2026, 3, 2),
        timezone="Europe/Berlin",
        calendars=Table(
            {"india": Calendar(timezone="Asia/Kolkata"), "paris": Calendar(timezone="Europe/Paris")}
        ),
        people=Table(
            {
                "asha": Person(calendar="india"),
                "ben": Person(),
                "zoe": Person(calendar="paris"),
            }
        ),
        tasks=Table(
            {"a": Task(title="A"), "b": Task(title="B", needs=(Need(task="a", link=link),))}
        ),
    )
    rows = {
        "a": planned("a", MORNING, NOON, *filter(None, [giver])),
        "b": planned("b", EVENING, EVENING, *filter(None, [taker])),
    }
    return handoffs(program, rows)


def test_work_is_handed_when_it_ends_and_taken_when_the_next_begins() -> None:
    assert of("asha", "ben") == (
        Handoff(
            before="a",
            after="b",
            giver=("asha",),
            taker=("ben",),
            handed=NOON,
            taken=EVENING,
            crosses_zones=True,
        ),
    )


def test_zones_of_the_same_offset_are_not_crossed() -> None:
    (found,) = of("zoe", "ben")
    assert not found.crosses_zones


def test_who_goes_on_alone_hands_nothing_over() -> None:
    assert of("ben", "ben") == ()


def test_only_finish_to_start_links_hand_over() -> None:
    assert of("asha", "ben", link="SS") == ()


def test_work_of_nobody_is_not_handed_over() -> None:
    assert of("", "ben") == of("asha", "") == ()
