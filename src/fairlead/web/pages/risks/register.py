"""Issues, assumptions and dependencies: tables whose cells are edited where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from fairlead.analyses.answers.status import Rag
from fairlead.program.moments import Moment, closing_minute, in_zone, instant, opening_minute
from fairlead.program.noun import Noun
from fairlead.program.program import SECTIONS, Program
from fairlead.reports.inline import rag_shape
from fairlead.sources.program_file.field_text import field_text
from fairlead.web.access.roles import Capability
from fairlead.web.access.seat import Seat, for_members
from fairlead.web.api.words import new_row
from fairlead.web.editing import Wrong, change_cells
from fairlead.web.jobs.studies import ask_for_study
from fairlead.web.log.append import append
from fairlead.web.log.outcome import Clashed, Refused
from fairlead.web.log.shelf import program_at
from fairlead.web.pages.moments import name_of

__all__ = ["add_row", "edit_cell", "register"]

_COLUMNS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "issues": (
        ("title", "What stands in the way"), ("severity", "Severity"), ("owner", "Owner"),
        ("due", "Due"), ("affects", "In the way of"), ("resolution", "How it was settled"),
    ),
    "assumptions": (
        ("title", "What is taken to be so"), ("status", "Turned out"), ("owner", "Owner"),
        ("review_on", "Look again"), ("affects", "Rests on it"),
    ),
    "dependencies": (
        ("title", "What is delivered"), ("of", "By, or to, whom"), ("owner", "Owner"),
        ("needed", "Needed"), ("promised", "Promised"), ("delivered", "Delivered"),
    ),
}  # fmt: skip
_TITLES: Final = {
    "issues": ("Issues", "What is so and stands in the way, with somebody who settles it"),
    "assumptions": ("Assumptions", "What the plan rests on, with somebody who finds out"),
    "dependencies": ("Dependencies", "What others deliver to us, or wait for from us"),
}
_EMPTY: Final = {
    "issues": "Nothing stands in the way, or nobody has said so.",
    "assumptions": "Nothing is taken to be so that nobody has checked.",
    "dependencies": "Nobody outside delivers anything, or nobody has said so.",
}
_CHOICES: Final = {
    ("issues", "severity"): ("low", "medium", "high", "critical"),
    ("assumptions", "status"): ("open", "confirmed", "false"),
}
_SEVERITY: Final[dict[str, Rag]] = {
    "low": "unknown",
    "medium": "amber",
    "high": "red",
    "critical": "red",
}
_WORD = re.compile(r"[^a-z0-9]+")


@for_members(Capability.SEE)
@require_GET
def register(request: HttpRequest, seat: Seat) -> HttpResponse:
    """All that is open, the oldest first, and what was settled below it."""
    program = seat.program
    told = {
        "seat": seat,
        "title": "Issues",
        "here": "risks",
        "part": "register",
        "tables": [_table(program, section) for section in _COLUMNS],
        "owners": [
            (key, getattr(row, "name", None) or getattr(row, "title", None) or key)
            for section in ("people", "teams", "stakeholders")
            for key, row in program.section(section).items()
        ],
    }
    return render(request, "web/register.html", told)


def _table(program: Program, section: str) -> dict[str, Any]:
    title, about = _TITLES[section]
    rows = [_row(program, section, key, row) for key, row in program.section(section).items()]
    return {
        "section": section,
        "title": title,
        "about": about,
        "empty": _EMPTY[section],
        "columns": _COLUMNS[section],
        "open": sorted((r for r in rows if r["open"]), key=lambda r: -r["age"]),
        "closed": [r for r in rows if not r["open"]],
    }


def _row(program: Program, section: str, key: str, row: Noun) -> dict[str, Any]:
    noun = SECTIONS[section]
    cells = []
    for name, title in _COLUMNS[section]:
        text = field_text(noun, name, getattr(row, name), timezone=program.timezone)
        choices = _CHOICES.get((section, name), ())
        default = str(getattr(row, name)) if choices else ""
        shown = _named(program, text) if name in ("owner", "affects") else text or default
        mark: Rag | None = _SEVERITY.get(shown) if name == "severity" else None
        cells.append(
            {
                "field": name,
                "title": title,
                "text": text or default,
                "shown": shown,
                "choices": " ".join(choices),
                "rag": mark,
                "shape": "" if mark is None else rag_shape(mark),
                "wide": name == "title",
            }
        )
    age, said, late = _age(program, section, row)
    return {
        "key": key,
        "cells": cells,
        "age": age,
        "said": said,
        "late": late,
        "open": _is_open(section, row),
    }


def _is_open(section: str, row: Noun) -> bool:
    if section == "assumptions":
        return getattr(row, "status", "") == "open"
    closed = "resolved" if section == "issues" else "delivered"
    return getattr(row, closed) is None


def _named(program: Program, text: str) -> str:
    """Ids as the names and titles that people know."""
    return ", ".join(name_of(program, part.strip()) for part in text.split(",")) if text else ""


def _age(program: Program, section: str, row: Noun) -> tuple[int, str, bool]:
    """Days that it has been open, or overdue, at the status time; and that in words."""
    now = _status(program)
    raised: Moment | None = getattr(row, "raised", None)
    wanted: Moment | None = next(
        (value for name in ("due", "review_on", "needed")
         if (value := getattr(row, name, None)) is not None),
        None,
    )  # fmt: skip
    if not _is_open(section, row):
        return 0, "", False
    late = 0
    if wanted is not None:
        end = instant(closing_minute(wanted, timezone=program.timezone))
        late = max(0, (now - end).days + (now > end))
    if late:
        return late, f"{late} day{'' if late == 1 else 's'} over", True
    if raised is not None:
        days = max(0, (now - instant(opening_minute(raised, timezone=program.timezone))).days)
        return days, f"{days} day{'' if days == 1 else 's'}", False
    return 0, "", False


def _status(program: Program) -> datetime:
    if program.as_of is None:
        return datetime.now(UTC)
    return instant(opening_minute(program.as_of, timezone=program.timezone))


class _Cell(msgspec.Struct):
    base: int
    section: str
    key: str
    field: str
    text: str


def _json(value: object, *, status: int = 200) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(value), content_type="application/json", status=status)


@for_members(Capability.EDIT)
@require_POST
def edit_cell(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Give one cell another value, in the words of the program file."""
    try:
        asked = msgspec.json.decode(request.body, type=_Cell)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        return _json({"message": f"Not an edit: {error}."}, status=400)
    if asked.section not in _COLUMNS or not 0 <= asked.base <= seat.number:
        return _json({"message": "Not an edit of this register."}, status=400)
    cells = [(asked.section, asked.key, asked.field, asked.text)]
    if asked.field == "resolution" and asked.section == "issues":
        moment = in_zone(datetime.now(UTC), timezone=seat.program.timezone)
        told = f"{moment:%Y-%m-%d %H:%M}" if asked.text.strip() else ""
        cells.append((asked.section, asked.key, "resolved", told))
    try:
        change = change_cells(program_at(seat.log, asked.base), cells)
    except Wrong as wrong:
        first = wrong.findings[0]
        return _json({"message": first.message, "hint": first.hint}, status=422)
    found = append(seat.log, change, base=asked.base, at=datetime.now(UTC), user=seat.user)
    if isinstance(found, Refused):
        return _json({"message": found.findings[0].message}, status=422)
    if isinstance(found, Clashed):
        theirs = found.conflicts[0].theirs
        return _json({"message": f"Somebody else set it to {theirs}. Look again."}, status=409)
    ask_for_study(seat.log, at=datetime.now(UTC))
    return _json({"number": found.number})


@for_members(Capability.REPORT_PROGRESS)
@require_POST
def add_row(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Put something into the register."""
    section = request.POST.get("section", "")
    title = request.POST.get("title", "").strip()
    if section not in _COLUMNS or not title:
        messages.error(request, "Say what it is.")
        return redirect("register", key=seat.log.key)
    words = {"title": title[:300]}
    words |= {n: v for n in ("severity", "owner") if (v := request.POST.get(n, "").strip())}
    if section == "issues":
        moment = in_zone(datetime.now(UTC), timezone=seat.program.timezone)
        words["raised"] = f"{moment:%Y-%m-%d %H:%M}"
    if section != "issues":
        words.pop("severity", None)
    try:
        change = new_row(seat.program, section, _key(seat.program, section, title), words)
    except Wrong as wrong:
        messages.error(request, wrong.findings[0].message)
        return redirect("register", key=seat.log.key)
    found = append(seat.log, change, base=seat.number, at=datetime.now(UTC), user=seat.user)
    if isinstance(found, Refused):
        messages.error(request, found.findings[0].message)
    return redirect("register", key=seat.log.key)


def _key(program: Program, section: str, title: str) -> str:
    base = _WORD.sub("-", title.lower()).strip("-")[:40].strip("-") or section.rstrip("s")
    return next(key for key in _numbered(base) if key not in program.section(section))


def _numbered(base: str) -> Iterator[str]:
    yield base
    number = 2
    while True:
        yield f"{base}-{number}"
        number += 1
