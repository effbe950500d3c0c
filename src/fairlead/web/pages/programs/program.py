"""The pages that read: the program, risks, scope, load, and a report as a file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fairlead.analyses.plan import Unplannable
from fairlead.reports.briefing import Voice
from fairlead.reports.formats.pdf import can_set
from fairlead.reports.inline import inline_html
from fairlead.web.access.roles import Capability
from fairlead.web.access.seat import Seat, for_members
from fairlead.web.models import Visit
from fairlead.web.pages.seeing import Kind, briefing_file, headline, sections, sight

__all__ = ["briefing", "load", "program", "risks", "scope"]

_A_MOMENT: Final = timedelta(minutes=1)


def _page(
    request: HttpRequest,
    seat: Seat,
    name: str,
    title: str,
    ids: tuple[str, ...],
    *,
    lead: bool = False,
    part: str = "",
) -> HttpResponse:
    """A page of sections, or why there is no plan to speak of."""
    seen = sight(seat)
    told: dict[str, object] = {"seat": seat, "title": title, "here": name, "part": part}
    if isinstance(seen, Unplannable):
        told["findings"] = seen.findings
        return render(request, "web/no_plan.html", told)
    told["body"] = sections(seen, seat.voice, *ids)
    told["seen"] = seen
    if lead:
        told["headline"] = inline_html(headline(seen, seat.voice), timezone=seen.base.timezone)
    return render(request, "web/sections.html", told)


@for_members(Capability.SEE)
@require_GET
def program(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The three answers with their evidence, and the big picture."""
    _note_visit(seat, at=datetime.now(UTC))
    ids = ("answers", "milestones", "outcomes", "blockers", "big-picture")
    return _page(request, seat, "program", "Program", ids, lead=True)


def _note_visit(seat: Seat, *, at: datetime) -> None:
    """Remember what was seen; nothing is written for who looks again a moment later."""
    mine = Visit.objects.filter(user=seat.user, log=seat.log)
    if not mine.filter(number=seat.number, at__gt=at - _A_MOMENT).exists():
        told = {"number": seat.number, "at": at}
        Visit.objects.update_or_create(user=seat.user, log=seat.log, defaults=told)


@for_members(Capability.SEE)
@require_GET
def risks(request: HttpRequest, seat: Seat) -> HttpResponse:
    """What may go wrong, what is in the way, and what must be decided."""
    ids = ("risks", "blockers", "decisions", "findings")
    return _page(request, seat, "risks", "Risks", ids, part="risks")


@for_members(Capability.SEE)
@require_GET
def scope(request: HttpRequest, seat: Seat) -> HttpResponse:
    """What was agreed and what came to it, what is in it, and what is not."""
    ids = ("ledger", "earned", "scope", "decisions", "components", "big-picture")
    return _page(request, seat, "scope", "Scope", ids, part="scope")


@for_members(Capability.SEE_PLAN)
@require_GET
def load(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Who has how much to do, and what passes between people."""
    seen = sight(seat)
    told: dict[str, object] = {"seat": seat, "title": "Load", "here": "load", "part": "load"}
    if isinstance(seen, Unplannable):
        return render(request, "web/no_plan.html", {**told, "findings": seen.findings})
    told["body"] = sections(seen, "engineering", "load", "handoffs", "next", "chain", "paths")
    told["seen"] = seen
    return render(request, "web/sections.html", told)


@for_members(Capability.SEE)
@require_GET
def briefing(request: HttpRequest, seat: Seat, voice: Voice, kind: Kind) -> HttpResponse:
    """One briefing as the file that would be sent; `?download` saves it."""
    asked = Capability.SEE_BUSINESS if voice == "business" else Capability.SEE_ENGINEERING
    if not seat.may(asked):
        return render(request, "web/forbidden.html", {"seat": seat}, status=403)
    seen = sight(seat)
    if isinstance(seen, Unplannable) or (kind == "pdf" and not can_set()):
        raise Http404
    types = {
        "html": "text/html; charset=utf-8",
        "md": "text/markdown; charset=utf-8",
        "pdf": "application/pdf",
    }
    answer = HttpResponse(briefing_file(seen, voice, kind), content_type=types[kind])
    if "download" in request.GET:
        name = f"{seat.log.key}-{voice}.{kind}"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
    # The file brings a policy of its own, by the hashes of its style and script.
    answer._csp_exempt = True
    answer["Content-Security-Policy"] = "frame-ancestors 'self'; sandbox allow-scripts"
    return answer
