"""Ways out of a date that cannot be met: asked, shown as cards, and made change requests."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from fairlead.analyses.plan import Plan
from fairlead.program.requests import ChangeRequest
from fairlead.reports.inline import rag_shape
from fairlead.reports.show import day_shown, money_shown
from fairlead.sources.program_file.request_words import proposed
from fairlead.web.access.roles import Capability
from fairlead.web.access.seat import Seat, for_members
from fairlead.web.asking import ask_for
from fairlead.web.jobs.answers import answer_in, question_of
from fairlead.web.log.outcome import Appended
from fairlead.web.log.shelf import program_at
from fairlead.web.models import Job
from fairlead.web.pages.answering import answered, unanswered
from fairlead.web.pages.seeing import reader_zone
from fairlead.web.versions import plan_of

if TYPE_CHECKING:
    from fairlead.analyses.options import Option, Options

__all__ = ["ask_option", "options_page", "told_options"]

_TRIALS = 4_000
_SURE = (50, 60, 70, 80, 90, 95)


@for_members(Capability.SEE)
@require_GET
def options_page(request: HttpRequest, seat: Seat) -> HttpResponse:
    """What is wanted by when and how surely, and a place for the ways to it."""
    ahead = [
        (key, row.title, row.due)
        for key, row in seat.program.milestones.items()
        if row.finished is None
    ]
    told = {
        "seat": seat,
        "title": "Ways out",
        "here": "scope",
        "part": "options",
        "milestones": ahead,
        "sure": _SURE,
        "milestone": request.GET.get("milestone", ""),
        "by": request.GET.get("by", ""),
        "confidence": request.GET.get("confidence", "80"),
        "asked": request.GET.urlencode() if request.GET.get("milestone") else "",
    }
    return render(request, "web/options.html", told)


@for_members(Capability.SEE)
@require_GET
def told_options(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The cards, once they are computed."""
    plan = plan_of(seat.log, seat.number)
    if not isinstance(plan, Plan):
        return unanswered(request, seat, plan.findings)
    sure = request.GET.get("confidence", "")
    question: dict[str, Any] = {
        "fingerprint": plan.fingerprint,
        "milestone": request.GET.get("milestone", "")[:200],
        "trials": _TRIALS,
    }
    if sure.isdecimal() and 0 < int(sure) < 100:
        question["confidence"] = int(sure) / 100
    with suppress(ValueError):  # then it is the day that the milestone is due
        question["by"] = date.fromisoformat(request.GET.get("by", "")).isoformat()
    done = answered(request, seat, "options", question)
    if isinstance(done, HttpResponse):
        return done
    job, answer = done
    if answer.options is None:
        return unanswered(request, seat, answer.findings)
    found = answer.options
    zone = reader_zone(seat)
    titles = {key: row.title for key, row in seat.program.requirements.items()}
    told = {
        "seat": seat,
        "job": job,
        "found": found,
        "by": day_shown(found.by, timezone=zone),
        "at": day_shown(found.at_confidence, timezone=zone),
        "chance": _share(found.chance),
        "sure": _share(found.confidence),
        "conflict": answer.conflict,
        "cards": [
            _card(number, row, found, zone, titles) for number, row in enumerate(found.options)
        ],
        "reaches": rag_shape("green"),
        "over": rag_shape("red"),
        "best": None if found.best is None else _share(found.best.chance),
    }
    return render(request, "web/options_told.html", told)


def _card(
    number: int, row: Option, found: Options, zone: str, titles: dict[str, str]
) -> dict[str, Any]:
    money = found.currency
    return {
        "number": number,
        "measures": [measure.title for measure in row.measures],
        "chance": _share(row.chance),
        "gain": round((row.chance - found.chance) * 100),
        "reaches": row.reaches and not row.moved_days,
        "at": day_shown(row.at_confidence, timezone=zone),
        "by": day_shown(row.by, timezone=zone),
        "moved": row.moved_days,
        "cost": f"{'+' if row.cost > 0 else ''}{money_shown(row.cost, currency=money)}",
        "lost": _value(row.lost, [titles.get(k, k) for k in row.lost_unvalued], money),
        "late": _value(row.late, [titles.get(k, k) for k in row.late_unvalued], money),
        "over_budget": row.over_budget,
        "edits": len(row.change),
    }


def _value(amount: int, unvalued: list[str], currency: str) -> str:
    parts = [money_shown(amount, currency=currency)] if amount else []
    return ", ".join((*parts, *unvalued)) or "none"


def _share(value: float) -> str:
    per_cent = round(value * 100)
    if per_cent == 0 and value > 0:
        return "under 1%"
    return "over 99%" if per_cent == 100 and value < 1 else f"{per_cent}%"


@for_members(Capability.ASK)
@require_POST
def ask_option(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Make an option a change request."""
    asked, wanted = request.POST.get("job", ""), request.POST.get("option", "")
    if not (asked.isdecimal() and wanted.isdecimal()):
        return redirect("options", key=seat.log.key)
    job = get_object_or_404(Job, log=seat.log, kind="options", pk=int(asked[:18]))
    answer = answer_in(job)
    rows = () if answer is None or answer.options is None else answer.options.options
    if answer is None or answer.options is None or int(wanted[:9]) >= len(rows):
        return redirect("options", key=seat.log.key)
    option, found = rows[int(wanted)], answer.options
    seen = question_of(job)["number"]
    before = program_at(seat.log, seen)
    by = day_shown(option.by, timezone=found.timezone)
    made = ChangeRequest(
        title=option.title[:300],
        requester=seat.membership.person or seat.user.shown,
        reason=f"{found.title} by {by}: {_share(found.chance)} becomes {_share(option.chance)}",
        cause=option.cause,
        asked=datetime.now(UTC).replace(second=0, microsecond=0),
        edits=proposed(option.change, timezone=before.timezone),
    )
    key, outcome = ask_for(
        seat.log, made, program=seat.program, seen=seat.number, user=seat.user,
        at=datetime.now(UTC),
    )  # fmt: skip
    if not isinstance(outcome, Appended):
        messages.error(request, "It could not be asked for. Look at the ways out again.")
        return redirect("options", key=seat.log.key)
    messages.success(request, "It is a change request now, and waits for a decision.")
    return redirect("request", key=seat.log.key, item=key)
