"""A plan of the right shape for any program: dates in a row, no thought given to links."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from fairlead.analyses.plan import (
    ChainStep,
    FloatPath,
    Handoff,
    Overload,
    PersonWeek,
    Plan,
    PlannedActivity,
    PlannedMilestone,
)
from fairlead.program.fingerprint import fingerprint
from fairlead.program.moments import closing_minute, instant
from fairlead.program.noun import Table
from fairlead.program.program import Program
from fairlead.program.work import Task

AS_OF = datetime(2026, 3, 2, 8, tzinfo=UTC)


def naive_plan(program: Program) -> Plan:
    """Every activity three days long and a day after the last; every reason and path used once."""
    summaries = program.summaries()
    activities: dict[str, PlannedActivity] = {}
    milestones: dict[str, PlannedMilestone] = {}
    everybody = tuple(program.people)
    keys = (*program.tasks, *program.milestones)
    for place, key in enumerate(keys):
        row = program.activity(key)
        start = AS_OF + timedelta(days=place - len(keys) // 3)
        finish = start if key in program.milestones else start + timedelta(days=3)
        state = "finished" if row.finished is not None else "waiting"
        if isinstance(row, Task) and row.finished is None and row.started is not None:
            state = "running"
        activities[key] = PlannedActivity(
            id=key,
            title=row.title,
            kind="milestone"
            if key in program.milestones
            else "summary"
            if key in summaries
            else "task",
            state=state,  # type: ignore[arg-type]  # one of the three words above
            start=start,
            finish=finish,
            early_start=start,
            early_finish=finish,
            late_start=start,
            late_finish=finish,
            parent=row.parent,
            total_slack_minutes=None if state == "finished" else 90 * (place % 30) - 480,
            who=everybody[place % 3 : place % 3 + 1],
            work_minutes=0 if state == "finished" else 37 * place,
        )
    reasons = ("link", "person", "date", "status", "start")
    chain = tuple(
        ChainStep(
            id=key,
            because=reasons[n % 5],  # type: ignore[arg-type]  # one of the five words above
            of=keys[n - 1],
            link="SS",
            person=everybody[0] if everybody else None,
        )
        for n, key in enumerate(keys[:10])
    )
    for place, (key, milestone) in enumerate(program.milestones.items()):
        due = milestone.due
        due_at = None
        if due is not None:
            due_at = instant(closing_minute(due, timezone=program.timezone))
        margin = None if due_at is None else 480 * (place - 2)
        milestones[key] = PlannedMilestone(
            id=key,
            title=milestone.title,
            planned=activities[key].finish,
            due=due_at,
            margin_minutes=margin,
            met=None if margin is None else margin >= 0,
            paths=(FloatPath(number=1, slack_minutes=0, steps=chain),),
        )
    monday = AS_OF.date()
    return Plan(
        fingerprint=fingerprint(program),
        as_of=AS_OF,
        start=min((a.start for a in activities.values()), default=AS_OF),
        finish=max((a.finish for a in activities.values()), default=AS_OF),
        activities=Table(activities),
        milestones=Table(milestones),
        critical_chain=chain,
        overloads=tuple(
            Overload(
                person=person,
                start=AS_OF,
                finish=AS_OF + timedelta(days=2),
                wanted=1.7,
                available=0.8,
                tasks=keys[:2],
            )
            for person in everybody[:2]
        ),
        load=tuple(
            PersonWeek(
                person=person,
                monday=monday + timedelta(weeks=week),
                capacity_minutes=2400 if week else 0,
                planned_minutes=700 * week,
            )
            for person in everybody
            for week in range(4)
        ),
        handoffs=tuple(
            Handoff(
                before=before,
                after=after,
                giver=everybody[:1],
                taker=everybody[1:2],
                handed=AS_OF + timedelta(hours=7),
                taken=AS_OF + timedelta(hours=30),
                crosses_zones=True,
            )
            for before, after in pairwise(keys[:4])
        ),
    )
