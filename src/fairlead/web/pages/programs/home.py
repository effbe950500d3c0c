"""Home: programs with the three answers, what changed since the last visit, what waits for me."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from fairlead.reports.answer_words import QUESTIONS, verdict_mark
from fairlead.reports.inline import rag_shape
from fairlead.web.access.roles import Capability
from fairlead.web.access.seat import Seat, for_members, for_users
from fairlead.web.models import LogEntry, Membership, Notice, Visit
from fairlead.web.pages.programs.waiting_for import waiting_for
from fairlead.web.pages.seeing import Sight, sight

__all__ = ["card", "home", "seen_notices"]

_MOST_WAITING = 8


@for_users
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The programs that the user belongs to."""
    rows = Membership.objects.filter(user=request.user, log__archived=False)
    seats = [Seat(row) for row in rows.select_related("log", "user").order_by("log__title")]
    visits = dict(Visit.objects.filter(user=request.user).values_list("log_id", "number"))
    for seat in seats:
        seat.news = _news(seat, visits.get(seat.log.pk))  # type: ignore[attr-defined]  # for the template
    notices = Notice.objects.filter(user=request.user, seen=None).order_by("-at")[:20]
    told = {"seats": seats, "notices": notices, "title": "Programs"}
    return render(request, "web/home.html", told)


def _news(seat: Seat, seen: int | None) -> list[LogEntry]:
    """The newest entries by others since the last visit."""
    if seen is None:
        return []
    rows = LogEntry.objects.filter(log=seat.log, number__gt=seen).exclude(user=seat.user)
    return list(rows.select_related("user").order_by("-number")[:4])


@for_members(Capability.SEE)
@require_GET
def card(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The three answers of one program, and what waits for the user in it."""
    seen = sight(seat)
    told: dict[str, object] = {"seat": seat, "seen": seen}
    if isinstance(seen, Sight):
        told["answers"] = [
            {
                "question": QUESTIONS[answer.question],
                "rag": mark.rag,
                "word": mark.word.text,
                "shape": rag_shape(mark.rag),
            }
            for answer in seen.picture.answers.all
            for mark in [verdict_mark(answer.question, answer.verdict)]
        ]
        told["finish"] = seen.picture.plan.finish
        waiting = waiting_for(seat, seen, now=datetime.now(UTC))
        told["waiting"] = waiting[:_MOST_WAITING]
        told["more"] = max(0, len(waiting) - _MOST_WAITING)
    return render(request, "web/card.html", told)


@for_users
@require_POST
def seen_notices(request: HttpRequest) -> HttpResponse:
    """Put all notices away."""
    Notice.objects.filter(user=request.user, seen=None).update(seen=datetime.now(UTC))
    return HttpResponse("")
