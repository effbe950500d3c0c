"""Escalations: what is open and with whom, the packet to settle it, and what people said."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from fairlead.analyses.answers.status import Rag
from fairlead.analyses.escalation.climb import Climb
from fairlead.analyses.escalation.packet import Packet
from fairlead.analyses.plan import Plan
from fairlead.analyses.triggers.watching import held_since
from fairlead.program.changes import diff
from fairlead.program.noun import replace
from fairlead.program.program import Program
from fairlead.program.requests import ChangeRequest
from fairlead.reports.inline import rag_shape
from fairlead.reports.show import day_shown, money_shown
from fairlead.sources.program_file.prepared import prepared_change
from fairlead.sources.program_file.request_words import proposed
from fairlead.web import records
from fairlead.web.access.roles import Capability
from fairlead.web.access.seat import Seat, for_members
from fairlead.web.asking import ask_for
from fairlead.web.jobs.clock import state_of
from fairlead.web.jobs.queue import put
from fairlead.web.log.append import append
from fairlead.web.log.outcome import Appended
from fairlead.web.pages.answering import answered, unanswered
from fairlead.web.pages.moments import at_shown, name_of, until_shown
from fairlead.web.pages.seeing import reader_zone
from fairlead.web.versions import plan_of

__all__ = ["act", "ask_plan", "escalation", "escalations", "packet_of"]

_STATES: Final[dict[str, tuple[Rag, str]]] = {
    "waiting": ("unknown", "Nobody told yet"),
    "told": ("amber", "Waits for somebody to take it on"),
    "acknowledged": ("green", "Taken on"),
    "resolved": ("done", "Settled"),
    "top": ("red", "The last level ran out"),
    "nobody": ("red", "No ladder fits it"),
}
_BECAUSE: Final = {
    "raised": "it came up",
    "not-acknowledged": "nobody took it on in time",
    "not-resolved": "it was not settled in time",
    "handed-back": "it was handed back",
}
_SAID: Final = {
    "acknowledged": "took it on",
    "handed-back": "handed it back",
    "resolved": "settled it",
    "told": "was told",
}
_ACTS: Final = ("acknowledged", "handed-back", "resolved")


@for_members(Capability.SEE)
@require_GET
def escalations(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Everything open, what waits for the reader first, then what climbed highest."""
    found = state_of(seat.log, seat.program, at=datetime.now(UTC))
    rows = [_row(seat, each) for each in found.climbs]
    rows.sort(key=lambda row: (not row["mine"], -row["level"], row["since"]))
    told = {"seat": seat, "title": "Escalations", "here": "risks", "part": "escalations"}
    told["rows"] = [row for row in rows if row["open"]]
    told["settled"] = [row for row in rows if not row["open"]]
    told["ladders"] = bool(seat.program.escalation)
    told["triggers"] = _triggers(seat)
    return render(request, "web/escalations.html", told)


def _triggers(seat: Seat) -> list[dict[str, Any]]:
    """Every trigger, those that hold first, with the plan that is proposed when they do."""
    program, zone = seat.program, reader_zone(seat)
    since = held_since(records.entries(seat.log, "escalations"), now=datetime.now(UTC))
    rows = []
    for key, trigger in program.triggers.items():
        plan = program.contingencies.get(trigger.propose or "")
        held = since.get(key)
        rows.append(
            {
                "title": trigger.title or trigger.when,
                "when": trigger.when,
                "held": held is not None,
                "since": at_shown(held, zone),
                "owner": name_of(program, trigger.owner or ""),
                "plan": trigger.propose if plan is not None and plan.edits else None,
                "proposes": "" if plan is None else plan.title,
            }
        )
    return sorted(rows, key=lambda row: not row["held"])


@for_members(Capability.ASK)
@require_POST
def ask_plan(request: HttpRequest, seat: Seat, plan: str) -> HttpResponse:
    """Make a prepared plan a change request, against what stands there now."""
    row = seat.program.contingencies.get(plan)
    if row is None or not row.edits:
        raise Http404
    prepared = prepared_change(seat.program, row.edits, where=f"contingencies.{plan}")
    edits = proposed(prepared.change, timezone=seat.program.timezone)
    if not edits:
        messages.error(request, "Nothing would change by it any more.")
        return redirect("escalations", key=seat.log.key)
    wanted = ChangeRequest(
        title=row.title,
        requester=seat.membership.person or seat.user.shown,
        asked=datetime.now(UTC).replace(second=0, microsecond=0),
        edits=edits,
    )
    key, found = ask_for(
        seat.log, wanted, program=seat.program, seen=seat.number, user=seat.user,
        at=datetime.now(UTC),
    )  # fmt: skip
    if not isinstance(found, Appended):
        messages.error(request, "Somebody changed the program meanwhile. Look again.")
        return redirect("escalations", key=seat.log.key)
    return redirect("request", key=seat.log.key, item=key)


def _row(seat: Seat, each: Climb) -> dict[str, Any]:
    zone = reader_zone(seat)
    rag, word = _STATES[each.state]
    last = each.steps[-1] if each.steps else None
    return {
        "id": each.concern.id,
        "title": each.concern.title,
        "severity": each.concern.severity,
        "kind": each.concern.kind,
        "since": each.concern.since,
        "raised": at_shown(each.concern.since, zone),
        "rag": rag,
        "shape": rag_shape(rag),
        "word": word,
        "open": each.state != "resolved",
        "level": last.level if last is not None else 0,
        "who": "" if last is None else ", ".join(name_of(seat.program, w) for w in last.who),
        "by": "" if last is None or each.state != "told" else at_shown(last.acknowledge_by, zone),
        "next": at_shown(each.next_at, zone),
        "mine": each.state == "told" and last is not None and _asked(seat, last.who),
    }


def _asked(seat: Seat, who: tuple[str, ...]) -> bool:
    return bool(seat.membership.person) and seat.membership.person in who


def _climb(seat: Seat, concern: str) -> Climb:
    found = state_of(seat.log, seat.program, at=datetime.now(UTC))
    each = next((c for c in found.climbs if c.concern.id == concern), None)
    if each is None:
        raise Http404
    return each


def _may_act(seat: Seat, each: Climb) -> bool:
    """Editors may, and everybody who was asked."""
    asked = any(_asked(seat, step.who) for step in each.steps)
    return seat.may(Capability.EDIT) or asked


@for_members(Capability.SEE)
@require_GET
def escalation(request: HttpRequest, seat: Seat, item: str) -> HttpResponse:
    """One matter: its steps, its record, the packet, and what can be done."""
    return _shown(request, seat, _climb(seat, item))


def _shown(request: HttpRequest, seat: Seat, each: Climb, *, status: int = 200) -> HttpResponse:
    zone = reader_zone(seat)
    program = seat.program
    said = [
        {
            "at": at_shown(entry.at, zone),
            "who": name_of(program, str(entry.content.get("to") or entry.who or "")),
            "what": _SAID[entry.kind],
        }
        for entry in records.entries(seat.log, "escalations")
        if entry.kind in _SAID
        and isinstance(entry.content, dict)
        and entry.content.get("concern") == each.concern.id
    ]
    ladder = program.escalation.get(each.ladder or "")
    told = {
        "seat": seat,
        "title": each.concern.title,
        "here": "risks",
        "part": "escalations",
        "row": _row(seat, each),
        "steps": [
            {
                "level": step.level,
                "who": ", ".join(name_of(program, who) for who in step.who),
                "at": at_shown(step.at, zone),
                "because": _BECAUSE[step.because],
                "acknowledge_by": at_shown(step.acknowledge_by, zone),
                "resolve_by": at_shown(step.resolve_by, zone),
            }
            for step in each.steps
        ],
        "said": said,
        "levels": [] if ladder is None else list(range(1, len(ladder.levels) + 1)),
        "may_act": _may_act(seat, each) and each.state not in ("resolved", "nobody"),
        "can_acknowledge": each.state == "told",
        "affects": [name_of(program, key) for key in each.concern.affects],
    }
    return render(request, "web/escalation.html", told, status=status)


@for_members(Capability.SEE)
@require_GET
def packet_of(request: HttpRequest, seat: Seat, item: str) -> HttpResponse:
    """What somebody needs in hand to settle it, once it is computed."""
    each = _climb(seat, item)
    plan = plan_of(seat.log, seat.number)
    if not isinstance(plan, Plan):
        return unanswered(request, seat, plan.findings)
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    question = {
        "fingerprint": plan.fingerprint,
        "concern": item,
        "now": max(now, each.concern.since).isoformat(),
        "record": records.last_number(seat.log, "escalations"),
    }
    done = answered(request, seat, "packet", question)
    if isinstance(done, HttpResponse):
        return done
    _, answer = done
    if not answer.packets:
        return unanswered(request, seat, answer.findings)
    told = {"seat": seat, **_packet(seat, answer.packets[0])}
    return render(request, "web/packet.html", told)


def _packet(seat: Seat, made: Packet) -> dict[str, Any]:
    program, zone = seat.program, reader_zone(seat)
    money = program.currency
    prospects = [
        {
            "title": each.title,
            "p80": day_shown(each.p80, timezone=zone),
            "days": _days(each.p80_minutes),
            "cost": ""
            if each.cost is None or not seat.sees_money
            else money_shown(each.cost, currency=money),
            "chances": [
                (name_of(program, key), f"{chance:.0%}") for key, chance in each.chances.items()
            ],
            "pros": each.pros,
            "cons": each.cons,
        }
        for each in made.prospects
    ]
    waiting = ""
    if made.waiting_minutes is not None:
        waiting = f"{made.waiting_minutes / 1440:.1f} days of the date kept four times in five"
        if made.waiting_cost and seat.sees_money:
            waiting += f", and {money_shown(made.waiting_cost, currency=money)}"
    tasks = made.tasks if seat.may(Capability.SEE_PLAN) else ()
    return {
        "decide": made.decide,
        "by": until_shown(made.by, zone),
        "prospects": prospects,
        "each_day": waiting,
        "reach": [
            (title, [name_of(program, key) for key in keys])
            for title, keys in (
                ("Holds up", tasks),
                ("Moves", made.milestones),
                ("Touches", (*made.people, *made.stakeholders)),
            )
            if keys
        ],
        "trials": made.trials,
    }


def _days(minutes: int) -> str:
    days = abs(minutes) / 1440
    return "no later" if days < 0.05 else f"{days:.1f} days {'later' if minutes > 0 else 'earlier'}"


@for_members(Capability.SEE)
@require_POST
def act(request: HttpRequest, seat: Seat, item: str) -> HttpResponse:
    """Take a matter on, hand it back, or settle it."""
    each = _climb(seat, item)
    done = request.POST.get("do", "")
    if done not in _ACTS:
        return _shown(request, seat, each, status=422)
    if not _may_act(seat, each):
        return render(request, "web/forbidden.html", {"seat": seat}, status=403)
    at = datetime.now(UTC)
    why = request.POST.get("why", "").strip()[:2000]
    if done == "resolved" and _settle_issue(seat, item, why, at=at):
        messages.success(request, "It is settled.")
        return redirect("escalation", key=seat.log.key, item=item)
    content: dict[str, Any] = {"concern": item}
    level = request.POST.get("level", "")
    if done == "handed-back":
        content["level"] = int(level) if level.isdecimal() and 0 < int(level) < 100 else 1
    if why:
        content["why"] = why
    who = seat.membership.person or seat.user.username
    records.add(seat.log, "escalations", at=at, kind=done, content=content, who=who)
    put("clock", log=seat.log, at=at)
    messages.success(request, f"It is on record: {name_of(seat.program, who)} {_SAID[done]}.")
    return redirect("escalation", key=seat.log.key, item=item)


def _settle_issue(seat: Seat, concern: str, how: str, *, at: datetime) -> bool:
    """Settle an issue in the program itself, where the one who does so may edit it."""
    section, _, key = concern.partition(".")
    program: Program = seat.program
    if section != "issues" or not seat.may(Capability.EDIT) or key not in program.issues:
        return False
    row = replace(
        program.issues[key],
        resolved=at.replace(second=0, microsecond=0),
        resolution=how or program.issues[key].resolution,
    )
    change = diff(program, replace(program, issues=program.issues.with_row(key, row)))
    append(seat.log, change, base=seat.number, at=at, user=seat.user, why=how)
    return True
