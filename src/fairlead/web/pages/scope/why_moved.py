"""Why the date moved: between two moments, or since something was agreed."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fairlead.program.baselines import as_agreed
from fairlead.program.changes import diff
from fairlead.program.fingerprint import fingerprint
from fairlead.program.noun import Noun, replace
from fairlead.program.plain import plain_change
from fairlead.program.program import Program
from fairlead.web.access.roles import Capability
from fairlead.web.access.seat import Seat, for_members
from fairlead.web.log.history import number_at
from fairlead.web.log.shelf import program_at
from fairlead.web.pages.answering import answered, told_briefing, unanswered
from fairlead.web.pages.scope_so_far import agreed_of
from fairlead.web.pages.seeing import reader_zone
from fairlead.web.versions import once

__all__ = ["told_why", "why"]

_TRIALS = 4_000
_FIRST = ("why", "dates")


class _Version(Noun):
    """One side of the comparison: an entry of the log, and what was agreed on top of it."""

    name: str
    number: int
    program: Program


def _versions(request: HttpRequest, seat: Seat) -> tuple[_Version | None, _Version | None, str]:
    """Both sides as they are asked for, and which baseline stands for the older one."""
    agreed = agreed_of(seat)
    chosen = request.GET.get("from", "")
    if not chosen:
        chosen = f"agreed-{agreed[-1].baseline.number}" if agreed else "begin"
    new = _moment(seat, request.GET.get("until", "")) or _Version(
        name="now", number=seat.number, program=as_agreed(seat.program)
    )
    if chosen == "day":
        return _moment(seat, request.GET.get("since", "")), new, chosen
    for each in agreed:
        if chosen == f"agreed-{each.baseline.number}":
            name, program = f"baseline {each.baseline.name}", each.program
            return _Version(name=name, number=seat.number, program=program), new, chosen
    begun = min(1, seat.number)
    first = as_agreed(program_at(seat.log, begun))
    return _Version(name="the first entry", number=begun, program=first), new, "begin"


def _moment(seat: Seat, text: str) -> _Version | None:
    """The program as it stood at the end of a day, in the reader's zone."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    end = datetime.combine(day, time(23, 59, 59), tzinfo=ZoneInfo(reader_zone(seat)))
    number = max(min(1, seat.number), number_at(seat.log, end))
    program = as_agreed(program_at(seat.log, number))
    return _Version(name=f"{day:%-d %B %Y}", number=number, program=program)


@for_members(Capability.SEE)
@require_GET
def why(request: HttpRequest, seat: Seat) -> HttpResponse:
    """What is to be compared, and a place for what comes of it."""
    old, new, chosen = _versions(request, seat)
    told = {
        "seat": seat,
        "title": "Why it moved",
        "here": "scope",
        "part": "why",
        "agreed": [
            (f"agreed-{each.baseline.number}", each.baseline.name)
            for each in reversed(agreed_of(seat))
        ],
        "chosen": chosen,
        "since": request.GET.get("since", ""),
        "until": request.GET.get("until", ""),
        "old": old,
        "new": new,
        "same": old is not None and new is not None and old.program == new.program,
        "asked": request.GET.urlencode(),
    }
    return render(request, "web/why.html", told)


@for_members(Capability.SEE)
@require_GET
def told_why(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The waterfall and every change with its part, once they are computed."""
    old, new, _ = _versions(request, seat)
    if old is None or new is None:
        return unanswered(request, seat)
    edits = plain_change(diff(as_agreed(program_at(seat.log, old.number)), old.program))
    question = {
        "old": old.number,
        "edits": edits,
        "new": new.number,
        "contents": [fingerprint(old.program), fingerprint(new.program)],
        "trials": _TRIALS,
    }
    done = answered(request, seat, "why", question)
    if isinstance(done, HttpResponse):
        return done
    job, answer = done
    if answer.why is None:
        return unanswered(request, seat, answer.findings)
    found, zone = answer.why, reader_zone(seat)

    def make() -> tuple[str, str]:
        from fairlead.reports.briefings.why import why_briefing  # slow import
        from fairlead.reports.facts.why import why_base  # slow import

        base = why_base(found, new.program, timezone=zone)
        made = why_briefing(found, new.program, base, voice=seat.voice)
        # The first section begins with the sentence that is the headline; the others can wait.
        first = tuple(section for section in made.sections if section.id in _FIRST)
        rest = tuple(section for section in made.sections if section.id not in _FIRST)
        body, more = (told_briefing(replace(made, sections=each))[1] for each in (first, rest))
        return body, more

    body, more = once(("why", job.pk, seat.voice, zone), make)
    told = {"seat": seat, "body": body, "more": more, "about": "Every other date"}
    return render(request, "web/answer.html", told)
