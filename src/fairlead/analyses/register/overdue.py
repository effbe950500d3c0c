"""What in the register has gone stale: reviews that passed, risks without their issue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from fairlead.program.findings import Finding
from fairlead.program.moments import Moment, closing_minute, minute_of
from fairlead.program.program import Program

__all__ = ["register_findings"]


def register_findings(program: Program, *, now: datetime) -> tuple[Finding, ...]:
    """Every entry whose review date has passed, that contradicts itself, or that is late."""
    return tuple(
        one
        for found in (
            _reviews(program, now),
            _happened(program),
            _assumptions(program),
            _late(program),
        )
        for one in found
    )


def _past(moment: Moment | None, program: Program, now: datetime) -> bool:
    if moment is None:
        return False
    return closing_minute(moment, timezone=program.timezone) <= minute_of(now)


def _reviews(program: Program, now: datetime) -> Iterator[Finding]:
    rows: list[tuple[str, str, Moment | None]] = [
        *(("risks", k, r.review_on) for k, r in program.risks.items() if r.status == "open"),
        *(("issues", k, i.review_on) for k, i in program.issues.items() if i.resolved is None),
        *(
            ("assumptions", k, a.review_on)
            for k, a in program.assumptions.items()
            if a.status == "open"
        ),
        *(
            ("dependencies", k, d.review_on)
            for k, d in program.dependencies.items()
            if d.delivered is None
        ),
    ]
    for section, key, review in rows:
        if review is not None and _past(review, program, now):
            yield Finding(
                code="register.review-overdue",
                severity="warning",
                message=f"{section}.{key} was to be looked at again on {review:%Y-%m-%d}.",
                where=f"{section}.{key}.review_on",
                hint="Look at it, then set the next `review_on`, or close it.",
                subjects=(key,),
            )


def _happened(program: Program) -> Iterator[Finding]:
    known = {issue.risk for issue in program.issues.values()}
    for key, risk in program.risks.items():
        if risk.status == "happened" and key not in known:
            yield Finding(
                code="register.no-issue",
                severity="warning",
                message=f"Risk {key!r} happened, and no issue says that it was it (`risk: {key}`).",
                where=f"risks.{key}.status",
                hint="Add an issue: what is so is no risk any more, and somebody must settle it.",
                subjects=(key,),
            )


def _assumptions(program: Program) -> Iterator[Finding]:
    for key, assumption in program.assumptions.items():
        if assumption.status == "false" and assumption.affects:
            yield Finding(
                code="register.assumption-false",
                severity="warning",
                message=f"Assumption {key!r} turned out false, and {', '.join(assumption.affects)} "
                "still rest on it.",
                where=f"assumptions.{key}.affects",
                hint="Change what rests on it, then take it out of `affects`.",
                subjects=(key,),
            )


def _late(program: Program) -> Iterator[Finding]:
    for key, dependency in program.dependencies.items():
        needed, promised = dependency.needed, dependency.promised
        if dependency.delivered is not None or needed is None or promised is None:
            continue
        zone = program.timezone
        if closing_minute(promised, timezone=zone) > closing_minute(needed, timezone=zone):
            yield Finding(
                code="register.promised-late",
                severity="warning",
                message=f"Dependency {key!r} is promised for {promised:%Y-%m-%d} and needed on "
                f"{needed:%Y-%m-%d}.",
                where=f"dependencies.{key}.promised",
                hint="Agree on another date, or plan without it.",
                subjects=(key,),
            )
