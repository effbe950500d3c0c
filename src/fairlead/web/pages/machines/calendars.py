"""Calendars to subscribe to: milestones, reviews and decisions (RFC 5545, links by RFC 9253)."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from fairlead.analyses.plan import Plan
from fairlead.program.moments import Moment, closing_day, zone
from fairlead.program.program import Program
from fairlead.web.access.roles import Capability
from fairlead.web.access.seat import seat_of
from fairlead.web.api.tokens import user_of
from fairlead.web.versions import once, plan_of

__all__ = ["calendar_text", "feed"]


@require_GET
def feed(request: HttpRequest, secret: str, key: str) -> HttpResponse:
    """The calendar of a program for whoever holds a token's secret; dropping the token ends it."""
    token = user_of(secret)
    seat = None if token is None else seat_of(token.user, key)
    if token is None or "read" not in token.scopes.split() or seat is None:
        raise Http404
    if not seat.may(Capability.SEE):
        raise Http404
    plan = plan_of(seat.log, seat.number)
    planned = plan if isinstance(plan, Plan) else None
    content = once(
        ("calendar", seat.log.pk, seat.number),
        lambda: calendar_text(seat.program, planned, key=key),
    )
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, max-age=300"
    return answer


feed.needs = "token"


def calendar_text(program: Program, plan: Plan | None, *, key: str) -> bytes:
    """Milestones on their planned day, reviews and open decisions on theirs."""
    from icalendar import Calendar, Event  # slow import

    made = Calendar()
    made.add("prodid", "-//Fairlead//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", program.title or program.id)
    made.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})

    def add(
        kind: str, row: str, title: str, *, on: date, about: str, needs: tuple[str, ...] = ()
    ) -> None:
        event = Event()
        event.add("uid", f"{kind}-{row}@{key}.fairlead")
        event.add("dtstamp", _stamp(plan, program))
        event.add("dtstart", on)
        event.add("dtend", on + timedelta(days=1))
        event.add("summary", title)
        event.add("transp", "TRANSPARENT")
        if about:
            event.add("description", about)
        for other in needs:
            event.add(
                "related-to",
                f"milestone-{other}@{key}.fairlead",
                parameters={"RELTYPE": "DEPENDS-ON"},
            )
        made.add_component(event)

    for name, milestone in program.milestones.items():
        planned = None if plan is None else plan.activities.get(name)
        on = None if planned is None else _last_day(planned.finish, program)
        promised = "" if milestone.due is None else f"Promised for {_day(milestone.due, program)}."
        needs = tuple(n.task for n in milestone.needs if n.task in program.milestones)
        if on is None and milestone.due is not None:
            on = _day(milestone.due, program)
        if on is not None:
            add("milestone", name, milestone.title, on=on, about=promised, needs=needs)
    for name, review in program.reviews.items():
        if review.on is not None and review.status != "cancelled":
            on = _day(review.on, program)
            add("review", name, review.title, on=on, about=review.outcome or "")
    for name, decision in program.decisions.items():
        if decision.due is not None and decision.status == "proposed":
            on = _day(decision.due, program)
            add("decision", name, f"Decide: {decision.title}", on=on, about=decision.context or "")
    return bytes(made.to_ical())


def _stamp(plan: Plan | None, program: Program) -> datetime:
    """When the content was so: the same content gives the same text."""
    if plan is not None:
        return plan.as_of
    begin = _day(program.as_of or program.start or date(2000, 1, 1), program)
    return datetime(begin.year, begin.month, begin.day, tzinfo=UTC)


def _day(moment: Moment, program: Program) -> date:
    if isinstance(moment, datetime):
        return moment.astimezone(zone(program.timezone)).date()
    return moment


def _last_day(finish: datetime, program: Program) -> date:
    """The day on which something ends: one that ends at midnight ends on the day before."""
    return closing_day(finish, timezone=program.timezone)
