"""Are we prepared: what is open and how old, what is watched, who would answer, who wants the same.

Nothing here is judged: the verdict is that of the three answers, which count such things.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from fairlead.analyses.on_call.coverage import Gap, coverage
from fairlead.analyses.plan import Overload, Plan
from fairlead.analyses.trace import Trace
from fairlead.analyses.triggers.facts import Facts, SaidThen
from fairlead.analyses.triggers.watching import Verdict, watch
from fairlead.program.moments import Moment, closing_minute, instant, minute_of, opening_minute
from fairlead.program.noun import Noun
from fairlead.program.program import Program

if TYPE_CHECKING:
    from fairlead.analyses.forecast.result import Forecast

__all__ = [
    "Contention",
    "Disagreement",
    "DueEntry",
    "OpenIssue",
    "Preparedness",
    "Queued",
    "Uncovered",
    "preparedness",
]

DAYS_AHEAD = 90
"""How far ahead duty is looked at."""


class OpenIssue(Noun):
    """An issue that nobody has settled yet: `age_minutes` by the clock, 0 for one of today."""

    id: str
    age_minutes: int
    overdue: bool = False


class Uncovered(Noun):
    """A rotation in which nobody answers, or whoever is to answer is away, within 90 days.

    `unanswered` are requests to be stood in for that nobody has taken.
    """

    rotation: str
    gaps: int
    gap_minutes: int
    first: Gap | None = None
    absences: int = 0
    away: str | None = None
    unanswered: int = 0


class Queued(Noun):
    """One task of several that want a person; it begins `later_minutes` of the clock later."""

    task: str
    later_minutes: int = 0
    goals: tuple[str, ...] = ()


class Contention(Noun):
    """Work that wants more of one person than there is, in the order in which the plan does it.

    `goals` are those that its tasks serve; where there are several, goals contend for the person.
    """

    person: str
    start: datetime
    finish: datetime
    order: tuple[Queued, ...]
    goals: tuple[str, ...] = ()


class Disagreement(Noun):
    """An open issue that a decision would settle: people want different things."""

    issue: str
    decision: str
    settled: bool = False


class DueEntry(Noun):
    """An assumption to look at, or a delivery to see to, until the horizon, or past its day.

    `at` is its day; `late` says that the day has passed, `promised_late` that a delivery is
    promised for a day after it is needed.
    """

    section: Literal["assumptions", "dependencies"]
    id: str
    at: datetime
    late: bool = False
    promised_late: bool = False


class Preparedness(Noun):
    """What `preparedness` finds: the oldest issue first, what holds before what is near."""

    issues: tuple[OpenIssue, ...] = ()
    watched: tuple[Verdict, ...] = ()
    uncovered: tuple[Uncovered, ...] = ()
    contentions: tuple[Contention, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    due: tuple[DueEntry, ...] = ()

    @property
    def anything(self) -> bool:
        """Whether there is something to tell."""
        return any(getattr(self, name) for name in self.__struct_fields__)


def preparedness(
    program: Program,
    plan: Plan,
    *,
    trace: Trace,
    forecast: Forecast | None = None,
    earlier: tuple[SaidThen, ...] = (),
    horizon_days: int = 14,
) -> Preparedness:
    """Look at a program at its status time. `earlier` is what former forecasts said."""
    now = plan.as_of
    facts = Facts(program, now=now, plan=plan, forecast=forecast, earlier=earlier, days=DAYS_AHEAD)
    seen = [verdict for verdict in watch(facts) if verdict.holds or verdict.near]
    return Preparedness(
        issues=tuple(_issues(program, now)),
        watched=tuple(sorted(seen, key=lambda verdict: not verdict.holds)),
        uncovered=tuple(_uncovered(program, now)),
        contentions=tuple(_contentions(program, plan, trace)),
        disagreements=tuple(_disagreements(program)),
        due=tuple(_due(program, now, horizon_days)),
    )


def _opens(moment: Moment, program: Program) -> int:
    return opening_minute(moment, timezone=program.timezone)


def _ends(moment: Moment, program: Program) -> datetime:
    return instant(closing_minute(moment, timezone=program.timezone))


def _issues(program: Program, now: datetime) -> list[OpenIssue]:
    found = [
        OpenIssue(
            id=key,
            age_minutes=max(minute_of(now) - _opens(issue.raised, program), 0),
            overdue=issue.due is not None and _ends(issue.due, program) < now,
        )
        for key, issue in program.issues.items()
        if issue.resolved is None
    ]
    return sorted(found, key=lambda issue: (-issue.age_minutes, issue.id))


def _uncovered(program: Program, now: datetime) -> Iterator[Uncovered]:
    for key, rotation in program.rotations.items():
        made = coverage(program, key, first=now, last=now + timedelta(days=DAYS_AHEAD))
        open_requests = [
            each for each in rotation.requests if each.taken_by is None and each.finish > now
        ]
        if made.gaps or made.absences or open_requests:
            yield Uncovered(
                rotation=key,
                gaps=len(made.gaps),
                gap_minutes=made.needed_minutes - made.covered_minutes,
                first=made.gaps[0] if made.gaps else None,
                absences=len(made.absences),
                away=made.absences[0].who if made.absences else None,
                unanswered=len(open_requests),
            )


def _contentions(program: Program, plan: Plan, trace: Trace) -> Iterator[Contention]:
    for overload in plan.overloads:
        order = _order(program, plan, trace, overload)
        if len(order) > 1:
            yield Contention(
                person=overload.person,
                start=overload.start,
                finish=overload.finish,
                order=order,
                goals=tuple(dict.fromkeys(goal for each in order for goal in each.goals)),
            )


def _order(program: Program, plan: Plan, trace: Trace, overload: Overload) -> tuple[Queued, ...]:
    """Tasks as the levelled plan takes them up, and what each loses by waiting its turn."""
    tasks = [key for key in overload.tasks if key in plan.activities]
    tasks.sort(key=lambda key: (plan.activities[key].start, key))
    found = []
    for key in tasks:
        row = plan.activities[key]
        waits = max(minute_of(row.start) - minute_of(row.early_start), 0)
        goal = _goal(program, trace, key)
        found.append(Queued(task=key, later_minutes=waits, goals=() if goal is None else (goal,)))
    return tuple(found)


def _goal(program: Program, trace: Trace, task: str) -> str | None:
    requirement = program.requirements.get(trace.requirement_of.get(task) or "")
    return None if requirement is None else requirement.goal


def _disagreements(program: Program) -> Iterator[Disagreement]:
    for key, issue in program.issues.items():
        decision = program.decisions.get(issue.decision or "")
        if issue.resolved is None and decision is not None and issue.decision is not None:
            yield Disagreement(
                issue=key, decision=issue.decision, settled=decision.status != "proposed"
            )


def _due(program: Program, now: datetime, days: int) -> list[DueEntry]:
    until = now + timedelta(days=days)
    found: list[DueEntry] = []
    for key, assumption in program.assumptions.items():
        review = assumption.review_on
        if assumption.status == "open" and review is not None:
            at = _ends(review, program)
            if at <= until:
                found.append(DueEntry(section="assumptions", id=key, at=at, late=at <= now))
    for key, dependency in program.dependencies.items():
        day = dependency.needed or dependency.promised
        if dependency.delivered is not None or day is None:
            continue
        at = _ends(day, program)
        promised = dependency.promised
        late = promised is not None and _ends(promised, program) > at
        if at <= until or late:
            found.append(
                DueEntry(section="dependencies", id=key, at=at, late=at <= now, promised_late=late)
            )
    return sorted(found, key=lambda entry: (entry.at, entry.id))
