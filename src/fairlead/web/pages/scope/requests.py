"""Change requests: asked for with their impact in sight, and decided."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from fairlead.analyses.answers.status import Rag
from fairlead.analyses.plan import Plan
from fairlead.program.findings import Finding
from fairlead.program.requests import ChangeRequest, ProposedEdit, RequestState
from fairlead.reports.inline import rag_shape
from fairlead.sources.program_file.approval import Verdict
from fairlead.sources.program_file.field_text import field_text
from fairlead.sources.program_file.rows import fields_of
from fairlead.web.access.roles import Capability
from fairlead.web.access.seat import Seat, for_members
from fairlead.web.asking import (
    DECIDE,
    settle,
    stale,
    tells_rate,
)
from fairlead.web.jobs.answers import ask
from fairlead.web.jobs.studies import ask_for_study
from fairlead.web.log.agreed import APPROVE
from fairlead.web.log.outcome import Clashed, Refused
from fairlead.web.log.shelf import program_at
from fairlead.web.log.undo import gone_of
from fairlead.web.models import Job, LogEntry, Touch
from fairlead.web.pages.answering import impact_told, waits
from fairlead.web.pages.moments import name_of
from fairlead.web.versions import once, plan_of

__all__ = ["asked", "current_text", "decide", "impact_job", "impact_of", "request_page"]

_TRIALS = 10_000
_VERDICTS: dict[str, Verdict] = {
    "approve": "approved",
    "reject": "rejected",
    "defer": "deferred",
    "withdraw": "withdrawn",
}
_ROWS = ("tasks", "milestones", "requirements", "risks", "people", "goals", "components", "teams")
STATES: dict[RequestState, tuple[Rag, str]] = {
    "proposed": ("amber", "To decide"),
    "deferred": ("unknown", "Deferred"),
    "approved": ("green", "Approved"),
    "rejected": ("unknown", "Rejected"),
    "withdrawn": ("unknown", "Withdrawn"),
}


@for_members(Capability.SEE)
@require_GET
def asked(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Everything that was asked for, what waits for a decision first."""
    order = {state: number for number, state in enumerate(STATES)}
    rows = [_row(seat, key, each) for key, each in seat.program.changes.items()]
    rows.sort(key=lambda row: order[row["request"].state])
    told = {"seat": seat, "title": "Change requests", "here": "scope", "part": "requests"}
    return render(request, "web/requests.html", {**told, "rows": rows})


def _row(seat: Seat, key: str, each: ChangeRequest) -> dict[str, Any]:
    rag, word = STATES[each.state]
    return {
        "key": key,
        "request": each,
        "rag": rag,
        "word": word,
        "shape": rag_shape(rag),
        "stale": bool(_stale(seat, key)),
        "who": name_of(seat.program, each.requester or ""),
        "edits": len(each.edits),
    }


def _stale(seat: Seat, key: str) -> tuple[Finding, ...]:
    return once(
        ("stale", seat.log.pk, seat.number, key), lambda: stale(seat.program, key)
    )  # fmt: skip


@for_members(Capability.SEE)
@require_GET
def request_page(request: HttpRequest, seat: Seat, item: str) -> HttpResponse:
    """One request: what would change, what stands against it, its impact, and the decision."""
    return _shown(request, seat, item)


def _shown(
    request: HttpRequest,
    seat: Seat,
    key: str,
    *,
    findings: tuple[Finding, ...] = (),
    outcome: Clashed | None = None,
    status: int = 200,
) -> HttpResponse:
    each = seat.program.changes.get(key)
    if each is None:
        raise Http404
    against = _stale(seat, key)
    decided_in = _decision(seat, key) if each.state != "proposed" else None
    told = {
        "seat": seat,
        "title": each.title,
        "here": "scope",
        "part": "requests",
        "key": key,
        "asked": each,
        "row": _row(seat, key, each),
        "by": name_of(seat.program, each.decided_by or ""),
        "edits": _edits(seat, each),
        "stale": findings or against,
        "open": each.state in ("proposed", "deferred"),
        "can_impact": not any(finding.severity == "error" for finding in against),
        "mine": _mine(seat, each),
        "entry": decided_in,
        "outcome": outcome,
    }
    return render(request, "web/request.html", told, status=status)


def _mine(seat: Seat, each: ChangeRequest) -> bool:
    person = seat.membership.person
    return bool(each.requester) and each.requester in (person, seat.user.username, seat.user.shown)


def _decision(seat: Seat, key: str) -> int | None:
    """The entry by which it was decided, if that was not taken back."""
    numbers = Touch.objects.filter(log=seat.log, section="changes", key=key).values("number")
    rows = LogEntry.objects.filter(log=seat.log, kind__in=(APPROVE, DECIDE), number__in=numbers)
    gone = gone_of(seat.log)
    found = rows.order_by("-number").values_list("number", flat=True)
    return next((number for number in found if number not in gone), None)


def _edits(seat: Seat, each: ChangeRequest) -> list[dict[str, str]]:
    """What would change, with what stands there now where that is another value."""
    found = []
    for edit in each.edits:
        if tells_rate(edit) and not seat.may(Capability.SEE_RATES):
            found.append({"place": edit.place, "before": "hidden", "after": "hidden", "now": ""})
            continue
        now = current_text(seat, edit)
        told = {"place": edit.place, "before": edit.before or "", "after": edit.after or ""}
        same = edit.field is None or each.state not in ("proposed", "deferred")
        asked = _plain(edit.before)
        told["now"] = "" if same or asked == now else now or "nothing"
        row = (edit.row or "").partition(".")
        title = getattr(seat.program.section(row[0]).get(row[2]), "title", None) if row[1] else None
        told["title"] = str(title or "")
        found.append({**told, "before": _plain(edit.before), "after": _plain(edit.after)})
    return found


def _plain(wording: str | None) -> str:
    """A wording without the marks that only the file needs."""
    text = wording or ""
    marked = len(text) > 2 and text[0] + text[-1] in ('""', "[]", "{}")
    return text[1:-1] if marked and text.count(text[0]) == 1 + (text[0] == '"') else text


def current_text(seat: Seat, edit: ProposedEdit) -> str:
    """What a field holds now, in the words of the program file; empty for nothing."""
    section, _, key = (edit.row or "").partition(".")
    row = seat.program if not section else seat.program.section(section).get(key)
    if row is None or edit.field is None:
        return ""
    field = next((f for f in fields_of(type(row)) if f.key == edit.field), None)
    if field is None:
        return ""
    value = getattr(row, field.name)
    return field_text(type(row), edit.field, value, timezone=seat.program.timezone)


@for_members(Capability.SEE)
@require_GET
def impact_of(request: HttpRequest, seat: Seat, item: str) -> HttpResponse:
    """What a request would do: a part of its page that comes when it is computed."""
    each = seat.program.changes.get(item)
    if each is None:
        raise Http404
    job = impact_job(seat, each.edits, trials=_TRIALS, again="again" in request.GET)
    return waits(request, seat, job) or impact_told(request, seat, job, title=each.title)


def impact_job(
    seat: Seat, edits: tuple[ProposedEdit, ...], *, trials: int, again: bool = False
) -> Job:
    """The job that tells what some edits would do to the program as it stands."""
    plan = plan_of(seat.log, seat.number)
    question = {
        "fingerprint": plan.fingerprint if isinstance(plan, Plan) else str(seat.number),
        "edits": [
            {name: value for name, value in pairs if value is not None}
            for e in edits
            for pairs in [(("row", e.row), ("field", e.field), ("from", e.before), ("to", e.after))]
        ],
        "trials": trials,
    }
    return ask(
        seat.log, "impact", question, number=seat.number, at=datetime.now(UTC), again=again
    )  # fmt: skip


@for_members(Capability.ASK)
@require_POST
def decide(request: HttpRequest, seat: Seat, item: str) -> HttpResponse:
    """Approve, reject, defer or withdraw; who asked for it may withdraw it."""
    each = seat.program.changes.get(item)
    if each is None:
        raise Http404
    verdict = _VERDICTS.get(request.POST.get("verdict", ""))
    if verdict is None:
        return _shown(request, seat, item, status=422)
    if not (seat.may(Capability.EDIT) or (verdict == "withdrawn" and _mine(seat, each))):
        return render(request, "web/forbidden.html", {"seat": seat}, status=403)
    base = request.POST.get("base", "")
    seen = int(base) if base.isdecimal() and 0 < int(base) <= seat.number else seat.number
    found = settle(
        seat.log,
        item,
        program=program_at(seat.log, seen),
        seen=seen,
        verdict=verdict,
        by=seat.membership.person or seat.user.shown,
        user=seat.user,
        at=datetime.now(UTC),
        because=request.POST.get("because", "").strip()[:2000] or None,
        look_again=_day(request.POST.get("until", "")),
    )
    if isinstance(found, Refused):
        return _shown(request, seat, item, findings=found.findings, status=422)
    if isinstance(found, Clashed):
        return _shown(request, seat, item, outcome=found, status=409)
    ask_for_study(seat.log, at=datetime.now(UTC))
    told = "It is approved, and agreed." if verdict == "approved" else f"It is {verdict}."
    messages.success(request, told)
    return redirect("request", key=seat.log.key, item=item)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
