"""Whether there is anything to answer: a milestone that is there, not reached, a date ahead."""

from __future__ import annotations

from fairlead.analyses.plan import Plan
from fairlead.program.findings import Finding
from fairlead.program.moments import Moment, closing_day, closing_minute, minute_of
from fairlead.program.program import Program
from fairlead.program.references import did_you_mean

__all__ = ["unanswerable"]

_MOST_SHOWN = 10


def unanswerable(
    program: Program, plan: Plan, *, milestone: str, by: Moment | None
) -> tuple[Finding, ...]:
    """What is wrong with a question about a milestone and a date; empty when nothing is."""
    row = program.milestones.get(milestone)
    if row is None:
        return (_unknown(program, milestone),)
    where = f"milestones.{milestone}"
    if row.finished is not None or row.inactive:
        how = "inactive: it is not planned"
        if row.finished is not None:
            how = f"reached since {row.finished.isoformat()[:10]}"
        return (
            Finding(
                code="options.reached",
                severity="error",
                message=f"Milestone {milestone!r} is {how}.",
                where=where,
                hint="Ask about one that is ahead.",
                subjects=(milestone,),
            ),
        )
    if by is None:
        return (
            Finding(
                code="options.no-date",
                severity="error",
                message=f"Milestone {milestone!r} has no due date, and none was asked for.",
                where=where,
                hint="Say by when: --by DATE.",
                subjects=(milestone,),
            ),
        )
    if closing_minute(by, timezone=program.timezone) <= minute_of(plan.as_of):
        return (_past(plan, by, where, milestone, zone=program.timezone),)
    return ()


def _unknown(program: Program, milestone: str) -> Finding:
    known = ", ".join(list(program.milestones)[:_MOST_SHOWN]) or "none"
    return Finding(
        code="options.unknown-milestone",
        severity="error",
        message=f"There is no milestone {milestone!r} in program {program.id!r}.",
        where="milestones",
        hint=did_you_mean(milestone, program.milestones) or f"There are: {known}.",
    )


def _past(plan: Plan, by: Moment, where: str, milestone: str, *, zone: str) -> Finding:
    today = closing_day(plan.as_of, timezone=zone)
    return Finding(
        code="options.past",
        severity="error",
        message=f"{by.isoformat()[:10]} is not after the status date {today:%Y-%m-%d}: "
        "nothing that is done now can reach a day that has passed.",
        where=where,
        hint="Ask for a day to come.",
        subjects=(milestone,),
    )
