"""What waits for a user in a program: to be taken on, decided, answered, reported."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Max
from django.urls import reverse

from fairlead.program.moments import Moment, closing_minute, instant
from fairlead.program.noun import Noun
from fairlead.program.program import Program
from fairlead.web.access.roles import Capability
from fairlead.web.access.seat import Seat
from fairlead.web.jobs.clock import state_of
from fairlead.web.models import LogEntry, Touch
from fairlead.web.pages.moments import name_of
from fairlead.web.pages.seeing import Sight

__all__ = ["Waiting", "waiting_for"]

_SILENT: Final = timedelta(days=7)
"""Work that is going on and of which nothing was said for so long is asked about."""


class Waiting(Noun):
    """One thing to do: a verb, what it is about, and where it is done."""

    what: str
    title: str
    address: str


def waiting_for(seat: Seat, seen: Sight, *, now: datetime) -> list[Waiting]:
    """Everything that waits for the seat's user at `now`, what others wait for first."""
    found = [
        *_escalations(seat, now),
        *_requests(seat, seen),
        *_decisions(seat, seen),
        *_duty(seat, now),
        *_reviews(seat, seen),
        *_progress(seat, seen, now),
    ]
    return list(dict.fromkeys(found))


def _address(seat: Seat, name: str, *rest: str) -> str:
    return reverse(name, args=[seat.log.key, *rest])


def _escalations(seat: Seat, now: datetime) -> Iterator[Waiting]:
    person = seat.membership.person
    if not person or not seat.program.escalation:
        return
    for each in state_of(seat.log, seat.program, at=now).climbs:
        if each.state == "told" and each.steps and person in each.steps[-1].who:
            address = _address(seat, "escalation", each.concern.id)
            yield Waiting(what="Take on", title=each.concern.title, address=address)


def _requests(seat: Seat, seen: Sight) -> Iterator[Waiting]:
    if not seat.may(Capability.EDIT):
        return
    for key, request in seat.program.changes.items():
        later = request.state == "deferred" and _past(request.look_again, seat.program, seen)
        if request.state == "proposed" or later:
            address = _address(seat, "request", key)
            yield Waiting(what="Decide", title=request.title, address=address)


def _decisions(seat: Seat, seen: Sight) -> Iterator[Waiting]:
    person = seat.membership.person
    if not person:
        return
    program = seat.program
    for key, decision in program.decisions.items():
        if decision.status == "proposed" and decision.owner == person:
            yield Waiting(what="Decide", title=decision.title, address=_item(seat, key))
    for section in ("risks", "issues", "assumptions", "dependencies"):
        for key, row in program.section(section).items():
            open_one = getattr(row, "status", "open") == "open"
            ended = getattr(row, "resolved", None) or getattr(row, "delivered", None)
            review: Moment | None = getattr(row, "review_on", None)
            mine = getattr(row, "owner", None) == person
            if mine and open_one and ended is None and _past(review, program, seen):
                title = getattr(row, "title", None) or getattr(row, "event", None) or key
                where = "risks" if section == "risks" else "issues"
                yield Waiting(
                    what="Look again at", title=str(title), address=_address(seat, where)
                )  # fmt: skip


def _duty(seat: Seat, now: datetime) -> Iterator[Waiting]:
    person = seat.membership.person
    if not person or not seat.may(Capability.REPORT_PROGRESS):
        return
    for row in seat.program.rotations.values():
        takes_turns = any(person in layer.people for layer in row.layers)
        for asked in row.requests:
            free = asked.taken_by is None and asked.finish > now and asked.who != person
            if takes_turns and free:
                title = f"{name_of(seat.program, asked.who)}, {row.title or 'on call'}"
                yield Waiting(
                    what="Stand in for", title=title, address=_address(seat, "on-call")
                )  # fmt: skip


def _reviews(seat: Seat, seen: Sight) -> Iterator[Waiting]:
    person = seat.membership.person
    for key, review in seat.program.reviews.items():
        held = review.status == "planned" and _past(review.on, seat.program, seen)
        if person and review.owner == person and held and not review.outcome:
            yield Waiting(what="Say what came of", title=review.title, address=_item(seat, key))


def _progress(seat: Seat, seen: Sight, now: datetime) -> Iterator[Waiting]:
    """Own work that begins on the status day, and work of which nothing was said for a week."""
    person = seat.membership.person
    plan = seen.picture.plan
    mine = [row for row in plan.activities.values() if row.kind == "task" and person in row.who]
    running = [row for row in mine if row.state == "running"]
    said = _last_said(seat, [row.id for row in running])
    where = _address(seat, "plan") if seat.may(Capability.SEE_PLAN) else ""
    for row in mine:
        if row.state == "waiting" and row.start < plan.as_of + timedelta(days=1):
            yield Waiting(what="Begin", title=row.title, address=f"{where}#{row.id}")
    for row in running:
        silent = row.id in said and said[row.id] < now - _SILENT
        what = "Report progress on" if silent else "Going on"
        yield Waiting(what=what, title=row.title, address=f"{where}#{row.id}")


def _last_said(seat: Seat, keys: list[str]) -> dict[str, datetime]:
    """When each of some tasks was touched last."""
    if not keys:
        return {}
    rows = Touch.objects.filter(log=seat.log, section="tasks", key__in=keys[:500])
    newest = dict(rows.values_list("key").annotate(last=Max("number")))
    times = LogEntry.objects.filter(log=seat.log, number__in=set(newest.values()))
    at = dict(times.values_list("number", "at"))
    return {key: at[number] for key, number in newest.items() if number in at}


def _item(seat: Seat, key: str) -> str:
    if not seat.may(Capability.SEE_PLAN):
        return _address(seat, "risks")
    return _address(seat, "item", key)


def _past(moment: Moment | None, program: Program, seen: Sight) -> bool:
    if moment is None:
        return False
    return instant(closing_minute(moment, timezone=program.timezone)) < seen.picture.plan.as_of
