"""The program at any moment: as it was told then, its file of then, and bringing it back."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from fairlead.analyses.plan import Unplannable
from fairlead.program.changes import diff
from fairlead.reports.inline import inline_html
from fairlead.sources.program_file import render_program
from fairlead.web.access.roles import Capability
from fairlead.web.access.seat import Seat, for_members
from fairlead.web.jobs.studies import ask_for_study
from fairlead.web.log.append import append
from fairlead.web.log.history import number_at
from fairlead.web.log.outcome import Appended, Refused
from fairlead.web.log.shelf import program_at
from fairlead.web.models import LogEntry
from fairlead.web.pages.seeing import headline, reader_zone, sections, sight_of

__all__ = ["at_day", "bring_back", "file_then", "then"]

_SECTIONS = ("answers", "milestones", "outcomes", "schedule", "big-picture")


@for_members(Capability.SEE_PLAN)
@require_GET
def at_day(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Go to the entry that was the newest at the end of a day of the reader's zone."""
    try:
        day = date.fromisoformat(request.GET.get("on", ""))
        end = datetime.combine(
            day + timedelta(days=1), time(), tzinfo=ZoneInfo(reader_zone(seat))
        ).astimezone(UTC)
    except (ValueError, OverflowError):
        messages.error(request, "Say which day.")
        return redirect("history", key=seat.log.key)
    number = number_at(seat.log, end - timedelta(microseconds=1))
    if not number:
        messages.info(request, f"The program was not there yet on {day.isoformat()}.")
        return redirect("history", key=seat.log.key)
    return redirect("then", key=seat.log.key, number=number)


@for_members(Capability.SEE_PLAN)
@require_GET
def then(request: HttpRequest, seat: Seat, number: int) -> HttpResponse:
    """What the pages told of the program when an entry was the newest."""
    row = get_object_or_404(LogEntry, log=seat.log, number=number)
    program = program_at(seat.log, number)
    told: dict[str, object] = {
        "seat": seat,
        "title": "As it was",
        "here": "history",
        "entry": row,
        "before": number - 1,
        "after": number + 1 if number < seat.number else 0,
        "tasks": len(program.tasks),
    }
    seen = sight_of(seat.log, number, program, timezone=reader_zone(seat))
    if isinstance(seen, Unplannable):
        told["findings"] = seen.findings
    else:
        told["body"] = sections(seen, seat.voice, *_SECTIONS)
        told["headline"] = inline_html(headline(seen, seat.voice), timezone=seen.base.timezone)
    return render(request, "web/then.html", told)


@for_members(Capability.EDIT)
@require_GET
def file_then(request: HttpRequest, seat: Seat, number: int) -> HttpResponse:
    """The version of an entry as a program file."""
    get_object_or_404(LogEntry, log=seat.log, number=number)
    text = render_program(program_at(seat.log, number))
    answer = HttpResponse(text, content_type="text/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{seat.log.key}-{number}.yaml"'
    return answer


@for_members(Capability.EDIT)
@require_POST
def bring_back(request: HttpRequest, seat: Seat, number: int) -> HttpResponse:
    """Make the program again what it was at an entry, as one change that can be taken back."""
    if not 0 < number <= seat.number:
        raise Http404
    change = diff(seat.program, program_at(seat.log, number))
    found = append(
        seat.log,
        change,
        base=seat.number,
        at=datetime.now(UTC),
        user=seat.user,
        why=f"As it was at entry {number}",
        kind="restore",
    )
    if isinstance(found, Appended):
        ask_for_study(seat.log, at=datetime.now(UTC))
        messages.success(request, f"The program is again what it was at entry {number}.")
    elif isinstance(found, Refused):
        messages.error(request, found.findings[0].message)
    else:
        messages.info(request, "Nothing was different.")
    return redirect("history", key=seat.log.key)
