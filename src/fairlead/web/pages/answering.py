"""Parts of pages that a worker computes: what stands there until they come, and what comes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fairlead.program.findings import Finding
from fairlead.program.noun import replace
from fairlead.reports.briefing import Briefing
from fairlead.reports.formats.html import sections_html
from fairlead.reports.inline import inline_html
from fairlead.web.access.seat import Seat
from fairlead.web.jobs.answers import answer_in, ask, question_of
from fairlead.web.jobs.requested import edits_of, requested
from fairlead.web.log.shelf import program_at
from fairlead.web.models import Job
from fairlead.web.pages.seeing import reader_zone
from fairlead.web.versions import once

if TYPE_CHECKING:
    from fairlead.web.jobs.answer import Answer

__all__ = ["answered", "impact_told", "told_briefing", "unanswered", "waits"]

_SHORT = ("dates", "money")
_MONEY = ("money", "risks")


def waits(request: HttpRequest, seat: Seat, job: Job) -> HttpResponse | None:
    """What stands where an answer will be: how far it is, or why it does not come; else None."""
    if job.state == "done":
        return None
    told = {"seat": seat, "job": job, "address": _plain(request), "per_cent": job.progress * 100}
    return render(request, "web/waiting.html", told)


def answered(
    request: HttpRequest, seat: Seat, kind: str, question: dict[str, Any]
) -> tuple[Job, Answer] | HttpResponse:
    """A job that is done, and what it found; until then, or if it could not, what says so."""
    job = ask(
        seat.log, kind, question, number=seat.number, at=datetime.now(UTC),
        again="again" in request.GET,
    )  # fmt: skip
    pending = waits(request, seat, job)
    if pending is not None:
        return pending
    answer = answer_in(job)
    return unanswered(request, seat) if answer is None else (job, answer)


def unanswered(request: HttpRequest, seat: Seat, findings: Iterable[Finding] = ()) -> HttpResponse:
    """The part that says why there is nothing to show."""
    return render(request, "web/no_answer.html", {"seat": seat, "findings": findings})


def _plain(request: HttpRequest) -> str:
    asked = request.GET.copy()
    asked.pop("again", None)
    return f"{request.path}?{asked.urlencode()}" if asked else request.path


def impact_told(
    request: HttpRequest, seat: Seat, job: Job, *, title: str, short: bool = False
) -> HttpResponse:
    """What a change would do, in the reader's voice and zone; `short` while it is being typed."""
    answer = answer_in(job)
    if answer is None or answer.impact is None:
        return unanswered(request, seat, () if answer is None else answer.findings)
    impact = answer.impact
    zone, money = reader_zone(seat), seat.sees_money

    def make() -> tuple[str, str]:
        from fairlead.reports.briefings.impact import impact_briefing  # slow import
        from fairlead.reports.facts.impact import impact_base  # slow import

        asked = question_of(job)
        before = program_at(seat.log, asked["number"])
        after, _ = requested(before, edits_of(asked), where="changes.asked")
        base = impact_base(impact, before, timezone=zone)
        made = impact_briefing(
            impact, before, after or before, base, title=title, voice=seat.voice
        )  # fmt: skip
        kept = tuple(
            section
            for section in made.sections
            if (section.id in _SHORT if short else section.id != "edits")
            and (section.id != "people" or seat.voice == "engineering")
            and (section.id not in _MONEY or money)
        )
        headline, body = told_briefing(replace(made, sections=kept))
        return (headline if money else ""), body

    headline, body = once(("impact", job.pk, seat.voice, zone, short, money), make)
    told = {"seat": seat, "headline": headline, "body": body, "short": short}
    return render(request, "web/answer.html", told)


def told_briefing(made: Briefing) -> tuple[str, str]:
    """A briefing as its headline and its sections, both HTML."""
    # Where a table is wider than its place, keys must be able to scroll it.
    reached = '<div class="table" tabindex="0" role="group" aria-label="Table">'
    body = sections_html(made).replace('<div class="table">', reached)
    return inline_html(made.headline, timezone=made.base.timezone), body
