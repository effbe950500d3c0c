"""Facts of people: their load by week, what asks too much of them, and what passes between them."""

from __future__ import annotations

from datetime import datetime

from fairlead.analyses.plan import Plan, PlannedActivity
from fairlead.program.program import Program
from fairlead.reports.fact import Recorder

__all__ = ["record_people"]


def record_people(recorder: Recorder, program: Program, plan: Plan, *, end: datetime) -> None:
    """Take down load, overloads and hand-offs. `end` is how far ahead next work is counted."""
    recorder.record("people.all", "count", len(program.people), "The program: its people.")
    mondays = sorted({week.monday for week in plan.load})
    for monday in mondays:
        recorder.record(f"week.{monday}", "day", monday, "The calendar: a Monday.")
    for week in plan.load:
        if week.capacity_minutes > 0:
            recorder.record(
                f"person.{week.person}.week.{week.monday}",
                "share",
                week.planned_minutes / week.capacity_minutes,
                f"Plan: {week.planned_minutes} minutes of work in {week.capacity_minutes}.",
                about=(week.person, *week.tasks),
            )
    tasks_of: dict[str, list[PlannedActivity]] = {person: [] for person in program.people}
    for activity in plan.activities.values():
        if activity.kind == "task" and activity.state != "finished":
            for person in activity.who:
                tasks_of.setdefault(person, []).append(activity)
    for person, rows in tasks_of.items():
        next_rows = [a for a in rows if a.start < end]
        recorder.record(
            f"person.{person}.open",
            "count",
            len(rows),
            "Plan: unfinished tasks of the person.",
            about=tuple(a.id for a in rows),
        )
        recorder.record(
            f"person.{person}.next",
            "count",
            len(next_rows),
            "Plan: unfinished tasks of the person that are running or start soon.",
            about=tuple(a.id for a in next_rows),
        )
    recorder.record(
        "overloads.all",
        "count",
        len(plan.overloads),
        "Plan: stretches that ask too much of a person.",
    )
    for place, overload in enumerate(plan.overloads):
        about = (overload.person, *overload.tasks)
        source = "Plan: a stretch in which the early dates ask more of a person than there is."
        row = f"overload.{place}"
        recorder.record(f"{row}.start", "start", overload.start, source, about=about)
        recorder.record(f"{row}.finish", "finish", overload.finish, source, about=about)
        recorder.record(f"{row}.wanted", "share", overload.wanted, source, about=about)
        recorder.record(f"{row}.available", "share", overload.available, source, about=about)
    crossing = [h for h in plan.handoffs if h.crosses_zones]
    recorder.record("handoffs.all", "count", len(plan.handoffs), "Plan: work passed on.")
    ahead = [h for h in plan.handoffs if h.taken >= plan.as_of]
    recorder.record("handoffs.ahead", "count", len(ahead), "Plan: still to be passed on.")
    recorder.record("handoffs.crossing", "count", len(crossing), "Plan: passed across zones.")
    for place, handoff in enumerate(plan.handoffs):
        about = (handoff.before, handoff.after)
        row = f"handoff.{place}"
        recorder.record(f"{row}.handed", "instant", handoff.handed, "Plan: handed on.", about=about)
        recorder.record(f"{row}.taken", "instant", handoff.taken, "Plan: taken up.", about=about)
        lies = int((handoff.taken - handoff.handed).total_seconds() // 60)
        recorder.record(
            f"{row}.lies",
            "duration",
            lies,
            "Plan: from handed on to taken up, by the clock.",
            about=about,
            day_minutes=1440,
        )
