"""One row of the program with every field it can have: read, filled in, deleted."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from fairlead.program.noun import Noun, Table
from fairlead.program.program import SECTIONS, Program
from fairlead.sources.program_file.codecs import Many, TableCodec
from fairlead.sources.program_file.rows import Assignments, RowCodec, fields_of
from fairlead.web.access.roles import Capability
from fairlead.web.access.seat import Seat, for_members
from fairlead.web.api.words import HIDDEN
from fairlead.web.editing import Wrong, change_cells, without_row
from fairlead.web.jobs.studies import ask_for_study
from fairlead.web.log.append import append
from fairlead.web.log.outcome import Clashed, Refused
from fairlead.web.log.shelf import program_at
from fairlead.web.pages.registers.contents import REGISTERS, register_of
from fairlead.web.pages.registers.fields import choices_of, names_for, text_of, word_of

__all__ = ["delete_row", "row"]


class _Kept(Noun):
    """What became of a form: the status of the answer, and what is wrong, in all and where."""

    status: int = 200
    trouble: str = ""
    wrong: Table[str] = Table()


_LONG: Final = frozenset({"notes", "context", "because", "reason", "outcome", "description"})
_MOST_SHOWN = 50


@for_members(Capability.EDIT)
@require_http_methods(["GET", "POST"])
def row(request: HttpRequest, seat: Seat, section: str, item: str) -> HttpResponse:
    """Every field of a row, in the words of the program file, with what it means."""
    if section not in SECTIONS or item not in seat.program.section(section):
        raise Http404
    place = register_of(section)
    found = None if place is None else REGISTERS[place[0]]
    noun, now = SECTIONS[section], seat.program.section(section)[item]
    texts = _texts(seat, section, now)
    told: dict[str, Any] = {
        "seat": seat,
        "title": _title(item, now),
        "here": "plan" if found is None else found.here,
        "nav": "web/plan_nav.html" if found is None else found.nav,
        "part": "" if place is None else f"register-{place[0]}",
        "register": "" if place is None else place[0],
        "back": "Plan" if found is None else found.title,
        "section": section,
        "item": item,
    }
    done, seen, typed = _Kept(), seat.number, dict(texts)
    if request.method == "POST":
        base = request.POST.get("base", "")
        seen = int(base) if base.isdecimal() and 0 < int(base) <= seat.number else seat.number
        typed |= {
            name: request.POST[name].replace("\r\n", "\n") for name in texts if name in request.POST
        }
        done = _kept(seat, (section, item), typed, seen=seen)
        if done.status == 200:
            messages.success(request, "Kept.")
            return redirect("row", key=seat.log.key, section=section, item=item)
    lists: dict[str, list[tuple[str, str]]] = {}
    told |= {
        "fields": [
            _field(seat.program, noun, name, text=typed[name], lists=lists)
            | {"wrong": done.wrong.get(name, "")}
            for name in texts
        ],
        "trouble": done.trouble,
        "lists": lists,
        "base": seen,
    }
    return render(request, "web/row.html", told, status=done.status)


def _kept(seat: Seat, place: tuple[str, str], typed: dict[str, str], *, seen: int) -> _Kept:
    """Keep what was typed differently from version `seen`."""
    section, item = place
    before = program_at(seat.log, seen)
    old = before.section(section).get(item)
    if old is None:
        return _Kept(status=409, trouble="It was not there in the version that you looked at.")
    was = _texts(seat, section, old, program=before)
    wanted = [
        (section, item, name, text)
        for name, text in typed.items()
        if _lines(text) != _lines(was[name])
    ]
    if not wanted:
        return _Kept()
    try:
        change = change_cells(before, wanted)
    except Wrong as wrong:
        return _complaint(wrong, [name for _, _, name, _ in wanted])
    found = append(seat.log, change, base=seen, at=datetime.now(UTC), user=seat.user)
    if isinstance(found, Clashed):
        keys = {field.name: field.key for field in fields_of(SECTIONS[section])}
        theirs = {
            keys.get(str(c.place).rpartition(".")[2], ""): f"Now {c.theirs}, set by somebody else."
            for c in found.conflicts
        }
        trouble = "Somebody else changed the same meanwhile. Look again, then keep."
        return _Kept(status=409, trouble=trouble, wrong=Table(theirs))
    if isinstance(found, Refused):
        return _Kept(status=422, trouble=" ".join(f.message for f in found.findings[:5]))
    ask_for_study(seat.log, at=datetime.now(UTC))
    return _Kept()


def _lines(text: str) -> str:
    """A text by its lines: a browser ends them otherwise than it was given them."""
    return "\n".join(text.splitlines()).strip()


def _complaint(wrong: Wrong, names: list[str]) -> _Kept:
    """What is wrong, beside the field that it is about where that is told."""
    at: dict[str, str] = {}
    for finding in wrong.findings:
        about = f"{finding.where or ''} {finding.message}"
        name = next((each for each in names if each in about.split()), "")
        text = " ".join(filter(None, (finding.message, finding.hint)))
        at[name] = " ".join(filter(None, (at.get(name), text)))
    trouble = at.pop("", "Something is not as its field expects: see below.")
    return _Kept(status=422, trouble=trouble, wrong=Table(at))


def _texts(
    seat: Seat, section: str, row: Noun, *, program: Program | None = None
) -> dict[str, str]:
    """The text of every field that the reader may see, by the name that the file gives it."""
    return {
        field.key: text_of(program or seat.program, section, row, field.key)
        for field in fields_of(SECTIONS[section])
        if field.key not in HIDDEN or seat.may(Capability.SEE_RATES)
    }


def _field(
    program: Program,
    noun: type[Noun],
    name: str,
    *,
    text: str,
    lists: dict[str, list[tuple[str, str]]],
) -> dict[str, Any]:
    field = next(each for each in fields_of(noun) if each.key == name)
    several = isinstance(field.codec, Many | Assignments | TableCodec | RowCodec)
    offered = None if several else names_for(program, field)
    if offered is not None:
        lists[offered[0]] = offered[1]
    choices = choices_of(noun, name)
    return {
        "name": name,
        "label": word_of(name),
        "about": "" if field.about is None else field.about.text,
        "example": "" if field.about is None else field.about.example or "",
        "text": text,
        "choices": choices,
        "long": not choices and (name in _LONG or len(text) > _MOST_SHOWN),
        "rows": min(12, 2 + len(text) // 60),
        "names": "" if offered is None else offered[0],
        "required": field.required,
        "filled": field.required or (text != str(field.default).lower() if choices else bool(text)),
    }


def _title(key: str, row: Noun) -> str:
    for name in ("title", "name", "event", "when"):
        if text := getattr(row, name, None):
            return str(text)
    return key


@for_members(Capability.EDIT)
@require_POST
def delete_row(request: HttpRequest, seat: Seat, section: str, item: str) -> HttpResponse:
    """Take a row away, and every mention of it; its history brings it back."""
    try:
        change = without_row(seat.program, section, item)
    except Wrong as wrong:
        raise Http404 from wrong
    title = _title(item, seat.program.section(section)[item])
    found = append(seat.log, change, base=seat.number, at=datetime.now(UTC), user=seat.user)
    if isinstance(found, Refused):
        messages.error(request, f"It stays: {found.findings[0].message}")
        return redirect("row", key=seat.log.key, section=section, item=item)
    ask_for_study(seat.log, at=datetime.now(UTC))
    messages.success(request, f"{title} is deleted. To bring it back, take that entry back.")
    place = register_of(section)
    if place is None:
        return redirect("plan", key=seat.log.key)
    return redirect("register", key=seat.log.key, name=place[0])
