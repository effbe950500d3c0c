"""Undo and redo of each person's own changes, whatever others did since; restoring any entry."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from fairlead.program.changes import invert
from fairlead.program.noun import Noun
from fairlead.web.log.append import append
from fairlead.web.log.outcome import Outcome
from fairlead.web.log.shelf import change_in
from fairlead.web.models import LogEntry, ProgramLog, User

__all__ = ["Steps", "gone_of", "redo", "revert", "stands", "steps", "undo"]

_MOST_STEPS = 500


class Steps(Noun):
    """The entries that a user's next undo and next redo would take back, if any."""

    undo: int | None = None
    redo: int | None = None


def steps(log: ProgramLog, user: User) -> Steps:
    """Where a user stands among their own changes.

    Their newest change that they did not take back is undone first; what was undone last is redone
    first; a new change leaves nothing to redo.
    """
    mine = LogEntry.objects.filter(log=log, user=user).exclude(kind="begin")
    recent = list(mine.order_by("-number").values_list("number", "kind", "undoes")[:_MOST_STEPS])
    done: list[int] = []
    undone: list[int] = []
    for number, kind, undoes in reversed(recent):
        if kind == "undo":
            if undoes in done:
                done.remove(undoes)
            undone.append(number)
        elif kind == "redo":
            if undoes in undone:
                undone.remove(undoes)
            done.append(number)
        else:
            done.append(number)
            undone.clear()
    return Steps(undo=done[-1] if done else None, redo=undone[-1] if undone else None)


def undo(log: ProgramLog, user: User, *, at: datetime) -> Outcome | None:
    """Take back the user's last change; None when there is none."""
    number = steps(log, user).undo
    return None if number is None else revert(log, number, user=user, at=at, kind="undo")


def redo(log: ProgramLog, user: User, *, at: datetime) -> Outcome | None:
    """Do again what the user undid last; None when there is nothing."""
    number = steps(log, user).redo
    return None if number is None else revert(log, number, user=user, at=at, kind="redo")


def revert(
    log: ProgramLog,
    number: int,
    *,
    user: User,
    at: datetime,
    kind: Literal["undo", "redo", "restore"] = "restore",
    why: str = "",
) -> Outcome:
    """Take back one entry, by whomever, and nothing of what came after it.

    Where a later entry changed the same field, both values are returned to choose from. What the
    entry deleted comes back. What it says besides its edits, such as that something was agreed,
    holds no longer. Raises `LogEntry.DoesNotExist`.
    """
    entry = LogEntry.objects.get(log=log, number=number)
    back = invert(change_in(entry))
    return append(
        log,
        back,
        base=number,
        at=at,
        user=user,
        why=why,
        kind=kind,
        undoes=number,
        noted={} if not entry.edits and stands(log, number) else None,
    )


def stands(log: ProgramLog, *numbers: int) -> bool:
    """Whether none of some entries was taken back, or what took it back was taken back itself."""
    return gone_of(log).isdisjoint(numbers)


def gone_of(log: ProgramLog) -> frozenset[int]:
    """The entries that were taken back, and not brought back since."""
    rows = LogEntry.objects.filter(log=log, undoes__isnull=False).order_by("-number")
    gone: set[int] = set()
    for number, undoes in rows.values_list("number", "undoes"):
        if number not in gone:  # the newest first: what took this one back is known by now
            gone.add(undoes)
    return frozenset(gone)
