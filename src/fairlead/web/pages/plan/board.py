"""The board: tasks in columns by their state, moved by key or by hand, limits in sight."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, Final

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from fairlead.analyses.plan import Plan, PlannedActivity
from fairlead.program.moments import in_zone
from fairlead.program.program import Program
from fairlead.reports.show import day_shown
from fairlead.sources.program_file.field_text import field_text
from fairlead.web.access.roles import Capability
from fairlead.web.access.seat import Seat, for_members
from fairlead.web.editing import PROGRESS, Wrong, change_cells
from fairlead.web.jobs.studies import ask_for_study
from fairlead.web.log.append import append
from fairlead.web.log.outcome import Clashed, Refused
from fairlead.web.log.shelf import program_at
from fairlead.web.pages.moments import name_of
from fairlead.web.pages.seeing import reader_zone
from fairlead.web.versions import plan_of

__all__ = ["board", "move"]

COLUMNS: Final = (
    ("waiting", "Waits for others"),
    ("ready", "Can begin"),
    ("running", "Going on"),
    ("done", "Done"),
)
MOST_CARDS: Final = 60
"""Cards of a column; of what is done, the newest."""


@for_members(Capability.SEE_PLAN)
@require_GET
def board(request: HttpRequest, seat: Seat) -> HttpResponse:
    """All tasks, or those of a team, of a person, or with a word in their title."""
    told: dict[str, Any] = {"seat": seat, "title": "Board", "here": "plan", "part": "board"}
    plan = plan_of(seat.log, seat.number)
    if not isinstance(plan, Plan):
        return render(request, "web/no_plan.html", {**told, "findings": plan.findings})
    program = seat.program
    team, who = request.GET.get("team", ""), request.GET.get("who", "")
    words = request.GET.get("words", "").strip().lower()[:100]
    chosen = [
        row
        for row in plan.activities.values()
        if row.kind == "task"
        and (not team or _team_of(program, row) == team)
        and (not who or who in row.who)
        and words in row.title.lower()
    ]
    told |= {
        "columns": _columns(seat, plan, chosen, team),
        "teams": [(key, row.title or key) for key, row in program.teams.items()],
        "people": [(key, row.name or key) for key, row in program.people.items()],
        "team": team,
        "who": who,
        "words": request.GET.get("words", "")[:100],
        "filtered": bool(team or who or words),
        "may_move": seat.may(Capability.REPORT_PROGRESS),
    }
    return render(request, "web/board.html", told)


def _team_of(program: Program, row: PlannedActivity) -> str | None:
    task = program.tasks[row.id]
    if task.team is not None:
        return task.team
    person = program.people.get(row.who[0]) if row.who else None
    return None if person is None else person.team


def _state(program: Program, plan: Plan, row: PlannedActivity) -> str:
    if row.state != "waiting":
        return "running" if row.state == "running" else "done"
    waits = any(
        plan.activities[need.task].state != "finished"
        for need in program.tasks[row.id].needs
        if need.task in plan.activities and need.link in ("FS", "FF")
    )
    return "waiting" if waits else "ready"


def _columns(
    seat: Seat, plan: Plan, rows: list[PlannedActivity], team: str
) -> list[dict[str, Any]]:
    program, zone = seat.program, reader_zone(seat)
    by_state: dict[str, list[PlannedActivity]] = {state: [] for state, _ in COLUMNS}
    for row in rows:
        by_state[_state(program, plan, row)].append(row)
    limit = _limit(program, team)
    found = []
    for state, title in COLUMNS:
        held = by_state[state]
        held.sort(key=lambda row: (row.start, row.id), reverse=state == "done")
        count = len(held)
        over = state == "running" and limit is not None and count > limit
        found.append(
            {
                "state": state,
                "title": title,
                "count": count,
                "limit": limit if state == "running" else None,
                "over": over,
                "more": max(0, count - MOST_CARDS),
                "cards": [_card(seat, row, state, zone) for row in held[:MOST_CARDS]],
            }
        )
    return found


def _limit(program: Program, team: str) -> int | None:
    """How many tasks a team, or all that say so, want going on at once."""
    if team:
        row = program.teams.get(team)
        return None if row is None else row.at_once
    limits = [row.at_once for row in program.teams.values()]
    known = [limit for limit in limits if limit is not None]
    return sum(known) if known and len(known) == len(limits) else None


def _card(seat: Seat, row: PlannedActivity, state: str, zone: str) -> dict[str, Any]:
    program = seat.program
    task = program.tasks[row.id]
    size = task.estimate if task.estimate is not None else task.duration
    name = "estimate" if task.estimate is not None else "duration"
    return {
        "key": row.id,
        "title": row.title,
        "who": ", ".join(name_of(program, who) for who in row.who),
        "size": "" if size is None else field_text(type(task), name, size, timezone=zone),
        "critical": row.critical_after_levelling and state != "done",
        "ends": day_shown(row.finish, timezone=zone),
        "may": seat.may_report(row.id),
    }


class _Move(msgspec.Struct):
    base: int
    key: str
    to: str


@for_members(Capability.REPORT_PROGRESS)
@require_POST
def move(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Move a task to another column: its progress says so from then on."""
    try:
        asked = msgspec.json.decode(request.body, type=_Move)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        return _json({"message": f"Not a move: {error}."}, status=400)
    if not 0 <= asked.base <= seat.number or asked.key not in seat.program.tasks:
        return _json({"message": "Not a move on this board."}, status=400)
    if not seat.may_report(asked.key):
        return _json({"message": "You may report progress on your own tasks."}, status=403)
    seen = program_at(seat.log, asked.base)
    try:
        cells = _cells(seen, asked.key, asked.to)
        change = change_cells(seen, [("tasks", asked.key, *cell) for cell in cells])
    except Wrong as wrong:
        return _json({"message": wrong.findings[0].message}, status=422)
    except ValueError as error:
        return _json({"message": str(error)}, status=422)
    found = append(seat.log, change, base=asked.base, at=datetime.now(UTC), user=seat.user)
    if isinstance(found, Refused):
        return _json({"message": found.findings[0].message}, status=422)
    if isinstance(found, Clashed):
        return _json({"message": "Somebody else moved it meanwhile. Look again."}, status=409)
    ask_for_study(seat.log, at=datetime.now(UTC))
    return _json({"number": found.number})


def _cells(program: Program, key: str, to: str) -> list[tuple[str, str]]:
    """The cells that put a task into a column, at the status day.

    Raises `ValueError` for a column that nothing can be put into.
    """
    task = program.tasks[key]
    day = _today(program).isoformat()
    if to == "running":
        again = [("finished", ""), ("complete", "")] if task.finished is not None else []
        return [*again, *([("started", day)] if task.started is None else [])]
    if to == "done":
        begun = [("started", day)] if task.started is None else []
        return [*begun, ("finished", day), ("remaining", ""), ("complete", "")]
    if to == "ready":
        return [(name, "") for name in sorted(PROGRESS)]
    raise ValueError("What waits for others does so because of what it needs: edit that.")


def _today(program: Program) -> date:
    """The status day: what happened is dated no later."""
    moment = program.as_of
    if moment is None:
        return in_zone(datetime.now(UTC), timezone=program.timezone).date()
    if isinstance(moment, datetime):
        return in_zone(moment, timezone=program.timezone).date()
    return moment


def _json(value: object, *, status: int = 200) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(value), content_type="application/json", status=status)
