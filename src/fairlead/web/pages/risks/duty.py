"""On call: who answers now, the next four weeks, gaps, and duty that is given and taken."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from fairlead.analyses.on_call import arrange
from fairlead.analyses.on_call.coverage import coverage
from fairlead.analyses.on_call.roster import Duty, Roster, on_call, roster
from fairlead.program.changes import Change, diff
from fairlead.program.moments import minute_of
from fairlead.program.noun import Table, replace
from fairlead.program.program import Program
from fairlead.program.rotations import Rotation, Turn
from fairlead.reports.formats.duty_calendar import duty_calendar
from fairlead.web.access.roles import Capability
from fairlead.web.access.seat import Seat, for_members, seat_of
from fairlead.web.api.tokens import user_of
from fairlead.web.log.append import append
from fairlead.web.log.outcome import Clashed, Refused
from fairlead.web.pages.moments import at_shown, name_of, span_shown
from fairlead.web.pages.risks.duty_strip import strip
from fairlead.web.pages.seeing import reader_zone

__all__ = ["change_duty", "duty_feed", "on_call_page", "own_duty"]

DAYS: Final = 28
_FEED_DAYS: Final = 365
_MOST_TURNS: Final = 60
_BECAUSE: Final = {"turn": "", "swap": "swapped", "cover": "stands in", "override": "override"}


@for_members(Capability.SEE_PLAN)
@require_GET
def on_call_page(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Every rotation: who answers now, who will, where nobody does, and what is asked for."""
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    told = {
        "seat": seat,
        "title": "On call",
        "here": "risks",
        "part": "on-call",
        "rotations": [_rotation(seat, key, now) for key in seat.program.rotations],
        "people": [(key, row.name or key) for key, row in seat.program.people.items()],
        "person": seat.membership.person,
        "zone": reader_zone(seat),
        "feed": request.build_absolute_uri(f"/calendar/SECRET/{seat.log.key}/on-call.ics"),
    }
    return render(request, "web/on_call.html", told)


def _rotation(seat: Seat, key: str, now: datetime) -> dict[str, Any]:
    program, zone = seat.program, reader_zone(seat)
    row = program.rotations[key]
    last = now + timedelta(days=DAYS)
    holds = on_call(program, key, at=now)
    duties = roster(program, key, first=now, last=last)
    covered = coverage(program, key, first=now, last=last)
    layers = [("On call", duties)]
    if len(row.layers) > 1:
        layers += [
            (f"Layer {number}", _layer(program, key, number, now, last))
            for number in range(len(row.layers), 0, -1)
        ]
    return {
        "key": key,
        "title": row.title or key,
        "team": "" if row.team is None else name_of(program, row.team),
        "now": None if holds is None else name_of(program, holds.who),
        "until": "" if holds is None else at_shown(holds.finish, zone),
        "why": "" if holds is None else _BECAUSE[holds.because],
        "whole": covered.whole,
        "gaps": [span_shown(gap.start, gap.finish, zone) for gap in covered.gaps[:3]],
        "more_gaps": max(0, len(covered.gaps) - 3),
        "away": [
            f"{name_of(program, each.who)}, {span_shown(each.start, each.finish, zone)}"
            for each in covered.absences[:3]
        ],
        "strip": strip(
            [(title, [(d.who, d.start, d.finish) for d in rows]) for title, rows in layers],
            gaps=[(gap.start, gap.finish) for gap in covered.gaps],
            first=now,
            days=DAYS,
            timezone=zone,
            names={who: name_of(program, who) for who in covered.minutes},
        ),
        "turns": [_turn(seat, duty, zone) for duty in duties[:_MOST_TURNS]],
        "mine": [_turn(seat, d, zone) for d in duties if d.who == seat.membership.person][:12],
        "theirs": [_turn(seat, d, zone) for d in duties if d.who != seat.membership.person][:24],
        "asked": _asked(seat, row, now, zone),
        "overrides": [
            {
                "number": number,
                "who": name_of(program, each.who),
                "span": span_shown(each.start, each.finish, zone),
                "because": each.because or "",
            }
            for number, each in enumerate(row.overrides)
            if each.finish > now
        ],
    }


def _layer(
    program: Program, key: str, number: int, first: datetime, last: datetime
) -> tuple[Duty, ...]:
    """The turns of one layer alone, whatever was exchanged."""
    row = program.rotations[key]
    alone = replace(row, layers=(row.layers[number - 1],), swaps=(), requests=(), overrides=())
    only = replace(program, rotations=Table({key: alone}))
    return tuple(Roster(only, key).duties(minute_of(first), minute_of(last)))


def _turn(seat: Seat, duty: Duty, zone: str) -> dict[str, str]:
    return {
        "who": name_of(seat.program, duty.who),
        "start": at_shown(duty.start, zone),
        "finish": at_shown(duty.finish, zone),
        "because": _BECAUSE[duty.because],
        "value": f"{duty.who}|{duty.start.isoformat()}|{duty.finish.isoformat()}",
    }


def _asked(seat: Seat, row: Rotation, now: datetime, zone: str) -> list[dict[str, Any]]:
    """Requests to be stood in for that nobody has taken."""
    return [
        {
            "number": number,
            "who": name_of(seat.program, each.who),
            "span": span_shown(each.start, each.finish, zone),
            "because": each.because or "",
            "mine": each.who == seat.membership.person,
        }
        for number, each in enumerate(row.requests)
        if each.taken_by is None and each.finish > now
    ]


@for_members(Capability.REPORT_PROGRESS)
@require_POST
def change_duty(request: HttpRequest, seat: Seat, rotation: str) -> HttpResponse:
    """Ask to be stood in for, take somebody's duty, swap, or override: a change of the log."""
    if rotation not in seat.program.rotations:
        raise Http404
    try:
        change, told = _changed(request, seat, rotation)
    except PermissionError:
        return render(request, "web/forbidden.html", {"seat": seat}, status=403)
    except ValueError as error:
        messages.error(request, str(error))
        return redirect("on-call", key=seat.log.key)
    found = append(
        seat.log, change, base=seat.number, at=datetime.now(UTC), user=seat.user, why=told
    )
    if isinstance(found, Clashed | Refused):
        messages.error(request, "Somebody changed the roster meanwhile. Look again.")
    else:
        messages.success(request, told)
    return redirect("on-call", key=seat.log.key)


def _changed(request: HttpRequest, seat: Seat, rotation: str) -> tuple[Change, str]:
    """The change that was asked for, and what was done in words.

    Raises `ValueError` with what is wrong, and `PermissionError` where it is not theirs to do.
    """
    done = request.POST.get("do", "")
    program, edits, me = seat.program, seat.may(Capability.EDIT), seat.membership.person
    row = program.rotations[rotation]
    if done == "take":
        return _stand_in(request, seat, rotation)
    if done == "swap":
        one, other = (_stretch(request.POST.get(name, "")) for name in ("one", "other"))
        if not edits and me not in (one.who, other.who):
            raise PermissionError
        told = f"{name_of(program, one.who)} and {name_of(program, other.who)} swapped."
        return arrange.swap(program, rotation, one=one, other=other), told
    if done == "drop" and edits:
        number = _number(request, "override", len(row.overrides))
        kept = (*row.overrides[:number], *row.overrides[number + 1 :])
        rows = program.rotations.with_row(rotation, replace(row, overrides=kept))
        return diff(program, replace(program, rotations=rows)), "The override is gone."
    if done not in ("cover", "override"):
        raise ValueError("Say what shall be done.")
    who = request.POST.get("who", "") or me
    if who not in program.people:
        raise ValueError("Say who: nobody of that name is in the plan.")
    if not edits and (done == "override" or who != me):
        raise PermissionError
    start, finish = (_local(request.POST.get(name, ""), seat) for name in ("start", "finish"))
    because = request.POST.get("because", "").strip()[:300] or None
    name = name_of(program, who)
    if done == "cover":
        asked = datetime.now(UTC).replace(second=0, microsecond=0)
        change = arrange.ask_cover(
            program, rotation, who=who, start=start, finish=finish, asked=asked, because=because
        )
        return change, f"{name} asks to be stood in for."
    change = arrange.take(program, rotation, who=who, start=start, finish=finish, because=because)
    return change, f"{name} answers in that time."


def _stand_in(request: HttpRequest, seat: Seat, rotation: str) -> tuple[Change, str]:
    requests = seat.program.rotations[rotation].requests
    number = _number(request, "request", len(requests))
    taken_by = requests[number].taken_by
    if taken_by is not None:
        raise ValueError(f"{name_of(seat.program, taken_by)} has taken it already.")
    who = request.POST.get("who", "") or seat.membership.person
    if who not in seat.program.people:
        raise ValueError("Say who stands in: somebody of the plan.")
    if who == requests[number].who:
        raise ValueError("Who asks cannot stand in for themselves.")
    if not seat.may(Capability.EDIT) and who != seat.membership.person:
        raise PermissionError
    change = arrange.stand_in(seat.program, rotation, number=number + 1, who=who)
    asked = requests[number].who
    return change, f"{name_of(seat.program, who)} stands in for {name_of(seat.program, asked)}."


def _number(request: HttpRequest, name: str, of: int) -> int:
    text = request.POST.get(name, "")
    if not text.isdecimal() or len(text) > 6 or int(text) >= of:
        raise ValueError("It is not there any more. Look again.")
    return int(text)


def _stretch(text: str) -> Turn:
    try:
        who, start, finish = text.split("|")
        return Turn(
            who=who, start=datetime.fromisoformat(start), finish=datetime.fromisoformat(finish)
        )
    except ValueError as error:
        raise ValueError("Choose both turns that shall be swapped.") from error


def _local(text: str, seat: Seat) -> datetime:
    """A time as it was typed, in the reader's zone."""
    try:
        at = datetime.fromisoformat(text[:16])
    except ValueError as error:
        raise ValueError("Say from when until when, such as 2026-03-04 18:00.") from error
    return at.replace(tzinfo=ZoneInfo(reader_zone(seat))).astimezone(UTC)


@for_members(Capability.SEE_PLAN)
@require_GET
def own_duty(request: HttpRequest, seat: Seat) -> HttpResponse:
    """A year of duty as a file for a calendar; `?mine` has the reader's own alone."""
    who = seat.membership.person if "mine" in request.GET else None
    return _calendar(seat, who=who or None)


@require_GET
def duty_feed(request: HttpRequest, secret: str, key: str) -> HttpResponse:
    """The same to subscribe to, for whoever holds a token's secret."""
    token = user_of(secret)
    seat = None if token is None else seat_of(token.user, key)
    if token is None or "read" not in token.scopes.split() or seat is None:
        raise Http404
    if not seat.may(Capability.SEE_PLAN):
        raise Http404
    return _calendar(seat, who=None)


duty_feed.needs = "token"


def _calendar(seat: Seat, *, who: str | None) -> HttpResponse:
    now = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    last = now + timedelta(days=_FEED_DAYS)
    program = seat.program
    duties = [
        duty for key in program.rotations for duty in roster(program, key, first=now, last=last)
    ]
    content = duty_calendar(program, duties, stamp=now, who=who)
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'inline; filename="{seat.log.key}-on-call.ics"'
    answer["Cache-Control"] = "private, max-age=300"
    return answer
